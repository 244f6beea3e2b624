/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-record.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvRecords:
 *
 * All records of one kind at one moment as columns: marketing spend, support tickets,
 * behaviour events, products, subscriptions, customers who were counted already.
 * Immutable, reference counted, readable from every thread.
 *
 * What is undone or replaced is not there. Records come in the order of the content
 * hashes of their imports, within one in that of the file. Which fields there are
 * depends on the files; see clv_import_field_get_use() for those of a kind. A time is
 * in UTC where the file had a clock, else midnight of the day as written; its day is
 * that of the workspace's time zone.
 */
typedef struct _ClvRecords ClvRecords;

ClvRecords          *clv_records_load (ClvWorkspace      *workspace,
                                       ClvImportKind      kind,
                                       const ClvProgress *progress,
                                       GError           **error);
gboolean             clv_records_count (ClvWorkspace   *workspace,
                                        ClvImportKind   kind,
                                        guint64        *n,
                                        GError        **error);
ClvRecords          *clv_records_ref (ClvRecords *self);
void                 clv_records_unref (ClvRecords *self);

guint64              clv_records_get_n (const ClvRecords *self);
gboolean             clv_records_has (const ClvRecords *self,
                                      ClvField          field);
/* A cell. FALSE or NULL where it is empty or there is no such column. */
const char          *clv_records_get_text (const ClvRecords *self,
                                           ClvField          field,
                                           guint64           row);
gboolean             clv_records_get_int (const ClvRecords *self,
                                          ClvField          field,
                                          guint64           row,
                                          gint64           *value);
gboolean             clv_records_get_number (const ClvRecords *self,
                                             ClvField          field,
                                             guint64           row,
                                             double           *value);
ClvDate              clv_records_get_day (const ClvRecords *self,
                                          ClvField          field,
                                          guint64           row);
/* A whole column, lent: codes of texts with their dictionary, or values, where
 * CLV_RECORD_NONE is an empty cell. NULL where there is no such column. */
const guint32       *clv_records_get_codes (const ClvRecords *self,
                                            ClvField          field);
const ClvDictionary *clv_records_get_texts (const ClvRecords *self,
                                            ClvField          field);
const gint64        *clv_records_get_values (const ClvRecords *self,
                                             ClvField          field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRecords, clv_records_unref)

G_END_DECLS
