/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-mojibake.h"

/* A text that was damaged more often than this is not read by anybody. */
#define PASSES_MAX 3

/* What Windows-1252 has at 0x80 … 0x9f; 0 where it has nothing, and programs then
 * leave the byte's own number (WHATWG Encoding, index windows-1252). */
static const guint16 high_signs[32] = {
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
  0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

/* The byte that was read as the character, or 0. */
static guint8
find_byte (gunichar c)
{
  if (c >= 0x80 && c <= 0xff)
    return (guint8) c;

  for (guint i = 0; i < G_N_ELEMENTS (high_signs); i++)
    {
      if (high_signs[i] == c)
        return (guint8) (0x80 + i);
    }

  return 0;
}

/* A single accented letter before a closing quote, such as in “CAFÉ”, makes UTF-8,
 * too, but of letters that stand alone nowhere. */
static gboolean
is_plausible (const char *bytes,
              gsize       length)
{
  return length != 2 || ((guchar) bytes[0] >= 0xc2 && (guchar) bytes[0] <= 0xc5);
}

/* Undoes one reading as Windows-1252 of a run without ASCII, at @bytes, which has
 * room for @length. Returns how many bytes come out, or 0 where the run was none. */
static gsize
undo_once (const char *run,
           gsize       length,
           char       *bytes)
{
  const char *end = run + length;
  gsize n = 0;

  for (const char *at = run; at < end; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char_validated (at, end - at);
      guint8 byte = (gint32) c < 0 ? 0 : find_byte (c);

      if (byte == 0)
        return 0;
      bytes[n++] = (char) byte;
    }
  if (!is_plausible (bytes, n) || !g_utf8_validate (bytes, (gssize) n, NULL))
    return 0;

  return n;
}

static gboolean
find_run (const char *text,
          gsize       length,
          gsize      *start,
          gsize      *end)
{
  gsize at = *end;

  while (at + 8 <= length)
    {
      guint64 word;

      memcpy (&word, text + at, 8);
      if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
      at += 8;
    }
  while (at < length && (guchar) text[at] < 0x80)
    at++;
  *start = at;
  while (at < length && (guchar) text[at] >= 0x80)
    at++;
  *end = at;

  return *end > *start;
}

/*
 * clv_mojibake_count:
 * @self: (inout): what was counted before
 * @text: UTF-8
 *
 * Counts runs of characters beyond ASCII that are UTF-8 which was read as
 * Windows-1252 or ISO-8859-1 and saved again: “WÃ¤hrung”; and runs of which something
 * is lost: “W�hrung”.
 */
void
clv_mojibake_count (ClvMojibakeCount *self,
                    const char       *text,
                    gsize             length)
{
  g_autoptr(GByteArray) room = g_byte_array_new ();
  gsize start = 0;
  gsize end = 0;

  while (find_run (text, length, &start, &end))
    {
      g_byte_array_set_size (room, (guint) (end - start));
      self->n_runs++;
      if (memmem (text + start, end - start, "\xef\xbf\xbd", 3) != NULL && self->n_lost++ == 0)
        self->first_lost = start;
      if (undo_once (text + start, end - start, (char *) room->data) == 0)
        continue;
      if (self->n_damaged++ == 0)
        self->first = start;
    }
}

/*
 * clv_mojibake_repair:
 * @text: UTF-8; begins and ends at the edge of a run of characters beyond ASCII
 * @length: in bytes
 *
 * Puts right, in its place, each run whose characters all map back to the bytes of
 * valid UTF-8; others stay as they are. What was damaged twice is undone twice.
 *
 * Returns: the length that is left
 */
gsize
clv_mojibake_repair (char  *text,
                     gsize  length)
{
  g_autoptr(GByteArray) room = g_byte_array_new ();
  gsize start = 0;
  gsize end = 0;
  gsize done = 0;    /* of the text as read */
  gsize n = 0;       /* of the text as left */

  while (find_run (text, length, &start, &end))
    {
      gsize size = end - start;

      memmove (text + n, text + done, end - done);
      n += start - done;
      done = end;
      g_byte_array_set_size (room, (guint) size);
      for (guint i = 0; i < PASSES_MAX; i++)
        {
          gsize repaired = undo_once (text + n, size, (char *) room->data);

          if (repaired == 0)
            break;
          memcpy (text + n, room->data, repaired);
          size = repaired;
        }
      n += size;
    }
  memmove (text + n, text + done, length - done);

  return n + length - done;
}
