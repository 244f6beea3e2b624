/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-cnbd-futures-private.h"
#include "clv-numerics.h"
#include "clv-vector.h"

/* Customers of one x. */

#define K CLV_CNBD_PHASES
#define NODES CLV_CNBD_NODES
#define VALUES 3                 /* purchases, active, square */
#define ROW (VALUES * K)
#define ENOUGH 45.0
#define STRAIGHT 1e-5            /* p E[M] below which the square is straight in p */
#define FEW_RATE 2.0             /* R below which the weight does not fall to the left */

struct _ClvCnbdFuture
{
  const ClvCnbdFutures *shared;
  double R;
  double a;
  double B;
  double step;                /* of ln λ */
  double *weight;             /* [n_points] of p */
  double *of_purchases;       /* [n_purchases + 1][VALUES] by M */
  guint8 *is_filled;          /* [n_panels] */
  double *table;              /* [n_panels][NODES][ROW] */
  GHashTable *sums;           /* node of ln λ → [2][K] */
};

/* The weights of p, which add up to 1; those of the ends stand for all beyond. */
static void
fill_weights (ClvCnbdFuture *self)
{
  const ClvCnbdFutures *shared = self->shared;
  const double peak = log (self->a / self->B);
  const double top = -self->a * clv_softplus (-peak) - self->B * clv_softplus (peak);
  const guint last = shared->n_points - 1;
  double sum = 0.0;

  self->weight = g_new (double, shared->n_points);
  for (guint i = 0; i <= last; i++)
    {
      const double y = shared->points[i].y;

      self->weight[i] = exp (-self->a * clv_softplus (-y) - self->B * clv_softplus (y) - top);
    }
  self->weight[0] /= -expm1 (-self->a * shared->step);
  self->weight[last] /= -expm1 (-self->B * shared->step);
  for (guint i = 0; i <= last; i++)
    sum += self->weight[i];
  for (guint i = 0; i <= last; i++)
    self->weight[i] /= sum;
}

/* U, u and V of clv-cnbd.c by M. */
static void
fill_purchases (ClvCnbdFuture *self)
{
  const guint n = self->shared->n_purchases;
  double u = 1.0;
  double U = 0.0;
  double V = 0.0;

  self->of_purchases = g_new (double, (gsize) n * VALUES);
  for (guint m = 0; m < n; m++)
    {
      double *row = self->of_purchases + (gsize) m * VALUES;

      row[0] = U;
      row[1] = u;
      row[2] = V;
      U += u;
      V += (2.0 * m + 1.0) * u;
      u *= (self->B + m) / (self->a + self->B + m);
    }
}

/**
 * clv_cnbd_future_new:
 * @futures: what all customers share, which must outlive it
 * @x: repeat purchases so far
 *
 * Returns: (transfer full): tables of customers with @x purchases
 */
ClvCnbdFuture *
clv_cnbd_future_new (const ClvCnbdFutures *futures,
                     double                x)
{
  ClvCnbdFuture *self = g_new0 (ClvCnbdFuture, 1);
  const guint k = futures->variant.k;

  self->shared = futures;
  self->R = futures->parameters[0] + k * x;
  self->a = futures->parameters[2];
  self->B = futures->parameters[3] + x + (futures->variant.is_modified ? 1.0 : 0.0);
  self->step = 2.0 * G_PI / (25.0 * k / G_PI + 20.0 + 8.0 * sqrt (self->R + k));
  self->is_filled = g_new0 (guint8, futures->n_panels);
  self->table = g_new (double, (gsize) futures->n_panels * NODES * ROW);
  self->sums = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  fill_weights (self);
  fill_purchases (self);
  return self;
}

void
clv_cnbd_future_free (ClvCnbdFuture *self)
{
  if (self == NULL)
    return;
  g_free (self->weight);
  g_free (self->of_purchases);
  g_free (self->is_filled);
  g_free (self->table);
  g_hash_table_unref (self->sums);
  g_free (self);
}

/* A node of few ticks. */
CLV_WIDE static void
sum_ticks (const double *chance,
           const double *of_purchases,
           guint         n,
           guint         k,
           double       *row)
{
  memset (row, 0, ROW * sizeof (double));
  for (guint m = 0; m < n; m++)
    {
      for (guint v = 0; v < VALUES; v++)
        {
          const double value = of_purchases[m * VALUES + v];

          for (guint j = 0; j < k; j++)
            row[v * K + j] += chance[m * k + j] * value;
        }
    }
}

/* What one p adds, with @Phi = Φ_0 and @P = (1 − Φ_0)/p. */
CLV_WIDE static void
add_point (const ClvCnbdPoint *point,
           guint               k,
           double              mu,
           double              Phi,
           double              P,
           double              weight,
           gboolean            has_square,
           double             *row)
{
  const double twice = 1.0 + 2.0 * point->q / point->p;
  const double slope = point->slope_c + mu * point->zeta;
  const double share = 2.0 / (point->p * k);

  for (guint j = 0; j < K; j++)
    {
      const double active = Phi * point->power[j];
      const double mean = P + Phi * point->loss[j];

      row[j] += weight * mean;
      row[K + j] += weight * active;
      if (has_square)
        row[2 * K + j] += weight * (twice * mean - share * active * (slope + j));
    }
}

/* A node of many ticks. Where p E[M] is small the square is straight in p. */
static void
integrate (const ClvCnbdFuture *self,
           double               mu,
           double              *row)
{
  const ClvCnbdFutures *shared = self->shared;
  const guint k = shared->variant.k;
  double first[ROW] = { 0.0 };
  double second[ROW] = { 0.0 };
  double few[2] = { 0.0, 0.0 };            /* Σ weight, Σ weight p of the straight */
  guint straight = 0;
  guint next = 0;

  memset (row, 0, ROW * sizeof (double));
  while (straight + 1 < shared->n_points && shared->points[straight].p * mu / k < STRAIGHT)
    straight++;
  next = MIN (straight + (guint) ceil (G_LN2 / shared->step), shared->n_points - 1);
  for (guint i = 0; i < shared->n_points; i++)
    {
      const ClvCnbdPoint *point = &shared->points[i];
      const double log_phi = point->log_c - mu * point->gap;
      const double Phi = exp (log_phi);
      const double P = -expm1 (log_phi) / point->p;

      if (i < straight)
        {
          few[0] += self->weight[i];
          few[1] += self->weight[i] * point->p;
        }
      if (i == straight)
        add_point (point, k, mu, Phi, P, 1.0, TRUE, first);
      if (i == next)
        add_point (point, k, mu, Phi, P, 1.0, TRUE, second);
      if (self->weight[i] * (1.0 + P * P) > 0.0)
        add_point (point, k, mu, Phi, P, self->weight[i], i >= straight, row);
    }
  if (straight == 0 || next == straight)
    return;
  for (guint j = 0; j < K; j++)
    {
      const double at = first[2 * K + j];
      const double slope = (second[2 * K + j] - at)
                           / (shared->points[next].p - shared->points[straight].p);

      row[2 * K + j] += few[0] * (at - slope * shared->points[straight].p) + few[1] * slope;
    }
}

static void
fill_panel (ClvCnbdFuture *self,
            guint          panel)
{
  const ClvCnbdFutures *shared = self->shared;
  const guint k = shared->variant.k;
  double width = 0.0;
  const double from = clv_cnbd_futures_get_panel (panel, &width);

  for (guint i = 0; i < NODES; i++)
    {
      const guint node = panel * NODES + i;
      double *row = self->table + (gsize) node * ROW;

      if (panel < CLV_CNBD_N_TICKS)
        sum_ticks (shared->ticks + (gsize) node * shared->n_purchases * k, self->of_purchases,
                   shared->used[node], k, row);
      else
        integrate (self, exp (from + 0.5 * width * (1.0 + shared->node[i])), row);
    }
  self->is_filled[panel] = 1;
}

/* So few ticks that each counts. */
static void
count_ticks (const ClvCnbdFuture *self,
             double               mu,
             double              *row)
{
  const guint k = self->shared->variant.k;
  double chance = exp (-mu);

  memset (row, 0, ROW * sizeof (double));
  for (guint n = 0; n < 5; n++)
    {
      for (guint j = 0; j < k; j++)
        {
          for (guint v = 0; v < VALUES; v++)
            row[v * K + j] += chance * self->of_purchases[(n + j) / k * VALUES + v];
        }
      chance *= mu / (n + 1);
    }
}

/* Between the nodes of a panel. */
CLV_WIDE static void
mix (const double *table,
     const double *share,
     double       *values)
{
  double sum[K] = { 0.0 };

  for (guint i = 0; i < NODES; i++)
    {
      for (guint j = 0; j < K; j++)
        sum[j] += share[i] * table[i * ROW + j];
    }
  memcpy (values, sum, sizeof sum);
}

/* Values @first … @last at @log_mu, each at its place in @row. */
static void
look_up (ClvCnbdFuture *self,
         double         log_mu,
         guint          first,
         guint          last,
         double        *row)
{
  const ClvCnbdFutures *shared = self->shared;
  guint panel = 0;
  double share[NODES];
  double width = 0.0;
  double from = 0.0;
  double t = 0.0;
  double sum = 0.0;

  if (log_mu < CLV_CNBD_TINY)
    {
      count_ticks (self, exp (log_mu), row);
      return;
    }
  panel = clv_cnbd_futures_find_panel (shared, log_mu);
  if (!self->is_filled[panel])
    fill_panel (self, panel);
  from = clv_cnbd_futures_get_panel (panel, &width);
  t = 2.0 * (log_mu - from) / width - 1.0;
  for (guint i = 0; i < NODES; i++)
    {
      const double away = t - shared->node[i];

      if (fabs (away) < 1e-15)
        {
          memcpy (row, self->table + ((gsize) panel * NODES + i) * ROW, ROW * sizeof (double));
          return;
        }
      share[i] = shared->barycentric[i] / away;
      sum += share[i];
    }
  for (guint i = 0; i < NODES; i++)
    share[i] /= sum;
  for (guint v = first; v <= last; v++)
    mix (self->table + (gsize) panel * NODES * ROW + v * K, share, row + v * K);
}

/* The weights of λ and j of one customer: nodes @first … @first + @n − 1 of ln λ. */
typedef struct
{
  gint64 first;
  guint n;
  double *weight;          /* [n][K] */
  double missing;          /* of a λ next to 0: nothing happens */
} Mixture;

static void
mixture_clear (Mixture *self)
{
  g_free (self->weight);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mixture, mixture_clear)

/* Where the weight has fallen to nothing on either side of where it is greatest. */
static void
find_range (const ClvCnbdFuture *self,
            double               A,
            double               longest,
            gint64              *first,
            gint64              *last)
{
  const guint k = self->shared->variant.k;
  const double low = log (self->R / A);
  const double high = log ((self->R + k) / A);
  double y = 0.0;

  if (self->R < FEW_RATE)
    {
      y = MIN (log ((self->R + 1.0) / A), -log (MAX (longest, 1e-300)))
          - (ENOUGH - 10.0) / (self->R + 1.0);
    }
  else
    {
      y = low - MAX (self->step, 1e-3);
      while (self->R * (y - low) - A * (exp (y) - exp (low)) > -ENOUGH)
        y -= 2.0 * self->step;
    }
  *first = (gint64) floor (y / self->step);
  y = high + self->step;
  while ((self->R + k) * (y - high) - A * (exp (y) - exp (high)) > -ENOUGH)
    y += 2.0 * self->step;
  *last = (gint64) ceil (y / self->step);
}

static void
mixture_init (Mixture             *self,
              const ClvCnbdFuture *future,
              double               recency,
              double               age)
{
  const guint k = future->shared->variant.k;
  const double R = future->R;
  const double A = future->shared->parameters[1] + age;
  const double tau = MAX (age - recency, 0.0);
  const double peak = log ((R + 0.5 * (k - 1.0)) / A);
  const double top = R * peak - A * exp (peak);
  double sum = 0.0;
  double total = 0.0;
  gint64 last = 0;

  find_range (future, A, future->shared->longest, &self->first, &last);
  self->n = (guint) (last - self->first) + 1;
  self->weight = g_new0 (double, (gsize) self->n * K);
  for (guint i = 0; i < self->n; i++)
    {
      const double y = (double) (self->first + i) * future->step;
      const double rate = exp (y);
      double term = exp (R * y - A * rate - top);

      for (guint j = 0; j < k; j++)
        {
          self->weight[i * K + j] = term;
          sum += term;
          term *= rate * tau / (j + 1.0);
        }
    }
  total = sum;
  if (R < FEW_RATE)
    {
      double term = 1.0;
      double phases = 0.0;

      for (guint j = 0; j < k; j++)
        {
          phases += term;
          term *= (R + j) / (j + 1.0) * tau / A;
        }
      total = exp (lgamma (R) - R * log (A) - top) * phases / future->step;
    }
  self->missing = R < FEW_RATE ? MAX (1.0 - sum / total, 0.0) : 0.0;
  for (guint i = 0; i < self->n * K; i++)
    self->weight[i] /= total;
}

/* Over the ticks since the last purchase, in four sums side by side. */
static double
weigh (const double *weight,
       const double *values)
{
  double sum[4] = { 0.0 };

  for (guint j = 0; j < K; j += 4)
    {
      for (guint i = 0; i < 4; i++)
        sum[i] += weight[j + i] * values[j + i];
    }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/**
 * clv_cnbd_future_forecast:
 * @self: of customers of one x
 * @recency: time of the last purchase after the first
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now
 * @n: how many
 * @purchases: (out) (array length=n): as in clv_cnbd_forecast()
 * @still_active: (out) (array length=n): as there
 * @second_moment: (out) (array length=n): as there
 */
void
clv_cnbd_future_forecast (ClvCnbdFuture *self,
                          double         recency,
                          double         age,
                          const double  *horizons,
                          guint          n,
                          double        *purchases,
                          double        *still_active,
                          double        *second_moment)
{
  g_auto(Mixture) mixture = { 0, 0, NULL, 0.0 };

  mixture_init (&mixture, self, recency, age);
  for (guint h = 0; h < n; h++)
    {
      const double log_h = log (MAX (horizons[h], 1e-300));
      double sums[VALUES] = { 0.0, mixture.missing, 0.0 };

      for (guint i = 0; i < mixture.n; i++)
        {
          double row[ROW];

          look_up (self, (double) (mixture.first + i) * self->step + log_h, 0, VALUES - 1, row);
          for (guint v = 0; v < VALUES; v++)
            sums[v] += weigh (mixture.weight + (gsize) i * K, row + v * K);
        }
      purchases[h] = sums[0];
      still_active[h] = sums[1];
      second_moment[h] = sums[2];
    }
}

/* Of one node of ln λ the sums over both rules. */
static const double *
get_sums (ClvCnbdFuture *self,
          gint64         node)
{
  double *sums = g_hash_table_lookup (self->sums, GSIZE_TO_POINTER ((gsize) node));

  if (sums != NULL)
    return sums;
  sums = g_new0 (double, 2 * K);
  for (guint rule = 0; rule < 2; rule++)
    {
      const ClvHorizonRule *horizons = self->shared->rules[rule];

      for (guint i = 0; i < horizons->n; i++)
        {
          double row[ROW];

          look_up (self, (double) node * self->step + log (horizons->horizon[i]), rule, rule, row);
          for (guint j = 0; j < K; j++)
            sums[rule * K + j] += horizons->weight[i] * row[rule * K + j];
        }
    }
  g_hash_table_insert (self->sums, GSIZE_TO_POINTER ((gsize) node), sums);
  return sums;
}

/**
 * clv_cnbd_future_sum:
 * @self: of customers of one x, with rules
 * @recency: time of the last purchase after the first
 * @age: time since the first purchase
 * @discounted: (out): Σ weight · expected purchases, over the first rule
 * @active: (out): Σ weight · probability of being active, over the second
 */
void
clv_cnbd_future_sum (ClvCnbdFuture *self,
                     double         recency,
                     double         age,
                     double        *discounted,
                     double        *active)
{
  const ClvHorizonRule *rule = self->shared->rules[1];
  g_auto(Mixture) mixture = { 0, 0, NULL, 0.0 };

  mixture_init (&mixture, self, recency, age);
  *discounted = 0.0;
  *active = 0.0;
  for (guint i = 0; i < rule->n; i++)
    *active += mixture.missing * rule->weight[i];
  for (guint i = 0; i < mixture.n; i++)
    {
      const double *sums = get_sums (self, mixture.first + i);

      *discounted += weigh (mixture.weight + (gsize) i * K, sums);
      *active += weigh (mixture.weight + (gsize) i * K, sums + K);
    }
}
