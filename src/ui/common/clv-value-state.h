/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-figures.h"
#include "clv-job-runner.h"
#include "clv-payments.h"

G_BEGIN_DECLS

/* Times that a subscription could have been renewed, so that leaving can be learned. */
#define CLV_VALUE_FEWEST_RENEWALS 2

/* What a workspace's models are of. */
typedef enum
{
  CLV_VALUE_OF_ORDERS,
  CLV_VALUE_OF_SUBSCRIPTIONS,
  CLV_VALUE_OF_COUNTED      /* customers who were counted already */
} ClvValueSource;

/**
 * ClvValueState:
 *
 * What the Value and Reports places know of a workspace at one moment: read in
 * one piece on the worker, then immutable and reference counted, so that every
 * part of a page speaks of the same numbers.
 */
typedef struct
{
  ClvTransactions *orders;              /* perhaps without rows */
  ClvPayments *payments;                /* (nullable): what the subscriptions brought */
  ClvTransactions *both;                /* (nullable): orders that are no payments, with those */
  ClvValueSource source;                /* of the fit; without one, of what can be fitted */
  ClvTransactions *transactions;        /* orders, payments, or without rows: who was counted */
  ClvDate last_day;                     /* of what is known; of the counted, the import */
  ClvCustomers *customers;              /* (nullable): as of the fit's last day, or the data's */
  ClvFit *fit;                          /* (nullable): the newest */
  ClvScoreSet *scores;                  /* (nullable): the newest */
  ClvFit *scores_fit;                   /* (nullable): what @scores were computed with */
  ClvValueDefinition *definition;       /* the current one */
  ClvValueDefinition *scores_definition;     /* (nullable): that of @scores */
  ClvPlotSpec *concentration;           /* (nullable) */
  ClvDate suggested_split;              /* CLV_DATE_INVALID where there is none */
  gint64 past_value;                    /* minor units, of the scored customers */
  double gross_value;                   /* Σ expected spend × discounted purchases, major units */
  double service_cost;
  guint32 n_once;                       /* scored customers with one purchase */
  guint32 n_left;                       /* subscribers whose contract ended */
  gint32 most_renewals;                 /* that a subscription could have had */
  gboolean is_by_renewals;              /* customers counted already, at each renewal */
  gboolean is_data_newer;               /* than the fit */
  gboolean is_definition_newer;         /* than the scores */
  gboolean is_fit_newer;                /* than the scores */
  gint ref_count;
} ClvValueState;

/* A ClvJobFunc; @input is not used. */
gpointer       clv_value_state_load_in_thread (ClvWorkspace       *workspace,
                                               gpointer            input,
                                               const ClvProgress  *progress,
                                               GError            **error);
ClvValueState *clv_value_state_ref (ClvValueState *self);
void           clv_value_state_unref (ClvValueState *self);
/* Whether a model can be fitted at all: customers who came back, or subscribers who left. */
gboolean       clv_value_state_can_fit (const ClvValueState *self);
/* The rows that a kind of model is fitted on, (nullable) (transfer none). */
ClvTransactions *clv_value_state_get_rows (const ClvValueState *self,
                                           const ClvModelKind  *kind);
/* The last day of them. */
ClvDate        clv_value_state_get_last_day (const ClvValueState *self,
                                             const ClvModelKind  *kind);
/* Whether what was computed of the one holds of the other: the data are the same. */
gboolean       clv_value_state_is_same_data (const ClvValueState *self,
                                             const ClvValueState *other);
/* Whether the scores count renewals of a contract, not purchases. */
gboolean       clv_value_state_counts_renewals (const ClvValueState *self);
/* The kind to begin with. */
const char    *clv_value_state_get_default_kind (const ClvValueState *self);
/* What the next fit is of: the newest fit's spec, all data, or the default. */
ClvModelSpec  *clv_value_state_dup_spec (const ClvValueState *self);
/* "12 months" or "up to 31 Dec 2026" of the scores' horizon. */
char          *clv_value_state_dup_horizon (const ClvValueState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvValueState, clv_value_state_unref)

G_END_DECLS
