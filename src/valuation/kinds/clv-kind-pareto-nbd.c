/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-history.h"
#include "clv-pareto-nbd-rows.h"
#include "kinds/clv-kinds.h"

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  return clv_pareto_nbd_plan_new (cells, unit_days);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_pareto_nbd_plan_evaluate (prepared, parameters, gradient, hessian);
}

static void
release (gpointer prepared)
{
  clv_pareto_nbd_plan_free (prepared);
}

static gpointer
prepare_groups (const ClvModelKind *kind,
                const ClvCells     *cells,
                guint32             n_groups,
                const guint32      *start,
                int                 unit_days)
{
  return clv_pareto_nbd_rows_new (cells, n_groups, start, unit_days);
}

static void
evaluate_groups (gconstpointer prepared,
                 guint32       stride,
                 const double *parameters,
                 double       *sums)
{
  clv_pareto_nbd_rows_evaluate (prepared, stride, parameters, sums);
}

static void
release_groups (gpointer prepared)
{
  clv_pareto_nbd_rows_free (prepared);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvParetoNbdPlan) plan = clv_pareto_nbd_plan_new (cells, unit_days);

  return clv_pareto_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  parameters[0] = 0.5;
  parameters[1] = MAX (mean_age / 4.0, 1e-3);
  parameters[2] = 0.5;
  parameters[3] = MAX (mean_age / 4.0, 1e-3);
}

static guint
simulate (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          double              horizon,
          gpointer            rng)
{
  return clv_pareto_nbd_simulate (parameters, x, recency, age, horizon, rng);
}

static void
forecast (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age,
          const double       *horizons,
          guint               n,
          double             *purchases,
          double             *still_active,
          double             *second_moment)
{
  clv_pareto_nbd_forecast (parameters, x, age, horizons, n, purchases, still_active, second_moment);
}

static void
pmf (const ClvModelKind *kind,
     const double       *parameters,
     double              x,
     double              recency,
     double              age,
     double              horizon,
     guint               n,
     double             *chances)
{
  clv_pareto_nbd_pmf (parameters, x, age, horizon, n, chances);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_pareto_nbd_p_active (parameters, x, recency, age);
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  return clv_pareto_nbd_expected (parameters, x, recency, age, horizon);
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return clv_pareto_nbd_expected_new (parameters, horizon);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_pareto_nbd_log_likelihood (parameters, x, recency, age);
}

static void
simulate_history (const ClvModelKind *kind,
                  const double       *parameters,
                  double              age,
                  ClvRandom          *rng,
                  guint32            *x,
                  double             *recency)
{
  clv_history_pareto_nbd (parameters, age, rng, x, recency);
}

static void
p_active_many (const ClvModelKind *kind,
               const double       *parameters,
               guint32             n,
               const guint32      *x,
               const gint32       *recency_days,
               const gint32       *age_days,
               int                 unit_days,
               double             *chances)
{
  clv_pareto_nbd_p_active_many (parameters, n, x, recency_days, age_days, unit_days, chances);
}

static void
sum_horizons (const ClvModelKind   *kind,
              const double         *parameters,
              double                age,
              guint                 n,
              const guint32        *x,
              const ClvHorizonRule *discounted,
              const ClvHorizonRule *active,
              double                last,
              double               *purchases,
              double               *discounted_sum,
              double               *active_sum)
{
  clv_pareto_nbd_sum_horizons (parameters, age, n, x, discounted, active, last, purchases,
                               discounted_sum, active_sum);
}

const ClvModelKind clv_kind_pareto_nbd = {
  .id = "pareto-nbd",
  .name = "Pareto/NBD",
  .summary = N_("Customers buy at their own pace and may drop out for good at any time "
                "(Schmittlein, Morrison and Colombo 1987)."),
  .n_parameters = CLV_PARETO_NBD_PARAMETERS,
  .parameter_names = { "r", "alpha", "s", "beta" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .p_active_many = p_active_many,
  .expected_purchases = expected_purchases,
  .expected_new = expected_new,
  .simulate = simulate,
  .simulate_history = simulate_history,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = release,
  .prepare_groups = prepare_groups,
  .evaluate_groups = evaluate_groups,
  .release_groups = release_groups,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .sum_horizons = sum_horizons,
  .pmf = pmf,
  /* Fader & Hardie 2007: α0 exp (−γ1'z), β0 exp (−γ2'z). */
  .n_processes = 2,
  .process_names = { "purchase", "dropout" },
  .process_of = { 0, 1, 0, 2 },
  .effect_sign = { 0, -1, 0, -1 },
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "NBD",
};
