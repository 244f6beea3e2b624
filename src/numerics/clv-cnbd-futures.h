/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cnbd.h"
#include "clv-horizon-rule.h"

G_BEGIN_DECLS

/**
 * ClvCnbdFutures:
 *
 * What clv_cnbd_forecast() gives, to 1e-10, of many customers and many horizons: tables
 * that all customers share. Not changed once made, so that threads may share it.
 */
typedef struct _ClvCnbdFutures ClvCnbdFutures;

/**
 * ClvCnbdFuture:
 *
 * The same of customers who have bought equally often. For one thread.
 */
typedef struct _ClvCnbdFuture ClvCnbdFuture;

ClvCnbdFutures *clv_cnbd_futures_new (ClvCnbdVariant        variant,
                                      const double         *parameters,
                                      double                most_x,
                                      double                youngest,
                                      double                longest,
                                      const ClvHorizonRule *discounted,
                                      const ClvHorizonRule *active);
void            clv_cnbd_futures_free (ClvCnbdFutures *self);

ClvCnbdFuture *clv_cnbd_future_new (const ClvCnbdFutures *futures,
                                    double                x);
void           clv_cnbd_future_free (ClvCnbdFuture *self);
void           clv_cnbd_future_forecast (ClvCnbdFuture *self,
                                         double         recency,
                                         double         age,
                                         const double  *horizons,
                                         guint          n,
                                         double        *purchases,
                                         double        *still_active,
                                         double        *second_moment);
void           clv_cnbd_future_sum (ClvCnbdFuture *self,
                                    double         recency,
                                    double         age,
                                    double        *discounted,
                                    double        *active);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCnbdFutures, clv_cnbd_futures_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCnbdFuture, clv_cnbd_future_free)

G_END_DECLS
