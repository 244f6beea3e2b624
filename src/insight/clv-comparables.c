/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparables.h"

#include <math.h>

#define N_TRAITS 4

/* What a past is told by. Logarithms, since one purchase against two is a
 * greater difference than 20 against 21. */
static void
get_traits (const ClvScoreSet *scores,
            guint32            row,
            double             traits[N_TRAITS])
{
  const double days = scores->x[row] + 1.0;

  traits[0] = log1p (scores->x[row]);
  traits[1] = log1p (MAX (scores->age_days[row] - scores->recency_days[row], 0));
  traits[2] = log1p (MAX (scores->age_days[row], 0));
  traits[3] = log1p (MAX ((double) scores->past_value[row], 0.0) / days);
}

/* One divided by the standard deviation of each trait, 0 for one that all have alike. */
static void
get_weights (const ClvScoreSet *scores,
             double             weights[N_TRAITS])
{
  double mean[N_TRAITS] = { 0.0 };
  double squares[N_TRAITS] = { 0.0 };

  /* Welford: one pass without the loss of digits of a difference of sums. */
  for (guint32 row = 0; row < scores->n; row++)
    {
      double traits[N_TRAITS];

      get_traits (scores, row, traits);
      for (guint i = 0; i < N_TRAITS; i++)
        {
          const double off = traits[i] - mean[i];

          mean[i] += off / (row + 1.0);
          squares[i] += off * (traits[i] - mean[i]);
        }
    }
  for (guint i = 0; i < N_TRAITS; i++)
    weights[i] = squares[i] > 1e-12 ? sqrt (scores->n / squares[i]) : 0.0;
}

static double
get_distance (const double a[N_TRAITS],
              const double b[N_TRAITS],
              const double weights[N_TRAITS])
{
  double sum = 0.0;

  for (guint i = 0; i < N_TRAITS; i++)
    {
      const double off = (a[i] - b[i]) * weights[i];

      sum += off * off;
    }

  return sqrt (sum);
}

/**
 * clv_comparables_find:
 * @scores: everybody
 * @row: whom to compare with
 * @n: how many are wanted
 * @rows: (out caller-allocates) (array length=n): the most similar, nearest first
 * @distances: (out caller-allocates) (array length=n) (nullable): how far off each
 *   is, in standard deviations of the four traits taken together
 *
 * Those who are equally far come in the order of their rows.
 *
 * Returns: how many there are, fewer than @n only in a small shop
 */
guint
clv_comparables_find (const ClvScoreSet *scores,
                      guint32            row,
                      guint              n,
                      guint32           *rows,
                      double            *distances)
{
  g_autofree double *best = NULL;
  double weights[N_TRAITS];
  double own[N_TRAITS];
  guint found = 0;

  g_return_val_if_fail (scores != NULL && row < scores->n && rows != NULL, 0);

  best = g_new (double, MAX (n, 1));
  get_weights (scores, weights);
  get_traits (scores, row, own);
  for (guint32 other = 0; n > 0 && other < scores->n; other++)
    {
      double traits[N_TRAITS];
      double distance = 0.0;
      guint at = 0;

      if (other == row)
        continue;
      get_traits (scores, other, traits);
      distance = get_distance (own, traits, weights);
      if (found == n && !(distance < best[n - 1]))
        continue;
      at = found < n ? found++ : n - 1;
      for (; at > 0 && distance < best[at - 1]; at--)
        {
          best[at] = best[at - 1];
          rows[at] = rows[at - 1];
        }
      best[at] = distance;
      rows[at] = other;
    }
  for (guint i = 0; distances != NULL && i < found; i++)
    distances[i] = best[i];

  return found;
}
