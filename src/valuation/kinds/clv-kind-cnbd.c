/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-bg-nbd.h"
#include "clv-cnbd-futures.h"
#include "clv-cnbd.h"
#include "clv-history.h"
#include "kinds/clv-kinds.h"

/* BG/CNBD-k and MBG/CNBD-k. The regularity k is a whole number that is chosen before the
 * search, the last parameter of these kinds. */

#define K CLV_CNBD_PARAMETERS

static gboolean
is_modified (const ClvModelKind *kind)
{
  return kind == &clv_kind_mbg_cnbd;
}

static ClvCnbdVariant
get_variant (const ClvModelKind *kind,
             const double       *parameters)
{
  ClvCnbdVariant variant = { 1, is_modified (kind) };

  variant.k = (guint) CLAMP (round (parameters[K]), 1.0, CLV_CNBD_MOST_REGULAR);
  return variant;
}

/* The cells, arranged for the k of the last evaluation. */
typedef struct
{
  const ClvModelKind *kind;
  const ClvCells *cells;
  int unit_days;
  guint k;
  ClvCnbdPlan *plan;
} Prepared;

static gpointer
prepare (const ClvModelKind *kind,
         const ClvCells     *cells,
         int                 unit_days)
{
  Prepared *self = g_new0 (Prepared, 1);

  self->kind = kind;
  self->cells = cells;
  self->unit_days = unit_days;
  return self;
}

static void
release (gpointer prepared)
{
  Prepared *self = prepared;

  clv_cnbd_plan_free (self->plan);
  g_free (self);
}

static double
evaluate (gconstpointer prepared,
          const double *parameters,
          double       *gradient,
          double       *hessian)
{
  Prepared *self = (Prepared *) prepared;
  ClvCnbdVariant variant = get_variant (self->kind, parameters);

  if (self->k != variant.k)
    {
      clv_cnbd_plan_free (self->plan);
      self->plan = clv_cnbd_plan_new (self->cells, self->unit_days, variant);
      self->k = variant.k;
    }
  return clv_cnbd_plan_evaluate (self->plan, parameters, gradient, hessian);
}

static double
log_likelihood (const ClvModelKind *kind,
                const ClvCells     *cells,
                int                 unit_days,
                const double       *parameters,
                double             *gradient,
                double             *hessian)
{
  g_autoptr(ClvCnbdPlan) plan = NULL;

  plan = clv_cnbd_plan_new (cells, unit_days, get_variant (kind, parameters));
  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
}

static double
log_likelihood_one (const ClvModelKind *kind,
                    const double       *parameters,
                    double              x,
                    double              recency,
                    double              age)
{
  return clv_cnbd_log_likelihood (get_variant (kind, parameters), parameters, x, recency, age);
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
  parameters[K] = 1.0;
}

static double
p_active (const ClvModelKind *kind,
          const double       *parameters,
          double              x,
          double              recency,
          double              age)
{
  return clv_cnbd_p_active (get_variant (kind, parameters), parameters, x, recency, age);
}

/* With k = 1 the series need no phases. */
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
  ClvCnbdVariant variant = get_variant (kind, parameters);

  if (variant.k == 1)
    {
      const double passed[] = { parameters[0], parameters[1], parameters[2],
                                parameters[3] + (variant.is_modified ? 1.0 : 0.0) };

      clv_bg_nbd_forecast (passed, x, age, horizons, n, purchases, still_active, second_moment);
      return;
    }
  clv_cnbd_forecast (variant, parameters, x, recency, age, horizons, n, purchases, still_active,
                     second_moment);
}

static gpointer
share (const ClvModelKind   *kind,
       const double         *parameters,
       double                most_x,
       double                youngest,
       double                longest,
       const ClvHorizonRule *discounted,
       const ClvHorizonRule *active)
{
  return clv_cnbd_futures_new (get_variant (kind, parameters), parameters, most_x, youngest,
                               longest, discounted, active);
}

static void
release_shared (gpointer shared)
{
  clv_cnbd_futures_free (shared);
}

static gpointer
make_table (gconstpointer shared,
            double        x)
{
  return clv_cnbd_future_new (shared, x);
}

static void
release_table (gpointer table)
{
  clv_cnbd_future_free (table);
}

static void
forecast_by_table (gpointer      table,
                   double        recency,
                   double        age,
                   const double *horizons,
                   guint         n,
                   double       *purchases,
                   double       *still_active,
                   double       *second_moment)
{
  clv_cnbd_future_forecast (table, recency, age, horizons, n, purchases, still_active,
                            second_moment);
}

static void
sum_by_table (gpointer table,
              double   recency,
              double   age,
              double  *discounted,
              double  *active)
{
  clv_cnbd_future_sum (table, recency, age, discounted, active);
}

static const ClvKindTables tables = {
  share, release_shared, make_table, release_table, forecast_by_table, sum_by_table,
};

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
  clv_cnbd_pmf (get_variant (kind, parameters), parameters, x, recency, age, horizon, n, chances);
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
  return clv_cnbd_simulate (get_variant (kind, parameters), parameters, x, recency, age, horizon,
                            rng);
}

static void
simulate_history (const ClvModelKind *kind,
                  const double       *parameters,
                  double              age,
                  ClvRandom          *rng,
                  guint32            *x,
                  double             *recency)
{
  clv_history_cnbd (get_variant (kind, parameters), parameters, age, rng, x, recency);
}

static guint
choose_regularity (const ClvModelKind *kind,
                   const ClvCells     *cells,
                   int                 unit_days,
                   double              sum_log_gaps,
                   double             *parameters,
                   double             *of_one)
{
  double log_likelihoods[CLV_CNBD_MOST_REGULAR];
  guint k = clv_cnbd_choose (cells, unit_days, is_modified (kind), sum_log_gaps, parameters,
                             log_likelihoods);

  parameters[K] = k;
  *of_one = log_likelihoods[0];
  return k;
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
  .tables = &tables,
  .pmf = pmf,
  .choose_regularity = choose_regularity,
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "BG/NBD",
  .history = CLV_HISTORY_GAPS,
  .needs_recency = TRUE,
  .is_one_time_artefact = TRUE,
};

const ClvModelKind clv_kind_mbg_cnbd = {
  .id = "mbg-cnbd",
  .name = "MBG/CNBD-k",
  .summary = N_("As MBG/NBD, for customers who buy at regular intervals: k tells how regular, and "
                "is chosen by the likelihood (Platzer and Reutterer 2016)."),
  .n_parameters = CLV_CNBD_PARAMETERS + 1,
  .n_fixed = 1,
  .parameter_names = { "r", "alpha", "a", "b", "k" },
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
  .tables = &tables,
  .pmf = pmf,
  .choose_regularity = choose_regularity,
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "MBG/NBD",
  .history = CLV_HISTORY_GAPS,
  .needs_recency = TRUE,
};
