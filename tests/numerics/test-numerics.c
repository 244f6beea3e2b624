/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <math.h>

#include "clv-random.h"
#include "clv-trust-region.h"
#include "clv-vector.h"

static double
count_ulps (double      value,
            long double expected)
{
  int exponent = 0;

  frexpl (expected, &exponent);
  return (double) (fabsl (value - expected) / ldexpl (1.0L, exponent - 53));
}

static void
test_vector_ulps (void)
{
  double worst[2] = { 0.0, 0.0 };

  for (guint i = 0; i < 200000; i += CLV_LANES)
    {
      double in[2][CLV_LANES];
      double out[2][CLV_LANES];
      ClvVector v;

      for (guint k = 0; k < CLV_LANES; k++)
        {
          in[0][k] = -708.0 * pow ((i + k) / 200000.0, 3.0);
          in[1][k] = exp (-40.0 * (i + k) / 200000.0);
        }
      memcpy (&v, in[0], sizeof v);
      clv_vector_exp (&v, &v);
      memcpy (out[0], &v, sizeof v);
      memcpy (&v, in[1], sizeof v);
      clv_vector_log1p (&v, &v);
      memcpy (out[1], &v, sizeof v);
      for (guint k = 0; k < CLV_LANES; k++)
        {
          worst[0] = MAX (worst[0], count_ulps (out[0][k], expl (in[0][k])));
          worst[1] = MAX (worst[1], count_ulps (out[1][k], log1pl (in[1][k])));
        }
    }
  g_test_message ("exp %.3f ulp, log1p %.3f ulp", worst[0], worst[1]);
  g_assert_cmpfloat (worst[0], <=, 2.0);
  g_assert_cmpfloat (worst[1], <=, 2.0);
}

/* Rosenbrock's valley in two coordinates, with its minimum at (1, 1). */
static double
valley (const double *p,
        double       *gradient,
        double       *hessian,
        gpointer      user_data)
{
  double u = p[1] - p[0] * p[0];

  gradient[0] = -400.0 * p[0] * u - 2.0 * (1.0 - p[0]);
  gradient[1] = 200.0 * u;
  hessian[0] = -400.0 * (u - 2.0 * p[0] * p[0]) + 2.0;
  hessian[1] = -400.0 * p[0];
  hessian[2] = hessian[1];
  hessian[3] = 200.0;
  return 100.0 * u * u + (1.0 - p[0]) * (1.0 - p[0]);
}

static void
test_trust_region_valley (void)
{
  static const struct
  {
    double start[2];
    double upper;
    double end[2];
    gboolean is_at_bound;
  } rows[] = {
    { { -1.2, 1.0 }, 10.0, { 1.0, 1.0 }, FALSE },
    { { 5.0, -8.0 }, 10.0, { 1.0, 1.0 }, FALSE },
    { { 0.0, 0.0 }, 0.5, { 0.5, 0.25 }, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvTrustRegion search;

      g_assert_true (clv_trust_region_init (&search, 2, rows[i].start, -10.0, rows[i].upper, valley,
                                            NULL));
      while (!clv_trust_region_test (&search, 1e-10) && clv_trust_region_iterate (&search))
        g_assert_cmpuint (search.evaluations, <, 100);
      g_assert_true (clv_trust_region_test (&search, 1e-8));
      g_assert_cmpint (clv_trust_region_is_at_bound (&search), ==, rows[i].is_at_bound);
      g_assert_cmpfloat_with_epsilon (search.point[0], rows[i].end[0], 1e-6);
      g_assert_cmpfloat_with_epsilon (search.point[1], rows[i].end[1], 1e-6);
    }
}

/* Each coordinate has sides of its own. */
static void
test_trust_region_box (void)
{
  static const struct
  {
    double lower[2];
    double upper[2];
    double end[2];
  } rows[] = {
    { { -2.0, -10.0 }, { 0.5, 10.0 }, { 0.5, 0.25 } },
    { { -10.0, -10.0 }, { 10.0, 0.49 }, { 0.70235, 0.49 } },
    { { -10.0, 4.0 }, { 10.0, 9.0 }, { 1.99937, 4.0 } },
  };
  const double start[2] = { 0.0, 20.0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvTrustRegion search;

      g_assert_true (clv_trust_region_init_box (&search, 2, start, rows[i].lower, rows[i].upper,
                                                valley, NULL));
      g_assert_cmpfloat (search.point[1], ==, rows[i].upper[1]);
      while (!clv_trust_region_test (&search, 1e-10) && clv_trust_region_iterate (&search))
        g_assert_cmpuint (search.evaluations, <, 200);
      g_assert_true (clv_trust_region_test (&search, 1e-8));
      g_assert_true (clv_trust_region_is_at_bound (&search));
      for (guint k = 0; k < 2; k++)
        g_assert_cmpfloat_with_epsilon (search.point[k], rows[i].end[k], 2e-3);
    }
}

static void
test_matrix_invert (void)
{
  const double matrix[9] = { 4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 1e-6 };
  const double singular[4] = { 1, 1, 1, 1 };
  const double good[9] = { 4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2 };
  double inverse[9];
  double smallest = 0.0;
  double largest = 0.0;

  g_assert_false (clv_matrix_invert_positive (3, matrix, inverse, &smallest, &largest));
  g_assert_false (clv_matrix_invert_positive (2, singular, inverse, &smallest, &largest)
                  && largest / smallest < 1e14);
  g_assert_true (clv_matrix_invert_positive (3, good, inverse, &smallest, &largest));
  for (guint i = 0; i < 3; i++)
    {
      for (guint j = 0; j < 3; j++)
        {
          double sum = 0.0;

          for (guint k = 0; k < 3; k++)
            sum += good[i * 3 + k] * inverse[k * 3 + j];
          g_assert_cmpfloat_with_epsilon (sum, i == j ? 1.0 : 0.0, 1e-14);
        }
    }
}

static void
test_correlation (void)
{
  const double a[] = { 1, 2, 3, 4, 5 };
  const double b[] = { 1, 4, 9, 16, 25 };
  const double c[] = { 3, 3, 3, 3, 3 };
  const double d[] = { 2, 2, 1, 1, 0 };

  g_assert_cmpfloat_with_epsilon (clv_spearman (a, b, 5), 1.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (clv_pearson (a, b, 5), 0.98110491, 1e-7);
  g_assert_cmpfloat_with_epsilon (clv_spearman (a, c, 5), 0.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (clv_spearman (a, d, 5), -0.94868330, 1e-7);
}

/* The Gini of 1…10 is .30; the other way round it is −.30, and a constant orders nothing. */
static void
test_concentration (void)
{
  const double none[] = { 0, 0, 0 };
  const double one[] = { 0, 0, 0, 8 };
  double ten[10];
  double back[10];
  double same[10];

  for (guint i = 0; i < 10; i++)
    {
      ten[i] = i + 1.0;
      back[i] = -ten[i];
      same[i] = 7.0;
    }
  g_assert_cmpfloat_with_epsilon (clv_concentration (ten, ten, 10), 0.30, 1e-14);
  g_assert_cmpfloat_with_epsilon (clv_concentration (ten, back, 10), -0.30, 1e-14);
  g_assert_cmpfloat_with_epsilon (clv_concentration (ten, same, 10), 0.0, 1e-14);
  g_assert_cmpfloat_with_epsilon (clv_concentration (one, one, 4), 0.75, 1e-14);
  g_assert_cmpfloat_with_epsilon (clv_concentration (none, none, 3), 0.0, 1e-300);
}

static void
test_random_repeats (void)
{
  g_autoptr(ClvRandom) a = clv_random_new (G_GUINT64_CONSTANT (0x100000005));
  g_autoptr(ClvRandom) b = clv_random_new (G_GUINT64_CONSTANT (0x100000005));
  g_autoptr(ClvRandom) c = clv_random_new (6);
  guint differ = 0;

  for (guint i = 0; i < 100; i++)
    {
      double x = clv_random_gamma (a, 2.0, 3.0);

      g_assert_true (memcmp (&x, &(double) { clv_random_gamma (b, 2.0, 3.0) }, sizeof x) == 0);
      differ += fabs (x - clv_random_gamma (c, 2.0, 3.0)) > 0.0;
    }
  g_assert_cmpuint (differ, >, 90);
}

/* Published quantiles; chi-squared with k degrees is twice a gamma of k/2. */
static void
test_gamma_quantile (void)
{
  g_assert_cmpfloat_with_epsilon (2.0 * clv_gamma_unit_quantile (5.0, 0.95), 18.307038, 1e-5);
  g_assert_cmpfloat_with_epsilon (2.0 * clv_gamma_unit_quantile (0.5, 0.05), 0.00393214, 1e-7);
  g_assert_cmpfloat_with_epsilon (2.0 * clv_gamma_unit_quantile (50.0, 0.1), 82.358136, 1e-5);
  /* From the exact one to the expansion without a step. */
  for (guint i = 1; i < 20; i++)
    g_assert_cmpfloat (fabs (clv_gamma_unit_quantile (1000.0, 0.05 * i)
                             / clv_gamma_unit_quantile (1000.0 + 1e-9, 0.05 * i) - 1.0), <, 1e-6);
  for (guint i = 1; i < 40; i++)
    g_assert_true (isfinite (clv_gamma_unit_quantile (pow (0.5, i), 0.1)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/vector/ulps", test_vector_ulps);
  g_test_add_func ("/numerics/trust-region/valley", test_trust_region_valley);
  g_test_add_func ("/numerics/trust-region/box", test_trust_region_box);
  g_test_add_func ("/numerics/matrix/invert", test_matrix_invert);
  g_test_add_func ("/numerics/correlation/known", test_correlation);
  g_test_add_func ("/numerics/concentration/known", test_concentration);
  g_test_add_func ("/numerics/random/repeats", test_random_repeats);
  g_test_add_func ("/numerics/gamma-quantile", test_gamma_quantile);
  return g_test_run ();
}
