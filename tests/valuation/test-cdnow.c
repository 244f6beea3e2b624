/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-score-set.h"
#include "shop.h"

/* Published numbers of the CDNOW sample through the whole room. */

static void
test_fit (void)
{
  static const double parameters[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvFit) again = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_artefact = FALSE;

  if (transactions == NULL)
    return;
  customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fit->state, ==, CLV_FIT_CONVERGED);
  g_assert_cmpfloat (fabs (fit->log_likelihood - -9582.429207), <, 2e-6);
  g_assert_cmpfloat (fabs (fit->nested_log_likelihood - -9763.657615), <, 2e-6);
  for (guint i = 0; i < 4; i++)
    assert_near (fit->parameters[i], parameters[i], 1e-5);
  g_assert_true (fit->has_spend);
  g_assert_cmpuint (fit->spend_n, ==, 946);
  g_assert_cmpfloat (fabs (fit->spend_log_likelihood - -4055.917695), <, 2e-6);
  g_test_message ("in-sample %.1f of %.1f, correlation %.3f", fit->in_sample_expected,
                  fit->in_sample_actual, fit->spend_correlation);
  assert_near (fit->in_sample_expected, 2457.0, 0.05);
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      has_artefact = has_artefact || strcmp (diagnostic->code, "one-time-buyers-active") == 0;
      g_test_message ("%s: %s", diagnostic->code, diagnostic->message);
    }
  g_assert_true (has_artefact);

  again = clv_fit_new (spec, customers, NULL, NULL);
  g_assert_cmpstr (again->content_hash, ==, fit->content_hash);
  g_assert_cmpmem (again->covariance, sizeof again->covariance, fit->covariance,
                   sizeof fit->covariance);
}

static void
test_scores (void)
{
  static const struct
  {
    const char *id;
    double expected;
    double p_active;
    double spend;
  } rows[] = {
    { "0001", 1.2259933, 0.7266198, 24.654031 },
    { "0002", 0.2034180, 0.2123902, 18.910292 },
    { "0046", 7.2292265, 0.8304033, 29.738768 },
    { "1516", 20.7489166, 0.9688545, 39.890285 },
  };
  static const double published[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };
  static const double published_spend[] = { 6.2493492, 3.7442563, 15.4443067 };
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("USD");
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(GError) error = NULL;
  double spend = 0.0;

  if (transactions == NULL)
    return;
  customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
  fit = clv_fit_new (spec, customers, NULL, NULL);
  memcpy (fit->parameters, published, sizeof published);
  memcpy (fit->spend_parameters, published_spend, sizeof published_spend);
  definition->horizon.amount = 39;
  definition->horizon.unit = CLV_DURATION_WEEKS;
  definition->cost_to_serve = 250;
  set = clv_score_set_new (fit, definition, customers, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (set->n, ==, 2357);
  g_assert_cmpint (set->horizon_end, ==, clv_date_from_ymd (1998, 6, 30));
  assert_near (set->total_expected_purchases, 1653.4078, 1e-6);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint32 row = clv_dictionary_lookup (set->customers, rows[i].id, 4);

      assert_near (set->expected_purchases[row], rows[i].expected, 1e-6);
      assert_near (set->p_active[row], rows[i].p_active, 1e-6);
      assert_near (set->expected_spend[row], rows[i].spend, 1e-6);
    }
  for (guint32 i = 0; i < set->n; i++)
    {
      spend += set->expected_spend[i];
      assert_near (set->clv[i], set->expected_spend[i] * set->discounted_purchases[i] * 0.4
                   - set->service_cost[i], 1e-15);
      g_assert_cmpfloat (set->discounted_purchases[i], <, set->expected_purchases[i]);
      g_assert_cmpfloat (set->clv_lo[i], <=, set->clv_hi[i]);
      g_assert_true (isfinite (set->clv_hi[i]));
      g_assert_cmpfloat (set->service_cost[i], <=, 2.5 * 0.75);
    }
  assert_near (spend / set->n, 35.252364, 1e-6);
  assert_near (clv_score_set_p_active_at (set, fit, 0, 0), set->p_active[0], 1e-15);
  g_assert_cmpfloat (clv_score_set_p_active_at (set, fit, 0, 90), <, set->p_active[0]);
}

static void
test_backtest (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;
  const ClvBacktestPeriod *last = NULL;
  double actual = 0.0;

  if (transactions == NULL)
    return;
  test = clv_backtest_new (transactions, spec, clv_date_from_ymd (1997, 9, 30), CLV_DATE_INVALID,
                           NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (test->n, ==, 2357);
  assert_near (test->accuracy.actual, 1882.0, 1e-15);
  assert_near (test->accuracy.predicted, 1653.4078, 1e-5);
  assert_near (test->accuracy.bias, -0.12146, 1e-4);
  assert_near (test->accuracy.mae, 0.785454, 1e-5);
  assert_near (test->accuracy.rmse, 1.607982, 1e-5);
  g_assert_cmpfloat (test->accuracy.spearman, >, 0.4);
  g_assert_cmpfloat (test->accuracy.mae, <, test->naive_accuracy.mae);
  g_assert_cmpuint (test->deciles->len, ==, 10);
  for (guint i = 0; i < 10; i++)
    actual += g_array_index (test->deciles, ClvBacktestDecile, i).actual
              * g_array_index (test->deciles, ClvBacktestDecile, i).customers;
  assert_near (actual, 1882.0, 1e-12);
  g_assert_cmpint (test->weekly->len, ==, 78);
  last = &g_array_index (test->weekly, ClvBacktestPeriod, test->weekly->len - 1);
  assert_near (last->cumulative_actual, 2457.0 + 1882.0, 1e-15);
  g_assert_cmpfloat (last->lo, <, last->cumulative_expected);
  g_assert_cmpfloat (last->hi, >, last->cumulative_expected);
  g_assert_true (last->is_holdout);
  g_test_message ("spearman %.4f naive mae %.4f total %.1f; tracking %.1f [%.1f, %.1f] of %.0f",
                  test->accuracy.spearman, test->naive_accuracy.mae,
                  test->naive_accuracy.predicted, last->cumulative_expected, last->lo, last->hi,
                  last->cumulative_actual);
}

/* Whatever happens after the split or the hold-out changes nothing before it. */
static void
test_poisoned_future (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  ClvDate split = clv_date_from_ymd (1997, 9, 30);
  ClvDate until = clv_date_from_ymd (1998, 3, 31);
  g_autofree double *predicted = NULL;
  double mae = 0.0;
  double parameters[4] = { 0 };

  if (cdnow == NULL)
    return;
  for (guint poison = 0; poison < 3; poison++)
    {
      g_autoptr(ClvTransactions) transactions = NULL;
      g_autoptr(ClvBacktest) test = NULL;
      Shop shop;

      shop_init (&shop);
      for (guint i = 0; i < cdnow->n; i++)
        shop_add (&shop, cdnow->ids[cdnow->customer[i]], cdnow->day[i], cdnow->amount[i]);
      for (guint i = 0; i < 500 && poison > 0; i++)
        {
          shop_add (&shop, cdnow->ids[i], until + 1 + (ClvDate) i, poison == 1 ? 100000 : -100000);
          shop_add (&shop, "stranger", split + 1 + (ClvDate) i, 5);
        }
      transactions = shop_finish (&shop, "USD");
      test = clv_backtest_new (transactions, spec, split, until, NULL, NULL);
      if (poison == 0)
        {
          predicted = g_memdup2 (test->predicted, test->n * sizeof (double));
          memcpy (parameters, test->fit->parameters, sizeof parameters);
          mae = test->accuracy.mae;
        }
      g_assert_cmpuint (test->n, ==, 2357);
      g_assert_cmpmem (predicted, test->n * sizeof (double), test->predicted,
                       test->n * sizeof (double));
      g_assert_cmpmem (parameters, sizeof parameters, test->fit->parameters, sizeof parameters);
      g_assert_true (memcmp (&mae, &test->accuracy.mae, sizeof mae) == 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/cdnow/fit", test_fit);
  g_test_add_func ("/valuation/cdnow/scores", test_scores);
  g_test_add_func ("/valuation/cdnow/backtest", test_backtest);
  g_test_add_func ("/valuation/cdnow/poisoned-future", test_poisoned_future);
  return g_test_run ();
}
