/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-date.h"
#include "clv-zone-name.h"
#include "clv-zone-table.h"

/* A file has so many different zones, or the column holds something else. */
#define ZONES_MAX 1000

struct _ClvZoneTable
{
  GHashTable *zones;   /* of text → ClvZoneCache; NULL where unknown */
};

/*
 * clv_zone_table_new:
 */
ClvZoneTable *
clv_zone_table_new (void)
{
  ClvZoneTable *self = g_new (ClvZoneTable, 1);

  self->zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) clv_zone_cache_free);

  return self;
}

/*
 * clv_zone_table_free:
 */
void
clv_zone_table_free (ClvZoneTable *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->zones);
  g_free (self);
}

/*
 * clv_zone_table_find:
 * @cell: any cell of a column of zones
 * @zone: (inout) (nullable): that of rows whose cell is empty; the one that @cell names
 *
 * FALSE where nobody knows the zone.
 */
gboolean
clv_zone_table_find (ClvZoneTable  *self,
                     ClvCell        cell,
                     ClvZoneCache **zone)
{
  g_autofree char *text = NULL;
  g_autoptr(GTimeZone) named = NULL;
  ClvZoneCache *cache = NULL;
  const char *name;

  cell = clv_cell_trim (cell);
  if (clv_cell_is_missing (cell))
    return TRUE;

  text = g_strndup (cell.text, cell.length);
  if (!g_hash_table_lookup_extended (self->zones, text, NULL, (gpointer *) &cache)
      && g_hash_table_size (self->zones) < ZONES_MAX)
    {
      name = clv_zone_name_find (cell);
      named = name != NULL ? g_time_zone_new_identifier (name) : NULL;
      cache = named != NULL ? clv_zone_cache_new (named) : NULL;
      g_hash_table_insert (self->zones, g_steal_pointer (&text), cache);
    }
  if (cache == NULL)
    return FALSE;

  *zone = cache;
  return TRUE;
}
