/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rules-private.h"

#include <glib/gi18n-lib.h>

#include "clv-columns.h"
#include "clv-figure.h"
#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

#define FIGURE_WIDTH 200

/* What this step asks. */
#define RULE_TOPICS (1u << CLV_TOPIC_LINES | 1u << CLV_TOPIC_CURRENCY | 1u << CLV_TOPIC_ZONE \
                     | 1u << CLV_TOPIC_RULES)

/* The fourth step: what counts. Every option, chosen or not, is tried out on the whole
 * file, so that its effect in orders and money stands beside it. */
G_DEFINE_FINAL_TYPE (ClvRulesStep, clv_rules_step, CLV_TYPE_WIZARD_PAGE)

/* (nullable): what the last change moved of one figure. */
static char *
describe_move (gint64 now,
               gint64 before,
               const char *currency)
{
  gint64 move = now - before;
  g_autofree char *text = currency != NULL ? clv_money_format (move, currency)
                          : clv_number_format ((double) move, 0);

  if (move == 0)
    return g_strdup (_("as before"));

  /* Translators: a signed number or sum of money. */
  return g_strdup_printf (_("%s%s by your last change"), move > 0 ? "+" : "", text);
}

static void
add_figure (GtkWidget  *columns,
            const char *caption,
            const char *value,
            const char *detail)
{
  GtkWidget *figure = clv_figure_new (caption);

  clv_figure_set_value (CLV_FIGURE (figure), value);
  clv_figure_set_detail (CLV_FIGURE (figure), detail != NULL ? detail : "", CLV_FIGURE_NEUTRAL);
  clv_columns_append (CLV_COLUMNS (columns), figure);
}

/* What the file gives under the rules as they stand, and what the last change moved. */
static void
add_totals (ClvRulesStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  const ClvImportResult *previous = clv_import_draft_get_previous (self->draft);
  g_autofree char *orders = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *money = NULL;
  g_autofree char *orders_move = NULL;
  g_autofree char *customers_move = NULL;
  g_autofree char *money_move = NULL;
  g_autofree char *rows = NULL;
  GtkWidget *columns = NULL;

  clv_step_add_status (self->box, self->draft,
                       result == NULL ? _("The rules are being tried out on the file…") : NULL);
  if (result == NULL)
    return;

  columns = clv_columns_new (FIGURE_WIDTH, 3);
  orders = clv_step_count (result->orders);
  customers = clv_step_count (result->customers);
  money = clv_money_format (result->net_amount, result->currency);
  rows = clv_step_count (result->rows_read);
  orders_move = g_strdup_printf (_("of %s rows"), rows);
  if (previous != NULL)
    {
      g_free (orders_move);
      orders_move = describe_move ((gint64) result->orders, (gint64) previous->orders, NULL);
      customers_move = describe_move ((gint64) result->customers, (gint64) previous->customers,
                                      NULL);
      money_move = describe_move (result->net_amount, previous->net_amount, result->currency);
    }
  add_figure (columns, _("Orders under these rules"), orders, orders_move);
  add_figure (columns, _("Customers"), customers,
              customers_move != NULL ? customers_move : _("different ones"));
  add_figure (columns, _("Net revenue"), money,
              money_move != NULL ? money_move : _("Past, before margin"));
  gtk_box_append (self->box, columns);
}

/* Every row that a rule leaves out, by rule. */
static void
add_left_out (ClvRulesStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  GtkWidget *group = NULL;

  for (guint i = 0; result != NULL && i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);
      g_autofree char *n = clv_step_count (reject->n_rows);
      g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows",
                                                         (gulong) reject->n_rows), n);

      if (!reject->is_rule)
        continue;

      if (group == NULL)
        {
          group = clv_step_group_new (_("Left Out by These Rules"), NULL);
          gtk_box_append (self->box, group);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 clv_row_new (reject->reason, rows));
    }
}

static void
add_rules (ClvRulesStep *self)
{
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_LINES);
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_CURRENCY);
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_ZONE);
  clv_step_add_questions (self->box, self->draft, CLV_TOPIC_RULES);
  clv_rules_add_amounts (self);
  clv_rules_add_lines (self);
  clv_rules_add_refunds (self);
  clv_rules_add_events (self);
  clv_rules_add_statuses (self);
  clv_rules_add_zeros (self);
  clv_rules_add_currencies (self);
  clv_rules_add_days (self);
  clv_rules_add_zone (self);
  clv_rules_add_guests (self);
  clv_rules_add_filters (self);
  add_left_out (self);
}

static void
fill (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  char *focus = NULL;

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    plan != NULL && !clv_import_draft_is_busy (self->draft)
                                    && result != NULL
                                    && !clv_step_has_open_question (self->draft, RULE_TOPICS));
  if (plan == NULL || clv_import_draft_get_detection (self->draft) == NULL)
    return;

  self->is_filling = TRUE;
  focus = clv_step_begin_fill (self->box);
  g_ptr_array_set_size (self->options, 0);
  clv_file_counter_forget_waiting (clv_import_draft_get_counter (self->draft));
  add_totals (self);
  if (result != NULL)
    clv_step_add_warnings (self->box, result->warnings);
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      add_rules (self);
      clv_rules_show_effects (self);
    }
  else
    {
      gtk_box_append (self->box,
                      clv_label_new (plan->kind == CLV_IMPORT_KIND_CUSTOMERS
                                     ? _("Files of customers need no rules: of a customer who "
                                         "comes twice the last row holds.")
                                     : _("This kind of data needs no rules."), "dim-label"));
      add_left_out (self);
    }
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
}

static gboolean
refill_cb (gpointer data)
{
  ClvRulesStep *self = data;

  if (self->draft != NULL)
    fill (self);

  return G_SOURCE_REMOVE;
}

/**
 * clv_rules_step_refill:
 * @self: the step
 *
 * Fills it again when nothing is pressed any more.
 */
void
clv_rules_step_refill (ClvRulesStep *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, refill_cb, g_object_ref (self), g_object_unref);
}

/* Values that came to be known bring rows; effects only words. */
static void
counted_cb (ClvRulesStep *self)
{
  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  if (clv_rules_has_new_values (self))
    fill (self);
  else
    clv_rules_show_effects (self);
}

static void
changed_cb (ClvRulesStep *self)
{
  fill (self);
}

static void
clv_rules_step_prepare (ClvWizardPage *page)
{
  ClvRulesStep *self = CLV_RULES_STEP (page);

  if (clv_import_draft_get_result (self->draft) == NULL
      && !clv_import_draft_is_busy (self->draft))
    clv_import_draft_dry_run (self->draft);
  fill (self);
}

static void
clv_rules_step_dispose (GObject *object)
{
  ClvRulesStep *self = CLV_RULES_STEP (object);

  g_clear_object (&self->draft);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_clear_pointer (&self->awaited, g_hash_table_unref);
  g_clear_pointer (&self->filter_column, g_free);

  G_OBJECT_CLASS (clv_rules_step_parent_class)->dispose (object);
}

static void
clv_rules_step_class_init (ClvRulesStepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clv_rules_step_dispose;
  CLV_WIZARD_PAGE_CLASS (klass)->prepare = clv_rules_step_prepare;
}

static void
clv_rules_step_init (ClvRulesStep *self)
{
  self->options = g_ptr_array_new_with_free_func (clv_rules_option_free);
  self->awaited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clv_wizard_page_set_title (CLV_WIZARD_PAGE (self), _("Rules"));
  adw_bin_set_child (ADW_BIN (self), clv_step_column_new (&self->box));
}

/**
 * clv_rules_step_new:
 * @draft: what the steps share
 *
 * Returns: (transfer floating): the step
 */
ClvWizardPage *
clv_rules_step_new (ClvImportDraft *draft)
{
  ClvRulesStep *self = g_object_new (CLV_TYPE_RULES_STEP, NULL);

  self->draft = g_object_ref (draft);
  g_signal_connect_object (draft, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clv_import_draft_get_counter (draft), "counted",
                           G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
