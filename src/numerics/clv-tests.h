/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvRatioTest:
 *
 * Ratio of two rates with its interval and two-sided p value. All four are NAN
 * where one of the two samples is empty.
 */
typedef struct
{
  double ratio;
  double lo;
  double hi;
  double p;
  gboolean is_exact;   /* p by Fisher's exact test */
} ClvRatioTest;

double       clv_normal_two_sided_p (double z);
double       clv_chi_squared_p (double statistic,
                                guint  df);
ClvRatioTest clv_rate_ratio_test (guint32 events,
                                  guint32 n,
                                  guint32 other_events,
                                  guint32 other_n,
                                  double  z);
double       clv_fisher_exact_p (guint32 a,
                                 guint32 b,
                                 guint32 c,
                                 guint32 d);
void         clv_benjamini_hochberg (const double *p,
                                     guint         n,
                                     double       *q);

G_END_DECLS
