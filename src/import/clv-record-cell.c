/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-record-cell.h"

/* A longer cell is no number. */
#define NUMBER_LENGTH_MAX 48

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
