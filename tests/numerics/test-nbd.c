/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-nbd-model.h"
#include "clv-nbd.h"
#include "kinds.h"

static const double published[] = { 0.3847659, 12.0720137 };

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
test_fit_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  g_autoptr(ClvNbdPlan) plan = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 100;
  double total = 0.0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"), NULL);
  plan = clv_nbd_plan_new (cells, 7);
  for (guint i = 0; i < starts; i++)
    {
      Kind kind = { evaluate, plan, 2, cells->n };
      double start[2] = { 6.0 * clv_random_uniform (rng) - 3.0,
                          6.0 * clv_random_uniform (rng) - 3.0 };
      double parameters[2];
      double other[2];
      double value = kind_fit (&kind, start, parameters, NULL, NULL);

      g_assert_cmpfloat (fabs (value - -9763.657615), <, 2e-6);
      assert_near (parameters[0], published[0], 1e-5);
      assert_near (parameters[1], published[1], 1e-5);
      if (i == 0)
        assert_near (value, clv_nbd_fit (cells, 7, other), 1e-12);
    }
  for (guint i = 0; i < cells->n; i++)
    total += clv_nbd_expected (published, cells->x[i], cells->recency_days[i] / 7.0,
                               cells->age_days[i] / 7.0, 39.0);
  /* 55.68 % above the 1,882 that there were. */
  assert_near (total, 1882.0 * 1.5568, 1e-4);
}

static void
test_derivatives (void)
{
  static const double rows[][4] = {
    { 0, 0, 0, 3 }, { 0, 0, 700, 10 }, { 1, 1, 1, 2 }, { 3, 20, 20, 5 }, { 12, 241, 270, 4 },
  };
  static const double points[][2] = { { 0.38, 12.0 }, { 0.02, 0.02 }, { 30.0, 5.0 } };
  g_autoptr(ClvCells) cells = cells_new (G_N_ELEMENTS (rows));
  g_autoptr(ClvNbdPlan) plan = NULL;
  Kind kind = { evaluate, NULL, 2, 1.0 };

  for (guint i = 0; i < cells->n; i++)
    cells_set (cells, i, (guint32) rows[i][0], (gint32) rows[i][1], (gint32) rows[i][2],
               rows[i][3]);
  plan = clv_nbd_plan_new (cells, 7);
  kind.plan = plan;
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    kind_check_derivatives (&kind, points[i], 2e-6);
}

static void
test_hostile (void)
{
  static const double points[][2] = { { 0.38, 12.0 }, { 0.02, 0.02 }, { 1e5, 1e5 }, { 0.02, 1e5 },
                                      { 1e5, 0.02 } };
  static const double rows[][2] = { { 0, 0 }, { 0, 1e-6 }, { 1, 0 }, { 3, 1e6 }, { 5000, 5000 } };
  double worst = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          long double r = points[i][0];
          long double alpha = points[i][1];
          long double expected = -r * log1pl (rows[k][1] / alpha)
                                 - rows[k][0] * logl (alpha + rows[k][1]);
          double found = clv_nbd_log_likelihood (points[i], rows[k][0], 0, rows[k][1]);

          for (guint j = 0; j < (guint) rows[k][0]; j++)
            expected += logl (r + j);
          g_assert_true (isfinite (found) && (found < 0.0 || found > 0.0 || !signbit (found)));
          worst = MAX (worst, fabs (found - (double) expected)
                       / MAX (fabs ((double) expected), rows[k][0] > 0.0 ? 1e-6 : 1e-290));
        }
    }
  g_test_message ("worst relative error %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-9);
}

static void
test_forecast_moments (void)
{
  const double horizons[3] = { 1e-3, 39, 500 };
  double mean[3];
  double active[3];
  double square[3];
  g_autofree double *pmf = g_new (double, 5000);

  clv_nbd_forecast (published, 3, 20, horizons, 3, mean, active, square);
  for (guint i = 0; i < 3; i++)
    {
      double sums[3] = { 0.0, 0.0, 0.0 };

      clv_nbd_pmf (published, 3, 20, horizons[i], 5000, pmf);
      for (guint y = 0; y < 5000; y++)
        {
          sums[0] += pmf[y];
          sums[1] += pmf[y] * y;
          sums[2] += pmf[y] * y * y;
        }
      assert_near (sums[0], 1.0, 1e-11);
      assert_near (sums[1], mean[i], 1e-11);
      assert_near (sums[2], square[i], 1e-10);
    }
  kind_check_sums (clv_nbd_forecast, clv_nbd_sum_horizons, published);
  clv_nbd_pmf (published, 3, 20, 0.0, 3, pmf);
  g_assert_cmpfloat (pmf[0], ==, 1.0);
  g_assert_cmpfloat (pmf[1], ==, 0.0);
  assert_near (clv_nbd_discounted (published, 3, 20, 39, 1e-9),
               clv_nbd_expected (published, 3, 0, 20, 39), 1e-7);
  assert_near (clv_nbd_discounted (published, 3, 20, INFINITY, 0.1), (published[0] + 3)
               / (published[1] + 20) / 0.1, 1e-12);
}

static void
test_simulate (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  double sum = 0.0;
  const guint n = 20000;

  for (guint i = 0; i < n; i++)
    sum += clv_nbd_simulate (published, 12, 30, 38, 39, rng);
  g_assert_cmpfloat (fabs (sum / n - clv_nbd_expected (published, 12, 30, 38, 39)), <,
                     4.0 * 5.0 / sqrt (n));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/nbd/fit-published", test_fit_published);
  g_test_add_func ("/numerics/nbd/derivatives", test_derivatives);
  g_test_add_func ("/numerics/nbd/hostile", test_hostile);
  g_test_add_func ("/numerics/nbd/forecast-moments", test_forecast_moments);
  g_test_add_func ("/numerics/nbd/simulate", test_simulate);
  return g_test_run ();
}
