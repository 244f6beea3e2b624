/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-number.h"

/* Properties: what was written in any of the forms is read as what it was. */

static ClvCell
cell_of (const char *text)
{
  return (ClvCell) { text, (guint32) strlen (text) };
}

static const char * const english_months[] = {
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December",
};

static const char * const german_months[] = {
  "Januar", "Februar", "M\xc3\xa4rz", "April", "Mai", "Juni", "Juli", "August", "September",
  "Oktober", "November", "Dezember",
};

/* The day in each written form. */
static char *
format_date (int           days,
             guint         form,
             ClvDateOrder *order)
{
  int year;
  int month;
  int day;

  *order = CLV_DATE_ORDER_YMD;
  clv_date_to_ymd (days, &year, &month, &day);
  switch (form)
    {
    case 0:
      return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    case 1:
      return g_strdup_printf ("%04d%02d%02d", year, month, day);
    case 2:
      *order = CLV_DATE_ORDER_DMY;
      return g_strdup_printf ("%02d.%02d.%04d", day, month, year);
    case 3:
      *order = CLV_DATE_ORDER_MDY;
      return g_strdup_printf ("%d/%d/%04d", month, day, year);
    case 4:
      *order = CLV_DATE_ORDER_DMY;
      return g_strdup_printf ("%02d-%02d-%04d", day, month, year);
    case 5:
      return g_strdup_printf ("%d. %s %d", day, german_months[month - 1], year);
    case 6:
      return g_strdup_printf ("%s %d, %d", english_months[month - 1], day, year);
    case 7:
      return g_strdup_printf ("%02d-%.3s-%d", day, english_months[month - 1], year);
    case 8:
      *order = CLV_DATE_ORDER_EXCEL;
      return g_strdup_printf ("%d", days + 25569);
    case 9:
      *order = CLV_DATE_ORDER_EXCEL_1904;
      return g_strdup_printf ("%d", days + 24107);
    case 10:
      *order = CLV_DATE_ORDER_MDY;
      return g_strdup_printf (year >= 1969 && year < 2069 ? "%02d/%02d/%02d" : "%02d/%02d/%d",
                              month, day, year >= 1969 && year < 2069 ? year % 100 : year);
    default:
      return NULL;
    }
}

/* The second of the day in each written form. */
static char *
format_clock (int   seconds,
              guint form)
{
  int hours = seconds / 3600;
  int minutes = seconds / 60 % 60;

  switch (form)
    {
    case 0:
      return g_strdup_printf ("%02d:%02d:%02d", hours, minutes, seconds % 60);
    case 1:
      return g_strdup_printf (" %d.%02d.%02d", hours, minutes, seconds % 60);
    case 2:
      return g_strdup_printf (" %d:%02d:%02d %s", hours % 12 == 0 ? 12 : hours % 12, minutes,
                              seconds % 60, hours < 12 ? "AM" : "p.m.");
    case 3:
      return g_strdup_printf ("T%02d:%02d:%02d.500+00:00", hours, minutes, seconds % 60);
    default:
      return NULL;
    }
}

/* Whatever day is written in whatever form, the same day is read. */
static void
test_dates_round_trip (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20250303);

  for (guint i = 0; i < 4000; i++)
    {
      int days = g_rand_int_range (rand, 1, 84000);
      int seconds = g_rand_int_range (rand, 0, 86400);
      ClvDateOrder order = CLV_DATE_ORDER_YMD;

      for (guint form = 0; form <= 10; form++)
        {
          guint clock = (guint) g_rand_int_range (rand, 0, 8);
          g_autofree char *date = format_date (days, form, &order);
          g_autofree char *tail = format_clock (seconds, clock);
          g_autofree char *text = tail == NULL || form == 8 || form == 9
                                  ? g_strdup (date) : g_strconcat (date, clock == 0 ? "  " : "",
                                                                   tail, NULL);
          ClvCellTime time = { 0 };

          g_assert_cmpint (clv_cell_date_parse (cell_of (text), order, &time), ==,
                           CLV_CELL_OK);
          g_assert_cmpint (time.days, ==, days);
          if (time.has_clock)
            g_assert_cmpint (time.seconds, ==, seconds);
          g_assert_cmpint (time.has_clock, ==, !g_str_equal (text, date));
        }
    }
}

/* Digits in groups of three, or as in India, with @sign between. */
static char *
group_digits (guint64     whole,
              const char *sign,
              gboolean    is_indian)
{
  GString *text = g_string_new (NULL);
  gsize room = 3;

  g_string_printf (text, "%" G_GUINT64_FORMAT, whole);
  for (gssize at = (gssize) text->len - 3; at > 0; at -= (gssize) room)
    {
      g_string_insert (text, at, sign);
      room = is_indian ? 2 : 3;
    }

  return g_string_free (text, FALSE);
}

/* Whatever amount is written in whatever form, the same amount is read. */
static void
test_amounts_round_trip (void)
{
  static const struct
  {
    char decimal;
    const char *group;
    gboolean is_indian;
    const char *before;
    const char *behind;
    gboolean is_negative;
    const char *currency;
  } forms[] = {
    { '.', "", FALSE, "", "", FALSE, "EUR" },
    { ',', "", FALSE, "", "", FALSE, "EUR" },
    { '.', ",", FALSE, "", "", FALSE, "EUR" },
    { ',', ".", FALSE, "", " \xe2\x82\xac", FALSE, "EUR" },
    { ',', " ", FALSE, "", "", FALSE, "EUR" },
    { ',', "\xc2\xa0", FALSE, "-", "", TRUE, "EUR" },
    { ',', "\xe2\x80\xaf", FALSE, "", "-", TRUE, "EUR" },
    { '.', "'", FALSE, "CHF ", "", FALSE, "CHF" },
    { '.', "\xe2\x80\x99", FALSE, "CHF ", "", FALSE, "CHF" },
    { '.', ",", TRUE, "\xe2\x82\xb9", "", FALSE, "INR" },
    { '.', ",", FALSE, "($", ")", TRUE, "USD" },
    { '.', ",", FALSE, "-$", "", TRUE, "USD" },
    { '.', "", FALSE, "\xe2\x88\x92", "", TRUE, "USD" },
    { '.', ",", FALSE, "\xe0\xa7\xb3", "", FALSE, "BDT" },
    { '.', "", FALSE, "+", "E0", FALSE, "EUR" },
  };
  g_autoptr(GRand) rand = g_rand_new_with_seed (123456);

  for (guint i = 0; i < 4000; i++)
    {
      guint64 minor = ((guint64) g_rand_int (rand) << 20 | g_rand_int (rand)) >> (i % 50);

      for (guint form = 0; form < G_N_ELEMENTS (forms); form++)
        {
          g_autofree char *whole = group_digits (minor / 100, forms[form].group,
                                                 forms[form].is_indian);
          g_autofree char *text = g_strdup_printf ("%s%s%c%02d%s", forms[form].before, whole,
                                                   forms[form].decimal, (int) (minor % 100),
                                                   forms[form].behind);
          ClvNumberRules rules = { forms[form].decimal, 2, forms[form].currency };
          gint64 read = -1;

          g_assert_cmpint (clv_cell_number_parse (cell_of (text), &rules, &read), ==,
                           CLV_CELL_OK);
          g_assert_cmpint (read, ==, forms[form].is_negative ? -(gint64) minor : (gint64) minor);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/cell-forms/dates", test_dates_round_trip);
  g_test_add_func ("/import/cell-forms/amounts", test_amounts_round_trip);

  return g_test_run ();
}
