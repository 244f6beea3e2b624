/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-backtest.h"

G_BEGIN_DECLS

/* Private to the room. (transfer full) (element-type ClvBacktestPeriod) */
GArray *clv_tracking_new (const ClvFit       *fit,
                          const ClvCustomers *customers,
                          ClvDate             first,
                          ClvDate             split,
                          ClvDate             until,
                          const guint64      *repeats_by_day);

G_END_DECLS
