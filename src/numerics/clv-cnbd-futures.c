/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-cnbd-futures-private.h"
#include "clv-numerics.h"

/* What customers of all x share. */

#define K CLV_CNBD_PHASES
#define NODES CLV_CNBD_NODES
#define MOST_LARGE 60            /* panels of width 1 */
#define ENOUGH 45.0
#define ALMOST_ONE 40.0
#define MOST_POINTS 4000         /* of p */

double
clv_cnbd_futures_get_panel (guint   panel,
                            double *width)
{
  if (panel < CLV_CNBD_N_TINY)
    {
      *width = (CLV_CNBD_SMALL - CLV_CNBD_TINY) / CLV_CNBD_N_TINY;
      return CLV_CNBD_TINY + panel * *width;
    }
  if (panel < CLV_CNBD_N_TICKS)
    {
      *width = (CLV_CNBD_LARGE - CLV_CNBD_SMALL) / CLV_CNBD_N_SMALL;
      return CLV_CNBD_SMALL + (panel - CLV_CNBD_N_TINY) * *width;
    }
  *width = 1.0;
  return CLV_CNBD_LARGE + (panel - CLV_CNBD_N_TICKS);
}

guint
clv_cnbd_futures_find_panel (const ClvCnbdFutures *self,
                             double                log_mu)
{
  const double tiny = (log_mu - CLV_CNBD_TINY) / (CLV_CNBD_SMALL - CLV_CNBD_TINY);
  const double small = (log_mu - CLV_CNBD_SMALL) / (CLV_CNBD_LARGE - CLV_CNBD_SMALL);

  if (tiny < 1.0)
    return (guint) (MAX (tiny, 0.0) * CLV_CNBD_N_TINY);
  if (small < 1.0)
    return CLV_CNBD_N_TINY + (guint) (small * CLV_CNBD_N_SMALL);
  return MIN (CLV_CNBD_N_TICKS + (guint) (log_mu - CLV_CNBD_LARGE), self->n_panels - 1);
}

/* P(M) for each j, at every node of the panels of few ticks. */
static void
fill_ticks (ClvCnbdFutures *self)
{
  const guint k = self->variant.k;
  const double most = exp (CLV_CNBD_LARGE);
  const guint most_ticks = (guint) (most + 14.0 * sqrt (most) + 60.0);
  g_autofree double *chance = g_new (double, most_ticks + 1);

  self->n_purchases = (most_ticks + k) / k + 1;
  self->ticks = g_new0 (double, (gsize) CLV_CNBD_N_TICKS * NODES * self->n_purchases * k);
  for (guint i = 0; i < CLV_CNBD_N_TICKS * NODES; i++)
    {
      double width = 0.0;
      double from = clv_cnbd_futures_get_panel (i / NODES, &width);
      double mu = exp (from + 0.5 * width * (1.0 + self->node[i % NODES]));
      double *row = self->ticks + (gsize) i * self->n_purchases * k;
      guint mode = (guint) mu;
      guint last = (guint) (mu + 14.0 * sqrt (mu) + 60.0);
      double sum = 0.0;

      chance[mode] = 1.0;
      for (guint n = mode; n-- > 0;)
        chance[n] = chance[n + 1] * (n + 1) / mu;
      for (guint n = mode + 1; n <= last; n++)
        chance[n] = chance[n - 1] * mu / n;
      for (guint n = 0; n <= last; n++)
        sum += chance[n];
      for (guint n = 0; n <= last; n++)
        {
          for (guint j = 0; j < k; j++)
            row[(n + j) / k * k + j] += chance[n] / sum;
        }
      self->used[i] = (last + k - 1) / k + 1;
    }
}

static void
fill_point (ClvCnbdPoint *point,
            guint         k,
            double        y)
{
  const double log_zeta = -clv_softplus (y) / k;
  double sum = 0.0;
  double back = 0.0;
  double slope = 0.0;

  point->y = y;
  point->p = clv_logistic (y);
  point->q = clv_logistic (-y);
  point->zeta = exp (log_zeta);
  point->gap = -expm1 (log_zeta);
  for (guint i = 0; i < k; i++)
    {
      sum += expm1 (-log_zeta * i) / k;
      back += exp (-log_zeta * i);
      slope -= i * exp (-log_zeta * i);
    }
  point->log_c = log1p (sum);
  point->slope_c = slope / back;
  for (guint j = 0; j < K; j++)
    {
      point->power[j] = j < k ? exp (log_zeta * j) : 0.0;
      point->loss[j] = j < k ? -expm1 (log_zeta * j) / point->p : 0.0;
    }
}

/* From where nothing but the weight changes to where p is 1, or where the weight has
 * fallen to nothing for every x. */
static gboolean
fill_points (ClvCnbdFutures *self,
             double          least_B,
             double          most_B,
             double          most)
{
  const double a = self->parameters[2];
  const double peak = -a * clv_softplus (-log (a / least_B))
                      - least_B * clv_softplus (log (a / least_B));
  double low = log (a / most_B) - (ENOUGH + a + log1p (most)) / a;
  double high = MAX (log (a / least_B), 0.0) + (ENOUGH + 10.0 - peak) / least_B;
  double first = 0.0;
  double last = 0.0;

  self->step = MIN (0.3, 0.4 * sqrt (1.0 / a + 1.0 / most_B));
  low = MAX (low, -ENOUGH - log1p (most));
  high = MIN (high, ALMOST_ONE);
  first = floor (low / self->step);
  last = ceil (high / self->step);
  if (!(last - first < MOST_POINTS))
    return FALSE;
  self->n_points = (guint) (last - first) + 1;
  self->points = g_new (ClvCnbdPoint, self->n_points);
  for (guint i = 0; i < self->n_points; i++)
    fill_point (&self->points[i], self->variant.k, (first + i) * self->step);
  return TRUE;
}

/**
 * clv_cnbd_futures_new:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @most_x: the greatest number of repeat purchases of a customer
 * @youngest: the least age of one
 * @longest: the longest horizon
 * @discounted: (nullable): a rule for sums of expected purchases, which stays the caller's
 * @active: (nullable): one for sums of the probability of being active
 *
 * Returns: (transfer full) (nullable): %NULL where the parameters are too extreme for
 *   tables, and clv_cnbd_forecast() is what there is
 */
ClvCnbdFutures *
clv_cnbd_futures_new (ClvCnbdVariant        variant,
                      const double         *parameters,
                      double                most_x,
                      double                youngest,
                      double                longest,
                      const ClvHorizonRule *discounted,
                      const ClvHorizonRule *active)
{
  g_autoptr(ClvCnbdFutures) self = g_new0 (ClvCnbdFutures, 1);
  const double R = parameters[0] + variant.k * (most_x + 1.0);
  const double rate = (R + 12.0 * sqrt (R) + 60.0) / (parameters[1] + youngest);
  const double most = MAX (rate * longest, 1.0);

  self->variant = variant;
  memcpy (self->parameters, parameters, sizeof self->parameters);
  self->longest = longest;
  self->rules[0] = discounted;
  self->rules[1] = active;
  for (guint i = 0; i < NODES; i++)
    {
      const double angle = (i + 0.5) * G_PI / NODES;

      self->node[i] = cos (angle);
      self->barycentric[i] = (i % 2 == 0 ? 1.0 : -1.0) * sin (angle);
    }
  self->n_panels = CLV_CNBD_N_TICKS
                   + (guint) CLAMP (ceil (log (most) - CLV_CNBD_LARGE), 0.0, MOST_LARGE + 1.0);
  if (self->n_panels > CLV_CNBD_N_TICKS + MOST_LARGE || !isfinite (most)
      || !fill_points (self, parameters[3], parameters[3] + most_x + 1.0, most))
    return NULL;
  fill_ticks (self);
  return g_steal_pointer (&self);
}

void
clv_cnbd_futures_free (ClvCnbdFutures *self)
{
  if (self == NULL)
    return;
  g_free (self->ticks);
  g_free (self->points);
  g_free (self);
}
