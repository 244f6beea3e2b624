/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "clv-accuracy.h"
#include "clv-numerics.h"

#define TENTHS 10
#define ALIKE 1e-6         /* share of the squared errors that is no difference */

typedef struct
{
  double predicted;
  double actual;
} Pair;

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  double first = ((const Pair *) a)->predicted;
  double second = ((const Pair *) b)->predicted;

  return first > second ? -1 : first < second;
}

/* Those who are predicted the same as the last of the tenth share its remaining
 * places, so that the figure does not hang on the order of equals. */
static double
mean_of_best_tenth (const double *predicted,
                    const double *actual,
                    guint32       n)
{
  g_autofree Pair *pairs = g_new (Pair, n);
  guint32 n_best = MAX (n / TENTHS, 1);
  guint32 begin = 0;
  guint32 end = 0;
  double sum = 0.0;
  double tied = 0.0;

  for (guint32 i = 0; i < n; i++)
    pairs[i] = (Pair) { predicted[i], actual[i] }
  ;
  qsort (pairs, n, sizeof *pairs, compare_pairs);

  for (; begin < n_best && pairs[begin].predicted > pairs[n_best - 1].predicted; begin++)
    sum += pairs[begin].actual;
  for (end = begin; end < n && !(pairs[end].predicted < pairs[n_best - 1].predicted); end++)
    tied += pairs[end].actual;

  return (sum + tied * (n_best - begin) / (end - begin)) / n_best;
}

/**
 * clv_accuracy_measure:
 * @self: (out): the figures
 * @predicted: (array length=n): expected of each customer
 * @actual: (array length=n): what each did, ≥ 0
 * @n: customers, > 0
 *
 * A mean is to be judged by the squared error: the absolute one is least for the
 * median, which of rare buyers is none (Gneiting 2011, JASA 106).
 */
void
clv_accuracy_measure (ClvAccuracy  *self,
                      const double *predicted,
                      const double *actual,
                      guint32       n)
{
  double best = 0.0;

  g_return_if_fail (n > 0);

  *self = (ClvAccuracy) { 0 };
  for (guint32 i = 0; i < n; i++)
    {
      double off = predicted[i] - actual[i];

      self->predicted += predicted[i];
      self->actual += actual[i];
      self->mae += fabs (off);
      self->rmse += off * off;
    }
  self->mae /= n;
  self->rmse = sqrt (self->rmse / n);
  self->bias = self->actual > 0.0 ? self->predicted / self->actual - 1.0 : NAN;
  self->spearman = clv_spearman (predicted, actual, n);
  best = clv_concentration (actual, actual, n);
  self->gini = best > 0.0 ? clv_concentration (actual, predicted, n) / best : NAN;
  self->lift = self->actual > 0.0
               ? mean_of_best_tenth (predicted, actual, n) * n / self->actual : NAN;
}

/**
 * clv_accuracy_compare:
 * @predicted: (array length=n): of one model
 * @other: (array length=n): of another
 * @actual: (array length=n): what happened
 * @n: customers
 *
 * The mean difference of the squared errors in its own standard errors (Diebold &
 * Mariano 1995, JBES 13, with customers in the place of periods).
 *
 * Returns: below −1.96 where @predicted is closer than chance explains, above 1.96
 *   where @other is; 0 where they err alike, but for rounding
 */
double
clv_accuracy_compare (const double *predicted,
                      const double *other,
                      const double *actual,
                      guint32       n)
{
  double mean = 0.0;
  double squares = 0.0;
  double errors = 0.0;

  for (guint32 i = 0; i < n; i++)
    {
      double first = predicted[i] - actual[i];
      double second = other[i] - actual[i];
      double difference = first * first - second * second;
      double delta = difference - mean;

      errors += first * first + second * second;
      mean += delta / (i + 1.0);
      squares += delta * (difference - mean);
    }

  /* Two searches for the same maximum end a hair apart, which is no difference however
   * regular it is. */
  if (fabs (mean) * n <= ALIKE * errors)
    return 0.0;

  return n > 1 && squares > 0.0 ? mean / sqrt (squares / (n - 1.0) / n) : 0.0;
}
