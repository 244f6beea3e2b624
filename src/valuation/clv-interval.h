/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-counted.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

#define CLV_INTERVAL_LEVEL 0.8
#define CLV_INTERVAL_NO_SEGMENT G_MAXUINT32

/**
 * ClvInterval:
 *
 * What is expected of some customers together, and how far what will come may be
 * from it.
 *
 * @lo and @hi are quantiles of what will come: chance and, where they are known,
 * the parameters. Where these are not, @parameter_error, @parameter_lo and
 * @parameter_hi are NAN, and @lo and @hi hold chance alone: the interval is at
 * least so wide.
 */
typedef struct
{
  double expected;
  double process_error;      /* standard deviation of what will come, the model being right */
  double parameter_error;    /* standard error of @expected; NAN where not known */
  double lo;
  double hi;
  double process_lo;         /* chance alone */
  double process_hi;
  double parameter_lo;       /* of @expected, by its standard error alone */
  double parameter_hi;
} ClvInterval;

typedef struct
{
  guint32 customers;
  ClvInterval purchases;     /* repeat purchases until the end of the horizon */
  ClvInterval value;         /* CLV under the value definition, major units */
} ClvSegmentInterval;

/**
 * ClvIntervals:
 *
 * Intervals of everybody and of segments of customers. Immutable.
 *
 * In them: whether customers stay, how often they come and what they spend, each
 * customer independently of the others; and how sure the estimated parameters are.
 * Not in them: whether the model is right, and what changes in the world.
 */
typedef struct
{
  double level;              /* 0.8: 80 % */
  ClvSegmentInterval total;
  guint n_segments;
  ClvSegmentInterval *segments;
  gboolean has_parameters;       /* the purchase model's are known well enough */
  gboolean has_spend_parameters; /* so are the spend model's, or there is none */
  gboolean has_spend_variance;   /* a purchase has one: it is finite */
  gboolean has_spend;            /* there is a spend model */
  ClvCounted counted;            /* what is expected beside the value */
  gboolean joins_contract;       /* of contracts and orders together */
  gboolean orders_end_with_contract;
  double nonlinearity;       /* bias of second order of the total value / its standard error */
  int grain_days;            /* to which ages and recencies were rounded for the spread */
  guint32 n_cells;
  double cpu_seconds;
} ClvIntervals;

ClvIntervals *clv_intervals_new (const ClvFit             *fit,
                                 const ClvValueDefinition *definition,
                                 const ClvScoreSet        *scores,
                                 const guint32            *segment_of,
                                 guint                     n_segments,
                                 double                    level,
                                 const ClvProgress        *progress,
                                 GError                  **error);
/* Of a fit with covariates: @columns is a table with the customers' attributes. */
ClvIntervals *clv_intervals_new_for_columns (const ClvFit             *fit,
                                             const ClvValueDefinition *definition,
                                             const ClvScoreSet        *scores,
                                             const ClvTransactions    *columns,
                                             const guint32            *segment_of,
                                             guint                     n_segments,
                                             double                    level,
                                             const ClvProgress        *progress,
                                             GError                  **error);
/* With the fit and the value definition that @scores are bound to. */
ClvIntervals *clv_intervals_new_for_scores (ClvWorkspace      *workspace,
                                            const ClvScoreSet *scores,
                                            const guint32     *segment_of,
                                            guint              n_segments,
                                            double             level,
                                            const ClvProgress *progress,
                                            GError           **error);
void          clv_intervals_free (ClvIntervals *self);
/* What the intervals include and what not, as translated sentences. */
char         *clv_intervals_describe (const ClvIntervals *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvIntervals, clv_intervals_free)

G_END_DECLS
