/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-transactions-private.h"

static void
free_attribute (gpointer data)
{
  ClvAttribute *attribute = data;

  g_free (attribute->name);
  g_clear_pointer (&attribute->values, clv_dictionary_unref);
  g_free (attribute->codes);
  g_free (attribute);
}

/* All the rest is for the caller to fill. */
ClvTransactions *
clv_transactions_new_without_rows (const char *currency)
{
  ClvTransactions *self = g_new0 (ClvTransactions, 1);

  self->attributes = g_ptr_array_new_with_free_func (free_attribute);
  self->currency = g_strdup (currency);
  self->first_day = CLV_DATE_INVALID;
  self->last_day = CLV_DATE_INVALID;
  self->ref_count = 1;
  return self;
}

/* Takes the arrays (allocated with g_malloc) and a reference on @customers. */
ClvTransactions *
clv_transactions_new_take (guint64        n_rows,
                           guint32       *customer,
                           ClvDate       *day,
                           gint64        *amount,
                           ClvDictionary *customers,
                           const char    *currency)
{
  ClvTransactions *self = clv_transactions_new_without_rows (currency);
  ClvDate first = G_MAXINT32;
  ClvDate last = G_MININT32;
  guint64 i;

  for (i = 0; i < n_rows; i++)
    {
      first = MIN (first, day[i]);
      last = MAX (last, day[i]);
    }
  self->n_rows = n_rows;
  self->customer = customer;
  self->day = day;
  self->amount = amount;
  self->customers = clv_dictionary_ref (customers);
  self->n_customers = clv_dictionary_get_n (customers);
  self->first_day = n_rows > 0 ? first : CLV_DATE_INVALID;
  self->last_day = n_rows > 0 ? last : CLV_DATE_INVALID;
  return self;
}

/* The content hash is that of the arrays themselves and so differs from that of
 * a workspace with the same rows. */
ClvTransactions *
clv_transactions_new_for_rows (guint64        n_rows,
                               const guint32 *customer,
                               const ClvDate *day,
                               const gint64  *amount,
                               ClvDictionary *customers,
                               const char    *currency)
{
  ClvTransactions *self = NULL;
  g_autoptr(ClvBulkHash) hash = clv_bulk_hash_new ();

  g_return_val_if_fail (customers != NULL && currency != NULL, NULL);

  self = clv_transactions_new_take (n_rows,
                                    g_memdup2 (customer, n_rows * sizeof *customer),
                                    g_memdup2 (day, n_rows * sizeof *day),
                                    g_memdup2 (amount, n_rows * sizeof *amount),
                                    customers, currency);
  clv_bulk_hash_add (hash, currency, strlen (currency) + 1);
  clv_bulk_hash_add (hash, customer, n_rows * sizeof *customer);
  clv_bulk_hash_add (hash, day, n_rows * sizeof *day);
  clv_bulk_hash_add (hash, amount, n_rows * sizeof *amount);
  self->content_hash = clv_bulk_hash_finish (hash);
  return self;
}

ClvTransactions *
clv_transactions_ref (ClvTransactions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_transactions_unref (ClvTransactions *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free ((gpointer) self->customer);
  g_free ((gpointer) self->day);
  g_free ((gpointer) self->amount);
  g_clear_pointer (&self->customers, clv_dictionary_unref);
  g_clear_pointer (&self->contract, clv_transactions_unref);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_free (self->ends);
  g_ptr_array_unref (self->attributes);
  g_free (self->currency);
  g_free (self->content_hash);
  g_free (self);
}

/* (nullable): the attribute called @name. */
const ClvAttribute *
clv_transactions_get_attribute (const ClvTransactions *self,
                                const char            *name)
{
  guint i;

  g_return_val_if_fail (self != NULL, NULL);

  for (i = 0; i < self->attributes->len; i++)
    {
      const ClvAttribute *attribute = g_ptr_array_index (self->attributes, i);

      if (g_strcmp0 (attribute->name, name) == 0)
        return attribute;
    }
  return NULL;
}
