/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-zone-cache.h"

#define SECONDS_PER_DAY 86400

/* Days whose offset from UTC is remembered; eleven years side by side. */
#define N_SLOTS 4096

/* A day on which the clock is put forward or back: looked up time by time. */
#define OFFSET_CHANGES G_MININT32

struct _ClvZoneCache
{
  GTimeZone *zone;
  gint32 days[N_SLOTS];     /* the day that a slot is about */
  gint32 offsets[N_SLOTS];
};

/*
 * clv_zone_cache_new:
 * @zone: any zone
 */
ClvZoneCache *
clv_zone_cache_new (GTimeZone *zone)
{
  ClvZoneCache *self = g_new (ClvZoneCache, 1);

  self->zone = g_time_zone_ref (zone);
  for (guint i = 0; i < N_SLOTS; i++)
    self->days[i] = G_MININT32;

  return self;
}

/*
 * clv_zone_cache_new_named:
 * @id: (nullable): of the IANA database
 * @otherwise: (nullable): the zone where nobody knows @id
 *
 * Returns: (transfer full) (nullable): a cache, or %NULL where there is no zone
 */
ClvZoneCache *
clv_zone_cache_new_named (const char *id,
                          GTimeZone  *otherwise)
{
  g_autoptr(GTimeZone) named = id != NULL ? g_time_zone_new_identifier (id) : NULL;

  if (named == NULL && otherwise == NULL)
    return NULL;

  return clv_zone_cache_new (named != NULL ? named : otherwise);
}

/*
 * clv_zone_cache_free:
 */
void
clv_zone_cache_free (ClvZoneCache *self)
{
  if (self == NULL)
    return;

  g_time_zone_unref (self->zone);
  g_free (self);
}

static gint32
offset_at (GTimeZone *zone,
           gint64     local)
{
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);

  return g_time_zone_get_offset (zone, interval);
}

/*
 * clv_zone_cache_to_utc:
 * @local: seconds as a clock on the wall would count them
 *
 * The same moment in UTC. A time that the clock skipped counts as the end of
 * the gap, one that it showed twice as the first.
 */
gint64
clv_zone_cache_to_utc (ClvZoneCache *self,
                       gint64        local)
{
  gint64 day = local / SECONDS_PER_DAY - (local % SECONDS_PER_DAY < 0);
  guint slot = (guint) day % N_SLOTS;

  if (self->days[slot] != (gint32) day)
    {
      gint32 morning = offset_at (self->zone, day * SECONDS_PER_DAY);
      gint32 evening = offset_at (self->zone, day * SECONDS_PER_DAY + SECONDS_PER_DAY - 1);

      self->days[slot] = (gint32) day;
      self->offsets[slot] = morning == evening ? morning : OFFSET_CHANGES;
    }
  if (self->offsets[slot] != OFFSET_CHANGES)
    return local - self->offsets[slot];

  g_time_zone_adjust_time (self->zone, G_TIME_TYPE_STANDARD, &local);
  return local - offset_at (self->zone, local);
}

/*
 * clv_zone_day:
 * @zone: (nullable): UTC where %NULL
 * @time: seconds since 1970 in UTC
 *
 * The day that it then is in the zone.
 */
ClvDate
clv_zone_day (GTimeZone *zone,
              gint64     time)
{
  if (zone != NULL)
    {
      int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, time);

      time += g_time_zone_get_offset (zone, interval);
    }

  return (ClvDate) (time / SECONDS_PER_DAY - (time % SECONDS_PER_DAY < 0));
}
