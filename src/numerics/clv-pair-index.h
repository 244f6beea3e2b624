/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"

G_BEGIN_DECLS

/**
 * ClvDayIndex:
 *
 * The distinct days among recencies and ages, ascending.
 */
typedef struct
{
  guint32 n;
  gint32  *day;
  guint32 *position;   /* (nullable): day → index, where the range is short */
} ClvDayIndex;

/**
 * ClvPairIndex:
 *
 * The distinct pairs of a count and an index of a day, in order of appearance.
 */
typedef struct
{
  guint32 n;
  guint32    *x;
  guint32    *day;
  guint32 n_days;
  guint32    *position;   /* (nullable): pair → index + 1, where the range is short */
  GHashTable *table;      /* (nullable): otherwise */
} ClvPairIndex;

ClvDayIndex  *clv_day_index_new (const ClvCells *cells);
void          clv_day_index_free (ClvDayIndex *self);
guint32       clv_day_index_find (const ClvDayIndex *self,
                                  gint32             day);
ClvPairIndex *clv_pair_index_new (guint32 max_x,
                                  guint32 n_days,
                                  guint32 most);
void          clv_pair_index_free (ClvPairIndex *self);
guint32       clv_pair_index_add (ClvPairIndex *self,
                                  guint32       x,
                                  guint32       day);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvDayIndex, clv_day_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPairIndex, clv_pair_index_free)

G_END_DECLS
