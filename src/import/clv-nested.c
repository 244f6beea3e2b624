/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "clv-archive.h"
#include "clv-error.h"
#include "clv-nested.h"

#define CHUNK_SIZE (64 * 1024)

/*
 * clv_nested_is_book:
 *
 * Whether a file of that name is a workbook that can be read.
 */
gboolean
clv_nested_is_book (const char *name)
{
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *lower = g_ascii_strdown (base, -1);

  /* What archivers of other systems, and open programs, leave beside the files. */
  if (*base == '.' || *base == '~' || g_str_has_prefix (name, "__MACOSX/"))
    return FALSE;

  return g_str_has_suffix (lower, ".xlsx") || g_str_has_suffix (lower, ".xlsm")
         || g_str_has_suffix (lower, ".ods");
}

static gboolean
copy_member (ClvUnpacker  *unpacker,
             const char   *path,
             GError      **error)
{
  g_autofree char *chunk = g_malloc (CHUNK_SIZE);
  FILE *file = g_fopen (path, "wbxe");
  gboolean is_written = file != NULL;
  gboolean is_read = TRUE;
  gsize n = 1;

  while (is_written && is_read && n > 0)
    {
      is_read = clv_unpacker_read (unpacker, chunk, CHUNK_SIZE, &n, error);
      is_written = !is_read || fwrite (chunk, 1, n, file) == n;
    }
  if (file != NULL)
    is_written = fclose (file) == 0 && is_written;
  if (is_read && !is_written)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE,
                 _("The workbook in the archive cannot be unpacked to “%s”: %s. Nothing was "
                   "imported. Make room there, or unpack the archive and open the workbook."),
                 path, g_strerror (errno));

  return is_read && is_written;
}

/*
 * clv_nested_new:
 * @path: a ZIP archive
 * @member: a workbook in it
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Unpacks it into a folder of its own that nobody else can read.
 */
ClvNested *
clv_nested_new (const char  *path,
                const char  *member,
                GError     **error)
{
  g_autoptr(ClvUnpacker) unpacker = clv_unpacker_new_for_member (path, member, error);
  g_autoptr(ClvNested) self = NULL;
  g_autofree char *base = g_path_get_basename (member);

  if (unpacker == NULL)
    return NULL;

  self = g_new0 (ClvNested, 1);
  self->folder = g_dir_make_tmp ("perennial-XXXXXX", error);
  if (self->folder == NULL)
    return NULL;

  self->path = g_build_filename (self->folder, base, NULL);
  if (!copy_member (unpacker, self->path, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * clv_nested_free:
 *
 * Removes the file.
 */
void
clv_nested_free (ClvNested *self)
{
  if (self == NULL)
    return;

  if (self->path != NULL)
    g_unlink (self->path);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}
