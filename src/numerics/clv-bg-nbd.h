/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* The BG/NBD model of Fader, Hardie & Lee, "Counting Your Customers the Easy
 * Way: An Alternative to the Pareto/NBD Model", Marketing Science 24 (2005).
 *
 * Parameters in the order r, α, a, b: purchase rates are Gamma (r, rate α), the
 * chance to drop out after a purchase is Beta (a, b). x = repeat purchases,
 * t = recency, T = age, all times in one unit. */
#define CLV_BG_NBD_PARAMETERS 4

typedef struct _ClvBgNbdPlan ClvBgNbdPlan;

ClvBgNbdPlan *clv_bg_nbd_plan_new (const ClvCells *cells,
                                   int             unit_days);
void          clv_bg_nbd_plan_free (ClvBgNbdPlan *self);
double        clv_bg_nbd_plan_evaluate (const ClvBgNbdPlan *self,
                                        const double       *parameters,
                                        double             *gradient,
                                        double             *hessian);
double        clv_bg_nbd_log_likelihood (const double *parameters,
                                         double        x,
                                         double        recency,
                                         double        age);

double        clv_bg_nbd_p_active (const double *parameters,
                                   double        x,
                                   double        recency,
                                   double        age);
void          clv_bg_nbd_p_active_many (const double  *parameters,
                                        guint32        n,
                                        const guint32 *x,
                                        const gint32  *recency_days,
                                        const gint32  *age_days,
                                        int            unit_days,
                                        double        *p_active);
void          clv_bg_nbd_forecast (const double *parameters,
                                   double        x,
                                   double        age,
                                   const double *horizons,
                                   guint         n,
                                   double       *purchases,
                                   double       *still_active,
                                   double       *second_moment);
void          clv_bg_nbd_sum_horizons (const double         *parameters,
                                       double                age,
                                       guint                 n,
                                       const guint32        *x,
                                       const ClvHorizonRule *discounted,
                                       const ClvHorizonRule *active,
                                       double                last,
                                       double               *purchases,
                                       double               *discounted_sum,
                                       double               *active_sum);
double        clv_bg_nbd_expected (const double *parameters,
                                   double        x,
                                   double        recency,
                                   double        age,
                                   double        horizon);
double        clv_bg_nbd_expected_new (const double *parameters,
                                       double        horizon);
void          clv_bg_nbd_pmf (const double *parameters,
                              double        x,
                              double        age,
                              double        horizon,
                              guint         n,
                              double       *pmf);
guint         clv_bg_nbd_simulate (const double *parameters,
                                   double        x,
                                   double        recency,
                                   double        age,
                                   double        horizon,
                                   ClvRandom    *rng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBgNbdPlan, clv_bg_nbd_plan_free)

G_END_DECLS
