/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "clv-byte-source.h"
#include "clv-csv-reader.h"

/* Half a mebibyte stays in the second-level cache between scan and parse, and
 * is enough for the cost of read() to vanish. */
#define WINDOW_SIZE (512 * 1024)

/* Room before the text, so that a word that ends with a cell may be loaded. */
#define FRONT 64

/* A quote that closes nowhere makes the scan start again behind its line. */
#define N_RESTARTS_MAX 1000
#define RESTART_BYTES_MAX (G_GUINT64_CONSTANT (256) << 20)

struct _ClvCsvWindow
{
  char *memory;          /* FRONT + capacity + padding */
  gsize capacity;
  guint32 *ends;
  guint32 *rows;
  GArray *broken;
};

struct _ClvCsvReader
{
  ClvByteSource *source;
  char *name;
  char delimiter;
  char quote;
  ClvCsvLevel level;

  ClvCsvWindow *own;
  ClvCsvWindow *window;  /* (unowned): where the text is */
  gsize start;           /* first byte not handed out */
  gsize length;
  gboolean at_end;
  guint64 line;          /* zero-based, of the byte at start */

  guint n_restarts;
  guint64 restart_bytes;
};

/*
 * clv_csv_window_new:
 *
 * An empty window, which takes its size from the reader it is read into by.
 */
ClvCsvWindow *
clv_csv_window_new (void)
{
  ClvCsvWindow *self = g_new0 (ClvCsvWindow, 1);

  self->broken = g_array_new (FALSE, FALSE, sizeof (ClvCsvBrokenRow));

  return self;
}

/*
 * clv_csv_window_free:
 */
void
clv_csv_window_free (ClvCsvWindow *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->broken);
  g_free (self->memory);
  g_free (self->ends);
  g_free (self->rows);
  g_free (self);
}

static void
window_resize (ClvCsvWindow *self,
               gsize         capacity)
{
  self->memory = g_realloc (self->memory, FRONT + capacity + 3 * CLV_CSV_PADDING);
  if (self->capacity == 0)
    memset (self->memory, 0, FRONT);
  self->capacity = capacity;
  g_free (self->ends);
  g_free (self->rows);
  self->ends = g_new (guint32, capacity + CLV_CSV_PADDING);
  self->rows = g_new (guint32, capacity + CLV_CSV_PADDING);
}

static char *
reader_text (const ClvCsvReader *self)
{
  return self->window->memory + FRONT;
}

/*
 * clv_csv_reader_new_for_part:
 * @path: a file
 * @part: (nullable): the sheet of a workbook or the file in an archive; the only
 *   one where %NULL
 * @encoding: IANA name
 * @delimiter: what parts cells
 * @quote: what encloses them, or 0
 * @level: which scanner to use
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Opens a delimited text file for one pass from front to back. A sheet is read
 * as it was written, whatever encoding, delimiter and quote are said to be.
 */
ClvCsvReader *
clv_csv_reader_new_for_part (const char   *path,
                             const char   *part,
                             const char   *encoding,
                             char          delimiter,
                             char          quote,
                             ClvCsvLevel   level,
                             GError      **error)
{
  g_autoptr(ClvCsvReader) self = g_new0 (ClvCsvReader, 1);
  guint64 size;

  self->source = clv_byte_source_new (path, part, encoding, error);
  if (self->source == NULL)
    return NULL;

  self->name = g_filename_display_basename (path);
  self->delimiter = clv_csv_reader_is_sheet (self) ? ',' : delimiter;
  self->quote = clv_csv_reader_is_sheet (self) ? '"' : quote;
  self->level = level;
  self->own = clv_csv_window_new ();
  self->window = self->own;
  size = clv_byte_source_get_size (self->source);
  window_resize (self->own, (gsize) CLAMP (size + 1024, 4096, WINDOW_SIZE));

  return g_steal_pointer (&self);
}

/*
 * clv_csv_reader_new:
 *
 * Opens a file that is or holds one table.
 */
ClvCsvReader *
clv_csv_reader_new (const char   *path,
                    const char   *encoding,
                    char          delimiter,
                    char          quote,
                    ClvCsvLevel   level,
                    GError      **error)
{
  return clv_csv_reader_new_for_part (path, NULL, encoding, delimiter, quote, level, error);
}

/*
 * clv_csv_reader_set_repair:
 *
 * Puts mojibake right. To be called before the first row is asked for.
 */
void
clv_csv_reader_set_repair (ClvCsvReader *self)
{
  clv_byte_source_set_repair (self->source);
}

/*
 * clv_csv_reader_add_warnings:
 * @warnings: (element-type utf8): gets translated sentences
 *
 * Adds what was noticed about the file that its rows do not tell. To be called when
 * the last row was read.
 */
void
clv_csv_reader_add_warnings (const ClvCsvReader *self,
                             GPtrArray          *warnings)
{
  clv_byte_source_add_warnings (self->source, warnings);
}

/*
 * clv_csv_reader_is_sheet:
 *
 * Whether it reads a sheet: commas and double quotes then, and lines are rows.
 */
gboolean
clv_csv_reader_is_sheet (const ClvCsvReader *self)
{
  return clv_byte_source_is_sheet (self->source);
}

/*
 * clv_csv_reader_free:
 *
 * Closes the file.
 */
void
clv_csv_reader_free (ClvCsvReader *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->source, clv_byte_source_free);
  g_clear_pointer (&self->own, clv_csv_window_free);
  g_free (self->name);
  g_free (self);
}

/* Brings what is left to the front of @window and reads until that is full. */
static gboolean
reader_fill (ClvCsvReader  *self,
             ClvCsvWindow  *window,
             GError       **error)
{
  const char *left = reader_text (self) + self->start;
  char *text;

  self->length -= self->start;
  if (window->capacity < self->window->capacity)
    window_resize (window, self->window->capacity);
  text = window->memory + FRONT;
  if (left != text)
    memmove (text, left, self->length);
  self->window = window;
  self->start = 0;

  while (!self->at_end && self->length + CLV_CSV_PADDING <= window->capacity)
    {
      gsize n = 0;

      if (!clv_byte_source_read (self->source, text + self->length,
                                 window->capacity - self->length, &n, error))
        return FALSE;
      self->length += n;
      self->at_end = n == 0;
    }
  memset (text + self->length, 0, 2 * CLV_CSV_PADDING);

  /* A last line without a line end gets one; there is room by the padding. */
  if (self->at_end && self->length > 0
      && text[self->length - 1] != '\n' && text[self->length - 1] != '\r')
    text[self->length++] = '\n';

  return TRUE;
}

static void
set_too_long (ClvCsvReader  *self,
              guint64        line,
              GError       **error)
{
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
               _("Line %" PRIu64 " of “%s” is longer than 16 MiB. Nothing was "
                                 "imported. Check whether the file is a table with one row a "
                                 "line, and whether "
                                 "a quote opens that never closes."),
               line, self->name);
}

static guint64
count_lines (const char *text,
             gsize       from,
             gsize       to)
{
  guint64 n = 0;

  for (gsize i = from; i < to; i++)
    n += text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');

  return n;
}

static gsize
row_start (const ClvCsvMarks *marks,
           guint32            row)
{
  return row == 0 ? 0 : marks->ends[marks->rows[row - 1]] + 1;
}

/* Takes the line at which the last unfinished row begins as a row of its own
 * that is at fault. Returns where to go on, or 0 with @error set. */
static guint32
reader_break_row (ClvCsvReader    *self,
                  ClvCsvMarks     *marks,
                  guint32          limit,
                  ClvCsvScanState  state,
                  GError         **error)
{
  const char *text = reader_text (self);
  guint32 start = (guint32) row_start (marks, marks->n_rows);
  guint32 end = start;
  ClvCsvBrokenRow broken = { marks->n_rows, CLV_CSV_ROW_UNCLOSED };

  while (end < limit && text[end] != '\n' && (text[end] != '\r' || text[end + 1] == '\n'))
    end++;

  self->n_restarts++;
  self->restart_bytes += limit - start;
  if (end >= limit || self->n_restarts > N_RESTARTS_MAX
      || self->restart_bytes > RESTART_BYTES_MAX)
    {
      set_too_long (self, self->line + count_lines (text, 0, start) + 1, error);
      return 0;
    }
  if (state == CLV_CSV_SCAN_OPEN && self->at_end && end + 1 >= self->length)
    broken.fault = CLV_CSV_ROW_CUT;

  marks->n_ends = marks->n_rows == 0 ? 0 : marks->rows[marks->n_rows - 1] + 1;
  marks->rows[marks->n_rows++] = marks->n_ends;
  marks->ends[marks->n_ends++] = end;
  g_array_append_val (self->window->broken, broken);

  return end + 1;
}

/* Marks all whole rows of the window. */
static gboolean
reader_scan (ClvCsvReader  *self,
             ClvCsvMarks   *marks,
             GError       **error)
{
  const char *text = reader_text (self);
  guint32 limit = (guint32) self->length;
  guint32 at = 0;

  /* Whether a CR at the edge is half a CR LF is seen with the next window. */
  if (!self->at_end && limit > 0 && text[limit - 1] == '\r')
    limit--;
  memset (marks, 0, sizeof *marks);
  marks->ends = self->window->ends;
  marks->rows = self->window->rows;
  g_array_set_size (self->window->broken, 0);

  while (at < limit)
    {
      ClvCsvScanState state = clv_csv_scan (self->level, text, at, limit, self->delimiter,
                                            self->quote, marks);
      gboolean is_full = self->window->capacity > CLV_CSV_LINE_LIMIT && marks->n_rows == 0;

      if (state == CLV_CSV_SCAN_DONE
          || (state == CLV_CSV_SCAN_OPEN && !self->at_end && !is_full))
        break;

      at = reader_break_row (self, marks, limit, state, error);
      if (at == 0)
        return FALSE;
    }

  return TRUE;
}

static void
reader_hand_out (ClvCsvReader      *self,
                 const ClvCsvMarks *marks,
                 ClvCsvSlice       *slice)
{
  gsize next = row_start (marks, marks->n_rows);

  memset (slice, 0, sizeof *slice);
  slice->text = reader_text (self);
  slice->marks = *marks;
  slice->broken = (const ClvCsvBrokenRow *) (gconstpointer) self->window->broken->data;
  slice->n_broken = self->window->broken->len;
  slice->quote = self->quote;
  slice->first_line = self->line + 1;
  slice->line = slice->first_line;

  self->line += marks->any_quoted_line ? count_lines (slice->text, 0, next) : marks->n_rows;
  self->start = next;
}

/*
 * clv_csv_reader_next_in:
 * @window: where to read to; any that no slice in use was read into, and that
 *   lasts until the next call
 * @slice: (out): the next rows; none at the end of the file
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Reads on. What the slice lends is there until @window is read into again, so
 * that with several windows slices can wait for their turn.
 */
gboolean
clv_csv_reader_next_in (ClvCsvReader  *self,
                        ClvCsvWindow  *window,
                        ClvCsvSlice   *slice,
                        GError       **error)
{
  ClvCsvMarks marks;

  while (TRUE)
    {
      if (!reader_fill (self, window, error) || !reader_scan (self, &marks, error))
        return FALSE;
      if (marks.n_rows > 0 || self->at_end)
        break;
      if (window->capacity > CLV_CSV_LINE_LIMIT)
        {
          set_too_long (self, self->line + 1, error);
          return FALSE;
        }
      window_resize (window, MIN (window->capacity * 4, CLV_CSV_LINE_LIMIT + 4096));
    }

  reader_hand_out (self, &marks, slice);

  return TRUE;
}

/*
 * clv_csv_reader_next:
 * @slice: (out): the next rows; none at the end of the file
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Reads on. What the slice lends is gone with the next call.
 */
gboolean
clv_csv_reader_next (ClvCsvReader  *self,
                     ClvCsvSlice   *slice,
                     GError       **error)
{
  return clv_csv_reader_next_in (self, self->own, slice, error);
}

/*
 * clv_csv_reader_get_size:
 *
 * About how many bytes of text there are.
 */
guint64
clv_csv_reader_get_size (const ClvCsvReader *self)
{
  return clv_byte_source_get_size (self->source);
}

/*
 * clv_csv_reader_get_fraction:
 *
 * How far the file has been read, 0 … 1.
 */
double
clv_csv_reader_get_fraction (const ClvCsvReader *self)
{
  return clv_byte_source_get_fraction (self->source);
}

/*
 * clv_csv_slice_get_line:
 *
 * One-based line at which @row begins. Cheap where rows are asked for in order.
 */
guint64
clv_csv_slice_get_line (ClvCsvSlice *slice,
                        guint32      row)
{
  if (!slice->marks.any_quoted_line)
    return slice->first_line + row;

  if (row < slice->line_row)
    {
      slice->line_row = 0;
      slice->line = slice->first_line;
    }
  slice->line += count_lines (slice->text, row_start (&slice->marks, slice->line_row),
                              row_start (&slice->marks, row));
  slice->line_row = row;

  return slice->line;
}

/*
 * clv_csv_slice_row_is_blank:
 *
 * Whether the row has nothing but delimiters, blanks and empty quotes: spreadsheets
 * save rows that were emptied so.
 */
gboolean
clv_csv_slice_row_is_blank (const ClvCsvSlice *slice,
                            guint32            row)
{
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);

  for (guint32 i = 0; i < n; i++)
    {
      ClvCell cell = clv_cell_trim (clv_csv_slice_cell_at (slice, first + i, i + 1 == n));

      if (cell.length > 2
          || (cell.length > 0 && (slice->quote == 0 || cell.text[0] != slice->quote
                                  || cell.text[cell.length - 1] != slice->quote)))
        return FALSE;
    }

  return TRUE;
}

/*
 * clv_csv_slice_find_broken:
 *
 * What is wrong with the quotes of @row, or %NULL.
 */
const ClvCsvBrokenRow *
clv_csv_slice_find_broken (const ClvCsvSlice *slice,
                           guint32            row)
{
  for (guint i = 0; i < slice->n_broken; i++)
    {
      if (slice->broken[i].row == row)
        return &slice->broken[i];
    }

  return NULL;
}

/*
 * clv_cell_trim:
 *
 * Without blanks around it: ASCII white space, no-break space and its narrow kin;
 * and without a byte order mark, which stays where files are joined.
 */
ClvCell
clv_cell_trim (ClvCell cell)
{
  while (cell.length > 0)
    {
      const char *last = cell.text + cell.length - 1;

      if ((guchar) *cell.text <= ' ' && *cell.text != '\0')
        {
          cell.text++;
          cell.length--;
        }
      else if ((guchar) *last <= ' ' && *last != '\0')
        cell.length--;
      else if (cell.length >= 2 && memcmp (cell.text, "\xc2\xa0", 2) == 0)
        {
          cell.text += 2;
          cell.length -= 2;
        }
      else if (cell.length >= 2 && memcmp (last - 1, "\xc2\xa0", 2) == 0)
        cell.length -= 2;
      else if (cell.length >= 3 && (memcmp (cell.text, "\xe2\x80\xaf", 3) == 0
                                    || memcmp (cell.text, "\xef\xbb\xbf", 3) == 0))
        {
          cell.text += 3;
          cell.length -= 3;
        }
      else if (cell.length >= 3 && memcmp (last - 2, "\xe2\x80\xaf", 3) == 0)
        cell.length -= 3;
      else
        break;
    }

  return cell;
}

/*
 * clv_cell_decode:
 * @cell: a cell as it stands in the file
 * @quote: what encloses cells, or 0
 * @scratch: where the text goes if it had to change; appended to
 *
 * The cell's text without the quotes around it and with doubled quotes made one.
 * The answer points into the cell or into @scratch.
 */
ClvCell
clv_cell_decode (ClvCell  cell,
                 char     quote,
                 GString *scratch)
{
  const char *rest;
  const char *end;
  const char *close;
  gsize from;

  if (quote == 0 || cell.length == 0 || *cell.text != quote)
    return cell;

  rest = cell.text + 1;
  end = cell.text + cell.length;
  close = memchr (rest, quote, (gsize) (end - rest));
  if (close == NULL || close + 1 == end)
    {
      cell.text = rest;
      cell.length = (guint32) ((close != NULL ? close : end) - rest);
      return cell;
    }

  from = scratch->len;
  while (close != NULL)
    {
      g_string_append_len (scratch, rest, close - rest);
      rest = close + 1;
      if (rest == end || *rest != quote)
        break;
      g_string_append_c (scratch, quote);
      rest++;
      close = memchr (rest, quote, (gsize) (end - rest));
    }
  g_string_append_len (scratch, rest, end - rest);
  cell.text = scratch->str + from;
  cell.length = (guint32) (scratch->len - from);

  return cell;
}
