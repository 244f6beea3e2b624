/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* The BG/BB model of Fader, Hardie & Shang, "Customer-Base Analysis in a
 * Discrete-Time Noncontractual Setting", Marketing Science 29 (2010): at each
 * opportunity, such as a yearly appeal, a customer who is active buys with chance
 * p, which is Beta (α, β), and before each opportunity drops out with chance θ,
 * which is Beta (γ, δ).
 *
 * Parameters in the order α, β, γ, δ. x = opportunities used, t = number of the last
 * one used (0 = none), n = opportunities there were. */
#define CLV_BG_BB_PARAMETERS 4

double clv_bg_bb_cells_evaluate (const ClvCells *cells,
                                 int             unit_days,
                                 const double   *parameters,
                                 double         *gradient,
                                 double         *hessian);
double clv_bg_bb_log_likelihood (const double *parameters,
                                 double        x,
                                 double        last,
                                 double        n);
double clv_bg_bb_p_active (const double *parameters,
                           double        x,
                           double        last,
                           double        n);
void   clv_bg_bb_forecast (const double *parameters,
                           double        x,
                           double        n,
                           const double *horizons,
                           guint         n_horizons,
                           double       *purchases,
                           double       *still_active,
                           double       *second_moment);
double clv_bg_bb_expected (const double *parameters,
                           double        x,
                           double        last,
                           double        n,
                           double        horizon);
double clv_bg_bb_expected_new (const double *parameters,
                               double        horizon);
double clv_bg_bb_discounted (const double *parameters,
                             double        x,
                             double        last,
                             double        n,
                             double        horizon,
                             double        rate);
void   clv_bg_bb_pmf (const double *parameters,
                      double        x,
                      double        n,
                      double        horizon,
                      guint         n_pmf,
                      double       *pmf);
guint  clv_bg_bb_simulate (const double *parameters,
                           double        x,
                           double        last,
                           double        n,
                           double        horizon,
                           ClvRandom    *rng);

G_END_DECLS
