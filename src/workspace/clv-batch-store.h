/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-segment.h"
#include "clv-statement.h"

G_BEGIN_DECLS

/**
 * ClvBatchStore:
 *
 * Rows on their way into segments: cuts them into runs of exactly 65,536, so
 * that the same rows give the same bytes however they arrive, codes and digests
 * each column and hands the bytes on. Private to this room.
 */
typedef struct _ClvBatchStore ClvBatchStore;

typedef enum
{
  CLV_STORE_WRITE,   /* into the workspace, in the caller's transaction */
  CLV_STORE_KEEP,    /* in memory, to be looked at again */
  CLV_STORE_DIGEST   /* nowhere: only the hash and the sums are wanted */
} ClvStoreMode;

ClvBatchStore *clv_batch_store_new (ClvWorkspace        *workspace,
                                    gint64               batch,
                                    ClvStoreMode         mode,
                                    const ClvImportHead *head);
void           clv_batch_store_free (ClvBatchStore *self);
gboolean       clv_batch_store_add (ClvBatchStore      *self,
                                    const ClvRowBlock  *block,
                                    GError            **error);
gboolean       clv_batch_store_finish (ClvBatchStore  *self,
                                       GError        **error);
const char    *clv_batch_store_get_hash (ClvBatchStore *self);
guint64        clv_batch_store_get_n_rows (ClvBatchStore *self);
gint64         clv_batch_store_get_net_amount (ClvBatchStore *self);
gboolean       clv_batch_store_has_orders (ClvBatchStore *self);
void           clv_batch_store_get_dates (ClvBatchStore *self,
                                          ClvDate       *first,
                                          ClvDate       *last);
/* (element-type GBytes): kept columns of segment @seq, NULL past the last. */
GPtrArray     *clv_batch_store_get_segment (ClvBatchStore *self,
                                            guint          seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBatchStore, clv_batch_store_free)

G_END_DECLS
