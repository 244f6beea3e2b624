/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-calibration.h"
#include "clv-cell-table.h"
#include "clv-tracking.h"

#define WEEK 7
#define Z95 1.959963984540054
#define MOST_PARTS 256   /* of customers with parameters of their own */
#define MOST_DATED 16    /* where what is expected depends on the day they began */
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
             const double *parameters,
             gint32        n_days)
{
  guint n = fit->kind->n_parameters;
  gsize stride = (gsize) n_days + 1;
  double unit = 1.0 / fit->spec->unit_days;
  /* Of the kinds in which some leave right after the first purchase. */
  double there = fit->kind->p_active (fit->kind, parameters, 0.0, 0.0, 0.0);

  self->n_days = n_days;
  self->mean = g_new0 (double, stride);
  self->variance = g_new0 (double, stride);
  self->slope = g_new0 (double, n * stride);
  for (gint32 day = 1; day <= n_days; day++)
    {
      double horizon = day * unit;
      double active = 0.0;
      double square = 0.0;

      fit->kind->forecast (fit->kind, parameters, 0.0, 0.0, 0.0, &horizon, 1, &self->mean[day],
                           &active, &square);
      self->mean[day] *= there;
      square *= there;
      /* A rule says nothing of one customer before they have a past, but of all. */
      if (fit->kind->estimate != NULL)
        {
          self->mean[day] = fit->kind->expected_new (fit->kind, parameters, horizon);
          square = self->mean[day] * (1.0 + self->mean[day]);
        }
      self->variance[day] = MAX (square - self->mean[day] * self->mean[day], 0.0);
      for (guint k = 0; k < n; k++)
        {
          double moved[CLV_MAX_PARAMETERS];

          memcpy (moved, parameters, sizeof moved);
          clv_model_kind_move (fit->kind, moved, k, NUDGE);
          self->slope[k * stride + (gsize) day]
            = (fit->kind->expected_new (fit->kind, moved, horizon) - self->mean[day]) / NUDGE;
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

/* Customers with equal parameters: everybody, where there are no covariates. */
typedef struct
{
  Growth growth;
  guint32 *starters;   /* [n_days + 1] first purchases on each day */
  double parameters[CLV_MAX_PARAMETERS];
} Part;

typedef struct
{
  guint n;
  Part parts[MOST_PARTS];
} Parts;

typedef struct
{
  double rank;
  guint32 group;
} Ranked;

static int
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  const Ranked *x = a;
  const Ranked *y = b;

  if (x->rank < y->rank)
    return -1;
  if (x->rank > y->rank)
    return 1;
  return x->group < y->group ? -1 : x->group > y->group;
}

/* Where what is expected depends on the day of the first purchase and not on the age
 * alone: with seasons, and of contracts, which are renewed on that day of later months. */
static gboolean
goes_by_dates (const ClvFit *fit)
{
  return fit->kind->is_dated || (fit->kind->history == CLV_HISTORY_CONTRACT
                                 && fit->spec->opportunity != CLV_OPPORTUNITY_NONE);
}

/* Groups by what they are expected to buy; of too many, neighbours are one part with
 * the geometric means of their parameters. */
static guint32 *
new_part_of (const ClvCovariateGroups *groups,
             const ClvFit             *fit,
             gint32                    n_days,
             double                   *parameters,
             guint                    *n_parts)
{
  guint n = fit->kind->n_parameters;
  g_autofree Ranked *order = g_new (Ranked, groups->n);
  g_autofree guint32 *size = g_new0 (guint32, MOST_PARTS);
  guint32 *part_of = g_new (guint32, groups->n);
  guint32 most = goes_by_dates (fit) ? MOST_DATED : MOST_PARTS;

  *n_parts = MIN (groups->n, most);
  for (guint p = 0; p < *n_parts; p++)
    {
      /* Behind its parameters a fit may keep what its kind needs beside them. */
      memcpy (parameters + p * CLV_MAX_PARAMETERS, fit->parameters, sizeof fit->parameters);
      memset (parameters + p * CLV_MAX_PARAMETERS, 0, n * sizeof (double));
    }
  for (guint32 g = 0; g < groups->n; g++)
    {
      order[g].group = g;
      order[g].rank = groups->n <= most
                      ? g : fit->kind->expected_new (fit->kind, groups->parameters
                                                     + (gsize) g * groups->n_parameters,
                                                     (double) n_days / fit->spec->unit_days);
    }
  qsort (order, groups->n, sizeof *order, compare_ranked);
  for (guint32 i = 0; i < groups->n; i++)
    {
      guint part = (guint) ((guint64) i * *n_parts / groups->n);

      part_of[order[i].group] = part;
      size[part]++;
      for (guint k = 0; k < n; k++)
        parameters[part * CLV_MAX_PARAMETERS + k]
          += log (groups->parameters[(gsize) order[i].group * groups->n_parameters + k]);
    }
  for (guint p = 0; p < *n_parts; p++)
    {
      for (guint k = 0; k < n && size[p] > 1; k++)
        parameters[p * CLV_MAX_PARAMETERS + k] = exp (parameters[p * CLV_MAX_PARAMETERS + k]
                                                      / size[p]);
    }
  for (guint32 g = 0; g < groups->n; g++)
    {
      if (size[part_of[g]] == 1)
        memcpy (parameters + part_of[g] * CLV_MAX_PARAMETERS,
                groups->parameters + (gsize) g * groups->n_parameters,
                groups->n_parameters * sizeof (double));
    }
  return part_of;
}

/* From the first purchase to the end of a period. */
static double
count_units (const ClvFit *fit,
             ClvDate       begin,
             ClvDate       end)
{
  if (end <= begin)
    return 0.0;
  if (fit->kind->history == CLV_HISTORY_CONTRACT)
    return (double) clv_opportunity_count_places (fit->spec->opportunity, begin, TRUE, end)
           / clv_opportunity_get_places (fit->spec->opportunity);
  return (end - begin) / (double) fit->spec->unit_days;
}

static void
parts_init (Parts              *self,
            const ClvFit       *fit,
            const ClvCustomers *customers,
            ClvDate             first,
            gint32              n_days)
{
  g_autoptr(ClvCovariateGroups) groups = NULL;
  g_autofree double *parameters = g_new (double, MOST_PARTS * CLV_MAX_PARAMETERS);
  g_autofree guint32 *part_of = NULL;

  groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, customers);
  part_of = new_part_of (groups, fit, n_days, parameters, &self->n);
  for (guint p = 0; p < self->n; p++)
    {
      memcpy (self->parts[p].parameters, parameters + p * CLV_MAX_PARAMETERS,
              sizeof self->parts[p].parameters);
      growth_init (&self->parts[p].growth, fit, self->parts[p].parameters,
                   goes_by_dates (fit) ? 0 : n_days);
      self->parts[p].starters = g_new0 (guint32, (gsize) n_days + 1);
    }
  for (guint32 i = 0; i < customers->n; i++)
    self->parts[part_of[groups->group_of[i]]].starters[customers->until - customers->age_days[i]
                                                       - first]++;
}

static void
parts_clear (Parts *self)
{
  for (guint p = 0; p < self->n; p++)
    {
      growth_clear (&self->parts[p].growth);
      g_free (self->parts[p].starters);
    }
}

/* Sums over everybody by the age they have at the end of the period. */
static void
fill_expected (ClvBacktestPeriod *period,
               const Parts       *parts,
               const ClvFit      *fit,
               ClvDate            first)
{
  guint n = fit->kind->n_parameters;
  double slope[CLV_MAX_PARAMETERS] = { 0.0 };
  double variance = 0.0;

  for (guint p = 0; p < parts->n; p++)
    {
      const Growth *growth = &parts->parts[p].growth;
      const guint32 *starters = parts->parts[p].starters;
      gsize stride = (gsize) growth->n_days + 1;

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
    }
  fill_interval (period, fit, variance, slope);
}

/* The room of fill_dated(), by period. */
typedef struct
{
  double *horizons;
  double *mean;
  double *moved;
  double *active;
  double *square;
  double *variance;
  double *slope;            /* [n_periods × n] */
} Dated;

/* Of those of one part who began on one day. */
static void
add_starters (const Dated  *dated,
              GArray       *periods,
              const ClvFit *fit,
              const double *parameters,
              double        starters)
{
  guint n = fit->kind->n_parameters;
  double moved[CLV_MAX_PARAMETERS];

  fit->kind->forecast (fit->kind, parameters, 0.0, 0.0, 0.0, dated->horizons, periods->len,
                       dated->mean, dated->active, dated->square);
  for (guint i = 0; i < periods->len; i++)
    {
      g_array_index (periods, ClvBacktestPeriod, i).cumulative_expected
        += starters * dated->mean[i];
      dated->variance[i] += starters * MAX (dated->square[i] - dated->mean[i] * dated->mean[i],
                                            0.0);
    }
  for (guint k = 0; k < n; k++)
    {
      memcpy (moved, parameters, sizeof moved);
      moved[k] *= exp (NUDGE);
      fit->kind->forecast (fit->kind, moved, 0.0, 0.0, 0.0, dated->horizons, periods->len,
                           dated->moved, dated->active, dated->square);
      for (guint i = 0; i < periods->len; i++)
        dated->slope[i * n + k] += starters * (dated->moved[i] - dated->mean[i]) / NUDGE;
    }
}

/* One forecast a day on which somebody of a part began. */
static void
fill_dated (GArray       *periods,
            const ClvFit *fit,
            const Parts  *parts,
            ClvDate       first,
            gint32        n_days)
{
  guint n = fit->kind->n_parameters;
  guint n_periods = periods->len;
  g_autofree double *room = g_new0 (double, (gsize) n_periods * (6 + n));
  const Dated dated = {
    room, room + n_periods, room + 2 * n_periods, room + 3 * n_periods, room + 4 * n_periods,
    room + 5 * n_periods, room + 6 * n_periods,
  };

  for (gint32 day = 0; day <= n_days; day++)
    {
      for (guint i = 0; i < n_periods; i++)
        dated.horizons[i] = count_units (fit, first + day,
                                         g_array_index (periods, ClvBacktestPeriod, i).end);
      for (guint p = 0; p < parts->n; p++)
        {
          const Part *part = &parts->parts[p];
          double at_day[CLV_MAX_PARAMETERS];

          if (part->starters[day] > 0)
            add_starters (&dated, periods, fit,
                          clv_fit_date_parameters (fit, part->parameters, first + day, at_day),
                          part->starters[day]);
        }
    }
  for (guint i = 0; i < n_periods; i++)
    {
      ClvBacktestPeriod *period = &g_array_index (periods, ClvBacktestPeriod, i);

      fill_interval (period, fit, dated.variance[i], dated.slope + (gsize) i * n);
      period->expected = period->cumulative_expected;
      if (i > 0)
        period->expected -= g_array_index (periods, ClvBacktestPeriod, i - 1).cumulative_expected;
    }
}

/* A rule says of each customer what they do in some time, and nothing of how far that may
 * be off: from the first purchase to the split, and from the split on, as it is asked to
 * predict. */
static void
fill_rule (GArray             *periods,
           const ClvFit       *fit,
           const ClvCustomers *customers,
           ClvDate             split)
{
  g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);
  double unit = 1.0 / fit->spec->unit_days;
  double before = 0.0;

  clv_cells_sort (cells);
  for (guint i = 0; i < periods->len; i++)
    {
      ClvBacktestPeriod *period = &g_array_index (periods, ClvBacktestPeriod, i);
      double after = MAX (period->end - split, 0) * unit;

      for (guint32 k = 0; k < cells->n; k++)
        {
          double x = cells->x[k];
          double recency = cells->recency_days[k] * unit;
          double age = cells->age_days[k] * unit;
          double elapsed = MIN (period->end, split) - (split - cells->age_days[k]);

          period->cumulative_expected
            += cells->weight[k]
               * (fit->kind->expected_purchases (fit->kind, fit->parameters, x, recency, age,
                                                 MAX (elapsed, 0.0) * unit)
                  + fit->kind->expected_purchases (fit->kind, fit->parameters, x, recency, age,
                                                   after));
        }
      period->expected = period->cumulative_expected - before;
      period->lo = NAN;
      period->hi = NAN;
      before = period->cumulative_expected;
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
 * uncertainty of the parameters by the delta method, of covariates that of the
 * parameters they start from. Weeks are counted back from
 * the split, so that it ends one; the first and last may be shorter.
 *
 * A rule goes on from the split as it predicts, and has no interval: NAN.
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
  g_autofree Parts *parts = g_new (Parts, 1);
  GArray *periods = g_array_new (FALSE, FALSE, sizeof (ClvBacktestPeriod));
  ClvBacktestPeriod last = { 0 };
  ClvDate day = first;

  parts_init (parts, fit, customers, first, n_days);

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
      if (!goes_by_dates (fit) && fit->kind->estimate == NULL)
        fill_expected (&period, parts, fit, first);
      period.expected = period.cumulative_expected - last.cumulative_expected;
      g_array_append_val (periods, period);
      last = period;
    }
  if (fit->kind->estimate != NULL)
    fill_rule (periods, fit, customers, split);
  else if (goes_by_dates (fit))
    fill_dated (periods, fit, parts, first, n_days);
  parts_clear (parts);
  return periods;
}
