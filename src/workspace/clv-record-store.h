/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-segment.h"
#include "clv-statement.h"

G_BEGIN_DECLS

/**
 * ClvRecordStore:
 *
 * Records on their way into segments: codes and digests each column of a block and
 * writes it, or keeps its bytes to be looked at and perhaps written later. All blocks
 * but the last have CLV_SEGMENT_ROWS rows, so that the same records give the same
 * bytes. Private to this room.
 */
typedef struct _ClvRecordStore ClvRecordStore;

/* What of a batch's segment has, by column of the layout; see clv_record_rows_load(). */
typedef struct
{
  guint32 n;
  guint32 *codes[CLV_N_FIELDS];   /* by field, as the others; NULL where there is none */
  gint64 *values[CLV_N_FIELDS];   /* CLV_RECORD_NONE where empty */
  gboolean has[CLV_N_FIELDS];     /* whether this segment has the column */
  gboolean has_clock[CLV_N_FIELDS];
} ClvRecordRows;

ClvRecordStore *clv_record_store_new (ClvWorkspace          *workspace,
                                      gint64                 batch,
                                      const ClvRecordLayout *layout,
                                      gboolean               keeps);
void            clv_record_store_free (ClvRecordStore *self);
gboolean        clv_record_store_add (ClvRecordStore       *self,
                                      const ClvRecordBlock *block,
                                      GError              **error);
gboolean        clv_record_store_finish (ClvRecordStore  *self,
                                         GError         **error);
gboolean        clv_record_store_write (ClvRecordStore  *self,
                                        GError         **error);
const char     *clv_record_store_get_hash (const ClvRecordStore *self);
guint64         clv_record_store_get_n_rows (const ClvRecordStore *self);
gint64          clv_record_store_get_net_amount (const ClvRecordStore *self);
void            clv_record_store_get_dates (const ClvRecordStore *self,
                                            ClvDate              *first,
                                            ClvDate              *last);
guint           clv_record_store_get_n_segments (const ClvRecordStore *self);
gboolean        clv_record_store_get_rows (const ClvRecordStore *self,
                                           guint                 seq,
                                           ClvRecordRows        *rows);

guint           clv_record_field_to_segment (ClvField field);
gboolean        clv_record_field_from_segment (guint     segment_field,
                                               ClvField *field,
                                               gboolean *is_presence);

ClvRecordRows  *clv_record_rows_new (void);
void            clv_record_rows_free (ClvRecordRows *self);
void            clv_record_rows_clear (ClvRecordRows *self);
gboolean        clv_record_rows_take_column (ClvRecordRows *self,
                                             ClvImportKind  kind,
                                             gconstpointer  bytes,
                                             gsize          size);
gboolean        clv_record_rows_load (ClvRecordRows *self,
                                      ClvWorkspace  *workspace,
                                      ClvImportKind  kind,
                                      gint64         batch,
                                      gint64         seq,
                                      GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecordStore, clv_record_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecordRows, clv_record_rows_free)

G_END_DECLS
