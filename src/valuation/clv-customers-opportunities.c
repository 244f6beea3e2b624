/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-customers-private.h"
#include "clv-error.h"
#include "clv-netting.h"

/* Customers by the calendar periods they bought in: x = periods used after the first
 * one, recency = number of the last one used, age = periods since the first, all times
 * the days that stand for a period. A period is decided on its last day: one that is
 * not over belongs to the future. */

/* Of the periods to choose from, so many must be there, and so few purchases may fall
 * into one that was used already. */
#define ENOUGH_PERIODS 6
#define LOST_MOST 0.2

typedef struct
{
  ClvCustomers *self;         /* of the same rows as the summary */
  gint64 end;                 /* the first period that is not over */
  guint32 row;
  guint32 *x;
  gint32 *recency_days;
  gint32 *age_days;
  gint64 *repeat_spend;
} Counter;

static void
count_customer (const ClvNetted *netted,
                gpointer         user_data)
{
  Counter *counter = user_data;
  ClvCustomers *self = counter->self;
  const int days = clv_opportunity_get_days (self->opportunity);
  gint64 first = 0;
  gint64 last = 0;
  guint32 row = counter->row;

  if (row >= self->n || self->code[row] != netted->code || netted->n == 0)
    return;
  counter->row++;
  first = last = clv_opportunity_get_number (self->opportunity, netted->day[0]);
  for (guint32 i = 1; i < netted->n; i++)
    {
      gint64 number = clv_opportunity_get_number (self->opportunity, netted->day[i]);

      if (number == first || number >= counter->end)
        continue;
      counter->x[row] += number > last;
      counter->repeat_spend[row] += netted->net[i];
      last = number;
    }
  counter->recency_days[row] = (gint32) ((last - first) * days);
  counter->age_days[row] = (gint32) (MAX (counter->end - 1 - first, 0) * days);
}

/* What the counting does not change. */
ClvCustomers *
clv_customers_new_like (const ClvCustomers *customers,
                        ClvOpportunity      opportunity)
{
  ClvCustomers *self = g_new0 (ClvCustomers, 1);

  *self = *customers;
  self->ref_count = 1;
  self->transactions = clv_transactions_ref (customers->transactions);
  self->code = g_memdup2 (customers->code, MAX (customers->n, 1) * sizeof (guint32));
  self->past_value = g_memdup2 (customers->past_value, MAX (customers->n, 1) * sizeof (gint64));
  self->x = g_new0 (guint32, MAX (customers->n, 1));
  self->recency_days = g_new0 (gint32, MAX (customers->n, 1));
  self->age_days = g_new0 (gint32, MAX (customers->n, 1));
  self->repeat_spend = g_new0 (gint64, MAX (customers->n, 1));
  self->opportunity = opportunity;
  self->unit_days = clv_opportunity_get_days (opportunity);
  return self;
}

void
clv_customers_sum_up (ClvCustomers *self)
{
  self->n_repeat = 0;
  self->sum_x = 0;
  for (guint32 i = 0; i < self->n; i++)
    {
      self->n_repeat += self->x[i] > 0;
      self->sum_x += self->x[i];
    }
}

static ClvCustomers *
count (const ClvCustomers *customers,
       ClvOpportunity      opportunity,
       const ClvProgress  *progress,
       GError            **error)
{
  g_autoptr(ClvCustomers) self = clv_customers_new_like (customers, opportunity);
  Counter counter = { self, clv_opportunity_get_number (opportunity, customers->until + 1), 0,
                      (guint32 *) self->x, (gint32 *) self->recency_days,
                      (gint32 *) self->age_days, (gint64 *) self->repeat_spend };

  if (!clv_netting_visit (customers->transactions, customers->until, count_customer, &counter,
                          progress, error))
    return NULL;
  clv_customers_sum_up (self);
  return g_steal_pointer (&self);
}

/* The longest period that leaves enough of them and loses few purchases; days where
 * there is none. */
static ClvCustomers *
choose (const ClvCustomers *customers,
        const ClvProgress  *progress,
        GError            **error)
{
  gint32 oldest = 0;

  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  for (guint i = CLV_OPPORTUNITY_YEAR; i > CLV_OPPORTUNITY_DAY; i--)
    {
      g_autoptr(ClvCustomers) self = NULL;

      if (oldest < ENOUGH_PERIODS * clv_opportunity_get_days ((ClvOpportunity) i))
        continue;
      self = count (customers, (ClvOpportunity) i, progress, error);
      if (self == NULL)
        return NULL;
      if (self->sum_x >= (1.0 - LOST_MOST) * (double) customers->sum_x)
        return g_steal_pointer (&self);
    }
  return count (customers, CLV_OPPORTUNITY_DAY, progress, error);
}

/* Counted before the import: what their unit of time is, unless somebody says. */
static ClvCustomers *
take_counted (ClvCustomers   *customers,
              ClvOpportunity  opportunity)
{
  ClvCustomers *self = clv_customers_new_like (customers, CLV_OPPORTUNITY_DAY);

  memcpy ((gpointer) self->x, customers->x, customers->n * sizeof (guint32));
  memcpy ((gpointer) self->recency_days, customers->recency_days, customers->n * sizeof (gint32));
  memcpy ((gpointer) self->age_days, customers->age_days, customers->n * sizeof (gint32));
  memcpy ((gpointer) self->repeat_spend, customers->repeat_spend, customers->n * sizeof (gint64));
  self->unit_days = customers->unit_days;
  self->opportunity = opportunity != CLV_OPPORTUNITY_NONE ? opportunity
                      : customers->unit_days == 7 ? CLV_OPPORTUNITY_WEEK : CLV_OPPORTUNITY_DAY;
  return self;
}

/**
 * clv_customers_new_for_spec:
 * @customers: the summary by purchases
 * @spec: what will be fitted, or was
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Counts the same customers, in the same rows, as the kind of model counts. The rows
 * of @customers must be there where it counts otherwise than by purchases.
 *
 * Returns: (transfer full): @customers itself where the kind takes them as they are
 */
ClvCustomers *
clv_customers_new_for_spec (ClvCustomers       *customers,
                            const ClvModelSpec *spec,
                            const ClvProgress  *progress,
                            GError            **error)
{
  const ClvModelKind *kind = NULL;

  g_return_val_if_fail (customers != NULL && spec != NULL, NULL);

  kind = clv_model_kind_find (spec->kind);
  if (kind == NULL || kind->history < CLV_HISTORY_OPPORTUNITIES
      || customers->opportunity != CLV_OPPORTUNITY_NONE)
    return clv_customers_ref (customers);
  if (customers->is_counted)
    return take_counted (customers, spec->opportunity);
  if (customers->n > 0 && customers->transactions->customer == NULL)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                   _("%s counts by the calendar and needs the orders for it. Nothing was "
                     "computed."), kind->name);
      return NULL;
    }
  if (kind->history == CLV_HISTORY_CONTRACT)
    return clv_customers_new_by_renewals (customers, spec->opportunity, spec->unit_days, progress,
                                          error);
  if (spec->opportunity == CLV_OPPORTUNITY_NONE)
    return choose (customers, progress, error);
  return count (customers, spec->opportunity, progress, error);
}
