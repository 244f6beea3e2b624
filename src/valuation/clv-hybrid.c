/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-customers-private.h"
#include "clv-error.h"
#include "clv-hybrid-private.h"
#include "clv-netting.h"
#include "clv-numerics.h"

/* What orders and contracts of the same customers have to do with each other. A contract
 * runs for a period after each payment. */

#define DAYS_A_YEAR 365.2425
#define GRACE_DAYS 3          /* a month after 28 February may be 31 March */
#define TENURE_DAYS 90        /* of a contract, whose orders say how often one buys */
#define EXPECTED_AFTER 5.0    /* orders, before their absence says something */
#define SHARE_AFTER 0.1       /* of those, that may have come all the same */

/* A time in which a customer's contract ran, up to a day before @end. */
typedef struct
{
  guint32 code;
  ClvDate begin;
  ClvDate end;
} Span;

typedef struct
{
  GArray *spans;
  ClvOpportunity period;
} Reader;

static void
read_spans (const ClvNetted *netted,
            gpointer         user_data)
{
  Reader *reader = user_data;
  Span *last = NULL;

  for (guint32 i = 0; i < netted->n; i++)
    {
      const Span span = { netted->code, netted->day[i],
                          clv_opportunity_add (reader->period, netted->day[i], 1) };

      if (last != NULL && span.begin <= last->end + GRACE_DAYS)
        {
          last->end = MAX (last->end, span.end);
          continue;
        }
      g_array_append_val (reader->spans, span);
      last = &g_array_index (reader->spans, Span, reader->spans->len - 1);
    }
}

static GArray *
list_spans (const ClvTransactions *contract,
            ClvOpportunity         period,
            ClvDate                until,
            const ClvProgress     *progress,
            GError               **error)
{
  g_autoptr(GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  Reader reader = { spans, period };

  if (!clv_netting_visit (contract, until, read_spans, &reader, progress, error))
    return NULL;
  return g_steal_pointer (&spans);
}

static gboolean
is_over (const Span *span,
         ClvDate     until)
{
  return span->end + GRACE_DAYS <= until;
}

/* Those of one customer: from @first to before what is returned. Codes are asked for in
 * ascending order. */
static guint
find_spans (const GArray *spans,
            guint32       code,
            guint        *first)
{
  guint end = *first;

  while (*first < spans->len && g_array_index (spans, Span, *first).code < code)
    (*first)++;
  end = *first;
  while (end < spans->len && g_array_index (spans, Span, end).code == code)
    end++;
  return end;
}

gboolean
clv_hybrid_check (const ClvTransactions *transactions,
                  GError               **error)
{
  if (transactions->contract != NULL)
    return TRUE;
  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                       _("“hybrid” needs subscriptions beside orders, and there are none with "
                         "these. Nothing was computed. Import a file of subscriptions and fit it, "
                         "or take bg-nbd or another model of orders."));
  return FALSE;
}

/* With the codes of @customers, by renewals. */
ClvCustomers *
clv_hybrid_new_subscribers (const ClvCustomers *customers,
                            const ClvModelSpec *contract,
                            const ClvProgress  *progress,
                            GError            **error)
{
  g_autoptr(ClvCustomers) all = NULL;
  ClvCustomers *self = NULL;

  if (!clv_hybrid_check (customers->transactions, error))
    return NULL;
  all = clv_customers_new (customers->transactions->contract, customers->until, 7, progress,
                           error);
  if (all == NULL)
    return NULL;
  self = clv_customers_new_for_spec (all, contract, progress, error);
  if (self != NULL)
    self->n_left_out = customers->transactions->n_left_out;
  return self;
}

ClvCustomers *
clv_hybrid_new_orders (ClvCustomers       *customers,
                       ClvOpportunity      period,
                       gboolean            ends_with_contract,
                       const ClvProgress  *progress,
                       GError            **error)
{
  g_autoptr(GArray) spans = NULL;
  ClvCustomers *self = NULL;
  guint first = 0;

  if (!ends_with_contract)
    return clv_customers_ref (customers);
  spans = list_spans (customers->transactions->contract, period, customers->until, progress, error);
  if (spans == NULL)
    return NULL;

  self = clv_customers_new_like (customers, customers->opportunity);
  self->unit_days = customers->unit_days;
  memcpy ((gpointer) self->x, customers->x, customers->n * sizeof (guint32));
  memcpy ((gpointer) self->recency_days, customers->recency_days, customers->n * sizeof (gint32));
  memcpy ((gpointer) self->repeat_spend, customers->repeat_spend, customers->n * sizeof (gint64));
  for (guint32 i = 0; i < customers->n; i++)
    {
      guint end = find_spans (spans, customers->code[i], &first);
      gint32 age = customers->age_days[i];

      if (end > first && is_over (&g_array_index (spans, Span, end - 1), customers->until))
        age -= MAX (customers->until - g_array_index (spans, Span, end - 1).end, 0);
      ((gint32 *) self->age_days)[i] = MAX (age, customers->recency_days[i]);
    }
  return self;
}

/**
 * clv_hybrid_new_everybody:
 * @scores: of a hybrid
 * @transactions: what they are of
 * @unit_days: days in a unit of time
 *
 * Returns: (transfer full): everybody of @scores in their order, with what they have of
 *   both parts
 */
ClvCustomers *
clv_hybrid_new_everybody (const ClvScoreSet *scores,
                          ClvTransactions   *transactions,
                          int                unit_days)
{
  ClvCustomers *self = g_new0 (ClvCustomers, 1);
  guint32 *code = g_new (guint32, MAX (scores->n, 1));

  for (guint32 i = 0; i < scores->n; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (scores->customers, i, &length);

      code[i] = clv_dictionary_lookup (transactions->customers, name, length);
    }
  self->ref_count = 1;
  self->n = scores->n;
  self->code = code;
  self->x = g_memdup2 (scores->x, MAX (scores->n, 1) * sizeof (guint32));
  self->recency_days = g_memdup2 (scores->recency_days, MAX (scores->n, 1) * sizeof (gint32));
  self->age_days = g_memdup2 (scores->age_days, MAX (scores->n, 1) * sizeof (gint32));
  self->repeat_spend = g_new0 (gint64, MAX (scores->n, 1));
  self->past_value = g_memdup2 (scores->past_value, MAX (scores->n, 1) * sizeof (gint64));
  self->transactions = clv_transactions_ref (transactions);
  self->until = scores->as_of;
  self->unit_days = unit_days;
  for (guint32 i = 0; i < self->n; i++)
    {
      self->n_repeat += self->x[i] > 0;
      self->sum_x += self->x[i];
    }
  return self;
}

typedef struct
{
  ClvHybridFacts *facts;
  const GArray *spans;
  guint first;
  ClvDate until;
  GArray *tenure;           /* (element-type double) */
  GArray *frequency;
} Measure;

static double
sum_days (const GArray *spans,
          guint         first,
          guint         end,
          ClvDate       until)
{
  double days = 0.0;

  for (guint i = first; i < end; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      days += MIN (span->end, until + 1) - span->begin;
    }
  return days;
}

static gboolean
is_running (const GArray *spans,
            guint         first,
            guint         end,
            ClvDate       day)
{
  for (guint i = first; i < end; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);

      if (day >= span->begin && day < span->end)
        return TRUE;
    }
  return FALSE;
}

static void
measure_customer (const ClvNetted *netted,
                  gpointer         user_data)
{
  Measure *measure = user_data;
  ClvHybridFacts *facts = measure->facts;
  guint end = find_spans (measure->spans, netted->code, &measure->first);
  const Span *last = NULL;
  double days = 0.0;
  double early = 0.0;
  ClvDate begin = 0;
  guint during = 0;
  guint after = 0;

  if (netted->n == 0)
    return;
  facts->n_orders++;
  facts->orders_all += netted->n;
  if (end == measure->first)
    {
      facts->orders_outside += netted->n;
      return;
    }

  facts->n_both++;
  last = &g_array_index (measure->spans, Span, end - 1);
  days = sum_days (measure->spans, measure->first, end, measure->until);
  begin = g_array_index (measure->spans, Span, measure->first).begin;
  for (guint32 i = 0; i < netted->n; i++)
    {
      early += netted->day[i] >= begin && netted->day[i] < begin + TENURE_DAYS;
      if (is_running (measure->spans, measure->first, end, netted->day[i]))
        during++;
      else if (netted->day[i] >= last->end + GRACE_DAYS)
        after++;
    }
  facts->orders_outside += netted->n - during;
  facts->orders_during += during;
  facts->years_during += days / DAYS_A_YEAR;
  if (is_over (last, measure->until))
    {
      facts->orders_after += after;
      facts->years_after += (measure->until - last->end) / DAYS_A_YEAR;
    }
  /* The same time of everybody: over the whole of it, who stays longer has more time to
   * stop ordering, whatever the two have to do with each other. */
  if (g_array_index (measure->spans, Span, measure->first).end < begin + TENURE_DAYS)
    return;
  g_array_append_val (measure->tenure, days);
  g_array_append_val (measure->frequency, early);
}

static guint32
count_customers (const GArray *spans)
{
  guint32 n = 0;

  for (guint i = 0; i < spans->len; i++)
    n += i == 0 || g_array_index (spans, Span, i).code != g_array_index (spans, Span, i - 1).code;
  return n;
}

gboolean
clv_hybrid_measure (ClvHybridFacts     *self,
                    const ClvCustomers *customers,
                    ClvOpportunity      period,
                    const ClvProgress  *progress,
                    GError            **error)
{
  const ClvTransactions *rows = customers->transactions;
  g_autoptr(GArray) spans = NULL;
  g_autoptr(GArray) tenure = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) frequency = g_array_new (FALSE, FALSE, sizeof (double));
  Measure measure = { self, NULL, 0, customers->until, tenure, frequency };

  memset (self, 0, sizeof *self);
  spans = list_spans (rows->contract, period, customers->until, progress, error);
  if (spans == NULL)
    return FALSE;
  measure.spans = spans;
  self->n_payment_rows = rows->n_payment_rows;
  self->n_contract = count_customers (spans);
  if (!clv_netting_visit (rows, customers->until, measure_customer, &measure, progress, error))
    return FALSE;
  self->n_tenure = tenure->len;
  if (tenure->len > 2)
    self->tenure_correlation = clv_spearman ((const double *) (gpointer) tenure->data,
                                             (const double *) (gpointer) frequency->data,
                                             tenure->len);
  if (!isfinite (self->tenure_correlation))
    self->tenure_correlation = 0.0;
  return TRUE;
}

double
clv_hybrid_facts_get_outside_share (const ClvHybridFacts *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->orders_all > 0 ? (double) self->orders_outside / (double) self->orders_all : 0.0;
}

double
clv_hybrid_facts_expect_after (const ClvHybridFacts *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->years_during > 0.0
         ? (double) self->orders_during / self->years_during * self->years_after : 0.0;
}

/* Customers whose contract ended would have ordered on, and did not. */
gboolean
clv_hybrid_facts_show_end (const ClvHybridFacts *self)
{
  const double expected = clv_hybrid_facts_expect_after (self);

  return expected >= EXPECTED_AFTER && (double) self->orders_after <= SHARE_AFTER * expected;
}
