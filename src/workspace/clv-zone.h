/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

/**
 * ClvZone:
 *
 * Seconds since 1970 → calendar day in one time zone, with the spans of equal
 * offset remembered, because asking #GTimeZone for every row is a hundred times
 * slower. For one thread. Private to this room.
 */
typedef struct _ClvZone ClvZone;

ClvZone *clv_zone_new (const char *identifier);
void     clv_zone_free (ClvZone *self);
void     clv_zone_get_span (ClvZone *self,
                            gint64   time,
                            gint64  *from,
                            gint64  *to,
                            gint64  *offset);
ClvDate  clv_zone_get_day (ClvZone *self,
                           gint64   time);
ClvDate  clv_day_of_seconds (gint64 seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvZone, clv_zone_free)

G_END_DECLS
