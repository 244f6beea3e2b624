/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-number.h"

/* Digits of any number that fits: 19, and room for what rounding looks at. */
#define N_DIGITS_MAX 48
#define EXPONENT_MAX 400

typedef struct
{
  const char *sign;
  const char *currencies; /* the codes it can stand for */
} CurrencySign;

#define DOLLARS "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BMD BSD BZD FJD GYD JMD LRD " \
                "NAD SBD SRD TTD XCD BND KYD DOP"

/* Longer signs before those that they begin with. */
static const CurrencySign currency_signs[] = {
  { "US$", "USD" }, { "CA$", "CAD" }, { "C$", "CAD NIO" }, { "AU$", "AUD" }, { "A$", "AUD" },
  { "NZ$", "NZD" }, { "HK$", "HKD" }, { "S$", "SGD" }, { "NT$", "TWD" }, { "MX$", "MXN" },
  { "R$", "BRL" }, { "$", DOLLARS },
  { "\xe2\x82\xac", "EUR" },
  { "\xc2\xa3", "GBP EGP FKP GIP SHP LBP SYP SDG SSP" },
  { "\xc2\xa5", "JPY CNY" }, { "\xef\xbf\xa5", "JPY CNY" },
  { "\xe2\x82\xb9", "INR" }, { "Rs.", "INR PKR LKR NPR MUR SCR" },
  { "Rs", "INR PKR LKR NPR MUR SCR" },
  { "\xe0\xa7\xb3", "BDT" }, { "\xe2\x82\xbd", "RUB" }, { "\xe2\x82\xba", "TRY" },
  { "\xe2\x82\xa9", "KRW KPW" }, { "\xe2\x82\xaa", "ILS" }, { "\xe2\x82\xb4", "UAH" },
  { "\xe2\x82\xab", "VND" }, { "\xe0\xb8\xbf", "THB" }, { "\xe2\x82\xb1", "PHP" },
  { "\xe2\x82\xa6", "NGN" }, { "z\xc5\x82", "PLN" }, { "K\xc4\x8d", "CZK" },
  { "kr.", "SEK NOK DKK ISK" }, { "kr", "SEK NOK DKK ISK" }, { "SFr.", "CHF" },
  { "Fr.", "CHF" }, { "Ft", "HUF" }, { "lei", "RON MDL" }, { "TL", "TRY" }, { "Rp", "IDR" },
  { "RM", "MYR" }, { "S/", "PEN" }, { "\xe2\x82\xa1", "CRC" }, { "\xe2\x82\xb2", "PYG" },
  { "\xe2\x82\xb5", "GHS" }, { "\xe2\x82\xae", "MNT" }, { "\xe2\x82\xad", "LAK" },
  { "\xe2\x82\xb8", "KZT" }, { "\xe2\x82\xbc", "AZN" }, { "\xe2\x82\xbe", "GEL" }, { "R", "ZAR" },
};

/* ISO 4217 codes in use; other words of three letters are no money. */
static const char currency_codes[] =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
  "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
  "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
  "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
  "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
  "SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND "
  "VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL ";

typedef struct
{
  const char *at;
  const char *end;
  const ClvNumberRules *rules;
  gboolean is_negative;
  gboolean has_sign;        /* plus or minus */
  gboolean is_open;         /* an opening parenthesis came */
  gboolean is_enclosed;     /* and was closed */
  gboolean is_other_currency;
  ClvMoneySign money;       /* the last that came */
  int n_digits;
  int point;                /* digits before the decimal mark */
  gboolean is_lossy;        /* a digit other than zero came behind the last that fits */
  guint8 digits[N_DIGITS_MAX];
} NumberCursor;

/* All but the digits, which are written before they are read. */
static inline void
cursor_init (NumberCursor         *cursor,
             ClvCell               cell,
             const ClvNumberRules *rules)
{
  memset (cursor, 0, G_STRUCT_OFFSET (NumberCursor, digits));
  cursor->at = cell.text;
  cursor->end = cell.text + cell.length;
  cursor->rules = rules;
}

/* The ISO code at @at, in any case, or NULL. */
static const char *
find_code (const NumberCursor *cursor)
{
  char code[5] = "";

  if (cursor->end - cursor->at < 3
      || (cursor->end - cursor->at > 3 && g_ascii_isalpha (cursor->at[3])))
    return NULL;
  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_isalpha (cursor->at[i]))
        return NULL;
      code[i] = g_ascii_toupper (cursor->at[i]);
    }
  code[3] = ' ';

  return strstr (currency_codes, code);
}

/* Length of a sign of money at @at, or 0. */
static gsize
currency_length (NumberCursor *cursor)
{
  gsize left = (gsize) (cursor->end - cursor->at);
  const char *wanted = cursor->rules->currency;
  const char *code = find_code (cursor);

  if (code != NULL)
    {
      cursor->is_other_currency |= wanted != NULL && strncmp (wanted, code, 3) != 0;
      cursor->money = (ClvMoneySign) { code, 3 };
      return 3;
    }
  /* A code of the workspace's own. */
  if (wanted != NULL && strlen (wanted) == 3 && left >= 3
      && g_ascii_strncasecmp (wanted, cursor->at, 3) == 0
      && (left == 3 || !g_ascii_isalpha (cursor->at[3])))
    return 3;

  for (guint i = 0; i < G_N_ELEMENTS (currency_signs); i++)
    {
      const CurrencySign *sign = &currency_signs[i];
      gsize length = strlen (sign->sign);

      if (left < length || memcmp (cursor->at, sign->sign, length) != 0
          || (g_ascii_isalpha (sign->sign[length - 1]) && left > length
              && g_ascii_isalpha (cursor->at[length])))
        continue;
      cursor->is_other_currency |= wanted != NULL && strstr (sign->currencies, wanted) == NULL;
      /* Of "USD $5" the code says more. */
      if (cursor->money.codes == NULL)
        cursor->money = (ClvMoneySign) { sign->currencies, (guint) strlen (sign->currencies) }
      ;
      return length;
    }

  return 0;
}

/* Length of a blank or of a sign that parts groups at @at, or 0. */
static gsize
blank_length (const NumberCursor *cursor)
{
  gsize left = (gsize) (cursor->end - cursor->at);

  if (left >= 1 && *cursor->at == ' ')
    return 1;
  if (left >= 2 && memcmp (cursor->at, "\xc2\xa0", 2) == 0)
    return 2;
  if (left >= 3 && (memcmp (cursor->at, "\xe2\x80\xaf", 3) == 0
                    || memcmp (cursor->at, "\xe2\x80\x89", 3) == 0))
    return 3;

  return 0;
}

static gsize
group_length (const NumberCursor *cursor)
{
  gsize left = (gsize) (cursor->end - cursor->at);
  char other = cursor->rules->decimal == '.' ? ',' : '.';

  if (left >= 1 && (*cursor->at == other || *cursor->at == '\''))
    return 1;
  if (left >= 3 && memcmp (cursor->at, "\xe2\x80\x99", 3) == 0)
    return 3;

  return blank_length (cursor);
}

static gsize
minus_length (const NumberCursor *cursor)
{
  if (*cursor->at == '-')
    return 1;
  if (cursor->end - cursor->at >= 3 && (memcmp (cursor->at, "\xe2\x88\x92", 3) == 0
                                        || memcmp (cursor->at, "\xe2\x80\x93", 3) == 0))
    return 3;

  return 0;
}

/* A sign or a parenthesis at @at: its length, 0 where there is none. One that comes
 * too often or in the wrong place makes @is_wrong true. */
static gsize
take_sign (NumberCursor *cursor,
           gboolean      is_before,
           gboolean     *is_wrong)
{
  gsize length = minus_length (cursor);

  if (length > 0 || *cursor->at == '+')
    {
      *is_wrong = cursor->has_sign || cursor->is_open || cursor->is_enclosed;
      cursor->has_sign = TRUE;
      cursor->is_negative = length > 0;
      return MAX (length, 1);
    }
  if (*cursor->at == '(')
    {
      *is_wrong = !is_before || cursor->is_open || cursor->has_sign;
      cursor->is_open = TRUE;
      return 1;
    }
  if (*cursor->at == ')')
    {
      *is_wrong = is_before || !cursor->is_open;
      cursor->is_open = FALSE;
      cursor->is_enclosed = TRUE;
      cursor->is_negative = TRUE;
      return 1;
    }

  return 0;
}

/* What may stand around the digits: one sign or parentheses, money signs, blanks. */
static gboolean
skip_around (NumberCursor *cursor,
             gboolean      is_before)
{
  guint n_currencies = 0;

  while (cursor->at < cursor->end && !g_ascii_isdigit (*cursor->at))
    {
      gboolean is_wrong = FALSE;
      gsize length = take_sign (cursor, is_before, &is_wrong);

      if (is_wrong)
        return FALSE;
      if (length == 0)
        length = blank_length (cursor);
      if (length == 0 && n_currencies < 2)
        {
          length = currency_length (cursor);
          n_currencies += length > 0;
        }
      if (length == 0)
        break;
      cursor->at += length;
    }

  return is_before || (cursor->at == cursor->end && !cursor->is_open);
}

static void
take_digit (NumberCursor *cursor,
            gboolean      is_whole)
{
  guint8 digit = (guint8) (*cursor->at++ - '0');

  if (cursor->n_digits == 0 && digit == 0 && is_whole)
    return;
  if (cursor->n_digits < N_DIGITS_MAX)
    cursor->digits[cursor->n_digits++] = digit;
  else
    cursor->is_lossy |= digit != 0;
  cursor->point += is_whole;
}

/* Digits before the mark. Groups are of three digits, or two as in India, the last is
 * of three, and nobody begins them with a zero; otherwise the sign between them was
 * the decimal mark. */
static ClvCellState
take_whole (NumberCursor *cursor)
{
  const char *first = cursor->at;
  guint run = 0;
  guint n_groups = 0;
  char sign = 0;

  while (cursor->at < cursor->end)
    {
      gsize length;

      if (g_ascii_isdigit (*cursor->at))
        {
          take_digit (cursor, TRUE);
          run++;
          continue;
        }
      length = group_length (cursor);
      if (length == 0 || cursor->at + length >= cursor->end
          || !g_ascii_isdigit (cursor->at[length]))
        break;
      if ((sign != 0 && *cursor->at != sign) || run == 0 || run > 3 || (n_groups > 0 && run < 2)
          || *first == '0')
        return CLV_CELL_OTHER_MARK;
      sign = *cursor->at;
      cursor->at += length;
      n_groups++;
      run = 0;
    }

  return n_groups > 0 && run != 3 ? CLV_CELL_OTHER_MARK : CLV_CELL_OK;
}

static void
take_exponent (NumberCursor *cursor)
{
  int exponent = 0;
  gboolean is_negative = FALSE;
  const char *at = cursor->at;

  if (at == cursor->end || (*at != 'e' && *at != 'E'))
    return;
  at++;
  if (at < cursor->end && (*at == '+' || *at == '-'))
    is_negative = *at++ == '-';
  if (at == cursor->end || !g_ascii_isdigit (*at))
    return; /* not an exponent: perhaps EUR */

  while (at < cursor->end && g_ascii_isdigit (*at))
    {
      exponent = MIN (exponent * 10 + (*at - '0'), EXPONENT_MAX);
      at++;
    }
  cursor->at = at;
  cursor->point += is_negative ? -exponent : exponent;
}

static ClvCellState
take_number (NumberCursor *cursor)
{
  const char *from = cursor->at;
  ClvCellState state = take_whole (cursor);
  guint n_before = (guint) (cursor->at - from);
  guint n_after = 0;

  if (state != CLV_CELL_OK)
    return state;

  if (cursor->at < cursor->end && *cursor->at == cursor->rules->decimal)
    {
      cursor->at++;
      while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
        {
          take_digit (cursor, FALSE);
          n_after++;
        }
      if (cursor->at < cursor->end && (*cursor->at == '.' || *cursor->at == ','))
        return CLV_CELL_OTHER_MARK;
    }
  else if (cursor->at < cursor->end && (*cursor->at == '.' || *cursor->at == ','))
    return CLV_CELL_OTHER_MARK;
  if (n_before + n_after == 0)
    return CLV_CELL_INVALID;

  take_exponent (cursor);
  return CLV_CELL_OK;
}

/* Half away from zero at the first digit that the minor unit cannot hold. */
static ClvCellState
round_to_minor (const NumberCursor *cursor,
                gint64             *minor,
                gboolean           *is_rounded)
{
  int keep = cursor->point + cursor->rules->exponent;
  gint64 value = 0;

  for (int i = 0; i < keep; i++)
    {
      gint64 digit = i < cursor->n_digits ? cursor->digits[i] : 0;

      if (__builtin_mul_overflow (value, (gint64) 10, &value)
          || __builtin_add_overflow (value, digit, &value))
        return CLV_CELL_RANGE;
    }
  if (keep >= 0 && keep < cursor->n_digits && cursor->digits[keep] >= 5
      && __builtin_add_overflow (value, (gint64) 1, &value))
    return CLV_CELL_RANGE;

  *is_rounded = cursor->is_lossy;
  for (int i = MAX (keep, 0); i < cursor->n_digits; i++)
    *is_rounded |= cursor->digits[i] != 0;
  *minor = cursor->is_negative ? -value : value;
  return CLV_CELL_OK;
}

/*
 * clv_cell_number_parse:
 * @cell: any cell
 * @rules: decimal mark, digits of the minor unit, currency
 * @minor: (out): the amount in minor units
 *
 * Reads an amount exactly, without going through a double: signs before or
 * behind, parentheses for negative, groups, money signs, an exponent. What the
 * minor unit cannot hold is rounded half away from zero.
 */
ClvCellState
clv_cell_number_parse (ClvCell               cell,
                       const ClvNumberRules *rules,
                       gint64               *minor)
{
  gboolean is_rounded = FALSE;

  return clv_cell_number_parse_full (cell, rules, minor, &is_rounded);
}

static ClvCellState
scan_number (NumberCursor *cursor)
{
  ClvCellState state;

  if (!skip_around (cursor, TRUE) || cursor->at == cursor->end)
    return CLV_CELL_INVALID;
  state = take_number (cursor);
  if (state != CLV_CELL_OK)
    return state;

  return skip_around (cursor, FALSE) ? CLV_CELL_OK : CLV_CELL_INVALID;
}

/* Whether the number can be read if the decimal mark is the other one. */
static gboolean
fits_other_mark (ClvCell               cell,
                 const ClvNumberRules *rules)
{
  ClvNumberRules others = *rules;
  NumberCursor cursor;

  others.decimal = rules->decimal == '.' ? ',' : '.';
  cursor_init (&cursor, cell, &others);

  return scan_number (&cursor) == CLV_CELL_OK;
}

/*
 * clv_cell_number_parse_full:
 * @is_rounded: (out): whether digits other than zero were lost; set with @minor
 *
 * As clv_cell_number_parse().
 */
ClvCellState
clv_cell_number_parse_full (ClvCell               cell,
                            const ClvNumberRules *rules,
                            gint64               *minor,
                            gboolean             *is_rounded)
{
  ClvMoneySign money;

  return clv_cell_number_parse_money (cell, rules, minor, is_rounded, &money);
}

/*
 * clv_cell_number_parse_money:
 * @money: (out): the currencies that a sign or code in the cell can stand for; no
 *   text where it has none. Set whatever the state
 *
 * As clv_cell_number_parse_full().
 */
ClvCellState
clv_cell_number_parse_money (ClvCell               cell,
                             const ClvNumberRules *rules,
                             gint64               *minor,
                             gboolean             *is_rounded,
                             ClvMoneySign         *money)
{
  NumberCursor cursor;
  ClvCellState state;

  *money = (ClvMoneySign) { NULL, 0 };
  cell = clv_cell_plain (cell);
  if (clv_cell_is_missing (cell))
    return CLV_CELL_EMPTY;

  cursor_init (&cursor, cell, rules);
  state = scan_number (&cursor);
  *money = cursor.money;
  if (state == CLV_CELL_OTHER_MARK && !fits_other_mark (cell, rules))
    return CLV_CELL_INVALID;
  if (state != CLV_CELL_OK)
    return state;
  if (cursor.is_other_currency)
    return CLV_CELL_OTHER_CURRENCY;

  return round_to_minor (&cursor, minor, is_rounded);
}
