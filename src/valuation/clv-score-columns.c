/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-gamma-gamma.h"
#include "clv-memory.h"
#include "clv-money.h"
#include "clv-parallel.h"
#include "clv-score-set-private.h"

/* The columns of a score set: sums and products of its parts. */

#define BLOCK_ROWS 1024

const ClvScoreColumn clv_score_columns[CLV_SCORE_COLUMNS] = {
  { "x", G_STRUCT_OFFSET (ClvScoreSet, x), 4 },
  { "recency", G_STRUCT_OFFSET (ClvScoreSet, recency_days), 4 },
  { "age", G_STRUCT_OFFSET (ClvScoreSet, age_days), 4 },
  { "past_value", G_STRUCT_OFFSET (ClvScoreSet, past_value), 8 },
  { "mean_spend", G_STRUCT_OFFSET (ClvScoreSet, mean_spend), 8 },
  { "p_active", G_STRUCT_OFFSET (ClvScoreSet, p_active), 8 },
  { "expected_purchases", G_STRUCT_OFFSET (ClvScoreSet, expected_purchases), 8 },
  { "discounted_purchases", G_STRUCT_OFFSET (ClvScoreSet, discounted_purchases), 8 },
  { "expected_spend", G_STRUCT_OFFSET (ClvScoreSet, expected_spend), 8 },
  { "clv", G_STRUCT_OFFSET (ClvScoreSet, clv), 8 },
  { "clv_lo", G_STRUCT_OFFSET (ClvScoreSet, clv_lo), 8 },
  { "clv_hi", G_STRUCT_OFFSET (ClvScoreSet, clv_hi), 8 },
  { "service_cost", G_STRUCT_OFFSET (ClvScoreSet, service_cost), 8 },
};

gpointer *
clv_score_set_get_column (ClvScoreSet *self,
                          guint        column)
{
  return (gpointer *) (gpointer) ((char *) self + clv_score_columns[column].offset);
}

void
clv_score_set_allocate (ClvScoreSet *self,
                        guint32      n)
{
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    *clv_score_set_get_column (self, i) = clv_alloc_large (n, clv_score_columns[i].size);
}

void
clv_score_block_init (ClvScoreBlock     *block,
                      const ClvScoreSet *columns,
                      guint32            start,
                      guint32            n)
{
  block->n = n;
  block->x = (guint32 *) columns->x + start;
  block->recency_days = (gint32 *) columns->recency_days + start;
  block->age_days = (gint32 *) columns->age_days + start;
  block->past_value = (gint64 *) columns->past_value + start;
  block->mean_spend = (double *) columns->mean_spend + start;
  block->p_active = (double *) columns->p_active + start;
  block->expected = (double *) columns->expected_purchases + start;
  block->discounted = (double *) columns->discounted_purchases + start;
  block->spend = (double *) columns->expected_spend + start;
  block->clv = (double *) columns->clv + start;
  block->lo = (double *) columns->clv_lo + start;
  block->hi = (double *) columns->clv_hi + start;
  block->service = (double *) columns->service_cost + start;
}

static void
fill_history (const ClvScoreBlock *block,
              const ClvScoreParts *parts,
              guint32              start,
              double               major)
{
  const guint32 *pair_x = parts->values[CLV_SCORE_PART_X];
  const guint32 *pair_age = parts->values[CLV_SCORE_PART_AGE];
  const guint32 *cell_pair = parts->values[CLV_SCORE_PART_PAIR];
  const guint32 *cell_recency = parts->values[CLV_SCORE_PART_RECENCY];
  const guint32 *cell_of = (const guint32 *) parts->values[CLV_SCORE_PART_CELL] + start;
  const gint64 *repeat_spend = (const gint64 *) parts->values[CLV_SCORE_PART_REPEAT_SPEND] + start;
  const gint64 *past_value = (const gint64 *) parts->values[CLV_SCORE_PART_PAST_VALUE] + start;

  for (guint32 i = 0; i < block->n; i++)
    {
      guint32 cell = cell_of[i];
      guint32 pair = cell_pair[cell];
      guint32 x = pair_x[pair];

      block->x[i] = x;
      block->recency_days[i] = (gint32) cell_recency[cell];
      block->age_days[i] = (gint32) pair_age[pair];
      block->past_value[i] = past_value[i];
      block->mean_spend[i] = x > 0 ? major * (double) repeat_spend[i] / x : 0.0;
    }
}

static void
fill_future (const ClvScoreBlock *block,
             const ClvScoreParts *parts,
             guint32              start,
             double               cost,
             ClvScoreTotals      *totals)
{
  const double *purchases = parts->values[CLV_SCORE_PART_PURCHASES];
  const double *discounted = parts->values[CLV_SCORE_PART_DISCOUNTED];
  const double *active_years = parts->values[CLV_SCORE_PART_ACTIVE_YEARS];
  const guint32 *cell_pair = parts->values[CLV_SCORE_PART_PAIR];
  const double *p_active = parts->values[CLV_SCORE_PART_P_ACTIVE];
  const guint32 *cell_of = (const guint32 *) parts->values[CLV_SCORE_PART_CELL] + start;
  double total = totals->expected_purchases;
  double total_active = totals->p_active;

  for (guint32 i = 0; i < block->n; i++)
    {
      guint32 cell = cell_of[i];
      guint32 pair = cell_pair[cell];
      double p = p_active[cell];

      block->p_active[i] = p;
      block->expected[i] = p * purchases[pair];
      block->discounted[i] = p * discounted[pair];
      block->service[i] = cost * p * active_years[pair];
      total += p * purchases[pair];
      total_active += p;
    }
  totals->expected_purchases = total;
  totals->p_active = total_active;
}

static void
fill_spend (const ClvScoreBlock *block,
            const ClvScoreParts *parts,
            guint32              start,
            const ClvFit        *fit,
            double               major)
{
  const gint64 *repeat_spend = (const gint64 *) parts->values[CLV_SCORE_PART_REPEAT_SPEND] + start;
  const gboolean is_contract = fit->kind->history == CLV_HISTORY_CONTRACT;

  if (fit->has_spend)
    {
      clv_gamma_gamma_expected_many (fit->spend_parameters, block->n, block->x, block->mean_spend,
                                     block->spend);
      return;
    }
  for (guint32 i = 0; i < block->n; i++)
    {
      /* The fee of the contract that runs, whatever one before it brought. */
      if (is_contract && block->x[i] > 0)
        block->spend[i] = block->mean_spend[i];
      else if (is_contract && repeat_spend[i] > 0)
        block->spend[i] = major * (double) repeat_spend[i];
      else
        block->spend[i] = MAX (major * (double) block->past_value[i] / (block->x[i] + 1.0), 0.0);
    }
}

static void
fill_values (const ClvScoreBlock *block,
             const ClvScoreParts *parts,
             guint32              start,
             double               margin,
             ClvScoreTotals      *totals)
{
  const double *lo = parts->values[CLV_SCORE_PART_LO];
  const double *hi = parts->values[CLV_SCORE_PART_HI];
  const guint32 *cell_of = (const guint32 *) parts->values[CLV_SCORE_PART_CELL] + start;
  ClvScoreTotals sum = *totals;

  for (guint32 i = 0; i < block->n; i++)
    {
      double spend = block->spend[i];
      double service = block->service[i];

      block->clv[i] = spend * block->discounted[i] * margin - service;
      block->lo[i] = lo[cell_of[i]] * (spend * margin) - service;
      block->hi[i] = hi[cell_of[i]] * (spend * margin) - service;
      sum.spend += spend;
      sum.clv += block->clv[i];
      sum.lo += block->lo[i];
      sum.hi += block->hi[i];
    }
  *totals = sum;
}

typedef struct
{
  ClvScoreSet *set;
  const ClvScoreParts *parts;
  const ClvFit *fit;
  gboolean with_columns;
  double major;
  double cost;
  guint32 chunk_rows;
  ClvScoreTotals *totals;       /* of each chunk */
} Fill;

static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  const Fill *fill = user_data;
  const ClvScoreSet *set = fill->set;
  ClvScoreTotals *totals = &fill->totals[chunk];
  guint32 start = chunk * fill->chunk_rows;
  guint32 end = start + MIN (fill->chunk_rows, set->n - start);
  ClvScoreSet scratch = { 0, };

  if (!fill->with_columns)
    clv_score_set_allocate (&scratch, BLOCK_ROWS);
  for (; start < end; start += MIN (BLOCK_ROWS, end - start))
    {
      ClvScoreBlock block;

      clv_score_block_init (&block, fill->with_columns ? set : &scratch,
                            fill->with_columns ? start : 0, MIN (BLOCK_ROWS, end - start));
      fill_history (&block, fill->parts, start, fill->major);
      fill_future (&block, fill->parts, start, fill->cost, totals);
      fill_spend (&block, fill->parts, start, fill->fit, fill->major);
      fill_values (&block, fill->parts, start, set->margin, totals);
    }
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    g_free (*clv_score_set_get_column (&scratch, i));
}

static void
add_totals (ClvScoreTotals       *sum,
            const ClvScoreTotals *more)
{
  sum->expected_purchases += more->expected_purchases;
  sum->p_active += more->p_active;
  sum->spend += more->spend;
  sum->clv += more->clv;
  sum->lo += more->lo;
  sum->hi += more->hi;
}

/* Without columns only the totals are made. */
void
clv_score_set_fill (ClvScoreSet              *self,
                    const ClvScoreParts      *parts,
                    const ClvFit             *fit,
                    const ClvValueDefinition *definition,
                    gboolean                  with_columns,
                    ClvScoreTotals           *totals)
{
  guint32 n = parts->n[CLV_SCORE_OF_ROW];
  Fill fill = {
    self, parts, fit, with_columns, clv_money_to_major (1, self->currency),
    clv_money_to_major (definition->cost_to_serve, self->currency),
    parts->form == CLV_SCORE_FORM_ROWS ? MAX (n, 1) : CLV_SCORE_BLOB_VALUES, NULL,
  };
  guint n_chunks = n / fill.chunk_rows + (n % fill.chunk_rows > 0);
  g_autofree ClvScoreTotals *each = g_new0 (ClvScoreTotals, n_chunks + 1);

  memset (totals, 0, sizeof *totals);
  self->n = n;
  self->margin = definition->margin;
  self->rate = definition->rate;
  fill.totals = each;
  if (with_columns)
    clv_score_set_allocate (self, n);
  clv_parallel_run (n_chunks, fill_chunk, &fill);
  for (guint i = 0; i < n_chunks; i++)
    add_totals (totals, &each[i]);
  if (with_columns)
    {
      clv_score_set_fill_groups (self, parts, fit->kind->n_parameters);
      clv_score_set_fill_terms (self, parts);
    }
  self->total_clv = totals->clv;
  self->total_expected_purchases = totals->expected_purchases;
  self->mean_p_active = totals->p_active / MAX (self->n, 1);
}
