/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-periods.h"

#define FEW_MONTHS 120
#define DAYS_A_YEAR 365.2425
#define MOST_MONTHS 40000     /* beyond 3,300 years */
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

/* The trapezoid of the probability of being active within each month, by the
 * months' ends. */
static void
add_rules (ClvPeriods *self)
{
  g_autofree double *share = g_new (double, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      share[i] = 0.5 * self->discount[i] * self->years[i];
      if (i + 1 < self->n)
        share[i] += 0.5 * self->discount[i + 1] * self->years[i + 1];
    }
  self->discounted = clv_horizon_rule_new (self->n, self->end, self->weight);
  self->active = clv_horizon_rule_new (self->n, self->end, share);
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
  ClvDate last = clv_value_definition_get_end (definition, as_of);
  double days = last == CLV_DATE_INVALID ? INFINITY : MAX ((double) last - as_of, 0.0);
  Convention convention = { definition->rate, definition->timing };
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) discounts = g_array_new (FALSE, FALSE, sizeof (double));
  ClvPeriods *self = g_new0 (ClvPeriods, 1);
  double reached = 0.0;

  for (int month = 0; month < MOST_MONTHS && (reached < days || ends->len == 0); month++)
    {
      double end = get_month_end (as_of, month + 1);
      double length = end > days && end > reached ? (days - reached) / (end - reached) : 1.0;
      double discount = discount_month (&convention, month, length);

      reached = MIN (end, days);
      end = reached / unit_days;
      g_array_append_val (ends, end);
      g_array_append_val (discounts, discount);
      if (!isfinite (days) && discount < NOTHING)
        break;
    }

  self->n = ends->len;
  self->end = g_memdup2 (ends->data, ends->len * sizeof (double));
  self->discount = g_memdup2 (discounts->data, ends->len * sizeof (double));
  self->years = g_new (double, self->n);
  self->weight = g_new (double, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      double next = i + 1 < self->n ? self->discount[i + 1] : 0.0;

      self->weight[i] = self->discount[i] - next;
      self->years[i] = (self->end[i] - (i > 0 ? self->end[i - 1] : 0.0)) * unit_days / DAYS_A_YEAR;
    }
  if (self->n > FEW_MONTHS)
    add_rules (self);
  return self;
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
