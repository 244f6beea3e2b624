/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-record-cell.h"

#define SECONDS_PER_DAY 86400

/* A longer cell is no number. */
#define NUMBER_LENGTH_MAX 48

/* Days whose offset is remembered, side by side. */
#define N_SLOTS 1024

/* A day on which the clock is put forward or back. */
#define OFFSET_CHANGES G_MININT32

struct _ClvRecordZone
{
  GTimeZone *zone;              /* (nullable) */
  gint32 days[N_SLOTS];         /* the day that a slot is about */
  gint32 offsets[N_SLOTS];
};

/*
 * clv_record_zone_new:
 * @zone: (nullable): of times without an offset; UTC where %NULL
 */
ClvRecordZone *
clv_record_zone_new (GTimeZone *zone)
{
  ClvRecordZone *self = g_new0 (ClvRecordZone, 1);

  self->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  for (guint i = 0; i < N_SLOTS; i++)
    self->days[i] = G_MININT32;

  return self;
}

/*
 * clv_record_zone_free:
 */
void
clv_record_zone_free (ClvRecordZone *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

static gint32
offset_at (GTimeZone *zone,
           gint64     local)
{
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);

  return g_time_zone_get_offset (zone, interval);
}

static gint64
day_of (gint64 time)
{
  return time / SECONDS_PER_DAY - (time % SECONDS_PER_DAY < 0);
}

/*
 * clv_record_zone_to_utc:
 * @local: seconds as a clock on the wall would count them
 *
 * The same moment in UTC. A time that the clock skipped counts as the end of the gap,
 * one that it showed twice as the first.
 */
gint64
clv_record_zone_to_utc (ClvRecordZone *self,
                        gint64         local)
{
  gint64 day = day_of (local);
  guint slot = (guint) day % N_SLOTS;

  if (self->zone == NULL)
    return local;

  if (self->days[slot] != (gint32) day)
    {
      gint32 morning = offset_at (self->zone, day * SECONDS_PER_DAY);
      gint32 evening = offset_at (self->zone, day * SECONDS_PER_DAY + SECONDS_PER_DAY - 1);

      self->days[slot] = (gint32) day;
      self->offsets[slot] = morning == evening ? morning : OFFSET_CHANGES;
    }
  if (self->offsets[slot] != OFFSET_CHANGES)
    return local - self->offsets[slot];

  g_time_zone_adjust_time (self->zone, G_TIME_TYPE_STANDARD, &local);
  return local - offset_at (self->zone, local);
}

/*
 * clv_record_zone_get_day:
 * @time: seconds since 1970-01-01 in UTC
 *
 * The day that it was then.
 */
ClvDate
clv_record_zone_get_day (ClvRecordZone *self,
                         gint64         time)
{
  if (self->zone != NULL)
    time += g_time_zone_get_offset (self->zone,
                                    g_time_zone_find_interval (self->zone, G_TIME_TYPE_UNIVERSAL,
                                                               time));

  return (ClvDate) day_of (time);
}

/*
 * clv_record_clean_text:
 * @cell: any cell
 * @is_id: whether it names something: then it may be a whole number that a program
 *   turned into "17850.0"
 *
 * Without blanks around it and without a spreadsheet's guard.
 */
ClvCell
clv_record_clean_text (ClvCell  cell,
                       gboolean is_id)
{
  cell = clv_cell_trim (cell);
  if (cell.length >= 2 && cell.text[0] == '\'' && strchr ("=+-@\t\r", cell.text[1]) != NULL)
    {
      cell.text++;
      cell.length--;
    }
  if (is_id && cell.length > 2 && memcmp (cell.text + cell.length - 2, ".0", 2) == 0)
    {
      guint32 i = 0;

      while (i < cell.length - 2 && g_ascii_isdigit (cell.text[i]))
        i++;
      if (i == cell.length - 2)
        cell.length -= 2;
    }

  return cell;
}

/*
 * clv_record_parse_number:
 * @cell: any cell
 * @decimal: the decimal mark
 * @is_share: whether it is a share: a percent sign, or a number over 1, counts in
 *   hundredths
 * @number: (out): the number
 *
 * Reads a number that is kept as a double, to the last digit that one holds.
 */
ClvCellState
clv_record_parse_number (ClvCell   cell,
                         char      decimal,
                         gboolean  is_share,
                         double   *number)
{
  char text[NUMBER_LENGTH_MAX + 1];
  gboolean is_percent = FALSE;
  char other = decimal == '.' ? ',' : '.';
  char *end = NULL;

  cell = clv_cell_plain (cell);
  if (clv_cell_is_missing (cell))
    return CLV_CELL_EMPTY;
  if (is_share && cell.text[cell.length - 1] == '%')
    {
      is_percent = TRUE;
      cell.length--;
      cell = clv_cell_trim (cell);
    }
  if (cell.length == 0 || cell.length > NUMBER_LENGTH_MAX)
    return CLV_CELL_INVALID;

  for (guint32 i = 0; i < cell.length; i++)
    {
      text[i] = cell.text[i] == decimal ? '.' : cell.text[i];
      if (cell.text[i] == other)
        return CLV_CELL_OTHER_MARK;
      if (!g_ascii_isdigit (text[i]) && strchr ("+-.eE", text[i]) == NULL)
        return CLV_CELL_INVALID;
    }
  text[cell.length] = '\0';
  *number = g_ascii_strtod (text, &end);
  if (end != text + cell.length)
    return CLV_CELL_INVALID;
  if (!isfinite (*number))
    return CLV_CELL_RANGE;
  if (is_percent || (is_share && *number > 1.0))
    *number /= 100.0;

  return CLV_CELL_OK;
}

static gboolean
two_digits (const char *text,
            int         limit,
            gint32     *value)
{
  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return FALSE;
  *value = (text[0] - '0') * 10 + (text[1] - '0');

  return *value < limit;
}

/*
 * clv_record_fast_time:
 * @time: (out): set where it is one
 *
 * YYYY-MM-DD from 1971 on, alone or with HH:MM:SS behind a T or a blank, with or
 * without a Z; anything else is FALSE and left to clv_cell_date_parse().
 */
gboolean
clv_record_fast_time (ClvCell      cell,
                      ClvCellTime *time)
{
  ClvCell day = { cell.text, 10 };
  const char *clock = cell.text + 11;
  gint32 hours = 0;
  gint32 minutes = 0;
  gint32 seconds = 0;

  *time = (ClvCellTime) { 0 };
  if (cell.length == 10)
    return clv_cell_date_fast (cell, &time->days);
  if ((cell.length != 19 && (cell.length != 20 || cell.text[19] != 'Z'))
      || (cell.text[10] != 'T' && cell.text[10] != ' ') || clock[2] != ':' || clock[5] != ':'
      || !clv_cell_date_fast (day, &time->days) || !two_digits (clock, 24, &hours)
      || !two_digits (clock + 3, 60, &minutes) || !two_digits (clock + 6, 60, &seconds))
    return FALSE;

  time->seconds = hours * 3600 + minutes * 60 + seconds;
  time->has_clock = TRUE;
  time->has_offset = cell.length == 20;

  return TRUE;
}
