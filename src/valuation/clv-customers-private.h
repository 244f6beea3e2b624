/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers-kinds.h"

G_BEGIN_DECLS

/* The same customers, nothing counted yet; then x summed up. */
ClvCustomers *clv_customers_new_like (const ClvCustomers *customers,
                                      ClvOpportunity      opportunity);
void          clv_customers_sum_up (ClvCustomers *self);
/* By renewals of @period, that of most payments where there is none. */
ClvCustomers *clv_customers_new_by_renewals (const ClvCustomers *customers,
                                             ClvOpportunity      period,
                                             int                 unit_days,
                                             const ClvProgress  *progress,
                                             GError            **error);

G_END_DECLS
