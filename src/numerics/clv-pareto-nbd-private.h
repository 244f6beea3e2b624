/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-pareto-nbd.h"

G_BEGIN_DECLS

/* Of a lifetime with the gamma-mixed rate of drop-out, in y = ln ((B+u)/B). */
double clv_pareto_nbd_mean_decay (double z);
double clv_pareto_nbd_weigh_time (double s,
                                  double L);
double clv_pareto_nbd_discounted_time (double s,
                                       double z,
                                       double L);

G_END_DECLS
