/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* The BG/CNBD-k and MBG/CNBD-k models of Platzer & Reutterer, "Ticking Away the
 * Moments: Timing Regularity Helps to Better Predict Customer Activity",
 * Marketing Science 35 (2016): the clock of a customer ticks at a rate λ, which is
 * Gamma (r, rate α), and every k-th tick is a purchase, so that the times between
 * purchases are Erlang-k and the more regular the larger k. After a purchase the
 * customer drops out with chance p, which is Beta (a, b).
 *
 * The modified variant lets a customer drop out right after the first purchase too:
 * with k = 1 it is the MBG/NBD model of Batislam, Denizel & Filiztekin, "Empirical
 * Validation and Comparison of Models for Customer Base Analysis", International
 * Journal of Research in Marketing 24 (2007). The other one with k = 1 is BG/NBD.
 *
 * Parameters in the order r, α, a, b. x = repeat purchases, t = recency, T = age,
 * all times in one unit. */
#define CLV_CNBD_PARAMETERS 4
#define CLV_CNBD_MOST_REGULAR 12

typedef struct
{
  guint k;                /* 1 … CLV_CNBD_MOST_REGULAR */
  gboolean is_modified;   /* drop-out after the first purchase is possible */
} ClvCnbdVariant;

typedef struct _ClvCnbdPlan ClvCnbdPlan;

ClvCnbdPlan *clv_cnbd_plan_new (const ClvCells *cells,
                                int             unit_days,
                                ClvCnbdVariant  variant);
void         clv_cnbd_plan_free (ClvCnbdPlan *self);
double       clv_cnbd_plan_evaluate (const ClvCnbdPlan *self,
                                     const double      *parameters,
                                     double            *gradient,
                                     double            *hessian);
double       clv_cnbd_log_likelihood (ClvCnbdVariant variant,
                                      const double  *parameters,
                                      double         x,
                                      double         recency,
                                      double         age);
double       clv_cnbd_timing (guint  k,
                              double n_gaps,
                              double sum_log_gaps);
guint        clv_cnbd_choose (const ClvCells *cells,
                              int             unit_days,
                              gboolean        is_modified,
                              double          sum_log_gaps,
                              double         *parameters,
                              double         *log_likelihood);

double       clv_cnbd_p_active (ClvCnbdVariant variant,
                                const double  *parameters,
                                double         x,
                                double         recency,
                                double         age);
void         clv_cnbd_forecast (ClvCnbdVariant variant,
                                const double  *parameters,
                                double         x,
                                double         recency,
                                double         age,
                                const double  *horizons,
                                guint          n,
                                double        *purchases,
                                double        *still_active,
                                double        *second_moment);
double       clv_cnbd_expected (ClvCnbdVariant variant,
                                const double  *parameters,
                                double         x,
                                double         recency,
                                double         age,
                                double         horizon);
double       clv_cnbd_expected_new (ClvCnbdVariant variant,
                                    const double  *parameters,
                                    double         horizon);
double       clv_cnbd_discounted (ClvCnbdVariant variant,
                                  const double  *parameters,
                                  double         x,
                                  double         recency,
                                  double         age,
                                  double         horizon,
                                  double         rate);
void         clv_cnbd_pmf (ClvCnbdVariant variant,
                           const double  *parameters,
                           double         x,
                           double         recency,
                           double         age,
                           double         horizon,
                           guint          n,
                           double        *pmf);
guint        clv_cnbd_simulate (ClvCnbdVariant variant,
                                const double  *parameters,
                                double         x,
                                double         recency,
                                double         age,
                                double         horizon,
                                ClvRandom     *rng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCnbdPlan, clv_cnbd_plan_free)

G_END_DECLS
