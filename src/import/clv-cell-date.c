/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-date.h"

/* Two-digit years: POSIX strptime's %y, 69 … 99 are 1969 … 1999. */
#define PIVOT_YEAR 69

gint32 clv_cell_month_starts[(CLV_CELL_YEAR_MAX - CLV_CELL_YEAR_MIN + 1) * 12 + 1];

typedef struct
{
  const char *at;
  const char *end;
} DateCursor;

typedef struct
{
  const char *begin; /* lower case, enough letters to be sure */
  int month;
} MonthName;

/* English and German; the longest beginnings first where two agree. */
static const MonthName month_names[] = {
  { "jan", 1 }, { "j\xc3\xa4n", 1 }, { "feb", 2 }, { "mar", 3 }, { "m\xc3\xa4r", 3 },
  { "mrz", 3 }, { "apr", 4 }, { "may", 5 }, { "mai", 5 }, { "jun", 6 }, { "jul", 7 },
  { "aug", 8 }, { "sep", 9 }, { "oct", 10 }, { "okt", 10 }, { "nov", 11 }, { "dec", 12 },
  { "dez", 12 },
};

static const char * const weekday_names[] = {
  "mon", "tue", "wed", "thu", "fri", "sat", "sun", "die", "mit", "don", "fre", "sam", "son",
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
    "(null)", "n.a.", "\\n",
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

static gboolean
cursor_is (const DateCursor *cursor,
           const char       *characters)
{
  return cursor->at < cursor->end && *cursor->at != '\0'
         && strchr (characters, *cursor->at) != NULL;
}

static gboolean
cursor_skip (DateCursor *cursor,
             const char *characters)
{
  const char *from = cursor->at;

  while (cursor_is (cursor, characters))
    cursor->at++;

  return cursor->at > from;
}

static guint
cursor_number (DateCursor *cursor,
               int        *value)
{
  guint digits = 0;

  *value = 0;
  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && digits < 9)
    {
      *value = *value * 10 + (*cursor->at - '0');
      cursor->at++;
      digits++;
    }

  return digits;
}

/* Letters, ASCII or not. */
static gsize
cursor_word (const DateCursor *cursor)
{
  const char *at = cursor->at;

  while (at < cursor->end && (g_ascii_isalpha (*at) || (guchar) *at >= 0x80))
    at++;

  return (gsize) (at - cursor->at);
}

static gboolean
cursor_month (DateCursor *cursor,
              int        *month)
{
  gsize length = cursor_word (cursor);

  for (guint i = 0; i < G_N_ELEMENTS (month_names); i++)
    {
      gsize n = strlen (month_names[i].begin);

      if (length >= n && length <= 10
          && g_ascii_strncasecmp (cursor->at, month_names[i].begin, n) == 0)
        {
          *month = month_names[i].month;
          cursor->at += length;
          return TRUE;
        }
    }

  return FALSE;
}

static void
cursor_skip_weekday (DateCursor *cursor)
{
  gsize length = cursor_word (cursor);

  for (guint i = 0; length >= 2 && i < G_N_ELEMENTS (weekday_names); i++)
    {
      if (g_ascii_strncasecmp (cursor->at, weekday_names[i], MIN (length, 3)) == 0)
        {
          cursor->at += length;
          cursor_skip (cursor, "., ");
          return;
        }
    }
}

static gboolean
cursor_take (DateCursor *cursor,
             const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (cursor->end - cursor->at) < length
      || g_ascii_strncasecmp (cursor->at, word, length) != 0)
    return FALSE;

  cursor->at += length;
  return TRUE;
}

static ClvCellState
scan_zone (DateCursor  *cursor,
           ClvCellTime *time)
{
  int hours = 0;
  int minutes = 0;
  guint digits;
  gboolean is_west;

  if (cursor_take (cursor, "Z") || cursor_take (cursor, "UTC") || cursor_take (cursor, "GMT"))
    time->has_offset = TRUE;
  if (!cursor_is (cursor, "+-"))
    return CLV_CELL_OK;

  is_west = *cursor->at++ == '-';
  digits = cursor_number (cursor, &hours);
  if (digits == 4)
    {
      minutes = hours % 100;
      hours /= 100;
    }
  else if (digits == 0 || digits > 2)
    return CLV_CELL_INVALID;
  else if (cursor_take (cursor, ":") && cursor_number (cursor, &minutes) != 2)
    return CLV_CELL_INVALID;
  if (hours > 15 || minutes > 59)
    return CLV_CELL_IMPOSSIBLE;

  time->has_offset = TRUE;
  time->offset = (hours * 3600 + minutes * 60) * (is_west ? -1 : 1);

  return CLV_CELL_OK;
}

/* h:mm, h:mm:ss, h.mm, with a fraction, AM or PM, and a zone. */
static ClvCellState
scan_clock (DateCursor  *cursor,
            ClvCellTime *time)
{
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int fraction = 0;
  guint digits = cursor_number (cursor, &hours);

  if (digits == 0 || digits > 2 || !cursor_is (cursor, ":."))
    return CLV_CELL_INVALID;
  cursor->at++;
  if (cursor_number (cursor, &minutes) != 2)
    return CLV_CELL_INVALID;
  if (cursor_is (cursor, ":."))
    {
      cursor->at++;
      if (cursor_number (cursor, &seconds) != 2)
        return CLV_CELL_INVALID;
      if (cursor_is (cursor, ".,"))
        {
          cursor->at++;
          if (cursor_number (cursor, &fraction) == 0)
            return CLV_CELL_INVALID;
        }
    }
  cursor_skip (cursor, " ");

  if (cursor_take (cursor, "AM") || cursor_take (cursor, "A.M."))
    {
      if (hours < 1 || hours > 12)
        return CLV_CELL_IMPOSSIBLE;
      hours %= 12;
    }
  else if (cursor_take (cursor, "PM") || cursor_take (cursor, "P.M."))
    {
      if (hours < 1 || hours > 12)
        return CLV_CELL_IMPOSSIBLE;
      hours = hours % 12 + 12;
    }
  else
    cursor_take (cursor, "Uhr");
  cursor_skip (cursor, " ");
  if (hours > 23 || minutes > 59 || seconds > 60)
    return CLV_CELL_IMPOSSIBLE;

  /* A leap second is counted to the second before it. */
  time->has_clock = TRUE;
  time->seconds = hours * 3600 + minutes * 60 + MIN (seconds, 59);

  return scan_zone (cursor, time);
}

static ClvCellState
scan_rest (DateCursor   *cursor,
           ClvDateParts *parts)
{
  ClvCellState state = CLV_CELL_OK;

  if (cursor->at == cursor->end)
    return CLV_CELL_OK;

  if (!cursor_skip (cursor, ", ") && !cursor_take (cursor, "T"))
    return CLV_CELL_INVALID;
  state = scan_clock (cursor, &parts->time);
  if (state != CLV_CELL_OK)
    return state;

  return cursor->at == cursor->end ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/* The month is a word: "5. März 2024", "Mar 5, 2024", "23-Sep-24". */
static ClvCellState
scan_named (DateCursor   *cursor,
            ClvDateParts *parts,
            gboolean      is_month_first)
{
  int numbers[2] = { 0, 0 };
  guint digits[2];

  if (is_month_first && !cursor_month (cursor, &parts->numbers[1]))
    return CLV_CELL_INVALID;
  if (is_month_first)
    cursor_skip (cursor, ". -/");
  digits[0] = cursor_number (cursor, &numbers[0]);
  cursor_skip (cursor, ".,- /");
  if (!is_month_first && !cursor_month (cursor, &parts->numbers[1]))
    return CLV_CELL_INVALID;
  if (!is_month_first)
    cursor_skip (cursor, ".,- /");
  digits[1] = cursor_number (cursor, &numbers[1]);

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

static ClvCellState
scan_compact (DateCursor   *cursor,
              ClvDateParts *parts,
              int           number)
{
  parts->is_year_first = TRUE;
  parts->numbers[0] = number / 10000;
  parts->numbers[1] = number / 100 % 100;
  parts->numbers[2] = number % 100;
  parts->digits[0] = 4;

  return scan_rest (cursor, parts);
}

/*
 * clv_cell_date_scan:
 * @cell: any cell
 * @parts: (out): what stands there
 *
 * Takes a date apart without deciding which number is the day.
 */
ClvCellState
clv_cell_date_scan (ClvCell       cell,
                    ClvDateParts *parts)
{
  DateCursor cursor;
  char separator;
  const char *first;

  memset (parts, 0, sizeof *parts);
  cell = clv_cell_trim (cell);
  if (clv_cell_is_missing (cell))
    return CLV_CELL_EMPTY;
  if (cell.length > 64)
    return CLV_CELL_INVALID;

  cursor.at = cell.text;
  cursor.end = cell.text + cell.length;
  cursor_skip_weekday (&cursor);
  if (cursor.at < cursor.end && !g_ascii_isdigit (*cursor.at))
    return scan_named (&cursor, parts, TRUE);

  first = cursor.at;
  parts->digits[0] = cursor_number (&cursor, &parts->numbers[0]);
  if (parts->digits[0] == 8)
    return scan_compact (&cursor, parts, parts->numbers[0]);
  if (parts->digits[0] == 3 || parts->digits[0] > 4 || !cursor_is (&cursor, ".-/ "))
    return CLV_CELL_INVALID;

  separator = *cursor.at++;
  if (cursor.at < cursor.end && !g_ascii_isdigit (*cursor.at))
    {
      cursor.at = first;
      return scan_named (&cursor, parts, FALSE);
    }
  if (separator == ' ')
    return CLV_CELL_INVALID;

  parts->digits[1] = cursor_number (&cursor, &parts->numbers[1]);
  if (parts->digits[1] == 0 || parts->digits[1] > 2
      || cursor.at == cursor.end || *cursor.at != separator)
    return CLV_CELL_INVALID;
  cursor.at++;
  parts->digits[2] = cursor_number (&cursor, &parts->numbers[2]);
  parts->is_year_first = parts->digits[0] == 4;
  if (parts->is_year_first
      ? parts->digits[2] == 0 || parts->digits[2] > 2
      : parts->digits[2] != 2 && parts->digits[2] != 4)
    return CLV_CELL_INVALID;

  return scan_rest (&cursor, parts);
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
  if (month < 1 || month > 12 || day < 1 || day > 31)
    return CLV_CELL_IMPOSSIBLE;
  if (year < CLV_CELL_YEAR_MIN || year > CLV_CELL_YEAR_MAX)
    return CLV_CELL_RANGE;

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
 * Reads a date, with or without a time of day.
 */
ClvCellState
clv_cell_date_parse (ClvCell       cell,
                     ClvDateOrder  order,
                     ClvCellTime  *time)
{
  ClvDateParts parts;
  ClvCellState state = clv_cell_date_scan (cell, &parts);

  if (state != CLV_CELL_OK)
    return state;

  return clv_cell_date_resolve (&parts, order, time);
}
