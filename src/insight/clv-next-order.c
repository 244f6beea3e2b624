/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-hybrid.h"
#include "clv-next-order.h"

#define STEP_DAYS 7           /* of the orders while a contract lasts */

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
             const ClvFit      *whole,
             guint32            row,
             int                days)
{
  const ClvFit *fit = clv_score_set_get_fit (scores, whole, row);
  const double unit = fit->spec->unit_days;
  double scratch[CLV_MAX_PARAMETERS];
  const double *parameters = clv_score_set_get_parameters_at (scores, fit, row, scores->as_of,
                                                              scratch);
  double none = 1.0;

  fit->kind->pmf (fit->kind, parameters, scores->x[row], scores->recency_days[row] / unit,
                  scores->age_days[row] / unit,
                  clv_outlook_count_units (fit, scores->as_of,
                                           clv_score_set_get_days (scores, row, days)), 1, &none);

  return 1.0 - none;
}

/* Purchases within @days of a customer who is active. */
static double
count_purchases (const ClvScoreSet *scores,
                 const ClvFit      *whole,
                 guint32            row,
                 int                days,
                 double            *still_active)
{
  const ClvFit *fit = clv_score_set_get_fit (scores, whole, row);
  const double unit = fit->spec->unit_days;
  const int running = clv_score_set_get_days (scores, row, days);
  const double horizon = clv_outlook_count_units (fit, scores->as_of, running);
  double scratch[CLV_MAX_PARAMETERS];
  const double *parameters = clv_score_set_get_parameters_at (scores, fit, row, scores->as_of,
                                                              scratch);
  double purchases = 0.0;
  double active = 0.0;
  double square = 0.0;

  fit->kind->forecast (fit->kind, parameters, scores->x[row], scores->recency_days[row] / unit,
                       scores->age_days[row] / unit, &horizon, 1, &purchases, &active, &square);
  if (still_active != NULL)
    *still_active = running < days ? 0.0 : active;

  return purchases;
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

/* One customer's two parts; NONE where there is none of one. */
#define NONE G_MAXUINT32

/* P(at least one order within @days) and expected orders of a customer of a hybrid: while
 * the contract lasts, where they end with it. */
static void
find_orders (const ClvScoreSet *scores,
             const ClvFit      *fit,
             guint32            row,
             int                days,
             double            *chance,
             double            *expected)
{
  const ClvHybridScores *hybrid = scores->hybrid;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  const gboolean is_bound = c != NONE && hybrid->ends_with_contract;
  double active = 0.0;
  double lasts = 1.0;
  double before = 0.0;
  double made = 0.0;

  *chance = 0.0;
  *expected = 0.0;
  if (o == NONE)
    return;
  active = hybrid->orders->p_active[o] * (is_bound ? hybrid->contract->p_active[c] : 1.0);
  for (int day = 0; day < days && active > 0.0;)
    {
      const double was = lasts;
      double bought = 0.0;
      double purchases = 0.0;

      day = is_bound ? MIN (day + STEP_DAYS, days) : days;
      bought = buys_within (hybrid->orders, fit->hybrid->orders, o, day);
      purchases = count_purchases (hybrid->orders, fit->hybrid->orders, o, day, NULL);
      if (is_bound)
        count_purchases (hybrid->contract, fit->hybrid->contract, c, day, &lasts);
      *chance += active * (bought - before) * 0.5 * (was + lasts);
      *expected += active * (purchases - made) * 0.5 * (was + lasts);
      before = bought;
      made = purchases;
    }
}

static gboolean
predict_order_of_hybrid (const ClvScoreSet *scores,
                         const ClvFit      *fit,
                         guint32            row,
                         ClvNextOrder      *next)
{
  const guint32 o = scores->hybrid->orders_row[row];
  double expected = 0.0;

  if (o == NONE || !clv_next_order_predict (scores->hybrid->orders, fit->hybrid->orders, o, next))
    return FALSE;
  find_orders (scores, fit, row, 30, &next->p_30_days, &expected);
  find_orders (scores, fit, row, 90, &next->p_90_days, &expected);
  return TRUE;
}

/* Of payments and orders at once. */
static gboolean
predict_outlook_of_hybrid (const ClvScoreSet *scores,
                           const ClvFit      *fit,
                           guint32            row,
                           ClvDate            on,
                           ClvOutlook        *outlook)
{
  const ClvHybridScores *hybrid = scores->hybrid;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  ClvOutlook contract = { 0, };
  ClvOutlook orders = { 0, };

  if ((c != NONE && !clv_outlook_predict (hybrid->contract, fit->hybrid->contract, c, on,
                                          &contract))
      || (o != NONE && !clv_outlook_predict (hybrid->orders, fit->hybrid->orders, o, on, &orders)))
    return FALSE;
  find_orders (scores, fit, row, on - scores->as_of, &orders.p_purchase,
               &orders.expected_purchases);
  if (c != NONE && hybrid->ends_with_contract)
    orders.p_active = orders.p_active_if_silent = 0.0;
  outlook->on = on;
  outlook->p_active = 1.0 - (1.0 - contract.p_active) * (1.0 - orders.p_active);
  outlook->p_active_if_silent = 1.0 - (1.0 - contract.p_active_if_silent)
                                * (1.0 - orders.p_active_if_silent);
  outlook->p_purchase = 1.0 - (1.0 - contract.p_purchase) * (1.0 - orders.p_purchase);
  outlook->expected_purchases = contract.expected_purchases + orders.expected_purchases;
  return TRUE;
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

  if (fit->hybrid != NULL)
    return predict_order_of_hybrid (scores, fit, row, next);
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
  double still_active = 0.0;

  g_return_val_if_fail (scores != NULL && fit != NULL && outlook != NULL, FALSE);
  g_return_val_if_fail (row < scores->n, FALSE);

  if (on == CLV_DATE_INVALID || on <= scores->as_of)
    return FALSE;
  if (fit->hybrid != NULL)
    return predict_outlook_of_hybrid (scores, fit, row, on, outlook);
  if (fit->kind->pmf == NULL)
    return FALSE;

  outlook->expected_purchases = count_purchases (scores, fit, row, on - scores->as_of,
                                                 &still_active);
  outlook->on = on;
  outlook->p_active = scores->p_active[row] * still_active;
  outlook->p_purchase = scores->p_active[row] * buys_within (scores, fit, row, on - scores->as_of);
  outlook->p_active_if_silent = find_silent (scores, fit, row, on - scores->as_of, outlook);
  outlook->expected_purchases *= scores->p_active[row];

  return TRUE;
}
