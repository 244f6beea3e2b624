/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-contract.h"
#include "clv-gamma-ratio.h"
#include "clv-numerics.h"
#include "clv-panel.h"

/* With τ = t^c and the cumulative hazard Λ = −ln S, one period adds
 *
 *   I = Λ(t) − Λ(t−1) = ∫ [ψ(a+v) − ψ(v)] dv over v from b + τ(t−1) to b + τ(t),
 *
 * which is ln (1 + a/(b+t−1)) where c = 1. The integrand is positive, so I keeps
 * its digits where a difference of ln Γ would not. The chance to leave in the
 * period is 1 − e^−I of those who are there. */

#define SUM_PERIODS 2000     /* one by one before the sum becomes an integral */
#define ENOUGH 42.0
#define N_SECOND 6           /* aa ab ac bb bc cc */

static double
get_shape (guint         n_parameters,
           const double *parameters)
{
  return n_parameters == CLV_CONTRACT_BDW ? parameters[2] : 1.0;
}

/* ∫ [ψ(a+v) − ψ(v)] dv in y = ln v, whose singularities are at ±iπ. */
static double
integrate_hazard (double a,
                  double from,
                  double to)
{
  double reach = log1p ((to - from) / from);
  double panels = ceil (reach / 1.5);
  double half = 0.5 * reach / MAX (panels, 1.0);
  double sum = 0.0;

  if (!isfinite (reach))
    return INFINITY;
  for (double k = 0.0; k < panels; k += 1.0)
    {
      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double v = from * exp (half * (2.0 * k + 1.0 + clv_panel_node[i]));

          sum += clv_panel_weight[i] * half * v * clv_digamma_ratio (v, a);
        }
    }
  return sum;
}

/* Λ(t₁) − Λ(t₀). */
static double
add_hazard (guint         n_parameters,
            const double *parameters,
            double        t0,
            double        t1)
{
  double a = parameters[0];
  double b = parameters[1];
  double c = get_shape (n_parameters, parameters);

  if (n_parameters == CLV_CONTRACT_SBG && fabs (t1 - t0 - 1.0) < 1e-12)
    return log1p (a / (b + t0));
  return integrate_hazard (a, b + pow (t0, c), b + pow (t1, c));
}

/* I of the period that ends at renewal @t with its derivatives by a, b and c. */
static double
differentiate (guint         n_parameters,
               const double *parameters,
               double        t,
               double       *first,
               double       *second)
{
  double a = parameters[0];
  double b = parameters[1];
  double c = get_shape (n_parameters, parameters);
  double tau[2] = { pow (t - 1.0, c), pow (t, c) };
  double by_a = clv_digamma_ratio (a + b + tau[0], tau[1] - tau[0]);
  double by_aa = clv_trigamma_ratio (a + b + tau[0], tau[1] - tau[0]);
  double g[2];
  double slope[2];

  for (guint i = 0; i < 2; i++)
    {
      g[i] = clv_digamma_ratio (b + tau[i], a);
      slope[i] = clv_trigamma_ratio (b + tau[i], a);
    }
  first[0] = by_a;
  first[1] = g[1] - g[0];
  second[0] = by_aa;
  second[1] = by_aa;
  second[3] = slope[1] - slope[0];
  first[2] = second[2] = second[4] = second[5] = 0.0;
  for (guint i = 0; i < 2 && n_parameters == CLV_CONTRACT_BDW; i++)
    {
      double time = i == 0 ? t - 1.0 : t;
      double sign = i == 0 ? -1.0 : 1.0;
      double growth = time > 1.0 ? log (time) : 0.0;    /* at 0 and 1 τ is fixed */
      double move = tau[i] * growth;

      first[2] += sign * g[i] * move;
      second[2] += sign * clv_trigamma (a + b + tau[i]) * move;
      second[4] += sign * slope[i] * move;
      second[5] += sign * (slope[i] * move * move + g[i] * move * growth);
    }
  return add_hazard (n_parameters, parameters, t - 1.0, t);
}

/* From derivatives by the parameters to those by their logarithms. */
static void
fill_log_scale (guint         n,
                const double *parameters,
                const double *first,
                const double *second,
                double       *gradient,
                double       *hessian)
{
  static const guint index[3][3] = { { 0, 1, 2 }, { 1, 3, 4 }, { 2, 4, 5 } };

  for (guint i = 0; i < n; i++)
    {
      if (gradient != NULL)
        gradient[i] = parameters[i] * first[i];
      for (guint j = 0; j < n && hessian != NULL; j++)
        hessian[i * n + j] = parameters[i] * parameters[j] * second[index[i][j]]
                             + (i == j ? parameters[i] * first[i] : 0.0);
    }
}

/**
 * clv_contract_log_likelihood:
 * @counts: who left and who stayed
 * @n_parameters: %CLV_CONTRACT_SBG or %CLV_CONTRACT_BDW
 * @parameters: a, b, and c of BdW; > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): likewise
 *
 * Returns: the log-likelihood, without a multinomial constant
 */
double
clv_contract_log_likelihood (const ClvContractCounts *counts,
                             guint                    n_parameters,
                             const double            *parameters,
                             double                  *gradient,
                             double                  *hessian)
{
  static const guint pairs[N_SECOND][2] = {
    { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 1 }, { 1, 2 }, { 2, 2 },
  };
  double value = 0.0;
  double first[3] = { 0.0, 0.0, 0.0 };
  double second[N_SECOND] = { 0.0 };
  double renewed = 0.0;      /* customers who renewed at least t times */

  for (guint t = counts->n; t >= 1; t--)
    {
      double slope[3];
      double bend[N_SECOND];
      double I = differentiate (n_parameters, parameters, t, slope, bend);
      double left = counts->left[t - 1];
      double by_I = 0.0;
      double by_II = 0.0;

      renewed += counts->stayed[t - 1];
      value -= renewed * I;
      by_I = -renewed;
      if (left > 0.0)
        {
          double e = expm1 (I);

          value += left * (I < 1.0 ? log (-expm1 (-I)) : log1p (-exp (-I)));
          by_I += left / e;
          by_II = -left / e * (1.0 + 1.0 / e);
        }
      for (guint i = 0; i < 3; i++)
        first[i] += by_I * slope[i];
      for (guint k = 0; k < N_SECOND; k++)
        second[k] += by_I * bend[k] + by_II * slope[pairs[k][0]] * slope[pairs[k][1]];
      renewed += left;
    }
  fill_log_scale (n_parameters, parameters, first, second, gradient, hessian);
  return value;
}

/**
 * clv_contract_survival:
 * @n_parameters: %CLV_CONTRACT_SBG or %CLV_CONTRACT_BDW
 * @parameters: a, b, and c of BdW
 * @tenure: renewals so far
 * @periods: how many more
 *
 * Returns: the probability that a customer who is there now renews all of them
 */
double
clv_contract_survival (guint         n_parameters,
                       const double *parameters,
                       double        tenure,
                       double        periods)
{
  if (!(periods > 0.0))
    return 1.0;
  return exp (-add_hazard (n_parameters, parameters, tenure, tenure + periods));
}

/* ∫ S(t₀+u)/S(t₀) e^−δu du from @from to @to, by panels in ln (1 + u/t₀). */
static double
integrate_survival (guint         n_parameters,
                    const double *parameters,
                    double        tenure,
                    double        from,
                    double        to,
                    double        delta)
{
  double c = get_shape (n_parameters, parameters);
  double base = tenure + from;
  double log_start = -add_hazard (n_parameters, parameters, tenure, base) - delta * from;
  double reach = log1p ((to - from) / base);
  double sum = 0.0;

  for (double y = 0.0; y < reach;)
    {
      double at = base * exp (y);
      double slope = (parameters[0] * c + 1.0) + delta * at;
      double here = log_start - add_hazard (n_parameters, parameters, base, at)
                    - delta * (at - base);
      double half = 0.5 * MIN (MIN (1.5, 6.0 / slope), reach - y);

      for (guint i = 0; i < CLV_PANEL_NODES; i++)
        {
          double t = base * exp (y + half * (1.0 + clv_panel_node[i]));

          sum += half * clv_panel_weight[i] * t
                 * exp (here - add_hazard (n_parameters, parameters, at, t) - delta * (t - at));
        }
      y += 2.0 * half;
      if (here + log (at) < log (sum) - ENOUGH || y > 690.0)
        break;
    }
  return sum;
}

/**
 * clv_contract_discounted:
 * @n_parameters: %CLV_CONTRACT_SBG or %CLV_CONTRACT_BDW
 * @parameters: a, b, and c of BdW
 * @tenure: renewals so far; 0 = a customer who has just signed
 * @periods: renewals to count, INFINITY for all
 * @rate: discount rate per period, 0.10 = 10 %
 *
 * Σ S(t+i)/S(t) (1+d)^−i over i = 1, 2 …: the payments to come of a customer who has
 * just paid. With the payment of now, which is certain, the sum at @tenure 0 plus 1
 * is the discounted expected lifetime (Fader & Hardie, "Customer-Base Valuation in
 * a Contractual Setting: The Perils of Ignoring Heterogeneity", Marketing Science
 * 29 (2010)). A long sum ends as an integral with Euler and Maclaurin's correction.
 *
 * Returns: the sum; INFINITY where it has no limit
 */
double
clv_contract_discounted (guint         n_parameters,
                         const double *parameters,
                         double        tenure,
                         double        periods,
                         double        rate)
{
  double delta = log1p (MAX (rate, 0.0));
  double c = get_shape (n_parameters, parameters);
  double log_term = 0.0;
  double term = 1.0;
  double before = 1.0;
  double sum = 0.0;
  double last = MIN (floor (periods), SUM_PERIODS);

  if (!(rate > 0.0) && !isfinite (periods) && parameters[0] * c <= 1.0)
    return INFINITY;
  for (double i = 1.0; i <= last; i += 1.0)
    {
      before = term;
      log_term -= add_hazard (n_parameters, parameters, tenure + i - 1.0, tenure + i) + delta;
      term = exp (log_term);
      sum += term;
      if (log_term < -ENOUGH)
        return sum;
    }
  if (periods > last + 0.5)
    sum += integrate_survival (n_parameters, parameters, tenure, last + 0.5,
                               floor (periods) + 0.5, delta) + (term - before) / 24.0;
  return sum;
}

/**
 * clv_contract_expected:
 * @n_parameters: %CLV_CONTRACT_SBG or %CLV_CONTRACT_BDW
 * @parameters: a, b, and c of BdW
 * @tenure: renewals so far
 * @periods: renewals to count, INFINITY for all
 *
 * Returns: how many of them a customer who is there now will make
 */
double
clv_contract_expected (guint         n_parameters,
                       const double *parameters,
                       double        tenure,
                       double        periods)
{
  return clv_contract_discounted (n_parameters, parameters, tenure, periods, 0.0);
}

/**
 * clv_contract_simulate:
 * @n_parameters: %CLV_CONTRACT_SBG or %CLV_CONTRACT_BDW
 * @parameters: a, b, and c of BdW
 * @tenure: renewals so far
 * @periods: how many to look ahead
 * @rng: random numbers
 *
 * Returns: the renewals in one simulated future
 */
guint
clv_contract_simulate (guint         n_parameters,
                       const double *parameters,
                       double        tenure,
                       guint         periods,
                       ClvRandom    *rng)
{
  double c = get_shape (n_parameters, parameters);
  double tau = pow (tenure, c);
  double leave = clv_random_beta (rng, parameters[0], parameters[1] + tau);
  double limit = tau + log (clv_random_uniform (rng)) / log1p (-MIN (leave, 1.0 - 1e-16));
  guint n = 0;

  while (n < periods && pow (tenure + n + 1.0, c) <= limit)
    n++;
  return n;
}
