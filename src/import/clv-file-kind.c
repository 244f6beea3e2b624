/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-file-kind.h"

typedef struct
{
  const char *bytes;
  gsize size;
  const char *what;   /* fits "This is …" */
  const char *repair;
} FileMagic;

#define EXPORT_CSV N_("Export the table as CSV text and open that file.")
#define SAVE_AS_CSV N_("Save the sheet as CSV in a spreadsheet program and open that file.")
#define UNPACK N_("Unpack it and open the CSV file inside.")

static const FileMagic magics[] = {
  { "\x89PNG\r\n", 6, N_("a PNG picture"), EXPORT_CSV },
  { "\xff\xd8\xff", 3, N_("a JPEG picture"), EXPORT_CSV },
  { "GIF8", 4, N_("a GIF picture"), EXPORT_CSV },
  { "%PDF-", 5, N_("a PDF document"), EXPORT_CSV },
  { "PK\003\004", 4, N_("a ZIP archive or an Excel or OpenDocument file"), SAVE_AS_CSV },
  { "PK\005\006", 4, N_("an empty ZIP archive"), EXPORT_CSV },
  { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, N_("an old Excel or Word file"), SAVE_AS_CSV },
  { "SQLite format 3", 16, N_("an SQLite database"), EXPORT_CSV },
  { "\x1f\x8b", 2, N_("a gzip archive"), UNPACK },
  { "7z\xbc\xaf\x27\x1c", 6, N_("a 7-Zip archive"), UNPACK },
  { "Rar!\x1a\x07", 6, N_("a RAR archive"), UNPACK },
  { "\xfd" "7zXZ", 5, N_("an xz archive"), UNPACK },
  { "BZh", 3, N_("a bzip2 archive"), UNPACK },
  { "\x28\xb5\x2f\xfd", 4, N_("a Zstandard archive"), UNPACK },
  { "PAR1", 4, N_("a Parquet file"), EXPORT_CSV },
  { "\x7f" "ELF", 4, N_("a program"), EXPORT_CSV },
  { "{\\rtf", 5, N_("a formatted text document"), EXPORT_CSV },
};

static const FileMagic texts[] = {
  { "<!doctype html", 14, N_("a web page"), SAVE_AS_CSV },
  { "<html", 5, N_("a web page"), SAVE_AS_CSV },
  { "<table", 6, N_("a web page"), SAVE_AS_CSV },
  { "<?xml", 5, N_("an XML document"), SAVE_AS_CSV },
  { "{\"", 2, N_("a JSON document"), EXPORT_CSV },
  { "{\n", 2, N_("a JSON document"), EXPORT_CSV },
  { "[{", 2, N_("a JSON document"), EXPORT_CSV },
};

static void
set_wrong_kind (GError     **error,
                const char  *path,
                const char  *what,
                const char  *repair)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
               _("“%s” is %s, not a text table. Nothing was imported. %s"),
               name, _(what), _(repair));
}

static gboolean
begins_with (const char *head,
             gsize       size,
             const char *text,
             gsize       length)
{
  return size >= length && g_ascii_strncasecmp (head, text, length) == 0;
}

/* Bytes that no text has. UTF-16 is full of NUL bytes, on one side of each pair. */
static gboolean
is_binary (const guchar *head,
           gsize         size)
{
  gsize n_nul[2] = { 0, 0 };
  gsize n_control = 0;
  gboolean is_wide = size >= 2 && ((head[0] == 0xff && head[1] == 0xfe)
                                   || (head[0] == 0xfe && head[1] == 0xff));

  if (is_wide)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      n_nul[i & 1] += head[i] == 0;
      n_control += head[i] != 0 && head[i] < 0x20 && strchr ("\t\n\v\f\r\x1a\x1b", head[i]) == NULL;
    }

  return n_control > 16 && n_control * 20 > size - n_nul[0] - n_nul[1];
}

/*
 * clv_file_kind_check:
 * @path: the file's name, for the message
 * @head: its first bytes
 * @size: how many
 * @error: return location, %CLV_IMPORT_ERROR_WRONG_KIND
 *
 * Refuses what is no text table, naming what it is.
 */
gboolean
clv_file_kind_check (const char     *path,
                     gconstpointer   head,
                     gsize           size,
                     GError        **error)
{
  const char *text = head;

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (size >= magics[i].size && memcmp (head, magics[i].bytes, magics[i].size) == 0)
        {
          set_wrong_kind (error, path, magics[i].what, magics[i].repair);
          return FALSE;
        }
    }

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }
  while (size > 0 && (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r'))
    {
      text++;
      size--;
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (begins_with (text, size, texts[i].bytes, texts[i].size))
        {
          set_wrong_kind (error, path, texts[i].what, texts[i].repair);
          return FALSE;
        }
    }

  if (is_binary ((const guchar *) text, size))
    {
      set_wrong_kind (error, path, N_("a binary file"), EXPORT_CSV);
      return FALSE;
    }

  return TRUE;
}
