/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CLV_MAX_DIMENSIONS 64

void     clv_numerics_init (void);
/* (transfer full): "GSL 2.7.1 (built with 2.7.1)" */
char    *clv_numerics_dup_version (void);
double   clv_softplus (double z);
double   clv_logistic (double z);
double   clv_normal_quantile (double probability);
double   clv_gamma_unit_quantile (double shape,
                                  double probability);
double   clv_digamma (double x);
double   clv_trigamma (double x);
gboolean clv_matrix_eigen (guint         n,
                           const double *matrix,
                           double       *values,
                           double       *vectors);
gboolean clv_matrix_invert_positive (guint         n,
                                     const double *matrix,
                                     double       *inverse,
                                     double       *smallest,
                                     double       *largest);
double   clv_pearson (const double *a,
                      const double *b,
                      guint32       n);
double   clv_spearman (const double *a,
                       const double *b,
                       guint32       n);
double   clv_concentration (const double *amounts,
                            const double *order,
                            guint32       n);

G_END_DECLS
