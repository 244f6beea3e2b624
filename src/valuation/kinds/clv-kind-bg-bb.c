/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-bg-bb.h"
#include "clv-trust-region.h"
#include "kinds/clv-kinds.h"

/* Times are opportunities. A horizon of a part of one is the mean over where in the
 * current one a customer may be. */

typedef struct
{
  const ClvCells *cells;
  int unit_days;
} Prepared;

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  Prepared *self = g_new (Prepared, 1);

  self->cells = cells;
  self->unit_days = unit_days;
  return self;
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  const Prepared *self = prepared;

  return clv_bg_bb_cells_evaluate (self->cells, self->unit_days, parameters, gradient, hessian);
}

static void
start (const ClvModelKind *kind,
       double              mean_age,
       double             *parameters)
{
  parameters[0] = 1.0;
  parameters[1] = 1.0;
  parameters[2] = 0.5;
  parameters[3] = 2.0;
}

static gboolean
are_whole (const double *horizons,
           guint         n)
{
  for (guint i = 0; i < n; i++)
    {
      if (fabs (horizons[i] - round (horizons[i])) > 1e-9)
        return FALSE;
    }
  return TRUE;
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
  if (are_whole (horizons, n))
    {
      clv_bg_bb_forecast (parameters, x, age, horizons, n, purchases, still_active, second_moment);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      const double whole = floor (horizons[i] + 1e-9);
      const double part = MAX (horizons[i] - whole, 0.0);
      const double ends[] = { whole, whole + 1.0 };
      double mean[2];
      double active[2];
      double square[2];

      clv_bg_bb_forecast (parameters, x, age, ends, 2, mean, active, square);
      purchases[i] = (1.0 - part) * mean[0] + part * mean[1];
      still_active[i] = (1.0 - part) * active[0] + part * active[1];
      second_moment[i] = (1.0 - part) * square[0] + part * square[1];
    }
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
  const double whole = floor (horizon + 1e-9);
  const double part = horizon - whole;
  g_autofree double *more = NULL;

  clv_bg_bb_pmf (parameters, x, age, whole, n, chances);
  if (part < 1e-9)
    return;
  more = g_new (double, n);
  clv_bg_bb_pmf (parameters, x, age, whole + 1.0, n, more);
  for (guint i = 0; i < n; i++)
    chances[i] += part * (more[i] - chances[i]);
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
  const double whole = floor (horizon + 1e-9);

  if (horizon - whole > 1e-9 && clv_random_uniform (rng) < horizon - whole)
    horizon = whole + 1.0;
  return clv_bg_bb_simulate (parameters, x, recency, age, horizon, rng);
}

/* Without drop-out: γ/δ next to nothing, so that α and β alone are searched. */
static double
evaluate_nested (const double *point,
                 double       *gradient,
                 double       *hessian,
                 gpointer      user_data)
{
  const double parameters[] = { exp (point[0]), exp (point[1]), 1e-9, 1.0 };
  double first[4];
  double second[16];
  double value = evaluate (user_data, parameters, first, second);

  for (guint i = 0; i < 2; i++)
    {
      gradient[i] = -first[i];
      for (guint j = 0; j < 2; j++)
        hessian[i * 2 + j] = -second[i * 4 + j];
    }
  return -value;
}

static double
nested_log_likelihood (const ClvModelKind *kind,
                       const ClvCells     *cells,
                       int                 unit_days)
{
  Prepared prepared = { cells, unit_days };
  const double at[] = { 0.0, 0.0 };
  ClvTrustRegion search;

  if (!clv_trust_region_init (&search, 2, at, log (1e-5), log (1e6), evaluate_nested, &prepared))
    return NAN;
  for (guint i = 0; i < 100 && !clv_trust_region_test (&search, 1e-8); i++)
    {
      if (!clv_trust_region_iterate (&search))
        break;
    }
  return -search.value;
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_bg_bb_p_active (parameters, x, recency, age);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_bg_bb_log_likelihood (parameters, x, recency, age);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  return clv_bg_bb_cells_evaluate (cells, unit_days, parameters, gradient, hessian);
}

const ClvModelKind clv_kind_bg_bb = {
  .id = "bg-bb",
  .name = "BG/BB",
  .summary = N_("At each opportunity, such as a month or a yearly appeal, customers buy or do not, "
                "and may drop out for good before it (Fader, Hardie and Shang 2010)."),
  .n_parameters = CLV_BG_BB_PARAMETERS,
  .parameter_names = { "alpha", "beta", "gamma", "delta" },
  .log_likelihood = log_likelihood,
  .p_active = p_active,
  .expected_purchases = clv_kind_expect_active,
  .expected_new = clv_kind_expect_new,
  .simulate = simulate,
  .prepare = prepare,
  .evaluate = evaluate,
  .release = g_free,
  .start = start,
  .log_likelihood_one = log_likelihood_one,
  .forecast = forecast,
  .pmf = pmf,
  .nested_log_likelihood = nested_log_likelihood,
  .nested_name = "beta-binomial",
  .history = CLV_HISTORY_OPPORTUNITIES,
  .is_stepped = TRUE,
};
