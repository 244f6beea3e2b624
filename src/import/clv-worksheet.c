/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "clv-error.h"
#include "clv-worksheet.h"

/* The parser moves what is left of its buffer every 4 KiB, so larger chunks cost
 * more than they save. */
#define CHUNK_SIZE (16 * 1024)

/*
 * clv_worksheet_free:
 *
 * Closes the file.
 */
void
clv_worksheet_free (ClvWorksheet *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->xml, clv_xml_free);
  g_clear_pointer (&self->text, clv_sheet_text_free);
  g_clear_pointer (&self->unpacker, clv_unpacker_free);
  if (self->free_reader != NULL)
    self->free_reader (self->reader);
  g_free (self->chunk);
  g_free (self->path);
  g_free (self);
}

/*
 * clv_sheet_notice_add:
 *
 * Counts a cell.
 */
void
clv_sheet_notice_add (ClvSheetNotice *self,
                      guint64         row,
                      guint           column)
{
  if (self->n++ > 0)
    return;

  self->row = row;
  self->column = column;
}

/*
 * clv_sheet_number_is_long:
 * @text: a number with a point, ends with NUL
 *
 * Whether it is a whole number of 16 digits or more, of which spreadsheet programs
 * make the last ones zeros. What is longer than any id is none.
 */
gboolean
clv_sheet_number_is_long (const char *text,
                          gsize       length)
{
  double value;

  if (length < 16 && strchr (text, 'E') == NULL && strchr (text, 'e') == NULL)
    return FALSE;

  value = fabs (g_ascii_strtod (text, NULL));
  return value >= 1e15 && value < 1e25;
}

/* "BC12" */
static char *
dup_reference (const ClvSheetNotice *notice)
{
  GString *text = g_string_new (NULL);

  for (guint column = notice->column + 1; column > 0; column = (column - 1) / 26)
    g_string_prepend_c (text, (char) ('A' + (column - 1) % 26));
  g_string_append_printf (text, "%" PRIu64, notice->row + 1);

  return g_string_free (text, FALSE);
}

static void
add_warning (const ClvSheetNotice *notice,
             const char           *name,
             const char           *format,
             GPtrArray            *warnings)
{
  g_autofree char *count = g_strdup_printf ("%'" PRIu64, notice->n);
  g_autofree char *cell = dup_reference (notice);
  g_auto(GStrv) parts = g_strsplit (format, "%s", 4);

  /* Translations are checked to have as many places as the original. */
  if (g_strv_length (parts) == 4)
    g_ptr_array_add (warnings, g_strconcat (parts[0], count, parts[1], name, parts[2], cell,
                                            parts[3], NULL));
}

/*
 * clv_worksheet_add_warnings:
 * @path: of the file
 * @warnings: (element-type utf8): gets translated sentences
 *
 * Says which cells may not hold what their author saw.
 */
void
clv_worksheet_add_warnings (const ClvWorksheet *self,
                            const char         *path,
                            GPtrArray          *warnings)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (self->empty_formulas.n > 0)
    add_warning (&self->empty_formulas, name,
                 /* Translators: a number, a file, a cell such as D2 */
                 ngettext ("%s cell of “%s” has a formula that was never calculated and is empty "
                           "here: %s. Open the file in a spreadsheet program, save it and read it "
                           "again.",
                           "%s cells of “%s” have formulas that were never calculated and are "
                           "empty here, the first %s. Open the file in a spreadsheet program, "
                           "save it and read it again.", self->empty_formulas.n), warnings);
  if (self->long_numbers.n > 0)
    add_warning (&self->long_numbers, name,
                 /* Translators: a number, a file, a cell such as D2 */
                 ngettext ("%s cell of “%s” holds a whole number of 16 digits or more: %s. "
                           "Spreadsheets keep 15 digits, so an id may be wrong there. Format the "
                           "column as text before the ids come in.",
                           "%s cells of “%s” hold whole numbers of 16 digits or more, the first "
                           "%s. Spreadsheets keep 15 digits, so ids may be wrong there. Format "
                           "the column as text before the ids come in.", self->long_numbers.n),
                 warnings);
}

static void
set_too_long (ClvWorksheet  *self,
              GError       **error)
{
  g_autofree char *name = g_filename_display_basename (self->path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
               _("A row of “%s” is longer than 16 MiB. Nothing was imported. Check whether the "
                 "sheet is a table with one order a row."), name);
}

/* Unpacks and parses one chunk. To the end of the member even where the sheet
 * ended before, because only there its check sum is compared. */
static gboolean
read_chunk (ClvWorksheet  *self,
            GError       **error)
{
  gsize n = 0;

  if (self->chunk == NULL)
    self->chunk = g_malloc (CHUNK_SIZE);
  if (!clv_unpacker_read (self->unpacker, self->chunk, CHUNK_SIZE, &n, error))
    return FALSE;
  if (n == 0)
    {
      if (!self->is_done && !clv_xml_end (self->xml, error))
        return FALSE;
      self->at_end = TRUE;
      clv_sheet_text_finish (self->text);
    }
  else if (!self->is_done && !clv_xml_feed (self->xml, self->chunk, n, error))
    return FALSE;
  if (clv_sheet_text_is_too_long (self->text))
    {
      set_too_long (self, error);
      return FALSE;
    }

  return TRUE;
}

/*
 * clv_worksheet_read:
 * @bytes: where to write
 * @size: room there
 * @n_read: (out): bytes written; 0 at the end
 *
 * Reads on.
 */
gboolean
clv_worksheet_read (ClvWorksheet  *self,
                    char          *bytes,
                    gsize          size,
                    gsize         *n_read,
                    GError       **error)
{
  *n_read = clv_sheet_text_take (self->text, bytes, size);
  while (*n_read == 0 && !self->at_end)
    {
      if (!read_chunk (self, error))
        return FALSE;
      *n_read = clv_sheet_text_take (self->text, bytes, size);
    }

  return TRUE;
}
