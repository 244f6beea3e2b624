/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-score-set.h"

G_BEGIN_DECLS

/**
 * ClvSegments:
 *
 * Which segment each row of a score set belongs to; %CLV_INTERVAL_NO_SEGMENT for
 * one in none.
 */
typedef struct
{
  guint n;
  char **names;          /* [n] "" for customers whose value is not known */
  guint32 *segment_of;   /* [rows] */
} ClvSegments;

ClvSegments *clv_segments_new_for_attribute (const ClvScoreSet     *scores,
                                             const ClvTransactions *transactions,
                                             const char            *column,
                                             GError               **error);
/* Each of @ids by itself. */
ClvSegments *clv_segments_new_for_customers (const ClvScoreSet  *scores,
                                             const char * const *ids,
                                             GError            **error);
void         clv_segments_free (ClvSegments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvSegments, clv_segments_free)

G_END_DECLS
