/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-nbd.h"
#include "clv-pareto-nbd.h"
#include "kinds.h"

static const double published[] = { 0.5532770, 10.5776835, 0.6062400, 11.6687356 };
/* Where a published program stopped; its figures for customers are of these. */
static const double early[] = { 0.55327, 10.5778007, 0.60602, 11.6639145 };

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_pareto_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
test_fit_published (void)
{
  static const double errors_published[] = { 0.0476, 0.8427, 0.1871, 6.20 };
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  g_autoptr(ClvParetoNbdPlan) plan = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 60;
  double nested[2];
  guint most = 0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"), NULL);
  plan = clv_pareto_nbd_plan_new (cells, 7);
  for (guint i = 0; i < starts; i++)
    {
      Kind kind = { evaluate, plan, 4, cells->n };
      double start[4];
      double parameters[4];
      double errors[4];
      double value = 0.0;
      guint evaluations = 0;

      for (guint k = 0; k < 4; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      value = kind_fit (&kind, start, parameters, errors, &evaluations);
      most = MAX (most, evaluations);
      g_assert_cmpfloat (fabs (value - -9594.976179), <, 2e-6);
      for (guint k = 0; k < 4; k++)
        {
          assert_near (parameters[k], published[k], 2e-5);
          assert_near (errors[k] * parameters[k], errors_published[k], 2e-3);
        }
      if (i == 0)
        g_assert_cmpfloat (value, >, clv_nbd_fit (cells, 7, nested));
    }
  g_test_message ("all of %u starts, %u evaluations at most", starts, most);
}

static void
test_customers_published (void)
{
  static const struct
  {
    double x;
    double recency_days;
    double age_days;
    double expected;
    double p_active;
    double discounted;
  } rows[] = {
    { 2, 213, 272, 1.4553208, 0.8691655, 8.1590038 },
    { 1, 12, 272, 0.1711544, 0.1680280, 0.9595475 },
    { 12, 241, 270, 7.5325129, 0.9104895, 42.164844 },
    { 26, 216, 217, 20.1158891, 0.9978739, 107.771984 },
  };
  static const double lengths[] = { 1, 10, 39, 52, 78 };
  static const double means[] = { 0.0510067, 0.4277966, 1.2134207, 1.4734586, 1.9099068 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double t = rows[i].recency_days / 7.0;
      double T = rows[i].age_days / 7.0;

      assert_near (clv_pareto_nbd_p_active (early, rows[i].x, t, T), rows[i].p_active, 1e-6);
      assert_near (clv_pareto_nbd_expected (early, rows[i].x, t, T, 39.0), rows[i].expected, 1e-6);
      assert_near (clv_pareto_nbd_discounted (early, rows[i].x, t, T, INFINITY, log (1.1) / 52.0),
                   rows[i].discounted, 1e-6);
      g_test_message ("discounted %.9g of %.9g",
                      clv_pareto_nbd_discounted (early, rows[i].x, t, T, INFINITY,
                                                 log (1.1) / 52.0), rows[i].discounted);
    }
  /* The source printed these at parameters that differ in the fifth digit. */
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    assert_near (clv_pareto_nbd_expected_new (published, lengths[i]), means[i], 5e-5);
}

static void
test_holdout_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  double total = 0.0;
  double discounted = 0.0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"), NULL);
  for (guint i = 0; i < cells->n; i++)
    {
      total += clv_pareto_nbd_expected (published, cells->x[i], cells->recency_days[i] / 7.0,
                                        cells->age_days[i] / 7.0, 39.0);
      discounted += clv_pareto_nbd_discounted (published, cells->x[i],
                                               cells->recency_days[i] / 7.0,
                                               cells->age_days[i] / 7.0, INFINITY,
                                               log (1.1) / 52.0);
    }
  assert_near (total, 1665.513, 1e-6);
  g_test_message ("discounted %.9g", discounted);
}

/* ∫₀ᵍ ((a+v)/a)^−R ((b+v)/b)^−S e^−δv [1 or S/(b+v)] dv in extended precision by
 * Boole's rule in ln (1 + v/c) with c below all scales: no relation to the code
 * under test. */
static long double
integrate (long double R,
           long double a,
           long double S,
           long double b,
           long double rate,
           long double g,
           gboolean    is_density)
{
  static const long double boole[4] = { 14.0L, 32.0L, 12.0L, 32.0L };
  long double c = MIN (MIN (a / MAX (R, 1.0L), b / (S + 1.0L)), MIN (a, b)) / 4.0L;
  long double W = 0.0L;
  long double sum = 0.0L;
  const int n = 12000;

  if (rate > 0.0L)
    c = MIN (c, 0.25L / rate);
  W = log1pl (g / c);
  for (int i = 0; i <= n; i++)
    {
      long double w = W * i / n;
      long double v = c * expm1l (w);
      long double value = expl (-R * log1pl (v / a) - S * log1pl (v / b) - rate * v) * (c + v);
      long double weight = i == 0 || i == n ? 7.0L : boole[i % 4];

      if (is_density)
        value *= S / (b + v);
      sum += weight * value;
    }
  return sum * W / n * 2.0L / 45.0L;
}

/* The logarithms of J and of what of it is due to customers who are active. */
static long double
oracle_silence (const double *p,
                double        x,
                double        recency,
                double        age,
                long double  *active)
{
  long double R = (long double) p[0] + x;
  long double a = (long double) p[1] + recency;
  long double b = (long double) p[3] + recency;
  long double gap = (long double) age - recency;
  long double purchase = integrate (p[2], b, R, a, 0.0L, gap, TRUE);

  *active = -R * log1pl (gap / a) - p[2] * log1pl (gap / b);
  if (purchase < 0.5L)
    return log1pl (-purchase);
  return logl (expl (*active) + integrate (R, a, p[2], b, 0.0L, gap, TRUE));
}

static const double hostile_parameters[][4] = {
  { 0.5532770, 10.5776835, 0.6062400, 11.6687356 },
  { 0.02, 0.02, 0.02, 0.02 },
  { 1e5, 1e5, 1e5, 1e5 },
  { 0.02, 1e5, 1.0, 0.02 },
  { 1e5, 0.02, 0.02, 1e5 },
  { 0.02, 0.02, 1e5, 1e5 },
  { 3.0, 10.0, 1.0, 10.0 },
  { 1.0, 50.0, 2.0, 0.02 },
  { 0.5, 0.02, 1e5, 1e5 },
  { 2.0, 7.0, 1.0 + 1e-9, 7.0 + 1e-9 },
};

static const double hostile_rows[][3] = {
  { 0, 0, 0 }, { 0, 0, 1e-6 }, { 0, 0, 100 }, { 1, 0, 0 }, { 1, 30, 30 }, { 1, 29.999999, 30 },
  { 3, 0, 1e6 }, { 26, 30.86, 31 }, { 5000, 5000, 5000.000001 }, { 5000, 1, 5000 },
  { 5000, 4990, 5000 }, { 300, 400, 400 }, { 2, 0.001, 5000 },
};

static void
test_hostile (void)
{
  double worst[4] = { 0.0 };

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
        {
          const double *p = hostile_parameters[i];
          double x = hostile_rows[k][0];
          double t = hostile_rows[k][1];
          double T = hostile_rows[k][2];
          long double log_active = 0.0L;
          long double log_silence = oracle_silence (p, x, t, T, &log_active);
          long double active = expl (log_active - log_silence);
          long double rising = 0.0L;
          long double scale = active * (p[0] + x) / ((long double) p[1] + T);
          double expected[4];
          double found[4];

          for (guint j = 0; j < (guint) x; j++)
            rising += logl ((long double) p[0] + j);
          expected[0] = (double) (rising - p[0] * log1pl (t / (long double) p[1])
                                  - x * logl ((long double) p[1] + t)
                                  - p[2] * log1pl (t / (long double) p[3]) + log_silence);
          expected[1] = (double) active;
          expected[2] = (double) (scale * integrate (0.0L, 1.0L, p[2], (long double) p[3] + T, 0.0L,
                                                     52.0L, FALSE));
          expected[3] = (double) (scale * integrate (0.0L, 1.0L, p[2], (long double) p[3] + T,
                                                     0.002L, 40000.0L, FALSE));
          found[0] = clv_pareto_nbd_log_likelihood (p, x, t, T);
          found[1] = clv_pareto_nbd_p_active (p, x, t, T);
          found[2] = clv_pareto_nbd_expected (p, x, t, T, 52.0);
          found[3] = clv_pareto_nbd_discounted (p, x, t, T, INFINITY, 0.002);
          for (guint j = 0; j < 4; j++)
            {
              /* With x > 0 the terms of a log-likelihood may cancel to exactly 0. */
              double floor = j == 0 && x > 0.0 ? 1e-6 : 1e-290;
              double off = fabs (found[j] - expected[j]) / MAX (fabs (expected[j]), floor);

              g_assert_true (isfinite (found[j]));
              worst[j] = MAX (worst[j], off);
              if (off > 1e-9)
                g_error ("parameters %u row %u measure %u: %.17g against %.17g, relative %.3g", i,
                         k, j, found[j], expected[j], off);
            }
          g_assert_cmpfloat (found[1], >=, 0.0);
          g_assert_cmpfloat (found[1], <=, 1.0);
        }
    }
  g_test_message ("worst relative errors %.2g %.2g %.2g %.2g", worst[0], worst[1], worst[2],
                  worst[3]);
}

/* Nobody means these, but whoever types them gets an answer. */
static void
test_absurd (void)
{
  static const double values[] = { 1e-300, 1e-30, 1.0, 1e30, 1e300 };
  double p[4];

  for (guint i = 0; i < 625; i++)
    {
      double active = 0.0;
      double value = 0.0;
      double x = i % 3;

      for (guint k = 0, rest = i; k < 4; k++, rest /= 5)
        p[k] = values[rest % 5];
      active = clv_pareto_nbd_p_active (p, x, x, 30.0);
      value = clv_pareto_nbd_log_likelihood (p, x, x, 30.0);
      if (!(active >= 0.0 && active <= 1.0) || isnan (value))
        g_error ("%g %g %g %g, x %g: P(active) %g, log-likelihood %g", p[0], p[1], p[2], p[3], x,
                 active, value);
    }
}

static ClvCells *
mild_cells (void)
{
  static const double rows[][4] = {
    { 0, 0, 0, 3 }, { 0, 0, 700, 10 }, { 1, 1, 1, 2 }, { 1, 699, 700, 1 }, { 3, 20, 20, 5 },
    { 12, 241, 270, 4 }, { 26, 216, 217, 1 }, { 2, 14, 350, 7 }, { 2, 14, 700, 7 },
    { 5000, 6000, 6001, 1 }, { 5000, 5000, 9000, 1 }, { 4, 9, 5000000, 1 },
  };
  ClvCells *cells = cells_new (G_N_ELEMENTS (rows));

  for (guint i = 0; i < cells->n; i++)
    cells_set (cells, i, (guint32) rows[i][0], (gint32) rows[i][1], (gint32) rows[i][2],
               rows[i][3]);
  return cells;
}

static void
test_likelihood_arranged (void)
{
  g_autoptr(ClvCells) cells = mild_cells ();
  g_autoptr(ClvParetoNbdPlan) plan = clv_pareto_nbd_plan_new (cells, 7);

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      const double *p = hostile_parameters[i];
      double sum = 0.0;
      double size = 0.0;
      double gradient[4];
      double hessian[16];
      double value = clv_pareto_nbd_plan_evaluate (plan, p, gradient, hessian);

      for (guint k = 0; k < cells->n; k++)
        {
          double one = clv_pareto_nbd_log_likelihood (p, cells->x[k], cells->recency_days[k] / 7.0,
                                                      cells->age_days[k] / 7.0);

          sum += cells->weight[k] * one;
          size += cells->weight[k] * (fabs (one) + lgamma (p[0] + cells->x[k]));
        }
      g_assert_true (isfinite (value));
      for (guint k = 0; k < 16; k++)
        g_assert_true (isfinite (hessian[k]) && isfinite (gradient[k % 4]));
      g_assert_cmpfloat (fabs (value - sum), <=, 1e-12 * size);
    }
}

static void
test_p_active_many (void)
{
  g_autoptr(ClvCells) cells = mild_cells ();
  g_autofree double *found = g_new (double, cells->n);

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      clv_pareto_nbd_p_active_many (hostile_parameters[i], cells->n, cells->x,
                                    cells->recency_days, cells->age_days, 7, found);
      for (guint k = 0; k < cells->n; k++)
        g_assert_cmpfloat (found[k], ==,
                           clv_pareto_nbd_p_active (hostile_parameters[i], cells->x[k],
                                                    cells->recency_days[k] * (1.0 / 7.0),
                                                    cells->age_days[k] * (1.0 / 7.0)));
    }
}

/* So many that the days are interpolated. */
static void
test_p_active_of_thousands (void)
{
  const guint n = 6000;
  g_autoptr(ClvCells) cells = cells_new (n);
  g_autofree double *found = g_new (double, n);
  double worst = 0.0;

  for (guint k = 0; k < n; k++)
    cells_set (cells, k, k % 3, k % 3 == 0 ? 0 : (gint32) (k / 2), (gint32) (k / 2 + k % 700), 1.0);
  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      clv_pareto_nbd_p_active_many (hostile_parameters[i], n, cells->x, cells->recency_days,
                                    cells->age_days, 7, found);
      for (guint k = 0; k < n; k += 11)
        {
          double expected = clv_pareto_nbd_p_active (hostile_parameters[i], cells->x[k],
                                                     cells->recency_days[k] * (1.0 / 7.0),
                                                     cells->age_days[k] * (1.0 / 7.0));

          assert_near (found[k], expected, 1e-12);
          worst = MAX (worst, fabs (found[k] - expected));
        }
    }
  g_test_message ("off by %.2g at most", worst);
}

static void
test_likelihood_derivatives (void)
{
  static const double points[][4] = {
    { 0.553, 10.58, 0.606, 11.67 }, { 3.0, 10.0, 1.0, 10.0 }, { 0.3, 0.5, 0.2, 700.0 },
    { 2.0, 300.0, 5.0, 0.5 }, { 0.02, 0.02, 0.02, 0.02 },
  };
  g_autoptr(ClvCells) cells = mild_cells ();
  g_autoptr(ClvParetoNbdPlan) plan = NULL;

  cells->n = 9;   /* the mild rows: finite differences need digits */
  plan = clv_pareto_nbd_plan_new (cells, 7);
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      const Kind kind = { evaluate, plan, 4, 1.0 };

      kind_check_derivatives (&kind, points[i], 2e-6);
    }
}

static void
test_forecast_moments (void)
{
  static const double parameters[][4] = {
    { 0.55, 10.6, 1.0, 11.7 }, { 0.55, 10.6, 2.0, 11.7 }, { 2.0, 3.0, 0.4, 30.0 },
    { 5.0, 60.0, 8.0, 70.0 },
  };
  double horizons[5] = { 0.001, 1, 13, 39, 104 };
  double mean[5];
  double active[5];
  double square[5];
  double pmf[600];

  for (guint k = 0; k < G_N_ELEMENTS (parameters); k++)
    {
      clv_pareto_nbd_forecast (parameters[k], 3, 20, horizons, 5, mean, active, square);
      for (guint i = 0; i < 5; i++)
        {
          double sums[3] = { 0.0, 0.0, 0.0 };

          clv_pareto_nbd_pmf (parameters[k], 3, 20, horizons[i], 600, pmf);
          for (guint y = 0; y < 600; y++)
            {
              sums[0] += pmf[y];
              sums[1] += pmf[y] * y;
              sums[2] += pmf[y] * y * y;
            }
          assert_near (sums[0], 1.0, 1e-10);
          assert_near (sums[1], mean[i], 1e-9);
          assert_near (sums[2], square[i], 1e-9);
          g_assert_cmpfloat (active[i], <, i == 0 ? 1.0 : active[i - 1]);
        }
    }
}

static void
test_sums (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    kind_check_sums (clv_pareto_nbd_forecast, clv_pareto_nbd_sum_horizons, hostile_parameters[i]);
}

static void
test_discounted_limits (void)
{
  const double p[4] = { 0.5532770, 10.5776835, 0.6062400, 11.6687356 };
  const double steep[4] = { 0.5532770, 10.5776835, 1.6062400, 11.6687356 };

  /* Without a discount the sum is that of the purchases. */
  assert_near (clv_pareto_nbd_discounted (p, 2, 30, 38, 52, 0.0),
               clv_pareto_nbd_expected (p, 2, 30, 38, 52), 1e-12);
  assert_near (clv_pareto_nbd_discounted (p, 2, 30, 38, 1e9, 0.01),
               clv_pareto_nbd_discounted (p, 2, 30, 38, INFINITY, 0.01), 1e-12);
  assert_near (clv_pareto_nbd_discounted (steep, 2, 30, 38, 1e18, 0.0),
               clv_pareto_nbd_discounted (steep, 2, 30, 38, INFINITY, 0.0), 1e-9);
  g_assert_true (isinf (clv_pareto_nbd_discounted (p, 2, 30, 38, INFINITY, 0.0)));
}

static void
test_simulate_moments (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  double mean = 0.0;
  double square = 0.0;
  double active = 0.0;
  double horizon = 39.0;
  double p_active = clv_pareto_nbd_p_active (published, 12, 241 / 7.0, 270 / 7.0);
  double sums[2] = { 0.0, 0.0 };
  const guint n = 40000;

  clv_pareto_nbd_forecast (published, 12, 270 / 7.0, &horizon, 1, &mean, &active, &square);
  for (guint i = 0; i < n; i++)
    {
      guint y = clv_pareto_nbd_simulate (published, 12, 241 / 7.0, 270 / 7.0, horizon, rng);

      sums[0] += y;
      sums[1] += (double) y * y;
    }
  /* Four standard errors of the first sum. */
  assert_near (sums[0] / n, p_active * mean, 4.0 * sqrt (square / n) / (p_active * mean));
  assert_near (sums[1] / n, p_active * square, 0.06);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/pareto-nbd/fit-published", test_fit_published);
  g_test_add_func ("/numerics/pareto-nbd/customers-published", test_customers_published);
  g_test_add_func ("/numerics/pareto-nbd/holdout-published", test_holdout_published);
  g_test_add_func ("/numerics/pareto-nbd/hostile", test_hostile);
  g_test_add_func ("/numerics/pareto-nbd/absurd", test_absurd);
  g_test_add_func ("/numerics/pareto-nbd/likelihood-arranged", test_likelihood_arranged);
  g_test_add_func ("/numerics/pareto-nbd/p-active-many", test_p_active_many);
  g_test_add_func ("/numerics/pareto-nbd/p-active-many/thousands", test_p_active_of_thousands);
  g_test_add_func ("/numerics/pareto-nbd/likelihood-derivatives", test_likelihood_derivatives);
  g_test_add_func ("/numerics/pareto-nbd/forecast-moments", test_forecast_moments);
  g_test_add_func ("/numerics/pareto-nbd/sums", test_sums);
  g_test_add_func ("/numerics/pareto-nbd/discounted-limits", test_discounted_limits);
  g_test_add_func ("/numerics/pareto-nbd/simulate-moments", test_simulate_moments);
  return g_test_run ();
}
