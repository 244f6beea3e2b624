/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-covariate-private.h"
#include "clv-memory.h"
#include "clv-parallel.h"
#include "clv-score-set-private.h"

/* What of a score set depends on who shares covariates: cells and pairs are those of
 * the groups, one after the other, so that a pair belongs to one group. */

#define MANY_CELLS 8          /* of a group, from which a table of its own pays */

/* Distinct pairs within each group, in the order of their first cells. */
static ClvCells *
new_pairs (const ClvGroupCells *cells,
           gboolean             with_recency,
           guint32             *pair_of,
           guint32             *start)
{
  guint32 n = cells->cells->n;
  ClvCells *pairs = clv_cells_new_pairs (cells->cells, with_recency, pair_of);
  g_autofree guint32 *seen_by = g_new (guint32, MAX (pairs->n, 1));
  g_autofree guint32 *pair_as = g_new (guint32, MAX (pairs->n, 1));
  ClvCells *own = g_new0 (ClvCells, 1);

  own->x = g_new (guint32, MAX (n, 1));
  own->recency_days = g_new (gint32, MAX (n, 1));
  own->age_days = g_new (gint32, MAX (n, 1));
  own->weight = g_new (double, MAX (n, 1));
  memset (seen_by, 0xff, pairs->n * sizeof *seen_by);
  for (guint32 g = 0; g < cells->n_groups; g++)
    {
      start[g] = own->n;
      for (guint32 i = cells->start[g]; i < cells->start[g + 1]; i++)
        {
          guint32 pair = pair_of[i];

          if (seen_by[pair] != g)
            {
              seen_by[pair] = g;
              pair_as[pair] = own->n;
              own->x[own->n] = pairs->x[pair];
              own->recency_days[own->n] = pairs->recency_days[pair];
              own->age_days[own->n] = pairs->age_days[pair];
              own->weight[own->n++] = 0.0;
            }
          pair_of[i] = pair_as[pair];
          own->weight[pair_of[i]] += cells->cells->weight[i];
        }
    }
  start[cells->n_groups] = own->n;
  clv_cells_free (pairs);
  return own;
}

static ClvCells
slice (const ClvCells *cells,
       guint32         start,
       guint32         end)
{
  ClvCells part = {
    end - start, cells->x + start, cells->recency_days + start, cells->age_days + start,
    cells->weight + start,
  };

  return part;
}

void
clv_score_groups_init (ClvScoreGroups     *self,
                       const ClvFit       *fit,
                       const ClvCustomers *customers)
{
  memset (self, 0, sizeof *self);
  self->groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, customers);
  self->cell_of = clv_new_large (guint32, customers->n);
  self->pair_start = g_new0 (guint32, (gsize) self->groups->n + 1);
  if (fit->covariates != NULL)
    {
      g_autoptr(ClvGroupCells) cells = clv_group_cells_new (customers, self->groups, self->cell_of);

      self->pair_of = clv_new_large (guint32, cells->cells->n);
      self->pairs = new_pairs (cells, fit->kind->needs_recency, self->pair_of, self->pair_start);
      self->cells = g_steal_pointer (&cells->cells);
      self->cell_start = g_steal_pointer (&cells->start);
      return;
    }
  self->cells = clv_cells_new_for_customers (customers, self->cell_of);
  self->pair_of = clv_new_large (guint32, self->cells->n);
  self->pairs = clv_cells_new_pairs (self->cells, fit->kind->needs_recency, self->pair_of);
  self->cell_start = g_new0 (guint32, 2);
  self->cell_start[1] = self->cells->n;
  self->pair_start[1] = self->pairs->n;
}

void
clv_score_groups_clear (ClvScoreGroups *self)
{
  if (self->are_lent)
    {
      self->pair_of = NULL;
      self->cell_of = NULL;
      self->pairs->x = NULL;
      self->pairs->age_days = NULL;
      self->cells->recency_days = NULL;
    }
  g_clear_pointer (&self->groups, clv_covariate_groups_free);
  g_clear_pointer (&self->cells, clv_cells_free);
  g_clear_pointer (&self->pairs, clv_cells_free);
  g_clear_pointer (&self->cell_of, g_free);
  g_clear_pointer (&self->pair_of, g_free);
  g_clear_pointer (&self->cell_start, g_free);
  g_clear_pointer (&self->pair_start, g_free);
}

/* One a pair. */
ClvFuture *
clv_score_groups_new_futures (const ClvScoreGroups *self,
                              const ClvFit         *fit,
                              const ClvPeriods     *periods)
{
  ClvFuture *futures = NULL;

  if (self->groups->n == 1)
    return clv_futures_new_for_parameters (fit, self->groups->parameters, periods, self->pairs);

  futures = g_new (ClvFuture, MAX (self->pairs->n, 1));
  for (guint32 g = 0; g < self->groups->n; g++)
    {
      guint32 start = self->pair_start[g];
      ClvCells pairs = slice (self->pairs, start, self->pair_start[g + 1]);
      g_autofree ClvFuture *own = NULL;

      own = clv_futures_new_for_parameters (fit, self->groups->parameters
                                            + (gsize) g * self->groups->n_parameters, periods,
                                            &pairs);
      memcpy (futures + start, own, pairs.n * sizeof *own);
    }
  return futures;
}

typedef struct
{
  const ClvModelKind *kind;
  const double *parameters;
  const ClvCells *cells;
  double unit;
  double *p_active;
} OneByOne;

static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  const OneByOne *fill = user_data;
  const ClvCells *cells = fill->cells;
  guint32 first = chunk * CLV_CHUNK_CELLS;

  for (guint32 i = first; i < MIN (first + CLV_CHUNK_CELLS, cells->n); i++)
    fill->p_active[i] = fill->kind->p_active (fill->kind, fill->parameters, cells->x[i],
                                              cells->recency_days[i] * fill->unit,
                                              cells->age_days[i] * fill->unit);
}

/* One a cell. */
void
clv_score_groups_fill_p_active (const ClvScoreGroups *self,
                                const ClvFit         *fit,
                                double               *p_active)
{
  OneByOne fill = { fit->kind, NULL, NULL, 1.0 / fit->spec->unit_days, NULL };

  for (guint32 g = 0; g < self->groups->n; g++)
    {
      const double *parameters = self->groups->parameters
                                 + (gsize) g * self->groups->n_parameters;
      guint32 start = self->cell_start[g];
      ClvCells cells = slice (self->cells, start, self->cell_start[g + 1]);

      if (fit->kind->p_active_many != NULL && (cells.n >= MANY_CELLS || self->groups->n == 1))
        {
          fit->kind->p_active_many (fit->kind, parameters, cells.n, cells.x, cells.recency_days,
                                    cells.age_days, fit->spec->unit_days, p_active + start);
          continue;
        }
      fill.parameters = parameters;
      fill.cells = &cells;
      fill.p_active = p_active + start;
      clv_parallel_run ((cells.n + CLV_CHUNK_CELLS - 1) / CLV_CHUNK_CELLS, fill_chunk, &fill);
    }
}

/* What tells a reader of the scores whose parameters are whose; nothing without
 * covariates. */
static void
fill_groups (const ClvScoreGroups *self,
             const ClvFit         *fit,
             ClvScoreParts        *parts)
{
  guint n = fit->kind->n_parameters;
  guint32 *group = NULL;
  double *parameters = NULL;

  if (fit->covariates == NULL)
    return;
  parts->n[CLV_SCORE_OF_GROUPED_PAIR] = self->pairs->n;
  parts->n[CLV_SCORE_OF_GROUP] = self->groups->n * n;
  group = g_new (guint32, MAX (self->pairs->n, 1));
  for (guint32 g = 0; g < self->groups->n; g++)
    {
      for (guint32 i = self->pair_start[g]; i < self->pair_start[g + 1]; i++)
        group[i] = g;
    }
  parts->values[CLV_SCORE_PART_GROUP] = group;
  /* What a kind needs beside its parameters is the fit's. */
  parameters = g_new (double, (gsize) self->groups->n * n);
  for (guint32 g = 0; g < self->groups->n; g++)
    memcpy (parameters + (gsize) g * n, self->groups->parameters
            + (gsize) g * self->groups->n_parameters, n * sizeof (double));
  parts->values[CLV_SCORE_PART_PARAMETERS] = parameters;
}

void
clv_score_groups_lend (ClvScoreGroups *self,
                       const ClvFit   *fit,
                       ClvScoreParts  *parts)
{
  self->are_lent = TRUE;
  parts->n[CLV_SCORE_OF_PAIR] = self->pairs->n;
  parts->n[CLV_SCORE_OF_CELL] = self->cells->n;
  parts->values[CLV_SCORE_PART_X] = self->pairs->x;
  parts->values[CLV_SCORE_PART_AGE] = self->pairs->age_days;
  parts->values[CLV_SCORE_PART_PAIR] = self->pair_of;
  parts->values[CLV_SCORE_PART_RECENCY] = self->cells->recency_days;
  parts->values[CLV_SCORE_PART_CELL] = self->cell_of;
  fill_groups (self, fit, parts);
}

/* From pairs to rows. */
void
clv_score_set_fill_groups (ClvScoreSet         *self,
                           const ClvScoreParts *parts,
                           guint                n_parameters)
{
  const guint32 *cell_of = parts->values[CLV_SCORE_PART_CELL];
  const guint32 *pair_of = parts->values[CLV_SCORE_PART_PAIR];
  const guint32 *group_of = parts->values[CLV_SCORE_PART_GROUP];

  if (parts->n[CLV_SCORE_OF_GROUP] == 0)
    return;
  self->n_parameters = n_parameters;
  self->n_groups = parts->n[CLV_SCORE_OF_GROUP] / n_parameters;
  self->group_parameters = g_memdup2 (parts->values[CLV_SCORE_PART_PARAMETERS],
                                      parts->n[CLV_SCORE_OF_GROUP] * sizeof (double));
  self->group = g_new (guint32, MAX (self->n, 1));
  for (guint32 i = 0; i < self->n; i++)
    self->group[i] = MIN (group_of[pair_of[cell_of[i]]], self->n_groups - 1);
}

/**
 * clv_score_set_get_parameters:
 * @self: scores
 * @fit: what they were computed with
 * @row: which customer
 *
 * The parameters of the kind alone: for its functions, one with a calendar takes those of
 * clv_score_set_get_parameters_at().
 *
 * Returns: (transfer none): the parameters of the customer, which differ from those
 *   of the fit where it has covariates
 */
const double *
clv_score_set_get_parameters (const ClvScoreSet *self,
                              const ClvFit      *fit,
                              guint32            row)
{
  g_return_val_if_fail (self != NULL && fit != NULL && row < self->n, NULL);

  return self->group != NULL ? self->group_parameters + (gsize) self->group[row]
         * self->n_parameters : clv_score_set_get_fit (self, fit, row)->parameters;
}

/**
 * clv_score_set_get_parameters_at:
 * @self: scores
 * @fit: what they were computed with
 * @row: which customer
 * @day: the day on which ages end and horizons begin
 * @scratch: (array length=CLV_MAX_PARAMETERS): room
 *
 * Returns: (transfer none): the parameters of the customer on that day
 */
const double *
clv_score_set_get_parameters_at (const ClvScoreSet *self,
                                 const ClvFit      *fit,
                                 guint32            row,
                                 ClvDate            day,
                                 double            *scratch)
{
  g_return_val_if_fail (self != NULL && fit != NULL && row < self->n, NULL);

  fit = clv_score_set_get_fit (self, fit, row);
  return clv_fit_date_parameters (fit, clv_score_set_get_parameters (self, fit, row), day,
                                  scratch);
}
