/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-pair-index.h"
#include "clv-pareto-nbd-correlated.h"
#include "clv-pareto-nbd-term.h"
#include "clv-pareto-nbd.h"

/* With a = e^−λ and b = e^−μ the density is that of independent rates times
 * w (a, b) = 1 + c (a/M − 1) (b/N − 1), c = κ M N. On the unit square w is a mean of
 * its values at the corners, so it is negative nowhere where these are not:
 *
 *   1 + c,  1 − c f,  1 − c g,  1 + c f g  with f = 1/M − 1, g = 1/N − 1:
 *
 * −min (1, 1/(f g)) ≤ c ≤ min (1/f, 1/g).
 *
 * Nobody's likelihood is more than that of Pareto/NBD times the mean of w over the
 * rates that it leaves likely. Of a customer who is active, λ and μ are independent
 * but for w, so that means of products of a function of λ and one of μ are closed. */

#define HEAVY 1e3        /* from this c on, rounding of a difference can be seen */
#define MOST 1e300
#define BEYOND 1.1       /* how far a correlation may lie over its bound */

/* 1/f of a gamma distributed rate: the odds of e^−rate against 1. */
static double
get_odds (double shape,
          double base)
{
  return MIN (1.0 / expm1 (shape * log1p (1.0 / base)), MOST);
}

static double
get_scale (const double *parameters)
{
  return (parameters[1] + 1.0) * (parameters[3] + 1.0)
         / (sqrt (parameters[0]) * sqrt (parameters[2]));
}

/**
 * clv_pareto_nbd_correlated_bounds:
 * @parameters: r, α, s, β
 * @lowest: (out): correlation of λ and μ below which the density would be negative somewhere
 * @highest: (out): likewise above
 */
void
clv_pareto_nbd_correlated_bounds (const double *parameters,
                                  double       *lowest,
                                  double       *highest)
{
  double purchase = get_odds (parameters[0], parameters[1]);
  double drop = get_odds (parameters[2], parameters[3]);
  double scale = get_scale (parameters);

  *lowest = -MIN (1.0, purchase * drop) / scale;
  *highest = MIN (purchase, drop) / scale;
}

/**
 * clv_pareto_nbd_correlated_weight:
 * @parameters: r, α, s, β, cor
 *
 * Returns: c = κ M N; a correlation farther beyond its bounds than a tenth is taken
 *   for that, so that derivatives can be had on the bound itself
 */
double
clv_pareto_nbd_correlated_weight (const double *parameters)
{
  double purchase = get_odds (parameters[0], parameters[1]);
  double drop = get_odds (parameters[2], parameters[3]);

  if (!(parameters[4] < 0.0 || parameters[4] > 0.0))
    return 0.0;
  return CLAMP (parameters[4] * get_scale (parameters), -BEYOND * MIN (1.0, purchase * drop),
                BEYOND * MIN (purchase, drop));
}

/* The parameters of Pareto/NBD with one more unit of time on either base. */
static void
shift_bases (const double *parameters,
             double        alpha,
             double        beta,
             double       *shifted)
{
  shifted[0] = parameters[0];
  shifted[1] = parameters[1] + alpha;
  shifted[2] = parameters[2];
  shifted[3] = parameters[3] + beta;
}

/* ln of L (α+y, β+z) over L (α, β) is of four differences; they are small where a
 * base is long, and then only their derivatives know the digits. This is the ratio
 * R, R_y, R_z or R_yz by @is_y and @is_z. */
static double
get_ratio (const double *parameters,
           double        x,
           double        recency,
           double        age,
           double        y,
           double        z,
           gboolean      is_y,
           gboolean      is_z)
{
  double p[4];
  double ratio = 0.0;
  ClvParetoTerm drop;
  ClvParetoTerm purchase;
  ClvParetoTerm term;
  ClvParetoDay days[3];

  shift_bases (parameters, y, z, p);
  ratio = exp (clv_pareto_nbd_log_likelihood (p, x, recency, age)
               - clv_pareto_nbd_log_likelihood (parameters, x, recency, age));
  if (!is_y && !is_z)
    return ratio;
  clv_pareto_day_fill (&days[0], p[1], p[3], 0.0);
  clv_pareto_day_fill (&days[1], p[1], p[3], recency);
  clv_pareto_day_fill (&days[2], p[1], p[3], age);
  clv_pareto_term_fill_drop (&drop, p[0] + x, p[1] + recency, p[2], p[3] + recency);
  clv_pareto_term_fill_purchase (&purchase, p[0] + x, p[1] + age, p[2], p[3] + age);
  clv_pareto_term_fill (&term, p[0], p[2], x, &days[0], &days[1], &days[2], &drop, &purchase);
  if (is_y && is_z)
    return ratio * (term.second[6] + term.first[1] * term.first[3]);
  return ratio * term.first[is_y ? 1 : 3];
}

/* E[(a/M − 1) (b/N − 1)] over the rates that are likely, where c is so large that its
 * rounding counts: the integral of the derivatives over each base that is long, by
 * five nodes of Gauss, as hardly anything changes with a unit of time more. */
static double
integrate_excess (const double *parameters,
                  double        x,
                  double        recency,
                  double        age)
{
  static const double nodes[5] = {
    0.0469100770306680036, 0.230765344947158454, 0.5,
    0.769234655052841546, 0.953089922969331996,
  };
  static const double weights[5] = {
    0.118463442528094544, 0.239314335249683234, 0.284444444444444444,
    0.239314335249683234, 0.118463442528094544,
  };
  static const double ends[2] = { 0.0, 1.0 };
  static const double signs[2] = { -1.0, 1.0 };
  const gboolean is_y = parameters[1] >= 8.0
                        && (parameters[0] + x) / (parameters[1] + recency) <= 0.5;
  const gboolean is_z = parameters[3] >= 8.0 && parameters[2] / parameters[3] <= 0.5;
  double sum = 0.0;

  for (guint i = 0; i < (is_y ? 5 : 2); i++)
    {
      double weight = is_y ? weights[i] : signs[i];

      for (guint k = 0; k < (is_z ? 5 : 2); k++)
        sum += weight * (is_z ? weights[k] : signs[k])
               * get_ratio (parameters, x, recency, age, is_y ? nodes[i] : ends[i],
                            is_z ? nodes[k] : ends[k], is_y, is_z);
    }
  return sum;
}

/* The same from the logarithms of the four likelihoods, of which the first counts
 * customers with neither base moved, then α, then β, then both. */
static double
combine_excess (const double *logs)
{
  return expm1 (logs[3] - logs[0]) - expm1 (logs[1] - logs[0]) - expm1 (logs[2] - logs[0]);
}

/* ln q of a recency and ln p of an age under the four, as in clv-pareto-nbd.c. */
typedef struct
{
  double log_p[4];
} Races;

static void
run_drop (const double *parameters,
          double        x,
          double        time,
          Races        *races)
{
  for (guint k = 0; k < 4; k++)
    {
      ClvRace race;

      clv_race_first (parameters[2], parameters[3] + (k >> 1) + time, parameters[0] + x,
                      parameters[1] + (k & 1u) + time, &race);
      races->log_p[k] = race.log_p;
    }
}

static void
run_purchase (const double *parameters,
              double        x,
              double        time,
              Races        *races)
{
  for (guint k = 0; k < 4; k++)
    {
      ClvRace race;

      clv_race_first (parameters[0] + x, parameters[1] + (k & 1u) + time, parameters[2],
                      parameters[3] + (k >> 1) + time, &race);
      races->log_p[k] = race.log_p;
    }
}

/* The same as integrate_excess() for an ordinary c, @drop and @purchase known. */
static double
mix_excess (const double *parameters,
            double        x,
            double        recency,
            double        age,
            const Races  *drop,
            const Races  *purchase)
{
  double gap = age - recency;
  double R = parameters[0] + x;
  double logs[4];

  for (guint k = 0; k < 4; k++)
    {
      double alpha = parameters[1] + (k & 1u);
      double beta = parameters[3] + (k >> 1);
      double A = R * log1p (gap / (alpha + recency))
                 + parameters[2] * log1p (gap / (beta + recency));
      double alive = purchase->log_p[k] - A;
      double high = MAX (drop->log_p[k], alive);

      logs[k] = -parameters[0] * log1p (recency / alpha) - x * log (alpha + recency)
                - parameters[2] * log1p (recency / beta)
                + high + log1p (exp (MIN (drop->log_p[k], alive) - high));
    }
  return combine_excess (logs);
}

/* Hardly anything can happen since @recency, so that ln J is next to 0 and has
 * digits only where it is computed for that. */
static gboolean
is_short (const double *parameters,
          double        x,
          double        recency,
          double        age)
{
  double gap = age - recency;

  return (parameters[0] + x) * log1p (gap / (parameters[1] + recency))
         + parameters[2] * log1p (gap / (parameters[3] + recency)) < 1e-3;
}

static double
get_excess (const double *parameters,
            double        c,
            double        x,
            double        recency,
            double        age)
{
  Races drop;
  Races purchase;
  double logs[4];

  if (!(age > 0.0))
    return 0.0;
  if (c > HEAVY)
    return integrate_excess (parameters, x, recency, age);
  if (!is_short (parameters, x, recency, age))
    {
      run_drop (parameters, x, recency, &drop);
      run_purchase (parameters, x, age, &purchase);
      return mix_excess (parameters, x, recency, age, &drop, &purchase);
    }
  for (guint k = 0; k < 4; k++)
    {
      double p[4];

      shift_bases (parameters, k & 1u, k >> 1, p);
      logs[k] = clv_pareto_nbd_log_likelihood (p, x, recency, age);
    }
  return combine_excess (logs);
}

/**
 * clv_pareto_nbd_correlated_log_likelihood:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: one customer's log-likelihood without −ln x!
 */
double
clv_pareto_nbd_correlated_log_likelihood (const double *parameters,
                                          double        x,
                                          double        recency,
                                          double        age)
{
  double c = clv_pareto_nbd_correlated_weight (parameters);
  double value = clv_pareto_nbd_log_likelihood (parameters, x, recency, age);

  if (!(fabs (c) > 0.0))
    return value;
  return value + log1p (MAX (c * get_excess (parameters, c, x, recency, age), -1.0 + 1e-300));
}

/* ln of A r and B r, by which the means over λ and μ of a customer who is active grow
 * where e^−rate, over its mean, weighs them. @power of the rate is in the mean. */
static double
get_lean (double shape,
          double base,
          double at,
          double power)
{
  return shape * log1p (1.0 / base) - power * log1p (1.0 / at);
}

/* w over the likely rates of a customer who is active at @age, and E[e^−rate]/M − 1
 * of both rates. */
static double
get_active_mixture (const double *parameters,
                    double        c,
                    double        x,
                    double        age,
                    double       *purchase,
                    double       *drop)
{
  *purchase = expm1 (get_lean (parameters[0], parameters[1], parameters[1] + age,
                               parameters[0] + x));
  *drop = expm1 (get_lean (parameters[2], parameters[3], parameters[3] + age, parameters[2]));
  return 1.0 + c * *purchase * *drop;
}

/* P(active) from that of independent rates and the mean of w over all likely rates. */
static double
mix_p_active (const double *parameters,
              double        c,
              double        x,
              double        age,
              double        independent,
              double        excess)
{
  double purchase = 0.0;
  double drop = 0.0;
  double active = get_active_mixture (parameters, c, x, age, &purchase, &drop);

  return CLAMP (independent * (active / MAX (1.0 + c * excess, 1e-300)), 0.0, 1.0);
}

/**
 * clv_pareto_nbd_correlated_p_active:
 * @parameters: r, α, s, β, cor
 * @x: repeat purchases
 * @recency: time of the last one after the first purchase
 * @age: time since the first purchase
 *
 * Returns: the probability that the customer has not dropped out
 */
double
clv_pareto_nbd_correlated_p_active (const double *parameters,
                                    double        x,
                                    double        recency,
                                    double        age)
{
  double c = clv_pareto_nbd_correlated_weight (parameters);
  double independent = clv_pareto_nbd_p_active (parameters, x, recency, age);

  if (!(fabs (c) > 0.0))
    return independent;
  return mix_p_active (parameters, c, x, age, independent,
                       get_excess (parameters, c, x, recency, age));
}

/* The races of each distinct pair of @index. */
static Races *
new_races (const double       *parameters,
           const ClvPairIndex *index,
           const ClvDayIndex  *days,
           double              unit,
           gboolean            is_purchase)
{
  Races *races = g_new (Races, (gsize) index->n + 1);

  for (guint32 i = 0; i < index->n; i++)
    {
      double time = days->day[index->day[i]] * unit;

      if (is_purchase)
        run_purchase (parameters, index->x[i], time, &races[i]);
      else
        run_drop (parameters, index->x[i], time, &races[i]);
    }
  return races;
}

/**
 * clv_pareto_nbd_correlated_p_active_many:
 * @parameters: r, α, s, β, cor
 * @n: how many
 * @x: (array length=n): repeat purchases
 * @recency_days: (array length=n): of the last one after the first purchase
 * @age_days: (array length=n): since the first purchase
 * @unit_days: days in the unit of α and β
 * @p_active: (out) (array length=n): as clv_pareto_nbd_correlated_p_active(), to the last bit
 */
void
clv_pareto_nbd_correlated_p_active_many (const double  *parameters,
                                         guint32        n,
                                         const guint32 *x,
                                         const gint32  *recency_days,
                                         const gint32  *age_days,
                                         int            unit_days,
                                         double        *p_active)
{
  const ClvCells cells = { n, (guint32 *) x, (gint32 *) recency_days, (gint32 *) age_days, NULL };
  double c = clv_pareto_nbd_correlated_weight (parameters);
  double unit = 1.0 / unit_days;
  guint32 max_x = 0;
  g_autoptr(ClvDayIndex) days = clv_day_index_new (&cells);
  g_autoptr(ClvPairIndex) recencies = NULL;
  g_autoptr(ClvPairIndex) ages = NULL;
  g_autofree guint32 *recency_of = g_new (guint32, (gsize) n + 1);
  g_autofree guint32 *age_of = g_new (guint32, (gsize) n + 1);
  g_autofree Races *drop = NULL;
  g_autofree Races *purchase = NULL;

  clv_pareto_nbd_p_active_many (parameters, n, x, recency_days, age_days, unit_days, p_active);
  if (!(fabs (c) > 0.0))
    return;
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
  drop = new_races (parameters, recencies, days, unit, FALSE);
  purchase = new_races (parameters, ages, days, unit, TRUE);
  for (guint32 i = 0; i < n; i++)
    {
      double t = recency_days[i] * unit;
      double T = age_days[i] * unit;
      double excess = c > HEAVY || !(T > 0.0) || is_short (parameters, x[i], t, T)
                      ? get_excess (parameters, c, x[i], t, T)
                      : mix_excess (parameters, x[i], t, T, &drop[recency_of[i]],
                                    &purchase[age_of[i]]);

      p_active[i] = mix_p_active (parameters, c, x[i], T, p_active[i], excess);
    }
}
