/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-orders.h"
#include "clv-workspace-private.h"

void
clv_order_row_free (ClvOrderRow *self)
{
  if (self == NULL)
    return;

  g_free (self->order);
  g_free (self->product);
  g_free (self);
}

static ClvOrderRow *
read_row (ClvStatement *statement)
{
  ClvOrderRow *row = g_new0 (ClvOrderRow, 1);

  row->order = g_strdup (clv_statement_get_text (statement, 0));
  row->day = clv_date_parse (clv_statement_get_text (statement, 1));
  row->amount = clv_statement_get_int (statement, 2);
  row->batch = clv_statement_get_int (statement, 3);
  row->product = g_strdup (clv_statement_get_text (statement, 4));
  return row;
}

GPtrArray *
clv_workspace_list_orders (ClvWorkspace  *self,
                           const char    *customer,
                           GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (customer != NULL, NULL);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_order_row_free);
  statement = clv_statement_new (self, "SELECT order_id, day, amount_minor, batch, product "
                                       "FROM transactions WHERE customer = ?1 "
                                       "ORDER BY day, time, batch, row", error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_text (statement, 1, customer);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (rows, read_row (statement));
    }
  return g_steal_pointer (&rows);
}
