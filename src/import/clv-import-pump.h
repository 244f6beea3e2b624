/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"
#include "clv-import-sink.h"
#include "clv-progress.h"

G_BEGIN_DECLS

/* What a block lends must last until so many more were added. */
#define CLV_PUMP_BLOCKS 2

/**
 * ClvImportPump:
 *
 * Brings slices from a reader to whoever takes their rows, and blocks from
 * there to a sink. With two threads a helper does, while rows are being taken,
 * whatever there is to do beside it: blocks first, then slices ahead; a slice
 * that is not there in time is read where it is wanted. Order and content of
 * slices, blocks and errors are the same with one thread. Private to this room.
 *
 * All functions are called from one thread, the one of the run.
 */
typedef struct _ClvImportPump ClvImportPump;

guint          clv_import_threads_choose (guint64 size);
ClvImportPump *clv_import_pump_new (ClvCsvReader        *reader,
                                    ClvImportSink       *sink,
                                    guint                n_threads,
                                    const ClvProgress   *progress);
void           clv_import_pump_free (ClvImportPump       *self);
gboolean       clv_import_pump_has_helper (const ClvImportPump *self);
gboolean       clv_import_pump_next (ClvImportPump       *self,
                                     ClvCsvSlice         *slice,
                                     GError             **error);
double         clv_import_pump_get_fraction (const ClvImportPump *self);
gboolean       clv_import_pump_begin (ClvImportPump       *self,
                                      const ClvImportHead *head,
                                      GError             **error);
gboolean       clv_import_pump_add_block (ClvImportPump       *self,
                                          const ClvRowBlock   *block,
                                          GError             **error);
gboolean       clv_import_pump_drain (ClvImportPump       *self,
                                      GError             **error);
gboolean       clv_import_pump_finish (ClvImportPump       *self,
                                       ClvImportResult     *result,
                                       GError             **error);
void           clv_import_pump_abort (ClvImportPump       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportPump, clv_import_pump_free)

G_END_DECLS
