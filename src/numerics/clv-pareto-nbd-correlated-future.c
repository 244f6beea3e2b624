/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-pareto-nbd-correlated.h"
#include "clv-pareto-nbd.h"

/* What a customer who is active at T will do. The rates are λ ~ Gamma (R, α+T) and
 * μ ~ Gamma (s, β+T) but for w = 1 + c (a/M − 1) (b/N − 1) with a = e^−λ, b = e^−μ.
 * The mean of a product u (λ) v (μ) is therefore that of independent rates times
 *
 *   [1 + c (A_u − 1) (B_v − 1)] / [1 + c (A − 1) (B − 1)],
 *   A_u = E[a u] / (M E[u]),  A = E[a] / M,  likewise B,
 *
 * and E[b v (μ)] is E[b] times the mean of v where the base is β+T+1. */

/* The future of one age, whatever the number of purchases. */
typedef struct
{
  const double *parameters;
  double moved[4];       /* β one longer */
  double c;
  double age;
  double log_drop;       /* ln B */
} Future;

static void
future_init (Future       *self,
             const double *parameters,
             double        age)
{
  self->parameters = parameters;
  memcpy (self->moved, parameters, sizeof self->moved);
  self->moved[3] += 1.0;
  self->c = clv_pareto_nbd_correlated_weight (parameters);
  self->age = age;
  self->log_drop = parameters[2] * (log1p (1.0 / parameters[3])
                                    - log1p (1.0 / (parameters[3] + age)));
}

/* A_u − 1 with u = λ^power. */
static double
lean_purchase (const Future *self,
               double        x,
               double        power)
{
  return expm1 (self->parameters[0] * log1p (1.0 / self->parameters[1])
                - (self->parameters[0] + x + power)
                * log1p (1.0 / (self->parameters[1] + self->age)));
}

/* B_v − 1 where the mean of v is @plain, and @moved with a base that is one longer. */
static double
lean_drop (const Future *self,
           double        plain,
           double        moved)
{
  if (!(plain > 0.0))
    return expm1 (self->log_drop);
  return expm1 (self->log_drop) + exp (self->log_drop) * (moved - plain) / plain;
}

static double
mix (const Future *self,
     double        x,
     double        power,
     double        drop)
{
  double top = 1.0 + self->c * lean_purchase (self, x, power) * drop;
  double bottom = 1.0 + self->c * lean_purchase (self, x, 0.0) * expm1 (self->log_drop);

  return MAX (top, 0.0) / MAX (bottom, 1e-300);
}

/**
 * clv_pareto_nbd_correlated_forecast:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): probability of being active at its end
 * @second_moment: (out) (array length=n): expected square of the purchases
 *
 * Of a customer who is active now.
 */
void
clv_pareto_nbd_correlated_forecast (const double *parameters,
                                    double        x,
                                    double        age,
                                    const double *horizons,
                                    guint         n,
                                    double       *purchases,
                                    double       *still_active,
                                    double       *second_moment)
{
  Future future;

  future_init (&future, parameters, age);
  clv_pareto_nbd_forecast (parameters, x, age, horizons, n, purchases, still_active,
                           second_moment);
  if (!(fabs (future.c) > 0.0))
    return;
  for (guint i = 0; i < n; i++)
    {
      double mean = 0.0;
      double active = 0.0;
      double square = 0.0;
      double pairs = second_moment[i] - purchases[i];

      clv_pareto_nbd_forecast (future.moved, x, age, &horizons[i], 1, &mean, &active, &square);
      pairs *= mix (&future, x, 2.0, lean_drop (&future, pairs, square - mean));
      purchases[i] *= mix (&future, x, 1.0, lean_drop (&future, purchases[i], mean));
      still_active[i] = MIN (still_active[i]
                             * mix (&future, x, 0.0, lean_drop (&future, still_active[i], active)),
                             1.0);
      second_moment[i] = purchases[i] + pairs;
    }
}

/**
 * clv_pareto_nbd_correlated_sum_horizons:
 * @parameters: r, α, s, β, cor
 * @age: time since the first purchase
 * @n: how many numbers of purchases
 * @x: (array length=n): repeat purchases so far
 * @discounted: horizons with the weights of expected purchases
 * @active: horizons with the weights of being active
 * @last: a horizon
 * @purchases: (out) (array length=n): expected purchases in @last
 * @discounted_sum: (out) (array length=n): Σ weight · expected purchases
 * @active_sum: (out) (array length=n): Σ weight · probability of being active
 *
 * Of customers who are active now.
 */
void
clv_pareto_nbd_correlated_sum_horizons (const double         *parameters,
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
  const guint32 none = 0;
  double plain[3];
  double moved[3];
  double drop[3];
  Future future;

  clv_pareto_nbd_sum_horizons (parameters, age, n, x, discounted, active, last, purchases,
                               discounted_sum, active_sum);
  future_init (&future, parameters, age);
  if (!(fabs (future.c) > 0.0))
    return;
  clv_pareto_nbd_sum_horizons (parameters, age, 1, &none, discounted, active, last, &plain[0],
                               &plain[1], &plain[2]);
  clv_pareto_nbd_sum_horizons (future.moved, age, 1, &none, discounted, active, last, &moved[0],
                               &moved[1], &moved[2]);
  for (guint k = 0; k < 3; k++)
    drop[k] = lean_drop (&future, plain[k], moved[k]);
  for (guint i = 0; i < n; i++)
    {
      purchases[i] *= mix (&future, x[i], 1.0, drop[0]);
      discounted_sum[i] *= mix (&future, x[i], 1.0, drop[1]);
      active_sum[i] *= mix (&future, x[i], 0.0, drop[2]);
    }
}

/**
 * clv_pareto_nbd_correlated_expected:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 *
 * Returns: the expected purchases in (age, age + horizon]
 */
double
clv_pareto_nbd_correlated_expected (const double *parameters,
                                    double        x,
                                    double        recency,
                                    double        age,
                                    double        horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  if (!(fabs (clv_pareto_nbd_correlated_weight (parameters)) > 0.0))
    return clv_pareto_nbd_expected (parameters, x, recency, age, horizon);
  clv_pareto_nbd_correlated_forecast (parameters, x, age, &horizon, 1, &mean, &active, &square);
  return clv_pareto_nbd_correlated_p_active (parameters, x, recency, age) * mean;
}

/**
 * clv_pareto_nbd_correlated_expected_new:
 * @parameters: r, α, s, β, cor
 * @horizon: length of time from the first purchase
 *
 * Returns: expected repeat purchases of a customer not yet seen
 */
double
clv_pareto_nbd_correlated_expected_new (const double *parameters,
                                        double        horizon)
{
  Future future;
  double plain = clv_pareto_nbd_expected_new (parameters, horizon);
  double moved = 0.0;

  future_init (&future, parameters, 0.0);
  if (!(fabs (future.c) > 0.0))
    return plain;
  moved = clv_pareto_nbd_expected_new (future.moved, horizon);
  return plain * mix (&future, 0.0, 1.0, lean_drop (&future, plain, moved));
}

/**
 * clv_pareto_nbd_correlated_discounted:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now, INFINITY for ever
 * @rate: continuous rate per unit of time, at least 0; see clv_pareto_nbd_discounted()
 *
 * Returns: expected purchases in the horizon, each at its present value; INFINITY
 *   without a discount and an end where s ≤ 1
 */
double
clv_pareto_nbd_correlated_discounted (const double *parameters,
                                      double        x,
                                      double        recency,
                                      double        age,
                                      double        horizon,
                                      double        rate)
{
  /* A customer who is active is a new one whose bases are longer by the age. */
  const double now[4] = {
    parameters[0] + x, parameters[1] + age, parameters[2], parameters[3] + age,
  };
  const double moved[4] = { now[0], now[1], now[2], now[3] + 1.0 };
  double plain = clv_pareto_nbd_discounted (now, 0.0, 0.0, 0.0, horizon, rate);
  double later = 0.0;
  Future future;

  if (!isfinite (plain))
    return plain;
  future_init (&future, parameters, age);
  later = clv_pareto_nbd_discounted (moved, 0.0, 0.0, 0.0, horizon, rate);
  return clv_pareto_nbd_correlated_p_active (parameters, x, recency, age) * plain
         * (fabs (future.c) > 0.0 ? mix (&future, x, 1.0, lean_drop (&future, plain, later)) : 1.0);
}

/**
 * clv_pareto_nbd_correlated_pmf:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon of a
 *   customer who is active now
 *
 * Each of the four parts of the likelihood has its own; see clv_pareto_nbd_pmf().
 */
void
clv_pareto_nbd_correlated_pmf (const double *parameters,
                               double        x,
                               double        age,
                               double        horizon,
                               guint         n,
                               double       *pmf)
{
  Future future;
  double A = 0.0;
  double B = 0.0;
  double all = 0.0;
  double weights[4];
  g_autofree double *part = g_new (double, (gsize) n + 1);

  future_init (&future, parameters, age);
  if (!(fabs (future.c) > 0.0))
    {
      clv_pareto_nbd_pmf (parameters, x, age, horizon, n, pmf);
      return;
    }
  A = 1.0 + lean_purchase (&future, x, 0.0);
  B = exp (future.log_drop);
  all = MAX (1.0 + future.c * (A - 1.0) * (B - 1.0), 1e-300);
  weights[0] = (1.0 + future.c) / all;
  weights[1] = -future.c * A / all;
  weights[2] = -future.c * B / all;
  weights[3] = future.c * A * B / all;
  for (guint y = 0; y < n; y++)
    pmf[y] = 0.0;
  for (guint k = 0; k < 4; k++)
    {
      const double p[4] = {
        parameters[0], parameters[1] + (k & 1u), parameters[2], parameters[3] + (k >> 1),
      };

      if (!(fabs (weights[k]) > 0.0))
        continue;
      clv_pareto_nbd_pmf (p, x, age, horizon, n, part);
      for (guint y = 0; y < n; y++)
        pmf[y] += weights[k] * part[y];
    }
  for (guint y = 0; y < n; y++)
    pmf[y] = MAX (pmf[y], 0.0);
}

/* A gamma rate weighted by e^−rate, which has a base one longer, or by 1 − e^−rate =
 * ∫₀¹ rate e^(−z rate) dz: one purchase more and a base longer by z, whose density is
 * that of a power. */
static double
draw_weighted (double     shape,
               double     base,
               gboolean   is_slow,
               ClvRandom *rng)
{
  double u = 0.0;
  double z = 0.0;

  if (is_slow)
    return clv_random_gamma (rng, shape, base + 1.0);
  u = clv_random_uniform (rng);
  z = base * expm1 (-log1p (u * expm1 (-shape * log1p (1.0 / base))) / shape);
  return clv_random_gamma (rng, shape + 1.0, base + CLAMP (z, 0.0, 1.0));
}

/**
 * clv_pareto_nbd_correlated_draw:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @rng: random numbers
 * @rate: (out): of purchase
 * @drop_rate: (out): of dropping out
 *
 * Rates of a customer who is active at @age; with @x = @age = 0 of a new one. The
 * density is a mean of its values at the four corners of e^−λ, e^−μ in [0, 1], which
 * are not negative: one corner is drawn and then each rate for itself. No draw is
 * rejected, as most would be where the correlation is close to its bound.
 */
void
clv_pareto_nbd_correlated_draw (const double *parameters,
                                double        x,
                                double        age,
                                ClvRandom    *rng,
                                double       *rate,
                                double       *drop_rate)
{
  double c = clv_pareto_nbd_correlated_weight (parameters);
  double f = expm1 (parameters[0] * log1p (1.0 / parameters[1]));
  double g = expm1 (parameters[2] * log1p (1.0 / parameters[3]));
  double R = parameters[0] + x;
  double alpha = parameters[1] + age;
  double beta = parameters[3] + age;
  double slow = exp (-R * log1p (1.0 / alpha));
  double stay = exp (-parameters[2] * log1p (1.0 / beta));
  double fast = -expm1 (-R * log1p (1.0 / alpha));
  double leave = -expm1 (-parameters[2] * log1p (1.0 / beta));
  double corners[4];
  double pick = 0.0;
  guint k = 0;

  if (!(fabs (c) > 0.0))
    {
      *rate = clv_random_gamma (rng, R, alpha);
      *drop_rate = clv_random_gamma (rng, parameters[2], beta);
      return;
    }
  corners[0] = (1.0 + c) * fast * leave;
  corners[1] = MAX (1.0 - c * f, 0.0) * slow * leave;
  corners[2] = MAX (1.0 - c * g, 0.0) * fast * stay;
  corners[3] = (1.0 + c * f * g) * slow * stay;
  pick = clv_random_uniform (rng) * (corners[0] + corners[1] + corners[2] + corners[3]);
  while (k < 3 && pick >= corners[k])
    pick -= corners[k++];
  *rate = draw_weighted (R, alpha, (k & 1u) != 0, rng);
  *drop_rate = draw_weighted (parameters[2], beta, k >> 1 != 0, rng);
}

/**
 * clv_pareto_nbd_correlated_simulate:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @rng: random numbers
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_pareto_nbd_correlated_simulate (const double *parameters,
                                    double        x,
                                    double        recency,
                                    double        age,
                                    double        horizon,
                                    ClvRandom    *rng)
{
  double rate = 0.0;
  double drop_rate = 0.0;
  double end = horizon;
  double time = 0.0;
  guint n = 0;

  if (clv_random_uniform (rng) > clv_pareto_nbd_correlated_p_active (parameters, x, recency, age))
    return 0;
  clv_pareto_nbd_correlated_draw (parameters, x, age, rng, &rate, &drop_rate);
  if (drop_rate > 0.0)
    end = fmin (end, clv_random_exponential (rng, drop_rate));
  if (!(rate > 0.0))
    return 0;
  for (time = clv_random_exponential (rng, rate); time <= end && n < 1000000;
       time += clv_random_exponential (rng, rate))
    n++;
  return n;
}
