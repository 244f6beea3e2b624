/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* The Pareto/NBD model of Schmittlein, Morrison & Colombo, "Counting Your
 * Customers: Who Are They and What Will They Do Next?", Management Science 33
 * (1987); derivations as in Fader & Hardie, "A Note on Deriving the Pareto/NBD
 * Model and Related Expressions" (2005).
 *
 * Parameters in the order r, α, s, β: purchase rates λ are Gamma (r, rate α),
 * drop-out rates μ are Gamma (s, rate β), independent of each other. x = repeat
 * purchases, t = recency, T = age, all times in one unit. */
#define CLV_PARETO_NBD_PARAMETERS 4

typedef struct _ClvParetoNbdPlan ClvParetoNbdPlan;

ClvParetoNbdPlan *clv_pareto_nbd_plan_new (const ClvCells *cells,
                                           int             unit_days);
void              clv_pareto_nbd_plan_free (ClvParetoNbdPlan *self);
double            clv_pareto_nbd_plan_evaluate (const ClvParetoNbdPlan *self,
                                                const double           *parameters,
                                                double                 *gradient,
                                                double                 *hessian);
double            clv_pareto_nbd_log_likelihood (const double *parameters,
                                                 double        x,
                                                 double        recency,
                                                 double        age);

double            clv_pareto_nbd_p_active (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age);
void              clv_pareto_nbd_p_active_many (const double  *parameters,
                                                guint32        n,
                                                const guint32 *x,
                                                const gint32  *recency_days,
                                                const gint32  *age_days,
                                                int            unit_days,
                                                double        *p_active);
void              clv_pareto_nbd_forecast (const double *parameters,
                                           double        x,
                                           double        age,
                                           const double *horizons,
                                           guint         n,
                                           double       *purchases,
                                           double       *still_active,
                                           double       *second_moment);
void              clv_pareto_nbd_sum_horizons (const double         *parameters,
                                               double                age,
                                               guint                 n,
                                               const guint32        *x,
                                               const ClvHorizonRule *discounted,
                                               const ClvHorizonRule *active,
                                               double                last,
                                               double               *purchases,
                                               double               *discounted_sum,
                                               double               *active_sum);
double            clv_pareto_nbd_expected (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age,
                                           double        horizon);
double            clv_pareto_nbd_expected_new (const double *parameters,
                                               double        horizon);
double            clv_pareto_nbd_discounted (const double *parameters,
                                             double        x,
                                             double        recency,
                                             double        age,
                                             double        horizon,
                                             double        rate);
void              clv_pareto_nbd_pmf (const double *parameters,
                                      double        x,
                                      double        age,
                                      double        horizon,
                                      guint         n,
                                      double       *pmf);
guint             clv_pareto_nbd_simulate (const double *parameters,
                                           double        x,
                                           double        recency,
                                           double        age,
                                           double        horizon,
                                           ClvRandom    *rng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvParetoNbdPlan, clv_pareto_nbd_plan_free)

G_END_DECLS
