/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-customers.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-netting.h"

typedef struct
{
  ClvCustomers *self;
  guint32 *code;
  guint32 *x;
  gint32 *recency_days;
  gint32 *age_days;
  gint64 *repeat_spend;
  gint64 *past_value;
} Writer;

static void
write_customer (const ClvNetted *netted,
                gpointer         user_data)
{
  Writer *writer = user_data;
  ClvCustomers *self = writer->self;
  guint32 row = self->n;
  gint64 spend = 0;

  self->n_refund_rows += netted->n_refund_rows;
  self->n_refunded_purchases += netted->n_cancelled;
  self->n_positive_rows += netted->n_positive_rows;
  if (netted->n == 0)
    return;

  for (guint32 i = 1; i < netted->n; i++)
    spend += netted->net[i];
  writer->code[row] = netted->code;
  writer->x[row] = netted->n - 1;
  writer->recency_days[row] = netted->day[netted->n - 1] - netted->day[0];
  writer->age_days[row] = self->until - netted->day[0];
  writer->repeat_spend[row] = spend;
  writer->past_value[row] = netted->past_value;
  self->n_repeat += netted->n > 1;
  self->sum_x += netted->n - 1;
  self->n++;
}

/**
 * clv_customers_new:
 * @transactions: rows
 * @until: last day to look at, inclusive; %CLV_DATE_INVALID for the last of the data
 * @unit_days: days in the model's unit of time, 1 or 7
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: (transfer full): one row a customer who bought by @until; the table
 *   may be empty
 */
ClvCustomers *
clv_customers_new (ClvTransactions   *transactions,
                   ClvDate            until,
                   int                unit_days,
                   const ClvProgress *progress,
                   GError           **error)
{
  double start = clv_cpu_seconds ();
  ClvCustomers *self = NULL;
  Writer writer;
  gsize n = 0;

  g_return_val_if_fail (transactions != NULL, NULL);
  g_return_val_if_fail (unit_days > 0, NULL);

  n = MAX (transactions->n_customers, 1);
  self = g_new0 (ClvCustomers, 1);
  self->ref_count = 1;
  self->transactions = clv_transactions_ref (transactions);
  self->until = until == CLV_DATE_INVALID ? transactions->last_day : until;
  self->unit_days = unit_days;
  writer.self = self;
  self->code = writer.code = g_new (guint32, n);
  self->x = writer.x = g_new (guint32, n);
  self->recency_days = writer.recency_days = g_new (gint32, n);
  self->age_days = writer.age_days = g_new (gint32, n);
  self->repeat_spend = writer.repeat_spend = g_new (gint64, n);
  self->past_value = writer.past_value = g_new (gint64, n);

  if (transactions->n_rows > 0
      && !clv_netting_visit (transactions, self->until, write_customer, &writer, progress, error))
    {
      clv_customers_unref (self);
      return NULL;
    }
  self->cpu_seconds = clv_cpu_seconds () - start;
  return self;
}

ClvCustomers *
clv_customers_ref (ClvCustomers *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_customers_unref (ClvCustomers *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free ((gpointer) self->code);
  g_free ((gpointer) self->x);
  g_free ((gpointer) self->recency_days);
  g_free ((gpointer) self->age_days);
  g_free ((gpointer) self->repeat_spend);
  g_free ((gpointer) self->past_value);
  clv_transactions_unref (self->transactions);
  g_free (self);
}

/**
 * clv_customers_find:
 * @self: customers
 * @code: a customer code of the transactions
 *
 * Returns: the row, or %G_MAXUINT32 where that customer has not bought by then
 */
guint32
clv_customers_find (const ClvCustomers *self,
                    guint32             code)
{
  guint32 lo = 0;
  guint32 hi = 0;

  g_return_val_if_fail (self != NULL, G_MAXUINT32);

  hi = self->n;
  while (lo < hi)
    {
      guint32 middle = lo + (hi - lo) / 2;

      if (self->code[middle] < code)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo < self->n && self->code[lo] == code ? lo : G_MAXUINT32;
}

static int
compare_purchases (gconstpointer a,
                   gconstpointer b)
{
  const ClvPurchase *x = a;
  const ClvPurchase *y = b;

  return x->day < y->day ? -1 : x->day > y->day;
}

/* Day totals; `refunded` holds the day's own refunds for now. */
static GArray *
collect_days (const ClvTransactions *transactions,
              guint32                code,
              ClvDate                until)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (ClvPurchase));
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (ClvPurchase));

  for (guint64 i = 0; i < transactions->n_rows; i++)
    {
      if (transactions->customer[i] == code && transactions->day[i] <= until)
        {
          gint64 amount = transactions->amount[i];
          ClvPurchase row = { transactions->day[i], MAX (amount, 0), MIN (amount, 0), amount >= 0 };

          g_array_append_val (rows, row);
        }
    }
  g_array_sort (rows, compare_purchases);

  for (guint i = 0; i < rows->len; i++)
    {
      ClvPurchase *row = &g_array_index (rows, ClvPurchase, i);
      ClvPurchase *last = days->len > 0 ? &g_array_index (days, ClvPurchase, days->len - 1) : NULL;

      if (last == NULL || last->day != row->day)
        {
          g_array_append_val (days, *row);
          continue;
        }
      last->net += row->net;
      last->refunded += row->refunded;
      last->counts = last->counts || row->counts;
    }
  return days;
}

/**
 * clv_customers_dup_purchases:
 * @transactions: rows
 * @code: a customer code
 * @until: last day to look at
 *
 * Every day on which the customer ordered, also those that refunds cancelled
 * (then `counts` is %FALSE), by the rule of #ClvCustomers. A day with a refund
 * alone is not in the list; what it took off stands at the purchase it lowered.
 *
 * Returns: (transfer full) (element-type ClvPurchase): in the order of days
 */
GArray *
clv_customers_dup_purchases (ClvTransactions *transactions,
                             guint32          code,
                             ClvDate          until)
{
  GArray *days = NULL;
  guint n = 0;

  g_return_val_if_fail (transactions != NULL, NULL);

  if (until == CLV_DATE_INVALID)
    until = transactions->last_day;
  days = collect_days (transactions, code, until);
  for (guint i = 0; i < days->len; i++)
    {
      ClvPurchase day = g_array_index (days, ClvPurchase, i);
      gint64 refund = -day.refunded;

      day.refunded = 0;
      if (day.counts)
        g_array_index (days, ClvPurchase, n++) = day;
      for (guint k = n; k-- > 0 && refund > 0;)
        {
          ClvPurchase *purchase = &g_array_index (days, ClvPurchase, k);
          gint64 taken = MIN (refund, purchase->net);

          if (taken <= 0)
            continue;
          refund -= taken;
          purchase->net -= taken;
          purchase->refunded -= taken;
          purchase->counts = purchase->net > 0;
        }
    }
  g_array_set_size (days, n);
  return days;
}
