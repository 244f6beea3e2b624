/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-holdout-words.h"
#include "clv-rolling-view.h"
#include "value-fixture.h"

/* The test against the past. */

static gboolean
is_tested (gpointer view)
{
  return find_text (view, "Mean error (MAE)") != NULL;
}

static void
test_holdout (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *view = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  gtk_widget_activate_action (view, "holdout.test", NULL);
  clv_ui_test_wait (is_tested, view);
  g_assert_null (fixture->error);
  g_assert_nonnull (find_text (view, "single customers are wrong"));
  g_assert_nonnull (find_text (view, "Repeat purchases over time"));
  g_assert_nonnull (find_text (view, "In plain words"));
  g_assert_nonnull (find_text (view, "is missed by"));
  g_assert_nonnull (find_text (view, "Expected and actual by purchases before"));
  g_assert_nonnull (find_text (view, "Expected and actual by last purchase"));
  g_assert_nonnull (find_text (view, "How far off for single customers"));
  g_assert_nonnull (find_text (view, "Promise nothing about one customer"));
  g_assert_null (find_text (view, "nan"));
}

static gboolean
is_rolled (gpointer view)
{
  return find_text (view, "at worst. On single customers") != NULL;
}

/* Several splits, with the months that were asked for. */
static void
test_rolling (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *view = NULL;
  GtkWidget *rolling = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  rolling = get_widget (fixture, CLV_TYPE_ROLLING_VIEW);
  g_assert_false (gtk_widget_get_visible (rolling));
  gtk_widget_activate_action (view, "holdout.roll", NULL);
  clv_ui_test_wait (is_rolled, view);
  g_assert_null (fixture->error);
  g_assert_true (gtk_widget_get_visible (rolling));
  g_assert_nonnull (find_text (rolling, "Total off by"));
  g_assert_nonnull (find_text (rolling, "Expected and actual from each split"));
  g_assert_null (find_text (rolling, "nan"));
}

static ClvBacktest *
make_backtest (double predicted,
               double mae,
               double lift)
{
  ClvBacktest *backtest = g_new0 (ClvBacktest, 1);

  backtest->n = 100;
  backtest->accuracy = (ClvAccuracy) {
    .predicted = predicted, .actual = 100.0, .bias = predicted / 100.0 - 1.0, .mae = mae,
    .rmse = 1.5, .gini = 0.66, .lift = lift
  };
  backtest->naive_accuracy = backtest->accuracy;
  backtest->naive_accuracy.rmse = 3.0;
  backtest->deciles = g_array_new (FALSE, FALSE, sizeof (ClvBacktestDecile));

  return backtest;
}

/* A total that is right with customers that are not, and the other way round. */
static void
test_words (void)
{
  g_autoptr(ClvBacktest) right = make_backtest (100.5, 0.86, 4.0);
  g_autoptr(ClvBacktest) off = make_backtest (80.0, 0.5, 4.0);
  g_autoptr(ClvBacktest) nothing = make_backtest (80.0, 0.5, 4.0);
  g_autoptr(GPtrArray) words = clv_holdout_words_list (right);
  g_autoptr(GPtrArray) others = clv_holdout_words_list (off);
  g_autoptr(GPtrArray) none = NULL;
  const char *text = g_ptr_array_index (words, 0);

  g_assert_cmpuint (words->len, ==, 4);
  g_assert_nonnull (strstr (text, "single customers are not: it is off by +0.5"));
  g_assert_nonnull (strstr (text, "missed by 0.86 purchases"));
  g_assert_nonnull (strstr (text, "(86"));
  text = g_ptr_array_index (others, 1);
  g_assert_nonnull (strstr (text, "right while the total is wrong"));
  g_assert_nonnull (strstr (text, "Multiplying every expectation by 1.25"));
  g_assert_nonnull (strstr (g_ptr_array_index (others, 3), "errs 50"));
  nothing->accuracy.actual = 0.0;
  none = clv_holdout_words_list (nothing);
  g_assert_cmpuint (none->len, ==, 1);
}

static gboolean
is_compared (gpointer view)
{
  return find_text (view, "Recommended") != NULL;
}

/* The first button below that is labelled so for those who do not see it in its row. */
static GtkWidget *
find_use_button (GtkWidget *widget)
{
  GtkWidget *label = find_text (widget, "Use");

  return label != NULL ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;
}

/* All kinds beside each other; what is chosen there is marked for the next fit. */
static void
test_comparison (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *view = NULL;
  GtkWidget *comparison = NULL;
  g_autoptr(ClvModelSpec) before = NULL;
  g_autoptr(ClvModelSpec) after = NULL;
  ClvModelView *model = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  model = CLV_MODEL_VIEW (get_widget (fixture, CLV_TYPE_MODEL_VIEW));
  comparison = get_widget (fixture, CLV_TYPE_COMPARISON_VIEW);
  g_assert_false (gtk_widget_get_visible (comparison));
  gtk_widget_activate_action (view, "holdout.compare", NULL);
  clv_ui_test_wait (is_compared, view);
  g_assert_null (fixture->error);
  g_assert_true (gtk_widget_get_visible (comparison));
  g_assert_nonnull (find_text (comparison, "As often as before"));
  g_assert_nonnull (find_text (comparison, "single customers"));
  g_assert_null (find_text (comparison, "nan"));

  before = clv_model_view_dup_spec (model);
  clv_model_view_choose_kind (model, "nbd");
  after = clv_model_view_dup_spec (model);
  g_assert_cmpstr (before->kind, !=, after->kind);
  g_assert_cmpstr (after->kind, ==, "nbd");
  g_signal_emit_by_name (find_use_button (comparison), "clicked");
  clv_model_spec_free (g_steal_pointer (&after));
  after = clv_model_view_dup_spec (model);
  g_assert_cmpstr (after->kind, !=, "nbd");
}

static gboolean
names_seasons (gpointer view)
{
  return find_text (view, "Pareto/NBD with seasons") != NULL;
}

/* The days that the newest fit was told of are those of its test and of the comparison. */
static void
test_seasons (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) seasonal = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *view = NULL;

  clv_ui_test_wait (is_loaded, fixture);
  g_free (spec->kind);
  spec->kind = g_strdup ("pareto-nbd");
  spec->calendar = clv_calendar_new ();
  g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON, "christmas=11-20..12-24",
                                   &error));
  seasonal = clv_fit_run (fixture->workspace, spec, "", NULL, &error);
  g_assert_no_error (error);
  clv_ui_test_run (300);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  view = get_widget (fixture, CLV_TYPE_HOLDOUT_VIEW);
  gtk_widget_activate_action (view, "holdout.test", NULL);
  clv_ui_test_wait (is_tested, view);
  gtk_widget_activate_action (view, "holdout.compare", NULL);
  clv_ui_test_wait (names_seasons, view);
  g_assert_null (fixture->error);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/holdout-words/sentences", test_words);
  value_add ("/ui/value/holdout", FALSE, test_holdout);
  value_add ("/ui/value/rolling", FALSE, test_rolling);
  value_add ("/ui/value/comparison", FALSE, test_comparison);
  value_add ("/ui/value/seasons", FALSE, test_seasons);

  return g_test_run ();
}
