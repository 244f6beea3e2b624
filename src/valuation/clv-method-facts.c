/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-method-facts.h"

#include <math.h>
#include <string.h>

#include "clv-customers.h"
#include "clv-method-gaps.h"
#include "clv-numerics.h"
#include "clv-parallel.h"
#include "clv-records.h"

#define MONTH_DAYS 30.4375

/* Below so many customers a correlation says nothing. */
#define LEAST_CORRELATED 30

/* k beyond doubt: at least 1.5, and above 1 by 1.645 standard errors (one-sided 5 %). */
#define REGULAR 1.5
#define REGULAR_ERRORS 1.645

/**
 * clv_method_facts_init:
 * @facts: (out): facts of nothing
 */
void
clv_method_facts_init (ClvMethodFacts *facts)
{
  g_return_if_fail (facts != NULL);

  memset (facts, 0, sizeof *facts);
  facts->until = CLV_DATE_INVALID;
  facts->usual_gap = NAN;
  facts->regularity = NAN;
  facts->regularity_error = NAN;
  facts->rhythm_share = NAN;
  facts->season_peak = NAN;
  facts->spend_correlation = NAN;
}

double
clv_method_facts_get_once_share (const ClvMethodFacts *facts)
{
  g_return_val_if_fail (facts != NULL, NAN);

  return facts->n_customers > 0 ? 1.0 - (double) facts->n_repeat / facts->n_customers : NAN;
}

double
clv_method_facts_get_n_gaps (const ClvMethodFacts *facts)
{
  g_return_val_if_fail (facts != NULL, NAN);

  return facts->usual_gap > 0.0 ? facts->history_days / facts->usual_gap : 0.0;
}

gboolean
clv_method_facts_is_regular (const ClvMethodFacts *facts)
{
  g_return_val_if_fail (facts != NULL, FALSE);

  return facts->regularity >= REGULAR
         && facts->regularity - REGULAR_ERRORS * facts->regularity_error > 1.0;
}

gboolean
clv_method_facts_is_clockwork (const ClvMethodFacts *facts)
{
  g_return_val_if_fail (facts != NULL, FALSE);

  return facts->regularity >= CLV_CLOCKWORK;
}

/**
 * clv_method_facts_get_n_occasions:
 * @facts: facts
 *
 * Returns: how many occasions the history holds; where no rhythm can be seen,
 *   counted in months, or in years where the usual gap is longer than half a year
 */
double
clv_method_facts_get_n_occasions (const ClvMethodFacts *facts)
{
  double days = MONTH_DAYS;

  g_return_val_if_fail (facts != NULL, NAN);

  switch (facts->rhythm)
    {
    case CLV_RHYTHM_WEEK:
      days = 7.0;
      break;
    case CLV_RHYTHM_QUARTER:
      days = 3 * MONTH_DAYS;
      break;
    case CLV_RHYTHM_YEAR:
      days = 12 * MONTH_DAYS;
      break;
    case CLV_RHYTHM_NONE:
      days = facts->usual_gap > 6 * MONTH_DAYS ? 12 * MONTH_DAYS : MONTH_DAYS;
      break;
    case CLV_RHYTHM_MONTH:
    default:
      break;
    }
  return floor (facts->history_days / days);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double x = *(const double *) a;
  const double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Of customers who were counted before nothing but their own mean gap is known. */
static void
judge_counted (ClvMethodFacts     *facts,
               const ClvCustomers *customers)
{
  g_autoptr(GArray) gaps = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint32 i = 0; i < customers->n; i++)
    {
      if (customers->x[i] > 0)
        {
          const double gap = (double) customers->recency_days[i] / customers->x[i];

          g_array_append_val (gaps, gap);
        }
      facts->history_days = MAX (facts->history_days, customers->age_days[i]);
    }
  g_array_sort (gaps, compare_doubles);
  if (gaps->len > 0)
    facts->usual_gap = g_array_index (gaps, double, gaps->len / 2);
}

static void
judge_spend (ClvMethodFacts     *facts,
             const ClvCustomers *customers)
{
  g_autofree double *spend = NULL;
  g_autofree double *count = NULL;
  guint32 n = 0;

  spend = g_new (double, MAX (customers->n_repeat, 1));
  count = g_new (double, MAX (customers->n_repeat, 1));
  for (guint32 i = 0; i < customers->n && n < customers->n_repeat; i++)
    {
      if (customers->x[i] == 0 || customers->repeat_spend[i] <= 0)
        continue;
      spend[n] = (double) customers->repeat_spend[i] / customers->x[i];
      count[n++] = customers->x[i];
    }
  if (n >= LEAST_CORRELATED)
    facts->spend_correlation = clv_pearson (count, spend, n);
}

/* An attribute explains nothing where all have the same or each has its own. */
static guint
count_attributes (const ClvTransactions *transactions)
{
  guint n = 0;

  for (guint i = 0; transactions->attributes != NULL && i < transactions->attributes->len; i++)
    {
      const ClvAttribute *attribute = g_ptr_array_index (transactions->attributes, i);
      const guint32 n_values = clv_dictionary_get_n (attribute->values);
      guint32 n_known = 0;

      for (guint32 k = 0; k < transactions->n_customers; k++)
        n_known += attribute->codes[k] != CLV_DICTIONARY_NONE;
      n += n_values > 1 && n_values < n_known;
    }
  return n;
}

static void
take_customers (ClvMethodFacts     *facts,
                const ClvCustomers *customers)
{
  facts->until = customers->until;
  facts->is_counted = customers->is_counted;
  facts->n_customers = customers->n;
  facts->n_repeat = customers->n_repeat;
  facts->n_purchases = customers->sum_x;
  for (guint32 i = 0; i < customers->n; i++)
    facts->history_days = MAX (facts->history_days, customers->age_days[i]);
  judge_spend (facts, customers);
  if (customers->is_counted)
    judge_counted (facts, customers);
}

/**
 * clv_method_facts_of_transactions:
 * @facts: (out): what is found; that of subscriptions is empty
 * @transactions: rows
 * @until: last day to look at; %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: whether all could be measured
 */
gboolean
clv_method_facts_of_transactions (ClvMethodFacts     *facts,
                                  ClvTransactions    *transactions,
                                  ClvDate             until,
                                  const ClvProgress  *progress,
                                  GError            **error)
{
  const double start = clv_cpu_seconds ();
  g_autoptr(ClvCustomers) customers = NULL;

  g_return_val_if_fail (facts != NULL && transactions != NULL, FALSE);

  clv_method_facts_init (facts);
  if (transactions->n_rows == 0)
    return TRUE;
  customers = clv_customers_new (transactions, until, 7, progress, error);
  if (customers == NULL)
    return FALSE;
  take_customers (facts, customers);
  facts->n_attributes = count_attributes (transactions);
  if (!clv_method_gaps_measure (facts, transactions, progress, error))
    return FALSE;
  facts->cpu_seconds = clv_cpu_seconds () - start;
  return TRUE;
}

/* Months of a term as subscription services write it; 0 where it is another. */
static int
parse_term (const char *text)
{
  static const struct
  {
    const char *begin;
    int months;
  } terms[] = {
    { "month", 1 }, { "monat", 1 }, { "quarter", 3 }, { "quartal", 3 }, { "year", 12 },
    { "annual", 12 }, { "jahr", 12 }, { "jähr", 12 },
  };
  g_autofree char *folded = g_utf8_casefold (text != NULL ? text : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (g_str_has_prefix (folded, terms[i].begin))
      return terms[i].months;
  return 0;
}

/* The term that most subscriptions have; a month where the file has none. */
static int
get_term_months (const ClvRecords *records)
{
  guint64 counts[13] = { 0, };
  int best = 1;

  for (guint64 i = 0; i < clv_records_get_n (records); i++)
    {
      const char *text = clv_records_get_text (records, CLV_FIELD_INTERVAL, i);

      counts[text != NULL ? parse_term (text) : 0]++;
    }
  for (int i = 2; i <= 12; i++)
    if (counts[i] > counts[best])
      best = i;
  return best;
}

/* A customer left where every subscription ended by the last day. */
static void
judge_subscriptions (ClvMethodFacts   *facts,
                     const ClvRecords *records)
{
  const guint32 *codes = clv_records_get_codes (records, CLV_FIELD_CUSTOMER);
  const ClvDictionary *names = clv_records_get_texts (records, CLV_FIELD_CUSTOMER);
  const guint64 n = clv_records_get_n (records);
  g_autofree guint8 *states = NULL;
  ClvDate first = CLV_DATE_INVALID;
  ClvDate last = facts->until;

  if (codes == NULL || names == NULL)
    return;
  for (guint64 i = 0; i < n; i++)
    {
      const ClvDate begin = clv_records_get_day (records, CLV_FIELD_DATE, i);
      const ClvDate end = clv_records_get_day (records, CLV_FIELD_ENDED, i);

      if (begin != CLV_DATE_INVALID)
        first = first == CLV_DATE_INVALID ? begin : MIN (first, begin);
      if (facts->until == CLV_DATE_INVALID)
        last = MAX (last, MAX (begin, end));
    }
  states = g_new0 (guint8, MAX (clv_dictionary_get_n (names), 1));
  for (guint64 i = 0; i < n; i++)
    {
      const ClvDate begin = clv_records_get_day (records, CLV_FIELD_DATE, i);
      const ClvDate end = clv_records_get_day (records, CLV_FIELD_ENDED, i);

      if (codes[i] < clv_dictionary_get_n (names) && begin <= last)
        states[codes[i]] |= end != CLV_DATE_INVALID && end <= last ? 1 : 2;
    }
  for (guint32 i = 0; i < clv_dictionary_get_n (names); i++)
    {
      facts->n_subscribers += states[i] != 0;
      facts->n_left += states[i] == 1;
    }
  facts->term_months = get_term_months (records);
  if (first != CLV_DATE_INVALID && last > first)
    facts->n_terms = floor ((last - first) / (MONTH_DAYS * facts->term_months));
}

/**
 * clv_method_facts_load:
 * @facts: (out): what is found
 * @workspace: where
 * @until: last day to look at; %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location
 *
 * Reads all rows once. Of a workspace without orders the facts are empty: that is
 * no error.
 *
 * Returns: whether the workspace could be read
 */
gboolean
clv_method_facts_load (ClvMethodFacts     *facts,
                       ClvWorkspace       *workspace,
                       ClvDate             until,
                       const ClvProgress  *progress,
                       GError            **error)
{
  const double start = clv_cpu_seconds ();
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvRecords) records = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  gboolean are_counted = FALSE;

  g_return_val_if_fail (facts != NULL && CLV_IS_WORKSPACE (workspace), FALSE);

  clv_method_facts_init (facts);
  if (!clv_customers_are_counted (workspace, &are_counted, error))
    return FALSE;
  if (are_counted)
    {
      counted = clv_customers_load_counted (workspace, CLV_DATE_INVALID, 7, progress, error);
      if (counted == NULL)
        return FALSE;
      take_customers (facts, counted);
    }
  else
    {
      transactions = clv_workspace_load_transactions (workspace, progress, error);
      if (transactions == NULL
          || !clv_method_facts_of_transactions (facts, transactions, until, progress, error))
        return FALSE;
    }
  records = clv_records_load (workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, progress, error);
  if (records == NULL)
    return FALSE;
  judge_subscriptions (facts, records);
  facts->cpu_seconds = clv_cpu_seconds () - start;
  return TRUE;
}
