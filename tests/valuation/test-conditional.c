/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-backtest.h"
#include "shop.h"

#define N 10

/* A table with what the groups read: x and the days since the last purchase. */
static const guint32 x[N] = { 0, 0, 0, 1, 1, 6, 7, 9, 30, 2 };
static const gint32 recency[N] = { 0, 0, 0, 50, 60, 90, 95, 98, 99, 80 };
static const gint32 age[N] = { 100, 100, 100, 100, 100, 100, 100, 100, 100, 100 };
static const double predicted[N] = { 0.2, 0.2, 0.5, 1, 1, 4, 5, 7, 20, 1.5 };
static const double naive[N] = { 0, 0, 0, 1, 1, 6, 7, 9, 30, 2 };
static const double actual[N] = { 0, 1, 0, 0, 3, 4, 6, 6, 24, 0 };

static const ClvConditionalGroup *
group_at (const GArray *groups,
          guint         i)
{
  g_assert_cmpuint (i, <, groups->len);

  return &g_array_index (groups, ClvConditionalGroup, i);
}

static void
test_by_frequency (void)
{
  const ClvCustomers customers = { .n = N, .x = x, .recency_days = recency, .age_days = age };
  g_autoptr(GArray) groups = clv_conditional_by_frequency (&customers, predicted, naive, actual);
  const ClvConditionalGroup *group = NULL;

  /* 0, 1, 2, 6, 7+: groups of nobody are left out. */
  g_assert_cmpuint (groups->len, ==, 5);
  group = group_at (groups, 0);
  g_assert_cmpuint (group->customers, ==, 3);
  g_assert_cmpfloat_with_epsilon (group->predicted, 0.3, 1e-15);
  g_assert_cmpfloat_with_epsilon (group->actual, 1.0 / 3.0, 1e-15);
  /* Variance of 0, 1, 0 is 1/3, so the standard error is 1/3. */
  g_assert_cmpfloat_with_epsilon (group->hi, 1.0 / 3.0 + 1.959963984540054 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (group->lo, 0.0, 1e-15);
  group = group_at (groups, 2);
  g_assert_cmpuint (group->from, ==, 2);
  g_assert_cmpuint (group->to, ==, 2);
  /* Nobody bought: 0 to 3.69 a customer. */
  g_assert_cmpfloat_with_epsilon (group->hi, -log (0.025), 1e-12);
  group = group_at (groups, 4);
  g_assert_cmpuint (group->from, ==, 7);
  g_assert_cmpuint (group->to, ==, G_MAXUINT32);
  g_assert_cmpuint (group->customers, ==, 3);
  g_assert_cmpfloat_with_epsilon (group->naive, 46.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (group->actual, 12.0, 1e-12);
}

static void
test_by_recency (void)
{
  const ClvCustomers customers = { .n = N, .x = x, .recency_days = recency, .age_days = age };
  g_autoptr(GArray) groups = clv_conditional_by_recency (&customers, predicted, naive, actual);
  guint n = 0;

  /* Days since the last purchase: 1 2 | 5 10 | 20 40 | 50 100 | 100 100: the fourth group
   * has all who are tied, so there is no fifth. */
  g_assert_cmpuint (groups->len, ==, 4);
  g_assert_cmpuint (group_at (groups, 0)->from, ==, 1);
  g_assert_cmpuint (group_at (groups, 0)->to, ==, 2);
  g_assert_cmpfloat_with_epsilon (group_at (groups, 0)->actual, 15.0, 1e-12);
  g_assert_cmpuint (group_at (groups, 3)->from, ==, 41);
  g_assert_cmpuint (group_at (groups, 3)->to, ==, 100);
  g_assert_cmpuint (group_at (groups, 3)->customers, ==, 4);
  for (guint i = 0; i < groups->len; i++)
    n += group_at (groups, i)->customers;
  g_assert_cmpuint (n, ==, N);
}

static void
test_errors (void)
{
  g_autoptr(GArray) errors = clv_conditional_errors (predicted, actual, N);
  static const guint expected[] = { 1, 1, 2, 2, 3, 1, 0 };

  /* .2 −.8 .5 1 −2 0 −1 1 −4 1.5: half a purchase too many is one too many. */
  g_assert_cmpuint (errors->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < errors->len; i++)
    g_assert_cmpuint (g_array_index (errors, ClvErrorGroup, i).customers, ==, expected[i]);
  g_assert_true (isinf (g_array_index (errors, ClvErrorGroup, 6).to));
}

/* Groups add up to everybody, tenths are as far off as they are, and the 95 % interval
 * of a mean covers it. */
static void
test_cdnow (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvBacktest) test = NULL;
  g_autoptr(GError) error = NULL;
  double too_many = 0.0;
  double too_few = 0.0;

  if (transactions == NULL)
    return;
  test = clv_backtest_new (transactions, spec, clv_date_from_ymd (1997, 9, 30), CLV_DATE_INVALID,
                           NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      const GArray *groups = i == 0 ? test->by_frequency : test->by_recency;
      guint customers = 0;
      double happened = 0.0;
      double foretold = 0.0;

      for (guint j = 0; j < groups->len; j++)
        {
          const ClvConditionalGroup *group = group_at (groups, j);

          g_test_message ("%u–%u n %u: %.3f naive %.3f actual %.3f [%.3f, %.3f]", group->from,
                          group->to, group->customers, group->predicted, group->naive,
                          group->actual, group->lo, group->hi);
          customers += group->customers;
          happened += group->customers * group->actual;
          foretold += group->customers * group->predicted;
          g_assert_cmpfloat (group->lo, <=, group->actual);
          g_assert_cmpfloat (group->hi, >=, group->actual);
        }
      g_assert_cmpuint (customers, ==, 2357);
      assert_near (happened, 1882.0, 1e-12);
      assert_near (foretold, test->accuracy.predicted, 1e-12);
    }
  g_assert_cmpuint (test->by_frequency->len, ==, 8);
  g_assert_cmpuint (group_at (test->by_frequency, 0)->customers, ==, 2357 - 946);
  for (guint i = 0; i < test->deciles->len; i++)
    {
      const ClvBacktestDecile *decile = &g_array_index (test->deciles, ClvBacktestDecile, i);

      g_assert_cmpfloat (decile->lo, <=, decile->actual);
      g_assert_cmpfloat (decile->hi, >=, decile->actual);
      assert_near (decile->lift, decile->actual * 2357.0 / 1882.0, 1e-12);
    }
  clv_backtest_get_misses (test, &too_many, &too_few);
  g_test_message ("%u tenths calibrated, %.1f too many, %.1f too few",
                  clv_backtest_count_calibrated (test), too_many, too_few);
  assert_near (too_many - too_few, test->accuracy.predicted - 1882.0, 1e-9);
  assert_near (too_many + too_few, test->accuracy.mae * 2357.0, 1e-12);
  g_assert_cmpuint (clv_backtest_count_calibrated (test), >=, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/conditional/by-frequency", test_by_frequency);
  g_test_add_func ("/valuation/conditional/by-recency", test_by_recency);
  g_test_add_func ("/valuation/conditional/errors", test_errors);
  g_test_add_func ("/valuation/conditional/cdnow", test_cdnow);

  return g_test_run ();
}
