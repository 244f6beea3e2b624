/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-date.h"
#include "clv-sheet-value.h"

/* Days from the begin of both calendars of spreadsheets to 1970-01-01. Day 60 of
 * the first is a February 29, 1900 that never was; it shifts the days before. */
#define EPOCH_1900 25569
#define EPOCH_1904 24107
#define PHANTOM_DAY 60
#define SERIAL_MAX 2958465.0

#define SECONDS_PER_DAY 86400
#define DIGITS_MAX 15

/*
 * clv_format_kind_from_id:
 * @id: a number format's id below 164
 *
 * What the formats that every workbook has without naming them are (ECMA-376
 * part 1, 18.8.30; 27 to 36 and 50 to 58 are dates in East Asian locales and
 * not used in others).
 */
ClvFormatKind
clv_format_kind_from_id (guint id)
{
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
    return CLV_FORMAT_DATE;
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
    return CLV_FORMAT_TIME;
  if (id == 22)
    return CLV_FORMAT_DATE_TIME;

  return CLV_FORMAT_NUMBER;
}

/* Behind a bracket, with whether it is an elapsed time such as [hh]. */
static const char *
skip_bracket (const char *at,
              const char *end,
              gboolean   *is_time)
{
  const char *close = memchr (at, ']', (gsize) (end - at));

  if (close == NULL)
    return end;

  *is_time |= close > at + 1 && strspn (at + 1, "hHmMsS") >= (gsize) (close - at - 1);

  return close + 1;
}

/* Behind what stands for itself, or @at. */
static const char *
skip_literal (const char *at,
              const char *end)
{
  static const char * const words[] = { "General", "Standard", "AM/PM", "am/pm", "A/P", "a/p" };

  if (*at == '"')
    {
      const char *close = memchr (at + 1, '"', (gsize) (end - at - 1));

      return close != NULL ? close + 1 : end;
    }
  if (*at == '\\' || *at == '_' || *at == '*')
    return MIN (at + 2, end);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if ((gsize) (end - at) >= strlen (words[i])
          && g_ascii_strncasecmp (at, words[i], strlen (words[i])) == 0)
        return at + strlen (words[i]);
    }

  return at;
}

/*
 * clv_format_kind_from_code:
 * @code: such as "dd/mm/yyyy\ hh:mm;@"
 *
 * Whether a number format shows a date, a time of day, both or neither. Only
 * its first section counts. An m is a month unless a time is all there is.
 */
ClvFormatKind
clv_format_kind_from_code (const char *code,
                           gsize       length)
{
  const char *at = code;
  const char *end = code + length;
  gboolean has_time = FALSE;
  gboolean has_date = FALSE;
  gboolean has_month = FALSE;

  while (at < end && *at != ';')
    {
      const char *next = *at == '[' ? skip_bracket (at, end, &has_time) : skip_literal (at, end);
      char letter = g_ascii_tolower (*at);

      if (next > at)
        {
          at = next;
          continue;
        }
      /* 0.00E+00 */
      if (letter == 'e' && at + 1 < end && (at[1] == '+' || at[1] == '-'))
        return CLV_FORMAT_NUMBER;
      has_date |= letter == 'y' || letter == 'd' || letter == 'e' || letter == 'g';
      has_time |= letter == 'h' || letter == 's';
      has_month |= letter == 'm';
      at++;
    }

  has_date |= has_month && !has_time;
  if (has_date && has_time)
    return CLV_FORMAT_DATE_TIME;

  return has_date ? CLV_FORMAT_DATE : has_time ? CLV_FORMAT_TIME : CLV_FORMAT_NUMBER;
}

/* A number as people write it, with a point, in few enough digits to be exact.
 * @n_fraction: (out): digits behind the point */
static gboolean
is_plain_number (const char *text,
                 guint      *n_fraction)
{
  const char *at = text + (*text == '-');
  guint n_whole = 0;

  *n_fraction = 0;
  while (g_ascii_isdigit (at[n_whole]))
    n_whole++;
  at += n_whole;
  if (*at == '.')
    {
      at++;
      while (g_ascii_isdigit (at[*n_fraction]))
        (*n_fraction)++;
      at += *n_fraction;
      if (*n_fraction == 0)
        return FALSE;
    }

  return *at == '\0' && n_whole > 0 && (*n_fraction == 0 || n_whole + *n_fraction <= DIGITS_MAX);
}

/* 15 digits, as the programs show it: what comes behind them is the noise of
 * binary fractions. */
static void
append_rounded (GString *out,
                double   value)
{
  char buffer[64];
  char format[16];
  int exponent = value == 0 ? 0 : (int) floor (log10 (fabs (value)));
  int n_decimals = CLAMP (DIGITS_MAX - 1 - exponent, 0, 30);

  /* No table counts in such figures; they stay as they are, and are rejected
   * where an amount is wanted. */
  if (!isfinite (value) || exponent >= 18 || exponent < -DIGITS_MAX)
    {
      g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.15g", value));
      return;
    }

  g_snprintf (format, sizeof format, "%%.%df", n_decimals);
  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, format, value));
  while (n_decimals > 0 && out->str[out->len - 1] == '0')
    g_string_truncate (out, out->len - 1);
  if (out->str[out->len - 1] == '.')
    g_string_truncate (out, out->len - 1);
}

/*
 * clv_sheet_append_number:
 * @text: a number as the file has it
 *
 * Appends it without exponent and without the noise of binary fractions. Three
 * digits behind the point get a fourth, so that nobody takes the point for one
 * that groups thousands.
 */
void
clv_sheet_append_number (GString    *out,
                         const char *text)
{
  gsize from = out->len;
  guint n_fraction = 0;

  if (is_plain_number (text, &n_fraction))
    g_string_append (out, text);
  else
    {
      char *end = NULL;
      double value = g_ascii_strtod (text, &end);

      if (end == text || *end != '\0')
        {
          clv_sheet_append_text (out, text, strlen (text));
          return;
        }
      append_rounded (out, value);
      is_plain_number (out->str + from, &n_fraction);
    }
  if (n_fraction == 3)
    g_string_append_c (out, '0');
}

static void
append_clock (GString *out,
              int      seconds)
{
  g_string_append_printf (out, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* Days since 1970-01-01, or CLV_DATE_INVALID for the day that never was. */
static ClvDate
serial_to_date (int      serial,
                gboolean is_1904)
{
  if (is_1904)
    return serial - EPOCH_1904;
  if (serial == PHANTOM_DAY)
    return CLV_DATE_INVALID;

  return serial - EPOCH_1900 + (serial < PHANTOM_DAY);
}

/*
 * clv_sheet_append_serial:
 * @text: days since the begin of the workbook's calendar
 * @kind: what its format shows
 * @is_1904: whether that calendar begins with 1904
 *
 * Appends 2024-03-05, 2024-03-05 10:15:00 or 10:15:00. A time of day that the
 * format hides is still told. February 29, 1900, which only spreadsheets know,
 * is told as such.
 */
void
clv_sheet_append_serial (GString       *out,
                         const char    *text,
                         ClvFormatKind  kind,
                         gboolean       is_1904)
{
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);
  double whole;
  int seconds;
  ClvDate date;

  if (end == text || *end != '\0' || !(value >= 0 && value <= SERIAL_MAX))
    {
      clv_sheet_append_number (out, text);
      return;
    }

  whole = floor (value);
  seconds = (int) floor ((value - whole) * SECONDS_PER_DAY + 0.5);
  if (kind == CLV_FORMAT_TIME)
    {
      append_clock (out, (int) MIN (whole, 9999) * SECONDS_PER_DAY + seconds);
      return;
    }
  if (seconds == SECONDS_PER_DAY)
    {
      seconds = 0;
      whole++;
    }
  date = serial_to_date ((int) whole, is_1904);
  if (date == CLV_DATE_INVALID)
    g_string_append (out, "1900-02-29");
  else
    {
      int year;
      int month;
      int day;

      clv_date_to_ymd (date, &year, &month, &day);
      g_string_append_printf (out, "%04d-%02d-%02d", year, month, day);
    }
  if (seconds > 0 || kind == CLV_FORMAT_DATE_TIME)
    {
      g_string_append_c (out, ' ');
      append_clock (out, seconds);
    }
}

/*
 * clv_sheet_append_iso:
 * @text: such as 2024-03-05T10:15:00.000
 *
 * Appends an ISO date as the other cells are written.
 */
void
clv_sheet_append_iso (GString    *out,
                      const char *text,
                      gsize       length)
{
  g_autofree char *copy = g_strndup (text, length);
  char *clock = length > 10 && copy[10] == 'T' ? copy + 10 : NULL;
  char *fraction = clock != NULL ? strchr (clock, '.') : NULL;

  if (clock != NULL)
    *clock = ' ';
  if (fraction != NULL && strspn (fraction + 1, "0123456789") == strlen (fraction + 1))
    *fraction = '\0';
  clv_sheet_append_text (out, copy, strlen (copy));
}

/*
 * clv_sheet_append_duration:
 * @text: such as PT10H15M00S
 *
 * Appends 10:15:00. Returns %FALSE where @text is none.
 */
gboolean
clv_sheet_append_duration (GString    *out,
                           const char *text,
                           gsize       length)
{
  guint64 parts[3] = { 0, 0, 0 };
  const char *at = text + 2;
  const char *end = text + length;
  const char *units = "HMS";

  if (length < 4 || memcmp (text, "PT", 2) != 0)
    return FALSE;

  while (at < end)
    {
      guint64 number = 0;
      const char *digits = at;
      const char *unit;

      while (at < end && g_ascii_isdigit (*at) && number < 100000)
        number = number * 10 + (guint64) (*at++ - '0');
      if (at == digits)
        return FALSE;
      if (at < end && (*at == '.' || *at == ','))
        {
          at++;
          while (at < end && g_ascii_isdigit (*at))
            at++;
        }
      unit = at < end && *at != '\0' ? strchr (units, *at) : NULL;
      if (unit == NULL)
        return FALSE;
      parts[unit - units] = number;
      at++;
    }
  if (parts[0] > 99999 || parts[1] > 59 || parts[2] > 59)
    return FALSE;

  append_clock (out, (int) (parts[0] * 3600 + parts[1] * 60 + parts[2]));
  return TRUE;
}

/* Bytes at which copying has to stop and think. */
static gboolean
is_special (char byte)
{
  return byte == '"' || byte == ',' || (guchar) byte < ' ';
}

/*
 * clv_sheet_append_text:
 * @text: what a cell says, UTF-8
 *
 * Appends it as a cell of comma-separated text. Line breaks become blanks, so
 * that a row of the sheet is a line.
 */
void
clv_sheet_append_text (GString    *out,
                       const char *text,
                       gsize       length)
{
  gsize n = 0;

  while (n < length && !is_special (text[n]))
    n++;
  if (n == length)
    {
      g_string_append_len (out, text, (gssize) length);
      return;
    }

  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        g_string_append (out, "\"\"");
      else if ((guchar) text[i] >= ' ')
        g_string_append_c (out, text[i]);
      else if (text[i] != '\n' || i == 0 || text[i - 1] != '\r')
        g_string_append_c (out, ' ');
    }
  g_string_append_c (out, '"');
}
