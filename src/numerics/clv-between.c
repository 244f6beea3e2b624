/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-between.h"

/**
 * clv_between_estimate:
 * @n: number of parameters
 * @n_groups: number of groups
 * @center: (array length=n): the whole's parameters
 * @values: the groups' parameters, a group after the other
 * @variances: the covariance matrices of these, likewise
 * @least: variance that groups are taken to have between them in any direction
 * @between: (out): covariance of the groups' true parameters
 *
 * The method of moments of DerSimonian & Laird, "Meta-Analysis in Clinical Trials",
 * Controlled Clinical Trials 7 (1986), for several parameters, entry by entry with
 * weights of the standard errors as in Chen, Manning & Dupuis, Biometrics 68 (2012):
 * E[(y_i − c_i)(y_j − c_j)] = T_ij + V_ij. Directions in which the moments are below
 * @least get it: so a group without an error of its own keeps its own values.
 */
void
clv_between_estimate (guint         n,
                      guint         n_groups,
                      const double *center,
                      const double *values,
                      const double *variances,
                      double        least,
                      double       *between)
{
  double vectors[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double spread[CLV_MAX_DIMENSIONS];

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          double sum = 0.0;
          double all = 0.0;

          for (guint g = 0; g < n_groups; g++)
            {
              const double *y = values + (gsize) g * n;
              const double *V = variances + (gsize) g * n * n;
              double w = 1.0 / sqrt (MAX (V[i * n + i], 1e-12) * MAX (V[j * n + j], 1e-12));

              sum += w * ((y[i] - center[i]) * (y[j] - center[j]) - V[i * n + j]);
              all += w;
            }
          between[i * n + j] = all > 0.0 ? sum / all : 0.0;
        }
    }
  if (!clv_matrix_eigen (n, between, spread, vectors))
    {
      for (guint i = 0; i < n; i++)
        spread[i] = 0.0;
      for (guint i = 0; i < n * n; i++)
        vectors[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
    }
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          between[i * n + j] = 0.0;
          for (guint k = 0; k < n; k++)
            between[i * n + j] += vectors[i * n + k] * MAX (spread[k], least)
                                  * vectors[j * n + k];
        }
    }
}

/**
 * clv_between_shrink:
 * @n: number of parameters
 * @center: (array length=n): the whole's parameters
 * @between: covariance of the groups' true parameters, T
 * @value: (array length=n): a group's own parameters
 * @variance: the covariance matrix of these, V
 * @shrunk: (out) (array length=n): center + T (T + V)⁻¹ (value − center)
 *
 * Written as value − V (T + V)⁻¹ (value − center), which is the value itself where it
 * has no error.
 *
 * Returns: %FALSE where T + V has no inverse
 */
gboolean
clv_between_shrink (guint         n,
                    const double *center,
                    const double *between,
                    const double *value,
                    const double *variance,
                    double       *shrunk)
{
  double sum[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double inverse[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double pull[CLV_MAX_DIMENSIONS];
  double smallest = 0.0;
  double largest = 0.0;

  for (guint i = 0; i < n * n; i++)
    sum[i] = between[i] + variance[i];
  if (!clv_matrix_invert_positive (n, sum, inverse, &smallest, &largest))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      pull[i] = 0.0;
      for (guint j = 0; j < n; j++)
        pull[i] += inverse[i * n + j] * (value[j] - center[j]);
    }
  for (guint i = 0; i < n; i++)
    {
      shrunk[i] = value[i];
      for (guint j = 0; j < n; j++)
        shrunk[i] -= variance[i * n + j] * pull[j];
    }
  return TRUE;
}

/**
 * clv_between_weigh:
 * @n: number of parameters
 * @between: covariance of the groups' true parameters, T
 * @variance: the covariance matrix of one group's estimates, V
 * @slope: (array length=n): of a figure by the parameters
 *
 * Returns: the share of a group's figure that is its own, 0 … 1: the variance of the
 *   figure between groups, gᵀTg, over that and its own error gᵀVg
 */
double
clv_between_weigh (guint         n,
                   const double *between,
                   const double *variance,
                   const double *slope)
{
  double own = 0.0;
  double error = 0.0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          own += slope[i] * between[i * n + j] * slope[j];
          error += slope[i] * variance[i * n + j] * slope[j];
        }
    }
  return own > 0.0 ? own / (own + MAX (error, 0.0)) : 0.0;
}
