/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-bg-nbd.h"

/* Sums over the months of a century against the forecast of every single month,
 * which takes other ways: a series over the number of purchases, or a quadrature
 * for each horizon. */

#define MONTHS 1300
#define MONTH (365.2425 / 12.0 / 7.0)

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

/* Month ends in weeks, and what a purchase by each of them weighs at @rate. */
static void
fill_months (double  rate,
             guint   n,
             double *horizon,
             double *weight)
{
  for (guint i = 0; i < n; i++)
    {
      double now = exp (-log1p (rate) * i / 12.0);
      double next = i + 1 < n ? exp (-log1p (rate) * (i + 1) / 12.0) : 0.0;

      /* Months of the calendar are not equally long. */
      horizon[i] = (i + 1) * MONTH + 0.1 * ((i * 7) % 5);
      weight[i] = now - next;
    }
}

static void
test_rule (void)
{
  g_autofree double *horizon = g_new (double, MONTHS);
  g_autofree double *weight = g_new (double, MONTHS);
  g_autoptr(ClvHorizonRule) rule = NULL;

  fill_months (0.1, MONTHS, horizon, weight);
  rule = clv_horizon_rule_new (MONTHS, horizon, weight);
  g_assert_cmpuint (rule->n, <, 110);
  for (guint i = 0; i < rule->n; i++)
    {
      g_assert_cmpfloat (rule->weight[i], >, 0.0);
      g_assert_cmpfloat (rule->horizon[i], >, i > 0 ? rule->horizon[i - 1] : 0.0);
    }
  for (double s = 0.1; s < 40.0; s *= 2.0)
    {
      for (double scale = 0.01; scale < 1e4; scale *= 10.0)
        {
          long double direct = 0.0;
          double sum = 0.0;

          for (guint i = 0; i < MONTHS; i++)
            direct += weight[i] * -expm1 (-s * log1p (horizon[i] / scale));
          for (guint i = 0; i < rule->n; i++)
            sum += rule->weight[i] * -expm1 (-s * log1p (rule->horizon[i] / scale));
          assert_near (sum, (double) direct, 1e-11);
        }
    }
}

/* Few horizons, and weights of zero, stay or go as they are. */
static void
test_rule_short (void)
{
  static const double horizon[] = { 1.0, 2.0, 3.0, 4.0 };
  static const double weight[] = { 0.0, 0.25, 0.0, 0.75 };
  g_autoptr(ClvHorizonRule) rule = clv_horizon_rule_new (4, horizon, weight);
  g_autoptr(ClvHorizonRule) empty = clv_horizon_rule_new (0, horizon, weight);

  g_assert_cmpuint (empty->n, ==, 0);
  g_assert_cmpuint (rule->n, ==, 2);
  g_assert_cmpfloat (rule->horizon[0], ==, 2.0);
  g_assert_cmpfloat (rule->weight[1], ==, 0.75);
}

static const guint32 counts[] = { 0, 1, 2, 3, 5, 9, 17, 40, 55, 71, 72, 200, 5000 };

static void
check_parameters (const double *parameters,
                  double        age,
                  guint         n_months,
                  double        rate)
{
  g_autofree double *horizon = g_new (double, n_months);
  g_autofree double *weight = g_new (double, n_months);
  g_autofree double *scratch = g_new (double, 3 * n_months);
  g_autoptr(ClvHorizonRule) rule = NULL;
  double purchases[G_N_ELEMENTS (counts)];
  double discounted[G_N_ELEMENTS (counts)];
  double active[G_N_ELEMENTS (counts)];

  fill_months (rate, n_months, horizon, weight);
  rule = clv_horizon_rule_new (n_months, horizon, weight);
  clv_bg_nbd_sum_horizons (parameters, age, G_N_ELEMENTS (counts), counts, rule, rule,
                           horizon[n_months - 1], purchases, discounted, active);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      long double sums[2] = { 0.0, 0.0 };

      clv_bg_nbd_forecast (parameters, counts[i], age, horizon, n_months, scratch,
                           scratch + n_months, scratch + 2 * n_months);
      for (guint k = 0; k < n_months; k++)
        {
          sums[0] += weight[k] * scratch[k];
          sums[1] += weight[k] * scratch[n_months + k];
        }
      g_test_message ("r %g α %g a %g b %g, T %g, x %u: off by %.2g, %.2g, %.2g", parameters[0],
                      parameters[1], parameters[2], parameters[3], age, counts[i],
                      purchases[i] / scratch[n_months - 1] - 1.0,
                      discounted[i] / (double) sums[0] - 1.0, active[i] / (double) sums[1] - 1.0);
      assert_near (purchases[i], scratch[n_months - 1], 1e-10);
      assert_near (discounted[i], (double) sums[0], 1e-10);
      /* Of those who have surely left, the sum of a hundred lives counts. */
      g_assert_cmpfloat (fabs (active[i] - (double) sums[1]), <, 1e-9 * (double) sums[1] + 1e-13);
    }
}

static void
test_months (void)
{
  static const double parameters[][4] = {
    { 0.2425945, 4.4136019, 0.7929199, 2.4258881 },
    { 0.9656, 3.675, 3.1146, 40.436 },
    { 0.5, 10.0, 1.0, 2.0 },
    { 0.02, 0.05, 0.02, 0.02 },
    { 50.0, 400.0, 30.0, 300.0 },
    { 3.0, 1e-3, 0.3, 0.5 },
    { 0.8, 1e4, 8.0, 0.1 },
  };
  static const double ages[] = { 0.0, 39.0 };

  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (ages); k++)
        check_parameters (parameters[i], ages[k], 150, 0.1);
      check_parameters (parameters[i], 520.0, 200, 0.01);
    }
}

static void
test_centuries (void)
{
  static const double parameters[] = { 0.2425945, 4.4136019, 0.7929199, 2.4258881 };

  check_parameters (parameters, 20.0, MONTHS, 0.1);
  check_parameters (parameters, 20.0, MONTHS, 0.0);
}

/* At the ends of what a fit may find almost nobody drops out, or everybody at
 * once; the integrand then has tails of millions of nodes, which are summed. */
static void
test_limits (void)
{
  static const double stay[] = { 0.5, 10.0, 1e-6, 2.0 };
  static const double leave[] = { 0.5, 10.0, 2.0, 1e-6 };
  static const guint32 x[] = { 0, 4 };
  double horizon = 200.0;
  double weight = 1.0;
  ClvHorizonRule rule = { 1, &horizon, &weight };
  double purchases[2];
  double discounted[2];
  double active[2];

  clv_bg_nbd_sum_horizons (stay, 30.0, 2, x, &rule, &rule, horizon, purchases, discounted, active);
  assert_near (purchases[0], 0.5 * horizon / 40.0, 1e-3);
  assert_near (discounted[1], 4.5 * horizon / 40.0, 1e-3);
  assert_near (active[0], 1.0, 1e-3);
  clv_bg_nbd_sum_horizons (leave, 30.0, 1, x, &rule, &rule, horizon, purchases, discounted, active);
  assert_near (purchases[0], -expm1 (-0.5 * log1p (horizon / 40.0)), 1e-3);
  assert_near (active[0], 1.0 - purchases[0], 1e-3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/horizons/rule", test_rule);
  g_test_add_func ("/numerics/horizons/rule-short", test_rule_short);
  g_test_add_func ("/numerics/horizons/months", test_months);
  g_test_add_func ("/numerics/horizons/limits", test_limits);
  g_test_add_func ("/numerics/horizons/centuries", test_centuries);
  return g_test_run ();
}
