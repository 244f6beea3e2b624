/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rules-private.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-step-parts.h"

/* So many columns are offered as the amount. */
#define AMOUNTS_MAX 12

static ClvImportPlan *
copy_plan (ClvRulesStep *self)
{
  return clv_import_plan_copy (clv_import_draft_get_plan (self->draft));
}

static gboolean
is_amount (const ClvImportPlan     *plan,
           const ClvDetectedColumn *column)
{
  if (g_strcmp0 (plan->columns[CLV_FIELD_AMOUNT], column->name) == 0)
    return TRUE;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (g_strcmp0 (plan->columns[i], column->name) == 0)
        return FALSE;
    }

  return column->type == CLV_COLUMN_NUMBER && column->field_is_candidate[CLV_FIELD_AMOUNT];
}

/* With or without discounts is a choice among the file's own columns. */
static void
add_amount_columns (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  g_autoptr(GPtrArray) columns = g_ptr_array_new ();
  GtkWidget *group = NULL;
  GtkWidget *first = NULL;

  for (guint i = 0; i < detection->columns->len && columns->len < AMOUNTS_MAX; i++)
    {
      ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (is_amount (plan, column))
        g_ptr_array_add (columns, column);
    }
  if (columns->len < 2)
    return;

  group = clv_step_group_new (_("Which Amount Counts"),
                              _("Tax, shipping and discounts are in it or not as the column has "
                                "them. What customers are worth is best read from what stays "
                                "with you."));
  for (guint i = 0; i < columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (columns, i);
      ClvImportPlan *copy = copy_plan (self);
      GtkWidget *button = NULL;

      clv_import_plan_set_column (copy, CLV_FIELD_AMOUNT, column->name);
      button = clv_rules_add_choice (self, group, (GtkCheckButton *) first, column->name,
                                     column->samples[0], copy, CLV_TOPIC_MAPPING);
      first = first != NULL ? first : button;
    }
  gtk_box_append (self->box, group);
}

/* Tax or shipping, of which the file says how much it is. */
static void
add_part (ClvRulesStep *self,
          gboolean      is_tax)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *column = plan->columns[is_tax ? CLV_FIELD_TAX : CLV_FIELD_SHIPPING];
  ClvImportPlan *with = NULL;
  ClvImportPlan *without = NULL;
  g_autofree char *text = NULL;
  GtkWidget *group = NULL;
  GtkWidget *keep = NULL;

  if (column == NULL)
    return;

  text = g_strdup_printf (_("The column “%s” says how much of each amount it is."), column);
  group = clv_step_group_new (is_tax ? _("Tax") : _("Shipping"), text);
  with = copy_plan (self);
  without = copy_plan (self);
  if (is_tax)
    {
      with->tax = CLV_PART_KEEP;
      without->tax = CLV_PART_SUBTRACT;
    }
  else
    {
      with->shipping = CLV_PART_KEEP;
      without->shipping = CLV_PART_SUBTRACT;
    }
  keep = clv_rules_add_choice (self, group, NULL, is_tax ? _("Keep tax in the amounts")
                               : _("Keep shipping in the amounts"), NULL, with, CLV_TOPIC_RULES);
  clv_rules_add_choice (self, group, GTK_CHECK_BUTTON (keep), is_tax ? _("Take tax off")
                        : _("Take shipping off"),
                        is_tax ? _("It goes to the tax office, whatever a customer is worth")
                        : NULL, without, CLV_TOPIC_RULES);
  gtk_box_append (self->box, group);
}

/**
 * clv_rules_add_amounts:
 * @self: the step
 *
 * Which money counts.
 */
void
clv_rules_add_amounts (ClvRulesStep *self)
{
  add_amount_columns (self);
  add_part (self, TRUE);
  add_part (self, FALSE);
}

/**
 * clv_rules_add_lines:
 * @self: the step
 *
 * Whether several rows of one order add up, where there are such orders.
 */
void
clv_rules_add_lines (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  ClvImportPlan *sum = NULL;
  ClvImportPlan *once = NULL;
  GtkWidget *group = NULL;
  GtkWidget *first = NULL;

  if (plan->columns[CLV_FIELD_ORDER] == NULL
      || (plan->lines == CLV_LINES_SUM && result != NULL && result->orders >= result->rows_kept))
    return;

  group = clv_step_group_new (_("Several Rows of One Order"),
                              _("An order must not count as often as it has lines."));
  sum = copy_plan (self);
  sum->lines = CLV_LINES_SUM;
  once = copy_plan (self);
  once->lines = CLV_LINES_ONCE;
  first = clv_rules_add_choice (self, group, NULL, _("Their amounts add up"),
                                _("Each row is a line of the order and has its own amount"), sum,
                                CLV_TOPIC_LINES);
  clv_rules_add_choice (self, group, GTK_CHECK_BUTTON (first), _("Each repeats the order's total"),
                        _("The amount counts once an order"), once, CLV_TOPIC_LINES);
  gtk_box_append (self->box, group);
}

/**
 * clv_rules_add_refunds:
 * @self: the step
 *
 * What becomes of negative amounts.
 */
void
clv_rules_add_refunds (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  ClvImportPlan *net = copy_plan (self);
  ClvImportPlan *ignore = copy_plan (self);
  g_autofree char *effect = NULL;
  GtkWidget *group = NULL;
  GtkWidget *first = NULL;

  if (result != NULL && plan->refunds == CLV_REFUNDS_NET)
    {
      g_autofree char *rows = clv_step_count (result->refund_rows);
      g_autofree char *money = clv_money_format (result->refund_amount, result->currency);

      effect = g_strdup_printf (_("Rows with a negative amount: %s, together %s."), rows, money);
    }

  group = clv_step_group_new (_("Refunds"), effect);
  net->refunds = CLV_REFUNDS_NET;
  ignore->refunds = CLV_REFUNDS_IGNORE;
  first = clv_rules_add_choice (self, group, NULL, _("Take them off the customer's purchases"),
                                _("A refund lowers the latest purchase before it; a purchase "
                                  "wholly refunded counts no more"), net, CLV_TOPIC_RULES);
  clv_rules_add_choice (self, group, GTK_CHECK_BUTTON (first), _("Leave refund rows out"),
                        _("Every purchase counts at its full price"), ignore, CLV_TOPIC_RULES);
  gtk_box_append (self->box, group);
}

/**
 * clv_rules_add_zeros:
 * @self: the step
 *
 * What becomes of orders of no value.
 */
void
clv_rules_add_zeros (ClvRulesStep *self)
{
  GtkWidget *group = clv_step_group_new (_("Orders of No Value"), NULL);
  ClvImportPlan *keep = copy_plan (self);
  ClvImportPlan *leave = copy_plan (self);
  GtkWidget *first = NULL;

  keep->zeros = CLV_ZERO_KEEP;
  leave->zeros = CLV_ZERO_EXCLUDE;
  first = clv_rules_add_choice (self, group, NULL, _("Count them as purchases"),
                                _("A voucher or a sample is a purchase all the same; it adds no "
                                  "money"), keep, CLV_TOPIC_RULES);
  clv_rules_add_choice (self, group, GTK_CHECK_BUTTON (first),
                        _("Leave out rows of amount zero"), NULL, leave, CLV_TOPIC_RULES);
  gtk_box_append (self->box, group);
}
