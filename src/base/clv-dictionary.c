/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-dictionary.h"
#include "clv-error.h"

/* How many look-ups clv_dictionary_add_many() keeps in flight: enough to hide the
 * latency of main memory, few enough to stay in registers and first-level cache. */
#define BATCH 32

#define FIRST_SLOTS 1024

/**
 * Slot:
 *
 * 16 bytes, so that four share a cache line. A string of up to eight bytes is
 * told apart by @hash and @length alone (the hash of such a string is a
 * bijection), so that the usual short customer id never touches the heap.
 */
typedef struct
{
  guint64 hash;
  guint32 length;
  guint32 code;   /* CLV_DICTIONARY_NONE = free */
} Slot;

struct _ClvDictionary
{
  gint ref_count;
  Slot *slots;            /* NULL until somebody looks something up */
  guint64 n_slots;        /* a power of two */
  char *heap;
  gsize heap_size;
  gsize heap_allocated;
  guint32 *offsets;       /* [n + 1] */
  guint32 n;
  guint32 n_allocated;
  GMutex index_lock;      /* guards the building of slots by readers */
};

static inline guint32
load_32 (const char *text)
{
  guint32 value = 0;

  memcpy (&value, text, sizeof value);

  return value;
}

static inline guint64
load_64 (const char *text)
{
  guint64 value = 0;

  memcpy (&value, text, sizeof value);

  return value;
}

/* Bijective finaliser (Stafford's variant 13 of the murmur3 mixer). */
static inline guint64
mix (guint64 value)
{
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return value ^ (value >> 31);
}

static guint64
hash_long (const char *text,
           gsize       length)
{
  guint64 hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  gsize i = 0;

  for (i = 0; i + 8 < length; i += 8)
    hash = mix (hash ^ load_64 (text + i)) + i;

  return mix (hash ^ load_64 (text + length - 8));
}

static inline guint64
hash_text (const char *text,
           gsize       length)
{
  if (length > 8)
    return hash_long (text, length);

  if (length >= 4)
    return mix (load_32 (text) | (guint64) load_32 (text + length - 4) << 32);

  if (length > 0)
    return mix ((guint64) (guint8) text[0] | (guint64) (guint8) text[length / 2] << 8 |
                (guint64) (guint8) text[length - 1] << 16);

  return 0;
}

static inline gboolean
slot_matches (const ClvDictionary *self,
              const Slot          *slot,
              guint64              hash,
              const char          *text,
              guint32              length)
{
  return slot->hash == hash && slot->length == length &&
         (length <= 8 || memcmp (self->heap + self->offsets[slot->code], text, length) == 0);
}

static Slot *
find_slot (const ClvDictionary *self,
           guint64              hash,
           const char          *text,
           guint32              length)
{
  guint64 mask = self->n_slots - 1;
  guint64 i = hash & mask;

  while (self->slots[i].code != CLV_DICTIONARY_NONE &&
         !slot_matches (self, &self->slots[i], hash, text, length))
    i = (i + 1) & mask;

  return &self->slots[i];
}

static Slot *
allocate_slots (guint64 n_slots)
{
  Slot *slots = g_new (Slot, n_slots);

  memset (slots, 0xff, n_slots * sizeof *slots);

  return slots;
}

/* Strings are distinct already, so only free places have to be found. */
static void
place (Slot       *slots,
       guint64     n_slots,
       const Slot *slot)
{
  guint64 i = slot->hash & (n_slots - 1);

  while (slots[i].code != CLV_DICTIONARY_NONE)
    i = (i + 1) & (n_slots - 1);
  slots[i] = *slot;
}

static void
grow_slots (ClvDictionary *self)
{
  guint64 n_slots = self->n_slots * 2;
  Slot *slots = allocate_slots (n_slots);

  for (guint64 i = 0; i < self->n_slots; i++)
    {
      if (self->slots[i].code != CLV_DICTIONARY_NONE)
        place (slots, n_slots, &self->slots[i]);
    }

  g_free (self->slots);
  self->slots = slots;
  self->n_slots = n_slots;
}

static void
build_slots (ClvDictionary *self)
{
  guint64 n_slots = FIRST_SLOTS;
  Slot *slots = NULL;

  while (n_slots < 2 * (guint64) self->n)
    n_slots *= 2;

  slots = allocate_slots (n_slots);
  for (guint32 code = 0; code < self->n; code++)
    {
      const char *text = self->heap + self->offsets[code];
      Slot slot = { 0, self->offsets[code + 1] - self->offsets[code] - 1, code };

      slot.hash = hash_text (text, slot.length);
      place (slots, n_slots, &slot);
    }

  self->n_slots = n_slots;
  g_atomic_pointer_set (&self->slots, slots);
}

/* A dictionary that came from a heap has no index yet. Readers of several
 * threads may be the first to need it. */
static void
ensure_slots (const ClvDictionary *self)
{
  ClvDictionary *writable = (ClvDictionary *) self;

  if (G_LIKELY (g_atomic_pointer_get (&writable->slots) != NULL))
    return;

  g_mutex_lock (&writable->index_lock);
  if (self->slots == NULL)
    build_slots (writable);
  g_mutex_unlock (&writable->index_lock);
}

static gboolean
append_text (ClvDictionary *self,
             const char    *text,
             guint32        length)
{
  gsize needed = self->heap_size + length + 1;

  if (needed > G_MAXUINT32 || self->n >= CLV_DICTIONARY_FULL - 1)
    return FALSE;

  if (needed > self->heap_allocated)
    {
      self->heap_allocated = MAX (needed, 2 * self->heap_allocated);
      self->heap = g_realloc (self->heap, self->heap_allocated);
    }
  if (self->n + 1 >= self->n_allocated)
    {
      self->n_allocated *= 2;
      self->offsets = g_renew (guint32, self->offsets, (gsize) self->n_allocated + 1);
    }

  if (length > 0)
    memcpy (self->heap + self->heap_size, text, length);
  self->heap[needed - 1] = '\0';
  self->heap_size = needed;
  self->n++;
  self->offsets[self->n] = (guint32) needed;

  return TRUE;
}

static guint32
add_hashed (ClvDictionary *self,
            guint64        hash,
            const char    *text,
            guint32        length)
{
  Slot *slot = find_slot (self, hash, text, length);

  if (G_LIKELY (slot->code != CLV_DICTIONARY_NONE))
    return slot->code;

  if (!append_text (self, text, length))
    return CLV_DICTIONARY_FULL;

  slot->hash = hash;
  slot->length = length;
  slot->code = self->n - 1;
  if (2 * (guint64) self->n > self->n_slots)
    grow_slots (self);

  return self->n - 1;
}

/**
 * clv_dictionary_new:
 *
 * Returns: (transfer full): an empty dictionary
 */
ClvDictionary *
clv_dictionary_new (void)
{
  ClvDictionary *self = g_new0 (ClvDictionary, 1);

  self->ref_count = 1;
  self->n_allocated = FIRST_SLOTS;
  self->offsets = g_new0 (guint32, (gsize) self->n_allocated + 1);
  self->heap_allocated = 16384;
  self->heap = g_malloc (self->heap_allocated);
  g_mutex_init (&self->index_lock);

  return self;
}

/**
 * clv_dictionary_new_for_heap:
 * @heap: strings, each ended by a NUL, all different
 * @size: bytes of @heap
 * @error: return location, %CLV_TEXT_ERROR where the heap does not end in a NUL
 *   or is too large
 *
 * A dictionary of stored strings; the index is built when first needed. The
 * strings are copied. That they are distinct is the caller's promise: of two
 * equal ones the later is never found by clv_dictionary_lookup().
 *
 * Returns: (transfer full) (nullable): the dictionary
 */
ClvDictionary *
clv_dictionary_new_for_heap (const char *heap,
                             gsize       size,
                             GError    **error)
{
  ClvDictionary *self = NULL;
  const char *end = NULL;
  gsize position = 0;

  g_return_val_if_fail (heap != NULL || size == 0, NULL);

  if (size >= G_MAXUINT32 || (size > 0 && heap[size - 1] != '\0'))
    {
      g_set_error_literal (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
                           _("A stored list of names is damaged: its end is missing."));
      return NULL;
    }

  self = clv_dictionary_new ();
  if (size > self->heap_allocated)
    {
      self->heap_allocated = size;
      self->heap = g_realloc (self->heap, size);
    }
  if (size > 0)
    memcpy (self->heap, heap, size);
  self->heap_size = size;

  while (position < size)
    {
      end = memchr (self->heap + position, '\0', size - position);
      position = (gsize) (end - self->heap) + 1;
      if (self->n + 1 >= self->n_allocated)
        {
          self->n_allocated *= 2;
          self->offsets = g_renew (guint32, self->offsets, (gsize) self->n_allocated + 1);
        }
      self->offsets[++self->n] = (guint32) position;
    }

  return self;
}

/**
 * clv_dictionary_ref:
 * @self: a dictionary
 *
 * Returns: (transfer full): @self
 */
ClvDictionary *
clv_dictionary_ref (ClvDictionary *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * clv_dictionary_unref:
 * @self: (nullable): a dictionary
 */
void
clv_dictionary_unref (ClvDictionary *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_mutex_clear (&self->index_lock);
  g_free (self->slots);
  g_free (self->heap);
  g_free (self->offsets);
  g_free (self);
}

/**
 * clv_dictionary_get_n:
 * @self: a dictionary
 *
 * Returns: how many different strings it holds
 */
guint32
clv_dictionary_get_n (const ClvDictionary *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n;
}

/**
 * clv_dictionary_add:
 * @self: a dictionary
 * @text: (nullable): the string, need not end in a NUL
 * @length: its bytes
 *
 * Returns: the code of the string, new or old; %CLV_DICTIONARY_FULL where it is
 *   new and there is no room left
 */
guint32
clv_dictionary_add (ClvDictionary *self,
                    const char    *text,
                    gsize          length)
{
  g_return_val_if_fail (self != NULL, CLV_DICTIONARY_FULL);
  g_return_val_if_fail (text != NULL || length == 0, CLV_DICTIONARY_FULL);

  if (length >= G_MAXUINT32)
    return CLV_DICTIONARY_FULL;

  ensure_slots (self);

  return add_hashed (self, hash_text (text, length), text, (guint32) length);
}

/**
 * clv_dictionary_add_many:
 * @self: a dictionary
 * @n: how many strings
 * @texts: (array length=n): the strings
 * @lengths: (array length=n): their bytes
 * @codes: (out caller-allocates) (array length=n): their codes
 *
 * Adds in order, as @n calls of clv_dictionary_add() would, but fetches the
 * places of the next strings from memory while it looks at the present one.
 */
void
clv_dictionary_add_many (ClvDictionary      *self,
                         guint32             n,
                         const char * const *texts,
                         const guint32      *lengths,
                         guint32            *codes)
{
  guint64 hashes[BATCH];

  g_return_if_fail (self != NULL);

  ensure_slots (self);
  for (guint32 start = 0; start < n; start += BATCH)
    {
      guint32 count = MIN (n - start, BATCH);

      for (guint32 i = 0; i < count; i++)
        {
          hashes[i] = hash_text (texts[start + i], lengths[start + i]);
          __builtin_prefetch (&self->slots[hashes[i] & (self->n_slots - 1)]);
        }
      for (guint32 i = 0; i < count; i++)
        codes[start + i] = add_hashed (self, hashes[i], texts[start + i], lengths[start + i]);
    }
}

/**
 * clv_dictionary_lookup:
 * @self: a dictionary
 * @text: (nullable): the string, need not end in a NUL
 * @length: its bytes
 *
 * Returns: its code, or %CLV_DICTIONARY_NONE
 */
guint32
clv_dictionary_lookup (const ClvDictionary *self,
                       const char          *text,
                       gsize                length)
{
  g_return_val_if_fail (self != NULL, CLV_DICTIONARY_NONE);
  g_return_val_if_fail (text != NULL || length == 0, CLV_DICTIONARY_NONE);

  if (length >= G_MAXUINT32)
    return CLV_DICTIONARY_NONE;

  ensure_slots (self);

  return find_slot (self, hash_text (text, length), text, (guint32) length)->code;
}

/**
 * clv_dictionary_get:
 * @self: a dictionary
 * @code: a code below clv_dictionary_get_n()
 * @length: (out) (optional): bytes of the string
 *
 * Returns: (transfer none): the string, ended by a NUL; good until the next
 *   string is added
 */
const char *
clv_dictionary_get (const ClvDictionary *self,
                    guint32              code,
                    gsize               *length)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (code < self->n, NULL);

  if (length != NULL)
    *length = self->offsets[code + 1] - self->offsets[code] - 1;

  return self->heap + self->offsets[code];
}

/**
 * clv_dictionary_get_heap:
 * @self: a dictionary
 * @size: (out): bytes of the heap
 *
 * Returns: (transfer none): all strings in the order of their codes, each ended
 *   by a NUL; good until the next string is added
 */
const char *
clv_dictionary_get_heap (const ClvDictionary *self,
                         gsize               *size)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (size != NULL, NULL);

  *size = self->heap_size;

  return self->heap;
}
