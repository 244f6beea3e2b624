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
  guint32 n;             /* customers; 0 where hidden, so that nobody can subtract */
  guint32 events;        /* of them in the high tier, or with a purchase in the hold-out */
  double estimate;       /* NAN where hidden or undefined: never shown as a number */
  double lo;             /* 95 % */
  double hi;
  double p;
  double q;              /* Benjamini-Hochberg over the metric's comparisons */
  double group_value;    /* tier rate, or Σ predicted / Σ actual, of the group */
  double other_value;    /* the same of everybody else */
  ClvVerdict verdict;
  char      *sentence;   /* translated, filled with this cell's numbers */
} ClvAuditCell;

/**
 * ClvAuditOptions:
 *
 * What to compare and which differences the committee has agreed to bear. Two
 * columns with a comma between them ask for their combinations.
 */
typedef struct
{
  char    *group_column;  /* lent to clv_audit_new(), owned in a ClvAudit */
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
 *
 * Groups are compared with everybody else. The tier rate looks at everybody as
 * of @as_of; the calibration at those known by @split, predicted by a model that
 * saw nothing after it, against what they spent up to @as_of, net of refunds.
 * Both sides of the calibration are spend: the margin would multiply both and
 * cancel, and neither is discounted.
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
  char            *scheme;         /* id of the tier scheme */
  char            *currency;
  char            *data_hash;
  char            *fit_hash;       /* of everybody, and of the part before the split */
  char            *split_fit_hash;
  ClvDate as_of;
  ClvDate split;
  char            *created_at;     /* (nullable) */
  char            *content_hash;
  char            *actor;          /* (nullable) */
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
/* What is kept in mind with every audit: where the range comes from, and that
 * not all measures can be equal at once. Translated. */
const char  *clv_audit_get_note (void);
guint        clv_audit_count (const ClvAudit *self,
                              ClvVerdict      verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvAudit, clv_audit_free)

G_END_DECLS
