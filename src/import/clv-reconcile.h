/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"

G_BEGIN_DECLS

/**
 * ClvCause:
 *
 * One thing that makes an import's totals differ from those of somebody who counts
 * otherwise. Amounts are what the others have more.
 */
typedef struct
{
  char *id;               /* "refunds", "rows:…": the same for the same file */
  char *label;            /* translated: "Refunds taken off" */
  gint64 orders;
  gint64 amount;          /* minor units */
  gboolean has_orders;    /* whether it is known how many orders it is */
  gboolean has_amount;    /* whether it is known how much money it is */
} ClvCause;

/**
 * ClvAccount:
 *
 * What an import came to, and everything that it left out or took off: what is
 * needed to compare it with another report. Has a text, so that it can be kept
 * beside the batch.
 */
typedef struct
{
  guint64 orders;
  guint64 customers;
  gint64 amount;          /* minor units, net */
  guint64 already_present;
  char *currency;
  ClvDate first_date;
  ClvDate last_date;
  GPtrArray *causes;      /* (element-type ClvCause) */
} ClvAccount;

/* A total of the other report, and what is left of the difference. */
typedef struct
{
  gboolean is_given;
  gint64 theirs;
  gint64 difference;      /* theirs − ours */
  gint64 unexplained;     /* of it, after the causes that count */
} ClvTotal;

/**
 * ClvReconcile:
 *
 * An account held against the totals of another report. The parts sum exactly:
 * theirs = ours + the causes that count + what is not explained.
 */
typedef struct
{
  ClvAccount *account;
  ClvTotal orders;
  ClvTotal customers;
  ClvTotal amount;
  gboolean *counts;       /* by cause of the account: the other report counts it in */
} ClvReconcile;

ClvAccount   *clv_account_new (const ClvImportResult *result,
                               const ClvImportPlan   *plan);
ClvAccount   *clv_account_copy (const ClvAccount      *self);
void          clv_account_free (ClvAccount            *self);
ClvCause     *clv_account_add (ClvAccount            *self,
                               const char            *id,
                               const char            *label,
                               gint64                 amount);
char         *clv_account_to_text (const ClvAccount      *self);
ClvAccount   *clv_account_from_text (const char            *text);

ClvReconcile *clv_reconcile_new (const ClvAccount      *account);
void          clv_reconcile_free (ClvReconcile          *self);
void          clv_reconcile_explain (ClvReconcile          *self);
void          clv_reconcile_update (ClvReconcile          *self);
gboolean      clv_reconcile_is_exact (const ClvReconcile    *self);
char         *clv_reconcile_to_text (const ClvReconcile    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAccount, clv_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvReconcile, clv_reconcile_free)

G_END_DECLS
