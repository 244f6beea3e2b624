/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-numerics.h"

G_BEGIN_DECLS

/**
 * ClvObjective:
 * @point: where
 * @gradient: (out)
 * @hessian: (out): row by row, symmetric
 *
 * Returns: the value to minimise; one that is not finite means "not here".
 */
typedef double (*ClvObjective) (const double *point,
                                double       *gradient,
                                double       *hessian,
                                gpointer      user_data);

/**
 * ClvTrustRegion:
 *
 * Newton's method within a trust region and a box, for the few parameters of a
 * likelihood. The caller owns the loop, so that it can stop it:
 *
 *   clv_trust_region_init (&search, …);
 *   while (!clv_trust_region_test (&search, 1e-10) && clv_trust_region_iterate (&search))
 *     ;
 */
typedef struct
{
  guint n;
  ClvObjective objective;
  gpointer user_data;
  double lower[CLV_MAX_DIMENSIONS];
  double upper[CLV_MAX_DIMENSIONS];
  double radius;
  double value;
  double predicted;            /* decrease that the last model promised */
  guint evaluations;
  double point[CLV_MAX_DIMENSIONS];
  double gradient[CLV_MAX_DIMENSIONS];
  double hessian[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
} ClvTrustRegion;

gboolean clv_trust_region_init (ClvTrustRegion *self,
                                guint           n,
                                const double   *start,
                                double          lower,
                                double          upper,
                                ClvObjective    objective,
                                gpointer        user_data);
gboolean clv_trust_region_init_box (ClvTrustRegion *self,
                                    guint           n,
                                    const double   *start,
                                    const double   *lower,
                                    const double   *upper,
                                    ClvObjective    objective,
                                    gpointer        user_data);
gboolean clv_trust_region_iterate (ClvTrustRegion *self);
gboolean clv_trust_region_test (const ClvTrustRegion *self,
                                double                tolerance);
gboolean clv_trust_region_is_at_bound (const ClvTrustRegion *self);

G_END_DECLS
