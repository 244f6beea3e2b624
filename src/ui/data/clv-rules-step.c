/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-steps.h"

#include <glib/gi18n-lib.h>

#include "clv-money.h"
#include "clv-rows.h"
#include "clv-status-count.h"
#include "clv-step-parts.h"

/* So many statuses are offered, the most frequent first. */
#define STATUSES_MAX 20
/* So many columns are offered as the amount. */
#define AMOUNTS_MAX 12

/* The fourth step: what counts. Every rule is tried out on the whole file, so that
 * its effect in orders and money stands beside it. */
struct _ClvRulesStep
{
  ClvWizardPage parent_instance;

  ClvImportDraft *draft;
  GtkBox *box;
  GPtrArray *statuses;   /* (element-type ClvStatusCount) (nullable): of the whole file */
  char *counted;         /* (nullable): what was counted, the file and its plan */
  gboolean is_filling;
};

typedef struct
{
  char *path;
  ClvImportPlan *plan;
  char *currency;
} StatusOrder;

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
  ClvRefundRule rule = gtk_check_button_get_active (button) ? CLV_REFUNDS_NET
                       : CLV_REFUNDS_IGNORE;

  if (self->is_filling || plan == NULL || plan->refunds == rule)
    return;

  plan->refunds = rule;
  try_out_later (self);
}

static void
zeros_cb (GtkCheckButton *button,
          ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvZeroRule rule = gtk_check_button_get_active (button) ? CLV_ZERO_KEEP : CLV_ZERO_EXCLUDE;

  if (self->is_filling || plan == NULL || plan->zeros == rule)
    return;

  plan->zeros = rule;
  try_out_later (self);
}

static void
status_cb (GtkCheckButton *button,
           ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *status = g_object_get_data (G_OBJECT (button), "status");

  if (self->is_filling || plan == NULL)
    return;

  for (guint i = plan->excluded_statuses->len; i > 0; i--)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (plan->excluded_statuses, i - 1), status) == 0)
        g_ptr_array_remove_index (plan->excluded_statuses, i - 1);
    }
  if (!gtk_check_button_get_active (button))
    g_ptr_array_add (plan->excluded_statuses, g_strdup (status));
  try_out_later (self);
}

/* Of the file's amounts. */
static const char *
get_currency (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvWorkspace *workspace =
    clv_session_get_workspace (clv_import_draft_get_session (self->draft));

  if (plan->currency != NULL)
    return plan->currency;

  return workspace != NULL ? clv_workspace_get_currency (workspace) : "EUR";
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
  GtkWidget *label = NULL;
  g_autofree char *orders = NULL;
  g_autofree char *customers = NULL;
  g_autofree char *money = NULL;
  g_autofree char *text = NULL;

  clv_step_add_status (self->box, self->draft,
                       result == NULL ? _("The rules are being tried out on the file…") : NULL);
  if (result == NULL)
    return;

  orders = clv_step_count (result->orders);
  customers = clv_step_count (result->customers);
  money = format_money (result, result->net_amount);
  /* Translators: orders, customers, money. */
  text = g_strdup_printf (_("Under these rules: %s orders of %s customers, %s net."), orders,
                          customers, money);
  label = clv_label_new (text, "card");
  gtk_widget_add_css_class (label, "notice");
  gtk_box_append (self->box, label);
}

/* What the last change moved, against the dry run before it. */
static void
add_difference (ClvRulesStep *self)
{
  const ClvImportResult *result = clv_import_draft_get_result (self->draft);
  const ClvImportResult *previous = clv_import_draft_get_previous (self->draft);
  g_autofree char *orders = NULL;
  g_autofree char *money = NULL;
  g_autofree char *text = NULL;
  gint64 n = 0;

  if (result == NULL || previous == NULL)
    return;

  n = (gint64) result->orders - (gint64) previous->orders;
  orders = clv_number_format ((double) n, 0);
  money = format_money (result, result->net_amount - previous->net_amount);
  /* Translators: signed differences: orders, money. */
  text = g_strdup_printf (_("Your last change moved %s%s orders and %s%s."), n > 0 ? "+" : "",
                          orders, result->net_amount > previous->net_amount ? "+" : "", money);
  gtk_box_append (self->box, clv_label_new (text, "dim-label"));
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

static void
amount_cb (GtkCheckButton *button,
           ClvRulesStep   *self)
{
  ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *name = g_object_get_data (G_OBJECT (button), "column");

  if (self->is_filling || plan == NULL || !gtk_check_button_get_active (button)
      || g_strcmp0 (plan->columns[CLV_FIELD_AMOUNT], name) == 0)
    return;

  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, name);
  try_out_later (self);
}

/* With or without tax, shipping and discount is a choice among the file's own columns. */
static void
add_amounts (ClvRulesStep *self)
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
      GtkWidget *button = clv_step_choice_new (group, (GtkCheckButton *) first, column->name,
                                               column->samples[0]);

      first = first != NULL ? first : button;
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                   g_strcmp0 (plan->columns[CLV_FIELD_AMOUNT],
                                              column->name) == 0);
      g_object_set_data_full (G_OBJECT (button), "column", g_strdup (column->name), g_free);
      g_signal_connect_object (button, "toggled", G_CALLBACK (amount_cb), self, 0);
    }
  gtk_box_append (self->box, group);
}

/* What the workspace decided once, for every import. */
static void
add_workspace (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  ClvWorkspace *workspace =
    clv_session_get_workspace (clv_import_draft_get_session (self->draft));
  GtkWidget *group = NULL;
  g_autofree char *zone = NULL;
  g_autofree char *currency = NULL;

  if (workspace == NULL)
    return;

  group = clv_step_group_new (_("Set by the Workspace"), NULL);
  currency = g_strdup_printf (plan->columns[CLV_FIELD_CURRENCY] != NULL
                              ? _("Amounts in %s; rows of another currency are left out")
                              : _("All amounts are taken as %s"), get_currency (self));
  zone = g_strdup_printf (_("A day begins at midnight in %s"),
                          clv_workspace_get_time_zone (workspace));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), clv_row_new (_("Currency"), currency));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), clv_row_new (_("Time zone"), zone));
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

static void
status_order_free (StatusOrder *order)
{
  g_free (order->path);
  clv_import_plan_free (order->plan);
  g_free (order->currency);
  g_free (order);
}

static gpointer
count_in_thread (ClvWorkspace       *unused,
                 gpointer            input,
                 const ClvProgress  *progress,
                 GError            **error)
{
  const StatusOrder *order = input;

  return clv_status_count_file (order->path, order->plan, order->currency, progress, error);
}

static gboolean
is_excluded (const ClvImportPlan *plan,
             const char          *status)
{
  for (guint i = 0; i < plan->excluded_statuses->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (plan->excluded_statuses, i), status) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_status (ClvRulesStep         *self,
            GtkWidget            *group,
            const ClvStatusCount *count)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  g_autofree char *n = clv_step_count (count->n_rows);
  g_autofree char *money = clv_money_format (count->amount, get_currency (self));
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row, %s", "%s rows, %s",
                                                     (gulong) count->n_rows), n, money);
  GtkWidget *button = clv_step_choice_new (group, NULL, count->status, rows);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), !is_excluded (plan, count->status));
  g_object_set_data_full (G_OBJECT (button), "status", g_strdup (count->status), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (status_cb), self, 0);
}

static void
add_statuses (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  GtkWidget *group = NULL;

  if (plan->columns[CLV_FIELD_STATUS] == NULL || self->statuses == NULL
      || self->statuses->len == 0)
    return;

  group = clv_step_group_new (_("Which Statuses Count"),
                              _("Counted over the whole file. Take the mark away to leave the "
                                "rows of that status out."));
  for (guint i = 0; i < MIN (self->statuses->len, STATUSES_MAX); i++)
    add_status (self, group, g_ptr_array_index (self->statuses, i));
  gtk_box_append (self->box, group);
}

static void
fill (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  char *focus = NULL;

  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  clv_wizard_page_set_can_continue (CLV_WIZARD_PAGE (self),
                                    plan != NULL && !clv_import_draft_is_busy (self->draft)
                                    && clv_import_draft_get_result (self->draft) != NULL);
  if (plan == NULL || clv_import_draft_get_detection (self->draft) == NULL)
    return;

  self->is_filling = TRUE;
  focus = clv_step_begin_fill (self->box);
  add_effect (self);
  add_difference (self);
  if (clv_import_draft_get_result (self->draft) != NULL)
    clv_step_add_warnings (self->box, clv_import_draft_get_result (self->draft)->warnings);
  if (plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      add_amounts (self);
      add_refunds (self);
      add_zeros (self);
      add_statuses (self);
      add_left_out (self);
      add_workspace (self);
    }
  else
    {
      gtk_box_append (self->box, clv_label_new (_("Files of customers need no rules: of a customer "
                                                  "who comes twice the last row holds."),
                                                "dim-label"));
    }
  clv_step_end_fill (self->box, focus);
  self->is_filling = FALSE;
}

static void
counted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ClvRulesStep) self = user_data;
  g_autoptr(GPtrArray) statuses = NULL;

  /* Where it cannot be read the dry run says so. */
  statuses = clv_session_run_job_finish (CLV_SESSION (object), result, NULL);
  if (self->draft == NULL)
    return;

  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  self->statuses = g_steal_pointer (&statuses);
  fill (self);
}

/* Chain: prepare → (worker) count_in_thread → counted_cb. */
static void
count_statuses (ClvRulesStep *self)
{
  const ClvImportPlan *plan = clv_import_draft_get_plan (self->draft);
  const char *path = clv_import_draft_get_path (self->draft);
  g_autofree char *wanted = NULL;
  StatusOrder *order = NULL;

  if (plan->kind != CLV_IMPORT_KIND_ORDERS || plan->columns[CLV_FIELD_STATUS] == NULL)
    return;

  wanted = g_strdup_printf ("%s\n%s\n%s\n%c%c%d\n%s\n%c%s", path,
                            plan->part != NULL ? plan->part : "", plan->encoding, plan->delimiter,
                            plan->quote != 0 ? plan->quote : ' ', plan->header_row,
                            plan->columns[CLV_FIELD_STATUS], plan->decimal,
                            plan->columns[CLV_FIELD_AMOUNT]);
  if (g_strcmp0 (wanted, self->counted) == 0)
    return;

  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_free (self->counted);
  self->counted = g_steal_pointer (&wanted);
  order = g_new0 (StatusOrder, 1);
  order->path = g_strdup (path);
  order->plan = clv_import_plan_copy (plan);
  order->currency = g_strdup (get_currency (self));
  clv_session_run_job_without_workspace (clv_import_draft_get_session (self->draft), NULL,
                                         count_in_thread, order,
                                         (GDestroyNotify) status_order_free,
                                         (GDestroyNotify) g_ptr_array_unref, counted_cb,
                                         g_object_ref (self));
}

static void
changed_cb (ClvRulesStep *self)
{
  if (!clv_step_is_current (CLV_WIZARD_PAGE (self)))
    return;

  fill (self);
  if (clv_import_draft_get_plan (self->draft) != NULL)
    count_statuses (self);
}

static void
clv_rules_step_prepare (ClvWizardPage *page)
{
  ClvRulesStep *self = CLV_RULES_STEP (page);

  if (clv_import_draft_get_result (self->draft) == NULL
      && !clv_import_draft_is_busy (self->draft))
    clv_import_draft_dry_run (self->draft);
  count_statuses (self);
  fill (self);
}

static void
clv_rules_step_dispose (GObject *object)
{
  ClvRulesStep *self = CLV_RULES_STEP (object);

  g_clear_object (&self->draft);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_clear_pointer (&self->counted, g_free);

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
  g_signal_connect_object (draft, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return CLV_WIZARD_PAGE (self);
}
