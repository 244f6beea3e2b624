/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-id-set.h"

#define BATCH 32

/* Numbers a page of the bitmap. */
#define PAGE_BITS 16
#define PAGE_WORDS (1 << (PAGE_BITS - 6))

/* A number of this many digits and its successors fit an unsigned 64-bit integer. */
#define DIGITS_MAX 18

/* Pages that may stand nearly empty before numbers count as scattered. */
#define SPARE_PAGES 64

/**
 * ClvIdSet:
 *
 * Shops count their orders, so most ids are one prefix and a running number. Those
 * are kept in a bitmap, a page for each 65,536 numbers: a bit an id, next to the
 * one before it. Where the numbers turn out to be scattered no further page is
 * made, and ids off the pages there are, like ids of another form, go to the table
 * of fingerprints.
 */
struct _ClvIdSet
{
  guint64 *slots;      /* 0 is free */
  guint64 mask;
  guint64 n_slots_used;
  guint64 n;
  gboolean has_form;
  guint32 first_length;   /* of the id that gave the form */
  GString *prefix;
  GHashTable *pages;      /* number >> PAGE_BITS → guint64[PAGE_WORDS] */
  guint64 page_number;    /* of the page last used */
  guint64 *page;          /* (nullable) */
  gboolean is_scattered;
};

/* Multiply and fold, eight bytes a step. */
static guint64
fingerprint (const char *text,
             gsize       length)
{
  guint64 hash = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ length;

  while (length > 0)
    {
      guint64 word = 0;
      gsize n = MIN (length, 8);

      memcpy (&word, text, n);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
      hash ^= hash >> 32;
      text += n;
      length -= n;
    }
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  hash ^= hash >> 29;

  return hash != 0 ? hash : 1;
}

/*
 * clv_id_set_new:
 *
 * An empty set.
 */
ClvIdSet *
clv_id_set_new (void)
{
  ClvIdSet *self = g_new0 (ClvIdSet, 1);

  self->mask = 1023;
  self->slots = g_new0 (guint64, self->mask + 1);
  self->prefix = g_string_new (NULL);
  self->pages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  return self;
}

/*
 * clv_id_set_free:
 */
void
clv_id_set_free (ClvIdSet *self)
{
  if (self == NULL)
    return;

  g_string_free (self->prefix, TRUE);
  g_hash_table_unref (self->pages);
  g_free (self->slots);
  g_free (self);
}

/* The first id gives the form: what stands before its last digits, and its length. */
static void
learn_form (ClvIdSet   *self,
            const char *text,
            guint32     length)
{
  guint32 n_digits = 0;

  while (n_digits < length && n_digits < DIGITS_MAX
         && g_ascii_isdigit (text[length - 1 - n_digits]))
    n_digits++;

  self->has_form = TRUE;
  self->first_length = n_digits > 0 ? length : 0;
  g_string_append_len (self->prefix, text, length - n_digits);
}

/* Eight digits at once: each step joins neighbours, of one, two and four digits. */
static inline gboolean
read_eight_digits (const char *text,
                   guint64    *number)
{
  guint64 word = 0;

  memcpy (&word, text, sizeof word);
  word = GUINT64_FROM_LE (word) ^ G_GUINT64_CONSTANT (0x3030303030303030);
  if ((((word + G_GUINT64_CONSTANT (0x7676767676767676)) | word)
       & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
    return FALSE;

  word = word * 10 + (word >> 8);
  word = ((word & G_GUINT64_CONSTANT (0x000000ff000000ff)) * G_GUINT64_CONSTANT (0x000f424000000064)
          + ((word >> 16) & G_GUINT64_CONSTANT (0x000000ff000000ff))
          * G_GUINT64_CONSTANT (0x0000271000000001)) >> 32;
  *number = word;

  return TRUE;
}

/* The number of an id of the set's form. Of the first id's length leading zeros
 * count, so each text has its own number; a longer one may not begin with a zero,
 * so it has a number that no shorter one has. */
static inline gboolean
get_number (const ClvIdSet *self,
            const char     *text,
            guint32         length,
            guint64        *number)
{
  gsize at = self->prefix->len;
  guint64 value = 0;
  guint64 eight = 0;

  if (length < self->first_length || self->first_length == 0 || length - at > DIGITS_MAX
      || memcmp (text, self->prefix->str, at) != 0
      || (length > self->first_length && text[at] == '0'))
    return FALSE;

  for (; length - at >= 8; at += 8)
    {
      if (!read_eight_digits (text + at, &eight))
        return FALSE;
      value = value * 100000000 + eight;
    }
  for (; at < length; at++)
    {
      if (!g_ascii_isdigit (text[at]))
        return FALSE;
      value = value * 10 + (guint64) (text[at] - '0');
    }
  *number = value;

  return TRUE;
}

/* The page of a number, or NULL where there is none and none may be made. */
static guint64 *
find_page (ClvIdSet *self,
           guint64   page_number)
{
  guint64 *page = g_hash_table_lookup (self->pages, &page_number);
  guint64 n_pages = g_hash_table_size (self->pages);

  if (page == NULL && !self->is_scattered)
    {
      self->is_scattered = n_pages > SPARE_PAGES && n_pages * PAGE_WORDS > self->n;
      if (!self->is_scattered)
        {
          page = g_new0 (guint64, PAGE_WORDS);
          g_hash_table_insert (self->pages, g_memdup2 (&page_number, sizeof page_number), page);
        }
    }
  self->page_number = page_number;
  self->page = page;

  return page;
}

/* Whether the id has a place in the bitmap; then it is put there. */
static inline gboolean
put_number (ClvIdSet   *self,
            const char *text,
            guint32     length)
{
  guint64 number = 0;
  guint64 *page = self->page;
  guint64 bit = 0;

  if (!get_number (self, text, length, &number))
    return FALSE;

  if (page == NULL || number >> PAGE_BITS != self->page_number)
    page = find_page (self, number >> PAGE_BITS);
  if (page == NULL)
    return FALSE;

  page += (number >> 6) & (PAGE_WORDS - 1);
  bit = (guint64) 1 << (number & 63);
  self->n += (*page & bit) == 0;
  *page |= bit;

  return TRUE;
}

static gboolean
put (ClvIdSet *self,
     guint64   hash)
{
  guint64 at = hash & self->mask;

  while (self->slots[at] != 0)
    {
      if (self->slots[at] == hash)
        return FALSE;
      at = (at + 1) & self->mask;
    }
  self->slots[at] = hash;

  return TRUE;
}

static void
grow (ClvIdSet *self)
{
  g_autofree guint64 *old = self->slots;
  guint64 n_old = self->mask + 1;

  self->mask = n_old * 2 - 1;
  self->slots = g_new0 (guint64, n_old * 2);
  for (guint64 i = 0; i < n_old; i++)
    {
      if (old[i] != 0)
        put (self, old[i]);
    }
}

static void
put_all (ClvIdSet      *self,
         guint32        n,
         const guint64 *hashes)
{
  for (guint32 i = 0; i < n; i++)
    {
      if (!put (self, hashes[i]))
        continue;
      self->n++;
      self->n_slots_used++;
      if (self->n_slots_used * 4 > self->mask * 3)
        grow (self);
    }
}

/*
 * clv_id_set_add_many:
 * @n: how many strings
 * @texts: the strings; an empty one is passed over
 * @lengths: their lengths
 *
 * Adds strings in batches, so that the table's memory is on its way before it
 * is looked at.
 */
void
clv_id_set_add_many (ClvIdSet           *self,
                     guint32             n,
                     const char * const *texts,
                     const guint32      *lengths)
{
  guint64 hashes[BATCH];
  guint32 n_hashes = 0;

  for (guint32 i = 0; i < n; i++)
    {
      if (lengths[i] == 0)
        continue;
      if (!self->has_form)
        learn_form (self, texts[i], lengths[i]);
      if (put_number (self, texts[i], lengths[i]))
        continue;

      hashes[n_hashes] = fingerprint (texts[i], lengths[i]);
      __builtin_prefetch (&self->slots[hashes[n_hashes] & self->mask]);
      if (++n_hashes == BATCH)
        {
          put_all (self, n_hashes, hashes);
          n_hashes = 0;
        }
    }
  put_all (self, n_hashes, hashes);
}

/*
 * clv_id_set_get_n:
 *
 * Returns: how many different strings came
 */
guint64
clv_id_set_get_n (const ClvIdSet *self)
{
  return self->n;
}
