/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cell-number.h"

G_BEGIN_DECLS

ClvCellState   clv_record_parse_number (ClvCell   cell,
                                        char      decimal,
                                        gboolean  is_share,
                                        double   *number);
gboolean       clv_record_fast_time (ClvCell      cell,
                                     ClvCellTime *time);

G_END_DECLS
