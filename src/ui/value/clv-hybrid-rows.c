/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-hybrid-rows.h"

#include <glib/gi18n-lib.h>

#include "clv-hybrid.h"

struct _ClvHybridRows
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *contract_row;
  AdwComboRow *orders_row;
  AdwComboRow *end_row;         /* in the order of ClvOrdersEnd */
  gboolean is_filling;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ClvHybridRows, clv_hybrid_rows, ADW_TYPE_PREFERENCES_GROUP)

static void
changed_cb (ClvHybridRows *self)
{
  if (!self->is_filling)
    g_signal_emit (self, changed_signal, 0);
}

/* (transfer none): of what @choices list. */
static AdwComboRow *
add_row (ClvHybridRows *self,
         const char    *title,
         const char    *subtitle,
         GtkStringList *choices)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (choices));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return ADW_COMBO_ROW (row);
}

/* (transfer full): the names of kinds. */
static GtkStringList *
list_names (const char * const *ids)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    gtk_string_list_append (names, _(clv_model_kind_find (ids[i])->name));

  return names;
}

static guint
find_id (const char * const *ids,
         const char         *id)
{
  for (guint i = 0; id != NULL && ids[i] != NULL; i++)
    if (g_str_equal (ids[i], id))
      return i;

  return 0;
}

/* The first one is what is taken where nothing is said, or where it was said before. */
static void
read_id (const char * const  *ids,
         AdwComboRow         *row,
         char               **id)
{
  const guint selected = adw_combo_row_get_selected (row);

  if (selected == find_id (ids, *id))
    return;
  g_free (*id);
  *id = selected > 0 && selected < g_strv_length ((char **) ids) ? g_strdup (ids[selected]) : NULL;
}

void
clv_hybrid_rows_set_spec (ClvHybridRows      *self,
                          const ClvModelSpec *spec)
{
  g_return_if_fail (CLV_IS_HYBRID_ROWS (self) && spec != NULL);

  self->is_filling = TRUE;
  adw_combo_row_set_selected (self->contract_row,
                              find_id (clv_hybrid_list_contracts (), spec->contract));
  adw_combo_row_set_selected (self->orders_row, find_id (clv_hybrid_list_orders (), spec->orders));
  adw_combo_row_set_selected (self->end_row, spec->orders_end);
  self->is_filling = FALSE;
}

void
clv_hybrid_rows_read (ClvHybridRows *self,
                      ClvModelSpec  *spec)
{
  g_return_if_fail (CLV_IS_HYBRID_ROWS (self) && spec != NULL);

  read_id (clv_hybrid_list_contracts (), self->contract_row, &spec->contract);
  read_id (clv_hybrid_list_orders (), self->orders_row, &spec->orders);
  spec->orders_end = (ClvOrdersEnd) MIN (adw_combo_row_get_selected (self->end_row),
                                         (guint) CLV_ORDERS_END_WITH_CONTRACT);
}

static void
clv_hybrid_rows_class_init (ClvHybridRowsClass *klass)
{
  /**
   * ClvHybridRows::changed:
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clv_hybrid_rows_init (ClvHybridRows *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  g_autoptr(GtkStringList) contracts = list_names (clv_hybrid_list_contracts ());
  g_autoptr(GtkStringList) orders = list_names (clv_hybrid_list_orders ());
  g_autoptr(GtkStringList) ends = gtk_string_list_new (NULL);

  gtk_string_list_append (ends, _("By the data"));
  /* Translators: orders beside a contract, after it has ended */
  gtk_string_list_append (ends, _("Go on"));
  /* Translators: orders beside a contract, when it ends */
  gtk_string_list_append (ends, _("End with it"));
  self->is_filling = TRUE;
  adw_preferences_group_set_title (group, _("Contracts and orders"));
  adw_preferences_group_set_description (group,
                                         _("Each is fitted by a model of its own; a customer’s "
                                           "value is the sum."));
  self->contract_row = add_row (self, _("Model of the contracts"),
                                _("How long customers stay subscribed."), contracts);
  self->orders_row = add_row (self, _("Model of the orders"),
                              _("How often they order beside it, and how soon they stop."), orders);
  self->end_row = add_row (self, _("Orders after a contract’s end"),
                           _("Whether customers who leave the contract stop ordering at once."),
                           ends);
  self->is_filling = FALSE;
}
