/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-tracking.h"

#define WEEK 7
#define Z95 1.959963984540054
#define NUDGE 1e-4    /* of a log parameter, for the slope of the total */

/* Expected repeat purchases since the first purchase, by age in days. */
typedef struct
{
  gint32 n_days;
  double *mean;        /* [n_days + 1] */
  double *variance;
  double *slope;       /* [n_parameters × (n_days + 1)] of the mean, log parameters */
} Growth;

static void
growth_init (Growth       *self,
             const ClvFit *fit,
             gint32        n_days)
{
  guint n = fit->kind->n_parameters;
  gsize stride = (gsize) n_days + 1;
  double unit = 1.0 / fit->spec->unit_days;
  /* Of the kinds in which some leave right after the first purchase. */
  double there = fit->kind->p_active (fit->parameters, 0.0, 0.0, 0.0);

  self->n_days = n_days;
  self->mean = g_new0 (double, stride);
  self->variance = g_new0 (double, stride);
  self->slope = g_new0 (double, n * stride);
  for (gint32 day = 1; day <= n_days; day++)
    {
      double horizon = day * unit;
      double active = 0.0;
      double square = 0.0;

      fit->kind->forecast (fit->parameters, 0.0, 0.0, 0.0, &horizon, 1, &self->mean[day],
                           &active, &square);
      self->mean[day] *= there;
      square *= there;
      self->variance[day] = MAX (square - self->mean[day] * self->mean[day], 0.0);
      for (guint k = 0; k < n; k++)
        {
          double moved[CLV_MAX_PARAMETERS];

          memcpy (moved, fit->parameters, sizeof moved);
          clv_model_kind_move (fit->kind, moved, k, NUDGE);
          self->slope[k * stride + (gsize) day]
            = (fit->kind->expected_new (moved, horizon) - self->mean[day]) / NUDGE;
        }
    }
}

static void
growth_clear (Growth *self)
{
  g_free (self->mean);
  g_free (self->variance);
  g_free (self->slope);
}

/* What the sums over everybody leave of the interval. */
static void
fill_interval (ClvBacktestPeriod *period,
               const ClvFit      *fit,
               double             variance,
               const double      *slope)
{
  guint n = fit->kind->n_parameters;
  double spread = 0.0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        spread += slope[i] * fit->covariance[i * n + j] * slope[j];
    }
  /* A ridge has no covariance to speak of; the process alone is shown then. */
  if (isfinite (spread) && spread > 0.0)
    variance += spread;
  period->lo = MAX (period->cumulative_expected - Z95 * sqrt (variance), 0.0);
  period->hi = period->cumulative_expected + Z95 * sqrt (variance);
}

/* Sums over everybody by the age they have at the end of the period. */
static void
fill_expected (ClvBacktestPeriod *period,
               const Growth      *growth,
               const ClvFit      *fit,
               const guint32     *starters,
               ClvDate            first)
{
  guint n = fit->kind->n_parameters;
  gsize stride = (gsize) growth->n_days + 1;
  double slope[CLV_MAX_PARAMETERS] = { 0.0 };
  double variance = 0.0;

  for (gint32 day = 0; first + day < period->end && day <= growth->n_days; day++)
    {
      gint32 age = period->end - first - day;

      if (starters[day] == 0)
        continue;
      period->cumulative_expected += starters[day] * growth->mean[age];
      variance += starters[day] * growth->variance[age];
      for (guint k = 0; k < n; k++)
        slope[k] += starters[day] * growth->slope[k * stride + (gsize) age];
    }
  fill_interval (period, fit, variance, slope);
}

/* With a calendar what is expected depends on the day of the first purchase and not
 * on the age alone: one forecast a day on which somebody began. */
static void
fill_dated (GArray        *periods,
            const ClvFit  *fit,
            const guint32 *starters,
            ClvDate        first,
            gint32         n_days)
{
  guint n = fit->kind->n_parameters;
  guint n_periods = periods->len;
  g_autofree double *room = g_new0 (double, (gsize) n_periods * (6 + n));
  double *horizons = room;
  double *mean = room + n_periods;
  double *moved_mean = room + 2 * n_periods;
  double *active = room + 3 * n_periods;
  double *square = room + 4 * n_periods;
  double *variance = room + 5 * n_periods;
  double *slope = room + 6 * n_periods;        /* [n_periods × n] */

  for (gint32 day = 0; day <= n_days; day++)
    {
      double moved[CLV_MAX_PARAMETERS];
      const double *parameters = clv_fit_get_parameters_at (fit, first + day, moved);

      if (starters[day] == 0)
        continue;
      for (guint i = 0; i < n_periods; i++)
        horizons[i] = MAX (g_array_index (periods, ClvBacktestPeriod, i).end - first - day, 0)
                      / (double) fit->spec->unit_days;
      fit->kind->forecast (parameters, 0.0, 0.0, 0.0, horizons, n_periods, mean, active, square);
      for (guint i = 0; i < n_periods; i++)
        {
          g_array_index (periods, ClvBacktestPeriod, i).cumulative_expected
            += starters[day] * mean[i];
          variance[i] += starters[day] * MAX (square[i] - mean[i] * mean[i], 0.0);
        }
      for (guint k = 0; k < n; k++)
        {
          clv_fit_get_parameters_at (fit, first + day, moved);
          moved[k] *= exp (NUDGE);
          fit->kind->forecast (moved, 0.0, 0.0, 0.0, horizons, n_periods, moved_mean, active,
                               square);
          for (guint i = 0; i < n_periods; i++)
            slope[i * n + k] += starters[day] * (moved_mean[i] - mean[i]) / NUDGE;
        }
    }
  for (guint i = 0; i < n_periods; i++)
    {
      ClvBacktestPeriod *period = &g_array_index (periods, ClvBacktestPeriod, i);

      fill_interval (period, fit, variance[i], slope + (gsize) i * n);
      period->expected = period->cumulative_expected;
      if (i > 0)
        period->expected -= g_array_index (periods, ClvBacktestPeriod, i - 1).cumulative_expected;
    }
}

/**
 * clv_tracking_new:
 * @fit: a fit up to @split
 * @customers: those seen by the split
 * @first: first day of the data
 * @split: last day of the calibration
 * @until: last day
 * @repeats_by_day: repeat purchases of @customers on each day from @first
 *
 * Actual and expected repeat purchases week by week. Expected: each customer's
 * expectation since the first purchase, knowing nothing but that day. The 95 %
 * interval of the cumulative sum takes the customers as independent and adds the
 * uncertainty of the parameters by the delta method. Weeks are counted back from
 * the split, so that it ends one; the first and last may be shorter.
 */
GArray *
clv_tracking_new (const ClvFit       *fit,
                  const ClvCustomers *customers,
                  ClvDate             first,
                  ClvDate             split,
                  ClvDate             until,
                  const guint64      *repeats_by_day)
{
  gint32 n_days = until - first;
  g_autofree guint32 *starters = g_new0 (guint32, (gsize) n_days + 1);
  GArray *periods = g_array_new (FALSE, FALSE, sizeof (ClvBacktestPeriod));
  ClvBacktestPeriod last = { 0 };
  ClvDate day = first;
  Growth growth;

  for (guint32 i = 0; i < customers->n; i++)
    starters[customers->until - customers->age_days[i] - first]++;
  growth_init (&growth, fit, fit->kind->is_dated ? 0 : n_days);

  while (day <= until)
    {
      ClvBacktestPeriod period = { 0 };
      gint32 to_split = split - day;

      period.end = day + (to_split >= 0 ? to_split % WEEK : WEEK - 1 + (to_split + 1) % WEEK);
      period.end = MIN (period.end, until);
      period.is_holdout = period.end > split;
      for (; day <= period.end; day++)
        period.actual += (double) repeats_by_day[day - first];
      period.cumulative_actual = last.cumulative_actual + period.actual;
      if (!fit->kind->is_dated)
        fill_expected (&period, &growth, fit, starters, first);
      period.expected = period.cumulative_expected - last.cumulative_expected;
      g_array_append_val (periods, period);
      last = period;
    }
  if (fit->kind->is_dated)
    fill_dated (periods, fit, starters, first, n_days);
  growth_clear (&growth);
  return periods;
}
