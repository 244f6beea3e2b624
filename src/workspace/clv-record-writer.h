/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvRecordWriter:
 *
 * The sink that makes one batch of an import of records, in one transaction. A dry
 * run finds out the same figures and writes nothing. Private to this room.
 */
typedef struct _ClvRecordWriter ClvRecordWriter;

ClvRecordWriter *clv_record_writer_new (ClvWorkspace *workspace,
                                        gboolean      dry_run);
void             clv_record_writer_free (ClvRecordWriter *self);
ClvImportSink   *clv_record_writer_get_sink (ClvRecordWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecordWriter, clv_record_writer_free)

G_END_DECLS
