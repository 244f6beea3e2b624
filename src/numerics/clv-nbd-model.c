/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-gamma-ratio.h"
#include "clv-nbd-model.h"
#include "clv-pair-index.h"

/* L = Γ(r+x)/Γ(r) α^r (α+T)^−(r+x): sums over the counts x > k and over the
 * distinct ages are all that an evaluation needs. */

struct _ClvNbdPlan
{
  guint32 max_x;
  double *tail;       /* customers with x > k */
  guint32 n_days;
  double *days;       /* in the model's unit */
  double *weight;     /* customers of that age */
  double *count;      /* Σ x of them */
};

/**
 * clv_nbd_plan_new:
 * @cells: distinct customers
 * @unit_days: days in the unit of α
 *
 * Returns: (transfer full): cells arranged for many evaluations
 */
ClvNbdPlan *
clv_nbd_plan_new (const ClvCells *cells,
                  int             unit_days)
{
  ClvNbdPlan *self = g_new0 (ClvNbdPlan, 1);
  g_autoptr(ClvDayIndex) days = clv_day_index_new (cells);

  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);
  self->n_days = days->n;
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->days = g_new0 (double, (gsize) days->n + 1);
  self->weight = g_new0 (double, (gsize) days->n + 1);
  self->count = g_new0 (double, (gsize) days->n + 1);
  for (guint32 i = 0; i < days->n; i++)
    self->days[i] = (double) days->day[i] / unit_days;
  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 age = clv_day_index_find (days, cells->age_days[i]);

      self->weight[age] += cells->weight[i];
      self->count[age] += cells->weight[i] * cells->x[i];
      if (cells->x[i] > 0)
        self->tail[cells->x[i] - 1] += cells->weight[i];
    }
  for (guint32 k = self->max_x; k-- > 1;)
    self->tail[k - 1] += self->tail[k];
  return self;
}

void
clv_nbd_plan_free (ClvNbdPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->tail);
  g_free (self->days);
  g_free (self->weight);
  g_free (self->count);
  g_free (self);
}

/**
 * clv_nbd_plan_evaluate:
 * @self: a plan
 * @parameters: r, α > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): 2 × 2, likewise
 *
 * Returns: the log-likelihood without −Σ ln x!
 */
double
clv_nbd_plan_evaluate (const ClvNbdPlan *self,
                       const double     *parameters,
                       double           *gradient,
                       double           *hessian)
{
  double r = parameters[0];
  double alpha = parameters[1];
  double value = 0.0;
  double first[2] = { 0.0, 0.0 };
  double second[3] = { 0.0, 0.0, 0.0 };

  for (guint32 k = 0; k < self->max_x; k++)
    {
      value += self->tail[k] * log (r + k);
      first[0] += self->tail[k] / (r + k);
      second[0] -= self->tail[k] / ((r + k) * (r + k));
    }
  for (guint32 i = 0; i < self->n_days; i++)
    {
      double w = self->weight[i];
      double growth = log1p (self->days[i] / alpha);
      double inverse = 1.0 / (alpha + self->days[i]);
      double R = r * w + self->count[i];

      value -= r * w * growth + self->count[i] * log (alpha + self->days[i]);
      first[0] -= w * growth;
      first[1] += w * r / alpha - R * inverse;
      second[1] += w / alpha - w * inverse;
      second[2] += R * inverse * inverse - w * r / (alpha * alpha);
    }

  if (gradient != NULL)
    {
      gradient[0] = r * first[0];
      gradient[1] = alpha * first[1];
    }
  if (hessian != NULL)
    {
      hessian[0] = r * r * second[0] + r * first[0];
      hessian[1] = r * alpha * second[1];
      hessian[2] = hessian[1];
      hessian[3] = alpha * alpha * second[2] + alpha * first[1];
    }
  return value;
}

/* One customer's log-likelihood without −ln x!; @recency makes no difference. */
double
clv_nbd_log_likelihood (const double *parameters,
                        double        x,
                        double        recency,
                        double        age)
{
  double value = 0.0 - parameters[0] * log1p (age / parameters[1]);   /* 0, not −0 */

  if (x > 0.0)
    value += clv_log_gamma_ratio (parameters[0], x) - x * log (parameters[1] + age);
  return value;
}

/* 1: the model knows no drop-out. */
double
clv_nbd_p_active (const double *parameters,
                  double        x,
                  double        recency,
                  double        age)
{
  return 1.0;
}

/**
 * clv_nbd_forecast:
 * @parameters: r, α
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): 1
 * @second_moment: (out) (array length=n): expected square of the purchases
 */
void
clv_nbd_forecast (const double *parameters,
                  double        x,
                  double        age,
                  const double *horizons,
                  guint         n,
                  double       *purchases,
                  double       *still_active,
                  double       *second_moment)
{
  for (guint i = 0; i < n; i++)
    {
      double odds = MAX (horizons[i], 0.0) / (parameters[1] + age);

      purchases[i] = (parameters[0] + x) * odds;
      still_active[i] = 1.0;
      second_moment[i] = purchases[i] * (1.0 + odds + purchases[i]);
    }
}

/**
 * clv_nbd_sum_horizons:
 * @parameters: r, α
 * @age: time since the first purchase
 * @n: how many numbers of purchases
 * @x: (array length=n): repeat purchases so far
 * @discounted: horizons with the weights of expected purchases
 * @active: horizons with the weights of being active
 * @last: a horizon
 * @purchases: (out) (array length=n): expected purchases in @last
 * @discounted_sum: (out) (array length=n): Σ weight · expected purchases
 * @active_sum: (out) (array length=n): Σ weight
 */
void
clv_nbd_sum_horizons (const double         *parameters,
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
  double time = 0.0;
  double total = 0.0;

  for (guint i = 0; i < discounted->n; i++)
    time += discounted->weight[i] * discounted->horizon[i];
  for (guint i = 0; i < active->n; i++)
    total += active->weight[i];
  for (guint i = 0; i < n; i++)
    {
      double rate = (parameters[0] + x[i]) / (parameters[1] + age);

      purchases[i] = rate * last;
      discounted_sum[i] = rate * time;
      active_sum[i] = total;
    }
}

/* Expected purchases in (age, age + horizon]. */
double
clv_nbd_expected (const double *parameters,
                  double        x,
                  double        recency,
                  double        age,
                  double        horizon)
{
  return (parameters[0] + x) * MAX (horizon, 0.0) / (parameters[1] + age);
}

/* Expected repeat purchases of a customer not yet seen. */
double
clv_nbd_expected_new (const double *parameters,
                      double        horizon)
{
  return parameters[0] * MAX (horizon, 0.0) / parameters[1];
}

/**
 * clv_nbd_discounted:
 * @parameters: r, α
 * @x: repeat purchases
 * @age: time since the first purchase
 * @horizon: length of time from now, INFINITY for ever
 * @rate: continuous rate per unit of time, at least 0
 *
 * Returns: expected purchases, each at its present value; INFINITY without a
 *   discount and an end
 */
double
clv_nbd_discounted (const double *parameters,
                    double        x,
                    double        age,
                    double        horizon,
                    double        rate)
{
  double per_time = (parameters[0] + x) / (parameters[1] + age);

  return rate > 0.0 ? -per_time * expm1 (-rate * horizon) / rate : per_time * horizon;
}

/**
 * clv_nbd_pmf:
 * @parameters: r, α
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon
 */
void
clv_nbd_pmf (const double *parameters,
             double        x,
             double        age,
             double        horizon,
             guint         n,
             double       *pmf)
{
  double R = parameters[0] + x;
  double odds = MAX (horizon, 0.0) / (parameters[1] + age);
  double log_share = odds > 0.0 ? log (odds) - log1p (odds) : -INFINITY;
  double term = -R * log1p (odds);

  for (guint y = 0; y < n; y++)
    {
      pmf[y] = exp (term);
      term += log ((R + y) / (y + 1.0)) + log_share;
    }
}

/**
 * clv_nbd_simulate:
 * @parameters: r, α
 * @x: repeat purchases so far
 * @recency: makes no difference
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @rng: random numbers
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_nbd_simulate (const double *parameters,
                  double        x,
                  double        recency,
                  double        age,
                  double        horizon,
                  ClvRandom    *rng)
{
  double rate = clv_random_gamma (rng, parameters[0] + x, parameters[1] + age);
  double time = 0.0;
  guint n = 0;

  if (!(rate > 0.0))
    return 0;
  for (time = clv_random_exponential (rng, rate); time <= horizon && n < 1000000;
       time += clv_random_exponential (rng, rate))
    n++;
  return n;
}
