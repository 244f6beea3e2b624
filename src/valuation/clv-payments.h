/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-model-spec.h"

G_BEGIN_DECLS

/**
 * ClvPayments:
 *
 * What the subscriptions of a workspace brought, as rows: one on each day on which a
 * period of a subscription began.
 */
typedef struct
{
  ClvTransactions *rows;
  ClvTransactions *other_rows; /* of another period than most, which are left out */
  ClvOpportunity period;      /* of most subscriptions */
  guint64 n_other;            /* subscriptions of another period, which are left out */
  ClvDate until;              /* the last day of which something is known */
} ClvPayments;

ClvPayments *clv_payments_load (ClvWorkspace      *workspace,
                                ClvDate            until,
                                const ClvProgress *progress,
                                GError           **error);
void         clv_payments_free (ClvPayments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPayments, clv_payments_free)

/* The rows that a kind of model is fitted on: payments of kinds of contracts. */
ClvTransactions *clv_transactions_load_for_kind (ClvWorkspace      *workspace,
                                                 const char        *kind,
                                                 const ClvProgress *progress,
                                                 GError           **error);

G_END_DECLS
