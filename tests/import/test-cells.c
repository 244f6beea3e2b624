/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-fast.h"

typedef struct
{
  const char *text;
  ClvDateOrder order;
  ClvCellState state;
  const char *iso;
  int seconds;        /* -1 without a clock */
  int offset;         /* 1 where there is none */
} DateRow;

#define YMD CLV_DATE_ORDER_YMD
#define DMY CLV_DATE_ORDER_DMY
#define MDY CLV_DATE_ORDER_MDY
#define EXCEL CLV_DATE_ORDER_EXCEL
#define EXCEL_1904 CLV_DATE_ORDER_EXCEL_1904
#define UNIX CLV_DATE_ORDER_UNIX
#define UNIX_MS CLV_DATE_ORDER_UNIX_MS

static const DateRow date_rows[] = {
  { "2024-03-05", YMD, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "2024-03-05", MDY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "2024/3/5", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "20240305", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { " 2024-02-29 ", YMD, CLV_CELL_OK, "2024-02-29", -1, 1 },
  { "2024-05-01 10:00:00", YMD, CLV_CELL_OK, "2024-05-01", 36000, 1 },
  { "2024-05-01T10:00", YMD, CLV_CELL_OK, "2024-05-01", 36000, 1 },
  { "2024-05-01T10:00:00Z", YMD, CLV_CELL_OK, "2024-05-01", 36000, 0 },
  { "2017-06-17T08:04:21+00:00", YMD, CLV_CELL_OK, "2017-06-17", 29061, 0 },
  { "2024-05-01 10:00:00 +0200", YMD, CLV_CELL_OK, "2024-05-01", 36000, 7200 },
  { "2024-05-01 10:00:00 -0330", YMD, CLV_CELL_OK, "2024-05-01", 36000, -12600 },
  { "2024-05-01T10:00:00.123456Z", YMD, CLV_CELL_OK, "2024-05-01", 36000, 0 },
  { "05.03.2024", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "5.3.24", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "03/05/2024", MDY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "09/03/26", DMY, CLV_CELL_OK, "2026-03-09", -1, 1 },
  { "09/03/69", DMY, CLV_CELL_OK, "1969-03-09", -1, 1 },
  { "09/03/68", DMY, CLV_CELL_OK, "2068-03-09", -1, 1 },
  { "26-03-09", YMD, CLV_CELL_OK, "2026-03-09", -1, 1 },
  { "12/1/2010 8:26", MDY, CLV_CELL_OK, "2010-12-01", 30360, 1 },
  { "01-12-2010 9.37", DMY, CLV_CELL_OK, "2010-12-01", 34620, 1 },
  { "01.12.2010 08:45", DMY, CLV_CELL_OK, "2010-12-01", 31500, 1 },
  { "9/6/2016  6:29:00", MDY, CLV_CELL_OK, "2016-09-06", 23340, 1 },
  { "10/05/2026 2:30:00 PM", MDY, CLV_CELL_OK, "2026-10-05", 52200, 1 },
  { "10/05/2026 12:00 AM", MDY, CLV_CELL_OK, "2026-10-05", 0, 1 },
  { "Mon, 23 Sep 2024 14:21:24 +0000", MDY, CLV_CELL_OK, "2024-09-23", 51684, 0 },
  { "5. März 2024", YMD, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "Mar 5, 2024", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "05-Mar-24", DMY, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "3. M\xc3\xa4rz 2025", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "3. M\xc3\x84RZ 2025", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "3. Maerz 2025 um 14.30 Uhr", YMD, CLV_CELL_OK, "2025-03-03", 52200, 1 },
  { "Montag, 3. M\xc3\xa4rz 2025", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "1. J\xc3\xa4nner 2025", YMD, CLV_CELL_OK, "2025-01-01", -1, 1 },
  { "24. Dezember 2024", YMD, CLV_CELL_OK, "2024-12-24", -1, 1 },
  { "Mar 3, 2025", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "March 3rd, 2025 at 2:30 PM", YMD, CLV_CELL_OK, "2025-03-03", 52200, 1 },
  { "03-Mar-25", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "03-MAR-25 02.30.00.000000 PM", YMD, CLV_CELL_OK, "2025-03-03", 52200, 1 },
  { "2025-Mar-03", YMD, CLV_CELL_OK, "2025-03-03", -1, 1 },
  { "Mon Sep 23 2024 14:21:24 GMT+0200 (Central European Summer Time)", YMD, CLV_CELL_OK,
    "2024-09-23", 51684, 7200 },
  { "Mon, 23 Sep 2024 14:21:24 +0000 (UTC)", YMD, CLV_CELL_OK, "2024-09-23", 51684, 0 },
  { "2024-09-23 14:21:24 +0000 UTC", YMD, CLV_CELL_OK, "2024-09-23", 51684, 0 },
  { "2024-09-23 14:21:24 PDT", YMD, CLV_CELL_OK, "2024-09-23", 51684, -25200 },
  { "2024-09-23 14:21 (PST)", YMD, CLV_CELL_OK, "2024-09-23", 51660, -28800 },
  { "2024-09-23 14:21:24 MESZ", YMD, CLV_CELL_OK, "2024-09-23", 51684, 7200 },
  { "2024-09-23 14:21:24+02", YMD, CLV_CELL_OK, "2024-09-23", 51684, 7200 },
  { "20240923T142124Z", YMD, CLV_CELL_OK, "2024-09-23", 51684, 0 },
  { "20240923142124", YMD, CLV_CELL_OK, "2024-09-23", 51684, 1 },
  { "10/5/2026, 2:30:00\xe2\x80\xafPM", MDY, CLV_CELL_OK, "2026-10-05", 52200, 1 },
  { "1. 12. 2010", DMY, CLV_CELL_OK, "2010-12-01", -1, 1 },
  { "'2024-03-05", YMD, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "", YMD, CLV_CELL_EMPTY, NULL, 0, 0 },
  { " \t", YMD, CLV_CELL_EMPTY, NULL, 0, 0 },
  { "—", YMD, CLV_CELL_EMPTY, NULL, 0, 0 },
  { "N/A", YMD, CLV_CELL_EMPTY, NULL, 0, 0 },
  { "0000-00-00", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "0000-00-00 00:00:00", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "00.00.0000", DMY, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1970-01-01", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "01/01/1970 01:00", MDY, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1969-12-31 16:00:00", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1969-12-31", YMD, CLV_CELL_OK, "1969-12-31", -1, 1 },
  { "1970-01-02", YMD, CLV_CELL_OK, "1970-01-02", -1, 1 },
  { "0001-01-01T00:00:00", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1899-12-30", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1900-01-00", YMD, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "1900-01-02", YMD, CLV_CELL_OK, "1900-01-02", -1, 1 },
  { "29.02.2023", DMY, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "29.02.1900", DMY, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "2024-02-30", YMD, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "2023-02-29", YMD, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "2024-13-01", YMD, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "23/04/2025", MDY, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "2024-01-01 25:00", YMD, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "1899-12-29", YMD, CLV_CELL_RANGE, NULL, 0, 0 },
  { "2201-01-01", YMD, CLV_CELL_FUTURE, NULL, 0, 0 },
  { "2999-12-31", YMD, CLV_CELL_FUTURE, NULL, 0, 0 },
  { "31.12.2999 10:00", DMY, CLV_CELL_FUTURE, NULL, 0, 0 },
  { "hello", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "12.50", DMY, CLV_CELL_INVALID, NULL, 0, 0 },
  { "2024-03", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "2024-03-05x", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "2024-03/05", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "05/03/2024", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "99999999999999999999", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "Marzipan 5, 2024", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "Maybe 5, 2024", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "2024-09-23 14:21:24 CST", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "2024-09-23T14:21[Europe/Berlin]", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa4-03-05", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "\xef\xbc\x92" "024-03-05", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "45000", YMD, CLV_CELL_INVALID, NULL, 0, 0 },
  { "45000", EXCEL, CLV_CELL_OK, "2023-03-15", -1, 1 },
  { "45000.604166666664", EXCEL, CLV_CELL_OK, "2023-03-15", 52200, 1 },
  { "45000,604166666664", EXCEL, CLV_CELL_OK, "2023-03-15", 52200, 1 },
  { "45000.9999999", EXCEL, CLV_CELL_OK, "2023-03-16", 0, 1 },
  { "43538", EXCEL_1904, CLV_CELL_OK, "2023-03-15", -1, 1 },
  { "59", EXCEL, CLV_CELL_OK, "1900-02-28", -1, 1 },
  { "60", EXCEL, CLV_CELL_IMPOSSIBLE, NULL, 0, 0 },
  { "61", EXCEL, CLV_CELL_OK, "1900-03-01", -1, 1 },
  { "0", EXCEL, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "25569", EXCEL, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "999999", EXCEL, CLV_CELL_FUTURE, NULL, 0, 0 },
  { "2024-03-05", EXCEL, CLV_CELL_OK, "2024-03-05", -1, 1 },
  { "05/03/2024", EXCEL, CLV_CELL_INVALID, NULL, 0, 0 },
  { "-45000", EXCEL, CLV_CELL_INVALID, NULL, 0, 0 },
  { "1709640000", UNIX, CLV_CELL_OK, "2024-03-05", 43200, 0 },
  { "1709640000.75", UNIX, CLV_CELL_OK, "2024-03-05", 43200, 0 },
  { "1709640000999", UNIX_MS, CLV_CELL_OK, "2024-03-05", 43200, 0 },
  { "0", UNIX, CLV_CELL_NO_DATE, NULL, 0, 0 },
  { "32503680000", UNIX, CLV_CELL_FUTURE, NULL, 0, 0 },
};

/* The bytes before and behind a cell are somebody else's: they must not matter. */
static ClvCell
embed (const char *text,
       char      **memory)
{
  gsize length = strlen (text);
  ClvCell cell;

  *memory = g_strdup_printf ("9999999999999999%s9999999999999999", text);
  cell.text = *memory + 16;
  cell.length = (guint32) length;

  return cell;
}

static ClvCell
cell_of (const char *text)
{
  return (ClvCell) { text, (guint32) strlen (text) };
}

static void
test_dates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (date_rows); i++)
    {
      const DateRow *row = &date_rows[i];
      g_autofree char *memory = NULL;
      ClvCell cell = embed (row->text, &memory);
      ClvCellTime time = { 0 };
      ClvCellState state = clv_cell_date_parse (cell, row->order, &time);

      g_test_message ("“%s”", row->text);
      g_assert_cmpint (state, ==, row->state);
      if (state != CLV_CELL_OK)
        continue;
      g_assert_cmpint (time.days, ==, clv_date_parse (row->iso));
      g_assert_cmpint (time.has_clock ? time.seconds : -1, ==, row->seconds);
      g_assert_cmpint (time.has_offset ? time.offset : 1, ==, row->offset);
    }
}

/* The word trick agrees with the exact way on every day, and takes nothing else. */
static void
test_fast_dates (void)
{
  clv_cell_date_init ();
  for (int days = -25600; days < 84100; days += 3)
    {
      int year;
      int month;
      int day;
      g_autofree char *text = NULL;
      g_autofree char *memory = NULL;
      gint32 fast = 0;
      ClvCellTime time = { 0 };
      ClvCell cell;

      clv_date_to_ymd (days, &year, &month, &day);
      text = g_strdup_printf ("%04d-%02d-%02d", year, month, day + days % 7);
      cell = embed (text, &memory);
      if (clv_cell_date_fast (cell, &fast))
        {
          g_assert_cmpint (clv_cell_date_parse (cell, YMD, &time), ==, CLV_CELL_OK);
          g_assert_cmpint (time.days, ==, fast);
        }
      else if (year >= CLV_CELL_FAST_YEAR)
        g_assert_cmpint (clv_cell_date_parse (cell, YMD, &time), !=, CLV_CELL_OK);
    }
  for (guint at = 0; at < 10; at++)
    {
      for (int c = 1; c < 256; c++)
        {
          char text[] = "2024-03-05";
          g_autofree char *memory = NULL;
          gint32 days;
          gboolean is_same_kind = at == 4 || at == 7 ? c == '-' : c >= '0' && c <= '9';

          text[at] = (char) c;
          if (!is_same_kind)
            g_assert_false (clv_cell_date_fast (embed (text, &memory), &days));
        }
    }
}

/* The same of moments: whatever it takes, the exact way reads as that. */
static void
test_fast_moments (void)
{
  static const char * const texts[] = {
    "2024-03-05 14:30", "2024-03-05T14:30:15", "2024-03-05 14:30:15Z",
    "2024-03-05T14:30:15+02:00", "2024-03-05 14:30:15 -0330",
  };

  clv_cell_date_init ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint at = 0; at < strlen (texts[i]); at++)
        {
          for (int c = 1; c < 256; c++)
            {
              g_autofree char *text = g_strdup (texts[i]);
              g_autofree char *memory = NULL;
              ClvCellTime fast = { 0 };
              ClvCellTime time = { 0 };
              gboolean is_same = texts[i][at] == (char) c;

              text[at] = (char) c;
              if (!clv_cell_moment_fast (embed (text, &memory), &fast))
                {
                  g_assert_false (is_same);
                  continue;
                }
              g_assert_cmpint (clv_cell_date_parse (cell_of (text), MDY, &time), ==, CLV_CELL_OK);
              g_assert_cmpint (fast.days, ==, time.days);
              g_assert_cmpint (fast.seconds, ==, time.seconds);
              g_assert_true (fast.has_clock && time.has_clock);
              g_assert_cmpint (fast.has_offset, ==, time.has_offset);
              g_assert_cmpint (fast.offset, ==, time.offset);
            }
        }
    }
}

typedef struct
{
  const char *text;
  char decimal;
  int exponent;
  const char *currency;
  ClvCellState state;
  gint64 minor;
} NumberRow;

static const NumberRow number_rows[] = {
  { "123.45", '.', 2, "EUR", CLV_CELL_OK, 12345 },
  { "0", '.', 2, "EUR", CLV_CELL_OK, 0 },
  { "7", '.', 2, "EUR", CLV_CELL_OK, 700 },
  { "1,234.56", '.', 2, "EUR", CLV_CELL_OK, 123456 },
  { "1.234,56", ',', 2, "EUR", CLV_CELL_OK, 123456 },
  { "1 234,56", ',', 2, "EUR", CLV_CELL_OK, 123456 },
  { "1\xc2\xa0" "234,56", ',', 2, "EUR", CLV_CELL_OK, 123456 },
  { "1\xe2\x80\xaf" "234,56", ',', 2, "EUR", CLV_CELL_OK, 123456 },
  { "1'234.56", '.', 2, "CHF", CLV_CELL_OK, 123456 },
  { "1’234’567.5", '.', 2, "CHF", CLV_CELL_OK, 123456750 },
  { "12,34,567.00", '.', 2, "INR", CLV_CELL_OK, 123456700 },
  { "$60.00", '.', 2, "USD", CLV_CELL_OK, 6000 },
  { "-$3.00", '.', 2, "USD", CLV_CELL_OK, -300 },
  { "$-3.00", '.', 2, "USD", CLV_CELL_OK, -300 },
  { "($45.00)", '.', 2, "USD", CLV_CELL_OK, -4500 },
  { "৳2,999", '.', 2, "BDT", CLV_CELL_OK, 299900 },
  { "12,50 €", ',', 2, "EUR", CLV_CELL_OK, 1250 },
  { "EUR 12,50", ',', 2, "EUR", CLV_CELL_OK, 1250 },
  { "12.50 EUR", '.', 2, "EUR", CLV_CELL_OK, 1250 },
  { "12-", '.', 2, "EUR", CLV_CELL_OK, -1200 },
  { "−12", '.', 2, "EUR", CLV_CELL_OK, -1200 },
  { "+12.5", '.', 2, "EUR", CLV_CELL_OK, 1250 },
  { "1.5E3", '.', 2, "EUR", CLV_CELL_OK, 150000 },
  { "1.5e-1", '.', 2, "EUR", CLV_CELL_OK, 15 },
  { ".5", '.', 2, "EUR", CLV_CELL_OK, 50 },
  { "5.", '.', 2, "EUR", CLV_CELL_OK, 500 },
  { "0.005", '.', 2, "EUR", CLV_CELL_OK, 1 },
  { "-0.005", '.', 2, "EUR", CLV_CELL_OK, -1 },
  { "0.0049999999999999999999999999", '.', 2, "EUR", CLV_CELL_OK, 0 },
  { "1.005", '.', 2, "EUR", CLV_CELL_OK, 101 },
  { "194038", '.', 0, "CLP", CLV_CELL_OK, 194038 },
  { "1.5", '.', 0, "JPY", CLV_CELL_OK, 2 },
  { "1.2345", '.', 3, "KWD", CLV_CELL_OK, 1235 },
  { "92233720368547758.07", '.', 2, "EUR", CLV_CELL_OK, G_MAXINT64 },
  { "92233720368547758.08", '.', 2, "EUR", CLV_CELL_RANGE, 0 },
  { "92233720368547758.075", '.', 2, "EUR", CLV_CELL_RANGE, 0 },
  { "1e300", '.', 2, "EUR", CLV_CELL_RANGE, 0 },
  { "1e-300", '.', 2, "EUR", CLV_CELL_OK, 0 },
  { "000000000000000000000000000012.5", '.', 2, "EUR", CLV_CELL_OK, 1250 },
  { "CHF 1\xe2\x80\x99" "200.50", '.', 2, "CHF", CLV_CELL_OK, 120050 },
  { "1.200,50 \xe2\x82\xac", ',', 2, "EUR", CLV_CELL_OK, 120050 },
  { "EUR 12", '.', 2, "EUR", CLV_CELL_OK, 1200 },
  { "eur 12", '.', 2, "EUR", CLV_CELL_OK, 1200 },
  { "1,23,456.78", '.', 2, "INR", CLV_CELL_OK, 12345678 },
  { "1.23.456,78", ',', 2, "INR", CLV_CELL_OK, 12345678 },
  { "\xe2\x82\xb9" "1,23,456.78", '.', 2, "INR", CLV_CELL_OK, 12345678 },
  { "-\xc2\xa0" "12,50", ',', 2, "EUR", CLV_CELL_OK, -1250 },
  { "\xe2\x80\x93" "12,50", ',', 2, "EUR", CLV_CELL_OK, -1250 },
  { "12 -", '.', 2, "EUR", CLV_CELL_OK, -1200 },
  { "$60.00 USD", '.', 2, "USD", CLV_CELL_OK, 6000 },
  { "USD $60.00", '.', 2, "USD", CLV_CELL_OK, 6000 },
  { "R 150.00", '.', 2, "ZAR", CLV_CELL_OK, 15000 },
  { "(\xe2\x82\xac" "45.00)", '.', 2, "EUR", CLV_CELL_OK, -4500 },
  { "\xe2\x82\xac (45.00)", '.', 2, "EUR", CLV_CELL_OK, -4500 },
  { "'45.00", '.', 2, "EUR", CLV_CELL_OK, 4500 },
  { "-92233720368547758.07", '.', 2, "EUR", CLV_CELL_OK, -G_MAXINT64 },
  { "0,123", ',', 2, "EUR", CLV_CELL_OK, 12 },
  { "0,123", '.', 2, "EUR", CLV_CELL_OTHER_MARK, 0 },
  { "(-45.00)", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "-(45.00)", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "((45.00))", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "-45.00-", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "1,2,3", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "1.2.3", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "12 34", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "\xd9\xa1\xd9\xa2", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "\xef\xbc\x91\xef\xbc\x92", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "", '.', 2, "EUR", CLV_CELL_EMPTY, 0 },
  { "—", '.', 2, "EUR", CLV_CELL_EMPTY, 0 },
  { "N/A", '.', 2, "EUR", CLV_CELL_EMPTY, 0 },
  { "12,50", '.', 2, "EUR", CLV_CELL_OTHER_MARK, 0 },
  { "12.50", ',', 2, "EUR", CLV_CELL_OTHER_MARK, 0 },
  { "1.234,56", '.', 2, "EUR", CLV_CELL_OTHER_MARK, 0 },
  { "1,234.56", ',', 2, "EUR", CLV_CELL_OTHER_MARK, 0 },
  { "$12.50", '.', 2, "EUR", CLV_CELL_OTHER_CURRENCY, 0 },
  { "USD 12.50", '.', 2, "EUR", CLV_CELL_OTHER_CURRENCY, 0 },
  { "hello", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "12 pcs", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "(12", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "12)", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "--12", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "12%", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "0x1F", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
  { "nan", '.', 2, "EUR", CLV_CELL_EMPTY, 0 },
  { "inf", '.', 2, "EUR", CLV_CELL_INVALID, 0 },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (number_rows); i++)
    {
      const NumberRow *row = &number_rows[i];
      ClvNumberRules rules = { row->decimal, row->exponent, row->currency };
      g_autofree char *memory = NULL;
      gint64 minor = 0;

      g_test_message ("“%s”", row->text);
      g_assert_cmpint (clv_cell_number_parse (embed (row->text, &memory), &rules, &minor), ==,
                       row->state);
      if (row->state == CLV_CELL_OK)
        g_assert_cmpint (minor, ==, row->minor);
    }
}

/* Decimals that the currency has not are told of, unless they are zeros. */
static void
test_rounding (void)
{
  static const struct
  {
    const char *text;
    int exponent;
    gint64 minor;
    gboolean is_rounded;
  } rows[] = {
    { "12.50", 2, 1250, FALSE }, { "12.505", 2, 1251, TRUE }, { "12.5000", 2, 1250, FALSE },
    { "12.501", 2, 1250, TRUE }, { "0.004", 2, 0, TRUE }, { "0.000", 2, 0, FALSE },
    { "-3.999", 2, -400, TRUE }, { "1250.5", 0, 1251, TRUE }, { "1250.0", 0, 1250, FALSE },
    { "1.2345", 3, 1235, TRUE }, { "1.234", 3, 1234, FALSE }, { "1e-9", 2, 0, TRUE },
    { "1.5e1", 2, 1500, FALSE }, { "7", 2, 700, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvNumberRules rules = { '.', rows[i].exponent, NULL };
      g_autofree char *memory = NULL;
      gboolean is_rounded = FALSE;
      gint64 minor = 0;

      g_assert_cmpint (clv_cell_number_parse_full (embed (rows[i].text, &memory), &rules, &minor,
                                                   &is_rounded), ==, CLV_CELL_OK);
      g_assert_cmpint (minor, ==, rows[i].minor);
      g_assert_cmpint (is_rounded, ==, rows[i].is_rounded);
    }
}

static void
test_fast_numbers (void)
{
  ClvNumberRules rules = { '.', 2, "EUR" };

  for (gint64 cents = 0; cents < 10000000; cents += 37)
    {
      g_autofree char *text = g_strdup_printf ("%d.%02d", (int) (cents / 100), (int) (cents % 100));
      g_autofree char *memory = NULL;
      ClvCell cell = embed (text, &memory);
      gint64 fast = -1;
      gint64 exact = -1;

      g_assert_true (clv_cell_number_fast (cell, '.', &fast));
      g_assert_cmpint (fast, ==, cents);
      g_assert_cmpint (clv_cell_number_parse (cell, &rules, &exact), ==, CLV_CELL_OK);
      g_assert_cmpint (exact, ==, cents);
    }
  for (guint at = 0; at < 6; at++)
    {
      for (int c = 1; c < 256; c++)
        {
          char text[] = "123.45";
          g_autofree char *memory = NULL;
          gint64 minor;

          text[at] = (char) c;
          if (at == 3 ? c != '.' : c < '0' || c > '9')
            g_assert_false (clv_cell_number_fast (embed (text, &memory), '.', &minor));
        }
    }
}

/* Four hundred digits are too many, and behind the mark they are nearly nothing. */
static void
test_long_numbers (void)
{
  ClvNumberRules rules = { '.', 2, NULL };
  g_autofree char *nines = g_strnfill (400, '9');
  g_autofree char *zeros = g_strnfill (400, '0');
  g_autofree char *small = g_strconcat ("0.", zeros, "1", NULL);
  g_autofree char *padded = g_strconcat (zeros, "12.50", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  gboolean is_rounded = FALSE;
  gint64 minor = -1;

  g_assert_cmpint (clv_cell_number_parse (embed (nines, &first), &rules, &minor), ==,
                   CLV_CELL_RANGE);
  g_assert_cmpint (clv_cell_number_parse_full (embed (small, &second), &rules, &minor,
                                               &is_rounded), ==, CLV_CELL_OK);
  g_assert_cmpint (minor, ==, 0);
  g_assert_true (is_rounded);
  g_assert_cmpint (clv_cell_number_parse (embed (padded, &third), &rules, &minor), ==,
                   CLV_CELL_OK);
  g_assert_cmpint (minor, ==, 1250);
}

static void
test_money_signs (void)
{
  static const struct
  {
    const char *text;
    const char *codes; /* begin with */
  } rows[] = {
    { "12.50", NULL }, { "$12.50", "USD CAD" }, { "12.50 \xe2\x82\xac", "EUR" },
    { "usd 12.50", "USD" }, { "US$12.50", "USD" }, { "$12.50 CAD", "CAD" },
    { "USD $12.50", "USD" }, { "\xe0\xa7\xb3" "2,999", "BDT" }, { "R$ 10.00", "BRL" },
    { "CHF 1'200.50", "CHF" }, { "kr 10.00", "SEK NOK" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClvNumberRules rules = { '.', 2, NULL };
      g_autofree char *memory = NULL;
      ClvMoneySign money;
      gboolean is_rounded;
      gint64 minor;

      g_test_message ("“%s”", rows[i].text);
      g_assert_cmpint (clv_cell_number_parse_money (embed (rows[i].text, &memory), &rules, &minor,
                                                    &is_rounded, &money), ==, CLV_CELL_OK);
      if (rows[i].codes == NULL)
        {
          g_assert_null (money.codes);
          continue;
        }
      g_assert_cmpuint (money.length, >=, strlen (rows[i].codes));
      g_assert_cmpint (strncmp (money.codes, rows[i].codes, strlen (rows[i].codes)), ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/cells/dates", test_dates);
  g_test_add_func ("/import/cells/fast-dates-agree", test_fast_dates);
  g_test_add_func ("/import/cells/fast-moments-agree", test_fast_moments);
  g_test_add_func ("/import/cells/numbers", test_numbers);
  g_test_add_func ("/import/cells/numbers-rounded", test_rounding);
  g_test_add_func ("/import/cells/fast-numbers-agree", test_fast_numbers);
  g_test_add_func ("/import/cells/numbers-long", test_long_numbers);
  g_test_add_func ("/import/cells/money-signs", test_money_signs);

  return g_test_run ();
}
