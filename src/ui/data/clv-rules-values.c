/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rules-private.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* So many values are offered, the most frequent first. */
#define VALUES_MAX 20u
/* A column with more different values is not offered for leaving rows out. */
#define FILTER_VALUES_MAX 40u

static ClvImportPlan *
copy_plan (ClvRulesStep *self)
{
  return clv_import_plan_copy (clv_import_draft_get_plan (self->draft));
}

static int
find_word (GPtrArray  *words,
           const char *word)
{
  for (guint i = 0; i < words->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (words, i), word) == 0)
        return (int) i;
    }

  return -1;
}

/* In where it was out, out where it was in. */
static void
flip_word (GPtrArray  *words,
           const char *word)
{
  int at = find_word (words, word);

  if (at < 0)
    g_ptr_array_add (words, g_strdup (word));
  for (; at >= 0; at = find_word (words, word))
    g_ptr_array_remove_index (words, (guint) at);
}

static char *
describe_rows (ClvRulesStep        *self,
               const ClvValueCount *count)
{
  g_autofree char *n = clv_step_count (count->n_rows);
  g_autofree char *money = clv_money_format (count->amount, clv_rules_get_currency (self));

  return g_strdup_printf (ngettext ("%s row, %s", "%s rows, %s", (gulong) count->n_rows), n,
                          money);
}

/**
 * clv_rules_add_statuses:
 * @self: the step
 *
 * The values of the status column, each with what it comes to.
 */
void
clv_rules_add_statuses (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GPtrArray *values = clv_rules_get_values (self, plan->columns[CLV_FIELD_STATUS]);
  GtkWidget *group = NULL;

  for (guint i = 0; values != NULL && i < MIN (values->len, VALUES_MAX); i++)
    {
      const ClvValueCount *count = g_ptr_array_index (values, i);
      g_autofree char *rows = describe_rows (self, count);
      ClvImportPlan *flipped = NULL;

      if (*count->value == '\0')
        continue;
      if (group == NULL)
        group = clv_step_group_new (_("Which Statuses Count"),
                                    _("Counted over the whole file. Take the mark away to leave "
                                      "the rows of that status out."));
      flipped = copy_plan (self);
      flip_word (flipped->excluded_statuses, count->value);
      clv_rules_add_mark (self, group, count->value, rows,
                          find_word (plan->excluded_statuses, count->value) < 0, flipped,
                          CLV_TOPIC_RULES);
    }
  if (group != NULL)
    gtk_box_append (self->box, group);
}

/**
 * clv_rules_add_events:
 * @self: the step
 *
 * Which rows tell of refunds, where a column says what a row tells.
 */
void
clv_rules_add_events (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GPtrArray *values = clv_rules_get_values (self, plan->columns[CLV_FIELD_EVENT]);
  GtkWidget *group = NULL;
  g_autofree char *text = NULL;

  if (values == NULL || values->len == 0)
    return;

  text = g_strdup_printf (_("Mark what “%s” says of rows whose money went back. They count as "
                            "negative, whatever their sign."), plan->columns[CLV_FIELD_EVENT]);
  group = clv_step_group_new (_("Which Rows Are Refunds"), text);
  for (guint i = 0; i < MIN (values->len, VALUES_MAX); i++)
    {
      const ClvValueCount *count = g_ptr_array_index (values, i);
      g_autofree char *rows = describe_rows (self, count);
      ClvImportPlan *flipped = NULL;

      if (*count->value == '\0')
        continue;
      flipped = copy_plan (self);
      flip_word (flipped->refund_events, count->value);
      clv_rules_add_mark (self, group, count->value, rows,
                          find_word (plan->refund_events, count->value) >= 0, flipped,
                          CLV_TOPIC_RULES);
    }
  gtk_box_append (self->box, group);
}

/* (nullable): the filter that leaves out by what @column holds. */
static ClvImportFilter *
find_filter (const ClvImportPlan *plan,
             const char          *column)
{
  for (guint i = 0; i < plan->filters->len; i++)
    {
      ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);

      if (!filter->is_only && g_strcmp0 (filter->column, column) == 0)
        return filter;
    }

  return NULL;
}

static void
flip_filter (ClvImportPlan *plan,
             const char    *column,
             const char    *value)
{
  ClvImportFilter *filter = find_filter (plan, column);

  if (filter == NULL)
    {
      filter = clv_import_filter_new (column, FALSE);
      g_ptr_array_add (plan->filters, filter);
    }
  flip_word (filter->values, value);
  if (filter->values->len == 0)
    g_ptr_array_remove (plan->filters, filter);
}

static char *
describe_filter (const ClvImportFilter *filter)
{
  g_autoptr(GString) values = g_string_new (NULL);

  for (guint i = 0; i < filter->values->len; i++)
    {
      const char *value = g_ptr_array_index (filter->values, i);

      g_string_append_printf (values, "%s“%s”", i > 0 ? ", " : "",
                              *value != '\0' ? value : _("empty"));
    }

  /* Translators: a column, the values in it. */
  return g_strdup_printf (filter->is_only ? _("Only rows whose “%s” is %s count")
                          : _("Rows whose “%s” is %s are left out"), filter->column, values->str);
}

static gboolean
can_filter (const ClvImportPlan     *plan,
            const ClvDetectedColumn *column)
{
  static const ClvField others[] = {
    CLV_FIELD_CUSTOMER, CLV_FIELD_DATE, CLV_FIELD_AMOUNT, CLV_FIELD_ORDER, CLV_FIELD_STATUS,
    CLV_FIELD_EVENT, CLV_FIELD_CURRENCY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (g_strcmp0 (plan->columns[others[i]], column->name) == 0)
        return FALSE;
    }

  return column->n_filled > 0 && column->n_distinct > 1 && column->n_distinct <= FILTER_VALUES_MAX
         && column->type != CLV_COLUMN_DATE;
}

static void
filter_column_cb (GtkDropDown  *drop_down,
                  GParamSpec   *pspec,
                  ClvRulesStep *self)
{
  GtkStringObject *selected = gtk_drop_down_get_selected_item (drop_down);
  guint at = gtk_drop_down_get_selected (drop_down);

  if (self->is_filling || selected == NULL)
    return;

  g_free (self->filter_column);
  self->filter_column = at > 0 ? g_strdup (gtk_string_object_get_string (selected)) : NULL;
  clv_rules_step_refill (self);
}

static void
add_filter_columns (ClvRulesStep *self,
                    GtkWidget    *group)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget *row = clv_row_new (_("By another column"), _("Test orders, a branch, a channel"));
  GtkWidget *drop_down = NULL;
  guint selected = 0;

  gtk_string_list_append (names, _("Choose a column"));
  for (guint i = 0; i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (!can_filter (plan, column))
        continue;
      gtk_string_list_append (names, column->name);
      if (g_strcmp0 (self->filter_column, column->name) == 0)
        selected = g_list_model_get_n_items (G_LIST_MODEL (names)) - 1;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (names), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  gtk_widget_set_name (drop_down, "filter-column");
  clv_widget_name (drop_down, _("Column to leave rows out by"));
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (filter_column_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), drop_down);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_filter_values (ClvRulesStep *self,
                   GtkWidget    *group)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvImportFilter *filter = find_filter (plan, self->filter_column);
  GPtrArray *values = clv_rules_get_values (self, self->filter_column);

  for (guint i = 0; values != NULL && i < MIN (values->len, FILTER_VALUES_MAX); i++)
    {
      const ClvValueCount *count = g_ptr_array_index (values, i);
      g_autofree char *rows = describe_rows (self, count);
      ClvImportPlan *flipped = copy_plan (self);

      flip_filter (flipped, self->filter_column, count->value);
      clv_rules_add_mark (self, group, *count->value != '\0' ? count->value : _("(empty)"), rows,
                          filter == NULL || find_word (filter->values, count->value) < 0, flipped,
                          CLV_TOPIC_RULES);
    }
}

/**
 * clv_rules_add_filters:
 * @self: the step
 *
 * Rows left out for what any other column holds.
 */
void
clv_rules_add_filters (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = clv_step_group_new (_("Other Rows to Leave Out"), NULL);

  for (guint i = 0; i < plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);
      g_autofree char *text = describe_filter (filter);
      ClvImportPlan *flipped = NULL;

      if (!filter->is_only && g_strcmp0 (filter->column, self->filter_column) == 0)
        continue;
      flipped = copy_plan (self);
      g_ptr_array_remove_index (flipped->filters, i);
      clv_rules_add_mark (self, group, text, NULL, TRUE, flipped, CLV_TOPIC_RULES);
    }
  add_filter_columns (self, group);
  if (self->filter_column != NULL)
    add_filter_values (self, group);
  gtk_box_append (self->box, group);
}

static void
guest_cb (AdwEntryRow  *row,
          ClvRulesStep *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  ClvImportPlan *plan = NULL;

  if (*text == '\0')
    return;

  plan = copy_plan (self);
  if (find_word (plan->guests, text) < 0)
    g_ptr_array_add (plan->guests, g_strdup (text));
  clv_rules_use (self, plan, CLV_TOPIC_RULES);
}

/**
 * clv_rules_add_guests:
 * @self: the step
 *
 * Customers that are nobody, such as “0” of shops that sell to guests.
 */
void
clv_rules_add_guests (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = clv_step_group_new (_("Guests"),
                                         _("What the customer column says of buyers who are not "
                                           "known. Else they would all be one customer. Rows "
                                           "without a customer are always left out."));
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _("Another value that is nobody"),
                                 "show-apply-button", TRUE, "name", "guest", NULL);

  for (guint i = 0; i < plan->guests->len; i++)
    {
      const char *guest = g_ptr_array_index (plan->guests, i);
      g_autofree char *text = g_strdup_printf (_("“%s” is nobody: its rows are left out"), guest);
      ClvImportPlan *flipped = copy_plan (self);

      flip_word (flipped->guests, guest);
      clv_rules_add_mark (self, group, text, NULL, TRUE, flipped, CLV_TOPIC_RULES);
    }
  g_signal_connect_object (row, "apply", G_CALLBACK (guest_cb), self, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (self->box, group);
}
