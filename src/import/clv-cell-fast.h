/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"

G_BEGIN_DECLS

/* Shapes that whole columns have beside those of clv_cell_date_fast() and
 * clv_cell_number_fast(): "05.03.2024" and "1.234,56". */

/* "05.03.2024", "05/03/2024" or "05-03-2024": the two numbers before the year, which is
 * one that can be nothing else. They are two digits each and not checked. */
static inline gboolean
clv_cell_numbers_fast (ClvCell  cell,
                       guint   *first,
                       guint   *second,
                       guint   *year)
{
  guint64 word;
  guint64 mark;
  guint16 tail;

  if (cell.length != 10)
    return FALSE;

  mark = (guchar) cell.text[2];
  if (mark != '.' && mark != '/' && mark != '-')
    return FALSE;

  memcpy (&word, cell.text, 8);
  memcpy (&tail, cell.text + 8, 2);
  word = GUINT64_FROM_LE (word)
         ^ (G_GUINT64_CONSTANT (0x3030003030003030) | mark << 16 | mark << 40);
  tail = GUINT16_FROM_LE (tail) ^ 0x3030;

  /* Every byte is now a digit's value, or 0 at the two marks. */
  if ((((word + G_GUINT64_CONSTANT (0x76767f76767f7676)) | word)
       & G_GUINT64_CONSTANT (0x8080808080808080)) != 0
      || (((tail + 0x7676u) | tail) & 0x8080u) != 0)
    return FALSE;

  *first = (guint) (word & 0xf) * 10 + (guint) (word >> 8 & 0xf);
  *second = (guint) (word >> 24 & 0xf) * 10 + (guint) (word >> 32 & 0xf);
  *year = (guint) (word >> 48 & 0xf) * 1000 + (guint) (word >> 56 & 0xf) * 100
          + (guint) (tail & 0xf) * 10 + (guint) (tail >> 8 & 0xf);

  return *year >= CLV_CELL_FAST_YEAR && *year <= CLV_CELL_YEAR_MAX;
}

/* A date of the shape that is usual in that order; anything else is FALSE and left to
 * clv_cell_date_parse(). Needs clv_cell_date_init(). */
static inline gboolean
clv_cell_date_fast_in (ClvCell       cell,
                       ClvDateOrder  order,
                       gint32       *days)
{
  guint day;
  guint month;
  guint year;
  guint index;

  if (order != CLV_DATE_ORDER_DMY && order != CLV_DATE_ORDER_MDY)
    return clv_cell_date_fast (cell, days);

  if (!(order == CLV_DATE_ORDER_DMY ? clv_cell_numbers_fast (cell, &day, &month, &year)
                                    : clv_cell_numbers_fast (cell, &month, &day, &year))
      || month - 1 > 11)
    return FALSE;

  index = (year - CLV_CELL_YEAR_MIN) * 12 + month - 1;
  if (day - 1 >= (guint) (clv_cell_month_starts[index + 1] - clv_cell_month_starts[index]))
    return FALSE;

  *days = clv_cell_month_starts[index] + (gint32) day - 1;
  return TRUE;
}

/* Two digits at @at, or 100 and more. */
static inline guint
clv_cell_two_digits (const char *at)
{
  guint tens = (guint) (guchar) at[0] - '0';
  guint ones = (guint) (guchar) at[1] - '0';

  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/* What follows the seconds: nothing, Z, +02:00 or, behind a blank, +0200. */
static inline gboolean
clv_cell_offset_fast (const char  *at,
                      guint32      length,
                      ClvCellTime *time)
{
  gboolean is_wide = length == 6 && at[0] == ' ';
  char sign = is_wide ? at[1] : at[0];
  guint hours;
  guint minutes;

  time->offset = 0;
  time->has_offset = length > 0;
  if (length == 0 || (length == 1 && at[0] == 'Z'))
    return TRUE;
  if (length != 6 || (sign != '+' && sign != '-') || (!is_wide && at[3] != ':'))
    return FALSE;

  hours = clv_cell_two_digits (at + (is_wide ? 2 : 1));
  minutes = clv_cell_two_digits (at + 4);
  if (hours > 15 || minutes > 59)
    return FALSE;

  time->offset = (gint32) (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
  return TRUE;
}

/* "2024-03-05 14:30", with seconds, and with an offset behind them; anything else is
 * FALSE and left to clv_cell_date_parse(). Needs clv_cell_date_init(). */
static inline gboolean
clv_cell_moment_fast (ClvCell      cell,
                      ClvCellTime *time)
{
  ClvCell day = { cell.text, 10 };
  guint hours;
  guint minutes;
  guint seconds = 0;

  if (cell.length < 16 || (cell.text[10] != ' ' && cell.text[10] != 'T') || cell.text[13] != ':'
      || !clv_cell_date_fast (day, &time->days))
    return FALSE;

  hours = clv_cell_two_digits (cell.text + 11);
  minutes = clv_cell_two_digits (cell.text + 14);
  time->has_offset = FALSE;
  time->offset = 0;
  if (cell.length > 16)
    {
      if (cell.length < 19 || cell.text[16] != ':')
        return FALSE;
      seconds = clv_cell_two_digits (cell.text + 17);
      if (!clv_cell_offset_fast (cell.text + 19, cell.length - 19, time))
        return FALSE;
    }
  if (hours > 23 || minutes > 59 || seconds > 59)
    return FALSE;

  time->has_clock = TRUE;
  time->seconds = (gint32) (hours * 3600 + minutes * 60 + seconds);
  return TRUE;
}

/* As clv_cell_number_fast(), and "1.234,56" to "999.999,99" with the other mark between
 * the thousands. The eight bytes that end with the cell must be readable. */
static inline gboolean
clv_cell_amount_fast (ClvCell  cell,
                      char     decimal,
                      gint64  *minor)
{
  char group = decimal == ',' ? '.' : ',';
  ClvCell rest;
  guint head = 0;

  if (clv_cell_number_fast (cell, decimal, minor))
    return TRUE;
  if (cell.length < 8 || cell.length > 10 || cell.text[cell.length - 7] != group
      || *cell.text == '0')
    return FALSE;

  for (guint i = 0; i < cell.length - 7; i++)
    {
      guint digit = (guint) (guchar) cell.text[i] - '0';

      if (digit > 9)
        return FALSE;
      head = head * 10 + digit;
    }
  rest = (ClvCell) { cell.text + cell.length - 6, 6 };
  if (!clv_cell_number_fast (rest, decimal, minor))
    return FALSE;

  *minor += (gint64) head * 100000;
  return TRUE;
}

G_END_DECLS
