/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cells.h"

G_BEGIN_DECLS

double clv_nbd_fit (const ClvCells *cells,
                    int             unit_days,
                    double         *parameters);

G_END_DECLS
