/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-scan.h"
#include "clv-import-plan.h"

G_BEGIN_DECLS

/* A row longer than this is refused: no table has such a row. */
#define CLV_CSV_LINE_LIMIT (16 * 1024 * 1024)

typedef enum
{
  CLV_CSV_ROW_CUT,      /* the file ends inside a quoted cell of this row */
  CLV_CSV_ROW_UNCLOSED  /* a quote opens here and closes nowhere sensible */
} ClvCsvRowFault;

typedef struct
{
  guint32 row;
  ClvCsvRowFault fault;
} ClvCsvBrokenRow;

/* A run of bytes lent from a slice. */
typedef struct
{
  const char *text;
  guint32 length;
} ClvCell;

/**
 * ClvCsvSlice:
 *
 * Some whole rows of a file, as UTF-8, lent until the next is asked for. The
 * text may be read for 8 bytes before its begin and CLV_CSV_PADDING behind.
 */
typedef struct
{
  const char *text;
  ClvCsvMarks marks;
  const ClvCsvBrokenRow *broken;   /* by row */
  guint n_broken;
  char quote;
  guint64 first_line;              /* one-based line of row 0 */
  guint32 line_row;                /* clv_csv_slice_get_line() remembers where it was */
  guint64 line;
} ClvCsvSlice;

typedef struct _ClvCsvReader ClvCsvReader;

/* The memory of a slice. */
typedef struct _ClvCsvWindow ClvCsvWindow;

ClvCsvWindow *clv_csv_window_new (void);
void          clv_csv_window_free (ClvCsvWindow  *self);
ClvCsvReader *clv_csv_reader_new (const char    *path,
                                  const char    *encoding,
                                  char           delimiter,
                                  char           quote,
                                  ClvCsvLevel    level,
                                  GError       **error);
ClvCsvReader *clv_csv_reader_new_for_part (const char    *path,
                                           const char    *part,
                                           const char    *encoding,
                                           char           delimiter,
                                           char           quote,
                                           ClvCsvLevel    level,
                                           GError       **error);
void          clv_csv_reader_free (ClvCsvReader  *self);
void          clv_csv_reader_set_repair (ClvCsvReader *self);
gboolean      clv_csv_reader_is_sheet (const ClvCsvReader *self);
void          clv_csv_reader_add_warnings (const ClvCsvReader *self,
                                           GPtrArray          *warnings);
gboolean      clv_csv_reader_next (ClvCsvReader  *self,
                                   ClvCsvSlice   *slice,
                                   GError       **error);
gboolean      clv_csv_reader_next_in (ClvCsvReader  *self,
                                      ClvCsvWindow  *window,
                                      ClvCsvSlice   *slice,
                                      GError       **error);
guint64       clv_csv_reader_get_size (const ClvCsvReader *self);
double        clv_csv_reader_get_fraction (const ClvCsvReader *self);
guint64       clv_csv_slice_get_line (ClvCsvSlice   *slice,
                                      guint32        row);
gboolean      clv_csv_slice_row_is_blank (const ClvCsvSlice *slice,
                                          guint32            row);
const ClvCsvBrokenRow *clv_csv_slice_find_broken (const ClvCsvSlice *slice,
                                                  guint32            row);
ClvCell       clv_cell_decode (ClvCell        cell,
                               char           quote,
                               GString       *scratch);
ClvCell       clv_cell_trim (ClvCell cell);

static inline guint32
clv_csv_slice_first_cell (const ClvCsvSlice *slice,
                          guint32            row)
{
  return row == 0 ? 0 : slice->marks.rows[row - 1] + 1;
}

static inline guint32
clv_csv_slice_n_cells (const ClvCsvSlice *slice,
                       guint32            row)
{
  return slice->marks.rows[row] + 1 - clv_csv_slice_first_cell (slice, row);
}

/* The cell with index @at over all rows; @is_last where it ends its row. */
static inline ClvCell
clv_csv_slice_cell_at (const ClvCsvSlice *slice,
                       guint32            at,
                       gboolean           is_last)
{
  guint32 start = at == 0 ? 0 : slice->marks.ends[at - 1] + 1;
  guint32 end = slice->marks.ends[at];
  ClvCell cell;

  if (is_last && end > start && slice->text[end - 1] == '\r' && slice->text[end] == '\n')
    end--;
  cell.text = slice->text + start;
  cell.length = end - start;

  return cell;
}

/* A whole row as read, without its line end. */
static inline ClvCell
clv_csv_slice_row (const ClvCsvSlice *slice,
                   guint32            row)
{
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 start = first == 0 ? 0 : slice->marks.ends[first - 1] + 1;
  guint32 end = slice->marks.ends[slice->marks.rows[row]];
  ClvCell cell;

  if (end > start && slice->text[end - 1] == '\r' && slice->text[end] == '\n')
    end--;
  cell.text = slice->text + start;
  cell.length = end - start;

  return cell;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCsvReader, clv_csv_reader_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCsvWindow, clv_csv_window_free)

G_END_DECLS
