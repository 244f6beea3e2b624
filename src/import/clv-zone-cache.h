/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ClvZoneCache:
 *
 * A time zone that remembers its offset day by day.
 */
typedef struct _ClvZoneCache ClvZoneCache;

ClvZoneCache *clv_zone_cache_new (GTimeZone *zone);
void          clv_zone_cache_free (ClvZoneCache *self);
gint64        clv_zone_cache_to_utc (ClvZoneCache *self,
                                     gint64        local);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvZoneCache, clv_zone_cache_free)

G_END_DECLS
