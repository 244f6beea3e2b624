/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "clv-tiers.h"

static const double top_parts[] = { 0.01, 0.10, 0.20 };

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

/* Copies @values ascending, with everything below zero, and what is not a
 * number, as zero. */
static double *
sort_values (const double *values,
             guint32       n,
             guint32      *n_negative)
{
  double *sorted = g_new (double, MAX (n, 1));
  guint32 i;

  *n_negative = 0;
  for (i = 0; i < n; i++)
    {
      sorted[i] = isfinite (values[i]) ? MAX (values[i], 0.0) : 0.0;
      *n_negative += values[i] < 0.0;
    }
  qsort (sorted, n, sizeof (double), compare_doubles);

  return sorted;
}

/* Share of the value that the poorest @population of customers have, on the
 * straight lines between customers. */
static double
lorenz_at (const double *cumulative,
           guint32       n,
           double        population)
{
  double position = CLAMP (population, 0.0, 1.0) * n;
  guint32 whole = (guint32) position;
  double total = cumulative[n];

  if (total <= 0.0)
    return population;
  if (whole >= n)
    return 1.0;

  return (cumulative[whole] + (position - whole) * (cumulative[whole + 1] - cumulative[whole]))
         / total;
}

/* Gini coefficient of ascending values: Σ (2i − n − 1) v_i ÷ (n Σ v). */
static double
gini_of_sorted (const double *sorted,
                guint32       n,
                double        total)
{
  double weighted = 0.0;
  guint32 i;

  if (total <= 0.0)
    return 0.0;

  for (i = 0; i < n; i++)
    weighted += (2.0 * (i + 1.0) - n - 1.0) * sorted[i];

  return weighted / (n * total);
}

/**
 * clv_concentration_new:
 * @values: (array length=n): one value a customer
 * @n: number of customers
 * @max_points: at most so many points of the curve, at least 2
 *
 * How unevenly value is spread: Lorenz curve (Lorenz 1905), Gini coefficient and
 * the share of the best few. The figures are of all customers, however few
 * points the curve has. Without any value above zero the curve is the diagonal
 * and Gini 0.
 *
 * Returns: (transfer full): the concentration
 */
ClvConcentration *
clv_concentration_new (const double *values,
                       guint32       n,
                       guint         max_points)
{
  g_autofree double *sorted = NULL;
  g_autofree double *cumulative = g_new0 (double, (gsize) n + 1);
  ClvConcentration *self = g_new0 (ClvConcentration, 1);
  guint32 i;
  guint k;

  sorted = sort_values (values, n, &self->n_negative);
  for (i = 0; i < n; i++)
    cumulative[i + 1] = cumulative[i] + sorted[i];

  self->total = cumulative[n];
  self->gini = gini_of_sorted (sorted, n, self->total);
  for (k = 0; k < G_N_ELEMENTS (top_parts); k++)
    self->top_share[k] = 1.0 - lorenz_at (cumulative, n, 1.0 - top_parts[k]);

  self->n_points = CLAMP (max_points, 2, MAX ((guint64) n + 1, 2));
  self->population = g_new (double, self->n_points);
  self->share = g_new (double, self->n_points);
  for (k = 0; k < self->n_points; k++)
    {
      self->population[k] = (double) k / (self->n_points - 1);
      self->share[k] = lorenz_at (cumulative, n, self->population[k]);
    }

  return self;
}

/**
 * clv_concentration_free:
 * @self: (nullable): a concentration
 */
void
clv_concentration_free (ClvConcentration *self)
{
  if (self == NULL)
    return;

  g_free (self->population);
  g_free (self->share);
  g_free (self);
}
