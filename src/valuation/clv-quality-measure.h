/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-progress.h"
#include "clv-quality.h"

G_BEGIN_DECLS

/* Private to the room: what is counted in the rows, before it is judged.
 * @customers: (out) (optional): the summary of the same rows, for who fits next. */
gboolean clv_quality_measure (ClvQualityFacts    *facts,
                              ClvWorkspace       *workspace,
                              ClvDate             until,
                              ClvDate             today,
                              int                 unit_days,
                              ClvCustomers      **customers,
                              const ClvProgress  *progress,
                              GError            **error);

ClvQuality *clv_quality_load_with_customers (ClvWorkspace       *workspace,
                                             ClvDate             until,
                                             ClvDate             today,
                                             int                 unit_days,
                                             ClvCustomers      **customers,
                                             const ClvProgress  *progress,
                                             GError            **error);

G_END_DECLS
