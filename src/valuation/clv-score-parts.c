/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-memory.h"
#include "clv-score-set-private.h"

/* A blob of whole numbers is a header of 16 bytes, little-endian,
 *
 *    0  i64  base
 *    8  u32  n
 *   12  u8   bytes a number: 0, 1, 2, 3, 4 or 8
 *
 * then n offsets from the base. A blob of others is the numbers as they are in
 * memory. The same values always give the same bytes. */

#define HEADER_BYTES 16

const ClvScorePartInfo clv_score_part_infos[CLV_SCORE_PARTS] = {
  { "x", CLV_SCORE_OF_PAIR, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "age", CLV_SCORE_OF_PAIR, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "purchases", CLV_SCORE_OF_PAIR, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_FUTURE },
  { "discounted", CLV_SCORE_OF_PAIR, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_FUTURE },
  { "active_years", CLV_SCORE_OF_PAIR, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_FUTURE },
  { "pair", CLV_SCORE_OF_CELL, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "recency", CLV_SCORE_OF_CELL, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "p_active", CLV_SCORE_OF_CELL, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_FUTURE },
  { "lo", CLV_SCORE_OF_CELL, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_RANGE },
  { "hi", CLV_SCORE_OF_CELL, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_RANGE },
  { "cell", CLV_SCORE_OF_ROW, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "repeat_spend", CLV_SCORE_OF_ROW, CLV_SCORE_MONEY, CLV_SCORE_STAGE_ROWS },
  { "past_value", CLV_SCORE_OF_ROW, CLV_SCORE_MONEY, CLV_SCORE_STAGE_ROWS },
  { "group", CLV_SCORE_OF_GROUPED_PAIR, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "group_parameters", CLV_SCORE_OF_GROUP, CLV_SCORE_NUMBER, CLV_SCORE_STAGE_PAST },
  { "period", CLV_SCORE_OF_TERMS, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
  { "end", CLV_SCORE_OF_TERMS, CLV_SCORE_COUNT, CLV_SCORE_STAGE_PAST },
};

static guint
get_size (ClvScorePart part)
{
  return clv_score_part_infos[part].type == CLV_SCORE_COUNT ? 4 : 8;
}

ClvScoreParts *
clv_score_parts_new (guint32 n_pairs,
                     guint32 n_cells,
                     guint32 n_rows,
                     guint32 n_group_parameters)
{
  ClvScoreParts *self = g_new0 (ClvScoreParts, 1);

  self->n[CLV_SCORE_OF_PAIR] = n_pairs;
  self->n[CLV_SCORE_OF_CELL] = n_cells;
  self->n[CLV_SCORE_OF_ROW] = n_rows;
  self->n[CLV_SCORE_OF_GROUPED_PAIR] = n_group_parameters > 0 ? n_pairs : 0;
  self->n[CLV_SCORE_OF_GROUP] = n_group_parameters;
  for (guint i = 0; i < CLV_SCORE_PARTS; i++)
    self->values[i] = clv_alloc_large (self->n[clv_score_part_infos[i].level],
                                       get_size (i));
  return self;
}

void
clv_score_parts_add_terms (ClvScoreParts *self)
{
  self->n[CLV_SCORE_OF_TERMS] = self->n[CLV_SCORE_OF_PAIR];
  for (guint i = 0; i < CLV_SCORE_PARTS; i++)
    {
      if (clv_score_part_infos[i].level != CLV_SCORE_OF_TERMS)
        continue;
      g_free (self->values[i]);
      self->values[i] = clv_alloc_large (self->n[CLV_SCORE_OF_TERMS], get_size (i));
    }
}

void
clv_score_parts_free (ClvScoreParts *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < CLV_SCORE_PARTS; i++)
    {
      if (self->lender == NULL || clv_score_part_infos[i].type != CLV_SCORE_MONEY)
        g_free (self->values[i]);
    }
  for (guint i = 0; i < CLV_SCORE_STAGES; i++)
    g_clear_pointer (&self->blobs[i], g_array_unref);
  g_clear_pointer (&self->lender, clv_customers_unref);
  g_free (self);
}

static gboolean
are_below (const guint32 *values,
           guint32        n,
           guint32        limit)
{
  guint32 highest = 0;

  for (guint32 i = 0; i < n; i++)
    highest = MAX (highest, values[i]);
  return n == 0 || highest < limit;
}

/* Whether every index points at something. */
gboolean
clv_score_parts_are_sound (const ClvScoreParts *self)
{
  return are_below (self->values[CLV_SCORE_PART_CELL], self->n[CLV_SCORE_OF_ROW],
                    self->n[CLV_SCORE_OF_CELL])
         && are_below (self->values[CLV_SCORE_PART_PAIR], self->n[CLV_SCORE_OF_CELL],
                       self->n[CLV_SCORE_OF_PAIR])
         && are_below (self->values[CLV_SCORE_PART_GROUP], self->n[CLV_SCORE_OF_GROUPED_PAIR],
                       self->n[CLV_SCORE_OF_GROUP]);
}

guint32
clv_score_parts_get_n_blobs (const ClvScoreParts *self,
                             ClvScorePart         part)
{
  guint32 n = self->n[clv_score_part_infos[part].level];

  return n / CLV_SCORE_BLOB_VALUES + (n % CLV_SCORE_BLOB_VALUES > 0);
}

static guint32
count_values (const ClvScoreParts *self,
              ClvScorePart         part,
              guint32              blob)
{
  guint32 n = self->n[clv_score_part_infos[part].level];
  guint32 start = MIN (blob, n / CLV_SCORE_BLOB_VALUES + 1) * CLV_SCORE_BLOB_VALUES;

  return start < n ? MIN (CLV_SCORE_BLOB_VALUES, n - start) : 0;
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

static void
put (guint8 *out,
     guint   width,
     guint64 value)
{
  value = GUINT64_TO_LE (value);
  memcpy (out, &value, width);
}

static guint64
get (const guint8 *bytes,
     guint         width)
{
  guint64 value = 0;

  memcpy (&value, bytes, width);
  return GUINT64_FROM_LE (value);
}

/* A constant width lets the compiler make a copy of each number one step. */
#define EACH_WIDTH(width, STEP) \
  switch (width)                \
    {                           \
    case 1:                     \
      STEP (1);                 \
      break;                    \
    case 2:                     \
      STEP (2);                 \
      break;                    \
    case 3:                     \
      STEP (3);                 \
      break;                    \
    case 4:                     \
      STEP (4);                 \
      break;                    \
    case 8:                     \
      STEP (8);                 \
      break;                    \
    default:                    \
      break;                    \
    }

#define PACK(width)               \
  for (guint32 i = 0; i < n; i++) \
  put (bytes + (gsize) i * (width), width, (guint64) values[i] - (guint64) base)

/* Writes the header, behind which the numbers come. */
static guint8 *
start_packed (GByteArray *out,
              guint32     n,
              gint64      base,
              guint       width)
{
  guint8 *bytes = NULL;

  g_byte_array_set_size (out, HEADER_BYTES + n * width);
  bytes = out->data;
  memset (bytes, 0, HEADER_BYTES);
  put (bytes, 8, (guint64) base);
  put (bytes + 8, 4, n);
  bytes[12] = (guint8) width;
  return bytes + HEADER_BYTES;
}

static void
pack_money (const gint64 *values,
            guint32       n,
            GByteArray   *out)
{
  gint64 base = n > 0 ? values[0] : 0;
  gint64 most = base;
  guint width = 0;
  guint8 *bytes = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      base = MIN (base, values[i]);
      most = MAX (most, values[i]);
    }
  width = get_width ((guint64) most - (guint64) base);
  bytes = start_packed (out, n, base, width);
  EACH_WIDTH (width, PACK)
}

static void
pack_counts (const guint32 *values,
             guint32        n,
             GByteArray    *out)
{
  guint32 base = n > 0 ? values[0] : 0;
  guint32 most = base;
  guint width = 0;
  guint8 *bytes = NULL;

  for (guint32 i = 0; i < n; i++)
    {
      base = MIN (base, values[i]);
      most = MAX (most, values[i]);
    }
  width = get_width (most - base);
  bytes = start_packed (out, n, base, width);
  EACH_WIDTH (width, PACK)
}

#define UNPACK(width)             \
  for (guint32 i = 0; i < n; i++) \
  values[i] = (gint64) (base + get (bytes + (gsize) i * (width), width))

/* FALSE where the bytes are not @n numbers. */
static gboolean
unpack (const guint8 *bytes,
        gsize         size,
        guint32       n,
        gint64       *values)
{
  guint64 base = 0;
  guint width = 0;

  if (size < HEADER_BYTES || get (bytes + 8, 4) != n)
    return FALSE;
  base = get (bytes, 8);
  width = bytes[12];
  if ((width > 4 && width != 8) || size != HEADER_BYTES + (gsize) n * width)
    return FALSE;
  bytes += HEADER_BYTES;
  if (width == 0)
    for (guint32 i = 0; i < n; i++)
      values[i] = (gint64) base;
  EACH_WIDTH (width, UNPACK)
  return TRUE;
}

gboolean
clv_score_parts_lend (const ClvScoreParts *self,
                      ClvScorePart         part,
                      guint32              blob,
                      gconstpointer       *bytes,
                      gsize               *size)
{
  if (clv_score_part_infos[part].type != CLV_SCORE_NUMBER)
    return FALSE;
  *bytes = (const double *) self->values[part] + (gsize) blob * CLV_SCORE_BLOB_VALUES;
  *size = sizeof (double) * count_values (self, part, blob);
  return TRUE;
}

/* Replaces the content of @out. */
void
clv_score_parts_encode (const ClvScoreParts *self,
                        ClvScorePart         part,
                        guint32              blob,
                        GByteArray          *out)
{
  guint32 n = count_values (self, part, blob);
  gsize start = (gsize) blob * CLV_SCORE_BLOB_VALUES;
  gconstpointer bytes = NULL;
  gsize size = 0;

  if (clv_score_parts_lend (self, part, blob, &bytes, &size))
    {
      g_byte_array_set_size (out, 0);
      g_byte_array_append (out, bytes, (guint) size);
    }
  else if (clv_score_part_infos[part].type == CLV_SCORE_MONEY)
    pack_money ((const gint64 *) self->values[part] + start, n, out);
  else
    pack_counts ((const guint32 *) self->values[part] + start, n, out);
}

/* FALSE where the bytes are not the numbers that belong there. */
gboolean
clv_score_parts_decode (ClvScoreParts *self,
                        ClvScorePart   part,
                        guint32        blob,
                        gconstpointer  bytes,
                        gsize          size)
{
  guint32 n = count_values (self, part, blob);
  gsize start = (gsize) blob * CLV_SCORE_BLOB_VALUES;
  g_autofree gint64 *values = NULL;

  if (n == 0)
    return FALSE;
  if (clv_score_part_infos[part].type == CLV_SCORE_NUMBER)
    {
      if (size != 8 * (gsize) n)
        return FALSE;
      memcpy ((guint8 *) self->values[part] + 8 * start, bytes, size);
      return TRUE;
    }
  if (clv_score_part_infos[part].type == CLV_SCORE_MONEY)
    return unpack (bytes, size, n, (gint64 *) self->values[part] + start);
  values = g_new (gint64, n);
  if (!unpack (bytes, size, n, values))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    ((guint32 *) self->values[part])[start + i] = (guint32) values[i];
  return TRUE;
}
