/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-calendar.h"
#include "clv-date.h"
#include "clv-error.h"
#include "clv-opportunity.h"

G_BEGIN_DECLS

#define CLV_PENALTY_MAX 1e6

/* What the end of a contract means for the orders beside it. */
typedef enum
{
  CLV_ORDERS_END_BY_DATA,          /* whichever the past shows */
  CLV_ORDERS_END_ALONE,            /* nothing: they end by themselves */
  CLV_ORDERS_END_WITH_CONTRACT     /* they end with it */
} ClvOrdersEnd;

/**
 * ClvModelSpec:
 *
 * What to fit and on which part of the past. The model dialog edits one of
 * these and nothing else; its canonical text is hashed into every result.
 */
typedef struct
{
  char   *kind;       /* "bg-nbd" */
  char   *spend;      /* "gamma-gamma" or "none" */
  ClvDate until;      /* inclusive last day, CLV_DATE_INVALID = last day of the data */
  int unit_days;      /* 1 = day, 7 = week */
  guint64 seed;
  ClvOpportunity opportunity;   /* of the kinds that count by them; NONE = chosen by the data */
  gboolean has_every_period;    /* contracts of all periods, each fitted by itself, beside those
                                 * of @opportunity */
  guint regularity;   /* ticks a purchase of the CNBD kinds, 0 = by the likelihood */
  ClvCalendar *calendar;   /* (nullable): seasons and promotions, of pareto-nbd */
  char  **covariates; /* (nullable): columns of the customers that explain */
  gboolean has_same_effect; /* of a column on all processes */
  double penalty;     /* of the sum of squared effects, in mean log-likelihood */
  /* Of the kind hybrid: */
  char   *contract;   /* (nullable): kind of its contracts, "sbg" where NULL */
  char   *orders;     /* (nullable): kind of its orders, "bg-nbd" where NULL */
  ClvOrdersEnd orders_end;
} ClvModelSpec;

ClvModelSpec *clv_model_spec_new (void);
ClvModelSpec *clv_model_spec_copy (const ClvModelSpec *self);
void          clv_model_spec_free (ClvModelSpec       *self);
char         *clv_model_spec_to_text (const ClvModelSpec *self);
ClvModelSpec *clv_model_spec_from_text (const char         *text,
                                        GError            **error);
char         *clv_model_spec_get_hash (const ClvModelSpec *self);
const char   *clv_orders_end_get_id (ClvOrdersEnd self);
gboolean      clv_orders_end_find (const char   *id,
                                   ClvOrdersEnd *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvModelSpec, clv_model_spec_free)

G_END_DECLS
