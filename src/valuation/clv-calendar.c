/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "clv-calendar.h"
#include "clv-error.h"

static const char * const type_names[] = { "season", "promotion" };

ClvCalendar *
clv_calendar_new (void)
{
  return g_new0 (ClvCalendar, 1);
}

ClvCalendar *
clv_calendar_copy (const ClvCalendar *self)
{
  ClvCalendar *copy = NULL;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < self->n_events; i++)
    copy->name[i] = g_strdup (self->name[i]);
  return copy;
}

void
clv_calendar_free (ClvCalendar *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_events; i++)
    g_free (self->name[i]);
  g_free (self);
}

/* The canonical text has its own signs between names and days. */
static gboolean
is_name (const char *text)
{
  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    {
      if ((guchar) *at < 0x20 || strchr ("=;", *at) != NULL)
        return FALSE;
    }
  return TRUE;
}

static int
days_of_month (int month)
{
  static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return days[month - 1];
}

/* "MM-DD" as month · 100 + day, 0 where it is none. */
static gint32
parse_month_day (const char *text)
{
  int month = 0;
  int day = 0;

  if (strlen (text) != 5 || text[2] != '-' || !g_ascii_isdigit (text[0])
      || !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return 0;
  month = (text[0] - '0') * 10 + (text[1] - '0');
  day = (text[3] - '0') * 10 + (text[4] - '0');
  if (month < 1 || month > 12 || day < 1 || day > days_of_month (month))
    return 0;
  return month * 100 + day;
}

static gboolean
parse_window (ClvCalendarType    type,
              const char        *text,
              ClvCalendarWindow *window)
{
  g_auto(GStrv) ends = g_strsplit (text, "..", 2);

  if (g_strv_length (ends) != 2)
    return FALSE;
  if (type == CLV_CALENDAR_SEASON)
    {
      window->first = parse_month_day (ends[0]);
      window->last = parse_month_day (ends[1]);
      return window->first != 0 && window->last != 0;
    }
  window->first = clv_date_parse (ends[0]);
  window->last = clv_date_parse (ends[1]);
  return window->first != CLV_DATE_INVALID && window->last != CLV_DATE_INVALID
         && window->first <= window->last;
}

static gboolean
fail (ClvCalendarType type,
      const char     *text,
      GError        **error)
{
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
               type == CLV_CALENDAR_SEASON
               ? _("“%s” is not a season. Write NAME=MM-DD..MM-DD, such as "
                   "christmas=11-20..12-24. Nothing was fitted.")
               : _("“%s” is not a promotion. Write NAME=DATE..DATE, more days after a plus sign, "
                   "such as sale=2024-03-01..2024-03-07+2024-09-01..2024-09-07. Nothing was "
                   "fitted."), text);
  return FALSE;
}

/**
 * clv_calendar_add:
 * @self: a calendar
 * @type: what to add
 * @text: "NAME=MM-DD..MM-DD" of a season, "NAME=DATE..DATE+DATE..DATE" of a promotion
 * @error: return location, %CLV_MODEL_ERROR_SPEC
 *
 * Returns: whether it was added
 */
gboolean
clv_calendar_add (ClvCalendar    *self,
                  ClvCalendarType type,
                  const char     *text,
                  GError        **error)
{
  const char *days = strchr (text, '=');
  g_autofree char *name = NULL;
  g_auto(GStrv) parts = NULL;
  guint n = 0;

  if (days == NULL)
    return fail (type, text, error);
  name = g_strstrip (g_strndup (text, (gsize) (days - text)));
  parts = g_strsplit (days + 1, "+", -1);
  n = g_strv_length (parts);
  if (!is_name (name) || n == 0 || (type == CLV_CALENDAR_SEASON && n > 1))
    return fail (type, text, error);
  for (guint i = 0; i < self->n_events; i++)
    {
      if (g_str_equal (self->name[i], name))
        {
          g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                       _("“%s” is there twice. Nothing was fitted. Give each season and promotion "
                         "a name of its own; the days of one promotion go together with plus "
                         "signs."), name);
          return FALSE;
        }
    }
  if (self->n_events == CLV_CALENDAR_MAX_EVENTS || self->n_windows + n > CLV_CALENDAR_MAX_WINDOWS)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("A model takes at most %d seasons and promotions, with %d stretches of days "
                     "together. Nothing was fitted. Put those of one kind under one name."),
                   CLV_CALENDAR_MAX_EVENTS, CLV_CALENDAR_MAX_WINDOWS);
      return FALSE;
    }

  for (guint i = 0; i < n; i++)
    {
      ClvCalendarWindow *window = &self->window[self->n_windows + i];

      window->event = self->n_events;
      if (!parse_window (type, g_strstrip (parts[i]), window))
        return fail (type, text, error);
    }
  self->n_windows += n;
  self->type[self->n_events] = type;
  self->name[self->n_events++] = g_steal_pointer (&name);
  return TRUE;
}

/**
 * clv_calendar_dup_days:
 * @self: a calendar
 * @event: which of its events
 *
 * Returns: (transfer full): its days as clv_calendar_add() takes them
 */
char *
clv_calendar_dup_days (const ClvCalendar *self,
                       guint              event)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_windows; i++)
    {
      const ClvCalendarWindow *window = &self->window[i];
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;

      if (window->event != event)
        continue;
      if (self->type[event] == CLV_CALENDAR_SEASON)
        {
          g_string_append_printf (text, "%02d-%02d..%02d-%02d", window->first / 100,
                                  window->first % 100, window->last / 100, window->last % 100);
          continue;
        }
      first = clv_date_to_iso (window->first);
      last = clv_date_to_iso (window->last);
      g_string_append_printf (text, "%s%s..%s", text->len > 0 ? "+" : "", first, last);
    }
  return g_string_free (text, FALSE);
}

/**
 * clv_calendar_to_text:
 * @self: a calendar
 *
 * Returns: (transfer full): "season NAME=…;promotion NAME=…", canonical
 */
char *
clv_calendar_to_text (const ClvCalendar *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_events; i++)
    {
      g_autofree char *days = clv_calendar_dup_days (self, i);

      g_string_append_printf (text, "%s%s %s=%s", i > 0 ? ";" : "", type_names[self->type[i]],
                              self->name[i], days);
    }
  return g_string_free (text, FALSE);
}

/**
 * clv_calendar_from_text:
 * @text: what clv_calendar_to_text() wrote
 * @error: return location, %CLV_MODEL_ERROR_SPEC
 *
 * Returns: (transfer full): the calendar
 */
ClvCalendar *
clv_calendar_from_text (const char *text,
                        GError    **error)
{
  g_autoptr(ClvCalendar) self = clv_calendar_new ();
  g_auto(GStrv) events = g_strsplit (text, ";", -1);

  for (guint i = 0; events[i] != NULL; i++)
    {
      ClvCalendarType type = g_str_has_prefix (events[i], "season ") ? CLV_CALENDAR_SEASON
                                                                     : CLV_CALENDAR_PROMOTION;
      gsize skip = strlen (type_names[type]) + 1;

      if (!g_str_has_prefix (events[i], type_names[type]) || strlen (events[i]) < skip)
        {
          fail (type, events[i], error);
          return NULL;
        }
      if (!clv_calendar_add (self, type, events[i] + skip, error))
        return NULL;
    }
  if (self->n_events == 0)
    {
      fail (CLV_CALENDAR_SEASON, text, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* Where an event begins to hold or ceases to. */
typedef struct
{
  ClvDate before;    /* the day before the change */
  guint event;
  int step;
} Change;

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const Change *x = a;
  const Change *y = b;

  return x->before < y->before ? -1 : x->before > y->before;
}

static void
add_changes (GArray *changes,
             guint   event,
             ClvDate first,
             ClvDate last)
{
  const Change two[] = { { first - 1, event, 1 }, { last, event, -1 } };

  g_array_append_vals (changes, two, 2);
}

/* 29 February is the 28th where there is none. */
static ClvDate
day_in (int    year,
        gint32 month_day)
{
  ClvDate day = clv_date_from_ymd (year, month_day / 100, month_day % 100);

  return day != CLV_DATE_INVALID ? day : clv_date_from_ymd (year, 2, 28);
}

static GArray *
list_changes (guint                    n_windows,
              const ClvCalendarWindow *windows,
              guint                    seasons,
              ClvDate                  first,
              ClvDate                  last)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  int from = 0;
  int to = 0;
  int month = 0;
  int day = 0;

  clv_date_to_ymd (first, &from, &month, &day);
  clv_date_to_ymd (last, &to, &month, &day);
  for (guint i = 0; i < n_windows; i++)
    {
      const ClvCalendarWindow *window = &windows[i];
      int turn = window->last < window->first ? 1 : 0;

      if ((seasons >> window->event & 1) == 0)
        {
          add_changes (changes, window->event, window->first, window->last);
          continue;
        }
      for (int year = from - 1; year <= to; year++)
        add_changes (changes, window->event, day_in (year, window->first),
                     day_in (year + turn, window->last));
    }
  g_array_sort (changes, compare_changes);
  return changes;
}

/**
 * clv_calendar_cut:
 * @n_windows: how many
 * @windows: (array length=n_windows): days of events
 * @seasons: which events come back each year, one bit each
 * @first: first day
 * @last: last day, not before @first
 *
 * Returns: (transfer full) (element-type ClvCalendarStretch): the days cut where
 *   another event begins or ends, in order and without gaps
 */
GArray *
clv_calendar_cut (guint                    n_windows,
                  const ClvCalendarWindow *windows,
                  guint                    seasons,
                  ClvDate                  first,
                  ClvDate                  last)
{
  g_autoptr(GArray) changes = list_changes (n_windows, windows, seasons, first, last);
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (ClvCalendarStretch));
  int holds[CLV_CALENDAR_MAX_EVENTS] = { 0 };
  ClvCalendarStretch stretch = { first - 1, last, 0 };

  for (guint i = 0; i < changes->len; i++)
    {
      const Change *change = &g_array_index (changes, Change, i);
      guint events = stretch.events;

      if (change->before >= last)
        break;
      holds[change->event] += change->step;
      if (holds[change->event] > 0)
        events |= 1u << change->event;
      else
        events &= ~(1u << change->event);
      if (events != stretch.events && change->before > stretch.before)
        {
          stretch.last = change->before;
          g_array_append_val (stretches, stretch);
          stretch.before = change->before;
          stretch.last = last;
        }
      stretch.events = events;
    }
  g_array_append_val (stretches, stretch);
  return stretches;
}

/* Which events have a day in the past, one bit each. */
static guint
find_seen (const ClvCalendar *self,
           ClvDate            first,
           ClvDate            last)
{
  g_autoptr(GArray) stretches = NULL;
  guint seasons = 0;
  guint seen = 0;

  for (guint i = 0; i < self->n_events; i++)
    seasons |= self->type[i] == CLV_CALENDAR_SEASON ? 1u << i : 0;
  stretches = clv_calendar_cut (self->n_windows, self->window, seasons, first, last);
  for (guint i = 0; i < stretches->len; i++)
    seen |= g_array_index (stretches, ClvCalendarStretch, i).events;
  return seen;
}

/**
 * clv_calendar_dup_seen:
 * @self: a calendar
 * @first: first day of the past
 * @last: last day of it
 * @names: (out) (transfer full) (nullable): events that were left out, separated by
 *   commas; %NULL where there are none
 *
 * Who tests a model on the past asks for the same events at splits before some of them:
 * of an event without a day in the past no effect can be fitted.
 *
 * Returns: (transfer full) (nullable): the events that have a day in it
 */
ClvCalendar *
clv_calendar_dup_seen (const ClvCalendar *self,
                       ClvDate            first,
                       ClvDate            last,
                       char             **names)
{
  g_autoptr(ClvCalendar) seen = clv_calendar_new ();
  g_autoptr(GString) list = g_string_new (NULL);
  guint events = find_seen (self, first, MAX (first, last));

  for (guint i = 0; i < self->n_events; i++)
    {
      g_autofree char *days = clv_calendar_dup_days (self, i);
      g_autofree char *text = g_strdup_printf ("%s=%s", self->name[i], days);

      if ((events >> i & 1) == 0)
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", self->name[i]);
      else
        clv_calendar_add (seen, self->type[i], text, NULL);
    }
  *names = list->len > 0 ? g_strdup (list->str) : NULL;
  return seen->n_events > 0 ? g_steal_pointer (&seen) : NULL;
}
