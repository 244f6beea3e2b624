/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-export.h"

G_BEGIN_DECLS

/**
 * ClvExportWriter:
 *
 * Cells, one after the other, into a CSV or XLSX file. Texts that a spreadsheet
 * would evaluate get a leading quote; numbers stay numbers. Private to this
 * folder. Errors are kept and told by clv_export_writer_finish().
 */
typedef struct _ClvExportWriter ClvExportWriter;

ClvExportWriter *clv_export_writer_new (const char       *path,
                                        ClvExportFormat   format,
                                        GError          **error);
void             clv_export_writer_free (ClvExportWriter *self);
void             clv_export_writer_add_text (ClvExportWriter *self,
                                             const char      *text);
void             clv_export_writer_add_number (ClvExportWriter *self,
                                               double           value);
void             clv_export_writer_add_money (ClvExportWriter *self,
                                              gint64           minor,
                                              const char      *currency);
void             clv_export_writer_end_row (ClvExportWriter *self);
gboolean         clv_export_writer_finish (ClvExportWriter  *self,
                                           GError          **error);
char            *clv_export_quote (const char *text);
guint64          clv_sheet_count_rows (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvExportWriter, clv_export_writer_free)

G_END_DECLS
