/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "clv-cnbd.h"
#include "clv-gamma-ratio.h"
#include "clv-numerics.h"
#include "clv-panel.h"

/* What is known of a customer who is active now: λ, the chance p to drop out after
 * a purchase, and the number j < k of ticks since the last purchase have the
 * posteriors Gamma (R + j, rate A), Beta (a, B) and
 *
 *   P(j) ∝ Γ(R+j)/(Γ(R) j!) w^j,  R = r + kx, A = α + T, w = (T−t)/A, B = b + n
 *
 * with n as in clv-cnbd-plan.c. In a horizon h there are N more ticks, negative
 * binomial with odds h/A, and so M = ⌊(j+N)/k⌋ purchases, or fewer if the customer
 * drops out: P(Y > i) = P(M > i) u_i, u_i = E[q^i], q = 1 − p. Hence
 *
 *   E[Y] = E[U_M], U_m = Σ_{i<m} u_i;  E[Y²] = E[V_M], V_m = Σ_{i<m} (2i+1) u_i;
 *   P(active at the end) = E[u_M].
 *
 * Every term is positive, and there is no pole at a = 1. Where the series over N
 * would be long, or its first term underflows, the same is taken over p by the
 * trapezoidal rule in its log odds, given Φ (q) = E[q^M] from the generating
 * function of N at the k-th roots of q. */

#define NEGLIGIBLE 1e-16         /* share of p or q beside which the rest does not move */
#define MOST_TERMS 20000
#define DEEPEST_EXPONENT 600.0
#define MOST CLV_CNBD_MOST_REGULAR

typedef struct
{
  guint k;
  double R;
  double A;
  double a;
  double B;
  double phase[MOST];   /* P(j) */
} Posterior;

typedef struct
{
  double purchases;
  double active;
  double square;
} Moments;

static double
count_coins (ClvCnbdVariant variant,
             double         x)
{
  return x + (variant.is_modified ? 1.0 : 0.0);
}

static void
posterior_init (Posterior     *self,
                ClvCnbdVariant variant,
                const double  *parameters,
                double         x,
                double         recency,
                double         age)
{
  double w = (age - recency) / (parameters[1] + age);
  double sum = 0.0;

  self->k = CLAMP (variant.k, 1, MOST);
  self->R = parameters[0] + self->k * x;
  self->A = parameters[1] + age;
  self->a = parameters[2];
  self->B = parameters[3] + count_coins (variant, x);
  self->phase[0] = 1.0;
  for (guint j = 0; j < self->k; j++)
    {
      if (j > 0)
        self->phase[j] = self->phase[j - 1] * (self->R + j - 1.0) / j * w;
      sum += self->phase[j];
    }
  for (guint j = 0; j < self->k; j++)
    self->phase[j] /= sum;
}

/* ln S: fewer than k ticks since the last purchase. */
static double
log_ticks (guint  k,
           double R,
           double w)
{
  double term = 1.0;
  double rest = 0.0;

  for (guint j = 1; j < k; j++)
    {
      term *= (R + j - 1.0) / j * w;
      rest += term;
    }
  return log1p (rest);
}

/* The log odds of having dropped out. */
static double
odds_of_drop (ClvCnbdVariant variant,
              const double  *parameters,
              double         x,
              double         recency,
              double         age)
{
  double n = count_coins (variant, x);
  double R = parameters[0] + variant.k * x;
  double gap = age - recency;

  if (n < 0.5)
    return -INFINITY;
  return log (parameters[2]) - log (parameters[3] + n - 1.0)
         + R * log1p (gap / (parameters[1] + recency))
         - log_ticks (variant.k, R, gap / (parameters[1] + age));
}

/* ln E[q^n] of q = 1 − p, p Beta (a, b), without cancellation. */
static double
log_heads (double a,
           double b,
           double n)
{
  double sum = 0.0;

  if (n > 20000.0)
    return clv_log_gamma_ratio (b, n) - clv_log_gamma_ratio (a + b, n);
  for (double i = 0.0; i < n - 0.5; i += 1.0)
    sum -= log1p (a / (b + i));
  return sum;
}

/**
 * clv_cnbd_log_likelihood:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: one customer's log-likelihood without clv_cnbd_timing()
 */
double
clv_cnbd_log_likelihood (ClvCnbdVariant variant,
                         const double  *parameters,
                         double         x,
                         double         recency,
                         double         age)
{
  double a = parameters[2];
  double b = parameters[3];
  double n = count_coins (variant, x);
  double kx = variant.k * x;
  double z = odds_of_drop (variant, parameters, x, recency, age);
  double w = (age - recency) / (parameters[1] + age);
  double rising = x > 0.0 ? clv_log_gamma_ratio (parameters[0], kx) : 0.0;

  /* From the larger of the two terms, so that large logarithms do not cancel. */
  if (z < 0.0)
    return rising - parameters[0] * log1p (age / parameters[1])
           - (x > 0.0 ? kx * log (parameters[1] + age) : 0.0)
           + log_heads (a, b, n) + log_ticks (variant.k, parameters[0] + kx, w)
           + clv_softplus (z);
  return rising - parameters[0] * log1p (recency / parameters[1])
         - (x > 0.0 ? kx * log (parameters[1] + recency) : 0.0)
         + log_heads (a + 1.0, b, n - 1.0) - log1p (b / a) + clv_softplus (-z);
}

/**
 * clv_cnbd_p_active:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: the probability that the customer has not dropped out, in log odds so
 *   that neither end loses digits
 */
double
clv_cnbd_p_active (ClvCnbdVariant variant,
                   const double  *parameters,
                   double         x,
                   double         recency,
                   double         age)
{
  return clv_logistic (-odds_of_drop (variant, parameters, x, recency, age));
}

/* The series over N. */
static gboolean
sum_series (const Posterior *posterior,
            double           odds,
            Moments         *moments)
{
  guint k = posterior->k;
  double a = posterior->a;
  double B = posterior->B;
  double share = odds / (1.0 + odds);
  double highest = posterior->R + k - 1.0;
  double c[MOST];
  double u[2] = { 1.0, B / (a + B) };    /* of M = N/k and of the next */
  double U[2] = { 0.0, 1.0 };
  double V[2] = { 0.0, 1.0 };

  if (!(highest * log1p (odds) < DEEPEST_EXPONENT))
    return FALSE;
  for (guint j = 0; j < k; j++)
    c[j] = posterior->phase[j] * exp (-(posterior->R + j) * log1p (odds));

  memset (moments, 0, sizeof *moments);
  for (guint N = 0; N < MOST_TERMS; N++)
    {
      guint done = N % k;
      double left = 0.0;

      for (guint j = 0; j < k; j++)
        {
          guint side = done + j >= k ? 1 : 0;

          moments->purchases += c[j] * U[side];
          moments->active += c[j] * u[side];
          moments->square += c[j] * V[side];
          c[j] *= (posterior->R + j + N) / (N + 1.0) * share;
          left += c[j];
        }
      if (done + 1 == k)
        {
          double m = (N + 1.0) / k;      /* M after this step */

          u[0] = u[1];
          U[0] = U[1];
          V[0] = V[1];
          U[1] += u[1];
          V[1] += (2.0 * m + 1.0) * u[1];
          u[1] *= (B + m) / (a + B + m);
        }
      if (N % 4 == 3)
        {
          double ratio = (highest + N + 1.0) / (N + 2.0) * share;
          double rest = 1.0 / (1.0 - ratio);

          /* What is left is below a geometric series, V growing like N². */
          if (ratio < 1.0 && left * (V[1] + (N + 1.0) * rest * 4.0) * rest * rest
              < 1e-17 * moments->square && left * rest < 1e-17 * moments->active)
            return TRUE;
        }
    }
  return FALSE;
}

/* Φ = E[q^M] and E[M q^M] for small q, where few purchases matter. */
static void
sum_few (const Posterior *posterior,
         double           odds,
         double           log_q,
         double          *loss,
         double          *phi,
         double          *slope)
{
  guint k = posterior->k;
  double share = odds / (1.0 + odds);
  double q = exp (log_q);

  *loss = 0.0;
  *phi = 0.0;
  *slope = 0.0;
  for (guint j = 0; j < k; j++)
    {
      double R = posterior->R + j;
      double c = exp (-R * log1p (odds)) * posterior->phase[j];
      double power = 1.0;
      guint m = 0;

      for (guint N = 0; power > 1e-20 && N < 70 * k; N++)
        {
          if (N > 0 && (N + j) % k == 0)
            {
              power *= q;
              m++;
            }
          *phi += c * power;
          *slope += m * c * power;
          c *= (R + N) / (N + 1.0) * share;
        }
    }
  *loss = 1.0 - *phi;
}

/* The same from the generating function G (z) = (1 + odds (1 − z))^−R of N: with
 * ζ = q^(1/k) and ω = e^(2πi/k), q^⌊i/k⌋ = Σ_l C_l (ζ ω^l)^i where
 * C_l = 1/k Σ_{m<k} ζ^−m ω^−lm. 1 − Φ is kept apart, since Φ may be almost 1. */
static void
sum_roots (const Posterior *posterior,
           double           odds,
           double           log_q,
           double          *loss,
           double          *phi,
           double          *slope)
{
  guint k = posterior->k;
  double log_zeta = log_q / k;
  double zeta = exp (log_zeta);

  *loss = 0.0;
  *phi = 0.0;
  *slope = 0.0;
  for (guint l = 0; l < k; l++)
    {
      double turn = 2.0 * G_PI * l / k;
      double complex step = cos (turn) + I * sin (turn);
      double complex gap = l == 0 ? -expm1 (log_zeta) : 1.0 - zeta * step;
      double complex inside = 1.0 + odds * gap;
      double complex log_inside = l == 0 ? log1p (odds * creal (gap)) : clog (inside);
      double complex C = 0.0;            /* C_l − [l = 0] */
      double complex C_slope = 0.0;      /* its derivative by ln ζ */

      for (guint m = 0; m < k; m++)
        {
          double complex back = (cos (turn * m) - I * sin (turn * m)) / k;

          C += expm1 (-log_zeta * m) * back;
          C_slope -= m * exp (-log_zeta * m) * back;
        }
      for (guint j = 0; j < k; j++)
        {
          double R = posterior->R + j;
          double complex turned = cos (turn * j) + I * sin (turn * j);
          double complex power = cexp (j * log_zeta - R * log_inside) * turned;
          double complex whole = l == 0 ? 1.0 + C : C;
          double complex term = whole * power;
          double complex growth = (C_slope + whole * (j + R * odds * zeta * step / inside)) * power;

          *phi += posterior->phase[j] * creal (term);
          *slope += posterior->phase[j] * creal (growth) / k;
          *loss -= posterior->phase[j]
                   * (l == 0 ? expm1 (log1p (creal (C)) + j * log_zeta - R * creal (log_inside))
                             : creal (term));
        }
    }
}

/* Of one p with log odds @y. The square is a difference that needs p E[M] not to
 * be tiny. */
static void
condition_on_p (const Posterior *posterior,
                double           odds,
                double           y,
                Moments         *moments)
{
  double p = clv_logistic (y);
  double q = clv_logistic (-y);
  double log_q = -clv_softplus (y);
  double loss = 0.0;
  double slope = 0.0;

  if (q < 0.5 && posterior->k > 1)
    sum_few (posterior, odds, log_q, &loss, &moments->active, &slope);
  else
    sum_roots (posterior, odds, log_q, &loss, &moments->active, &slope);
  moments->active = MAX (moments->active, 0.0);
  moments->purchases = MAX (loss, 0.0) / p;
  moments->square = moments->purchases + 2.0 * MAX (q * moments->purchases - slope, 0.0) / p;
}

/* The trapezoidal rule in y = ln (p/q); the weights normalise themselves. Far out on
 * either side nothing changes but the weight, and what is left is a geometric series. */
static void
integrate (const Posterior *posterior,
           double           odds,
           Moments         *moments)
{
  double a = posterior->a;
  double B = posterior->B;
  double peak = log (a / B);
  double top = -a * clv_softplus (-peak) - B * clv_softplus (peak);
  double step = MIN (0.3, 0.4 * sqrt ((a + B) / (a * B)));
  double scale = (posterior->R + posterior->k) * MAX (odds, 1e-6) / posterior->k;
  double low = log (1e-5 / (1e-5 + scale));     /* below it the square is straight */
  double steepest = (1.0 + posterior->R + posterior->k + a + B) * (1.0 + odds);
  Moments at_low = { 0.0, 0.0, 0.0 };
  Moments at_twice = { 0.0, 0.0, 0.0 };
  double sums[4] = { 0.0, 0.0, 0.0, 0.0 };

  condition_on_p (posterior, odds, low, &at_low);
  condition_on_p (posterior, odds, low + G_LN2, &at_twice);
  for (int side = -1; side <= 1; side += 2)
    {
      for (guint i = side < 0 ? 1u : 0u; TRUE; i++)
        {
          double y = peak + side * (double) i * step;
          double weight = exp (-a * clv_softplus (-y) - B * clv_softplus (y) - top);
          gboolean is_tail = clv_logistic (side * -y) * steepest < NEGLIGIBLE
                             && (side > 0 || y < low - 40.0);
          Moments here;

          /* Further down it does not depend on p any more. */
          condition_on_p (posterior, odds, MAX (y, low - 40.0), &here);
          if (y < low)
            here.square = at_low.square
                          + (1.0 - exp (y - low)) * (at_low.square - at_twice.square);
          if (is_tail)
            weight /= -expm1 (-(side < 0 ? a : B) * step);
          sums[0] += weight;
          sums[1] += weight * here.purchases;
          sums[2] += weight * here.active;
          sums[3] += weight * here.square;
          if (is_tail
              || (weight < 1e-17 && weight * here.purchases < 1e-15 * sums[1]
                  && weight * here.square < 1e-15 * sums[3]
                  && weight * here.active <= 1e-15 * sums[2]))
            break;
        }
    }
  moments->purchases = sums[1] / sums[0];
  moments->active = sums[2] / sums[0];
  moments->square = sums[3] / sums[0];
}

/**
 * clv_cnbd_forecast:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase; with k = 1 it makes no
 *   difference
 * @age: time since the first purchase
 * @horizons: (array length=n): lengths of time from now
 * @n: how many horizons
 * @purchases: (out) (array length=n): expected purchases in each horizon
 * @still_active: (out) (array length=n): probability of being active at its end
 * @second_moment: (out) (array length=n): expected square of the purchases
 *
 * Of a customer who is active now; clv_cnbd_p_active() times each is what holds for
 * one who may not be.
 */
void
clv_cnbd_forecast (ClvCnbdVariant variant,
                   const double  *parameters,
                   double         x,
                   double         recency,
                   double         age,
                   const double  *horizons,
                   guint          n,
                   double        *purchases,
                   double        *still_active,
                   double        *second_moment)
{
  Posterior posterior;

  posterior_init (&posterior, variant, parameters, x, recency, age);
  for (guint i = 0; i < n; i++)
    {
      double odds = MAX (horizons[i], 0.0) / posterior.A;
      Moments moments = { 0.0, 1.0, 0.0 };

      if (odds > 0.0 && !sum_series (&posterior, odds, &moments))
        integrate (&posterior, odds, &moments);
      purchases[i] = moments.purchases;
      still_active[i] = moments.active;
      second_moment[i] = moments.square;
    }
}

/**
 * clv_cnbd_expected:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 *
 * Returns: the expected purchases in (age, age + horizon]
 */
double
clv_cnbd_expected (ClvCnbdVariant variant,
                   const double  *parameters,
                   double         x,
                   double         recency,
                   double         age,
                   double         horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  clv_cnbd_forecast (variant, parameters, x, recency, age, &horizon, 1, &mean, &active, &square);
  return clv_cnbd_p_active (variant, parameters, x, recency, age) * mean;
}

/**
 * clv_cnbd_expected_new:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @horizon: length of time from the first purchase
 *
 * Returns: expected repeat purchases of a customer not yet seen
 */
double
clv_cnbd_expected_new (ClvCnbdVariant variant,
                       const double  *parameters,
                       double         horizon)
{
  return clv_cnbd_expected (variant, parameters, 0.0, 0.0, 0.0, horizon);
}

/**
 * clv_cnbd_discounted:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now, INFINITY for ever
 * @rate: continuous rate δ per unit of time, at least 0
 *
 * By parts, so that all terms are positive: with m (u) the expected purchases up
 * to u, ∫₀ʰ e^−δu dm = e^−δh m (h) + δ ∫₀ʰ e^−δu m (u) du. Without a discount and an
 * end it is E[1/p].
 *
 * Returns: expected purchases in the horizon, each at its present value; INFINITY
 *   without a discount and an end where a ≤ 1
 */
double
clv_cnbd_discounted (ClvCnbdVariant variant,
                     const double  *parameters,
                     double         x,
                     double         recency,
                     double         age,
                     double         horizon,
                     double         rate)
{
  double p_active = clv_cnbd_p_active (variant, parameters, x, recency, age);
  double a = parameters[2];
  double B = parameters[3] + count_coins (variant, x);
  double scale = 0.0;
  double reach = 0.0;
  double sum = 0.0;
  double out[3];

  if (!(rate > 0.0) && isfinite (horizon))
    return clv_cnbd_expected (variant, parameters, x, recency, age, horizon);
  if (!(rate > 0.0))
    return a > 1.0 ? p_active * (a + B - 1.0) / (a - 1.0) : INFINITY;

  if (rate * horizon < 45.0)
    {
      clv_cnbd_forecast (variant, parameters, x, recency, age, &horizon, 1, &out[0], &out[1],
                         &out[2]);
      sum = exp (-rate * horizon) * out[0];
    }
  /* In y = ln (1 + u/scale). */
  scale = MIN ((parameters[1] + age) / (parameters[0] + variant.k * x + 1.0), 1.0 / rate);
  reach = log1p (MIN (horizon, 45.0 / rate) / scale);
  for (double y = 0.0; y < reach; y += 1.0)
    {
      double half = 0.5 * MIN (1.0, reach - y);

      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double at = y + half * (1.0 + clv_panel_node[i]);
          double u = scale * expm1 (at);

          clv_cnbd_forecast (variant, parameters, x, recency, age, &u, 1, &out[0], &out[1],
                             &out[2]);
          sum += half * clv_panel_weight[i] * rate * exp (-rate * u) * (scale + u) * out[0];
        }
    }
  return p_active * sum;
}

/**
 * clv_cnbd_pmf:
 * @variant: which of the models
 * @parameters: r, α, a, b
 * @x: repeat purchases so far
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 * @horizon: length of time from now
 * @n: how many probabilities
 * @pmf: (out) (array length=n): P(0), P(1) … P(n−1) purchases in the horizon of a
 *   customer who is active now
 *
 * By P(Y = y) = P(M = y) u_{y−1} + P(M > y) (u_{y−1} − u_y), all positive. Meant for
 * the counts that a chart shows.
 */
void
clv_cnbd_pmf (ClvCnbdVariant variant,
              const double  *parameters,
              double         x,
              double         recency,
              double         age,
              double         horizon,
              guint          n,
              double        *pmf)
{
  Posterior posterior;
  double odds = 0.0;
  double share = 0.0;
  double beyond = 0.0;

  posterior_init (&posterior, variant, parameters, x, recency, age);
  odds = MAX (horizon, 0.0) / posterior.A;
  share = odds / (1.0 + odds);
  memset (pmf, 0, n * sizeof (double));
  for (guint j = 0; j < posterior.k; j++)
    {
      double R = posterior.R + j;
      double log_c = log (posterior.phase[j]) - R * log1p (odds);

      /* What lies beyond P(0) is not asked where nothing else is. */
      for (guint N = 0; N < (n > 1 ? (n + 200) * posterior.k + 2000 : posterior.k - j); N++)
        {
          guint m = (N + j) / posterior.k;

          if (m < n)
            pmf[m] += exp (log_c);
          else
            beyond += exp (log_c);
          log_c += log ((R + N) / (N + 1.0) * share);
        }
    }

  /* From P(M = y) to P(Y = y); @beyond is P(M > y). */
  for (guint y = n; y-- > 1;)
    {
      double here = pmf[y];
      double drop = posterior.a / (posterior.a + posterior.B + y - 1.0);

      pmf[y] = exp (clv_log_gamma_ratio (posterior.B, y - 1.0)
                    - clv_log_gamma_ratio (posterior.a + posterior.B, y - 1.0))
               * (here + beyond * drop);
      beyond += here;
    }
}

/* The number of ticks since the last purchase. */
static guint
draw_phase (const Posterior *posterior,
            ClvRandom       *rng)
{
  double left = clv_random_uniform (rng);
  guint j = 0;

  while (j + 1 < posterior->k && left > posterior->phase[j])
    {
      left -= posterior->phase[j];
      j++;
    }
  return j;
}

/**
 * clv_cnbd_simulate:
 * @variant: which of the models
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
clv_cnbd_simulate (ClvCnbdVariant variant,
                   const double  *parameters,
                   double         x,
                   double         recency,
                   double         age,
                   double         horizon,
                   ClvRandom     *rng)
{
  Posterior posterior;
  double rate = 0.0;
  double p = 0.0;
  double time = 0.0;
  guint ticks = 0;
  guint n = 0;

  if (clv_random_uniform (rng) > clv_cnbd_p_active (variant, parameters, x, recency, age))
    return 0;

  posterior_init (&posterior, variant, parameters, x, recency, age);
  ticks = draw_phase (&posterior, rng);
  rate = clv_random_gamma (rng, posterior.R + ticks, posterior.A);
  p = clv_random_beta (rng, posterior.a, posterior.B);
  if (!(rate > 0.0))
    return 0;
  do
    {
      time += clv_random_gamma (rng, posterior.k - ticks, rate);
      if (time > horizon)
        break;
      ticks = 0;
      n++;
    }
  while (clv_random_uniform (rng) > p && n < 1000000);

  return n;
}
