/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-zone-name.h"

static ClvCell
cell_of (const char *text)
{
  return (ClvCell) { text, (guint32) strlen (text) };
}

static void
test_clocks (void)
{
  static const struct
  {
    const char *text;
    ClvCellState state;
    int seconds;
    int offset;   /* 1 where there is none */
  } rows[] = {
    { "2:30:00 PM", CLV_CELL_OK, 52200, 1 }, { "2:30 pm", CLV_CELL_OK, 52200, 1 },
    { "2:30:00\xe2\x80\xafPM", CLV_CELL_OK, 52200, 1 }, { "12:00 AM", CLV_CELL_OK, 0, 1 },
    { "12:00 p.m.", CLV_CELL_OK, 43200, 1 }, { "2 PM", CLV_CELL_OK, 50400, 1 },
    { "14:30", CLV_CELL_OK, 52200, 1 }, { "14.30 Uhr", CLV_CELL_OK, 52200, 1 },
    { "14 Uhr", CLV_CELL_OK, 50400, 1 }, { "9.37", CLV_CELL_OK, 34620, 1 },
    { "14:30:15.250", CLV_CELL_OK, 52215, 1 }, { "T14:30", CLV_CELL_OK, 52200, 1 },
    { "14:30:00 PDT", CLV_CELL_OK, 52200, -25200 }, { "14:30 +0200", CLV_CELL_OK, 52200, 7200 },
    { "143000", CLV_CELL_OK, 52200, 1 }, { "23:59:60", CLV_CELL_OK, 86399, 1 },
    { "0.6041666667", CLV_CELL_OK, 52200, 1 }, { "0,5000", CLV_CELL_OK, 43200, 1 },
    { "0.999999999", CLV_CELL_OK, 86399, 1 }, { " ", CLV_CELL_EMPTY, 0, 1 },
    { "n/a", CLV_CELL_EMPTY, 0, 1 }, { "24:00", CLV_CELL_IMPOSSIBLE, 0, 1 },
    { "13:00 PM", CLV_CELL_IMPOSSIBLE, 0, 1 }, { "0:30 AM", CLV_CELL_IMPOSSIBLE, 0, 1 },
    { "12:60", CLV_CELL_IMPOSSIBLE, 0, 1 }, { "14", CLV_CELL_INVALID, 0, 1 },
    { "14:3", CLV_CELL_INVALID, 0, 1 }, { "14:30 maybe", CLV_CELL_INVALID, 0, 1 },
    { "noon", CLV_CELL_INVALID, 0, 1 }, { "-1:30", CLV_CELL_INVALID, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvCellTime time;

      g_test_message ("“%s”", rows[i].text);
      g_assert_cmpint (clv_cell_clock_parse (cell_of (rows[i].text), &time), ==, rows[i].state);
      if (rows[i].state != CLV_CELL_OK)
        continue;
      g_assert_true (time.has_clock);
      g_assert_cmpint (time.days, ==, 0);
      g_assert_cmpint (time.seconds, ==, rows[i].seconds);
      g_assert_cmpint (time.has_offset ? time.offset : 1, ==, rows[i].offset);
    }
}

/* Each second of the day by a clock of twelve hours, with a fraction of a day beside. */
static void
test_clocks_round_trip (void)
{
  for (int seconds = 0; seconds < 86400; seconds += 7)
    {
      int hours = seconds / 3600;
      g_autofree char *text = g_strdup_printf ("%d:%02d:%02d %s", hours % 12 == 0 ? 12 : hours % 12,
                                               seconds / 60 % 60, seconds % 60,
                                               hours < 12 ? "AM" : "PM");
      g_autofree char *part = g_strdup_printf ("0.%010" G_GINT64_FORMAT,
                                               (gint64) seconds * G_GINT64_CONSTANT (10000000000)
                                               / 86400);
      ClvCellTime time;

      g_assert_cmpint (clv_cell_clock_parse (cell_of (text), &time), ==, CLV_CELL_OK);
      g_assert_cmpint (time.seconds, ==, seconds);
      g_assert_cmpint (clv_cell_clock_parse (cell_of (part), &time), ==, CLV_CELL_OK);
      g_assert_cmpint (time.seconds, ==, seconds);
    }
}

static void
test_zone_names (void)
{
  static const struct
  {
    const char *text;
    const char *id;
  } rows[] = {
    { "Europe/Berlin", "Europe/Berlin" }, { "europe/berlin", "Europe/Berlin" },
    { "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires" },
    { "America/New York", "America/New_York" },
    { "UTC", "UTC" }, { "utc", "UTC" }, { "GMT", "UTC" }, { "Z", "UTC" },
    { "Etc/UTC", "Etc/UTC" }, { "PST", "Etc/GMT+8" }, { "PDT", "Etc/GMT+7" },
    { "CET", "Etc/GMT-1" }, { "CEST", "Etc/GMT-2" }, { "MESZ", "Etc/GMT-2" },
    { "UTC+2", "Etc/GMT-2" }, { "GMT-08:00", "Etc/GMT+8" }, { "+0200", "Etc/GMT-2" },
    { "+05:30", "+05:30" }, { "UTC-03:30", "-03:30" },
    { "Eastern Time (US & Canada)", "America/New_York" },
    { "eastern time (us &amp; canada)", NULL },
    { "Pacific Time (US & Canada)", "America/Los_Angeles" },
    { "(GMT-05:00) Eastern Time (US & Canada)", "America/New_York" },
    { "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam" },
    { "Berlin", "Europe/Berlin" }, { "Bern", "Europe/Zurich" }, { "New York", "America/New_York" },
    { "Kyiv", "Europe/Kiev" }, { "Osaka", "Asia/Tokyo" },
    { "W. Europe Standard Time", "Europe/Berlin" },
    { "W. Europe Daylight Time", "Europe/Berlin" },
    { "Eastern Standard Time", "America/New_York" },
    { "Eastern Daylight Time", "America/New_York" },
    { "AUS Eastern Standard Time", "Australia/Sydney" },
    { "Mitteleurop\xc3\xa4ische Sommerzeit", "Europe/Berlin" },
    { "CST", NULL }, { "IST", NULL }, { "BST", NULL }, { "", NULL }, { "-", NULL },
    { "(PST)", "Etc/GMT+8" }, { "nowhere", NULL }, { "Europe/Nowhere", NULL },
    { "Europe", NULL }, { "Europe/", NULL }, { "../../../etc/passwd", NULL },
    { "Europe/../../../../etc/passwd", NULL }, { "Europe//Berlin", NULL },
    { "America/Argentina", NULL }, { "12:30", NULL }, { "Store 5", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *id = clv_zone_name_find (cell_of (rows[i].text));
      g_autoptr(GTimeZone) zone = NULL;

      g_test_message ("“%s”", rows[i].text);
      g_assert_cmpstr (id, ==, rows[i].id);
      if (id == NULL)
        continue;
      zone = g_time_zone_new_identifier (id);
      g_assert_nonnull (zone);
    }
}

/* The signs of Etc/GMT+8 are easily mistaken. */
static void
test_zone_offsets (void)
{
  static const struct
  {
    const char *text;
    int offset;
  } rows[] = {
    { "PST", -28800 }, { "UTC+2", 7200 }, { "+05:30", 19800 }, { "-03:30", -12600 },
    { "Eastern Time (US & Canada)", -18000 }, { "Berlin", 3600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *id = clv_zone_name_find (cell_of (rows[i].text));
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (id);
      int interval;

      g_assert_nonnull (zone);
      /* 2024-01-15 */
      interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, 1705276800);
      g_assert_cmpint (g_time_zone_get_offset (zone, interval), ==, rows[i].offset);
    }
}

static void
test_zone_headers (void)
{
  static const struct
  {
    const char *name;
    const char *id;
  } rows[] = {
    { "Created (UTC)", "UTC" }, { "Dispute Date (UTC) ", "UTC" }, { "Date (GMT)", "UTC" },
    { "created_utc", "UTC" }, { "order_date_gmt", "UTC" }, { "Date UTC", "UTC" },
    { "createdAtUtc", "UTC" }, { "Date (Europe/Berlin)", "Europe/Berlin" },
    { "Date (PST)", "Etc/GMT+8" }, { "Date (UTC+1)", "Etc/GMT-1" }, { "Created", NULL },
    { "Date (MM/DD/YYYY)", NULL }, { "Date (local)", NULL }, { "Total (EUR)", NULL },
    { "UTC", NULL }, { "Outc", NULL }, { "Date ()", NULL }, { "(", NULL }, { ")", NULL },
    { "", NULL }, { "x)", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("“%s”", rows[i].name);
      g_assert_cmpstr (clv_zone_from_header (rows[i].name), ==, rows[i].id);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/clocks/clocks", test_clocks);
  g_test_add_func ("/import/clocks/round-trip", test_clocks_round_trip);
  g_test_add_func ("/import/clocks/zone-names", test_zone_names);
  g_test_add_func ("/import/clocks/zone-offsets", test_zone_offsets);
  g_test_add_func ("/import/clocks/zone-headers", test_zone_headers);

  return g_test_run ();
}
