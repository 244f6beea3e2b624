/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text to scan must be readable for this many bytes behind its end. */
#define CLV_CSV_PADDING 64

typedef enum
{
  CLV_CSV_SCAN_DONE,   /* the text ended outside quotes */
  CLV_CSV_SCAN_OPEN,   /* it ended inside a quoted cell */
  CLV_CSV_SCAN_BROKEN  /* a quote swallowed a line and then closed in mid-cell */
} ClvCsvScanState;

/**
 * ClvCsvMarks:
 *
 * Where the cells and rows of a text end. Each cell ends at a delimiter or a
 * line end outside quotes; a row ends at the cell whose index is in @rows. For
 * CR LF the mark is at the LF and the CR belongs to the cell before it.
 */
typedef struct
{
  guint32 *ends;             /* offsets; room for one a byte */
  guint32 *rows;             /* indices into @ends; room for one a byte */
  guint32 n_ends;
  guint32 n_rows;
  gboolean any_quote;
  gboolean any_nul;
  gboolean any_high;         /* bytes over 0x7f */
  gboolean any_quoted_line;  /* a line end inside quotes */
} ClvCsvMarks;

typedef enum
{
  CLV_CSV_LEVEL_SCALAR, /* byte by byte: the oracle of the others */
  CLV_CSV_LEVEL_SSE2,
  CLV_CSV_LEVEL_AVX2,
  CLV_CSV_N_LEVELS
} ClvCsvLevel;

gboolean        clv_csv_level_is_there (ClvCsvLevel level);
ClvCsvLevel     clv_csv_level_best (void);
ClvCsvScanState clv_csv_scan (ClvCsvLevel  level,
                              const char  *text,
                              guint32      start,
                              guint32      end,
                              char         delimiter,
                              char         quote,
                              ClvCsvMarks *marks);

G_END_DECLS
