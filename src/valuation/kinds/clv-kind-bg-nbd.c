/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-bg-nbd.h"
#include "clv-history.h"
#include "kinds/clv-kinds.h"

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  return clv_bg_nbd_plan_new (cells, unit_days);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_bg_nbd_plan_evaluate (prepared, parameters, gradient, hessian);
}

static void
release (gpointer prepared)
{
  clv_bg_nbd_plan_free (prepared);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvBgNbdPlan) plan = clv_bg_nbd_plan_new (cells, unit_days);

  return clv_bg_nbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  parameters[0] = 0.5;
  parameters[1] = MAX (mean_age / 4.0, 1e-3);
  parameters[2] = 1.0;
  parameters[3] = 2.0;
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
  return clv_bg_nbd_simulate (parameters, x, recency, age, horizon, rng);
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
  clv_bg_nbd_forecast (parameters, x, age, horizons, n, purchases, still_active, second_moment);
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
  clv_bg_nbd_pmf (parameters, x, age, horizon, n, chances);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_bg_nbd_p_active (parameters, x, recency, age);
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  return clv_bg_nbd_expected (parameters, x, recency, age, horizon);
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return clv_bg_nbd_expected_new (parameters, horizon);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_bg_nbd_log_likelihood (parameters, x, recency, age);
}

static void
simulate_history (const ClvModelKind *kind,
                  const double       *parameters,
                  double              age,
                  ClvRandom          *rng,
                  guint32            *x,
                  double             *recency)
{
  clv_history_cnbd ((ClvCnbdVariant) { 1, FALSE }, parameters, age, rng, x, recency);
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
  clv_bg_nbd_p_active_many (parameters, n, x, recency_days, age_days, unit_days, chances);
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
  clv_bg_nbd_sum_horizons (parameters, age, n, x, discounted, active, last, purchases,
                           discounted_sum, active_sum);
}

const ClvModelKind clv_kind_bg_nbd = {
  .id = "bg-nbd",
  .name = "BG/NBD",
  .summary = N_("Customers buy at their own pace and may drop out for good after any purchase "
                "(Fader, Hardie and Lee 2005)."),
  .n_parameters = CLV_BG_NBD_PARAMETERS,
  .parameter_names = { "r", "alpha", "a", "b" },
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
  .p_active_many = p_active_many,
  .sum_horizons = sum_horizons,
  .pmf = pmf,
  /* Fader & Hardie 2007: α0 exp (−γ1'z), a0 exp (γ2'z), b0 exp (γ3'z). */
  .n_processes = 3,
  .process_names = { "purchase", "dropout_a", "dropout_b" },
  .process_of = { 0, 1, 2, 3 },
  .effect_sign = { 0, -1, 1, 1 },
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "NBD",
  .is_one_time_artefact = TRUE,
};
