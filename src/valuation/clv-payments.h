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
  ClvTransactions *other_rows; /* of other periods, which are left out */
  ClvOpportunity period;       /* of the subscriptions that are counted */
  guint64 n_other;             /* subscriptions of other periods, which are left out */
  ClvOpportunity other_period; /* of most of those */
  ClvDate until;               /* the last day of which something is known */
} ClvPayments;

ClvPayments *clv_payments_load (ClvWorkspace      *workspace,
                                ClvOpportunity     period,
                                ClvDate            until,
                                const ClvProgress *progress,
                                GError           **error);
void         clv_payments_free (ClvPayments *self);
char        *clv_payments_describe_left_out (guint64        n,
                                             ClvOpportunity period);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPayments, clv_payments_free)

/* The rows that a kind of model is fitted on: payments of kinds of contracts. */
ClvTransactions *clv_transactions_load_for_kind (ClvWorkspace      *workspace,
                                                 const char        *kind,
                                                 const ClvProgress *progress,
                                                 GError           **error);
ClvTransactions *clv_transactions_load_for_spec (ClvWorkspace       *workspace,
                                                 const ClvModelSpec *spec,
                                                 const ClvProgress  *progress,
                                                 GError            **error);

G_END_DECLS
