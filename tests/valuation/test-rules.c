/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-score-set.h"
#include "shop.h"

/* Rules without a likelihood take the way of the models. */

static ClvModelSpec *
new_spec (const char *kind)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  return spec;
}

/* Everybody buys every ten days; @n_left stop after half a year, the others never. */
static ClvTransactions *
new_shop (guint n_left,
          guint n_stay)
{
  const ClvDate origin = clv_date_parse ("2023-01-01");
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < n_left + n_stay; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      for (int day = 0; day < (i < n_left ? 180 : 730); day += 10)
        shop_add (&shop, name, origin + day, 1000);
    }
  return shop_finish (&shop, "EUR");
}

static void
test_historic (void)
{
  g_autoptr(ClvTransactions) shop = new_shop (30, 20);
  g_autoptr(ClvModelSpec) spec = new_spec ("historic");
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;

  test = clv_backtest_new (shop, spec, clv_date_parse ("2023-12-31"), CLV_DATE_INVALID, NULL,
                           &error);
  g_assert_no_error (error);
  g_assert_true (clv_fit_is_usable (test->fit));
  g_assert_true (isnan (test->fit->log_likelihood));
  assert_near (test->fit->in_sample_expected, test->fit->in_sample_actual, 1e-12);
  for (guint32 i = 0; i < test->n; i++)
    assert_near (test->predicted[i], test->naive[i], 1e-12);
}

/* Week by week a rule is at what it says of the past at the split, and goes on from there as
 * it predicts, without an interval. */
static void
test_course (void)
{
  static const char * const kinds[] = { "historic", "formula" };
  const ClvDate split = clv_date_parse ("2023-12-31");
  g_autoptr(ClvTransactions) shop = new_shop (30, 20);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvModelSpec) spec = new_spec (kinds[k]);
      g_autoptr(ClvBacktest) test = clv_backtest_new (shop, spec, split, CLV_DATE_INVALID, NULL,
                                                      NULL);
      double at_split = 0.0;
      double last = 0.0;

      for (guint i = 0; i < test->weekly->len; i++)
        {
          const ClvBacktestPeriod *week = &g_array_index (test->weekly, ClvBacktestPeriod, i);

          g_assert_cmpfloat (week->expected, >=, 0.0);
          assert_near (week->cumulative_expected, last + week->expected, 1e-12);
          g_assert_true (isnan (week->lo) && isnan (week->hi));
          last = week->cumulative_expected;
          if (week->end == split)
            at_split = last;
        }
      assert_near (last - at_split, test->accuracy.predicted, 1e-9);
      if (k == 0)
        assert_near (at_split, (double) test->customers->sum_x, 1e-12);
      else
        assert_near (at_split, test->fit->in_sample_expected, 1e-9);
    }
}

/* Of 50 customers 20 are still there after two years less a month: e^−μt = 0.4. */
static void
test_formula (void)
{
  g_autoptr(ClvTransactions) shop = new_shop (30, 20);
  g_autoptr(ClvTransactions) loyal = new_shop (0, 20);
  g_autoptr(ClvModelSpec) spec = new_spec ("formula");
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvCustomers) staying = clv_customers_new (loyal, CLV_DATE_INVALID, 7, NULL, NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
  g_autoptr(ClvFit) never = clv_fit_new (spec, staying, NULL, NULL);
  const double age = 720.0 / 7.0;
  const double window = 30.0 / 7.0;

  assert_near (fit->parameters[1], (age - window) / -log (0.4), 1e-9);
  assert_near (fit->parameters[0], (30 * 17 + 20 * 72) / (50 * MIN (age, fit->parameters[1])),
               1e-9);
  assert_near (fit->in_sample_expected, fit->in_sample_actual, 1e-9);
  g_assert_cmpfloat (never->parameters[1], >, 1e5);
  assert_near (never->parameters[0], 0.7, 1e-9);
}

/* 60 an order × 4 orders a year × 3 years = 720. */
static void
test_arithmetic (void)
{
  const ClvModelKind *kind = clv_model_kind_find ("formula");
  const double parameters[] = { 4.0, 3.0 };
  const double horizons[] = { 1.0, 3.0, 30.0 };
  double purchases[3];
  double active[3];
  double square[3];

  kind->forecast (kind, parameters, 7, 2, 5, horizons, 3, purchases, active, square);
  g_assert_cmpfloat (60.0 * purchases[0], ==, 240.0);
  g_assert_cmpfloat (60.0 * purchases[1], ==, 720.0);
  g_assert_cmpfloat (60.0 * purchases[2], ==, 720.0);
  g_assert_cmpfloat (active[0], ==, 1.0);
  g_assert_cmpfloat (active[2], ==, 0.0);
}

static void
test_scores (void)
{
  static const char * const kinds[] = { "historic", "formula" };
  g_autoptr(ClvTransactions) shop = new_shop (30, 20);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr(ClvModelSpec) spec = new_spec (kinds[k]);
      g_autoptr(ClvCustomers) customers = clv_customers_new (shop, CLV_DATE_INVALID, 7, NULL, NULL);
      g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
      g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
      g_autoptr(ClvScoreSet) set = NULL;

      definition->horizon.unit = CLV_DURATION_INFINITE;
      definition->rate = 0.1;
      set = clv_score_set_new (fit, definition, customers, NULL, NULL);
      g_assert_cmpfloat (set->mean_p_active, ==, 1.0);
      for (guint32 i = 0; i < set->n; i++)
        g_assert_true (isfinite (set->clv[i]) && set->clv[i] > 0.0 && set->clv_lo[i] >= 0.0
                       && set->clv_lo[i] <= set->clv_hi[i]);
      if (k == 1)
        assert_near (set->expected_purchases[0], fit->parameters[0] * fit->parameters[1], 1e-9);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/rules/historic", test_historic);
  g_test_add_func ("/valuation/rules/course", test_course);
  g_test_add_func ("/valuation/rules/formula", test_formula);
  g_test_add_func ("/valuation/rules/arithmetic", test_arithmetic);
  g_test_add_func ("/valuation/rules/scores", test_scores);
  return g_test_run ();
}
