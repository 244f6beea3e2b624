/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-memory.h"
#include "clv-netting.h"

/* Rows are grouped by customer in two passes that both stay in the cache: a
 * radix pass cuts the customers into at most PARTS runs, then a counting pass
 * orders each run. Within a customer the days are mostly in order already. */

#define PARTS 1024

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const ClvNettingRow *x = a;
  const ClvNettingRow *y = b;

  return x->day < y->day ? -1 : x->day > y->day;
}

static void
sort_by_day (ClvNettingRow    *rows,
             guint32           n)
{
  gboolean is_sorted = TRUE;

  for (guint32 i = 1; i < n && is_sorted; i++)
    is_sorted = rows[i - 1].day <= rows[i].day;
  if (is_sorted)
    return;

  if (n > 24)
    {
      qsort (rows, n, sizeof (ClvNettingRow), compare_rows);
      return;
    }
  for (guint32 i = 1; i < n; i++)
    {
      ClvNettingRow row = rows[i];
      guint32 k = i;

      for (; k > 0 && rows[k - 1].day > row.day; k--)
        rows[k] = rows[k - 1];
      rows[k] = row;
    }
}

/* Takes @refund (> 0) off the latest purchases. */
static void
take_refund (ClvNetted           *netted,
             ClvNettingStack     *stack,
             gint64               refund)
{
  guint32 k = netted->n;

  while (refund > 0 && k > 0)
    {
      gint64 taken = MIN (refund, stack->net[k - 1]);

      k--;
      if (taken <= 0)
        continue;
      refund -= taken;
      stack->net[k] -= taken;
      if (stack->net[k] > 0)
        break;
      /* Orders of zero above it stay purchases. */
      memmove (stack->day + k, stack->day + k + 1, (netted->n - k - 1) * sizeof (ClvDate));
      memmove (stack->net + k, stack->net + k + 1, (netted->n - k - 1) * sizeof (gint64));
      netted->n--;
      netted->n_cancelled++;
    }
}

static void
stack_reserve (ClvNettingStack  *stack,
               guint32           n)
{
  if (n <= stack->size)
    return;
  stack->size = MAX (n, 2 * stack->size);
  stack->day = g_renew (ClvDate, stack->day, stack->size);
  stack->net = g_renew (gint64, stack->net, stack->size);
}

void
clv_netting_stack_clear (ClvNettingStack *stack)
{
  g_clear_pointer (&stack->day, g_free);
  g_clear_pointer (&stack->net, g_free);
  stack->size = 0;
}

/* Nets the rows of one customer, at least one, which it puts in the order of
 * days. */
void
clv_netting_net (ClvNettingStack *stack,
                 ClvNettingRow   *rows,
                 guint32          n,
                 ClvNetted       *netted)
{
  sort_by_day (rows, n);
  stack_reserve (stack, n);
  memset (netted, 0, sizeof *netted);
  netted->code = rows[0].code;
  netted->day = stack->day;
  netted->net = stack->net;

  for (guint32 i = 0; i < n;)
    {
      ClvDate day = rows[i].day;
      gint64 paid = 0;
      gint64 refund = 0;
      guint32 n_orders = 0;

      for (; i < n && rows[i].day == day; i++)
        {
          gint64 amount = rows[i].amount;

          netted->past_value += amount;
          if (amount < 0)
            {
              refund -= amount;
            }
          else
            {
              paid += amount;
              n_orders++;
            }
        }
      if (n_orders > 0)
        {
          stack->day[netted->n] = day;
          stack->net[netted->n] = paid;
          netted->n++;
        }
      if (refund > 0)
        take_refund (netted, stack, refund);
    }
}

/* Orders one run by customer and hands each to the visitor. */
static void
visit_part (const ClvNettingRow    *part,
            guint64                 n,
            guint32                 first_code,
            guint32                 n_codes,
            ClvNettingRow          *sorted,
            guint32                *ends,
            ClvNettingStack        *stack,
            ClvNettedFunc           visit,
            gpointer                user_data)
{
  guint32 sum = 0;
  guint32 start = 0;

  memset (ends, 0, n_codes * sizeof (guint32));
  for (guint64 i = 0; i < n; i++)
    ends[part[i].code - first_code]++;
  for (guint32 c = 0; c < n_codes; c++)
    {
      guint32 count = ends[c];

      ends[c] = sum;
      sum += count;
    }
  for (guint64 i = 0; i < n; i++)
    sorted[ends[part[i].code - first_code]++] = part[i];

  for (guint32 c = 0; c < n_codes; c++)
    {
      guint32 count = ends[c] - start;
      ClvNetted netted;

      if (count == 0)
        continue;
      clv_netting_net (stack, sorted + start, count, &netted);
      visit (&netted, user_data);
      start = ends[c];
    }
}

typedef struct
{
  guint shift;
  guint n_parts;
  guint64 largest;
  guint64 start[PARTS + 1];
  ClvNettingRow *rows;
} Parts;

static gboolean
parts_init (Parts                 *parts,
            const ClvTransactions *transactions,
            ClvDate                until,
            GError               **error)
{
  g_autofree guint64 *place = g_new0 (guint64, PARTS + 1);

  memset (parts, 0, sizeof *parts);
  while ((transactions->n_customers >> parts->shift) >= PARTS)
    parts->shift++;
  /* Few rows need no more runs than keep one in the cache. */
  if (transactions->n_rows < 4096)
    parts->shift = 31;
  parts->n_parts = (transactions->n_customers >> parts->shift) + 1;

  for (guint64 i = 0; i < transactions->n_rows; i++)
    place[transactions->customer[i] >> parts->shift] += transactions->day[i] <= until;
  for (guint p = 0; p < parts->n_parts; p++)
    {
      parts->largest = MAX (parts->largest, place[p]);
      parts->start[p + 1] = parts->start[p] + place[p];
      place[p] = parts->start[p];
    }

  parts->rows = clv_try_alloc_large (parts->start[parts->n_parts], sizeof (ClvNettingRow));
  if (parts->rows == NULL || parts->largest >= G_MAXUINT32)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                   _("There is not enough memory to summarise %llu rows. Nothing was changed. "
                     "Close other programs and try again."),
                   (unsigned long long) transactions->n_rows);
      return FALSE;
    }
  for (guint64 i = 0; i < transactions->n_rows; i++)
    {
      guint32 code = transactions->customer[i];

      if (transactions->day[i] <= until)
        {
          ClvNettingRow *row = &parts->rows[place[code >> parts->shift]++];

          row->code = code;
          row->day = transactions->day[i];
          row->amount = transactions->amount[i];
        }
    }
  return TRUE;
}

/**
 * clv_netting_visit:
 * @transactions: all rows
 * @until: last day to look at, inclusive
 * @visit: called once for each customer with a row by then, ascending codes
 * @user_data: its data
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: %FALSE where the caller cancelled or memory ran out
 */
gboolean
clv_netting_visit (const ClvTransactions *transactions,
                   ClvDate                until,
                   ClvNettedFunc          visit,
                   gpointer               user_data,
                   const ClvProgress     *progress,
                   GError               **error)
{
  Parts parts;
  g_auto(ClvNettingStack) stack = { NULL, NULL, 0 };
  gboolean is_done = FALSE;

  if (parts_init (&parts, transactions, until, error))
    {
      guint32 n_codes = MIN (transactions->n_customers, (guint32) 1 << parts.shift);
      g_autofree ClvNettingRow *sorted = g_new (ClvNettingRow, MAX (parts.largest, 1));
      g_autofree guint32 *ends = g_new (guint32, MAX (n_codes, 1));

      is_done = TRUE;
      for (guint p = 0; p < parts.n_parts && is_done; p++)
        {
          guint32 first = (guint32) p << parts.shift;

          if (parts.start[p + 1] > parts.start[p])
            visit_part (parts.rows + parts.start[p], parts.start[p + 1] - parts.start[p], first,
                        MIN (n_codes, transactions->n_customers - first), sorted, ends, &stack,
                        visit, user_data);
          is_done = clv_progress_step (progress, (p + 1.0) / parts.n_parts,
                                       _("Summarising customers"), error);
        }
    }

  g_free (parts.rows);
  return is_done;
}
