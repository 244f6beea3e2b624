/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-periods.h"

#define FEW_MONTHS 120
#define DAYS_A_YEAR 365.2425
#define MOST_MONTHS 40000     /* beyond 3,300 years */
#define LAST_DAY 2932896      /* 9999-12-31 */
#define NOTHING 1e-10         /* a discount that ends a horizon without end */

typedef struct
{
  double rate;
  ClvTiming timing;
} Convention;

/* Present value of one that falls into the month that begins @months months from
 * now and is @length of a month long. */
static double
discount_month (const Convention *convention,
                double            months,
                double            length)
{
  double at = months;

  if (convention->timing == CLV_TIMING_MIDDLE)
    at += 0.5 * length;
  else if (convention->timing == CLV_TIMING_END)
    at += length;
  return exp (-log1p (convention->rate) * at / 12.0);
}

/* Days from as_of to the end of that month; the calendar's end is far enough for
 * dates, a mean month for what lies beyond. */
static double
get_month_end (ClvDate as_of,
               int     months)
{
  ClvDate day = clv_date_add_months (as_of, months);

  return day == CLV_DATE_INVALID ? months * DAYS_A_YEAR / 12.0 : (double) day - as_of;
}

/* That many days from now in the unit of the kind. */
static double
count_units (const ClvFit *fit,
             ClvDate       as_of,
             double        days)
{
  const ClvOpportunity opportunity = fit->spec->opportunity;
  const gboolean is_contract = fit->kind->history == CLV_HISTORY_CONTRACT;

  if (fit->kind->history < CLV_HISTORY_OPPORTUNITIES || opportunity == CLV_OPPORTUNITY_NONE)
    return days / fit->spec->unit_days;
  /* Renewals have no day of the calendar: each customer has one of their own. */
  if (is_contract && as_of + days < LAST_DAY - 400)
    return (double) clv_opportunity_count_places (opportunity, as_of, FALSE,
                                                  as_of + (ClvDate) floor (days))
           / clv_opportunity_get_places (opportunity);
  if (is_contract)
    return clv_opportunity_count_renewals (opportunity, days);
  if (as_of + days > LAST_DAY)
    return clv_opportunity_count_ends (opportunity, as_of, LAST_DAY)
           + clv_opportunity_count_renewals (opportunity, as_of + days - LAST_DAY);
  return clv_opportunity_count_ends (opportunity, as_of, as_of + (ClvDate) days);
}

/**
 * clv_fit_count_units:
 * @fit: a fit
 * @from: a day
 * @to: a later one
 *
 * Returns: how many units of time of the fit are between their ends: days or weeks,
 *   or opportunities of the calendar that end in between
 */
double
clv_fit_count_units (const ClvFit *fit,
                     ClvDate       from,
                     ClvDate       to)
{
  g_return_val_if_fail (fit != NULL, 0.0);

  return count_units (fit, from, (double) to - from);
}

/* The trapezoid of the probability of being active within each month, by the
 * months' ends. */
static double *
new_shares (const ClvPeriods *self)
{
  double *share = g_new (double, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      share[i] = 0.5 * self->discount[i] * self->years[i];
      if (i + 1 < self->n)
        share[i] += 0.5 * self->discount[i + 1] * self->years[i + 1];
    }
  return share;
}

/**
 * clv_periods_new_rule:
 * @self: periods
 * @is_active: of the discounted years of being active, not of the purchases
 *
 * Returns: (transfer full): a rule that is every month
 */
ClvHorizonRule *
clv_periods_new_rule (const ClvPeriods *self,
                      gboolean          is_active)
{
  ClvHorizonRule *rule = g_new0 (ClvHorizonRule, 1);

  rule->n = self->n;
  rule->horizon = g_memdup2 (self->end, self->n * sizeof (double));
  rule->weight = is_active ? new_shares (self)
                           : g_memdup2 (self->weight, self->n * sizeof (double));
  return rule;
}

static void
add_rules (ClvPeriods *self)
{
  g_autofree double *share = new_shares (self);

  self->discounted = clv_horizon_rule_new (self->n, self->end, self->weight);
  self->active = clv_horizon_rule_new (self->n, self->end, share);
}

/* @fit: (nullable): whose unit of time it is, where not @unit_days. */
static ClvPeriods *
new_periods (const ClvValueDefinition *definition,
             ClvDate                   as_of,
             int                       unit_days,
             const ClvFit             *fit)
{
  ClvDate last = clv_value_definition_get_end (definition, as_of);
  double days = last == CLV_DATE_INVALID ? INFINITY : MAX ((double) last - as_of, 0.0);
  Convention convention = { definition->rate, definition->timing };
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) years = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) discounts = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean is_counted = fit != NULL && fit->kind->history >= CLV_HISTORY_OPPORTUNITIES;
  ClvPeriods *self = g_new0 (ClvPeriods, 1);
  double reached = 0.0;

  for (int month = 0; month < MOST_MONTHS && (reached < days || ends->len == 0); month++)
    {
      double end = get_month_end (as_of, month + 1);
      double length = end > days && end > reached ? (days - reached) / (end - reached) : 1.0;
      double discount = discount_month (&convention, month, length);

      length = MAX (MIN (end, days) - reached, 0.0) / DAYS_A_YEAR;
      reached = MIN (end, days);
      end = fit != NULL ? count_units (fit, as_of, reached) : reached / unit_days;
      g_array_append_val (years, length);
      g_array_append_val (ends, end);
      g_array_append_val (discounts, discount);
      if (!isfinite (days) && discount < NOTHING)
        break;
    }

  self->n = ends->len;
  self->end = g_memdup2 (ends->data, ends->len * sizeof (double));
  self->discount = g_memdup2 (discounts->data, ends->len * sizeof (double));
  self->years = g_memdup2 (years->data, years->len * sizeof (double));
  self->weight = g_new (double, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      double next = i + 1 < self->n ? self->discount[i + 1] : 0.0;

      self->weight[i] = self->discount[i] - next;
      if (!is_counted)
        self->years[i] = (self->end[i] - (i > 0 ? self->end[i - 1] : 0.0)) * unit_days
                         / DAYS_A_YEAR;
    }
  /* A rule of few horizons is of no use where there are jumps between them. */
  if (self->n > FEW_MONTHS && (fit == NULL || !fit->kind->is_stepped))
    add_rules (self);
  return self;
}

/**
 * clv_periods_new:
 * @definition: horizon, rate and timing
 * @as_of: the day before the horizon begins
 * @unit_days: days in the model's unit
 *
 * Returns: (transfer full): at least one period; with an end not after @as_of
 *   one of length 0
 */
ClvPeriods *
clv_periods_new (const ClvValueDefinition *definition,
                 ClvDate                   as_of,
                 int                       unit_days)
{
  return new_periods (definition, as_of, unit_days, NULL);
}

/**
 * clv_periods_new_for_fit:
 * @definition: horizon, rate and timing
 * @as_of: the day before the horizon begins
 * @fit: in whose unit of time periods end; opportunities count in the month that
 *   they end in
 *
 * Returns: (transfer full): as clv_periods_new()
 */
ClvPeriods *
clv_periods_new_for_fit (const ClvValueDefinition *definition,
                         ClvDate                   as_of,
                         const ClvFit             *fit)
{
  return new_periods (definition, as_of, fit->spec->unit_days, fit);
}

void
clv_periods_free (ClvPeriods *self)
{
  if (self == NULL)
    return;
  g_free (self->end);
  g_free (self->years);
  g_free (self->discount);
  g_free (self->weight);
  clv_horizon_rule_free (self->discounted);
  clv_horizon_rule_free (self->active);
  g_free (self);
}
