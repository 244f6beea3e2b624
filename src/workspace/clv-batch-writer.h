/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvBatchWriter:
 *
 * The sink that makes one batch of an import, in one transaction. A dry run
 * finds out the same figures and writes nothing. Private to this room; all calls
 * of the sink come from one thread, which need not be the one that makes it but
 * where that one has a transaction open.
 */
typedef struct _ClvBatchWriter ClvBatchWriter;

ClvBatchWriter *clv_batch_writer_new (ClvWorkspace *workspace,
                                      gboolean      dry_run);
void            clv_batch_writer_free (ClvBatchWriter *self);
ClvImportSink  *clv_batch_writer_get_sink (ClvBatchWriter *self);
/* What the batch says of how it was read, where that is not the plan of the head. */
void            clv_batch_writer_set_plan_text (ClvBatchWriter *self,
                                                const char     *plan_text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBatchWriter, clv_batch_writer_free)

G_END_DECLS
