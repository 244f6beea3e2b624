/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-customer-sums.h"
#include "clv-customers.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* Codes that a thread looks at once. */
#define CHUNK_CODES 65536

typedef struct
{
  guint32 first_row;      /* of the chunk, once all are counted */
  guint32 n;
  guint32 n_repeat;
  guint64 n_rows;
  guint64 sum_x;
} ChunkCount;

typedef struct
{
  const ClvCustomerSums *sums;
  ClvDate until;
  ChunkCount *counts;
  guint32 *code;
  guint32 *x;
  gint32 *recency_days;
  gint32 *age_days;
  gint64 *repeat_spend;
  gint64 *past_value;
} Columns;

static void
count_chunk (guint    chunk,
             gpointer user_data)
{
  const Columns *columns = user_data;
  const ClvCustomerSums *sums = columns->sums;
  guint32 first = chunk * CHUNK_CODES;
  ChunkCount count = { 0, 0, 0, 0, 0 };

  for (guint32 i = first; i < MIN (first + CHUNK_CODES, sums->n); i++)
    {
      const ClvCustomerSum *sum = &sums->sums[i];

      count.n_rows += sum->n_rows;
      count.n += sum->n > 0;
      count.n_repeat += sum->n > 1;
      count.sum_x += sum->n > 0 ? sum->n - 1 : 0;
    }
  columns->counts[chunk] = count;
}

static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  const Columns *columns = user_data;
  const ClvCustomerSums *sums = columns->sums;
  guint32 first = chunk * CHUNK_CODES;
  guint32 row = columns->counts[chunk].first_row;

  for (guint32 i = first; i < MIN (first + CHUNK_CODES, sums->n); i++)
    {
      const ClvCustomerSum *sum = &sums->sums[i];

      if (sum->n == 0)
        continue;
      columns->code[row] = i;
      columns->x[row] = sum->n - 1;
      columns->recency_days[row] = sum->last - sum->first;
      columns->age_days[row] = columns->until - sum->first;
      columns->repeat_spend[row] = sum->n > 1 ? sum->past_value - sum->first_net : 0;
      columns->past_value[row] = sum->past_value;
      row++;
    }
}

/* One row for each customer with a purchase. */
static void
fill_columns (ClvCustomers          *self,
              const ClvCustomerSums *sums)
{
  guint n_chunks = (guint) (((guint64) sums->n + CHUNK_CODES - 1) / CHUNK_CODES);
  g_autofree ChunkCount *counts = g_new (ChunkCount, n_chunks + 1);
  Columns columns = { sums, self->until, counts, };

  clv_parallel_run (n_chunks, count_chunk, &columns);
  for (guint i = 0; i < n_chunks; i++)
    {
      counts[i].first_row = self->n;
      self->n += counts[i].n;
      self->n_repeat += counts[i].n_repeat;
      self->n_rows += counts[i].n_rows;
      self->sum_x += counts[i].sum_x;
    }
  self->code = columns.code = clv_new_large (guint32, self->n);
  self->x = columns.x = clv_new_large (guint32, self->n);
  self->recency_days = columns.recency_days = clv_new_large (gint32, self->n);
  self->age_days = columns.age_days = clv_new_large (gint32, self->n);
  self->repeat_spend = columns.repeat_spend = clv_new_large (gint64, self->n);
  self->past_value = columns.past_value = clv_new_large (gint64, self->n);
  clv_parallel_run (n_chunks, fill_chunk, &columns);
}

/* Takes @transactions. For sums of all rows up to @until. */
ClvCustomers *
clv_customers_new_for_sums (ClvTransactions *transactions,
                            ClvCustomerSums *sums,
                            ClvDate          until,
                            int              unit_days,
                            GError         **error)
{
  double start = clv_cpu_seconds ();
  ClvCustomers *self = NULL;

  if (sums->is_full)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                   _("There is not enough memory to summarise %llu rows. Nothing was changed. "
                     "Close other programs and try again."),
                   (unsigned long long) transactions->n_rows);
      clv_transactions_unref (transactions);
      return NULL;
    }

  clv_customer_sums_finish (sums);
  self = g_new0 (ClvCustomers, 1);
  self->ref_count = 1;
  self->transactions = transactions;
  self->until = until == CLV_DATE_INVALID ? transactions->last_day : until;
  self->unit_days = unit_days;
  self->n_refund_rows = sums->n_refund_rows;
  self->n_refunded_purchases = sums->n_refunded_purchases;
  self->n_positive_rows = sums->n_positive_rows;
  fill_columns (self, sums);
  self->cpu_seconds = sums->cpu_seconds + clv_cpu_seconds () - start;
  return self;
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
  g_auto(ClvCustomerSums) sums = { 0, };

  g_return_val_if_fail (transactions != NULL, NULL);
  g_return_val_if_fail (unit_days > 0, NULL);

  clv_customer_sums_init (&sums, until == CLV_DATE_INVALID ? G_MAXINT32 : until);
  if (!clv_progress_step (progress, 0.0, _("Summarising customers"), error)
      || !clv_transactions_visit_rows (transactions, &clv_customer_sums_visitor, &sums, progress,
                                       error))
    return NULL;
  return clv_customers_new_for_sums (clv_transactions_ref (transactions), &sums, until, unit_days,
                                     error);
}

/**
 * clv_customers_load:
 * @workspace: where the rows are
 * @until: last day to look at, inclusive; %CLV_DATE_INVALID for the last of the data
 * @unit_days: days in the model's unit of time, 1 or 7
 * @with_names: whether somebody will ask who the customers are
 * @progress: (nullable): how far
 * @error: return location
 *
 * Of a workspace of customers who were counted already: see
 * clv_customers_load_counted(). Else
 * the same summary as of a table with all rows, without that table: rows are
 * summarised as they are read. Its @transactions may be without rows, and without
 * @with_names without customers.
 *
 * Returns: (transfer full): one row a customer who bought by @until
 */
ClvCustomers *
clv_customers_load (ClvWorkspace      *workspace,
                    ClvDate            until,
                    int                unit_days,
                    gboolean           with_names,
                    const ClvProgress *progress,
                    GError           **error)
{
  g_auto(ClvCustomerSums) sums = { 0, };
  ClvTransactions *transactions = NULL;
  gboolean are_counted = FALSE;

  g_return_val_if_fail (workspace != NULL, NULL);
  g_return_val_if_fail (unit_days > 0, NULL);

  if (!clv_customers_are_counted (workspace, &are_counted, error))
    return NULL;
  if (are_counted)
    return clv_customers_load_counted (workspace, until, unit_days, progress, error);

  clv_customer_sums_init (&sums, until == CLV_DATE_INVALID ? G_MAXINT32 : until);
  transactions = clv_workspace_visit_rows (workspace, with_names ? &clv_customer_sums_visitor
                                                                 : &clv_customer_sums_nameless,
                                           &sums, progress, error);
  if (transactions == NULL)
    return NULL;
  return clv_customers_new_for_sums (transactions, &sums, until, unit_days, error);
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
