/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-futures.h"
#include "clv-hybrid.h"

G_BEGIN_DECLS

/* Private to the room: what the customers of one part of a hybrid who are active will
 * do, by days that both parts know. */
typedef struct
{
  const ClvFit *fit;
  ClvPeriods *periods;
  ClvCells *cells;           /* distinct (x, age) */
  ClvFuture *futures;        /* [cells] */
  GHashTable *index;         /* of the cells */
  guint n;                   /* days, the last one the end of the horizon */
  guint *month;              /* [n]: at the end of which the day is */
  double *active;            /* [cells × n] */
  double *purchases;         /* [cells × n] */
  double *squares;           /* [cells × n] E[purchases²] */
} ClvHybridCurves;

ClvHybridCurves *clv_hybrid_curves_new (const ClvFit             *fit,
                                        const ClvValueDefinition *definition,
                                        ClvDate                   as_of);
void    clv_hybrid_curves_free (ClvHybridCurves *self);
void    clv_hybrid_curves_add (ClvHybridCurves *self,
                               guint32          x,
                               gint32           age_days);
void    clv_hybrid_curves_compute (ClvHybridCurves *self,
                                   gboolean         with_days);
guint32 clv_hybrid_curves_find (const ClvHybridCurves *self,
                                guint32                x,
                                gint32                 age_days);
double  clv_hybrid_curves_sum_years (const ClvHybridCurves *self,
                                     guint                  k,
                                     double                *years);
/* Discounted years in which both of two who are active now will be. */
double  clv_hybrid_curves_share_years (const ClvHybridCurves *a,
                                       guint32                cell_a,
                                       const ClvHybridCurves *b,
                                       guint32                cell_b);
/* Purchases of @orders while @contract lasts. */
void    clv_hybrid_curves_limit (const ClvHybridCurves *orders,
                                 guint32                order_cell,
                                 const ClvHybridCurves *contract,
                                 guint32                contract_cell,
                                 double                *purchases,
                                 double                *discounted);

/* An amount that is 0 but with a chance, and then lognormal. */
typedef struct
{
  double chance;
  double log_mean;
  double log_variance;
} ClvHybridAmount;

/* Of the sum of two that have nothing to do with each other. */
double clv_hybrid_find_quantile (const ClvHybridAmount *a,
                                 const ClvHybridAmount *b,
                                 double                 level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvHybridCurves, clv_hybrid_curves_free)

G_END_DECLS
