/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-bg-nbd.h"
#include "clv-cnbd.h"
#include "clv-history.h"
#include "kinds/clv-kinds.h"

/* BG/CNBD-k and MBG/CNBD-k, where @is_modified. The regularity k is a whole number that
 * is chosen before the search, the last parameter of these kinds. */

#define K CLV_CNBD_PARAMETERS

static ClvCnbdVariant
get_variant (const double *parameters,
             gboolean      is_modified)
{
  ClvCnbdVariant variant = { 1, is_modified };

  variant.k = (guint) CLAMP (round (parameters[K]), 1.0, CLV_CNBD_MOST_REGULAR);
  return variant;
}

/* The cells, arranged for the k of the last evaluation. */
typedef struct
{
  const ClvCells *cells;
  int unit_days;
  gboolean is_modified;
  guint k;
  ClvCnbdPlan *plan;
} Prepared;

static gpointer
prepare_variant (const ClvCells *cells,
                 int             unit_days,
                 gboolean        is_modified)
{
  Prepared *self = g_new0 (Prepared, 1);

  self->cells = cells;
  self->unit_days = unit_days;
  self->is_modified = is_modified;
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
  ClvCnbdVariant variant = get_variant (parameters, self->is_modified);

  if (self->k != variant.k)
    {
      clv_cnbd_plan_free (self->plan);
      self->plan = clv_cnbd_plan_new (self->cells, self->unit_days, variant);
      self->k = variant.k;
    }
  return clv_cnbd_plan_evaluate (self->plan, parameters, gradient, hessian);
}

static void
start (double  mean_age,
       double *parameters)
{
  parameters[0] = 0.5;
  parameters[1] = MAX (mean_age / 4.0, 1e-3);
  parameters[2] = 1.0;
  parameters[3] = 2.0;
  parameters[K] = 1.0;
}

/* With k = 1 the series need no phases. */
static void
forecast_variant (gboolean      is_modified,
                  const double *parameters,
                  double        x,
                  double        recency,
                  double        age,
                  const double *horizons,
                  guint         n,
                  double       *purchases,
                  double       *still_active,
                  double       *second_moment)
{
  ClvCnbdVariant variant = get_variant (parameters, is_modified);

  if (variant.k == 1)
    {
      const double passed[] = { parameters[0], parameters[1], parameters[2],
                                parameters[3] + (is_modified ? 1.0 : 0.0) };

      clv_bg_nbd_forecast (passed, x, age, horizons, n, purchases, still_active, second_moment);
      return;
    }
  clv_cnbd_forecast (variant, parameters, x, recency, age, horizons, n, purchases, still_active,
                     second_moment);
}

static double
expect (gboolean      is_modified,
        const double *parameters,
        double        x,
        double        recency,
        double        age,
        double        horizon)
{
  ClvCnbdVariant variant = get_variant (parameters, is_modified);
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  forecast_variant (is_modified, parameters, x, recency, age, &horizon, 1, &mean, &active,
                    &square);
  return clv_cnbd_p_active (variant, parameters, x, recency, age) * mean;
}

static guint
choose (const ClvCells *cells,
        int             unit_days,
        gboolean        is_modified,
        double          sum_log_gaps,
        double         *parameters,
        double         *of_one)
{
  double log_likelihood[CLV_CNBD_MOST_REGULAR];
  guint k = clv_cnbd_choose (cells, unit_days, is_modified, sum_log_gaps, parameters,
                             log_likelihood);

  parameters[K] = k;
  *of_one = log_likelihood[0];
  return k;
}

static double
log_likelihood_of (gboolean        is_modified,
                   const ClvCells *cells,
                   int             unit_days,
                   const double   *parameters,
                   double         *gradient,
                   double         *hessian)
{
  const ClvCnbdVariant variant = get_variant (parameters, is_modified);
  g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, unit_days, variant);

  return clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
}

/* A table's functions are not told whose they are: these put in which of the two. */
#define DEFINE_FUNCTIONS(name, is_modified)                                                        \
  static gpointer                                                                                  \
  name ## _prepare (const ClvCells *cells,                                                         \
                    int unit_days)                                                                 \
  {                                                                                                \
    return prepare_variant (cells, unit_days, is_modified);                                        \
  }                                                                                                \
                                                                                                   \
  static double                                                                                    \
    name ## _log_likelihood (const ClvCells *cells,                                                \
                             int unit_days,                                                        \
                             const double   *parameters,                                           \
                             double         *gradient,                                             \
                             double         *hessian)                                              \
  {                                                                                                \
    return log_likelihood_of (is_modified, cells, unit_days, parameters, gradient, hessian);       \
  }                                                                                                \
                                                                                                   \
  static double                                                                                    \
    name ## _log_likelihood_one (const double *parameters,                                         \
                                 double x,                                                         \
                                 double recency,                                                   \
                                 double age)                                                       \
  {                                                                                                \
    return clv_cnbd_log_likelihood (get_variant (parameters, is_modified), parameters, x, recency, \
                                    age);                                                          \
  }                                                                                                \
                                                                                                   \
  static double                                                                                    \
    name ## _p_active (const double *parameters,                                                   \
                       double x,                                                                   \
                       double recency,                                                             \
                       double age)                                                                 \
  {                                                                                                \
    return clv_cnbd_p_active (get_variant (parameters, is_modified), parameters, x, recency, age); \
  }                                                                                                \
                                                                                                   \
  static void                                                                                      \
    name ## _forecast (const double *parameters,                                                   \
                       double x,                                                                   \
                       double recency,                                                             \
                       double age,                                                                 \
                       const double *horizons,                                                     \
                       guint n,                                                                    \
                       double       *purchases,                                                    \
                       double       *still_active,                                                 \
                       double       *second_moment)                                                \
  {                                                                                                \
    forecast_variant (is_modified, parameters, x, recency, age, horizons, n, purchases,            \
                      still_active, second_moment);                                                \
  }                                                                                                \
                                                                                                   \
  static double                                                                                    \
    name ## _expected (const double *parameters,                                                   \
                       double x,                                                                   \
                       double recency,                                                             \
                       double age,                                                                 \
                       double horizon)                                                             \
  {                                                                                                \
    return expect (is_modified, parameters, x, recency, age, horizon);                             \
  }                                                                                                \
                                                                                                   \
  static double                                                                                    \
    name ## _expected_new (const double *parameters,                                               \
                           double horizon)                                                         \
  {                                                                                                \
    return expect (is_modified, parameters, 0.0, 0.0, 0.0, horizon);                               \
  }                                                                                                \
                                                                                                   \
  static void                                                                                      \
    name ## _pmf (const double *parameters,                                                        \
                  double x,                                                                        \
                  double recency,                                                                  \
                  double age,                                                                      \
                  double horizon,                                                                  \
                  guint n,                                                                         \
                  double       *chances)                                                           \
  {                                                                                                \
    clv_cnbd_pmf (get_variant (parameters, is_modified), parameters, x, recency, age, horizon, n,  \
                  chances);                                                                        \
  }                                                                                                \
                                                                                                   \
  static guint                                                                                     \
    name ## _simulate (const double *parameters,                                                   \
                       double x,                                                                   \
                       double recency,                                                             \
                       double age,                                                                 \
                       double horizon,                                                             \
                       gpointer rng)                                                               \
  {                                                                                                \
    return clv_cnbd_simulate (get_variant (parameters, is_modified), parameters, x, recency, age,  \
                              horizon, rng);                                                       \
  }                                                                                                \
                                                                                                   \
  static guint                                                                                     \
    name ## _choose_regularity (const ClvCells *cells,                                             \
                                int unit_days,                                                     \
                                double sum_log_gaps,                                               \
                                double         *parameters,                                        \
                                double         *of_one)                                            \
  {                                                                                                \
    return choose (cells, unit_days, is_modified, sum_log_gaps, parameters, of_one);               \
  }

DEFINE_FUNCTIONS (bg_cnbd, FALSE)
DEFINE_FUNCTIONS (mbg_cnbd, TRUE)

const ClvModelKind clv_kind_bg_cnbd = {
  .id = "bg-cnbd",
  .name = "BG/CNBD-k",
  .summary = N_("As BG/NBD, for customers who buy at regular intervals: k tells how regular, and "
                "is chosen by the likelihood (Platzer and Reutterer 2016)."),
  .n_parameters = CLV_CNBD_PARAMETERS + 1,
  .n_fixed = 1,
  .parameter_names = { "r", "alpha", "a", "b", "k" },
  .log_likelihood = bg_cnbd_log_likelihood,
  .p_active = bg_cnbd_p_active,
  .expected_purchases = bg_cnbd_expected,
  .expected_new = bg_cnbd_expected_new,
  .simulate = bg_cnbd_simulate,
  .simulate_history = clv_history_bg_cnbd,
  .prepare = bg_cnbd_prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .log_likelihood_one = bg_cnbd_log_likelihood_one,
  .forecast = bg_cnbd_forecast,
  .pmf = bg_cnbd_pmf,
  .choose_regularity = bg_cnbd_choose_regularity,
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
  .log_likelihood = mbg_cnbd_log_likelihood,
  .p_active = mbg_cnbd_p_active,
  .expected_purchases = mbg_cnbd_expected,
  .expected_new = mbg_cnbd_expected_new,
  .simulate = mbg_cnbd_simulate,
  .simulate_history = clv_history_mbg_cnbd,
  .prepare = mbg_cnbd_prepare,
  .evaluate = evaluate,
  .release = release,
  .start = start,
  .log_likelihood_one = mbg_cnbd_log_likelihood_one,
  .forecast = mbg_cnbd_forecast,
  .pmf = mbg_cnbd_pmf,
  .choose_regularity = mbg_cnbd_choose_regularity,
  .nested_log_likelihood = clv_kind_nbd_fit_nested,
  .nested_name = "MBG/NBD",
  .history = CLV_HISTORY_GAPS,
  .needs_recency = TRUE,
};
