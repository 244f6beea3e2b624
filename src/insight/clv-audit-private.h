/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-audit.h"

G_BEGIN_DECLS

/* Fewer customers or events than these are not judged at all. */
#define CLV_AUDIT_MIN_CUSTOMERS 100
#define CLV_AUDIT_MIN_EVENTS 20
/* From this many customers on a mean of skewed spend has an interval that can
 * be trusted to lie inside a tolerance. */
#define CLV_AUDIT_MIN_FOR_A_MEAN 300

/**
 * ClvGroups:
 *
 * Which group each customer code belongs to. Group 0 is that of the customers
 * without a known value, whether or not there are any.
 */
typedef struct
{
  guint n;
  char    **names;     /* [n], "" for the unknown */
  guint32 *group;      /* [n_customers] */
  guint32 n_customers;
} ClvGroups;

/**
 * ClvAuditInput:
 *
 * The numbers that the two metrics are made of, without any model.
 */
typedef struct
{
  guint32 n;
  const guint32 *group;             /* [n] of everybody scored */
  const guint8  *is_high;           /* [n] */
  guint32 n_holdout;
  const guint32 *holdout_group;     /* [n_holdout] of everybody known by the split */
  const double  *predicted;         /* [n_holdout] */
  const double  *actual;            /* [n_holdout] */
} ClvAuditInput;

ClvGroups *clv_groups_new (const ClvTransactions *transactions,
                           const char            *column,
                           GError               **error);
void       clv_groups_free (ClvGroups             *self);

ClvAudit  *clv_audit_alloc (const ClvAuditOptions *options);
gboolean   clv_audit_measure (ClvAudit            *self,
                              const ClvGroups     *groups,
                              const ClvAuditInput *input,
                              const ClvProgress   *progress,
                              GError             **error);
void       clv_audit_judge (ClvAudit              *self);
gboolean   clv_audit_cell_has_enough_events (const ClvAuditCell    *cell);
void       clv_audit_describe (ClvAudit              *self);
char      *clv_audit_compute_hash (const ClvAudit        *self);
void       clv_audit_cell_free (ClvAuditCell          *self);
ClvVerdict clv_verdict_parse (const char            *id);
ClvMetric  clv_metric_parse (const char            *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvGroups, clv_groups_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAuditCell, clv_audit_cell_free)

G_END_DECLS
