/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clv-customer-order.h"
#include "clv-session.h"

G_BEGIN_DECLS

/* The columns of the list of customers: one row of a table each. */

/* "value", "p-active": stable names for actions and settings. */
const char    *clv_customer_columns_get_id (guint column);
ClvCustomerKey clv_customer_columns_get_key (guint column);
guint          clv_customer_columns_get_n (void);
/* (transfer full): translated: "Future value, 12 months" */
char          *clv_customer_columns_dup_title (guint                  column,
                                               const ClvCustomerData *data);
/* (transfer full): what stands in the cell */
char          *clv_customer_columns_dup_text (guint                  column,
                                              const ClvCustomerData *data,
                                              guint32                row,
                                              ClvSession            *session);

void           clv_customer_columns_append (GtkColumnView *view,
                                            ClvSession    *session);
void           clv_customer_columns_set_data (GtkColumnView         *view,
                                              const ClvCustomerData *data);
void           clv_customer_columns_rewrite (GtkColumnView *view,
                                             gboolean       is_forced);
/* Few columns while something stands beside the list. */
void           clv_customer_columns_set_brief (GtkColumnView *view,
                                               gboolean       is_brief);
/* Which header was clicked last, and how: the toolkit tells it from 4.10 on. */
gboolean       clv_customer_columns_find_sort (GtkColumnView   *view,
                                               ClvCustomerData *data,
                                               guint           *column,
                                               gboolean        *is_descending);

G_END_DECLS
