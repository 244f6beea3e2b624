/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-pareto-nbd.h"
#include "varying.h"

static double
dot (const double *a,
     const double *b,
     guint         n)
{
  double sum = 0.0;

  for (guint k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

/* Without an effect it is the model without covariates. */
static void
test_limit_none (void)
{
  static const double lengths[] = { 0.001, 1.0, 8.0, 39.0, 1000.0 };

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters); i++)
    {
      const double *p = hostile_parameters[i];
      double parameters[8];
      g_autoptr(ClvVaryingClock) clock = NULL;

      fill (parameters, p, coefficients[0]);
      clock = clv_varying_clock_new (&path, parameters);
      for (guint k = 0; k < 3 * G_N_ELEMENTS (hostile_rows); k++)
        {
          const double *row = hostile_rows[k / 3];
          double start = starts[k % 3];
          double x = row[0];
          double t = row[1];
          double T = row[2];
          double found[3][5];
          double expected[3][5];
          double value = clv_pareto_nbd_log_likelihood (p, x, t, T);

          if (!(fabs (clv_varying_log_likelihood (clock, start, x, t, T, NULL) - value)
                <= 1e-12 * (fabs (value) + fabs (lgamma (p[0] + x + 1.0)))))
            g_error ("parameters %u row %u: %.17g, %.17g", i, k / 3, value,
                     clv_varying_log_likelihood (clock, start, x, t, T, NULL));
          assert_near (clv_varying_p_active (clock, start, x, t, T),
                       clv_pareto_nbd_p_active (p, x, t, T), 2e-11);
          assert_near (clv_varying_discounted (clock, start, x, t, T, 300.0, 0.002),
                       clv_pareto_nbd_discounted (p, x, t, T, 300.0, 0.002), 2e-11);
          assert_near (clv_varying_discounted (clock, start, x, t, T, INFINITY, 0.002),
                       clv_pareto_nbd_discounted (p, x, t, T, INFINITY, 0.002), 2e-11);
          clv_varying_forecast (clock, start, x, T, lengths, 5, found[0], found[1], found[2]);
          clv_pareto_nbd_forecast (p, x, T, lengths, 5, expected[0], expected[1], expected[2]);
          for (guint j = 0; j < 15; j++)
            assert_near (found[j / 5][j % 5], expected[j / 5][j % 5], 1e-12);
        }
    }
}

/* A covariate that never changes stretches the clocks: α' = α e^−γz, β' = β e^−δz. */
static void
test_limit_constant (void)
{
  const double always[2 * COVARIATES] = { 0.5, 2.0, 0.5, 2.0 };
  const double end[2] = { 17.0, 18.0 };
  const ClvVaryingPath constant = { COVARIATES, 2, end, always };
  double parameters[8];
  g_autoptr(ClvVaryingClock) clock = NULL;
  double shifted[4];

  fill (parameters, hostile_parameters[0], coefficients[1]);
  clock = clv_varying_clock_new (&constant, parameters);
  memcpy (shifted, parameters, sizeof shifted);
  shifted[1] *= exp (-dot (parameters + 4, always, 2));
  shifted[3] *= exp (-dot (parameters + 6, always, 2));
  for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
    {
      double x = hostile_rows[k][0];
      double t = hostile_rows[k][1];
      double T = hostile_rows[k][2];
      const double sum[2] = { 0.5 * x, 2.0 * x };

      assert_near (clv_varying_log_likelihood (clock, 3.0, x, t, T, sum),
                   clv_pareto_nbd_log_likelihood (shifted, x, t, T), 1e-12);
      assert_near (clv_varying_p_active (clock, 3.0, x, t, T),
                   clv_pareto_nbd_p_active (shifted, x, t, T), 1e-12);
      assert_near (clv_varying_expected (clock, 3.0, x, t, T, 39.0),
                   clv_pareto_nbd_expected (shifted, x, t, T, 39.0), 1e-12);
    }
  assert_near (clv_varying_expected_new (clock, 3.0, 52.0),
               clv_pareto_nbd_expected_new (shifted, 52.0), 1e-12);
}

/* ∫ over one piece of (a/(P+av) or d/(Q+dv) or 1) (1+av/P)^−R (1+dv/Q)^−S e^−δv dv in
 * extended precision by Boole's rule in ln (1 + v/c) with c below all scales: no
 * relation to the code under test. */
typedef struct
{
  long double R;
  long double P;
  long double a;
  long double S;
  long double Q;
  long double d;
  long double rate;
} Integrand;

static long double
integrate (const Integrand *in,
           long double      length,
           guint            which)
{
  static const long double boole[4] = { 14.0L, 32.0L, 12.0L, 32.0L };
  long double c = MIN (in->P / in->a / MAX (in->R, 1.0L), in->Q / in->d / (in->S + 1.0L)) / 4.0L;
  long double W = 0.0L;
  long double sum = 0.0L;
  int n = 0;

  if (in->rate > 0.0L)
    c = MIN (c, 0.25L / in->rate);
  W = log1pl (length / c);
  n = 4 * (int) ceill (W * 60.0L + 20.0L);
  for (int i = 0; i <= n; i++)
    {
      long double v = c * expm1l (W * i / n);
      long double buy = log1pl (in->a * v / in->P);
      long double drop = log1pl (in->d * v / in->Q);
      long double value = expl (-in->R * buy - in->S * drop - in->rate * v) * (c + v);

      if (which == 1)
        value *= in->R * in->a / (in->P + in->a * v);
      else if (which == 2)
        value *= in->S * in->d / (in->Q + in->d * v);
      sum += (i == 0 || i == n ? 7.0L : boole[i % 4]) * value;
    }
  return sum * W / n * 2.0L / 45.0L;
}

/* Goes along the pieces from @from to @to after @start with α+A = @clock[0] and
 * β+D = @clock[1], which it moves, and sums @which of what is integrated. */
static long double
go (const double *parameters,
    double        start,
    long double   from,
    long double   to,
    long double   R,
    long double   S,
    long double   rate,
    guint         which,
    long double  *clock)
{
  long double sum = 0.0L;
  long double log_size = 0.0L;

  for (guint k = 0; k < PIECES && from < to; k++)
    {
      long double end = k + 1 < PIECES ? MIN ((long double) piece_end[k] - start, to) : to;
      const double *z = piece_value + k * COVARIATES;
      Integrand in = {
        R, clock[0], expl (parameters[4] * (long double) z[0] + parameters[5] * (long double) z[1]),
        S, clock[1], expl (parameters[6] * (long double) z[0] + parameters[7] * (long double) z[1]),
        rate,
      };

      if (!(end > from))
        continue;
      if (which < 4)
        sum += expl (log_size) * (which == 3 ? in.a : 1.0L)
               * integrate (&in, end - from, which);
      clock[0] += in.a * (end - from);
      clock[1] += in.d * (end - from);
      log_size -= R * logl (clock[0] / in.P) + S * logl (clock[1] / in.Q) + rate * (end - from);
      from = end;
    }
  return which == 4 ? log_size : sum;
}

/* Log-likelihood, P(active), expected purchases in 52 units, discounted ones for ever. */
static void
find_expected (const double *p,
               double        start,
               const double *row,
               double       *expected)
{
  long double clock[2] = { p[1], p[3] };
  long double later[2];
  long double R = (long double) p[0] + row[0];
  long double head = 0.0L;
  long double silent = 0.0L;
  long double bought = 0.0L;
  long double log_active = 0.0L;
  long double scale = 0.0L;

  for (guint j = 0; j < (guint) row[0]; j++)
    head += logl ((long double) p[0] + j);
  go (p, start, 0.0L, row[1], R, p[2], 0.0L, 4, clock);
  head -= p[0] * log1pl ((clock[0] - p[1]) / p[1]) + row[0] * logl (clock[0])
          + p[2] * log1pl ((clock[1] - p[3]) / p[3]);
  memcpy (later, clock, sizeof later);
  bought = go (p, start, row[1], row[2], R, p[2], 0.0L, 1, later);
  memcpy (later, clock, sizeof later);
  silent = go (p, start, row[1], row[2], R, p[2], 0.0L, 2, later);
  log_active = go (p, start, row[1], row[2], R, p[2], 0.0L, 4, clock);
  silent = bought < 0.5L ? log1pl (-bought) : logl (expl (log_active) + silent);
  expected[0] = (double) (head + silent);
  expected[1] = (double) expl (log_active - silent);
  scale = expl (log_active - silent) * R / clock[0];
  memcpy (later, clock, sizeof later);
  expected[2] = (double) (scale * go (p, start, row[2], row[2] + 52.0L, 0.0L, p[2], 0.0L, 3,
                                      later));
  expected[3] = (double) (scale * go (p, start, row[2], row[2] + 40000.0L, 0.0L, p[2], 0.002L, 3,
                                      clock));
}

static void
test_hostile (void)
{
  double worst[4] = { 0.0 };

  for (guint i = 0; i < G_N_ELEMENTS (hostile_parameters) * G_N_ELEMENTS (coefficients); i++)
    {
      double p[8];
      g_autoptr(ClvVaryingClock) clock = NULL;

      fill (p, hostile_parameters[i / G_N_ELEMENTS (coefficients)],
            coefficients[i % G_N_ELEMENTS (coefficients)]);
      clock = clv_varying_clock_new (&path, p);
      for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
        {
          const double *row = hostile_rows[k];
          double start = starts[k % G_N_ELEMENTS (starts)];
          double expected[4];
          double found[4];

          find_expected (p, start, row, expected);
          found[0] = clv_varying_log_likelihood (clock, start, row[0], row[1], row[2], NULL);
          found[1] = clv_varying_p_active (clock, start, row[0], row[1], row[2]);
          found[2] = clv_varying_expected (clock, start, row[0], row[1], row[2], 52.0);
          found[3] = clv_varying_discounted (clock, start, row[0], row[1], row[2], INFINITY, 0.002);
          for (guint j = 0; j < 4; j++)
            {
              /* With x > 0 the terms of a log-likelihood may cancel to exactly 0. */
              double floor = j == 0 && row[0] > 0.0 ? 1e-6 : 1e-290;
              double off = fabs (found[j] - expected[j]) / MAX (fabs (expected[j]), floor);

              g_assert_true (isfinite (found[j]));
              worst[j] = MAX (worst[j], off);
              if (off > 1e-9)
                g_error ("parameters %u row %u measure %u: %.17g against %.17g, relative %.3g", i,
                         k, j, found[j], expected[j], off);
            }
        }
    }
  g_test_message ("worst relative errors %.2g %.2g %.2g %.2g", worst[0], worst[1], worst[2],
                  worst[3]);
}

/* Every customer under all combinations of extreme parameters: a number, and a chance
 * between 0 and 1. */
static void
test_finite (void)
{
  static const double values[] = { 0.02, 1.0, 1e5 };
  static const double lengths[] = { 1e-6, 52.0, 1e4 };

  for (guint i = 0; i < 243; i++)
    {
      double rates[4];
      double p[8];
      g_autoptr(ClvVaryingClock) clock = NULL;

      for (guint k = 0, rest = i; k < 4; k++, rest /= 3)
        rates[k] = values[rest % 3];
      fill (p, rates, coefficients[i / 81]);
      clock = clv_varying_clock_new (&path, p);
      for (guint k = 0; k < G_N_ELEMENTS (hostile_rows); k++)
        {
          const double *row = hostile_rows[k];
          double start = starts[k % 3];
          double found[9];
          double chances[4];

          clv_varying_forecast (clock, start, row[0], row[2], lengths, 3, found, chances,
                                found + 3);
          found[6] = clv_varying_log_likelihood (clock, start, row[0], row[1], row[2], NULL);
          found[7] = clv_varying_expected (clock, start, row[0], row[1], row[2], 52.0);
          found[8] = clv_varying_discounted (clock, start, row[0], row[1], row[2], INFINITY, 0.002);
          chances[3] = clv_varying_p_active (clock, start, row[0], row[1], row[2]);
          for (guint j = 0; j < 9; j++)
            {
              if (!(isfinite (found[j]) && chances[j % 4] >= 0.0 && chances[j % 4] <= 1.0))
                g_error ("parameters %u row %u measure %u: %g, %g", i, k, j, found[j],
                         chances[j % 4]);
            }
        }
    }
}

static void
test_pmf (void)
{
  static const double horizons[] = { 0.001, 1, 13, 39, 104 };
  double p[8];
  g_autoptr(ClvVaryingClock) clock = NULL;
  double pmf[800];

  fill (p, hostile_parameters[6], coefficients[1]);
  clock = clv_varying_clock_new (&path, p);
  for (guint i = 0; i < G_N_ELEMENTS (horizons); i++)
    {
      double mean = 0.0;
      double active = 0.0;
      double square = 0.0;
      double sums[3] = { 0.0 };

      clv_varying_forecast (clock, 0.5, 3, 8, &horizons[i], 1, &mean, &active, &square);
      clv_varying_pmf (clock, 0.5, 3, 8, horizons[i], 800, pmf);
      for (guint y = 0; y < 800; y++)
        {
          sums[0] += pmf[y];
          sums[1] += pmf[y] * y;
          sums[2] += pmf[y] * y * y;
        }
      assert_near (sums[0], 1.0, 1e-10);
      assert_near (sums[1], mean, 1e-9);
      assert_near (sums[2], square, 1e-8);
      clv_varying_pmf (clock, 0.5, 3, 8, horizons[i], 1, &sums[0]);
      assert_near (sums[0], pmf[0], 1e-12);
    }
}

static void
test_simulate_moments (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  double p[8];
  g_autoptr(ClvVaryingClock) clock = NULL;
  double horizon = 39.0;
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;
  double p_active = 0.0;
  double sums[3] = { 0.0 };
  const guint n = 40000;

  fill (p, hostile_parameters[0], coefficients[1]);
  clock = clv_varying_clock_new (&path, p);
  p_active = clv_varying_p_active (clock, 0.5, 12, 5, 9);
  clv_varying_forecast (clock, 0.5, 12, 9, &horizon, 1, &mean, &active, &square);
  for (guint i = 0; i < n; i++)
    {
      guint y = clv_varying_simulate (clock, 0.5, 12, 5, 9, horizon, rng, 0, NULL);

      sums[0] += y;
      sums[1] += (double) y * y;
      sums[2] += clv_varying_simulate (clock, 0.5, 0, 0, 0, horizon, rng, 0, NULL);
    }
  /* Four standard errors of the first sum. */
  assert_near (sums[0] / n, p_active * mean, 4.0 * sqrt (square / n) / (p_active * mean));
  assert_near (sums[1] / n, p_active * square, 0.06);
  assert_near (sums[2] / n, clv_varying_expected_new (clock, 0.5, horizon), 0.05);
}

/* Horizons in any order; sums of discounted weeks; an end without discount. */
static void
test_forecast_order (void)
{
  const double horizons[] = { 39.0, 1.0, 500.0, 13.0 };
  double p[8];
  g_autoptr(ClvVaryingClock) clock = NULL;
  double found[3][4];

  fill (p, hostile_parameters[0], coefficients[1]);
  clock = clv_varying_clock_new (&path, p);
  clv_varying_forecast (clock, 0.5, 2, 6, horizons, 4, found[0], found[1], found[2]);
  for (guint i = 0; i < 4; i++)
    {
      double one[3];

      clv_varying_forecast (clock, 0.5, 2, 6, &horizons[i], 1, &one[0], &one[1], &one[2]);
      for (guint k = 0; k < 3; k++)
        assert_near (found[k][i], one[k], 1e-15);
    }
  assert_near (clv_varying_discounted (clock, 0.5, 2, 6, 6, 39.0, 0.0),
               clv_varying_expected (clock, 0.5, 2, 6, 6, 39.0), 1e-12);
  g_assert_true (isinf (clv_varying_discounted (clock, 0.5, 2, 6, 6, INFINITY, 0.0)));
  {
    const double end[] = { 3.0, 10.0, 99.0 };
    const double speeds[] = { exp (0.7), exp (-0.4), exp (0.3) };
    const double drops[] = { exp (-0.9), exp (1.3), exp (0.4) };
    g_autoptr(ClvVaryingClock) own = clv_varying_clock_new_for_speeds (p, 3, end, speeds, drops);
    const ClvVaryingPath same = { COVARIATES, 3, end, piece_value + 2 };
    g_autoptr(ClvVaryingClock) by_path = clv_varying_clock_new (&same, p);

    assert_near (clv_varying_expected (own, 0.5, 2, 6, 8, 39.0),
                 clv_varying_expected (by_path, 0.5, 2, 6, 8, 39.0), 1e-14);
  }
  /* A purchase on the last moment of a piece is in it. */
  assert_near (clv_varying_path_get (&path, 10.5)[0], 1.0, 0.0);
  assert_near (clv_varying_path_get (&path, 10.500001)[1], -0.5, 0.0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/pareto-nbd-varying/limit-none", test_limit_none);
  g_test_add_func ("/numerics/pareto-nbd-varying/limit-constant", test_limit_constant);
  g_test_add_func ("/numerics/pareto-nbd-varying/hostile", test_hostile);
  g_test_add_func ("/numerics/pareto-nbd-varying/finite", test_finite);
  g_test_add_func ("/numerics/pareto-nbd-varying/pmf", test_pmf);
  g_test_add_func ("/numerics/pareto-nbd-varying/simulate-moments", test_simulate_moments);
  g_test_add_func ("/numerics/pareto-nbd-varying/forecast-order", test_forecast_order);
  return g_test_run ();
}
