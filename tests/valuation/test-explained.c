/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparison.h"
#include "clv-error.h"
#include "clv-rolling.h"
#include "explained.h"

/* Columns and seasons in back-tests, comparisons and rolling splits. */

#define AHEAD "sale=2024-11-10..2024-11-19"     /* after the split of all tests */
#define DAYS 720

static ClvDate
get_split (void)
{
  return clv_date_from_ymd (2024, 9, 30);
}

/* Mean distance of a week of the hold-out from what was expected. */
static double
measure_weeks (const ClvBacktest *test)
{
  double off = 0.0;
  guint n = 0;

  for (guint i = 0; i < test->weekly->len; i++)
    {
      const ClvBacktestPeriod *week = &g_array_index (test->weekly, ClvBacktestPeriod, i);

      if (!week->is_holdout)
        continue;
      off += fabs (week->expected - week->actual);
      n++;
    }
  return off / n;
}

static const ClvContender *
find (const ClvComparison *comparison,
      const char          *id)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (g_str_equal (contender->id, id))
        {
          g_assert_cmpstr (contender->problem, ==, NULL);
          return contender;
        }
    }
  g_assert_not_reached ();
}

/* Beside the plain model, which they beat at what they explain. */
static void
test_comparison (void)
{
  static const char * const kinds[] = { "bg-nbd", "pareto-nbd", NULL };
  g_autoptr(ClvTransactions) shop = explained_new_shop (1500, DAYS, 3);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("bg-nbd", "region,age", AHEAD, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvComparison) comparison =
    clv_comparison_new_for_spec (shop, kinds, spec, get_split (), CLV_DATE_INVALID, NULL, &error);
  const ClvContender *plain = NULL;
  const ClvContender *columns = NULL;
  const ClvContender *seasons = NULL;
  const ClvContender *both = NULL;

  g_assert_no_error (error);
  plain = find (comparison, "pareto-nbd");
  columns = find (comparison, "pareto-nbd+columns");
  seasons = find (comparison, "pareto-nbd+seasons");
  both = find (comparison, "pareto-nbd+columns+seasons");
  g_assert_cmpuint (comparison->contenders->len, ==, 10);
  g_assert_true (both->test->fit->covariates != NULL && both->test->fit->kind->is_dated);
  g_assert_nonnull (strstr (both->test->note, "sale"));
  g_assert_cmpfloat (measure_weeks (both->test), <, 0.6 * measure_weeks (columns->test));
  g_assert_cmpfloat (both->accuracy.rmse, <, plain->accuracy.rmse);
  g_assert_cmpfloat (both->bic, <, columns->bic);
  g_assert_cmpfloat (both->bic, <, seasons->bic);
  g_assert_cmpfloat_with_epsilon (both->bic,
                                  10 * log (both->test->n) - 2 * both->log_likelihood, 1e-6);
  g_assert_nonnull (find (comparison, "bg-nbd+columns")->test->fit->covariates);
  g_assert_cmpstr (columns->kind, ==, "pareto-nbd");
  g_assert_cmpstr (columns->name, !=, plain->name);
  g_assert_true (plain->test->fit->covariates == NULL && !plain->test->fit->kind->is_dated);
  g_assert_true (columns->test->fit->covariates != NULL && !columns->test->fit->kind->is_dated);
  g_assert_true (seasons->test->fit->covariates == NULL && seasons->test->fit->kind->is_dated);
  g_assert_cmpuint (seasons->test->fit->spec->calendar->n_events, ==, 1);
  g_assert_nonnull (strstr (seasons->test->note, "sale"));
  g_test_message ("off a week: plain %.2f, seasons %.2f; RMSE %.4f, columns %.4f",
                  measure_weeks (plain->test), measure_weeks (seasons->test),
                  plain->accuracy.rmse, columns->accuracy.rmse);
  g_assert_cmpfloat (measure_weeks (seasons->test), <, 0.6 * measure_weeks (plain->test));
  g_assert_cmpfloat (fabs (seasons->accuracy.bias), <, fabs (plain->accuracy.bias));
  g_assert_cmpfloat (columns->accuracy.rmse, <, plain->accuracy.rmse);
  g_assert_cmpfloat (columns->bic, <, plain->bic);
  g_assert_cmpfloat_with_epsilon (columns->bic,
                                  8 * log (columns->test->n) - 2 * columns->log_likelihood, 1e-6);
}

/* Nobody would take them, so nothing is passed over. */
static void
test_refused (void)
{
  static const char * const kinds[] = { "bg-nbd", "nbd", NULL };
  g_autoptr(ClvTransactions) shop = explained_new_shop (300, DAYS, 4);
  g_autoptr(ClvModelSpec) season = explained_new_spec ("bg-nbd", NULL, NULL, TRUE);
  g_autoptr(ClvModelSpec) unknown = explained_new_spec ("bg-nbd", "colour", NULL, FALSE);
  g_autoptr(ClvModelSpec) rule = explained_new_spec ("cohort", "region", NULL, FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_null (clv_comparison_new_for_spec (shop, kinds, season, get_split (), CLV_DATE_INVALID,
                                              NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_clear_error (&error);
  g_assert_null (clv_comparison_new_for_spec (shop, kinds, unknown, get_split (), CLV_DATE_INVALID,
                                              NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_clear_error (&error);
  g_assert_null (clv_backtest_new (shop, rule, get_split (), CLV_DATE_INVALID, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

/* A row with what nobody could have seen by then would be the plain one once more. */
static void
test_nothing_seen (void)
{
  static const char * const kinds[] = { "pareto-nbd", NULL };
  g_autoptr(ClvTransactions) shop = explained_new_shop (400, DAYS, 4);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", "region", AHEAD, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvComparison) comparison =
    clv_comparison_new_for_spec (shop, kinds, spec, get_split (), CLV_DATE_INVALID, NULL, &error);
  guint n_problems = 0;

  g_assert_no_error (error);
  g_assert_nonnull (find (comparison, "pareto-nbd")->test);
  g_assert_nonnull (find (comparison, "pareto-nbd+columns")->test);
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (!g_str_has_suffix (contender->id, "+seasons"))
        continue;
      g_assert_null (contender->test);
      g_assert_true (isnan (contender->bic));
      g_assert_nonnull (strstr (contender->problem, "split"));
      n_problems++;
    }
  g_assert_cmpuint (n_problems, ==, 2);
}

/* A promotion after the split has no effect on the fit, and the note says so. */
static void
test_ahead (void)
{
  g_autoptr(ClvTransactions) shop = explained_new_shop (600, DAYS, 5);
  g_autoptr(ClvModelSpec) plain = explained_new_spec ("pareto-nbd", NULL, NULL, FALSE);
  g_autoptr(ClvModelSpec) only = explained_new_spec ("pareto-nbd", NULL, AHEAD, FALSE);
  g_autoptr(ClvModelSpec) season = explained_new_spec ("pareto-nbd", NULL, NULL, TRUE);
  g_autoptr(ClvModelSpec) both = explained_new_spec ("pareto-nbd", NULL, AHEAD, TRUE);
  const ClvModelSpec *pairs[2][2] = { { plain, only }, { season, both } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvBacktest) without = clv_backtest_new (shop, pairs[i][0], get_split (),
                                                         CLV_DATE_INVALID, NULL, &error);
      g_autoptr(ClvBacktest) with = clv_backtest_new (shop, pairs[i][1], get_split (),
                                                      CLV_DATE_INVALID, NULL, &error);

      g_assert_no_error (error);
      g_assert_null (without->note);
      g_assert_nonnull (strstr (with->note, "sale"));
      g_assert_cmpstr (with->fit->content_hash, ==, without->fit->content_hash);
      g_assert_cmpmem (with->predicted, with->n * sizeof (double), without->predicted,
                       without->n * sizeof (double));
    }
}

/* Week by week, each group of equal columns by its own parameters: at the split the course
 * is at what the fit gives the past. */
static void
test_course (void)
{
  static const char * const kinds[] = { "bg-nbd", "mbg-nbd", "pareto-nbd" };
  g_autoptr(ClvTransactions) shop = explained_new_shop (500, DAYS, 7);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvModelSpec) spec = explained_new_spec (kinds[k], "region", NULL, FALSE);
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvBacktest) test = clv_backtest_new (shop, spec, get_split (), CLV_DATE_INVALID,
                                                      NULL, &error);
      double at_split = 0.0;

      g_assert_no_error (error);
      for (guint i = 0; i < test->weekly->len; i++)
        {
          const ClvBacktestPeriod *week = &g_array_index (test->weekly, ClvBacktestPeriod, i);

          if (week->end == get_split ())
            at_split = week->cumulative_expected;
        }
      assert_near (at_split, test->fit->in_sample_expected, 1e-9);
    }
}

/* An origin before the first Christmas is tested without it, a later one with it. */
static void
test_rolling (void)
{
  g_autoptr(ClvTransactions) shop = explained_new_shop (800, DAYS, 6);
  g_autoptr(ClvModelSpec) spec = explained_new_spec ("pareto-nbd", NULL, NULL, TRUE);
  g_autoptr(ClvModelSpec) columns = explained_new_spec ("bg-nbd", "region", NULL, FALSE);
  const ClvDuration window = { .unit = CLV_DURATION_MONTHS, .amount = 2 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvRolling) rolling = clv_rolling_new (shop, spec, window, 13, NULL, &error);
  g_autoptr(ClvRolling) explained = clv_rolling_new (shop, columns, window, 2, NULL, &error);
  g_autoptr(ClvBacktest) alone = NULL;
  const ClvOrigin *first = NULL;
  const ClvOrigin *last = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (rolling->origins->len, ==, 13);
  first = g_ptr_array_index (rolling->origins, 0);
  last = g_ptr_array_index (rolling->origins, 12);
  g_assert_nonnull (strstr (first->note, "christmas"));
  g_assert_cmpstr (last->note, ==, NULL);
  alone = clv_backtest_new (shop, spec, last->split, last->until, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (alone->fit->content_hash, ==, last->fit_hash);
  last = g_ptr_array_index (explained->origins, 1);
  g_clear_pointer (&alone, clv_backtest_free);
  alone = clv_backtest_new (shop, columns, last->split, last->until, NULL, &error);
  g_assert_nonnull (alone->fit->covariates);
  g_assert_cmpstr (alone->fit->content_hash, ==, last->fit_hash);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/explained/comparison", test_comparison);
  g_test_add_func ("/valuation/explained/refused", test_refused);
  g_test_add_func ("/valuation/explained/nothing-seen", test_nothing_seen);
  g_test_add_func ("/valuation/explained/ahead", test_ahead);
  g_test_add_func ("/valuation/explained/course", test_course);
  g_test_add_func ("/valuation/explained/rolling", test_rolling);
  return g_test_run ();
}
