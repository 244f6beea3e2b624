/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-random.h"

G_BEGIN_DECLS

/* Pasts that the models would have made: of one customer of that age, repeat
 * purchases and the time of the last one after the first purchase. Parameters as in
 * the headers of the models; the clock of CNBD-k takes k as the fifth. */
void clv_history_nbd (const double *parameters,
                      double        age,
                      ClvRandom    *rng,
                      guint32      *x,
                      double       *recency);
void clv_history_bg_nbd (const double *parameters,
                         double        age,
                         ClvRandom    *rng,
                         guint32      *x,
                         double       *recency);
void clv_history_mbg_nbd (const double *parameters,
                          double        age,
                          ClvRandom    *rng,
                          guint32      *x,
                          double       *recency);
void clv_history_bg_cnbd (const double *parameters,
                          double        age,
                          ClvRandom    *rng,
                          guint32      *x,
                          double       *recency);
void clv_history_mbg_cnbd (const double *parameters,
                           double        age,
                           ClvRandom    *rng,
                           guint32      *x,
                           double       *recency);
void clv_history_pareto_nbd (const double *parameters,
                             double        age,
                             ClvRandom    *rng,
                             guint32      *x,
                             double       *recency);

G_END_DECLS
