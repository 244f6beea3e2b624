/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clv-archive.h"
#include "clv-error.h"

#define BLOCK_SIZE (64 * 1024)
#define MEMBERS_MAX 20000

/* Tables shrink to a tenth, sheets of one repeated row to a fiftieth; deflate
* can do a thousand. What grows beyond this is made to fill memory or time. */
#define RATIO_MAX 300
#define RATIO_FREE (G_GUINT64_CONSTANT (64) << 20)

typedef struct archive Archive;

static void
archive_close (Archive *archive)
{
  archive_read_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_close)

struct _ClvUnpacker
{
  char *path;
  int fd;
  guint64 file_size;
  guint64 size;            /* unpacked, 0 where unknown */
  guint64 n_out;
  guint64 n_in;            /* gzip only */

  Archive *archive;        /* (nullable): ZIP, or a filter */
  gboolean is_filter;      /* one text, compressed; its size is not known */
  GConverter *inflater;    /* (nullable): gzip */
  guchar *raw;
  gsize raw_start;
  gsize raw_end;
  gboolean at_end;         /* of the file */
  gboolean in_stream;      /* a gzip stream has begun and not ended */
};

/*
 * clv_archive_set_damaged:
 *
 * Says that what is packed cannot be unpacked.
 */
void
clv_archive_set_damaged (GError     **error,
                         const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE,
               _("“%s” is damaged, or was not copied to its end. Nothing was imported. Get it "
                 "again from where it came."), name);
}

/*
 * clv_archive_set_encrypted:
 *
 * Says that a password would be needed.
 */
void
clv_archive_set_encrypted (GError     **error,
                           const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE,
               _("“%s” is protected with a password. Nothing was imported. Unpack it, or save it "
                 "without a password, and open the result."), name);
}

static void
set_bomb (GError     **error,
          const char  *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
               _("“%s” unpacks to more than %d times its size, which no table does. Nothing was "
                 "imported. If you trust the file, unpack it and open what is inside."),
               name, RATIO_MAX);
}

static int
open_packed (const char  *path,
             guint64     *size,
             GError     **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat facts;

  if (fd >= 0 && fstat (fd, &facts) == 0 && S_ISREG (facts.st_mode))
    {
      *size = (guint64) facts.st_size;
      return fd;
    }
  if (fd >= 0)
    close (fd);
  clv_archive_set_damaged (error, path);

  return -1;
}

/* Takes @fd in no case. */
static Archive *
open_zip (const char  *path,
          int          fd,
          GError     **error)
{
  g_autoptr(Archive) archive = archive_read_new ();

  if (archive == NULL)
    g_error ("no memory for an archive");

  archive_read_support_format_zip_seekable (archive);
  if (archive_read_open_fd (archive, fd, BLOCK_SIZE) != ARCHIVE_OK)
    {
      clv_archive_set_damaged (error, path);
      return NULL;
    }

  return g_steal_pointer (&archive);
}

static char *
get_member_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  if (name == NULL)
    name = archive_entry_pathname (entry);

  return g_utf8_make_valid (name != NULL ? name : "", -1);
}

static void
member_free (gpointer data)
{
  ClvArchiveMember *member = data;

  g_free (member->name);
  g_free (member);
}

static void
add_member (GPtrArray            *members,
            struct archive_entry *entry)
{
  ClvArchiveMember *member;
  gint64 size = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : 0;

  if (archive_entry_filetype (entry) == AE_IFDIR)
    return;

  member = g_new0 (ClvArchiveMember, 1);
  member->name = get_member_name (entry);
  member->size = (guint64) MAX (size, 0);
  member->is_encrypted = archive_entry_is_data_encrypted (entry) != 0;
  g_ptr_array_add (members, member);
}

/*
 * clv_archive_list:
 * @path: a ZIP archive
 * @error: return location, %CLV_IMPORT_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type ClvArchiveMember): its files
 */
GPtrArray *
clv_archive_list (const char  *path,
                  GError     **error)
{
  g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  g_autoptr(Archive) archive = NULL;
  struct archive_entry *entry = NULL;
  guint64 size = 0;
  int fd = open_packed (path, &size, error);
  int status = ARCHIVE_OK;

  if (fd < 0)
    return NULL;

  archive = open_zip (path, fd, error);
  while (archive != NULL && members->len < MEMBERS_MAX && status >= ARCHIVE_WARN)
    {
      status = archive_read_next_header (archive, &entry);
      if (status >= ARCHIVE_WARN && status != ARCHIVE_EOF)
        add_member (members, entry);
      if (status == ARCHIVE_EOF)
        break;
    }
  if (archive != NULL && status != ARCHIVE_EOF && status < ARCHIVE_WARN)
    {
      clv_archive_set_damaged (error, path);
      g_clear_pointer (&archive, archive_close);
    }
  if (archive == NULL)
    {
      close (fd);
      return NULL;
    }
  g_clear_pointer (&archive, archive_close);
  close (fd);

  return g_steal_pointer (&members);
}

/*
 * clv_archive_find:
 *
 * The first member of that name, or %NULL.
 */
const ClvArchiveMember *
clv_archive_find (GPtrArray  *members,
                  const char *name)
{
  for (guint i = 0; i < members->len; i++)
    {
      const ClvArchiveMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->name, name))
        return member;
    }

  return NULL;
}

/* Leaves the archive at the member's first byte. */
static gboolean
go_to_member (ClvUnpacker  *self,
              const char   *name,
              GError      **error)
{
  struct archive_entry *entry = NULL;

  for (guint i = 0; i < MEMBERS_MAX; i++)
    {
      g_autofree char *found = NULL;
      int status = archive_read_next_header (self->archive, &entry);

      if (status == ARCHIVE_EOF || status < ARCHIVE_WARN)
        break;
      found = get_member_name (entry);
      if (!g_str_equal (found, name) || archive_entry_filetype (entry) == AE_IFDIR)
        continue;
      if (archive_entry_is_data_encrypted (entry))
        {
          clv_archive_set_encrypted (error, self->path);
          return FALSE;
        }
      if (archive_entry_size_is_set (entry))
        self->size = (guint64) MAX (archive_entry_size (entry), 0);
      return TRUE;
    }

  clv_archive_set_damaged (error, self->path);
  return FALSE;
}

static ClvUnpacker *
unpacker_alloc (const char  *path,
                GError     **error)
{
  ClvUnpacker *self;
  guint64 size = 0;
  int fd = open_packed (path, &size, error);

  if (fd < 0)
    return NULL;

  self = g_new0 (ClvUnpacker, 1);
  self->path = g_strdup (path);
  self->fd = fd;
  self->file_size = size;

  return self;
}

/*
 * clv_unpacker_new_for_gzip:
 *
 * Opens a gzip file; several streams behind each other are one text.
 */
ClvUnpacker *
clv_unpacker_new_for_gzip (const char  *path,
                           GError     **error)
{
  ClvUnpacker *self = unpacker_alloc (path, error);

  if (self == NULL)
    return NULL;

  self->raw = g_malloc (BLOCK_SIZE);
  self->inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

  return self;
}

/*
 * clv_unpacker_new_for_filter:
 *
 * Opens a file that is one text compressed with bzip2, xz or Zstandard.
 */
ClvUnpacker *
clv_unpacker_new_for_filter (const char  *path,
                             GError     **error)
{
  g_autoptr(ClvUnpacker) self = unpacker_alloc (path, error);
  struct archive_entry *entry = NULL;

  if (self == NULL)
    return NULL;

  self->is_filter = TRUE;
  self->archive = archive_read_new ();
  if (self->archive == NULL)
    g_error ("no memory for an archive");

  archive_read_support_filter_bzip2 (self->archive);
  archive_read_support_filter_xz (self->archive);
  archive_read_support_filter_zstd (self->archive);
  archive_read_support_format_raw (self->archive);
  if (archive_read_open_fd (self->archive, self->fd, BLOCK_SIZE) != ARCHIVE_OK
      || archive_read_next_header (self->archive, &entry) != ARCHIVE_OK)
    {
      clv_archive_set_damaged (error, path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/*
 * clv_unpacker_new_for_member:
 * @path: a ZIP archive
 * @name: as clv_archive_list() gave it
 *
 * Opens one member.
 */
ClvUnpacker *
clv_unpacker_new_for_member (const char  *path,
                             const char  *name,
                             GError     **error)
{
  g_autoptr(ClvUnpacker) self = unpacker_alloc (path, error);

  if (self == NULL)
    return NULL;

  self->archive = open_zip (path, self->fd, error);
  if (self->archive == NULL || !go_to_member (self, name, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * clv_unpacker_free:
 *
 * Closes the file.
 */
void
clv_unpacker_free (ClvUnpacker *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->archive, archive_close);
  g_clear_object (&self->inflater);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->raw);
  g_free (self->path);
  g_free (self);
}

static gboolean
fill_raw (ClvUnpacker  *self,
          GError      **error)
{
  gsize left = self->raw_end - self->raw_start;
  ssize_t n;

  memmove (self->raw, self->raw + self->raw_start, left);
  self->raw_start = 0;
  self->raw_end = left;
  do
    n = read (self->fd, self->raw + left, BLOCK_SIZE - left);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    {
      clv_archive_set_damaged (error, self->path);
      return FALSE;
    }
  self->raw_end += (gsize) n;
  self->n_in += (guint64) n;
  self->at_end = n == 0;

  return TRUE;
}

/* Whether another gzip stream begins here; tapes and some programs put zeros
 * behind the last one. */
static gboolean
begins_stream (const ClvUnpacker *self)
{
  return self->raw_end - self->raw_start >= 2
         && self->raw[self->raw_start] == 0x1f && self->raw[self->raw_start + 1] == 0x8b;
}

static gboolean
read_gzip (ClvUnpacker  *self,
           void         *bytes,
           gsize         size,
           gsize        *n_read,
           GError      **error)
{
  while (*n_read == 0)
    {
      GConverterResult result;
      g_autoptr(GError) failure = NULL;
      gsize n_in = 0;

      if (!self->at_end && self->raw_end - self->raw_start < 1024 && !fill_raw (self, error))
        return FALSE;
      if (!self->in_stream && !begins_stream (self))
        return TRUE;

      self->in_stream = TRUE;
      result = g_converter_convert (self->inflater, self->raw + self->raw_start,
                                    self->raw_end - self->raw_start, bytes, size,
                                    self->at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS,
                                    &n_in, n_read, &failure);
      if (result == G_CONVERTER_ERROR
          && (self->at_end || !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)))
        {
          clv_archive_set_damaged (error, self->path);
          return FALSE;
        }
      if (result == G_CONVERTER_ERROR)
        n_in = *n_read = 0;
      self->raw_start += n_in;
      if (result == G_CONVERTER_FINISHED)
        {
          g_converter_reset (self->inflater);
          self->in_stream = FALSE;
        }
    }

  return TRUE;
}

/*
 * clv_unpacker_read:
 * @bytes: where to write
 * @size: room there, not 0
 * @n_read: (out): bytes written; 0 at the end
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads on.
 */
gboolean
clv_unpacker_read (ClvUnpacker  *self,
                   void         *bytes,
                   gsize         size,
                   gsize        *n_read,
                   GError      **error)
{
  *n_read = 0;
  if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error))
    return FALSE;

  if (self->inflater != NULL)
    {
      if (!read_gzip (self, bytes, size, n_read, error))
        return FALSE;
    }
  else
    {
      la_ssize_t n = archive_read_data (self->archive, bytes, size);

      if (n < 0)
        {
          clv_archive_set_damaged (error, self->path);
          return FALSE;
        }
      *n_read = (gsize) n;
    }

  self->n_out += *n_read;
  if (self->n_out > RATIO_FREE && self->n_out / RATIO_MAX > self->file_size)
    {
      set_bomb (error, self->path);
      return FALSE;
    }

  return TRUE;
}

/*
 * clv_unpacker_get_fraction:
 *
 * How far it has been read, 0 … 1: by packed bytes of a compressed file, by the
 * member's own size in an archive.
 */
double
clv_unpacker_get_fraction (const ClvUnpacker *self)
{
  double n = self->inflater != NULL ? (double) self->n_in
             : self->is_filter ? (double) archive_filter_bytes (self->archive, -1)
             : (double) self->n_out;
  double all = self->inflater != NULL || self->is_filter ? (double) self->file_size
                                                         : (double) self->size;

  return CLAMP (n / MAX (all, 1.0), 0.0, 1.0);
}

/*
 * clv_unpacker_get_size:
 *
 * Bytes to come, unpacked; an estimate where it is not known.
 */
guint64
clv_unpacker_get_size (const ClvUnpacker *self)
{
  return self->size > 0 ? self->size : self->file_size * 8;
}
