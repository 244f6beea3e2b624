/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-contract.h"
#include "kinds/clv-kinds.h"

G_BEGIN_DECLS

/* Private to the folder: what sBG and BdW share; n is the number of parameters. */
gpointer clv_kind_contract_prepare (const ClvCells *cells,
                                    int             unit_days);
void     clv_kind_contract_release (gpointer prepared);
double   clv_kind_contract_p_active (const double *parameters,
                                     double        x,
                                     double        recency,
                                     double        age);
double   clv_kind_contract_log_likelihood_one (guint         n,
                                               const double *parameters,
                                               double        x,
                                               double        recency,
                                               double        age);
void     clv_kind_contract_forecast (guint         n,
                                     const double *parameters,
                                     double        x,
                                     const double *horizons,
                                     guint         n_horizons,
                                     double       *purchases,
                                     double       *still_active,
                                     double       *second_moment);
double   clv_kind_contract_expected (guint         n,
                                     const double *parameters,
                                     double        x,
                                     double        recency,
                                     double        age,
                                     double        horizon);
void     clv_kind_contract_pmf (guint         n,
                                const double *parameters,
                                double        x,
                                double        horizon,
                                guint         n_pmf,
                                double       *pmf);
guint    clv_kind_contract_simulate (guint         n,
                                     const double *parameters,
                                     double        x,
                                     double        recency,
                                     double        age,
                                     double        horizon,
                                     gpointer      rng);
/* The greatest log-likelihood of a chance to leave that is the same for everybody. */
double   clv_kind_contract_fit_constant (const ClvCells *cells,
                                         int             unit_days);
/* The greatest log-likelihood of sBG. */
double   clv_kind_contract_fit_sbg (const ClvCells *cells,
                                    int             unit_days);

G_END_DECLS
