/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvCustomerData:
 *
 * Everything the Customers place shows, read in one go on the worker: immutable,
 * reference counted. Row numbers are those of @scores.
 *
 * Without values (@scores is %NULL) it says how far the workspace has come.
 */
typedef struct
{
  ClvScoreSet        *scores;          /* (nullable) */
  ClvTiers           *tiers;           /* (nullable): with @scores only */
  ClvFit             *fit;             /* (nullable): of @scores, else the newest */
  ClvValueDefinition *definition;      /* of @scores, else the current one */
  char               *currency;
  guint32 n_customers;                 /* imported; @scores->n with scores */
  guint32 n_repeat;                    /* of them, bought on a second day */
  ClvValueSource source;               /* what they are known from, without scores */
  gboolean can_fit;                    /* without scores: whether a model can learn from them */
  gboolean is_outdated;                /* the data, model or definition moved on since */
  ClvPlotSpec        *concentration;   /* (nullable) */
  ClvPlotSpec        *p_active_value;  /* (nullable) */
  char               *folded_ids;      /* (nullable): the ids' heap in lower case, for searching */
  gint ref_count;
} ClvCustomerData;

/* For the worker: the newest values of @workspace under @scheme. */
ClvCustomerData *clv_customer_data_load (ClvWorkspace        *workspace,
                                         const ClvTierScheme *scheme,
                                         const ClvProgress   *progress,
                                         GError             **error);
/* @fit and @definition may be NULL. */
ClvCustomerData *clv_customer_data_new (ClvScoreSet         *scores,
                                        ClvFit              *fit,
                                        ClvValueDefinition  *definition,
                                        const ClvTierScheme *scheme);
/* The same values cut another way. */
ClvCustomerData *clv_customer_data_new_for_scheme (const ClvCustomerData *self,
                                                   const ClvTierScheme   *scheme);
ClvCustomerData *clv_customer_data_ref (ClvCustomerData *self);
void             clv_customer_data_unref (ClvCustomerData *self);
const char      *clv_customer_data_get_id (const ClvCustomerData *self,
                                           guint32                row);
/* Day of the latest purchase up to the day the values are as of. */
ClvDate          clv_customer_data_get_last_day (const ClvCustomerData *self,
                                                 guint32                row);
/* "12 months", "until 30 Jun 1998" */
char            *clv_customer_data_dup_horizon (const ClvCustomerData *self);
/* "future value in EUR, 40 % margin, 12 months, 10 % a year effective, mid-month" */
char            *clv_customer_data_dup_convention (const ClvCustomerData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCustomerData, clv_customer_data_unref)

G_END_DECLS
