/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-next-order.h"

/**
 * clv_outlook_count_units:
 * @fit: a fit
 * @from: a day
 * @days: how many days follow
 *
 * As the scores count them, by the calendar where the kind does; a part of the first
 * opportunity counts as that part.
 *
 * Returns: units of time of the fit
 */
double
clv_outlook_count_units (const ClvFit *fit,
                         ClvDate       from,
                         int           days)
{
  const double part = (double) days / fit->spec->unit_days;
  double whole = 0.0;

  if (fit->spec->opportunity == CLV_OPPORTUNITY_NONE)
    return part;
  whole = clv_fit_count_units (fit, from, from + days);
  return fit->kind->history == CLV_HISTORY_CONTRACT || whole >= 1.0 ? whole : MIN (part, 1.0);
}

/* P(at least one purchase within @days) of a customer who is active. */
static double
buys_within (const ClvScoreSet *scores,
             const ClvFit      *fit,
             guint32            row,
             int                days)
{
  const double unit = fit->spec->unit_days;
  double scratch[CLV_MAX_PARAMETERS];
  const double *parameters = clv_score_set_get_parameters_at (scores, fit, row, scores->as_of,
                                                              scratch);
  double none = 1.0;

  fit->kind->pmf (parameters, scores->x[row], scores->recency_days[row] / unit,
                  scores->age_days[row] / unit,
                  clv_outlook_count_units (fit, scores->as_of, days), 1, &none);

  return 1.0 - none;
}

/* The first day by which a share of those who are active has bought. */
static ClvDate
find_day (const ClvScoreSet *scores,
          const ClvFit      *fit,
          guint32            row,
          double             share)
{
  int low = 0;
  int high = CLV_NEXT_ORDER_MAX_DAYS;

  if (!(buys_within (scores, fit, row, high) >= share))
    return CLV_DATE_INVALID;
  while (high - low > 1)
    {
      const int middle = low + (high - low) / 2;

      if (buys_within (scores, fit, row, middle) >= share)
        high = middle;
      else
        low = middle;
    }

  return scores->as_of + high;
}

/**
 * clv_renewal_predict:
 * @scores: values, with each customer's history
 * @fit: what they were computed with
 * @row: which customer
 * @renewal: (out): the first day after the scores' own that a renewal is due on
 *
 * Returns: %FALSE where the kind knows no contracts or the customer has left
 */
gboolean
clv_renewal_predict (const ClvScoreSet *scores,
                     const ClvFit      *fit,
                     guint32            row,
                     ClvRenewal        *renewal)
{
  int low = 0;
  int high = CLV_NEXT_ORDER_MAX_DAYS;

  g_return_val_if_fail (scores != NULL && fit != NULL && renewal != NULL, FALSE);
  g_return_val_if_fail (row < scores->n, FALSE);

  if (fit->kind->history != CLV_HISTORY_CONTRACT || scores->p_active[row] < 0.5
      || !(buys_within (scores, fit, row, high) > 0.0))
    return FALSE;
  while (high - low > 1)
    {
      const int middle = low + (high - low) / 2;

      if (buys_within (scores, fit, row, middle) > 0.0)
        high = middle;
      else
        low = middle;
    }
  renewal->on = scores->as_of + high;
  renewal->chance = buys_within (scores, fit, row, high);
  return TRUE;
}

/**
 * clv_next_order_predict:
 * @scores: values, with each customer's history
 * @fit: what they were computed with
 * @row: which customer
 * @next: (out): when they may buy
 *
 * In the BG/NBD model the rate of a customer who is active is gamma distributed
 * with shape r + x and scale α + T (Fader, Hardie & Lee 2005), and nobody leaves
 * before their next purchase, so that P(none within h) = ((α + T) ÷
 * (α + T + h))^(r + x). Other kinds give their own.
 *
 * Returns: %FALSE where the kind has no distribution of purchases
 */
gboolean
clv_next_order_predict (const ClvScoreSet *scores,
                        const ClvFit      *fit,
                        guint32            row,
                        ClvNextOrder      *next)
{
  g_return_val_if_fail (scores != NULL && fit != NULL && next != NULL, FALSE);
  g_return_val_if_fail (row < scores->n, FALSE);

  if (fit->kind->pmf == NULL || fit->kind->n_parameters == 0)
    return FALSE;

  next->from = find_day (scores, fit, row, 0.1);
  next->middle = find_day (scores, fit, row, 0.5);
  next->until = find_day (scores, fit, row, 0.9);
  next->p_30_days = scores->p_active[row] * buys_within (scores, fit, row, 30);
  next->p_90_days = scores->p_active[row] * buys_within (scores, fit, row, 90);

  return TRUE;
}

/* P(active) if nothing is bought until @days from now. Subscribers whom no renewal was
 * asked of are there; those who were asked and did not renew are gone. Rules learn nothing
 * from silence. */
static double
find_silent (const ClvScoreSet *scores,
             const ClvFit      *fit,
             guint32            row,
             int                days,
             const ClvOutlook  *outlook)
{
  const double silent = 1.0 - outlook->p_purchase;

  if (fit->kind->estimate != NULL)
    return outlook->p_active;
  if (fit->kind->history == CLV_HISTORY_CONTRACT)
    return silent > 1e-12 ? MAX (outlook->p_active - outlook->p_purchase, 0.0) / silent : 0.0;

  return clv_score_set_p_active_at (scores, fit, row, days);
}

/**
 * clv_outlook_predict:
 * @scores: values, with each customer's history
 * @fit: what they were computed with
 * @row: which customer
 * @on: a day after the one that the values are as of
 * @outlook: (out): what is expected by its end
 *
 * Returns: %FALSE where @on is not after the scores' day or the kind says nothing of
 *   single purchases
 */
gboolean
clv_outlook_predict (const ClvScoreSet *scores,
                     const ClvFit      *fit,
                     guint32            row,
                     ClvDate            on,
                     ClvOutlook        *outlook)
{
  double unit = 1.0;
  double horizon = 0.0;
  double still_active = 0.0;
  double square = 0.0;
  double scratch[CLV_MAX_PARAMETERS];
  const double *parameters = NULL;

  g_return_val_if_fail (scores != NULL && fit != NULL && outlook != NULL, FALSE);
  g_return_val_if_fail (row < scores->n, FALSE);

  if (on == CLV_DATE_INVALID || on <= scores->as_of || fit->kind->pmf == NULL)
    return FALSE;

  unit = fit->spec->unit_days;
  horizon = clv_outlook_count_units (fit, scores->as_of, on - scores->as_of);
  parameters = clv_score_set_get_parameters_at (scores, fit, row, scores->as_of, scratch);
  fit->kind->forecast (parameters, scores->x[row], scores->recency_days[row] / unit,
                       scores->age_days[row] / unit, &horizon, 1, &outlook->expected_purchases,
                       &still_active, &square);
  outlook->on = on;
  outlook->p_active = scores->p_active[row] * still_active;
  outlook->p_purchase = scores->p_active[row] * buys_within (scores, fit, row, on - scores->as_of);
  outlook->p_active_if_silent = find_silent (scores, fit, row, on - scores->as_of, outlook);
  outlook->expected_purchases *= scores->p_active[row];

  return TRUE;
}
