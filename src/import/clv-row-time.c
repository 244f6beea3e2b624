/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-fast.h"
#include "clv-row-steps.h"

/*
 * clv_row_time_init:
 *
 * Which days the rules take, and the zone of times without one.
 */
void
clv_row_time_init (ClvRowTaker *self)
{
  clv_import_plan_get_days (self->plan, &self->first_day, &self->last_day);
  self->zone = clv_zone_cache_new_named (self->plan->zone, NULL);
  if (self->columns[CLV_FIELD_ZONE] >= 0)
    self->zones = clv_zone_table_new ();
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
  if (self->zones != NULL
      && !clv_zone_table_find (self->zones, clv_row_field (self, row, CLV_FIELD_ZONE), &zone))
    {
      clv_row_reject (self, row, CLV_REJECT_ZONE, self->names[CLV_FIELD_ZONE], NULL);
      return FALSE;
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
  ClvCellState state = clv_cell_clock_join (clv_row_field (self, row, CLV_FIELD_TIME), time);

  if (state == CLV_CELL_OK)
    return TRUE;

  clv_row_reject_cell (self, row, CLV_FIELD_TIME, state);
  return FALSE;
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
