/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "kinds/clv-kind-contract.h"

#define N CLV_CONTRACT_BDW

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_contract_log_likelihood (prepared, N, parameters, gradient, hessian);
}

static double
log_likelihood (const ClvCells *cells,
                int             unit_days,
                const double   *parameters,
                double         *gradient,
                double         *hessian)
{
  gpointer counts = clv_kind_contract_prepare (cells, unit_days);
  double value = evaluate (counts, parameters, gradient, hessian);

  clv_kind_contract_release (counts);
  return value;
}

static void
start (double  mean_age,
       double *parameters)
{
  parameters[0] = 1.0;
  parameters[1] = 2.0;
  parameters[2] = 1.0;
}

static double
log_likelihood_one (const double *parameters,
                    double        x,
                    double        recency,
                    double        age)
{
  return clv_kind_contract_log_likelihood_one (N, parameters, x, recency, age);
}

static void
forecast (const double *parameters,
          double        x,
          double        recency,
          double        age,
          const double *horizons,
          guint         n,
          double       *purchases,
          double       *still_active,
          double       *second_moment)
{
  clv_kind_contract_forecast (N, parameters, x, horizons, n, purchases, still_active,
                              second_moment);
}

static double
expected (const double *parameters,
          double        x,
          double        recency,
          double        age,
          double        horizon)
{
  return clv_kind_contract_expected (N, parameters, x, recency, age, horizon);
}

static double
expected_new (const double *parameters,
              double        horizon)
{
  return clv_kind_contract_expected (N, parameters, 0.0, 0.0, 0.0, horizon);
}

static void
pmf (const double *parameters,
     double        x,
     double        recency,
     double        age,
     double        horizon,
     guint         n,
     double       *chances)
{
  clv_kind_contract_pmf (N, parameters, x, horizon, n, chances);
}

static guint
simulate (const double *parameters,
          double        x,
          double        recency,
          double        age,
          double        horizon,
          gpointer      rng)
{
  return clv_kind_contract_simulate (N, parameters, x, recency, age, horizon, rng);
}

const ClvModelKind clv_kind_bdw = {
  .id = "bdw",
  .name = "BdW",
  .summary = N_("Subscribers renew or leave at the end of each period, with a chance of "
                "their own that grows or falls with time (Fader, Hardie, Liu, Davin and "
                "Steenburgh 2018)."),
  .n_parameters = N,
  .parameter_names = { "a", "b", "c" },
  .log_likelihood = log_likelihood,
  .p_active = clv_kind_contract_p_active,
  .expected_purchases = expected,
  .expected_new = expected_new,
  .simulate = simulate,
  .prepare = clv_kind_contract_prepare,
  .evaluate = evaluate,
  .release = clv_kind_contract_release,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .pmf = pmf,
  .nested_log_likelihood = clv_kind_contract_fit_sbg,
  .nested_name = "sBG",
  .nested_better = N_("sBG explains these customers as well. Nothing says that they grow more or "
                      "less likely to leave with time."),
  .history = CLV_HISTORY_CONTRACT,
  .is_stepped = TRUE,
};
