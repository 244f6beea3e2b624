/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-sheet-value.h"
#include "clv-worksheet.h"
#include "clv-tag-scan.h"
#include "clv-xlsx-book.h"

#define ROWS_MAX 1048576
#define COLUMNS_MAX CLV_SHEET_COLUMNS_MAX

typedef enum
{
  NAME_C,
  NAME_V,
  NAME_ROW,
  NAME_T,
  NAME_IS,
  NAME_RPH,
  NAME_SHEET_DATA,
  NAME_F,
} CellName;

static const char * const cell_names[] = {
  "c", "v", "row", "t", "is", "rPh", "sheetData", "f", NULL
};

typedef enum
{
  CELL_NUMBER,
  CELL_SHARED,
  CELL_TEXT,
  CELL_BOOLEAN,
  CELL_DATE
} CellType;

/* Reads the cells of one sheet. */
typedef struct
{
  ClvWorksheet *sheet;
  ClvXlsxBook *book;
  char *member;
  guint64 row;         /* of the next row, zero-based */
  guint column;        /* of the next cell */
  guint style;
  CellType type;
  gboolean in_data;
  gboolean in_row;
  gboolean in_cell;
  gboolean in_phonetic;
  gboolean has_formula;
  gboolean is_wanted;  /* text that comes is the cell's */
  GString *value;
} XlsxReader;

static void
reader_free (gpointer data)
{
  XlsxReader *self = data;

  clv_xlsx_book_free (self->book);
  g_string_free (self->value, TRUE);
  g_free (self->member);
  g_free (self);
}

static CellType
type_from_value (ClvXmlValue value)
{
  if (value.text == NULL || clv_xml_value_is (value, "n"))
    return CELL_NUMBER;
  if (clv_xml_value_is (value, "s"))
    return CELL_SHARED;
  if (clv_xml_value_is (value, "b"))
    return CELL_BOOLEAN;
  if (clv_xml_value_is (value, "d"))
    return CELL_DATE;

  return CELL_TEXT;
}

/* "BC12": letters count to 26 without a zero. */
static gboolean
parse_reference (const char *text,
                 gsize       length,
                 guint64    *row,
                 guint      *column)
{
  gsize i = 0;

  *row = 0;
  *column = 0;
  for (; i < length && g_ascii_isalpha (text[i]) && *column <= COLUMNS_MAX; i++)
    *column = *column * 26 + (guint) (g_ascii_toupper (text[i]) - 'A') + 1;
  for (; i < length && g_ascii_isdigit (text[i]) && *row <= ROWS_MAX; i++)
    *row = *row * 10 + (guint64) (text[i] - '0');

  if (i < length || *column == 0 || *column > COLUMNS_MAX || *row == 0 || *row > ROWS_MAX)
    return FALSE;

  (*column)--;
  (*row)--;
  return TRUE;
}

static void
begin_row (XlsxReader *self,
           ClvXml     *xml)
{
  guint64 row = clv_xml_value_to_number (clv_xml_get (xml, "r"), ROWS_MAX + 1, 0);

  if (row > self->row && row <= ROWS_MAX)
    self->row = row - 1;
  self->column = 0;
  self->in_row = TRUE;
}

static void
begin_cell (XlsxReader *self,
            ClvXml     *xml)
{
  ClvXmlValue reference = clv_xml_get (xml, "r");
  guint64 row = 0;
  guint column = 0;

  if (reference.text != NULL && parse_reference (reference.text, reference.length, &row, &column)
      && column > self->column)
    self->column = column;
  self->style = (guint) clv_xml_value_to_number (clv_xml_get (xml, "s"), G_MAXUINT, 0);
  self->type = type_from_value (clv_xml_get (xml, "t"));
  self->in_cell = TRUE;
  self->has_formula = FALSE;
  g_string_truncate (self->value, 0);
}

static void
start_cb (ClvXml  *xml,
          int      name,
          gpointer user_data)
{
  XlsxReader *self = user_data;

  if (name == NAME_SHEET_DATA)
    self->in_data = TRUE;
  else if (!self->in_data)
    return;
  else if (name == NAME_C && self->in_row)
    begin_cell (self, xml);
  else if (name == NAME_ROW)
    begin_row (self, xml);
  else if (name == NAME_RPH)
    self->in_phonetic = TRUE;
  else if (name == NAME_F)
    self->has_formula = TRUE;
  else if ((name == NAME_V || name == NAME_T) && self->in_cell && !self->in_phonetic)
    self->is_wanted = TRUE;
}

static void
text_cb (ClvXml     *xml,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  XlsxReader *self = user_data;

  if (self->is_wanted && self->value->len + length <= CLV_XLSX_TEXT_MAX)
    g_string_append_len (self->value, bytes, (gssize) length);
}

static void
append_shared (XlsxReader *self,
               ClvXml     *xml,
               GString    *out)
{
  gsize length = 0;
  GError *error = NULL;
  const char *text = clv_xlsx_book_get_string (self->book, self->value->str, &length, &error);

  if (text == NULL)
    {
      clv_xml_fail (xml, error);
      return;
    }
  g_string_append_len (out, text, (gssize) length);
}

static void
end_cell (XlsxReader *self,
          ClvXml     *xml)
{
  ClvSheetText *text = self->sheet->text;
  GString *value = self->value;
  guint column = self->column++;
  GString *out;
  ClvFormatKind kind;

  self->in_cell = FALSE;
  if (value->len == 0 && self->has_formula && self->type == CELL_NUMBER)
    clv_sheet_notice_add (&self->sheet->empty_formulas, self->row, column);
  if (value->len == 0 || column >= COLUMNS_MAX)
    return;

  out = clv_sheet_text_begin_cell (text, column);
  switch (self->type)
    {
    case CELL_NUMBER:
      kind = clv_xlsx_book_get_format (self->book, self->style);
      if (kind == CLV_FORMAT_NUMBER)
        {
          clv_sheet_append_number (out, value->str);
          if (clv_sheet_number_is_long (value->str, value->len))
            clv_sheet_notice_add (&self->sheet->long_numbers, self->row, column);
        }
      else
        clv_sheet_append_serial (out, value->str, kind, self->book->is_1904);
      break;

    case CELL_SHARED:
      append_shared (self, xml, out);
      break;

    case CELL_BOOLEAN:
      g_string_append (out, g_str_equal (value->str, "0") || g_str_equal (value->str, "false")
                       ? "FALSE" : "TRUE");
      break;

    case CELL_DATE:
      clv_sheet_append_iso (out, value->str, value->len);
      break;

    case CELL_TEXT:
    default:
      clv_xlsx_append_text (out, value);
      break;
    }
  clv_sheet_text_end_cell (text, 1, self->type != CELL_SHARED && self->type != CELL_TEXT);
}

static void
end_cb (ClvXml  *xml,
        int      name,
        gpointer user_data)
{
  XlsxReader *self = user_data;

  if (name == NAME_V || name == NAME_T)
    self->is_wanted = FALSE;
  else if (name == NAME_C && self->in_cell)
    end_cell (self, xml);
  else if (name == NAME_ROW && self->in_row)
    {
      clv_sheet_text_end_row (self->sheet->text, self->row, 1);
      self->row++;
      self->in_row = FALSE;
    }
  else if (name == NAME_RPH)
    self->in_phonetic = FALSE;
  else if (name == NAME_SHEET_DATA)
    {
      GError *error = NULL;

      self->in_data = FALSE;
      if (!clv_xlsx_book_check (self->book, &error))
        clv_xml_fail (xml, error);
    }
}

/* mergeCell ref="A1:B2" stands behind the cells. */
static gboolean
take_merge_cb (const ClvTag *tag,
               gpointer      user_data)
{
  GArray *merges = user_data;
  g_autofree char *range = NULL;
  const char *colon;
  guint64 rows[2] = { 0, 0 };
  guint columns[2] = { 0, 0 };

  if (!clv_tag_is (tag, "mergeCell"))
    return TRUE;

  range = clv_tag_dup_attribute (tag, "ref");
  colon = range != NULL ? strchr (range, ':') : NULL;
  if (colon != NULL && parse_reference (range, (gsize) (colon - range), &rows[0], &columns[0])
      && parse_reference (colon + 1, strlen (colon + 1), &rows[1], &columns[1])
      && rows[1] >= rows[0] && columns[1] >= columns[0] && rows[0] < 100)
    {
      ClvSheetMerge merge = { rows[0], columns[0], (guint) (rows[1] - rows[0]) + 1,
                              columns[1] - columns[0] + 1 };

      g_array_append_val (merges, merge);
    }

  return merges->len < 10000;
}

/* What is merged is told behind the last row, so this reads the member once
 * more; the text asks only where the first rows have gaps. Titles stay where
 * they are if it cannot be read: the reading itself will say so. */
static void
get_merges_cb (GArray   *merges,
               gpointer  user_data)
{
  XlsxReader *self = user_data;
  gboolean is_readable = FALSE;

  clv_tag_scan (self->sheet->path, self->member, take_merge_cb, merges, &is_readable, NULL);
}

/*
 * clv_xlsx_open:
 * @path: an Office Open XML workbook
 * @members: its files
 * @part: one of its sheets
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Opens a sheet. The shared strings are loaded first, since the sheet only has
 * their numbers.
 */
ClvWorksheet *
clv_xlsx_open (const char     *path,
               GPtrArray      *members,
               const ClvPart  *part,
               GError        **error)
{
  static const ClvXmlHandler handler = { cell_names, start_cb, end_cb, text_cb };
  g_autoptr(ClvWorksheet) self = g_new0 (ClvWorksheet, 1);
  XlsxReader *reader = g_new0 (XlsxReader, 1);

  self->path = g_strdup (path);
  self->reader = reader;
  self->free_reader = reader_free;
  reader->sheet = self;
  reader->member = g_strdup (part->member);
  reader->value = g_string_new (NULL);
  reader->book = clv_xlsx_book_new (path, members, error);
  if (reader->book == NULL || !clv_xlsx_book_load (reader->book, error))
    return NULL;

  self->unpacker = clv_unpacker_new_for_member (path, part->member, error);
  if (self->unpacker == NULL)
    return NULL;
  self->text = clv_sheet_text_new (get_merges_cb, reader);
  self->xml = clv_xml_new (path, &handler, reader);

  return g_steal_pointer (&self);
}

/*
 * clv_xlsx_list:
 *
 * Adds the worksheets to @parts in the order of their tabs.
 */
gboolean
clv_xlsx_list (const char  *path,
               GPtrArray   *members,
               GPtrArray   *parts,
               GError     **error)
{
  g_autoptr(ClvXlsxBook) book = clv_xlsx_book_new (path, members, error);

  if (book == NULL)
    return FALSE;

  for (guint i = 0; i < book->sheets->len; i++)
    {
      const ClvXlsxSheet *sheet = g_ptr_array_index (book->sheets, i);
      ClvPart *part;

      if (sheet->member == NULL)
        continue;
      part = clv_part_new (sheet->name);
      part->member = g_strdup (sheet->member);
      part->index = i;
      part->is_hidden = sheet->is_hidden;
      g_ptr_array_add (parts, part);
    }

  return TRUE;
}

typedef struct
{
  gint64 n;
  gint64 enough;
  gboolean is_filled;
} RowCount;

static gboolean
count_row_cb (const ClvTag *tag,
              gpointer      user_data)
{
  RowCount *count = user_data;

  if (tag->is_close)
    return TRUE;

  if (tag->name_length == 1)
    {
      if (!count->is_filled && *tag->name == 'v')
        {
          count->is_filled = TRUE;
          count->n++;
        }
    }
  else if (clv_tag_is (tag, "row"))
    count->is_filled = FALSE;
  else if (!count->is_filled && clv_tag_is (tag, "is"))
    {
      count->is_filled = TRUE;
      count->n++;
    }

  return count->n < count->enough;
}

/*
 * clv_xlsx_count:
 * @enough: count no further
 *
 * Counts the rows of each sheet that have a value.
 */
gboolean
clv_xlsx_count (const char  *path,
                GPtrArray   *parts,
                gint64       enough,
                GError     **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      ClvPart *part = g_ptr_array_index (parts, i);
      RowCount count = { 0, enough, FALSE };
      gboolean is_readable = FALSE;

      if (!clv_tag_scan (path, part->member, count_row_cb, &count, &is_readable, error))
        return FALSE;
      part->n_rows = is_readable ? count.n : -1;
    }

  return TRUE;
}
