/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cnbd.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* Pasts that the models would have made: of one customer of that age, repeat
 * purchases and the time of the last one after the first purchase. Parameters as in
 * the headers of the models. */
void clv_history_nbd (const double *parameters,
                      double        age,
                      ClvRandom    *rng,
                      guint32      *x,
                      double       *recency);
/* BG/NBD and MBG/NBD too, with k = 1. */
void clv_history_cnbd (ClvCnbdVariant variant,
                       const double  *parameters,
                       double         age,
                       ClvRandom     *rng,
                       guint32       *x,
                       double        *recency);
void clv_history_pareto_nbd (const double *parameters,
                             double        age,
                             ClvRandom    *rng,
                             guint32      *x,
                             double       *recency);

G_END_DECLS
