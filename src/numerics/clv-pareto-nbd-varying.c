/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-gamma-ratio.h"
#include "clv-panel.h"
#include "clv-pareto-nbd-private.h"
#include "clv-pareto-nbd-varying-private.h"

/* Predictions. A customer who is active now has λ ~ Gamma (R, α+A(T)) and
 * μ ~ Gamma (s, β+D(T)); from there on it is the model without covariates in two
 * clocks that run at the speeds e^{γ'z} and e^{δ'z}, piece by piece. */

#define MOST_PURCHASES 1000000

struct _ClvVaryingClock
{
  double parameters[4];
  guint n_covariates;
  double coefficients[CLV_VARYING_MAX_COVARIATES];   /* γ */
  guint n_pieces;
  double *end;
  double *buy_speed;
  double *drop_speed;
};

/* A walk along the pieces. */
typedef struct
{
  const ClvVaryingClock *clock;
  double start;          /* of the walk, on the path's time */
  double time;           /* since then */
  guint piece;
  double buy;            /* A since then */
  double drop;           /* D since then */
} Walk;

/* The part of a piece that a walk is about to go. */
typedef struct
{
  double until;
  double length;
  double buy_speed;
  double drop_speed;
} Leg;

/**
 * clv_varying_clock_new:
 * @path: covariates along time, of which a copy is kept
 * @parameters: r, α, s, β, γ, δ
 *
 * Returns: (transfer full): what predictions need
 */
ClvVaryingClock *
clv_varying_clock_new (const ClvVaryingPath *path,
                       const double         *parameters)
{
  ClvVaryingClock *self = NULL;
  guint n = path->n_covariates;

  g_return_val_if_fail (n <= CLV_VARYING_MAX_COVARIATES, NULL);

  self = g_new0 (ClvVaryingClock, 1);
  memcpy (self->parameters, parameters, sizeof self->parameters);
  self->n_covariates = n;
  memcpy (self->coefficients, parameters + 4, n * sizeof (double));
  self->n_pieces = path->n_pieces;
  self->end = g_memdup2 (path->end, path->n_pieces * sizeof (double));
  self->end[path->n_pieces - 1] = INFINITY;
  self->buy_speed = g_new (double, path->n_pieces);
  self->drop_speed = g_new (double, path->n_pieces);
  for (guint i = 0; i < path->n_pieces; i++)
    {
      double sums[2] = { 0.0, 0.0 };

      for (guint k = 0; k < n; k++)
        {
          sums[0] += parameters[4 + k] * path->value[(gsize) i * n + k];
          sums[1] += parameters[4 + n + k] * path->value[(gsize) i * n + k];
        }
      self->buy_speed[i] = exp (sums[0]);
      self->drop_speed[i] = exp (sums[1]);
    }
  return self;
}

/**
 * clv_varying_clock_new_for_speeds:
 * @rates: r, α, s, β
 * @n_pieces: how many pieces
 * @end: (array length=n_pieces): their ends, as in #ClvVaryingPath
 * @buy_speed: (array length=n_pieces): how much faster customers buy in each
 * @drop_speed: (array length=n_pieces): how much faster they drop out
 *
 * The likelihood of one customer leaves out the covariates of the purchases then.
 *
 * Returns: (transfer full): what predictions need
 */
ClvVaryingClock *
clv_varying_clock_new_for_speeds (const double *rates,
                                  guint         n_pieces,
                                  const double *end,
                                  const double *buy_speed,
                                  const double *drop_speed)
{
  ClvVaryingClock *self = NULL;

  g_return_val_if_fail (n_pieces > 0, NULL);

  self = g_new0 (ClvVaryingClock, 1);
  memcpy (self->parameters, rates, sizeof self->parameters);
  self->n_pieces = n_pieces;
  self->end = g_memdup2 (end, n_pieces * sizeof (double));
  self->end[n_pieces - 1] = INFINITY;
  self->buy_speed = g_memdup2 (buy_speed, n_pieces * sizeof (double));
  self->drop_speed = g_memdup2 (drop_speed, n_pieces * sizeof (double));
  return self;
}

void
clv_varying_clock_free (ClvVaryingClock *self)
{
  if (self == NULL)
    return;
  g_free (self->end);
  g_free (self->buy_speed);
  g_free (self->drop_speed);
  g_free (self);
}

static void
walk_init (Walk                  *self,
           const ClvVaryingClock *clock,
           double                 start)
{
  const ClvVaryingPath path = { 0, clock->n_pieces, clock->end, NULL };

  memset (self, 0, sizeof *self);
  self->clock = clock;
  self->start = start;
  self->piece = clv_varying_path_find (&path, start);
}

/* The next leg up to @target, which is not gone yet. */
static gboolean
walk_look (const Walk *self,
           double      target,
           Leg        *leg)
{
  if (!(self->time < target))
    return FALSE;
  leg->until = MIN (self->clock->end[self->piece] - self->start, target);
  leg->length = leg->until - self->time;
  leg->buy_speed = self->clock->buy_speed[self->piece];
  leg->drop_speed = self->clock->drop_speed[self->piece];
  return TRUE;
}

static void
walk_go (Walk      *self,
         const Leg *leg)
{
  self->buy += leg->buy_speed * leg->length;
  self->drop += leg->drop_speed * leg->length;
  self->time = leg->until;
  if (self->time >= self->clock->end[self->piece] - self->start)
    self->piece++;
}

static void
walk_to (Walk  *self,
         double target)
{
  Leg leg;

  while (walk_look (self, target, &leg))
    walk_go (self, &leg);
}

/* The silence after the last purchase: A = R ln ((α+A(T))/(α+A(t))) + s ln (…) and,
 * of the probability that it came to it, what is due to customers who dropped out. */
typedef struct
{
  double buy;            /* A(t) */
  double drop;           /* D(t) */
  double buy_base;       /* α + A(t) */
  double drop_base;
  double exponent;
  double dropped;
  double bought;         /* the probability that there would have been a purchase */
} Silence;

static void
silence_measure (Silence               *self,
                 const ClvVaryingClock *clock,
                 double                 start,
                 double                 x,
                 double                 recency,
                 double                 age)
{
  const double *p = clock->parameters;
  double R = p[0] + x;
  Walk walk;
  Leg leg;
  double since[2] = { 0.0, 0.0 };

  memset (self, 0, sizeof *self);
  walk_init (&walk, clock, start);
  walk_to (&walk, recency);
  self->buy = walk.buy;
  self->drop = walk.drop;
  self->buy_base = p[1] + walk.buy;
  self->drop_base = p[3] + walk.drop;
  for (; walk_look (&walk, age, &leg); walk_go (&walk, &leg))
    {
      const ClvVaryingStretch stretch = {
        R, p[2], since[0], leg.buy_speed / self->buy_base, since[1],
        leg.drop_speed / self->drop_base,
      };

      self->dropped += clv_varying_sum_density (&stretch, leg.length, FALSE);
      self->bought += clv_varying_sum_density (&stretch, leg.length, TRUE);
      since[0] += stretch.buy_speed * leg.length;
      since[1] += stretch.drop_speed * leg.length;
    }
  self->exponent = R * log1p (since[0]) + p[2] * log1p (since[1]);
}

/* ln of the probability of the silence, from the side that is not close to 1. */
static double
silence_log (const Silence *self)
{
  if (self->bought < 0.5)
    return log1p (-self->bought);
  return log (exp (-self->exponent) + self->dropped);
}

/**
 * clv_varying_log_likelihood:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @purchase_sum: (nullable): Σ z over the repeat purchases
 *
 * Returns: one customer's log-likelihood without −ln x!
 */
double
clv_varying_log_likelihood (const ClvVaryingClock *clock,
                            double                 start,
                            double                 x,
                            double                 recency,
                            double                 age,
                            const double          *purchase_sum)
{
  const double *p = clock->parameters;
  Silence silence;
  double value = 0.0;

  silence_measure (&silence, clock, start, x, recency, age);
  if (x > 0.0)
    value = clv_log_gamma_ratio (p[0], x) - x * log (silence.buy_base);
  for (guint k = 0; k < clock->n_covariates && purchase_sum != NULL; k++)
    value += clock->coefficients[k] * purchase_sum[k];
  return value - p[0] * log1p (silence.buy / p[1]) - p[2] * log1p (silence.drop / p[3])
         + silence_log (&silence);
}

/**
 * clv_varying_p_active:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: the probability that the customer has not dropped out
 */
double
clv_varying_p_active (const ClvVaryingClock *clock,
                      double                 start,
                      double                 x,
                      double                 recency,
                      double                 age)
{
  Silence silence;
  double active = 0.0;

  silence_measure (&silence, clock, start, x, recency, age);
  active = exp (-silence.exponent);
  return active > 0.0 ? active / (active + silence.dropped) : 0.0;
}

/* The future of customers of one age who are active now. */
typedef struct
{
  Walk walk;
  double buy_base;       /* α + A(T) */
  double drop_base;
  double life;           /* E of A over the rest of the lifetime, up to here */
  double square;         /* E of its square */
} Future;

static void
future_init (Future                *self,
             const ClvVaryingClock *clock,
             double                 start,
             double                 age)
{
  walk_init (&self->walk, clock, start);
  walk_to (&self->walk, age);
  self->buy_base = clock->parameters[1] + self->walk.buy;
  self->drop_base = clock->parameters[3] + self->walk.drop;
  self->walk.start += age;
  self->walk.time = 0.0;
  self->walk.buy = 0.0;
  self->walk.drop = 0.0;
  self->life = 0.0;
  self->square = 0.0;
}

static double
future_survival (const Future *self)
{
  return exp (-self->walk.clock->parameters[2] * log1p (self->walk.drop / self->drop_base));
}

/* Goes on to @horizon. With the survival (1 + d v/B)^−s in a leg, L = ln (1 + d h/B):
 * ∫ survival = (B/d) ∫₀ᴸ e^{(1−s)y} dy and
 * ∫ v survival = (B/d)² ∫₀ᴸ (e^y − 1) e^{(1−s)y} dy. */
static void
future_go (Future  *self,
           double   horizon,
           gboolean is_squared)
{
  double s = self->walk.clock->parameters[2];
  Leg leg;

  for (; walk_look (&self->walk, horizon, &leg); walk_go (&self->walk, &leg))
    {
      double base = self->drop_base + self->walk.drop;
      double ratio = leg.drop_speed * leg.length / base;
      double L = log1p (ratio);
      double shrink = ratio > 0.0 ? L / ratio : 1.0;
      double scale = leg.buy_speed * future_survival (self);
      double time = leg.length * shrink * clv_pareto_nbd_mean_decay ((s - 1.0) * L);

      self->life += scale * time;
      if (is_squared)
        {
          double weighed = 0.5;

          if (ratio > 1e-12)
            weighed = clv_pareto_nbd_weigh_time (s, L) / (ratio * ratio);
          self->square += 2.0 * scale * (self->walk.buy * time
                                         + leg.buy_speed * leg.length * leg.length * weighed);
        }
    }
}

/**
 * clv_varying_forecast:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now, faster if ascending
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): probability of being active at its end
 * @second_moment: (out) (array length=n) (nullable): expected square of the purchases
 *
 * Of a customer who is active now.
 */
void
clv_varying_forecast (const ClvVaryingClock *clock,
                      double                 start,
                      double                 x,
                      double                 age,
                      const double          *horizons,
                      guint                  n,
                      double                *purchases,
                      double                *still_active,
                      double                *second_moment)
{
  double R = clock->parameters[0] + x;
  Future now;
  Future future;

  future_init (&now, clock, start, age);
  future = now;
  for (guint i = 0; i < n; i++)
    {
      double rate = R / future.buy_base;

      if (i > 0 && horizons[i] < horizons[i - 1])
        future = now;
      future_go (&future, horizons[i], second_moment != NULL);
      purchases[i] = rate * future.life;
      still_active[i] = future_survival (&future);
      if (second_moment != NULL)
        second_moment[i] = purchases[i] + rate * ((R + 1.0) / future.buy_base) * future.square;
    }
}

/* Of a customer who is active. */
static double
expect (const ClvVaryingClock *clock,
        double                 start,
        double                 x,
        double                 age,
        double                 horizon)
{
  Future future;

  future_init (&future, clock, start, age);
  future_go (&future, horizon, FALSE);
  return (clock->parameters[0] + x) / future.buy_base * future.life;
}

/**
 * clv_varying_expected:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 *
 * Returns: the expected purchases in (age, age + horizon]
 */
double
clv_varying_expected (const ClvVaryingClock *clock,
                      double                 start,
                      double                 x,
                      double                 recency,
                      double                 age,
                      double                 horizon)
{
  return clv_varying_p_active (clock, start, x, recency, age)
         * expect (clock, start, x, age, horizon);
}

/**
 * clv_varying_expected_new:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @horizon: length of time from the first purchase
 *
 * Returns: expected repeat purchases of a customer not yet seen
 */
double
clv_varying_expected_new (const ClvVaryingClock *clock,
                          double                 start,
                          double                 horizon)
{
  return expect (clock, start, 0.0, 0.0, horizon);
}

/* One leg's ∫ (1 + d v/B)^−s e^−δv dv. */
static double
discount_leg (const Leg *leg,
              double     s,
              double     base,
              double     rate)
{
  double ratio = leg->drop_speed * leg->length / base;
  double mean = base / leg->drop_speed;

  if (isinf (leg->length) && !(rate > 0.0))
    return s > 1.0 ? mean / (s - 1.0) : INFINITY;
  if (ratio < 1e-14)
    return leg->length * clv_pareto_nbd_mean_decay (rate * leg->length);
  return mean * clv_pareto_nbd_discounted_time (s, rate * mean, log1p (ratio));
}

/**
 * clv_varying_discounted:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now, INFINITY for ever
 * @rate: continuous rate per unit of time; at least 0
 *
 * Returns: expected purchases in the horizon, each at its present value; INFINITY
 *   without a discount and an end where s ≤ 1
 */
double
clv_varying_discounted (const ClvVaryingClock *clock,
                        double                 start,
                        double                 x,
                        double                 recency,
                        double                 age,
                        double                 horizon,
                        double                 rate)
{
  double s = clock->parameters[2];
  double delta = MAX (rate, 0.0);
  double sum = 0.0;
  Future future;
  Leg leg;

  future_init (&future, clock, start, age);
  for (; walk_look (&future.walk, horizon, &leg); walk_go (&future.walk, &leg))
    {
      sum += leg.buy_speed * future_survival (&future) * exp (-delta * future.walk.time)
             * discount_leg (&leg, s, future.drop_base + future.walk.drop, delta);
      if (isinf (leg.until))
        break;
    }
  return clv_varying_p_active (clock, start, x, recency, age)
         * (clock->parameters[0] + x) / future.buy_base * sum;
}

/* Adds ∫ N (y, u) f (u) du of one leg: purchases before the drop-out in it. */
static void
add_counts (const Future *future,
            const Leg    *leg,
            double        R,
            guint         n,
            double       *pmf)
{
  double s = future->walk.clock->parameters[2];
  double buy = leg->buy_speed / (future->buy_base + future->walk.buy);
  double drop = leg->drop_speed / (future->drop_base + future->walk.drop);
  double steps = 2.0 + n / 8.0 + (R * log1p (buy * leg->length) + s * log1p (drop * leg->length));
  double reach = log1p (MAX (buy, drop) * leg->length);
  double width = reach / ceil (MIN (MAX (steps / 4.0, reach * (1.0 + n / 8.0)), 20000.0));
  double scale = expm1 (reach) > 0.0 ? leg->length / expm1 (reach) : 0.0;

  for (double from = 0.0; scale > 0.0 && from < reach * (1.0 - 1e-9); from += width)
    {
      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double at = from + 0.5 * width * (1.0 + clv_panel_node[i]);
          double v = scale * expm1 (at);
          double L = log1p ((future->walk.buy + leg->buy_speed * v) / future->buy_base);
          double D = (future->walk.drop + leg->drop_speed * v) / future->drop_base;
          double term = 0.5 * width * clv_panel_weight[i] * scale * exp (at) * s * leg->drop_speed
                        / (future->drop_base * (1.0 + D)) * exp (-R * L - s * log1p (D));

          for (guint y = 0; y < n && term > 0.0; y++)
            {
              pmf[y] += term;
              term *= (R + y) / (y + 1.0) * -expm1 (-L);
            }
        }
    }
}

/* P (0): drop-out before the next purchase, or neither of them by the end. */
static double
find_none (Future *future,
           double  horizon,
           double  R)
{
  double s = future->walk.clock->parameters[2];
  double dropped = 0.0;
  double since[2] = { 0.0, 0.0 };
  Leg leg;

  for (; walk_look (&future->walk, horizon, &leg); walk_go (&future->walk, &leg))
    {
      const ClvVaryingStretch stretch = {
        R, s, since[0], leg.buy_speed / future->buy_base, since[1],
        leg.drop_speed / future->drop_base,
      };

      dropped += clv_varying_sum_density (&stretch, leg.length, FALSE);
      since[0] += stretch.buy_speed * leg.length;
      since[1] += stretch.drop_speed * leg.length;
    }
  return dropped + exp (-R * log1p (since[0]) - s * log1p (since[1]));
}

/**
 * clv_varying_pmf:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon of a
 *   customer who is active now
 *
 * The negative binomial mixed over the lifetime, for the small counts of a chart.
 */
void
clv_varying_pmf (const ClvVaryingClock *clock,
                 double                 start,
                 double                 x,
                 double                 age,
                 double                 horizon,
                 guint                  n,
                 double                *pmf)
{
  double R = clock->parameters[0] + x;
  double chance = 0.0;
  double L = 0.0;
  Future future;
  Leg leg;

  memset (pmf, 0, n * sizeof (double));
  future_init (&future, clock, start, age);
  if (n == 1)
    {
      pmf[0] = find_none (&future, horizon, R);
      return;
    }
  for (; walk_look (&future.walk, horizon, &leg); walk_go (&future.walk, &leg))
    add_counts (&future, &leg, R, n, pmf);
  L = log1p (future.walk.buy / future.buy_base);
  chance = future_survival (&future) * exp (-R * L);
  for (guint y = 0; y < n; y++)
    {
      pmf[y] += chance;
      chance *= (R + y) / (y + 1.0) * -expm1 (-L);
    }
}

/**
 * clv_varying_simulate:
 * @clock: a path under parameters
 * @start: first purchase on the path's time
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @rng: random numbers
 * @n_times: how many of the times are wanted
 * @times: (out) (array length=n_times) (nullable): of the first purchases, from now
 *
 * With @x, @recency and @age 0 it is a new customer's history.
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_varying_simulate (const ClvVaryingClock *clock,
                      double                 start,
                      double                 x,
                      double                 recency,
                      double                 age,
                      double                 horizon,
                      ClvRandom             *rng,
                      guint                  n_times,
                      double                *times)
{
  Future future;
  Leg leg;
  double rate = 0.0;
  double drop_rate = 0.0;
  double life = INFINITY;    /* on the clock of drop-out */
  double next = 0.0;         /* on the clock of purchases */
  guint n = 0;

  if (age > 0.0 && clv_random_uniform (rng) > clv_varying_p_active (clock, start, x, recency, age))
    return 0;

  future_init (&future, clock, start, age);
  rate = clv_random_gamma (rng, clock->parameters[0] + x, future.buy_base);
  drop_rate = clv_random_gamma (rng, clock->parameters[2], future.drop_base);
  if (drop_rate > 0.0)
    life = clv_random_exponential (rng, drop_rate);
  if (!(rate > 0.0))
    return 0;
  next = clv_random_exponential (rng, rate);
  for (; walk_look (&future.walk, horizon, &leg); walk_go (&future.walk, &leg))
    {
      double left = (life - future.walk.drop) / leg.drop_speed;
      double end = future.walk.buy + leg.buy_speed * MIN (leg.length, left);

      for (; next <= end && n < MOST_PURCHASES; n++)
        {
          if (times != NULL && n < n_times)
            times[n] = future.walk.time + (next - future.walk.buy) / leg.buy_speed;
          next += clv_random_exponential (rng, rate);
        }
      if (left <= leg.length || n >= MOST_PURCHASES)
        break;
    }
  return n;
}
