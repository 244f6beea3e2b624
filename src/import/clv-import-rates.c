/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-import-rates.h"
#include "clv-money.h"

#define NANO 1000000000

static int
compare_rates (gconstpointer a,
               gconstpointer b)
{
  const ClvImportRate *left = a;
  const ClvImportRate *right = b;
  int order = strcmp (left->currency, right->currency);

  if (order != 0)
    return order;
  /* One without a day holds from the beginning of days. */
  if (left->from == CLV_DATE_INVALID || right->from == CLV_DATE_INVALID)
    return (right->from == CLV_DATE_INVALID) - (left->from == CLV_DATE_INVALID);

  return left->from < right->from ? -1 : left->from > right->from;
}

/*
 * clv_import_rates_init:
 * @rates: (element-type ClvImportRate)
 * @currency: ISO code of what they are the worth in
 */
void
clv_import_rates_init (ClvImportRates  *self,
                       const GPtrArray *rates,
                       const char      *currency)
{
  self->rates = g_array_new (FALSE, FALSE, sizeof (ClvImportRate));
  self->exponent = clv_currency_get_exponent (currency);
  for (guint i = 0; i < rates->len; i++)
    g_array_append_vals (self->rates, g_ptr_array_index (rates, i), 1);
  g_array_sort (self->rates, compare_rates);
  self->currencies = g_ptr_array_new ();
  for (guint i = 0; i < self->rates->len; i++)
    {
      ClvImportRate *rate = &g_array_index (self->rates, ClvImportRate, i);

      if (i == 0 || strcmp (rate->currency, (rate - 1)->currency) != 0)
        g_ptr_array_add (self->currencies, rate->currency);
    }
}

/*
 * clv_import_rates_clear:
 */
void
clv_import_rates_clear (ClvImportRates *self)
{
  g_clear_pointer (&self->rates, g_array_unref);
  g_clear_pointer (&self->currencies, g_ptr_array_unref);
}

/*
 * clv_import_rates_has:
 *
 * Whether there is a rate for @currency, on whatever day.
 */
gboolean
clv_import_rates_has (const ClvImportRates *self,
                      const char           *currency)
{
  return clv_import_rates_find (self, currency, G_MAXINT32) > 0;
}

/*
 * clv_import_rates_find:
 * @currency: ISO code, upper case
 * @day: of the amount
 *
 * The latest rate that holds on @day, times 1e9; 0 where there is none.
 */
gint64
clv_import_rates_find (const ClvImportRates *self,
                       const char           *currency,
                       ClvDate               day)
{
  ClvImportRate wanted = { "", day, 0 };
  const ClvImportRate *rates = (const ClvImportRate *) (gconstpointer) self->rates->data;
  guint from = 0;
  guint to = self->rates->len;

  /* Behind the last that does not come after what is wanted. */
  g_strlcpy (wanted.currency, currency, sizeof wanted.currency);
  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (compare_rates (&rates[middle], &wanted) <= 0)
        from = middle + 1;
      else
        to = middle;
    }

  return from > 0 && strcmp (rates[from - 1].currency, currency) == 0 ? rates[from - 1].nano : 0;
}

/*
 * clv_import_rates_convert:
 * @currency: of @amount
 * @nano: the rate times 1e9
 * @amount: minor units of @currency
 * @converted: (out): minor units of the other currency
 *
 * Rounds once, half away from zero.
 *
 * Returns: %FALSE where the result is too large
 */
gboolean
clv_import_rates_convert (const ClvImportRates *self,
                          const char           *currency,
                          gint64                nano,
                          gint64                amount,
                          gint64               *converted)
{
  __int128 divisor = NANO;
  __int128 product = (__int128) (amount < 0 ? -(__int128) amount : amount) * nano;

  for (int i = clv_currency_get_exponent (currency); i < self->exponent; i++)
    product *= 10;
  for (int i = self->exponent; i < clv_currency_get_exponent (currency); i++)
    divisor *= 10;

  product = (product + divisor / 2) / divisor;
  if (product > G_MAXINT64)
    return FALSE;
  *converted = amount < 0 ? -(gint64) product : (gint64) product;

  return TRUE;
}
