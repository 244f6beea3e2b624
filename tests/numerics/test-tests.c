/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-tests.h"

#define Z_95 1.959963984540054

static void
assert_near (double actual,
             double expected,
             double tolerance)
{
  g_assert_cmpfloat_with_epsilon (actual, expected, tolerance);
}

/* Of tables of the distribution. */
static void
test_chi_squared (void)
{
  g_assert_cmpfloat_with_epsilon (clv_chi_squared_p (3.841458820694124, 1), 0.05, 1e-12);
  g_assert_cmpfloat_with_epsilon (clv_chi_squared_p (18.307038053275146, 10), 0.05, 1e-12);
  g_assert_cmpfloat_with_epsilon (clv_chi_squared_p (2.0, 2), exp (-1.0), 1e-12);
  g_assert_cmpfloat (clv_chi_squared_p (-1e-9, 3), ==, 1.0);
  g_assert_true (isnan (clv_chi_squared_p (1.0, 0)));
}

static void
test_fisher (void)
{
  static const struct
  {
    guint32 a, b, c, d;
    double p;
  } rows[] = {
    { 3, 1, 1, 3, 34.0 / 70.0 },            /* Fisher's tea: 16 + 16 + 1 + 1 of 70 tables */
    { 4, 0, 0, 4, 2.0 / 70.0 },
    { 1, 9, 11, 3, 0.002759456185220083 },  /* 2 × the one-sided .001379728 of the textbook */
    { 5, 0, 5, 0, 1.0 },                    /* an empty column says nothing */
    { 0, 0, 3, 4, 1.0 },
    { 10, 90, 100, 900, 1.0 },              /* equal rates */
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double p = clv_fisher_exact_p (rows[i].a, rows[i].b, rows[i].c, rows[i].d);
      double mirrored = clv_fisher_exact_p (rows[i].c, rows[i].d, rows[i].a, rows[i].b);

      assert_near (p, rows[i].p, 1e-9);
      assert_near (mirrored, rows[i].p, 1e-9);
    }
}

static void
test_katz (void)
{
  ClvRatioTest test = clv_rate_ratio_test (30, 100, 120, 400, Z_95);

  /* ln ratio 0, variance 1/30 − 1/100 + 1/120 − 1/400 = .0291666… */
  assert_near (test.ratio, 1.0, 1e-12);
  assert_near (log (test.hi), Z_95 * sqrt (0.35 / 12.0), 1e-12);
  assert_near (log (test.lo), -Z_95 * sqrt (0.35 / 12.0), 1e-12);
  assert_near (test.p, 1.0, 1e-12);
  g_assert_false (test.is_exact);

  /* 12 % against 20 %: ratio .6, variance .88/36 + .8/2000 */
  test = clv_rate_ratio_test (36, 300, 2000, 10000, Z_95);
  assert_near (test.ratio, 0.6, 1e-12);
  assert_near (log (test.ratio / test.lo), Z_95 * sqrt (0.88 / 36.0 + 0.8 / 2000.0), 1e-12);
  /* pooled rate 2036/10300, standard error .0233350, z = −3.42834 */
  assert_near (test.p, clv_normal_two_sided_p (3.42834), 1e-7);
}

static void
test_katz_empty_cells (void)
{
  ClvRatioTest test = clv_rate_ratio_test (0, 10, 20, 100, Z_95);

  /* ½ in each cell: (.5/11) ÷ (20.5/101); Fisher, as the expected count is 1.8 */
  assert_near (test.ratio, (0.5 / 11.0) / (20.5 / 101.0), 1e-12);
  g_assert_true (test.is_exact);
  assert_near (test.p, clv_fisher_exact_p (0, 10, 20, 80), 1e-15);
  g_assert_true (isfinite (test.lo) && isfinite (test.hi) && test.lo < test.hi);

  test = clv_rate_ratio_test (10, 10, 100, 100, Z_95);
  g_assert_true (isfinite (test.lo) && isfinite (test.hi));

  test = clv_rate_ratio_test (0, 0, 20, 100, Z_95);
  g_assert_true (isnan (test.ratio) && isnan (test.p));
}

static void
test_benjamini_hochberg (void)
{
  /* The fifteen p values of the 1995 paper's example: four are kept at .05. */
  static const double p[] = {
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 1.0000
  };
  double q[G_N_ELEMENTS (p)];
  double with_gaps[] = { 0.04, NAN, 0.01, 0.03, 0.02, 0.05 };
  double adjusted[G_N_ELEMENTS (with_gaps)];
  guint i;

  clv_benjamini_hochberg (p, G_N_ELEMENTS (p), q);
  assert_near (q[0], 0.0015, 1e-12);
  assert_near (q[3], 0.0095 * 15.0 / 4.0, 1e-12);
  assert_near (q[4], 0.0201 * 3.0, 1e-12);
  assert_near (q[14], 1.0, 1e-12);
  for (i = 0; i < G_N_ELEMENTS (p); i++)
    g_assert_true ((q[i] <= 0.05) == (i < 4));

  clv_benjamini_hochberg (with_gaps, G_N_ELEMENTS (with_gaps), adjusted);
  for (i = 0; i < G_N_ELEMENTS (with_gaps); i++)
    {
      if (i == 1)
        g_assert_true (isnan (adjusted[i]));
      else
        assert_near (adjusted[i], 0.05, 1e-12);
    }
}

static void
test_normal (void)
{
  assert_near (clv_normal_two_sided_p (Z_95), 0.05, 1e-14);
  assert_near (clv_normal_two_sided_p (-Z_95), 0.05, 1e-14);
  assert_near (clv_normal_two_sided_p (0.0), 1.0, 1e-15);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/numerics/tests/normal", test_normal);
  g_test_add_func ("/numerics/tests/chi-squared", test_chi_squared);
  g_test_add_func ("/numerics/tests/fisher", test_fisher);
  g_test_add_func ("/numerics/tests/katz", test_katz);
  g_test_add_func ("/numerics/tests/katz-empty-cells", test_katz_empty_cells);
  g_test_add_func ("/numerics/tests/benjamini-hochberg", test_benjamini_hochberg);

  return g_test_run ();
}
