/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-id-form.h"
#include "clv-segment.h"

/* A header of 32 bytes, little-endian:
 *
 *    0  u8   version, 1
 *    1  u8   field
 *    2  u8   kind: 0 integers, 1 texts, 2 texts that are a prefix and a number
 *    3  u8   bytes an integer: 0, 1, 2, 3, 4 or 8
 *    4  u32  n
 *    8  i64  base
 *   16  u64  scale
 *   24  u8   1 where times have a clock
 *   25  u8   digits of the number, 0 = as many as it needs
 *   26  u16  bytes of the prefix, at most 255
 *   28  u32  bytes of all texts
 *
 * then the prefix, n packed offsets, the texts end to end. An integer is base +
 * offset × scale (frame of reference); of texts it is the length, or the number
 * behind the prefix. The same values always give the same bytes. */

#define HEADER_BYTES 32
#define CHUNK 1024
#define DAY_SECONDS 86400
#define MAX_DIGITS 18
#define MAX_PREFIX 255

enum
{
  KIND_INTS,
  KIND_TEXTS,
  KIND_NUMBERED
};

static void
put_32 (guint8  *out,
        guint32  value)
{
  value = GUINT32_TO_LE (value);
  memcpy (out, &value, sizeof value);
}

static void
put_64 (guint8  *out,
        guint64  value)
{
  value = GUINT64_TO_LE (value);
  memcpy (out, &value, sizeof value);
}

static guint32
get_16 (const guint8 *bytes)
{
  guint16 value = 0;

  memcpy (&value, bytes, sizeof value);
  return GUINT16_FROM_LE (value);
}

static guint32
get_32 (const guint8 *bytes)
{
  guint32 value = 0;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint64
get_64 (const guint8 *bytes)
{
  guint64 value = 0;

  memcpy (&value, bytes, sizeof value);
  return GUINT64_FROM_LE (value);
}

static guint
get_width (guint64 largest)
{
  if (largest == 0)
    return 0;
  if (largest <= 0xff)
    return 1;
  if (largest <= 0xffff)
    return 2;
  if (largest <= 0xffffff)
    return 3;
  return largest <= G_MAXUINT32 ? 4 : 8;
}

/* @out has room for eight bytes more than n × width. */
static void
pack (guint8        *out,
      guint          width,
      guint32        n,
      const guint64 *offsets)
{
  guint32 i;

  switch (width)
    {
    case 1:
      for (i = 0; i < n; i++)
        out[i] = (guint8) offsets[i];
      break;
    case 2:
      for (i = 0; i < n; i++)
        {
          guint16 value = GUINT16_TO_LE ((guint16) offsets[i]);

          memcpy (out + 2 * i, &value, 2);
        }
      break;
    case 3:
      /* Four bytes are written, the next value covers the fourth. */
      for (i = 0; i < n; i++)
        put_32 (out + 3 * i, (guint32) offsets[i]);
      break;
    case 4:
      for (i = 0; i < n; i++)
        put_32 (out + 4 * i, (guint32) offsets[i]);
      break;
    case 8:
      for (i = 0; i < n; i++)
        put_64 (out + 8 * i, offsets[i]);
      break;
    default:
      break;
    }
}

static guint8 *
start (GByteArray *out,
       guint       field,
       guint       kind,
       guint       width,
       guint32     n,
       gint64      base,
       guint64     scale,
       gsize       extra)
{
  gsize size = HEADER_BYTES + extra + (gsize) n * width;

  g_byte_array_set_size (out, (guint) (size + 8));
  memset (out->data, 0, HEADER_BYTES);
  out->data[0] = 1;
  out->data[1] = (guint8) field;
  out->data[2] = (guint8) kind;
  out->data[3] = (guint8) width;
  put_32 (out->data + 4, n);
  put_64 (out->data + 8, (guint64) base);
  put_64 (out->data + 16, scale);
  return out->data + HEADER_BYTES;
}

static void
finish (GByteArray *out)
{
  g_byte_array_set_size (out, out->len - 8);
}

static void
find_range (guint32       n,
            const gint64 *values,
            gint64       *least,
            gint64       *most)
{
  gint64 low = n > 0 ? values[0] : 0;
  gint64 high = low;
  guint32 i;

  for (i = 1; i < n; i++)
    {
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  *least = low;
  *most = high;
}

/* The greatest common divisor of all offsets; stops as soon as it is 1. */
static guint64
find_scale (guint32       n,
            const gint64 *values,
            gint64        base)
{
  guint64 scale = 0;
  guint32 i;

  for (i = 0; i < n && scale != 1; i++)
    {
      guint64 a = (guint64) values[i] - (guint64) base;
      guint64 b = scale;

      while (b != 0)
        {
          guint64 rest = a % b;

          a = b;
          b = rest;
        }
      scale = a;
    }
  return scale == 0 ? 1 : scale;
}

static gboolean
are_days (guint32       n,
          const gint64 *values,
          gint64        base)
{
  guint64 rest = 0;
  guint32 i;

  for (i = 0; i < n; i++)
    rest |= ((guint64) values[i] - (guint64) base) % DAY_SECONDS;
  return rest == 0;
}

static void
pack_ints (guint8       *out,
           guint         width,
           guint32       n,
           const gint64 *values,
           gint64        base,
           guint64       scale)
{
  guint64 offsets[CHUNK];
  guint32 done;
  guint32 i;

  for (done = 0; done < n; done += CHUNK)
    {
      guint32 count = MIN (CHUNK, n - done);

      if (scale == 1)
        for (i = 0; i < count; i++)
          offsets[i] = (guint64) values[done + i] - (guint64) base;
      else if (scale == DAY_SECONDS)
        for (i = 0; i < count; i++)
          offsets[i] = ((guint64) values[done + i] - (guint64) base) / DAY_SECONDS;
      else
        for (i = 0; i < count; i++)
          offsets[i] = ((guint64) values[done + i] - (guint64) base) / scale;
      pack (out + (gsize) done * width, width, count, offsets);
    }
}

static void
encode_scaled (GByteArray   *out,
               guint         field,
               guint32       n,
               const gint64 *values,
               gint64        least,
               gint64        most,
               guint64       scale)
{
  guint width = get_width (((guint64) most - (guint64) least) / scale);
  guint8 *payload = start (out, field, KIND_INTS, width, n, least, scale, 0);

  pack_ints (payload, width, n, values, least, scale);
  finish (out);
}

void
clv_segment_encode_ints (GByteArray   *out,
                         guint         field,
                         guint32       n,
                         const gint64 *values)
{
  gint64 least = 0;
  gint64 most = 0;

  find_range (n, values, &least, &most);
  encode_scaled (out, field, n, values, least, most, find_scale (n, values, least));
}

void
clv_segment_encode_times (GByteArray   *out,
                          guint32       n,
                          const gint64 *values,
                          gboolean      has_clock)
{
  gint64 least = 0;
  gint64 most = 0;
  guint64 scale = DAY_SECONDS;

  find_range (n, values, &least, &most);
  if (has_clock || !are_days (n, values, least))
    scale = find_scale (n, values, least);
  encode_scaled (out, CLV_SEGMENT_TIME, n, values, least, most, scale);
  out->data[24] = has_clock != FALSE;
}

void
clv_segment_set_clock (GByteArray *coded,
                       gboolean    has_clock)
{
  coded->data[24] = has_clock != FALSE;
}

/* Where a code may be none, every code is stored one higher and none as 0. */
void
clv_segment_encode_codes (GByteArray    *out,
                          guint          field,
                          guint32        n,
                          const guint32 *codes,
                          gboolean       may_be_none)
{
  guint64 offsets[CHUNK];
  guint32 one = may_be_none ? 1 : 0;
  guint32 low = G_MAXUINT32;
  guint32 high = 0;
  guint width = 0;
  guint8 *payload = NULL;
  guint32 done;
  guint32 i;

  for (i = 0; i < n; i++)
    {
      low = MIN (low, codes[i] + one);
      high = MAX (high, codes[i] + one);
    }
  if (n == 0)
    low = 0;
  width = get_width (high - low);
  payload = start (out, field, KIND_INTS, width, n, low, 1, 0);
  for (done = 0; done < n; done += CHUNK)
    {
      guint32 count = MIN (CHUNK, n - done);

      for (i = 0; i < count; i++)
        offsets[i] = codes[done + i] + one - low;
      pack (payload + (gsize) done * width, width, count, offsets);
    }
  finish (out);
}

static guint32
count_digits_at_end (const char *text,
                     guint32     length)
{
  guint32 n = 0;

  while (n < length && g_ascii_isdigit (text[length - 1 - n]))
    n++;
  return n;
}

/* Reads every text as the first one's prefix and a number. @digits: out: the
 * common number of digits, or 0 where numbers are written without zeros in
 * front. FALSE where the texts are not like that. */
static gboolean
split_numbers (guint32             n,
               const char * const *texts,
               const guint32      *lengths,
               guint32            *prefix_length,
               guint              *digits,
               gint64             *numbers)
{
  gboolean is_fixed = TRUE;
  gboolean is_plain = TRUE;
  ClvIdForm form;
  guint32 width = count_digits_at_end (texts[0], lengths[0]);
  guint32 prefix = lengths[0] - width;
  guint32 i;
  guint32 j;

  if (prefix > MAX_PREFIX)
    return FALSE;
  clv_id_form_learn (&form, texts[0], lengths[0]);
  for (i = 0; i < n; i++)
    {
      const char *number = texts[i] + prefix;
      guint32 count = lengths[i] - prefix;
      guint64 value = 0;

      if (!clv_id_form_number (&form, texts[i], lengths[i], &value))
        {
          value = 0;
          if (lengths[i] <= prefix || count > MAX_DIGITS
              || memcmp (texts[i], texts[0], prefix) != 0)
            return FALSE;
          for (j = 0; j < count; j++)
            {
              if (!g_ascii_isdigit (number[j]))
                return FALSE;
              value = value * 10 + (guint64) (number[j] - '0');
            }
        }
      numbers[i] = (gint64) value;
      is_fixed = is_fixed && count == width;
      is_plain = is_plain && (number[0] != '0' || count == 1);
      if (!is_fixed && !is_plain)
        return FALSE;
    }
  *prefix_length = prefix;
  *digits = is_fixed ? width : 0;
  return TRUE;
}

static void
encode_heap (GByteArray         *out,
             guint               field,
             guint32             n,
             const char * const *texts,
             const guint32      *lengths,
             gint64             *values)
{
  gint64 least = 0;
  gint64 most = 0;
  guint64 total = 0;
  guint width = 0;
  guint8 *payload = NULL;
  guint32 i;

  for (i = 0; i < n; i++)
    {
      values[i] = lengths[i];
      total += lengths[i];
    }
  find_range (n, values, &least, &most);
  width = get_width ((guint64) (most - least));
  payload = start (out, field, KIND_TEXTS, width, n, least, 1, total);
  put_32 (out->data + 28, (guint32) total);
  pack_ints (payload, width, n, values, least, 1);
  payload += (gsize) n * width;
  for (i = 0; i < n; i++)
    {
      memcpy (payload, texts[i], lengths[i]);
      payload += lengths[i];
    }
  finish (out);
}

/* Ids of @digits behind one prefix, 0 digits where they are as many as each number
 * needs. Gives the bytes that their texts would. */
void
clv_segment_encode_numbered (GByteArray   *out,
                             guint         field,
                             guint32       n,
                             const gint64 *numbers,
                             const char   *prefix,
                             guint32       prefix_length,
                             guint         digits)
{
  gint64 least = 0;
  gint64 most = 0;
  guint width = 0;
  guint8 *payload = NULL;

  find_range (n, numbers, &least, &most);
  width = get_width ((guint64) (most - least));
  payload = start (out, field, KIND_NUMBERED, width, n, least, 1, prefix_length);
  out->data[25] = (guint8) digits;
  out->data[26] = (guint8) prefix_length;
  memcpy (payload, prefix, prefix_length);
  pack_ints (payload + prefix_length, width, n, numbers, least, 1);
  finish (out);
}

/* Texts need not end in NUL; @n is at most 65,536 and their bytes together fit
 * in 31 bits. */
void
clv_segment_encode_texts (GByteArray         *out,
                          guint               field,
                          guint32             n,
                          const char * const *texts,
                          const guint32      *lengths)
{
  g_autofree gint64 *values = g_new (gint64, MAX (n, 1));
  guint32 prefix = 0;
  guint digits = 0;

  if (n == 0 || !split_numbers (n, texts, lengths, &prefix, &digits, values))
    {
      encode_heap (out, field, n, texts, lengths, values);
      return;
    }

  clv_segment_encode_numbered (out, field, n, values, texts[0], prefix, digits);
}

/* Returns FALSE where the bytes are not a whole column of @field. */
gboolean
clv_segment_view (ClvSegmentView *self,
                  gconstpointer   bytes,
                  gsize           size,
                  guint           field)
{
  const guint8 *data = bytes;

  if (size < HEADER_BYTES || data[0] != 1 || data[1] != field || data[2] > KIND_NUMBERED)
    return FALSE;

  self->field = data[1];
  self->kind = data[2];
  self->width = data[3];
  self->n = get_32 (data + 4);
  self->base = (gint64) get_64 (data + 8);
  self->scale = get_64 (data + 16);
  self->has_clock = data[24] != 0;
  self->digits = data[25];
  self->prefix_length = data[26];
  self->text_size = get_32 (data + 28);
  self->prefix = data + HEADER_BYTES;
  self->packed = self->prefix + self->prefix_length;
  self->text = self->packed + (gsize) self->n * self->width;

  return self->n <= CLV_SEGMENT_ROWS && data[27] == 0 && self->digits <= MAX_DIGITS
         && (self->width <= 4 || self->width == 8)
         && size == HEADER_BYTES + self->prefix_length + (gsize) self->n * self->width
         + self->text_size;
}

/* With a constant width the compiler makes a plain load of it. */
static inline guint64
get_offset (const guint8 *in,
            guint         width)
{
  switch (width)
    {
    case 0:
      return 0;
    case 1:
      return in[0];
    case 2:
      return get_16 (in);
    case 3:
      return get_16 (in) | ((guint32) in[2] << 16);
    case 4:
      return get_32 (in);
    default:
      return get_64 (in);
    }
}

static inline void
unpack_offsets (const guint8 *in,
                guint         width,
                guint32       n,
                guint64      *offsets)
{
  for (guint32 i = 0; i < n; i++)
    offsets[i] = get_offset (in + (gsize) i * width, width);
}

static inline void
unpack_ints (const ClvSegmentView *self,
             guint                 width,
             gint64               *values)
{
  guint64 base = (guint64) self->base;
  guint64 scale = self->scale;

  if (scale == 1)
    {
      for (guint32 i = 0; i < self->n; i++)
        values[i] = (gint64) (base + get_offset (self->packed + (gsize) i * width, width));
      return;
    }
  for (guint32 i = 0; i < self->n; i++)
    values[i] = (gint64) (base + get_offset (self->packed + (gsize) i * width, width) * scale);
}

static inline void
unpack_codes (const ClvSegmentView *self,
              guint                 width,
              guint32               base,
              guint32              *codes)
{
  for (guint32 i = 0; i < self->n; i++)
    codes[i] = base + (guint32) get_offset (self->packed + (gsize) i * width, width);
}

/* Unpacks @n values from number @from on, before base and scale. */
void
clv_segment_get_offsets (const ClvSegmentView *self,
                         guint32               from,
                         guint32               n,
                         guint64              *offsets)
{
  const guint8 *in = self->packed + (gsize) from * self->width;

  switch (self->width)
    {
    case 0:
      unpack_offsets (in, 0, n, offsets);
      break;
    case 1:
      unpack_offsets (in, 1, n, offsets);
      break;
    case 2:
      unpack_offsets (in, 2, n, offsets);
      break;
    case 3:
      unpack_offsets (in, 3, n, offsets);
      break;
    case 4:
      unpack_offsets (in, 4, n, offsets);
      break;
    default:
      unpack_offsets (in, 8, n, offsets);
      break;
    }
}

void
clv_segment_get_ints (const ClvSegmentView *self,
                      gint64               *values)
{
  switch (self->width)
    {
    case 0:
      unpack_ints (self, 0, values);
      break;
    case 1:
      unpack_ints (self, 1, values);
      break;
    case 2:
      unpack_ints (self, 2, values);
      break;
    case 3:
      unpack_ints (self, 3, values);
      break;
    case 4:
      unpack_ints (self, 4, values);
      break;
    default:
      unpack_ints (self, 8, values);
      break;
    }
}

void
clv_segment_get_codes (const ClvSegmentView *self,
                       gboolean              may_be_none,
                       guint32              *codes)
{
  guint32 base = (guint32) self->base - (may_be_none ? 1 : 0);

  switch (self->width)
    {
    case 0:
      unpack_codes (self, 0, base, codes);
      break;
    case 1:
      unpack_codes (self, 1, base, codes);
      break;
    case 2:
      unpack_codes (self, 2, base, codes);
      break;
    case 3:
      unpack_codes (self, 3, base, codes);
      break;
    case 4:
      unpack_codes (self, 4, base, codes);
      break;
    default:
      unpack_codes (self, 8, base, codes);
      break;
    }
}

gboolean
clv_segment_is_numbered (const ClvSegmentView *self)
{
  return self->kind == KIND_NUMBERED;
}

/* How many digits a number is written with. */
static guint
get_n_digits (const ClvSegmentView *self,
              guint64               number)
{
  static const guint64 powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000,
    G_GUINT64_CONSTANT (10000000000000000000),
  };
  guint digits = MAX (self->digits, 1);

  while (digits < G_N_ELEMENTS (powers) && number >= powers[digits])
    digits++;
  return digits;
}

/* @size: bytes of all texts, each ended by a NUL. FALSE where the lengths do not fit
 * the bytes. */
gboolean
clv_segment_measure_texts (const ClvSegmentView *self,
                           gsize                *size)
{
  g_autofree gint64 *values = g_new (gint64, MAX (self->n, 1));
  gsize sum = 0;
  guint32 i;

  if (self->kind == KIND_INTS)
    return FALSE;

  clv_segment_get_ints (self, values);
  for (i = 0; i < self->n; i++)
    {
      if (self->kind == KIND_NUMBERED)
        sum += self->prefix_length + get_n_digits (self, (guint64) values[i]);
      else if (values[i] < 0 || (guint64) values[i] > self->text_size - sum)
        return FALSE;
      else
        sum += (gsize) values[i];
    }
  *size = sum + self->n;
  return self->kind == KIND_NUMBERED || sum == self->text_size;
}

static char *
write_digits (char    *out,
              guint    digits,
              guint64  number)
{
  guint i;

  for (i = digits; i-- > 0;)
    {
      out[i] = (char) ('0' + number % 10);
      number /= 10;
    }
  return out + digits;
}

/* Writes every text, ended by a NUL, to @out, which has as much room as
 * clv_segment_measure_texts() says. @ends: (nullable): where each one ends, counted from
 * @from on. */
void
clv_segment_write_texts (const ClvSegmentView *self,
                         char                 *out,
                         guint32               from,
                         guint32              *ends)
{
  g_autofree gint64 *values = g_new (gint64, MAX (self->n, 1));
  const guint8 *text = self->text;
  char *at = out;
  guint32 i;

  clv_segment_get_ints (self, values);
  for (i = 0; i < self->n; i++)
    {
      if (self->kind == KIND_NUMBERED)
        {
          memcpy (at, self->prefix, self->prefix_length);
          at = write_digits (at + self->prefix_length, get_n_digits (self, (guint64) values[i]),
                             (guint64) values[i]);
        }
      else
        {
          memcpy (at, text, (gsize) values[i]);
          at += values[i];
          text += values[i];
        }
      *at++ = '\0';
      if (ends != NULL)
        ends[i] = from + (guint32) (at - out);
    }
}

/* Adds every text, ended by a NUL, to @heap. FALSE where the lengths do not fit
 * the bytes. */
gboolean
clv_segment_append_texts (const ClvSegmentView *self,
                          GByteArray           *heap)
{
  guint length = heap->len;
  gsize size = 0;

  if (!clv_segment_measure_texts (self, &size) || size > G_MAXUINT32 / 2 - length)
    return FALSE;
  g_byte_array_set_size (heap, length + (guint) size);
  clv_segment_write_texts (self, (char *) heap->data + length, 0, NULL);
  return TRUE;
}
