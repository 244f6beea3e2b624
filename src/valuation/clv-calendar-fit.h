/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

/**
 * ClvCalendarEffect:
 *
 * By which factor customers buy, or drop out, faster on the days of a season or
 * promotion than on others.
 */
typedef struct
{
  guint event;               /* of the calendar of the fit's spec */
  gboolean is_drop_out;
  double factor;
  double standard_error;     /* NAN where not identified */
  double lo;                 /* 95 % interval */
  double hi;
} ClvCalendarEffect;

/* (element-type ClvCalendarEffect): none where the spec has no calendar. */
GArray *clv_calendar_list_effects (const ClvFit *fit);
/* Against the same model without the calendar. */
double  clv_calendar_test_effects (const ClvFit *fit,
                                   double       *statistic,
                                   guint        *df);
/* Against the same model without columns and calendar, of a fit with both. */
double  clv_explained_test_effects (const ClvFit *fit,
                                    double       *statistic,
                                    guint        *df);

G_END_DECLS
