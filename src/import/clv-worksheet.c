/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

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
