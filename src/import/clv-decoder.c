/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-decoder.h"
#include "clv-error.h"

typedef enum
{
  DECODE_TABLE,  /* one byte is one character */
  DECODE_UTF16,
  DECODE_ICONV
} DecodeWay;

struct _ClvDecoder
{
  DecodeWay way;
  gboolean is_big_endian;
  GConverter *converter;
  char (*table)[4];      /* UTF-8 of bytes 0x80 … 0xff, length in [3] */
};

/*
 * clv_encoding_is_utf8:
 *
 * Whether text in it is read as it is.
 */
gboolean
clv_encoding_is_utf8 (const char *encoding)
{
  return g_ascii_strcasecmp (encoding, "UTF-8") == 0 || g_ascii_strcasecmp (encoding, "UTF8") == 0;
}

/*
 * clv_utf8_is_valid:
 * @text: some text
 * @size: in bytes
 * @end: (out) (optional): where it stops being UTF-8
 *
 * Whether it is UTF-8 but for NUL bytes, which are damage, but none that another
 * encoding would explain.
 */
gboolean
clv_utf8_is_valid (const char  *text,
                   gsize        size,
                   const char **end)
{
  const char *stop = text + size;
  const char *at = text;

  while (!g_utf8_validate_len (text, (gsize) (stop - text), &at) && *at == '\0')
    text = at + 1;
  if (end != NULL)
    *end = at;

  return at == stop;
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

/* Files said to be Shift_JIS come from Windows, whose signs it has as well. */
static const char *
get_wider (const char *encoding)
{
  if (g_ascii_strcasecmp (encoding, "Shift_JIS") == 0 || g_ascii_strcasecmp (encoding, "SJIS") == 0)
    return "CP932";
  if (g_ascii_strcasecmp (encoding, "EUC-KR") == 0)
    return "CP949";
  if (g_ascii_strcasecmp (encoding, "GB2312") == 0 || g_ascii_strcasecmp (encoding, "GBK") == 0)
    return "GB18030";

  return encoding;
}

/* Bytes that the encoding leaves undefined become U+FFFD. */
static gboolean
fill_table (ClvDecoder *self,
            const char *encoding)
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

/*
 * clv_decoder_new:
 * @encoding: IANA name, not of UTF-8
 * @error: return location, %CLV_IMPORT_ERROR_PLAN
 */
ClvDecoder *
clv_decoder_new (const char  *encoding,
                 GError     **error)
{
  g_autoptr(ClvDecoder) self = g_new0 (ClvDecoder, 1);
  g_autoptr(GCharsetConverter) converter = NULL;

  if (g_ascii_strncasecmp (encoding, "UTF-16", 6) == 0)
    {
      self->way = DECODE_UTF16;
      self->is_big_endian = g_ascii_strcasecmp (encoding, "UTF-16BE") == 0;
      return g_steal_pointer (&self);
    }
  if (is_single_byte (encoding) && fill_table (self, encoding))
    {
      self->way = DECODE_TABLE;
      return g_steal_pointer (&self);
    }

  converter = g_charset_converter_new ("UTF-8", get_wider (encoding), NULL);
  if (converter == NULL)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("The encoding “%s” is not known here. Nothing was imported. Choose another "
                     "encoding."), encoding);
      return NULL;
    }
  g_charset_converter_set_use_fallback (converter, TRUE);
  self->way = DECODE_ICONV;
  self->converter = G_CONVERTER (g_steal_pointer (&converter));

  return g_steal_pointer (&self);
}

/*
 * clv_decoder_free:
 */
void
clv_decoder_free (ClvDecoder *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->converter);
  g_free (self->table);
  g_free (self);
}

/*
 * clv_decoder_take_mark:
 * @head: the first bytes
 *
 * The length of the byte order mark, by which the order is known from then on.
 */
gsize
clv_decoder_take_mark (ClvDecoder   *self,
                       const guchar *head,
                       gsize         size)
{
  if (self->way != DECODE_UTF16 || size < 2
      || (memcmp (head, "\xff\xfe", 2) != 0 && memcmp (head, "\xfe\xff", 2) != 0))
    return 0;

  self->is_big_endian = head[0] == 0xfe;

  return 2;
}

/* Copies ASCII eight bytes at a time; everything else costs a look-up. */
static gsize
decode_table (ClvDecoder   *self,
              const guchar *raw,
              gsize         length,
              char         *bytes,
              gsize         size,
              gsize        *n_used)
{
  gsize n = 0;
  gsize at = 0;

  while (at < length && n + CLV_DECODER_UNIT <= size)
    {
      guint64 word = 0;

      if (length - at >= 8)
        memcpy (&word, raw + at, 8);
      else
        word = G_MAXUINT64;
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) == 0)
        {
          memcpy (bytes + n, raw + at, 8);
          n += 8;
          at += 8;
          continue;
        }

      if (raw[at] < 0x80)
        bytes[n++] = (char) raw[at];
      else
        {
          const char *character = self->table[raw[at] - 0x80];

          memcpy (bytes + n, character, 3);
          n += (gsize) character[3];
        }
      at++;
    }
  *n_used = at;

  return n;
}

static guint
utf16_unit (const ClvDecoder *self,
            const guchar     *raw)
{
  return self->is_big_endian ? (guint) raw[0] << 8 | raw[1] : (guint) raw[1] << 8 | raw[0];
}

static gsize
decode_utf16 (ClvDecoder   *self,
              const guchar *raw,
              gsize         length,
              gboolean      at_end,
              char         *bytes,
              gsize         size,
              gsize        *n_used)
{
  gsize n = 0;
  gsize at = 0;

  while (at < length && n + CLV_DECODER_UNIT <= size)
    {
      gsize left = length - at;
      gunichar c = 0xfffd;
      gsize used = 2;

      if (left < 2 && !at_end)
        break;
      if (left < 2)
        used = 1;
      else
        c = utf16_unit (self, raw + at);

      if (c >= 0xd800 && c < 0xdc00)
        {
          guint second = left >= 4 ? utf16_unit (self, raw + at + 2) : 0;

          if (left < 4 && !at_end)
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
      at += used;
    }
  *n_used = at;

  return n;
}

static gsize
decode_iconv (ClvDecoder   *self,
              const guchar *raw,
              gsize         length,
              gboolean      at_end,
              char         *bytes,
              gsize         size,
              gsize        *n_used)
{
  gsize n = 0;
  gsize at = 0;

  while (at < length && n + CLV_DECODER_UNIT <= size)
    {
      gsize n_in = 0;
      gsize n_out = 0;
      g_autoptr(GError) error = NULL;
      GConverterResult result;

      result = g_converter_convert (self->converter, raw + at, length - at, bytes + n, size - n,
                                    at_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS,
                                    &n_in, &n_out, &error);
      if (result == G_CONVERTER_ERROR)
        {
          /* Half a character at the end of what is there. */
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !at_end
              && length - at < CLV_DECODER_UNIT)
            break;
          if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
            break;
          memcpy (bytes + n, "\xef\xbf\xbd", 3);
          n_out = 3;
          n_in = 1;
        }
      at += n_in;
      n += n_out;
      if (n_in == 0 && n_out == 0)
        break;
    }
  *n_used = at;

  return n;
}

/*
 * clv_decoder_decode:
 * @raw: bytes in the encoding
 * @length: how many
 * @at_end: whether none will follow
 * @bytes: where to write
 * @size: room there, at least 64
 * @n_used: (out): how many of @raw are done with; the rest is to be given again,
 *   with what follows it
 *
 * Returns: how many bytes of UTF-8 were written, of whole characters
 */
gsize
clv_decoder_decode (ClvDecoder   *self,
                    const guchar *raw,
                    gsize         length,
                    gboolean      at_end,
                    char         *bytes,
                    gsize         size,
                    gsize        *n_used)
{
  if (self->way == DECODE_TABLE)
    return decode_table (self, raw, length, bytes, size, n_used);
  if (self->way == DECODE_UTF16)
    return decode_utf16 (self, raw, length, at_end, bytes, size, n_used);

  return decode_iconv (self, raw, length, at_end, bytes, size, n_used);
}
