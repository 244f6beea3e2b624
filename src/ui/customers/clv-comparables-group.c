/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparables-group.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-rows.h"

struct _ClvComparablesGroup
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows;    /* (element-type GtkWidget): lent */
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (ClvComparablesGroup, clv_comparables_group, ADW_TYPE_PREFERENCES_GROUP)

static void
clear (ClvComparablesGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
clicked_cb (ClvComparablesGroup *self,
            GtkButton           *button)
{
  const guint row = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "clv-row"));

  g_signal_emit (self, chosen_signal, 0, row);
}

char *
clv_comparables_dup_past (const ClvCustomerData *data,
                          guint32                row)
{
  const guint32 x = data->scores->x[row];
  g_autofree char *number = clv_number_format (x, 0);
  g_autofree char *last = clv_date_to_display (clv_customer_data_get_last_day (data, row));

  if (x == 0)
    /* TRANSLATORS: %s is a day */
    return g_strdup_printf (_("Bought once, on %s"), last);

  return g_strdup_printf (ngettext ("%s repeat purchase, the last on %s",
                                    "%s repeat purchases, the last on %s", x), number, last);
}

char *
clv_comparables_dup_summary (const ClvCustomerData *data,
                             const GArray          *rows)
{
  const double *clv = data->scores->clv;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  guint32 least = 0;
  guint32 most = 0;

  if (rows->len == 0)
    return g_strdup (_("There is nobody else to compare with."));

  least = most = g_array_index (rows, guint32, 0);
  for (guint i = 1; i < rows->len; i++)
    {
      const guint32 row = g_array_index (rows, guint32, i);

      least = clv[row] < clv[least] ? row : least;
      most = clv[row] > clv[most] ? row : most;
    }
  low = clv_money_format_major (clv[least], data->currency);
  high = clv_money_format_major (clv[most], data->currency);

  /* TRANSLATORS: the least and the greatest value of a few customers */
  return g_strdup_printf (_("Most alike in number of purchases, time since the last, time known "
                            "and spend; values play no part. Their future values: %s to %s."),
                          low, high);
}

static GtkWidget *
make_row (ClvComparablesGroup *self,
          ClvSession          *session,
          ClvCustomerData     *data,
          guint32              row)
{
  const char *id = clv_customer_data_get_id (data, row);
  g_autofree char *label = session != NULL ? clv_session_dup_customer_label (session, id)
                                           : g_strdup (id);
  g_autofree char *past = clv_comparables_dup_past (data, row);
  g_autofree char *value = clv_money_format_major (data->scores->clv[row], data->currency);
  /* TRANSLATORS: %s is a customer */
  g_autofree char *tooltip = g_strdup_printf (_("Show %s"), label);
  GtkWidget *widget = clv_row_new (label, past);
  GtkWidget *amount = gtk_label_new (value);
  /* A word would take the room of what stands in the row, in German above all. */
  GtkWidget *button = gtk_button_new_from_icon_name ("clv-next-symbolic");

  gtk_widget_add_css_class (amount, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), amount);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  g_object_set_data (G_OBJECT (button), "clv-row", GUINT_TO_POINTER (row));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), button);
  g_object_set (widget, "activatable", TRUE, NULL);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), button);

  return widget;
}

static void
clv_comparables_group_finalize (GObject *object)
{
  g_ptr_array_unref (CLV_COMPARABLES_GROUP (object)->rows);

  G_OBJECT_CLASS (clv_comparables_group_parent_class)->finalize (object);
}

static void
clv_comparables_group_class_init (ClvComparablesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clv_comparables_group_finalize;

  /**
   * ClvComparablesGroup::chosen:
   * @row: row of the score set
   *
   * The person wants to see this one.
   */
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
clv_comparables_group_init (ClvComparablesGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Comparable customers"));
}

/**
 * clv_comparables_group_show:
 * @session: (nullable): says how customers are called
 * @data: whose values
 * @rows: (element-type guint32) (nullable): whom to list, %NULL for not known yet
 */
void
clv_comparables_group_show (ClvComparablesGroup *self,
                            ClvSession          *session,
                            ClvCustomerData     *data,
                            const GArray        *rows)
{
  g_autofree char *summary = NULL;

  g_return_if_fail (CLV_IS_COMPARABLES_GROUP (self));

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), rows != NULL);
  if (rows == NULL)
    return;

  summary = clv_comparables_dup_summary (data, rows);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), summary);
  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = make_row (self, session, data, g_array_index (rows, guint32, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
}
