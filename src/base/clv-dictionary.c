/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>

#include "clv-dictionary.h"
#include "clv-mix.h"
#include "clv-error.h"
#include "clv-memory.h"
#include "clv-id-form.h"

/* How many look-ups clv_dictionary_add_many() keeps in flight: enough to hide the
 * latency of main memory, few enough to stay in registers and first-level cache. */
#define BATCH 32

#define FIRST_SLOTS 1024

#define HUGE_PAGE ((gsize) 2 * 1024 * 1024)

/* The table of numbers begins with so many places, and grows while there are not
 * over so many a numbered string. */
#define FIRST_NUMBERS 1024
#define NUMBERS_A_STRING 16
#define NO_NUMBER G_MAXUINT64
#define NUMBERS_MAX ((guint64) 1 << 30)

/**
 * Slot:
 *
 * A string of up to 15 bytes is in @low and @high whole, its length in the top
 * byte, so that the usual customer id never touches the heap, whose place in memory
 * would be another miss. Of a longer one they are a hash with %LONG_KEY on top; the
 * heap decides.
 */
typedef struct
{
  guint64 low;
  guint64 high;
  guint32 code;    /* CLV_DICTIONARY_NONE = free */
  guint32 offset;  /* of the string in the heap */
} Slot;

#define INLINE_BYTES 15
#define LONG_KEY G_GUINT64_CONSTANT (0xff)

/* Shops number their customers through, so most ids are one prefix and a number
 * (ClvIdForm). Such a string's code stands in a table at its number: four bytes
 * instead of a slot, next to its neighbours, and nothing to be compared. Strings
 * of another form, and those whose numbers the table does not reach, have slots.
 * When the table grows over numbers that have slots, their codes are entered;
 * the slots stay and are not looked at any more. */
struct _ClvDictionary
{
  gint ref_count;
  Slot *slots;            /* NULL until somebody looks something up */
  guint64 n_slots;        /* a power of two */
  guint64 n_slots_used;
  gboolean has_form;
  ClvIdForm form;
  guint32 *numbers;       /* codes + 1 by number, 0 = free */
  guint64 n_numbers;      /* a power of two */
  guint64 n_numbered;     /* strings of the form */
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

/* Strings of 16 bytes and more. */
static Slot
make_long_key (const char *text,
               gsize       length)
{
  guint64 hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  Slot key = { 0, 0, CLV_DICTIONARY_NONE, 0 };

  for (gsize i = 0; i + 8 < length; i += 8)
    hash = clv_mix (hash ^ load_64 (text + i)) + i;

  key.low = hash;
  key.high = (clv_mix (hash ^ load_64 (text + length - 8)) >> 8) | LONG_KEY << 56;

  return key;
}

/* What a slot of this text holds but for its code and its place in the heap. */
static inline Slot
make_key (const char *text,
          gsize       length)
{
  Slot key = { 0, (guint64) length << 56, CLV_DICTIONARY_NONE, 0 };

  if (length > INLINE_BYTES)
    return make_long_key (text, length);

  if (length > 8)
    {
      key.low = load_64 (text);
      key.high |= load_64 (text + length - 8) >> (8 * (16 - length));
    }
  else if (length >= 4)
    {
      key.low = load_32 (text) | (guint64) load_32 (text + length - 4) << 32;
    }
  else if (length > 0)
    {
      key.low = (guint64) (guint8) text[0] | (guint64) (guint8) text[length / 2] << 8 |
                (guint64) (guint8) text[length - 1] << 16;
    }

  return key;
}

static inline guint64
hash_key (const Slot *key)
{
  return clv_mix (key->low ^ key->high * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
}

static inline gboolean
slot_matches (const ClvDictionary *self,
              const Slot          *slot,
              const Slot          *key,
              const char          *text,
              gsize                length)
{
  if (slot->low != key->low || slot->high != key->high)
    return FALSE;

  return length <= INLINE_BYTES ||
         (self->offsets[slot->code + 1] - slot->offset - 1 == length &&
          memcmp (self->heap + slot->offset, text, length) == 0);
}

static Slot *
find_slot (const ClvDictionary *self,
           const Slot          *key,
           guint64              hash,
           const char          *text,
           gsize                length)
{
  guint64 mask = self->n_slots - 1;
  guint64 i = hash & mask;

  while (self->slots[i].code != CLV_DICTIONARY_NONE &&
         !slot_matches (self, &self->slots[i], key, text, length))
    i = (i + 1) & mask;

  return &self->slots[i];
}

/* A look-up goes to a random place; with small pages each would also miss the
 * table of pages. A kernel that has no huge ones refuses, and nothing is lost. */
static gpointer
allocate_table (guint64 n,
                gsize   size_of_one,
                int     fill)
{
  gsize size = n * size_of_one;
  gpointer table = g_aligned_alloc (n, size_of_one, size >= HUGE_PAGE ? HUGE_PAGE : 64);

#ifdef MADV_HUGEPAGE
  if (size >= HUGE_PAGE)
    madvise (table, size, MADV_HUGEPAGE);
#endif
  memset (table, fill, size);

  return table;
}

static Slot *
allocate_slots (guint64 n_slots)
{
  return allocate_table (n_slots, sizeof (Slot), 0xff);
}

/* Strings are distinct already, so only free places have to be found. */
static void
place (Slot       *slots,
       guint64     n_slots,
       const Slot *slot)
{
  guint64 i = hash_key (slot) & (n_slots - 1);

  while (slots[i].code != CLV_DICTIONARY_NONE)
    i = (i + 1) & (n_slots - 1);
  slots[i] = *slot;
}

/* Twice as many; frees the old. */
static Slot *
grown_slots (ClvDictionary *self,
             Slot          *old)
{
  guint64 n_slots = self->n_slots * 2;
  Slot *slots = allocate_slots (n_slots);

  for (guint64 i = 0; i < self->n_slots; i++)
    {
      if (old[i].code != CLV_DICTIONARY_NONE)
        place (slots, n_slots, &old[i]);
    }

  g_aligned_free (old);
  self->n_slots = n_slots;

  return slots;
}

/* The first string gives the form. */
static inline void
learn_form (ClvDictionary *self,
            const char    *text,
            gsize          length)
{
  if (G_LIKELY (self->has_form))
    return;

  clv_id_form_learn (&self->form, text, (guint32) length);
  self->has_form = TRUE;
}

static inline gboolean
get_number (const ClvDictionary *self,
            const char          *text,
            gsize                length,
            guint64             *number)
{
  return self->has_form && clv_id_form_number (&self->form, text, (guint32) length, number);
}

/* The codes of strings that have slots so far and whose numbers the table now
 * reaches. */
static void
enter_numbers (ClvDictionary *self,
               guint64        from,
               guint32        n)
{
  for (guint32 code = 0; code < n; code++)
    {
      const char *text = self->heap + self->offsets[code];
      guint64 number = 0;

      if (get_number (self, text, self->offsets[code + 1] - self->offsets[code] - 1, &number)
          && number >= from && number < self->n_numbers && self->numbers[number] == 0)
        self->numbers[number] = code + 1;
    }
}

/* Whether the table reaches @number now. @n strings are in already. */
static gboolean
reach_number (ClvDictionary *self,
              guint64        number,
              guint32        n)
{
  guint64 n_old = self->n_numbers;
  guint64 n_new = MAX (n_old, FIRST_NUMBERS);
  guint32 *numbers = NULL;

  while (n_new <= number && n_new < NUMBERS_MAX)
    n_new *= 2;
  if (n_new <= number
      || (n_new > FIRST_NUMBERS && n_new > NUMBERS_A_STRING * self->n_numbered))
    return FALSE;

  numbers = allocate_table (n_new, sizeof *numbers, 0);
  if (n_old > 0)
    memcpy (numbers, self->numbers, n_old * sizeof *numbers);
  g_aligned_free (self->numbers);
  self->numbers = numbers;
  self->n_numbers = n_new;
  enter_numbers (self, n_old, n);

  return TRUE;
}

/* Of a string that is new: the place of its code in the table, or NULL where it
 * has to have a slot. @n: strings that are in already. */
static guint32 *
find_place (ClvDictionary *self,
            const char    *text,
            guint32        length,
            guint32        n)
{
  guint64 number = 0;

  if (!get_number (self, text, length, &number))
    return NULL;

  self->n_numbered++;
  if (number >= self->n_numbers && !reach_number (self, number, n))
    return NULL;

  return &self->numbers[number];
}

static void
build_index (ClvDictionary *self)
{
  Slot *slots = allocate_slots (FIRST_SLOTS);

  self->n_slots = FIRST_SLOTS;
  for (guint32 code = 0; code < self->n; code++)
    {
      const char *text = self->heap + self->offsets[code];
      guint32 length = self->offsets[code + 1] - self->offsets[code] - 1;
      guint32 *number = NULL;
      Slot slot;

      learn_form (self, text, length);
      number = find_place (self, text, length, code);
      if (number != NULL)
        {
          *number = *number == 0 ? code + 1 : *number;
          continue;
        }
      slot = make_key (text, length);
      slot.code = code;
      slot.offset = self->offsets[code];
      place (slots, self->n_slots, &slot);
      self->n_slots_used++;
      if (4 * self->n_slots_used > 3 * self->n_slots)
        slots = grown_slots (self, slots);
    }

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
    build_index (writable);
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

/* A string that is not in the table of numbers. */
static guint32
add_key (ClvDictionary *self,
         const Slot    *key,
         guint64        hash,
         const char    *text,
         guint32        length)
{
  Slot *slot = find_slot (self, key, hash, text, length);
  guint32 *number = NULL;

  if (G_LIKELY (slot->code != CLV_DICTIONARY_NONE))
    return slot->code;

  number = find_place (self, text, length, self->n);
  if (!append_text (self, text, length))
    return CLV_DICTIONARY_FULL;

  if (number != NULL)
    {
      *number = self->n;
      return self->n - 1;
    }
  *slot = *key;
  slot->code = self->n - 1;
  slot->offset = self->offsets[slot->code];
  self->n_slots_used++;
  if (4 * self->n_slots_used > 3 * self->n_slots)
    self->slots = grown_slots (self, self->slots);

  return self->n - 1;
}

/* A string whose number the table reaches. */
static inline guint32
add_number (ClvDictionary *self,
            guint64        number,
            const char    *text,
            guint32        length)
{
  if (G_LIKELY (self->numbers[number] != 0))
    return self->numbers[number] - 1;

  if (!append_text (self, text, length))
    return CLV_DICTIONARY_FULL;

  self->n_numbered++;
  self->numbers[number] = self->n;

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
      g_free (self->heap);
      self->heap = clv_alloc_large (size, 1);
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
 * clv_dictionary_new_take:
 * @heap: (transfer full): strings, each ended by a NUL, all different
 * @offsets: (transfer full) (array): where each begins, and as one more where the last
 *   ends
 * @n: how many
 *
 * As clv_dictionary_new_for_heap(), for who knows already where the strings are.
 *
 * Returns: (transfer full): the dictionary
 */
ClvDictionary *
clv_dictionary_new_take (char    *heap,
                         guint32 *offsets,
                         guint32  n)
{
  ClvDictionary *self = NULL;

  g_return_val_if_fail (heap != NULL && offsets != NULL, NULL);

  self = g_new0 (ClvDictionary, 1);
  self->ref_count = 1;
  self->n = n;
  self->n_allocated = MAX (n, 1);
  self->offsets = offsets;
  self->heap_size = offsets[n];
  self->heap_allocated = MAX (offsets[n], 1);
  self->heap = heap;
  g_mutex_init (&self->index_lock);

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
  g_aligned_free (self->slots);
  g_aligned_free (self->numbers);
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
  guint64 number = 0;
  Slot key;

  g_return_val_if_fail (self != NULL, CLV_DICTIONARY_FULL);
  g_return_val_if_fail (text != NULL || length == 0, CLV_DICTIONARY_FULL);

  if (length >= G_MAXUINT32)
    return CLV_DICTIONARY_FULL;

  ensure_slots (self);
  learn_form (self, text, length);
  if (get_number (self, text, length, &number) && number < self->n_numbers)
    return add_number (self, number, text, (guint32) length);
  key = make_key (text, length);

  return add_key (self, &key, hash_key (&key), text, (guint32) length);
}

/* A long string is compared with the heap: have the likely one at hand. */
static inline void
prefetch_text (const ClvDictionary *self,
               guint64              hash)
{
  const Slot *slot = &self->slots[hash & (self->n_slots - 1)];

  if (slot->code == CLV_DICTIONARY_NONE)
    return;

  __builtin_prefetch (&self->offsets[slot->code + 1]);
  __builtin_prefetch (self->heap + slot->offset);
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
  Slot keys[BATCH];
  guint64 hashes[BATCH];
  guint64 numbers[BATCH];

  g_return_if_fail (self != NULL);

  ensure_slots (self);
  if (n > 0)
    learn_form (self, texts[0], lengths[0]);
  for (guint32 start = 0; start < n; start += BATCH)
    {
      guint32 count = MIN (n - start, BATCH);

      for (guint32 i = 0; i < count; i++)
        {
          if (!get_number (self, texts[start + i], lengths[start + i], &numbers[i]))
            numbers[i] = NO_NUMBER;
          if (numbers[i] < self->n_numbers)
            {
              __builtin_prefetch (&self->numbers[numbers[i]]);
              continue;
            }
          keys[i] = make_key (texts[start + i], lengths[start + i]);
          hashes[i] = hash_key (&keys[i]);
          __builtin_prefetch (&self->slots[hashes[i] & (self->n_slots - 1)]);
        }
      for (guint32 i = 0; i < count; i++)
        {
          if (lengths[start + i] > INLINE_BYTES && numbers[i] >= self->n_numbers)
            prefetch_text (self, hashes[i]);
        }
      /* The table may grow on the way, over numbers that it did not reach above. */
      for (guint32 i = 0; i < count; i++)
        codes[start + i] = numbers[i] < self->n_numbers
                           ? add_number (self, numbers[i], texts[start + i], lengths[start + i])
                           : add_key (self, &keys[i], hashes[i], texts[start + i],
                                      lengths[start + i]);
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
  guint64 number = 0;
  Slot key;

  g_return_val_if_fail (self != NULL, CLV_DICTIONARY_NONE);
  g_return_val_if_fail (text != NULL || length == 0, CLV_DICTIONARY_NONE);

  if (length >= G_MAXUINT32)
    return CLV_DICTIONARY_NONE;

  ensure_slots (self);
  if (get_number (self, text, length, &number) && number < self->n_numbers)
    return self->numbers[number] - 1;
  key = make_key (text, length);

  return find_slot (self, &key, hash_key (&key), text, length)->code;
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
