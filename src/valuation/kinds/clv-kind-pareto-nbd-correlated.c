/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-pareto-nbd.h"
#include "clv-pareto-nbd-correlated.h"
#include "clv-trust-region.h"
#include "kinds/clv-kinds.h"

#define LOWEST 1e-5
#define HIGHEST 1e6
#define FLAT 1e-10

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  return clv_pareto_nbd_correlated_plan_new (cells, unit_days);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  return clv_pareto_nbd_correlated_plan_evaluate (prepared, parameters, gradient, hessian);
}

static void
release (gpointer prepared)
{
  clv_pareto_nbd_correlated_plan_free (prepared);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvParetoNbdCorrelatedPlan) plan = NULL;

  plan = clv_pareto_nbd_correlated_plan_new (cells, unit_days);
  return clv_pareto_nbd_correlated_plan_evaluate (plan, parameters, gradient, hessian);
}

static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  clv_kind_pareto_nbd.start (&clv_kind_pareto_nbd, mean_age, parameters);
  parameters[4] = 0.0;
}

/* What a correlation at its bound means, and what to do. */
static char *
describe_bound (const ClvParetoNbdCorrelatedFit *fit)
{
  const gboolean is_highest = fit->end == CLV_CORRELATION_HIGHEST;

  return g_strdup_printf (is_highest
                          ? _("The correlation of buying and leaving lies at the highest value "
                              "that this model can have (%.4f). Read it as “at least”: those who "
                              "buy often leave sooner. Totals can be used, the other parameters "
                              "are as uncertain as the bound allows. Hold it against Pareto/NBD in "
                              "the back-test and take the simpler one where the two do as well.")
                          : _("The correlation of buying and leaving lies at the lowest value that "
                              "this model can have (%.4f). Read it as “at most”: those who buy "
                              "often stay longer. Totals can be used, the other parameters are as "
                              "uncertain as the bound allows. Hold it against Pareto/NBD in the "
                              "back-test and take the simpler one where the two do as well."),
                          fit->parameters[4]);
}

static gboolean
search (gconstpointer   prepared,
        double          looseness,
        ClvKindGoOn     go_on,
        gpointer        user_data,
        double         *parameters,
        ClvKindMaximum *maximum)
{
  ClvParetoNbdCorrelatedFit fit;

  if (!clv_pareto_nbd_correlated_fit (prepared, parameters, looseness, go_on, user_data, &fit))
    return FALSE;
  for (guint i = 0; i < CLV_PARETO_NBD_CORRELATED_PARAMETERS; i++)
    parameters[i] = fit.parameters[i];
  for (guint i = 0; i < G_N_ELEMENTS (fit.covariance); i++)
    maximum->covariance[i] = fit.covariance[i];
  maximum->log_likelihood = fit.log_likelihood;
  maximum->nested = fit.independent;
  maximum->is_maximum = fit.is_maximum;
  maximum->is_at_bound = fit.is_extreme || fit.end != CLV_CORRELATION_INSIDE;
  maximum->is_determined = fit.is_determined;
  maximum->evaluations = fit.evaluations;
  if (!fit.is_extreme && fit.end != CLV_CORRELATION_INSIDE)
    maximum->bound = describe_bound (&fit);
  return TRUE;
}

static double
evaluate_nested (const double *point,
                 double       *gradient,
                 double       *hessian,
                 gpointer      user_data)
{
  double parameters[CLV_PARETO_NBD_PARAMETERS];
  double value = 0.0;

  for (guint i = 0; i < CLV_PARETO_NBD_PARAMETERS; i++)
    parameters[i] = exp (point[i]);
  value = clv_pareto_nbd_plan_evaluate (user_data, parameters, gradient, hessian);
  for (guint i = 0; i < CLV_PARETO_NBD_PARAMETERS; i++)
    gradient[i] *= -1.0;
  for (guint i = 0; i < CLV_PARETO_NBD_PARAMETERS * CLV_PARETO_NBD_PARAMETERS; i++)
    hessian[i] *= -1.0;
  return -value;
}

/* Pareto/NBD by its own plan, which has nothing of the mixture's. */
static double
nested_log_likelihood (const ClvModelKind *kind,
                       const ClvCells     *cells,
                       int                 unit_days)
{
  g_autoptr(ClvParetoNbdPlan) plan = clv_pareto_nbd_plan_new (cells, unit_days);
  ClvTrustRegion region;
  double point[CLV_PARETO_NBD_PARAMETERS];
  double mean_age = 0.0;
  double n = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      n += cells->weight[i];
      mean_age += cells->weight[i] * cells->age_days[i];
    }
  clv_kind_pareto_nbd.start (&clv_kind_pareto_nbd, mean_age / MAX (n, 1.0) / unit_days, point);
  for (guint i = 0; i < CLV_PARETO_NBD_PARAMETERS; i++)
    point[i] = log (point[i]);
  if (clv_trust_region_init (&region, CLV_PARETO_NBD_PARAMETERS, point, log (LOWEST),
                             log (HIGHEST), evaluate_nested, plan))
    {
      for (guint i = 0; i < 200 && !clv_trust_region_test (&region, FLAT * MAX (n, 1.0)); i++)
        {
          if (!clv_trust_region_iterate (&region))
            break;
        }
    }
  return -region.value;
}

static char *
find_impossible (const ClvModelKind *kind,
                 const double       *parameters)
{
  double lowest = 0.0;
  double highest = 0.0;

  clv_pareto_nbd_correlated_bounds (parameters, &lowest, &highest);
  /* As many digits as people type. */
  if (parameters[4] >= 1.0001 * lowest && parameters[4] <= 1.0001 * highest)
    return NULL;
  return g_strdup_printf (_("With these r, alpha, s and beta the correlation lies between %.7f and "
                            "%.7f; cor = %.7f is outside. Nothing was computed."),
                          lowest, highest, parameters[4]);
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
  return clv_pareto_nbd_correlated_simulate (parameters, x, recency, age, horizon, rng);
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
  clv_pareto_nbd_correlated_forecast (parameters, x, age, horizons, n, purchases, still_active,
                                      second_moment);
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
  clv_pareto_nbd_correlated_pmf (parameters, x, age, horizon, n, chances);
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_pareto_nbd_correlated_p_active (parameters, x, recency, age);
}

static double
expected_purchases (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age,
                    double              horizon)
{
  return clv_pareto_nbd_correlated_expected (parameters, x, recency, age, horizon);
}

static double
expected_new (const ClvModelKind *kind,
              const double       *parameters,
              double              horizon)
{
  return clv_pareto_nbd_correlated_expected_new (parameters, horizon);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_pareto_nbd_correlated_log_likelihood (parameters, x, recency, age);
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
  clv_pareto_nbd_correlated_p_active_many (parameters, n, x, recency_days, age_days, unit_days,
                                           chances);
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
  clv_pareto_nbd_correlated_sum_horizons (parameters, age, n, x, discounted, active, last,
                                          purchases, discounted_sum, active_sum);
}

const ClvModelKind clv_kind_pareto_nbd_correlated = {
  .id = "pareto-nbd-cor",
  .name = "Pareto/NBD-cor",
  .summary = N_("Like Pareto/NBD, where those who buy often may leave sooner or later than others: "
                "the two rates are correlated (Park and Fader 2004, Sarmanov’s family)."),
  .n_parameters = CLV_PARETO_NBD_CORRELATED_PARAMETERS,
  .parameter_names = { "r", "alpha", "s", "beta", "cor" },
  .is_plain = { FALSE, FALSE, FALSE, FALSE, TRUE },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .p_active_many = p_active_many,
  .expected_purchases = expected_purchases,
  .expected_new = expected_new,
  .simulate = simulate,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .search = search,
  .find_impossible = find_impossible,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .sum_horizons = sum_horizons,
  .pmf = pmf,
  .nested_log_likelihood = nested_log_likelihood,
  .nested_name = "Pareto/NBD",
  .nested_better = N_("Without the correlation, Pareto/NBD explains the data as well. Fit "
                      "Pareto/NBD; a longer history may show the correlation."),
};
