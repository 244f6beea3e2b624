/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-interval-cells.h"
#include "clv-interval.h"

G_BEGIN_DECLS

/* Private to the room: the sums behind intervals. */

enum { CLV_INTERVAL_PURCHASES, CLV_INTERVAL_VALUE, CLV_INTERVAL_MEASURES };

/* What is summed up of a segment. */
typedef struct
{
  double variance[CLV_INTERVAL_MEASURES];
  double parameter_variance[CLV_INTERVAL_MEASURES];
  double spend_gradient[3];          /* of the value */
  double log_none;                   /* ln P(nobody buys) */
  double mean[CLV_INTERVAL_MEASURES];  /* at the fit's parameters, over the rounded cells */
} ClvIntervalSums;

/* Customers who share parameters, nearly or exactly: everybody without covariates. */
typedef struct
{
  double parameters[CLV_MAX_PARAMETERS];
  ClvIntervalCells *cells;
  double *spend;                     /* [entries] Σ expected spend a purchase */
  double *spend_square;              /* [entries] Σ of its square */
} ClvIntervalPart;

typedef struct
{
  guint n;
  ClvIntervalPart *parts;
  guint n_terms;                     /* of the covariates */
  guint32 n_cells;
  int grain_days;                    /* the coarsest */
} ClvIntervalParts;

typedef struct
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  const ClvPeriods *periods;
  const ClvIntervalParts *parts;
  double cost;                       /* major units a year */
  guint n;                           /* segments */
  ClvIntervalSums *sums;             /* [n + 1], the last one is the total */
  double curvature;                  /* Σ of the total value's second differences */
  /* (nullable): what else the totals hold under other parameters of the fit: adds to
   * [n + 1] × CLV_INTERVAL_MEASURES. */
  void (*add_more)(gconstpointer more,
                   const ClvFit *moved,
                   double       *totals);
  gconstpointer more;
} ClvIntervalWork;

/* @columns: (nullable): whose attributes the covariates of @fit are. @is_of_scores: the
 * scores were made with @fit, so that columns which changed since are an error. */
ClvIntervalParts *clv_interval_parts_new (const ClvFit          *fit,
                                          const ClvScoreSet     *scores,
                                          const ClvTransactions *columns,
                                          const guint32         *segment_of,
                                          gboolean               is_of_scores,
                                          GError               **error);
void              clv_interval_parts_free (ClvIntervalParts *self);

/* E[ζ²] / E[ζ]² of what a purchase comes to; FALSE where it has no finite variance. */
gboolean clv_interval_find_spend_ratio (const ClvFit *fit,
                                        double        x,
                                        double       *ratio);
/* Chance: into the variances of @work; FALSE as above. */
gboolean clv_interval_add_process (ClvIntervalWork       *work,
                                   const ClvIntervalPart *part);
/* The intervals from the sums of @work. */
void     clv_interval_finish (const ClvIntervalWork *work,
                              const ClvScoreSet     *scores,
                              const guint32         *segment_of,
                              ClvIntervals          *self);
/* clv-hybrid-interval.c */
gboolean clv_hybrid_compute_intervals (ClvIntervals             *self,
                                       const ClvFit             *fit,
                                       const ClvValueDefinition *definition,
                                       const ClvScoreSet        *scores,
                                       const guint32            *segment_of,
                                       const ClvProgress        *progress,
                                       GError                  **error);
/* The delta method: into the parameter variances of @work. */
gboolean clv_interval_are_parameters_known (const ClvFit *fit);
gboolean clv_interval_add_parameters (ClvIntervalWork    *work,
                                      const ClvProgress  *progress,
                                      GError            **error);
/* FALSE where the spend model's covariance is not known. */
gboolean clv_interval_add_spend_parameters (ClvIntervalWork   *work,
                                            const ClvScoreSet *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvIntervalParts, clv_interval_parts_free)

G_END_DECLS
