/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-covariate.h"

/* Customers with their attributes, which a summary made while rows are read has not. */

/* What a customer table says of the customers of other rows, by their names. */
void
clv_transactions_lend_attributes (ClvTransactions       *self,
                                  const ClvTransactions *table)
{
  guint32 n = clv_dictionary_get_n (self->customers);

  for (guint i = 0; table->attributes != NULL && i < table->attributes->len; i++)
    {
      const ClvAttribute *theirs = g_ptr_array_index (table->attributes, i);
      ClvAttribute *attribute = g_new0 (ClvAttribute, 1);

      attribute->name = g_strdup (theirs->name);
      attribute->values = clv_dictionary_ref (theirs->values);
      attribute->codes = g_new (guint32, MAX (n, 1));
      for (guint32 k = 0; k < n; k++)
        {
          gsize length = 0;
          const char *name = clv_dictionary_get (self->customers, k, &length);
          guint32 code = clv_dictionary_lookup (table->customers, name, length);

          attribute->codes[k] = code < table->n_customers ? theirs->codes[code]
                                                          : CLV_DICTIONARY_NONE;
        }
      g_ptr_array_add (self->attributes, attribute);
    }
}

/**
 * clv_covariate_load_customers:
 * @workspace: where the rows are
 * @until: last day to look at, inclusive; %CLV_DATE_INVALID for the last of the data
 * @unit_days: days in the model's unit of time, 1 or 7
 * @progress: (nullable): how far
 * @error: return location
 *
 * As clv_customers_load(), with names and attributes.
 *
 * Returns: (transfer full): one row a customer who bought by @until
 */
ClvCustomers *
clv_covariate_load_customers (ClvWorkspace      *workspace,
                              ClvDate            until,
                              int                unit_days,
                              const ClvProgress *progress,
                              GError           **error)
{
  g_autoptr(ClvTransactions) table = NULL;
  ClvCustomers *customers = NULL;
  gboolean are_counted = FALSE;

  g_return_val_if_fail (workspace != NULL && unit_days > 0, NULL);

  if (!clv_customers_are_counted (workspace, &are_counted, error))
    return NULL;
  table = clv_workspace_load_transactions (workspace, progress, error);
  if (table == NULL)
    return NULL;
  if (!are_counted)
    return clv_customers_new (table, until, unit_days, progress, error);

  customers = clv_customers_load_counted (workspace, until, unit_days, progress, error);
  if (customers != NULL)
    clv_transactions_lend_attributes (customers->transactions, table);
  return customers;
}
