/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-trust-region.h"

#define FIRST_RADIUS 1.0
#define LARGEST_RADIUS 4.0
#define SMALLEST_RADIUS 1e-12
#define ROUNDING 1e-14

/* A coordinate on the box that would like to leave it takes no part in a step. */
static gboolean
is_held (const ClvTrustRegion *self,
         guint                 i)
{
  return (self->point[i] <= self->lower[i] && self->gradient[i] > 0.0)
         || (self->point[i] >= self->upper[i] && self->gradient[i] < 0.0);
}

/**
 * clv_trust_region_init_box:
 * @self: a search on the caller's stack
 * @n: number of coordinates
 * @start: (array length=n): clipped to the box
 * @lower: (array length=n): lower side of the box
 * @upper: (array length=n): upper side
 * @objective: what to minimise
 * @user_data: its data, which must outlive the search
 *
 * Returns: %FALSE where the objective is not finite at the start
 */
gboolean
clv_trust_region_init_box (ClvTrustRegion *self,
                           guint           n,
                           const double   *start,
                           const double   *lower,
                           const double   *upper,
                           ClvObjective    objective,
                           gpointer        user_data)
{
  g_return_val_if_fail (n >= 1 && n <= CLV_MAX_DIMENSIONS, FALSE);

  memset (self, 0, sizeof *self);
  self->n = n;
  self->objective = objective;
  self->user_data = user_data;
  self->radius = FIRST_RADIUS;
  self->predicted = INFINITY;
  for (guint i = 0; i < n; i++)
    {
      self->lower[i] = lower[i];
      self->upper[i] = upper[i];
      self->point[i] = CLAMP (start[i], lower[i], upper[i]);
    }

  self->value = objective (self->point, self->gradient, self->hessian, user_data);
  self->evaluations = 1;
  return isfinite (self->value);
}

/**
 * clv_trust_region_init:
 * @self: a search on the caller's stack
 * @n: number of coordinates
 * @start: (array length=n): clipped to the box
 * @lower: lower side of the box, of every coordinate
 * @upper: upper side
 * @objective: what to minimise
 * @user_data: its data, which must outlive the search
 *
 * Returns: %FALSE where the objective is not finite at the start
 */
gboolean
clv_trust_region_init (ClvTrustRegion *self,
                       guint           n,
                       const double   *start,
                       double          lower,
                       double          upper,
                       ClvObjective    objective,
                       gpointer        user_data)
{
  double lowers[CLV_MAX_DIMENSIONS];
  double uppers[CLV_MAX_DIMENSIONS];

  g_return_val_if_fail (n >= 1 && n <= CLV_MAX_DIMENSIONS, FALSE);

  for (guint i = 0; i < n; i++)
    {
      lowers[i] = lower;
      uppers[i] = upper;
    }
  return clv_trust_region_init_box (self, n, start, lowers, uppers, objective, user_data);
}

static double
step_length (guint         n,
             const double *values,
             const double *slopes,
             double        shift)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    {
      double s = slopes[i] / (values[i] + shift);

      sum += s * s;
    }
  return sqrt (sum);
}

/* The shift of the eigenvalues that brings the step to the radius: bisection on
 * the logarithm, which the hard case cannot mislead. */
static double
find_shift (guint         n,
            const double *values,
            const double *slopes,
            double        radius)
{
  double smallest = values[0];
  double floor = 0.0;
  double lo = 0.0;
  double hi = 0.0;

  for (guint i = 1; i < n; i++)
    smallest = MIN (smallest, values[i]);
  floor = smallest > 0.0 ? 0.0 : -smallest + 1e-12 * (1.0 - smallest);
  if (smallest > 0.0 && step_length (n, values, slopes, 0.0) <= radius)
    return 0.0;

  lo = 1e-14;
  hi = 1.0;
  while (step_length (n, values, slopes, floor + hi) > radius && hi < 1e30)
    hi *= 10.0;
  for (guint i = 0; i < 80; i++)
    {
      double middle = sqrt (lo * hi);

      if (step_length (n, values, slopes, floor + middle) > radius)
        lo = middle;
      else
        hi = middle;
    }
  return floor + hi;
}

/* Minimiser of the quadratic model in the ball over the coordinates not held. */
static gboolean
find_free_step (const ClvTrustRegion *self,
                const gboolean       *held,
                double               *step)
{
  guint n = self->n;
  double matrix[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS] = { 0.0 };
  double vectors[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double values[CLV_MAX_DIMENSIONS];
  double slopes[CLV_MAX_DIMENSIONS];
  double shift = 0.0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          if (held[i] || held[j])
            matrix[i * n + j] = i == j ? 1.0 : 0.0;
          else
            matrix[i * n + j] = self->hessian[i * n + j];
        }
    }
  if (!clv_matrix_eigen (n, matrix, values, vectors))
    return FALSE;

  for (guint k = 0; k < n; k++)
    {
      slopes[k] = 0.0;
      for (guint i = 0; i < n; i++)
        slopes[k] += held[i] ? 0.0 : vectors[i * n + k] * self->gradient[i];
    }
  shift = find_shift (n, values, slopes, self->radius);

  for (guint i = 0; i < n; i++)
    {
      step[i] = 0.0;
      for (guint k = 0; k < n && !held[i]; k++)
        step[i] -= vectors[i * n + k] * slopes[k] / (values[k] + shift);
    }
  return TRUE;
}

/* A step that stays in the box: a coordinate on its side that would leave is
 * held; then the whole step is shortened to where the first one arrives, which
 * keeps it downhill. */
static gboolean
find_step (const ClvTrustRegion *self,
           double               *step)
{
  gboolean held[CLV_MAX_DIMENSIONS];
  gboolean is_settled = FALSE;
  double share = 1.0;

  for (guint i = 0; i < self->n; i++)
    held[i] = is_held (self, i);

  while (!is_settled)
    {
      is_settled = TRUE;
      if (!find_free_step (self, held, step))
        return FALSE;
      for (guint i = 0; i < self->n; i++)
        {
          if ((self->point[i] <= self->lower[i] && step[i] < 0.0)
              || (self->point[i] >= self->upper[i] && step[i] > 0.0))
            {
              held[i] = TRUE;
              is_settled = FALSE;
            }
        }
    }

  for (guint i = 0; i < self->n; i++)
    {
      if (self->point[i] + step[i] < self->lower[i])
        share = MIN (share, (self->lower[i] - self->point[i]) / step[i]);
      else if (self->point[i] + step[i] > self->upper[i])
        share = MIN (share, (self->upper[i] - self->point[i]) / step[i]);
    }
  for (guint i = 0; i < self->n; i++)
    {
      step[i] *= share;
      if (fabs (self->point[i] + step[i] - self->lower[i]) < 1e-12)
        step[i] = self->lower[i] - self->point[i];
      else if (fabs (self->point[i] + step[i] - self->upper[i]) < 1e-12)
        step[i] = self->upper[i] - self->point[i];
    }
  return TRUE;
}

static double
predict_decrease (const ClvTrustRegion *self,
                  const double         *step)
{
  double sum = 0.0;

  for (guint i = 0; i < self->n; i++)
    {
      sum -= self->gradient[i] * step[i];
      for (guint j = 0; j < self->n; j++)
        sum -= 0.5 * step[i] * self->hessian[i * self->n + j] * step[j];
    }
  return sum;
}

static double
get_slope (const ClvTrustRegion *self)
{
  double largest = 0.0;

  for (guint i = 0; i < self->n; i++)
    {
      if (!is_held (self, i))
        largest = MAX (largest, fabs (self->gradient[i]));
    }
  return largest;
}

/**
 * clv_trust_region_iterate:
 * @self: a search
 *
 * One step: one evaluation, taken or not.
 *
 * Returns: %FALSE where no step can improve the value any more
 */
gboolean
clv_trust_region_iterate (ClvTrustRegion *self)
{
  ClvTrustRegion trial = *self;
  double step[CLV_MAX_DIMENSIONS];
  double noise = ROUNDING * (1.0 + fabs (self->value));
  double length = 0.0;
  double gain = 0.0;
  double ratio = 0.0;

  if (self->radius < SMALLEST_RADIUS || !find_step (self, step))
    return FALSE;

  self->predicted = predict_decrease (self, step);
  for (guint i = 0; i < self->n; i++)
    {
      trial.point[i] = CLAMP (self->point[i] + step[i], self->lower[i], self->upper[i]);
      length += step[i] * step[i];
    }
  length = sqrt (length);

  trial.value = self->objective (trial.point, trial.gradient, trial.hessian, self->user_data);
  self->evaluations++;
  gain = self->value - trial.value;

  /* Below the rounding of the value only the slope can tell better from worse. */
  if (self->predicted <= noise)
    {
      gboolean is_better = isfinite (trial.value) && gain >= -noise
                           && get_slope (&trial) < get_slope (self);

      if (!is_better)
        return FALSE;
      ratio = 1.0;
    }
  else
    {
      ratio = isfinite (trial.value) ? gain / self->predicted : -1.0;
    }

  if (ratio < 0.25)
    self->radius = 0.25 * MIN (length, self->radius);
  else if (ratio > 0.75 && length > 0.8 * self->radius)
    self->radius = MIN (2.0 * self->radius, LARGEST_RADIUS);

  if (ratio > 1e-4)
    {
      memcpy (self->point, trial.point, sizeof self->point);
      memcpy (self->gradient, trial.gradient, sizeof self->gradient);
      memcpy (self->hessian, trial.hessian, sizeof self->hessian);
      self->value = trial.value;
    }
  return TRUE;
}

/**
 * clv_trust_region_test:
 * @self: a search
 * @tolerance: largest slope to call flat, in units of the value
 *
 * Returns: whether the slope is flat in every direction that the box leaves open
 */
gboolean
clv_trust_region_test (const ClvTrustRegion *self,
                       double                tolerance)
{
  return get_slope (self) <= tolerance;
}

/**
 * clv_trust_region_is_at_bound:
 * @self: a search
 *
 * Returns: whether a coordinate lies on the box and pulls outwards
 */
gboolean
clv_trust_region_is_at_bound (const ClvTrustRegion *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (self->point[i] <= self->lower[i] || self->point[i] >= self->upper[i])
        return TRUE;
    }
  return FALSE;
}
