/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-money.h"
#include "clv-row-steps.h"

/* Decimals kept of a price and of a quantity until they are multiplied. */
#define PRICE_DECIMALS 8
#define QUANTITY_DECIMALS 4

/*
 * clv_row_add_saturated:
 */
void
clv_row_add_saturated (gint64 *sum,
                       gint64  value)
{
  if (__builtin_add_overflow (*sum, value, sum))
    *sum = value > 0 ? G_MAXINT64 : G_MININT64;
}

/* A quantity times a price, rounded once, half away from zero. */
static ClvCellState
multiply (ClvRowTaker          *self,
          guint32               row,
          const ClvNumberRules *rules)
{
  ClvRowAmount *amount = &self->amount;
  ClvNumberRules exact = *rules;
  ClvCellState state;
  gint64 quantity = 0;
  gint64 price = 0;
  gboolean is_rounded = FALSE;
  __int128 product;
  __int128 divisor = 1;

  exact.exponent = PRICE_DECIMALS;
  amount->field = CLV_FIELD_PRICE;
  state = clv_cell_number_parse_full (clv_row_field (self, row, CLV_FIELD_PRICE), &exact, &price,
                                      &amount->is_rounded);
  if (state != CLV_CELL_OK)
    return state;
  exact.exponent = QUANTITY_DECIMALS;
  exact.currency = NULL;
  amount->field = CLV_FIELD_QUANTITY;
  state = clv_cell_number_parse_full (clv_row_field (self, row, CLV_FIELD_QUANTITY), &exact,
                                      &quantity, &is_rounded);
  if (state != CLV_CELL_OK)
    return state;

  for (int i = rules->exponent; i < PRICE_DECIMALS + QUANTITY_DECIMALS; i++)
    divisor *= 10;
  product = (__int128) price * quantity;
  amount->is_rounded |= is_rounded || product % divisor != 0;
  product = (product + (product < 0 ? -divisor / 2 : divisor / 2)) / divisor;
  if (product > G_MAXINT64 || product < -G_MAXINT64)
    return CLV_CELL_RANGE;
  amount->plain = (gint64) product;

  return CLV_CELL_OK;
}

/* In the currency of @rules. */
static void
parse_amount (ClvRowTaker          *self,
              guint32               row,
              const ClvNumberRules *rules)
{
  ClvRowAmount *amount = &self->amount;
  ClvCell cell;

  amount->is_rounded = FALSE;
  if (self->amount_field == CLV_FIELD_PRICE)
    {
      amount->state = multiply (self, row, rules);
      return;
    }

  cell = clv_row_field (self, row, CLV_FIELD_AMOUNT);
  amount->field = CLV_FIELD_AMOUNT;
  amount->state = CLV_CELL_OK;
  if (rules->exponent != 2 || !clv_cell_number_fast (cell, rules->decimal, &amount->plain))
    amount->state = clv_cell_number_parse_full (cell, rules, &amount->plain, &amount->is_rounded);
}

/* An amount with a sign of money that is not the run's, in a file without a column
 * for it: one of the currencies that there is a rate for, if only one fits. */
static void
try_rates (ClvRowTaker *self,
           guint32      row)
{
  ClvRowAmount found = self->amount;
  guint n_found = 0;

  for (guint i = 0; i < self->rates.currencies->len; i++)
    {
      const char *currency = g_ptr_array_index (self->rates.currencies, i);
      ClvNumberRules rules = { self->rules.decimal, clv_currency_get_exponent (currency),
                               currency };

      parse_amount (self, row, &rules);
      if (self->amount.state == CLV_CELL_OK)
        {
          n_found++;
          found = self->amount;
          found.is_home = FALSE;
          g_strlcpy (found.currency, currency, sizeof found.currency);
        }
    }
  if (n_found != 1)
    found.state = CLV_CELL_OTHER_CURRENCY;
  self->amount = found;
}

static void
read_currency (ClvRowTaker *self,
               guint32      row)
{
  ClvRowAmount *amount = &self->amount;
  ClvCell cell;

  amount->is_home = TRUE;
  memcpy (amount->currency, self->rules.currency, 4);
  if (self->columns[CLV_FIELD_CURRENCY] < 0)
    return;

  cell = clv_cell_trim (clv_row_field (self, row, CLV_FIELD_CURRENCY));
  memset (amount->currency, 0, sizeof amount->currency);
  amount->is_home = FALSE;
  if (cell.length != 3)
    return;

  for (guint i = 0; i < 3; i++)
    amount->currency[i] = g_ascii_toupper (cell.text[i]);
  amount->is_home = g_str_equal (amount->currency, self->rules.currency);
  if (!amount->is_home && !clv_currency_is_valid (amount->currency))
    memset (amount->currency, 0, sizeof amount->currency);
}

static ClvCurrencyTotal *
find_total (ClvRowTaker *self,
            const char  *currency)
{
  GPtrArray *totals = self->result->currencies;
  ClvCurrencyTotal *total;

  if (g_str_equal (currency, self->rules.currency))
    return &self->home;
  for (guint i = 0; i < totals->len; i++)
    {
      total = g_ptr_array_index (totals, i);
      if (g_str_equal (total->currency, currency))
        return total;
    }

  total = g_new0 (ClvCurrencyTotal, 1);
  g_strlcpy (total->currency, currency, sizeof total->currency);
  g_ptr_array_add (totals, total);

  return total;
}

/*
 * clv_row_read_amount:
 *
 * Finds out what the row says about its amount, and counts that. What the rules make
 * of it comes later.
 */
void
clv_row_read_amount (ClvRowTaker *self,
                     guint32      row)
{
  ClvRowAmount *amount = &self->amount;
  ClvNumberRules rules = self->rules;
  ClvCurrencyTotal *total;

  read_currency (self, row);
  rules.currency = *amount->currency != '\0' ? amount->currency : NULL;
  if (!amount->is_home)
    rules.exponent = clv_currency_get_exponent (rules.currency);
  parse_amount (self, row, &rules);
  if (amount->state == CLV_CELL_OTHER_CURRENCY && self->rates.rates->len > 0
      && self->columns[CLV_FIELD_CURRENCY] < 0)
    try_rates (self, row);
  if (amount->state != CLV_CELL_OK || *amount->currency == '\0')
    return;

  total = find_total (self, amount->currency);
  total->n_rows++;
  clv_row_add_saturated (&total->amount, amount->plain);
}

/* A part of the amount in its own column; nothing is 0. */
static gboolean
read_part (ClvRowTaker *self,
           guint32      row,
           ClvField     field,
           gint64      *part)
{
  ClvNumberRules rules = { self->rules.decimal,
                           self->amount.is_home ? self->rules.exponent
                           : clv_currency_get_exponent (self->amount.currency),
                           self->amount.currency };
  gboolean is_rounded = FALSE;
  ClvCellState state = clv_cell_number_parse_full (clv_row_field (self, row, field), &rules, part,
                                                   &is_rounded);

  if (state == CLV_CELL_OK)
    {
      *part = *part == G_MININT64 ? G_MAXINT64 : ABS (*part);
      return TRUE;
    }
  *part = 0;
  if (state == CLV_CELL_EMPTY)
    return TRUE;

  clv_row_reject_cell (self, row, field, state);

  return FALSE;
}

/* Takes a part off, towards zero and not beyond it. */
static void
take_part (ClvRowTaker  *self,
           ClvRowChange  change,
           gint64        part,
           gint64       *amount)
{
  gint64 taken = MIN (part, ABS (*amount));

  if (*amount < 0)
    taken = -taken;
  self->row_changes[change] = taken;
  *amount -= taken;
}

static gboolean
take_parts (ClvRowTaker *self,
            guint32      row,
            gint64      *amount)
{
  gint64 part = 0;

  if (self->plan->tax == CLV_PART_SUBTRACT && self->columns[CLV_FIELD_TAX] >= 0)
    {
      if (!read_part (self, row, CLV_FIELD_TAX, &part))
        return FALSE;
      take_part (self, CLV_CHANGE_TAX, part, amount);
    }
  if (self->plan->shipping == CLV_PART_SUBTRACT && self->columns[CLV_FIELD_SHIPPING] >= 0)
    {
      if (!read_part (self, row, CLV_FIELD_SHIPPING, &part))
        return FALSE;
      take_part (self, CLV_CHANGE_SHIPPING, part, amount);
    }

  return TRUE;
}

/*
 * clv_row_end_order:
 *
 * What was paid back of the last order, and was more than it cost.
 */
void
clv_row_end_order (ClvRowTaker *self)
{
  if (self->refund_left > 0 && self->over_refunded.n++ == 0)
    self->over_refunded.line = self->refund_line;
  self->refund_left = 0;
}

/* What was paid back of the order so far. Where that stands on the first of its rows
 * and is more than the row's amount, the rows that follow take the rest. */
static gboolean
take_refunded (ClvRowTaker *self,
               guint32      row,
               gint64       amount,
               ClvKeptRow  *kept)
{
  gint64 refunded = 0;

  if (self->columns[CLV_FIELD_REFUNDED] < 0)
    return TRUE;
  if (!read_part (self, row, CLV_FIELD_REFUNDED, &refunded))
    return FALSE;

  if (kept->order.length == 0 || kept->order.length != self->last_order->len
      || memcmp (kept->order.text, self->last_order->str, kept->order.length) != 0)
    clv_row_end_order (self);
  if (refunded > 0)
    self->refund_line = clv_csv_slice_get_line (self->slice, row);
  if (__builtin_add_overflow (self->refund_left, refunded, &self->refund_left))
    self->refund_left = G_MAXINT64;
  kept->refunded = amount > 0 ? MIN (amount, self->refund_left) : 0;
  self->refund_left -= kept->refunded;
  self->row_changes[CLV_CHANGE_REFUNDED] = kept->refunded;

  return TRUE;
}

/* To the run's currency. What the file has is then not part of its plain sum, so
 * that all that counts is what came in. */
static gboolean
convert (ClvRowTaker *self,
         guint32      row,
         gint32       day,
         ClvKeptRow  *kept)
{
  const char *currency = self->amount.currency;
  gint64 nano = clv_import_rates_find (&self->rates, currency, day);
  gint64 refunded = 0;

  if (nano == 0)
    {
      clv_row_reject (self, row, CLV_REJECT_NO_RATE, NULL, currency);
      return FALSE;
    }
  if (!clv_import_rates_convert (&self->rates, currency, nano, kept->amount, &kept->amount)
      || !clv_import_rates_convert (&self->rates, currency, nano, kept->refunded, &refunded))
    {
      clv_row_reject (self, row, CLV_REJECT_TOO_LARGE, self->names[self->amount_field], NULL);
      return FALSE;
    }

  kept->refunded = MIN (refunded, MAX (kept->amount, 0));
  memset (self->row_changes, 0, sizeof self->row_changes);
  self->row_changes[CLV_CHANGE_CONVERTED] = kept->refunded - kept->amount;

  return TRUE;
}

/* Whether the amount can be used at all. */
static gboolean
check_amount (ClvRowTaker *self,
              guint32      row)
{
  const ClvRowAmount *amount = &self->amount;

  if (self->columns[CLV_FIELD_CURRENCY] >= 0 && *amount->currency == '\0')
    {
      ClvCell cell = clv_cell_trim (clv_row_field (self, row, CLV_FIELD_CURRENCY));

      if (clv_cell_is_missing (cell))
        clv_row_reject (self, row, CLV_REJECT_EMPTY, self->names[CLV_FIELD_CURRENCY], NULL);
      else
        clv_row_reject (self, row, CLV_REJECT_CURRENCY, NULL, self->rules.currency);
      return FALSE;
    }
  if (amount->state != CLV_CELL_OK)
    {
      clv_row_reject_cell (self, row, amount->field, amount->state);
      return FALSE;
    }

  return TRUE;
}

/*
 * clv_row_settle_amount:
 * @day: of the row, for exchange rates
 * @kept: (inout): gets what counts of the amount; has the order
 *
 * Applies the rules to the amount. FALSE where the row was rejected.
 */
gboolean
clv_row_settle_amount (ClvRowTaker *self,
                       guint32      row,
                       gint32       day,
                       ClvKeptRow  *kept)
{
  const char *name = self->names[self->amount_field];
  gint64 amount = self->amount.plain;

  memset (self->row_changes, 0, sizeof self->row_changes);
  kept->refunded = 0;
  if (!check_amount (self, row))
    return FALSE;

  if (self->has_event && amount > 0
      && !clv_row_check_passes (&self->event, clv_row_field (self, row, CLV_FIELD_EVENT), NULL))
    {
      self->row_changes[CLV_CHANGE_SIGN] = 2 * MIN (amount, G_MAXINT64 / 2);
      amount = -amount;
    }
  if (!take_parts (self, row, &amount))
    return FALSE;
  if (amount == 0 && self->plan->zeros == CLV_ZERO_EXCLUDE)
    {
      clv_row_reject (self, row, CLV_REJECT_ZERO, name, NULL);
      return FALSE;
    }
  if (amount < 0 && self->plan->refunds == CLV_REFUNDS_IGNORE)
    {
      clv_row_reject (self, row, CLV_REJECT_REFUND, name, NULL);
      return FALSE;
    }
  if (!take_refunded (self, row, amount, kept))
    return FALSE;
  kept->amount = amount;

  return self->amount.is_home || convert (self, row, day, kept);
}

/*
 * clv_row_count_changes:
 *
 * The row is kept, and its amount is what clv_row_settle_amount() made of it.
 */
void
clv_row_count_changes (ClvRowTaker *self)
{
  for (guint i = 0; i < CLV_N_CHANGES; i++)
    {
      if (self->row_changes[i] == 0)
        continue;
      self->changes[i].n++;
      clv_row_add_saturated (&self->changes[i].amount, self->row_changes[i]);
    }
  if (!self->amount.is_home)
    {
      ClvCurrencyTotal *total = find_total (self, self->amount.currency);

      total->n_converted++;
      clv_row_add_saturated (&total->converted, -self->row_changes[CLV_CHANGE_CONVERTED]);
    }
}
