/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-cell-table-private.h"
#include "clv-memory.h"

/* Open addressing with the triple in the slot. Customers are hashed in batches
 * whose slots are fetched ahead: a million look-ups are a memory-bound loop. Many
 * customers are cut into parts, see clv-cell-parts.c. Cells that are joined to fewer
 * have a place in a grid instead, unless a few far ones would make it large. Either
 * way cells are numbered in the order of their first ones. */

#define BATCH 16
#define EMPTY CLV_CELL_NONE
#define MANY_ROWS 200000
#define GRID_LIMIT 8            /* places a cell */

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
      gsize at = clv_cell_hash (cells->x[i], cells->recency_days[i], cells->age_days[i])
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
append_cell (Table  *table,
             guint32 x,
             gint32  recency,
             gint32  age,
             double  weight)
{
  ClvCells *cells = table->cells;
  guint32 cell = cells->n;

  if (cell == table->size)
    grow_cells (table);
  cells->x[cell] = x;
  cells->recency_days[cell] = recency;
  cells->age_days[cell] = age;
  cells->weight[cell] = weight;
  cells->n++;
  return cell;
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

  cell = append_cell (table, x, recency, age, weight);
  table->slots[at].x = x;
  table->slots[at].recency = recency;
  table->slots[at].age = age;
  table->slots[at].cell = cell;
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
          guint64 hash = clv_cell_hash (customers->x[i], customers->recency_days[i],
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
clv_cells_new_for_customers (const ClvCustomers *customers,
                             guint32            *cell_of)
{
  return customers->n < MANY_ROWS ? new_at_once (customers, cell_of)
                                  : clv_cells_new_by_parts (customers, cell_of);
}

/* Rows of x, columns of days or weeks from the least on. */
typedef struct
{
  guint32 *cells;       /* EMPTY, or the last cell that was put there */
  gint32 least;
  guint32 n_columns;
} Grid;

static void
grid_clear (Grid *self)
{
  g_clear_pointer (&self->cells, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grid, grid_clear)

static gint32
round_to_week (gint32 days)
{
  return (days + 3) / 7 * 7;
}

/* FALSE where it would be larger than what it is for. @columns: of the cells, whose values
 * it has in steps of @step. */
static gboolean
grid_init (Grid           *self,
           const ClvCells *cells,
           const gint32   *columns,
           gint32          step)
{
  guint32 most_x = 0;
  gint32 least = G_MAXINT32;
  gint32 most = G_MININT32;
  gsize n = 0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      most_x = MAX (most_x, cells->x[i]);
      least = MIN (least, columns[i]);
      most = MAX (most, columns[i]);
    }
  if (cells->n == 0 || least < 0 || most > G_MAXINT32 - 7)
    return FALSE;
  self->least = step > 1 ? round_to_week (least) : least;
  self->n_columns = (guint32) ((step > 1 ? round_to_week (most) : most) - self->least)
                    / (guint32) step + 1;
  n = ((gsize) most_x + 1) * self->n_columns;
  if (n > GRID_LIMIT * (gsize) cells->n)
    return FALSE;
  self->cells = clv_new_large (guint32, n);
  memset (self->cells, 0xff, n * sizeof *self->cells);
  return TRUE;
}

static inline guint32 *
grid_find (const Grid *self,
           guint32     x,
           gint32      value,
           guint32     step)
{
  return &self->cells[(gsize) x * self->n_columns + (guint32) (value - self->least) / step];
}

static gboolean
ages_ascend (const ClvCells *cells)
{
  gboolean ascend = TRUE;

  for (guint32 i = 1; i < cells->n; i++)
    ascend = ascend && cells->age_days[i - 1] <= cells->age_days[i];
  return ascend;
}

/* A place in the grid is that of one week of ages after the other. */
static ClvCells *
new_coarse_by_grid (const ClvCells *cells,
                    const Grid     *grid)
{
  Table table = { NULL, 0, g_new0 (ClvCells, 1), 0 };

  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 age = round_to_week (cells->age_days[i]);
      gint32 recency = round_to_week (cells->recency_days[i]);
      guint32 *cell = grid_find (grid, cells->x[i], recency, 7);

      if (*cell != EMPTY && table.cells->age_days[*cell] == age)
        table.cells->weight[*cell] += cells->weight[i];
      else
        *cell = append_cell (&table, cells->x[i], recency, age, cells->weight[i]);
    }
  return table.cells;
}

ClvCells *
clv_cells_new_coarse (const ClvCells *cells)
{
  g_auto(Grid) grid = { NULL, 0, 0 };
  Table table;

  if (ages_ascend (cells) && grid_init (&grid, cells, cells->recency_days, 7))
    return new_coarse_by_grid (cells, &grid);
  table_init (&table);
  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 age = round_to_week (cells->age_days[i]);
      gint32 recency = round_to_week (cells->recency_days[i]);

      table_reserve (&table);
      table_add (&table, clv_cell_hash (cells->x[i], recency, age), cells->x[i], recency, age,
                 cells->weight[i]);
    }
  g_free (table.slots);
  return table.cells;
}

static ClvCells *
new_pairs_by_grid (const ClvCells *cells,
                   const Grid     *grid,
                   guint32        *pair_of)
{
  Table table = { NULL, 0, g_new0 (ClvCells, 1), 0 };

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 *pair = grid_find (grid, cells->x[i], cells->age_days[i], 1);

      if (*pair != EMPTY)
        table.cells->weight[*pair] += cells->weight[i];
      else
        *pair = append_cell (&table, cells->x[i], 0, cells->age_days[i], cells->weight[i]);
      pair_of[i] = *pair;
    }
  return table.cells;
}

ClvCells *
clv_cells_new_pairs (const ClvCells *cells,
                     gboolean        with_recency,
                     guint32        *pair_of)
{
  g_auto(Grid) grid = { NULL, 0, 0 };
  Table table;

  if (!with_recency && grid_init (&grid, cells, cells->age_days, 1))
    return new_pairs_by_grid (cells, &grid, pair_of);
  table_init (&table);
  for (guint32 i = 0; i < cells->n; i++)
    {
      gint32 recency = with_recency ? cells->recency_days[i] : 0;

      table_reserve (&table);
      pair_of[i] = table_add (&table, clv_cell_hash (cells->x[i], recency, cells->age_days[i]),
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
