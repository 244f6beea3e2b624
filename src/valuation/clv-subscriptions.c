/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "clv-subscriptions.h"

/* A file has a row for each subscription, or one for each renewal of it. Of the first
 * kind a row goes on until it ends, or until the next one of the same customer, number,
 * plan and period begins. Of the second kind a row is one payment: whose last one has
 * run out without another has left, and its end is the end of what was paid for. Nothing
 * says of which kind a file is but its rows: where customers have one a period after
 * the other. */

#define GRACE_DAYS 3           /* that a renewal may come early or late */
#define RENEWED 0.25           /* of those who could renew, who did so by a row of its own */
#define SHORTEST_MONTH 28

/* A file that does not say counts by months; what nobody knows cannot be counted. */
static ClvOpportunity
parse_period (const char *text)
{
  static const struct
  {
    const char *begin;
    ClvOpportunity period;
  } words[] = {
    { "day", CLV_OPPORTUNITY_DAY }, { "dai", CLV_OPPORTUNITY_DAY }, { "tag", CLV_OPPORTUNITY_DAY },
    { "täg", CLV_OPPORTUNITY_DAY }, { "week", CLV_OPPORTUNITY_WEEK },
    { "woche", CLV_OPPORTUNITY_WEEK }, { "wöch", CLV_OPPORTUNITY_WEEK },
    { "month", CLV_OPPORTUNITY_MONTH }, { "monat", CLV_OPPORTUNITY_MONTH },
    { "1 month", CLV_OPPORTUNITY_MONTH }, { "p1m", CLV_OPPORTUNITY_MONTH },
    { "quarter", CLV_OPPORTUNITY_QUARTER }, { "quartal", CLV_OPPORTUNITY_QUARTER },
    { "vierteljähr", CLV_OPPORTUNITY_QUARTER }, { "3 month", CLV_OPPORTUNITY_QUARTER },
    { "3 monat", CLV_OPPORTUNITY_QUARTER }, { "p3m", CLV_OPPORTUNITY_QUARTER },
    { "year", CLV_OPPORTUNITY_YEAR }, { "annual", CLV_OPPORTUNITY_YEAR },
    { "jahr", CLV_OPPORTUNITY_YEAR }, { "jähr", CLV_OPPORTUNITY_YEAR },
    { "12 month", CLV_OPPORTUNITY_YEAR }, { "12 monat", CLV_OPPORTUNITY_YEAR },
    { "1 year", CLV_OPPORTUNITY_YEAR }, { "1 jahr", CLV_OPPORTUNITY_YEAR },
    { "p1y", CLV_OPPORTUNITY_YEAR }, { "p12m", CLV_OPPORTUNITY_YEAR },
  };
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);
  const char *word = g_strstrip (folded);

  if (g_str_has_prefix (word, "every "))
    word += strlen ("every ");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_has_prefix (word, words[i].begin))
        return words[i].period;
    }
  return *word == '\0' ? CLV_OPPORTUNITY_MONTH : CLV_OPPORTUNITY_NONE;
}

static guint32
get_code (const ClvRecords *records,
          ClvField          field,
          guint64           row)
{
  const guint32 *codes = clv_records_get_codes (records, field);

  return codes != NULL ? codes[row] : CLV_DICTIONARY_NONE;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const ClvSubscription *x = a;
  const ClvSubscription *y = b;

  if (x->customer != y->customer)
    return x->customer < y->customer ? -1 : 1;
  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  if (x->product != y->product)
    return x->product < y->product ? -1 : 1;
  if (x->period != y->period)
    return x->period < y->period ? -1 : 1;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return x->end < y->end ? -1 : x->end > y->end;
}

/* Whether @next goes on where @self does, by what the rows say. A monthly and a yearly
 * contract of one customer are two. */
static gboolean
is_same (const ClvSubscription *self,
         const ClvSubscription *next)
{
  return next->customer == self->customer && next->order == self->order
         && next->product == self->product && next->period == self->period;
}

static ClvDate
get_second_day (const ClvSubscription *self)
{
  return self->period == CLV_OPPORTUNITY_NONE ? CLV_DATE_INVALID
         : clv_opportunity_add (self->period, self->begin, 1);
}

/* No more than one period, by what the row says itself. */
static gboolean
may_be_renewal (const ClvSubscription *self)
{
  const ClvDate second = get_second_day (self);

  return second != CLV_DATE_INVALID
         && (self->end == CLV_DATE_INVALID || self->end <= second + GRACE_DAYS);
}

static gboolean
is_renewed_by (const ClvSubscription *self,
               const ClvSubscription *next)
{
  return may_be_renewal (self) && abs (next->begin - get_second_day (self)) <= GRACE_DAYS;
}

/* Of those whose first period is over, how many have rows a period apart. */
static gboolean
find_kind (const GArray *list)
{
  const ClvSubscription *rows = (const ClvSubscription *) (gconstpointer) list->data;
  ClvDate last = CLV_DATE_INVALID;
  guint n_due = 0;
  guint n_renewed = 0;
  guint next = 0;

  for (guint i = 0; i < list->len; i++)
    last = MAX (last, rows[i].begin);
  for (guint i = 0; i < list->len; i = next)
    {
      const ClvDate second = get_second_day (&rows[i]);
      gboolean is_renewed = FALSE;

      for (next = i + 1; next < list->len && is_same (&rows[i], &rows[next]); next++)
        is_renewed |= is_renewed_by (&rows[next - 1], &rows[next]);
      n_due += second != CLV_DATE_INVALID && second + GRACE_DAYS <= last;
      n_renewed += is_renewed ? 1 : 0;
    }
  return n_renewed > 0 && n_renewed >= RENEWED * n_due;
}

static void
end_by_next (GArray *list)
{
  for (guint i = 0; i + 1 < list->len; i++)
    {
      ClvSubscription *one = &g_array_index (list, ClvSubscription, i);

      if (one->end == CLV_DATE_INVALID && is_same (one, one + 1))
        one->end = one[1].begin;
    }
}

static void
read_row (const ClvRecords *records,
          guint64           row,
          ClvSubscription  *one)
{
  memset (one, 0, sizeof *one);
  one->customer = get_code (records, CLV_FIELD_CUSTOMER, row);
  one->order = get_code (records, CLV_FIELD_ORDER, row);
  one->product = get_code (records, CLV_FIELD_PRODUCT, row);
  one->begin = clv_records_get_day (records, CLV_FIELD_DATE, row);
  one->end = clv_records_get_day (records, CLV_FIELD_ENDED, row);
  one->period = parse_period (clv_records_get_text (records, CLV_FIELD_INTERVAL, row));
  clv_records_get_int (records, CLV_FIELD_AMOUNT, row, &one->amount);
}

static const ClvSubscription *
find_customer (const GArray *list,
               guint32       customer)
{
  guint lo = 0;
  guint hi = list->len;

  while (lo < hi)
    {
      const guint middle = lo + (hi - lo) / 2;

      if (g_array_index (list, ClvSubscription, middle).customer < customer)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo < list->len ? &g_array_index (list, ClvSubscription, lo) : NULL;
}

/* Of the contract that it is of: the same period if the customer has one of it. */
static void
find_period (const GArray    *list,
             ClvSubscription *refund)
{
  const ClvSubscription *end = (const ClvSubscription *) (gconstpointer) list->data + list->len;
  const ClvSubscription *first = find_customer (list, refund->customer);
  const ClvSubscription *best = NULL;

  for (const ClvSubscription *one = first; one != NULL && one < end
       && one->customer == refund->customer; one++)
    {
      const gboolean is_own = one->order == refund->order && one->product == refund->product;

      if (one->period == refund->period && is_own)
        return;
      if (best == NULL || is_own)
        best = one;
      if (one->period == refund->period && !is_own)
        best = one;
    }
  if (best != NULL)
    refund->period = best->period;
}

/**
 * clv_subscriptions_new:
 * @records: of the kind subscriptions
 *
 * A negative amount is a refund, of the customer's payments before it. Rows without a
 * customer or a day are left out.
 *
 * Returns: (transfer full): the rows in order
 */
ClvSubscriptions *
clv_subscriptions_new (const ClvRecords *records)
{
  ClvSubscriptions *self = g_new0 (ClvSubscriptions, 1);
  g_autoptr(GArray) refunds = g_array_new (FALSE, FALSE, sizeof (ClvSubscription));

  self->list = g_array_new (FALSE, FALSE, sizeof (ClvSubscription));
  self->last = CLV_DATE_INVALID;
  for (guint64 i = 0; i < clv_records_get_n (records); i++)
    {
      ClvSubscription one;

      read_row (records, i, &one);
      if (one.begin != CLV_DATE_INVALID
          && clv_records_get_text (records, CLV_FIELD_CUSTOMER, i) != NULL)
        g_array_append_val (one.amount < 0 ? refunds : self->list, one);
    }
  if (self->list->len > 0)
    qsort (self->list->data, self->list->len, sizeof (ClvSubscription), compare);
  self->is_row_a_renewal = find_kind (self->list);
  self->n_refunds = refunds->len;
  for (guint i = 0; i < self->list->len; i++)
    {
      ClvSubscription *one = &g_array_index (self->list, ClvSubscription, i);

      one->is_once = self->is_row_a_renewal && may_be_renewal (one);
      one->is_known_end = !one->is_once && one->end != CLV_DATE_INVALID;
      self->last = MAX (self->last, one->begin);
      /* What was paid for says nothing of the day on which it ends. */
      if (one->is_known_end)
        self->last = MAX (self->last, one->end);
    }
  end_by_next (self->list);
  for (guint i = 0; i < refunds->len; i++)
    {
      ClvSubscription *one = &g_array_index (refunds, ClvSubscription, i);

      one->is_once = TRUE;
      one->end = CLV_DATE_INVALID;
      find_period (self->list, one);
      self->last = MAX (self->last, one->begin);
    }
  g_array_append_vals (self->list, refunds->data, refunds->len);
  return self;
}

void
clv_subscriptions_free (ClvSubscriptions *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->list);
  g_free (self);
}

/* 28 February and 31 March are a month apart to who began on 31 January. */
static gboolean
is_month_end (const ClvSubscription *self,
              ClvDate                day)
{
  int year = 0;
  int month = 0;
  int of_month = 0;
  int begin = 0;
  int end_month = 0;

  if (self->end == CLV_DATE_INVALID || self->end - day > GRACE_DAYS)
    return FALSE;
  clv_date_to_ymd (self->begin + 1, &year, &month, &of_month);
  clv_date_to_ymd (self->begin, &year, &end_month, &begin);
  if (of_month != 1 || begin < SHORTEST_MONTH)
    return FALSE;
  clv_date_to_ymd (day, &year, &month, &of_month);
  clv_date_to_ymd (self->end, &year, &end_month, &begin);
  return month == end_month;
}

/**
 * clv_subscription_get_payment:
 * @self: a subscription
 * @n: which payment, from 0
 *
 * Returns: its day, %CLV_DATE_INVALID where there is none
 */
ClvDate
clv_subscription_get_payment (const ClvSubscription *self,
                              int                    n)
{
  ClvDate day = CLV_DATE_INVALID;

  if (self->period == CLV_OPPORTUNITY_NONE || (self->is_once && n > 0))
    return CLV_DATE_INVALID;
  day = clv_opportunity_add (self->period, self->begin, n);
  if (day == CLV_DATE_INVALID
      || (self->end != CLV_DATE_INVALID && day >= self->end && !(self->is_once && n == 0)))
    return CLV_DATE_INVALID;
  if (n > 0 && self->period >= CLV_OPPORTUNITY_MONTH && is_month_end (self, day))
    return CLV_DATE_INVALID;
  return day;
}
