/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clv-byte-source.h"
#include "clv-decoder.h"
#include "clv-error.h"
#include "clv-file-kind.h"
#include "clv-mojibake.h"
#include "clv-part-stream.h"
#include "clv-part.h"

#define RAW_SIZE (256 * 1024)
#define HEAD_SIZE 4096
#define REPAIR_SIZE (256 * 1024)

struct _ClvByteSource
{
  char *path;
  int fd;
  ClvPartStream *stream;   /* (nullable): what is packed in the file */
  guint64 size;
  gint64 changed_at;       /* in nanoseconds, when it was opened */
  guint64 n_consumed;
  gboolean at_end;

  ClvDecoder *decoder;     /* (nullable): NULL for UTF-8, which comes as it is */
  guchar *raw;             /* not yet decoded */
  gsize raw_start;
  gsize raw_end;

  /* Only where mojibake is put right: what is to be handed out, and behind it a run
   * of characters that may go on. */
  char *repaired;        /* (nullable) */
  gsize repaired_start;
  gsize repaired_end;
  gsize open_start;
  gsize open_end;
};

static void
set_unreadable (GError     **error,
                const char  *path,
                int          code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE,
               _("“%s” cannot be read: %s. Nothing was imported. Choose another file, or get "
                 "the right to read this one."),
               name, g_strerror (code));
}

static gint64
get_change_time (const struct stat *facts)
{
  return (gint64) facts->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + facts->st_mtim.tv_nsec;
}

/* O_NONBLOCK keeps a named pipe without a writer from blocking forever. */
static int
open_regular (const char  *path,
              guint64     *size,
              gint64      *changed_at,
              GError     **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat facts;

  if (fd < 0)
    {
      set_unreadable (error, path, errno);
      return -1;
    }

  if (fstat (fd, &facts) != 0)
    set_unreadable (error, path, errno);
  else if (S_ISDIR (facts.st_mode))
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
                 _("“%s” is a folder. Nothing was imported. Choose a file in it."), name);
  else if (!S_ISREG (facts.st_mode))
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
                 _("“%s” is a pipe or a device, not a file. Nothing was imported. Save the data "
                   "to a file first."), name);
  else if (facts.st_size == 0)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                 _("“%s” is empty. Nothing was imported. Export it again."), name);
  else
    {
      *size = (guint64) facts.st_size;
      if (changed_at != NULL)
        *changed_at = get_change_time (&facts);
      return fd;
    }

  close (fd);
  return -1;
}

static gboolean
read_some (int          fd,
           const char  *path,
           void        *bytes,
           gsize        size,
           gsize       *n_read,
           GError     **error)
{
  ssize_t n;

  do
    n = read (fd, bytes, size);
  while (n < 0 && errno == EINTR);

  if (n < 0)
    {
      set_unreadable (error, path, errno);
      return FALSE;
    }

  *n_read = (gsize) n;
  return TRUE;
}

/* A file that somebody writes to meanwhile is half of one state and half of
 * another. */
static gboolean
check_unchanged (ClvByteSource  *self,
                 GError        **error)
{
  g_autofree char *name = g_filename_display_name (self->path);
  struct stat facts;

  if (fstat (self->fd, &facts) != 0
      || ((guint64) facts.st_size == self->size && get_change_time (&facts) == self->changed_at))
    return TRUE;

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE,
               _("“%s” was changed while it was read. Nothing was imported. Wait until the program "
                 "that writes it is done, and try again."), name);
  return FALSE;
}

static gboolean
read_source (ClvByteSource  *self,
             void           *bytes,
             gsize           size,
             gsize          *n_read,
             GError        **error)
{
  gboolean is_read = self->stream != NULL
                     ? clv_part_stream_read (self->stream, bytes, size, n_read, error)
                     : read_some (self->fd, self->path, bytes, size, n_read, error);

  return is_read && (*n_read > 0 || check_unchanged (self, error));
}

/* Leaves the file at the first byte behind the byte order mark. */
static gboolean
skip_mark (ClvByteSource *self,
           const guchar  *head,
           gsize          size)
{
  gsize mark = self->decoder != NULL ? clv_decoder_take_mark (self->decoder, head, size)
               : size >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  self->n_consumed = mark;
  if (self->stream != NULL)
    {
      clv_part_stream_skip (self->stream, mark);
      return TRUE;
    }

  return lseek (self->fd, (off_t) mark, SEEK_SET) >= 0;
}

/* Opens what is inside @path where it is packed; *@head is then what comes out. */
static gboolean
open_stream (const char      *path,
             const char      *part,
             char           **head,
             gsize            size,
             gsize           *n_head,
             ClvPartStream  **stream,
             GError         **error)
{
  const char *inner;

  if (part == NULL && clv_container_from_head (*head, *n_head) == CLV_CONTAINER_TEXT)
    return TRUE;

  *stream = clv_part_stream_new (path, part, error);
  inner = *stream != NULL ? clv_part_stream_peek (*stream, size, n_head, error) : NULL;
  if (inner == NULL)
    return FALSE;

  g_free (*head);
  *head = g_memdup2 (inner, MAX (*n_head, 1));
  if (*n_head == 0)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                   _("“%s” is empty. Nothing was imported. Export it again."), name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
choose_decoder (ClvByteSource  *self,
                const char     *encoding,
                GError        **error)
{
  if (clv_encoding_is_utf8 (encoding))
    return TRUE;

  self->decoder = clv_decoder_new (encoding, error);
  self->raw = g_malloc (RAW_SIZE);

  return self->decoder != NULL;
}

/*
 * clv_byte_source_new:
 * @path: a file
 * @part: (nullable): the sheet of a workbook or the file in an archive; the only
 *   one where %NULL
 * @encoding: IANA name of what it is in; a sheet is UTF-8 whatever this says
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Opens a text file, or the text in a packed one. Folders, pipes, empty files
 * and files that are known to be no text are refused with a sentence.
 */
ClvByteSource *
clv_byte_source_new (const char  *path,
                     const char  *part,
                     const char  *encoding,
                     GError     **error)
{
  g_autoptr(ClvByteSource) self = g_new0 (ClvByteSource, 1);
  g_autofree char *head = g_malloc (HEAD_SIZE);
  gsize n_head = 0;

  self->path = g_strdup (path);
  self->fd = open_regular (path, &self->size, &self->changed_at, error);
  if (self->fd < 0
      || !read_some (self->fd, path, head, HEAD_SIZE, &n_head, error)
      || !open_stream (path, part, &head, HEAD_SIZE, &n_head, &self->stream, error))
    return NULL;

  if (!clv_byte_source_is_sheet (self)
      && (!clv_file_kind_check (path, head, n_head, error)
          || !choose_decoder (self, encoding, error)))
    return NULL;

  if (!skip_mark (self, (const guchar *) head, n_head))
    {
      set_unreadable (error, path, errno);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/*
 * clv_byte_source_free:
 *
 * Closes the file.
 */
void
clv_byte_source_free (ClvByteSource *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  clv_part_stream_free (self->stream);
  clv_decoder_free (self->decoder);
  g_free (self->raw);
  g_free (self->repaired);
  g_free (self->path);
  g_free (self);
}

/*
 * clv_byte_source_set_repair:
 *
 * Puts right what was UTF-8 once, was read as Windows-1252 and saved again. To be
 * called before anything is read.
 */
void
clv_byte_source_set_repair (ClvByteSource *self)
{
  if (self->repaired == NULL)
    self->repaired = g_malloc (REPAIR_SIZE);
}

static gboolean
fill_raw (ClvByteSource  *self,
          GError        **error)
{
  gsize left = self->raw_end - self->raw_start;
  gsize n = 0;

  memmove (self->raw, self->raw + self->raw_start, left);
  self->raw_start = 0;
  self->raw_end = left;
  if (self->at_end)
    return TRUE;

  if (!read_source (self, self->raw + left, RAW_SIZE - left, &n, error))
    return FALSE;
  self->raw_end += n;
  self->n_consumed += n;
  self->at_end = n == 0;

  return TRUE;
}

static gboolean
read_decoded (ClvByteSource  *self,
              char           *bytes,
              gsize           size,
              gsize          *n_read,
              GError        **error)
{
  *n_read = 0;

  if (self->decoder == NULL)
    {
      if (!read_source (self, bytes, size, n_read, error))
        return FALSE;
      self->n_consumed += *n_read;
      return TRUE;
    }

  while (*n_read == 0)
    {
      gsize n_used = 0;

      if (self->raw_end - self->raw_start < CLV_DECODER_UNIT && !fill_raw (self, error))
        return FALSE;
      *n_read = clv_decoder_decode (self->decoder, self->raw + self->raw_start,
                                    self->raw_end - self->raw_start, self->at_end, bytes, size,
                                    &n_used);
      self->raw_start += n_used;
      if (*n_read == 0 && self->at_end)
        return TRUE;
    }

  return TRUE;
}

/* What is repaired is cut only beside ASCII, so that each run is seen as a whole. A
 * run that fills half the room is no text of a table and is cut somewhere. */
static gboolean
fill_repaired (ClvByteSource  *self,
               GError        **error)
{
  gsize left = self->open_end - self->open_start;
  gsize end;
  gsize n = 0;

  memmove (self->repaired, self->repaired + self->open_start, left);
  if (!read_decoded (self, self->repaired + left, REPAIR_SIZE - left, &n, error))
    return FALSE;

  self->open_end = end = left + n;
  while (n > 0 && end > 0 && (guchar) self->repaired[end - 1] >= 0x80)
    end--;
  if (self->open_end - end >= REPAIR_SIZE / 2)
    end = self->open_end;
  self->open_start = end;
  self->repaired_start = 0;
  self->repaired_end = clv_mojibake_repair (self->repaired, end);

  return TRUE;
}

static gboolean
read_repaired (ClvByteSource  *self,
               char           *bytes,
               gsize           size,
               gsize          *n_read,
               GError        **error)
{
  while (self->repaired_start == self->repaired_end)
    {
      gsize before = self->open_end - self->open_start;

      if (!fill_repaired (self, error))
        return FALSE;
      if (self->repaired_end == 0 && self->open_end - self->open_start == before)
        return TRUE;
    }

  *n_read = MIN (size, self->repaired_end - self->repaired_start);
  memcpy (bytes, self->repaired + self->repaired_start, *n_read);
  self->repaired_start += *n_read;

  return TRUE;
}

/*
 * clv_byte_source_read:
 * @bytes: where to write
 * @size: room there, at least 64
 * @n_read: (out): bytes written; 0 at the end
 *
 * Reads on. Never ends in the middle of a character that was decoded; UTF-8
 * comes as it is and may.
 */
gboolean
clv_byte_source_read (ClvByteSource  *self,
                      char           *bytes,
                      gsize           size,
                      gsize          *n_read,
                      GError        **error)
{
  *n_read = 0;

  return self->repaired != NULL ? read_repaired (self, bytes, size, n_read, error)
                                : read_decoded (self, bytes, size, n_read, error);
}

/*
 * clv_byte_source_is_sheet:
 *
 * Whether it is a sheet of a workbook, written as comma-separated text in double
 * quotes with the number of each row as its line.
 */
gboolean
clv_byte_source_is_sheet (const ClvByteSource *self)
{
  return self->stream != NULL && clv_part_stream_is_sheet (self->stream);
}

/*
 * clv_byte_source_add_warnings:
 * @warnings: (element-type utf8): gets translated sentences
 *
 * Adds what was noticed while it was read.
 */
void
clv_byte_source_add_warnings (const ClvByteSource *self,
                              GPtrArray           *warnings)
{
  if (self->stream != NULL)
    clv_part_stream_add_warnings (self->stream, self->path, warnings);
}

/*
 * clv_byte_source_get_size:
 *
 * Size of the file in bytes, when it was opened; about how many bytes come out
 * of a packed one.
 */
guint64
clv_byte_source_get_size (const ClvByteSource *self)
{
  return self->stream != NULL ? clv_part_stream_get_size (self->stream) : self->size;
}

/*
 * clv_byte_source_get_fraction:
 *
 * How far the file has been read, 0 … 1.
 */
double
clv_byte_source_get_fraction (const ClvByteSource *self)
{
  if (self->stream != NULL)
    return clv_part_stream_get_fraction (self->stream);

  return MIN (1.0, (double) self->n_consumed / (double) MAX (self->size, 1));
}

static gboolean
read_begin (const char  *path,
            int          fd,
            char        *bytes,
            gsize        size,
            gsize       *n_read,
            GError     **error)
{
  gsize n = 1;

  *n_read = 0;
  while (n > 0 && *n_read < size)
    {
      if (!read_some (fd, path, bytes + *n_read, size - *n_read, &n, error))
        return FALSE;
      *n_read += n;
    }

  return TRUE;
}

/*
 * clv_byte_source_read_raw:
 * @bytes: where to write
 * @size: at most so many bytes
 * @n_read: (out): how many there are
 *
 * The first bytes of a file, whatever it is.
 */
gboolean
clv_byte_source_read_raw (const char  *path,
                          char        *bytes,
                          gsize        size,
                          gsize       *n_read,
                          GError     **error)
{
  guint64 file_size = 0;
  int fd = open_regular (path, &file_size, NULL, error);
  gboolean ok = fd >= 0 && read_begin (path, fd, bytes, size, n_read, error);

  if (fd >= 0)
    close (fd);

  return ok;
}

/*
 * clv_byte_source_read_head:
 * @part: (nullable): as for clv_byte_source_new()
 * @size: at most so many bytes
 *
 * The first bytes of a file or of what is packed in it, not decoded, after the
 * same checks.
 */
GBytes *
clv_byte_source_read_head (const char  *path,
                           const char  *part,
                           gsize        size,
                           GError     **error)
{
  g_autofree char *head = g_malloc (size);
  g_autoptr(ClvPartStream) stream = NULL;
  gsize n_head = 0;

  if (!clv_byte_source_read_raw (path, head, size, &n_head, error)
      || !open_stream (path, part, &head, size, &n_head, &stream, error))
    return NULL;
  if ((stream == NULL || !clv_part_stream_is_sheet (stream))
      && !clv_file_kind_check (path, head, MIN (n_head, HEAD_SIZE), error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&head), n_head);
}
