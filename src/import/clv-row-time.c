/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-fast.h"
#include "clv-row-steps.h"
#include "clv-zone-name.h"

/* Until so many hours ago nowhere on Earth is it the day yet. */
#define HOURS_AHEAD 14

/* A file has so many different zones, or the column holds something else. */
#define ZONES_MAX 1000

/*
 * clv_row_time_init:
 *
 * Which days the rules take, and the zone of times without one.
 */
void
clv_row_time_init (ClvRowTaker *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  self->first_day = self->plan->earliest != CLV_DATE_INVALID ? self->plan->earliest : G_MININT32;
  self->last_day = self->plan->latest != CLV_DATE_INVALID
                   ? self->plan->latest
                   : (gint32) ((now + HOURS_AHEAD * 3600) / SECONDS_PER_DAY) + 1;
  if (self->plan->zone != NULL)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (self->plan->zone);

      self->zone = zone != NULL ? clv_zone_cache_new (zone) : NULL;
    }
  if (self->columns[CLV_FIELD_ZONE] >= 0)
    self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) clv_zone_cache_free);
}

/* The zone that a cell names, or NULL where nobody knows it. */
static ClvZoneCache *
find_zone (ClvRowTaker *self,
           ClvCell      cell)
{
  g_autofree char *text = g_strndup (cell.text, cell.length);
  g_autoptr(GTimeZone) zone = NULL;
  ClvZoneCache *cache = NULL;
  const char *name;

  if (g_hash_table_lookup_extended (self->zones, text, NULL, (gpointer *) &cache))
    return cache;
  if (g_hash_table_size (self->zones) >= ZONES_MAX)
    return NULL;

  name = clv_zone_name_find (cell);
  zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  cache = zone != NULL ? clv_zone_cache_new (zone) : NULL;
  g_hash_table_insert (self->zones, g_steal_pointer (&text), cache);

  return cache;
}

/* Seconds since 1970 in UTC, of a time that has a clock. */
static gboolean
place_time (ClvRowTaker       *self,
            guint32            row,
            const ClvCellTime *time,
            gint64            *utc)
{
  ClvZoneCache *zone = self->zone;
  gint64 local = (gint64) time->days * SECONDS_PER_DAY + time->seconds;

  if (time->has_offset)
    {
      *utc = local - time->offset;
      return TRUE;
    }
  if (self->zones != NULL)
    {
      ClvCell cell = clv_cell_trim (clv_row_field (self, row, CLV_FIELD_ZONE));

      if (!clv_cell_is_missing (cell))
        {
          zone = find_zone (self, cell);
          if (zone == NULL)
            {
              clv_row_reject (self, row, CLV_REJECT_ZONE, self->names[CLV_FIELD_ZONE], NULL);
              return FALSE;
            }
        }
    }
  *utc = zone != NULL ? clv_zone_cache_to_utc (zone, local)
         : clv_import_block_to_utc (self->block, local);

  return TRUE;
}

/* The clock from its own column, where there is one. */
static gboolean
add_clock (ClvRowTaker *self,
           guint32      row,
           ClvCellTime *time)
{
  ClvCell cell = clv_cell_trim (clv_row_field (self, row, CLV_FIELD_TIME));
  ClvCellTime clock = { 0 };
  ClvCellState state;

  if (cell.length == 0 || clv_cell_is_missing (cell))
    return TRUE;

  state = clv_cell_clock_parse (cell, &clock);
  if (state != CLV_CELL_OK)
    {
      clv_row_reject_cell (self, row, CLV_FIELD_TIME, state);
      return FALSE;
    }
  time->seconds = clock.seconds;
  time->has_clock = TRUE;
  if (clock.has_offset)
    {
      time->offset = clock.offset;
      time->has_offset = TRUE;
    }

  return TRUE;
}

/* Whether anything asks for the exact day of a moment, which takes a while. Of the
 * days that are in the future the next one is none. */
static gboolean
needs_day (const ClvRowTaker *self)
{
  return self->plan->earliest != CLV_DATE_INVALID || self->plan->latest != CLV_DATE_INVALID
         || !self->amount.is_home;
}

/* Whether the rules take the day. */
static gboolean
check_day (ClvRowTaker *self,
           guint32      row,
           gint32       day)
{
  ClvRejectKind kind = CLV_REJECT_TOO_EARLY;

  if (day >= self->first_day && day <= self->last_day)
    return TRUE;

  if (day > self->last_day)
    kind = self->plan->latest != CLV_DATE_INVALID ? CLV_REJECT_TOO_LATE : CLV_REJECT_FUTURE;
  clv_row_reject (self, row, kind, self->names[CLV_FIELD_DATE], NULL);

  return FALSE;
}

/*
 * clv_row_read_time:
 * @day: (out): of the order, for rules and rates: where a clock says when it was, the
 *   day that it then was in the workspace
 * @time: (out): seconds, in UTC where @has_clock
 * @has_clock: (out): whether the row says more than the day
 *
 * FALSE where the row was rejected.
 */
gboolean
clv_row_read_time (ClvRowTaker *self,
                   guint32      row,
                   gint32      *day,
                   gint64      *time,
                   gboolean    *has_clock)
{
  ClvCell cell = clv_row_field (self, row, CLV_FIELD_DATE);
  ClvCellTime written = { 0 };
  ClvCellState state = CLV_CELL_OK;

  if (!clv_cell_date_fast (cell, &written.days) && !clv_cell_moment_fast (cell, &written))
    state = clv_cell_date_parse (cell, self->plan->date_order, &written);
  if (state != CLV_CELL_OK)
    {
      clv_row_reject_cell (self, row, CLV_FIELD_DATE, state);
      return FALSE;
    }
  if (self->columns[CLV_FIELD_TIME] >= 0 && !add_clock (self, row, &written))
    return FALSE;

  *day = written.days;
  *has_clock = written.has_clock;
  *time = (gint64) written.days * SECONDS_PER_DAY + written.seconds;
  if (written.has_clock && !place_time (self, row, &written, time))
    return FALSE;
  if (written.has_clock && needs_day (self))
    *day = clv_import_block_to_day (self->block, *time);

  return check_day (self, row, *day);
}
