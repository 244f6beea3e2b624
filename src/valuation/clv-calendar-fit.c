/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calendar-fit.h"
#include "clv-calendar-private.h"
#include "clv-calibration.h"
#include "clv-cell-table.h"
#include "clv-fit-private.h"
#include "clv-pareto-nbd-varying.h"
#include "clv-tests.h"
#include "clv-trust-region.h"
#include "kinds/clv-kinds.h"

/* Pareto/NBD with the seasons and promotions of a spec. */

#define LOWEST 1e-5             /* of a parameter, as in clv-fit.c */
#define HIGHEST 1e6
#define FLAT 1e-11
#define NEARLY_FLAT 1e-7
#define LOOSEST 5.0
#define TOTAL_NOTE 0.05
#define TOTAL_LIMIT 0.25
#define Z95 1.959963984540054

void
clv_calendar_bind (ClvFit *fit)
{
  const ClvCalendar *calendar = fit->spec->calendar;
  double *p = fit->parameters;

  if (calendar == NULL)
    return;
  fit->kind = &clv_kinds_pareto_nbd_calendar[calendar->n_events - 1];
  p[CLV_CALENDAR_AS_OF] = fit->spec->until;
  p[CLV_CALENDAR_UNIT_DAYS] = fit->spec->unit_days;
  p[CLV_CALENDAR_N_EVENTS] = calendar->n_events;
  p[CLV_CALENDAR_SEASONS] = clv_calendar_get_seasons (calendar);
  p[CLV_CALENDAR_N_WINDOWS] = calendar->n_windows;
  for (guint i = 0; i < calendar->n_windows; i++)
    {
      double *place = p + CLV_CALENDAR_WINDOWS + 3 * i;

      place[0] = calendar->window[i].event;
      place[1] = calendar->window[i].first;
      place[2] = calendar->window[i].last;
    }
}

guint
clv_calendar_count_bound (const double *parameters)
{
  return CLV_CALENDAR_WINDOWS + 3 * (guint) parameters[CLV_CALENDAR_N_WINDOWS];
}

/**
 * clv_fit_get_parameters_at:
 * @self: a fit
 * @as_of: the day on which ages end and horizons begin
 * @scratch: (array length=CLV_MAX_PARAMETERS): room
 *
 * What the functions of the kind take. Only a kind with a calendar asks for the day;
 * the parameters of the fit itself are as of its last day.
 *
 * Returns: (transfer none): the fit's own parameters, or @scratch
 */
const double *
clv_fit_get_parameters_at (const ClvFit *self,
                           ClvDate       as_of,
                           double       *scratch)
{
  return clv_fit_date_parameters (self, self->parameters, as_of, scratch);
}

/**
 * clv_fit_date_parameters:
 * @self: a fit
 * @parameters: those of the fit, or of customers whose columns move them
 * @as_of: the day on which ages end and horizons begin
 * @scratch: (array length=CLV_MAX_PARAMETERS): room
 *
 * As clv_fit_get_parameters_at(), of the first parameters of the kind as given; what the
 * kind needs beside them is that of the fit.
 *
 * Returns: (transfer none): @parameters, or @scratch
 */
const double *
clv_fit_date_parameters (const ClvFit *self,
                         const double *parameters,
                         ClvDate       as_of,
                         double       *scratch)
{
  double own[CLV_MAX_PARAMETERS];

  if (!self->kind->is_dated)
    return parameters;
  memcpy (own, parameters, self->kind->n_parameters * sizeof (double));
  memcpy (scratch, self->parameters, sizeof self->parameters);
  memcpy (scratch, own, self->kind->n_parameters * sizeof (double));
  scratch[CLV_CALENDAR_AS_OF] = as_of;
  return scratch;
}

/**
 * clv_fit_ref_at:
 * @self: a fit
 * @as_of: the day on which ages end and horizons begin
 *
 * Returns: (transfer full): @self, or what it says as of another day
 */
ClvFit *
clv_fit_ref_at (const ClvFit *self,
                ClvDate       as_of)
{
  ClvFit *dated = NULL;

  if (!self->kind->is_dated || as_of == self->spec->until)
    return clv_fit_ref ((ClvFit *) self);
  dated = g_memdup2 (self, sizeof *self);
  dated->ref_count = 1;
  dated->spec = clv_model_spec_copy (self->spec);
  dated->data_hash = g_strdup (self->data_hash);
  dated->diagnostics = g_ptr_array_ref (self->diagnostics);
  if (self->covariates != NULL)
    dated->covariates = clv_covariates_ref (self->covariates);
  dated->created_at = g_strdup (self->created_at);
  dated->content_hash = g_strdup (self->content_hash);
  dated->parameters[CLV_CALENDAR_AS_OF] = as_of;
  return dated;
}

typedef struct
{
  const ClvVaryingPlan *plan;
  guint n;
  double n_customers;
} Search;

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const Search *search = user_data;
  double parameters[CLV_MAX_PARAMETERS];
  double value = 0.0;

  for (guint i = 0; i < search->n; i++)
    parameters[i] = i < 4 ? exp (point[i]) : point[i];
  value = clv_varying_plan_evaluate (search->plan, parameters, gradient, hessian);
  for (guint i = 0; i < search->n; i++)
    gradient[i] /= -search->n_customers;
  for (guint i = 0; i < search->n * search->n; i++)
    hessian[i] /= -search->n_customers;
  return -value / search->n_customers;
}

/* From the parameters without effects. */
static gboolean
search_effects (ClvFit               *self,
                const ClvVaryingPlan *plan,
                ClvTrustRegion       *region,
                const ClvProgress    *progress,
                GError              **error)
{
  Search search = { plan, 4 + 2 * self->spec->calendar->n_events, self->n_customers };
  double point[CLV_MAX_PARAMETERS] = { 0.0 };
  double lower[CLV_MAX_PARAMETERS];
  double upper[CLV_MAX_PARAMETERS];
  gboolean is_going = TRUE;

  for (guint i = 0; i < search.n; i++)
    {
      lower[i] = i < 4 ? log (LOWEST) : -log (CLV_CALENDAR_STRONGEST);
      upper[i] = i < 4 ? log (HIGHEST) : log (CLV_CALENDAR_STRONGEST);
      point[i] = i < 4 ? log (self->parameters[i]) : 0.0;
    }
  if (clv_trust_region_init_box (region, search.n, point, lower, upper, evaluate_mean, &search))
    {
      for (guint i = 0; i < 200 && is_going && !clv_trust_region_test (region, FLAT); i++)
        {
          is_going = clv_progress_step (progress, -1.0, _("Fitting seasons and promotions"),
                                        error);
          if (is_going && !clv_trust_region_iterate (region))
            break;
        }
    }
  self->evaluations += region->evaluations;
  return is_going;
}

static gboolean
fill_errors (ClvFit         *self,
             ClvTrustRegion *region)
{
  guint n = self->kind->n_parameters;
  double smallest = 0.0;
  double largest = 0.0;
  gboolean is_sound = FALSE;

  for (guint i = 0; i < n * n; i++)
    region->hessian[i] *= self->n_customers;
  is_sound = clv_matrix_invert_positive (n, region->hessian, self->covariance, &smallest, &largest)
             && smallest >= 1.0 / (LOOSEST * LOOSEST);
  for (guint i = 0; i < n; i++)
    self->standard_errors[i] = is_sound ? self->parameters[i] * sqrt (self->covariance[i * n + i])
                                        : NAN;
  for (guint i = 0; i < n * n && !is_sound; i++)
    self->covariance[i] = NAN;
  return is_sound;
}

void
clv_calendar_tell_effects (ClvFit *self)
{
  const ClvCalendar *calendar = self->spec->calendar;
  g_autoptr(GArray) effects = clv_calendar_list_effects (self);
  double statistic = 0.0;
  guint df = 0;
  double p = clv_calendar_test_effects (self, &statistic, &df);

  for (guint i = 0; i < calendar->n_events; i++)
    {
      const ClvCalendarEffect *buy = &g_array_index (effects, ClvCalendarEffect, 2 * i);
      const ClvCalendarEffect *drop = &g_array_index (effects, ClvCalendarEffect, 2 * i + 1);

      if (isnan (buy->standard_error))
        continue;
      clv_fit_add_diagnostic (self, "calendar-effect",
                              g_strdup_printf (_("%s: customers bought %.3g times as fast as on "
                                                 "other days (95 %% interval %.3g to %.3g) and "
                                                 "dropped out %.3g times as fast (%.3g to %.3g)."),
                                               calendar->name[i], buy->factor, buy->lo, buy->hi,
                                               drop->factor, drop->lo, drop->hi));
    }
  if (p > 0.05)
    clv_fit_add_diagnostic (self, "calendar-no-gain",
                            g_strdup_printf (_("The seasons and promotions explain no more than "
                                               "chance would (likelihood ratio %.2f with %u "
                                               "degrees of freedom, p = %.3f). The model without "
                                               "them is as good."), statistic, df, p));
}

/* As clv-fit.c judges the fit without the calendar. */
static void
judge (ClvFit               *self,
       const ClvTrustRegion *region,
       gboolean              is_sound)
{
  double off = self->in_sample_expected / self->in_sample_actual - 1.0;
  double slack = 1e-6 * (1.0 + fabs (self->log_likelihood));
  double gain = self->log_likelihood - self->nested_log_likelihood;

  if (!clv_trust_region_test (region, NEARLY_FLAT) || !isfinite (self->log_likelihood)
      || self->log_likelihood < self->calendar_null_log_likelihood - slack)
    self->state = CLV_FIT_NOT_CONVERGED;
  else if (!(fabs (off) <= TOTAL_LIMIT))
    self->state = CLV_FIT_TOTAL_OFF;
  else if (gain < 1.0)
    self->state = CLV_FIT_NESTED_BETTER;
  else if (clv_trust_region_is_at_bound (region))
    self->state = CLV_FIT_BOUNDARY;
  else if (!is_sound)
    self->state = CLV_FIT_RIDGE;
  else
    self->state = CLV_FIT_CONVERGED;

  if (self->state != CLV_FIT_CONVERGED)
    clv_fit_add_diagnostic (self, clv_fit_state_get_id (self->state),
                            g_strdup (clv_fit_state_describe (self->state)));
  if (self->state != CLV_FIT_TOTAL_OFF && fabs (off) > TOTAL_NOTE)
    clv_fit_add_diagnostic (self, "in-sample-total",
                            g_strdup_printf (_("The model gives the past %.0f repeat purchases "
                                               "where there were %.0f. Look at the back-test "
                                               "before using the total."),
                                             self->in_sample_expected, self->in_sample_actual));
}

gboolean
clv_calendar_fit (ClvFit                *self,
                  const ClvCustomers    *customers,
                  const ClvCalendarPast *past,
                  const ClvProgress     *progress,
                  GError               **error)
{
  g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);
  g_autoptr(ClvVaryingPlan) plan = NULL;
  ClvTrustRegion region;
  gboolean is_sound = FALSE;

  clv_cells_sort (cells);
  plan = clv_calendar_past_new_plan (past, cells);
  if (!search_effects (self, plan, &region, progress, error))
    return FALSE;

  self->calendar_null_log_likelihood = self->log_likelihood;
  clv_calendar_bind (self);
  for (guint i = 0; i < self->kind->n_parameters; i++)
    self->parameters[i] = exp (region.point[i]);
  self->log_likelihood = -region.value * self->n_customers;
  self->in_sample_expected = clv_fit_sum_expected_past (self, customers);
  is_sound = fill_errors (self, &region);
  g_ptr_array_set_size (self->diagnostics, 0);
  judge (self, &region, is_sound);
  clv_calendar_tell_effects (self);
  return TRUE;
}

/**
 * clv_calendar_list_effects:
 * @fit: a fit
 *
 * Returns: (transfer full) (element-type ClvCalendarEffect): of each event its effect
 *   on purchases, then that on drop-out
 */
GArray *
clv_calendar_list_effects (const ClvFit *fit)
{
  GArray *effects = g_array_new (FALSE, FALSE, sizeof (ClvCalendarEffect));
  guint n = fit->spec->calendar != NULL ? fit->spec->calendar->n_events : 0;

  for (guint i = 0; i < 2 * n; i++)
    {
      guint at = 4 + i / 2 + (i % 2) * n;
      double factor = fit->parameters[at];
      double spread = Z95 * fit->standard_errors[at] / factor;
      const ClvCalendarEffect effect = {
        i / 2, i % 2 == 1, factor, fit->standard_errors[at], factor * exp (-spread),
        factor * exp (spread),
      };

      g_array_append_val (effects, effect);
    }
  return effects;
}

/**
 * clv_calendar_test_effects:
 * @fit: a fit with a calendar
 * @statistic: (out): twice the gain in log-likelihood
 * @df: (out): how many effects there are
 *
 * The likelihood-ratio test against the same model without seasons and promotions, with
 * the columns that explain if it has any.
 *
 * Returns: the p-value; NAN where a penalty draws the effects of columns towards zero,
 *   which has no such test
 */
double
clv_calendar_test_effects (const ClvFit *fit,
                           double       *statistic,
                           guint        *df)
{
  *statistic = MAX (2.0 * (fit->log_likelihood - fit->calendar_null_log_likelihood), 0.0);
  *df = 2 * fit->spec->calendar->n_events;
  return fit->covariates != NULL && fit->covariates->penalty > 0.0
         ? NAN : clv_chi_squared_p (*statistic, *df);
}
