/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-serial.h"

/* Two-digit years: POSIX strptime's %y, 69 … 99 are 1969 … 1999. */
#define PIVOT_YEAR 69

#define WORD(text, value) CLV_CELL_WORD (text, value)

gint32 clv_cell_month_starts[(CLV_CELL_YEAR_MAX - CLV_CELL_YEAR_MIN + 1) * 12 + 1];

/* English and German, in full and as they are cut. */
static const ClvCellWord month_words[] = {
  WORD ("jan", 1), WORD ("january", 1), WORD ("januar", 1), WORD ("j\xc3\xa4nner", 1),
  WORD ("j\xc3\xa4n", 1), WORD ("feb", 2), WORD ("february", 2), WORD ("februar", 2),
  WORD ("feber", 2), WORD ("mar", 3), WORD ("march", 3), WORD ("m\xc3\xa4rz", 3),
  WORD ("m\xc3\x84rz", 3), WORD ("m\xc3\xa4r", 3), WORD ("m\xc3\x84r", 3), WORD ("mrz", 3),
  WORD ("maerz", 3), WORD ("ma\xcc\x88rz", 3), WORD ("apr", 4), WORD ("april", 4),
  WORD ("may", 5), WORD ("mai", 5), WORD ("jun", 6), WORD ("june", 6), WORD ("juni", 6),
  WORD ("jul", 7), WORD ("july", 7), WORD ("juli", 7), WORD ("aug", 8), WORD ("august", 8),
  WORD ("sep", 9), WORD ("sept", 9), WORD ("september", 9), WORD ("oct", 10),
  WORD ("october", 10), WORD ("okt", 10), WORD ("oktober", 10), WORD ("nov", 11),
  WORD ("november", 11), WORD ("dec", 12), WORD ("december", 12), WORD ("dez", 12),
  WORD ("dezember", 12), CLV_CELL_WORDS_END,
};

static const ClvCellWord weekday_words[] = {
  WORD ("mon", 1), WORD ("monday", 1), WORD ("mo", 1), WORD ("montag", 1), WORD ("tue", 2),
  WORD ("tues", 2), WORD ("tuesday", 2), WORD ("di", 2), WORD ("die", 2), WORD ("dienstag", 2),
  WORD ("wed", 3), WORD ("wednesday", 3), WORD ("mi", 3), WORD ("mit", 3), WORD ("mittwoch", 3),
  WORD ("thu", 4), WORD ("thur", 4), WORD ("thurs", 4), WORD ("thursday", 4), WORD ("do", 4),
  WORD ("don", 4), WORD ("donnerstag", 4), WORD ("fri", 5), WORD ("friday", 5), WORD ("fr", 5),
  WORD ("fre", 5), WORD ("freitag", 5), WORD ("sat", 6), WORD ("saturday", 6), WORD ("sa", 6),
  WORD ("sam", 6), WORD ("samstag", 6), WORD ("sonnabend", 6), WORD ("sun", 7),
  WORD ("sunday", 7), WORD ("so", 7), WORD ("son", 7), WORD ("sonntag", 7), CLV_CELL_WORDS_END,
};

static gpointer
fill_month_starts (gpointer data)
{
  gint32 days = -25567; /* 1900-01-01 */
  guint n = 0;

  for (int year = CLV_CELL_YEAR_MIN; year <= CLV_CELL_YEAR_MAX; year++)
    {
      for (int month = 1; month <= 12; month++)
        {
          clv_cell_month_starts[n++] = days;
          days += g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
        }
    }
  clv_cell_month_starts[n] = days;

  return NULL;
}

/*
 * clv_cell_date_init:
 *
 * Fills the table that the parsers look days up in. Once is enough.
 */
void
clv_cell_date_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, fill_month_starts, NULL);
}

/*
 * clv_cell_is_missing:
 *
 * Whether a trimmed cell says that there is nothing: empty, a dash, N/A, null, nan.
 */
gboolean
clv_cell_is_missing (ClvCell cell)
{
  static const char * const words[] = {
    "-", "--", "\xe2\x80\x93", "\xe2\x80\x94", "n/a", "#n/a", "na", "nan", "null", "none", "nil",
    "(null)", "n.a.", "k.a.", "\\n",
  };

  if (cell.length == 0)
    return TRUE;
  if (cell.length > 6 || g_ascii_isdigit (*cell.text))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strlen (words[i]) == cell.length
          && g_ascii_strncasecmp (words[i], cell.text, cell.length) == 0)
        return TRUE;
    }

  return FALSE;
}

/*
 * clv_cell_plain:
 *
 * Without blanks around it, and without the apostrophe by which spreadsheets are told
 * to leave a cell alone.
 */
ClvCell
clv_cell_plain (ClvCell cell)
{
  cell = clv_cell_trim (cell);
  if (cell.length < 2 || *cell.text != '\'')
    return cell;

  cell.text++;
  cell.length--;
  return clv_cell_trim (cell);
}

static ClvCellState
scan_rest (ClvCellCursor *cursor,
           ClvDateParts  *parts)
{
  static const ClvCellWord words[] = {
    WORD ("at", 0), WORD ("um", 0), CLV_CELL_WORDS_END,
  };
  ClvCellState state = CLV_CELL_OK;
  int ignored = 0;

  if (cursor->at == cursor->end)
    return CLV_CELL_OK;

  if (!clv_cell_cursor_skip (cursor, ", ") && !clv_cell_cursor_take (cursor, "T"))
    return CLV_CELL_INVALID;
  if (!clv_cell_cursor_is_digit (cursor) && clv_cell_cursor_take_word (cursor, words, &ignored))
    clv_cell_cursor_skip (cursor, " ");
  state = clv_cell_clock_scan (cursor, &parts->time);
  if (state != CLV_CELL_OK)
    return state;

  return cursor->at == cursor->end ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/* "3rd" */
static void
skip_ordinal (ClvCellCursor *cursor)
{
  static const ClvCellWord words[] = {
    WORD ("st", 0), WORD ("nd", 0), WORD ("rd", 0), WORD ("th", 0), CLV_CELL_WORDS_END,
  };
  int ignored = 0;

  clv_cell_cursor_take_word (cursor, words, &ignored);
}

/* The month is a word: "5. März 2024", "Mar 5, 2024", "23-Sep-24". */
static ClvCellState
scan_named (ClvCellCursor *cursor,
            ClvDateParts  *parts,
            gboolean       is_month_first)
{
  static const char marks[] = ".,- /";
  int numbers[2] = { 0, 0 };
  guint digits[2];

  if (is_month_first && !clv_cell_cursor_take_word (cursor, month_words, &parts->numbers[1]))
    return CLV_CELL_INVALID;
  if (is_month_first)
    clv_cell_cursor_skip (cursor, marks);
  digits[0] = clv_cell_cursor_number (cursor, &numbers[0]);
  skip_ordinal (cursor);
  clv_cell_cursor_skip (cursor, marks);
  if (!is_month_first && !clv_cell_cursor_take_word (cursor, month_words, &parts->numbers[1]))
    return CLV_CELL_INVALID;
  if (!is_month_first)
    clv_cell_cursor_skip (cursor, marks);
  digits[1] = clv_cell_cursor_number (cursor, &numbers[1]);
  skip_ordinal (cursor);

  parts->is_named = TRUE;
  if (digits[0] == 4 && (digits[1] == 1 || digits[1] == 2))
    {
      parts->numbers[0] = numbers[0];
      parts->numbers[2] = numbers[1];
      parts->digits[0] = 4;
    }
  else if ((digits[0] == 1 || digits[0] == 2) && (digits[1] == 2 || digits[1] == 4))
    {
      parts->numbers[0] = numbers[1];
      parts->numbers[2] = numbers[0];
      parts->digits[0] = digits[1];
    }
  else
    return CLV_CELL_INVALID;

  return scan_rest (cursor, parts);
}

/* YYYYMMDD and, where @has_clock, hhmmss right behind */
static ClvCellState
scan_compact (ClvCellCursor *cursor,
              ClvDateParts  *parts,
              gboolean       has_clock)
{
  ClvCellCursor day = { cursor->at, cursor->at + 4 };

  parts->is_year_first = TRUE;
  parts->digits[0] = clv_cell_cursor_number (&day, &parts->numbers[0]);
  day.end += 2;
  clv_cell_cursor_number (&day, &parts->numbers[1]);
  day.end += 2;
  clv_cell_cursor_number (&day, &parts->numbers[2]);
  cursor->at = day.at;
  if (!has_clock)
    return scan_rest (cursor, parts);

  day.end = cursor->end;
  return clv_cell_clock_scan (cursor, &parts->time) == CLV_CELL_OK && cursor->at == cursor->end
         ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/* Three numbers with a mark between, and what follows them. */
static ClvCellState
scan_numbers (ClvCellCursor *cursor,
              ClvDateParts  *parts,
              char           separator)
{
  clv_cell_cursor_skip (cursor, " ");
  parts->digits[1] = clv_cell_cursor_number (cursor, &parts->numbers[1]);
  if (parts->digits[1] == 0 || parts->digits[1] > 2
      || cursor->at == cursor->end || *cursor->at != separator)
    return CLV_CELL_INVALID;
  cursor->at++;
  clv_cell_cursor_skip (cursor, " ");
  parts->digits[2] = clv_cell_cursor_number (cursor, &parts->numbers[2]);
  parts->is_year_first = parts->digits[0] == 4;
  if (parts->is_year_first
      ? parts->digits[2] == 0 || parts->digits[2] > 2
      : parts->digits[2] != 2 && parts->digits[2] != 4)
    return CLV_CELL_INVALID;

  return scan_rest (cursor, parts);
}

static guint
count_digits (const ClvCellCursor *cursor)
{
  ClvCellCursor at = *cursor;

  while (clv_cell_cursor_is_digit (&at))
    at.at++;

  return (guint) (at.at - cursor->at);
}

/*
 * clv_cell_date_scan:
 * @cell: any cell
 * @parts: (out): what stands there
 *
 * Takes a date apart without deciding which number is the day. Numbers that count
 * days or seconds are none here.
 */
ClvCellState
clv_cell_date_scan (ClvCell       cell,
                    ClvDateParts *parts)
{
  ClvCellCursor cursor;
  char separator;
  const char *first;
  int ignored = 0;
  guint n_digits;

  memset (parts, 0, sizeof *parts);
  cell = clv_cell_plain (cell);
  if (clv_cell_is_missing (cell))
    return CLV_CELL_EMPTY;
  if (cell.length > CLV_CELL_DATE_LENGTH_MAX)
    return CLV_CELL_INVALID;

  cursor.at = cell.text;
  cursor.end = cell.text + cell.length;
  if (!clv_cell_cursor_is_digit (&cursor))
    {
      if (clv_cell_cursor_take_word (&cursor, weekday_words, &ignored))
        clv_cell_cursor_skip (&cursor, "., ");
      if (!clv_cell_cursor_is_digit (&cursor))
        return scan_named (&cursor, parts, TRUE);
    }

  first = cursor.at;
  n_digits = count_digits (&cursor);
  if (n_digits == 8 || n_digits == 14)
    return scan_compact (&cursor, parts, n_digits == 14);
  if (n_digits == 3 || n_digits > 4)
    return CLV_CELL_INVALID;

  parts->digits[0] = clv_cell_cursor_number (&cursor, &parts->numbers[0]);
  separator = clv_cell_cursor_is (&cursor, ".-/") ? *cursor.at++ : ' ';
  clv_cell_cursor_skip (&cursor, " ");
  if (cursor.at < cursor.end && !g_ascii_isdigit (*cursor.at))
    {
      cursor.at = first;
      return scan_named (&cursor, parts, FALSE);
    }
  if (separator == ' ')
    return CLV_CELL_INVALID;

  return scan_numbers (&cursor, parts, separator);
}

/* What programs write where there is no date: all zeros, the first day of a calendar,
 * or the first of Unix times, also where a zone has moved that to the day before. */
static gboolean
is_no_date (const ClvDateParts *parts,
            int                 year,
            int                 month,
            int                 day)
{
  if (parts->numbers[0] == 0 && parts->numbers[1] == 0 && parts->numbers[2] == 0)
    return TRUE;
  if (year == 1899)
    return month == 12 && day >= 30;
  if (year == 1900)
    return month == 1 && day <= 1;
  if (year == 1969)
    return month == 12 && day == 31 && parts->time.has_clock;

  return (year == 1 || year == 1970) && month == 1 && day == 1;
}

/*
 * clv_cell_date_resolve:
 * @parts: from clv_cell_date_scan()
 * @order: which number is which
 * @time: (out): the day and time
 *
 * Decides and checks against the calendar.
 */
ClvCellState
clv_cell_date_resolve (const ClvDateParts *parts,
                       ClvDateOrder        order,
                       ClvCellTime        *time)
{
  gboolean is_fixed = parts->is_year_first || parts->is_named;
  guint year_at = is_fixed || order == CLV_DATE_ORDER_YMD ? 0 : 2;
  guint month_at = !is_fixed && order == CLV_DATE_ORDER_MDY ? 0 : 1;
  guint day_at = is_fixed || order == CLV_DATE_ORDER_YMD ? 2
                 : order == CLV_DATE_ORDER_DMY ? 0 : 1;
  int year = parts->numbers[year_at];
  int month = parts->numbers[month_at];
  int day = parts->numbers[day_at];
  guint index;

  *time = parts->time;
  if (!is_fixed && order == CLV_DATE_ORDER_YMD && parts->digits[2] == 4)
    return CLV_CELL_INVALID;
  if (parts->digits[year_at] <= 2)
    year += year < PIVOT_YEAR ? 2000 : 1900;
  if (is_no_date (parts, year, month, day))
    return CLV_CELL_NO_DATE;
  if (month < 1 || month > 12 || day < 1 || day > 31)
    return CLV_CELL_IMPOSSIBLE;
  if (year < CLV_CELL_YEAR_MIN)
    return CLV_CELL_RANGE;
  if (year > CLV_CELL_YEAR_MAX)
    return CLV_CELL_FUTURE;

  clv_cell_date_init ();
  index = (guint) ((year - CLV_CELL_YEAR_MIN) * 12 + month - 1);
  if (day > clv_cell_month_starts[index + 1] - clv_cell_month_starts[index])
    return CLV_CELL_IMPOSSIBLE;

  time->days = clv_cell_month_starts[index] + day - 1;
  return CLV_CELL_OK;
}

/*
 * clv_cell_date_parse:
 * @cell: any cell
 * @order: which number is which, where the cell leaves it open
 * @time: (out): the day and time
 *
 * Reads a date, with or without a time of day. Where dates are counted, one that
 * begins with the year or names its month is read as well.
 */
ClvCellState
clv_cell_date_parse (ClvCell       cell,
                     ClvDateOrder  order,
                     ClvCellTime  *time)
{
  ClvDateParts parts;
  ClvCellState state;

  if (clv_date_order_is_counted (order))
    {
      state = clv_cell_serial_parse (clv_cell_plain (cell), order, time);
      if (state != CLV_CELL_INVALID)
        return state;
      order = CLV_DATE_ORDER_YMD;
    }
  state = clv_cell_date_scan (cell, &parts);
  if (state != CLV_CELL_OK)
    return state;

  return clv_cell_date_resolve (&parts, order, time);
}
