/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-baseline.h"

G_BEGIN_DECLS

/* One file each; see there. */
void     clv_baseline_predict_historic (const ClvCustomers *customers,
                                        ClvDate             until,
                                        double             *predicted);
gboolean clv_baseline_predict_cohort (ClvTransactions    *transactions,
                                      const ClvCustomers *customers,
                                      ClvDate             until,
                                      double             *predicted,
                                      char              **note,
                                      const ClvProgress  *progress,
                                      GError            **error);
gboolean clv_baseline_predict_rfm (ClvTransactions    *transactions,
                                   const ClvCustomers *customers,
                                   ClvDate             until,
                                   double             *predicted,
                                   char              **note,
                                   const ClvProgress  *progress,
                                   GError            **error);

G_END_DECLS
