/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-contracts.h"
#include "clv-customers-kinds.h"
#include "clv-memory.h"

/* Scores of contracts of several periods, and of contracts whose end is known ahead. The
 * parts of each period are made by its own fit; cells and pairs of all of them stand in
 * one table, and say of which period they are and when the contract ends. Who has
 * contracts of several periods that run has a cell of their own, in payments of the one
 * that brings most: its value is the sum. */

#define NONE G_MAXUINT32
#define MOST_SOURCES (CLV_OPPORTUNITY_YEAR + 1)

/* What is added to. */
static const ClvScorePart pair_parts[] = {
  CLV_SCORE_PART_X, CLV_SCORE_PART_AGE, CLV_SCORE_PART_PURCHASES, CLV_SCORE_PART_DISCOUNTED,
  CLV_SCORE_PART_ACTIVE_YEARS, CLV_SCORE_PART_PERIOD, CLV_SCORE_PART_END,
};
static const ClvScorePart cell_parts[] = {
  CLV_SCORE_PART_PAIR, CLV_SCORE_PART_RECENCY, CLV_SCORE_PART_P_ACTIVE, CLV_SCORE_PART_LO,
  CLV_SCORE_PART_HI,
};

typedef struct
{
  guint32 x;
  guint32 age;
  double purchases;
  double discounted;
  double active_years;
  guint32 period;
  guint32 end;            /* days after the scores' own, 0 = not known */
  guint32 recency;
  double p_active;
  double lo;
  double hi;
} Cell;

/* The contracts of one period. */
typedef struct
{
  const ClvFit *fit;
  ClvCustomers *customers;
  ClvScoreParts *parts;
  guint32 *pair_as;       /* [n pairs] in the table, NONE before it is there */
  guint32 *cell_as;
  GHashTable *ending;     /* of gint64: (cell, end) → the cell in the table */
  GHashTable *periods;    /* of gint: end → its ClvPeriods */
  guint32 next;           /* row */
} Contracts;

typedef struct
{
  const ClvValueDefinition *definition;
  Contracts contracts[MOST_SOURCES];
  guint n;
  GArray *columns[CLV_SCORE_PARTS];
  guint32 n_pairs;
  guint32 n_cells;
} Table;

static guint
get_size (ClvScorePart part)
{
  return clv_score_part_infos[part].type == CLV_SCORE_COUNT ? 4 : 8;
}

static void
table_init (Table *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (pair_parts); i++)
    self->columns[pair_parts[i]] = g_array_new (FALSE, FALSE, get_size (pair_parts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (cell_parts); i++)
    self->columns[cell_parts[i]] = g_array_new (FALSE, FALSE, get_size (cell_parts[i]));
}

static void
table_clear (Table *self)
{
  for (guint i = 0; i < CLV_SCORE_PARTS; i++)
    g_clear_pointer (&self->columns[i], g_array_unref);
  for (guint i = 0; i < self->n; i++)
    {
      Contracts *one = &self->contracts[i];

      g_clear_pointer (&one->customers, clv_customers_unref);
      g_clear_pointer (&one->parts, clv_score_parts_free);
      g_clear_pointer (&one->pair_as, g_free);
      g_clear_pointer (&one->cell_as, g_free);
      g_clear_pointer (&one->ending, g_hash_table_unref);
      g_clear_pointer (&one->periods, g_hash_table_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static guint32
get_count (const ClvScoreParts *parts,
           ClvScorePart         part,
           guint32              i)
{
  return ((const guint32 *) parts->values[part])[i];
}

static double
get_number (const ClvScoreParts *parts,
            ClvScorePart         part,
            guint32              i)
{
  return ((const double *) parts->values[part])[i];
}

static guint32
add_pair (Table      *self,
          const Cell *cell)
{
  g_array_append_val (self->columns[CLV_SCORE_PART_X], cell->x);
  g_array_append_val (self->columns[CLV_SCORE_PART_AGE], cell->age);
  g_array_append_val (self->columns[CLV_SCORE_PART_PURCHASES], cell->purchases);
  g_array_append_val (self->columns[CLV_SCORE_PART_DISCOUNTED], cell->discounted);
  g_array_append_val (self->columns[CLV_SCORE_PART_ACTIVE_YEARS], cell->active_years);
  g_array_append_val (self->columns[CLV_SCORE_PART_PERIOD], cell->period);
  g_array_append_val (self->columns[CLV_SCORE_PART_END], cell->end);
  return self->n_pairs++;
}

static guint32
add_cell (Table      *self,
          const Cell *cell,
          guint32     pair)
{
  g_array_append_val (self->columns[CLV_SCORE_PART_PAIR], pair);
  g_array_append_val (self->columns[CLV_SCORE_PART_RECENCY], cell->recency);
  g_array_append_val (self->columns[CLV_SCORE_PART_P_ACTIVE], cell->p_active);
  g_array_append_val (self->columns[CLV_SCORE_PART_LO], cell->lo);
  g_array_append_val (self->columns[CLV_SCORE_PART_HI], cell->hi);
  return self->n_cells++;
}

static void
read_cell (const Contracts *from,
           guint32          number,
           Cell            *cell)
{
  const ClvScoreParts *parts = from->parts;
  const guint32 pair = get_count (parts, CLV_SCORE_PART_PAIR, number);

  *cell = (Cell) {
    .x = get_count (parts, CLV_SCORE_PART_X, pair),
    .age = get_count (parts, CLV_SCORE_PART_AGE, pair),
    .purchases = get_number (parts, CLV_SCORE_PART_PURCHASES, pair),
    .discounted = get_number (parts, CLV_SCORE_PART_DISCOUNTED, pair),
    .active_years = get_number (parts, CLV_SCORE_PART_ACTIVE_YEARS, pair),
    .period = from->fit->spec->opportunity,
    .recency = get_count (parts, CLV_SCORE_PART_RECENCY, number),
    .p_active = get_number (parts, CLV_SCORE_PART_P_ACTIVE, number),
    .lo = get_number (parts, CLV_SCORE_PART_LO, number),
    .hi = get_number (parts, CLV_SCORE_PART_HI, number),
  };
}

static void
free_periods (gpointer periods)
{
  clv_periods_free (periods);
}

/* A horizon that stops on the day before the contract's end. */
static const ClvPeriods *
get_periods (const Table *self,
             Contracts   *from,
             gint32       end)
{
  const ClvDate as_of = from->customers->until;
  const ClvDate last = clv_value_definition_get_end (self->definition, as_of);
  g_autoptr(ClvValueDefinition) until_end = NULL;
  ClvPeriods *periods = NULL;

  if (from->periods == NULL)
    from->periods = g_hash_table_new_full (NULL, NULL, NULL, free_periods);
  periods = g_hash_table_lookup (from->periods, GINT_TO_POINTER (end));
  if (periods != NULL)
    return periods;
  until_end = clv_value_definition_copy (self->definition);
  until_end->horizon_date = last == CLV_DATE_INVALID ? as_of + end - 1
                            : MIN (last, as_of + end - 1);
  periods = clv_periods_new_for_fit (until_end, as_of, from->fit);
  g_hash_table_insert (from->periods, GINT_TO_POINTER (end), periods);
  return periods;
}

/* The same customer whose contract ends @cell->end days from now, whatever is renewed
 * before. */
static void
end_cell (const Table *self,
          Contracts   *from,
          Cell        *cell)
{
  gint32 recency = (gint32) cell->recency;
  gint32 age = (gint32) cell->age;
  double weight = 1.0;
  const ClvCells one = { 1, &cell->x, &recency, &age, &weight };
  g_autofree ClvFuture *future = NULL;
  double factor = 1.0;
  double variance = 0.0;

  future = clv_futures_new (from->fit, get_periods (self, from, (gint32) cell->end), &one);
  clv_score_set_find_spend_spread (from->fit, cell->x, &factor, &variance);
  cell->purchases = future->purchases;
  cell->discounted = future->discounted;
  cell->active_years = future->active_years;
  cell->lo = factor * clv_score_set_find_quantile (future, cell->p_active, variance,
                                                   CLV_SCORE_OUTSIDE);
  cell->hi = factor * clv_score_set_find_quantile (future, cell->p_active, variance,
                                                   1.0 - CLV_SCORE_OUTSIDE);
}

/* Days until the end that is known of the contract of a row, 0 where there is none. */
static guint32
get_end (const Contracts *from,
         guint32          row)
{
  const ClvCustomers *customers = from->customers;
  const ClvDate *ends = customers->transactions->ends;
  const ClvDate end = ends != NULL && customers->transactions->ends_from == customers->until
                      ? ends[customers->code[row]] : CLV_DATE_INVALID;

  return end != CLV_DATE_INVALID && end > customers->until ? (guint32) (end - customers->until) : 0;
}

/* The cell of a row in the table, which is added where it is not there. */
static guint32
take_cell (Table     *self,
           Contracts *from,
           guint32    row)
{
  const guint32 number = get_count (from->parts, CLV_SCORE_PART_CELL, row);
  const guint32 pair = get_count (from->parts, CLV_SCORE_PART_PAIR, number);
  const guint32 end = get_end (from, row);
  gpointer found = NULL;
  gint64 key = 0;
  Cell cell;

  read_cell (from, number, &cell);
  if (end == 0 || !(cell.p_active > 0.0))
    {
      if (from->cell_as[number] != NONE)
        return from->cell_as[number];
      if (from->pair_as[pair] == NONE)
        from->pair_as[pair] = add_pair (self, &cell);
      return from->cell_as[number] = add_cell (self, &cell, from->pair_as[pair]);
    }
  key = (gint64) number << 32 | end;
  if (g_hash_table_lookup_extended (from->ending, &key, NULL, &found))
    return GPOINTER_TO_UINT (found);
  cell.end = end;
  end_cell (self, from, &cell);
  found = GUINT_TO_POINTER (add_cell (self, &cell, add_pair (self, &cell)));
  g_hash_table_insert (from->ending, g_memdup2 (&key, sizeof key), found);
  return GPOINTER_TO_UINT (found);
}

/* Of a payment, in minor units; as the columns have it. */
static double
get_fee (const Contracts *from,
         guint32          row)
{
  const ClvCustomers *customers = from->customers;

  if (customers->x[row] > 0)
    return (double) customers->repeat_spend[row] / customers->x[row];
  return (double) (customers->repeat_spend[row] > 0 ? customers->repeat_spend[row]
                   : MAX (customers->past_value[row], 0));
}

typedef struct
{
  guint which;            /* of the contracts */
  guint32 row;
  guint32 cell;           /* in the table */
  double fee;
} Running;

static double
get_of_cell (const Table  *self,
             ClvScorePart  part,
             guint32       cell)
{
  if (clv_score_part_infos[part].level == CLV_SCORE_OF_CELL)
    return g_array_index (self->columns[part], double, cell);
  return g_array_index (self->columns[part], double,
                        g_array_index (self->columns[CLV_SCORE_PART_PAIR], guint32, cell));
}

/* A cell that has all of them, in payments of the first. */
static guint32
join_cells (Table         *self,
            const Running *running,
            guint          n)
{
  const Contracts *from = &self->contracts[running[0].which];
  const guint32 pair = g_array_index (self->columns[CLV_SCORE_PART_PAIR], guint32,
                                      running[0].cell);
  Cell cell;

  read_cell (from, get_count (from->parts, CLV_SCORE_PART_CELL, running[0].row), &cell);
  cell.end = g_array_index (self->columns[CLV_SCORE_PART_END], guint32, pair);
  cell.purchases = cell.discounted = cell.active_years = cell.lo = cell.hi = 0.0;
  for (guint i = 0; i < n; i++)
    {
      const guint32 of = running[i].cell;
      const double share = i == 0 ? 1.0 : running[0].fee > 0.0 ? running[i].fee / running[0].fee
                                                               : 0.0;

      cell.purchases += get_of_cell (self, CLV_SCORE_PART_PURCHASES, of);
      cell.discounted += share * get_of_cell (self, CLV_SCORE_PART_DISCOUNTED, of);
      cell.lo += share * get_of_cell (self, CLV_SCORE_PART_LO, of);
      cell.hi += share * get_of_cell (self, CLV_SCORE_PART_HI, of);
      /* Serving a customer costs once. */
      cell.active_years = MAX (cell.active_years,
                               get_of_cell (self, CLV_SCORE_PART_ACTIVE_YEARS, of));
    }
  return add_cell (self, &cell, add_pair (self, &cell));
}

/* The one that brings most comes first. */
static void
order_running (const Table *self,
               Running     *running,
               guint        n)
{
  for (guint i = 1; i < n; i++)
    {
      const Running first = running[0];

      if (running[i].fee * get_of_cell (self, CLV_SCORE_PART_DISCOUNTED, running[i].cell)
          > first.fee * get_of_cell (self, CLV_SCORE_PART_DISCOUNTED, first.cell))
        {
          running[0] = running[i];
          running[i] = first;
        }
    }
}

/* The customer of @code: the contracts that run, or else the first of those that ended. */
static void
add_row (Table         *self,
         guint32        code,
         ClvScoreParts *parts,
         guint32        row)
{
  Running running[MOST_SOURCES] = { { 0, } };
  Running ended = { MOST_SOURCES, 0, NONE, 0.0 };
  guint n = 0;
  gint64 past = 0;
  guint32 cell = NONE;

  for (guint i = 0; i < self->n; i++)
    {
      Contracts *from = &self->contracts[i];
      Running one = { i, from->next, NONE, 0.0 };

      if (from->next >= from->customers->n || from->customers->code[from->next] != code)
        continue;
      from->next++;
      past += from->customers->past_value[one.row];
      if (get_number (from->parts, CLV_SCORE_PART_P_ACTIVE,
                      get_count (from->parts, CLV_SCORE_PART_CELL, one.row)) > 0.0)
        {
          one.cell = take_cell (self, from, one.row);
          one.fee = get_fee (from, one.row);
          running[n++] = one;
        }
      else if (ended.which == MOST_SOURCES)
        {
          ended = one;
        }
    }
  order_running (self, running, n);
  if (n == 0)
    {
      cell = take_cell (self, &self->contracts[ended.which], ended.row);
      running[0] = ended;
    }
  else
    {
      cell = n == 1 ? running[0].cell : join_cells (self, running, n);
    }
  ((guint32 *) parts->values[CLV_SCORE_PART_CELL])[row] = cell;
  ((gint64 *) parts->values[CLV_SCORE_PART_REPEAT_SPEND])[row] =
    self->contracts[running[0].which].customers->repeat_spend[running[0].row];
  ((gint64 *) parts->values[CLV_SCORE_PART_PAST_VALUE])[row] = past;
}

static guint32
find_next_code (const Table *self)
{
  guint32 code = NONE;

  for (guint i = 0; i < self->n; i++)
    {
      const Contracts *from = &self->contracts[i];

      if (from->next < from->customers->n)
        code = MIN (code, from->customers->code[from->next]);
    }
  return code;
}

static guint32
count_rows (Table *self)
{
  guint32 n = 0;

  for (guint32 code = find_next_code (self); code != NONE; code = find_next_code (self))
    {
      for (guint i = 0; i < self->n; i++)
        {
          Contracts *from = &self->contracts[i];

          if (from->next < from->customers->n && from->customers->code[from->next] == code)
            from->next++;
        }
      n++;
    }
  for (guint i = 0; i < self->n; i++)
    self->contracts[i].next = 0;
  return n;
}

/* Only cells of rows are left, in the order of the first of them. */
static ClvScoreParts *
finish (Table   *self,
        guint32  n_rows,
        guint32 *cell_of)
{
  g_autofree guint32 *pair_as = g_new (guint32, MAX (self->n_pairs, 1));
  g_autofree guint32 *cell_as = g_new (guint32, MAX (self->n_cells, 1));
  g_autofree guint32 *cells = g_new (guint32, MAX (self->n_cells, 1));
  g_autofree guint32 *pairs = g_new (guint32, MAX (self->n_pairs, 1));
  ClvScoreParts *parts = NULL;
  guint32 n_cells = 0;
  guint32 n_pairs = 0;

  memset (pair_as, 0xff, self->n_pairs * sizeof *pair_as);
  memset (cell_as, 0xff, self->n_cells * sizeof *cell_as);
  for (guint32 i = 0; i < n_rows; i++)
    {
      const guint32 cell = cell_of[i];
      guint32 *pair = &g_array_index (self->columns[CLV_SCORE_PART_PAIR], guint32, cell);

      if (cell_as[cell] == NONE)
        {
          if (pair_as[*pair] == NONE)
            {
              pairs[n_pairs] = *pair;
              pair_as[*pair] = n_pairs++;
            }
          *pair = pair_as[*pair];
          cells[n_cells] = cell;
          cell_as[cell] = n_cells++;
        }
      cell_of[i] = cell_as[cell];
    }
  parts = clv_score_parts_new (n_pairs, n_cells, n_rows, 0);
  clv_score_parts_add_terms (parts);
  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    {
      const guint size = get_size (part);
      const gboolean is_of_cell = clv_score_part_infos[part].level == CLV_SCORE_OF_CELL;

      for (guint32 i = 0; self->columns[part] != NULL && i < (is_of_cell ? n_cells : n_pairs); i++)
        memcpy ((guint8 *) parts->values[part] + (gsize) i * size,
                self->columns[part]->data + (gsize) (is_of_cell ? cells[i] : pairs[i]) * size,
                size);
    }
  return parts;
}

/* Everybody with a contract, by code. */
static ClvScoreParts *
add_rows (Table         *self,
          ClvDictionary *names)
{
  const guint32 n = count_rows (self);
  const ClvDictionary *all = self->contracts[0].customers->transactions->customers;
  g_autoptr(ClvScoreParts) rows = clv_score_parts_new (0, 0, n, 0);
  ClvScoreParts *parts = NULL;

  for (guint32 row = 0; row < n; row++)
    {
      const guint32 code = find_next_code (self);
      gsize length = 0;
      const char *name = clv_dictionary_get (all, code, &length);

      clv_dictionary_add (names, name, length);
      add_row (self, code, rows, row);
    }
  parts = finish (self, n, rows->values[CLV_SCORE_PART_CELL]);
  for (guint part = 0; part < CLV_SCORE_PARTS; part++)
    {
      if (clv_score_part_infos[part].level == CLV_SCORE_OF_ROW)
        memcpy (parts->values[part], rows->values[part], (gsize) n * get_size (part));
    }
  return parts;
}

static ClvTransactions *
find_rows (const ClvCustomers *customers,
           guint               period)
{
  const GPtrArray *others = customers->transactions->others;

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      ClvTransactions *rows = g_ptr_array_index (others, i);

      if (rows->period == period)
        return rows;
    }
  return NULL;
}

static gboolean
add_contracts (Table                    *self,
               const ClvFit             *fit,
               ClvCustomers             *customers,
               const ClvProgress        *progress,
               GError                  **error)
{
  Contracts *one = &self->contracts[self->n];
  g_autoptr(ClvCustomers) counted = NULL;

  counted = clv_customers_new_for_spec (customers, fit->spec, progress, error);
  if (counted == NULL)
    return FALSE;
  one->fit = fit;
  one->parts = clv_score_set_new_parts (fit, self->definition, counted, progress, error);
  if (one->parts == NULL)
    return FALSE;
  one->customers = g_steal_pointer (&counted);
  one->pair_as = clv_new_large (guint32, one->parts->n[CLV_SCORE_OF_PAIR]);
  one->cell_as = clv_new_large (guint32, one->parts->n[CLV_SCORE_OF_CELL]);
  memset (one->pair_as, 0xff, one->parts->n[CLV_SCORE_OF_PAIR] * sizeof (guint32));
  memset (one->cell_as, 0xff, one->parts->n[CLV_SCORE_OF_CELL] * sizeof (guint32));
  one->ending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->n++;
  return TRUE;
}

void
clv_score_set_fill_terms (ClvScoreSet         *self,
                          const ClvScoreParts *parts)
{
  gboolean has_ends = FALSE;

  if (parts->n[CLV_SCORE_OF_TERMS] == 0)
    return;
  self->period = g_new0 (guint8, MAX (self->n, 1));
  self->ends = g_new (ClvDate, MAX (self->n, 1));
  for (guint32 i = 0; i < self->n; i++)
    {
      const guint32 pair = get_count (parts, CLV_SCORE_PART_PAIR,
                                      get_count (parts, CLV_SCORE_PART_CELL, i));
      const guint32 end = get_count (parts, CLV_SCORE_PART_END, pair);

      self->period[i] = (guint8) get_count (parts, CLV_SCORE_PART_PERIOD, pair);
      self->ends[i] = end > 0 ? self->as_of + (ClvDate) end : CLV_DATE_INVALID;
      has_ends |= end > 0;
    }
  if (!has_ends)
    g_clear_pointer (&self->ends, g_free);
}

const ClvFit *
clv_score_set_get_fit (const ClvScoreSet *self,
                       const ClvFit      *fit,
                       guint32            row)
{
  g_return_val_if_fail (self != NULL && fit != NULL && row < self->n, fit);

  for (guint i = 0; self->period != NULL && fit->periods != NULL && i < fit->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (fit->periods, i);

      if (part->spec->opportunity == self->period[row])
        return part;
    }
  return fit;
}

int
clv_score_set_get_days (const ClvScoreSet *self,
                        guint32            row,
                        int                days)
{
  g_return_val_if_fail (self != NULL && row < self->n, days);

  if (self->ends == NULL || self->ends[row] == CLV_DATE_INVALID)
    return days;
  return MIN (days, self->ends[row] - self->as_of - 1);
}

/**
 * clv_contracts_new_parts:
 * @fit: of contracts
 * @definition: what a value means
 * @customers: those of the usual period, whose rows have those of others beside them
 * @names: (out) (transfer full): whose the rows are
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: (transfer full): the parts of everybody's scores
 */
ClvScoreParts *
clv_contracts_new_parts (const ClvFit             *fit,
                         const ClvValueDefinition *definition,
                         ClvCustomers             *customers,
                         ClvDictionary           **names,
                         const ClvProgress        *progress,
                         GError                  **error)
{
  g_auto(Table) table = { .definition = definition };

  table_init (&table);
  if (!add_contracts (&table, fit, customers, progress, error))
    return NULL;
  for (guint i = 0; fit->periods != NULL && i < fit->periods->len; i++)
    {
      const ClvFit *part = g_ptr_array_index (fit->periods, i);
      ClvTransactions *rows = find_rows (customers, part->spec->opportunity);
      g_autoptr(ClvCustomers) others = NULL;

      if (rows == NULL)
        continue;
      others = clv_customers_new (rows, customers->until, customers->unit_days, progress, error);
      if (others == NULL || !add_contracts (&table, part, others, progress, error))
        return NULL;
    }
  *names = clv_dictionary_new ();
  return add_rows (&table, *names);
}
