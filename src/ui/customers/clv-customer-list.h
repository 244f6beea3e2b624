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
 * newer wish makes an older one void.
 *
 * A row object belongs to a place in the list. After a sort or search the same
 * objects hold other customers, and `rows-changed` says so: a view writes other
 * texts into the cells it has, rather than make all its cells anew. Only what
 * the list grows or shrinks by is told by #GListModel::items-changed, at its end
 * and in two steps, away and there, since a view compares all rows otherwise.
 * `is-busy` tells of the thread.
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
