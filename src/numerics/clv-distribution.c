/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "clv-distribution.h"
#include "clv-numerics.h"

#define STEPS 200

typedef double (*ShareBelow)(double first, double second, double x);

/* GSL's inverses give up where a share is in a tail of 1e−300; halving does not. The
* bracket is in log x, where a quantile of a very uneven distribution is not lost. */
static double
find_quantile (ShareBelow below,
               double     first,
               double     second,
               double     share,
               double     lowest,
               double     highest)
{
  double lo = log (lowest);
  double hi = log (highest);

  if (!(share > below (first, second, lowest)))
    return lowest;
  if (!(share < below (first, second, highest)))
    return highest;
  for (guint i = 0; i < STEPS && hi - lo > 1e-15 * (1.0 + fabs (lo)); i++)
    {
      double middle = 0.5 * (lo + hi);

      if (below (first, second, exp (middle)) < share)
        lo = middle;
      else
        hi = middle;
    }

  return exp (0.5 * (lo + hi));
}

/**
 * clv_gamma_share_below:
 * @shape: above 0
 * @rate: above 0
 * @x: any number
 *
 * Returns: the share of a Gamma (@shape, @rate) quantity below @x
 */
double
clv_gamma_share_below (double shape,
                       double rate,
                       double x)
{
  clv_numerics_init ();
  return x > 0.0 ? gsl_cdf_gamma_P (x * rate, shape, 1.0) : 0.0;
}

/**
 * clv_gamma_value_at:
 * @share: 0 … 1
 *
 * Returns: what @share of a Gamma (@shape, @rate) quantity lies below; at least 1e−300
 */
double
clv_gamma_value_at (double shape,
                    double rate,
                    double share)
{
  return find_quantile (clv_gamma_share_below, shape, rate, share, 1e-300,
                        (shape + 60.0 * sqrt (shape) + 800.0) / rate);
}

/**
 * clv_beta_share_below:
 * @a: above 0
 * @b: above 0
 * @x: any number
 *
 * Returns: the share of a Beta (@a, @b) quantity below @x
 */
double
clv_beta_share_below (double a,
                      double b,
                      double x)
{
  clv_numerics_init ();
  if (!(x > 0.0))
    return 0.0;
  return x < 1.0 ? gsl_cdf_beta_P (x, a, b) : 1.0;
}

/**
 * clv_beta_value_at:
 * @share: 0 … 1
 *
 * Returns: what @share of a Beta (@a, @b) quantity lies below; at least 1e−300
 */
double
clv_beta_value_at (double a,
                   double b,
                   double share)
{
  return find_quantile (clv_beta_share_below, a, b, share, 1e-300, 1.0);
}

/**
 * clv_inverse_gamma_share_below:
 * @shape: above 0
 * @scale: above 0
 * @x: any number
 *
 * Returns: the share of @scale ÷ Gamma (@shape, 1) below @x
 */
double
clv_inverse_gamma_share_below (double shape,
                               double scale,
                               double x)
{
  clv_numerics_init ();
  return x > 0.0 ? gsl_cdf_gamma_Q (scale / x, shape, 1.0) : 0.0;
}

/**
 * clv_inverse_gamma_value_at:
 * @share: 0 … 1
 *
 * Returns: what @share of @scale ÷ Gamma (@shape, 1) lies below; at most 1e300
 */
double
clv_inverse_gamma_value_at (double shape,
                            double scale,
                            double share)
{
  return find_quantile (clv_inverse_gamma_share_below, shape, scale, share,
                        scale / (shape + 60.0 * sqrt (shape) + 800.0), 1e300);
}
