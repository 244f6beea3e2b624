/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-serial.h"

#define SECONDS_PER_DAY 86400
#define DAYS_1990 7305  /* 1990-01-01 */
#define DAYS_2100 47482 /* 2100-01-01 */

/* Day 60 of the calendar that begins in 1900 is a February 29 that never was. */
#define PHANTOM_DAY 60

/* A number that counts. */
typedef struct
{
  guint64 whole;
  guint n_whole;
  guint64 fraction;
  guint64 unit;      /* @fraction is of so many; 1 where nothing is behind the mark */
} CountedNumber;

/*
 * clv_date_order_is_counted:
 *
 * Whether dates of that kind are plain numbers.
 */
gboolean
clv_date_order_is_counted (ClvDateOrder order)
{
  return order >= CLV_DATE_ORDER_EXCEL && order <= CLV_DATE_ORDER_UNIX_MS;
}

/* Digits with at most one decimal mark, a point or a comma; no signs, no groups. */
static gboolean
scan_counted (ClvCell        cell,
              CountedNumber *number)
{
  guint32 i = 0;

  memset (number, 0, sizeof *number);
  number->unit = 1;
  while (i < cell.length && g_ascii_isdigit (cell.text[i]) && number->n_whole < 15)
    {
      number->whole = number->whole * 10 + (guint64) (cell.text[i++] - '0');
      number->n_whole++;
    }
  if (number->n_whole == 0)
    return FALSE;
  if (i == cell.length)
    return TRUE;
  if ((cell.text[i] != '.' && cell.text[i] != ',') || i + 1 == cell.length)
    return FALSE;

  for (i++; i < cell.length; i++)
    {
      if (!g_ascii_isdigit (cell.text[i]))
        return FALSE;
      if (number->unit >= G_GUINT64_CONSTANT (1000000000000))
        continue;
      number->fraction = number->fraction * 10 + (guint64) (cell.text[i] - '0');
      number->unit *= 10;
    }

  return TRUE;
}

static ClvCellState
check_days (gint64       days,
            ClvCellTime *time)
{
  if (days > clv_cell_month_starts[G_N_ELEMENTS (clv_cell_month_starts) - 1] - 1)
    return CLV_CELL_FUTURE;
  if (days == 0)
    return CLV_CELL_NO_DATE;

  time->days = (gint32) days;
  return CLV_CELL_OK;
}

static ClvCellState
parse_serial (const CountedNumber *number,
              gboolean             is_1904,
              ClvCellTime         *time)
{
  gint64 days = (gint64) number->whole - (is_1904 ? CLV_SERIAL_EPOCH_1904 : CLV_SERIAL_EPOCH_1900);
  ClvCellState state;

  if (number->whole == 0)
    return CLV_CELL_NO_DATE;
  if (!is_1904 && number->whole == PHANTOM_DAY)
    return CLV_CELL_IMPOSSIBLE;
  if (!is_1904 && number->whole < PHANTOM_DAY)
    days++;
  state = check_days (days, time);
  if (state == CLV_CELL_OK && number->unit > 1)
    clv_cell_time_set_fraction (time, number->fraction, number->unit);

  return state;
}

static ClvCellState
parse_unix (const CountedNumber *number,
            guint64              per_second,
            ClvCellTime         *time)
{
  guint64 seconds = number->whole / per_second;

  time->has_clock = TRUE;
  time->has_offset = TRUE;
  time->seconds = (gint32) (seconds % SECONDS_PER_DAY);

  return check_days ((gint64) (seconds / SECONDS_PER_DAY), time);
}

/*
 * clv_cell_serial_parse:
 * @cell: any cell, trimmed
 * @order: one for that clv_date_order_is_counted()
 * @time: (out): the day and time; in UTC for Unix times, else as written
 *
 * Reads a date that is a count of days or seconds. Fractions of a day are
 * rounded to the second, those of a second cut off.
 */
ClvCellState
clv_cell_serial_parse (ClvCell       cell,
                       ClvDateOrder  order,
                       ClvCellTime  *time)
{
  CountedNumber number;

  memset (time, 0, sizeof *time);
  clv_cell_date_init ();
  if (!scan_counted (cell, &number))
    return CLV_CELL_INVALID;
  if (order == CLV_DATE_ORDER_EXCEL || order == CLV_DATE_ORDER_EXCEL_1904)
    return parse_serial (&number, order == CLV_DATE_ORDER_EXCEL_1904, time);
  if (order == CLV_DATE_ORDER_UNIX || order == CLV_DATE_ORDER_UNIX_MS)
    return parse_unix (&number, order == CLV_DATE_ORDER_UNIX ? 1 : 1000, time);

  return CLV_CELL_INVALID;
}

/*
 * clv_cell_serial_is_likely:
 *
 * Whether the cell, read so, is a day from 1990 to 2099. Where the column is
 * called a date, that is proof enough.
 */
gboolean
clv_cell_serial_is_likely (ClvCell       cell,
                           ClvDateOrder  order,
                           ClvCellTime  *time)
{
  return clv_cell_serial_parse (cell, order, time) == CLV_CELL_OK
         && time->days >= DAYS_1990 && time->days < DAYS_2100;
}
