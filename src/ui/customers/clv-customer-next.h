/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-data.h"
#include "clv-next-order.h"
#include "clv-why.h"

G_BEGIN_DECLS

/* When one customer may buy next, in words. (transfer full) throughout */

/* "3 Jan 2026 – 12 Mar 2026", "from 3 Jan 2026 on" */
char   *clv_customer_next_dup_window (const ClvNextOrder *next);
/* What the window is of, and how likely a purchase is at all. */
char   *clv_customer_next_dup_detail (const ClvNextOrder *next);
ClvWhy *clv_customer_why_next (const ClvCustomerData *data,
                               guint32                row,
                               const ClvNextOrder    *next);

/* The day of the next renewal of a subscriber, and how likely it is paid. */
char   *clv_customer_renewal_dup_day (const ClvRenewal *renewal);
char   *clv_customer_renewal_dup_detail (const ClvRenewal *renewal);
ClvWhy *clv_customer_why_renewal (const ClvCustomerData *data,
                                  guint32                row,
                                  const ClvRenewal      *renewal);

G_END_DECLS
