/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/* What customers differ in, by a fit. */
typedef enum
{
  CLV_MIXING_RATE,        /* purchases a year while active */
  CLV_MIXING_CHANCE,      /* to buy at one occasion while active */
  CLV_MIXING_LEAVE_YEAR,  /* chance to leave within a year */
  CLV_MIXING_LEAVE_BUY,   /* chance to leave after a purchase */
  CLV_MIXING_LEAVE_TURN,  /* chance to leave before an occasion */
  CLV_MIXING_CHURN,       /* chance not to renew, the first time */
  CLV_MIXING_SPEND        /* mean spend of a purchase, major units */
} ClvMixingQuantity;

#define CLV_MIXING_POINTS 160

/**
 * ClvMixing:
 *
 * How one quantity is spread over customers, in the user's units: the distribution
 * that a fit's parameters mean. @density is the share of customers between two
 * neighbouring edges by their width, so it is finite where the density is not, and
 * @below the share below @x.
 */
typedef struct
{
  ClvMixingQuantity quantity;
  double mean;            /* INFINITY where there is none */
  double lower;           /* one in ten is below */
  double median;
  double upper;           /* one in ten is above */
  double x[CLV_MIXING_POINTS];
  double density[CLV_MIXING_POINTS];
  double below[CLV_MIXING_POINTS];
} ClvMixing;

/* (element-type ClvMixing) (transfer full): those that the fit's kind has. */
GPtrArray *clv_mixing_list (const ClvFit    *fit);
double     clv_mixing_share_below (const ClvFit      *fit,
                                   ClvMixingQuantity  quantity,
                                   double             x);

G_END_DECLS
