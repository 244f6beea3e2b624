/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-nested.h"
#include "clv-part-stream.h"
#include "clv-worksheet.h"

struct _ClvPartStream
{
  ClvUnpacker *unpacker;   /* (nullable) */
  ClvWorksheet *sheet;         /* (nullable) */
  ClvNested *nested;       /* (nullable): the workbook, where it lies in an archive */
  char *head;              /* read, but not handed out */
  gsize head_start;
  gsize head_end;
};

static ClvPartStream *
open_nested (const char     *path,
             const ClvPart  *part,
             GError        **error)
{
  g_autoptr(ClvNested) nested = clv_nested_new (path, part->member, error);
  ClvPartStream *self = nested != NULL ? clv_part_stream_new (nested->path, part->inner, error)
                                       : NULL;

  if (self != NULL)
    self->nested = g_steal_pointer (&nested);

  return self;
}

/*
 * clv_part_stream_new:
 * @path: a packed file
 * @part: (nullable): the sheet or file inside; the only one where %NULL
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Opens what is inside.
 */
ClvPartStream *
clv_part_stream_new (const char  *path,
                     const char  *part,
                     GError     **error)
{
  g_autoptr(ClvPartStream) self = g_new0 (ClvPartStream, 1);
  g_autoptr(ClvPartList) list = clv_part_list_new (path, part != NULL ? 0 : 2, error);
  const ClvPart *chosen = NULL;

  if (list == NULL || !clv_part_list_choose (list, path, part, &chosen, NULL, error))
    return NULL;

  if (chosen != NULL && chosen->inner != NULL)
    return open_nested (path, chosen, error);
  if (list->container == CLV_CONTAINER_XLSX)
    self->sheet = clv_xlsx_open (path, list->members, chosen, error);
  else if (list->container == CLV_CONTAINER_ODS)
    self->sheet = clv_ods_open (path, list->members, chosen, error);
  else if (list->container == CLV_CONTAINER_ZIP)
    self->unpacker = clv_unpacker_new_for_member (path, chosen->member, error);
  else if (list->container == CLV_CONTAINER_GZIP)
    self->unpacker = clv_unpacker_new_for_gzip (path, error);
  else
    self->unpacker = clv_unpacker_new_for_filter (path, error);
  if (self->sheet == NULL && self->unpacker == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * clv_part_stream_free:
 *
 * Closes the file.
 */
void
clv_part_stream_free (ClvPartStream *self)
{
  if (self == NULL)
    return;

  clv_unpacker_free (self->unpacker);
  clv_worksheet_free (self->sheet);
  clv_nested_free (self->nested);
  g_free (self->head);
  g_free (self);
}

static gboolean
read_on (ClvPartStream  *self,
         char           *bytes,
         gsize           size,
         gsize          *n_read,
         GError        **error)
{
  if (self->sheet != NULL)
    return clv_worksheet_read (self->sheet, bytes, size, n_read, error);

  return clv_unpacker_read (self->unpacker, bytes, size, n_read, error);
}

/*
 * clv_part_stream_peek:
 * @size: at most so many bytes
 * @n_head: (out): how many there are; fewer only at the end
 *
 * The first bytes, which will be read all the same. To be called once, before
 * anything is read.
 */
const char *
clv_part_stream_peek (ClvPartStream  *self,
                      gsize           size,
                      gsize          *n_head,
                      GError        **error)
{
  gsize n = 1;

  self->head = g_malloc (size);
  while (self->head_end < size && n > 0)
    {
      if (!read_on (self, self->head + self->head_end, size - self->head_end, &n, error))
        return NULL;
      self->head_end += n;
    }
  *n_head = self->head_end;

  return self->head;
}

/*
 * clv_part_stream_skip:
 * @n: no more than was peeked at
 *
 * Leaves out the next bytes.
 */
void
clv_part_stream_skip (ClvPartStream *self,
                      gsize          n)
{
  self->head_start += MIN (n, self->head_end - self->head_start);
}

/*
 * clv_part_stream_read:
 *
 * Reads on; 0 bytes mean the end.
 */
gboolean
clv_part_stream_read (ClvPartStream  *self,
                      char           *bytes,
                      gsize           size,
                      gsize          *n_read,
                      GError        **error)
{
  gsize left = self->head_end - self->head_start;

  if (left == 0)
    return read_on (self, bytes, size, n_read, error);

  *n_read = MIN (left, size);
  memcpy (bytes, self->head + self->head_start, *n_read);
  self->head_start += *n_read;

  return TRUE;
}

/*
 * clv_part_stream_add_warnings:
 * @path: of the file
 * @warnings: (element-type utf8): gets translated sentences
 *
 * Adds what was noticed while it was read.
 */
void
clv_part_stream_add_warnings (const ClvPartStream *self,
                              const char          *path,
                              GPtrArray           *warnings)
{
  if (self->sheet != NULL)
    clv_worksheet_add_warnings (self->sheet, path, warnings);
}

/*
 * clv_part_stream_get_fraction:
 *
 * How far it has been read, 0 … 1.
 */
double
clv_part_stream_get_fraction (const ClvPartStream *self)
{
  return clv_unpacker_get_fraction (self->sheet != NULL ? self->sheet->unpacker : self->unpacker);
}

/*
 * clv_part_stream_get_size:
 *
 * About how many bytes there will be.
 */
guint64
clv_part_stream_get_size (const ClvPartStream *self)
{
  return clv_unpacker_get_size (self->sheet != NULL ? self->sheet->unpacker : self->unpacker);
}

/*
 * clv_part_stream_is_sheet:
 *
 * Whether it is a sheet, whose text is comma-separated UTF-8 in any case.
 */
gboolean
clv_part_stream_is_sheet (const ClvPartStream *self)
{
  return self->sheet != NULL;
}
