/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-history.h"
#include "kinds/clv-kind-cnbd.h"

static gpointer
prepare (const ClvCells *cells,
         int             unit_days)
{
  return clv_kind_cnbd_prepare (cells, unit_days, FALSE);
}

static double
log_likelihood (const ClvCells *cells,
                int             unit_days,
                const double   *parameters,
                double         *gradient,
                double         *hessian)
{
  const ClvCnbdVariant variant = clv_kind_cnbd_get_variant (parameters, FALSE);
  g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, unit_days, variant);

  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static double
log_likelihood_one (const double *parameters,
                    double        x,
                    double        recency,
                    double        age)
{
  return clv_cnbd_log_likelihood (clv_kind_cnbd_get_variant (parameters, FALSE), parameters, x,
                                  recency, age);
}

static double
p_active (const double *parameters,
          double        x,
          double        recency,
          double        age)
{
  return clv_cnbd_p_active (clv_kind_cnbd_get_variant (parameters, FALSE), parameters, x, recency,
                            age);
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
  clv_kind_cnbd_forecast (FALSE, parameters, x, recency, age, horizons, n, purchases, still_active,
                          second_moment);
}

static double
expected (const double *parameters,
          double        x,
          double        recency,
          double        age,
          double        horizon)
{
  return clv_kind_cnbd_expected (FALSE, parameters, x, recency, age, horizon);
}

static double
expected_new (const double *parameters,
              double        horizon)
{
  return clv_kind_cnbd_expected (FALSE, parameters, 0.0, 0.0, 0.0, horizon);
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
  clv_cnbd_pmf (clv_kind_cnbd_get_variant (parameters, FALSE), parameters, x, recency, age, horizon,
                n, chances);
}

static guint
simulate (const double *parameters,
          double        x,
          double        recency,
          double        age,
          double        horizon,
          gpointer      rng)
{
  return clv_cnbd_simulate (clv_kind_cnbd_get_variant (parameters, FALSE), parameters, x, recency,
                            age, horizon, rng);
}

static guint
choose_regularity (const ClvCells *cells,
                   int             unit_days,
                   double          sum_log_gaps,
                   double         *parameters,
                   double         *of_one)
{
  return clv_kind_cnbd_choose_regularity (cells, unit_days, FALSE, sum_log_gaps, parameters,
                                          of_one);
}

const ClvModelKind clv_kind_bg_cnbd = {
  .id = "bg-cnbd",
  .name = "BG/CNBD-k",
  .summary = N_("As BG/NBD, for customers who buy at regular intervals: k tells how regular, and "
                "is chosen by the likelihood (Platzer and Reutterer 2016)."),
  .n_parameters = CLV_CNBD_PARAMETERS + 1,
  .n_fixed = 1,
  .parameter_names = { "r", "alpha", "a", "b", "k" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = expected,
  .expected_new = expected_new,
  .simulate = simulate,
  .simulate_history = clv_history_bg_cnbd,
  .prepare = prepare,
  .evaluate = clv_kind_cnbd_evaluate,
  .release = clv_kind_cnbd_release,
  .start = clv_kind_cnbd_start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .pmf = pmf,
  .choose_regularity = choose_regularity,
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "BG/NBD",
  .history = CLV_HISTORY_GAPS,
  .needs_recency = TRUE,
  .is_one_time_artefact = TRUE,
};
