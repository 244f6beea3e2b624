/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-xlsx-book.h"

#define STRINGS_SIZE_MAX (512u << 20)
#define STYLES_MAX 65536
#define CHUNK_SIZE (16 * 1024)
#define SHEETS_MAX 4096

static void
sheet_free (gpointer data)
{
  ClvXlsxSheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet->relation);
  g_free (sheet->member);
  g_free (sheet);
}

static char *
dup_value (ClvXmlValue value)
{
  return value.text != NULL ? g_utf8_make_valid (value.text, (gssize) value.length) : NULL;
}

static gboolean
ends_with (ClvXmlValue  value,
           const char  *text)
{
  gsize length = strlen (text);

  return value.text != NULL && value.length >= length
         && memcmp (value.text + value.length - length, text, length) == 0;
}

/* A target beside @base, or from the root where it begins with a slash, without
 * "." and ".."; NULL where it is not in the archive. */
static char *
resolve (const ClvXlsxBook *self,
         const char        *base,
         ClvXmlValue        target)
{
  g_autofree char *text = dup_value (target);
  g_autofree char *folder = g_path_get_dirname (base);
  g_autofree char *joined = NULL;
  g_autofree char *full = NULL;

  if (text == NULL)
    return NULL;

  joined = *text == '/' ? g_strdup (text) : g_strconcat ("/", folder, "/", text, NULL);
  full = g_canonicalize_filename (joined, "/");
  if (clv_archive_find (self->members, full + 1) == NULL)
    return NULL;

  return g_strdup (full + 1);
}

static void
ignore_end_cb (ClvXml  *xml,
               int      name,
               gpointer user_data)
{
}

static const char * const relation_names[] = { "Relationship", NULL };

static void
take_root_cb (ClvXml  *xml,
              int      name,
              gpointer user_data)
{
  ClvXlsxBook *self = user_data;

  if (name == 0 && self->workbook == NULL
      && ends_with (clv_xml_get (xml, "Type"), "/officeDocument"))
    self->workbook = resolve (self, "x", clv_xml_get (xml, "Target"));
}

static void
take_relation_cb (ClvXml  *xml,
                  int      name,
                  gpointer user_data)
{
  ClvXlsxBook *self = user_data;
  ClvXmlValue type = clv_xml_get (xml, "Type");
  ClvXmlValue id = clv_xml_get (xml, "Id");
  ClvXmlValue target = clv_xml_get (xml, "Target");

  if (name != 0)
    return;

  if (ends_with (type, "/sharedStrings") && self->strings_member == NULL)
    self->strings_member = resolve (self, self->workbook, target);
  else if (ends_with (type, "/styles") && self->styles_member == NULL)
    self->styles_member = resolve (self, self->workbook, target);
  else if (ends_with (type, "/worksheet"))
    {
      for (guint i = 0; i < self->sheets->len; i++)
        {
          ClvXlsxSheet *sheet = g_ptr_array_index (self->sheets, i);

          if (sheet->member == NULL && sheet->relation != NULL
              && clv_xml_value_is (id, sheet->relation))
            sheet->member = resolve (self, self->workbook, target);
        }
    }
}

static const char * const book_names[] = { "sheet", "workbookPr", NULL };

static void
take_book_cb (ClvXml  *xml,
              int      name,
              gpointer user_data)
{
  ClvXlsxBook *self = user_data;

  if (name == 0 && self->sheets->len < SHEETS_MAX)
    {
      ClvXlsxSheet *sheet = g_new0 (ClvXlsxSheet, 1);
      ClvXmlValue state = clv_xml_get (xml, "state");

      sheet->name = dup_value (clv_xml_get (xml, "name"));
      sheet->relation = dup_value (clv_xml_get (xml, "id"));
      if (sheet->name == NULL)
        sheet->name = g_strdup_printf ("%u", self->sheets->len + 1);
      sheet->is_hidden = clv_xml_value_is (state, "hidden")
                         || clv_xml_value_is (state, "veryHidden");
      g_ptr_array_add (self->sheets, sheet);
    }
  else if (name == 1)
    {
      ClvXmlValue value = clv_xml_get (xml, "date1904");

      self->is_1904 = clv_xml_value_is (value, "1") || clv_xml_value_is (value, "true");
    }
}

/* Where the relations of a member are: beside it, in a folder of their own. */
static char *
relations_of (const char *member)
{
  g_autofree char *folder = g_path_get_dirname (member);
  g_autofree char *base = g_path_get_basename (member);

  return g_strdup_printf ("%s/_rels/%s.rels", folder, base);
}

static gboolean
read_relations (ClvXlsxBook  *self,
                const char   *member,
                void (*take)(ClvXml *, int, gpointer),
                GError      **error)
{
  ClvXmlHandler handler = { relation_names, take, ignore_end_cb, NULL };

  return clv_archive_find (self->members, member) == NULL
         || clv_xml_read_member (self->path, member, &handler, self, error);
}

/* The shared strings, as far as they have not been loaded. Programs number them in
 * the order in which the cells need them, so that who looks at the begin of a sheet
 * loads few. */
typedef struct _ClvXlsxStrings
{
  ClvXlsxBook *book;
  ClvUnpacker *unpacker;
  ClvXml *xml;
  GString *text;
  char *chunk;
  gboolean in_phonetic;
  gboolean is_wanted;
} StringReader;

static void
strings_free (StringReader *self)
{
  if (self == NULL)
    return;

  clv_xml_free (self->xml);
  clv_unpacker_free (self->unpacker);
  g_string_free (self->text, TRUE);
  g_free (self->chunk);
  g_free (self);
}

/*
 * clv_xlsx_book_free:
 */
void
clv_xlsx_book_free (ClvXlsxBook *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->sheets);
  g_free (self->workbook);
  g_free (self->strings_member);
  g_free (self->styles_member);
  g_array_unref (self->formats);
  g_string_free (self->strings, TRUE);
  g_array_unref (self->string_ends);
  g_clear_pointer (&self->source, strings_free);
  g_free (self);
}

/*
 * clv_xlsx_book_new:
 * @path: an Office Open XML workbook
 * @members: its files
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Reads the list of sheets.
 */
ClvXlsxBook *
clv_xlsx_book_new (const char  *path,
                   GPtrArray   *members,
                   GError     **error)
{
  static const ClvXmlHandler handler = { book_names, take_book_cb, ignore_end_cb, NULL };
  g_autoptr(ClvXlsxBook) self = g_new0 (ClvXlsxBook, 1);
  g_autofree char *relations = NULL;

  self->path = g_strdup (path);
  self->members = g_ptr_array_ref (members);
  self->sheets = g_ptr_array_new_with_free_func (sheet_free);
  self->formats = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->strings = g_string_new (NULL);
  self->string_ends = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!read_relations (self, "_rels/.rels", take_root_cb, error))
    return NULL;
  if (self->workbook == NULL)
    self->workbook = g_strdup ("xl/workbook.xml");
  relations = relations_of (self->workbook);
  if (!clv_xml_read_member (path, self->workbook, &handler, self, error)
      || !read_relations (self, relations, take_relation_cb, error))
    return NULL;

  return g_steal_pointer (&self);
}

typedef enum
{
  NAME_CELL_XFS,
  NAME_XF,
  NAME_NUM_FMT
} StyleName;

static const char * const style_names[] = { "cellXfs", "xf", "numFmt", NULL };

typedef struct
{
  ClvXlsxBook *book;
  GHashTable *kinds;     /* id of a number format of the book's own → kind */
  gboolean in_cells;
} StyleReader;

static void
style_start_cb (ClvXml  *xml,
                int      name,
                gpointer user_data)
{
  StyleReader *self = user_data;
  guint id = (guint) clv_xml_value_to_number (clv_xml_get (xml, "numFmtId"), G_MAXINT, 0);

  if (name == NAME_NUM_FMT)
    {
      ClvXmlValue code = clv_xml_get (xml, "formatCode");

      if (code.text != NULL && g_hash_table_size (self->kinds) < STYLES_MAX)
        g_hash_table_insert (self->kinds, GUINT_TO_POINTER (id),
                             GUINT_TO_POINTER (clv_format_kind_from_code (code.text,
                                                                          code.length)));
    }
  else if (name == NAME_CELL_XFS)
    self->in_cells = TRUE;
  else if (name == NAME_XF && self->in_cells && self->book->formats->len < STYLES_MAX)
    {
      gpointer found = NULL;
      gboolean is_own = g_hash_table_lookup_extended (self->kinds, GUINT_TO_POINTER (id), NULL,
                                                      &found);
      guint8 kind = (guint8) (is_own ? GPOINTER_TO_UINT (found) : clv_format_kind_from_id (id));

      g_array_append_val (self->book->formats, kind);
    }
}

static void
style_end_cb (ClvXml  *xml,
              int      name,
              gpointer user_data)
{
  StyleReader *self = user_data;

  if (name == NAME_CELL_XFS)
    self->in_cells = FALSE;
}

static gboolean
load_styles (ClvXlsxBook  *self,
             GError      **error)
{
  static const ClvXmlHandler handler = { style_names, style_start_cb, style_end_cb, NULL };
  g_autoptr(GHashTable) kinds = g_hash_table_new (NULL, NULL);
  StyleReader reader = { self, kinds, FALSE };

  return self->styles_member == NULL
         || clv_xml_read_member (self->path, self->styles_member, &handler, &reader, error);
}

typedef enum
{
  NAME_T,
  NAME_SI,
  NAME_RPH,
  NAME_SST
} StringName;

static const char * const string_names[] = { "t", "si", "rPh", "sst", NULL };

static void
string_start_cb (ClvXml  *xml,
                 int      name,
                 gpointer user_data)
{
  StringReader *self = user_data;

  if (name == NAME_SI)
    g_string_truncate (self->text, 0);
  else if (name == NAME_RPH)
    self->in_phonetic = TRUE;
  else if (name == NAME_T)
    self->is_wanted = !self->in_phonetic;
}

static void
string_text_cb (ClvXml     *xml,
                const char *bytes,
                gsize       length,
                gpointer    user_data)
{
  StringReader *self = user_data;

  if (self->is_wanted && self->text->len + length <= CLV_XLSX_TEXT_MAX)
    g_string_append_len (self->text, bytes, (gssize) length);
}

static void
string_end_cb (ClvXml  *xml,
               int      name,
               gpointer user_data)
{
  StringReader *self = user_data;
  ClvXlsxBook *book = self->book;

  if (name == NAME_RPH)
    self->in_phonetic = FALSE;
  else if (name == NAME_T)
    self->is_wanted = FALSE;
  else if (name == NAME_SI)
    {
      guint32 end;

      clv_xlsx_append_text (book->strings, self->text);
      end = (guint32) book->strings->len;
      g_array_append_val (book->string_ends, end);
      if (book->strings->len + book->string_ends->len * 4 > STRINGS_SIZE_MAX)
        {
          g_autofree char *display = g_filename_display_basename (book->path);

          clv_xml_fail (xml, g_error_new (CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                                          _("“%s” has more than 512 MiB of texts. Nothing was "
                                            "imported. Save the sheet as CSV and open that file."),
                                          display));
        }
    }
}

static gboolean
open_strings (ClvXlsxBook  *self,
              GError      **error)
{
  static const ClvXmlHandler handler = {
    string_names, string_start_cb, string_end_cb, string_text_cb
  };
  StringReader *reader;

  if (self->strings_member == NULL)
    return TRUE;

  reader = g_new0 (StringReader, 1);
  reader->book = self;
  reader->text = g_string_new (NULL);
  reader->chunk = g_malloc (CHUNK_SIZE);
  reader->xml = clv_xml_new (self->path, &handler, reader);
  reader->unpacker = clv_unpacker_new_for_member (self->path, self->strings_member, error);
  self->source = reader;

  return reader->unpacker != NULL;
}

/* Loads until there are @n strings, or all. */
static gboolean
load_strings (ClvXlsxBook  *self,
              guint64       n,
              GError      **error)
{
  while (self->source != NULL && self->string_ends->len < n)
    {
      StringReader *reader = self->source;
      gsize n_bytes = 0;

      if (!clv_unpacker_read (reader->unpacker, reader->chunk, CHUNK_SIZE, &n_bytes, error)
          || (n_bytes > 0 && !clv_xml_feed (reader->xml, reader->chunk, n_bytes, error))
          || (n_bytes == 0 && !clv_xml_end (reader->xml, error)))
        return FALSE;
      if (n_bytes == 0)
        g_clear_pointer (&self->source, strings_free);
    }

  return TRUE;
}

/*
 * clv_xlsx_book_load:
 *
 * Loads what is needed to read cells: number formats; shared strings follow when
 * they are asked for.
 */
gboolean
clv_xlsx_book_load (ClvXlsxBook  *self,
                    GError      **error)
{
  return load_styles (self, error) && open_strings (self, error);
}

/*
 * clv_xlsx_book_check:
 *
 * Loads what is left, so that damage in it is noticed.
 */
gboolean
clv_xlsx_book_check (ClvXlsxBook  *self,
                     GError      **error)
{
  return load_strings (self, G_MAXUINT64, error);
}

/*
 * clv_xlsx_book_get_string:
 * @number: which, in digits
 * @length: (out): in bytes
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer none) (nullable): a shared string, as a cell of
 *   comma-separated text, until the next is asked for
 */
const char *
clv_xlsx_book_get_string (ClvXlsxBook  *self,
                          const char   *number,
                          gsize        *length,
                          GError      **error)
{
  const guint32 *ends;
  guint64 index = 0;
  guint32 start;

  for (const char *at = number; *at != '\0'; at++)
    {
      if (!g_ascii_isdigit (*at) || index > G_MAXUINT32)
        {
          clv_archive_set_damaged (error, self->path);
          return NULL;
        }
      index = index * 10 + (guint64) (*at - '0');
    }
  if (index >= self->string_ends->len && !load_strings (self, index + 1, error))
    return NULL;
  if (index >= self->string_ends->len)
    {
      clv_archive_set_damaged (error, self->path);
      return NULL;
    }

  ends = (const guint32 *) (gconstpointer) self->string_ends->data;
  start = index == 0 ? 0 : ends[index - 1];
  *length = ends[index] - start;

  return self->strings->str + start;
}

/*
 * clv_xlsx_book_get_format:
 * @style: a cell's style
 *
 * What the style shows numbers as.
 */
ClvFormatKind
clv_xlsx_book_get_format (const ClvXlsxBook *self,
                          guint              style)
{
  if (style >= self->formats->len)
    return CLV_FORMAT_NUMBER;

  return (ClvFormatKind) g_array_index (self->formats, guint8, style);
}

/* _x000D_ stands for a character that XML cannot hold (ECMA-376 part 1,
 * 22.9.2.19); _x005F_ for an underline that would begin one. */
static void
unescape (GString *text)
{
  char *to = text->str;
  const char *at = text->str;
  const char *end = at + text->len;

  while (at < end)
    {
      if (end - at >= 7 && at[0] == '_' && at[1] == 'x' && at[6] == '_'
          && g_ascii_isxdigit (at[2]) && g_ascii_isxdigit (at[3]) && g_ascii_isxdigit (at[4])
          && g_ascii_isxdigit (at[5]))
        {
          gunichar c = (gunichar) (g_ascii_xdigit_value (at[2]) << 12
                                   | g_ascii_xdigit_value (at[3]) << 8
                                   | g_ascii_xdigit_value (at[4]) << 4
                                   | g_ascii_xdigit_value (at[5]));

          if (c != 0 && g_unichar_validate (c))
            to += g_unichar_to_utf8 (c, to);
          at += 7;
        }
      else
        *to++ = *at++;
    }
  g_string_truncate (text, (gsize) (to - text->str));
}

/*
 * clv_xlsx_append_text:
 * @text: a string of the workbook; is changed
 *
 * Appends it as a cell of comma-separated text.
 */
void
clv_xlsx_append_text (GString *out,
                      GString *text)
{
  if (strstr (text->str, "_x") != NULL)
    unescape (text);
  clv_sheet_append_text (out, text->str, text->len);
}
