/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-table.h"

G_BEGIN_DECLS

#define CLV_CELL_NONE G_MAXUINT32

static inline guint64
clv_cell_hash (guint32 x,
               gint32  recency,
               gint32  age)
{
  guint64 key = (guint64) (guint32) recency << 32 | (guint32) age;

  key = (key ^ ((guint64) x * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)))
        * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  return (key ^ (key >> 32)) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
}

ClvCells *clv_cells_new_by_parts (const ClvCustomers *customers,
                                  guint32            *cell_of);

G_END_DECLS
