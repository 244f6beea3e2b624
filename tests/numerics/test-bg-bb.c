/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-bg-bb.h"
#include "kinds.h"

static const double published[] = { 1.2035224, 0.7497164, 0.6567182, 2.7834422 };

static double
evaluate (gconstpointer plan,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_bg_bb_cells_evaluate (plan, 1, parameters, gradient, hessian);
}

/* Rows of frequency, recency, periods, weights; (nullable), and then skipped. */
static ClvCells *
load_donations (void)
{
  g_autofree char *path = cdnow_dup_path ("donations.csv");
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  ClvCells *cells = NULL;
  guint n = 0;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the donations table is not on this machine; set PERENNIAL_BENCH_DATA");
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  cells = cells_new (g_strv_length (lines));
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      guint v[4];

      g_assert_cmpint (sscanf (lines[i], "%u,%u,%u,%u", &v[0], &v[1], &v[2], &v[3]), ==, 4);
      cells_set (cells, n++, v[0], (gint32) v[1], (gint32) v[2], v[3]);
    }
  cells->n = n;
  return cells;
}

static void
test_fit_published (void)
{
  g_autoptr(ClvCells) cells = load_donations ();
  g_autoptr(ClvRandom) rng = clv_random_new (20240201);
  guint starts = g_test_slow () ? 500 : 100;
  guint most = 0;

  if (cells == NULL)
    return;
  g_assert_cmpfloat (cells_sum_weight (cells), ==, 11104.0);
  for (guint i = 0; i < starts; i++)
    {
      Kind kind = { evaluate, cells, 4, 11104.0 };
      double start[4];
      double parameters[4];
      double value = 0.0;
      guint evaluations = 0;

      for (guint k = 0; k < 4; k++)
        start[k] = 6.0 * clv_random_uniform (rng) - 3.0;
      value = kind_fit (&kind, start, parameters, NULL, &evaluations);
      most = MAX (most, evaluations);
      g_assert_cmpfloat (fabs (value - -33225.581274), <, 2e-6);
      for (guint k = 0; k < 4; k++)
        assert_near (parameters[k], published[k], 1e-4);
    }
  g_test_message ("all of %u starts, %u evaluations at most", starts, most);
}

static void
test_derivatives (void)
{
  static const double rows[][4] = {
    { 0, 0, 0, 2 }, { 0, 0, 6, 30 }, { 1, 1, 6, 9 }, { 1, 6, 6, 3 }, { 3, 4, 6, 2 }, { 6, 6, 6, 4 },
    { 2, 3, 12, 1 }, { 10, 40, 60, 1 },
  };
  static const double points[][4] = {
    { 1.2, 0.75, 0.66, 2.78 }, { 0.05, 2.0, 3.0, 0.1 }, { 20.0, 30.0, 0.02, 50.0 },
  };
  g_autoptr(ClvCells) cells = cells_new (G_N_ELEMENTS (rows));
  const Kind kind = { evaluate, cells, 4, 1.0 };

  for (guint i = 0; i < cells->n; i++)
    cells_set (cells, i, (guint32) rows[i][0], (gint32) rows[i][1], (gint32) rows[i][2],
               rows[i][3]);
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    kind_check_derivatives (&kind, points[i], 5e-6);
}

/* ln E[p^m q^n] of p Beta (a, b), by logarithms in extended precision. */
static long double
log_moment (long double a,
            long double b,
            guint       m,
            guint       n)
{
  long double sum = 0.0L;

  for (guint j = 0; j < m; j++)
    sum += logl (a + j);
  for (guint j = 0; j < n; j++)
    sum += logl (b + j);
  for (guint j = 0; j < m + n; j++)
    sum -= logl (a + b + j);
  return sum;
}

/* The paper's sum over the time of drop-out. */
static void
oracle (const double *p,
        guint         x,
        guint         last,
        guint         n,
        long double  *log_likelihood,
        long double  *active)
{
  long double top = log_moment (p[0], p[1], x, last - x) + log_moment (p[2], p[3], 0, last);
  long double sum = 0.0L;
  long double alive = log_moment (p[0], p[1], x, n - x) + log_moment (p[2], p[3], 0, n);

  sum = expl (alive - top);
  for (guint i = 0; i < n - last; i++)
    sum += expl (log_moment (p[0], p[1], x, last - x + i)
                 + log_moment (p[2], p[3], 1, last + i) - top);
  *log_likelihood = top + logl (sum);
  *active = expl (alive - *log_likelihood) * (p[3] + n) / ((long double) p[2] + p[3] + n);
}

static void
test_hostile (void)
{
  static const double points[][4] = {
    { 1.2, 0.75, 0.66, 2.78 }, { 0.02, 0.02, 0.02, 0.02 }, { 1e5, 1e5, 1e5, 1e5 },
    { 0.02, 1e5, 0.02, 1e5 }, { 1e5, 0.02, 1e5, 0.02 }, { 3.0, 2.0, 1.0, 5.0 },
  };
  static const guint rows[][3] = {
    { 0, 0, 0 }, { 0, 0, 1 }, { 0, 0, 6 }, { 1, 1, 1 }, { 6, 6, 6 }, { 3, 4, 6 }, { 1, 1, 300 },
    { 300, 300, 300 }, { 200, 300, 301 }, { 900, 990, 1000 }, { 5000, 5000, 5000 },
  };
  double worst[3] = { 0.0 };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        {
          const double *p = points[i];
          double x = rows[k][0];
          double n = rows[k][2];
          long double expected[3];
          long double u = 1.0L;
          double found[3];

          oracle (p, rows[k][0], rows[k][1], rows[k][2], &expected[0], &expected[1]);
          expected[2] = 0.0L;
          for (guint j = 0; j < 10; j++)
            {
              expected[2] += u;
              u *= (p[3] + n + 1.0L + j) / ((long double) p[2] + p[3] + n + 1.0L + j);
            }
          expected[2] *= expected[1] * (p[0] + x) / ((long double) p[0] + p[1] + n);
          found[0] = clv_bg_bb_log_likelihood (p, x, rows[k][1], n);
          found[1] = clv_bg_bb_p_active (p, x, rows[k][1], n);
          found[2] = clv_bg_bb_expected (p, x, rows[k][1], n, 10);
          for (guint j = 0; j < 3; j++)
            {
              double off = fabs (found[j] - (double) expected[j])
                           / MAX (fabs ((double) expected[j]), j == 0 ? 1e-7 : 1e-290);

              g_assert_true (isfinite (found[j]));
              worst[j] = MAX (worst[j], off);
              if (off > 1e-9)
                g_error ("parameters %u row %u measure %u: %.17g against %.17g, relative %.3g", i,
                         k, j, found[j], (double) expected[j], off);
            }
        }
    }
  g_test_message ("worst relative errors %.2g %.2g %.2g", worst[0], worst[1], worst[2]);
}

/* All customers' histories of six opportunities have probability 1 together. */
static void
test_likelihood_sums_to_one (void)
{
  double sum = 0.0;

  for (guint history = 0; history < 64; history++)
    {
      guint x = 0;
      guint last = 0;

      for (guint i = 0; i < 6; i++)
        {
          if ((history >> i & 1u) != 0)
            {
              x++;
              last = i + 1;
            }
        }
      sum += exp (clv_bg_bb_log_likelihood (published, x, last, 6));
    }
  assert_near (sum, 1.0, 1e-13);
}

static void
test_forecast_moments (void)
{
  const double horizons[4] = { 0, 1, 5, 40 };
  double mean[4];
  double active[4];
  double square[4];
  double pmf[50];

  clv_bg_bb_forecast (published, 3, 6, horizons, 4, mean, active, square);
  for (guint i = 0; i < 4; i++)
    {
      double sums[3] = { 0.0, 0.0, 0.0 };

      clv_bg_bb_pmf (published, 3, 6, horizons[i], 50, pmf);
      for (guint y = 0; y < 50; y++)
        {
          sums[0] += pmf[y];
          sums[1] += pmf[y] * y;
          sums[2] += pmf[y] * y * y;
        }
      assert_near (sums[0], 1.0, 1e-12);
      assert_near (sums[1], mean[i], 1e-11);
      assert_near (sums[2], square[i], 1e-11);
      g_assert_cmpfloat (active[i], <=, i == 0 ? 1.0 : active[i - 1]);
    }
}

static void
test_discounted (void)
{
  double sum = 0.0;
  double before = 0.0;

  for (guint i = 1; i <= 400; i++)
    {
      double now = clv_bg_bb_expected (published, 3, 5, 6, i);

      sum += (now - before) * pow (1.1, -(double) i);
      before = now;
    }
  assert_near (clv_bg_bb_discounted (published, 3, 5, 6, 400, 0.1), sum, 1e-12);
  assert_near (clv_bg_bb_discounted (published, 3, 5, 6, INFINITY, 0.1), sum, 1e-12);
  assert_near (clv_bg_bb_discounted (published, 3, 5, 6, 20, 0.0),
               clv_bg_bb_expected (published, 3, 5, 6, 20), 1e-12);
}

static void
test_simulate (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (7);
  double sum = 0.0;
  const guint n = 40000;

  for (guint i = 0; i < n; i++)
    sum += clv_bg_bb_simulate (published, 4, 5, 6, 8, rng);
  g_assert_cmpfloat (fabs (sum / n - clv_bg_bb_expected (published, 4, 5, 6, 8)), <,
                     4.0 * 3.0 / sqrt (n));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/bg-bb/fit-published", test_fit_published);
  g_test_add_func ("/numerics/bg-bb/derivatives", test_derivatives);
  g_test_add_func ("/numerics/bg-bb/hostile", test_hostile);
  g_test_add_func ("/numerics/bg-bb/likelihood-sums-to-one", test_likelihood_sums_to_one);
  g_test_add_func ("/numerics/bg-bb/forecast-moments", test_forecast_moments);
  g_test_add_func ("/numerics/bg-bb/discounted", test_discounted);
  g_test_add_func ("/numerics/bg-bb/simulate", test_simulate);
  return g_test_run ();
}
