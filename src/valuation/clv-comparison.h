/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-backtest.h"
#include "clv-baseline.h"
#include "clv-counted.h"

G_BEGIN_DECLS

/* The id of the baseline that always takes part; see clv-baseline.h for the others. */
#define CLV_CONTENDER_NAIVE CLV_BASELINE_HISTORIC

/**
 * ClvContender:
 *
 * One way of predicting, on the same split as the others.
 */
typedef struct
{
  const char *id;              /* of the model kind or the baseline; with columns or seasons
                                * "pareto-nbd+columns", "pareto-nbd+seasons",
                                * "pareto-nbd+columns+seasons" */
  const char *kind;            /* of the model kind or the baseline alone */
  const char *name;            /* translated */
  gboolean is_baseline;        /* no model: to be beaten, never recommended */
  ClvBacktest *test;           /* (nullable): none of CLV_CONTENDER_NAIVE and where @problem
                                * says why */
  char *problem;               /* (nullable): translated sentence */
  ClvAccuracy accuracy;
  double log_likelihood;       /* of the calibration; NAN without a likelihood */
  double bic;                  /* k ln n − 2 LL: Schwarz 1978 */
  double behind;               /* squared error less the recommended one's, in standard errors */
  gboolean is_as_good;         /* as the recommended one, as far as these customers can tell */
} ClvContender;

/**
 * ClvComparison:
 *
 * Several kinds fitted on the days up to a split and compared with what followed.
 */
typedef struct
{
  ClvDate split;
  ClvDate until;
  ClvCounted counted;          /* what the rows are, and so what all expect */
  guint32 n;                   /* customers seen by the split */
  GPtrArray *contenders;       /* (element-type ClvContender): closest first, unusable ones last */
  const char *recommended;     /* (nullable): id; NULL where no model beats the baseline */
  GPtrArray *reasons;          /* (element-type utf8): translated sentences */
} ClvComparison;

ClvComparison *clv_comparison_new (ClvTransactions    *transactions,
                                   const char * const *kinds,
                                   int                 unit_days,
                                   ClvDate             split,
                                   ClvDate             until,
                                   const ClvProgress  *progress,
                                   GError            **error);
/* Those of @spec, its unit of time, its columns and its calendar: each kind that takes
 * these stands beside the plain one. */
ClvComparison *clv_comparison_new_for_spec (ClvTransactions    *transactions,
                                            const char * const *kinds,
                                            const ClvModelSpec *spec,
                                            ClvDate             split,
                                            ClvDate             until,
                                            const ClvProgress  *progress,
                                            GError            **error);
/* A sentence of what was compared with what, which goes above the table. */
char          *clv_comparison_describe (const ClvComparison *self);
void           clv_comparison_free (ClvComparison *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvComparison, clv_comparison_free)

G_END_DECLS
