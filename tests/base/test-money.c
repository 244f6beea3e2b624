/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>
#include <locale.h>
#include <math.h>

#include "clv-money.h"

static void
test_machine_form (void)
{
  static const struct
  {
    gint64 minor;
    const char *code;
    const char *text;
  } rows[] = {
    { 0, "EUR", "0.00" },
    { 1, "EUR", "0.01" },
    { -1250, "EUR", "-12.50" },
    { -5, "EUR", "-0.05" },
    { 194038, "CLP", "194038" },
    { 1234567, "KWD", "1234.567" },
    { G_MAXINT64, "EUR", "92233720368547758.07" },
    { G_MININT64, "EUR", "-92233720368547758.08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = clv_money_to_machine (rows[i].minor, rows[i].code);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_display_form (void)
{
  static const struct
  {
    double value;
    const char *code;
    const char *full;
    const char *brief;
  } rows[] = {
    { 1234.5, "EUR", "€1,234.50", "€1.2k" },
    { -45, "USD", "−$45.00", "−$45" },
    { 18.4e6, "EUR", "€18,400,000.00", "€18.4M" },
    { 999.6, "EUR", "€999.60", "€1.0k" },
    { 1500, "JPY", "¥1,500", "¥1.5k" },
    { 12.3, "CHF", "CHF\302\24012.30", "CHF\302\24012.3" },
    { NAN, "EUR", "–", "–" },
    { INFINITY, "EUR", "–", "–" },
    { -0.001, "EUR", "€0.00", "€0.00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *full = clv_money_format_major (rows[i].value, rows[i].code);
      g_autofree char *brief = clv_money_format_short (rows[i].value, rows[i].code);

      g_assert_cmpstr (full, ==, rows[i].full);
      g_assert_cmpstr (brief, ==, rows[i].brief);
    }
}

static void
test_german_display_form (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autofree char *money = NULL;
  g_autofree char *percent = NULL;

  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("the locale de_DE.UTF-8 is not installed");
      return;
    }
  money = clv_money_format_major (-1234.5, "EUR");
  percent = clv_percent_format (0.038, 1);
  setlocale (LC_ALL, before);

  g_assert_cmpstr (money, ==, "−1.234,50\302\240€");
  g_assert_cmpstr (percent, ==, "3,8\302\240%");
}

static void
test_rounds_to_minor_units (void)
{
  g_assert_cmpint (clv_money_from_major (0.125, "EUR"), ==, 13);
  g_assert_cmpint (clv_money_from_major (-0.125, "EUR"), ==, -13);
  g_assert_cmpint (clv_money_from_major (2.5, "JPY"), ==, 3);
  g_assert_cmpint (clv_money_from_major (INFINITY, "EUR"), ==, G_MAXINT64);
  g_assert_cmpint (clv_money_from_major (NAN, "EUR"), ==, 0);
  g_assert_cmpfloat (clv_money_to_major (-1250, "EUR"), ==, -12.5);
}

static void
test_knows_a_code_when_it_sees_one (void)
{
  g_assert_true (clv_currency_is_valid ("EUR"));
  g_assert_false (clv_currency_is_valid ("eur"));
  g_assert_false (clv_currency_is_valid ("EURO"));
  g_assert_false (clv_currency_is_valid (NULL));
  g_assert_cmpint (clv_currency_get_exponent ("KWD"), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/money/machine", test_machine_form);
  g_test_add_func ("/base/money/display", test_display_form);
  g_test_add_func ("/base/money/german", test_german_display_form);
  g_test_add_func ("/base/money/rounds", test_rounds_to_minor_units);
  g_test_add_func ("/base/money/codes", test_knows_a_code_when_it_sees_one);

  return g_test_run ();
}
