/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-fit.h"
#include "clv-pareto-nbd-varying.h"

G_BEGIN_DECLS

/* The parameters of a kind with a calendar are r, α, s, β, by which factor customers
 * buy faster during each event, by which they drop out faster; behind them, at fixed
 * places, the day as of which ages and horizons count, and the calendar. So whoever
 * has the parameters has all that a prediction needs. */
enum
{
  CLV_CALENDAR_AS_OF = 4 + 2 * CLV_CALENDAR_MAX_EVENTS,
  CLV_CALENDAR_UNIT_DAYS,
  CLV_CALENDAR_N_EVENTS,
  CLV_CALENDAR_SEASONS,
  CLV_CALENDAR_N_WINDOWS,
  CLV_CALENDAR_WINDOWS,
  CLV_CALENDAR_END = CLV_CALENDAR_WINDOWS + 3 * CLV_CALENDAR_MAX_WINDOWS
};

#define CLV_CALENDAR_STRONGEST 1e3    /* an effect, either way */

G_STATIC_ASSERT (CLV_CALENDAR_END <= CLV_MAX_PARAMETERS);

/* The days of a fit by which events hold, and the repeat purchases within each. */
typedef struct
{
  ClvDate first;
  ClvDate until;
  int unit_days;
  guint n_events;
  GArray *stretches;    /* (element-type ClvCalendarStretch) */
  double purchases[CLV_CALENDAR_MAX_EVENTS];
} ClvCalendarPast;

/* %NULL where an event holds on no day of it, or on all. */
ClvCalendarPast *clv_calendar_past_new (const ClvCalendar  *calendar,
                                        const ClvCustomers *customers,
                                        const ClvProgress  *progress,
                                        GError            **error);
void             clv_calendar_past_free (ClvCalendarPast *self);
/* Of those days, with time 0 on the last one. */
ClvVaryingClock *clv_calendar_past_new_clock (const ClvCalendarPast *self,
                                              const double          *parameters);
ClvVaryingPlan  *clv_calendar_past_new_plan (const ClvCalendarPast *self,
                                             const ClvCells        *cells);

/* Which events are seasons, one bit each. */
guint    clv_calendar_get_seasons (const ClvCalendar *calendar);
/* How many of the numbers that are bound to a fit are of use. */
guint    clv_calendar_count_bound (const double *parameters);
/* Places the calendar of the spec behind the parameters. */
void     clv_calendar_bind (ClvFit *fit);
/* Fits the calendar of self->spec from the fit without it, which @self is. */
gboolean clv_calendar_fit (ClvFit                *self,
                           const ClvCustomers    *customers,
                           const ClvCalendarPast *past,
                           const ClvProgress     *progress,
                           GError               **error);
/* Diagnostics about the effects. */
void     clv_calendar_tell_effects (ClvFit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCalendarPast, clv_calendar_past_free)

G_END_DECLS
