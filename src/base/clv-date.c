/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-date.h"
#include "clv-error.h"

/* Years outside this range are typing errors in sales data, and keeping them out
 * means that no later arithmetic on days can overflow. */
#define FIRST_YEAR 1800
#define LAST_YEAR 2400

static const int days_before_month[] = {
  0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
};

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
get_days_in_month (int year,
                   int month)
{
  int days = days_before_month[month] - days_before_month[month - 1];

  return month == 2 && is_leap_year (year) ? days + 1 : days;
}

/**
 * clv_date_from_ymd:
 * @year: 1800 … 2400
 * @month: 1 … 12
 * @day: 1 … 31
 *
 * The civil-to-days arithmetic follows the era method (400-year cycles that
 * begin on 1 March), which needs no table and no branch on leap years.
 *
 * Returns: the day, or %CLV_DATE_INVALID where there is no such day
 */
ClvDate
clv_date_from_ymd (int year,
                   int month,
                   int day)
{
  int y = month <= 2 ? year - 1 : year;
  int era = y / 400;
  int year_of_era = y - era * 400;
  int day_of_year = 0;
  int day_of_era = 0;

  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
      day > get_days_in_month (year, month))
    return CLV_DATE_INVALID;

  day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

/**
 * clv_date_to_ymd:
 * @date: a valid day
 * @year: (out): its year
 * @month: (out): its month, 1 … 12
 * @day: (out): its day of the month
 */
void
clv_date_to_ymd (ClvDate date,
                 int    *year,
                 int    *month,
                 int    *day)
{
  gint64 z = (gint64) date + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  int day_of_era = (int) (z - era * 146097);
  int leap_days = day_of_era / 1460 - day_of_era / 36524 + day_of_era / 146096;
  int year_of_era = (day_of_era - leap_days) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  *year = (int) (era * 400) + year_of_era + (*month <= 2 ? 1 : 0);
}

static gboolean
parse_digits (const char *text,
              int         n,
              int        *value)
{
  *value = 0;
  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *value = *value * 10 + (text[i] - '0');
    }

  return TRUE;
}

/**
 * clv_date_parse:
 * @text: (nullable): an ISO 8601 calendar date, `2025-12-31`, and nothing else
 *
 * Returns: the day, or %CLV_DATE_INVALID
 */
ClvDate
clv_date_parse (const char *text)
{
  int year = 0;
  int month = 0;
  int day = 0;

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-' ||
      !parse_digits (text, 4, &year) || !parse_digits (text + 5, 2, &month) ||
      !parse_digits (text + 8, 2, &day))
    return CLV_DATE_INVALID;

  return clv_date_from_ymd (year, month, day);
}

/**
 * clv_date_to_iso:
 * @date: a day
 *
 * Returns: (transfer full): `2025-12-31`, or an empty text for %CLV_DATE_INVALID
 */
char *
clv_date_to_iso (ClvDate date)
{
  int year = 0;
  int month = 0;
  int day = 0;

  if (date == CLV_DATE_INVALID)
    return g_strdup ("");

  clv_date_to_ymd (date, &year, &month, &day);

  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/**
 * clv_date_to_display:
 * @date: a day
 *
 * Returns: (transfer full): the day as people of the display locale write it, or
 *   a dash for %CLV_DATE_INVALID
 */
char *
clv_date_to_display (ClvDate date)
{
  g_autoptr(GDateTime) time = NULL;
  int year = 0;
  int month = 0;
  int day = 0;

  if (date == CLV_DATE_INVALID)
    return g_strdup ("–");

  clv_date_to_ymd (date, &year, &month, &day);
  time = g_date_time_new_utc (year, month, day, 0, 0, 0);

  /* Translators: a date in running text and tables, in the format of g_date_time_format(). */
  return g_date_time_format (time, _("%-d %b %Y"));
}

/**
 * clv_date_add_months:
 * @date: a valid day
 * @months: how many calendar months later, may be negative
 *
 * The 31st becomes the last day of a shorter month: 31 January plus one month
 * is 28 or 29 February.
 *
 * Returns: the day, or %CLV_DATE_INVALID beyond the calendar's range
 */
ClvDate
clv_date_add_months (ClvDate date,
                     int     months)
{
  gint64 total = 0;
  int year = 0;
  int month = 0;
  int day = 0;

  if (date == CLV_DATE_INVALID)
    return CLV_DATE_INVALID;

  clv_date_to_ymd (date, &year, &month, &day);
  total = (gint64) year * 12 + month - 1 + months;
  if (total < FIRST_YEAR * 12 || total >= (LAST_YEAR + 1) * 12)
    return CLV_DATE_INVALID;

  year = (int) (total / 12);
  month = (int) (total % 12) + 1;

  return clv_date_from_ymd (year, month, MIN (day, get_days_in_month (year, month)));
}

static gboolean
parse_unit (char             letter,
            ClvDurationUnit *unit)
{
  switch (letter)
    {
    case 'd':
      *unit = CLV_DURATION_DAYS;
      return TRUE;

    case 'w':
      *unit = CLV_DURATION_WEEKS;
      return TRUE;

    case 'm':
      *unit = CLV_DURATION_MONTHS;
      return TRUE;

    case 'y':
      *unit = CLV_DURATION_YEARS;
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * clv_duration_parse:
 * @text: `30d`, `39w`, `12m`, `3y` or `infinite`
 * @duration: (out): the length
 * @error: return location, %CLV_TEXT_ERROR
 *
 * Returns: %FALSE where the text is none of these, or longer than a century
 */
gboolean
clv_duration_parse (const char  *text,
                    ClvDuration *duration,
                    GError     **error)
{
  static const int most[] = { 36525, 5218, 1200, 100 };
  char *end = NULL;
  gint64 amount = 0;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (duration != NULL, FALSE);

  if (g_ascii_strcasecmp (text, "infinite") == 0)
    {
      duration->amount = 0;
      duration->unit = CLV_DURATION_INFINITE;
      return TRUE;
    }

  amount = g_ascii_strtoll (text, &end, 10);
  if (end != text && strlen (end) == 1 && parse_unit (g_ascii_tolower (*end), &duration->unit) &&
      amount >= 1 && amount <= most[duration->unit])
    {
      duration->amount = (int) amount;
      return TRUE;
    }

  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               _("“%s” is not a length of time. Write for example 39w, 12m, 3y or infinite; "
                 "a hundred years is the longest."),
               text);
  return FALSE;
}

/**
 * clv_duration_to_text:
 * @duration: a length
 *
 * Returns: (transfer full): the form that clv_duration_parse() reads
 */
char *
clv_duration_to_text (ClvDuration duration)
{
  if (duration.unit == CLV_DURATION_INFINITE)
    return g_strdup ("infinite");

  return g_strdup_printf ("%d%c", duration.amount, "dwmy"[duration.unit]);
}

/**
 * clv_duration_describe:
 * @duration: a length
 *
 * Returns: (transfer full): "12 months", in the display language
 */
char *
clv_duration_describe (ClvDuration duration)
{
  int n = duration.amount;

  switch (duration.unit)
    {
    case CLV_DURATION_DAYS:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days",
                                           (gulong) n), n);

    case CLV_DURATION_WEEKS:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d week", "%d weeks",
                                           (gulong) n), n);

    case CLV_DURATION_MONTHS:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d month", "%d months",
                                           (gulong) n), n);

    case CLV_DURATION_YEARS:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d year", "%d years",
                                           (gulong) n), n);

    case CLV_DURATION_INFINITE:
    default:
      return g_strdup (_("without end"));
    }
}

/**
 * clv_duration_end:
 * @duration: a length
 * @start: the day before the first day of the period
 *
 * A horizon of 12 months as of 31 December 2025 is 1 January to 31 December
 * 2026: the end is the same day of the month, or its last one.
 *
 * Returns: the last day inclusive; %CLV_DATE_INVALID for an infinite length
 */
ClvDate
clv_duration_end (ClvDuration duration,
                  ClvDate     start)
{
  if (start == CLV_DATE_INVALID)
    return CLV_DATE_INVALID;

  switch (duration.unit)
    {
    case CLV_DURATION_DAYS:
      return start + duration.amount;

    case CLV_DURATION_WEEKS:
      return start + 7 * duration.amount;

    case CLV_DURATION_MONTHS:
      return clv_date_add_months (start, duration.amount);

    case CLV_DURATION_YEARS:
      return clv_date_add_months (start, 12 * duration.amount);

    case CLV_DURATION_INFINITE:
    default:
      return CLV_DATE_INVALID;
    }
}
