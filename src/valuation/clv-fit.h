/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-covariate.h"
#include "clv-customers.h"
#include "clv-model-kind.h"
#include "clv-model-spec.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

typedef struct _ClvHybrid ClvHybrid;

typedef enum
{
  CLV_FIT_CONVERGED,
  CLV_FIT_BOUNDARY,        /* a parameter ran to its limit */
  CLV_FIT_RIDGE,           /* the data do not identify the parameters */
  CLV_FIT_NESTED_BETTER,   /* a simpler model explains as much */
  CLV_FIT_TOTAL_OFF,       /* in-sample total differs from what happened */
  CLV_FIT_NOT_CONVERGED    /* refused */
} ClvFitState;

/**
 * ClvFitDiagnostic:
 *
 * Not an error, but the user must know.
 */
typedef struct
{
  char *code;     /* "boundary", "one-time-buyers-active", "spend-correlation" … */
  char *message;  /* translated: what it is and what to do */
} ClvFitDiagnostic;

/**
 * ClvFit:
 *
 * The immutable result of one fit. Its content hash covers the spec, the data
 * hash and the parameters' bits, so that the same data and spec give the same
 * hash on every run.
 */
typedef struct
{
  gint64 id;                         /* 0 while not stored */
  ClvModelSpec       *spec;          /* with `until` resolved */
  const ClvModelKind *kind;
  char               *data_hash;
  guint32 n_customers;
  guint32 n_repeat;
  guint32 n_cells;
  double parameters[CLV_MAX_PARAMETERS];
  double standard_errors[CLV_MAX_PARAMETERS];              /* NAN where not identified */
  double covariance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];              /* log parameters */
  double log_likelihood;
  double nested_log_likelihood;      /* of the simpler model; NAN where there is none */
  double calendar_null_log_likelihood; /* with a calendar: of the same model without it */
  double plain_log_likelihood;       /* with columns and a calendar: without both; else NAN */
  double in_sample_expected;         /* repeat purchases that the model gives the past */
  double in_sample_actual;
  ClvFitState state;
  guint evaluations;
  /* spend model: p, q, gamma; has_spend FALSE where there is none */
  gboolean has_spend;
  guint32 spend_n;
  double spend_parameters[3];
  double spend_standard_errors[3];
  double spend_covariance[9];        /* log parameters; NAN where not known */
  double spend_log_likelihood;
  double spend_correlation;              /* Pearson of frequency and mean spend */
  ClvCovariates      *covariates;    /* (nullable): then @parameters are of the baseline */
  ClvHybrid          *hybrid;        /* (nullable): of two parts, see clv-hybrid.h */
  GPtrArray          *periods;       /* (nullable) (element-type ClvFit): contracts of other
                                      * periods than spec->opportunity, see clv-contracts.h */
  GPtrArray          *diagnostics;   /* (element-type ClvFitDiagnostic) */
  double cpu_load;                   /* CPU seconds */
  double cpu_summary;
  double cpu_fit;
  char               *created_at;    /* (nullable) */
  char               *content_hash;
  gint ref_count;
} ClvFit;

/* Fits @spec on everything in @customers (whose until and unit it must share). */
ClvFit     *clv_fit_new (const ClvModelSpec *spec,
                         ClvCustomers       *customers,
                         const ClvProgress  *progress,
                         GError            **error);
ClvFit     *clv_fit_ref (ClvFit             *self);
void        clv_fit_unref (ClvFit             *self);
/* Whether values may be computed with it: the search ended at a maximum and the
 * past's total is about right. A boundary, a ridge or a simpler model that does
 * as well makes parameters uncertain, not predictions. */
gboolean    clv_fit_is_usable (const ClvFit       *self);
const char *clv_fit_state_get_id (ClvFitState state);            /* "converged" … */
const char *clv_fit_state_describe (ClvFitState state);          /* translated sentence */
double      clv_fit_count_units (const ClvFit *fit,
                                 ClvDate       from,
                                 ClvDate       to);
char       *clv_fit_describe_periods (const ClvFit *self);
/* Expected spend per purchase in major units, by the Gamma-Gamma posterior
 * mean; @mean_spend is the customer's mean over @x repeat purchases. */
double      clv_fit_expected_spend (const ClvFit      *self,
                                    guint32            x,
                                    double             mean_spend);
/* Parameters for the functions of the kind as of a day other than spec->until; @scratch
 * has room for CLV_MAX_PARAMETERS. The same for a whole fit. */
const double *clv_fit_get_parameters_at (const ClvFit *self,
                                         ClvDate       as_of,
                                         double       *scratch);
const double *clv_fit_date_parameters (const ClvFit *self,
                                       const double *parameters,
                                       ClvDate       as_of,
                                       double       *scratch);
ClvFit       *clv_fit_ref_at (const ClvFit *self,
                              ClvDate       as_of);
/* The whole step: load transactions, summarise, fit, save. */
ClvFit     *clv_fit_run (ClvWorkspace       *workspace,
                         const ClvModelSpec *spec,
                         const char         *actor,
                         const ClvProgress  *progress,
                         GError            **error);
gboolean    clv_fit_save (ClvFit             *self,
                          ClvWorkspace       *workspace,
                          const char         *actor,
                          GError            **error);
/* id 0 = the newest; NULL without error where there is none. */
ClvFit     *clv_fit_load (ClvWorkspace       *workspace,
                          gint64              id,
                          GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvFit, clv_fit_unref)

G_END_DECLS
