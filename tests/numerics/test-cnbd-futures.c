/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cnbd-futures.h"
#include "kinds.h"

/* Tables of many customers against the forecast of one. */

static const ClvCnbdVariant variants[] = {
  { 1, FALSE }, { 2, TRUE }, { 3, FALSE }, { 6, TRUE }, { 12, FALSE }, { 12, TRUE },
};

#define ORDINARY 5

/* The others are hard on the arithmetic. */
static const double parameters[][4] = {
  { 0.8, 6.0, 0.9, 2.5 },
  { 5.0, 60.0, 1.0, 2.5 },
  { 0.3, 4.0, 0.2, 0.5 },
  { 0.05, 1.0, 1.0, 1.0 },
  { 2.0, 20.0, 30.0, 400.0 },
  { 0.02, 0.02, 0.02, 0.02 },
  { 1.0, 50.0, 0.02, 1e5 },
  { 0.02, 1e5, 1.0, 1e5 },
  { 1e5, 1e5, 2.0, 3.0 },
};

static const double rows[][3] = {
  { 0, 0, 0 }, { 0, 0, 1e-6 }, { 0, 0, 38 }, { 1, 0, 0 }, { 1, 30, 30 }, { 1, 29.999999, 30 },
  { 5, 38, 38.5 }, { 26, 30.86, 31 }, { 300, 204, 208 }, { 2, 0.14, 300 }, { 5000, 4990, 5000 },
};

static const double horizons[] = { 1e-6, 0.14, 1, 13, 52, 520, 5200 };
#define HORIZONS G_N_ELEMENTS (horizons)

static ClvCnbdFutures *
futures_new (guint                 variant,
             guint                 row,
             double                youngest,
             const ClvHorizonRule *rule)
{
  return clv_cnbd_futures_new (variants[variant], parameters[row], 5000, youngest,
                               horizons[HORIZONS - 1], rule, rule);
}

/* Of a number that is next to nothing only that. */
static double
find_error (double found,
            double expected)
{
  return fabs (found - expected) / MAX (fabs (expected), 1e-6);
}

static void
test_forecast (void)
{
  double worst[3] = { 0.0 };

  for (guint i = 0; i < G_N_ELEMENTS (variants) * G_N_ELEMENTS (parameters); i++)
    {
      const double *p = parameters[i / G_N_ELEMENTS (variants)];
      const ClvCnbdVariant variant = variants[i % G_N_ELEMENTS (variants)];
      g_autoptr(ClvCnbdFutures) futures = NULL;

      futures = futures_new (i % G_N_ELEMENTS (variants), i / G_N_ELEMENTS (variants), 0.0, NULL);
      /* Parameters that no fit comes to may be too much for tables. */
      g_assert_true (futures != NULL || i / G_N_ELEMENTS (variants) >= ORDINARY);
      if (futures == NULL)
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          g_autoptr(ClvCnbdFuture) future = clv_cnbd_future_new (futures, rows[k][0]);
          double found[3][HORIZONS];
          double expected[3][HORIZONS];

          clv_cnbd_future_forecast (future, rows[k][1], rows[k][2], horizons, HORIZONS, found[0],
                                    found[1], found[2]);
          clv_cnbd_forecast (variant, p, rows[k][0], rows[k][1], rows[k][2], horizons, HORIZONS,
                             expected[0], expected[1], expected[2]);
          for (guint h = 0; h < 3 * HORIZONS; h++)
            {
              const guint measure = h / HORIZONS;
              double off = find_error (found[measure][h % HORIZONS],
                                       expected[measure][h % HORIZONS]);

              g_assert_true (isfinite (found[measure][h % HORIZONS]));
              worst[measure] = MAX (worst[measure], off);
              if (off > (measure == 2 ? 1e-8 : 1e-9))
                g_error ("k %u, parameters %u, row %u, horizon %g, measure %u: %.17g against %.17g",
                         variant.k, i / (guint) G_N_ELEMENTS (variants), k,
                         horizons[h % HORIZONS], measure, found[measure][h % HORIZONS],
                         expected[measure][h % HORIZONS]);
            }
        }
    }
  g_test_message ("worst relative errors %.2g %.2g %.2g", worst[0], worst[1], worst[2]);
}

/* Sums over a rule are sums of forecasts, whoever was asked for before. */
static void
test_sum (void)
{
  double weight[HORIZONS];
  double at[HORIZONS];
  const ClvHorizonRule rule = { HORIZONS, at, weight };

  for (guint h = 0; h < HORIZONS; h++)
    {
      at[h] = horizons[h];
      weight[h] = exp (-0.01 * h);
    }
  for (guint i = 0; i < G_N_ELEMENTS (variants) * ORDINARY; i++)
    {
      g_autoptr(ClvCnbdFutures) futures = NULL;
      double youngest = 30.0;

      futures = futures_new (i % G_N_ELEMENTS (variants), i / G_N_ELEMENTS (variants), youngest,
                             &rule);
      for (guint x = 0; x < 40; x += 13)
        {
          g_autoptr(ClvCnbdFuture) future = clv_cnbd_future_new (futures, x);

          for (double age = youngest; age < 300.0; age *= 2.1)
            {
              const double recency = x > 0 ? 0.8 * age : 0.0;
              double found[3][HORIZONS];
              double sums[2] = { 0.0, 0.0 };
              double discounted = 0.0;
              double active = 0.0;

              clv_cnbd_forecast (variants[i % G_N_ELEMENTS (variants)],
                                 parameters[i / G_N_ELEMENTS (variants)], x, recency, age,
                                 horizons, HORIZONS, found[0], found[1], found[2]);
              for (guint h = 0; h < HORIZONS; h++)
                {
                  sums[0] += weight[h] * found[0][h];
                  sums[1] += weight[h] * found[1][h];
                }
              clv_cnbd_future_sum (future, recency, age, &discounted, &active);
              assert_near (discounted, sums[0], 1e-10);
              assert_near (active, sums[1], 1e-10);
            }
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/cnbd-futures/forecast", test_forecast);
  g_test_add_func ("/numerics/cnbd-futures/sum", test_sum);
  return g_test_run ();
}
