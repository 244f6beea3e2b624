/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-transactions-visit.h"

G_BEGIN_DECLS

/* Private to the room: rows, as they come, into one running summary a customer.
 * See clv-customer-sums.c. */
typedef struct
{
  guint32 n;            /* purchases that count */
  guint32 n_rows;       /* up to the last day to look at */
  ClvDate first;        /* of the purchases */
  ClvDate last;
  gint64 past_value;
  gint64 first_net;     /* of the first purchase: the rest is of the repeats */
} ClvCustomerSum;

typedef struct
{
  ClvDate until;        /* rows after it are left out */
  ClvCustomerSum *sums; /* by code */
  guint32 n;
  guint32 size;
  guint64 n_refund_rows;
  guint64 n_refunded_purchases;
  guint64 n_positive_rows;
  gpointer grouped;     /* the rows of those who need their history, in the second pass */
  gboolean is_full;     /* memory ran out */
  double cpu_seconds;
} ClvCustomerSums;

extern const ClvRowsVisitor clv_customer_sums_visitor;
extern const ClvRowsVisitor clv_customer_sums_nameless;

void     clv_customer_sums_init (ClvCustomerSums *self,
                                 ClvDate          until);
void     clv_customer_sums_finish (ClvCustomerSums *self);
void     clv_customer_sums_clear (ClvCustomerSums *self);

/* clv-customers.c; finishes @sums and takes @transactions. */
ClvCustomers *clv_customers_new_for_sums (ClvTransactions *transactions,
                                          ClvCustomerSums *sums,
                                          ClvDate          until,
                                          int              unit_days,
                                          GError         **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvCustomerSums, clv_customer_sums_clear)

G_END_DECLS
