/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-id-set.h"

#define BATCH 32

/* Numbers a page of the bitmap. */
#define PAGE_BITS 16
#define PAGE_WORDS (1 << (PAGE_BITS - 6))

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
  ClvIdForm form;         /* of the first id */
  GHashTable *pages;      /* number >> PAGE_BITS → guint64[PAGE_WORDS] */
  guint64 page_number;    /* of the page last used */
  guint64 *page;          /* (nullable) */
  gboolean is_scattered;
};

/*
 * clv_id_fingerprint:
 *
 * Sixty-four bits that stand for a text, never 0: multiply and fold, eight bytes a
 * step.
 */
guint64
clv_id_fingerprint (const char *text,
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

  g_hash_table_unref (self->pages);
  g_free (self->slots);
  g_free (self);
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

/* Whether the number has a place in the bitmap; then it is put there. */
static inline gboolean
put_number (ClvIdSet *self,
            guint64   number)
{
  guint64 *page = self->page;
  guint64 bit = 0;

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
      guint64 number = 0;

      if (lengths[i] == 0)
        continue;
      if (!self->has_form)
        clv_id_form_learn (&self->form, texts[i], lengths[i]);
      self->has_form = TRUE;
      if (clv_id_form_number (&self->form, texts[i], lengths[i], &number)
          && put_number (self, number))
        continue;

      hashes[n_hashes] = clv_id_fingerprint (texts[i], lengths[i]);
      __builtin_prefetch (&self->slots[hashes[n_hashes] & self->mask]);
      if (++n_hashes == BATCH)
        {
          put_all (self, n_hashes, hashes);
          n_hashes = 0;
        }
    }
  put_all (self, n_hashes, hashes);
}

/* Whether every id of @form and its length has the same number in the set's form. */
static gboolean
is_same_form (const ClvIdSet  *self,
              const ClvIdForm *form,
              guint32          n,
              const guint64   *numbers)
{
  guint64 least = 1;

  if (form->prefix_length != self->form.prefix_length
      || form->first_length < self->form.first_length
      || memcmp (form->prefix, self->form.prefix, form->prefix_length) != 0)
    return FALSE;
  if (form->first_length == self->form.first_length)
    return TRUE;

  /* A longer one may not begin with a zero. */
  for (guint32 i = form->prefix_length + 1; i < form->first_length; i++)
    least *= 10;
  for (guint32 i = 0; i < n; i++)
    {
      if (numbers[i] < least)
        return FALSE;
    }

  return TRUE;
}

static void
add_spelled (ClvIdSet        *self,
             const ClvIdForm *form,
             guint64          number)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *at;
  guint32 length;

  clv_id_append (text, form->prefix, form->prefix_length,
                 form->first_length - form->prefix_length, number);
  at = text->str;
  length = (guint32) text->len;
  clv_id_set_add_many (self, 1, &at, &length);
}

/*
 * clv_id_set_add_numbers:
 * @form: what the ids have in common
 * @n: how many
 * @numbers: of ids that are as long as the one that gave the form
 *
 * As clv_id_set_add_many() of the texts, without spelling them.
 */
void
clv_id_set_add_numbers (ClvIdSet        *self,
                        const ClvIdForm *form,
                        guint32          n,
                        const guint64   *numbers)
{
  gboolean is_same;

  if (!self->has_form && n > 0)
    {
      self->form = *form;
      self->has_form = TRUE;
    }
  is_same = is_same_form (self, form, n, numbers);
  for (guint32 i = 0; i < n; i++)
    {
      if (!is_same || !put_number (self, numbers[i]))
        add_spelled (self, form, numbers[i]);
    }
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

/*
 * clv_id_set_has:
 *
 * Whether the string came; by its fingerprint, where it is not a running number.
 */
gboolean
clv_id_set_has (const ClvIdSet *self,
                const char     *text,
                guint32         length)
{
  guint64 number = 0;
  guint64 hash;
  guint64 at;

  if (self->has_form && clv_id_form_number (&self->form, text, length, &number))
    {
      guint64 page_number = number >> PAGE_BITS;
      const guint64 *page = g_hash_table_lookup (self->pages, &page_number);

      if (page != NULL
          && (page[(number >> 6) & (PAGE_WORDS - 1)] & (guint64) 1 << (number & 63)) != 0)
        return TRUE;
    }

  hash = clv_id_fingerprint (text, length);
  at = hash & self->mask;
  while (self->slots[at] != 0 && self->slots[at] != hash)
    at = (at + 1) & self->mask;

  return self->slots[at] == hash;
}
