/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-pareto-nbd-correlated.h"
#include "clv-trust-region.h"

/* The weight c of the mixture is held between bounds that depend on the other
 * parameters, two above and two below:
 *
 *   ln c + ln f ≤ 0, ln c + ln g ≤ 0;  ln |c| ≤ 0, ln |c| + ln f + ln g ≤ 0,
 *   f = (1 + 1/α)^r − 1, g = (1 + 1/β)^s − 1,
 *
 * and the maximum often lies on one of them, or on the edge where two meet: there a
 * transform that merely keeps inside has no slope. So the search goes from where it
 * may move freely to a side, and from a side to an edge, each a smooth problem with
 * fewer coordinates, and leaves a bound again where the multiplier says that the
 * likelihood grows inwards. It begins at the maximum of Pareto/NBD, c = 0, so that it
 * cannot end below it. */

#define N_PARAMETERS CLV_PARETO_NBD_CORRELATED_PARAMETERS
#define LOWEST 1e-5            /* of r, α, s, β */
#define HIGHEST 1e6
#define FLAT 1e-11             /* slope of the mean log-likelihood */
#define NEARLY_FLAT 1e-7
#define STEPS 200
#define MOVES 24

typedef enum
{
  INSIDE,      /* ln r, ln α, ln s, ln β, c */
  SIDE,        /* ln r, ln α, ln s, ln β; c follows */
  EDGE         /* ln r, ln α, ln β; s and c follow */
} Place;

typedef struct
{
  const ClvParetoNbdCorrelatedPlan *plan;
  double n;
  Place place;
  guint n_free;
  guint side;            /* of the two bounds on the side of c, where @place is SIDE */
  double sign;           /* of c */
  double unit;           /* of c as a coordinate inside */
  guint crossed;         /* bound that the last point not here lies beyond */
  gboolean is_crossed;
} Search;

/* ln f with derivatives by ln shape and ln base, and u = ln (f + 1). */
typedef struct
{
  double u;
  double value;
  double du[2];
  double ddu[3];          /* 00 01 11 */
  double slope[2];
  double bend[3];
} Rise;

static void
rise_fill (Rise  *self,
           double shape,
           double base)
{
  double a = 0.0;

  self->u = shape * log1p (1.0 / base);
  self->value = self->u > 30.0 ? self->u + log1p (-exp (-self->u)) : log (expm1 (self->u));
  self->du[0] = self->u;
  self->du[1] = -shape / (base + 1.0);
  self->ddu[0] = self->u;
  self->ddu[1] = self->du[1];
  self->ddu[2] = shape * base / ((base + 1.0) * (base + 1.0));
  a = -1.0 / expm1 (-self->u);
  for (guint i = 0, k = 0; i < 2; i++)
    {
      self->slope[i] = a * self->du[i];
      for (guint j = i; j < 2; j++, k++)
        self->bend[k] = a * self->ddu[k] - a * (a - 1.0) * self->du[i] * self->du[j];
    }
}

/* How coordinates become ln r, ln α, ln s, ln β and c: values, the Jacobian, and the
 * second derivatives of the two that do not follow in a straight line. */
typedef struct
{
  double at[N_PARAMETERS];
  double jacobian[N_PARAMETERS][N_PARAMETERS];
  double bend_s[N_PARAMETERS][N_PARAMETERS];
  double bend_c[N_PARAMETERS][N_PARAMETERS];
} Lift;

/* c = sign · exp (−Σ ln f) over the rises of the bound, with coordinates @index. */
static void
lift_bound (Lift        *lift,
            double       sign,
            const Rise **rises,
            const guint (*index)[2],
            guint        n)
{
  double slope[N_PARAMETERS] = { 0.0 };
  double value = 0.0;

  for (guint m = 0; m < n; m++)
    {
      value -= rises[m]->value;
      for (guint i = 0; i < 2; i++)
        slope[index[m][i]] -= rises[m]->slope[i];
    }
  lift->at[4] = sign * exp (value);
  for (guint i = 0; i < N_PARAMETERS; i++)
    {
      lift->jacobian[4][i] = lift->at[4] * slope[i];
      for (guint j = 0; j < N_PARAMETERS; j++)
        lift->bend_c[i][j] = lift->at[4] * slope[i] * slope[j];
    }
  for (guint m = 0; m < n; m++)
    {
      guint a = index[m][0];
      guint b = index[m][1];

      lift->bend_c[a][a] -= lift->at[4] * rises[m]->bend[0];
      lift->bend_c[a][b] -= lift->at[4] * rises[m]->bend[1];
      lift->bend_c[b][a] -= lift->at[4] * rises[m]->bend[1];
      lift->bend_c[b][b] -= lift->at[4] * rises[m]->bend[2];
    }
}

/* Where the two bounds meet: f = g above, f g = 1 below. With u = ln (f + 1) that is
 * s ln (1 + 1/β) = u, or −ln (1 − e^−u). */
static void
lift_edge (Lift         *lift,
           const Search *search,
           const double *point)
{
  static const guint index[1][2] = { { 0, 1 } };
  const double beta = exp (point[2]);
  const double length = log1p (1.0 / beta);
  const double slope = -1.0 / ((beta + 1.0) * length);
  const Rise *rises[1];
  Rise rise;
  double target = 0.0;
  double first = 0.0;      /* of ln target by u */
  double second = 0.0;

  rise_fill (&rise, exp (point[0]), exp (point[1]));
  rises[0] = &rise;
  target = rise.u;
  first = 1.0 / rise.u;
  second = -first * first;
  if (search->sign < 0.0)
    {
      double less = 1.0 / expm1 (rise.u);

      target = -log (-expm1 (-rise.u));
      first = -less / target;
      second = less * (less + 1.0) / target - first * first;
    }
  lift->at[0] = point[0];
  lift->at[1] = point[1];
  lift->at[2] = log (target) - log (length);
  lift->at[3] = point[2];
  lift->jacobian[0][0] = 1.0;
  lift->jacobian[1][1] = 1.0;
  lift->jacobian[3][2] = 1.0;
  lift->jacobian[2][0] = first * rise.du[0];
  lift->jacobian[2][1] = first * rise.du[1];
  lift->jacobian[2][2] = -slope;
  lift->bend_s[0][0] = second * rise.du[0] * rise.du[0] + first * rise.ddu[0];
  lift->bend_s[0][1] = second * rise.du[0] * rise.du[1] + first * rise.ddu[1];
  lift->bend_s[1][0] = lift->bend_s[0][1];
  lift->bend_s[1][1] = second * rise.du[1] * rise.du[1] + first * rise.ddu[2];
  lift->bend_s[2][2] = slope * slope - beta / ((beta + 1.0) * (beta + 1.0) * length);
  lift_bound (lift, search->sign, rises, index, search->sign > 0.0 ? 1 : 0);
}

static void
lift_fill (Lift         *lift,
           const Search *search,
           const double *point)
{
  static const guint index[2][2] = { { 0, 1 }, { 2, 3 } };
  const Rise *rises[2];
  Rise rise[2];

  memset (lift, 0, sizeof *lift);
  if (search->place == EDGE)
    {
      lift_edge (lift, search, point);
      return;
    }
  for (guint i = 0; i < 4; i++)
    {
      lift->at[i] = point[i];
      lift->jacobian[i][i] = 1.0;
    }
  if (search->place == INSIDE)
    {
      lift->at[4] = search->unit * point[4];
      lift->jacobian[4][4] = search->unit;
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      rise_fill (&rise[i], exp (point[2 * i]), exp (point[2 * i + 1]));
      rises[i] = &rise[i];
    }
  if (search->sign > 0.0)
    lift_bound (lift, 1.0, rises + search->side, index + search->side, 1);
  else
    lift_bound (lift, -1.0, rises, index, search->side == 0 ? 0 : 2);
}

/* How far beyond each of the two bounds on c's side, in its logarithm. */
static void
measure_bounds (const double *at,
                double       *beyond)
{
  Rise purchase;
  Rise drop;
  double size = log (MAX (fabs (at[4]), 1e-300));

  rise_fill (&purchase, exp (at[0]), exp (at[1]));
  rise_fill (&drop, exp (at[2]), exp (at[3]));
  beyond[0] = at[4] > 0.0 ? size + purchase.value : size;
  beyond[1] = at[4] > 0.0 ? size + drop.value : size + purchase.value + drop.value;
}

/* Whether the bounds that the place does not follow hold. */
static gboolean
is_allowed (Search     *search,
            const Lift *lift)
{
  double beyond[2];
  guint worst = 0;

  if (search->place == EDGE)
    return TRUE;
  measure_bounds (lift->at, beyond);
  if (search->place == SIDE)
    worst = 1 - search->side;
  else
    worst = beyond[1] > beyond[0] ? 1 : 0;
  if (beyond[worst] <= 1e-12)
    return TRUE;
  search->is_crossed = TRUE;
  search->crossed = worst;
  return FALSE;
}

static double
evaluate (const double *point,
          double       *gradient,
          double       *hessian,
          gpointer      user_data)
{
  Search *search = user_data;
  guint n = search->n_free;
  double first[N_PARAMETERS];
  double second[N_PARAMETERS * N_PARAMETERS];
  double parameters[N_PARAMETERS];
  double value = 0.0;
  Lift lift;

  lift_fill (&lift, search, point);
  for (guint i = 0; i < n; i++)
    gradient[i] = 0.0;
  for (guint i = 0; i < n * n; i++)
    hessian[i] = 0.0;
  if (!isfinite (lift.at[2]) || !is_allowed (search, &lift))
    return INFINITY;
  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (lift.at[i]);
  value = clv_pareto_nbd_correlated_plan_evaluate_weight (search->plan, parameters, lift.at[4],
                                                          first, second);
  for (guint a = 0; a < n; a++)
    {
      for (guint i = 0; i < N_PARAMETERS; i++)
        gradient[a] -= lift.jacobian[i][a] * first[i] / search->n;
      for (guint b = 0; b < n; b++)
        {
          double sum = first[2] * lift.bend_s[a][b] + first[4] * lift.bend_c[a][b];

          for (guint i = 0; i < N_PARAMETERS; i++)
            for (guint j = 0; j < N_PARAMETERS; j++)
              sum += lift.jacobian[i][a] * second[i * N_PARAMETERS + j] * lift.jacobian[j][b];
          hessian[a * n + b] = -sum / search->n;
        }
    }
  return isfinite (value) ? -value / search->n : INFINITY;
}

/* The coordinates of @at in the search's place. */
static void
set_place (Search       *search,
           Place         place,
           guint         side,
           const double *at,
           double       *point)
{
  search->place = place;
  search->side = side;
  search->n_free = place == INSIDE ? 5 : place == SIDE ? 4 : 3;
  for (guint i = 0; i < 4; i++)
    point[i] = at[i];
  if (place == INSIDE)
    point[4] = at[4] / search->unit;
  else if (place == EDGE)
    point[2] = at[3];
}

/* Runs until flat, or until it is plain that a bound is in the way. FALSE = stopped. */
static gboolean
run (Search         *search,
     ClvTrustRegion *region,
     const double   *point,
     double          patience,
     ClvGoOn         go_on,
     gpointer        user_data,
     guint          *evaluations)
{
  gboolean is_going = TRUE;

  search->is_crossed = FALSE;
  if (clv_trust_region_init (region, search->n_free, point, log (LOWEST), log (HIGHEST), evaluate,
                             search))
    {
      for (guint i = 0; i < STEPS && is_going && !clv_trust_region_test (region, FLAT); i++)
        {
          search->is_crossed = FALSE;
          is_going = go_on == NULL || go_on (user_data);
          if (is_going && !clv_trust_region_iterate (region))
            break;
          if (search->is_crossed && region->radius < patience)
            break;
        }
    }
  *evaluations += region->evaluations;
  return is_going;
}

/* What the likelihood would gain by leaving the bounds inwards, by bound: a multiplier
 * below 0 says that it would. */
static void
find_multipliers (Search       *search,
                  const double *at,
                  double       *multipliers)
{
  double first[N_PARAMETERS];
  double second[N_PARAMETERS * N_PARAMETERS];
  double parameters[N_PARAMETERS];
  double all = 0.0;
  Rise rise;

  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (at[i]);
  clv_pareto_nbd_correlated_plan_evaluate_weight (search->plan, parameters, at[4], first, second);
  all = at[4] * first[4] / search->n;
  multipliers[0] = all;
  multipliers[1] = all;
  if (search->place != EDGE)
    return;
  rise_fill (&rise, parameters[2], parameters[3]);
  multipliers[1] = first[2] / search->n / rise.slope[0];
  multipliers[0] = all - multipliers[1];
}

/* Where to go on from @at. TRUE where the search has ended. */
static gboolean
choose_place (Search               *search,
              const ClvTrustRegion *region,
              guint                 visits,
              double               *at,
              double               *point)
{
  double multipliers[2];
  gboolean is_flat = clv_trust_region_test (region, NEARLY_FLAT);

  if (!is_flat && search->is_crossed)
    {
      if (search->place == INSIDE)
        set_place (search, SIDE, search->crossed, at, point);
      else
        set_place (search, EDGE, 0, at, point);
      return FALSE;
    }
  if (!is_flat || search->place == INSIDE)
    return TRUE;
  find_multipliers (search, at, multipliers);
  if (search->place == EDGE && MIN (multipliers[0], multipliers[1]) < -NEARLY_FLAT)
    {
      set_place (search, SIDE, multipliers[0] < multipliers[1] ? 1 : 0, at, point);
      return FALSE;
    }
  if (multipliers[0] < -NEARLY_FLAT)
    {
      at[4] *= 1.0 - pow (0.1, visits);
      set_place (search, INSIDE, 0, at, point);
      return FALSE;
    }
  return TRUE;
}

/* The covariance of ln r … ln β and cor by the delta method from that of the coordinates. */
static void
fill_covariance (const Search              *search,
                 const ClvTrustRegion      *region,
                 const Lift                *lift,
                 double                     looseness,
                 ClvParetoNbdCorrelatedFit *fit)
{
  guint n = search->n_free;
  double scale = 0.0;
  double hessian[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double inverse[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double jacobian[N_PARAMETERS][N_PARAMETERS];
  double smallest = 0.0;
  double largest = 0.0;
  const double *p = fit->parameters;
  const double slope[4] = { -0.5, p[1] / (p[1] + 1.0), -0.5, p[3] / (p[3] + 1.0) };

  for (guint i = 0; i < n * n; i++)
    hessian[i] = region->hessian[i] * search->n;
  fit->is_determined = clv_matrix_invert_positive (n, hessian, inverse, &smallest, &largest)
                       && smallest >= 1.0 / (looseness * looseness);
  scale = (p[1] + 1.0) * (p[3] + 1.0) / sqrt (p[0] * p[2]);
  memcpy (jacobian, lift->jacobian, sizeof jacobian);
  for (guint a = 0; a < n; a++)
    {
      jacobian[4][a] /= scale;
      for (guint i = 0; i < 4; i++)
        jacobian[4][a] -= p[4] * slope[i] * jacobian[i][a];
    }
  for (guint i = 0; i < N_PARAMETERS; i++)
    {
      for (guint j = 0; j < N_PARAMETERS; j++)
        {
          double sum = 0.0;

          for (guint a = 0; a < n; a++)
            for (guint b = 0; b < n; b++)
              sum += jacobian[i][a] * inverse[a * n + b] * jacobian[j][b];
          fit->covariance[i * N_PARAMETERS + j] = fit->is_determined ? sum : NAN;
        }
    }
}

static double
evaluate_independent (const double *point,
                      double       *gradient,
                      double       *hessian,
                      gpointer      user_data)
{
  const Search *search = user_data;
  double parameters[4];
  double first[N_PARAMETERS];
  double second[N_PARAMETERS * N_PARAMETERS];
  double value = 0.0;

  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (point[i]);
  value = clv_pareto_nbd_correlated_plan_evaluate_independent (search->plan, parameters, first,
                                                               second);
  for (guint i = 0; i < 4; i++)
    {
      gradient[i] = -first[i] / search->n;
      for (guint j = 0; j < 4; j++)
        hessian[i * 4 + j] = -second[i * N_PARAMETERS + j] / search->n;
    }
  return -value / search->n;
}

/* The maximum of Pareto/NBD, and on which side of 0 and in what unit c is looked for. */
static gboolean
find_independent (Search                    *search,
                  const double              *start,
                  ClvGoOn                    go_on,
                  gpointer                   user_data,
                  ClvParetoNbdCorrelatedFit *fit,
                  double                    *at)
{
  ClvTrustRegion region;
  double point[4];
  double multipliers[2];
  double beyond[2];
  gboolean is_going = TRUE;

  for (guint i = 0; i < 4; i++)
    point[i] = log (start[i]);
  if (clv_trust_region_init (&region, 4, point, log (LOWEST), log (HIGHEST), evaluate_independent,
                             search))
    {
      for (guint i = 0; i < STEPS && is_going && !clv_trust_region_test (&region, FLAT); i++)
        {
          is_going = go_on == NULL || go_on (user_data);
          if (is_going && !clv_trust_region_iterate (&region))
            break;
        }
    }
  fit->evaluations = region.evaluations;
  fit->independent = -region.value * search->n;
  for (guint i = 0; i < 4; i++)
    at[i] = region.point[i];
  at[4] = 1e-12;
  search->place = SIDE;
  find_multipliers (search, at, multipliers);
  search->sign = multipliers[0] < 0.0 ? -1.0 : 1.0;
  at[4] = search->sign;
  measure_bounds (at, beyond);
  search->unit = exp (-MAX (beyond[0], beyond[1]));
  at[4] = 0.0;
  return is_going;
}

/**
 * clv_pareto_nbd_correlated_fit:
 * @plan: customers
 * @start: (array length=4): r, α, s, β where the search may begin
 * @looseness: standard error of a log parameter from which the data do not determine it
 * @go_on: (nullable): asked before every step
 * @user_data: for @go_on
 * @fit: (out): where it ended
 *
 * Returns: %FALSE where @go_on stopped it
 */
gboolean
clv_pareto_nbd_correlated_fit (const ClvParetoNbdCorrelatedPlan *plan,
                               const double                     *start,
                               double                            looseness,
                               ClvGoOn                           go_on,
                               gpointer                          user_data,
                               ClvParetoNbdCorrelatedFit        *fit)
{
  Search search = { .plan = plan, .n = clv_pareto_nbd_correlated_plan_get_n (plan) };
  ClvTrustRegion region;
  double at[N_PARAMETERS];
  double point[N_PARAMETERS];
  double scale = 0.0;
  gboolean is_done = FALSE;
  guint visits = 1;
  Lift lift;

  memset (fit, 0, sizeof *fit);
  if (!find_independent (&search, start, go_on, user_data, fit, at))
    return FALSE;
  set_place (&search, INSIDE, 0, at, point);
  for (guint i = 0; i < MOVES && !is_done; i++)
    {
      if (!run (&search, &region, point, pow (0.1, visits), go_on, user_data, &fit->evaluations))
        return FALSE;
      lift_fill (&lift, &search, region.point);
      memcpy (at, lift.at, sizeof at);
      is_done = choose_place (&search, &region, visits, at, point);
      visits += !is_done && search.place == INSIDE ? 1 : 0;
    }

  for (guint i = 0; i < 4; i++)
    fit->parameters[i] = exp (lift.at[i]);
  scale = (fit->parameters[1] + 1.0) * (fit->parameters[3] + 1.0)
          / sqrt (fit->parameters[0] * fit->parameters[2]);
  fit->parameters[4] = lift.at[4] / scale;
  fit->log_likelihood = -region.value * search.n;
  fit->is_maximum = is_done && clv_trust_region_test (&region, NEARLY_FLAT);
  fit->is_extreme = clv_trust_region_is_at_bound (&region);
  if (search.place != INSIDE)
    fit->end = search.sign > 0.0 ? CLV_CORRELATION_HIGHEST : CLV_CORRELATION_LOWEST;
  fill_covariance (&search, &region, &lift, looseness, fit);
  return TRUE;
}
