/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-fit.h"
#include "clv-periods.h"

G_BEGIN_DECLS

/* Private to the room: customers by what their spread depends on. */

/* Who is summed up: @n customers, those of @rows or all; the other arrays are by row. */
typedef struct
{
  guint32 n;
  const guint32 *rows;         /* (nullable) */
  const guint32 *x;
  const gint32 *recency_days;
  const gint32 *age_days;
  const double *spend;         /* (nullable): all nought */
  gboolean is_mean_spend;      /* of x purchases, else it is what to sum up */
  const guint32 *segment_of;   /* (nullable): all in segment 0 */
  const ClvCovariateGroups *groups;   /* (nullable): whose terms are summed up as well */
} ClvIntervalRows;

/* How many customers of one cell are in one segment, and Σ and Σ² of what their
 * spend model needs of what they spent. */
typedef struct
{
  guint32 cell;
  guint32 segment;
  double count;
  double spend;
  double spend_square;
} ClvIntervalEntry;

typedef struct
{
  ClvCells *cells;       /* distinct (x, recency, age), rounded to grain_days */
  ClvCells *pairs;       /* what the future of an active customer depends on */
  guint32 *pair_of;      /* [cells->n] */
  guint32 n_entries;
  ClvIntervalEntry *entries;
  guint n_terms;
  double *terms;         /* [n_entries × n_terms] Σ of the customers' covariate terms */
  double *term_spend;    /* likewise of term × spend */
  int grain_days;
} ClvIntervalCells;

/* Of one customer of a cell, whether active or not. */
typedef struct
{
  double purchases;
  double discounted;
  double active_years;   /* discounted */
} ClvIntervalMean;

/* Of one customer of a pair who is active now. */
typedef struct
{
  double square;             /* E[Y²], Y purchases in the horizon */
  double discounted_square;  /* E[(Σ d)²] over the purchases' discounts d */
  double squared_discounts;  /* E[Σ d²] */
  double p_none;
} ClvIntervalSpread;

/* Expected spend a purchase of the customers of an entry: its sum and the sum of its
 * squares. */
void               clv_interval_entry_get_spend (const ClvIntervalEntry *entry,
                                                 const ClvFit           *fit,
                                                 double                  x,
                                                 double                 *sum,
                                                 double                 *sum_squares);
/* Σ of @term × expected spend a purchase, as the sums above. */
double             clv_interval_entry_get_term_spend (const ClvFit *fit,
                                                      double        x,
                                                      double        terms,
                                                      double        term_spend);
/* Of a variable that is nought with probability @p_none and else gamma, with that
 * mean and variance in all. */
double             clv_interval_quantile (double mean,
                                          double variance,
                                          double p_none,
                                          double probability);
ClvIntervalCells  *clv_interval_cells_new (const ClvIntervalRows *rows,
                                           gboolean               with_recency,
                                           guint32                most_cells);
void               clv_interval_cells_free (ClvIntervalCells *self);
/* (transfer full) (array length=cells): under @parameters; @p_active: (out) (array
 * length=cells). */
ClvIntervalMean   *clv_interval_cells_dup_means (const ClvIntervalCells *self,
                                                 const ClvFit           *fit,
                                                 const double           *parameters,
                                                 const ClvPeriods       *periods,
                                                 double                 *p_active);
/* (transfer full) (array length=pairs) */
ClvIntervalSpread *clv_interval_cells_dup_spreads (const ClvIntervalCells *self,
                                                   const ClvFit           *fit,
                                                   const double           *parameters,
                                                   const ClvPeriods       *periods);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvIntervalCells, clv_interval_cells_free)

G_END_DECLS
