/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* A number of so many digits fits 64 bits with room to spare. */
#define CLV_ID_DIGITS_MAX 16
#define CLV_ID_PREFIX_MAX 32

/**
 * ClvIdForm:
 *
 * What ids that are numbered through have in common: one prefix and a number
 * behind it, "C0000187" or "4711". The first id gives the form. Within a form
 * different texts have different numbers: of the first id's length leading zeros
 * count, a longer one may not begin with a zero, a shorter one is of no form.
 */
typedef struct
{
  guint32 first_length;   /* of the first id; G_MAXUINT32 where it has no number */
  guint32 prefix_length;
  guint64 prefix_word;    /* its first eight bytes, as far as there are */
  guint64 prefix_mask;
  char prefix[CLV_ID_PREFIX_MAX];
} ClvIdForm;

static inline guint64
clv_id_load_64 (const char *text)
{
  guint64 word = 0;

  memcpy (&word, text, sizeof word);

  return GUINT64_FROM_LE (word);
}

static inline guint64
clv_id_load_32 (const char *text)
{
  guint32 word = 0;

  memcpy (&word, text, sizeof word);

  return GUINT32_FROM_LE (word);
}

/* The form of @text; no text but a numbered one has a form. */
static inline void
clv_id_form_learn (ClvIdForm  *self,
                   const char *text,
                   guint32     length)
{
  guint32 digits = 0;

  memset (self, 0, sizeof *self);
  while (digits < length && g_ascii_isdigit (text[length - 1 - digits]))
    digits++;
  self->first_length = G_MAXUINT32;
  if (digits == 0 || digits > CLV_ID_DIGITS_MAX || length - digits > CLV_ID_PREFIX_MAX)
    return;

  self->first_length = length;
  self->prefix_length = length - digits;
  memcpy (self->prefix, text, self->prefix_length);
  self->prefix_word = clv_id_load_64 (self->prefix);
  self->prefix_mask = self->prefix_length >= 8 ? G_MAXUINT64
                      : (G_GUINT64_CONSTANT (1) << (8 * self->prefix_length)) - 1;
}

/* Up to eight digits that end at the top byte of @word; what is below them is
 * not looked at. Pairs, then fours, then eights. */
static inline gboolean
clv_id_read_digits (guint64  word,
                    guint32  digits,
                    guint64 *number)
{
  guint shift = (8 - digits) * 8;

  word = (word ^ G_GUINT64_CONSTANT (0x3030303030303030)) >> shift << shift;
  if ((((word + G_GUINT64_CONSTANT (0x7676767676767676)) | word)
       & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
    return FALSE;

  word = (word * 10 + (word >> 8)) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  word = (word * 100 + (word >> 16)) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  *number = (word * 10000 + (word >> 32)) & G_GUINT64_CONSTANT (0xffffffff);

  return TRUE;
}

/* A text of less than eight bytes, at the top of the word. */
static inline guint64
clv_id_load_short (const char *text,
                   guint32     length)
{
  guint64 word = 0;

  if (length >= 4)
    return clv_id_load_32 (text) << (8 * (8 - length)) | clv_id_load_32 (text + length - 4) << 32;

  for (guint32 i = 0; i < length; i++)
    word |= (guint64) (guint8) text[i] << (8 * (8 - length + i));

  return word;
}

/* The number of an id of the form; FALSE where it is none. Reads nothing but
 * the @length bytes. */
static inline gboolean
clv_id_form_number (const ClvIdForm *self,
                    const char      *text,
                    guint32          length,
                    guint64         *number)
{
  guint32 digits = length - self->prefix_length;
  guint64 head = 0;

  if (length < self->first_length || digits > CLV_ID_DIGITS_MAX
      || (length > self->first_length && text[self->prefix_length] == '0'))
    return FALSE;

  if (G_UNLIKELY (length < 8))
    {
      guint64 word = clv_id_load_short (text, length);

      return (((word >> (8 * (8 - length))) ^ self->prefix_word) & self->prefix_mask) == 0
             && clv_id_read_digits (word, digits, number);
    }

  if (((clv_id_load_64 (text) ^ self->prefix_word) & self->prefix_mask) != 0
      || (self->prefix_length > 8 && memcmp (text, self->prefix, self->prefix_length) != 0)
      || !clv_id_read_digits (clv_id_load_64 (text + length - 8), MIN (digits, 8), number))
    return FALSE;
  if (digits <= 8)
    return TRUE;

  if (!clv_id_read_digits (clv_id_load_64 (text + self->prefix_length) << (8 * (16 - digits)),
                           digits - 8, &head))
    return FALSE;
  *number += head * 100000000;

  return TRUE;
}

/* The text of an id: @digits of @number behind @prefix. */
static inline void
clv_id_append (GString    *text,
               const char *prefix,
               gsize       prefix_length,
               guint32     digits,
               guint64     number)
{
  gsize at = text->len + prefix_length + digits;

  g_string_append_len (text, prefix, (gssize) prefix_length);
  g_string_set_size (text, at);
  for (guint32 i = 0; i < digits; i++)
    {
      text->str[--at] = (char) ('0' + number % 10);
      number /= 10;
    }
}

G_END_DECLS
