/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-sheet-value.h"
#include "clv-worksheet.h"
#include "clv-tag-scan.h"

#define CONTENT "content.xml"
#define TEXT_MAX (1024 * 1024)
#define SHEETS_MAX 4096

typedef enum
{
  NAME_CELL,
  NAME_P,
  NAME_ROW,
  NAME_COVERED,
  NAME_TABLE,
  NAME_S,
  NAME_TAB,
  NAME_BREAK,
  NAME_ANNOTATION,
  NAME_SHAPES,
} ContentName;

static const char * const content_names[] = {
  "table-cell", "p", "table-row", "covered-table-cell", "table", "s", "tab", "line-break",
  "annotation", "shapes", NULL
};

typedef enum
{
  CELL_TEXT,
  CELL_NUMBER,
  CELL_DATE,
  CELL_TIME,
  CELL_BOOLEAN
} CellType;

/* Reads the cells of one table of an OpenDocument spreadsheet. */
typedef struct
{
  ClvWorksheet *sheet;
  guint wanted;        /* which table */
  guint n_tables;      /* that have begun */
  guint depth;         /* of tables in tables */
  gboolean in_sheet;   /* directly, in no table inside it */
  guint aside;         /* depth in notes and drawings, whose text is no cell's */
  guint64 row;
  guint64 n_rows;      /* that the current row repeats */
  guint column;
  gboolean in_row;
  gboolean in_cell;
  gboolean in_paragraph;
  guint n_paragraphs;
  CellType type;
  guint n_columns;     /* that the current cell repeats */
  GString *value;      /* of an attribute */
  GString *text;       /* of the paragraphs */
} OdsReader;

static void
reader_free (gpointer data)
{
  OdsReader *self = data;

  g_string_free (self->value, TRUE);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static void
take_type (OdsReader *self,
           ClvXml    *xml)
{
  static const struct
  {
    const char *type;
    CellType cell;
    const char *attribute;
  } types[] = {
    { "float", CELL_NUMBER, "value" },
    { "currency", CELL_NUMBER, "value" },
    { "percentage", CELL_NUMBER, "value" },
    { "date", CELL_DATE, "date-value" },
    { "time", CELL_TIME, "time-value" },
    { "boolean", CELL_BOOLEAN, "boolean-value" },
    { "string", CELL_TEXT, "string-value" },
  };
  ClvXmlValue type = clv_xml_get (xml, "value-type");

  self->type = CELL_TEXT;
  for (guint i = 0; type.text != NULL && i < G_N_ELEMENTS (types); i++)
    {
      ClvXmlValue value;

      if (!clv_xml_value_is (type, types[i].type))
        continue;
      value = clv_xml_get (xml, types[i].attribute);
      self->type = types[i].cell;
      if (value.text != NULL)
        g_string_append_len (self->value, value.text, (gssize) MIN (value.length, TEXT_MAX));
      return;
    }
}

static void
begin_cell (OdsReader *self,
            ClvXml    *xml)
{
  guint64 rows = clv_xml_value_to_number (clv_xml_get (xml, "number-rows-spanned"), 10000, 1);
  guint64 columns = clv_xml_value_to_number (clv_xml_get (xml, "number-columns-spanned"),
                                             CLV_SHEET_COLUMNS_MAX, 1);
  guint64 n = clv_xml_value_to_number (clv_xml_get (xml, "number-columns-repeated"),
                                       CLV_SHEET_COLUMNS_MAX, 1);

  self->in_cell = TRUE;
  self->n_columns = (guint) MAX (n, 1);
  self->n_paragraphs = 0;
  g_string_truncate (self->value, 0);
  g_string_truncate (self->text, 0);
  take_type (self, xml);
  if (rows > 1 || columns > 1)
    {
      ClvSheetMerge merge = { self->row, self->column, (guint) MAX (rows, 1),
                              (guint) MAX (columns, 1) };

      clv_sheet_text_add_merge (self->sheet->text, &merge);
    }
}

static void
begin_row (OdsReader *self,
           ClvXml    *xml)
{
  self->n_rows = MAX (1, clv_xml_value_to_number (clv_xml_get (xml, "number-rows-repeated"),
                                                  CLV_SHEET_ROWS_MAX, 1));
  self->column = 0;
  self->in_row = TRUE;
}

/* A covered cell counts as a column; what it hides is not shown. */
static void
skip_cells (OdsReader *self,
            ClvXml    *xml)
{
  guint64 n = clv_xml_value_to_number (clv_xml_get (xml, "number-columns-repeated"),
                                       CLV_SHEET_COLUMNS_MAX, 1);

  self->column = (guint) MIN (self->column + MAX (n, 1), CLV_SHEET_COLUMNS_MAX);
}

static void
append_blanks (OdsReader *self,
               guint64    n)
{
  for (guint64 i = 0; i < n && self->text->len < TEXT_MAX; i++)
    g_string_append_c (self->text, ' ');
}

static void
start_cb (ClvXml  *xml,
          int      name,
          gpointer user_data)
{
  OdsReader *self = user_data;

  if (name == NAME_TABLE)
    {
      if (self->depth == 0)
        self->in_sheet = self->n_tables++ == self->wanted;
      self->depth++;
    }
  if (name < 0 || !self->in_sheet || self->depth != 1)
    return;

  if (name == NAME_ANNOTATION || name == NAME_SHAPES)
    self->aside++;
  if (self->aside > 0)
    return;

  if (name == NAME_CELL && self->in_row)
    begin_cell (self, xml);
  else if (name == NAME_ROW)
    begin_row (self, xml);
  else if (name == NAME_COVERED && self->in_row)
    skip_cells (self, xml);
  else if (name == NAME_P && self->in_cell)
    {
      append_blanks (self, self->n_paragraphs > 0);
      self->n_paragraphs++;
      self->in_paragraph = TRUE;
    }
  else if (self->in_paragraph && name == NAME_S)
    append_blanks (self, clv_xml_value_to_number (clv_xml_get (xml, "c"), TEXT_MAX, 1));
  else if (self->in_paragraph && (name == NAME_TAB || name == NAME_BREAK))
    append_blanks (self, 1);
}

static void
text_cb (ClvXml     *xml,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  OdsReader *self = user_data;

  if (self->in_paragraph && self->aside == 0 && self->depth == 1
      && self->text->len + length <= TEXT_MAX)
    g_string_append_len (self->text, bytes, (gssize) length);
}

static void
append_value (OdsReader *self,
              GString   *out)
{
  GString *value = self->value;

  if (self->type == CELL_NUMBER && value->len > 0)
    {
      clv_sheet_append_number (out, value->str);
      if (clv_sheet_number_is_long (value->str, value->len))
        clv_sheet_notice_add (&self->sheet->long_numbers, self->row, self->column);
    }
  else if (self->type == CELL_DATE && value->len > 0)
    clv_sheet_append_iso (out, value->str, value->len);
  else if (self->type == CELL_BOOLEAN && value->len > 0)
    g_string_append (out, g_str_equal (value->str, "true") ? "TRUE" : "FALSE");
  else if (self->type != CELL_TIME
           || !clv_sheet_append_duration (out, value->str, value->len))
    {
      const GString *shown = self->text->len > 0 ? self->text : value;

      clv_sheet_append_text (out, shown->str, shown->len);
    }
}

static void
end_cell (OdsReader *self)
{
  if (self->column < CLV_SHEET_COLUMNS_MAX)
    {
      GString *out = clv_sheet_text_begin_cell (self->sheet->text, self->column);

      append_value (self, out);
      clv_sheet_text_end_cell (self->sheet->text, self->n_columns, self->type != CELL_TEXT);
    }
  self->column = MIN (self->column + self->n_columns, CLV_SHEET_COLUMNS_MAX);
  self->in_cell = FALSE;
  self->in_paragraph = FALSE;
}

static void
end_cb (ClvXml  *xml,
        int      name,
        gpointer user_data)
{
  OdsReader *self = user_data;

  if (name == NAME_TABLE && self->depth > 0)
    {
      self->depth--;
      if (self->depth == 0 && self->in_sheet)
        {
          self->in_sheet = FALSE;
          self->sheet->is_done = TRUE;
          clv_sheet_text_finish (self->sheet->text);
        }
      return;
    }
  if (name < 0 || !self->in_sheet || self->depth != 1)
    return;

  if (name == NAME_ANNOTATION || name == NAME_SHAPES)
    self->aside -= self->aside > 0;
  else if (self->aside > 0)
    return;
  else if (name == NAME_P)
    self->in_paragraph = FALSE;
  else if (name == NAME_CELL && self->in_cell)
    end_cell (self);
  else if (name == NAME_ROW && self->in_row)
    {
      clv_sheet_text_end_row (self->sheet->text, self->row, self->n_rows);
      self->row = MIN (self->row + self->n_rows, CLV_SHEET_ROWS_MAX);
      self->in_row = FALSE;
    }
}

/*
 * clv_ods_open:
 * @path: an OpenDocument spreadsheet
 * @members: its files
 * @part: one of its sheets
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Opens a sheet. The sheets before it are in the same stream and are passed over.
 */
ClvWorksheet *
clv_ods_open (const char     *path,
              GPtrArray      *members,
              const ClvPart  *part,
              GError        **error)
{
  static const ClvXmlHandler handler = { content_names, start_cb, end_cb, text_cb };
  g_autoptr(ClvWorksheet) self = g_new0 (ClvWorksheet, 1);
  OdsReader *reader = g_new0 (OdsReader, 1);

  self->path = g_strdup (path);
  self->reader = reader;
  self->free_reader = reader_free;
  reader->sheet = self;
  reader->wanted = part->index;
  reader->value = g_string_new (NULL);
  reader->text = g_string_new (NULL);

  self->unpacker = clv_unpacker_new_for_member (path, CONTENT, error);
  if (self->unpacker == NULL)
    return NULL;
  self->text = clv_sheet_text_new (NULL, NULL);
  self->xml = clv_xml_new (path, &handler, reader);

  return g_steal_pointer (&self);
}

static void
take_name_cb (ClvXml  *xml,
              int      name,
              gpointer user_data)
{
  char **text = user_data;
  ClvXmlValue value = clv_xml_get (xml, "v");

  *text = g_utf8_make_valid (value.text != NULL ? value.text : "", (gssize) value.length);
}

static void
ignore_end_cb (ClvXml  *xml,
               int      name,
               gpointer user_data)
{
}

/* An attribute's value with its entities replaced. */
static char *
decode_value (const char *path,
              const char *value)
{
  static const char * const names[] = { NULL };
  static const ClvXmlHandler handler = { names, take_name_cb, ignore_end_cb, NULL };
  char *text = NULL;
  g_autoptr(ClvXml) xml = clv_xml_new (path, &handler, &text);
  g_autofree char *document = g_strdup_printf (strchr (value, '"') == NULL ? "<x v=\"%s\"/>"
                                               : "<x v='%s'/>", value);

  if (!clv_xml_feed (xml, document, strlen (document), NULL) || !clv_xml_end (xml, NULL)
      || text == NULL)
    {
      g_free (text);
      return g_utf8_make_valid (value, -1);
    }

  return text;
}

typedef struct
{
  const char *path;
  GPtrArray *parts;
  ClvPart *part;
  guint n_tables;
  guint depth;
  gint64 n_repeated;
  gboolean is_filled;
} SheetCount;

static void
begin_table (SheetCount   *self,
             const ClvTag *tag)
{
  g_autofree char *value = clv_tag_dup_attribute (tag, "name");
  g_autofree char *name = NULL;

  if (self->depth++ > 0)
    return;

  name = value != NULL ? decode_value (self->path, value)
         : g_strdup_printf ("%u", self->n_tables + 1);
  self->part = clv_part_new (name);
  self->part->index = self->n_tables++;
  self->part->n_rows = 0;
  g_ptr_array_add (self->parts, self->part);
}

static gint64
get_repeated (const ClvTag *tag)
{
  g_autofree char *value = clv_tag_dup_attribute (tag, "number-rows-repeated");
  gint64 n = value != NULL ? g_ascii_strtoll (value, NULL, 10) : 1;

  return CLAMP (n, 1, CLV_SHEET_ROWS_MAX);
}

static gboolean
count_cb (const ClvTag *tag,
          gpointer      user_data)
{
  SheetCount *self = user_data;

  if (clv_tag_is (tag, "table"))
    {
      if (!tag->is_close && !tag->is_empty)
        begin_table (self, tag);
      else if (tag->is_close && self->depth > 0)
        self->depth--;
      return self->n_tables < SHEETS_MAX;
    }
  if (self->depth != 1)
    return TRUE;

  if (clv_tag_is (tag, "table-row"))
    {
      if (tag->is_close && self->is_filled)
        self->part->n_rows = MIN (self->part->n_rows + self->n_repeated, CLV_SHEET_ROWS_MAX);
      self->n_repeated = tag->is_close ? 1 : get_repeated (tag);
      self->is_filled = FALSE;
    }
  else if (!self->is_filled)
    self->is_filled = clv_tag_is (tag, "p")
                      || (clv_tag_is (tag, "table-cell")
                          && clv_tag_has_attribute (tag, "value-type"));

  return TRUE;
}

/*
 * clv_ods_list:
 *
 * Adds the sheets to @parts in the order of their tabs, with their rows, since
 * all are in one stream anyway.
 */
gboolean
clv_ods_list (const char  *path,
              GPtrArray   *members,
              GPtrArray   *parts,
              GError     **error)
{
  SheetCount count = { path, parts, NULL, 0, 0, 1, FALSE };
  gboolean is_readable = FALSE;

  if (!clv_tag_scan (path, CONTENT, count_cb, &count, &is_readable, error))
    return FALSE;
  if (parts->len == 0)
    {
      clv_archive_set_damaged (error, path);
      return FALSE;
    }

  return TRUE;
}
