/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-cell-table-private.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* Of many customers the table is cut by the hash into parts that stay in the cache,
 * and that several threads take. Cells are numbered in the order of their first
 * customers. */

#define PART_ROWS 2048
#define SLICES 8                /* of the rows while they are split */
#define CHUNK_PARTS 16          /* that a thread takes at once */

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
  return clv_cell_hash (customers->x[row], customers->recency_days[row], customers->age_days[row]);
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
      guint64 hash = clv_cell_hash (entry->x, entry->recency, entry->age) << split_bits;
      guint32 at = (guint32) (hash >> (64 - slot_bits));

      while (slots[at] != CLV_CELL_NONE
             && (entries[slots[at]].x != entry->x || entries[slots[at]].recency != entry->recency
                 || entries[slots[at]].age != entry->age))
        at = (at + 1) & mask;
      if (slots[at] == CLV_CELL_NONE)
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

ClvCells *
clv_cells_new_by_parts (const ClvCustomers *customers,
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
