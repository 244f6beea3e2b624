/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-date.h"

G_BEGIN_DECLS

/* Days of the two calendars of spreadsheets before 1970-01-01. */
#define CLV_SERIAL_EPOCH_1900 25569
#define CLV_SERIAL_EPOCH_1904 24107

gboolean     clv_date_order_is_counted (ClvDateOrder order);
ClvCellState clv_cell_serial_parse (ClvCell       cell,
                                    ClvDateOrder  order,
                                    ClvCellTime  *time);
gboolean     clv_cell_serial_is_likely (ClvCell       cell,
                                        ClvDateOrder  order,
                                        ClvCellTime  *time);

G_END_DECLS
