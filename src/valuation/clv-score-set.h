/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-value-definition.h"

G_BEGIN_DECLS

typedef struct _ClvHybridScores ClvHybridScores;

/**
 * ClvScoreSet:
 *
 * One row a customer: what is expected of them from the day after the fit's
 * `until` to the end of the horizon. Bound to a fit and a value definition.
 * Immutable columns, reference counted, self-contained: it keeps its customers'
 * ids, so an old one stays readable when the data moves on.
 *
 * Money is in major units of the currency; @clv is future, discounted,
 * after margin and cost to serve; @past_value is what was already received
 * (minor units, before margin) and is never added to it.
 * clv = expected_spend × discounted_purchases × margin − service_cost, to the
 * last digit; discounted_purchases = expected_purchases × the mean discount of
 * their months, and expected_purchases = p_active × what one who is active buys.
 *
 * The 80 % interval speaks of this customer's future, not of the mean: the
 * number of purchases is uncertain, whether the customer is still there, and
 * what a purchase comes to. With the exact probability of no purchase at all;
 * given at least one, the spend is the product of two independent lognormal
 * approximations (the gamma sum of the purchases, with the discounted mean of
 * their number and the variance over the undiscounted time that brings as many,
 * and the customer's own spend level). Uncertainty of the model's parameters is
 * not in it.
 */
typedef struct
{
  gint64 id;
  gint64 fit_id;
  gint64 definition_id;
  guint32 n;
  ClvDictionary *customers;             /* row i is customer code i here */
  const guint32 *x;
  const gint32  *recency_days;
  const gint32  *age_days;
  const gint64  *past_value;
  const double  *mean_spend;            /* mean of repeat purchases, 0 where none */
  const double  *p_active;
  const double  *expected_purchases;
  const double  *discounted_purchases;
  const double  *expected_spend;
  const double  *clv;
  const double  *clv_lo;                /* 80 % interval */
  const double  *clv_hi;
  const double  *service_cost;          /* discounted, while expected to be active */
  guint32       *group;                 /* (nullable) [n]: customers of equal covariates */
  guint32 n_groups;
  guint n_parameters;                   /* of a group */
  double        *group_parameters;      /* (nullable) [n_groups × n_parameters] */
  guint8        *period;                /* (nullable) [n]: ClvOpportunity of contracts */
  ClvDate       *ends;                  /* (nullable) [n]: of contracts whose end is known, else
                                         * CLV_DATE_INVALID */
  guint32 n_unknown_levels;             /* values of columns that the fit had not seen */
  guint64 n_left_out;                   /* subscriptions of other periods than the fit's */
  ClvOpportunity left_out;              /* what of most of those */
  ClvHybridScores *hybrid;              /* (nullable): two parts, see clv-hybrid.h */
  ClvDate as_of;                        /* the fit's until */
  ClvDate horizon_end;                  /* CLV_DATE_INVALID = infinite */
  char          *valid_until;           /* ISO date */
  char          *currency;
  double margin;
  double rate;                          /* annual effective */
  double total_clv;
  double total_expected_purchases;
  double mean_p_active;
  double cpu_seconds;
  char          *content_hash;
  gpointer parts;                       /* private: what is stored, until it is */
  gint ref_count;
} ClvScoreSet;

ClvScoreSet *clv_score_set_new (const ClvFit             *fit,
                                const ClvValueDefinition *definition,
                                ClvCustomers             *customers,
                                const ClvProgress        *progress,
                                GError                  **error);
ClvScoreSet *clv_score_set_ref (ClvScoreSet              *self);
void         clv_score_set_unref (ClvScoreSet              *self);
/* Load, score, save. @fit_id 0 = newest fit; @definition NULL = the current. */
ClvScoreSet *clv_score_set_run (ClvWorkspace             *workspace,
                                gint64                    fit_id,
                                const ClvValueDefinition *definition,
                                const char               *actor,
                                const ClvProgress        *progress,
                                GError                  **error);
/* The same without columns: n, totals and ids alone. */
ClvScoreSet *clv_score_set_run_totals (ClvWorkspace             *workspace,
                                       gint64                    fit_id,
                                       const ClvValueDefinition *definition,
                                       const char               *actor,
                                       const ClvProgress        *progress,
                                       GError                  **error);
gboolean     clv_score_set_save (ClvScoreSet              *self,
                                 ClvWorkspace             *workspace,
                                 const char               *actor,
                                 GError                  **error);
/* id 0 = the newest; NULL without error where there is none. */
ClvScoreSet *clv_score_set_load (ClvWorkspace             *workspace,
                                 gint64                    id,
                                 GError                  **error);

/* Probability of being active on @days after as_of without a purchase since:
 * the P(active) curve. */
double       clv_score_set_p_active_at (const ClvScoreSet *self,
                                        const ClvFit      *fit,
                                        guint32            row,
                                        int                days);
/* The same as of a day, which a kind with a calendar asks for; @scratch has room for
 * CLV_MAX_PARAMETERS. */
const double *clv_score_set_get_parameters_at (const ClvScoreSet *self,
                                               const ClvFit      *fit,
                                               guint32            row,
                                               ClvDate            day,
                                               double            *scratch);
/* What a customer's values were computed with: of the period of the contract, where those
 * of others have fits of their own. */
const ClvFit *clv_score_set_get_fit (const ClvScoreSet *self,
                                     const ClvFit      *fit,
                                     guint32            row);
/* How many of the next @days the contract may run: fewer where it ends before. */
int           clv_score_set_get_days (const ClvScoreSet *self,
                                      guint32            row,
                                      int                days);
/* The customer's own parameters, of the fit's covariates where it has any. */
const double *clv_score_set_get_parameters (const ClvScoreSet *self,
                                            const ClvFit      *fit,
                                            guint32            row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvScoreSet, clv_score_set_unref)

G_END_DECLS
