/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-cell-table.h"
#include "clv-futures.h"
#include "clv-interval-cells.h"
#include "clv-numerics.h"

/* An interval needs two or three digits of a spread, so where there are more cells
 * than that takes, times are rounded: to weeks, then months, then quarters. */
static const int grains[] = { 1, 7, 28, 91, 364 };

#define EMPTY G_MAXUINT32

/* Open addressing over indices of keys (x, recency, age, segment). */
typedef struct
{
  guint32 x;
  gint32 recency;
  gint32 age;
  guint32 segment;
} Key;

typedef struct
{
  guint bits;
  guint32 *slots;
  GArray *keys;    /* (element-type Key) */
} Index;

static void
index_init (Index *self)
{
  self->bits = 12;
  self->slots = g_new (guint32, (gsize) 1 << self->bits);
  memset (self->slots, 0xff, sizeof (guint32) << self->bits);
  self->keys = g_array_new (FALSE, FALSE, sizeof (Key));
}

static void
index_clear (Index *self)
{
  g_free (self->slots);
  g_array_unref (self->keys);
}

static guint64
hash_key (const Key *key)
{
  guint64 hash = (((guint64) key->x << 32) ^ (guint32) key->recency) * 0x9e3779b97f4a7c15u;

  hash ^= hash >> 29;
  hash = (hash ^ ((guint64) key->segment << 32) ^ (guint32) key->age) * 0xbf58476d1ce4e5b9u;
  return hash ^ (hash >> 32);
}

static gboolean
is_same (const Key *a,
         const Key *b)
{
  return a->x == b->x && a->recency == b->recency && a->age == b->age && a->segment == b->segment;
}

static void
index_grow (Index *self)
{
  gsize n = 0;

  self->bits++;
  n = (gsize) 1 << self->bits;
  g_free (self->slots);
  self->slots = g_new (guint32, n);
  memset (self->slots, 0xff, n * sizeof (guint32));
  for (guint32 i = 0; i < self->keys->len; i++)
    {
      gsize slot = hash_key (&g_array_index (self->keys, Key, i)) & (n - 1);

      while (self->slots[slot] != EMPTY)
        slot = (slot + 1) & (n - 1);
      self->slots[slot] = i;
    }
}

/* The key's number, which is the next one where it is new. */
static guint32
index_add (Index     *self,
           const Key *key)
{
  gsize mask = ((gsize) 1 << self->bits) - 1;
  gsize slot = hash_key (key) & mask;

  while (self->slots[slot] != EMPTY)
    {
      if (is_same (&g_array_index (self->keys, Key, self->slots[slot]), key))
        return self->slots[slot];
      slot = (slot + 1) & mask;
    }
  self->slots[slot] = self->keys->len;
  g_array_append_vals (self->keys, key, 1);
  if (2 * (gsize) self->keys->len > mask)
    index_grow (self);
  return self->keys->len - 1;
}

static gint32
round_days (gint32 days,
            int    grain)
{
  return grain == 1 ? days : (days + grain / 2) / grain * grain;
}

typedef struct
{
  GArray *entries;       /* (element-type ClvIntervalEntry) */
  GArray *terms;         /* (element-type double) n_terms an entry */
  GArray *term_spend;
} Table;

static void
table_init (Table *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (ClvIntervalEntry));
  self->terms = g_array_new (FALSE, TRUE, sizeof (double));
  self->term_spend = g_array_new (FALSE, TRUE, sizeof (double));
}

static void
table_clear (Table *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->terms);
  g_array_unref (self->term_spend);
}

static void
table_add (Table                 *self,
           const ClvIntervalRows *rows,
           guint32                row,
           guint32                place,
           guint32                segment)
{
  guint n_terms = rows->groups != NULL ? rows->groups->n_terms : 0;
  double spend = rows->spend != NULL ? rows->spend[row] : 0.0;
  ClvIntervalEntry *entry = NULL;

  if (place == self->entries->len)
    {
      g_array_set_size (self->entries, place + 1);
      g_array_set_size (self->terms, (place + 1) * n_terms);
      g_array_set_size (self->term_spend, (place + 1) * n_terms);
    }
  if (rows->is_mean_spend)
    spend *= rows->x[row];
  entry = &g_array_index (self->entries, ClvIntervalEntry, place);
  entry->segment = segment;
  entry->count += 1.0;
  entry->spend += spend;
  entry->spend_square += spend * spend;
  for (guint t = 0; t < n_terms; t++)
    {
      double z = rows->groups->z[(gsize) rows->groups->group_of[row] * n_terms + t];

      g_array_index (self->terms, double, place * n_terms + t) += z;
      g_array_index (self->term_spend, double, place * n_terms + t) += z * spend;
    }
}

/* FALSE where there would be more than @most entries, which are cells as long as
 * there are no segments. */
static gboolean
add_rows (const ClvIntervalRows *rows,
          int                    grain,
          guint32                most,
          Index                 *index,
          Table                 *table)
{
  for (guint32 i = 0; i < rows->n; i++)
    {
      guint32 row = rows->rows != NULL ? rows->rows[i] : i;
      Key key = { rows->x[row], round_days (rows->recency_days[row], grain),
                  round_days (rows->age_days[row], grain),
                  rows->segment_of != NULL ? rows->segment_of[row] : 0 };
      guint32 place = index_add (index, &key);

      if (place == table->entries->len && place >= most)
        return FALSE;
      table_add (table, rows, row, place, key.segment);
    }
  return TRUE;
}

/* The cells of the entries, whatever their segment. */
static ClvCells *
new_cells (const Index      *entries,
           ClvIntervalEntry *list)
{
  ClvCells *cells = g_new0 (ClvCells, 1);
  Index index;

  index_init (&index);
  for (guint32 i = 0; i < entries->keys->len; i++)
    {
      Key key = g_array_index (entries->keys, Key, i);

      key.segment = 0;
      list[i].cell = index_add (&index, &key);
    }
  cells->n = index.keys->len;
  cells->x = g_new (guint32, MAX (cells->n, 1));
  cells->recency_days = g_new (gint32, MAX (cells->n, 1));
  cells->age_days = g_new (gint32, MAX (cells->n, 1));
  cells->weight = g_new0 (double, MAX (cells->n, 1));
  for (guint32 i = 0; i < cells->n; i++)
    {
      const Key *key = &g_array_index (index.keys, Key, i);

      cells->x[i] = key->x;
      cells->recency_days[i] = key->recency;
      cells->age_days[i] = key->age;
    }
  for (guint32 i = 0; i < entries->keys->len; i++)
    cells->weight[list[i].cell] += list[i].count;
  index_clear (&index);
  return cells;
}

/**
 * clv_interval_cells_new:
 * @rows: customers
 * @with_recency: whether the future of an active customer depends on recency
 * @most_cells: more than this and times are rounded
 *
 * Memory is that of the entries, of which there are no more than cells times
 * segments and no more than customers.
 *
 * Returns: (transfer full): the cells
 */
ClvIntervalCells *
clv_interval_cells_new (const ClvIntervalRows *rows,
                        gboolean               with_recency,
                        guint32                most_cells)
{
  ClvIntervalCells *self = g_new0 (ClvIntervalCells, 1);
  gboolean is_done = FALSE;
  Index index;
  Table table;

  index_init (&index);
  table_init (&table);
  for (guint i = 0; !is_done; i++)
    {
      gboolean is_last = i + 1 == G_N_ELEMENTS (grains);

      if (i > 0)
        {
          index_clear (&index);
          table_clear (&table);
          index_init (&index);
          table_init (&table);
        }
      self->grain_days = grains[i];
      is_done = add_rows (rows, grains[i], is_last ? G_MAXUINT32 - 1 : most_cells, &index,
                          &table);
    }
  self->n_entries = table.entries->len;
  self->entries = g_memdup2 (table.entries->data, self->n_entries * sizeof (ClvIntervalEntry));
  self->n_terms = rows->groups != NULL ? rows->groups->n_terms : 0;
  self->terms = g_memdup2 (table.terms->data, table.terms->len * sizeof (double));
  self->term_spend = g_memdup2 (table.term_spend->data, table.term_spend->len * sizeof (double));
  table_clear (&table);
  self->cells = new_cells (&index, self->entries);
  index_clear (&index);
  self->pair_of = g_new (guint32, MAX (self->cells->n, 1));
  self->pairs = clv_cells_new_pairs (self->cells, with_recency, self->pair_of);
  return self;
}

void
clv_interval_cells_free (ClvIntervalCells *self)
{
  if (self == NULL)
    return;
  clv_cells_free (self->cells);
  clv_cells_free (self->pairs);
  g_free (self->pair_of);
  g_free (self->entries);
  g_free (self->terms);
  g_free (self->term_spend);
  g_free (self);
}

/* Expected spend is p (γ + x m) / (p x + q − 1), so its sums over customers of one
 * x follow from those of x m. Without a spend model the customer's own mean, which
 * then is in the place of x m, is taken as it is. */
void
clv_interval_entry_get_spend (const ClvIntervalEntry *entry,
                              const ClvFit           *fit,
                              double                  x,
                              double                 *sum,
                              double                 *sum_squares)
{
  double gamma = fit->spend_parameters[2];
  double factor = 1.0;

  if (!fit->has_spend)
    {
      *sum = entry->spend;
      *sum_squares = entry->spend_square;
      return;
    }
  factor = fit->spend_parameters[0]
           / (fit->spend_parameters[0] * x + fit->spend_parameters[1] - 1.0);
  *sum = factor * (gamma * entry->count + entry->spend);
  *sum_squares = factor * factor
                 * (gamma * gamma * entry->count + 2.0 * gamma * entry->spend
                    + entry->spend_square);
}

double
clv_interval_entry_get_term_spend (const ClvFit *fit,
                                   double        x,
                                   double        terms,
                                   double        term_spend)
{
  if (!fit->has_spend)
    return term_spend;
  return fit->spend_parameters[0]
         / (fit->spend_parameters[0] * x + fit->spend_parameters[1] - 1.0)
         * (fit->spend_parameters[2] * terms + term_spend);
}

double
clv_interval_quantile (double mean,
                       double variance,
                       double p_none,
                       double probability)
{
  double p_some = 1.0 - p_none;
  double some = 0.0;
  double spread = 0.0;

  if (!(mean > 0.0) || !(probability > p_none))
    return 0.0;
  some = mean / p_some;
  spread = (variance + mean * mean) / p_some - some * some;
  if (!(spread > 1e-20 * some * some))
    return some;
  return spread / some
         * clv_gamma_unit_quantile (some * some / spread, (probability - p_none) / p_some);
}

static void
fill_p_active (const ClvCells *cells,
               const ClvFit   *fit,
               const double   *parameters,
               double         *p_active)
{
  double unit = 1.0 / fit->spec->unit_days;

  if (fit->kind->p_active_many != NULL)
    {
      fit->kind->p_active_many (fit->kind, parameters, cells->n, cells->x, cells->recency_days,
                                cells->age_days, fit->spec->unit_days, p_active);
      return;
    }
  for (guint32 i = 0; i < cells->n; i++)
    p_active[i] = fit->kind->p_active (fit->kind, parameters, cells->x[i],
                                       cells->recency_days[i] * unit, cells->age_days[i] * unit);
}

ClvIntervalMean *
clv_interval_cells_dup_means (const ClvIntervalCells *self,
                              const ClvFit           *fit,
                              const double           *parameters,
                              const ClvPeriods       *periods,
                              double                 *p_active)
{
  g_autofree ClvFuture *futures = clv_futures_new_for_parameters (fit, parameters, periods,
                                                                  self->pairs);
  ClvIntervalMean *means = g_new (ClvIntervalMean, MAX (self->cells->n, 1));

  fill_p_active (self->cells, fit, parameters, p_active);
  for (guint32 i = 0; i < self->cells->n; i++)
    {
      const ClvFuture *future = &futures[self->pair_of[i]];

      means[i].purchases = p_active[i] * future->purchases;
      means[i].discounted = p_active[i] * future->discounted;
      means[i].active_years = p_active[i] * future->active_years;
    }
  return means;
}

/* Weights of the two sums by months, so that with E (t) = E[Y (t)] and
* M (t) = E[Y (t) (Y (t) − 1)] at the months' ends
*
*   E[Σ d²]                 = Σ ones·E
*   E[Σ d_i d_j over i ≠ j] = Σ twos·M.
*
* M' (t) / 2 is the density of a purchase at t and one before it. In all kinds here
* a purchase at t presupposes that the customer was active before t, and given the
* customer's own rates it says no more of when they bought before, so that the
* earlier one is uniform in (0, t) and its mean discount is I (t) / t with
* I (t) = ∫ d over (0, t). Within a month M' grows about as t does, as it does
* exactly without drop-out: then the mean over the month from s to t is
* (I (s) + I (t)) / (s + t). Rates that differ between customers mix such terms and
* change nothing. Of regular buyers (CNBD-k) it is an approximation. */
static void
find_weights (const ClvPeriods *periods,
              double           *ones,
              double           *twos)
{
  double before = 0.0;
  double integral = 0.0;

  for (guint i = 0; i < periods->n; i++)
    {
      double length = periods->end[i] - before;
      double next = integral + periods->discount[i] * length;
      double mean = (integral + next) / MAX (before + periods->end[i], 1e-300);

      ones[i] = periods->discount[i] * periods->discount[i];
      twos[i] = periods->discount[i] * mean;
      before = periods->end[i];
      integral = next;
    }
  /* From increments to values at the ends. */
  for (guint i = 0; i + 1 < periods->n; i++)
    {
      ones[i] -= ones[i + 1];
      twos[i] -= twos[i + 1];
    }
}

/* Horizons to forecast, with weights; the last one is the whole horizon. */
typedef struct
{
  guint n;
  double *horizon;
  double *ones;
  double *twos;
  double *purchases;   /* scratch */
  double *active;
  double *square;
} Schedule;

static void
schedule_clear (Schedule *self)
{
  g_free (self->horizon);
  g_free (self->ones);
  g_free (self->twos);
  g_free (self->purchases);
  g_free (self->active);
  g_free (self->square);
}

static void
schedule_append (Schedule     *self,
                 guint         n,
                 const double *horizon,
                 const double *ones,
                 const double *twos)
{
  for (guint i = 0; i < n; i++, self->n++)
    {
      self->horizon[self->n] = horizon[i];
      self->ones[self->n] = ones != NULL ? ones[i] : 0.0;
      self->twos[self->n] = twos != NULL ? twos[i] : 0.0;
    }
}

/* Long horizons by rules of few points, as the first moments are. */
static void
schedule_init (Schedule         *self,
               const ClvPeriods *periods)
{
  g_autofree double *ones = g_new (double, periods->n);
  g_autofree double *twos = g_new (double, periods->n);
  g_autoptr(ClvHorizonRule) first = NULL;
  g_autoptr(ClvHorizonRule) second = NULL;
  gsize most = periods->n;

  find_weights (periods, ones, twos);
  if (periods->discounted != NULL)
    {
      first = clv_horizon_rule_new (periods->n, periods->end, ones);
      second = clv_horizon_rule_new (periods->n, periods->end, twos);
      most = first->n + second->n + 1;
    }
  self->n = 0;
  self->horizon = g_new (double, most);
  self->ones = g_new (double, most);
  self->twos = g_new (double, most);
  self->purchases = g_new (double, most);
  self->active = g_new (double, most);
  self->square = g_new (double, most);
  if (first == NULL)
    {
      schedule_append (self, periods->n, periods->end, ones, twos);
      return;
    }
  schedule_append (self, first->n, first->horizon, first->weight, NULL);
  schedule_append (self, second->n, second->horizon, NULL, second->weight);
  schedule_append (self, 1, &periods->end[periods->n - 1], NULL, NULL);
}

ClvIntervalSpread *
clv_interval_cells_dup_spreads (const ClvIntervalCells *self,
                                const ClvFit           *fit,
                                const double           *parameters,
                                const ClvPeriods       *periods)
{
  ClvIntervalSpread *spreads = g_new0 (ClvIntervalSpread, MAX (self->pairs->n, 1));
  double unit = 1.0 / fit->spec->unit_days;
  Schedule schedule;

  schedule_init (&schedule, periods);
  for (guint32 i = 0; i < self->pairs->n; i++)
    {
      ClvIntervalSpread *spread = &spreads[i];
      double recency = self->pairs->recency_days[i] * unit;
      double age = self->pairs->age_days[i] * unit;

      fit->kind->forecast (fit->kind, parameters, self->pairs->x[i], recency, age, schedule.horizon,
                           schedule.n, schedule.purchases, schedule.active, schedule.square);
      for (guint k = 0; k < schedule.n; k++)
        {
          spread->squared_discounts += schedule.ones[k] * schedule.purchases[k];
          spread->discounted_square += schedule.twos[k]
                                       * (schedule.square[k] - schedule.purchases[k]);
        }
      spread->discounted_square += spread->squared_discounts;
      spread->square = schedule.square[schedule.n - 1];
      fit->kind->pmf (fit->kind, parameters, self->pairs->x[i], recency, age,
                      schedule.horizon[schedule.n - 1], 1, &spread->p_none);
    }
  schedule_clear (&schedule);
  return spreads;
}
