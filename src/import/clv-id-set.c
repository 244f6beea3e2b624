/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-id-set.h"

#define BATCH 32

struct _ClvIdSet
{
  guint64 *slots;      /* 0 is free */
  guint64 mask;
  guint64 n;
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

  g_free (self->slots);
  g_free (self);
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

  for (guint32 start = 0; start < n; start += BATCH)
    {
      guint32 count = MIN (n - start, BATCH);

      for (guint32 i = 0; i < count; i++)
        {
          hashes[i] = fingerprint (texts[start + i], lengths[start + i]);
          __builtin_prefetch (&self->slots[hashes[i] & self->mask]);
        }
      for (guint32 i = 0; i < count; i++)
        {
          if (lengths[start + i] == 0 || !put (self, hashes[i]))
            continue;
          self->n++;
          if (self->n * 4 > self->mask * 3)
            grow (self);
        }
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
