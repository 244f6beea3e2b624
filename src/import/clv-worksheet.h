/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-part.h"
#include "clv-sheet-text.h"
#include "clv-xml.h"

G_BEGIN_DECLS

/**
 * ClvWorksheet:
 *
 * A sheet of a workbook as comma-separated UTF-8 text, written while it is read:
 * a line a row of the sheet, dates as ISO, numbers with a point.
 */
typedef struct _ClvWorksheet ClvWorksheet;

/* Cells of one kind that people should know of. */
typedef struct
{
  guint64 n;
  guint64 row;      /* of the first, zero-based */
  guint column;
} ClvSheetNotice;

struct _ClvWorksheet
{
  char *path;
  ClvUnpacker *unpacker;
  ClvXml *xml;
  ClvSheetText *text;
  gboolean is_done;       /* the sheet has ended; what follows is only unpacked */
  gboolean at_end;
  char *chunk;
  ClvSheetNotice empty_formulas;   /* that no program has calculated */
  ClvSheetNotice long_numbers;     /* whole, with more digits than a number keeps */
  gpointer reader;        /* of the format */
  GDestroyNotify free_reader;
};

gboolean  clv_xlsx_list (const char  *path,
                         GPtrArray   *members,
                         GPtrArray   *parts,
                         GError     **error);
gboolean  clv_xlsx_count (const char  *path,
                          GPtrArray   *parts,
                          gint64       enough,
                          GError     **error);
ClvWorksheet *clv_xlsx_open (const char     *path,
                             GPtrArray      *members,
                             const ClvPart  *part,
                             GError        **error);
gboolean  clv_ods_list (const char  *path,
                        GPtrArray   *members,
                        GPtrArray   *parts,
                        GError     **error);
ClvWorksheet *clv_ods_open (const char     *path,
                            GPtrArray      *members,
                            const ClvPart  *part,
                            GError        **error);

void      clv_sheet_notice_add (ClvSheetNotice *self,
                                guint64         row,
                                guint           column);
gboolean  clv_sheet_number_is_long (const char *text,
                                    gsize       length);
void      clv_worksheet_add_warnings (const ClvWorksheet *self,
                                      const char         *path,
                                      GPtrArray          *warnings);
void      clv_worksheet_free (ClvWorksheet *self);
gboolean  clv_worksheet_read (ClvWorksheet  *self,
                              char          *bytes,
                              gsize          size,
                              gsize         *n_read,
                              GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvWorksheet, clv_worksheet_free)

G_END_DECLS
