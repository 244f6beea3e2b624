/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-tests.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "clv-numerics.h"

/* Below this expected count the normal approximation is not trusted. */
#define SMALL_EXPECTED 5.0

/* Relative slack under which two table probabilities count as equal. */
#define SAME_PROBABILITY 1e-7

/**
 * clv_normal_two_sided_p:
 * @z: a standard normal deviate
 *
 * Returns: P(|Z| ≥ |z|)
 */
double
clv_normal_two_sided_p (double z)
{
  return erfc (fabs (z) * G_SQRT2 / 2.0);
}

/**
 * clv_chi_squared_p:
 * @statistic: such as twice the difference of two log-likelihoods
 * @df: degrees of freedom
 *
 * Returns: P(χ² ≥ @statistic); NAN where @df is 0
 */
double
clv_chi_squared_p (double statistic,
                   guint  df)
{
  if (df == 0 || isnan (statistic))
    return NAN;
  clv_numerics_init ();
  return gsl_cdf_chisq_Q (MAX (statistic, 0.0), df);
}

static double
log_factorial (double n)
{
  int sign = 0;

  return lgamma_r (n + 1.0, &sign);
}

static double
log_choose (double n,
            double k)
{
  return log_factorial (n) - log_factorial (k) - log_factorial (n - k);
}

/**
 * clv_fisher_exact_p:
 * @a: first sample, with the event
 * @b: first sample, without
 * @c: second sample, with
 * @d: second sample, without
 *
 * Fisher's exact test of a 2 × 2 table (Fisher 1935), two-sided: the sum of the
 * probabilities of all tables with the same margins that are no likelier than
 * this one.
 *
 * Returns: the p value, 1 for a table with an empty margin
 */
double
clv_fisher_exact_p (guint32 a,
                    guint32 b,
                    guint32 c,
                    guint32 d)
{
  double row = (double) a + b;
  double column = (double) a + c;
  double total = row + c + d;
  double low = MAX (0.0, row + column - total);
  double high = MIN (row, column);
  double log_total = log_choose (total, row);
  double observed = 0.0;
  double probability = 0.0;
  double sum = 0.0;
  double k;

  observed = exp (log_choose (column, a) + log_choose (total - column, row - a) - log_total);
  observed *= 1.0 + SAME_PROBABILITY;

  for (k = low; k <= high; k += 1.0)
    {
      probability = exp (log_choose (column, k) + log_choose (total - column, row - k) - log_total);
      if (probability <= observed)
        sum += probability;
    }

  return MIN (sum, 1.0);
}

static double
smallest_expected (double events,
                   double n,
                   double other_events,
                   double other_n)
{
  double with = events + other_events;
  double total = n + other_n;
  double small_row = MIN (n, other_n);
  double small_column = MIN (with, total - with);

  return small_row * small_column / total;
}

/* Pooled two-sample test of equal rates, the square root of Pearson's. */
static double
score_p (double events,
         double n,
         double other_events,
         double other_n)
{
  double pooled = (events + other_events) / (n + other_n);
  double error = sqrt (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / other_n));

  return clv_normal_two_sided_p ((events / n - other_events / other_n) / error);
}

/**
 * clv_rate_ratio_test:
 * @events: events in the group
 * @n: size of the group
 * @other_events: events among everybody else
 * @other_n: number of everybody else
 * @z: normal quantile of the interval, 1.959964 for 95 %
 *
 * The ratio of two rates with the log interval of Katz et al. (1978):
 * ln ratio ± z √((1−p)/(n p) + (1−p')/(n' p')). Where a cell of the 2 × 2 table
 * is empty, ½ is added to each cell. The p value is that of the score test, whose
 * standard error is that of equal rates (at 300 customers and a ratio of 0.6 it
 * finds a fifth more than the log ratio over its own error, at the same level),
 * or Fisher's where an expected count is under 5.
 *
 * Returns: the test
 */
ClvRatioTest
clv_rate_ratio_test (guint32 events,
                     guint32 n,
                     guint32 other_events,
                     guint32 other_n,
                     double  z)
{
  ClvRatioTest test = { NAN, NAN, NAN, NAN, FALSE };
  double a = events;
  double c = other_events;
  double rows = n;
  double other_rows = other_n;
  double error = 0.0;

  g_return_val_if_fail (events <= n && other_events <= other_n, test);

  if (n == 0 || other_n == 0)
    return test;

  if (events == 0 || events == n || other_events == 0 || other_events == other_n)
    {
      a += 0.5;
      c += 0.5;
      rows += 1.0;
      other_rows += 1.0;
    }

  test.ratio = (a / rows) / (c / other_rows);
  error = sqrt (1.0 / a - 1.0 / rows + 1.0 / c - 1.0 / other_rows);
  test.lo = test.ratio * exp (-z * error);
  test.hi = test.ratio * exp (z * error);

  if (smallest_expected (events, n, other_events, other_n) < SMALL_EXPECTED)
    {
      test.is_exact = TRUE;
      test.p = clv_fisher_exact_p (events, n - events, other_events, other_n - other_events);
    }
  else
    {
      test.p = score_p (events, n, other_events, other_n);
    }

  return test;
}

typedef struct
{
  double p;
  guint index;
} Ranked;

static int
compare_ranked (gconstpointer a,
                gconstpointer b)
{
  const Ranked *first = a;
  const Ranked *second = b;

  if (first->p < second->p)
    return -1;
  if (first->p > second->p)
    return 1;

  return first->index < second->index ? -1 : 1;
}

/**
 * clv_benjamini_hochberg:
 * @p: p values of a family of comparisons; NAN = not a comparison
 * @n: how many
 * @q: (out): adjusted values, NAN where @p is
 *
 * Step-up adjustment of Benjamini & Hochberg (1995): q of the i-th smallest of m
 * is the least of m p / j over j ≥ i. Rejecting q ≤ α keeps the expected share of
 * false alarms among the alarms at α.
 */
void
clv_benjamini_hochberg (const double *p,
                        guint         n,
                        double       *q)
{
  g_autofree Ranked *ranked = g_new (Ranked, MAX (n, 1));
  double least = 1.0;
  guint m = 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      q[i] = NAN;
      if (isnan (p[i]))
        continue;

      ranked[m].p = p[i];
      ranked[m].index = i;
      m++;
    }

  qsort (ranked, m, sizeof (Ranked), compare_ranked);

  for (i = m; i > 0; i--)
    {
      least = MIN (least, ranked[i - 1].p * m / i);
      q[ranked[i - 1].index] = least;
    }
}
