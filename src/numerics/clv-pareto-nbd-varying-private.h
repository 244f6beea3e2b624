/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-pareto-nbd-varying.h"

G_BEGIN_DECLS

/* Customers arranged for many evaluations. */
struct _ClvVaryingPlan
{
  guint n_covariates;
  guint n_paths;
  guint *first_piece;        /* [n_paths + 1] of each path in what follows */
  double *end;
  double *value;
  double purchase_sum[CLV_VARYING_MAX_COVARIATES];
  guint32 n;
  guint32 *path;
  guint32 *piece;            /* [n] the one that the first purchase is in */
  double *start;
  double *recency;
  double *age;
  double *weight;
  guint32 *x;
  guint32 max_x;
  double *count;             /* [max_x + 1] customers with x purchases */
};

/* Time as purchases and drop-out feel it: A (u) = ∫₀ᵘ e^{γ'z}, D (u) = ∫₀ᵘ e^{δ'z}
 * from the first purchase on, which are linear within a piece. */

/* A stretch within one piece after the last purchase at t, with everything in
 * units of α+A(t) and β+D(t): (α+A)/(α+A(t)) = 1 + buy + buy_speed·v. */
typedef struct
{
  double shape;        /* R = r + x */
  double drop_shape;   /* s */
  double buy;
  double buy_speed;
  double drop;
  double drop_speed;
} ClvVaryingStretch;

/* Sums over the density s e^{δ'z} (β+D)^{−s−1} (α+A)^{−R}, relative to
 * (β+D(t))^{−s} (α+A(t))^{−R}. */
enum
{
  CLV_VARYING_ALL,
  CLV_VARYING_LOG_BUY,     /* y = ln ((α+A)/(α+A(t))) */
  CLV_VARYING_LOG_DROP,    /* w = ln ((β+D)/(β+D(t))) */
  CLV_VARYING_BUY,         /* F = (α+A(t))/(α+A) */
  CLV_VARYING_DROP,        /* G = (β+D(t))/(β+D) */
  CLV_VARYING_SECOND,      /* yy yw yF yG ww wF wG FF FG GG */
  CLV_VARYING_SUMS = CLV_VARYING_SECOND + 10
};

void   clv_varying_add_moments (const ClvVaryingStretch *stretch,
                                double                   length,
                                double                  *sums);
double clv_varying_sum_density (const ClvVaryingStretch *stretch,
                                double                   length,
                                gboolean                 is_purchase);
guint  clv_varying_path_find (const ClvVaryingPath *path,
                              double                time);

G_END_DECLS
