/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-accuracy.h"
#include "clv-conditional.h"
#include "clv-fit.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 customers;
  double predicted;   /* mean repeat purchases in the hold-out */
  double actual;
  double lo;          /* 95 % interval of the actual mean */
  double hi;
  double lift;        /* actual mean over that of all customers; NAN where nobody bought */
} ClvBacktestDecile;

typedef struct
{
  ClvDate end;                 /* last day of the period */
  double actual;               /* repeat purchases in the period, everybody */
  double expected;
  double cumulative_actual;
  double cumulative_expected;
  double lo;                   /* 95 % interval of the cumulative expected; NAN of a rule */
  double hi;
  gboolean is_holdout;
} ClvBacktestPeriod;

/**
 * ClvBacktest:
 *
 * A model fitted on the days up to the split, or a baseline (clv-baseline.h) computed
 * from them, compared with what the same customers did after it. No row after the split
 * takes part in the fit or in the predictions.
 */
typedef struct
{
  const char *id;              /* of the model kind or the baseline */
  const char *name;            /* translated */
  char      *note;             /* (nullable): translated sentence on what a baseline rests on, or
                                * on what the days before the split do not show */
  ClvFit *fit;                 /* (nullable): none of a baseline; its data hash covers the
                                * rows up to @split alone */
  ClvCustomers *customers;     /* as they stood at @split */
  ClvDate split;               /* last day of the calibration */
  ClvDate until;               /* last day of the hold-out */
  guint32 n;                   /* customers seen by the split */
  double    *predicted;        /* [n] purchases in the hold-out */
  double    *naive;            /* [n]: as often as before */
  double    *actual;           /* [n] */
  ClvAccuracy accuracy;        /* of @predicted */
  ClvAccuracy naive_accuracy;
  GArray    *deciles;          /* (element-type ClvBacktestDecile), highest predicted first */
  GArray    *by_frequency;     /* (element-type ClvConditionalGroup): repeat purchases */
  GArray    *by_recency;       /* (element-type ClvConditionalGroup): days since the last */
  GArray    *errors;           /* (element-type ClvErrorGroup): how many were missed by how much */
  GArray    *weekly;           /* (element-type ClvBacktestPeriod): tracking, all customers;
                                * empty of a baseline */
  double purchases_a_use;       /* purchases that a period of the calendar counts for where the
                                 * kind counts by them; else 1 */
} ClvBacktest;

ClvBacktest *clv_backtest_new (ClvTransactions    *transactions,
                               const ClvModelSpec *spec,
                               ClvDate             split,
                               ClvDate             until,   /* CLV_DATE_INVALID = last day */
                               const ClvProgress  *progress,
                               GError            **error);
void         clv_backtest_free (ClvBacktest        *self);
/* How many tenths have the expected mean inside the interval of the actual one. */
guint        clv_backtest_count_calibrated (const ClvBacktest *self);
/* Purchases that were expected of customers who made fewer, and those that others made
 * and nobody expected of them: the total sees their difference alone. */
void         clv_backtest_get_misses (const ClvBacktest *self,
                                      double            *too_many,
                                      double            *too_few);
/* A split that leaves about a third of the history, at least 13 weeks, for the
 * hold-out; CLV_DATE_INVALID where the history is too short. */
ClvDate      clv_backtest_suggest_split (const ClvTransactions *transactions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBacktest, clv_backtest_free)

G_END_DECLS
