/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-calibration.h"
#include "clv-fit-private.h"
#include "clv-hash.h"
#include "clv-memory.h"
#include "clv-parallel.h"

/* Of a key, that one pass sorts by. */
#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

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

static void
sort_by_comparison (ClvCells *cells)
{
  g_autofree Cell *sorted = g_new (Cell, MAX (cells->n, 1));

  for (guint32 i = 0; i < cells->n; i++)
    {
      const Cell cell = { cells->x[i], cells->recency_days[i], cells->age_days[i],
                          cells->weight[i] };

      sorted[i] = cell;
    }
  qsort (sorted, cells->n, sizeof *sorted, compare_cells);
  for (guint32 i = 0; i < cells->n; i++)
    {
      cells->x[i] = sorted[i].x;
      cells->recency_days[i] = sorted[i].recency_days;
      cells->age_days[i] = sorted[i].age_days;
      cells->weight[i] = sorted[i].weight;
    }
}

static guint
count_bits (guint64 most)
{
  guint bits = 0;

  while (bits < 64 && most >> bits != 0)
    bits++;
  return bits;
}

/* By the @n_bits from @shift on, the lowest digit first, so that equal ones keep their
 * order. */
static void
sort_keys (guint64 **keys,
           guint32   n,
           guint     shift,
           guint     n_bits)
{
  guint64 *from = *keys;
  guint64 *to = clv_new_large (guint64, n);
  g_autofree guint32 *place = g_new (guint32, DIGITS);

  for (guint done = 0; done < n_bits; done += DIGIT_BITS)
    {
      guint64 *other = from;
      guint32 sum = 0;

      memset (place, 0, DIGITS * sizeof *place);
      for (guint32 i = 0; i < n; i++)
        place[from[i] >> (shift + done) & (DIGITS - 1)]++;
      for (guint d = 0; d < DIGITS; d++)
        {
          guint32 count = place[d];

          place[d] = sum;
          sum += count;
        }
      for (guint32 i = 0; i < n; i++)
        to[place[from[i] >> (shift + done) & (DIGITS - 1)]++] = from[i];
      from = to;
      to = other;
    }
  g_free (to);
  *keys = from;
}

/* A cell's age, purchases and recency above its number in one word. */
static guint64 *
new_keys (const ClvCells *cells,
          const guint    *bits,
          guint           number_bits)
{
  guint64 *keys = clv_new_large (guint64, cells->n);

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint64 key = (guint64) cells->age_days[i] << bits[0] | cells->x[i];

      keys[i] = (key << bits[1] | (guint64) cells->recency_days[i]) << number_bits | i;
    }
  return keys;
}

typedef struct
{
  const guint64 *keys;
  guint64 mask;
  const ClvCells *from;
  ClvCells *to;
} Taking;

static void
take_chunk (guint    chunk,
            gpointer user_data)
{
  const Taking *taking = user_data;
  const ClvCells *from = taking->from;
  ClvCells *to = taking->to;
  guint32 first = chunk * CLV_CHUNK_CELLS;

  for (guint32 i = first; i < MIN (first + CLV_CHUNK_CELLS, to->n); i++)
    {
      gsize at = taking->keys[i] & taking->mask;

      to->x[i] = from->x[at];
      to->recency_days[i] = from->recency_days[at];
      to->age_days[i] = from->age_days[at];
      to->weight[i] = from->weight[at];
    }
}

static void
take_order (ClvCells      *cells,
            const guint64 *keys,
            guint64        mask)
{
  ClvCells old = *cells;
  Taking taking = { keys, mask, &old, cells };

  cells->x = clv_new_large (guint32, cells->n);
  cells->recency_days = clv_new_large (gint32, cells->n);
  cells->age_days = clv_new_large (gint32, cells->n);
  cells->weight = clv_new_large (double, cells->n);
  clv_parallel_run ((cells->n + CLV_CHUNK_CELLS - 1) / CLV_CHUNK_CELLS, take_chunk, &taking);
  g_free (old.x);
  g_free (old.recency_days);
  g_free (old.age_days);
  g_free (old.weight);
}

/**
 * clv_cells_sort:
 * @cells: distinct cells, whose order nobody relies on yet
 *
 * Sums over cells have last digits that depend on the order. Cells come in that of the
 * customers, and a row of the future may change who is met first; sorted by age,
 * purchases and recency, equal customers give equal bits.
 */
void
clv_cells_sort (ClvCells *cells)
{
  guint64 most[3] = { 0, 0, 0 };
  guint bits[3];
  guint number_bits = count_bits (cells->n);
  g_autofree guint64 *keys = NULL;
  gboolean is_odd = FALSE;

  for (guint32 i = 0; i < cells->n; i++)
    {
      is_odd |= cells->age_days[i] < 0 || cells->recency_days[i] < 0;
      most[0] = MAX (most[0], cells->x[i]);
      most[1] = MAX (most[1], (guint64) (guint32) cells->recency_days[i]);
      most[2] = MAX (most[2], (guint64) (guint32) cells->age_days[i]);
    }
  for (guint k = 0; k < 3; k++)
    bits[k] = count_bits (most[k]);
  if (is_odd || bits[0] + bits[1] + bits[2] + number_bits > 64)
    {
      sort_by_comparison (cells);
      return;
    }
  keys = new_keys (cells, bits, number_bits);
  sort_keys (&keys, cells->n, number_bits, bits[0] + bits[1] + bits[2]);
  take_order (cells, keys, ((guint64) 1 << number_bits) - 1);
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
