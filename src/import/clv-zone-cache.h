/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

/**
 * ClvZoneCache:
 *
 * A time zone that remembers its offset day by day.
 */
typedef struct _ClvZoneCache ClvZoneCache;

ClvZoneCache *clv_zone_cache_new (GTimeZone *zone);
ClvZoneCache *clv_zone_cache_new_named (const char *id,
                                        GTimeZone  *otherwise);
void          clv_zone_cache_free (ClvZoneCache *self);
gint64        clv_zone_cache_to_utc (ClvZoneCache *self,
                                     gint64        local);
ClvDate       clv_zone_day (GTimeZone *zone,
                            gint64     time);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvZoneCache, clv_zone_cache_free)

G_END_DECLS
