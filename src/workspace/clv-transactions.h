/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"
#include "clv-dictionary.h"

G_BEGIN_DECLS

/**
 * ClvAttribute:
 *
 * One attribute of the customers (region, age band …): a value code a customer,
 * %CLV_DICTIONARY_NONE where unknown.
 */
typedef struct
{
  char          *name;
  ClvDictionary *values;
  guint32       *codes;   /* [n_customers] */
} ClvAttribute;

/**
 * ClvTransactions:
 *
 * All rows of a workspace at one moment as columns: immutable, reference
 * counted, readable from every thread.
 *
 * Days are calendar days in the workspace's time zone; amounts are minor units
 * of one currency. Batches come in the order of their content hashes, rows
 * within one in that of the file: so equal data has equal rows and codes,
 * whichever file was imported first. A customer's code is its number in
 * @customers. Customers known by attributes only have no rows.
 */
typedef struct _ClvTransactions ClvTransactions;

struct _ClvTransactions
{
  guint64 n_rows;
  const guint32 *customer;     /* [n_rows] */
  const ClvDate *day;          /* [n_rows] */
  const gint64  *amount;       /* [n_rows] minor units, negative for refunds */
  ClvDictionary *customers;
  guint32 n_customers;
  GPtrArray     *attributes;   /* (element-type ClvAttribute) */
  char          *currency;
  char          *content_hash;
  ClvDate first_day;           /* CLV_DATE_INVALID without rows */
  ClvDate last_day;
  /* Of a business with both: what contracts brought, with the codes of @customers, and
   * how many rows were payments of theirs and so are not among these. */
  ClvTransactions *contract;   /* (nullable) */
  guint64 n_payment_rows;
  guint64 n_left_out;          /* contracts of another period than most */
  /* Of contracts: */
  gboolean is_row_a_renewal;   /* who has no further row has left */
  guint period;                /* a ClvOpportunity */
  guint64 n_contracts;
  ClvDate *ends;               /* (nullable) [n_customers]: from when on nothing is paid, where
                                * it is known before; else CLV_DATE_INVALID */
  ClvDate ends_from;           /* the day as of which @ends are known */
  GPtrArray       *others;     /* (nullable) (element-type ClvTransactions): of other periods,
                                * with the codes of @customers */
  gint ref_count;
};

/* Builds a table from arrays that it copies; for tests and simulations. */
ClvTransactions    *clv_transactions_new_for_rows (guint64             n_rows,
                                                   const guint32      *customer,
                                                   const ClvDate      *day,
                                                   const gint64       *amount,
                                                   ClvDictionary      *customers,
                                                   const char         *currency);
ClvTransactions    *clv_transactions_ref (ClvTransactions    *self);
void                clv_transactions_unref (ClvTransactions    *self);
const ClvAttribute *clv_transactions_get_attribute (const ClvTransactions *self,
                                                    const char            *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvTransactions, clv_transactions_unref)

G_END_DECLS
