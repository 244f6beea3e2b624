/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-cell-table.h"

/* Open addressing with the triple in the slot. Customers are hashed in batches
* whose slots are fetched ahead: a million look-ups are a memory-bound loop. */

#define BATCH 16
#define EMPTY G_MAXUINT32

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
  table->slots = g_new (Slot, n);
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

ClvCells *
clv_cells_new_for_customers (const ClvCustomers *customers,
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
                     guint32        *pair_of)
{
  Table table;

  table_init (&table);
  for (guint32 i = 0; i < cells->n; i++)
    {
      table_reserve (&table);
      pair_of[i] = table_add (&table, hash_triple (cells->x[i], 0, cells->age_days[i]),
                              cells->x[i], 0, cells->age_days[i], cells->weight[i]);
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
