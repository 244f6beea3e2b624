/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-bg-nbd.h"
#include "clv-cnbd.h"
#include "clv-history.h"
#include "kinds/clv-kinds.h"

/* MBG/NBD is BG/NBD with one more occasion to drop out, the first purchase. So a
 * customer who is active has passed one more of them, and has the future of an
 * active customer of BG/NBD with b + 1. */

static const ClvCnbdVariant variant = { 1, TRUE };

static void
pass_first (const double *parameters,
            double       *passed)
{
  for (guint i = 0; i < CLV_BG_NBD_PARAMETERS; i++)
    passed[i] = parameters[i];
  passed[3] += 1.0;
}

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  return clv_cnbd_plan_new (cells, unit_days, variant);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_cnbd_plan_evaluate (prepared, parameters, gradient, hessian);
}

static void
release (gpointer prepared)
{
  clv_cnbd_plan_free (prepared);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, unit_days, variant);

  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
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

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_cnbd_log_likelihood (variant, parameters, x, recency, age);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_cnbd_p_active (variant, parameters, x, recency, age);
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
  double passed[CLV_BG_NBD_PARAMETERS];

  pass_first (parameters, passed);
  clv_bg_nbd_forecast (passed, x, age, horizons, n, purchases, still_active, second_moment);
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
  double passed[CLV_BG_NBD_PARAMETERS];

  pass_first (parameters, passed);
  clv_bg_nbd_sum_horizons (passed, age, n, x, discounted, active, last, purchases, discounted_sum,
                           active_sum);
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
  double passed[CLV_BG_NBD_PARAMETERS];

  pass_first (parameters, passed);
  clv_bg_nbd_pmf (passed, x, age, horizon, n, chances);
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
  return clv_cnbd_simulate (variant, parameters, x, recency, age, horizon, rng);
}

static void
simulate_history (const ClvModelKind *kind,
                  const double       *parameters,
                  double              age,
                  ClvRandom          *rng,
                  guint32            *x,
                  double             *recency)
{
  clv_history_cnbd (variant, parameters, age, rng, x, recency);
}

const ClvModelKind clv_kind_mbg_nbd = {
  .id = "mbg-nbd",
  .name = "MBG/NBD",
  .summary = N_("Customers buy at their own pace and may drop out for good after any purchase, the "
                "first one included (Batislam, Denizel and Filiztekin 2007)."),
  .n_parameters = CLV_CNBD_PARAMETERS,
  .parameter_names = { "r", "alpha", "a", "b" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = clv_kind_expect_active,
  .expected_new = clv_kind_expect_new,
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
  /* Fader & Hardie 2007: α0 exp (−γ1'z), a0 exp (γ2'z), b0 exp (γ3'z). */
  .n_processes = 3,
  .process_names = { "purchase", "dropout_a", "dropout_b" },
  .process_of = { 0, 1, 2, 3 },
  .effect_sign = { 0, -1, 1, 1 },
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "NBD",
};
