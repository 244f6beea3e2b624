/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-cell-table.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* Open addressing with the triple in the slot. Customers are hashed in batches
 * whose slots are fetched ahead: a million look-ups are a memory-bound loop. Of
 * many customers the table is cut by the hash into parts that stay in the cache.
 * Either way cells are numbered in the order of their first customers. */

#define BATCH 16
#define EMPTY G_MAXUINT32
#define MANY_ROWS 200000
#define PART_ROWS 2048
#define SLICES 8                /* of the rows while they are split */
#define CHUNK_PARTS 16          /* that a thread takes at once */

typedef struct
{
  guint32 x;
  gint32 recency;
  gint32 age;
  guint32 cell;
} Slot;

typedef struct
{
  Slot *slots;
  guint bits;
  ClvCells *cells;
  guint32 size;
} Table;

static inline guint64
hash_triple (guint32 x,
             gint32  recency,
             gint32  age)
{
  guint64 key = (guint64) (guint32) recency << 32 | (guint32) age;

  key = (key ^ ((guint64) x * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)))
        * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  return (key ^ (key >> 32)) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
}

static void
table_fill (Table *table,
            guint  bits)
{
  gsize n = (gsize) 1 << bits;

  g_free (table->slots);
  table->bits = bits;
  table->slots = clv_new_large (Slot, n);
  memset (table->slots, 0xff, n * sizeof (Slot));
  for (guint32 i = 0; i < table->cells->n; i++)
    {
      const ClvCells *cells = table->cells;
      gsize at = hash_triple (cells->x[i], cells->recency_days[i], cells->age_days[i])
                 >> (64 - bits);

      while (table->slots[at].cell != EMPTY)
        at = (at + 1) & (n - 1);
      table->slots[at].x = cells->x[i];
      table->slots[at].recency = cells->recency_days[i];
      table->slots[at].age = cells->age_days[i];
      table->slots[at].cell = i;
    }
}

static void
table_init (Table *table)
{
  memset (table, 0, sizeof *table);
  table->cells = g_new0 (ClvCells, 1);
  table_fill (table, 12);
}

static void
grow_cells (Table *table)
{
  ClvCells *cells = table->cells;

  table->size = MAX (1024, 2 * table->size);
  cells->x = g_renew (guint32, cells->x, table->size);
  cells->recency_days = g_renew (gint32, cells->recency_days, table->size);
  cells->age_days = g_renew (gint32, cells->age_days, table->size);
  cells->weight = g_renew (double, cells->weight, table->size);
}

static inline guint32
table_add (Table  *table,
           guint64 hash,
           guint32 x,
           gint32  recency,
           gint32  age,
           double  weight)
{
  gsize mask = ((gsize) 1 << table->bits) - 1;
  gsize at = (gsize) (hash >> (64 - table->bits));
  ClvCells *cells = table->cells;
  guint32 cell = 0;

  while (TRUE)
    {
      const Slot *slot = &table->slots[at];

      if (slot->cell == EMPTY)
        break;
      if (slot->x == x && slot->recency == recency && slot->age == age)
        {
          cells->weight[slot->cell] += weight;
          return slot->cell;
        }
      at = (at + 1) & mask;
    }

  cell = cells->n;
  if (cell == table->size)
    grow_cells (table);
  cells->x[cell] = x;
  cells->recency_days[cell] = recency;
  cells->age_days[cell] = age;
  cells->weight[cell] = weight;
  table->slots[at].x = x;
  table->slots[at].recency = recency;
  table->slots[at].age = age;
  table->slots[at].cell = cell;
  cells->n++;
  return cell;
}

/* Keeps a batch's worth of room at a load of one half. */
static inline void
table_reserve (Table *table)
{
  if (2 * ((gsize) table->cells->n + BATCH) > (gsize) 1 << table->bits)
    table_fill (table, table->bits + 2);
}

static ClvCells *
new_at_once (const ClvCustomers *customers,
             guint32            *cell_of)
{
  Table table;

  table_init (&table);
  for (guint32 start = 0; start < customers->n; start += BATCH)
    {
      guint32 end = MIN (start + BATCH, customers->n);
      guint64 hashes[BATCH];

      table_reserve (&table);
      for (guint32 i = start; i < end; i++)
        {
          guint64 hash = hash_triple (customers->x[i], customers->recency_days[i],
                                      customers->age_days[i]);

          hashes[i - start] = hash;
          __builtin_prefetch (&table.slots[hash >> (64 - table.bits)], 1);
        }
      for (guint32 i = start; i < end; i++)
        {
          guint32 cell = table_add (&table, hashes[i - start], customers->x[i],
                                    customers->recency_days[i], customers->age_days[i], 1.0);

          if (cell_of != NULL)
            cell_of[i] = cell;
        }
    }
  g_free (table.slots);
  return table.cells;
}

/* A customer within a part. */
typedef struct
{
  guint32 x;
  gint32 recency;
  gint32 age;
  guint32 row;
} Entry;

typedef struct
{
  guint bits;           /* of the hash that choose the part */
  guint32 *start;       /* [parts + 1] */
  Entry *entries;       /* [n] by part, rows ascending within one */
} Split;

static inline guint64
hash_customer (const ClvCustomers *customers,
               guint32             row)
{
  return hash_triple (customers->x[row], customers->recency_days[row], customers->age_days[row]);
}

/* The rows of a slice, which is the same on any number of threads. */
typedef struct
{
  const ClvCustomers *customers;
  Split *split;
  guint32 *place;       /* [SLICES × parts] */
} Slices;

static guint32
get_slice (const ClvCustomers *customers,
           guint               slice)
{
  return (guint32) ((guint64) customers->n * slice / SLICES);
}

static void
count_slice (guint    slice,
             gpointer user_data)
{
  const Slices *slices = user_data;
  guint bits = slices->split->bits;
  guint32 *place = slices->place + ((gsize) slice << bits);

  for (guint32 i = get_slice (slices->customers, slice);
       i < get_slice (slices->customers, slice + 1); i++)
    place[hash_customer (slices->customers, i) >> (64 - bits)]++;
}

static void
place_slice (guint    slice,
             gpointer user_data)
{
  const Slices *slices = user_data;
  const ClvCustomers *customers = slices->customers;
  guint bits = slices->split->bits;
  guint32 *place = slices->place + ((gsize) slice << bits);

  for (guint32 i = get_slice (customers, slice); i < get_slice (customers, slice + 1); i++)
    {
      Entry *entry = &slices->split->entries[place[hash_customer (customers, i) >> (64 - bits)]++];

      entry->x = customers->x[i];
      entry->recency = customers->recency_days[i];
      entry->age = customers->age_days[i];
      entry->row = i;
    }
}

static void
split_init (Split              *split,
            const ClvCustomers *customers)
{
  guint32 n_parts = 0;
  guint32 sum = 0;
  g_autofree guint32 *place = NULL;
  Slices slices = { customers, split, NULL };

  while (customers->n >> split->bits > PART_ROWS)
    split->bits++;
  n_parts = 1u << split->bits;
  split->start = g_new0 (guint32, (gsize) n_parts + 1);
  slices.place = place = g_new0 (guint32, (gsize) SLICES * n_parts);
  split->entries = clv_new_large (Entry, customers->n);
  clv_parallel_run (SLICES, count_slice, &slices);
  for (guint32 p = 0; p < n_parts; p++)
    {
      split->start[p] = sum;
      for (guint slice = 0; slice < SLICES; slice++)
        {
          guint32 *at = &place[((gsize) slice << split->bits) + p];
          guint32 count = *at;

          *at = sum;
          sum += count;
        }
    }
  split->start[n_parts] = sum;
  clv_parallel_run (SLICES, place_slice, &slices);
}

/* Gives each row of one part the first row with the same triple, and that one how
 * many they are. @slots: 2^@slot_bits of scratch, more than the part has entries. */
static void
find_firsts (const Entry *entries,
             guint32      n,
             guint        split_bits,
             guint32     *slots,
             guint        slot_bits,
             guint32     *first_of,
             guint32     *count)
{
  guint32 mask = (1u << slot_bits) - 1;

  memset (slots, 0xff, sizeof *slots << slot_bits);
  for (guint32 i = 0; i < n; i++)
    {
      const Entry *entry = &entries[i];
      guint64 hash = hash_triple (entry->x, entry->recency, entry->age) << split_bits;
      guint32 at = (guint32) (hash >> (64 - slot_bits));

      while (slots[at] != EMPTY
             && (entries[slots[at]].x != entry->x || entries[slots[at]].recency != entry->recency
                 || entries[slots[at]].age != entry->age))
        at = (at + 1) & mask;
      if (slots[at] == EMPTY)
        {
          slots[at] = i;
          count[entry->row] = 0;
        }
      first_of[entry->row] = entries[slots[at]].row;
      count[entries[slots[at]].row]++;
    }
}

/* Of rows that know the first one of their kind. */
typedef struct
{
  const ClvCustomers *customers;
  const guint32 *first_of;
  guint32 *count;       /* of a first: how many of its kind, then the number of its cell */
  guint32 *start;       /* [SLICES] number of a slice's first cell */
  ClvCells *cells;
  guint32 *cell_of;
} Numbering;

static void
count_firsts (guint    slice,
              gpointer user_data)
{
  const Numbering *numbering = user_data;
  guint32 n = 0;

  for (guint32 i = get_slice (numbering->customers, slice);
       i < get_slice (numbering->customers, slice + 1); i++)
    n += numbering->first_of[i] == i;
  numbering->start[slice] = n;
}

static void
number_firsts (guint    slice,
               gpointer user_data)
{
  const Numbering *numbering = user_data;
  const ClvCustomers *customers = numbering->customers;
  ClvCells *cells = numbering->cells;
  guint32 cell = numbering->start[slice];

  for (guint32 i = get_slice (customers, slice); i < get_slice (customers, slice + 1); i++)
    {
      if (numbering->first_of[i] != i)
        continue;
      cells->x[cell] = customers->x[i];
      cells->recency_days[cell] = customers->recency_days[i];
      cells->age_days[cell] = customers->age_days[i];
      cells->weight[cell] = numbering->count[i];
      numbering->count[i] = cell++;
    }
}

static void
find_cells (guint    slice,
            gpointer user_data)
{
  const Numbering *numbering = user_data;

  for (guint32 i = get_slice (numbering->customers, slice);
       i < get_slice (numbering->customers, slice + 1); i++)
    numbering->cell_of[i] = numbering->count[numbering->first_of[i]];
}

/* Numbers the cells in the order of their firsts. */
static ClvCells *
number_cells (const ClvCustomers *customers,
              const guint32      *first_of,
              guint32            *count,
              guint32            *cell_of)
{
  guint32 start[SLICES];
  ClvCells *cells = g_new0 (ClvCells, 1);
  Numbering numbering = { customers, first_of, count, start, cells, cell_of };

  clv_parallel_run (SLICES, count_firsts, &numbering);
  for (guint slice = 0; slice < SLICES; slice++)
    {
      guint32 n = start[slice];

      start[slice] = cells->n;
      cells->n += n;
    }
  cells->x = clv_new_large (guint32, cells->n);
  cells->recency_days = clv_new_large (gint32, cells->n);
  cells->age_days = clv_new_large (gint32, cells->n);
  cells->weight = clv_new_large (double, cells->n);
  clv_parallel_run (SLICES, number_firsts, &numbering);
  if (cell_of != NULL)
    clv_parallel_run (SLICES, find_cells, &numbering);
  return cells;
}

typedef struct
{
  const Split *split;
  guint32 *first_of;
  guint32 *count;
} Parts;

static void
find_chunk (guint    chunk,
            gpointer user_data)
{
  const Parts *parts = user_data;
  const Split *split = parts->split;
  guint32 first = chunk * CHUNK_PARTS;
  guint32 end = MIN (first + CHUNK_PARTS, 1u << split->bits);
  g_autofree guint32 *slots = NULL;
  guint32 largest = 0;

  for (guint32 p = first; p < end; p++)
    largest = MAX (largest, split->start[p + 1] - split->start[p]);
  slots = g_new (guint32, 4 * (gsize) largest + 4);
  for (guint32 p = first; p < end; p++)
    {
      guint32 n = split->start[p + 1] - split->start[p];
      guint slot_bits = 1;

      while ((guint64) 1 << slot_bits < 2 * (guint64) n)
        slot_bits++;
      find_firsts (split->entries + split->start[p], n, split->bits, slots, slot_bits,
                   parts->first_of, parts->count);
    }
}

static ClvCells *
new_by_parts (const ClvCustomers *customers,
              guint32            *cell_of)
{
  g_autofree guint32 *first_of = clv_new_large (guint32, customers->n);
  g_autofree guint32 *count = clv_new_large (guint32, customers->n);
  Split split = { 0, NULL, NULL };
  Parts parts = { &split, first_of, count };

  split_init (&split, customers);
  clv_parallel_run (((1u << split.bits) + CHUNK_PARTS - 1) / CHUNK_PARTS, find_chunk, &parts);
  g_free (split.start);
  g_free (split.entries);
  return number_cells (customers, first_of, count, cell_of);
}

ClvCells *
clv_cells_new_for_customers (const ClvCustomers *customers,
                             guint32            *cell_of)
{
  return customers->n < MANY_ROWS ? new_at_once (customers, cell_of)
                                  : new_by_parts (customers, cell_of);
}

ClvCells *
clv_cells_new_coarse (const ClvCells *cells)
{
  Table table;

  table_init (&table);
  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 age = (cells->age_days[i] + 3) / 7 * 7;
      gint32 recency = (cells->recency_days[i] + 3) / 7 * 7;

      table_reserve (&table);
      table_add (&table, hash_triple (cells->x[i], recency, age), cells->x[i], recency, age,
                 cells->weight[i]);
    }
  g_free (table.slots);
  return table.cells;
}

ClvCells *
clv_cells_new_pairs (const ClvCells *cells,
                     gboolean        with_recency,
                     guint32        *pair_of)
{
  Table table;

  table_init (&table);
  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 recency = with_recency ? cells->recency_days[i] : 0;

      table_reserve (&table);
      pair_of[i] = table_add (&table, hash_triple (cells->x[i], recency, cells->age_days[i]),
                              cells->x[i], recency, cells->age_days[i], cells->weight[i]);
    }
  g_free (table.slots);
  return table.cells;
}

void
clv_cells_free (ClvCells *self)
{
  if (self == NULL)
    return;
  g_free (self->x);
  g_free (self->recency_days);
  g_free (self->age_days);
  g_free (self->weight);
  g_free (self);
}
