/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <xlsxwriter.h>

#include "clv-export-writer.h"
#include "clv-money.h"

#define XLSX_MAX_ROWS 1048576
#define XLSX_MAX_TEXT 32767

struct _ClvExportWriter
{
  ClvExportFormat format;
  FILE *file;                 /* CSV */
  lxw_workbook *workbook;     /* XLSX; closing it also frees it */
  lxw_worksheet *worksheet;
  guint64 row;
  guint16 column;
  char *path;
  char *failure;              /* (nullable): the first thing that went wrong */
};

static gboolean
is_plain_number (const char *text)
{
  const char *p = text + (*text == '-');
  gboolean has_point = FALSE;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; *p != '\0'; p++)
    {
      if (*p == '.' && !has_point && g_ascii_isdigit (p[1]))
        has_point = TRUE;
      else if (!g_ascii_isdigit (*p))
        return FALSE;
    }

  return TRUE;
}

/* What stands before a formula without being seen: blanks of any script, line
 * ends, zero-width signs. Tab and carriage return count by themselves. */
static gboolean
is_skipped (gunichar c)
{
  if (c >= (gunichar) -2)
    return FALSE;

  return (g_unichar_isspace (c) && c != '\t' && c != '\r')
         || g_unichar_type (c) == G_UNICODE_FORMAT;
}

/**
 * clv_export_quote:
 * @text: a cell
 *
 * A spreadsheet evaluates a cell that begins with one of = + - @, a tab or a
 * carriage return, some also after blanks of any kind and in full-width forms.
 * Such a text gets one leading quote; a plain number such as -12.50 does not.
 *
 * Returns: (transfer full): @text, quoted where needed
 */
char *
clv_export_quote (const char *text)
{
  const char *p = text;
  gunichar first = g_utf8_get_char_validated (p, -1);

  while (is_skipped (first))
    {
      p = g_utf8_next_char (p);
      first = g_utf8_get_char_validated (p, -1);
    }

  switch (first)
    {
    case '\t':
    case '\r':
    case '=':
    case '+':
    case '-':
    case '@':
    case 0xFF1D: /* full-width forms */
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
      return is_plain_number (text) ? g_strdup (text) : g_strconcat ("'", text, NULL);

    default:
      return g_strdup (text);
    }
}

/**
 * clv_export_writer_new:
 * @path: where to write; an existing file is overwritten
 * @format: CSV or XLSX
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the writer
 */
ClvExportWriter *
clv_export_writer_new (const char       *path,
                       ClvExportFormat   format,
                       GError          **error)
{
  g_autoptr(ClvExportWriter) self = g_new0 (ClvExportWriter, 1);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };

  self->format = format;
  self->path = g_strdup (path);
  /* The spreadsheet library opens its file at the end and then says little. */
  self->file = g_fopen (path, "wbe");
  if (format == CLV_EXPORT_XLSX && self->file != NULL)
    {
      fclose (g_steal_pointer (&self->file));
      self->workbook = workbook_new_opt (path, &options);
      if (self->workbook != NULL)
        self->worksheet = workbook_add_worksheet (self->workbook, "Perennial");
    }

  if (self->file == NULL && self->worksheet == NULL)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY,
                   _("The file “%s” cannot be written: %s. Nothing was exported. Choose a "
                     "folder that may be written."), path, g_strerror (errno));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
clv_export_writer_free (ClvExportWriter *self)
{
  if (self->file != NULL)
    fclose (self->file);
  if (self->workbook != NULL)
    lxw_workbook_free (self->workbook);
  g_free (self->path);
  g_free (self->failure);
  g_free (self);
}

static void
fail (ClvExportWriter *self,
      const char      *why)
{
  if (self->failure == NULL)
    self->failure = g_strdup (why);
}

static void
put_csv (ClvExportWriter *self,
         const char      *text)
{
  gboolean is_quoted = strpbrk (text, ",\"\r\n") != NULL;

  if (self->column > 0)
    putc (',', self->file);
  if (is_quoted)
    putc ('"', self->file);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        putc ('"', self->file);
      putc (*p, self->file);
    }
  if (is_quoted)
    putc ('"', self->file);
}

/**
 * clv_export_writer_add_text:
 * @self: a writer
 * @text: (nullable): a cell; %NULL leaves it empty
 *
 * Adds a text cell, quoted by clv_export_quote().
 */
void
clv_export_writer_add_text (ClvExportWriter *self,
                            const char      *text)
{
  g_autofree char *quoted = clv_export_quote (text != NULL ? text : "");

  if (self->format == CLV_EXPORT_CSV)
    put_csv (self, quoted);
  else if (strlen (quoted) > XLSX_MAX_TEXT)
    fail (self, _("a text is longer than a spreadsheet cell can hold"));
  else if (*quoted != '\0'
           && worksheet_write_string (self->worksheet, (lxw_row_t) self->row, self->column,
                                      quoted, NULL) != LXW_NO_ERROR)
    fail (self, _("the spreadsheet takes no more cells"));
  self->column++;
}

/**
 * clv_export_writer_add_number:
 * @self: a writer
 * @value: a number; one that is not finite leaves the cell empty
 *
 * Adds a number in as few digits as give the same number back.
 */
void
clv_export_writer_add_number (ClvExportWriter *self,
                              double           value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (self->format == CLV_EXPORT_CSV)
    {
      if (isfinite (value))
        {
          g_ascii_formatd (text, sizeof text, "%.15g", value);
          if (g_ascii_strtod (text, NULL) < value || g_ascii_strtod (text, NULL) > value)
            g_ascii_dtostr (text, sizeof text, value);
        }
      put_csv (self, text);
    }
  else if (isfinite (value)
           && worksheet_write_number (self->worksheet, (lxw_row_t) self->row, self->column,
                                      value, NULL) != LXW_NO_ERROR)
    fail (self, _("the spreadsheet takes no more cells"));
  self->column++;
}

/**
 * clv_export_writer_add_money:
 * @self: a writer
 * @minor: minor units
 * @currency: ISO code
 *
 * Adds an amount in major units, exactly.
 */
void
clv_export_writer_add_money (ClvExportWriter *self,
                             gint64           minor,
                             const char      *currency)
{
  g_autofree char *text = clv_money_to_machine (minor, currency);

  if (self->format == CLV_EXPORT_CSV)
    {
      put_csv (self, text);
      self->column++;
    }
  else
    clv_export_writer_add_number (self, g_ascii_strtod (text, NULL));
}

void
clv_export_writer_end_row (ClvExportWriter *self)
{
  if (self->format == CLV_EXPORT_CSV)
    putc ('\n', self->file);
  self->row++;
  self->column = 0;
  if (self->format == CLV_EXPORT_XLSX && self->row >= XLSX_MAX_ROWS)
    fail (self, _("a spreadsheet holds no more than 1,048,576 rows; export CSV instead"));
}

/**
 * clv_export_writer_finish:
 * @self: a writer
 * @error: return location
 *
 * Closes the file.
 *
 * Returns: whether every cell is in it
 */
gboolean
clv_export_writer_finish (ClvExportWriter  *self,
                          GError          **error)
{
  if (self->file != NULL)
    {
      if (ferror (self->file) != 0 || fflush (self->file) != 0)
        fail (self, g_strerror (errno));
      if (fclose (g_steal_pointer (&self->file)) != 0)
        fail (self, g_strerror (errno));
    }
  if (self->workbook != NULL)
    {
      lxw_error status = workbook_close (g_steal_pointer (&self->workbook));

      if (status != LXW_NO_ERROR)
        fail (self, lxw_strerror (status));
      else if (clv_sheet_count_rows (self->path) != self->row)
        fail (self, _("not every row found room in the folder for temporary files"));
    }

  if (self->failure != NULL)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FULL,
                   _("The export could not be written: %s. No file was left behind."),
                   self->failure);
      return FALSE;
    }

  return TRUE;
}
