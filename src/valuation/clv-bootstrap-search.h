/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"
#include "clv-fit.h"

G_BEGIN_DECLS

/* Private to the room: the search of a replicate, from the parameters of @fit; FALSE where
 * it did not end at a maximum. @n_customers: Σ of the cells' weights. */
gboolean clv_bootstrap_search (const ClvFit   *fit,
                               const ClvCells *cells,
                               double          n_customers,
                               double         *parameters);

G_END_DECLS
