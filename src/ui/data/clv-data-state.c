/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-data-state.h"

/**
 * clv_data_state_free:
 * @self: (nullable): a state
 */
void
clv_data_state_free (ClvDataState *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_free (self->currency);
  g_free (self);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const ClvBatch *first = *(const ClvBatch * const *) a;
  const ClvBatch *second = *(const ClvBatch * const *) b;

  return first->id < second->id ? 1 : first->id > second->id ? -1 : 0;
}

/* A customer is back when a row of another day than the first comes by. */
static void
count_customers (ClvDataState          *self,
                 const ClvTransactions *transactions)
{
  g_autofree ClvDate *seen = g_new (ClvDate, MAX (transactions->n_customers, 1));
  g_autofree guint8 *is_back = g_new0 (guint8, MAX (transactions->n_customers, 1));

  for (guint32 i = 0; i < transactions->n_customers; i++)
    seen[i] = CLV_DATE_INVALID;
  for (guint64 i = 0; i < transactions->n_rows; i++)
    {
      guint32 code = transactions->customer[i];

      self->net_amount += transactions->amount[i];
      if (transactions->amount[i] < 0)
        continue;
      if (seen[code] == CLV_DATE_INVALID)
        {
          seen[code] = transactions->day[i];
          self->customers++;
        }
      else if (seen[code] != transactions->day[i] && !is_back[code])
        {
          is_back[code] = TRUE;
          self->repeaters++;
        }
    }
}

/**
 * clv_data_state_load_in_thread:
 *
 * A #ClvJobFunc.
 *
 * Returns: (transfer full) (nullable): the state
 */
gpointer
clv_data_state_load_in_thread (ClvWorkspace       *workspace,
                               gpointer            unused,
                               const ClvProgress  *progress,
                               GError            **error)
{
  g_autoptr(ClvDataState) self = g_new0 (ClvDataState, 1);
  g_autoptr(ClvTransactions) transactions = NULL;

  self->batches = clv_workspace_list_batches (workspace, error);
  if (self->batches == NULL)
    return NULL;

  g_ptr_array_sort (self->batches, compare_newest_first);
  transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;

  self->rows = transactions->n_rows;
  self->first_day = transactions->first_day;
  self->last_day = transactions->last_day;
  self->currency = g_strdup (clv_workspace_get_currency (workspace));
  count_customers (self, transactions);
  for (guint i = 0; i < self->batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (self->batches, i);

      self->rejected += batch->undone ? 0 : batch->rejected;
    }

  return g_steal_pointer (&self);
}
