/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>
#include <stdio.h>

#include "cdnow.h"
#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"
#include "clv-trust-region.h"

/* What the tests of all purchase models share. */

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

static inline ClvCells *
cells_new (guint n)
{
  ClvCells *cells = g_new0 (ClvCells, 1);

  cells->n = n;
  cells->x = g_new0 (guint32, n);
  cells->recency_days = g_new0 (gint32, n);
  cells->age_days = g_new0 (gint32, n);
  cells->weight = g_new0 (double, n);
  return cells;
}

static inline void
cells_free (ClvCells *cells)
{
  g_free (cells->x);
  g_free (cells->recency_days);
  g_free (cells->age_days);
  g_free (cells->weight);
  g_free (cells);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCells, cells_free)

static inline void
cells_set (ClvCells *cells,
           guint     i,
           guint32   x,
           gint32    recency,
           gint32    age,
           double    weight)
{
  cells->x[i] = x;
  cells->recency_days[i] = recency;
  cells->age_days[i] = age;
  cells->weight[i] = weight;
}

/* The sample's rows are in customer and date order. @log_gaps: (out) (nullable):
 * Σ of the logarithms of the weeks between purchases. */
static inline ClvCells *
cells_for_cdnow (const Cdnow *cdnow,
                 gint32       until,
                 double      *log_gaps)
{
  ClvCells *cells = cells_new (cdnow->n_customers);
  gint32 first = 0;
  gint32 last = 0;
  guint n = 0;
  double sum = 0.0;

  for (guint i = 0; i < cdnow->n; i++)
    {
      if (i == 0 || cdnow->customer[i] != cdnow->customer[i - 1])
        {
          first = cdnow->day[i];
          last = first;
          if (first > until)
            continue;
          cells_set (cells, n, 0, 0, until - first, 1.0);
          n++;
        }
      else if (cdnow->day[i] <= until && cdnow->day[i] != last)
        {
          sum += log ((cdnow->day[i] - last) / 7.0);
          last = cdnow->day[i];
          cells->x[n - 1]++;
          cells->recency_days[n - 1] = last - first;
        }
    }
  cells->n = n;
  if (log_gaps != NULL)
    *log_gaps = sum;
  return cells;
}

static inline double
cells_sum_weight (const ClvCells *cells)
{
  double sum = 0.0;

  for (guint i = 0; i < cells->n; i++)
    sum += cells->weight[i];
  return sum;
}

/* A log-likelihood with derivatives with respect to the log parameters. */
typedef double (*KindEvaluate) (gconstpointer plan,
                                const double *parameters,
                                double       *gradient,
                                double       *hessian);

typedef struct
{
  KindEvaluate evaluate;
  gconstpointer plan;
  guint n;
  double weight;
} Kind;

static inline double
kind_evaluate_mean (const double *point,
                    double       *gradient,
                    double       *hessian,
                    gpointer      user_data)
{
  const Kind *kind = user_data;
  double parameters[CLV_MAX_DIMENSIONS];
  double value = 0.0;

  for (guint i = 0; i < kind->n; i++)
    parameters[i] = exp (point[i]);
  value = kind->evaluate (kind->plan, parameters, gradient, hessian);
  for (guint i = 0; i < kind->n; i++)
    gradient[i] /= -kind->weight;
  for (guint i = 0; i < kind->n * kind->n; i++)
    hessian[i] /= -kind->weight;
  return -value / kind->weight;
}

/* @start: log parameters. @errors: (nullable): of the log parameters; NAN where
 * not identified. */
static inline double
kind_fit (Kind         *kind,
          const double *start,
          double       *parameters,
          double       *errors,
          guint        *evaluations)
{
  ClvTrustRegion search;
  double covariance[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double smallest = 0.0;
  double largest = 0.0;

  g_assert_true (clv_trust_region_init (&search, kind->n, start, log (1e-5), log (1e6),
                                        kind_evaluate_mean, kind));
  while (!clv_trust_region_test (&search, 1e-11) && clv_trust_region_iterate (&search))
    g_assert_cmpuint (search.evaluations, <, 300);
  g_assert_true (clv_trust_region_test (&search, 1e-7));
  for (guint i = 0; i < kind->n * kind->n; i++)
    search.hessian[i] *= kind->weight;
  if (errors != NULL)
    {
      gboolean is_sound = clv_matrix_invert_positive (kind->n, search.hessian, covariance,
                                                      &smallest, &largest);

      for (guint i = 0; i < kind->n; i++)
        errors[i] = is_sound ? sqrt (covariance[i * (kind->n + 1)]) : NAN;
    }
  for (guint i = 0; i < kind->n; i++)
    parameters[i] = exp (search.point[i]);
  if (evaluations != NULL)
    *evaluations = search.evaluations;
  return -search.value * kind->weight;
}

/* The gradient against differences of the value, the Hessian against those of
 * the gradient; @scale of the value sets what rounding may do. */
static inline void
kind_check_derivatives (const Kind   *kind,
                        const double *parameters,
                        double        tolerance)
{
  double gradient[CLV_MAX_DIMENSIONS];
  double hessian[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  const double h = 1e-4;
  double value = kind->evaluate (kind->plan, parameters, gradient, hessian);

  g_assert_true (isfinite (value));
  for (guint k = 0; k < kind->n; k++)
    {
      double values[2];
      double slopes[2][CLV_MAX_DIMENSIONS];

      for (guint side = 0; side < 2; side++)
        {
          double moved[CLV_MAX_DIMENSIONS];

          memcpy (moved, parameters, kind->n * sizeof (double));
          moved[k] *= exp (side == 0 ? h : -h);
          values[side] = kind->evaluate (kind->plan, moved, slopes[side], NULL);
        }
      if (!(fabs ((values[0] - values[1]) / (2 * h) - gradient[k])
            <= tolerance * (1.0 + fabs (gradient[k]) + 1e-7 * fabs (value))))
        g_error ("slope %u: %.12g by differences, %.12g", k, (values[0] - values[1]) / (2 * h),
                 gradient[k]);
      for (guint j = 0; j < kind->n; j++)
        {
          double expected = (slopes[0][j] - slopes[1][j]) / (2 * h);
          double found = hessian[k * kind->n + j];

          if (!(fabs (expected - found) <= tolerance * (1.0 + fabs (found)
                                                        + 1e-7 * fabs (gradient[j]))))
            g_error ("curvature %u, %u: %.12g by differences, %.12g", k, j, expected, found);
        }
    }
}

typedef void (*KindForecast) (const double *parameters,
                              double        x,
                              double        age,
                              const double *horizons,
                              guint         n,
                              double       *purchases,
                              double       *still_active,
                              double       *second_moment);
typedef void (*KindSums) (const double         *parameters,
                          double                age,
                          guint                 n,
                          const guint32        *x,
                          const ClvHorizonRule *discounted,
                          const ClvHorizonRule *active,
                          double                last,
                          double               *purchases,
                          double               *discounted_sum,
                          double               *active_sum);

/* Sums over the horizons of a rule against one forecast of each. */
static inline void
kind_check_sums (KindForecast  forecast,
                 KindSums      sum_horizons,
                 const double *parameters)
{
  double horizons[] = { 0.5, 4.0, 30.0, 300.0, 5000.0 };
  double weights[] = { 0.1, 1.0, 0.7, 0.3, 0.01 };
  const ClvHorizonRule rules[2] = { { 5, horizons, weights }, { 3, horizons, weights + 1 } };
  const guint32 x[] = { 0, 3, 40, 5000 };
  double found[3][4];

  sum_horizons (parameters, 30.0, 4, x, &rules[0], &rules[1], 77.0, found[0], found[1], found[2]);
  for (guint i = 0; i < 4; i++)
    {
      double mean[5];
      double active[5];
      double square[5];
      double sums[2] = { 0.0, 0.0 };
      double last = 77.0;

      forecast (parameters, x[i], 30.0, horizons, 5, mean, active, square);
      for (guint k = 0; k < 5; k++)
        {
          sums[0] += weights[k] * mean[k];
          sums[1] += k < 3 ? weights[k + 1] * active[k] : 0.0;
        }
      forecast (parameters, x[i], 30.0, &last, 1, mean, active, square);
      assert_near (found[0][i], mean[0], 1e-13);
      assert_near (found[1][i], sums[0], 1e-13);
      assert_near (found[2][i], sums[1], 1e-13);
    }
}
