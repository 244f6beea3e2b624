/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calendar-fit.h"
#include "clv-calendar-private.h"
#include "clv-calibration.h"
#include "clv-cell-table.h"
#include "clv-error.h"
#include "clv-fit-private.h"
#include "clv-netting.h"
#include "clv-pareto-nbd-varying.h"
#include "clv-tests.h"
#include "clv-trust-region.h"
#include "kinds/clv-kinds.h"

/* Pareto/NBD with the seasons and promotions of a spec. They hold for everybody, so
 * of the purchases only their number within each event counts, and customers of one
 * (x, recency, age) stay one row: a million customers cost little more than without. */

#define LOWEST 1e-5             /* of a parameter, as in clv-fit.c */
#define HIGHEST 1e6
#define STRONGEST 1e3           /* an effect, either way */
#define FLAT 1e-11
#define NEARLY_FLAT 1e-7
#define LOOSEST 5.0
#define TOTAL_NOTE 0.05
#define TOTAL_LIMIT 0.25
#define Z95 1.959963984540054
#define MOST_EVENTS CLV_CALENDAR_MAX_EVENTS

/* Days of each stretch and which events hold in it. */
typedef struct
{
  GArray *stretches;
  ClvDate first;
  double purchases[MOST_EVENTS];
} Past;

static guint
get_seasons (const ClvCalendar *calendar)
{
  guint seasons = 0;

  for (guint i = 0; i < calendar->n_events; i++)
    {
      if (calendar->type[i] == CLV_CALENDAR_SEASON)
        seasons |= 1u << i;
    }
  return seasons;
}

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
  p[CLV_CALENDAR_SEASONS] = get_seasons (calendar);
  p[CLV_CALENDAR_N_WINDOWS] = calendar->n_windows;
  for (guint i = 0; i < calendar->n_windows; i++)
    {
      double *place = p + CLV_CALENDAR_WINDOWS + 3 * i;

      place[0] = calendar->window[i].event;
      place[1] = calendar->window[i].first;
      place[2] = calendar->window[i].last;
    }
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
  if (!self->kind->is_dated)
    return self->parameters;
  memcpy (scratch, self->parameters, sizeof self->parameters);
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
  dated->created_at = g_strdup (self->created_at);
  dated->content_hash = g_strdup (self->content_hash);
  dated->parameters[CLV_CALENDAR_AS_OF] = as_of;
  return dated;
}

static guint
find_events (const Past *past,
             ClvDate     day)
{
  guint low = 0;
  guint high = past->stretches->len - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (day <= g_array_index (past->stretches, ClvCalendarStretch, middle).last)
        high = middle;
      else
        low = middle + 1;
    }
  return g_array_index (past->stretches, ClvCalendarStretch, low).events;
}

static void
count_purchases (const ClvNetted *netted,
                 gpointer         user_data)
{
  Past *past = user_data;

  for (guint32 i = 1; i < netted->n; i++)
    {
      guint events = find_events (past, netted->day[i]);

      for (guint k = 0; k < MOST_EVENTS && events != 0; k++)
        past->purchases[k] += events >> k & 1;
    }
}

/* Every event must have been there on some days, and not on all. */
static gboolean
check_events (const ClvCalendar *calendar,
              const Past        *past,
              ClvDate            until,
              GError           **error)
{
  gint32 days[MOST_EVENTS] = { 0 };

  for (guint i = 0; i < past->stretches->len; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (past->stretches, ClvCalendarStretch, i);

      for (guint k = 0; k < calendar->n_events; k++)
        {
          if ((stretch->events >> k & 1) != 0)
            days[k] += stretch->last - stretch->before;
        }
    }
  for (guint k = 0; k < calendar->n_events; k++)
    {
      g_autofree char *first = clv_date_to_display (past->first);
      g_autofree char *last = clv_date_to_display (until);

      if (days[k] == 0)
        {
          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                       _("“%s” has no day between %s and %s, so its effect cannot be seen in the "
                         "data. Nothing was fitted. Leave it out, or correct its days."),
                       calendar->name[k], first, last);
          return FALSE;
        }
      if (days[k] == until - past->first + 1)
        {
          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                       _("“%s” holds on every day between %s and %s, so there is nothing to "
                         "compare it with. Nothing was fitted. Leave it out, or correct its "
                         "days."), calendar->name[k], first, last);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
look_back (Past               *past,
           const ClvCalendar  *calendar,
           const ClvCustomers *customers,
           const ClvProgress  *progress,
           GError            **error)
{
  gint32 oldest = 0;

  if (customers->is_counted || customers->transactions->customer == NULL)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                           _("Seasons and promotions need the day of each purchase, which "
                             "customers who were counted before the import do not have. Nothing "
                             "was fitted. Import the orders."));
      return FALSE;
    }
  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  /* The day of the first purchase is not at risk. */
  past->first = customers->until - oldest + 1;
  past->stretches = clv_calendar_cut (calendar->n_windows, calendar->window,
                                      get_seasons (calendar), past->first,
                                      MAX (customers->until, past->first));
  return check_events (calendar, past, customers->until, error)
         && clv_netting_visit (customers->transactions, customers->until, count_purchases, past,
                               progress, error);
}

static ClvVaryingPlan *
new_plan (const ClvFit   *self,
          const Past     *past,
          const ClvCells *cells)
{
  guint n = self->spec->calendar->n_events;
  double unit = 1.0 / self->spec->unit_days;
  guint n_pieces = past->stretches->len;
  g_autofree double *end = g_new (double, n_pieces);
  g_autofree double *value = g_new (double, (gsize) n_pieces * n);
  g_autofree double *start = g_new (double, (gsize) cells->n + 1);
  g_autofree double *recency = g_new (double, (gsize) cells->n + 1);
  g_autofree double *age = g_new (double, (gsize) cells->n + 1);
  const ClvVaryingPath path = { n, n_pieces, end, value };
  const ClvVaryingCustomers customers = {
    cells->n, 1, &path, NULL, start, cells->x, recency, age, cells->weight, past->purchases,
  };

  for (guint i = 0; i < n_pieces; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (past->stretches, ClvCalendarStretch, i);

      end[i] = (stretch->last - self->spec->until) * unit;
      for (guint k = 0; k < n; k++)
        value[i * n + k] = stretch->events >> k & 1;
    }
  for (guint32 i = 0; i < cells->n; i++)
    {
      start[i] = -cells->age_days[i] * unit;
      recency[i] = cells->recency_days[i] * unit;
      age[i] = cells->age_days[i] * unit;
    }
  return clv_varying_plan_new (&customers);
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
      lower[i] = i < 4 ? log (LOWEST) : -log (STRONGEST);
      upper[i] = i < 4 ? log (HIGHEST) : log (STRONGEST);
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

/* Purchases that the model gives everybody's past, by the day of the first one. */
static double
sum_expected_past (const ClvFit       *self,
                   const ClvCustomers *customers)
{
  gint32 oldest = 0;
  g_autofree guint32 *count = NULL;
  double sum = 0.0;

  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  count = g_new0 (guint32, (gsize) oldest + 1);
  for (guint32 i = 0; i < customers->n; i++)
    count[customers->age_days[i]]++;
  for (gint32 age = 1; age <= oldest; age++)
    {
      double scratch[CLV_MAX_PARAMETERS];

      if (count[age] == 0)
        continue;
      sum += count[age]
             * self->kind->expected_new (self->kind,
                                         clv_fit_get_parameters_at (self, customers->until - age,
                                                                    scratch),
                                         (double) age / self->spec->unit_days);
    }
  return sum;
}

static void
tell_effects (ClvFit *self)
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
clv_calendar_fit (ClvFit             *self,
                  const ClvCustomers *customers,
                  const ClvProgress  *progress,
                  GError            **error)
{
  g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);
  g_autoptr(ClvVaryingPlan) plan = NULL;
  g_autoptr(GArray) stretches = NULL;
  Past past = { NULL, 0, { 0.0 } };
  ClvTrustRegion region;
  gboolean is_done = look_back (&past, self->spec->calendar, customers, progress, error);
  gboolean is_sound = FALSE;

  stretches = past.stretches;
  if (!is_done)
    return FALSE;
  clv_cells_sort (cells);
  plan = new_plan (self, &past, cells);
  if (!search_effects (self, plan, &region, progress, error))
    return FALSE;

  self->calendar_null_log_likelihood = self->log_likelihood;
  clv_calendar_bind (self);
  for (guint i = 0; i < self->kind->n_parameters; i++)
    self->parameters[i] = exp (region.point[i]);
  self->log_likelihood = -region.value * self->n_customers;
  self->in_sample_expected = sum_expected_past (self, customers);
  is_sound = fill_errors (self, &region);
  g_ptr_array_set_size (self->diagnostics, 0);
  judge (self, &region, is_sound);
  tell_effects (self);
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
 * The likelihood-ratio test against the same model without seasons and promotions.
 *
 * Returns: the p-value
 */
double
clv_calendar_test_effects (const ClvFit *fit,
                           double       *statistic,
                           guint        *df)
{
  *statistic = MAX (2.0 * (fit->log_likelihood - fit->calendar_null_log_likelihood), 0.0);
  *df = 2 * fit->spec->calendar->n_events;
  return clv_chi_squared_p (*statistic, *df);
}
