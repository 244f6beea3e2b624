/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-cursor.h"
#include "clv-cell-date.h"

G_BEGIN_DECLS

ClvCellState clv_cell_clock_parse (ClvCell      cell,
                                   ClvCellTime *time);
ClvCellState clv_cell_clock_join (ClvCell      cell,
                                  ClvCellTime *time);
ClvCellState clv_cell_clock_scan (ClvCellCursor *cursor,
                                  ClvCellTime   *time);
gboolean     clv_cell_offset_parse (ClvCell  cell,
                                    gint32  *seconds);
void         clv_cell_time_set_fraction (ClvCellTime *time,
                                         guint64      fraction,
                                         guint64      whole);

G_END_DECLS
