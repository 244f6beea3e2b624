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

/**
 * ClvTiers:
 *
 * Everybody's place and tier under one scheme. A tier that nobody is in has the
 * lower bound of the tier above it, so that every bound is a number.
 */
typedef struct
{
  const ClvTierScheme *scheme;
  guint32 n_customers;
  guint8  *tier;                         /* [n_customers] 0 = best */
  guint32 *rank;                         /* [n_customers] 1 = best */
  gboolean is_frozen;                    /* cut by bounds of another day, not by shares */
  guint32 count[CLV_MAX_TIERS];
  double lower[CLV_MAX_TIERS];           /* smallest value in the tier */
  double value[CLV_MAX_TIERS];           /* total value of the tier */
} ClvTiers;

const ClvTierScheme *clv_tier_scheme_find (const char    *id);   /* NULL = unknown */
const ClvTierScheme **clv_tier_schemes_list (guint         *n);
const char          *clv_tier_scheme_get_name (const ClvTierScheme *scheme,
                                               guint                tier);
char                *clv_tier_scheme_get_hash (const ClvTierScheme *scheme);
/* Ranks by value, ties by row; equal input gives equal output. */
ClvTiers            *clv_tiers_new (const ClvTierScheme *scheme,
                                    const double        *values,
                                    guint32              n);
/* Cuts by given lower bounds instead (frozen cut-offs). */
ClvTiers            *clv_tiers_new_frozen (const ClvTiers *reference,
                                           const double   *values,
                                           guint32         n);
void                 clv_tiers_free (ClvTiers      *self);
/* Where customers of one value are in several tiers, since equal values are put in the order
 * of the rows: a sentence, NULL where there are none. @values: those of the tiers */
char                *clv_tiers_describe_ties (const ClvTiers *self,
                                              const double   *values,
                                              const char     *currency);
/* Tier and why, as translated sentences. */
char                *clv_tiers_describe (const ClvTiers *self,
                                         guint32         row,
                                         double          value,
                                         const char     *currency);

/**
 * ClvConcentration:
 *
 * Lorenz curve of values: share of customers (best last) against share of value.
 * A negative value counts as zero, since a customer who costs more than they
 * bring has no share in the value; @n_negative says how many there are.
 */
typedef struct
{
  guint n_points;
  double *population; /* 0 … 1 */
  double *share;      /* 0 … 1 */
  double gini;
  double top_share[3];  /* value share of the top 1 %, 10 %, 20 % */
  guint32 n_negative;
  double total;         /* of the values above zero */
} ClvConcentration;

ClvConcentration *clv_concentration_new (const double     *values,
                                         guint32           n,
                                         guint             max_points);
void              clv_concentration_free (ClvConcentration *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvTiers, clv_tiers_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvConcentration, clv_concentration_free)

G_END_DECLS
