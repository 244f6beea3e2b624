/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "clv-calibration.h"
#include "clv-fit-private.h"
#include "clv-hash.h"

/* One customer as a model sees it. */
typedef struct
{
  gint64 repeat_spend;
  gint64 past_value;
  guint32 x;
  gint32 recency_days;
  gint32 age_days;
  gint32 unused;   /* always 0: the bytes are hashed */
} Seen;

static int
compare_long (gint64 a,
              gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_seen (gconstpointer a,
              gconstpointer b)
{
  const Seen *first = a;
  const Seen *second = b;
  int order = compare_long (first->age_days, second->age_days);

  if (order == 0)
    order = compare_long (first->x, second->x);
  if (order == 0)
    order = compare_long (first->recency_days, second->recency_days);
  if (order == 0)
    order = compare_long (first->repeat_spend, second->repeat_spend);
  if (order == 0)
    order = compare_long (first->past_value, second->past_value);

  return order;
}

typedef struct
{
  guint32 x;
  gint32 recency_days;
  gint32 age_days;
  double weight;
} Cell;

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  const Cell *first = a;
  const Cell *second = b;
  int order = compare_long (first->age_days, second->age_days);

  if (order == 0)
    order = compare_long (first->x, second->x);
  if (order == 0)
    order = compare_long (first->recency_days, second->recency_days);

  return order;
}

/**
 * clv_cells_sort:
 * @cells: distinct cells, whose order nobody relies on yet
 *
 * Sums over cells have last digits that depend on the order. Cells come in that of the
 * customers, and a row of the future may change who is met first; sorted, equal customers
 * give equal bits.
 */
void
clv_cells_sort (ClvCells *cells)
{
  g_autofree Cell *sorted = g_new (Cell, MAX (cells->n, 1));

  for (guint32 i = 0; i < cells->n; i++)
    sorted[i] = (Cell) { cells->x[i], cells->recency_days[i], cells->age_days[i],
                         cells->weight[i] }
  ;
  qsort (sorted, cells->n, sizeof *sorted, compare_cells);
  for (guint32 i = 0; i < cells->n; i++)
    {
      cells->x[i] = sorted[i].x;
      cells->recency_days[i] = sorted[i].recency_days;
      cells->age_days[i] = sorted[i].age_days;
      cells->weight[i] = sorted[i].weight;
    }
}

/**
 * clv_calibration_hash:
 * @customers: the summary up to a split
 *
 * The data hash of a workspace covers all its rows, so it changes with what came
 * after a split. This one covers what was known by the last day of @customers and
 * nothing else. It does not depend on the order of the customers either, because a
 * row of the future may change who is met first.
 *
 * Returns: (transfer full): SHA-256
 */
char *
clv_calibration_hash (const ClvCustomers *customers)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("calibration");
  g_autoptr(ClvBulkHash) bulk = clv_bulk_hash_new ();
  g_autofree Seen *seen = g_new0 (Seen, MAX (customers->n, 1));
  g_autofree char *digest = NULL;

  for (guint32 i = 0; i < customers->n; i++)
    {
      seen[i].x = customers->x[i];
      seen[i].recency_days = customers->recency_days[i];
      seen[i].age_days = customers->age_days[i];
      seen[i].repeat_spend = customers->repeat_spend[i];
      seen[i].past_value = customers->past_value[i];
    }
  qsort (seen, customers->n, sizeof *seen, compare_seen);
  clv_bulk_hash_add (bulk, seen, customers->n * sizeof *seen);
  digest = clv_bulk_hash_finish (bulk);
  clv_hash_add_int64 (hash, customers->until);
  clv_hash_add_int64 (hash, customers->unit_days);
  clv_hash_add_int64 (hash, customers->n);
  clv_hash_add_text (hash, digest);

  return clv_hash_finish (hash);
}

/**
 * clv_calibration_bind:
 * @fit: a fit on @customers that nobody else has yet
 * @customers: the summary up to a split
 *
 * Binds the fit to what it saw instead of to the whole workspace.
 */
void
clv_calibration_bind (ClvFit             *fit,
                      const ClvCustomers *customers)
{
  g_free (fit->data_hash);
  g_free (fit->content_hash);
  fit->data_hash = clv_calibration_hash (customers);
  fit->content_hash = clv_fit_compute_hash (fit);
}
