/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-backtest.h"
#include "clv-bg-bb.h"
#include "clv-customers-kinds.h"
#include "clv-score-set.h"
#include "shop.h"

/* Purchases by the calendar, and BG/BB on them. */

#define N_CUSTOMERS 4000

static ClvModelSpec *
new_spec (ClvOpportunity opportunity)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup ("bg-bb");
  spec->opportunity = opportunity;
  return spec;
}

static void
test_calendar (void)
{
  static const struct
  {
    ClvOpportunity opportunity;
    const char *from;
    const char *to;
    double ends;
  } rows[] = {
    { CLV_OPPORTUNITY_DAY, "2024-02-28", "2024-03-01", 2 },
    { CLV_OPPORTUNITY_WEEK, "2024-01-06", "2024-01-07", 1 },    /* a Sunday */
    { CLV_OPPORTUNITY_WEEK, "2024-01-07", "2024-01-13", 0 },
    { CLV_OPPORTUNITY_MONTH, "2024-01-31", "2024-02-28", 0 },
    { CLV_OPPORTUNITY_MONTH, "2024-01-30", "2024-02-29", 2 },
    { CLV_OPPORTUNITY_MONTH, "1969-12-31", "2024-12-31", 660 },
    { CLV_OPPORTUNITY_QUARTER, "2023-12-31", "2024-12-31", 4 },
    { CLV_OPPORTUNITY_YEAR, "2023-12-30", "2024-12-30", 1 },
    { CLV_OPPORTUNITY_YEAR, "1960-06-01", "1969-12-31", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat (clv_opportunity_count_ends (rows[i].opportunity,
                                                   clv_date_parse (rows[i].from),
                                                   clv_date_parse (rows[i].to)), ==, rows[i].ends);
  g_assert_cmpint (clv_opportunity_find ("quarter"), ==, CLV_OPPORTUNITY_QUARTER);
  g_assert_cmpint (clv_opportunity_find ("fortnight"), ==, CLV_OPPORTUNITY_NONE);
  g_assert_cmpint (clv_opportunity_count_since (CLV_OPPORTUNITY_MONTH,
                                                clv_date_parse ("2024-01-31"),
                                                clv_date_parse ("2024-03-30")), ==, 1);
  g_assert_cmpint (clv_opportunity_count_since (CLV_OPPORTUNITY_YEAR,
                                                clv_date_parse ("2020-02-29"),
                                                clv_date_parse ("2024-02-29")), ==, 4);
}

/* Whatever the day that a contract begins on, the places have as many whole contracts as
 * the calendar, and add up over any day in between. */
static void
test_places (void)
{
  const ClvDate begin = clv_date_parse ("2023-12-25");

  for (guint period = CLV_OPPORTUNITY_DAY; period <= CLV_OPPORTUNITY_YEAR; period++)
    {
      const ClvOpportunity self = (ClvOpportunity) period;
      const int places = clv_opportunity_get_places (self);

      for (ClvDate first = begin; first < begin + 70; first++)
        {
          for (int days = 0; days < 800; days += 1 + days % 3)
            {
              const gint64 n = clv_opportunity_count_places (self, first, TRUE, first + days);

              g_assert_cmpint (n / places, ==,
                               clv_opportunity_count_since (self, first, first + days));
              g_assert_cmpint (n, ==,
                               clv_opportunity_count_places (self, first, TRUE, first + days / 2)
                               + clv_opportunity_count_places (self, first + days / 2, FALSE,
                                                               first + days));
            }
        }
    }
}

/* By hand: months until the end of June, the running July left out. */
static void
test_counts (void)
{
  g_autoptr(ClvModelSpec) spec = new_spec (CLV_OPPORTUNITY_MONTH);
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  Shop shop;

  shop_init (&shop);
  shop_add (&shop, "a", clv_date_parse ("2024-01-05"), 100);
  shop_add (&shop, "a", clv_date_parse ("2024-01-20"), 200);
  shop_add (&shop, "a", clv_date_parse ("2024-03-01"), 400);
  shop_add (&shop, "a", clv_date_parse ("2024-03-31"), 800);
  shop_add (&shop, "a", clv_date_parse ("2024-05-31"), 1600);
  shop_add (&shop, "a", clv_date_parse ("2024-07-02"), 3200);
  shop_add (&shop, "b", clv_date_parse ("2024-07-01"), 100);
  shop_add (&shop, "c", clv_date_parse ("2024-06-30"), 100);
  shop_add (&shop, "c", clv_date_parse ("2024-07-09"), 100);
  transactions = shop_finish (&shop, "EUR");
  customers = clv_customers_new (transactions, clv_date_parse ("2024-07-15"), 7, NULL, NULL);
  counted = clv_customers_new_for_spec (customers, spec, NULL, NULL);

  g_assert_cmpuint (counted->n, ==, 3);
  g_assert_cmpuint (counted->x[0], ==, 2);
  g_assert_cmpint (counted->recency_days[0], ==, 4 * 30);
  g_assert_cmpint (counted->age_days[0], ==, 5 * 30);
  g_assert_cmpint (counted->repeat_spend[0], ==, 2800);
  g_assert_cmpint (counted->past_value[0], ==, 6300);
  g_assert_cmpuint (counted->x[1], ==, 0);
  g_assert_cmpint (counted->age_days[1], ==, 0);
  g_assert_cmpuint (counted->x[2], ==, 0);
  g_assert_cmpint (counted->age_days[2], ==, 0);
  g_assert_cmpuint (counted->sum_x, ==, 2);
  g_assert_cmpuint (counted->n_repeat, ==, 1);
}

/* Twelve months of buying or not, at two of the opportunities twice. */
static ClvTransactions *
new_shop (guint n_months)
{
  static const double truth[] = { 1.2, 2.0, 0.8, 6.0 };
  const ClvDate origin = clv_date_parse ("2023-01-15");
  g_autoptr(ClvRandom) rng = clv_random_new (11);
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);
      double buy = clv_random_beta (rng, truth[0], truth[1]);
      double drop = clv_random_beta (rng, truth[2], truth[3]);

      shop_add (&shop, name, origin, 1000);
      for (guint m = 1; m < n_months && clv_random_uniform (rng) >= drop; m++)
        {
          if (clv_random_uniform (rng) < buy)
            shop_add (&shop, name, clv_date_add_months (origin, (int) m), 1000);
        }
    }
  return shop_finish (&shop, "EUR");
}

static void
test_recovery (void)
{
  static const double truth[] = { 1.2, 2.0, 0.8, 6.0 };
  g_autoptr(ClvTransactions) shop = new_shop (24);
  g_autoptr(ClvModelSpec) spec = new_spec (CLV_OPPORTUNITY_NONE);
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(GError) error = NULL;

  test = clv_backtest_new (shop, spec, clv_date_parse ("2023-12-31"),
                           clv_date_parse ("2024-12-31"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test->fit->spec->opportunity, ==, CLV_OPPORTUNITY_MONTH);
  g_assert_cmpint (test->fit->state, ==, CLV_FIT_CONVERGED);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (fabs (log (test->fit->parameters[i] / truth[i])), <,
                       4.0 * test->fit->standard_errors[i] / test->fit->parameters[i]);
  g_assert_cmpfloat (fabs (test->accuracy.bias), <, 0.05);
  assert_near (g_array_index (test->weekly, ClvBacktestPeriod,
                              test->weekly->len - 1).cumulative_expected,
               g_array_index (test->weekly, ClvBacktestPeriod,
                              test->weekly->len - 1).cumulative_actual, 0.1);

  customers = clv_customers_new (shop, clv_date_parse ("2023-12-31"), 7, NULL, NULL);
  definition->horizon.amount = 12;
  definition->horizon.unit = CLV_DURATION_MONTHS;
  set = clv_score_set_new (test->fit, definition, customers, NULL, &error);
  g_assert_no_error (error);
  assert_near (set->total_expected_purchases, test->accuracy.predicted, 1e-9);
  g_assert_cmpint (set->age_days[0], ==, 11 * 30);
}

/* An infinite horizon is the sum over all opportunities. */
static void
test_infinite (void)
{
  g_autoptr(ClvTransactions) shop = new_shop (12);
  g_autoptr(ClvModelSpec) spec = new_spec (CLV_OPPORTUNITY_QUARTER);
  g_autoptr(ClvCustomers) customers = clv_customers_new (shop, clv_date_parse ("2023-12-31"), 7,
                                                         NULL, NULL);
  g_autoptr(ClvFit) fit = clv_fit_new (spec, customers, NULL, NULL);
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  const double rate = pow (1.1, 0.25) - 1.0;

  definition->horizon.unit = CLV_DURATION_INFINITE;
  definition->rate = 0.1;
  definition->timing = CLV_TIMING_END;
  set = clv_score_set_new (fit, definition, customers, NULL, NULL);
  for (guint32 i = 0; i < set->n; i += 101)
    assert_near (set->discounted_purchases[i],
                 clv_bg_bb_discounted (fit->parameters, set->x[i], set->recency_days[i] / 91.0,
                                       set->age_days[i] / 91.0, INFINITY, rate), 1e-6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/opportunity/calendar", test_calendar);
  g_test_add_func ("/valuation/opportunity/places", test_places);
  g_test_add_func ("/valuation/opportunity/counts", test_counts);
  g_test_add_func ("/valuation/opportunity/recovery", test_recovery);
  g_test_add_func ("/valuation/opportunity/infinite", test_infinite);
  return g_test_run ();
}
