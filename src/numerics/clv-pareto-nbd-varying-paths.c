/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-pareto-nbd-varying-private.h"

/* Covariates along time, and customers arranged along them for many evaluations. */

#define MOST CLV_VARYING_MAX_COVARIATES

/**
 * clv_varying_path_get:
 * @path: covariates along time
 * @time: a time on it
 *
 * Returns: (transfer none) (array): the covariates of a purchase at @time
 */
const double *
clv_varying_path_get (const ClvVaryingPath *path,
                      double                time)
{
  return path->value + (gsize) clv_varying_path_find (path, time) * path->n_covariates;
}

/* The first piece whose end is not before @time. */
guint
clv_varying_path_find (const ClvVaryingPath *path,
                       double                time)
{
  guint low = 0;
  guint high = path->n_pieces - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (time <= path->end[middle])
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
copy_paths (ClvVaryingPlan            *self,
            const ClvVaryingCustomers *customers)
{
  gsize n_pieces = 0;

  self->first_piece = g_new0 (guint, (gsize) customers->n_paths + 1);
  for (guint i = 0; i < customers->n_paths; i++)
    {
      self->first_piece[i] = (guint) n_pieces;
      n_pieces += customers->paths[i].n_pieces;
    }
  self->first_piece[customers->n_paths] = (guint) n_pieces;
  self->end = g_new (double, n_pieces + 1);
  self->value = g_new (double, n_pieces * self->n_covariates + 1);
  for (guint i = 0; i < customers->n_paths; i++)
    {
      const ClvVaryingPath *path = &customers->paths[i];
      guint first = self->first_piece[i];

      memcpy (self->end + first, path->end, path->n_pieces * sizeof (double));
      self->end[first + path->n_pieces - 1] = INFINITY;
      memcpy (self->value + (gsize) first * self->n_covariates, path->value,
              (gsize) path->n_pieces * self->n_covariates * sizeof (double));
    }
}

/**
 * clv_varying_plan_new:
 * @customers: whom to fit; 0 ≤ recency ≤ age, at most %CLV_VARYING_MAX_COVARIATES
 *
 * Arranges customers for many evaluations. Keeps no reference to @customers.
 *
 * Returns: (transfer full): the plan
 */
ClvVaryingPlan *
clv_varying_plan_new (const ClvVaryingCustomers *customers)
{
  ClvVaryingPlan *self = NULL;
  gsize n = customers->n;

  g_return_val_if_fail (customers->n_paths > 0, NULL);
  g_return_val_if_fail (customers->paths[0].n_covariates <= MOST, NULL);

  self = g_new0 (ClvVaryingPlan, 1);
  self->n_covariates = customers->paths[0].n_covariates;
  self->n_paths = customers->n_paths;
  self->n = customers->n;
  copy_paths (self, customers);
  for (guint k = 0; k < self->n_covariates; k++)
    self->purchase_sum[k] = customers->purchase_sum[k];
  self->path = g_new0 (guint32, n + 1);
  self->piece = g_new (guint32, n + 1);
  self->weight = g_new (double, n + 1);
  self->x = g_memdup2 (customers->x, n * sizeof (guint32));
  self->start = g_memdup2 (customers->start, n * sizeof (double));
  self->recency = g_memdup2 (customers->recency, n * sizeof (double));
  self->age = g_memdup2 (customers->age, n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      guint path = customers->path != NULL ? customers->path[i] : 0;

      self->path[i] = path;
      self->piece[i] = self->first_piece[path]
                       + clv_varying_path_find (&customers->paths[path], customers->start[i]);
      self->weight[i] = customers->weight != NULL ? customers->weight[i] : 1.0;
      self->max_x = MAX (self->max_x, customers->x[i]);
    }
  self->count = g_new0 (double, (gsize) self->max_x + 1);
  for (gsize i = 0; i < n; i++)
    self->count[self->x[i]] += self->weight[i];
  return self;
}

void
clv_varying_plan_free (ClvVaryingPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->first_piece);
  g_free (self->end);
  g_free (self->value);
  g_free (self->path);
  g_free (self->piece);
  g_free (self->start);
  g_free (self->recency);
  g_free (self->age);
  g_free (self->weight);
  g_free (self->x);
  g_free (self->count);
  g_free (self);
}
