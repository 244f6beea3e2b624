/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-horizon-rule.h"
#include "clv-value-definition.h"

G_BEGIN_DECLS

/**
 * ClvPeriods:
 *
 * Private to the room: a horizon cut into calendar months and how much of a
 * purchase in each counts. Months begin at @as_of, the last may be shorter. A
 * horizon without an end stops where a purchase counts for less than 1e-10.
 *
 * Of more than ten years the sums over months are taken by rules of few horizons,
 * see #ClvHorizonRule.
 */
typedef struct
{
  guint n;
  double *end;      /* [n] length of time from as_of to the period's end, in units */
  double *years;    /* [n] length of the period in years */
  double *discount; /* [n] present value of one at a purchase in the period */
  double *weight;   /* [n] Σ weight·E(end) = Σ discount·(E(end) − E(previous end)) */
  ClvHorizonRule *discounted;   /* (nullable): Σ weight·E(end) */
  ClvHorizonRule *active;       /* (nullable): Σ of the discounted years of being active,
                                 * but for the half of the first month */
} ClvPeriods;

ClvPeriods *clv_periods_new (const ClvValueDefinition *definition,
                             ClvDate                   as_of,
                             int                       unit_days);
ClvPeriods *clv_periods_new_for_fit (const ClvValueDefinition *definition,
                                     ClvDate                   as_of,
                                     const ClvFit             *fit);
ClvHorizonRule *clv_periods_new_rule (const ClvPeriods *self,
                                      gboolean          is_active);
void        clv_periods_free (ClvPeriods *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvPeriods, clv_periods_free)

G_END_DECLS
