/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-calendar-private.h"
#include "clv-error.h"
#include "clv-netting.h"

/* What a fit of seasons and promotions needs of the past. They hold for everybody, so
 * of the purchases only their number within each event counts, and customers of one
 * (x, recency, age) stay one row: a million customers cost little more than without. */

guint
clv_calendar_get_seasons (const ClvCalendar *calendar)
{
  guint seasons = 0;

  for (guint i = 0; i < calendar->n_events; i++)
    {
      if (calendar->type[i] == CLV_CALENDAR_SEASON)
        seasons |= 1u << i;
    }
  return seasons;
}

static guint
find_events (const ClvCalendarPast *past,
             ClvDate                day)
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
  ClvCalendarPast *past = user_data;

  for (guint32 i = 1; i < netted->n; i++)
    {
      guint events = find_events (past, netted->day[i]);

      for (guint k = 0; k < CLV_CALENDAR_MAX_EVENTS && events != 0; k++)
        past->purchases[k] += events >> k & 1;
    }
}

/* Every event must have been there on some days, and not on all. */
static gboolean
check_events (const ClvCalendar            *calendar,
              const ClvCalendarPast        *past,
              ClvDate                       until,
              GError                      **error)
{
  gint32 days[CLV_CALENDAR_MAX_EVENTS] = { 0 };

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
check_days (const ClvCustomers *customers,
            GError            **error)
{
  if (!customers->is_counted && customers->transactions->customer != NULL)
    return TRUE;
  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                       _("Seasons and promotions need the day of each purchase, which "
                         "customers who were counted before the import do not have. Nothing "
                         "was fitted. Import the orders."));
  return FALSE;
}

ClvCalendarPast *
clv_calendar_past_new (const ClvCalendar  *calendar,
                       const ClvCustomers *customers,
                       const ClvProgress  *progress,
                       GError            **error)
{
  g_autoptr(ClvCalendarPast) self = NULL;
  gint32 oldest = 0;

  if (!check_days (customers, error))
    return NULL;
  self = g_new0 (ClvCalendarPast, 1);
  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  /* The day of the first purchase is not at risk. */
  self->first = customers->until - oldest + 1;
  self->until = customers->until;
  self->unit_days = customers->unit_days;
  self->n_events = calendar->n_events;
  self->stretches = clv_calendar_cut (calendar->n_windows, calendar->window,
                                      clv_calendar_get_seasons (calendar), self->first,
                                      MAX (customers->until, self->first));
  if (!check_events (calendar, self, customers->until, error)
      || !clv_netting_visit (customers->transactions, customers->until, count_purchases, self,
                             progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
clv_calendar_past_free (ClvCalendarPast *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->stretches);
  g_free (self);
}

ClvVaryingClock *
clv_calendar_past_new_clock (const ClvCalendarPast *self,
                             const double          *parameters)
{
  guint n = self->n_events;
  guint n_pieces = self->stretches->len;
  g_autofree double *speeds = g_new (double, 3 * (gsize) n_pieces);

  for (guint i = 0; i < n_pieces; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (self->stretches, ClvCalendarStretch, i);

      speeds[i] = (double) (stretch->last - self->until) / self->unit_days;
      speeds[n_pieces + i] = 1.0;
      speeds[2 * n_pieces + i] = 1.0;
      for (guint k = 0; k < n; k++)
        {
          if ((stretch->events >> k & 1) == 0)
            continue;
          speeds[n_pieces + i] *= parameters[4 + k];
          speeds[2 * n_pieces + i] *= parameters[4 + n + k];
        }
    }
  return clv_varying_clock_new_for_speeds (parameters, n_pieces, speeds, speeds + n_pieces,
                                           speeds + 2 * (gsize) n_pieces);
}

/* Arranges @cells for many evaluations. */
ClvVaryingPlan *
clv_calendar_past_new_plan (const ClvCalendarPast *self,
                            const ClvCells        *cells)
{
  guint n = self->n_events;
  double unit = 1.0 / self->unit_days;
  guint n_pieces = self->stretches->len;
  g_autofree double *end = g_new (double, n_pieces);
  g_autofree double *value = g_new (double, (gsize) n_pieces * n);
  g_autofree double *start = g_new (double, (gsize) cells->n + 1);
  g_autofree double *recency = g_new (double, (gsize) cells->n + 1);
  g_autofree double *age = g_new (double, (gsize) cells->n + 1);
  const ClvVaryingPath path = { n, n_pieces, end, value };
  const ClvVaryingCustomers customers = {
    cells->n, 1, &path, NULL, start, cells->x, recency, age, cells->weight, self->purchases,
  };

  for (guint i = 0; i < n_pieces; i++)
    {
      const ClvCalendarStretch *stretch = &g_array_index (self->stretches, ClvCalendarStretch, i);

      end[i] = (stretch->last - self->until) * unit;
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
