/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <string.h>

#include "clv-horizon-rule.h"
#include "clv-numerics.h"

/* Expected purchases by a horizon h are a mixture of 1 − e^(−λph), analytic but
 * for h ≤ −α. A block of horizons [H, 2H] is then, at its scale, at least three
 * half-widths away from any singularity, and the Gauss rule of the discrete
 * measure "weight w_i at h_i" with ten points is off by 5.8^(−20). Blocks double:
 * three centuries of months are less than a hundred points. */

#define POINTS 10

static void
append (ClvHorizonRule *rule,
        double          horizon,
        double          weight)
{
  rule->horizon[rule->n] = horizon;
  rule->weight[rule->n] = weight;
  rule->n++;
}

/* The Jacobi matrix of the measure by Stieltjes' procedure, on [−1, 1]. */
static void
find_recurrence (guint         n,
                 const double *t,
                 const double *w,
                 double       *diagonal,
                 double       *below)
{
  g_autofree double *before = g_new0 (double, n);
  g_autofree double *now = g_new (double, n);
  double norm_before = 1.0;

  for (guint i = 0; i < n; i++)
    now[i] = 1.0;
  for (guint k = 0; k < POINTS; k++)
    {
      double norm = 0.0;
      double moment = 0.0;

      for (guint i = 0; i < n; i++)
        {
          norm += w[i] * now[i] * now[i];
          moment += w[i] * t[i] * now[i] * now[i];
        }
      diagonal[k] = moment / norm;
      below[k] = k > 0 ? norm / norm_before : 0.0;
      norm_before = norm;
      for (guint i = 0; i < n; i++)
        {
          double next = (t[i] - diagonal[k]) * now[i] - below[k] * before[i];

          before[i] = now[i];
          now[i] = next;
        }
    }
}

/* Golub and Welsch 1969: points are the eigenvalues, weights the squares of the
 * vectors' first components. */
static void
append_gauss (ClvHorizonRule *rule,
              guint           n,
              const double   *horizons,
              const double   *weights)
{
  double diagonal[POINTS];
  double below[POINTS];
  double middle = 0.5 * (horizons[0] + horizons[n - 1]);
  double half = 0.5 * (horizons[n - 1] - horizons[0]);
  double total = 0.0;
  g_autofree double *t = g_new (double, n);
  gsl_matrix *matrix = gsl_matrix_calloc (POINTS, POINTS);
  gsl_matrix *vectors = gsl_matrix_alloc (POINTS, POINTS);
  gsl_vector *values = gsl_vector_alloc (POINTS);
  gsl_eigen_symmv_workspace *workspace = gsl_eigen_symmv_alloc (POINTS);

  for (guint i = 0; i < n; i++)
    {
      t[i] = (horizons[i] - middle) / half;
      total += weights[i];
    }
  find_recurrence (n, t, weights, diagonal, below);
  for (guint k = 0; k < POINTS; k++)
    {
      gsl_matrix_set (matrix, k, k, diagonal[k]);
      if (k > 0)
        {
          gsl_matrix_set (matrix, k, k - 1, sqrt (below[k]));
          gsl_matrix_set (matrix, k - 1, k, sqrt (below[k]));
        }
    }
  gsl_eigen_symmv (matrix, values, vectors, workspace);
  gsl_eigen_symmv_sort (values, vectors, GSL_EIGEN_SORT_VAL_ASC);
  for (guint k = 0; k < POINTS; k++)
    {
      double first = gsl_matrix_get (vectors, 0, k);

      append (rule, middle + half * gsl_vector_get (values, k), total * first * first);
    }

  gsl_eigen_symmv_free (workspace);
  gsl_vector_free (values);
  gsl_matrix_free (vectors);
  gsl_matrix_free (matrix);
}

/**
 * clv_horizon_rule_new:
 * @n: how many horizons
 * @horizons: (array length=n): ascending, > 0
 * @weights: (array length=n): ≥ 0
 *
 * Returns: (transfer full): at most as many horizons that stand for all
 */
ClvHorizonRule *
clv_horizon_rule_new (guint         n,
                      const double *horizons,
                      const double *weights)
{
  ClvHorizonRule *self = g_new0 (ClvHorizonRule, 1);
  g_autofree double *h = g_new (double, MAX (n, 1));
  g_autofree double *w = g_new (double, MAX (n, 1));
  guint m = 0;

  clv_numerics_init ();
  for (guint i = 0; i < n; i++)
    {
      if (weights[i] > 0.0)
        {
          h[m] = horizons[i];
          w[m++] = weights[i];
        }
    }
  self->horizon = g_new (double, MAX (m, 1));
  self->weight = g_new (double, MAX (m, 1));
  for (guint start = 0; start < m;)
    {
      guint count = 1;

      while (start + count < m && (count < POINTS || h[start + count] <= 2.0 * h[start]))
        count++;
      if (count > POINTS)
        {
          append_gauss (self, count, h + start, w + start);
        }
      else
        {
          for (guint i = start; i < start + count; i++)
            append (self, h[i], w[i]);
        }
      start += count;
    }
  return self;
}

void
clv_horizon_rule_free (ClvHorizonRule *self)
{
  if (self == NULL)
    return;
  g_free (self->horizon);
  g_free (self->weight);
  g_free (self);
}
