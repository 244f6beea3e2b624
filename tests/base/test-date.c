/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "clv-date.h"
#include "clv-error.h"

static void
test_known_days (void)
{
  static const struct
  {
    const char *text;
    ClvDate days;
  } rows[] = {
    { "1970-01-01", 0 },
    { "1969-12-31", -1 },
    { "2000-02-29", 11016 },
    { "1997-09-30", 10134 },
    { "2038-01-19", 24855 },
    { "1800-01-01", -62091 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *iso = clv_date_to_iso (rows[i].days);

      g_assert_cmpint (clv_date_parse (rows[i].text), ==, rows[i].days);
      g_assert_cmpstr (iso, ==, rows[i].text);
    }
}

static void
test_agrees_with_glib (void)
{
  for (ClvDate day = -60000; day < 150000; day += 17)
    {
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc ((gint64) day * 86400);
      int y = 0;
      int m = 0;
      int d = 0;

      clv_date_to_ymd (day, &y, &m, &d);
      g_assert_cmpint (y, ==, g_date_time_get_year (time));
      g_assert_cmpint (m, ==, g_date_time_get_month (time));
      g_assert_cmpint (d, ==, g_date_time_get_day_of_month (time));
      g_assert_cmpint (clv_date_from_ymd (y, m, d), ==, day);
    }
}

static void
test_refuses_what_is_no_day (void)
{
  static const char * const texts[] = {
    "", "2025", "2025-1-1", "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31",
    "0000-00-00", "2025-01-01 ", "2025/01/01", "25-01-01", "2025-0a-01", "9999-01-01",
  };

  g_assert_cmpint (clv_date_parse (NULL), ==, CLV_DATE_INVALID);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (clv_date_parse (texts[i]), ==, CLV_DATE_INVALID);
}

static void
test_adds_calendar_months (void)
{
  static const struct
  {
    const char *from;
    int months;
    const char *to;
  } rows[] = {
    { "2025-01-31", 1, "2025-02-28" },
    { "2024-01-31", 1, "2024-02-29" },
    { "2025-12-31", 12, "2026-12-31" },
    { "2024-02-29", 12, "2025-02-28" },
    { "2025-03-31", -1, "2025-02-28" },
    { "2025-01-15", -13, "2023-12-15" },
    { "2400-12-31", 1, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *iso =
        clv_date_to_iso (clv_date_add_months (clv_date_parse (rows[i].from), rows[i].months));

      g_assert_cmpstr (iso, ==, rows[i].to);
    }
}

static void
test_reads_durations (void)
{
  static const struct
  {
    const char *text;
    const char *canonical;
    const char *end;
  } rows[] = {
    { "39w", "39w", "1998-06-30" },
    { "12m", "12m", "1998-09-30" },
    { "3Y", "3y", "2000-09-30" },
    { "30d", "30d", "1997-10-30" },
    { "infinite", "infinite", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *end = NULL;
      ClvDuration duration = { 0 };

      g_assert_true (clv_duration_parse (rows[i].text, &duration, &error));
      g_assert_no_error (error);
      text = clv_duration_to_text (duration);
      end = clv_date_to_iso (clv_duration_end (duration, clv_date_parse ("1997-09-30")));
      g_assert_cmpstr (text, ==, rows[i].canonical);
      g_assert_cmpstr (end, ==, rows[i].end);
    }
}

static void
test_refuses_other_durations (void)
{
  static const char * const texts[] = {
    "", "12", "m", "0m", "-3m", "12 m", "12q", "101y", "1e3d", "99999999999999999999d",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      ClvDuration duration = { 0 };

      g_assert_false (clv_duration_parse (texts[i], &duration, &error));
      g_assert_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/known-days", test_known_days);
  g_test_add_func ("/base/date/agrees-with-glib", test_agrees_with_glib);
  g_test_add_func ("/base/date/refuses-what-is-no-day", test_refuses_what_is_no_day);
  g_test_add_func ("/base/date/adds-calendar-months", test_adds_calendar_months);
  g_test_add_func ("/base/duration/reads", test_reads_durations);
  g_test_add_func ("/base/duration/refuses", test_refuses_other_durations);

  return g_test_run ();
}
