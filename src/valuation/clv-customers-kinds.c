/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-covariate.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-hybrid.h"
#include "clv-payments.h"

static gboolean
check_begun (const ClvPayments *payments,
             GError           **error)
{
  g_autofree char *until = clv_date_to_iso (payments->until);

  if (payments->rows->n_rows > 0)
    return TRUE;
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
               _("0 subscriptions began up to %s; a model of renewals needs at least 2 "
                 "subscribers. Nothing was fitted. Choose a later day, or import subscriptions "
                 "that began earlier."), until);
  return FALSE;
}

static ClvCustomers *
load_subscribers (ClvWorkspace       *workspace,
                  const ClvModelSpec *spec,
                  const ClvProgress  *progress,
                  GError            **error)
{
  g_autoptr(ClvPayments) payments = clv_payments_load (workspace, spec->opportunity, spec->until,
                                                       progress, error);
  ClvCustomers *self = NULL;

  if (payments == NULL || !check_begun (payments, error))
    return NULL;
  self = clv_customers_new (payments->rows, payments->until, spec->unit_days, progress, error);
  if (self != NULL)
    {
      self->n_left_out = payments->n_other;
      self->left_out = payments->other_period;
    }
  return self;
}

/**
 * clv_customers_load_for_spec:
 * @workspace: where
 * @spec: what will be fitted, or was
 * @for_fit: whether the model will be fitted; else customers will be scored by it, and
 *   somebody will ask who they are
 * @progress: (nullable): how far
 * @error: return location
 *
 * clv_customers_load() for a kind of model: with the rows where it goes through them
 * again, with the attributes where columns explain.
 *
 * Returns: (transfer full): one row a customer
 */
ClvCustomers *
clv_customers_load_for_spec (ClvWorkspace       *workspace,
                             const ClvModelSpec *spec,
                             gboolean            for_fit,
                             const ClvProgress  *progress,
                             GError            **error)
{
  const ClvModelKind *kind = NULL;
  gboolean are_counted = FALSE;
  gboolean needs_days = for_fit && spec->calendar != NULL;
  g_autoptr(ClvTransactions) transactions = NULL;

  g_return_val_if_fail (workspace != NULL && spec != NULL, NULL);

  if (spec->covariates != NULL)
    return clv_covariate_load_customers (workspace, spec->until, spec->unit_days, progress, error);
  kind = clv_model_kind_find (spec->kind);
  if (!clv_customers_are_counted (workspace, &are_counted, error))
    return NULL;
  if (!are_counted && kind != NULL && kind->joins_contract)
    {
      transactions = clv_hybrid_load_rows (workspace, spec->until, progress, error);
      return transactions != NULL ? clv_customers_new (transactions, spec->until, spec->unit_days,
                                                       progress, error) : NULL;
    }
  if (are_counted || kind == NULL || (kind->history == CLV_HISTORY_GAPS && !for_fit)
      || (kind->history == CLV_HISTORY_SUMMARY && !needs_days))
    return clv_customers_load (workspace, spec->until, spec->unit_days, !for_fit, progress, error);

  if (kind->history == CLV_HISTORY_CONTRACT)
    return load_subscribers (workspace, spec, progress, error);
  transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (transactions == NULL)
    return NULL;
  return clv_customers_new (transactions, spec->until, spec->unit_days, progress, error);
}

/**
 * clv_transactions_load_for_groups:
 * @workspace: where
 * @spec: what was fitted
 * @progress: (nullable): how far
 * @error: return location
 *
 * clv_transactions_load_for_spec() for whoever asks by which column customers differ:
 * payments of subscriptions have none of their own.
 *
 * Returns: (transfer full): orders, or what subscriptions brought, or both
 */
ClvTransactions *
clv_transactions_load_for_groups (ClvWorkspace       *workspace,
                                  const ClvModelSpec *spec,
                                  const ClvProgress  *progress,
                                  GError            **error)
{
  g_autoptr(ClvTransactions) self = clv_transactions_load_for_spec (workspace, spec, progress,
                                                                    error);
  const ClvModelKind *found = clv_model_kind_find (spec->kind);
  g_autoptr(ClvTransactions) table = NULL;

  if (self == NULL || found == NULL || found->history != CLV_HISTORY_CONTRACT)
    return g_steal_pointer (&self);
  table = clv_workspace_load_transactions (workspace, progress, error);
  if (table == NULL)
    return NULL;
  clv_transactions_lend_attributes (self, table);

  return g_steal_pointer (&self);
}
