/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-interval.h"

G_BEGIN_DECLS

#define CLV_BOOTSTRAP_REPLICATES 200

typedef enum
{
  CLV_BOOTSTRAP_PARAMETRIC,  /* pasts that the fit would have made */
  CLV_BOOTSTRAP_RESAMPLING   /* customers drawn with replacement */
} ClvBootstrapMethod;

/**
 * ClvBootstrap:
 *
 * The check of #ClvIntervals: the model is fitted again to other pasts of the same
 * customers, and the value of the customers as they are is computed with each.
 * Parametric pasts tell how sure the parameters are if the model is right; customers
 * drawn with replacement tell it without that. What neither tells: whether the
 * model is right about the future.
 *
 * Customers are drawn with their columns and the days of their purchases where the fit
 * has covariates or a calendar; then it is made again from the start.
 *
 * In #ClvInterval, parameter_lo and parameter_hi are quantiles of the totals, and lo
 * and hi those of the totals with chance around each.
 */
typedef struct
{
  ClvBootstrapMethod method;
  guint64 seed;
  guint n_asked;
  guint n_used;              /* whose search ended at a maximum */
  double level;
  ClvInterval purchases;     /* of everybody */
  ClvInterval value;
  double *purchase_totals;   /* [n_used] */
  double *value_totals;
  double cpu_seconds;
} ClvBootstrap;

gboolean      clv_bootstrap_can (const ClvFit       *fit,
                                 ClvBootstrapMethod  method,
                                 GError            **error);
ClvBootstrap *clv_bootstrap_new (const ClvFit             *fit,
                                 const ClvValueDefinition *definition,
                                 const ClvScoreSet        *scores,
                                 ClvBootstrapMethod        method,
                                 guint                     replicates,
                                 double                    level,
                                 guint64                   seed,
                                 const ClvIntervals       *delta,
                                 const ClvProgress        *progress,
                                 GError                  **error);
/* Of a fit with covariates or a calendar: @rows are those of the customers, with their
 * attributes; %NULL otherwise. */
ClvBootstrap *clv_bootstrap_new_for_rows (const ClvFit             *fit,
                                          const ClvValueDefinition *definition,
                                          const ClvScoreSet        *scores,
                                          const ClvTransactions    *rows,
                                          ClvBootstrapMethod        method,
                                          guint                     replicates,
                                          double                    level,
                                          guint64                   seed,
                                          const ClvIntervals       *delta,
                                          const ClvProgress        *progress,
                                          GError                  **error);
void          clv_bootstrap_free (ClvBootstrap *self);
const char   *clv_bootstrap_method_get_id (ClvBootstrapMethod method);
/* What it says beside the delta method, as translated sentences. */
char         *clv_bootstrap_describe (const ClvBootstrap *self,
                                      const ClvIntervals *delta);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBootstrap, clv_bootstrap_free)

G_END_DECLS
