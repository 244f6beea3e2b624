/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-customers.h"

G_BEGIN_DECLS

/* Private to the room: the histogram of distinct (x, recency, age) triples. */

/* @cell_of: (out) (optional) (array length=n): each customer's cell. */
ClvCells *clv_cells_new_for_customers (const ClvCustomers *customers,
                                       guint32            *cell_of);
/* The same people with times rounded to whole weeks: a start for the search. */
ClvCells *clv_cells_new_coarse (const ClvCells *cells);
/* Distinct (x, age): what the future of an active customer depends on; with
 * @with_recency every cell is one of its own. */
ClvCells *clv_cells_new_pairs (const ClvCells *cells,
                               gboolean        with_recency,
                               guint32        *pair_of);
void      clv_cells_free (ClvCells *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCells, clv_cells_free)

G_END_DECLS
