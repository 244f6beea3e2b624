/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"

#define SECONDS_PER_DAY 86400

#define WORD(text, value) CLV_CELL_WORD (text, value)

/* What follows a time: minutes east of UTC. Those of North America are named by
 * RFC 2822, 4.3; others are in use only for one zone. CST, IST, BST and AST are not
 * here: each means clocks that are hours apart. */
static const ClvCellWord zone_words[] = {
  WORD ("z", 0), WORD ("utc", 0), WORD ("gmt", 0), WORD ("ut", 0), WORD ("edt", -240),
  WORD ("est", -300), WORD ("cdt", -300), WORD ("mdt", -360), WORD ("mst", -420),
  WORD ("pdt", -420), WORD ("pst", -480), WORD ("akdt", -480), WORD ("akst", -540),
  WORD ("hst", -600), WORD ("wet", 0), WORD ("west", 60), WORD ("cet", 60), WORD ("mez", 60),
  WORD ("cest", 120), WORD ("mesz", 120), WORD ("eet", 120), WORD ("eest", 180),
  WORD ("msk", 180), WORD ("jst", 540), WORD ("kst", 540), WORD ("aest", 600),
  WORD ("aedt", 660), WORD ("acst", 570), WORD ("acdt", 630), WORD ("awst", 480),
  WORD ("nzst", 720), WORD ("nzdt", 780), WORD ("sgt", 480), WORD ("hkt", 480),
  WORD ("sast", 120), CLV_CELL_WORDS_END,
};

/* "(UTC)" or "(Central European Summer Time)" behind an offset. */
static gboolean
skip_comment (ClvCellCursor *cursor)
{
  const char *close;

  clv_cell_cursor_skip (cursor, " ");
  if (!clv_cell_cursor_is (cursor, "(["))
    return TRUE;

  close = memchr (cursor->at, *cursor->at == '(' ? ')' : ']',
                  (gsize) (cursor->end - cursor->at));
  if (close == NULL)
    return FALSE;

  cursor->at = close + 1;
  return TRUE;
}

/* +02:00, +0200, +02, +2 */
static ClvCellState
scan_offset (ClvCellCursor *cursor,
             ClvCellTime   *time)
{
  int hours = 0;
  int minutes = 0;
  gboolean is_west = *cursor->at++ == '-';
  guint digits = clv_cell_cursor_number (cursor, &hours);

  if (digits == 4)
    {
      minutes = hours % 100;
      hours /= 100;
    }
  else if (digits == 0 || digits > 2)
    return CLV_CELL_INVALID;
  else if (clv_cell_cursor_take (cursor, ":") && clv_cell_cursor_number (cursor, &minutes) != 2)
    return CLV_CELL_INVALID;
  if (hours > 15 || minutes > 59)
    return CLV_CELL_IMPOSSIBLE;

  time->has_offset = TRUE;
  time->offset = (hours * 3600 + minutes * 60) * (is_west ? -1 : 1);

  return CLV_CELL_OK;
}

static ClvCellState
scan_zone (ClvCellCursor *cursor,
           ClvCellTime   *time)
{
  ClvCellState state = CLV_CELL_OK;
  gboolean is_open = FALSE;
  int minutes = 0;

  clv_cell_cursor_skip (cursor, " ");
  if (clv_cell_cursor_is (cursor, "+-"))
    {
      state = scan_offset (cursor, time);
      clv_cell_cursor_skip (cursor, " ");
      /* "+0000 UTC": said twice */
      if (time->offset == 0 && !clv_cell_cursor_take (cursor, "UTC"))
        clv_cell_cursor_take (cursor, "GMT");
    }
  else
    {
      is_open = clv_cell_cursor_take (cursor, "(");
      time->has_offset = clv_cell_cursor_take_word (cursor, zone_words, &minutes);
      time->offset = minutes * 60;
      /* "GMT+0200" */
      if (time->has_offset && minutes == 0 && clv_cell_cursor_is (cursor, "+-"))
        state = scan_offset (cursor, time);
    }
  if (state != CLV_CELL_OK)
    return state;
  if (is_open)
    return clv_cell_cursor_take (cursor, ")") ? CLV_CELL_OK : CLV_CELL_INVALID;

  /* A name alone is no comment: without it the time would be another. */
  return !time->has_offset || skip_comment (cursor) ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/*
 * clv_cell_offset_parse:
 * @seconds: (out): east of UTC
 *
 * Whether the cell is an offset and nothing else: "+02:00", "UTC-5", "PDT".
 */
gboolean
clv_cell_offset_parse (ClvCell  cell,
                       gint32  *seconds)
{
  ClvCellTime time = { 0 };
  ClvCellCursor cursor;

  cell = clv_cell_trim (cell);
  cursor.at = cell.text;
  cursor.end = cell.text + cell.length;
  if (cell.length == 0 || scan_zone (&cursor, &time) != CLV_CELL_OK
      || !time.has_offset || cursor.at != cursor.end)
    return FALSE;

  *seconds = time.offset;
  return TRUE;
}

/* The hour on a clock of twelve hours becomes one of twenty-four. */
static ClvCellState
scan_half (ClvCellCursor *cursor,
           int           *hours,
           gboolean      *has_half)
{
  static const ClvCellWord words[] = {
    WORD ("am", 0), WORD ("a", 0), WORD ("pm", 12), WORD ("p", 12), CLV_CELL_WORDS_END,
  };
  int half = 0;

  clv_cell_cursor_skip (cursor, " ");
  if (!clv_cell_cursor_is (cursor, "aApP"))
    return CLV_CELL_OK;

  *has_half = clv_cell_cursor_take (cursor, "A.M.");
  if (!*has_half && clv_cell_cursor_take (cursor, "P.M."))
    {
      half = 12;
      *has_half = TRUE;
    }
  if (!*has_half)
    *has_half = clv_cell_cursor_take_word (cursor, words, &half);
  if (!*has_half)
    return CLV_CELL_OK;
  if (*hours < 1 || *hours > 12)
    return CLV_CELL_IMPOSSIBLE;

  *hours = *hours % 12 + half;
  return CLV_CELL_OK;
}

/* hmmss or hmm without marks, behind a T: two digits each. */
static gboolean
split_compact (guint digits,
               int  *hours,
               int  *minutes,
               int  *seconds)
{
  if (digits != 4 && digits != 6)
    return FALSE;

  *seconds = digits == 6 ? *hours % 100 : 0;
  if (digits == 6)
    *hours /= 100;
  *minutes = *hours % 100;
  *hours /= 100;

  return TRUE;
}

/* :mm, :mm:ss and a fraction of a second */
static ClvCellState
scan_minutes (ClvCellCursor *cursor,
              int           *minutes,
              int           *seconds)
{
  int fraction = 0;

  cursor->at++;
  if (clv_cell_cursor_number (cursor, minutes) != 2)
    return CLV_CELL_INVALID;
  if (!clv_cell_cursor_is (cursor, ":."))
    return CLV_CELL_OK;

  cursor->at++;
  if (clv_cell_cursor_number (cursor, seconds) != 2)
    return CLV_CELL_INVALID;
  if (clv_cell_cursor_is (cursor, ".,:"))
    {
      cursor->at++;
      if (clv_cell_cursor_number (cursor, &fraction) == 0)
        return CLV_CELL_INVALID;
    }

  return CLV_CELL_OK;
}

/*
 * clv_cell_clock_scan:
 * @cursor: at the first digit of the hour; behind what was read afterwards
 * @time: (out): its clock and offset are set
 *
 * h:mm, h:mm:ss, h.mm, hhmmss, with a fraction, AM or PM, "Uhr", and a zone.
 */
ClvCellState
clv_cell_clock_scan (ClvCellCursor *cursor,
                     ClvCellTime   *time)
{
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  gboolean has_half = FALSE;
  guint digits = clv_cell_cursor_number (cursor, &hours);
  gboolean is_compact = split_compact (digits, &hours, &minutes, &seconds);
  ClvCellState state = CLV_CELL_OK;
  gboolean has_minutes = is_compact || clv_cell_cursor_is (cursor, ":.");

  if (digits == 0 || (digits > 2 && !is_compact))
    return CLV_CELL_INVALID;
  if (has_minutes && !is_compact)
    state = scan_minutes (cursor, &minutes, &seconds);
  if (state == CLV_CELL_OK)
    state = scan_half (cursor, &hours, &has_half);
  if (state != CLV_CELL_OK)
    return state;
  if (!has_half && !clv_cell_cursor_take (cursor, "Uhr") && !has_minutes)
    return CLV_CELL_INVALID;
  if (hours > 23 || minutes > 59 || seconds > 60)
    return CLV_CELL_IMPOSSIBLE;

  /* A leap second is counted to the second before it. */
  time->has_clock = TRUE;
  time->seconds = hours * 3600 + minutes * 60 + MIN (seconds, 59);
  if (cursor->at == cursor->end)
    return CLV_CELL_OK;

  return scan_zone (cursor, time);
}

/*
 * clv_cell_time_set_fraction:
 * @fraction: of @whole, less than it
 * @whole: up to 1e12
 *
 * Sets the clock to a part of the day, as spreadsheets write times, to the next
 * second; it may be the first of the next day.
 */
void
clv_cell_time_set_fraction (ClvCellTime *time,
                            guint64      fraction,
                            guint64      whole)
{
  time->has_clock = TRUE;
  time->seconds = (gint32) ((fraction * SECONDS_PER_DAY + whole / 2) / whole);
  if (time->seconds < SECONDS_PER_DAY)
    return;

  time->seconds = 0;
  time->days++;
}

/* 0.604166666667: a time of day in a spreadsheet without its format. Fewer than
 * three digits might be an hour and minutes. */
static gboolean
parse_fraction (ClvCell      cell,
                ClvCellTime *time)
{
  guint64 fraction = 0;
  guint64 whole = 1;

  if (cell.length < 5 || cell.text[0] != '0' || (cell.text[1] != '.' && cell.text[1] != ','))
    return FALSE;

  for (guint32 i = 2; i < cell.length; i++)
    {
      if (!g_ascii_isdigit (cell.text[i]))
        return FALSE;
      if (whole >= G_GUINT64_CONSTANT (1000000000000))
        continue;
      fraction = fraction * 10 + (guint64) (cell.text[i] - '0');
      whole *= 10;
    }
  clv_cell_time_set_fraction (time, fraction, whole);
  if (time->days > 0)
    {
      time->days = 0;
      time->seconds = SECONDS_PER_DAY - 1;
    }

  return TRUE;
}

/*
 * clv_cell_clock_parse:
 * @cell: any cell
 * @time: (out): the clock and, where the cell has one, the offset; no day
 *
 * Reads a time of day that stands in a column of its own: "2:30:00 PM", "14:30",
 * "14.30 Uhr", "14:30:00 PDT", "2 PM", or the part of a day of a spreadsheet.
 */
ClvCellState
clv_cell_clock_parse (ClvCell      cell,
                      ClvCellTime *time)
{
  ClvCellCursor cursor;
  ClvCellState state;

  memset (time, 0, sizeof *time);
  cell = clv_cell_plain (cell);
  if (clv_cell_is_missing (cell))
    return CLV_CELL_EMPTY;
  if (cell.length > CLV_CELL_DATE_LENGTH_MAX)
    return CLV_CELL_INVALID;
  if (parse_fraction (cell, time))
    return CLV_CELL_OK;

  cursor.at = cell.text;
  cursor.end = cell.text + cell.length;
  clv_cell_cursor_take (&cursor, "T");
  state = clv_cell_clock_scan (&cursor, time);
  if (state != CLV_CELL_OK)
    return state;

  return cursor.at == cursor.end ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/*
 * clv_cell_clock_join:
 * @cell: of the column of clocks beside a column of dates
 * @time: (inout): what the date says; the clock is set and, where the cell has one, the
 *   offset
 *
 * %CLV_CELL_OK also where the cell is empty; nothing is set then.
 */
ClvCellState
clv_cell_clock_join (ClvCell      cell,
                     ClvCellTime *time)
{
  ClvCellTime clock = { 0 };
  ClvCellState state;

  if (clv_cell_is_missing (clv_cell_trim (cell)))
    return CLV_CELL_OK;

  state = clv_cell_clock_parse (cell, &clock);
  if (state != CLV_CELL_OK)
    return state;

  time->seconds = clock.seconds;
  time->has_clock = TRUE;
  if (clock.has_offset)
    {
      time->offset = clock.offset;
      time->has_offset = TRUE;
    }

  return CLV_CELL_OK;
}
