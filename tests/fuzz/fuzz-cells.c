/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-clock.h"
#include "clv-cell-fast.h"
#include "clv-cell-serial.h"
#include "clv-zone-name.h"
#include "fuzz.h"

/* Any bytes as one cell: read as a date in each order, as a time of day, as the name
 * of a zone, of a column, and as an amount by each mark. What the short cuts answer
 * is what the long way answers. */

static void
check_dates (ClvCell cell)
{
  gint32 days = 0;

  for (ClvDateOrder order = CLV_DATE_ORDER_YMD; order < CLV_N_DATE_ORDERS; order++)
    {
      ClvCellTime time = { 0 };
      ClvCellTime fast = { 0 };
      ClvCellState state = clv_cell_date_parse (cell, order, &time);

      g_assert_cmpint (state, <, CLV_N_CELL_STATES);
      if (state == CLV_CELL_OK)
        {
          g_assert_cmpint (time.days, >=, clv_cell_month_starts[0]);
          g_assert_cmpint (time.days, !=, 0);
          g_assert_cmpint (time.seconds, >=, 0);
          g_assert_cmpint (time.seconds, <, 86400);
          g_assert_cmpint (ABS (time.offset), <, 16 * 3600);
        }
      if (clv_cell_date_fast_in (cell, order, &days))
        {
          g_assert_cmpint (state, ==, CLV_CELL_OK);
          g_assert_cmpint (days, ==, time.days);
          g_assert_false (time.has_clock);
        }
      if (clv_cell_moment_fast (cell, &fast))
        {
          g_assert_cmpint (state, ==, CLV_CELL_OK);
          g_assert_cmpint (fast.days, ==, time.days);
          g_assert_cmpint (fast.seconds, ==, time.seconds);
          g_assert_cmpint (fast.has_offset, ==, time.has_offset);
          g_assert_cmpint (fast.offset, ==, time.offset);
        }
      if (clv_cell_date_fast (cell, &days))
        {
          g_assert_cmpint (state, ==, CLV_CELL_OK);
          g_assert_cmpint (days, ==, time.days);
          g_assert_false (time.has_clock);
        }
    }
}

static void
check_clocks (ClvCell cell)
{
  ClvCellTime time = { 0 };

  if (clv_cell_clock_parse (cell, &time) != CLV_CELL_OK)
    return;

  g_assert_true (time.has_clock);
  g_assert_cmpint (time.days, ==, 0);
  g_assert_cmpint (time.seconds, >=, 0);
  g_assert_cmpint (time.seconds, <, 86400);
  g_assert_cmpint (ABS (time.offset), <, 16 * 3600);
}

static void
check_zones (ClvCell cell)
{
  const char *id = clv_zone_name_find (cell);
  g_autofree char *name = g_strndup (cell.text, cell.length);

  clv_zone_from_header (name);
  if (id != NULL)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (id);

      g_assert_nonnull (zone);
    }
}

static void
check_numbers (ClvCell cell)
{
  static const char marks[] = { '.', ',' };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      for (int exponent = 0; exponent <= 3; exponent++)
        {
          ClvNumberRules rules = { marks[i], exponent, exponent == 1 ? "EUR" : NULL };
          ClvMoneySign money;
          gboolean is_rounded = FALSE;
          gint64 minor = 0;
          gint64 fast = 0;
          ClvCellState state = clv_cell_number_parse_money (cell, &rules, &minor, &is_rounded,
                                                            &money);

          g_assert_true (money.codes == NULL || money.length >= 3);
          g_assert_true (state != CLV_CELL_OTHER_CURRENCY || rules.currency != NULL);
          if (exponent == 2 && clv_cell_amount_fast (cell, marks[i], &fast))
            {
              g_assert_cmpint (state, ==, CLV_CELL_OK);
              g_assert_cmpint (fast, ==, minor);
              g_assert_false (is_rounded);
            }
          if (exponent == 2 && clv_cell_number_fast (cell, marks[i], &fast))
            {
              g_assert_cmpint (state, ==, CLV_CELL_OK);
              g_assert_cmpint (fast, ==, minor);
              g_assert_false (is_rounded);
            }
        }
    }
}

const char * const fuzz_seeds[] = {
  "2024-03-05", "05.03.2024 10:15", "03/04/2025 11:59:59 PM", "2017-06-17T08:04:21+02:00",
  "Mon, 23 Sep 2024 14:21:24 +0000", "5. M\xc3\xa4rz 2024", "20240305", "1234.56", "1.234,56",
  "$1,000.00", "(45.00)", "12-", "-12.50 EUR", "1'234.50", "1e3", "12345.67", "\xe2\x82\xac 7",
  "n/a", "45000.604166", "1709640000123", "20240305T101500Z", "0000-00-00", "1970-01-01",
  "2:30:00\xe2\x80\xafPM", "14.30 Uhr", "0.6041666", "Eastern Time (US & Canada)",
  "(UTC+01:00) Amsterdam, Berlin", "W. Europe Standard Time", "Europe/Berlin", "GMT-08:00",
  "Created (UTC)", "order_date_gmt", "1,23,456.78", "CHF 1\xe2\x80\x99" "200.50",
  "\xe2\x88\x92" "12,50", "USD $60.00", "((1))", "1.2.3", "2024-03-05T10:15",
  "2024-03-05 10:15:30 +0200", "2024-03-05 10:15:30Z", "05/03/2024", "999.999,99", "'2024-03-05",
  "Mon Sep 23 2024 14:21:24 GMT+0200 (Central European Summer Time)", NULL,
};

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  /* The reader lends cells that may be read for eight bytes before and behind. */
  g_autofree char *room = g_malloc0 (size + 16);
  ClvCell cell = { room + 8, (guint32) size };

  clv_cell_date_init ();
  memcpy (room + 8, data, size);
  clv_cell_is_missing (cell);
  check_dates (cell);
  check_clocks (cell);
  check_zones (cell);
  check_numbers (cell);

  return 0;
}
