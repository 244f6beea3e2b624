/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-comparison.h"
#include "clv-rolling.h"
#include "shop.h"

#define N_BASELINES 3

static gboolean
tells (const ClvComparison *comparison,
       const char          *start)
{
  for (guint i = 0; i < comparison->reasons->len; i++)
    {
      if (g_str_has_prefix (g_ptr_array_index (comparison->reasons, i), start))
        return TRUE;
    }
  return FALSE;
}

static void
test_measures (void)
{
  static const double actual[] = { 0, 0, 0, 0, 0, 0, 1, 1, 2, 6 };
  static const double same[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  ClvAccuracy perfect;
  ClvAccuracy constant;

  clv_accuracy_measure (&perfect, actual, actual, 10);
  g_assert_cmpfloat_with_epsilon (perfect.bias, 0.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (perfect.rmse, 0.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (perfect.gini, 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (perfect.lift, 6.0, 1e-12);

  /* Who says the same of everybody orders nobody: the best tenth is any tenth. */
  clv_accuracy_measure (&constant, same, actual, 10);
  g_assert_cmpfloat_with_epsilon (constant.bias, 0.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (constant.mae, 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (constant.rmse, sqrt (3.2), 1e-12);
  g_assert_cmpfloat_with_epsilon (constant.gini, 0.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (constant.lift, 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (constant.spearman, 0.0, 1e-15);
}

static void
test_nothing_happened (void)
{
  static const double none[] = { 0, 0, 0 };
  static const double some[] = { 1, 0, 2 };
  ClvAccuracy accuracy;

  clv_accuracy_measure (&accuracy, some, none, 3);
  g_assert_true (isnan (accuracy.bias) && isnan (accuracy.gini) && isnan (accuracy.lift));
  g_assert_cmpfloat_with_epsilon (accuracy.mae, 1.0, 1e-15);
}

/* Differences of squares 1, 1, −1, 3: mean 1, variance 8/3, so z = 1/√(8/3/4). */
static void
test_difference (void)
{
  static const double actual[] = { 0, 0, 0, 0 };
  static const double first[] = { 1, 1, 0, 2 };
  static const double second[] = { 0, 0, 1, 1 };

  g_assert_cmpfloat_with_epsilon (clv_accuracy_compare (first, second, actual, 4),
                                  1.0 / sqrt (8.0 / 12.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (clv_accuracy_compare (second, first, actual, 4),
                                  -1.0 / sqrt (8.0 / 12.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (clv_accuracy_compare (first, first, actual, 4), 0.0, 1e-300);
}

/* The same model found by two searches: a hair off at everybody is no difference. */
static void
test_alike (void)
{
  static const double actual[] = { 0, 2, 0, 3 };
  static const double first[] = { 1, 1, 1, 2 };
  static const double second[] = { 1 + 1e-9, 1 - 1e-9, 1 + 1e-9, 2 - 1.1e-9 };

  g_assert_cmpfloat (clv_accuracy_compare (second, first, actual, 4), ==, 0.0);
}

/* CNBD of those who do not buy regularly has k = 1 and is the simpler model, which is put
 * first whichever way the last digits fall. */
static void
test_simpler_first (void)
{
  static const double parameters[] = { 0.6, 40.0, 0.9, 3.0 };
  static const double spend[] = { 6.0, 4.0, 15.0 };
  static const char * const kinds[] = { "mbg-cnbd", "bg-cnbd", "mbg-nbd", "bg-nbd", NULL };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (400, 100, 300, parameters, spend,
                                                                5);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvComparison) self = clv_comparison_new (transactions, kinds, 7,
                                                      transactions->last_day - 90,
                                                      CLV_DATE_INVALID, NULL, &error);
  guint at[4] = { 0 };

  g_assert_no_error (error);
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (self->contenders, i);

      for (guint k = 0; k < 4; k++)
        if (g_str_equal (contender->id, kinds[k]))
          at[k] = i;
    }
  g_assert_cmpuint (at[0], ==, at[2] + 1);
  g_assert_cmpuint (at[1], ==, at[3] + 1);
  g_assert_null (strstr (self->recommended, "cnbd"));
}

/* Renewals cannot be read off orders. */
static void
test_renewals_of_orders (void)
{
  static const double parameters[] = { 0.6, 40.0, 0.9, 3.0 };
  static const double spend[] = { 6.0, 4.0, 15.0 };
  static const char * const kinds[] = { "bg-nbd", "sbg", NULL };
  g_autoptr(ClvTransactions) transactions = shop_new_simulated (400, 100, 300, parameters, spend,
                                                                5);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvComparison) self = clv_comparison_new (transactions, kinds, 7,
                                                      transactions->last_day - 90,
                                                      CLV_DATE_INVALID, NULL, &error);
  const ClvContender *last = NULL;

  g_assert_no_error (error);
  last = g_ptr_array_index (self->contenders, self->contenders->len - 1);
  g_assert_cmpstr (last->id, ==, "sbg");
  g_assert_null (last->test);
  g_assert_nonnull (strstr (last->problem, "renewals"));
}

static const ClvContender *
find (const ClvComparison *comparison,
      const char          *id)
{
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (g_str_equal (contender->id, id))
        return contender;
    }

  g_assert_not_reached ();
}

/* Kinds that are no baseline, and "formula", which is one; orders are no renewals. */
static guint
count_models (void)
{
  guint n = 0;
  guint count = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);

  for (guint i = 0; i < n; i++)
    count += !g_str_equal (kinds[i]->id, CLV_BASELINE_HISTORIC)
             && kinds[i]->history != CLV_HISTORY_CONTRACT && !kinds[i]->joins_contract;
  return count;
}

/* The hold-out rows of the CDNOW sample. */
static void
test_cdnow (void)
{
  static const struct
  {
    const char *id;
    double bias;
    double mae;
    double rmse;
  } rows[] = {
    { "bg-nbd", -0.12146, 0.785454, 1.607982 },
    { "pareto-nbd", -0.11503, 0.754547, 1.602849 },
    { "nbd", 0.5568, NAN, NAN },
  };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvComparison) comparison = NULL;
  g_autoptr(GError) error = NULL;
  const ClvContender *previous = NULL;
  guint n_reasons = 0;

  if (transactions == NULL)
    return;
  comparison = clv_comparison_new (transactions, NULL, 7, clv_date_from_ymd (1997, 9, 30),
                                   CLV_DATE_INVALID, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (comparison->n, ==, 2357);
  g_assert_cmpuint (comparison->contenders->len, ==, N_BASELINES + count_models ());
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const ClvContender *contender = find (comparison, rows[i].id);

      g_assert_cmpfloat_with_epsilon (contender->accuracy.bias, rows[i].bias, 2e-4);
      if (isfinite (rows[i].mae))
        {
          g_assert_cmpfloat_with_epsilon (contender->accuracy.mae, rows[i].mae, 1e-4);
          g_assert_cmpfloat_with_epsilon (contender->accuracy.rmse, rows[i].rmse, 1e-4);
        }
    }
  for (guint i = 0; i < comparison->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (comparison->contenders, i);

      if (contender->problem != NULL)
        {
          g_assert_null (contender->test);
          continue;
        }
      g_test_message ("%s rmse %.6f bias %+.4f gini %.4f lift %.3f bic %.3f behind %.3f",
                      contender->id, contender->accuracy.rmse, contender->accuracy.bias,
                      contender->accuracy.gini, contender->accuracy.lift, contender->bic,
                      contender->behind);
      g_assert_true (previous == NULL
                     || previous->accuracy.rmse <= contender->accuracy.rmse * (1.0 + 1e-6));
      previous = contender;
    }
  g_assert_null (find (comparison, CLV_CONTENDER_NAIVE)->test);
  g_assert_true (find (comparison, "cohort")->is_baseline);
  g_assert_false (find (comparison, "bg-nbd")->is_baseline);
  /* Calibration and hold-out are of one length: no window to learn from. */
  g_assert_nonnull (find (comparison, "rfm")->problem);
  g_assert_cmpstr (comparison->recommended, ==, "pareto-nbd-cor");
  g_assert_false (find (comparison, "nbd")->is_as_good);
  n_reasons = comparison->reasons->len;
  for (guint i = 0; i < n_reasons; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (comparison->reasons, i));
  /* One for the choice, one for each other, one about totals, one about the likelihood of
   * periods. */
  g_assert_cmpuint (n_reasons, ==, comparison->contenders->len + 2);
  g_assert_true (tells (comparison, "The log-likelihood (LL) of BG/BB"));
}

static void
test_chosen_kinds (void)
{
  static const char * const two[] = { "nbd", "bg-nbd", NULL };
  static const char * const unknown[] = { "nbd", "crystal-ball", NULL };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvComparison) comparison = NULL;
  g_autoptr(ClvComparison) none = NULL;
  g_autoptr(GError) error = NULL;

  if (transactions == NULL)
    return;
  comparison = clv_comparison_new (transactions, two, 7, clv_date_from_ymd (1997, 9, 30),
                                   clv_date_from_ymd (1998, 3, 31), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (comparison->contenders->len, ==,
                    2 + N_BASELINES + (clv_model_kind_find (CLV_BASELINE_FORMULA) != NULL));
  g_assert_cmpstr (comparison->recommended, ==, "bg-nbd");
  g_assert_false (tells (comparison, "The log-likelihood"));
  none = clv_comparison_new (transactions, unknown, 7, clv_date_from_ymd (1997, 9, 30),
                             CLV_DATE_INVALID, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

/* Each origin is the back-test of its split; what comes after its window changes nothing. */
static void
test_rolling (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvRolling) rolling = NULL;
  g_autoptr(GError) error = NULL;
  ClvDuration window = { .unit = CLV_DURATION_MONTHS, .amount = 6 };
  double sum = 0.0;

  if (transactions == NULL)
    return;
  rolling = clv_rolling_new (transactions, spec, window, 6, NULL, &error);
  g_assert_no_error (error);
  /* 18 months in all: the last split is 1997-12-30, the earliest with as much before it as
   * behind it half a year earlier. */
  g_assert_cmpuint (rolling->origins->len, ==, 6);
  g_assert_cmpuint (rolling->n_usable, ==, 6);
  for (guint i = 0; i < rolling->origins->len; i++)
    {
      const ClvOrigin *origin = g_ptr_array_index (rolling->origins, i);
      g_autoptr(ClvBacktest) test = clv_backtest_new (transactions, spec, origin->split,
                                                      origin->until, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (origin->until, ==, clv_duration_end (window, origin->split));
      g_assert_cmpint (origin->until, <=, transactions->last_day);
      g_assert_cmpuint (origin->n, ==, test->n);
      g_assert_cmpfloat (fabs (origin->accuracy.rmse - test->accuracy.rmse), <, 1e-15);
      g_test_message ("%+.4f rmse %.4f naive %.4f", origin->accuracy.bias, origin->accuracy.rmse,
                      origin->naive.rmse);
      sum += origin->accuracy.bias;
      g_assert_cmpfloat (fabs (origin->accuracy.bias), <=, fabs (rolling->worst_bias));
    }
  g_assert_cmpfloat_with_epsilon (rolling->mean_bias, sum / 6.0, 1e-12);
  g_assert_cmpuint (rolling->n_better, ==, 6);
}

static void
test_rolling_too_long (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvRolling) rolling = NULL;
  g_autoptr(GError) error = NULL;
  ClvDuration window = { .unit = CLV_DURATION_MONTHS, .amount = 10 };

  if (transactions == NULL)
    return;
  rolling = clv_rolling_new (transactions, spec, window, 6, NULL, &error);
  g_assert_null (rolling);
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/accuracy/measures", test_measures);
  g_test_add_func ("/valuation/accuracy/nothing-happened", test_nothing_happened);
  g_test_add_func ("/valuation/accuracy/difference", test_difference);
  g_test_add_func ("/valuation/accuracy/alike", test_alike);
  g_test_add_func ("/valuation/comparison/simpler-first", test_simpler_first);
  g_test_add_func ("/valuation/comparison/renewals-of-orders", test_renewals_of_orders);
  g_test_add_func ("/valuation/comparison/cdnow", test_cdnow);
  g_test_add_func ("/valuation/comparison/chosen-kinds", test_chosen_kinds);
  g_test_add_func ("/valuation/rolling/origins", test_rolling);
  g_test_add_func ("/valuation/rolling/too-long", test_rolling_too_long);

  return g_test_run ();
}
