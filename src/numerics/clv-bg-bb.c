/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-bg-bb.h"
#include "clv-contract.h"
#include "clv-gamma-ratio.h"

/* L = B(α+x, β+t−x)/B(α, β) · B(γ, δ+t)/B(γ, δ) · J with J the probability of no
 * purchase after t. Seen from opportunity i on, with b_i = (β+t−x+i)/(α+β+t+i) not
 * to buy and d_i = (δ+t+i)/(γ+δ+t+i) not to drop out before it,
 *
 *   J_i = (1 − d_i) + d_i b_i J_{i+1},   K_i = 1 − J_i = d_i (1 − b_i + b_i K_{i+1}),
 *
 * J = 1 and K = 0 at the end: both are sums of positive terms. */

#define N_PARAMETERS CLV_BG_BB_PARAMETERS
#define N_SECOND 10

/* Value and derivatives by the parameters, the second ones in the order
 * 00 01 02 03 11 12 13 22 23 33. */
typedef struct
{
  double value;
  double first[N_PARAMETERS];
  double second[N_SECOND];
} Derivatives;

static const guint pairs[N_SECOND][2] = {
  { 0, 0 }, { 0, 1 }, { 0, 2 }, { 0, 3 }, { 1, 1 },
  { 1, 2 }, { 1, 3 }, { 2, 2 }, { 2, 3 }, { 3, 3 },
};

/* u/(u+v) and what is left of 1, with derivatives of its logarithm: @u and @v are
 * parameters plus counts. */
typedef struct
{
  double value;
  double rest;
  double by_u;     /* of the logarithm */
  double by_v;
  double by_uu;
  double by_uv;
  double by_vv;
} Share;

static void
share_init (Share *self,
            double u,
            double v)
{
  double both = 1.0 / (u + v);

  self->value = u * both;
  self->rest = v * both;
  self->by_u = v * both / u;
  self->by_v = -both;
  self->by_uu = both * both - 1.0 / (u * u);
  self->by_uv = both * both;
  self->by_vv = both * both;
}

/* J ← 1 − d + d b J. @b: not to buy, u = β, v = α; @d: not to drop out, u = δ,
 * v = γ. */
static void
step_back (Derivatives *J,
           const Share *b,
           const Share *d)
{
  double stay = d->value * b->value * J->value;
  double drop_first[N_PARAMETERS] = { 0.0, 0.0, d->by_v, d->by_u };
  double log_first[N_PARAMETERS] = { b->by_v, b->by_u, d->by_v, d->by_u };
  double log_second[N_SECOND] = { b->by_vv, b->by_uv, 0.0, 0.0, b->by_uu, 0.0, 0.0, d->by_vv,
                                  d->by_uv, d->by_uu };
  double grown[N_PARAMETERS];

  for (guint i = 0; i < N_PARAMETERS; i++)
    grown[i] = log_first[i] + J->first[i] / J->value;
  for (guint k = 0; k < N_SECOND; k++)
    {
      guint i = pairs[k][0];
      guint j = pairs[k][1];
      double curve = log_second[k] + J->second[k] / J->value
                     - J->first[i] / J->value * (J->first[j] / J->value);

      J->second[k] = stay * (curve + grown[i] * grown[j]);
      if (i >= 2)
        J->second[k] -= d->value * (log_second[k] + drop_first[i] * drop_first[j]);
    }
  for (guint i = 0; i < N_PARAMETERS; i++)
    J->first[i] = stay * grown[i] - d->value * drop_first[i];
  J->value = d->rest + stay;
}

/* ln J and its derivatives. */
static void
differentiate_silence (const double *parameters,
                       double        x,
                       double        last,
                       double        n,
                       Derivatives  *out)
{
  Derivatives J = { 1.0, { 0.0 }, { 0.0 } };

  for (double i = n - last - 1.0; i > -0.5; i -= 1.0)
    {
      Share b;
      Share d;

      share_init (&b, parameters[1] + last - x + i, parameters[0] + x);
      share_init (&d, parameters[3] + last + i, parameters[2]);
      step_back (&J, &b, &d);
    }
  out->value = log (J.value);
  for (guint i = 0; i < N_PARAMETERS; i++)
    out->first[i] = J.first[i] / J.value;
  for (guint k = 0; k < N_SECOND; k++)
    out->second[k] = J.second[k] / J.value - out->first[pairs[k][0]] * out->first[pairs[k][1]];
}

/* Adds ln Γ(z+n)/Γ(z) of the parameter @i, or of the sum of two, with @sign. */
static void
add_rising (Derivatives *d,
            double       z,
            double       n,
            guint        i,
            guint        j,
            double       sign)
{
  double first = sign * clv_digamma_ratio (z, n);
  double second = sign * clv_trigamma_ratio (z, n);

  d->value += sign * clv_log_gamma_ratio (z, n);
  for (guint k = 0; k < N_PARAMETERS; k++)
    d->first[k] += k == i || k == j ? first : 0.0;
  for (guint k = 0; k < N_SECOND; k++)
    {
      gboolean is_left = pairs[k][0] == i || pairs[k][0] == j;
      gboolean is_right = pairs[k][1] == i || pairs[k][1] == j;

      d->second[k] += is_left && is_right ? second : 0.0;
    }
}

/**
 * clv_bg_bb_cells_evaluate:
 * @cells: distinct customers, recency and age being opportunities times @unit_days
 * @unit_days: days in an opportunity, 1 where the cells count opportunities
 * @parameters: α, β, γ, δ > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): 4 × 4, likewise
 *
 * Returns: the log-likelihood
 */
double
clv_bg_bb_cells_evaluate (const ClvCells *cells,
                          int             unit_days,
                          const double   *parameters,
                          double         *gradient,
                          double         *hessian)
{
  Derivatives sum = { 0.0, { 0.0 }, { 0.0 } };

  for (guint32 c = 0; c < cells->n; c++)
    {
      double x = cells->x[c];
      double last = cells->recency_days[c] / unit_days;
      double n = cells->age_days[c] / unit_days;
      Derivatives one;

      differentiate_silence (parameters, x, last, n, &one);
      add_rising (&one, parameters[0], x, 0, 0, 1.0);
      add_rising (&one, parameters[1], last - x, 1, 1, 1.0);
      add_rising (&one, parameters[0] + parameters[1], last, 0, 1, -1.0);
      add_rising (&one, parameters[3], last, 3, 3, 1.0);
      add_rising (&one, parameters[2] + parameters[3], last, 2, 3, -1.0);

      sum.value += cells->weight[c] * one.value;
      for (guint i = 0; i < N_PARAMETERS; i++)
        sum.first[i] += cells->weight[c] * one.first[i];
      for (guint k = 0; k < N_SECOND; k++)
        sum.second[k] += cells->weight[c] * one.second[k];
    }

  for (guint i = 0; i < N_PARAMETERS && gradient != NULL; i++)
    gradient[i] = parameters[i] * sum.first[i];
  for (guint k = 0; k < N_SECOND && hessian != NULL; k++)
    {
      guint i = pairs[k][0];
      guint j = pairs[k][1];
      double value = parameters[i] * parameters[j] * sum.second[k]
                     + (i == j ? parameters[i] * sum.first[i] : 0.0);

      hessian[i * N_PARAMETERS + j] = value;
      hessian[j * N_PARAMETERS + i] = value;
    }
  return sum.value;
}

/* ln J alone, with the digits of 1 − J where that is small. */
static double
log_silence (const double *parameters,
             double        x,
             double        last,
             double        n)
{
  double J = 1.0;
  double K = 0.0;

  for (double i = n - last - 1.0; i > -0.5; i -= 1.0)
    {
      double chances = 1.0 / (parameters[0] + parameters[1] + last + i);
      double lives = 1.0 / (parameters[2] + parameters[3] + last + i);
      double b = (parameters[1] + last - x + i) * chances;
      double d = (parameters[3] + last + i) * lives;

      J = parameters[2] * lives + d * b * J;
      K = d * ((parameters[0] + x) * chances + b * K);
    }
  return K < 0.5 ? log1p (-K) : log (J);
}

/* ln E[q^n] of q = 1 − p, p Beta (a, b). */
static double
log_heads (double a,
           double b,
           double n)
{
  double sum = 0.0;

  for (double i = 0.0; i < n - 0.5; i += 1.0)
    sum -= log1p (a / (b + i));
  return sum;
}

/**
 * clv_bg_bb_log_likelihood:
 * @parameters: α, β, γ, δ
 * @x: opportunities used
 * @last: number of the last one used, 0 where there is none
 * @n: opportunities there were
 *
 * Returns: one customer's log-likelihood
 */
double
clv_bg_bb_log_likelihood (const double *parameters,
                          double        x,
                          double        last,
                          double        n)
{
  /* Buy x times first, then not: the order makes no difference. */
  return log_heads (parameters[1], parameters[0], x)
         + log_heads (parameters[0] + x, parameters[1], last - x)
         + log_heads (parameters[2], parameters[3], last)
         + log_silence (parameters, x, last, n);
}

/**
 * clv_bg_bb_p_active:
 * @parameters: α, β, γ, δ
 * @x: opportunities used
 * @last: number of the last one used, 0 where there is none
 * @n: opportunities there were
 *
 * Returns: the probability of being active at opportunity n + 1
 */
double
clv_bg_bb_p_active (const double *parameters,
                    double        x,
                    double        last,
                    double        n)
{
  double quiet = log_heads (parameters[0] + x, parameters[1] + last - x, n - last)
                 + log_heads (parameters[2], parameters[3] + last, n + 1.0 - last);

  return exp (MIN (quiet - log_silence (parameters, x, last, n), 0.0));
}

/**
 * clv_bg_bb_forecast:
 * @parameters: α, β, γ, δ
 * @x: opportunities used so far
 * @n: opportunities there were
 * @horizons: (array length=n_horizons): opportunities from now on
 * @n_horizons: how many horizons
 * @purchases: (out) (array length=n_horizons): expected purchases in each horizon
 * @still_active: (out) (array length=n_horizons): probability of being active at
 *   the opportunity after it
 * @second_moment: (out) (array length=n_horizons): expected square
 *
 * Of a customer who is active at opportunity n + 1: the chance to buy is Beta
 * (α+x, β+n−x), the one to drop out Beta (γ, δ+n+1). With ℓ the opportunities that the
 * customer lives to see, E[ℓ] = Σ u_i and E[ℓ²] = Σ (2i+1) u_i, u_i = P(ℓ > i).
 */
void
clv_bg_bb_forecast (const double *parameters,
                    double        x,
                    double        n,
                    const double *horizons,
                    guint         n_horizons,
                    double       *purchases,
                    double       *still_active,
                    double       *second_moment)
{
  double a = parameters[0] + x;
  double all = parameters[0] + parameters[1] + n;
  double b = parameters[1] + n - x;
  double stay = parameters[3] + n + 1.0;

  double i = 0.0;
  double u = 1.0;
  double U = 0.0;
  double V = 0.0;

  for (guint k = 0; k < n_horizons; k++)
    {
      /* The sums go on from the last horizon where this one is not shorter. */
      if (floor (horizons[k] + 1e-9) < i)
        {
          i = U = V = 0.0;
          u = 1.0;
        }
      for (; i < floor (horizons[k] + 1e-9); i += 1.0)
        {
          U += u;
          V += (2.0 * i + 1.0) * u;
          u *= (stay + i) / (parameters[2] + stay + i);
        }
      purchases[k] = a / all * U;
      still_active[k] = u;
      second_moment[k] = a / all * (b * U + (a + 1.0) * V) / (all + 1.0);
    }
}

/**
 * clv_bg_bb_expected:
 * @parameters: α, β, γ, δ
 * @x: opportunities used
 * @last: number of the last one used, 0 where there is none
 * @n: opportunities there were
 * @horizon: opportunities from now on
 *
 * Returns: the expected purchases at them
 */
double
clv_bg_bb_expected (const double *parameters,
                    double        x,
                    double        last,
                    double        n,
                    double        horizon)
{
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  clv_bg_bb_forecast (parameters, x, n, &horizon, 1, &mean, &active, &square);
  return clv_bg_bb_p_active (parameters, x, last, n) * mean;
}

/**
 * clv_bg_bb_expected_new:
 * @parameters: α, β, γ, δ
 * @horizon: opportunities
 *
 * Returns: expected purchases of a customer not yet seen
 */
double
clv_bg_bb_expected_new (const double *parameters,
                        double        horizon)
{
  return clv_bg_bb_expected (parameters, 0.0, 0.0, 0.0, horizon);
}

/**
 * clv_bg_bb_discounted:
 * @parameters: α, β, γ, δ
 * @x: opportunities used
 * @last: number of the last one used, 0 where there is none
 * @n: opportunities there were
 * @horizon: opportunities from now on, INFINITY for ever
 * @rate: discount rate per opportunity
 *
 * The next opportunity is one period away. An active customer's life is that of a
 * contract with the same Beta, see clv_contract_discounted().
 *
 * Returns: expected purchases, each at its present value; INFINITY where the sum
 *   has no limit
 */
double
clv_bg_bb_discounted (const double *parameters,
                      double        x,
                      double        last,
                      double        n,
                      double        horizon,
                      double        rate)
{
  const double life[2] = { parameters[2], parameters[3] + n + 1.0 };
  double scale = clv_bg_bb_p_active (parameters, x, last, n) * (parameters[0] + x)
                 / (parameters[0] + parameters[1] + n) / (1.0 + rate);

  if (horizon < 1.0)
    return 0.0;
  return scale * (1.0 + clv_contract_discounted (CLV_CONTRACT_SBG, life, 0.0, horizon - 1.0, rate));
}

/**
 * clv_bg_bb_pmf:
 * @parameters: α, β, γ, δ
 * @x: opportunities used so far
 * @n: opportunities there were
 * @horizon: opportunities from now on
 * @n_pmf: how many probabilities
 * @pmf: (out) (array length=n_pmf): P(0), P(1) … of a customer who is active at
 *   opportunity n + 1
 */
void
clv_bg_bb_pmf (const double *parameters,
               double        x,
               double        n,
               double        horizon,
               guint         n_pmf,
               double       *pmf)
{
  double a = parameters[0] + x;
  double b = parameters[1] + n - x;
  double stay = parameters[3] + n + 1.0;
  double u = 1.0;
  double log_none = 0.0;
  guint most = (guint) MAX (horizon + 1e-9, 0.0);

  memset (pmf, 0, n_pmf * sizeof (double));
  if (n_pmf > 0 && most == 0)
    pmf[0] = 1.0;
  for (guint life = 1; life <= most; life++)
    {
      double drop = parameters[2] / (parameters[2] + stay + life - 1.0);
      double chance = life == most ? u : u * drop;
      double term = 0.0;

      log_none += log ((b + life - 1.0) / (a + b + life - 1.0));
      term = log_none;
      /* The beta binomial of @life. */
      for (guint y = 0; y < n_pmf && y <= life; y++)
        {
          pmf[y] += chance * exp (term);
          term += log ((life - y) / (y + 1.0)) + log (a + y) - log (b + life - y - 1.0);
        }
      u *= 1.0 - drop;
    }
}

/**
 * clv_bg_bb_simulate:
 * @parameters: α, β, γ, δ
 * @x: opportunities used so far
 * @last: number of the last one used, 0 where there is none
 * @n: opportunities there were
 * @horizon: opportunities from now on
 * @rng: random numbers
 *
 * Returns: the number of purchases in one simulated future
 */
guint
clv_bg_bb_simulate (const double *parameters,
                    double        x,
                    double        last,
                    double        n,
                    double        horizon,
                    ClvRandom    *rng)
{
  double buy = 0.0;
  double drop = 0.0;
  guint count = 0;

  if (clv_random_uniform (rng) > clv_bg_bb_p_active (parameters, x, last, n))
    return 0;
  buy = clv_random_beta (rng, parameters[0] + x, parameters[1] + n - x);
  drop = clv_random_beta (rng, parameters[2], parameters[3] + n + 1.0);
  for (double i = 0.0; i < floor (horizon + 1e-9); i += 1.0)
    {
      if (i > 0.5 && clv_random_uniform (rng) < drop)
        break;
      if (clv_random_uniform (rng) < buy)
        count++;
    }
  return count;
}
