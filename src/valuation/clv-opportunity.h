/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

/* Calendar periods in which a customer buys or does not, or after which a contract is
 * renewed. */
typedef enum
{
  CLV_OPPORTUNITY_NONE,      /* to be chosen, or time is continuous */
  CLV_OPPORTUNITY_DAY,
  CLV_OPPORTUNITY_WEEK,      /* from Monday */
  CLV_OPPORTUNITY_MONTH,
  CLV_OPPORTUNITY_QUARTER,
  CLV_OPPORTUNITY_YEAR
} ClvOpportunity;

const char    *clv_opportunity_get_id (ClvOpportunity self);
ClvOpportunity clv_opportunity_find (const char *id);
int            clv_opportunity_get_days (ClvOpportunity self);
int            clv_opportunity_get_places (ClvOpportunity self);
/* "months", for a sentence. */
const char    *clv_opportunity_get_plural (ClvOpportunity self);
gint64         clv_opportunity_get_number (ClvOpportunity self,
                                           ClvDate        day);
double         clv_opportunity_count_ends (ClvOpportunity self,
                                           ClvDate        from,
                                           ClvDate        to);
double         clv_opportunity_count_renewals (ClvOpportunity self,
                                               double         days);
ClvDate        clv_opportunity_add (ClvOpportunity self,
                                    ClvDate        day,
                                    int            n);
int            clv_opportunity_count_since (ClvOpportunity self,
                                            ClvDate        first,
                                            ClvDate        day);
gint64         clv_opportunity_count_places (ClvOpportunity self,
                                             ClvDate        from,
                                             gboolean       is_begin,
                                             ClvDate        to);
void           clv_opportunity_find_month (ClvOpportunity self,
                                           ClvDate        until,
                                           gint64         places,
                                           int           *year,
                                           int           *month);

G_END_DECLS
