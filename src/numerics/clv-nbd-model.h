/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-horizon-rule.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* The NBD model of Ehrenberg, "The Pattern of Consumer Purchases", Applied
 * Statistics 8 (1959): purchase rates are Gamma (r, rate α) and nobody ever drops
 * out. The yardstick for the models with drop-out; clv-nbd.h fits it alone.
 *
 * Parameters in the order r, α. x = repeat purchases, T = age. */
#define CLV_NBD_PARAMETERS 2

typedef struct _ClvNbdPlan ClvNbdPlan;

ClvNbdPlan *clv_nbd_plan_new (const ClvCells *cells,
                              int             unit_days);
void        clv_nbd_plan_free (ClvNbdPlan *self);
double      clv_nbd_plan_evaluate (const ClvNbdPlan *self,
                                   const double     *parameters,
                                   double           *gradient,
                                   double           *hessian);
double      clv_nbd_log_likelihood (const double *parameters,
                                    double        x,
                                    double        recency,
                                    double        age);
double      clv_nbd_p_active (const double *parameters,
                              double        x,
                              double        recency,
                              double        age);
void        clv_nbd_forecast (const double *parameters,
                              double        x,
                              double        age,
                              const double *horizons,
                              guint         n,
                              double       *purchases,
                              double       *still_active,
                              double       *second_moment);
void        clv_nbd_sum_horizons (const double         *parameters,
                                  double                age,
                                  guint                 n,
                                  const guint32        *x,
                                  const ClvHorizonRule *discounted,
                                  const ClvHorizonRule *active,
                                  double                last,
                                  double               *purchases,
                                  double               *discounted_sum,
                                  double               *active_sum);
double      clv_nbd_expected (const double *parameters,
                              double        x,
                              double        recency,
                              double        age,
                              double        horizon);
double      clv_nbd_expected_new (const double *parameters,
                                  double        horizon);
double      clv_nbd_discounted (const double *parameters,
                                double        x,
                                double        age,
                                double        horizon,
                                double        rate);
void        clv_nbd_pmf (const double *parameters,
                         double        x,
                         double        age,
                         double        horizon,
                         guint         n,
                         double       *pmf);
guint       clv_nbd_simulate (const double *parameters,
                              double        x,
                              double        recency,
                              double        age,
                              double        horizon,
                              ClvRandom    *rng);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvNbdPlan, clv_nbd_plan_free)

G_END_DECLS
