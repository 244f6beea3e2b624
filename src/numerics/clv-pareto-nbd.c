/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-gamma-ratio.h"
#include "clv-pair-index.h"
#include "clv-panel.h"
#include "clv-pareto-nbd-private.h"
#include "clv-race-table.h"

/* The textbook's difference of two ₂F₁ loses all digits where they are close.
 * Instead, with R = r + x, A(t,T) = R ln ((α+T)/(α+t)) + s ln ((β+T)/(β+t)),
 * q (t) = P(drop-out comes before the next purchase | active at t) and
 * p (T) = 1 − q (T):
 *
 *   L = Γ(R)/Γ(r) α^r β^s (α+t)^−R (β+t)^−s · J,  J = q (t) + e^−A p (T):
 *
 * no purchase in (t, T] means that drop-out wins the race after t, or that neither
 * happens up to T and the purchase wins after it. Splitting the race at T gives
 * q (t) = D + e^−A q (T) with D the drop-out within (t, T], hence the sum. All
 * terms are positive and each of them depends on one day only. */

#define ENOUGH 42.0
#define SHORT 1e-3

/* J − 1 where hardly anything can happen in (t, T]: the purchase that did not. */
static double
small_loss (double R,
            double alpha,
            double s,
            double beta,
            double gap)
{
  double sum = 0.0;

  for (guint i = 0; i < CLV_PANEL_NODES; i++)
    {
      double v = 0.5 * gap * (1.0 + clv_panel_node[i]);

      sum += 0.5 * gap * clv_panel_weight[i] * R / (alpha + v)
             * exp (-R * log1p (v / alpha) - s * log1p (v / beta));
    }
  return -sum;
}

static double
exponent (const double *parameters,
          double        x,
          double        recency,
          double        age)
{
  double gap = age - recency;

  return (parameters[0] + x) * log1p (gap / (parameters[1] + recency))
         + parameters[2] * log1p (gap / (parameters[3] + recency));
}

/* ln (e^a + e^b), one of which may be 0. */
static double
add_logs (double a,
          double b)
{
  double high = fmax (a, b);

  return high + log1p (exp (fmin (a, b) - high));
}

/* ln J. */
static double
log_silence (const double *parameters,
             double        x,
             double        recency,
             double        age)
{
  double R = parameters[0] + x;
  double A = exponent (parameters, x, recency, age);
  ClvRace drop;
  ClvRace purchase;

  if (A < SHORT)
    return log1p (small_loss (R, parameters[1] + recency, parameters[2], parameters[3] + recency,
                              age - recency));
  clv_race_first (parameters[2], parameters[3] + recency, R, parameters[1] + recency, &drop);
  clv_race_first (R, parameters[1] + age, parameters[2], parameters[3] + age, &purchase);
  return add_logs (drop.log_p, purchase.log_p - A);
}

/* e^−A / J, the probability of being active. @drop = ln q (t), @purchase = ln p (T). */
static double
active_share (const double *parameters,
              double        x,
              double        recency,
              double        age,
              double        drop,
              double        purchase)
{
  double A = exponent (parameters, x, recency, age);

  return exp (MIN (-A - add_logs (drop, purchase - A), 0.0));
}

/**
 * clv_pareto_nbd_log_likelihood:
 * @parameters: r, α, s, β
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: one customer's log-likelihood without −ln x!
 */
double
clv_pareto_nbd_log_likelihood (const double *parameters,
                               double        x,
                               double        recency,
                               double        age)
{
  double r = parameters[0];
  double rising = 0.0;

  if (x > 0.0)
    rising = clv_log_gamma_ratio (r, x) - x * log (parameters[1] + recency);
  return rising - r * log1p (recency / parameters[1])
         - parameters[2] * log1p (recency / parameters[3])
         + log_silence (parameters, x, recency, age);
}

/**
 * clv_pareto_nbd_p_active:
 * @parameters: r, α, s, β
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: the probability that the customer has not dropped out
 */
double
clv_pareto_nbd_p_active (const double *parameters,
                         double        x,
                         double        recency,
                         double        age)
{
  ClvRace drop;
  ClvRace purchase;

  clv_race_first (parameters[2], parameters[3] + recency, parameters[0] + x,
                  parameters[1] + recency, &drop);
  clv_race_first (parameters[0] + x, parameters[1] + age, parameters[2], parameters[3] + age,
                  &purchase);
  return active_share (parameters, x, recency, age, drop.log_p, purchase.log_p);
}

/* ln of the probability that the winner of each pair of @index is first. */
static double *
new_race_logs (const double       *parameters,
               const ClvPairIndex *index,
               const ClvDayIndex  *days,
               double              unit,
               guint32             max_x,
               ClvRaceWinner       winner)
{
  double *logs = g_new (double, (gsize) index->n + 1);
  g_autofree double *theta = g_new (double, (gsize) days->n + 1);
  g_autoptr(ClvRaceTable) table = NULL;
  double lowest = INFINITY;
  double highest = -INFINITY;

  for (guint32 i = 0; i < days->n; i++)
    {
      double time = days->day[i] * unit;

      theta[i] = log ((parameters[3] + time) / (parameters[1] + time));
      lowest = MIN (lowest, theta[i]);
      highest = MAX (highest, theta[i]);
    }
  table = clv_race_table_new (winner, parameters[0], parameters[2], max_x, lowest, highest);
  for (guint32 i = 0; i < index->n; i++)
    clv_race_table_count (table, index->x[i], theta[index->day[i]]);
  clv_race_table_build (table);
  for (guint32 i = 0; i < index->n; i++)
    {
      double time = days->day[index->day[i]] * unit;

      logs[i] = clv_race_table_get_log (table, index->x[i], theta[index->day[i]],
                                        parameters[1] + time, parameters[3] + time);
    }
  return logs;
}

/**
 * clv_pareto_nbd_p_active_many:
 * @parameters: r, α, s, β
 * @n: how many
 * @x: (array length=n): repeat purchases
 * @recency_days: (array length=n): of the last one after the first purchase
 * @age_days: (array length=n): since the first purchase
 * @unit_days: days in the unit of α and β
 * @p_active: (out) (array length=n): as clv_pareto_nbd_p_active()
 *
 * The integrals are of one day each, so that many customers share them, and days that
 * are many are interpolated, see #ClvRaceTable: to 1e-12. Of few they are the same bits.
 */
void
clv_pareto_nbd_p_active_many (const double  *parameters,
                              guint32        n,
                              const guint32 *x,
                              const gint32  *recency_days,
                              const gint32  *age_days,
                              int            unit_days,
                              double        *p_active)
{
  const ClvCells cells = { n, (guint32 *) x, (gint32 *) recency_days, (gint32 *) age_days, NULL };
  double unit = 1.0 / unit_days;
  guint32 max_x = 0;
  g_autoptr(ClvDayIndex) days = clv_day_index_new (&cells);
  g_autoptr(ClvPairIndex) recencies = NULL;
  g_autoptr(ClvPairIndex) ages = NULL;
  g_autofree guint32 *recency_of = g_new (guint32, (gsize) n + 1);
  g_autofree guint32 *age_of = g_new (guint32, (gsize) n + 1);
  g_autofree double *drop = NULL;
  g_autofree double *purchase = NULL;

  for (guint32 i = 0; i < n; i++)
    max_x = MAX (max_x, x[i]);
  recencies = clv_pair_index_new (max_x, days->n, n);
  ages = clv_pair_index_new (max_x, days->n, n);
  for (guint32 i = 0; i < n; i++)
    {
      recency_of[i] = clv_pair_index_add (recencies, x[i],
                                          clv_day_index_find (days, recency_days[i]));
      age_of[i] = clv_pair_index_add (ages, x[i], clv_day_index_find (days, age_days[i]));
    }
  drop = new_race_logs (parameters, recencies, days, unit, max_x, CLV_RACE_DROP);
  purchase = new_race_logs (parameters, ages, days, unit, max_x, CLV_RACE_PURCHASE);
  for (guint32 i = 0; i < n; i++)
    p_active[i] = active_share (parameters, x[i], recency_days[i] * unit, age_days[i] * unit,
                                drop[recency_of[i]], purchase[age_of[i]]);
}

/* (1 − e^−z) / z. */
double
clv_pareto_nbd_mean_decay (double z)
{
  return fabs (z) < 1e-8 ? 1.0 - 0.5 * z : -expm1 (-z) / z;
}

/* ∫₀ᴸ (e^v − 1) e^{(1−s)v} dv, which times B² is ∫₀ʰ u (1+u/B)^−s du. */
double
clv_pareto_nbd_weigh_time (double s,
                           double L)
{
  double width = MIN (2.0, 8.0 / (fabs (s - 1.0) + 1.0));
  double sum = 0.0;

  for (double v = 0.0; v < L && (s - 2.0) * v < ENOUGH + 4.0; v += width)
    {
      double half = 0.5 * MIN (width, L - v);

      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double at = v + half * (1.0 + clv_panel_node[i]);

          sum += half * clv_panel_weight[i] * expm1 (at) * exp ((1.0 - s) * at);
        }
    }
  return sum;
}

/**
 * clv_pareto_nbd_forecast:
 * @parameters: r, α, s, β
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): probability of being active at its end
 * @second_moment: (out) (array length=n): expected square of the purchases
 *
 * Of a customer who is active now: λ is Gamma (R, A), μ is Gamma (s, B) with
 * R = r + x, A = α + T, B = β + T, and purchases are Poisson (λ·min (lifetime, h)).
 * There is no pole at s = 1.
 */
void
clv_pareto_nbd_forecast (const double *parameters,
                         double        x,
                         double        age,
                         const double *horizons,
                         guint         n,
                         double       *purchases,
                         double       *still_active,
                         double       *second_moment)
{
  double R = parameters[0] + x;
  double A = parameters[1] + age;
  double s = parameters[2];
  double B = parameters[3] + age;

  for (guint i = 0; i < n; i++)
    {
      double L = log1p (MAX (horizons[i], 0.0) / B);

      still_active[i] = exp (-s * L);
      purchases[i] = R / A * B * L * clv_pareto_nbd_mean_decay ((s - 1.0) * L);
      second_moment[i] = purchases[i] + R / A * ((R + 1.0) / A) * 2.0 * B * B
                         * clv_pareto_nbd_weigh_time (s, L);
    }
}

/* Expected purchases by @horizon over the rate of purchase. */
static double
expected_life (const double *parameters,
               double        age,
               double        horizon)
{
  double B = parameters[3] + age;
  double L = log1p (MAX (horizon, 0.0) / B);

  return B * L * clv_pareto_nbd_mean_decay ((parameters[2] - 1.0) * L);
}

/**
 * clv_pareto_nbd_sum_horizons:
 * @parameters: r, α, s, β
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
 * Of customers who are active now. All of one age have the same life ahead and
 * differ only in the rate (r + x)/(α + T) at which they buy.
 */
void
clv_pareto_nbd_sum_horizons (const double         *parameters,
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
  double life = expected_life (parameters, age, last);
  double discounted_life = 0.0;
  double active_life = 0.0;

  for (guint i = 0; i < discounted->n; i++)
    discounted_life += discounted->weight[i]
                       * expected_life (parameters, age, discounted->horizon[i]);
  for (guint i = 0; i < active->n; i++)
    active_life += active->weight[i]
                   * exp (-parameters[2] * log1p (active->horizon[i] / (parameters[3] + age)));
  for (guint i = 0; i < n; i++)
    {
      double rate = (parameters[0] + x[i]) / (parameters[1] + age);

      purchases[i] = rate * life;
      discounted_sum[i] = rate * discounted_life;
      active_sum[i] = active_life;
    }
}

/**
 * clv_pareto_nbd_expected:
 * @parameters: r, α, s, β
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 *
 * Returns: the expected purchases in (age, age + horizon]
 */
double
clv_pareto_nbd_expected (const double *parameters,
                         double        x,
                         double        recency,
                         double        age,
                         double        horizon)
{
  return clv_pareto_nbd_p_active (parameters, x, recency, age)
         * (parameters[0] + x) / (parameters[1] + age) * expected_life (parameters, age, horizon);
}

/**
 * clv_pareto_nbd_expected_new:
 * @parameters: r, α, s, β
 * @horizon: length of time from the first purchase
 *
 * Returns: expected repeat purchases of a customer not yet seen
 */
double
clv_pareto_nbd_expected_new (const double *parameters,
                             double        horizon)
{
  return parameters[0] / parameters[1] * expected_life (parameters, 0.0, horizon);
}

/* ∫₀ᴸ exp (−(s−1) y − z (e^y − 1)) dy, with z > 0 or a finite L. */
double
clv_pareto_nbd_discounted_time (double s,
                                double z,
                                double L)
{
  double sum = 0.0;
  double highest = 0.0;
  double y = 0.0;

  while (y < L)
    {
      double here = -(s - 1.0) * y - z * expm1 (y);
      double slope = MAX (fabs (s - 1.0 + z * exp (y)), fabs (s - 1.0));
      double width = MIN (2.0, 8.0 / slope);
      double half = 0.0;

      highest = MAX (highest, here);
      if (here < highest - ENOUGH)
        break;
      while ((s - 1.0 + z * exp (y + width)) * width > 12.0)
        width *= 0.7;
      half = 0.5 * MIN (width, L - y);
      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double at = y + half * (1.0 + clv_panel_node[i]);

          sum += half * clv_panel_weight[i] * exp (-(s - 1.0) * at - z * expm1 (at));
        }
      y += width;
    }
  return sum;
}

/**
 * clv_pareto_nbd_discounted:
 * @parameters: r, α, s, β
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now, INFINITY for ever
 * @rate: continuous rate per unit of time, ln (1 + annual rate) over the units in a
 *   year; at least 0
 *
 * Discounted expected residual transactions (Fader, Hardie & Lee, "RFM and CLV:
 * Using Iso-Value Curves for Customer Base Analysis", Journal of Marketing
 * Research 42 (2005)), by quadrature instead of Tricomi's U.
 *
 * Returns: expected purchases in the horizon, each at its present value; INFINITY
 *   without a discount and an end where s ≤ 1
 */
double
clv_pareto_nbd_discounted (const double *parameters,
                           double        x,
                           double        recency,
                           double        age,
                           double        horizon,
                           double        rate)
{
  double s = parameters[2];
  double B = parameters[3] + age;
  double scale = clv_pareto_nbd_p_active (parameters, x, recency, age)
                 * (parameters[0] + x) / (parameters[1] + age) * B;

  if (!(rate > 0.0) && !isfinite (horizon))
    return s > 1.0 ? scale / (s - 1.0) : INFINITY;
  return scale * clv_pareto_nbd_discounted_time (s, MAX (rate, 0.0) * B,
                                                 log1p (MAX (horizon, 0.0) / B));
}

/**
 * clv_pareto_nbd_pmf:
 * @parameters: r, α, s, β
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon of a
 *   customer who is active now
 *
 * The negative binomial mixed over the lifetime: P(y) = N (y, h) P(τ > h)
 * + ∫ N (y, u) f_τ (u) du. With v = ln ((A+u)/A), N (y, u) ∝ (1−e^−v)^y e^−Rv. Meant
 * for the small counts that a chart shows. P(0) is known without the integral.
 */
void
clv_pareto_nbd_pmf (const double *parameters,
                    double        x,
                    double        age,
                    double        horizon,
                    guint         n,
                    double       *pmf)
{
  double R = parameters[0] + x;
  double A = parameters[1] + age;
  double s = parameters[2];
  double B = parameters[3] + age;
  double L = log1p (MAX (horizon, 0.0) / A);
  double chance = exp (-R * L - s * log1p (MAX (horizon, 0.0) / B));
  double slope = R + (s + 1.0) * MAX (A / B, 1.0);
  double reach = MIN (L, (ENOUGH + 4.0 * n) / R + 40.0);   /* beyond it there is nothing */
  double panels = CLAMP (ceil (reach * slope / 8.0), 8.0 + n / 4.0, 20000.0);
  double width = reach / panels;

  for (guint y = 0; y < n; y++)
    {
      pmf[y] = chance;
      chance *= (R + y) / (y + 1.0) * -expm1 (-L);
    }

  for (guint k = 0; k < (guint) panels && n > 1; k++)
    {
      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double v = width * (k + 0.5 * (1.0 + clv_panel_node[i]));
          double u = A * expm1 (v);
          double term = 0.5 * width * clv_panel_weight[i] * (A + u) * s / (B + u)
                        * exp (-R * v - s * log1p (u / B));

          for (guint y = 0; y < n && term > 0.0; y++)
            {
              pmf[y] += term;
              term *= (R + y) / (y + 1.0) * -expm1 (-v);
            }
        }
    }
  if (n > 0)
    pmf[0] = exp (log_silence (parameters, x, age, age + MAX (horizon, 0.0)));
}

/**
 * clv_pareto_nbd_simulate:
 * @parameters: r, α, s, β
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @rng: random numbers
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_pareto_nbd_simulate (const double *parameters,
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

  if (clv_random_uniform (rng) > clv_pareto_nbd_p_active (parameters, x, recency, age))
    return 0;

  rate = clv_random_gamma (rng, parameters[0] + x, parameters[1] + age);
  drop_rate = clv_random_gamma (rng, parameters[2], parameters[3] + age);
  if (drop_rate > 0.0)
    end = fmin (end, clv_random_exponential (rng, drop_rate));
  if (!(rate > 0.0))
    return 0;
  for (time = clv_random_exponential (rng, rate); time <= end && n < 1000000;
       time += clv_random_exponential (rng, rate))
    n++;

  return n;
}
