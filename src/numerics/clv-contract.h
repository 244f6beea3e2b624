/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-random.h"

G_BEGIN_DECLS

/* Customers under contract, who tell when they leave. In each period a customer
 * stays with a chance of their own; the chance to leave is Beta (a, b):
 *
 * - sBG, Fader & Hardie, "How to Project Customer Retention", Journal of Interactive
 *   Marketing 21 (2007): S(t) = B(a, b+t) / B(a, b);
 * - BdW, Fader, Hardie, Liu, Davin & Steenburgh, "'How to Project Customer Retention'
 *   Revisited: The Role of Duration Dependence", Journal of Interactive Marketing
 *   43 (2018): S(t) = B(a, b+t^c) / B(a, b), where c > 1 means that a customer grows
 *   more likely to leave with time and c < 1 less.
 *
 * Parameters in the order a, b and, for BdW, c. Times are in periods. */
#define CLV_CONTRACT_SBG 2
#define CLV_CONTRACT_BDW 3

/**
 * ClvContractCounts:
 *
 * What a fit needs of any number of customers and cohorts: how many left at their
 * i-th renewal, and how many had renewed i times and were still there when the
 * data end, i = 1 … @n at index i − 1.
 */
typedef struct
{
  guint n;
  double *left;
  double *stayed;
} ClvContractCounts;

double clv_contract_log_likelihood (const ClvContractCounts *counts,
                                    guint                    n_parameters,
                                    const double            *parameters,
                                    double                  *gradient,
                                    double                  *hessian);
double clv_contract_survival (guint         n_parameters,
                              const double *parameters,
                              double        tenure,
                              double        periods);
double clv_contract_expected (guint         n_parameters,
                              const double *parameters,
                              double        tenure,
                              double        periods);
double clv_contract_discounted (guint         n_parameters,
                                const double *parameters,
                                double        tenure,
                                double        periods,
                                double        rate);
guint  clv_contract_simulate (guint         n_parameters,
                              const double *parameters,
                              double        tenure,
                              guint         periods,
                              ClvRandom    *rng);

G_END_DECLS
