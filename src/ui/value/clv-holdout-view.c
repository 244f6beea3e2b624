/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-holdout-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-chart-card.h"
#include "clv-columns.h"
#include "clv-comparison-view.h"
#include "clv-empty-state.h"
#include "clv-field-row.h"
#include "clv-figure.h"
#include "clv-holdout-words.h"
#include "clv-money.h"
#include "clv-questions.h"
#include "clv-rolling-view.h"
#include "clv-rows.h"
#include "clv-ui.h"
#include "clv-value-jobs.h"

#define WIDTH_ALONE 760
#define WIDTH_WITH_RESULT 1100
/* The error of a total that people who use these models call good, and bearable. */
#define GOOD_ERROR 0.05
#define BAD_ERROR 0.15

struct _ClvHoldoutView
{
  AdwBin parent_instance;

  GtkStack *stack;
  ClvEmptyState *impossible;
  AdwClamp *clamp;
  ClvFieldRow *split_row;
  GtkWidget *result_box;
  ClvFigure *predicted;
  ClvFigure *actual;
  ClvFigure *error;
  ClvFigure *rank;
  ClvHoldoutWords *words;
  GtkToggleButton *weekly;
  ClvChartCard *tracking;
  ClvChartCard *deciles;
  ClvChartCard *frequency;
  ClvChartCard *recency;
  ClvChartCard *errors;
  AdwPreferencesGroup *accuracy_group;
  ClvQuestions *questions;
  ClvComparisonView *comparison;
  GtkSpinButton *months;
  ClvRollingView *rolling;

  ClvPlotSpec *cumulative;    /* (nullable) */
  ClvPlotSpec *by_week;       /* (nullable) */
  GPtrArray *accuracy_rows;   /* (element-type GtkWidget) (unowned) */
  ClvSession *session;
  ClvValueState *state;
  gboolean is_running;
};

G_DEFINE_FINAL_TYPE (ClvHoldoutView, clv_holdout_view, ADW_TYPE_BIN)

static void
update_action (ClvHoldoutView *self)
{
  const gboolean has_rows = self->state != NULL && self->state->transactions->n_rows > 0;
  const gboolean can_test = has_rows && !self->is_running
                            && clv_field_row_get_date (self->split_row) != CLV_DATE_INVALID
                            && clv_field_row_is_valid (self->split_row);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "holdout.test", can_test);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "holdout.compare", can_test);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "holdout.roll",
                                 has_rows && !self->is_running);
}

static void
split_changed_cb (ClvHoldoutView *self)
{
  const ClvDate split = clv_field_row_get_date (self->split_row);
  const ClvTransactions *transactions = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *error = NULL;

  if (self->state == NULL || self->state->transactions->n_rows == 0)
    return;

  transactions = self->state->transactions;
  first = clv_date_to_iso (transactions->first_day);
  last = clv_date_to_iso (transactions->last_day);
  if (split == CLV_DATE_INVALID)
    error = g_strdup (_("This is no calendar day. Write it as 2025-12-31."));
  else if (split <= transactions->first_day || split >= transactions->last_day)
    error = g_strdup_printf (_("Choose a day between %s and %s, the ends of the data."), first,
                             last);
  clv_field_row_set_error (self->split_row, error);
  update_action (self);
}

static void
show_predicted (ClvHoldoutView    *self,
                const ClvBacktest *backtest)
{
  g_autofree char *value = clv_number_format (backtest->accuracy.predicted, 0);
  g_autofree char *exact = clv_number_format (backtest->accuracy.predicted, 2);
  g_autofree char *customers = clv_number_format (backtest->n, 0);
  g_autofree char *split = clv_date_to_display (backtest->split);
  g_autofree char *until = clv_date_to_display (backtest->until);
  g_autofree char *detail = g_strdup_printf (_("After %s up to %s"), split, until);
  g_autofree char *sentence = NULL;
  ClvWhy *why = NULL;

  sentence = g_strdup_printf (_("What the model, fitted on the days up to %s alone, expected of "
                                "the %s customers known then, until %s."), split, customers, until);
  why = clv_why_new (clv_figure_counts_renewals (backtest->id) ? _("Expected renewals")
                                                : _("Expected purchases"), exact, sentence);
  clv_why_set_formula (why, clv_figure_counts_renewals (backtest->id)
                       ? _("Σ expected renewals of each who had not left by the split")
                       : _("Σ probability of being active × purchases of one who is active"));
  clv_why_add_input (why, _("Model"), backtest->name,
                     _("Fitted for this test; not kept"));
  clv_why_add_input (why, _("Customers"), customers,
                     clv_figure_counts_renewals (backtest->id) ? _("With a subscription by the "
                                                                   "split")
                                                : _("With a purchase by the split"));
  clv_why_add_change (why, _("Another split day gives another test: try several."));
  clv_figure_set_caption (self->predicted, clv_figure_counts_renewals (backtest->id)
                          ? _("Expected renewals") : _("Expected purchases"));
  clv_figure_set_value (self->predicted, value);
  clv_figure_set_detail (self->predicted, detail, CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->predicted, why);
}

static void
show_actual (ClvHoldoutView    *self,
             const ClvBacktest *backtest)
{
  g_autofree char *value = clv_number_format (backtest->accuracy.actual, 0);
  const gboolean is_contract = clv_figure_counts_renewals (backtest->id);
  ClvWhy *why = clv_why_new (is_contract ? _("Actual renewals") : _("Actual purchases"), value,
                             is_contract
                             ? _("Periods that these subscribers began anew in the hold-out. The "
                                 "first period of a new subscriber is not in it.")
                             : _("Days on which these customers bought in the hold-out, after "
                                 "refunds. The first purchase of a new customer is not in it."));

  clv_why_set_formula (why, is_contract
                       ? _("Number of renewals")
                       : _("Number of purchase days, several orders of a day count once"));
  clv_figure_set_caption (self->actual, is_contract ? _("Actual renewals")
                                                    : _("Actual purchases"));
  clv_figure_set_value (self->actual, value);
  clv_figure_set_detail (self->actual, _("Of the same customers, on the same days"),
                         CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->actual, why);
}

static void
show_error (ClvHoldoutView    *self,
            const ClvBacktest *backtest)
{
  const double size = fabs (backtest->accuracy.bias);
  g_autofree char *number = clv_percent_format (backtest->accuracy.bias, 1);
  g_autofree char *value = g_strconcat (backtest->accuracy.bias >= 0.0005 ? "+" : "", number,
                                        NULL);
  g_autofree char *predicted = clv_number_format (backtest->accuracy.predicted, 2);
  g_autofree char *actual = clv_number_format (backtest->accuracy.actual, 0);
  g_autofree char *formula = g_strdup_printf (_("expected ÷ actual − 1\n= %s ÷ %s − 1\n= %s"),
                                              predicted, actual, value);
  ClvFigureTone tone = CLV_FIGURE_WARNING;
  const char *detail = _("Noticeable: plan with a margin");
  ClvWhy *why = NULL;

  if (size <= GOOD_ERROR)
    {
      tone = CLV_FIGURE_GOOD;
      detail = _("Close: within 5 per cent");
    }
  else if (size > BAD_ERROR)
    {
      tone = CLV_FIGURE_BAD;
      detail = _("Far off: more than 15 per cent");
    }
  why = clv_why_new (_("Error of the total"), value,
                     _("How far the sum of all expectations is from what happened. Below zero the "
                       "model expected too few."));
  clv_why_set_formula (why, formula);
  clv_why_add_change (why, _("A campaign, a season or a crisis in the hold-out moves it: the model "
                             "knows none of them."));
  clv_figure_set_value (self->error, value);
  clv_figure_set_detail (self->error, detail, tone);
  clv_figure_take_why (self->error, why);
}

static void
show_rank (ClvHoldoutView    *self,
           const ClvBacktest *backtest)
{
  g_autofree char *value = clv_number_format (backtest->accuracy.spearman, 2);
  ClvWhy *why = clv_why_new (_("Order of the customers"), value,
                             _("Spearman’s rank correlation: 1 where those of whom most was "
                               "expected did buy most, 0 where the order says nothing."));

  clv_why_set_formula (why, _("correlation of the ranks of expected and actual purchases"));
  clv_why_add_change (why, clv_figure_counts_renewals (backtest->id)
                      ? _("Many who leave at once keep it low, however good the model is.")
                      : _("Many customers who bought nothing at all keep it low, however good "
                          "the model is."));
  clv_figure_set_value (self->rank, value);
  clv_figure_set_detail (self->rank, _("Rank correlation, at most 1"), CLV_FIGURE_NEUTRAL);
  clv_figure_take_why (self->rank, why);
}

static void
add_accuracy (ClvHoldoutView *self,
              const char     *title,
              const char     *subtitle,
              double          number,
              int             decimals)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = clv_number_format (number, decimals);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_label_set_selectable (clv_row_add_number (ADW_ACTION_ROW (row), text), TRUE);
  adw_preferences_group_add (self->accuracy_group, row);
  g_ptr_array_add (self->accuracy_rows, row);
}

static void
show_accuracy (ClvHoldoutView    *self,
               const ClvBacktest *backtest)
{
  const gboolean is_better = backtest->accuracy.mae < backtest->naive_accuracy.mae;

  for (guint i = 0; i < self->accuracy_rows->len; i++)
    adw_preferences_group_remove (self->accuracy_group,
                                  g_ptr_array_index (self->accuracy_rows, i));
  g_ptr_array_set_size (self->accuracy_rows, 0);

  add_accuracy (self, _("Mean error (MAE)"),
                clv_figure_counts_renewals (backtest->id) ? _("Renewals a subscriber, up or down")
                                           : _("Purchases a customer, up or down"),
                backtest->accuracy.mae, 3);
  add_accuracy (self, _("Mean error of “as often as before”"),
                is_better ? _("The simple rule is worse than the model")
                          : _("The simple rule is as good: the model adds little here"),
                backtest->naive_accuracy.mae, 3);
  add_accuracy (self, _("Root mean square error (RMSE)"), _("Weighs big misses more"),
                backtest->accuracy.rmse, 3);
  add_accuracy (self, _("Total of “as often as before”"),
                _("What the simple rule would have expected"),
                backtest->naive_accuracy.predicted, 0);
}

static char *
tell_use (const ClvBacktest *backtest)
{
  g_autofree char *bias = NULL;
  g_autofree char *lift = NULL;
  g_autofree char *mae = NULL;

  if (!isfinite (backtest->accuracy.bias) || !isfinite (backtest->accuracy.lift))
    return g_strdup (_("See how far a total may be off before money hangs on it, and whether the "
                       "best tenth is really the best."));

  bias = clv_percent_format (fabs (backtest->accuracy.bias), 0);
  lift = clv_number_format (backtest->accuracy.lift, 1);
  mae = clv_number_format (backtest->accuracy.mae, 2);

  if (clv_figure_counts_renewals (backtest->id))
    /* TRANSLATORS: a percentage and two numbers */
    return g_strdup_printf (_("Plan totals with a margin of at least %s. Choose whom to keep by "
                              "the order: the first tenth renewed %s times as often as the "
                              "average. Promise nothing about one subscriber: the expectation "
                              "misses by %s renewals on average."), bias, lift, mae);

  /* TRANSLATORS: a percentage and two numbers */
  return g_strdup_printf (_("Plan totals with a margin of at least %s. Choose whom to address by "
                            "the order: the first tenth bought %s times the average. Promise "
                            "nothing about one customer: the expectation misses by %s purchases "
                            "on average."), bias, lift, mae);
}

static void
show_answers (ClvHoldoutView    *self,
              const ClvBacktest *backtest)
{
  g_autofree char *split = clv_date_to_display (backtest->split);
  g_autofree char *customers = clv_number_format (backtest->n, 0);
  g_autofree char *what = NULL;
  g_autofree char *how = NULL;
  g_autofree char *use = NULL;

  what = g_strdup_printf (_("A rehearsal: on %s the model had said this of %s customers, and this "
                            "is what they did."), split, customers);
  how = g_strdup_printf (_("%s was fitted on the days up to the split and on nothing after it; no "
                           "customer who came later is in the comparison."),
                         backtest->name);
  use = tell_use (backtest);
  clv_questions_set_answers (self->questions, what, how, use);
}

static void
show_course (ClvHoldoutView *self)
{
  if (self->cumulative == NULL)
    return;

  clv_chart_card_set_spec (self->tracking, gtk_toggle_button_get_active (self->weekly)
                           ? self->by_week : self->cumulative);
}

static void
widen (ClvHoldoutView *self)
{
  adw_clamp_set_tightening_threshold (self->clamp, WIDTH_WITH_RESULT);
  adw_clamp_set_maximum_size (self->clamp, WIDTH_WITH_RESULT);
}

static void
show_holdout (ClvHoldoutView   *self,
              const ClvHoldout *holdout)
{
  show_predicted (self, holdout->backtest);
  show_actual (self, holdout->backtest);
  show_error (self, holdout->backtest);
  show_rank (self, holdout->backtest);
  show_accuracy (self, holdout->backtest);
  show_answers (self, holdout->backtest);
  clv_holdout_words_show (self->words, holdout->backtest);
  g_clear_pointer (&self->cumulative, clv_plot_spec_free);
  g_clear_pointer (&self->by_week, clv_plot_spec_free);
  self->cumulative = clv_plot_spec_copy (holdout->tracking);
  self->by_week = clv_plot_spec_copy (holdout->tracking_weekly);
  show_course (self);
  clv_chart_card_set_spec (self->deciles, holdout->deciles);
  clv_chart_card_set_spec (self->frequency, holdout->frequency);
  clv_chart_card_set_spec (self->recency, holdout->recency);
  clv_chart_card_set_spec (self->errors, holdout->errors);
  gtk_widget_set_visible (self->result_box, TRUE);
  widen (self);
}

static void
hide_holdout (ClvHoldoutView *self)
{
  gtk_widget_set_visible (self->result_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->comparison), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->rolling), FALSE);
  adw_clamp_set_maximum_size (self->clamp, WIDTH_ALONE);
  adw_clamp_set_tightening_threshold (self->clamp, WIDTH_ALONE);
}

typedef struct
{
  ClvHoldoutView *view;
  ClvValueState *state;
} Test;

static void
tested_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Test *test = user_data;
  g_autoptr(ClvHoldoutView) self = test->view;
  g_autoptr(ClvValueState) state = test->state;
  g_autoptr(GError) error = NULL;
  ClvHoldout *holdout = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  self->is_running = FALSE;
  if (self->session != NULL)
    {
      if (holdout == NULL)
        clv_session_show_error (self->session, _("The model was not tested"), error);
      else if (clv_value_state_is_same_data (self->state, state))
        show_holdout (self, holdout);
      update_action (self);
    }
  clv_holdout_free (holdout);
}

static void
compared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autofree Test *test = user_data;
  g_autoptr(ClvHoldoutView) self = test->view;
  g_autoptr(ClvValueState) state = test->state;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvComparison) comparison = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                                    &error);

  self->is_running = FALSE;
  if (self->session == NULL)
    return;

  if (comparison == NULL)
    {
      clv_session_show_error (self->session, _("The models were not compared"), error);
    }
  else if (clv_value_state_is_same_data (self->state, state))
    {
      clv_comparison_view_show (self->comparison, comparison);
      gtk_widget_set_visible (GTK_WIDGET (self->comparison), TRUE);
      widen (self);
    }
  update_action (self);
}

static void
rolled_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Test *test = user_data;
  g_autoptr(ClvHoldoutView) self = test->view;
  g_autoptr(ClvValueState) state = test->state;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvRolling) rolling = clv_session_run_job_finish (CLV_SESSION (object), result,
                                                              &error);

  self->is_running = FALSE;
  if (self->session == NULL)
    return;

  if (rolling == NULL)
    {
      clv_session_show_error (self->session, _("The splits were not tested"), error);
    }
  else if (clv_value_state_is_same_data (self->state, state))
    {
      clv_rolling_view_show (self->rolling, rolling);
      gtk_widget_set_visible (GTK_WIDGET (self->rolling), TRUE);
      widen (self);
    }
  update_action (self);
}

/* Chain: start → (thread) @func → @done. */
static void
start (ClvHoldoutView     *self,
       const char         *title,
       ClvJobFunc          func,
       GDestroyNotify      free_result,
       GAsyncReadyCallback done)
{
  const ClvDate split = clv_field_row_get_date (self->split_row);
  g_autoptr(ClvModelSpec) spec = NULL;
  ClvHoldoutInput *input = NULL;
  Test *test = NULL;

  if (self->is_running || self->state == NULL)
    return;

  spec = clv_value_state_dup_spec (self->state);
  test = g_new0 (Test, 1);
  test->view = g_object_ref (self);
  test->state = clv_value_state_ref (self->state);
  self->is_running = TRUE;
  update_action (self);
  input = clv_holdout_input_new (self->state, spec, split);
  input->months = gtk_spin_button_get_value_as_int (self->months);
  clv_session_run_job_without_workspace (self->session, title, func, input,
                                         clv_holdout_input_free, free_result, done, test);
}

static void
test_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  start (CLV_HOLDOUT_VIEW (widget), _("Testing against the past"), clv_value_holdout_in_thread,
         clv_holdout_free, tested_cb);
}

static void
compare_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  start (CLV_HOLDOUT_VIEW (widget), _("Comparing models"), clv_value_compare_in_thread,
         (GDestroyNotify) clv_comparison_free, compared_cb);
}

static void
roll_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  start (CLV_HOLDOUT_VIEW (widget), _("Testing several splits"), clv_value_roll_in_thread,
         (GDestroyNotify) clv_rolling_free, rolled_cb);
}

static void
split_activate_cb (ClvHoldoutView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "holdout.test", NULL);
}

static void
clv_holdout_view_dispose (GObject *object)
{
  ClvHoldoutView *self = CLV_HOLDOUT_VIEW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->state, clv_value_state_unref);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_HOLDOUT_VIEW);

  G_OBJECT_CLASS (clv_holdout_view_parent_class)->dispose (object);
}

static void
clv_holdout_view_finalize (GObject *object)
{
  ClvHoldoutView *self = CLV_HOLDOUT_VIEW (object);

  g_clear_pointer (&self->accuracy_rows, g_ptr_array_unref);
  g_clear_pointer (&self->cumulative, clv_plot_spec_free);
  g_clear_pointer (&self->by_week, clv_plot_spec_free);

  G_OBJECT_CLASS (clv_holdout_view_parent_class)->finalize (object);
}

static void
clv_holdout_view_class_init (ClvHoldoutViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_holdout_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = clv_holdout_view_finalize;

  g_type_ensure (CLV_TYPE_CHART_CARD);
  g_type_ensure (CLV_TYPE_COLUMNS);
  g_type_ensure (CLV_TYPE_COMPARISON_VIEW);
  g_type_ensure (CLV_TYPE_EMPTY_STATE);
  g_type_ensure (CLV_TYPE_FIELD_ROW);
  g_type_ensure (CLV_TYPE_FIGURE);
  g_type_ensure (CLV_TYPE_HOLDOUT_WORDS);
  g_type_ensure (CLV_TYPE_QUESTIONS);
  g_type_ensure (CLV_TYPE_ROLLING_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-holdout-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, stack);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, impossible);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, clamp);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, split_row);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, result_box);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, predicted);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, actual);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, error);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, rank);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, tracking);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, deciles);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, accuracy_group);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, questions);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, words);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, weekly);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, frequency);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, recency);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, errors);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, months);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, rolling);
  gtk_widget_class_bind_template_child (widget_class, ClvHoldoutView, comparison);
  gtk_widget_class_bind_template_callback (widget_class, split_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, split_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_course);
  gtk_widget_class_install_action (widget_class, "holdout.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "holdout.compare", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "holdout.roll", NULL, roll_action);
}

static void
clv_holdout_view_init (ClvHoldoutView *self)
{
  self->accuracy_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hide_holdout (self);
  update_action (self);
}

/**
 * clv_holdout_view_new:
 *
 * Returns: (transfer floating): the view; clv_holdout_view_set_state() fills it
 */
GtkWidget *
clv_holdout_view_new (void)
{
  return g_object_new (CLV_TYPE_HOLDOUT_VIEW, NULL);
}

static void
show_suggestion (ClvHoldoutView *self)
{
  const ClvValueState *state = self->state;
  g_autofree char *first = clv_date_to_display (state->transactions->first_day);
  g_autofree char *last = clv_date_to_display (state->transactions->last_day);
  g_autofree char *help = NULL;
  const gboolean is_long = state->suggested_split != CLV_DATE_INVALID;

  if (is_long)
    help = g_strdup_printf (_("The data go from %s to %s. Suggested: a third is held out."), first,
                            last);
  else
    help = g_strdup_printf (_("The data go from %s to %s: less than the 26 weeks from which a test "
                              "says much."), first, last);
  clv_field_row_set_help (self->split_row, help);
  clv_field_row_set_date (self->split_row, is_long ? state->suggested_split
                          : state->transactions->first_day
                          + (state->transactions->last_day - state->transactions->first_day) / 2);
}

/* Whoever was counted already has no days that a model could be kept from. */
static void
show_impossible (ClvHoldoutView *self)
{
  const ClvCustomers *customers = self->state->customers;
  g_autofree char *text = NULL;
  g_autofree char *number = clv_number_format (customers != NULL ? customers->n : 0, 0);

  text = g_strdup_printf (_("A test needs single purchases with their days. The %s customers of "
                            "this workspace were counted before the import: what they did by a "
                            "split and after it is not known."), number);
  hide_holdout (self);
  clv_empty_state_clear_gates (self->impossible);
  clv_empty_state_set_texts (self->impossible, "clv-value-symbolic",
                             _("No test against the past"), text);
  clv_empty_state_add_gate (self->impossible, _("Days with a purchase"), _("0 of at least 2"),
                            FALSE);
  clv_empty_state_set_possible (self->impossible,
                                _("The model can still be fitted and everybody scored. To test it, "
                                  "import the orders of these customers into another workspace."));
  clv_empty_state_set_button (self->impossible, _("Go to the _Model"), "value.show-view::model");
  gtk_stack_set_visible_child_name (self->stack, "impossible");
}

/**
 * clv_holdout_view_set_state:
 * @session: where jobs run
 * @state: what to test on
 *
 * A result stays as long as the data do.
 */
void
clv_holdout_view_set_state (ClvHoldoutView *self,
                            ClvSession     *session,
                            ClvValueState  *state)
{
  gboolean is_other = TRUE;

  g_return_if_fail (CLV_IS_HOLDOUT_VIEW (self));
  g_return_if_fail (CLV_IS_SESSION (session));
  g_return_if_fail (state != NULL);

  is_other = self->state == NULL || !clv_value_state_is_same_data (self->state, state);
  g_set_object (&self->session, session);
  clv_value_state_ref (state);
  clv_value_state_unref (self->state);
  self->state = state;

  if (state->source == CLV_VALUE_OF_COUNTED || state->transactions->n_rows == 0)
    {
      show_impossible (self);
      update_action (self);
      return;
    }
  if (is_other)
    {
      hide_holdout (self);
      show_suggestion (self);
    }
  gtk_stack_set_visible_child_name (self->stack, "test");
  split_changed_cb (self);
}
