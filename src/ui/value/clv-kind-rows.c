/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-kind-rows.h"

#include <glib/gi18n-lib.h>

#include "clv-check-button.h"
#include "clv-rows.h"
#include "clv-spec-words.h"

struct _ClvKindRows
{
  AdwBin parent_instance;

  GtkBox *box;
  AdwPreferencesGroup *groups[CLV_N_FAMILIES];   /* (nullable) */
  GtkCheckButton *no_kind_check;   /* never seen: makes even a single kind a radio button */
  GPtrArray *rows;                 /* (element-type AdwActionRow) (unowned) in the registry's
                                    * order, as all below */
  GPtrArray *checks;               /* (element-type GtkCheckButton) (unowned) */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ClvKindRows, clv_kind_rows, ADW_TYPE_BIN)

GtkWidget *
clv_kind_rows_add_radio (AdwPreferencesGroup *group,
                         GtkCheckButton      *first,
                         const char          *title,
                         const char          *subtitle)
{
  GtkWidget *row = clv_row_new (title, subtitle);
  GtkWidget *check = clv_check_button_new (NULL);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  clv_widget_name (check, title);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (group, row);

  return check;
}

static void
toggled_cb (ClvKindRows    *self,
            GtkCheckButton *check)
{
  if (gtk_check_button_get_active (check))
    g_signal_emit (self, changed_signal, 0);
}

static void
add_kind (ClvKindRows         *self,
          AdwPreferencesGroup *group,
          guint                i)
{
  guint n = 0;
  const ClvModelKind *kind = clv_model_kinds_list (&n)[i];
  GtkWidget *check = clv_kind_rows_add_radio (group, self->no_kind_check, _(kind->name),
                                              _(kind->summary));

  self->checks->pdata[i] = check;
  self->rows->pdata[i] = gtk_widget_get_ancestor (check, ADW_TYPE_ACTION_ROW);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
}

static void
add_kinds (ClvKindRows *self)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  g_ptr_array_set_size (self->rows, (int) n);
  g_ptr_array_set_size (self->checks, (int) n);
  for (int family = 0; family < CLV_N_FAMILIES; family++)
    {
      AdwPreferencesGroup *group = NULL;

      for (guint i = 0; i < n; i++)
        {
          if ((int) clv_spec_words_get_family (kinds[i]->id) != family)
            continue;
          if (group == NULL)
            {
              group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
              adw_preferences_group_set_title (group, clv_spec_words_get_family_title (family));
              adw_preferences_group_set_description (
                group, clv_spec_words_get_family_description (family));
              gtk_box_append (self->box, GTK_WIDGET (group));
              self->groups[family] = group;
            }
          add_kind (self, group, i);
        }
    }
}

static void
clv_kind_rows_finalize (GObject *object)
{
  ClvKindRows *self = CLV_KIND_ROWS (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);

  G_OBJECT_CLASS (clv_kind_rows_parent_class)->finalize (object);
}

static void
clv_kind_rows_class_init (ClvKindRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_kind_rows_finalize;

  /**
   * ClvKindRows::changed:
   *
   * Another kind was chosen.
   */
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clv_kind_rows_init (ClvKindRows *self)
{
  GtkWidget *none = gtk_check_button_new ();

  self->rows = g_ptr_array_new ();
  self->checks = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  self->no_kind_check = GTK_CHECK_BUTTON (none);
  gtk_widget_set_visible (none, FALSE);
  gtk_box_append (self->box, none);
  add_kinds (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

const ClvModelKind *
clv_kind_rows_get_kind (ClvKindRows *self)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  g_return_val_if_fail (CLV_IS_KIND_ROWS (self), NULL);

  for (guint i = 0; i < n; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return kinds[i];

  return kinds[0];
}

void
clv_kind_rows_set_kind (ClvKindRows *self,
                        const char  *id)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  g_return_if_fail (CLV_IS_KIND_ROWS (self));

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (kinds[i]->id, id) == 0)
      gtk_check_button_set_active (g_ptr_array_index (self->checks, i), TRUE);
}

static char *
describe_counted_lack (const ClvValueState *state,
                       const ClvModelKind  *kind)
{
  if ((kind->history == CLV_HISTORY_CONTRACT || kind->joins_contract) && !state->is_by_renewals)
    return g_strdup (_("Not for these data: it asks for renewals, and these customers were "
                       "counted by their purchases."));
  if (kind->joins_contract)
    return g_strdup (_("Not for these data: it asks for orders beside subscriptions, and the "
                       "workspace holds none."));
  if (kind->history == CLV_HISTORY_GAPS)
    return g_strdup (_("Not for these data: it reads the times between single purchases, which "
                       "are not known of customers who were counted before the import."));

  return NULL;
}

char *
clv_kind_rows_describe_lack (const ClvValueState *state,
                             const ClvModelKind  *kind)
{
  const ClvTransactions *rows = NULL;

  g_return_val_if_fail (state != NULL && kind != NULL, NULL);

  if (state->source == CLV_VALUE_OF_COUNTED)
    return describe_counted_lack (state, kind);
  rows = clv_value_state_get_rows (state, kind);
  if (rows != NULL && rows->n_rows > 0)
    return NULL;

  if (kind->joins_contract && state->payments != NULL)
    return g_strdup (_("Not for these data: it asks for orders beside subscriptions, and the "
                       "workspace holds none."));

  return g_strdup (kind->history == CLV_HISTORY_CONTRACT || kind->joins_contract
                   ? _("Not for these data: it asks for subscriptions, and the workspace holds "
                       "none.")
                   : _("Not for these data: it asks for orders, and the workspace holds "
                       "subscriptions alone."));
}

/* Says of a family what all of it lacks once, else of each kind. What cannot be fitted
 * comes last. */
static void
show_family (ClvKindRows         *self,
             const ClvValueState *state,
             ClvKindFamily        family)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);
  const char *description = clv_spec_words_get_family_description (family);
  g_autofree char *common = NULL;
  gboolean is_common = TRUE;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *lack = clv_spec_words_get_family (kinds[i]->id) == family
                              ? clv_kind_rows_describe_lack (state, kinds[i]) : NULL;

      if (clv_spec_words_get_family (kinds[i]->id) != family)
        continue;
      is_common = is_common && lack != NULL && (common == NULL || g_str_equal (common, lack));
      if (common == NULL)
        common = g_steal_pointer (&lack);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *lack = clv_kind_rows_describe_lack (state, kinds[i]);
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (clv_spec_words_get_family (kinds[i]->id) != family)
        continue;
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), lack != NULL && !is_common
                                   ? lack : _(kinds[i]->summary));
      gtk_widget_set_sensitive (row, lack == NULL);
    }
  adw_preferences_group_set_description (self->groups[family], is_common ? common : description);
  if (is_common)
    gtk_box_reorder_child_after (self->box, GTK_WIDGET (self->groups[family]),
                                 gtk_widget_get_last_child (GTK_WIDGET (self->box)));
}

void
clv_kind_rows_set_state (ClvKindRows         *self,
                         const ClvValueState *state)
{
  g_return_if_fail (CLV_IS_KIND_ROWS (self) && state != NULL);

  for (guint family = 0; family < CLV_N_FAMILIES; family++)
    if (self->groups[family] != NULL)
      show_family (self, state, (ClvKindFamily) family);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
clv_kind_rows_is_valid (ClvKindRows *self)
{
  g_return_val_if_fail (CLV_IS_KIND_ROWS (self), FALSE);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      return gtk_widget_get_sensitive (g_ptr_array_index (self->rows, i));

  return FALSE;
}
