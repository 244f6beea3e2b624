/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-score-set.h"

G_BEGIN_DECLS

/**
 * ClvNextOrder:
 *
 * When one customer may buy next, reckoned from the day the values are as of.
 *
 * The dates are those of somebody who is still active: of ten like this one the
 * first has bought by @from, five by @middle, nine by @until. A purchase process
 * has a long tail, so a date may lie beyond what is worth telling and is then
 * %CLV_DATE_INVALID. The probabilities take into account that the customer may
 * have left already.
 */
typedef struct
{
  ClvDate from;
  ClvDate middle;
  ClvDate until;
  double p_30_days;   /* of at least one purchase within 30 days */
  double p_90_days;
} ClvNextOrder;

#define CLV_NEXT_ORDER_MAX_DAYS 3650

/* FALSE where the model says nothing of single purchases. */
gboolean clv_next_order_predict (const ClvScoreSet *scores,
                                 const ClvFit      *fit,
                                 guint32            row,
                                 ClvNextOrder      *next);

/**
 * ClvOutlook:
 *
 * What one customer may have done by the end of a day after the scores' own.
 */
typedef struct
{
  ClvDate on;
  double p_active;             /* that they have not dropped out by then */
  double p_active_if_silent;   /* the same, if they buy nothing until then */
  double p_purchase;           /* of at least one purchase until then */
  double expected_purchases;   /* until then */
} ClvOutlook;

/**
 * ClvRenewal:
 *
 * The next renewal of a subscriber who is there.
 */
typedef struct
{
  ClvDate on;
  double chance;        /* that it is paid, of all who have renewed as often */
} ClvRenewal;

gboolean clv_renewal_predict (const ClvScoreSet *scores,
                              const ClvFit      *fit,
                              guint32            row,
                              ClvRenewal        *renewal);
double   clv_outlook_count_units (const ClvFit *fit,
                                  ClvDate       from,
                                  int           days);
gboolean clv_outlook_predict (const ClvScoreSet *scores,
                              const ClvFit      *fit,
                              guint32            row,
                              ClvDate            on,
                              ClvOutlook        *outlook);

G_END_DECLS
