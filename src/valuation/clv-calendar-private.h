/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

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

G_STATIC_ASSERT (CLV_CALENDAR_END <= CLV_MAX_PARAMETERS);

/* Places the calendar of the spec behind the parameters. */
void     clv_calendar_bind (ClvFit *fit);
/* Fits the calendar of self->spec from the fit without it, which @self is. */
gboolean clv_calendar_fit (ClvFit             *self,
                           const ClvCustomers *customers,
                           const ClvProgress  *progress,
                           GError            **error);

G_END_DECLS
