/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many times the typical value, and a decimal mark may have slipped. */
#define CLV_OUTLIER_FACTOR 500

#define CLV_OUTLIERS_KEPT 64

/**
 * ClvOutliers:
 *
 * Notices values that are at least five hundred times the median: then a decimal mark
 * that slipped by three places is noticed also where the order was a small one. The
 * median is taken from a histogram of logarithms, eight steps an octave: of all values
 * up to some thousands, then of every sixteenth. The largest are remembered with their
 * row, so at most CLV_OUTLIERS_KEPT are counted. Values are flagged, never left out.
 */
typedef struct
{
  guint64 n_seen;
  guint64 n_sampled;
  guint64 buckets[64 * 8];
  guint n_largest;
  gint64 least;                       /* of the largest, once there are enough */
  gint64 largest[CLV_OUTLIERS_KEPT];
  guint64 lines[CLV_OUTLIERS_KEPT];
} ClvOutliers;

void   clv_outliers_add (ClvOutliers *self,
                         gint64       value,
                         guint64      line);
void   clv_outliers_sample (ClvOutliers  *self,
                            guint32       n,
                            const gint64 *values);
gint64 clv_outliers_get_typical (const ClvOutliers *self);
guint  clv_outliers_count (const ClvOutliers *self,
                           guint64           *first_line,
                           gint64            *first_value);

/* Whether the value is worth the line that it stands in. */
static inline gboolean
clv_outliers_wants (const ClvOutliers *self,
                    gint64             value)
{
  return value > self->least;
}

G_END_DECLS
