/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-columns-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-rows.h"
#include "clv-step-parts.h"
#include "clv-switch-row.h"

/* (transfer full) (array zero-terminated=1): columns that could say who bought, the one in
 * use first. */
static char **
list_candidates (const ClvDetection  *detection,
                 const ClvImportPlan *plan)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (plan->columns[CLV_FIELD_CUSTOMER] != NULL)
    g_ptr_array_add (names, g_strdup (plan->columns[CLV_FIELD_CUSTOMER]));
  for (guint i = 0; i < detection->columns->len && names->len < CLV_KEY_COLUMNS_MAX; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (!clv_columns_is_mapped (plan, column->name)
          && column->field_is_candidate[CLV_FIELD_CUSTOMER]
          && column->type != CLV_COLUMN_DATE && column->type != CLV_COLUMN_EMPTY)
        g_ptr_array_add (names, g_strdup (column->name));
    }
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_steal (names, NULL);
}

static void
chosen_cb (GtkCheckButton *button,
           ClvColumnsStep *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *column = g_object_get_data (G_OBJECT (button), "column");

  if (self->is_filling || plan == NULL || !gtk_check_button_get_active (button)
      || g_strcmp0 (plan->columns[CLV_FIELD_CUSTOMER], column) == 0)
    return;

  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, column);
  clv_columns_touch (self);
}

static char *
describe_candidate (const ClvKeyReport *report,
                    guint               at)
{
  const ClvKeyCandidate *candidate = NULL;
  g_autofree char *n = NULL;
  g_autofree char *blank = NULL;
  g_autofree char *customers = NULL;

  if (report == NULL || at >= report->candidates->len)
    return g_strdup (report == NULL ? _("counting…") : "");

  candidate = g_ptr_array_index (report->candidates, at);
  n = clv_step_count (candidate->n_distinct);
  blank = clv_step_count (candidate->n_blank);
  customers = g_strdup_printf (ngettext ("%s customer", "%s customers",
                                         (gulong) candidate->n_distinct), n);
  if (candidate->n_blank == 0)
    return g_strdup_printf (_("%s, in every row"), customers);

  /* Translators: "412 customers", a number of rows. */
  return g_strdup_printf (ngettext ("%s; %s row has none and would be left out",
                                    "%s; %s rows have none and would be left out",
                                    (gulong) candidate->n_blank), customers, blank);
}

/* "412 values of “Email” stand beside more than one “Customer ID”", with three of them. */
static void
add_clash (GtkWidget          *group,
           const ClvKeyReport *report,
           const ClvKeyClash  *clash)
{
  const ClvKeyCandidate *of = g_ptr_array_index (report->candidates, clash->of);
  const ClvKeyCandidate *to = g_ptr_array_index (report->candidates, clash->to);
  g_autofree char *n = clv_step_count (clash->n);
  g_autofree char *title = NULL;
  g_autoptr(GString) examples = g_string_new (NULL);

  /* Translators: a number, a column, another column. */
  title = g_strdup_printf (ngettext ("%s value of “%s” stands beside more than one “%s”",
                                     "%s values of “%s” stand beside more than one “%s”",
                                     (gulong) clash->n), n, of->column, to->column);
  for (guint i = 0; i < CLV_KEY_EXAMPLES && clash->examples[i] != NULL; i++)
    g_string_append_printf (examples, "%s%s: %s", i > 0 ? "\n" : "", clash->examples[i],
                            clash->others[i]);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), clv_row_new (title, examples->str));
}

static void
add_choice (ClvColumnsStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_auto(GStrv) columns = list_candidates (detection, plan);
  const ClvKeyReport *report = NULL;
  GtkWidget *group = NULL;
  GtkWidget *first = NULL;

  if (g_strv_length (columns) < 2)
    return;

  report = clv_file_counter_get_keys (clv_import_draft_get_counter (self->draft),
                                      clv_import_draft_get_path (self->draft), plan,
                                      (const char * const *) columns);
  self->awaits_keys = report == NULL;
  group = clv_step_group_new (_("Who Is One Customer?"),
                              _("Several columns could say who bought. Counted over the whole "
                                "file."));
  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_autofree char *text = describe_candidate (report, i);
      GtkWidget *button = clv_step_choice_new (group, (GtkCheckButton *) first, columns[i], text);

      first = first != NULL ? first : button;
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                   g_strcmp0 (plan->columns[CLV_FIELD_CUSTOMER],
                                              columns[i]) == 0);
      g_object_set_data_full (G_OBJECT (button), "column", g_strdup (columns[i]), g_free);
      g_signal_connect_object (button, "toggled", G_CALLBACK (chosen_cb), self, 0);
    }
  for (guint i = 0; report != NULL && i < report->clashes->len; i++)
    add_clash (group, report, g_ptr_array_index (report->clashes, i));
  gtk_box_append (self->box, group);
}

static gboolean
has_addresses (const ClvDetection  *detection,
               const ClvImportPlan *plan)
{
  const ClvDetectedColumn *column = clv_detection_find_column (detection,
                                                               plan->columns[CLV_FIELD_CUSTOMER],
                                                               NULL);

  return column != NULL && column->samples[0] != NULL && strchr (column->samples[0], '@') != NULL;
}

static void
hash_cb (ClvSwitchRow   *row,
         GParamSpec     *pspec,
         ClvColumnsStep *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  gboolean is_plain = g_object_get_data (G_OBJECT (row), "plain") != NULL;

  if (self->is_filling || plan == NULL)
    return;

  if (is_plain)
    plan->key = clv_switch_row_get_active (row) ? CLV_KEY_PLAIN_EMAIL : CLV_KEY_AS_WRITTEN;
  else
    plan->key = clv_switch_row_get_active (row) ? CLV_KEY_HASHED : CLV_KEY_AS_WRITTEN;
  clv_columns_touch (self);
}

static void
add_switch (ClvColumnsStep *self,
            GtkWidget      *group,
            const char     *title,
            const char     *subtitle,
            gboolean        is_plain,
            gboolean        is_on)
{
  GtkWidget *row = clv_switch_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  clv_switch_row_set_active (CLV_SWITCH_ROW (row), is_on);
  gtk_widget_set_name (row, is_plain ? "plain-email" : "hash-email");
  g_object_set_data (G_OBJECT (row), "plain", is_plain ? row : NULL);
  g_signal_connect_object (row, "notify::active", G_CALLBACK (hash_cb), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_addresses (ClvColumnsStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = NULL;

  if (!has_addresses (clv_import_draft_get_detection (self->draft), plan))
    return;

  group = clv_step_group_new (_("E-mail Addresses"), NULL);
  add_switch (self, group, _("Take addresses with a plus sign as one"),
              _("ann+shop@example.org is ann@example.org"), TRUE,
              plan->key != CLV_KEY_AS_WRITTEN);
  add_switch (self, group, _("Keep only a keyed hash of e-mail addresses"),
              _("The workspace then knows who came back and not who it is. It cannot be turned "
                "back; a list for a mailing is made where the addresses are."), FALSE,
              plan->key == CLV_KEY_HASHED);
  gtk_box_append (self->box, group);
}

/**
 * clv_columns_add_keys:
 * @self: the step
 *
 * Who is one customer, where that is a choice, and what is kept of an address.
 */
void
clv_columns_add_keys (ClvColumnsStep *self)
{
  self->awaits_keys = FALSE;
  if (clv_import_field_get_use (CLV_FIELD_CUSTOMER,
                                clv_import_draft_get_plan (self->draft)->kind) == CLV_FIELD_UNUSED)
    return;

  add_choice (self);
  add_addresses (self);
}
