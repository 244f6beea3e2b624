/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-bg-nbd.h"
#include "clv-cnbd.h"
#include "kinds.h"

static const ClvCnbdVariant mbg = { 1, TRUE };
static const ClvCnbdVariant variants[] = {
  { 1, FALSE }, { 1, TRUE }, { 2, FALSE }, { 2, TRUE }, { 3, TRUE }, { 5, FALSE }, { 12, TRUE },
};
static const double published[] = { 0.5248436, 6.1830928, 0.8913878, 1.6140483 };

static const double hostile_parameters[][4] = {
  { 0.5248436, 6.1830928, 0.8913878, 1.6140483 },
  { 0.02, 0.02, 0.02, 0.02 },
  { 1e5, 1e5, 1e5, 1e5 },
  { 0.02, 1e5, 1.0, 1e5 },
  { 1e5, 0.02, 1e5, 0.02 },
  { 3.0, 10.0, 1.0, 2.0 },
  { 1.0, 50.0, 0.02, 1e5 },
};

static const double hostile_rows[][3] = {
  { 0, 0, 0 }, { 0, 0, 1e-6 }, { 0, 0, 100 }, { 1, 0, 0 }, { 1, 30, 30 }, { 1, 29.999999, 30 },
  { 3, 0, 1e6 }, { 26, 30.86, 31 }, { 5000, 5000, 5000.000001 }, { 5000, 1, 5000 },
  { 300, 400, 400 }, { 2, 0.001, 5000 },
};

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
test_fit_published (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  g_autoptr(ClvCnbdPlan) plan = NULL;
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 100;
  guint most = 0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"), NULL);
  plan = clv_cnbd_plan_new (cells, 7, mbg);
  for (guint i = 0; i < starts; i++)
    {
      Kind kind = { evaluate, plan, 4, cells->n };
      double start[4];
      double parameters[4];
      double value = 0.0;
      guint evaluations = 0;

      for (guint k = 0; k < 4; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      value = kind_fit (&kind, start, parameters, NULL, &evaluations);
      most = MAX (most, evaluations);
      g_assert_cmpfloat (fabs (value - -9582.135716), <, 2e-6);
      for (guint k = 0; k < 4; k++)
        assert_near (parameters[k], published[k], 1e-4);
    }
  g_test_message ("all of %u starts, %u evaluations at most", starts, most);
}

/* CDNOW's customers are not regular; ones who buy at every third tick are. */
static void
test_choose (void)
{
  g_autofree Cdnow *cdnow = cdnow_load ();
  g_autoptr(ClvCells) cells = NULL;
  double parameters[4];
  double values[CLV_CNBD_MOST_REGULAR];
  double log_gaps = 0.0;

  if (cdnow == NULL)
    return;
  cells = cells_for_cdnow (cdnow, cdnow_parse_day ("1997-09-30"), &log_gaps);
  g_assert_cmpuint (clv_cnbd_choose (cells, 7, TRUE, log_gaps, parameters, values), ==, 1);
  assert_near (values[0], -9582.135716, 1e-9);
  g_assert_cmpfloat (values[1], <, values[0]);
  for (guint k = 0; k < 4; k++)
    assert_near (parameters[k], published[k], 1e-4);
}

static void
test_choose_simulated (void)
{
  const double truth[4] = { 2.0, 4.0, 0.8, 2.5 };
  g_autoptr(ClvRandom) rng = clv_random_new (77);
  g_autoptr(ClvCells) cells = cells_new (4000);
  double parameters[4];
  double values[CLV_CNBD_MOST_REGULAR];
  double log_gaps = 0.0;

  for (guint i = 0; i < cells->n; i++)
    {
      double rate = clv_random_gamma (rng, truth[0], truth[1]);
      double p = clv_random_beta (rng, truth[2], truth[3]);
      double age = 30.0 + 30.0 * clv_random_uniform (rng);
      double time = 0.0;

      cells_set (cells, i, 0, 0, (gint32) (age * 1000.0), 1.0);
      while (clv_random_uniform (rng) > p)
        {
          double gap = clv_random_gamma (rng, 3.0, rate);

          time += gap;
          if (time > age)
            break;
          log_gaps += log (gap);
          cells->x[i]++;
          cells->recency_days[i] = (gint32) (time * 1000.0);
        }
    }
  g_assert_cmpuint (clv_cnbd_choose (cells, 1000, TRUE, log_gaps, parameters, values), ==, 3);
  g_test_message ("%g %g %g %g; LL %.2f %.2f %.2f %.2f", parameters[0], parameters[1],
                  parameters[2], parameters[3], values[0], values[1], values[2], values[3]);
  for (guint k = 0; k < 4; k++)
    assert_near (parameters[k], truth[k], 0.25);
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
  g_autoptr(ClvBgNbdPlan) bg = clv_bg_nbd_plan_new (cells, 7);

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, 7, variants[v]);

      for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
        {
          const double *p = hostile_parameters[i];
          double sum = 0.0;
          double size = 0.0;
          double gradient[4];
          double hessian[16];
          double value = clv_cnbd_plan_evaluate (plan, p, gradient, hessian);

          for (guint k = 0; k < cells->n; k++)
            {
              double one = clv_cnbd_log_likelihood (variants[v], p, cells->x[k],
                                                    cells->recency_days[k] / 7.0,
                                                    cells->age_days[k] / 7.0);

              sum += cells->weight[k] * one;
              size += cells->weight[k]
                      * (fabs (one) + lgamma (MAX (p[0], p[3]) + variants[v].k * cells->x[k]));
            }
          g_assert_true (isfinite (value));
          for (guint k = 0; k < 16; k++)
            g_assert_true (isfinite (hessian[k]) && isfinite (gradient[k % 4]));
          g_assert_cmpfloat (fabs (value - sum), <=, 1e-12 * size);
          if (v == 0)
            g_assert_cmpfloat (fabs (value - clv_bg_nbd_plan_evaluate (bg, p, NULL, NULL)), <=,
                               1e-12 * size);
        }
    }
}

static void
test_likelihood_derivatives (void)
{
  static const double points[][4] = {
    { 0.52, 6.18, 0.89, 1.61 }, { 3.0, 10.0, 1.0, 2.0 }, { 0.3, 0.5, 0.2, 7.0 },
  };
  g_autoptr(ClvCells) cells = mild_cells ();

  cells->n = 9;   /* the mild rows: finite differences need digits */
  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, 7, variants[v]);
      const Kind kind = { evaluate, plan, 4, 1.0 };

      for (guint i = 0; i < G_N_ELEMENTS (points); i++)
        kind_check_derivatives (&kind, points[i], 5e-6);
    }
}

/* The paper's formulas term by term in extended precision. */
static void
oracle_one (ClvCnbdVariant variant,
            const double  *p,
            double         x,
            double         t,
            double         T,
            long double   *log_likelihood,
            long double   *active)
{
  long double r = p[0];
  long double alpha = p[1];
  guint n = (guint) x + (variant.is_modified ? 1 : 0);
  guint kx = variant.k * (guint) x;
  long double R = r + kx;
  long double w = ((long double) T - t) / (alpha + T);
  long double term = 1.0L;
  long double S = 1.0L;
  long double dead = -INFINITY;

  for (guint j = 1; j < variant.k; j++)
    {
      term *= (R + j - 1.0L) / j * w;
      S += term;
    }
  *log_likelihood = -r * log1pl (T / alpha) - kx * logl (alpha + T);
  for (guint j = 0; j < kx; j++)
    *log_likelihood += logl (r + j);
  for (guint j = 0; j < n; j++)
    *log_likelihood += logl ((long double) p[3] + j) - logl ((long double) p[2] + p[3] + j);
  if (n > 0)
    dead = logl (p[2]) - logl ((long double) p[3] + n - 1.0L)
           + R * log1pl (((long double) T - t) / (alpha + t));
  *active = 1.0L / (1.0L + expl (dead - logl (S)));
  *log_likelihood += fmaxl (dead, logl (S)) + log1pl (expl (-fabsl (dead - logl (S))));
}

static void
test_hostile (void)
{
  double worst[2] = { 0.0 };

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
        {
          for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
            {
              const double *p = hostile_parameters[i];
              const double *row = hostile_rows[k];
              long double expected[2];
              double found[2];

              oracle_one (variants[v], p, row[0], row[1], row[2], &expected[0], &expected[1]);
              found[0] = clv_cnbd_log_likelihood (variants[v], p, row[0], row[1], row[2]);
              found[1] = clv_cnbd_p_active (variants[v], p, row[0], row[1], row[2]);
              for (guint j = 0; j < 2; j++)
                {
                  /* The terms of a log-likelihood may cancel to exactly 0. */
                  double floor = j == 0 ? 1e-5 : 1e-290;
                  double off = fabs (found[j] - (double) expected[j])
                               / MAX (fabs ((double) expected[j]), floor);

                  g_assert_true (isfinite (found[j]));
                  worst[j] = MAX (worst[j], off);
                  if (off > 1e-9)
                    g_error ("variant %u parameters %u row %u measure %u: %.17g against %.17g", v,
                             i, k, j, found[j], (double) expected[j]);
                }
            }
        }
    }
  g_test_message ("worst relative errors %.2g %.2g", worst[0], worst[1]);
}

/* The series over N in extended precision, all of it: purchases, probability of
 * being active, square. */
static void
oracle_series (ClvCnbdVariant variant,
               const double  *p,
               const double  *row,
               double         horizon,
               long           n_terms,
               long double   *out)
{
  guint k = variant.k;
  long double A = (long double) p[1] + row[2];
  long double R = (long double) p[0] + k * row[0];
  long double a = p[2];
  long double B = (long double) p[3] + row[0] + (variant.is_modified ? 1 : 0);
  long double w = ((long double) row[2] - row[1]) / A;
  long double odds = horizon / A;
  long double phase = 1.0L;
  long double phases = 0.0L;

  out[0] = out[1] = out[2] = 0.0L;
  for (guint j = 0; j < k; j++)
    {
      long double c = phase * expl (-(R + j) * log1pl (odds));
      long double u = 1.0L;
      long double U = 0.0L;
      long double V = 0.0L;
      long m = 0;

      for (long N = 0; N < n_terms; N++)
        {
          if (N > 0 && (N + j) % k == 0)
            {
              U += u;
              V += (2.0L * m + 1.0L) * u;
              u *= (B + m) / (a + B + m);
              m++;
            }
          out[0] += c * U;
          out[1] += c * u;
          out[2] += c * V;
          c *= (R + j + N) / (N + 1.0L) * (odds / (1.0L + odds));
        }
      phases += phase;
      phase *= (R + j) / (j + 1.0L) * w;
    }
  for (guint i = 0; i < 3; i++)
    out[i] /= phases;
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
      active = clv_cnbd_p_active (mbg, p, x, x, 30.0);
      value = clv_cnbd_log_likelihood (mbg, p, x, x, 30.0);
      if (!(active >= 0.0 && active <= 1.0) || isnan (value))
        g_error ("%g %g %g %g, x %g: P(active) %g, log-likelihood %g", p[0], p[1], p[2], p[3], x,
                 active, value);
    }
}

static void
test_forecast_oracle (void)
{
  /* x, t, T, horizon; the last ones are too long for the series of the code. */
  static const double rows[][4] = {
    { 0, 0, 0, 0.01 }, { 0, 0, 20, 52 }, { 2, 30, 38, 1e-6 }, { 2, 30, 38, 39 }, { 2, 3, 38, 39 },
    { 26, 31, 31, 39 }, { 60, 30, 31, 90 }, { 400, 30, 31, 60 }, { 3, 10, 12, 30000 },
    { 0, 0, 0, 20000 }, { 900, 100, 101, 200 },
  };
  static const double parameters[][4] = {
    { 0.5248436, 6.1830928, 0.8913878, 1.6140483 }, { 3.0, 10.0, 1.0, 2.0 },
    { 1.0, 50.0, 0.02, 30.0 }, { 0.3, 4.0, 3.0, 0.1 },
  };
  double worst[3] = { 0.0 };

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
        {
          for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
            {
              const double *row = rows[k];
              double mean = (parameters[i][0] + variants[v].k * (row[0] + 1)) * row[3]
                            / (parameters[i][1] + row[2]);
              double odds = row[3] / (parameters[i][1] + row[2]);
              long n_terms = (long) (mean * 3.0 + 90.0 * (1.0 + odds)) + 200;
              long double expected[3];
              double found[3];

              /* Not where the oracle itself takes too long or underflows. */
              if (n_terms > 400000
                  || (parameters[i][0] + variants[v].k * (row[0] + 1)) * log1p (odds) > 11000.0)
                continue;
              oracle_series (variants[v], parameters[i], row, row[3], n_terms, expected);
              clv_cnbd_forecast (variants[v], parameters[i], row[0], row[1], row[2], &row[3], 1,
                                 &found[0], &found[1], &found[2]);
              for (guint j = 0; j < 3; j++)
                {
                  double off = fabs (found[j] / (double) expected[j] - 1.0);

                  worst[j] = MAX (worst[j], off);
                  if (!(off <= (j < 2 ? 1e-9 : 1e-5)))
                    g_error ("variant %u parameters %u row %u measure %u: %.17g against %.17g, "
                             "relative %.3g", v, i, k, j, found[j], (double) expected[j], off);
                }
            }
        }
    }
  g_test_message ("worst relative errors %.2g %.2g %.2g", worst[0], worst[1], worst[2]);
}

static void
test_forecast_hostile (void)
{
  static const double horizons[] = { 1e-6, 1.0, 52.0, 5000.0 };
  double worst = 0.0;

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
        {
          for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
            {
              const double *p = hostile_parameters[i];
              const double *row = hostile_rows[k];
              double mean[4];
              double active[4];
              double square[4];

              clv_cnbd_forecast (variants[v], p, row[0], row[1], row[2], horizons, 4, mean, active,
                                 square);
              for (guint j = 0; j < 4; j++)
                {
                  g_assert_true (isfinite (mean[j]) && isfinite (active[j])
                                 && isfinite (square[j]));
                  g_assert_cmpfloat (active[j], >=, 0.0);
                  g_assert_cmpfloat (active[j], <=, 1.0 + 1e-12);
                  g_assert_cmpfloat (mean[j], >=, j == 0 ? 0.0 : mean[j - 1] * (1.0 - 1e-9));
                  g_assert_cmpfloat (square[j], >=, mean[j] * (1.0 - 1e-6));
                  if (v == 0)
                    {
                      double expected = 0.0;
                      double rest[2];

                      clv_bg_nbd_forecast (p, row[0], row[2], &horizons[j], 1, &expected, &rest[0],
                                           &rest[1]);
                      worst = MAX (worst, fabs (mean[j] / expected - 1.0));
                    }
                }
            }
        }
    }
  g_test_message ("worst relative difference from BG/NBD %.2g", worst);
  g_assert_cmpfloat (worst, <, 1e-9);
}

static void
test_forecast_moments (void)
{
  const double parameters[4] = { 0.24, 4.4, 1.0, 2.4 };   /* a on the textbook's pole */
  double horizons[4] = { 1, 13, 39, 104 };
  double mean[4];
  double active[4];
  double square[4];
  double pmf[400];

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      clv_cnbd_forecast (variants[v], parameters, 3, 17, 20, horizons, 4, mean, active, square);
      for (guint i = 0; i < 4; i++)
        {
          double sums[3] = { 0.0, 0.0, 0.0 };

          clv_cnbd_pmf (variants[v], parameters, 3, 17, 20, horizons[i], 400, pmf);
          for (guint y = 0; y < 400; y++)
            {
              sums[0] += pmf[y];
              sums[1] += pmf[y] * y;
              sums[2] += pmf[y] * y * y;
            }
          assert_near (sums[0], 1.0, 1e-10);
          assert_near (sums[1], mean[i], 1e-9);
          assert_near (sums[2], square[i], 1e-8);
          g_assert_cmpfloat (active[i], <, i == 0 ? 1.0 : active[i - 1]);
        }
    }
}

static void
test_discounted (void)
{
  const double steep[4] = { 0.5, 6.0, 2.5, 1.6 };

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      double value = clv_cnbd_discounted (variants[v], published, 2, 30, 38, INFINITY, 0.01);
      double sum = 0.0;
      double before = 0.0;

      /* Against small steps. */
      for (guint i = 1; i <= 8000; i++)
        {
          double now = clv_cnbd_expected (variants[v], published, 2, 30, 38, 0.25 * i);

          sum += (now - before) * exp (-0.01 * 0.25 * (i - 0.5));
          before = now;
        }
      assert_near (value, sum, 1e-5);
      assert_near (clv_cnbd_discounted (variants[v], published, 2, 30, 38, 52, 0.0),
                   clv_cnbd_expected (variants[v], published, 2, 30, 38, 52), 1e-12);
      assert_near (clv_cnbd_discounted (variants[v], published, 2, 30, 38, 52, 1e-12),
                   clv_cnbd_expected (variants[v], published, 2, 30, 38, 52), 1e-9);
      assert_near (clv_cnbd_discounted (variants[v], steep, 2, 30, 38, INFINITY, 0.0),
                   clv_cnbd_expected (variants[v], steep, 2, 30, 38, 1e7), 1e-4);
      g_assert_true (isinf (clv_cnbd_discounted (variants[v], published, 2, 30, 38, INFINITY,
                                                 0.0)));
    }
}

static void
test_simulate_moments (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  const guint n = 20000;

  for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      double mean = 0.0;
      double square = 0.0;
      double active = 0.0;
      double horizon = 39.0;
      double p_active = clv_cnbd_p_active (variants[v], published, 12, 30, 38);
      double sum = 0.0;

      clv_cnbd_forecast (variants[v], published, 12, 30, 38, &horizon, 1, &mean, &active, &square);
      for (guint i = 0; i < n; i++)
        sum += clv_cnbd_simulate (variants[v], published, 12, 30, 38, horizon, rng);
      /* Four standard errors. */
      assert_near (sum / n, p_active * mean,
                   4.0 * sqrt (p_active * square / n) / (p_active * mean));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/cnbd/fit-published", test_fit_published);
  g_test_add_func ("/numerics/cnbd/choose", test_choose);
  g_test_add_func ("/numerics/cnbd/choose-simulated", test_choose_simulated);
  g_test_add_func ("/numerics/cnbd/likelihood-arranged", test_likelihood_arranged);
  g_test_add_func ("/numerics/cnbd/likelihood-derivatives", test_likelihood_derivatives);
  g_test_add_func ("/numerics/cnbd/hostile", test_hostile);
  g_test_add_func ("/numerics/cnbd/absurd", test_absurd);
  g_test_add_func ("/numerics/cnbd/forecast-oracle", test_forecast_oracle);
  g_test_add_func ("/numerics/cnbd/forecast-hostile", test_forecast_hostile);
  g_test_add_func ("/numerics/cnbd/forecast-moments", test_forecast_moments);
  g_test_add_func ("/numerics/cnbd/discounted", test_discounted);
  g_test_add_func ("/numerics/cnbd/simulate-moments", test_simulate_moments);
  return g_test_run ();
}
