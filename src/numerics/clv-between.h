/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-numerics.h"

G_BEGIN_DECLS

/* Estimates of the same parameters in several groups, each with its own error, drawn
 * together as far as the groups do not differ: empirical Bayes as in Morris,
 * "Parametric Empirical Bayes Inference", Journal of the American Statistical
 * Association 78 (1983). All matrices are @n × @n, row by row. */

void     clv_between_estimate (guint         n,
                               guint         n_groups,
                               const double *center,
                               const double *values,
                               const double *variances,
                               double        least,
                               double       *between);
gboolean clv_between_shrink (guint         n,
                             const double *center,
                             const double *between,
                             const double *value,
                             const double *variance,
                             double       *shrunk);
double   clv_between_weigh (guint         n,
                            const double *between,
                            const double *variance,
                            const double *slope);

G_END_DECLS
