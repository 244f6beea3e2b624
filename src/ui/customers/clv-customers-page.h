/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-list-view.h"
#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvCustomersPage:
 *
 * The Customers place: the list with its inspector, the tiers, the migration.
 * Loads everything once and hands it to the three views. Without values it says
 * what is missing, and offers to fit and score.
 *
 * show_item() takes "list", "tiers", "migration", or a customer's id.
 */
#define CLV_TYPE_CUSTOMERS_PAGE (clv_customers_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomersPage, clv_customers_page, CLV, CUSTOMERS_PAGE, ClvPage)

ClvCustomerListView *clv_customers_page_get_list_view (ClvCustomersPage *self);
const char          *clv_customers_page_get_state (ClvCustomersPage *self);
const char          *clv_customers_page_get_view (ClvCustomersPage *self);
void                 clv_customers_page_set_view (ClvCustomersPage *self,
                                                  const char       *view);

G_END_DECLS
