/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-table.h"
#include "clv-fit.h"
#include "clv-periods.h"

G_BEGIN_DECLS

/* Private to the room: what a customer who is active now will do; it depends on
 * (x, age) alone, and on recency where the kind says so. */
typedef struct
{
  double purchases;
  double discounted;
  double active_years;    /* discounted */
  double p_none;          /* of no purchase in the horizon */
  double log_mean;        /* of the gamma sum of the purchases, given at least one */
  double log_variance;
} ClvFuture;

/* One for each of @pairs, which are distinct (x, age), or cells. */
ClvFuture *clv_futures_new (const ClvFit     *fit,
                            const ClvPeriods *periods,
                            const ClvCells   *pairs);
/* Of customers with parameters of their own, those of a group of equal covariates. */
ClvFuture *clv_futures_new_for_parameters (const ClvFit     *fit,
                                           const double     *parameters,
                                           const ClvPeriods *periods,
                                           const ClvCells   *pairs);

G_END_DECLS
