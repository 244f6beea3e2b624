/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_psi.h>
#include <gsl/gsl_version.h>
#include <math.h>
#include <string.h>

#include "clv-numerics.h"

/**
 * clv_numerics_init:
 *
 * GSL's default is to abort the program on a domain error. We look at results
 * instead. Every entry that calls GSL calls this first; it costs a load.
 */
void
clv_numerics_init (void)
{
  static gsize is_ready = 0;

  if (g_once_init_enter (&is_ready))
    {
      gsl_set_error_handler_off ();
      g_once_init_leave (&is_ready, 1);
    }
}

/**
 * clv_numerics_dup_version:
 *
 * Returns: (transfer full): the version of GSL that runs, and the one at build time
 */
char *
clv_numerics_dup_version (void)
{
  return g_strdup_printf ("GSL %s (built with %s)", gsl_version, GSL_VERSION);
}

/**
 * clv_softplus:
 * @z: any number
 *
 * Returns: ln (1 + e^z) without overflow or loss of small values
 */
double
clv_softplus (double z)
{
  return fmax (z, 0.0) + log1p (exp (-fabs (z)));
}

/**
 * clv_logistic:
 * @z: log odds
 *
 * Returns: 1 / (1 + e^−z), with full relative precision at both ends
 */
double
clv_logistic (double z)
{
  double e = exp (-fabs (z));

  return z >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
}

/**
 * clv_normal_quantile:
 * @probability: in (0, 1)
 *
 * Returns: the standard normal quantile
 */
double
clv_normal_quantile (double probability)
{
  clv_numerics_init ();
  return gsl_cdf_ugaussian_Pinv (probability);
}

/**
 * clv_gamma_unit_quantile:
 * @shape: > 0
 * @probability: in (0, 1)
 *
 * Above a shape of a thousand by the expansion of Cornish & Fisher (1938) with the
 * skewness 2/√shape and the excess 6/shape, which is then better than 1e-6.
 *
 * Returns: the quantile of a gamma variable of scale 1
 */
double
clv_gamma_unit_quantile (double shape,
                         double probability)
{
  double z = 0.0;
  double s = 2.0 / sqrt (shape);

  clv_numerics_init ();
  if (shape <= 1000.0)
    {
      double quantile = gsl_cdf_gamma_Pinv (probability, shape, 1.0);

      /* Near nought, where the density is a power. */
      return isfinite (quantile) ? quantile
                                 : exp ((log (probability) + lgamma (shape + 1.0)) / shape);
    }
  z = gsl_cdf_ugaussian_Pinv (probability);
  z += s * (z * z - 1.0) / 6.0 + s * s * (z * z * z - 3.0 * z) / 16.0
       - s * s * (2.0 * z * z * z - 5.0 * z) / 36.0;
  return MAX (shape + sqrt (shape) * z, 0.0);
}

/* ψ, for x > 0. */
double
clv_digamma (double x)
{
  clv_numerics_init ();
  return gsl_sf_psi (x);
}

/* ψ', for x > 0. */
double
clv_trigamma (double x)
{
  clv_numerics_init ();
  return gsl_sf_psi_1 (x);
}

static void
rotate (guint   n,
        double *a,
        double *v,
        guint   p,
        guint   q)
{
  double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * a[p * n + q]);
  double t = copysign (1.0, theta) / (fabs (theta) + hypot (theta, 1.0));
  double c = 1.0 / hypot (t, 1.0);
  double s = t * c;

  for (guint k = 0; k < n; k++)
    {
      double x = a[k * n + p];
      double y = a[k * n + q];

      a[k * n + p] = c * x - s * y;
      a[k * n + q] = s * x + c * y;
    }

  for (guint k = 0; k < n; k++)
    {
      double x = a[p * n + k];
      double y = a[q * n + k];
      double f = v[k * n + p];
      double g = v[k * n + q];

      a[p * n + k] = c * x - s * y;
      a[q * n + k] = s * x + c * y;
      v[k * n + p] = c * f - s * g;
      v[k * n + q] = s * f + c * g;
    }
}

/**
 * clv_matrix_eigen:
 * @n: at most %CLV_MAX_DIMENSIONS
 * @matrix: (array length=n*n): symmetric
 * @values: (out): eigenvalues, in no order
 * @vectors: (out): column j belongs to value j
 *
 * Cyclic Jacobi rotations: small relative error in the small eigenvalues of a
 * well-scaled matrix, which is what tells a ridge from a flat but sound maximum.
 *
 * Returns: %FALSE where an element is not finite
 */
gboolean
clv_matrix_eigen (guint         n,
                  const double *matrix,
                  double       *values,
                  double       *vectors)
{
  double a[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];

  g_return_val_if_fail (n <= CLV_MAX_DIMENSIONS, FALSE);

  for (guint i = 0; i < n * n; i++)
    {
      if (!isfinite (matrix[i]))
        return FALSE;
      a[i] = matrix[i];
      vectors[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
    }

  for (guint sweep = 0; sweep < 40; sweep++)
    {
      double off = 0.0;

      for (guint p = 0; p < n; p++)
        {
          for (guint q = p + 1; q < n; q++)
            {
              double floor = 1e-20 * sqrt (fabs (a[p * n + p] * a[q * n + q]));

              if (fabs (a[p * n + q]) <= MAX (floor, DBL_MIN))
                continue;
              off += fabs (a[p * n + q]);
              rotate (n, a, vectors, p, q);
            }
        }
      if (off <= 0.0)
        break;
    }

  for (guint i = 0; i < n; i++)
    values[i] = a[i * n + i];
  return TRUE;
}

/**
 * clv_matrix_invert_positive:
 * @n: at most %CLV_MAX_DIMENSIONS
 * @matrix: (array length=n*n): symmetric
 * @inverse: (out)
 * @smallest: (out): smallest eigenvalue
 * @largest: (out): largest eigenvalue
 *
 * Returns: whether the matrix is positive definite and @inverse was filled
 */
gboolean
clv_matrix_invert_positive (guint         n,
                            const double *matrix,
                            double       *inverse,
                            double       *smallest,
                            double       *largest)
{
  double values[CLV_MAX_DIMENSIONS];
  double vectors[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];

  *smallest = 0.0;
  *largest = 0.0;
  if (!clv_matrix_eigen (n, matrix, values, vectors))
    return FALSE;

  *smallest = values[0];
  *largest = values[0];
  for (guint i = 1; i < n; i++)
    {
      *smallest = MIN (*smallest, values[i]);
      *largest = MAX (*largest, values[i]);
    }
  if (!(*smallest > 0.0))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          double sum = 0.0;

          for (guint k = 0; k < n; k++)
            sum += vectors[i * n + k] * vectors[j * n + k] / values[k];
          inverse[i * n + j] = sum;
        }
    }
  return TRUE;
}

/**
 * clv_pearson:
 * @a: (array length=n)
 * @b: (array length=n)
 * @n: how many pairs
 *
 * Returns: the correlation, 0 where one side does not vary
 */
double
clv_pearson (const double *a,
             const double *b,
             guint32       n)
{
  double mean_a = 0.0;
  double mean_b = 0.0;
  double aa = 0.0;
  double bb = 0.0;
  double ab = 0.0;

  for (guint32 i = 0; i < n; i++)
    {
      mean_a += a[i];
      mean_b += b[i];
    }
  mean_a /= MAX (n, 1);
  mean_b /= MAX (n, 1);

  for (guint32 i = 0; i < n; i++)
    {
      aa += (a[i] - mean_a) * (a[i] - mean_a);
      bb += (b[i] - mean_b) * (b[i] - mean_b);
      ab += (a[i] - mean_a) * (b[i] - mean_b);
    }

  return aa > 0.0 && bb > 0.0 ? ab / sqrt (aa * bb) : 0.0;
}

static int
compare_indirect (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  const double *values = user_data;
  guint32 i = *(const guint32 *) a;
  guint32 j = *(const guint32 *) b;

  if (values[i] < values[j])
    return -1;
  if (values[i] > values[j])
    return 1;
  return i < j ? -1 : i > j;
}

/* Ranks from 1; ties share the mean of their ranks. */
static double *
new_ranks (const double *values,
           guint32       n)
{
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));
  double *ranks = g_new (double, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n, sizeof (guint32), compare_indirect, (gpointer) values);

  for (guint32 i = 0, j = 0; i < n; i = j)
    {
      for (j = i + 1; j < n && !(values[order[j]] > values[order[i]]); j++)
        ;
      for (guint32 k = i; k < j; k++)
        ranks[order[k]] = 0.5 * ((double) i + (double) j + 1.0);
    }

  return ranks;
}

/**
 * clv_spearman:
 * @a: (array length=n)
 * @b: (array length=n)
 * @n: how many pairs
 *
 * Returns: the rank correlation with ties at their mean rank, 0 where one side
 *   does not vary
 */
double
clv_spearman (const double *a,
              const double *b,
              guint32       n)
{
  g_autofree double *ranks_a = new_ranks (a, n);
  g_autofree double *ranks_b = new_ranks (b, n);

  return clv_pearson (ranks_a, ranks_b, n);
}

/**
 * clv_concentration:
 * @amounts: (array length=n): what is shared out, ≥ 0
 * @order: (array length=n): by what the sharers are ordered, lowest first
 * @n: how many
 *
 * The concentration coefficient: twice the area between the diagonal and the curve
 * of the cumulative share of @amounts, sharers taken in ascending @order, ties at
 * their mean rank. With @order the same as @amounts it is their Gini coefficient
 * (Kakwani 1977, Econometrica 45).
 *
 * Returns: between −1 and 1; 0 where there is nothing to share out
 */
double
clv_concentration (const double *amounts,
                   const double *order,
                   guint32       n)
{
  g_autofree double *ranks = new_ranks (order, n);
  double sum = 0.0;
  double weighted = 0.0;

  for (guint32 i = 0; i < n; i++)
    {
      sum += amounts[i];
      weighted += ranks[i] * amounts[i];
    }

  return sum > 0.0 ? 2.0 * weighted / (n * sum) - (n + 1.0) / n : 0.0;
}
