/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-method-gaps.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Regularity: Wheat, R. D., Morrison, D. G. (1990), Estimating Purchase Regularity
 * with Two Interpurchase Times, Journal of Marketing Research 27(1): with gaps
 * Erlang-k of any rate, M = g1 / (g1 + g2) is Beta(k, k), whose variance is
 * 1 / (4 (2k + 1)). One M a customer, from the last three purchases, so that those
 * who buy much have no more say than others. Platzer, M., Reutterer, T. (2016),
 * Ticking Away the Moments, Marketing Science 35(5), choose their models by it.
 * Given the sum of the two gaps M has this distribution wherever the observation
 * ends, so neither the end of the data nor leaving biases it.
 *
 * Days are whole and days with two orders are one, so chance gives the first of
 * two gaps with the sum S the values 1 … S − 1 alike: a variance of (1 − 2/S)/12
 * instead of 1/12, by which the square is divided. Sums below the least one say
 * nothing about regularity. */
#define LEAST_SUM 6

/* Below so many customers k is not told. */
#define LEAST_CUSTOMERS 30

/* A rhythm is seen where half of all purchases, and at least three times what
 * chance puts there, fall within the fullest days of a cycle, over at least so
 * many cycles. These limits are ours. */
#define RHYTHM_SHARE 0.5
#define RHYTHM_CHANCE 3.0
#define LEAST_CYCLES 3
#define LEAST_PURCHASES 50

#define YEAR_DAYS 366

/* A season is seen where a calendar month has 30 % more than the twelve months
 * around it (the ratio to a centred moving average), beyond three standard errors
 * of a count. */
#define SEASON_PEAK 1.3
#define SEASON_ERRORS 3.0

typedef struct
{
  ClvRhythm rhythm;
  int n_days;        /* of a cycle */
  int width;         /* days that count as one occasion */
  double cycle_days;
} Cycle;

static const Cycle cycles[] = {
  { CLV_RHYTHM_YEAR, YEAR_DAYS, 14, 365.25 },
  { CLV_RHYTHM_QUARTER, 92, 7, 91.3125 },
  { CLV_RHYTHM_MONTH, 31, 3, 30.4375 },
  { CLV_RHYTHM_WEEK, 7, 1, 7.0 },
};

typedef struct
{
  ClvDate first;
  int n_days;
  guint64 *gaps;       /* [n_days] by length */
  guint64 *days;       /* [n_days] purchases by day since the first */
  guint64 n_gaps;
  guint64 n_purchases;
  double sum;          /* of the corrected squares of M − ½ */
  double sum_squares;  /* of their squares */
  guint32 n;           /* customers in them */
} Days;

static void
days_clear (Days *self)
{
  g_clear_pointer (&self->gaps, g_free);
  g_clear_pointer (&self->days, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Days, days_clear)

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  const ClvDate x = *(const ClvDate *) a;
  const ClvDate y = *(const ClvDate *) b;

  return x < y ? -1 : x > y;
}

/* Sorts the days of one customer and drops equal ones; how many are left. */
static guint
tidy (ClvDate *days,
      guint    n)
{
  guint n_kept = 0;
  gboolean is_sorted = TRUE;

  for (guint i = 1; i < n && is_sorted; i++)
    is_sorted = days[i - 1] <= days[i];
  if (!is_sorted)
    qsort (days, n, sizeof *days, compare_days);
  for (guint i = 0; i < n; i++)
    if (n_kept == 0 || days[n_kept - 1] != days[i])
      days[n_kept++] = days[i];
  return n_kept;
}

static void
add_pair (Days *self,
          int   gap,
          int   next)
{
  double sum = gap + next;
  double square = 0.0;

  if (gap + next < LEAST_SUM)
    return;
  square = (gap / sum - 0.5) * (gap / sum - 0.5) / (1.0 - 2.0 / sum);
  self->sum += square;
  self->sum_squares += square * square;
  self->n++;
}

static void
add_customer (Days    *self,
              ClvDate *days,
              guint    n)
{
  n = tidy (days, n);
  self->n_purchases += n;
  for (guint i = 0; i < n; i++)
    self->days[days[i] - self->first]++;
  for (guint i = 1; i < n; i++)
    self->gaps[days[i] - days[i - 1]]++;
  self->n_gaps += n > 0 ? n - 1 : 0;
  if (n > 2)
    add_pair (self, days[n - 2] - days[n - 3], days[n - 1] - days[n - 2]);
}

static gboolean
is_purchase (const ClvTransactions *transactions,
             guint64                row,
             ClvDate                until)
{
  return transactions->amount[row] > 0 && transactions->day[row] <= until;
}

/* Rows by customer, each customer's in the order of the table. */
static gboolean
collect (Days                  *self,
         const ClvTransactions *transactions,
         ClvDate                until)
{
  const guint32 n = transactions->n_customers;
  g_autofree guint64 *ends = g_try_new0 (guint64, (gsize) n + 1);
  g_autofree ClvDate *sorted = NULL;
  guint64 total = 0;

  if (ends == NULL)
    return FALSE;
  for (guint64 i = 0; i < transactions->n_rows; i++)
    if (is_purchase (transactions, i, until))
      ends[transactions->customer[i]]++;
  for (guint32 i = 0; i < n; i++)
    {
      const guint64 count = ends[i];

      ends[i] = total;
      total += count;
    }
  sorted = g_try_new (ClvDate, MAX (total, 1));
  if (sorted == NULL)
    return FALSE;
  for (guint64 i = 0; i < transactions->n_rows; i++)
    if (is_purchase (transactions, i, until))
      sorted[ends[transactions->customer[i]]++] = transactions->day[i];
  for (guint32 i = 0; i < n; i++)
    {
      const guint64 start = i == 0 ? 0 : ends[i - 1];

      add_customer (self, sorted + start, (guint) (ends[i] - start));
    }
  return TRUE;
}

static void
judge_gaps (const Days     *self,
            ClvMethodFacts *facts)
{
  guint64 n_so_far = 0;

  for (int i = 1; i < self->n_days && n_so_far < (self->n_gaps + 1) / 2; i++)
    {
      n_so_far += self->gaps[i];
      facts->usual_gap = i;
    }
  facts->n_regularity = self->n;
  if (self->n >= LEAST_CUSTOMERS && self->sum > 0.0)
    {
      const double n = self->n;
      const double variance = self->sum / n;
      const double spread = MAX (self->sum_squares / n - variance * variance, 0.0);

      facts->regularity = 0.125 / variance - 0.5;
      facts->regularity_error = 0.125 / (variance * variance) * sqrt (spread / n);
    }
}

/* The day within a cycle, from 0 on. */
static int
get_phase (ClvRhythm rhythm,
           ClvDate   date)
{
  int year = 0;
  int month = 0;
  int day = 0;

  if (rhythm == CLV_RHYTHM_WEEK)
    return ((date % 7) + 7) % 7;
  clv_date_to_ymd (date, &year, &month, &day);
  if (rhythm == CLV_RHYTHM_MONTH)
    return day - 1;
  if (rhythm == CLV_RHYTHM_QUARTER)
    return date - clv_date_from_ymd (year, 1 + 3 * ((month - 1) / 3), 1);
  return date - clv_date_from_ymd (year, 1, 1);
}

/* The share of all purchases in the fullest days of a cycle. */
static double
get_fullest (const Days  *self,
             const Cycle *cycle)
{
  guint64 counts[YEAR_DAYS] = { 0, };
  guint64 best = 0;

  for (int i = 0; i < self->n_days; i++)
    if (self->days[i] > 0)
      counts[get_phase (cycle->rhythm, self->first + i)] += self->days[i];
  for (int i = 0; i < cycle->n_days; i++)
    {
      guint64 sum = 0;

      for (int k = 0; k < cycle->width; k++)
        sum += counts[(i + k) % cycle->n_days];
      best = MAX (best, sum);
    }
  return (double) best / (double) self->n_purchases;
}

/* The longest rhythm first: what happens once a year also happens on one day of
 * the month. */
static void
judge_rhythm (const Days     *self,
              ClvMethodFacts *facts)
{
  double strongest = 0.0;

  if (self->n_purchases < LEAST_PURCHASES)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cycles); i++)
    {
      const double chance = (double) cycles[i].width / cycles[i].n_days;
      double share = 0.0;

      if (self->n_days < LEAST_CYCLES * cycles[i].cycle_days)
        continue;
      share = get_fullest (self, &cycles[i]);
      if (share >= RHYTHM_SHARE && share >= RHYTHM_CHANCE * chance)
        {
          facts->rhythm = cycles[i].rhythm;
          facts->rhythm_share = share;
          return;
        }
      if (share / chance > strongest)
        {
          strongest = share / chance;
          facts->rhythm_share = share;
        }
    }
}

/* Purchases of each whole calendar month; the month of the first goes to @month. */
static GArray *
count_months (const Days *self,
              int        *month)
{
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (double));
  int year = 0;
  int day = 0;
  ClvDate start = CLV_DATE_INVALID;

  clv_date_to_ymd (self->first, &year, month, &day);
  start = clv_date_from_ymd (year, *month, 1);
  if (day > 1)
    {
      start = clv_date_add_months (start, 1);
      *month = *month % 12 + 1;
    }
  while (clv_date_add_months (start, 1) <= self->first + self->n_days)
    {
      const ClvDate end = clv_date_add_months (start, 1);
      double sum = 0.0;

      for (ClvDate date = start; date < end; date++)
        sum += (double) self->days[date - self->first];
      /* As if months were equally long. */
      sum *= 30.4375 / (end - start);
      g_array_append_val (counts, sum);
      start = end;
    }
  return counts;
}

static void
judge_season (const Days     *self,
              ClvMethodFacts *facts)
{
  int first = 0;
  g_autoptr(GArray) counts = count_months (self, &first);
  const double *count = (const double *) (gpointer) counts->data;
  double ratio[12] = { 0.0, };
  double usual[12] = { 0.0, };
  guint n[12] = { 0, };

  if (counts->len < 24)
    return;
  for (guint i = 6; i + 6 < counts->len; i++)
    {
      const guint month = ((guint) first - 1 + i) % 12;
      double around = 0.5 * (count[i - 6] + count[i + 6]);

      for (guint k = i - 5; k < i + 6; k++)
        around += count[k];
      around /= 12.0;
      if (around <= 0.0)
        continue;
      ratio[month] += count[i] / around;
      usual[month] += around;
      n[month]++;
    }
  for (int i = 0; i < 12; i++)
    {
      const double mean = n[i] > 0 ? ratio[i] / n[i] : 0.0;

      if (n[i] == 0 || (mean <= facts->season_peak && !isnan (facts->season_peak)))
        continue;
      facts->season_peak = mean;
      facts->season_month = mean >= SEASON_PEAK
                            && (mean - 1.0) * sqrt (usual[i]) > SEASON_ERRORS ? i + 1 : 0;
    }
}

/*
 * clv_method_gaps_measure:
 * @facts: with its last day; usual gap, regularity, rhythm and season are filled in
 * @transactions: rows
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: whether there was memory for it, and nobody stopped it
 */
gboolean
clv_method_gaps_measure (ClvMethodFacts         *facts,
                         const ClvTransactions  *transactions,
                         const ClvProgress      *progress,
                         GError                **error)
{
  g_auto(Days) self = { 0, };

  if (transactions->n_rows == 0 || facts->until < transactions->first_day)
    return TRUE;
  if (!clv_progress_step (progress, 0.5, _("Measuring the gaps between purchases"), error))
    return FALSE;
  self.first = transactions->first_day;
  self.n_days = MIN (facts->until, transactions->last_day) - self.first + 1;
  self.gaps = g_try_new0 (guint64, self.n_days);
  self.days = g_try_new0 (guint64, self.n_days);
  if (self.gaps == NULL || self.days == NULL || !collect (&self, transactions, facts->until))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                   _("There is not enough memory to summarise %llu rows. Nothing was changed. "
                     "Close other programs and try again."),
                   (unsigned long long) transactions->n_rows);
      return FALSE;
    }
  if (self.n_purchases == 0)
    return TRUE;
  judge_gaps (&self, facts);
  judge_rhythm (&self, facts);
  judge_season (&self, facts);
  return TRUE;
}
