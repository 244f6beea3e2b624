/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-opportunity.h"

#define DAYS_A_YEAR 365.2425
#define PLACES_A_MONTH 31

/* @days stands for one of them where times are kept in days. */
static const struct
{
  const char *id;
  const char *plural;
  int days;
  int months;
} infos[] = {
  [CLV_OPPORTUNITY_NONE] = { "", "", 0, 0 },
  [CLV_OPPORTUNITY_DAY] = { "day", N_("days"), 1, 0 },
  [CLV_OPPORTUNITY_WEEK] = { "week", N_("weeks"), 7, 0 },
  [CLV_OPPORTUNITY_MONTH] = { "month", N_("months"), 30, 1 },
  [CLV_OPPORTUNITY_QUARTER] = { "quarter", N_("quarters"), 91, 3 },
  [CLV_OPPORTUNITY_YEAR] = { "year", N_("years"), 365, 12 },
};

const char *
clv_opportunity_get_id (ClvOpportunity self)
{
  return infos[MIN (self, CLV_OPPORTUNITY_YEAR)].id;
}

/**
 * clv_opportunity_find:
 * @id: (nullable): "day", "week", "month", "quarter" or "year"
 *
 * Returns: which, %CLV_OPPORTUNITY_NONE where there is no such
 */
ClvOpportunity
clv_opportunity_find (const char *id)
{
  for (guint i = CLV_OPPORTUNITY_DAY; i <= CLV_OPPORTUNITY_YEAR; i++)
    {
      if (g_strcmp0 (infos[i].id, id) == 0)
        return (ClvOpportunity) i;
    }
  return CLV_OPPORTUNITY_NONE;
}

int
clv_opportunity_get_days (ClvOpportunity self)
{
  return infos[MIN (self, CLV_OPPORTUNITY_YEAR)].days;
}

/**
 * clv_opportunity_get_places:
 * @self: how long a contract is
 *
 * A contract's time is counted in places: days of weeks, and 31 in every month, of
 * which shorter months leave the last ones out. So the same day of the next month is
 * always as many places away.
 *
 * Returns: how many places a contract is long
 */
int
clv_opportunity_get_places (ClvOpportunity self)
{
  const guint i = MIN (self, CLV_OPPORTUNITY_YEAR);

  return infos[i].months == 0 ? infos[i].days : infos[i].months * PLACES_A_MONTH;
}

const char *
clv_opportunity_get_plural (ClvOpportunity self)
{
  return _(infos[MIN (self, CLV_OPPORTUNITY_YEAR)].plural);
}

/**
 * clv_opportunity_get_number:
 * @self: which calendar
 * @day: a day
 *
 * Returns: the number of the period that @day lies in; the next period has the next
 */
gint64
clv_opportunity_get_number (ClvOpportunity self,
                            ClvDate        day)
{
  int year = 0;
  int month = 0;
  int of_month = 0;

  if (infos[self].months == 0)
    /* The first day of the count was a Thursday. */
    return self == CLV_OPPORTUNITY_WEEK ? (gint64) floor ((day + 3) / 7.0) : day;
  clv_date_to_ymd (day, &year, &month, &of_month);
  return ((gint64) 12 * year + month - 1) / infos[self].months;
}

/**
 * clv_opportunity_count_ends:
 * @self: which calendar
 * @from: a day
 * @to: a later day
 *
 * Returns: how many periods have their last day after @from and up to @to
 */
double
clv_opportunity_count_ends (ClvOpportunity self,
                            ClvDate        from,
                            ClvDate        to)
{
  return (double) (clv_opportunity_get_number (self, to + 1)
                   - clv_opportunity_get_number (self, from + 1));
}

/**
 * clv_opportunity_count_renewals:
 * @self: how long a contract is
 * @days: a length of time
 *
 * Returns: how many contracts long it is
 */
double
clv_opportunity_count_renewals (ClvOpportunity self,
                                double         days)
{
  return infos[self].months == 0 ? days / infos[self].days
                                 : days / (DAYS_A_YEAR / 12.0 * infos[self].months);
}

/**
 * clv_opportunity_add:
 * @self: how long
 * @day: a day
 * @n: how many
 *
 * Returns: the same day that many months or weeks later, the month's last day where
 *   there is none
 */
ClvDate
clv_opportunity_add (ClvOpportunity self,
                     ClvDate        day,
                     int            n)
{
  return infos[self].months == 0 ? day + n * infos[self].days
                                 : clv_date_add_months (day, n * infos[self].months);
}

/**
 * clv_opportunity_count_since:
 * @self: how long
 * @first: when the first began
 * @day: not before it
 *
 * Returns: how many have passed entirely
 */
int
clv_opportunity_count_since (ClvOpportunity self,
                             ClvDate        first,
                             ClvDate        day)
{
  int n = (int) MAX (floor (clv_opportunity_count_renewals (self, day - first)) - 1.0, 0.0);

  while (clv_opportunity_add (self, first, n + 1) <= day)
    n++;
  return n;
}

/* The last day of a month is at its last place, since what is due on a later one is due
 * then, unless a contract begins on it. */
static gint64
get_place (ClvOpportunity self,
           ClvDate        day,
           gboolean       is_begin)
{
  int year = 0;
  int month = 0;
  int of_month = 0;
  int tomorrow = 0;

  if (infos[self].months == 0)
    return day;
  clv_date_to_ymd (day + 1, &year, &month, &tomorrow);
  clv_date_to_ymd (day, &year, &month, &of_month);
  if (tomorrow == 1 && !is_begin)
    of_month = PLACES_A_MONTH;
  return ((gint64) 12 * year + month - 1) * PLACES_A_MONTH + of_month - 1;
}

/**
 * clv_opportunity_count_places:
 * @self: how long a contract is
 * @from: a day
 * @is_begin: whether the contract begins on it; else @from is any day of it
 * @to: a later day
 *
 * The whole contracts in them are those of clv_opportunity_count_since(). Places since the
 * begin up to a day and places from that day on add up to the places since the begin.
 *
 * Returns: how many places are between them
 */
gint64
clv_opportunity_count_places (ClvOpportunity self,
                              ClvDate        from,
                              gboolean       is_begin,
                              ClvDate        to)
{
  return get_place (self, to, FALSE) - get_place (self, from, is_begin);
}

/**
 * clv_opportunity_find_month:
 * @self: how long a contract is: months
 * @until: a day
 * @places: places since the contract began, clv_opportunity_count_places()
 * @year: (out): the year it began in
 * @month: (out): the month of the year
 */
void
clv_opportunity_find_month (ClvOpportunity self,
                            ClvDate        until,
                            gint64         places,
                            int           *year,
                            int           *month)
{
  const gint64 begin = (get_place (self, until, FALSE) - places) / PLACES_A_MONTH;

  *year = (int) (begin / 12);
  *month = (int) (begin % 12) + 1;
}
