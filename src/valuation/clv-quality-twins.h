/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

/**
 * ClvQualityTwins:
 *
 * Private to the room: counts rows that look like an earlier one. Same customer,
 * same second and same amount, and not two items of one order. Memory is bounded:
 * of many rows those of every 2nd, 4th, 8th … customer are looked at, which
 * estimates the share.
 */
typedef struct
{
  guint64 *slots;        /* upper half: of the row, lower half: of its order; 0 = empty */
  guint32 mask;
  guint32 n_used;
  guint32 sample_mask;   /* 0 where everybody is looked at */
  guint64 n_seen;
  guint64 n_twins;
  gboolean has_clock;    /* some time of day was seen */
  gboolean has_orders;   /* some order id was seen */
} ClvQualityTwins;

gboolean clv_quality_twins_init (ClvQualityTwins *self,
                                 guint64          n_rows);
void     clv_quality_twins_clear (ClvQualityTwins *self);
void     clv_quality_twins_add (ClvQualityTwins *self,
                                guint32          n,
                                const guint32   *customer,
                                const ClvDate   *day,
                                const gint64    *amount,
                                const gint64    *time,
                                const guint64   *order,
                                ClvDate          until);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvQualityTwins, clv_quality_twins_clear)

G_END_DECLS
