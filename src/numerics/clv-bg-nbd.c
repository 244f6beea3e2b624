/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "clv-bg-nbd.h"
#include "clv-numerics.h"
#include "clv-parallel.h"
#include "clv-vector.h"

/* What a customer who is active now will do depends on x and T only. Given rate
 * λ and drop-out chance p with their posteriors Gamma (R = r+x, rate A = α+T) and
 * Beta (a, B = b+x), purchases in a horizon h are min (N, G): N is Poisson (λh),
 * so negative binomial in the posterior with success odds k = h/A; G is the
 * purchase after which the customer drops out. Hence, with q = 1 − p,
 *
 *   P(Y > j)   = P(N > j) · u_j,  u_j = E[q^j] = (B)_j / (a+B)_j
 *   E[Y]       = Σ_n c_n U_n,     U_n = Σ_{j<n} u_j
 *   E[Y²]      = Σ_n c_n V_n,     V_n = Σ_{j<n} (2j+1) u_j
 *   P(active at the end) = Σ_n c_n u_n
 *
 * with c_n = P(N = n). Every term is positive: there is no cancellation and no
 * pole at a = 1, where the textbook's a−1 in the denominator has one. Where the
 * series would be long, or c_0 would underflow, the same expectations are taken
 * over p by the trapezoidal rule in the log odds of p, which converges
 * geometrically (the integrand is analytic in a strip of half-width π/2). */

#define MOST_TERMS 4096
#define DEEPEST_EXPONENT 600.0
#define FEW_COUNTS 256
#define NEGLIGIBLE 1e-16         /* share of p or q beside which the rest does not move */

typedef struct
{
  double R;
  double A;
  double a;
  double B;
} Posterior;

static void
posterior_init (Posterior    *self,
                const double *parameters,
                double        x,
                double        age)
{
  self->R = parameters[0] + x;
  self->A = parameters[1] + age;
  self->a = parameters[2];
  self->B = parameters[3] + x;
}

/**
 * clv_bg_nbd_log_likelihood:
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: one customer's log-likelihood without −ln x!, for the auditor's
 *   calculator; a fit uses clv_bg_nbd_plan_evaluate()
 */
double
clv_bg_nbd_log_likelihood (const double *parameters,
                           double        x,
                           double        recency,
                           double        age)
{
  double r = parameters[0];
  double alpha = parameters[1];
  double a = parameters[2];
  double b = parameters[3];
  double value = -r * log1p (age / alpha) - x * log (alpha + age);

  if (x > 0.0)
    {
      double z = log (a) - log (b + x - 1.0)
                 + (r + x) * log1p ((age - recency) / (alpha + recency));

      value += lgamma (r + x) - lgamma (r) + lgamma (b + x) - lgamma (b)
               + lgamma (a + b) - lgamma (a + b + x) + clv_softplus (z);
    }
  return value;
}

/**
 * clv_bg_nbd_p_active:
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Log odds, so that neither end loses digits. A customer without a repeat
 * purchase had no occasion to drop out and gets 1, which is the model's artefact.
 *
 * Returns: the probability that the customer has not dropped out
 */
double
clv_bg_nbd_p_active (const double *parameters,
                     double        x,
                     double        recency,
                     double        age)
{
  double z = 0.0;

  if (x < 0.5)
    return 1.0;

  z = log (parameters[2]) - log (parameters[3] + x - 1.0)
      + (parameters[0] + x) * log1p ((age - recency) / (parameters[1] + recency));
  return clv_logistic (-z);
}

typedef struct
{
  const double *parameters;
  guint32 n;
  const guint32 *x;
  const gint32 *recency_days;
  const gint32 *age_days;
  double unit;
  double logs[FEW_COUNTS];
  double *p_active;
} Many;

static void
fill_p_active (guint    chunk,
               gpointer user_data)
{
  const Many *many = user_data;
  const double *parameters = many->parameters;
  guint32 first = chunk * CLV_CHUNK_CELLS;

  for (guint32 i = first; i < MIN (first + CLV_CHUNK_CELLS, many->n); i++)
    {
      guint32 x = many->x[i];
      double recency = many->recency_days[i] * many->unit;
      double age = many->age_days[i] * many->unit;

      if (x == 0 || x >= FEW_COUNTS)
        many->p_active[i] = clv_bg_nbd_p_active (parameters, x, recency, age);
      else
        many->p_active[i] = clv_logistic (-(many->logs[x] + (parameters[0] + x)
                                            * log1p ((age - recency)
                                                     / (parameters[1] + recency))));
    }
}

/**
 * clv_bg_nbd_p_active_many:
 * @parameters: r, α, a, b
 * @n: how many
 * @x: (array length=n): repeat purchases
 * @recency_days: (array length=n): of the last one after the first purchase
 * @age_days: (array length=n): since the first purchase
 * @unit_days: days in the unit of α
 * @p_active: (out) (array length=n): as clv_bg_nbd_p_active(), to the last bit
 */
void
clv_bg_nbd_p_active_many (const double  *parameters,
                          guint32        n,
                          const guint32 *x,
                          const gint32  *recency_days,
                          const gint32  *age_days,
                          int            unit_days,
                          double        *p_active)
{
  Many many = { parameters, n, x, recency_days, age_days, 1.0 / unit_days, { 0.0 }, p_active };

  for (guint32 k = 1; k < FEW_COUNTS; k++)
    many.logs[k] = log (parameters[2]) - log (parameters[3] + k - 1.0);
  clv_parallel_run ((n + CLV_CHUNK_CELLS - 1) / CLV_CHUNK_CELLS, fill_p_active, &many);
}

/* The series for up to eight horizons at once. */
CLV_WIDE static gboolean
sum_series (const Posterior *posterior,
            const double    *odds,
            double          *purchases,
            double          *still_active,
            double          *second_moment)
{
  double R = posterior->R;
  double a = posterior->a;
  double B = posterior->B;
  double lanes[2][CLV_LANES];
  double widest = 0.0;
  guint most = 0;
  double u = 1.0;
  double U = 0.0;
  double V = 0.0;
  ClvVector w, c, mean, square, active;

  for (guint k = 0; k < CLV_LANES; k++)
    {
      double exponent = R * log1p (odds[k]);

      if (!(exponent < DEEPEST_EXPONENT))
        return FALSE;
      lanes[0][k] = odds[k] / (1.0 + odds[k]);
      lanes[1][k] = exp (-exponent);
      if (lanes[0][k] >= widest)
        {
          widest = lanes[0][k];
          most = k;
        }
    }
  memcpy (&w, lanes[0], sizeof w);
  memcpy (&c, lanes[1], sizeof c);
  active = c;
  mean = c * 0.0;
  square = mean;

  for (guint n = 0; n < MOST_TERMS; n++)
    {
      double next = (R + n) / (n + 1.0);

      c = c * (w * next);
      U += u;
      V += (2.0 * n + 1.0) * u;
      u *= (B + n) / (a + B + n);
      mean += c * U;
      square += c * V;
      active += c * u;

      if (n % 4 == 3)
        {
          double ratio = (R + n + 1.0) / (n + 2.0) * widest;
          double rest = 1.0 / (1.0 - ratio);

          /* What is left is below a geometric series, V growing like n². */
          if (ratio < 1.0 && c[most] * (V + n * rest * 4.0) * rest * rest < 1e-17 * square[most])
            {
              memcpy (purchases, &mean, sizeof mean);
              memcpy (still_active, &active, sizeof active);
              memcpy (second_moment, &square, sizeof square);
              return TRUE;
            }
        }
    }
  return FALSE;
}

/* E[Y | p] = g = (1 − (1+pk)^−R) / p and
 * E[Y² | p] = g + 2 q (g − R k (1+pk)^{−R−1}) / p. */
static void
condition_on_p (double  R,
                double  k,
                double  p,
                double  q,
                double *mean,
                double *square,
                double *active)
{
  double exponent = R * log1p (p * k);
  double rest = exp (-exponent);

  *active = rest;
  if (R * p * k < 1e-7)
    {
      double rising = R * (R + 1.0) * k * k;

      *mean = R * k * (1.0 - 0.5 * (R + 1.0) * p * k);
      *square = *mean + q * rising * (1.0 - (2.0 / 3.0) * (R + 2.0) * p * k);
      return;
    }

  *mean = -expm1 (-exponent) / p;
  if (R * p * k < 1e-3)
    {
      double s = p * k;
      double sum = 0.0;
      double term = R * (R + 1.0) * k * k / 2.0;

      /* Σ over j ≥ 2 of (−1)^j (j−1) (R)_j / j! s^(j−2) k². */
      for (guint j = 2; j < 12; j++)
        {
          sum += (j - 1.0) * term;
          term *= -s * (R + j) / (j + 1.0);
        }
      *square = *mean + 2.0 * q * sum;
    }
  else
    {
      *square = *mean + 2.0 * q * (*mean - R * k * rest / (1.0 + p * k)) / p;
    }
}

/* The trapezoidal rule in y = ln (p/q); the weights normalise themselves. Far out on
 * either side nothing changes but the weight, which falls like e^−a|y| or e^−B|y|:
 * what is left of the sum is a geometric series, and would be long where a or B is
 * small. */
static void
integrate (const Posterior *posterior,
           double           odds,
           double          *purchases,
           double          *still_active,
           double          *second_moment)
{
  double a = posterior->a;
  double B = posterior->B;
  double peak = log (a / B);
  double top = -a * clv_softplus (-peak) - B * clv_softplus (peak);
  double step = MIN (0.3, 0.4 * sqrt ((a + B) / (a * B)));
  double steepest = (1.0 + posterior->R + a + B) * (1.0 + odds);
  double sums[4] = { 0.0, 0.0, 0.0, 0.0 };

  for (int side = -1; side <= 1; side += 2)
    {
      for (guint i = side < 0 ? 1u : 0u; TRUE; i++)
        {
          double y = peak + side * (double) i * step;
          double weight = exp (-a * clv_softplus (-y) - B * clv_softplus (y) - top);
          gboolean is_tail = clv_logistic (side * -y) * steepest < NEGLIGIBLE;
          double mean = 0.0;
          double square = 0.0;
          double active = 0.0;

          condition_on_p (posterior->R, odds, clv_logistic (y), clv_logistic (-y), &mean, &square,
                          &active);
          if (is_tail)
            weight /= -expm1 (-(side < 0 ? a : B) * step);
          sums[0] += weight;
          sums[1] += weight * mean;
          sums[2] += weight * square;
          sums[3] += weight * active;
          if (is_tail
              || (weight < 1e-17 && weight * mean < 1e-15 * sums[1]
                  && weight * square < 1e-15 * sums[2] && weight * active <= 1e-15 * sums[3]))
            break;
        }
    }
  *purchases = sums[1] / sums[0];
  *second_moment = sums[2] / sums[0];
  *still_active = sums[3] / sums[0];
}

/**
 * clv_bg_nbd_forecast:
 * @parameters: r, α, a, b
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now, > 0
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): probability of being active at its end
 * @second_moment: (out) (array length=n): expected square of the purchases
 *
 * Of a customer who is active now; what holds for one who may not be is
 * clv_bg_nbd_p_active() times each. With @x = 0 and @age = 0 it speaks of a
 * customer not yet seen. Relative error below 1e-11.
 */
void
clv_bg_nbd_forecast (const double *parameters,
                     double        x,
                     double        age,
                     const double *horizons,
                     guint         n,
                     double       *purchases,
                     double       *still_active,
                     double       *second_moment)
{
  Posterior posterior;

  posterior_init (&posterior, parameters, x, age);
  for (guint start = 0; start < n; start += CLV_LANES)
    {
      double odds[CLV_LANES];
      double out[3][CLV_LANES];
      guint count = MIN (CLV_LANES, n - start);

      for (guint k = 0; k < CLV_LANES; k++)
        odds[k] = MAX (horizons[start + MIN (k, count - 1)], 0.0) / posterior.A;

      if (!sum_series (&posterior, odds, out[0], out[1], out[2]))
        {
          for (guint k = 0; k < count; k++)
            integrate (&posterior, odds[k], &out[0][k], &out[1][k], &out[2][k]);
        }
      memcpy (purchases + start, out[0], count * sizeof (double));
      memcpy (still_active + start, out[1], count * sizeof (double));
      memcpy (second_moment + start, out[2], count * sizeof (double));
    }
}

/**
 * clv_bg_nbd_expected:
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 *
 * Returns: the expected purchases in (age, age + horizon]
 */
double
clv_bg_nbd_expected (const double *parameters,
                     double        x,
                     double        recency,
                     double        age,
                     double        horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  clv_bg_nbd_forecast (parameters, x, age, &horizon, 1, &mean, &active, &square);
  return clv_bg_nbd_p_active (parameters, x, recency, age) * mean;
}

/**
 * clv_bg_nbd_expected_new:
 * @parameters: r, α, a, b
 * @horizon: length of time from the first purchase
 *
 * Returns: expected repeat purchases of a customer not yet seen
 */
double
clv_bg_nbd_expected_new (const double *parameters,
                         double        horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  clv_bg_nbd_forecast (parameters, 0.0, 0.0, &horizon, 1, &mean, &active, &square);
  return mean;
}

/**
 * clv_bg_nbd_pmf:
 * @parameters: r, α, a, b
 * @x: repeat purchases so far
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon of a
 *   customer who is active now
 *
 * By P(Y = y) = P(N = y) u_{y−1} + P(N > y) (u_{y−1} − u_y), all positive. Meant
 * for horizons with up to a few thousand expected purchases; fills with NAN
 * beyond.
 */
void
clv_bg_nbd_pmf (const double *parameters,
                double        x,
                double        age,
                double        horizon,
                guint         n,
                double       *pmf)
{
  Posterior posterior;
  double k = 0.0;
  double w = 0.0;
  double c = 0.0;
  double u = 1.0;
  double above = 0.0;
  guint most = n + MOST_TERMS;
  g_autofree double *counts = NULL;

  posterior_init (&posterior, parameters, x, age);
  k = horizon / posterior.A;
  w = k / (1.0 + k);
  c = exp (-posterior.R * log1p (k));
  if (n <= 1)
    {
      memcpy (pmf, &c, n * sizeof (double));
      return;
    }
  counts = g_new (double, (gsize) most + 1);
  for (guint i = 0; i <= most; i++)
    {
      counts[i] = c > 0.0 ? c : NAN;
      c *= (posterior.R + i) / (i + 1.0) * w;
    }

  for (guint i = most; i > n; i--)
    above += isfinite (counts[i]) ? counts[i] : 0.0;
  for (guint i = n; i-- > 0;)
    {
      above += isfinite (counts[i + 1]) ? counts[i + 1] : 0.0;
      pmf[i] = above;
    }

  /* pmf[y] holds P(N > y) until here. */
  for (guint i = 0; i < n; i++)
    {
      double greater = pmf[i];
      double drop = posterior.a / (posterior.a + posterior.B + i - 1.0);

      if (i == 0)
        {
          pmf[i] = counts[0];
          continue;
        }
      pmf[i] = u * ((isfinite (counts[i]) ? counts[i] : 0.0) + greater * drop);
      u *= 1.0 - drop;
    }
}

/**
 * clv_bg_nbd_simulate:
 * @parameters: r, α, a, b
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @rng: random numbers
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_bg_nbd_simulate (const double *parameters,
                     double        x,
                     double        recency,
                     double        age,
                     double        horizon,
                     ClvRandom    *rng)
{
  double time = 0.0;
  double rate = 0.0;
  double p = 0.0;
  guint n = 0;

  if (clv_random_uniform (rng) > clv_bg_nbd_p_active (parameters, x, recency, age))
    return 0;

  rate = clv_random_gamma (rng, parameters[0] + x, parameters[1] + age);
  p = clv_random_beta (rng, parameters[2], parameters[3] + x);
  if (!(rate > 0.0))
    return 0;
  do
    {
      time += clv_random_exponential (rng, rate);
      if (time > horizon)
        break;
      n++;
    }
  while (clv_random_uniform (rng) > p && n < 1000000);

  return n;
}
