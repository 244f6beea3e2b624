/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"
#include "clv-zone-cache.h"

G_BEGIN_DECLS

/**
 * ClvZoneTable:
 *
 * The zones that the cells of a column name, each looked up once.
 */
typedef struct _ClvZoneTable ClvZoneTable;

ClvZoneTable *clv_zone_table_new (void);
void          clv_zone_table_free (ClvZoneTable *self);
gboolean      clv_zone_table_find (ClvZoneTable  *self,
                                   ClvCell        cell,
                                   ClvZoneCache **zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvZoneTable, clv_zone_table_free)

G_END_DECLS
