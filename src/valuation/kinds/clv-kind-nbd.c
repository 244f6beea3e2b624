/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-nbd.h"
#include "clv-nbd-model.h"
#include "clv-history.h"
#include "kinds/clv-kinds.h"

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  return clv_nbd_plan_new (cells, unit_days);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_nbd_plan_evaluate (prepared, parameters, gradient, hessian);
}

static void
release (gpointer prepared)
{
  clv_nbd_plan_free (prepared);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvNbdPlan) plan = clv_nbd_plan_new (cells, unit_days);

  return clv_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  parameters[0] = 0.5;
  parameters[1] = MAX (mean_age, 1e-3);
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
  return clv_nbd_simulate (parameters, x, recency, age, horizon, rng);
}

/* The best likelihood without drop-out, which the kinds with a drop-out hold theirs against. */
double
clv_kind_nbd_fit_nested (const ClvModelKind *kind,
                         const ClvCells     *cells,
                         int                 unit_days)
{
  double parameters[CLV_NBD_PARAMETERS];

  return clv_nbd_fit (cells, unit_days, parameters);
}

/* There is no simpler one. */
static double
nested_log_likelihood (const ClvModelKind *kind,
                       const ClvCells     *cells,
                       int                 unit_days)
{
  return NAN;
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
  clv_nbd_forecast (parameters, x, age, horizons, n, purchases, still_active, second_moment);
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
  clv_nbd_pmf (parameters, x, age, horizon, n, chances);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_nbd_p_active (parameters, x, recency, age);
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  return clv_nbd_expected (parameters, x, recency, age, horizon);
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return clv_nbd_expected_new (parameters, horizon);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_nbd_log_likelihood (parameters, x, recency, age);
}

static void
simulate_history (const ClvModelKind *kind,
                  const double       *parameters,
                  double              age,
                  ClvRandom          *rng,
                  guint32            *x,
                  double             *recency)
{
  clv_history_nbd (parameters, age, rng, x, recency);
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
  clv_nbd_sum_horizons (parameters, age, n, x, discounted, active, last, purchases, discounted_sum,
                        active_sum);
}

const ClvModelKind clv_kind_nbd = {
  .id = "nbd",
  .name = "NBD",
  .summary = N_("Customers buy at their own pace and never drop out (Ehrenberg 1959). A yardstick: "
                "its forecasts run too high where customers do leave."),
  .n_parameters = CLV_NBD_PARAMETERS,
  .parameter_names = { "r", "alpha" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = expected_purchases,
  .expected_new = expected_new,
  .simulate = simulate,
  .simulate_history = simulate_history,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .sum_horizons = sum_horizons,
  .pmf = pmf,
  .n_processes = 1,
  .process_names = { "purchase" },
  .process_of = { 0, 1 },
  .effect_sign = { 0, -1 },
  .nested_log_likelihood = nested_log_likelihood,
};
