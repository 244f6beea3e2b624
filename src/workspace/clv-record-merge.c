/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-batch-parts.h"
#include "clv-batch-reader.h"
#include "clv-mix.h"
#include "clv-record-merge.h"

/* A key is a 64-bit hash of its columns: of a million keys two agree by accident once
 * in thirty million files. What the records of a key hold is a sum of hashes, which
 * does not depend on their order. */

/* The bit of keys that are all of their record. */
#define OWN_KEY G_GUINT64_CONSTANT (1)

typedef struct
{
  guint64 key;       /* 0: the slot is free */
  guint64 run;       /* sums of what the records hold */
  guint64 old;
  guint32 n_run;
  guint32 n_old;
} Slot;

struct _ClvRecordMerge
{
  ClvWorkspace *workspace;          /* (unowned) */
  const ClvRecordStore *store;      /* (unowned) */
  const ClvRecordLayout *layout;    /* (unowned) */
  const ClvField *key_fields;       /* ended by CLV_N_FIELDS; NULL: all of the record */
  Slot *slots;
  gsize n_slots;                    /* a power of two */
  gsize n_used;
  GArray *old_batches;              /* gint64 */
  ClvRecordRows *rows;
  guint64 *hashes[CLV_N_FIELDS];    /* of the texts behind the codes of @rows, by field */
  guint32 n_hashes[CLV_N_FIELDS];
  guint64 n_new;
  guint64 n_present;
  guint64 n_changed;
};

static void
clear_hashes (ClvRecordMerge *self)
{
  guint i;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_clear_pointer (&self->hashes[i], g_free);
      self->n_hashes[i] = 0;
    }
}

static void
take_hashes (ClvRecordMerge      *self,
             ClvField             field,
             const ClvDictionary *texts)
{
  self->hashes[field] = clv_batch_hash_texts (texts);
  self->n_hashes[field] = clv_dictionary_get_n (texts);
}

/* Tickets with a number have a key, those without have none, row by row. */
static const ClvField *
choose_key (ClvImportKind kind)
{
  static const ClvField spend[] = {
    CLV_FIELD_DATE, CLV_FIELD_CHANNEL, CLV_FIELD_CAMPAIGN, CLV_N_FIELDS
  };
  static const ClvField tickets[] = { CLV_FIELD_ORDER, CLV_N_FIELDS };
  static const ClvField products[] = { CLV_FIELD_PRODUCT, CLV_N_FIELDS };
  static const ClvField subscriptions[] = {
    CLV_FIELD_ORDER, CLV_FIELD_DATE, CLV_N_FIELDS
  };
  static const ClvField summary[] = { CLV_FIELD_CUSTOMER, CLV_N_FIELDS };

  switch (kind)
    {
    case CLV_IMPORT_KIND_SPEND:
      return spend;
    case CLV_IMPORT_KIND_TICKETS:
      return tickets;
    case CLV_IMPORT_KIND_PRODUCTS:
      return products;
    case CLV_IMPORT_KIND_SUBSCRIPTIONS:
      return subscriptions;
    case CLV_IMPORT_KIND_SUMMARY:
      return summary;
    case CLV_IMPORT_KIND_ORDERS:
    case CLV_IMPORT_KIND_CUSTOMERS:
    case CLV_IMPORT_KIND_REFUNDS:
    case CLV_IMPORT_KIND_EVENTS:
    case CLV_N_IMPORT_KINDS:
    default:
      return NULL;
    }
}

/* An empty cell adds nothing, as does a column that is not there. */
static inline guint64
hash_cell (const ClvRecordMerge *self,
           guint                 field,
           guint32               row)
{
  const ClvRecordRows *rows = self->rows;
  guint64 tag = (guint64) (field + 1) << 56;

  if (!rows->has[field])
    return 0;
  if (self->hashes[field] != NULL)
    {
      guint32 code = rows->codes[field][row];

      return code < self->n_hashes[field] ? clv_mix (self->hashes[field][code] ^ tag) : 0;
    }
  if (rows->values[field] == NULL || rows->values[field][row] == CLV_RECORD_NONE)
    return 0;
  return clv_mix (clv_mix ((guint64) rows->values[field][row]) ^ tag);
}

static guint64
hash_row (const ClvRecordMerge *self,
          guint32               row)
{
  guint64 sum = 0;
  guint i;

  for (i = 0; i < CLV_N_FIELDS; i++)
    sum += hash_cell (self, i, row);
  return clv_mix (sum);
}

static guint64
hash_key (const ClvRecordMerge *self,
          guint32               row,
          guint64               content)
{
  static const ClvField without_number[] = {
    CLV_FIELD_CUSTOMER, CLV_FIELD_PRODUCT, CLV_FIELD_DATE, CLV_N_FIELDS
  };
  const ClvField *field = self->key_fields;
  guint64 sum = 0;

  if (field != NULL && *field == CLV_FIELD_ORDER && hash_cell (self, CLV_FIELD_ORDER, row) == 0)
    field = self->layout->kind == CLV_IMPORT_KIND_SUBSCRIPTIONS ? without_number : NULL;
  if (field == NULL)
    return content | OWN_KEY;
  for (; *field != CLV_N_FIELDS; field++)
    sum += hash_cell (self, *field, row);
  return (clv_mix (sum + 1) | 2) & ~OWN_KEY;
}

static Slot *
find_slot (const ClvRecordMerge *self,
           guint64               key)
{
  gsize at = (gsize) (key >> 1) & (self->n_slots - 1);

  while (self->slots[at].key != 0 && self->slots[at].key != key)
    at = (at + 1) & (self->n_slots - 1);
  return &self->slots[at];
}

static void
grow (ClvRecordMerge *self)
{
  Slot *old = self->slots;
  gsize n = self->n_slots;
  gsize i;

  self->n_slots = n * 2;
  self->slots = g_new0 (Slot, self->n_slots);
  for (i = 0; i < n; i++)
    {
      if (old[i].key != 0)
        *find_slot (self, old[i].key) = old[i];
    }
  g_free (old);
}

static void
sum_run (ClvRecordMerge *self,
         guint32         row)
{
  guint64 content = hash_row (self, row);
  guint64 key = hash_key (self, row, content);
  Slot *slot = NULL;

  if (self->n_used * 4 > self->n_slots * 3)
    grow (self);
  slot = find_slot (self, key);
  self->n_used += slot->key == 0;
  slot->key = key;
  slot->run += content;
  slot->n_run++;
}

/* Of records that are their own key the larger number is the truth. */
static gboolean
is_present (const Slot *slot)
{
  if (slot->n_old == 0)
    return FALSE;
  if ((slot->key & OWN_KEY) != 0 && slot->n_old >= slot->n_run)
    return TRUE;
  return slot->n_run == slot->n_old && slot->run == slot->old;
}

static gboolean
is_changed (const Slot *slot)
{
  return slot->n_old > 0 && !is_present (slot);
}

static gboolean
each_run_segment (ClvRecordMerge *self,
                  void (*each)(ClvRecordMerge *, guint32),
                  GError **error)
{
  guint seq;
  guint i;

  clear_hashes (self);
  for (i = 0; i < self->layout->n_columns; i++)
    {
      if (self->layout->columns[i].texts != NULL)
        take_hashes (self, self->layout->columns[i].field, self->layout->columns[i].texts);
    }
  for (seq = 0; seq < clv_record_store_get_n_segments (self->store); seq++)
    {
      guint32 row;

      if (!clv_record_store_get_rows (self->store, seq, self->rows))
        {
          clv_batch_set_damaged (self->workspace, 0, error);
          return FALSE;
        }
      for (row = 0; row < self->rows->n; row++)
        each (self, row);
    }
  return TRUE;
}

/* Spend and events of other days cannot be the same. */
static gboolean
list_old_batches (ClvRecordMerge  *self,
                  ClvDate          first,
                  ClvDate          last,
                  GError         **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean by_date = self->layout->kind == CLV_IMPORT_KIND_SPEND
                     || self->layout->kind == CLV_IMPORT_KIND_EVENTS;

  statement = clv_statement_new (self->workspace, "SELECT id FROM batch WHERE kind = ?1 "
                                                  "AND undone_at IS NULL AND (NOT ?2 OR "
                                                  "(first_date <= ?4 AND last_date >= ?3)) "
                                                  "ORDER BY id", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, clv_import_kind_get_id (self->layout->kind));
  clv_statement_bind_int (statement, 2, by_date);
  clv_statement_bind_int (statement, 3, first);
  clv_statement_bind_int (statement, 4, last);
  return clv_statement_read_ints (statement, self->old_batches, error);
}

/* The texts of every column of an earlier batch, by their hashes. */
static gboolean
load_hashes (ClvRecordMerge  *self,
             gint64           batch,
             GError         **error)
{
  guint i;

  clear_hashes (self);
  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_autoptr(ClvDictionary) texts = NULL;

      if (clv_record_field_to_segment ((ClvField) i) == 0
          || clv_record_get_type (self->layout->kind, (ClvField) i) != CLV_RECORD_TEXT)
        continue;
      texts = clv_batch_load_dictionary (self->workspace, batch,
                                         clv_record_field_to_segment ((ClvField) i), error);
      if (texts == NULL)
        return FALSE;
      take_hashes (self, (ClvField) i, texts);
    }
  return TRUE;
}

typedef gboolean (*OldFunc) (ClvRecordMerge *self,
                             gint64          batch,
                             gint64          old_batch,
                             gint64          seq,
                             const guint8   *bits,
                             GError        **error);

static gboolean
each_old_segment (ClvRecordMerge  *self,
                  gint64           batch,
                  OldFunc          each,
                  GError         **error)
{
  guint i;

  for (i = 0; i < self->old_batches->len; i++)
    {
      gint64 old_batch = g_array_index (self->old_batches, gint64, i);
      g_autoptr(GHashTable) superseded = NULL;
      gint64 n = clv_batch_get_n_segments (self->workspace, old_batch, error);
      gint64 seq;

      if (n < 0 || !clv_batch_load_superseded (self->workspace, old_batch, &superseded, error)
          || !load_hashes (self, old_batch, error))
        return FALSE;
      for (seq = 0; seq < n; seq++)
        {
          const guint8 *bits = superseded != NULL ? g_hash_table_lookup (superseded, &seq) : NULL;

          if (!clv_record_rows_load (self->rows, self->workspace, self->layout->kind, old_batch,
                                     seq, error)
              || !each (self, batch, old_batch, seq, bits, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
sum_old_segment (ClvRecordMerge  *self,
                 gint64           batch,
                 gint64           old_batch,
                 gint64           seq,
                 const guint8    *bits,
                 GError         **error)
{
  guint32 row;

  for (row = 0; row < self->rows->n; row++)
    {
      guint64 content = 0;
      Slot *slot = NULL;

      if (CLV_ROW_BIT (bits, row))
        continue;
      content = hash_row (self, row);
      slot = find_slot (self, hash_key (self, row, content));
      if (slot->key == 0)
        continue;
      slot->old += content;
      slot->n_old++;
    }
  return TRUE;
}

static gboolean
supersede_segment (ClvRecordMerge  *self,
                   gint64           batch,
                   gint64           old_batch,
                   gint64           seq,
                   const guint8    *bits,
                   GError         **error)
{
  g_autoptr(GByteArray) list = g_byte_array_new ();
  guint32 row;

  for (row = 0; row < self->rows->n; row++)
    {
      const Slot *slot = NULL;

      if (CLV_ROW_BIT (bits, row))
        continue;
      slot = find_slot (self, hash_key (self, row, hash_row (self, row)));
      if (slot->key != 0 && is_changed (slot))
        clv_batch_list_row (list, row);
    }
  return clv_batch_insert_superseded (self->workspace, batch, old_batch, seq, list, error);
}

static void
count_slots (ClvRecordMerge *self)
{
  gsize i;

  for (i = 0; i < self->n_slots; i++)
    {
      const Slot *slot = &self->slots[i];

      if (slot->key == 0)
        continue;
      if (slot->n_old == 0)
        self->n_new += slot->n_run;
      else if (is_present (slot))
        self->n_present += slot->n_run;
      else
        self->n_changed += slot->n_run;
    }
}

/* @first, @last: the days that the import is about; CLV_DATE_INVALID without any.
 * The store keeps its segments. */
ClvRecordMerge *
clv_record_merge_new (ClvWorkspace           *workspace,
                      const ClvRecordStore   *store,
                      const ClvRecordLayout  *layout,
                      ClvDate                 first,
                      ClvDate                 last,
                      GError                **error)
{
  g_autoptr(ClvRecordMerge) self = g_new0 (ClvRecordMerge, 1);

  self->workspace = workspace;
  self->store = store;
  self->layout = layout;
  self->key_fields = choose_key (layout->kind);
  self->n_slots = 1024;
  self->slots = g_new0 (Slot, self->n_slots);
  self->old_batches = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->rows = clv_record_rows_new ();
  if (!list_old_batches (self, first, last, error))
    return NULL;
  if (self->old_batches->len == 0)
    {
      self->n_new = clv_record_store_get_n_rows (store);
      return g_steal_pointer (&self);
    }
  if (!each_run_segment (self, sum_run, error)
      || !each_old_segment (self, 0, sum_old_segment, error))
    return NULL;
  count_slots (self);
  return g_steal_pointer (&self);
}

void
clv_record_merge_free (ClvRecordMerge *self)
{
  if (self == NULL)
    return;

  clear_hashes (self);
  g_free (self->slots);
  g_array_unref (self->old_batches);
  clv_record_rows_free (self->rows);
  g_free (self);
}

void
clv_record_merge_get_counts (const ClvRecordMerge *self,
                             guint64              *n_new,
                             guint64              *n_present,
                             guint64              *n_changed)
{
  *n_new = self->n_new;
  *n_present = self->n_present;
  *n_changed = self->n_changed;
}

/* Records that wait for their segment to fill, by column of the target's layout. */
typedef struct
{
  ClvRecordLayout *layout;
  ClvRecordBlock block;
  guint32 *codes[CLV_N_FIELDS];
  gint64 *values[CLV_N_FIELDS];
} Waiting;

static void
waiting_clear (Waiting *self)
{
  guint i;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_free (self->codes[i]);
      g_free (self->values[i]);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)

static void
waiting_init (Waiting         *self,
              ClvRecordLayout *layout)
{
  guint i;

  self->layout = layout;
  for (i = 0; i < layout->n_columns; i++)
    {
      if (layout->columns[i].texts != NULL)
        self->block.codes[i] = self->codes[i] = g_new (guint32, CLV_SEGMENT_ROWS);
      else
        self->block.values[i] = self->values[i] = g_new (gint64, CLV_SEGMENT_ROWS);
    }
}

static void
waiting_add (Waiting               *self,
             const ClvRecordLayout *from,
             const ClvRecordRows   *rows,
             guint32                row)
{
  guint32 at = self->block.n_rows++;
  guint i;

  for (i = 0; i < self->layout->n_columns; i++)
    {
      ClvRecordColumn *column = &self->layout->columns[i];
      guint32 code = CLV_DICTIONARY_NONE;
      gsize length = 0;
      const char *text = NULL;

      if (column->texts == NULL)
        {
          self->values[i][at] = rows->values[column->field][row];
          self->block.has_clock[i] = self->block.has_clock[i] || rows->has_clock[column->field];
          continue;
        }
      code = rows->codes[column->field][row];
      if (code != CLV_DICTIONARY_NONE)
        {
          text = clv_dictionary_get (from->columns[i].texts, code, &length);
          code = clv_dictionary_add (column->texts, text, length);
        }
      self->codes[i][at] = code;
    }
}

static gboolean
waiting_flush (Waiting         *self,
               ClvRecordStore  *target,
               GError         **error)
{
  gboolean ok = clv_record_store_add (target, &self->block, error);

  self->block.n_rows = 0;
  memset (self->block.has_clock, 0, sizeof self->block.has_clock);
  return ok;
}

/* A segment is with or without a clock. */
static gboolean
has_other_clock (const Waiting       *self,
                 const ClvRecordRows *rows)
{
  guint i;

  for (i = 0; self->block.n_rows > 0 && i < self->layout->n_columns; i++)
    {
      if (self->layout->columns[i].texts == NULL
          && self->block.has_clock[i] != rows->has_clock[self->layout->columns[i].field])
        return TRUE;
    }
  return FALSE;
}

gboolean
clv_record_merge_feed (ClvRecordMerge   *self,
                       ClvRecordStore   *target,
                       ClvRecordLayout  *layout,
                       GError          **error)
{
  g_auto(Waiting) waiting = { 0, };
  guint seq;
  guint i;

  waiting_init (&waiting, layout);
  clear_hashes (self);
  for (i = 0; i < self->layout->n_columns; i++)
    {
      if (self->layout->columns[i].texts != NULL)
        take_hashes (self, self->layout->columns[i].field, self->layout->columns[i].texts);
    }
  for (seq = 0; seq < clv_record_store_get_n_segments (self->store); seq++)
    {
      guint32 row;

      if (!clv_record_store_get_rows (self->store, seq, self->rows))
        return FALSE;
      if (has_other_clock (&waiting, self->rows) && !waiting_flush (&waiting, target, error))
        return FALSE;
      for (row = 0; row < self->rows->n; row++)
        {
          guint64 key = hash_key (self, row, hash_row (self, row));

          if (is_present (find_slot (self, key)))
            continue;
          waiting_add (&waiting, self->layout, self->rows, row);
          if (waiting.block.n_rows == CLV_SEGMENT_ROWS && !waiting_flush (&waiting, target, error))
            return FALSE;
        }
    }
  return waiting_flush (&waiting, target, error);
}

gboolean
clv_record_merge_supersede (ClvRecordMerge  *self,
                            gint64           batch,
                            GError         **error)
{
  return self->n_changed == 0 || each_old_segment (self, batch, supersede_segment, error);
}
