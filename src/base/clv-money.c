/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "clv-money.h"

/* U+00A0, so that a number never parts from its sign at the end of a line. */
#define NO_BREAK_SPACE "\302\240"
#define MINUS "\342\210\222"

/* ISO 4217 codes whose minor unit is not a hundredth. */
static const struct
{
  const char *code;
  int exponent;
} other_exponents[] = {
  { "BHD", 3 }, { "BIF", 0 }, { "CLF", 4 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 }, { "IQD", 3 },
  { "ISK", 0 }, { "JOD", 3 }, { "JPY", 0 }, { "KMF", 0 }, { "KRW", 0 }, { "KWD", 3 }, { "LYD", 3 },
  { "OMR", 3 }, { "PYG", 0 }, { "RWF", 0 }, { "TND", 3 }, { "UGX", 0 }, { "UYI", 0 }, { "UYW", 4 },
  { "VND", 0 }, { "VUV", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
};

/* Signs that mean one currency everywhere; others are written as their code. */
static const struct
{
  const char *code;
  const char *sign;
} signs[] = {
  { "EUR", "€" }, { "USD", "$" }, { "GBP", "£" }, { "JPY", "¥" }, { "INR", "₹" }, { "KRW", "₩" },
  { "UAH", "₴" }, { "ILS", "₪" }, { "VND", "₫" }, { "TRY", "₺" }, { "BDT", "৳" }, { "PHP", "₱" },
};

/**
 * clv_currency_is_valid:
 * @code: (nullable): a text
 *
 * Returns: whether it has the shape of an ISO 4217 code, three capital letters
 */
gboolean
clv_currency_is_valid (const char *code)
{
  return code != NULL && strlen (code) == 3 && g_ascii_isupper (code[0]) &&
         g_ascii_isupper (code[1]) && g_ascii_isupper (code[2]);
}

/**
 * clv_currency_get_exponent:
 * @code: (nullable): an ISO 4217 code
 *
 * Returns: decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD
 */
int
clv_currency_get_exponent (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (other_exponents); i++)
    {
      if (g_strcmp0 (code, other_exponents[i].code) == 0)
        return other_exponents[i].exponent;
    }

  return 2;
}

static gint64
get_minor_per_major (const char *code)
{
  static const gint64 powers[] = { 1, 10, 100, 1000, 10000 };

  return powers[clv_currency_get_exponent (code)];
}

/**
 * clv_money_to_major:
 * @minor: minor units
 * @code: their currency
 *
 * Returns: the amount in major units
 */
double
clv_money_to_major (gint64      minor,
                    const char *code)
{
  return (double) minor / (double) get_minor_per_major (code);
}

/**
 * clv_money_from_major:
 * @major: an amount in major units, finite
 * @code: its currency
 *
 * Returns: the nearest amount in minor units, halves away from zero; clamped to
 *   the range of the type
 */
gint64
clv_money_from_major (double      major,
                      const char *code)
{
  double minor = major * (double) get_minor_per_major (code);

  if (!isfinite (minor) || fabs (minor) > 9.2e18)
    return minor > 0 ? G_MAXINT64 : minor < 0 ? G_MININT64 : 0;

  return (gint64) round (minor);
}

/* Puts the locale's thousands separator into a text of digits. */
static char *
group_digits (const char *digits)
{
  const struct lconv *locale = localeconv ();
  const char *separator = locale->thousands_sep;
  g_autoptr(GString) text = g_string_new (NULL);
  gsize n = strlen (digits);

  if (separator == NULL || *separator == '\0')
    separator = g_strcmp0 (locale->decimal_point, ",") == 0 ? NO_BREAK_SPACE : ",";
  /* Locales written by byte (fr_FR) may hold a breaking or non-UTF-8 blank. */
  if (*separator == ' ' || !g_utf8_validate (separator, -1, NULL))
    separator = NO_BREAK_SPACE;

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * clv_number_format:
 * @value: a number
 * @decimals: digits after the decimal mark, 0 … 9
 *
 * Returns: (transfer full): the number in the display locale, grouped, with a
 *   real minus sign; a dash for what is no number
 */
char *
clv_number_format (double value,
                   int    decimals)
{
  char digits[400];
  g_autofree char *grouped = NULL;
  char *mark = NULL;
  gboolean is_negative = FALSE;

  if (!isfinite (value) || fabs (value) > 1e300)
    return g_strdup ("–");

  decimals = CLAMP (decimals, 0, 9);
  g_ascii_formatd (digits, sizeof digits,
                   (const char *[]){ "%.0f", "%.1f", "%.2f", "%.3f", "%.4f", "%.5f", "%.6f",
                                     "%.7f", "%.8f", "%.9f" }[decimals], fabs (value));
  /* −0.00 is zero to a reader. */
  is_negative = value < 0 && strspn (digits, "0.") != strlen (digits);

  mark = strchr (digits, '.');
  if (mark != NULL)
    *mark = '\0';
  grouped = group_digits (digits);

  return g_strconcat (is_negative ? MINUS : "", grouped,
                      mark != NULL ? localeconv ()->decimal_point : "",
                      mark != NULL ? mark + 1 : "", NULL);
}

/**
 * clv_number_format_short:
 * @value: a number
 *
 * Returns: (transfer full): the number with three significant digits and a
 *   letter: 2.7k, 18.4M, 1.2B
 */
char *
clv_number_format_short (double value)
{
  static const struct
  {
    double limit;
    double unit;
    const char *letter;
  } steps[] = {
    { 999.5e6, 1e9, N_("B") },
    { 999.5e3, 1e6, N_("M") },
    { 999.5, 1e3, N_("k") },
  };
  g_autofree char *number = NULL;
  double size = fabs (value);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double scaled = size / steps[i].unit;

      if (size < steps[i].limit || !isfinite (value))
        continue;
      number = clv_number_format (value / steps[i].unit, scaled < 99.95 ? 1 : 0);
      return g_strconcat (number, _(steps[i].letter), NULL);
    }

  return clv_number_format (value, size < 9.995 && size != round (size) ? 2 :
                            size < 99.95 && size != round (size) ? 1 : 0);
}

/**
 * clv_percent_format:
 * @fraction: 0.038 for 3.8 %
 * @decimals: digits after the decimal mark
 *
 * Returns: (transfer full): "3.8 %" with a no-break space
 */
char *
clv_percent_format (double fraction,
                    int    decimals)
{
  g_autofree char *number = clv_number_format (100.0 * fraction, decimals);

  if (!isfinite (fraction))
    return g_steal_pointer (&number);

  /* Translators: a percentage; the space is a no-break space. */
  return g_strdup_printf (_("%s\302\240%%"), number);
}

static const char *
find_sign (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (g_strcmp0 (code, signs[i].code) == 0)
        return signs[i].sign;
    }

  return NULL;
}

/* Where the sign stands is the display locale's habit: before in English,
 * behind in German. localeconv() knows it only for the locale's own currency,
 * but the habit is the language's. */
static char *
attach_currency (const char *number,
                 const char *code)
{
  const struct lconv *locale = localeconv ();
  const char *sign = find_sign (code);
  gboolean is_behind = locale->p_cs_precedes == 0;
  gboolean is_negative = g_str_has_prefix (number, MINUS);

  if (code == NULL || *code == '\0')
    return g_strdup (number);

  if (is_behind)
    return g_strconcat (number, NO_BREAK_SPACE, sign != NULL ? sign : code, NULL);

  return g_strconcat (is_negative ? MINUS : "", sign != NULL ? sign : code,
                      sign != NULL ? "" : NO_BREAK_SPACE,
                      is_negative ? number + strlen (MINUS) : number, NULL);
}

/**
 * clv_money_format_major:
 * @major: an amount in major units
 * @code: (nullable): its currency
 *
 * Returns: (transfer full): the amount with all digits of its currency, as people
 *   of the display locale write it: €1,234.50
 */
char *
clv_money_format_major (double      major,
                        const char *code)
{
  g_autofree char *number = clv_number_format (major, clv_currency_get_exponent (code));

  return isfinite (major) ? attach_currency (number, code) : g_steal_pointer (&number);
}

/**
 * clv_money_format:
 * @minor: an amount in minor units
 * @code: (nullable): its currency
 *
 * Returns: (transfer full): as clv_money_format_major()
 */
char *
clv_money_format (gint64      minor,
                  const char *code)
{
  return clv_money_format_major (clv_money_to_major (minor, code), code);
}

/**
 * clv_money_format_short:
 * @major: an amount in major units
 * @code: (nullable): its currency
 *
 * Returns: (transfer full): €18.4M
 */
char *
clv_money_format_short (double      major,
                        const char *code)
{
  g_autofree char *number = clv_number_format_short (major);

  return isfinite (major) ? attach_currency (number, code) : g_steal_pointer (&number);
}

/**
 * clv_money_to_machine:
 * @minor: an amount in minor units
 * @code: its currency
 *
 * Returns: (transfer full): the amount in major units with a point and no
 *   grouping: -12.50; exact, never through a double
 */
char *
clv_money_to_machine (gint64      minor,
                      const char *code)
{
  gint64 unit = get_minor_per_major (code);
  guint64 size = minor < 0 ? -(guint64) minor : (guint64) minor;

  if (unit == 1)
    return g_strdup_printf ("%" G_GINT64_FORMAT, minor);

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, minor < 0 ? "-" : "",
                          size / (guint64) unit, clv_currency_get_exponent (code),
                          size % (guint64) unit);
}
