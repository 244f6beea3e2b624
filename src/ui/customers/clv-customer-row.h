/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "clv-customer-data.h"

G_BEGIN_DECLS

/**
 * ClvCustomerRow:
 *
 * One customer in a list: a row number and the data it points into. Made when a
 * list shows it and gone when it no longer does. It stays where it is when the
 * list is sorted, and gets another number: see #ClvCustomerList.
 */
#define CLV_TYPE_CUSTOMER_ROW (clv_customer_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomerRow, clv_customer_row, CLV, CUSTOMER_ROW, GObject)

ClvCustomerRow  *clv_customer_row_new (ClvCustomerData *data,
                                       guint32 number);
ClvCustomerData *clv_customer_row_get_data (ClvCustomerRow *self);
guint32          clv_customer_row_get_number (ClvCustomerRow *self);
void             clv_customer_row_set_number (ClvCustomerRow *self,
                                              guint32         number);

G_END_DECLS
