/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-figures.h"
#include "clv-job-runner.h"

G_BEGIN_DECLS

/**
 * ClvValueState:
 *
 * What the Value and Reports places know of a workspace at one moment: read in
 * one piece on the worker, then immutable and reference counted, so that every
 * part of a page speaks of the same numbers.
 */
typedef struct
{
  ClvTransactions *transactions;
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
  gboolean are_counted;                 /* there are no orders, but customers counted already */
  guint64 n_subscriptions;              /* records that the kinds for contracts are fitted on */
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
/* Whether a model can be fitted at all: customers who came back. */
gboolean       clv_value_state_can_fit (const ClvValueState *self);
/* What the next fit is of: the newest fit's spec, all data, or the default. */
ClvModelSpec  *clv_value_state_dup_spec (const ClvValueState *self);
/* "12 months" or "up to 31 Dec 2026" of the scores' horizon. */
char          *clv_value_state_dup_horizon (const ClvValueState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvValueState, clv_value_state_unref)

G_END_DECLS
