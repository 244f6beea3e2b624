/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

#define CLV_HYBRID "hybrid"

/**
 * ClvHybridFacts:
 *
 * What the past says of contracts and the orders beside them: whether the two go
 * together, which the model takes them not to, and whether orders outlive the contract.
 * Orders are purchase days.
 */
typedef struct
{
  guint64 n_payment_rows;    /* rows of orders that were payments of contracts: left out */
  guint32 n_contract;        /* customers with a contract, running or ended */
  guint32 n_orders;          /* customers with an order */
  guint32 n_both;
  guint64 orders_all;
  guint64 orders_outside;    /* of those, on a day without a running contract */
  guint64 orders_during;     /* of customers with a contract, while it ran */
  guint64 orders_after;      /* of the same, after its end */
  double years_during;       /* that these customers were observed */
  double years_after;
  guint32 n_tenure;          /* customers that the correlation rests on */
  double tenure_correlation; /* of rank: time under contract, orders in its first 90 days */
} ClvHybridFacts;

/**
 * ClvHybrid:
 *
 * A fit of the kind hybrid: two fits of their own, of what contracts brought and of the
 * other orders, whose log-likelihoods add.
 */
struct _ClvHybrid
{
  ClvFit *contract;
  ClvFit *orders;
  ClvHybridFacts facts;
};

/**
 * ClvHybridScores:
 *
 * Scores of the two parts, and which of their rows a customer's are. Neither has the
 * ids of its customers.
 */
struct _ClvHybridScores
{
  ClvScoreSet *contract;
  ClvScoreSet *orders;
  guint32 *contract_row;       /* [n]: %G_MAXUINT32 without a contract */
  guint32 *orders_row;         /* [n]: %G_MAXUINT32 without an order */
  guint32 *shared_row;         /* [n]: of a customer with both */
  guint32 n_shared;
  double *shared;              /* [5 × n_shared]: private */
  gboolean ends_with_contract;
  double cost_to_serve;        /* major units a year */
  double total_contract;       /* the two add up to the total */
  double total_orders;
};

/* One customer's two parts; 0 of what there is none of. */
typedef struct
{
  gboolean has_contract;
  gboolean has_orders;
  double contract_active;      /* probability that the contract runs */
  double orders_active;        /* that the customer still orders, the contract aside */
  double payments;             /* expected */
  double orders;               /* expected */
  double discounted_payments;
  double discounted_orders;
  double fee;                  /* of a payment */
  double order_spend;          /* of an order */
  double contract_value;       /* the two add up to the value */
  double orders_value;
} ClvHybridRow;

double clv_hybrid_facts_get_outside_share (const ClvHybridFacts *self);
/* Orders after the end that there would be at the pace before it. */
double clv_hybrid_facts_expect_after (const ClvHybridFacts *self);
void   clv_hybrid_scores_get_row (const ClvScoreSet *scores,
                                  guint32            row,
                                  ClvHybridRow      *parts);
ClvCustomers *clv_hybrid_new_everybody (const ClvScoreSet *scores,
                                        ClvTransactions   *transactions,
                                        int                unit_days);
/* What the kind can be made of: ids of kinds, ended by NULL. */
const char * const *clv_hybrid_list_contracts (void);
const char * const *clv_hybrid_list_orders (void);
/* The rows of a workspace: orders that are no payments, with the payments beside them. */
ClvTransactions *clv_hybrid_load_rows (ClvWorkspace      *workspace,
                                       ClvDate            until,
                                       const ClvProgress *progress,
                                       GError           **error);

G_END_DECLS
