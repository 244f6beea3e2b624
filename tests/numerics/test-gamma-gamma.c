/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "clv-gamma-gamma.h"
#include "kinds.h"

static const double published[] = { 6.2493492, 3.7442563, 15.4443067 };

/* Repeat purchases and what was spent at them until the end of the calibration. */
static void
count_repeats (const Cdnow *cdnow,
               guint32     *x,
               double      *spend)
{
  const gint32 until = cdnow_parse_day ("1997-09-30");
  gint32 first = 0;
  gint32 last = 0;

  for (guint i = 0; i < cdnow->n; i++)
    {
      guint code = cdnow->customer[i];

      if (i == 0 || code != cdnow->customer[i - 1])
        first = last = cdnow->day[i];
      if (cdnow->day[i] > until || cdnow->day[i] == first)
        continue;
      x[code] += cdnow->day[i] != last;
      last = cdnow->day[i];
      spend[code] += (double) cdnow->amount[i] / 100.0;
    }
}

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  double unused[9];

  return clv_gamma_gamma_plan_evaluate (plan, parameters, gradient,
                                        hessian != NULL ? hessian : unused);
}

static void
test_fit_random_starts (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autofree guint32 *x = NULL;
  g_autofree double *spend = NULL;
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 100;
  guint most = 0;

  if (cdnow == NULL)
    return;
  x = g_new0 (guint32, cdnow->n_customers);
  spend = g_new0 (double, cdnow->n_customers);
  count_repeats (cdnow, x, spend);
  plan = clv_gamma_gamma_plan_new (cdnow->n_customers, x, spend);
  for (guint i = 0; i < starts; i++)
    {
      Kind kind = { evaluate, plan, 3, 946.0 };
      double start[3];
      double parameters[3];
      guint evaluations = 0;

      for (guint k = 0; k < 3; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      g_assert_cmpfloat (fabs (kind_fit (&kind, start, parameters, NULL, &evaluations)
                               - -4055.917695), <, 2e-6);
      most = MAX (most, evaluations);
      for (guint k = 0; k < 3; k++)
        assert_near (parameters[k], published[k], 1e-4);
    }
  g_test_message ("all of %u starts, %u evaluations at most", starts, most);
}

static void
test_fit_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autofree guint32 *x = NULL;
  g_autofree double *spend = NULL;
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  ClvGammaGammaFit fit;
  double total = 0.0;
  double gradient[3];
  double hessian[9];

  if (cdnow == NULL)
    return;
  x = g_new0 (guint32, cdnow->n_customers);
  spend = g_new0 (double, cdnow->n_customers);
  count_repeats (cdnow, x, spend);
  plan = clv_gamma_gamma_plan_new (cdnow->n_customers, x, spend);
  clv_gamma_gamma_fit (plan, &fit);
  g_test_message ("n %u: %.7f %.7f %.7f LL %.6f, %u evaluations", fit.n, fit.parameters[0],
                  fit.parameters[1], fit.parameters[2], fit.log_likelihood, fit.evaluations);
  g_assert_true (fit.is_converged);
  g_assert_cmpuint (fit.n, ==, 946);
  g_assert_cmpfloat (fabs (fit.log_likelihood - -4055.917695), <, 2e-6);
  g_assert_cmpfloat (clv_gamma_gamma_plan_evaluate (plan, published, gradient, hessian), <=,
                     fit.log_likelihood);
  clv_gamma_gamma_plan_evaluate (plan, fit.parameters, gradient, hessian);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (fabs (gradient[i]), <, 1e-6);
  for (guint i = 0; i < 3; i++)
    {
      /* The published program stopped where the slope was not yet flat. */
      assert_near (fit.parameters[i], published[i], 1e-4);
      g_assert_cmpfloat (fit.standard_errors[i], >, 0.0);
    }

  assert_near (clv_gamma_gamma_expected (published, x[0], spend[0]), 24.654031, 1e-6);
  assert_near (clv_gamma_gamma_expected (published, x[1], spend[1]), 18.910292, 1e-6);
  for (guint i = 0; i < cdnow->n_customers; i++)
    {
      double value = clv_gamma_gamma_expected (published, x[i], spend[i]);

      total += value;
      if (strcmp (cdnow->ids[i], "0046") == 0)
        assert_near (value, 29.738768, 1e-6);
      if (strcmp (cdnow->ids[i], "1516") == 0)
        assert_near (value, 39.890285, 1e-6);
    }
  assert_near (total / cdnow->n_customers, 35.252364, 1e-6);
}

static void
test_derivatives (void)
{
  static const guint32 x[] = { 1, 1, 2, 3, 3, 7, 40, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  static const double spend[] = { 20, 31, 44, 80, 120, 160, 1500, 5, 60, 11, 12, 13, 14, 15, 16,
                                  17, 18, 19, 21, 22, 23, 24 };
  static const double points[][3] = { { 6.2, 3.7, 15.4 }, { 0.5, 1.2, 90.0 }, { 30.0, 2.0, 1.0 } };
  g_autoptr(ClvGammaGammaPlan) plan = clv_gamma_gamma_plan_new (G_N_ELEMENTS (x), x, spend);
  const double h = 1e-4;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      double gradient[3];
      double hessian[9];
      double direct = 0.0;
      const double *p = points[i];
      double value = clv_gamma_gamma_plan_evaluate (plan, p, gradient, hessian);

      for (guint k = 0; k < G_N_ELEMENTS (x); k++)
        {
          double mean = spend[k] / x[k];

          direct += lgamma (p[0] * x[k] + p[1]) - lgamma (p[0] * x[k]) - lgamma (p[1])
                    + p[1] * log (p[2]) + (p[0] * x[k] - 1.0) * log (mean)
                    + p[0] * x[k] * log (x[k]) - (p[0] * x[k] + p[1]) * log (p[2] + spend[k]);
        }
      assert_near (value, direct, 1e-12);

      for (guint k = 0; k < 3; k++)
        {
          double side[2];
          double slopes[2][3];
          double unused[9];

          for (guint s = 0; s < 2; s++)
            {
              double moved[3] = { p[0], p[1], p[2] };

              moved[k] *= exp (s == 0 ? h : -h);
              side[s] = clv_gamma_gamma_plan_evaluate (plan, moved, slopes[s], unused);
            }
          g_assert_cmpfloat (fabs ((side[0] - side[1]) / (2 * h) - gradient[k]), <,
                             1e-5 * (1.0 + fabs (gradient[k])));
          for (guint j = 0; j < 3; j++)
            g_assert_cmpfloat (fabs ((slopes[0][j] - slopes[1][j]) / (2 * h) - hessian[k * 3 + j]),
                               <, 1e-5 * (1.0 + fabs (hessian[k * 3 + j])));
        }
    }
}

static void
test_recovery (void)
{
  const double truth[3] = { 4.0, 3.0, 40.0 };
  const guint n = 20000;
  g_autofree guint32 *x = g_new (guint32, n);
  g_autofree double *spend = g_new (double, n);
  g_autoptr(ClvRandom) rng = clv_random_new (11);
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  ClvGammaGammaFit fit;

  for (guint i = 0; i < n; i++)
    {
      double rate = clv_random_gamma (rng, truth[1], truth[2]);

      x[i] = 1 + i % 5;
      spend[i] = clv_random_gamma (rng, truth[0] * x[i], rate);
    }
  plan = clv_gamma_gamma_plan_new (n, x, spend);
  clv_gamma_gamma_fit (plan, &fit);
  g_assert_true (fit.is_converged);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (fabs (fit.parameters[i] - truth[i]), <, 4.0 * fit.standard_errors[i]);
}

static void
test_nothing (void)
{
  const guint32 x[] = { 0, 3 };
  const double spend[] = { 10.0, 0.0 };
  g_autoptr(ClvGammaGammaPlan) plan = clv_gamma_gamma_plan_new (2, x, spend);
  ClvGammaGammaFit fit;

  clv_gamma_gamma_fit (plan, &fit);
  g_assert_cmpuint (fit.n, ==, 0);
  g_assert_false (fit.is_converged);
}

/* Many at once are the same bits as one by one. */
static void
test_expected_many (void)
{
  static const double parameters[] = { 6.25, 3.74, 15.44 };
  guint32 x[37];
  double mean[37];
  double many[37];

  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    {
      x[i] = i % 11;
      mean[i] = x[i] > 0 ? 3.7 * i : 0.0;
    }
  clv_gamma_gamma_expected_many (parameters, G_N_ELEMENTS (x), x, mean, many);
  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    {
      double one = clv_gamma_gamma_expected (parameters, x[i], x[i] * mean[i]);

      g_assert_true (memcmp (&one, &many[i], sizeof one) == 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/gamma-gamma/expected-many", test_expected_many);
  g_test_add_func ("/numerics/gamma-gamma/fit-published", test_fit_published);
  g_test_add_func ("/numerics/gamma-gamma/fit-random-starts", test_fit_random_starts);
  g_test_add_func ("/numerics/gamma-gamma/derivatives", test_derivatives);
  g_test_add_func ("/numerics/gamma-gamma/recovery", test_recovery);
  g_test_add_func ("/numerics/gamma-gamma/nothing", test_nothing);
  return g_test_run ();
}
