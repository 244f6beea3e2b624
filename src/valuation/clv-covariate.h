/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-model-kind.h"
#include "clv-model-spec.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_COVARIATE_NUMBER,
  CLV_COVARIATE_LEVELS
} ClvCovariateType;

/**
 * ClvCovariateInfo:
 *
 * A column of the customers' attributes as a model might use it, for a dialog.
 */
typedef struct
{
  char *name;
  ClvCovariateType type;
  guint32 n_values;       /* distinct ones */
  guint32 n_missing;      /* customers without a value */
  guint n_terms;          /* effects of it in each process */
  gboolean is_usable;
  char *reason;           /* (nullable): why not, a translated sentence */
} ClvCovariateInfo;

typedef enum
{
  CLV_TERM_NUMBER,        /* (value − mean) / standard deviation */
  CLV_TERM_LEVEL,         /* 1 for the customers of one level */
  CLV_TERM_OTHER,         /* 1 for those of any level that is rare or unknown */
  CLV_TERM_MISSING        /* 1 for those without a value */
} ClvCovariateTermKind;

/**
 * ClvCovariateColumn:
 *
 * How a fit reads one column. Numbers are standardised. Of levels the most
 * frequent is the baseline; those of fewer than 30 customers or 1 % are pooled.
 */
typedef struct
{
  char *name;
  ClvCovariateType type;
  double mean;            /* of numbers */
  double sd;
  char *baseline;         /* of levels */
  char **rare;            /* levels that were pooled */
  guint first_term;
  guint n_terms;
} ClvCovariateColumn;

typedef struct
{
  guint column;
  ClvCovariateTermKind kind;
  char *level;            /* (nullable): of %CLV_TERM_LEVEL */
  guint32 n_customers;    /* to whom it applies */
  gboolean is_dropped;    /* the other columns say the same: no effect of its own */
} ClvCovariateTerm;

/**
 * ClvCovariates:
 *
 * Static covariates of a fit: each customer has parameters of their own,
 *
 *   θ_j · exp (± γ'z),
 *
 * with the vector z of the customer's terms and one vector γ a process of the
 * kind (Fader & Hardie 2007, "Incorporating Time-Invariant Covariates into the
 * Pareto/NBD and BG/NBD Models"). With the same effect in all processes there is
 * one γ.
 *
 * Immutable once fitted, part of a #ClvFit and its content hash.
 */
typedef struct
{
  guint n_columns;
  ClvCovariateColumn *columns;
  guint n_terms;
  ClvCovariateTerm *terms;
  guint n_processes;          /* vectors γ: 1 with the same effect in all */
  gboolean has_same_effect;
  double penalty;             /* of Σ γ², in units of the mean log-likelihood */
  double *coefficients;       /* [n_processes × n_terms] γ by process; 0 where dropped */
  double *standard_errors;    /* likewise; NAN where not identified */
  guint n_parameters;         /* of the kind */
  double *covariance;         /* of (log parameters, γ), [(n_parameters + n_effects)²];
                               * NAN where not identified */
  double log_likelihood;      /* of the fit, without the penalty */
  double null_log_likelihood; /* of the same kind without them, with the calendar if any */
  double statistic;           /* of the likelihood ratio */
  guint df;
  double p;                   /* NAN with a penalty, which has no such test */
  gint ref_count;
} ClvCovariates;

/**
 * ClvCovariateGroups:
 *
 * The customers of a table by equal covariates, with the parameters of each
 * group. Of a fit without covariates it is one group.
 */
typedef struct
{
  guint32 n;
  guint32 n_rows;
  guint32 *group_of;      /* [n_rows] */
  guint n_terms;
  double *z;              /* [n × n_terms] */
  guint n_parameters;
  double *parameters;     /* (nullable) [n × n_parameters] */
  guint32 n_unknown;      /* rows with a level that the fit has not seen */
} ClvCovariateGroups;

ClvCustomers       *clv_covariate_load_customers (ClvWorkspace      *workspace,
                                                  ClvDate            until,
                                                  int                unit_days,
                                                  const ClvProgress *progress,
                                                  GError           **error);
/* Of the customers of other rows, by their names. */
void                clv_transactions_lend_attributes (ClvTransactions       *self,
                                                      const ClvTransactions *table);
GPtrArray          *clv_covariates_list (const ClvCustomers *customers);
const char         *clv_covariates_get_process_name (const ClvCovariates *self,
                                                     const ClvModelKind  *kind,
                                                     guint                process);
char               *clv_covariates_dup_term_name (const ClvCovariates *self,
                                                  guint                term);
gboolean            clv_covariates_check (const ClvModelSpec *spec,
                                          guint               n_terms,
                                          GError            **error);
ClvCovariates      *clv_covariates_ref (ClvCovariates *self);
void                clv_covariates_unref (ClvCovariates *self);
ClvCovariateGroups *clv_covariate_groups_new (const ClvCovariates *covariates,
                                              const ClvModelKind  *kind,
                                              const double        *parameters,
                                              const ClvCustomers  *customers);
const double       *clv_covariate_groups_get_parameters (const ClvCovariateGroups *self,
                                                         guint32                   row);
void                clv_covariate_groups_free (ClvCovariateGroups *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCovariates, clv_covariates_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCovariateGroups, clv_covariate_groups_free)

G_END_DECLS
