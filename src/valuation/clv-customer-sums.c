/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-customer-sums.h"
#include "clv-fields.h"
#include "clv-memory.h"
#include "clv-netting.h"
#include "clv-parallel.h"

/* Almost every row can be forgotten once it was looked at: a day outside the
 * days of a customer so far is one purchase more, and the first or the last of
 * those days is known already. So a summary is one cache line a row, fetched
 * ahead. Refunds, and days within the customer's days, need the customer's
 * history: those customers are marked, and a second pass groups and nets their
 * rows alone, as clv-netting.c does. */

#define AHEAD 24
#define NEEDS_HISTORY G_MAXUINT32     /* in place of the number of purchases */
#define GROW 4096
#define EMPTY_CHUNK 65536

/* The rows of the marked, customer by customer. */
typedef struct
{
  guint64 n;
  ClvNettingRow *rows;
} Grouped;

void
clv_customer_sums_init (ClvCustomerSums *self,
                        ClvDate          until)
{
  memset (self, 0, sizeof *self);
  self->until = until;
}

void
clv_customer_sums_clear (ClvCustomerSums *self)
{
  Grouped *grouped = self->grouped;

  if (grouped != NULL)
    g_free (grouped->rows);
  g_clear_pointer (&self->grouped, g_free);
  g_clear_pointer (&self->sums, g_free);
}

typedef struct
{
  ClvCustomerSum *sums;
  guint32 n;
} Emptying;

static void
empty_chunk (guint    chunk,
             gpointer user_data)
{
  const Emptying *emptying = user_data;
  guint32 start = chunk * EMPTY_CHUNK;

  memset (emptying->sums + start, 0,
          MIN (EMPTY_CHUNK, emptying->n - start) * sizeof *emptying->sums);
}

static gboolean
reserve (ClvCustomerSums *self,
         guint32          n)
{
  if (n > self->size)
    {
      guint32 size = self->size == 0 ? n : MAX (n, 2 * self->size);
      ClvCustomerSum *sums = clv_try_alloc_large (size, sizeof *sums);

      if (sums == NULL)
        return FALSE;
      if (self->n > 0)
        memcpy (sums, self->sums, self->n * sizeof *sums);
      g_free (self->sums);
      self->sums = sums;
      self->size = size;
    }
  if (n > self->n)
    {
      /* The system has to find the memory as well, and others wait. */
      Emptying emptying = { self->sums + self->n, n - self->n };

      clv_parallel_run ((emptying.n + EMPTY_CHUNK - 1) / EMPTY_CHUNK, empty_chunk, &emptying);
    }
  self->n = MAX (n, self->n);
  return TRUE;
}

static inline void
add_row (ClvCustomerSum *sum,
         ClvDate         day,
         gint64          amount)
{
  sum->n_rows++;
  sum->past_value += amount;
  if (sum->n == NEEDS_HISTORY)
    return;

  if (amount < 0)
    {
      sum->n = NEEDS_HISTORY;
    }
  else if (sum->n == 0)
    {
      sum->n = 1;
      sum->first = day;
      sum->last = day;
      sum->first_net = amount;
    }
  else if (day > sum->last)
    {
      sum->n++;
      sum->last = day;
    }
  else if (day < sum->first)
    {
      sum->n++;
      sum->first = day;
      sum->first_net = amount;
    }
  else if (day == sum->first)
    {
      sum->first_net += amount;
    }
  else if (day != sum->last)
    {
      sum->n = NEEDS_HISTORY;
    }
}

static void
add_rows (ClvCustomerSums *self,
          guint32          n,
          const guint32   *customer,
          const ClvDate   *day,
          const gint64    *amount)
{
  ClvCustomerSum *sums = self->sums;
  guint64 n_refunds = 0;
  guint64 n_positive = 0;

  for (guint32 i = 0; i < n; i++)
    {
      if (i + AHEAD < n)
        __builtin_prefetch (&sums[customer[i + AHEAD]], 1);
      if (day[i] > self->until)
        continue;
      n_refunds += amount[i] < 0;
      n_positive += amount[i] > 0;
      add_row (&sums[customer[i]], day[i], amount[i]);
    }
  self->n_refund_rows += n_refunds;
  self->n_positive_rows += n_positive;
}

/* Each marked customer's rows have their place; first_net says how many are
 * there and first, until the end, in which of them the customer begins. */
static void
group_rows (ClvCustomerSums *self,
            guint32          n,
            const guint32   *customer,
            const ClvDate   *day,
            const gint64    *amount)
{
  Grouped *grouped = self->grouped;

  for (guint32 i = 0; i < n; i++)
    {
      ClvCustomerSum *sum = &self->sums[customer[i]];

      if (i + AHEAD < n)
        __builtin_prefetch (&self->sums[customer[i + AHEAD]], 1);
      if (sum->n == NEEDS_HISTORY && day[i] <= self->until)
        {
          ClvNettingRow *row = &grouped->rows[sum->first_net++];

          row->code = customer[i];
          row->day = day[i];
          row->amount = amount[i];
        }
    }
}

static void
visit_rows (guint32        n_customers,
            guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            gpointer       user_data)
{
  ClvCustomerSums *self = user_data;
  double start = clv_cpu_seconds ();

  if (self->grouped != NULL)
    group_rows (self, n, customer, day, amount);
  else if (!self->is_full && reserve (self, n_customers))
    add_rows (self, n, customer, day, amount);
  else
    self->is_full = TRUE;
  self->cpu_seconds += clv_cpu_seconds () - start;
}

/* Makes room for the rows of the marked, if there are any. */
static gboolean
visit_again (gpointer user_data)
{
  ClvCustomerSums *self = user_data;
  double start = clv_cpu_seconds ();
  Grouped *grouped = NULL;
  guint64 n_rows = 0;

  if (self->is_full)
    return FALSE;
  for (guint32 i = 0; i < self->n; i++)
    {
      if (self->sums[i].n == NEEDS_HISTORY)
        {
          self->sums[i].first_net = (gint64) n_rows;
          n_rows += self->sums[i].n_rows;
        }
    }
  if (n_rows > 0)
    {
      grouped = g_new0 (Grouped, 1);
      grouped->n = n_rows;
      grouped->rows = clv_try_alloc_large (n_rows, sizeof (ClvNettingRow));
      self->is_full = grouped->rows == NULL;
      self->grouped = grouped;
    }
  self->cpu_seconds += clv_cpu_seconds () - start;
  return n_rows > 0 && !self->is_full;
}

const ClvRowsVisitor clv_customer_sums_visitor = { visit_rows, visit_again, FALSE };
const ClvRowsVisitor clv_customer_sums_nameless = { visit_rows, visit_again, TRUE };

/* Nets the marked. After it, who has no purchase has n = 0. */
void
clv_customer_sums_finish (ClvCustomerSums *self)
{
  g_auto(ClvNettingStack) stack = { NULL, NULL, 0 };
  double start = clv_cpu_seconds ();
  Grouped *grouped = self->grouped;
  guint64 at = 0;

  while (grouped != NULL && at < grouped->n)
    {
      ClvCustomerSum *sum = &self->sums[grouped->rows[at].code];
      gint64 repeat_spend = 0;
      ClvNetted netted;

      clv_netting_net (&stack, grouped->rows + at, sum->n_rows, &netted);
      for (guint32 i = 1; i < netted.n; i++)
        repeat_spend += netted.net[i];
      self->n_refunded_purchases += netted.n_cancelled;
      at += sum->n_rows;
      sum->n = netted.n;
      sum->past_value = netted.past_value;
      sum->first_net = netted.past_value - repeat_spend;
      sum->first = netted.n > 0 ? netted.day[0] : CLV_DATE_INVALID;
      sum->last = netted.n > 0 ? netted.day[netted.n - 1] : CLV_DATE_INVALID;
    }
  self->cpu_seconds += clv_cpu_seconds () - start;
}
