/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-gamma-ratio.h"

/* Differences of ln Γ and of its derivatives at z + a and z. Taken one by one
 * their values may be a million times the difference. Both are moved up by the
 * recurrence to where Stirling's series has converged (Abramowitz & Stegun 6.1.40,
 * 6.3.18, 6.4.11), and the leading terms are subtracted on paper. */

#define FAR 18.0

/* What Stirling's ln Γ has beyond (z − ½) ln z − z + ln √(2π). */
static double
series (double z)
{
  double q = 1.0 / (z * z);

  return (1.0 / 12.0
          - q * (1.0 / 360.0
                 - q * (1.0 / 1260.0 - q * (1.0 / 1680.0 - q * (1.0 / 1188.0))))) / z;
}

/**
 * clv_log_gamma_ratio:
 * @z: > 0
 * @a: ≥ 0
 *
 * Returns: ln (Γ(z+a) / Γ(z))
 */
double
clv_log_gamma_ratio (double z,
                     double a)
{
  double sum = 0.0;

  if (!(a > 0.0))
    return 0.0;
  for (; z < FAR; z += 1.0)
    sum -= log1p (a / z);
  return sum + (z - 0.5) * log1p (a / z) + a * (log (z + a) - 1.0) + (series (z + a) - series (z));
}

/* ψ beyond ln z. */
static double
digamma_series (double z)
{
  double q = 1.0 / (z * z);

  return -0.5 / z
         - q * (1.0 / 12.0
                - q * (1.0 / 120.0 - q * (1.0 / 252.0 - q * (1.0 / 240.0 - q / 132.0))));
}

/**
 * clv_digamma_ratio:
 * @z: > 0
 * @a: ≥ 0
 *
 * Returns: ψ(z+a) − ψ(z)
 */
double
clv_digamma_ratio (double z,
                   double a)
{
  double sum = 0.0;

  for (; z < FAR; z += 1.0)
    sum += a / (z * (z + a));
  return sum + log1p (a / z) + (digamma_series (z + a) - digamma_series (z));
}

/* ψ' beyond 1/z. */
static double
trigamma_series (double z)
{
  double q = 1.0 / (z * z);

  return q * (0.5 + (1.0 / 6.0 - q * (1.0 / 30.0 - q * (1.0 / 42.0 - q * (1.0 / 30.0
                                                                          - q * 5.0 / 66.0))))
              / z);
}

/**
 * clv_trigamma_ratio:
 * @z: > 0
 * @a: ≥ 0
 *
 * Returns: ψ'(z+a) − ψ'(z), which is not above zero
 */
double
clv_trigamma_ratio (double z,
                    double a)
{
  double sum = 0.0;

  for (; z < FAR; z += 1.0)
    sum -= a / (z * (z + a)) * (1.0 / z + 1.0 / (z + a));
  return sum - a / (z * (z + a)) + (trigamma_series (z + a) - trigamma_series (z));
}
