/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The widest and longest that any spreadsheet program makes. */
#define CLV_SHEET_COLUMNS_MAX 16384
#define CLV_SHEET_ROWS_MAX 16777216

/* Cells that were merged into one, whose value stands in the first. */
typedef struct
{
  guint64 row;
  guint column;
  guint n_rows;
  guint n_columns;
} ClvSheetMerge;

/* Fills in what is merged in the first rows; called at most once. */
typedef void (*ClvSheetMergeFunc) (GArray   *merges,
                                   gpointer  user_data);

/**
 * ClvSheetText:
 *
 * Writes the rows of a sheet as comma-separated text, a line a row, empty rows
 * too where something follows them, so that line numbers are row numbers.
 * Repeated rows are kept once and read out as often as they repeat. Rows are
 * filled up to the width of the sheet's begin. Knows no file.
 */
typedef struct _ClvSheetText ClvSheetText;

ClvSheetText *clv_sheet_text_new (ClvSheetMergeFunc get_merges,
                                  gpointer          user_data);
void          clv_sheet_text_free (ClvSheetText *self);
GString      *clv_sheet_text_begin_cell (ClvSheetText *self,
                                         guint         column);
void          clv_sheet_text_end_cell (ClvSheetText *self,
                                       guint         n_columns,
                                       gboolean      is_value);
void          clv_sheet_text_add_merge (ClvSheetText        *self,
                                        const ClvSheetMerge *merge);
void          clv_sheet_text_end_row (ClvSheetText *self,
                                      guint64       row,
                                      guint64       n_rows);
void          clv_sheet_text_finish (ClvSheetText *self);
gsize         clv_sheet_text_take (ClvSheetText *self,
                                   char         *bytes,
                                   gsize         size);
gboolean      clv_sheet_text_is_too_long (const ClvSheetText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvSheetText, clv_sheet_text_free)

G_END_DECLS
