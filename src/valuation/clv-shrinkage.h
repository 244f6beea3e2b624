/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/**
 * ClvGrouping:
 *
 * Which segment each customer of a summary is in.
 */
typedef struct
{
  guint n;
  char **names;            /* [n], ended by NULL; "" is of those without a value */
  guint32 *segment_of;     /* [customers] */
  gboolean is_cohort;      /* quarters of first purchases */
} ClvGrouping;

/**
 * ClvShrunkSegment:
 *
 * Parameters are of the kind in its order and in natural scale.
 */
typedef struct
{
  const char *name;        /* lent by the grouping */
  guint32 customers;
  guint32 repeat_customers;
  gint32 seen_days;        /* since the first customer of the segment came */
  gboolean is_recent;      /* a cohort seen for fewer whole weeks than the horizon has */
  gboolean has_own;        /* whether its own fit says anything */
  char *note;              /* (nullable): translated, what is missing and what stands in */
  double own[CLV_MAX_PARAMETERS];      /* only where it has its own */
  double shrunk[CLV_MAX_PARAMETERS];
  double raw_purchases;    /* of a new customer in the horizon; NAN without its own */
  double shrunk_purchases;
  double weight;           /* share of shrunk_purchases that is the segment's own, 0 … 1 */
} ClvShrunkSegment;

/**
 * ClvShrinkage:
 *
 * Segments fitted each for itself and drawn toward the whole as far as their own
 * customers leave it open.
 */
typedef struct
{
  ClvFit *whole;
  ClvGrouping *grouping;
  guint n;
  guint n_own;
  ClvShrunkSegment *segments;        /* [n] */
  int horizon_days;
  double whole_purchases;            /* of a new customer in the horizon */
  guint n_searched;                  /* parameters that take part */
  double between[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];  /* [n_searched²], logarithms */
} ClvShrinkage;

ClvGrouping  *clv_grouping_new_for_cohorts (const ClvCustomers  *customers);
ClvGrouping  *clv_grouping_new_for_attribute (const ClvCustomers  *customers,
                                              const char          *column,
                                              GError             **error);
void          clv_grouping_free (ClvGrouping         *self);
ClvShrinkage *clv_shrinkage_new (const ClvModelSpec  *spec,
                                 ClvCustomers        *customers,
                                 ClvGrouping         *grouping,
                                 int                  horizon_days,
                                 const ClvProgress   *progress,
                                 GError             **error);
void          clv_shrinkage_free (ClvShrinkage        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGrouping, clv_grouping_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvShrinkage, clv_shrinkage_free)

G_END_DECLS
