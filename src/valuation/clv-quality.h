/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-progress.h"
#include "clv-quality-limits.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_QUALITY_GREEN,
  CLV_QUALITY_AMBER,   /* wants a look */
  CLV_QUALITY_RED      /* a fit would mean nothing */
} ClvQualityState;

/**
 * ClvQualityOutlier:
 *
 * One row with an unusual amount.
 */
typedef struct
{
  char *customer;
  ClvDate day;
  gint64 amount;   /* minor units */
} ClvQualityOutlier;

/**
 * ClvQualityFacts:
 *
 * What was counted. Rows are those in force, up to the last day that was asked
 * for; a row is an order, a line of one, or a refund.
 */
typedef struct
{
  gboolean is_counted;         /* customers who were counted before the import: no rows */
  guint64 n_rows;
  guint64 n_read;              /* rows of the files, but for those a rule left out */
  guint64 n_unusable;          /* of them, rows that could not be used */
  guint64 n_guest_rows;        /* under an id such as “guest” */
  guint64 n_crowd_rows;        /* under one id that has far more than anybody could */
  char *crowd;                 /* (nullable): the largest such id */
  guint64 n_crowd;             /* its rows */
  guint64 n_compared;          /* rows that were compared with each other */
  guint64 n_twins;             /* of them, rows that look like an earlier one */
  guint n_th_customer;         /* they are those of every n-th customer */
  gboolean has_clock;          /* rows have a time of day */
  gboolean has_orders;         /* rows have order ids */
  guint64 n_future;            /* after today */
  guint64 n_early;             /* before 1990, or long before all others */
  guint64 n_huge;              /* more than ten million euros, or as many minor units */
  guint64 n_priced;            /* rows above zero */
  guint64 n_outliers;
  guint64 n_slips;             /* of them, more than a thousand times the median */
  double outlier_money;        /* their share of the money that came in, about */
  double median;               /* minor units, within 0.3 % */
  double fence;                /* minor units: above it a row is an outlier */
  GArray *outliers;            /* (element-type ClvQualityOutlier): the largest, at most five */
  ClvDate first_day;           /* of the days that can be right; CLV_DATE_INVALID without any */
  ClvDate last_day;
  int usual_pause;             /* days between two days with orders: the median */
  int longest_pause;
  guint32 n_customers;         /* with a purchase after refunds */
  guint32 n_repeat;
  double cpu_seconds;          /* that counting took, beyond reading and the customers' sums */
} ClvQualityFacts;

/**
 * ClvQualityGate:
 *
 * One question put to the data, and the answer in a plain sentence.
 */
typedef struct
{
  ClvQualityGateId id;
  const char *name;
  const char *title;       /* translated */
  ClvQualityUnit unit;
  double value;
  double target;
  double limit;            /* NAN where it never refuses */
  gboolean is_at_least;
  ClvQualityState state;
  char *value_text;        /* "99.2 %" */
  char *need_text;         /* "at least 98 % wanted, 80 % needed" */
  char *sentence;          /* what it means, and what to do */
} ClvQualityGate;

/**
 * ClvQuality:
 *
 * How good the data of a workspace are for a model: immutable, reference counted.
 * Its state is that of its worst gate.
 */
typedef struct
{
  ClvQualityFacts facts;
  ClvQualityLimits limits;
  GPtrArray *gates;        /* (element-type ClvQualityGate), in the order of their ids */
  ClvQualityState state;
  char *currency;
  ClvDate today;
  ClvDate until;           /* CLV_DATE_INVALID where all rows were looked at */
  double cpu_seconds;
  gint ref_count;
} ClvQuality;

ClvQuality           *clv_quality_load (ClvWorkspace       *workspace,
                                        ClvDate             until,
                                        ClvDate             today,
                                        const ClvProgress  *progress,
                                        GError            **error);
ClvQuality           *clv_quality_new_for_facts (ClvQualityFacts        *facts,
                                                 const ClvQualityLimits *limits,
                                                 const char             *currency,
                                                 ClvDate                 until,
                                                 ClvDate                 today);
ClvQuality           *clv_quality_ref (ClvQuality *self);
void                  clv_quality_unref (ClvQuality *self);
const ClvQualityGate *clv_quality_get_gate (const ClvQuality *self,
                                            ClvQualityGateId  gate);
const char           *clv_quality_state_get_name (ClvQualityState state);   /* "green" … */
/* What the state means, translated: "Passed", "Wants a look", "Stops a fit". */
const char           *clv_quality_state_describe (ClvQualityState state);
/* The whole in a sentence or two. */
char                 *clv_quality_describe (const ClvQuality *self);
/* Title, value against need and sentence of every gate in @state, a line each. */
char                 *clv_quality_list (const ClvQuality *self,
                                        ClvQualityState   state);
void                  clv_quality_facts_clear (ClvQualityFacts *facts);

/* A reason for fitting all the same has at least as many characters. */
#define CLV_QUALITY_REASON_LENGTH 10

gboolean              clv_quality_is_possible (const ClvQuality *self);
gboolean              clv_quality_reason_is_valid (const char *reason);
ClvFit               *clv_quality_fit (ClvWorkspace        *workspace,
                                       const ClvModelSpec  *spec,
                                       ClvDate              today,
                                       const char          *reason,
                                       const char          *actor,
                                       const ClvProgress   *progress,
                                       ClvQuality         **quality,
                                       GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvQuality, clv_quality_unref)

G_END_DECLS
