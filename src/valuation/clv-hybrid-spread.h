/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-hybrid.h"
#include "clv-interval-private.h"

G_BEGIN_DECLS

/* Private to the room: the totals of a hybrid and how far they may be off. */

enum { CLV_HYBRID_CONTRACT, CLV_HYBRID_OTHER, CLV_HYBRID_PARTS };

/* Those of one part whose values only that part has to do with. */
typedef struct
{
  const ClvFit *fit;
  ClvPeriods *periods;
  ClvIntervalParts *cells;
} ClvHybridLone;

/* Customers of both parts that are looked at one by one: all where orders end with the
 * contract; those who are served where serving costs something; nobody else. */
typedef struct
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  const ClvScoreSet *scores;
  const guint32 *segment_of;      /* (nullable) */
  guint n;                        /* segments */
  double cost;                    /* major units a year */
  ClvHybridLone lone[CLV_HYBRID_PARTS];
  GArray *together;               /* (element-type guint32) rows of the scores */
  int grain_days;
  guint32 n_cells;
} ClvHybridSpread;

ClvHybridSpread *clv_hybrid_spread_new (const ClvFit             *fit,
                                        const ClvValueDefinition *definition,
                                        const ClvScoreSet        *scores,
                                        const guint32            *segment_of,
                                        guint                     n_segments,
                                        GError                  **error);
void             clv_hybrid_spread_free (ClvHybridSpread *self);
/* Of those who are looked at one by one, under other parameters of either part: totals
 * of each segment and of all, [n + 1] × CLV_INTERVAL_MEASURES. */
void             clv_hybrid_spread_add_together (const ClvHybridSpread *self,
                                                 const ClvFit          *contract,
                                                 const ClvFit          *orders,
                                                 double                *totals);
/* Their chance, and what spend does to their value; FALSE where it has no finite variance. */
gboolean         clv_hybrid_spread_add_process (const ClvHybridSpread *self,
                                                ClvIntervalSums       *sums);
/* Everybody, both parts. */
void             clv_hybrid_spread_sum (const ClvHybridSpread *self,
                                        const ClvFit          *contract,
                                        const ClvFit          *orders,
                                        double                *totals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvHybridSpread, clv_hybrid_spread_free)

G_END_DECLS
