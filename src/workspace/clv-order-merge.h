/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-batch-store.h"

G_BEGIN_DECLS

/**
 * ClvOrderMerge:
 *
 * Compares the orders of a run with those that the workspace has: which are
 * new, which are there already with the same lines, which were changed. Private
 * to this room.
 *
 * A line is its customer, time and amount; an order is the multiset of its
 * lines. Rows without an order id count as one order a customer and time.
 */
typedef struct _ClvOrderMerge ClvOrderMerge;

/* @store: finished, with its segments kept; @head: of the run. */
ClvOrderMerge *clv_order_merge_new (ClvWorkspace         *workspace,
                                    ClvBatchStore        *store,
                                    const ClvImportHead  *head,
                                    GError              **error);
void           clv_order_merge_free (ClvOrderMerge *self);
void           clv_order_merge_get_counts (ClvOrderMerge *self,
                                           guint64       *n_new,
                                           guint64       *n_present,
                                           guint64       *n_changed);
/* Adds the rows of new and changed orders to @target, coded by the growing
 * dictionaries of @target_head. */
gboolean       clv_order_merge_feed (ClvOrderMerge        *self,
                                     ClvBatchStore        *target,
                                     const ClvImportHead  *target_head,
                                     GError              **error);
/* Notes in table superseded the rows of changed orders in earlier batches. */
gboolean       clv_order_merge_supersede (ClvOrderMerge  *self,
                                          gint64          batch,
                                          GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvOrderMerge, clv_order_merge_free)

G_END_DECLS
