/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

#define CLV_CALENDAR_KIND "pareto-nbd"   /* the kind of model that takes one */
#define CLV_CALENDAR_MAX_EVENTS 6
#define CLV_CALENDAR_MAX_WINDOWS 20

typedef enum
{
  CLV_CALENDAR_SEASON,       /* each year */
  CLV_CALENDAR_PROMOTION     /* on given days */
} ClvCalendarType;

/**
 * ClvCalendarWindow:
 *
 * Days, both included. Of a season each is month · 100 + day, and one that ends
 * before it begins goes over the turn of the year; of a promotion they are dates.
 */
typedef struct
{
  guint event;
  gint32 first;
  gint32 last;
} ClvCalendarWindow;

/**
 * ClvCalendar:
 *
 * Seasons and promotions that hold for everybody: in them customers may buy faster
 * or slower, and drop out faster or slower. Seasons come back each year, in the
 * future as well; a promotion is on the days that are listed, of which some may lie
 * in the future.
 */
typedef struct
{
  guint n_events;
  ClvCalendarType type[CLV_CALENDAR_MAX_EVENTS];
  char *name[CLV_CALENDAR_MAX_EVENTS];
  guint n_windows;
  ClvCalendarWindow window[CLV_CALENDAR_MAX_WINDOWS];
} ClvCalendar;

/**
 * ClvCalendarStretch:
 *
 * Days in which the same events hold: from the day after @before to @last.
 */
typedef struct
{
  ClvDate before;
  ClvDate last;
  guint events;      /* one bit each */
} ClvCalendarStretch;

ClvCalendar *clv_calendar_new (void);
ClvCalendar *clv_calendar_copy (const ClvCalendar *self);
void         clv_calendar_free (ClvCalendar       *self);
gboolean     clv_calendar_add (ClvCalendar     *self,
                               ClvCalendarType  type,
                               const char      *text,
                               GError         **error);
char        *clv_calendar_to_text (const ClvCalendar *self);
ClvCalendar *clv_calendar_from_text (const char *text,
                                     GError    **error);
char        *clv_calendar_dup_days (const ClvCalendar *self,
                                    guint              event);
/* Without the events of which the days from @first to @last show nothing; %NULL where
 * none is left. @names: (out): those that were left out, separated by commas. */
ClvCalendar *clv_calendar_dup_seen (const ClvCalendar *self,
                                    ClvDate            first,
                                    ClvDate            last,
                                    char             **names);
/* (element-type ClvCalendarStretch): of the days from @first to @last; one at least. */
GArray      *clv_calendar_cut (guint                    n_windows,
                               const ClvCalendarWindow *windows,
                               guint                    seasons,
                               ClvDate                  first,
                               ClvDate                  last);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCalendar, clv_calendar_free)

G_END_DECLS
