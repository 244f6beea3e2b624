/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-random.h"

G_BEGIN_DECLS

/* The Pareto/NBD model with covariates that vary over time, of Bachmann, Meierer
 * & Näf, "The Role of Time-Varying Contextual Factors in Latent Attrition Models
 * for Customer Base Analysis", Marketing Science 40 (2021): a customer buys at the
 * rate λ e^{γ'z(t)} and drops out at the rate μ e^{δ'z(t)}, with λ ~ Gamma (r, α),
 * μ ~ Gamma (s, β) and covariates z that are constant within each piece of time.
 *
 * Parameters in the order r, α, s, β, γ₁ … γ_K (purchases), δ₁ … δ_K (drop-out). */
#define CLV_VARYING_MAX_COVARIATES 10
#define CLV_VARYING_N_PARAMETERS(k) (4u + 2u * (k))

/**
 * ClvVaryingPath:
 *
 * Covariates along calendar time. Piece k reaches from @end[k−1] (not included) to
 * @end[k] (included); the first one has no beginning and the last one no end, so
 * that every time has its covariates and the last @end is not looked at.
 */
typedef struct
{
  guint n_covariates;
  guint n_pieces;        /* at least 1 */
  const double *end;     /* [n_pieces] ascending */
  const double *value;   /* [n_pieces · n_covariates] row by row */
} ClvVaryingPath;

/**
 * ClvVaryingCustomers:
 *
 * Whom a fit is of. Of the repeat purchases' covariates only the sum over all
 * customers is needed, so customers who share @path, @start, @x, @recency and @age
 * are one row with their number as @weight.
 */
typedef struct
{
  guint32 n;
  guint n_paths;
  const ClvVaryingPath *paths;   /* all with the same covariates */
  const guint32 *path;           /* [n] (nullable): which of them; NULL: the first */
  const double *start;           /* [n] first purchase, on the path's time */
  const guint32 *x;              /* [n] repeat purchases */
  const double *recency;         /* [n] of the last one after the first purchase */
  const double *age;             /* [n] time since the first purchase */
  const double *weight;          /* [n] (nullable) */
  const double *purchase_sum;    /* [n_covariates] Σ z over all repeat purchases */
} ClvVaryingCustomers;

typedef struct _ClvVaryingPlan ClvVaryingPlan;

const double *clv_varying_path_get (const ClvVaryingPath *path,
                                    double                time);

ClvVaryingPlan *clv_varying_plan_new (const ClvVaryingCustomers *customers);
void            clv_varying_plan_free (ClvVaryingPlan *self);
double          clv_varying_plan_evaluate (const ClvVaryingPlan *self,
                                           const double         *parameters,
                                           double               *gradient,
                                           double               *hessian);

/* Value, gradient and Hessian of a group with @k covariates. */
#define CLV_VARYING_N_SUMS(k) \
  (1u + CLV_VARYING_N_PARAMETERS (k) + CLV_VARYING_N_PARAMETERS (k) * CLV_VARYING_N_PARAMETERS (k))

void            clv_varying_plan_evaluate_groups (const ClvVaryingPlan *self,
                                                  guint32               n_groups,
                                                  const guint32        *start,
                                                  guint32               stride,
                                                  const double         *parameters,
                                                  double               *sums);

/**
 * ClvVaryingClock:
 *
 * A path under given parameters: what predictions need of both. Immutable.
 */
typedef struct _ClvVaryingClock ClvVaryingClock;

ClvVaryingClock *clv_varying_clock_new (const ClvVaryingPath *path,
                                        const double         *parameters);
/* The same of e^{γ'z} and e^{δ'z} of each piece, for whoever has them. */
ClvVaryingClock *clv_varying_clock_new_for_speeds (const double *rates,
                                                   guint         n_pieces,
                                                   const double *end,
                                                   const double *buy_speed,
                                                   const double *drop_speed);
void             clv_varying_clock_free (ClvVaryingClock *self);
double           clv_varying_log_likelihood (const ClvVaryingClock *clock,
                                             double                 start,
                                             double                 x,
                                             double                 recency,
                                             double                 age,
                                             const double          *purchase_sum);
double           clv_varying_p_active (const ClvVaryingClock *clock,
                                       double                 start,
                                       double                 x,
                                       double                 recency,
                                       double                 age);
void             clv_varying_forecast (const ClvVaryingClock *clock,
                                       double                 start,
                                       double                 x,
                                       double                 age,
                                       const double          *horizons,
                                       guint                  n,
                                       double                *purchases,
                                       double                *still_active,
                                       double                *second_moment);
double           clv_varying_expected (const ClvVaryingClock *clock,
                                       double                 start,
                                       double                 x,
                                       double                 recency,
                                       double                 age,
                                       double                 horizon);
double           clv_varying_expected_new (const ClvVaryingClock *clock,
                                           double                 start,
                                           double                 horizon);
double           clv_varying_discounted (const ClvVaryingClock *clock,
                                         double                 start,
                                         double                 x,
                                         double                 recency,
                                         double                 age,
                                         double                 horizon,
                                         double                 rate);
void             clv_varying_pmf (const ClvVaryingClock *clock,
                                  double                 start,
                                  double                 x,
                                  double                 age,
                                  double                 horizon,
                                  guint                  n,
                                  double                *pmf);
guint            clv_varying_simulate (const ClvVaryingClock *clock,
                                       double                 start,
                                       double                 x,
                                       double                 recency,
                                       double                 age,
                                       double                 horizon,
                                       ClvRandom             *rng,
                                       guint                  n_times,
                                       double                *times);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvVaryingPlan, clv_varying_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvVaryingClock, clv_varying_clock_free)

G_END_DECLS
