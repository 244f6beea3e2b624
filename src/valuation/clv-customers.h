/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-opportunity.h"
#include "clv-progress.h"
#include "clv-transactions.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvCustomers:
 *
 * One summary a customer as of one day: immutable columns, reference counted.
 *
 * Purchases of one calendar day are one purchase. The first purchase is not a
 * repeat. Refunds (negative rows) up to @until lower the customer's latest
 * purchases at or before them, last first; a purchase day that refunds bring
 * down to zero is no purchase. An order of zero without a refund is one. Of a
 * refund larger than everything before it the rest lowers the past value only.
 * Nothing after @until is looked at. Customers without a purchase by @until are
 * not in the table.
 *
 * x = repeat purchases, t = recency = last − first, T = age = until − first;
 * here in days, clv_customers_get_unit() days to the time unit of the model.
 */
typedef struct
{
  guint32 n;
  const guint32 *code;          /* [n] customer code in @transactions, ascending */
  const guint32 *x;             /* [n] */
  const gint32  *recency_days;  /* [n] */
  const gint32  *age_days;      /* [n] */
  const gint64  *repeat_spend;  /* [n] net minor units of the repeat purchases */
  const gint64  *past_value;    /* [n] net minor units of everything up to until */
  ClvTransactions *transactions;  /* of clv_customers_load() perhaps without rows */
  ClvDate until;
  int unit_days;                /* 1 = day, 7 = week */
  guint64 n_refund_rows;
  guint64 n_refunded_purchases;        /* purchase days that refunds cancelled */
  guint32 n_repeat;             /* customers with x > 0 */
  guint64 sum_x;
  guint64 n_rows;               /* rows up to until */
  guint64 n_positive_rows;      /* of them, with an amount above zero */
  double cpu_seconds;           /* that the summary took */
  gint ref_count;
  gboolean is_counted;          /* customers who were counted before the import: no rows */
  guint32 n_rounded;            /* of them, with a time that was no whole number of days */
  guint64 n_left_out;           /* subscriptions of other periods */
  ClvOpportunity left_out;      /* what of most of those is counted */
  ClvOpportunity opportunity;   /* what is counted and what a time is, where not NONE */
} ClvCustomers;

ClvCustomers *clv_customers_new (ClvTransactions   *transactions,
                                 ClvDate            until,
                                 int                unit_days,
                                 const ClvProgress *progress,
                                 GError           **error);
ClvCustomers *clv_customers_load (ClvWorkspace      *workspace,
                                  ClvDate            until,
                                  int                unit_days,
                                  gboolean           with_names,
                                  const ClvProgress *progress,
                                  GError           **error);
ClvCustomers *clv_customers_load_counted (ClvWorkspace      *workspace,
                                          ClvDate            until,
                                          int                unit_days,
                                          const ClvProgress *progress,
                                          GError           **error);
gboolean      clv_customers_are_counted (ClvWorkspace  *workspace,
                                         gboolean      *are_counted,
                                         GError       **error);
ClvCustomers *clv_customers_ref (ClvCustomers      *self);
void          clv_customers_unref (ClvCustomers      *self);
/* Row of a customer code, G_MAXUINT32 where it has none. */
guint32       clv_customers_find (const ClvCustomers *self,
                                  guint32             code);

/**
 * ClvPurchase:
 *
 * One purchase day of one customer after netting, for timelines.
 */
typedef struct
{
  ClvDate day;
  gint64 net;        /* minor units left after refunds */
  gint64 refunded;   /* minor units taken off it, ≤ 0 */
  gboolean counts;   /* whether it is a purchase */
} ClvPurchase;

/* (element-type ClvPurchase), in time order. Small and independent of the
 * table: reads the customer's rows only. */
GArray       *clv_customers_dup_purchases (ClvTransactions *transactions,
                                           guint32          code,
                                           ClvDate          until);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCustomers, clv_customers_unref)

G_END_DECLS
