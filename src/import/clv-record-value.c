/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-money.h"
#include "clv-record-taker.h"

#define SECONDS_PER_DAY 86400

/* The clock may stand in a column of its own. */
static ClvCellState
taker_parse_time (ClvRecordTaker *self,
                  guint32         row,
                  ClvField        field,
                  ClvCell         cell,
                  ClvCellTime    *time)
{
  ClvCellState state = CLV_CELL_OK;

  if (!clv_record_fast_time (cell, time))
    state = clv_cell_date_parse (cell, self->head->plan->date_order, time);
  if (state != CLV_CELL_OK || field != CLV_FIELD_DATE || self->columns[CLV_FIELD_TIME] < 0)
    return state;

  return clv_cell_clock_join (clv_record_taker_cell (self, row, self->columns[CLV_FIELD_TIME]),
                              time);
}

/* Seconds in UTC of a time with a clock. */
static ClvCellState
taker_place_time (ClvRecordTaker    *self,
                  guint32            row,
                  const ClvCellTime *time,
                  gint64            *value)
{
  ClvZoneCache *zone = self->zone;

  if (time->has_offset)
    {
      *value -= time->offset;
      return CLV_CELL_OK;
    }
  if (self->zones != NULL
      && !clv_zone_table_find (self->zones,
                               clv_record_taker_cell (self, row, self->columns[CLV_FIELD_ZONE]),
                               &zone))
    return CLV_CELL_INVALID;
  if (zone != NULL)
    *value = clv_zone_cache_to_utc (zone, *value);

  return CLV_CELL_OK;
}

static ClvCellState
taker_take_time (ClvRecordTaker *self,
                 guint32         row,
                 guint           at,
                 ClvCell         cell,
                 gint64         *value)
{
  ClvCellTime time = { 0 };
  ClvCellState state = taker_parse_time (self, row, self->layout->columns[at].field, cell, &time);

  if (state != CLV_CELL_OK)
    return state;

  *value = (gint64) time.days * SECONDS_PER_DAY + time.seconds;
  self->clocks[at][self->n] = time.has_clock;
  if (self->layout->columns[at].field == CLV_FIELD_DATE)
    self->day = time.days;

  return time.has_clock ? taker_place_time (self, row, &time, value) : CLV_CELL_OK;
}

/* In the run's currency, whatever the row's is. */
static ClvCellState
taker_take_money (ClvRecordTaker *self,
                  ClvCell         cell,
                  gint64         *value)
{
  ClvNumberRules rules = self->money;
  gboolean is_rounded = FALSE;
  ClvCellState state;
  gint64 nano;

  if (self->is_home && rules.exponent == 2
      && clv_cell_number_fast (cell, rules.decimal, value))
    return CLV_CELL_OK;
  if (!self->is_home)
    {
      rules.currency = self->currency;
      rules.exponent = clv_currency_get_exponent (self->currency);
    }
  state = clv_cell_number_parse_full (cell, &rules, value, &is_rounded);
  if (state != CLV_CELL_OK || self->is_home)
    return state;

  nano = clv_import_rates_find (&self->rates, self->currency, self->day);
  if (nano == 0)
    return CLV_CELL_OTHER_CURRENCY;

  return clv_import_rates_convert (&self->rates, self->currency, nano, *value, value)
         ? CLV_CELL_OK : CLV_CELL_RANGE;
}

/*
 * clv_record_take_value:
 * @at: its column in the layout
 * @cell: of that column
 * @value: (out): what is kept
 *
 * Reads a cell of the present row that is no text.
 */
ClvCellState
clv_record_take_value (ClvRecordTaker *self,
                       guint32         row,
                       guint           at,
                       ClvCell         cell,
                       gint64         *value)
{
  ClvRecordType type = self->layout->columns[at].type;
  gboolean is_rounded = FALSE;
  ClvCellState state;
  double number = 0.0;

  switch (type)
    {
    case CLV_RECORD_TIME:
      self->clocks[at][self->n] = FALSE;
      return taker_take_time (self, row, at, cell, value);

    case CLV_RECORD_MONEY:
      return taker_take_money (self, cell, value);

    case CLV_RECORD_COUNT:
      state = clv_cell_number_parse_full (cell, &self->whole, value, &is_rounded);
      return state == CLV_CELL_OK && (is_rounded || *value < 0) ? CLV_CELL_INVALID : state;

    case CLV_RECORD_NUMBER:
    case CLV_RECORD_SHARE:
      state = clv_record_parse_number (cell, self->head->plan->decimal, type == CLV_RECORD_SHARE,
                                       &number);
      *value = clv_record_from_number (number);
      return state;

    case CLV_RECORD_TEXT:
    default:
      return CLV_CELL_INVALID;
    }
}
