/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-tiers.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_VERDICT_WITHIN,
  CLV_VERDICT_WATCH,
  CLV_VERDICT_ALERT,
  CLV_VERDICT_NOT_ENOUGH,
  CLV_VERDICT_HIDDEN
} ClvVerdict;

typedef enum
{
  CLV_METRIC_TIER_RATE,   /* high-tier rate ratio, Katz interval */
  CLV_METRIC_CALIBRATION, /* Σ predicted / Σ actual against everybody else, paired bootstrap */
  CLV_N_METRICS
} ClvMetric;

typedef struct
{
  ClvMetric metric;
  char      *group;      /* value of the column, or "" for unknown */
  gboolean is_unknown;   /* customers without a value: shown as their own group */
  guint32 n;
  double estimate;       /* NAN where hidden or undefined: never shown as a number */
  double lo;             /* 95 % */
  double hi;
  double p;
  double q;              /* Benjamini-Hochberg over the family */
  double group_value;    /* tier rate, or Σ predicted / Σ actual, of the group */
  double other_value;    /* the same of everybody else */
  ClvVerdict verdict;
  char      *sentence;   /* translated, filled with this cell's numbers */
} ClvAuditCell;

typedef struct
{
  char    *group_column;
  guint64 seed;
  guint replicates;         /* bootstrap B, default 2000 */
  guint32 k_hidden;         /* groups smaller than this are hidden, default 10 */
  double q_limit;           /* default 0.10 */
  double lo[CLV_N_METRICS];   /* tolerance, default 0.80 … 1.25 for both */
  double hi[CLV_N_METRICS];
  ClvDate split;            /* hold-out of the calibration metric; INVALID = suggested */
} ClvAuditOptions;

/**
 * ClvAudit:
 *
 * Bias audit of one group column. Says how groups differ and how sure that is;
 * it does not say why, nor whether it is right.
 */
typedef struct
{
  gint64 id;                       /* 0 while not stored */
  ClvAuditOptions options;
  GPtrArray       *cells;          /* (element-type ClvAuditCell), worst first within a metric */
  guint family;                    /* number of comparisons */
  guint hidden_groups;
  guint32 hidden_customers;
  double unknown_share;
  guint32 n_customers;
  char            *headline;       /* translated sentence */
  char            *created_at;     /* (nullable) */
  char            *content_hash;
} ClvAudit;

void         clv_audit_options_init (ClvAuditOptions *options);
ClvAudit    *clv_audit_new (ClvTransactions          *transactions,
                            const ClvModelSpec       *spec,
                            const ClvValueDefinition *definition,
                            const ClvTierScheme      *scheme,
                            const ClvAuditOptions    *options,
                            const ClvProgress        *progress,
                            GError                  **error);
void         clv_audit_free (ClvAudit        *self);
gboolean     clv_audit_save (ClvAudit        *self,
                             ClvWorkspace    *workspace,
                             const char      *actor,
                             GError         **error);
ClvAudit    *clv_audit_load (ClvWorkspace    *workspace,
                             gint64           id,            /* 0 = newest; NULL without error */
                             GError         **error);
const char  *clv_verdict_get_id (ClvVerdict verdict);              /* "within" … */
const char  *clv_verdict_get_label (ClvVerdict verdict);           /* translated */
const char  *clv_metric_get_id (ClvMetric metric);                 /* "tier-rate-ratio" … */
const char  *clv_metric_get_label (ClvMetric metric);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAudit, clv_audit_free)

G_END_DECLS
