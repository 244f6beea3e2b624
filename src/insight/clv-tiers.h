/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-score-set.h"

G_BEGIN_DECLS

#define CLV_MAX_TIERS 6

/**
 * ClvTierScheme:
 *
 * How a ranked list of customers is cut: shares of customers, best first.
 */
typedef struct
{
  const char *id;                        /* "20-60-20", "platinum" */
  guint n;
  const char *names[CLV_MAX_TIERS];      /* translatable: "High", "Middle", "Low" */
  double shares[CLV_MAX_TIERS];          /* sum to 1 */
} ClvTierScheme;

typedef struct
{
  const ClvTierScheme *scheme;
  guint32 n_customers;
  guint8  *tier;                         /* [n_customers] 0 = best */
  guint32 count[CLV_MAX_TIERS];
  double lower[CLV_MAX_TIERS];           /* smallest value in the tier */
  double value[CLV_MAX_TIERS];           /* total value of the tier */
} ClvTiers;

const ClvTierScheme *clv_tier_scheme_find (const char    *id);   /* NULL = unknown */
const ClvTierScheme **clv_tier_schemes_list (guint         *n);
/* Ranks by value, ties by row; equal input gives equal output. */
ClvTiers            *clv_tiers_new (const ClvTierScheme *scheme,
                                    const double        *values,
                                    guint32              n);
/* Cuts by given lower bounds instead (frozen cut-offs). */
ClvTiers            *clv_tiers_new_frozen (const ClvTiers *reference,
                                           const double   *values,
                                           guint32         n);
void                 clv_tiers_free (ClvTiers      *self);

/**
 * ClvConcentration:
 *
 * Lorenz curve of values: share of customers (best last) against share of value.
 */
typedef struct
{
  guint n_points;
  double *population; /* 0 … 1 */
  double *share;      /* 0 … 1 */
  double gini;
  double top_share[3];  /* value share of the top 1 %, 10 %, 20 % */
} ClvConcentration;

ClvConcentration *clv_concentration_new (const double     *values,
                                         guint32           n,
                                         guint             max_points);
void              clv_concentration_free (ClvConcentration *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvTiers, clv_tiers_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvConcentration, clv_concentration_free)

G_END_DECLS
