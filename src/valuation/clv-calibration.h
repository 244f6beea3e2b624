/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/* Private to the room. */

/* Puts cells in an order that does not depend on who was met first. */
void  clv_cells_sort (ClvCells           *cells);
/* (transfer full): what a fit on @customers saw of the data. */
char *clv_calibration_hash (const ClvCustomers *customers);
void  clv_calibration_bind (ClvFit             *fit,
                            const ClvCustomers *customers);

G_END_DECLS
