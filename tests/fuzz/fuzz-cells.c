/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-number.h"
#include "fuzz.h"

/* Any bytes as one cell: read as a date in each order and as an amount by each
 * mark. What the short cuts answer is what the long way answers. */

static void
check_dates (ClvCell cell)
{
  gint32 days = 0;
  ClvDateOrder order;

  for (order = CLV_DATE_ORDER_YMD; order <= CLV_DATE_ORDER_MDY; order++)
    {
      ClvCellTime time = { 0 };
      ClvCellState state = clv_cell_date_parse (cell, order, &time);

      if (state == CLV_CELL_OK)
        {
          g_assert_cmpint (time.days, >=, clv_cell_month_starts[0]);
          g_assert_cmpint (time.seconds, >=, 0);
          g_assert_cmpint (time.seconds, <=, 86400);
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
check_numbers (ClvCell cell)
{
  static const char marks[] = { '.', ',' };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      for (int exponent = 0; exponent <= 3; exponent++)
        {
          ClvNumberRules rules = { marks[i], exponent, exponent == 1 ? "EUR" : NULL };
          gint64 minor = 0;
          gint64 fast = 0;
          ClvCellState state = clv_cell_number_parse (cell, &rules, &minor);

          if (exponent == 2 && clv_cell_number_fast (cell, marks[i], &fast))
            {
              g_assert_cmpint (state, ==, CLV_CELL_OK);
              g_assert_cmpint (fast, ==, minor);
            }
        }
    }
}

const char * const fuzz_seeds[] = {
  "2024-03-05", "05.03.2024 10:15", "03/04/2025 11:59:59 PM", "2017-06-17T08:04:21+02:00",
  "Mon, 23 Sep 2024 14:21:24 +0000", "5. M\xc3\xa4rz 2024", "20240305", "1234.56", "1.234,56",
  "$1,000.00", "(45.00)", "12-", "-12.50 EUR", "1'234.50", "1e3", "12345.67", "\xe2\x82\xac 7",
  "n/a", NULL,
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
  check_numbers (cell);

  return 0;
}
