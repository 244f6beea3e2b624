/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-data.h"

G_BEGIN_DECLS

/* By what a list of customers is sorted. */
typedef enum
{
  CLV_CUSTOMER_KEY_ID,
  CLV_CUSTOMER_KEY_VALUE,
  CLV_CUSTOMER_KEY_INTERVAL,   /* its lower end */
  CLV_CUSTOMER_KEY_TIER,       /* and the rank within */
  CLV_CUSTOMER_KEY_P_ACTIVE,
  CLV_CUSTOMER_KEY_PURCHASES,
  CLV_CUSTOMER_KEY_SPEND,
  CLV_CUSTOMER_KEY_PAST,
  CLV_CUSTOMER_KEY_LAST_DAY,
  CLV_N_CUSTOMER_KEYS
} ClvCustomerKey;

/* Numbers in, numbers out: runs on any thread. A sort of a million rows is eight
 * passes of a byte each at most, about a tenth of a second. */

/* (transfer full) (array length=scores->n): all rows in order; equal ones keep
 * their order by row, so that equal data is listed equally. */
guint32 *clv_customer_order_sort (const ClvCustomerData *data,
                                  ClvCustomerKey         key,
                                  gboolean               is_descending);
/* (transfer full): those of @order in @tier (−1 = any) whose id holds @needle
 * (nullable, any case). */
guint32 *clv_customer_order_filter (const ClvCustomerData *data,
                                    const guint32         *order,
                                    const char            *needle,
                                    int                    tier,
                                    guint32               *n_kept);

G_END_DECLS
