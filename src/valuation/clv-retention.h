/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-fit.h"

G_BEGIN_DECLS

/**
 * ClvRetentionRow:
 *
 * One renewal of a contract, counted from its begin. Nobody is at risk of one that was
 * not due by the last day of the data.
 */
typedef struct
{
  guint tenure;             /* the first renewal is 1 */
  guint32 at_risk;          /* had renewed as often as that takes, and it was due */
  guint32 renewed;          /* of them */
  double survival;          /* product of the shares so far; NaN where nobody is at risk */
  double model_retention;   /* r(t) = S(t) ÷ S(t − 1) */
  double model_survival;    /* S(t), of all who begin */
} ClvRetentionRow;

typedef struct
{
  char *name;               /* "2024" or "2024-03": when the contracts began */
  guint32 customers;
  guint32 active;           /* on the last day of the data */
  GArray *rows;             /* (element-type ClvRetentionRow) */
} ClvRetentionCohort;

/**
 * ClvRetention:
 *
 * Renewals observed, in all and by cohort, against those of a model of contracts. A
 * customer who came back after a break counts by the later contract.
 */
typedef struct
{
  ClvOpportunity period;
  ClvRetentionCohort *all;  /* with some renewals to come, for which nobody is at risk */
  GPtrArray *cohorts;       /* (element-type ClvRetentionCohort): the oldest first */
} ClvRetention;

ClvRetention *clv_retention_new (const ClvFit       *fit,
                                 const ClvCustomers *customers);
ClvRetention *clv_retention_load (ClvWorkspace      *workspace,
                                  const ClvFit      *fit,
                                  const ClvProgress *progress,
                                  GError           **error);
void          clv_retention_free (ClvRetention      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRetention, clv_retention_free)

G_END_DECLS
