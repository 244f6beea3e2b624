/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "clv-customer-order.h"

G_BEGIN_DECLS

/**
 * ClvCustomerList:
 *
 * The customers of one score set as a #GListModel of #ClvCustomerRow, sorted by
 * its own permutation and narrowed to a text and a tier. Beyond a few thousand
 * rows the work is done on a thread, and the list stays as it is meanwhile; a
 * newer wish makes an older one void. A change is announced in two steps, all
 * away and all there, since a view compares a million rows otherwise.
 *
 * Emits #GListModel::items-changed; `is-busy` tells of the thread.
 */
#define CLV_TYPE_CUSTOMER_LIST (clv_customer_list_get_type ())
G_DECLARE_FINAL_TYPE (ClvCustomerList, clv_customer_list, CLV, CUSTOMER_LIST, GObject)

ClvCustomerList *clv_customer_list_new (void);
ClvCustomerData *clv_customer_list_get_data (ClvCustomerList *self);
void             clv_customer_list_set_data (ClvCustomerList *self,
                                             ClvCustomerData *data);
ClvCustomerKey   clv_customer_list_get_key (ClvCustomerList *self);
gboolean         clv_customer_list_get_descending (ClvCustomerList *self);
void             clv_customer_list_set_order (ClvCustomerList *self,
                                              ClvCustomerKey   key,
                                              gboolean         is_descending);
const char      *clv_customer_list_get_search (ClvCustomerList *self);
void             clv_customer_list_set_search (ClvCustomerList *self,
                                               const char      *search);
int              clv_customer_list_get_tier (ClvCustomerList *self);
void             clv_customer_list_set_tier (ClvCustomerList *self,
                                             int              tier);
gboolean         clv_customer_list_is_busy (ClvCustomerList *self);
guint            clv_customer_list_find (ClvCustomerList *self,
                                         guint32          row);
void             clv_customer_list_announce (ClvCustomerList *self);

G_END_DECLS
