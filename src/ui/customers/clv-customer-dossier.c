/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-dossier.h"

#include <string.h>

#include "clv-comparables.h"

#define N_ALIKE 5

ClvCustomerQuestion *
clv_customer_question_new (ClvCustomerData *data,
                           guint32          row)
{
  ClvCustomerQuestion *self = g_new0 (ClvCustomerQuestion, 1);

  self->data = clv_customer_data_ref (data);
  self->row = row;

  return self;
}

void
clv_customer_question_free (ClvCustomerQuestion *self)
{
  clv_customer_data_unref (self->data);
  g_free (self);
}

static GArray *
find_alike (const ClvCustomerQuestion *question)
{
  GArray *alike = g_array_new (FALSE, TRUE, sizeof (guint32));
  guint n = 0;

  g_array_set_size (alike, N_ALIKE);
  n = clv_comparables_find (question->data->scores, question->row, N_ALIKE,
                            (guint32 *) (gpointer) alike->data, NULL);
  g_array_set_size (alike, n);

  return alike;
}

gpointer
clv_customer_dossier_read (ClvWorkspace       *workspace,
                           gpointer            input,
                           const ClvProgress  *progress,
                           GError            **error)
{
  const ClvCustomerQuestion *question = input;
  const char *id = clv_customer_data_get_id (question->data, question->row);
  g_autoptr(ClvTransactions) transactions = NULL;
  ClvCustomerDossier *self = NULL;
  guint32 code = CLV_DICTIONARY_NONE;

  transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;

  self = g_new0 (ClvCustomerDossier, 1);
  self->ref_count = 1;
  code = clv_dictionary_lookup (transactions->customers, id, strlen (id));
  if (code == CLV_DICTIONARY_NONE)
    self->purchases = g_array_new (FALSE, FALSE, sizeof (ClvPurchase));
  else
    self->purchases = clv_customers_dup_purchases (transactions, code,
                                                   question->data->scores->as_of);
  self->alike = find_alike (question);

  return self;
}

ClvCustomerDossier *
clv_customer_dossier_ref (ClvCustomerDossier *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
clv_customer_dossier_unref (ClvCustomerDossier *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->purchases);
  g_array_unref (self->alike);
  g_free (self);
}
