/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvHorizonRule:
 *
 * Few horizons with weights that stand for many: Σ weight·E(horizon) is the same
 * for what customers are expected to do by a horizon, to better than 1e-11.
 */
typedef struct
{
  guint n;
  double *horizon;    /* [n] ascending */
  double *weight;     /* [n] */
} ClvHorizonRule;

ClvHorizonRule *clv_horizon_rule_new (guint         n,
                                      const double *horizons,
                                      const double *weights);
void            clv_horizon_rule_free (ClvHorizonRule *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvHorizonRule, clv_horizon_rule_free)

G_END_DECLS
