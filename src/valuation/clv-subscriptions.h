/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-opportunity.h"
#include "clv-records.h"

G_BEGIN_DECLS

/* Private to the room: the rows of a file of subscriptions, and what they mean. */

typedef struct
{
  guint32 customer;        /* codes of the records */
  guint32 order;
  guint32 product;
  ClvDate begin;
  ClvDate end;             /* the day on which nothing is paid any more, or CLV_DATE_INVALID */
  gint64 amount;           /* minor units, negative for a refund */
  ClvOpportunity period;
  gboolean is_once;        /* pays on its first day alone: a renewal, or a refund */
  gboolean is_known_end;   /* @end is of the file, and no end of a paid period */
} ClvSubscription;

typedef struct
{
  GArray *list;            /* (element-type ClvSubscription) by customer, number, plan, begin */
  guint64 n_refunds;
  gboolean is_row_a_renewal;
  ClvDate last;            /* the last day on which something happened */
} ClvSubscriptions;

ClvSubscriptions *clv_subscriptions_new (const ClvRecords *records);
void              clv_subscriptions_free (ClvSubscriptions *self);
ClvDate           clv_subscription_get_payment (const ClvSubscription *self,
                                                int                    n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvSubscriptions, clv_subscriptions_free)

G_END_DECLS
