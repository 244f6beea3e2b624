/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-bg-nbd.h"
#include "clv-numerics.h"
#include "clv-vector.h"

/* Sums over many horizons for many x of one age at once. With the drop-out chance
 * p given, a customer who is active now has 1 − G = (1 + p h/A)^−(r+x) to be still
 * active at h and expects G / p purchases by then. Over p, whose posterior is
 * Beta (a, b+x), the integral is taken by the trapezoidal rule in the log odds of
 * p, which converges geometrically, with the same nodes for every x: from x to
 * x + 1 a node's weight is multiplied by 1 − p, and
 *
 *   G ← G + s (1 − G),   s = (p h/A) / (1 + p h/A),
 *
 * sums of positive terms, so nothing cancels. */

#define ENOUGH 45.0         /* e^−45 of the peak is nothing */
#define LONGEST_STEP 64     /* of x, by recurrence */
#define ALMOST_ONE 40.0     /* log odds of a p that is 1 to the last bit */

/* What the nodes of p see of the horizons; all padded to whole vectors. */
typedef struct
{
  guint n_discounted;   /* vectors, first */
  guint n_active;       /* vectors, next */
  guint n;              /* vectors in all: one more, whose first lane is the end */
  double *k;            /* h / A */
  double *log_k;
  double *weight;
  double *G;
  double *s;
  double weighted_k;    /* Σ weight · k of the discounted */
} Grid;

static void
fill_rule (Grid                 *grid,
           guint                 start,
           const ClvHorizonRule *rule,
           double                A)
{
  for (guint i = 0; i < rule->n; i++)
    {
      grid->k[start + i] = rule->horizon[i] / A;
      grid->weight[start + i] = rule->weight[i];
    }
}

static void
grid_init (Grid                 *grid,
           const ClvHorizonRule *discounted,
           const ClvHorizonRule *active,
           double                last,
           double                A)
{
  guint n = 0;

  grid->n_discounted = (discounted->n + CLV_LANES - 1) / CLV_LANES;
  grid->n_active = (active->n + CLV_LANES - 1) / CLV_LANES;
  grid->n = grid->n_discounted + grid->n_active + 1;
  n = grid->n * CLV_LANES;
  grid->k = g_new (double, 5 * (gsize) n);
  grid->log_k = grid->k + n;
  grid->weight = grid->log_k + n;
  grid->G = grid->weight + n;
  grid->s = grid->G + n;
  for (guint i = 0; i < n; i++)
    {
      grid->k[i] = last / A;
      grid->weight[i] = 0.0;
    }
  fill_rule (grid, 0, discounted, A);
  fill_rule (grid, grid->n_discounted * CLV_LANES, active, A);
  grid->weight[n - CLV_LANES] = 1.0;
  grid->weighted_k = 0.0;
  for (guint i = 0; i < n; i++)
    grid->log_k[i] = log (grid->k[i]);
  for (guint i = 0; i < discounted->n; i++)
    grid->weighted_k += grid->weight[i] * grid->k[i];
}

/* 1 − e^−v for v ≥ 0. */
CLV_VECTOR_INLINE void
fall (const ClvVector *v,
      ClvVector       *result)
{
  ClvVector t = *v * 0.0 + 1.0;
  ClvVector least = *v * 0.0 - 708.0;
  ClvVector z = -*v;
  ClvMask is_far = z < -708.0;
  ClvMask is_near = *v < 0.5;
  ClvVector e;

  for (guint i = 17; i > 1; i--)
    t = 1.0 - *v * (1.0 / i) * t;
  t *= *v;
  z = (ClvVector) (((ClvMask) least & is_far) | ((ClvMask) z & ~is_far));
  clv_vector_exp (&z, &e);
  e = 1.0 - e;
  *result = (ClvVector) (((ClvMask) t & is_near) | ((ClvMask) e & ~is_near));
}

/* G and s at one p, for R = r + x. */
CLV_WIDE static void
set_node (Grid  *grid,
          double R,
          double p,
          double log_p)
{
  for (guint i = 0; i < grid->n; i++)
    {
      ClvVector k, log_z, z, inverse, e, soft, v, G, s;
      ClvMask is_above;

      memcpy (&k, grid->k + i * CLV_LANES, sizeof k);
      memcpy (&log_z, grid->log_k + i * CLV_LANES, sizeof k);
      log_z += log_p;
      z = k * p;
      inverse = 1.0 / z;
      is_above = z > 1.0;
      e = (ClvVector) (((ClvMask) inverse & is_above) | ((ClvMask) z & ~is_above));
      clv_vector_log1p (&e, &soft);
      v = R * (soft + (ClvVector) ((ClvMask) log_z & is_above));
      fall (&v, &G);
      s = z / (1.0 + z);
      memcpy (grid->G + i * CLV_LANES, &G, sizeof G);
      memcpy (grid->s + i * CLV_LANES, &s, sizeof s);
    }
}

/* Σ weight · G over both rules and the end, then G for x + 1. */
CLV_WIDE static void
sum_and_step (Grid   *grid,
              double *sums)
{
  ClvVector totals[3];
  guint i = 0;

  memset (totals, 0, sizeof totals);
  for (guint part = 0; part < 3; part++)
    {
      guint end = part == 0 ? grid->n_discounted
                  : part == 1 ? grid->n_discounted + grid->n_active : grid->n;

      for (; i < end; i++)
        {
          ClvVector G, s, w;

          memcpy (&G, grid->G + i * CLV_LANES, sizeof G);
          memcpy (&s, grid->s + i * CLV_LANES, sizeof s);
          memcpy (&w, grid->weight + i * CLV_LANES, sizeof w);
          totals[part] += w * G;
          G += s * (1.0 - G);
          memcpy (grid->G + i * CLV_LANES, &G, sizeof G);
        }
    }
  for (guint part = 0; part < 3; part++)
    sums[part] = clv_vector_sum (&totals[part]);
}

static double
log_weight (double a,
            double B,
            double y)
{
  return -a * clv_softplus (-y) - B * clv_softplus (y);
}

/* A node of p. Of a very small p customers expect R h / A and stay, of a p of 1
 * all is said by p = 1; weights then fall geometrically, and one node stands for
 * all beyond it. */
typedef struct
{
  double y;               /* ln (p / (1 − p)) */
  double tail_step;       /* 0, or the step to the further ones that it stands for */
  gboolean is_tiny;
} Node;

/* Adds one node to what @n customers of x = first … first + n − 1 have;
 * sums[4 * i …] are Σ weight, discounted, active, end. */
static void
add_node (Grid         *grid,
          const double *parameters,
          guint32       first,
          guint32       n,
          const Node   *node,
          const double *tops,
          double       *sums)
{
  double a = parameters[2];
  double B = parameters[3] + first;
  double p = clv_logistic (node->y);
  double q = clv_logistic (-node->y);
  double w = exp (log_weight (a, B, node->y) - tops[0]);
  gboolean is_beyond = node->y > log (a / B);

  if (is_beyond && w < exp (-ENOUGH - 10.0))
    return;
  if (!node->is_tiny)
    set_node (grid, parameters[0] + first, p, -clv_softplus (-node->y));
  for (guint32 i = 0; i < n; i++)
    {
      double part[3] = { 0.0, 0.0, 0.0 };
      double share = w;

      /* Beyond its peak a node only falls further behind. */
      if (is_beyond && w < exp (tops[i] - tops[0] - ENOUGH - 10.0))
        break;
      if (node->tail_step > 0.0)
        share /= -expm1 (-(node->is_tiny ? a : B + i) * node->tail_step);
      if (node->is_tiny)
        {
          double R = parameters[0] + first + i;

          sums[4 * i + 1] += share * R * grid->weighted_k;
          sums[4 * i + 3] += share * R * grid->k[(grid->n - 1) * CLV_LANES];
        }
      else
        {
          sum_and_step (grid, part);
          sums[4 * i + 1] += share * part[0] / p;
          sums[4 * i + 2] += share * part[1];
          sums[4 * i + 3] += share * part[2] / p;
        }
      sums[4 * i] += share;
      w *= q;
    }
}

/* A run of x that follow each other closely. */
static void
sum_run (Grid         *grid,
         const double *parameters,
         guint32       first,
         guint32       n,
         double       *sums)
{
  double a = parameters[2];
  double B = parameters[3] + first;
  double last_B = B + (n - 1);
  double k = grid->k[(grid->n - 1) * CLV_LANES];
  double low = log (a / last_B)
               - (ENOUGH + a + log1p ((parameters[0] + first + n) * k)) / a;
  double step = MIN (0.35, 0.5 * sqrt (1.0 / a + 1.0 / last_B));
  double high = 0.0;
  double least = 0.0;
  g_autofree double *tops = g_new (double, n);

  for (guint32 i = 0; i < n; i++)
    tops[i] = log_weight (a, B + i, log (a / (B + i)));
  high = MAX (log (a / B), 0.0) + (ENOUGH + 10.0 - tops[0]) / B;
  memset (sums, 0, 4 * (gsize) n * sizeof (double));
  least = -ENOUGH - log1p ((parameters[0] + first + n) * k);
  for (double j = ceil (MAX (low, least) / step); j * step <= MIN (high, ALMOST_ONE); j += 1.0)
    {
      Node node = { j * step, 0.0, FALSE };

      /* Where the rest is cut off, the last node stands for it. */
      if (j * step + step > ALMOST_ONE && high > ALMOST_ONE)
        node.tail_step = step;
      else if (j * step - step < least && low < least)
        {
          node.tail_step = step;
          node.is_tiny = TRUE;
        }
      add_node (grid, parameters, first, n, &node, tops, sums);
    }
}

/**
 * clv_bg_nbd_sum_horizons:
 * @parameters: r, α, a, b
 * @age: time since the first purchase
 * @n: how many numbers of purchases
 * @x: (array length=n): repeat purchases so far, ascending, each once
 * @discounted: horizons with the weights of expected purchases
 * @active: horizons with the weights of being active
 * @last: a horizon
 * @purchases: (out) (array length=n): expected purchases in @last
 * @discounted_sum: (out) (array length=n): Σ weight · expected purchases
 * @active_sum: (out) (array length=n): Σ weight · probability of being active
 *
 * Of customers who are active now. What clv_bg_nbd_forecast() would give one
 * horizon after the other; for horizons as long as a life that is a quadrature
 * each. Relative error below 1e-10.
 */
void
clv_bg_nbd_sum_horizons (const double         *parameters,
                         double                age,
                         guint                 n,
                         const guint32        *x,
                         const ClvHorizonRule *discounted,
                         const ClvHorizonRule *active,
                         double                last,
                         double               *purchases,
                         double               *discounted_sum,
                         double               *active_sum)
{
  Grid grid;
  double total = 0.0;
  g_autofree double *sums = NULL;
  guint size = 0;

  grid_init (&grid, discounted, active, last, parameters[1] + age);
  for (guint i = 0; i < active->n; i++)
    total += active->weight[i];
  for (guint i = 0; i < n;)
    {
      guint end = i + 1;
      guint32 span = 0;

      while (end < n && x[end] - x[end - 1] <= LONGEST_STEP / 4 && x[end] - x[i] < LONGEST_STEP)
        end++;
      span = x[end - 1] - x[i] + 1;
      if (span > size)
        {
          size = span;
          sums = g_renew (double, sums, 4 * (gsize) size);
        }
      sum_run (&grid, parameters, x[i], span, sums);
      for (guint m = i; m < end; m++)
        {
          const double *sum = sums + 4 * (gsize) (x[m] - x[i]);

          discounted_sum[m] = sum[1] / sum[0];
          active_sum[m] = total - sum[2] / sum[0];
          purchases[m] = sum[3] / sum[0];
        }
      i = end;
    }
  g_free (grid.k);
}
