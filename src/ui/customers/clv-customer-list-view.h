/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-list.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvCustomerListView:
 *
 * The searchable table of all customers, and beside it the one who is selected.
 * Reads nothing itself: the page gives it its data.
 */
#define CLV_TYPE_CUSTOMER_LIST_VIEW (clv_customer_list_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomerListView, clv_customer_list_view, CLV, CUSTOMER_LIST_VIEW, AdwBin)

void             clv_customer_list_view_set_session (ClvCustomerListView *self,
                                                     ClvSession          *session);
void             clv_customer_list_view_set_data (ClvCustomerListView *self,
                                                  ClvCustomerData     *data);
ClvCustomerList *clv_customer_list_view_get_list (ClvCustomerListView *self);
void             clv_customer_list_view_focus_search (ClvCustomerListView *self);
gboolean         clv_customer_list_view_select (ClvCustomerListView *self,
                                                const char          *customer_id);
void             clv_customer_list_view_show_tier (ClvCustomerListView *self,
                                                   int                  tier);

G_END_DECLS
