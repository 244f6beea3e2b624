/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-customers-private.h"
#include "clv-netting.h"

/* Customers by the renewals of their contract: x = renewals, recency = the last one,
 * age = how long it could have run by now, all times in places of #ClvOpportunity, of
 * which a period has unit_days. One who has missed a renewal has left: the recency is a
 * period or more before the age. Where a renewal is missing and later ones are there a
 * new contract begins. */

typedef struct
{
  ClvCustomers *self;
  guint32 row;
} Counter;

/* Places from the last renewal up to the end, a period or more where one was missed. Who
 * changed to another contract in the middle of a period pays on another day from then on,
 * and is there for a period from the last payment. */
static gint32
count_since_renewal (const ClvCustomers *self,
                     const ClvNetted    *netted,
                     ClvDate             first,
                     int                 last)
{
  const ClvOpportunity period = self->opportunity;
  const ClvDate paid = netted->day[netted->n - 1];
  gint64 places = clv_opportunity_count_places (period, first, TRUE, self->until)
                  - (gint64) last * clv_opportunity_get_places (period);

  if (places >= clv_opportunity_get_places (period)
      && clv_opportunity_add (period, paid, 1) > self->until)
    places = clv_opportunity_count_places (period, paid, TRUE, self->until);
  return (gint32) (places * self->unit_days / clv_opportunity_get_places (period));
}

static void
count_customer (const ClvNetted *netted,
                gpointer         user_data)
{
  Counter *counter = user_data;
  ClvCustomers *self = counter->self;
  const int unit = self->unit_days;
  const guint32 row = counter->row;
  ClvDate first = 0;
  gint64 spend = 0;
  gint64 first_spend = 0;
  int last = 0;

  if (row >= self->n || self->code[row] != netted->code || netted->n == 0)
    return;
  counter->row++;
  first = netted->day[0];
  first_spend = netted->net[0];
  for (guint32 i = 1; i < netted->n; i++)
    {
      int number = clv_opportunity_count_since (self->opportunity, first, netted->day[i]);

      if (number > last + 1)
        {
          first = netted->day[i];
          first_spend = netted->net[i];
          spend = 0;
          last = 0;
          continue;
        }
      last = number;
      first_spend += number == 0 ? netted->net[i] : 0;
      spend += number > 0 ? netted->net[i] : 0;
    }
  ((guint32 *) self->x)[row] = (guint32) last;
  /* Who has not renewed yet goes on paying what the first period cost. */
  ((gint64 *) self->repeat_spend)[row] = last > 0 ? spend : first_spend;
  ((gint32 *) self->recency_days)[row] = last * unit;
  ((gint32 *) self->age_days)[row] = last * unit + count_since_renewal (self, netted, first, last);
}

typedef struct
{
  guint64 gaps[CLV_OPPORTUNITY_YEAR + 1];
} Usual;

static void
count_gaps (const ClvNetted *netted,
            gpointer         user_data)
{
  static const int longest[] = { 0, 3, 14, 45, 135 };
  Usual *usual = user_data;

  for (guint32 i = 1; i < netted->n; i++)
    {
      const int gap = netted->day[i] - netted->day[i - 1];
      guint period = CLV_OPPORTUNITY_DAY;

      while (period < CLV_OPPORTUNITY_YEAR && gap > longest[period])
        period++;
      usual->gaps[period]++;
    }
}

ClvCustomers *
clv_customers_new_by_renewals (const ClvCustomers *customers,
                               ClvOpportunity      period,
                               int                 unit_days,
                               const ClvProgress  *progress,
                               GError            **error)
{
  g_autoptr(ClvCustomers) self = NULL;
  Counter counter = { NULL, 0 };
  Usual usual = { { 0 } };

  if (period == CLV_OPPORTUNITY_NONE)
    {
      if (!clv_netting_visit (customers->transactions, customers->until, count_gaps, &usual,
                              progress, error))
        return NULL;
      period = CLV_OPPORTUNITY_MONTH;
      for (guint i = CLV_OPPORTUNITY_DAY; i <= CLV_OPPORTUNITY_YEAR; i++)
        {
          if (usual.gaps[i] > usual.gaps[period])
            period = (ClvOpportunity) i;
        }
    }

  self = counter.self = clv_customers_new_like (customers, period);
  /* The days of a fit that an earlier version made. */
  if (unit_days != clv_opportunity_get_days (period))
    self->unit_days = clv_opportunity_get_places (period);
  if (!clv_netting_visit (customers->transactions, customers->until, count_customer, &counter,
                          progress, error))
    return NULL;
  clv_customers_sum_up (self);
  return g_steal_pointer (&self);
}
