/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-steps.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-rows.h"
#include "clv-step-parts.h"

/* Statuses are offered from the rows in the preview; so many at most. */
#define STATUSES_MAX 12

/* The fourth step: what counts. Every rule is tried out on the whole file, so that
 * its effect in orders and money stands beside it. */
struct _ClvRulesStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (ClvRulesStep, clv_rules_step, CLV_TYPE_WIZARD_PAGE)

static gboolean
touch_cb (gpointer data)
{
  clv_import_draft_touch (CLV_IMPORT_DRAFT (data), CLV_TOPIC_MAPPING);
  clv_import_draft_dry_run (CLV_IMPORT_DRAFT (data));

  return G_SOURCE_REMOVE;
}

static void
try_out_later (ClvRulesStep *self)
{
  clv_step_hold (GTK_WIDGET (self->box));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, touch_cb, g_object_ref (self->draft), g_object_unref);
}

static void
refunds_cb (GtkCheckButton *button,
            ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);

  if (self->is_filling || plan == NULL)
    return;

  plan->refunds = gtk_check_button_get_active (button) ? CLV_REFUNDS_NET : CLV_REFUNDS_IGNORE;
  try_out_later (self);
}

static void
zeros_cb (GtkCheckButton *button,
          ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);

  if (self->is_filling || plan == NULL)
    return;

  plan->zeros = gtk_check_button_get_active (button) ? CLV_ZERO_KEEP : CLV_ZERO_EXCLUDE;
  try_out_later (self);
}

static void
status_cb (GtkCheckButton *button,
           ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *status = g_object_get_data (G_OBJECT (button), "status");
  guint position = 0;

  if (self->is_filling || plan == NULL)
    return;

  if (!gtk_check_button_get_active (button))
    g_ptr_array_add (plan->excluded_statuses, g_strdup (status));
  else if (g_ptr_array_find_with_equal_func (plan->excluded_statuses, status, g_str_equal,
                                             &position))
    g_ptr_array_remove_index (plan->excluded_statuses, position);
  try_out_later (self);
}

static char *
format_money (const ClvImportResult *result,
              gint64                 minor)
{
  return clv_money_format (minor, result->currency);
}

/* What the file gives under the rules as they stand. */
static void
add_effect (ClvRulesStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  const GError *error = clv_import_draft_get_error (self->draft);
  g_autofree char *orders = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *money = NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      gtk_box_append (self->box, clv_step_notice_new (error->message, TRUE));
      return;
    }
  if (result == NULL)
    {
      gtk_box_append (self->box, clv_step_notice_new (_("The rules are being tried out on the "
                                                        "file…"), FALSE));
      return;
    }

  orders = clv_step_count (result->orders);
  customers = clv_step_count (result->customers);
  money = format_money (result, result->net_amount);
  /* Translators: orders, customers, money. */
  text = g_strdup_printf (_("Under these rules: %s orders of %s customers, %s net."), orders,
                          customers, money);
  gtk_box_append (self->box, clv_step_notice_new (text, FALSE));
}

/* Rows and money that a rule leaves out, as the reject groups tell. */
static guint64
count_rule_rows (const ClvImportResult *result,
                 gboolean               wants_rules)
{
  guint64 n = 0;

  for (guint i = 0; i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      n += reject->is_rule == wants_rules ? reject->n_rows : 0;
    }

  return n;
}

static void
add_refunds (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  g_autofree char *effect = NULL;
  GtkWidget *group = NULL;
  GtkWidget *net = NULL;
  GtkWidget *ignore = NULL;

  if (result != NULL && plan->refunds == CLV_REFUNDS_NET)
    {
      g_autofree char *rows = clv_step_count (result->refund_rows);
      g_autofree char *money = format_money (result, result->refund_amount);

      effect = g_strdup_printf (_("Rows with a negative amount: %s, together %s."), rows, money);
    }
  else if (result != NULL)
    {
      g_autofree char *rows = clv_step_count (count_rule_rows (result, TRUE));

      effect = g_strdup_printf (_("Rows left out by rules: %s."), rows);
    }

  group = clv_step_group_new (_("Refunds"), effect);
  net = clv_step_choice_new (group, NULL, _("Take them off the customer's purchases"),
                             _("A refund lowers the latest purchase before it; a purchase wholly "
                               "refunded counts no more"));
  ignore = clv_step_choice_new (group, GTK_CHECK_BUTTON (net), _("Leave refund rows out"),
                                _("Every purchase counts at its full price"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (plan->refunds == CLV_REFUNDS_NET ? net : ignore),
                               TRUE);
  g_signal_connect_object (net, "toggled", G_CALLBACK (refunds_cb), self, 0);
  gtk_box_append (self->box, group);
}

static void
add_zeros (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = clv_step_group_new (_("Orders of No Value"), NULL);
  GtkWidget *keep = clv_step_choice_new (group, NULL, _("Count them as purchases"),
                                         _("A voucher or a sample is a purchase all the same; it "
                                           "adds no money"));
  GtkWidget *leave = clv_step_choice_new (group, GTK_CHECK_BUTTON (keep),
                                          _("Leave out rows of amount zero"), NULL);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (plan->zeros == CLV_ZERO_KEEP ? keep : leave),
                               TRUE);
  g_signal_connect_object (keep, "toggled", G_CALLBACK (zeros_cb), self, 0);
  gtk_box_append (self->box, group);
}

static int
find_position (const ClvDetection *detection,
               const char         *name)
{
  for (guint i = 0; name != NULL && i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (g_str_equal (column->name, name))
        return (int) i;
    }

  return -1;
}

static GPtrArray *
list_statuses (ClvRulesStep *self)
{
  const ClvDetection *detection = clv_import_draft_get_detection (self->draft);
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GPtrArray *statuses = g_ptr_array_new_with_free_func (g_free);
  int at = find_position (detection, plan->columns[CLV_FIELD_STATUS]);

  for (guint i = 0; i < plan->excluded_statuses->len; i++)
    g_ptr_array_add (statuses, g_strdup (g_ptr_array_index (plan->excluded_statuses, i)));
  for (guint i = 0; at >= 0 && i < detection->preview->len && statuses->len < STATUSES_MAX; i++)
    {
      char **row = g_ptr_array_index (detection->preview, i);

      if ((guint) at < g_strv_length (row) && *row[at] != '\0'
          && !g_ptr_array_find_with_equal_func (statuses, row[at], g_str_equal, NULL))
        g_ptr_array_add (statuses, g_strdup (row[at]));
    }

  return statuses;
}

static void
add_statuses (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autoptr(GPtrArray) statuses = list_statuses (self);
  GtkWidget *group = NULL;

  if (statuses->len == 0)
    return;

  group = clv_step_group_new (_("Which Statuses Count"),
                              _("Statuses seen in the first rows. Take the mark away to leave "
                                "rows of that status out."));
  for (guint i = 0; i < statuses->len; i++)
    {
      const char *status = g_ptr_array_index (statuses, i);
      GtkWidget *button = clv_step_choice_new (group, NULL, status, NULL);

      gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                   !g_ptr_array_find_with_equal_func (plan->excluded_statuses,
                                                                      status, g_str_equal, NULL));
      g_object_set_data_full (G_OBJECT (button), "status", g_strdup (status), g_free);
      g_signal_connect_object (button, "toggled", G_CALLBACK (status_cb), self, 0);
    }
  gtk_box_append (self->box, group);
}

static void
fill (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);

  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    plan != NULL && !clv_import_draft_is_busy (self->draft)
                                    && clv_import_draft_get_result (self->draft) != NULL);
  if (plan == NULL || clv_import_draft_get_detection (self->draft) == NULL)
    return;

  self->is_filling = TRUE;
  clv_box_clear (self->box);
  add_effect (self);
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      add_refunds (self);
      add_zeros (self);
      add_statuses (self);
    }
  else
    {
      gtk_box_append (self->box, clv_label_new (_("Files of customers need no rules: of a customer "
                                                  "who comes twice the last row holds."),
                                                "dim-label"));
    }
  self->is_filling = FALSE;
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
  g_signal_connect_object (draft, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
