/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <math.h>

#include "clv-distribution.h"

/* Closed forms: Gamma (1, λ) and (2, λ), Beta (1, b), (a, 1) and (2, 2). */
static void
test_closed_forms (void)
{
  for (double x = 0.01; x < 12.0; x *= 1.37)
    {
      const double chance = x / 12.0;

      g_assert_cmpfloat_with_epsilon (clv_gamma_share_below (1.0, 0.7, x), -expm1 (-0.7 * x),
                                      1e-13);
      g_assert_cmpfloat_with_epsilon (clv_gamma_share_below (2.0, 0.7, x),
                                      1.0 - exp (-0.7 * x) * (1.0 + 0.7 * x), 1e-13);
      g_assert_cmpfloat_with_epsilon (clv_beta_share_below (1.0, 3.5, chance),
                                      1.0 - pow (1.0 - chance, 3.5), 1e-13);
      g_assert_cmpfloat_with_epsilon (clv_beta_share_below (0.4, 1.0, chance), pow (chance, 0.4),
                                      1e-13);
      g_assert_cmpfloat_with_epsilon (clv_beta_share_below (2.0, 2.0, chance),
                                      chance * chance * (3.0 - 2.0 * chance), 1e-13);
      g_assert_cmpfloat_with_epsilon (clv_inverse_gamma_share_below (1.0, 5.0, x), exp (-5.0 / x),
                                      1e-13);
    }
}

/* A quantile is what its share lies below, from very uneven to very even. */
static void
test_quantiles (void)
{
  static const double shapes[] = { 0.02, 0.3, 1.0, 4.0, 250.0, 1e5 };
  static const double shares[] = { 0.001, 0.1, 0.5, 0.9, 0.97, 0.999 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
      {
        const double share = shares[k];
        double gamma = clv_gamma_value_at (shapes[i], 12.0, share);
        double beta = clv_beta_value_at (shapes[i], 2.5, share);
        double inverse = clv_inverse_gamma_value_at (shapes[i], 12.0, share);

        g_assert_true (isfinite (gamma) && isfinite (beta) && isfinite (inverse));
        g_assert_cmpfloat (beta, <=, 1.0);
        g_assert_cmpfloat_with_epsilon (clv_gamma_share_below (shapes[i], 12.0, gamma), share,
                                        1e-8);
        g_assert_cmpfloat_with_epsilon (clv_beta_share_below (shapes[i], 2.5, beta), share, 1e-8);
        if (inverse < 1e300)
          g_assert_cmpfloat_with_epsilon (clv_inverse_gamma_share_below (shapes[i], 12.0, inverse),
                                          share, 1e-8);
      }
}

static void
test_ends (void)
{
  g_assert_cmpfloat (clv_gamma_share_below (0.5, 2.0, -1.0), ==, 0.0);
  g_assert_cmpfloat (clv_gamma_share_below (0.5, 2.0, 1e9), ==, 1.0);
  g_assert_cmpfloat (clv_beta_share_below (0.5, 2.0, 0.0), ==, 0.0);
  g_assert_cmpfloat (clv_beta_share_below (0.5, 2.0, 2.0), ==, 1.0);
  g_assert_cmpfloat (clv_inverse_gamma_share_below (2.0, 5.0, 0.0), ==, 0.0);
  g_assert_cmpfloat (clv_gamma_value_at (0.5, 2.0, 0.0), ==, 1e-300);
  g_assert_true (isfinite (clv_gamma_value_at (0.5, 2.0, 1.0)));
  g_assert_cmpfloat (clv_beta_value_at (0.5, 2.0, 1.0), ==, 1.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/numerics/distribution/closed-forms", test_closed_forms);
  g_test_add_func ("/numerics/distribution/quantiles", test_quantiles);
  g_test_add_func ("/numerics/distribution/ends", test_ends);

  return g_test_run ();
}
