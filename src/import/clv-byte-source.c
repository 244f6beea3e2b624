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
#include "clv-error.h"
#include "clv-file-kind.h"
#include "clv-part-stream.h"

#define RAW_SIZE (256 * 1024)
#define HEAD_SIZE 4096

/* The longest that one unit of any supported encoding becomes, or needs. */
#define UNIT_ROOM 16

typedef enum
{
  DECODE_NONE,   /* UTF-8 as it is */
  DECODE_TABLE,  /* one byte is one character */
  DECODE_UTF16,
  DECODE_ICONV
} DecodeWay;

struct _ClvByteSource
{
  char *path;
  int fd;
  ClvPartStream *stream;   /* (nullable): what is packed in the file */
  guint64 size;
  guint64 n_consumed;
  gboolean at_end;

  DecodeWay way;
  gboolean is_big_endian;
  GConverter *converter;
  char (*table)[4];      /* UTF-8 of bytes 0x80 … 0xff, length in [3] */
  guchar *raw;           /* not yet decoded */
  gsize raw_start;
  gsize raw_end;
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

/* O_NONBLOCK keeps a named pipe without a writer from blocking forever. */
static int
open_regular (const char  *path,
              guint64     *size,
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

static gboolean
is_single_byte (const char *encoding)
{
  static const char * const families[] = {
    "windows-125", "cp125", "iso-8859-", "iso8859", "koi8", "ibm", "cp8", "mac", "tis-620",
    "latin", "ascii", "us-ascii",
  };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (g_ascii_strncasecmp (encoding, families[i], strlen (families[i])) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Bytes that the encoding leaves undefined become U+FFFD. */
static gboolean
fill_table (ClvByteSource *self,
            const char    *encoding)
{
  GIConv converter = g_iconv_open ("UTF-8", encoding);

  if (converter == (GIConv) -1)
    return FALSE;

  self->table = g_malloc0 (128 * sizeof *self->table);
  for (guint i = 0; i < 128; i++)
    {
      char byte = (char) (128 + i);
      char *in = &byte;
      char *out = self->table[i];
      gsize n_in = 1;
      gsize n_out = 3;

      if (g_iconv (converter, &in, &n_in, &out, &n_out) == (gsize) -1 || n_out == 3)
        {
          memcpy (self->table[i], "\xef\xbf\xbd", 3);
          n_out = 0;
          g_iconv (converter, NULL, NULL, NULL, NULL);
        }
      self->table[i][3] = (char) (3 - n_out);
    }
  g_iconv_close (converter);

  return TRUE;
}

static gboolean
choose_way (ClvByteSource  *self,
            const char     *encoding,
            GError        **error)
{
  g_autoptr(GCharsetConverter) converter = NULL;

  if (g_ascii_strcasecmp (encoding, "UTF-8") == 0 || g_ascii_strcasecmp (encoding, "UTF8") == 0)
    return TRUE;

  self->raw = g_malloc (RAW_SIZE + UNIT_ROOM);
  if (g_ascii_strncasecmp (encoding, "UTF-16", 6) == 0)
    {
      self->way = DECODE_UTF16;
      self->is_big_endian = g_ascii_strcasecmp (encoding, "UTF-16BE") == 0;
      return TRUE;
    }
  if (is_single_byte (encoding) && fill_table (self, encoding))
    {
      self->way = DECODE_TABLE;
      return TRUE;
    }

  converter = g_charset_converter_new ("UTF-8", encoding, NULL);
  if (converter == NULL)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("The encoding “%s” is not known here. Nothing was imported. Choose another "
                     "encoding."), encoding);
      return FALSE;
    }
  g_charset_converter_set_use_fallback (converter, TRUE);
  self->way = DECODE_ICONV;
  self->converter = G_CONVERTER (g_steal_pointer (&converter));

  return TRUE;
}

static gboolean
read_source (ClvByteSource  *self,
             void           *bytes,
             gsize           size,
             gsize          *n_read,
             GError        **error)
{
  if (self->stream != NULL)
    return clv_part_stream_read (self->stream, bytes, size, n_read, error);

  return read_some (self->fd, self->path, bytes, size, n_read, error);
}

/* Leaves the file at the first byte behind the byte order mark. */
static gboolean
skip_mark (ClvByteSource *self,
           const guchar  *head,
           gsize          size)
{
  gsize mark = 0;

  if (self->way == DECODE_NONE && size >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0)
    mark = 3;
  else if (self->way == DECODE_UTF16 && size >= 2 && head[0] == 0xff && head[1] == 0xfe)
    {
      mark = 2;
      self->is_big_endian = FALSE;
    }
  else if (self->way == DECODE_UTF16 && size >= 2 && head[0] == 0xfe && head[1] == 0xff)
    {
      mark = 2;
      self->is_big_endian = TRUE;
    }

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

  if (part == NULL && !clv_part_stream_is_packed (*head, *n_head))
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
  self->fd = open_regular (path, &self->size, error);
  if (self->fd < 0
      || !read_some (self->fd, path, head, HEAD_SIZE, &n_head, error)
      || !open_stream (path, part, &head, HEAD_SIZE, &n_head, &self->stream, error))
    return NULL;

  if (!clv_byte_source_is_sheet (self)
      && (!clv_file_kind_check (path, head, n_head, error)
          || !choose_way (self, encoding, error)))
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
  g_clear_object (&self->converter);
  g_free (self->table);
  g_free (self->raw);
  g_free (self->path);
  g_free (self);
}

/* Copies ASCII eight bytes at a time; everything else costs a look-up. */
static gsize
decode_table (ClvByteSource *self,
              char          *bytes,
              gsize          size)
{
  gsize n = 0;

  while (self->raw_start < self->raw_end && n + UNIT_ROOM <= size)
    {
      const guchar *raw = self->raw + self->raw_start;
      guint64 word = 0;

      if (self->raw_end - self->raw_start >= 8)
        memcpy (&word, raw, 8);
      else
        word = G_MAXUINT64;
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) == 0)
        {
          memcpy (bytes + n, raw, 8);
          n += 8;
          self->raw_start += 8;
          continue;
        }

      if (*raw < 0x80)
        bytes[n++] = (char) *raw;
      else
        {
          const char *character = self->table[*raw - 0x80];

          memcpy (bytes + n, character, 3);
          n += (gsize) character[3];
        }
      self->raw_start++;
    }

  return n;
}

static guint
utf16_unit (const ClvByteSource *self,
            gsize                at)
{
  const guchar *raw = self->raw + at;

  return self->is_big_endian ? (guint) raw[0] << 8 | raw[1] : (guint) raw[1] << 8 | raw[0];
}

static gsize
decode_utf16 (ClvByteSource *self,
              char          *bytes,
              gsize          size)
{
  gsize n = 0;

  while (self->raw_start < self->raw_end && n + UNIT_ROOM <= size)
    {
      gsize left = self->raw_end - self->raw_start;
      gunichar c = 0xfffd;
      gsize used = 2;

      if (left < 2 && !self->at_end)
        break;
      if (left < 2)
        used = 1;
      else
        c = utf16_unit (self, self->raw_start);

      if (c >= 0xd800 && c < 0xdc00)
        {
          guint second = left >= 4 ? utf16_unit (self, self->raw_start + 2) : 0;

          if (left < 4 && !self->at_end)
            break;
          if (second >= 0xdc00 && second < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + (second - 0xdc00);
              used = 4;
            }
        }
      if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd;
      n += (gsize) g_unichar_to_utf8 (c, bytes + n);
      self->raw_start += used;
    }

  return n;
}

static gsize
decode_iconv (ClvByteSource *self,
              char          *bytes,
              gsize          size)
{
  gsize n = 0;

  while (self->raw_start < self->raw_end && n + UNIT_ROOM <= size)
    {
      gsize n_in = 0;
      gsize n_out = 0;
      g_autoptr(GError) error = NULL;
      GConverterResult result;

      result = g_converter_convert (self->converter, self->raw + self->raw_start,
                                    self->raw_end - self->raw_start, bytes + n, size - n,
                                    self->at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS,
                                    &n_in, &n_out, &error);
      if (result == G_CONVERTER_ERROR)
        {
          /* Half a character at the end of what is there. */
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !self->at_end
              && self->raw_end - self->raw_start < UNIT_ROOM)
            break;
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
            break;
          memcpy (bytes + n, "\xef\xbf\xbd", 3);
          n_out = 3;
          n_in = 1;
        }
      self->raw_start += n_in;
      n += n_out;
      if (n_in == 0 && n_out == 0)
        break;
    }

  return n;
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

static gsize
decode (ClvByteSource *self,
        char          *bytes,
        gsize          size)
{
  if (self->way == DECODE_TABLE)
    return decode_table (self, bytes, size);
  if (self->way == DECODE_UTF16)
    return decode_utf16 (self, bytes, size);

  return decode_iconv (self, bytes, size);
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

  if (self->way == DECODE_NONE)
    {
      if (!read_source (self, bytes, size, n_read, error))
        return FALSE;
      self->n_consumed += *n_read;
      return TRUE;
    }

  while (*n_read == 0)
    {
      if (self->raw_end - self->raw_start < UNIT_ROOM && !fill_raw (self, error))
        return FALSE;
      *n_read = decode (self, bytes, size);
      if (*n_read == 0 && self->at_end)
        return TRUE;
    }

  return TRUE;
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
  int fd = open_regular (path, &file_size, error);
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
