/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvPairSums:
 *
 * What a ratio of two sums and its standard error need of a sample of pairs.
 */
typedef struct
{
  double n;
  double a;    /* Σ a */
  double b;    /* Σ b */
  double aa;
  double bb;
  double ab;
} ClvPairSums;

/**
 * ClvRatioInterval:
 *
 * A bootstrapped ratio of two ratios. NAN where it is undefined.
 */
typedef struct
{
  double estimate;
  double lo;
  double hi;
  double p;
  gboolean is_studentised;   /* bootstrap-t on the logarithm */
} ClvRatioInterval;

void             clv_pair_sums_add (ClvPairSums       *self,
                                    double             a,
                                    double             b);
void             clv_resample_pairs (const double      *a,
                                     const double      *b,
                                     guint32            n,
                                     guint64            seed,
                                     guint64            stream,
                                     guint              replicates,
                                     ClvPairSums       *sums);
ClvRatioInterval clv_relative_ratio_interval (const ClvPairSums *group,
                                              const ClvPairSums *other,
                                              const ClvPairSums *group_sums,
                                              const ClvPairSums *other_sums,
                                              guint              replicates,
                                              gboolean           studentise);
double           clv_sorted_quantile (const double      *sorted,
                                      guint              n,
                                      double             probability);

G_END_DECLS
