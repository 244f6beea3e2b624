/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rules-private.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

#define CURRENCIES_MAX 12u

static ClvImportPlan *
copy_plan (ClvRulesStep *self)
{
  return clv_import_plan_copy (clv_import_draft_get_plan (self->draft));
}

/* What was typed cannot be taken: the field says so, and why. */
static void
refuse (GtkWidget  *widget,
        const char *why)
{
  gtk_widget_add_css_class (widget, "error");
  gtk_widget_set_tooltip_text (widget, why);
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  clv_step_say (widget, why);
}

static void
day_cb (AdwEntryRow  *row,
        ClvRulesStep *self)
{
  gboolean is_first = g_object_get_data (G_OBJECT (row), "first") != NULL;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  ClvDate day = *text != '\0' ? clv_date_parse (text) : CLV_DATE_INVALID;
  ClvImportPlan *plan = NULL;

  if (*text != '\0' && day == CLV_DATE_INVALID)
    {
      refuse (GTK_WIDGET (row), _("Write the day as 2025-01-31."));
      return;
    }

  plan = copy_plan (self);
  if (is_first)
    plan->earliest = day;
  else
    plan->latest = day;
  clv_rules_use (self, plan, CLV_TOPIC_RULES);
}

static void
add_day (ClvRulesStep *self,
         GtkWidget    *group,
         gboolean      is_first)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvDate day = is_first ? plan->earliest : plan->latest;
  g_autofree char *text = day != CLV_DATE_INVALID ? clv_date_to_iso (day) : NULL;
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title",
                                 is_first ? _("First day that counts (such as 2025-01-31)")
                                 : _("Last day that counts"), "name",
                                 is_first ? "first-day" : "last-day", NULL);
  ClvImportPlan *without = NULL;

  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "first", is_first ? row : NULL);
  g_signal_connect_object (row, "apply", G_CALLBACK (day_cb), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (day == CLV_DATE_INVALID)
    return;

  without = copy_plan (self);
  if (is_first)
    without->earliest = CLV_DATE_INVALID;
  else
    without->latest = CLV_DATE_INVALID;
  clv_rules_add_mark (self, group, is_first ? _("Leave out what was before")
                      : _("Leave out what came after"), NULL, TRUE, without, CLV_TOPIC_RULES);
}

/**
 * clv_rules_add_days:
 * @self: the step
 *
 * From when to when rows count.
 */
void
clv_rules_add_days (ClvRulesStep *self)
{
  GtkWidget *group = clv_step_group_new (_("Days"),
                                         _("Leave both empty to take all days. Days after "
                                           "tomorrow are left out in any case."));

  add_day (self, group, TRUE);
  add_day (self, group, FALSE);
  gtk_box_append (self->box, group);
}

/* "0.92, 2025-07-01 0.95": the rates of one currency as they are typed. */
static char *
describe_rates (const ClvImportPlan *plan,
                const char          *currency)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < plan->rates->len; i++)
    {
      const ClvImportRate *rate = g_ptr_array_index (plan->rates, i);
      g_autofree char *words = NULL;

      if (!g_str_equal (rate->currency, currency))
        continue;
      words = clv_import_rate_to_text (rate);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              strlen (words) > 4 ? words + 4 : words);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
remove_rates (ClvImportPlan *plan,
              const char    *currency)
{
  for (guint i = plan->rates->len; i > 0; i--)
    {
      const ClvImportRate *rate = g_ptr_array_index (plan->rates, i - 1);

      if (g_str_equal (rate->currency, currency))
        g_ptr_array_remove_index (plan->rates, i - 1);
    }
}

static gboolean
set_rates (ClvImportPlan  *plan,
           const char     *currency,
           const char     *text,
           GError        **error)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);

  remove_rates (plan, currency);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("%s %s", currency, g_strstrip (words[i]));
      ClvImportRate *rate = NULL;

      if (*words[i] == '\0')
        continue;
      rate = g_new0 (ClvImportRate, 1);
      g_ptr_array_add (plan->rates, rate);
      if (!clv_import_rate_parse (line, rate, error))
        return FALSE;
    }

  return TRUE;
}

static void
rate_cb (GtkWidget    *widget,
         ClvRulesStep *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (widget), "entry");
  const char *currency = g_object_get_data (G_OBJECT (entry), "currency");
  ClvImportPlan *plan = copy_plan (self);
  g_autoptr(GError) error = NULL;

  if (set_rates (plan, currency, gtk_editable_get_text (GTK_EDITABLE (entry)), &error))
    {
      clv_rules_use (self, plan, CLV_TOPIC_CURRENCY);
      return;
    }

  clv_import_plan_free (plan);
  refuse (entry, error->message);
}

static void
add_currency (ClvRulesStep        *self,
              GtkWidget           *group,
              const ClvValueCount *count,
              const char          *currency)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *own = clv_rules_get_currency (self);
  g_autofree char *rates = describe_rates (plan, currency);
  g_autofree char *n = clv_step_count (count->n_rows);
  g_autofree char *name = g_strdup_printf (_("1 %s in %s"), currency, own);
  g_autofree char *title = g_strdup_printf (ngettext ("%s · %s row", "%s · %s rows",
                                                      (gulong) count->n_rows), name, n);
  GtkWidget *row = clv_row_new (title, *rates != '\0' ? _("Converted at this rate")
                                : _("Left out until you give a rate"));
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Set"));
  g_autofree char *button_name = g_strdup_printf (_("Set the rate of %s"), currency);

  gtk_editable_set_text (GTK_EDITABLE (entry), rates);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 10);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("such as 0.92"));
  gtk_widget_set_tooltip_text (entry, _("Several with the day they begin: 0.92, 2025-07-01 0.95"));
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (entry, currency);
  clv_widget_name (entry, name);
  clv_widget_name (button, button_name);
  g_object_set_data_full (G_OBJECT (entry), "currency", g_strdup (currency), g_free);
  g_object_set_data (G_OBJECT (entry), "entry", entry);
  g_object_set_data (G_OBJECT (button), "entry", entry);
  g_signal_connect_object (entry, "activate", G_CALLBACK (rate_cb), self, 0);
  g_signal_connect_object (button, "clicked", G_CALLBACK (rate_cb), self, 0);
  if (*rates != '\0')
    {
      ClvImportPlan *without = copy_plan (self);

      remove_rates (without, currency);
      clv_rules_add_effect (self, ADW_ACTION_ROW (row), without, CLV_TOPIC_CURRENCY);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), entry);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * clv_rules_add_currencies:
 * @self: the step
 *
 * What amounts of other currencies are worth, where the file has some.
 */
void
clv_rules_add_currencies (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *own = clv_rules_get_currency (self);
  GPtrArray *values = clv_rules_get_values (self, plan->columns[CLV_FIELD_CURRENCY]);
  g_autofree char *text = g_strdup_printf (_("Amounts are counted in %s and never added up across "
                                             "currencies."), own);
  GtkWidget *group = clv_step_group_new (_("Currency"), text);
  g_autofree char *all = NULL;

  for (guint i = 0; values != NULL && i < MIN (values->len, CURRENCIES_MAX); i++)
    {
      const ClvValueCount *count = g_ptr_array_index (values, i);
      g_autofree char *currency = g_ascii_strup (count->value, -1);

      if (clv_currency_is_valid (currency) && !g_str_equal (currency, own))
        add_currency (self, group, count, currency);
    }
  if (plan->columns[CLV_FIELD_CURRENCY] == NULL)
    {
      all = g_strdup_printf (_("All amounts are taken as %s"), own);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 clv_row_new (all, _("No column says otherwise")));
    }
  gtk_box_append (self->box, group);
}

static void
zone_cb (AdwEntryRow  *row,
         ClvRulesStep *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  g_autoptr(GTimeZone) zone = *text != '\0' ? g_time_zone_new_identifier (text) : NULL;
  ClvImportPlan *plan = NULL;

  if (*text != '\0' && zone == NULL)
    {
      refuse (GTK_WIDGET (row), _("No such time zone. Write a name such as Europe/Berlin."));
      return;
    }

  plan = copy_plan (self);
  g_free (plan->zone);
  plan->zone = *text != '\0' ? g_strdup (text) : NULL;
  clv_rules_use (self, plan, CLV_TOPIC_ZONE);
}

/**
 * clv_rules_add_zone:
 * @self: the step
 *
 * In which zone times are that do not say so, and when a day begins.
 */
void
clv_rules_add_zone (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvWorkspace *workspace =
    clv_session_get_workspace (clv_import_draft_get_session (self->draft));
  const char *own = workspace != NULL ? clv_workspace_get_time_zone (workspace) : "UTC";
  g_autofree char *text = g_strdup_printf (_("A day begins at midnight in %s, as the workspace "
                                             "was set. Times with an offset are moved there."),
                                           own);
  g_autofree char *title = g_strdup_printf (_("Zone of times that name none (empty: %s)"), own);
  GtkWidget *group = clv_step_group_new (_("Time Zone"), text);
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, "name", "zone", NULL);

  gtk_editable_set_text (GTK_EDITABLE (row), plan->zone != NULL ? plan->zone : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", G_CALLBACK (zone_cb), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (plan->zone != NULL)
    {
      g_autofree char *mark = g_strdup_printf (_("Times that name no zone are in %s"), plan->zone);
      ClvImportPlan *without = copy_plan (self);

      g_clear_pointer (&without->zone, g_free);
      clv_rules_add_mark (self, group, mark, NULL, TRUE, without, CLV_TOPIC_ZONE);
    }
  gtk_box_append (self->box, group);
}
