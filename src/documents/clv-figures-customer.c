/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-figures-private.h"
#include "clv-money.h"
#include "clv-next-order.h"

/* The charts of one customer. */

#define CURVE_DAYS 365
#define CURVE_STEP 7

/* Points of the curve: one a week, of a contract the days on both sides of a step. */
static guint
fill_curve (const ClvScoreSet *scores,
            const ClvFit      *fit,
            guint32            row,
            double            *x,
            double            *y)
{
  const gboolean is_stepped = fit->kind->history == CLV_HISTORY_CONTRACT;
  const int last = CURVE_DAYS - CURVE_DAYS % CURVE_STEP;
  guint n = 0;

  for (int days = 0; days <= CURVE_DAYS; days++)
    {
      const double now = is_stepped || days % CURVE_STEP == 0
                         ? clv_score_set_p_active_at (scores, fit, row, days) : 0.0;

      if (is_stepped ? n > 0 && days < CURVE_DAYS && now == y[n - 1]
                     : days % CURVE_STEP != 0 || days > last)
        continue;
      if (is_stepped && n > 0)
        {
          x[n] = scores->as_of + days;
          y[n] = y[n - 1];
          n++;
        }
      x[n] = scores->as_of + days;
      y[n++] = now;
    }
  return n;
}

/* Why the curve goes as it does. */
static char *
describe_curve (const ClvScoreSet *scores,
                const ClvFit      *fit,
                guint32            row,
                double             first,
                double             last)
{
  g_autofree char *as_of = clv_date_to_display (scores->as_of);
  g_autofree char *now = clv_percent_format (first, 0);
  g_autofree char *later = clv_percent_format (last, 0);
  ClvRenewal renewal;

  if (clv_renewal_predict (scores, fit, row, &renewal))
    {
      g_autofree char *on = clv_date_to_display (renewal.on);
      g_autofree char *chance = clv_percent_format (renewal.chance, 0);

      /* TRANSLATORS: a day and two percentages */
      return g_strdup_printf (_("This subscriber is there for certain until the next renewal, on "
                                "%s. Of those who have renewed as often, %s are expected to renew "
                                "then; after a year %s are expected to be there."), on, chance,
                              later);
    }
  if (fit->kind->history == CLV_HISTORY_CONTRACT)
    return g_strdup_printf (_("The probability of being active is %s on %s and stays there: a "
                              "renewal that was due did not come."), now, as_of);
  if (!g_str_equal (now, later))
    return g_strdup_printf (_("The probability of being active is %s on %s and falls to %s after "
                              "a year without a purchase."), now, as_of, later);
  if (fit->kind->is_one_time_artefact && scores->x[row] == 0)
    return g_strdup_printf (_("The probability of being active is %s on %s and stays there, since "
                              "the model lets only buyers who came back leave."), now, as_of);
  if (first >= 1.0 && last >= 1.0)
    return g_strdup_printf (_("The probability of being active is %s on %s and stays there, since "
                              "the method lets nobody leave."), now, as_of);
  return g_strdup_printf (_("The probability of being active is %s on %s and stays there within "
                            "a year."), now, as_of);
}

/**
 * clv_figure_p_active_curve:
 * @scores: the score set of the customer
 * @fit: its fit
 * @row: the customer's row in @scores
 *
 * The probability of being active over the coming year if no purchase follows; of
 * contracts, of which it is known on the day of each renewal, whatever is paid.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_p_active_curve (const ClvScoreSet *scores,
                           const ClvFit      *fit,
                           guint32            row)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *as_of = NULL;
  double x[2 * CURVE_DAYS + 2];
  double y[2 * CURVE_DAYS + 2];
  guint n = 0;

  g_return_val_if_fail (scores != NULL && fit != NULL && row < scores->n, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_LINES, _("Probability of being active"));
  set_axes (spec, _("Date"), CLV_PLOT_UNIT_DATE,
            _("Probability of being active"), CLV_PLOT_UNIT_PERCENT);
  n = fill_curve (scores, fit, row, x, y);
  clv_plot_spec_add_series (spec, _(fit->kind->name), CLV_PLOT_ROLE_ACCENT, n, x, y, NULL, NULL);
  as_of = clv_date_to_display (scores->as_of);
  take_texts (spec,
              fit->kind->history == CLV_HISTORY_CONTRACT
              ? g_strdup_printf (_("After %s, known anew on the day of each renewal"), as_of)
              : g_strdup_printf (_("If no purchase follows after %s"), as_of),
              describe_curve (scores, fit, row, y[0], y[n - 1]));

  return g_steal_pointer (&spec);
}

static void
add_timeline_bars (ClvPlotSpec  *spec,
                   const GArray *purchases,
                   guint         first,
                   const char   *currency)
{
  guint n = purchases->len - first;
  g_autofree double *y = g_new (double, n);
  g_autofree ClvPlotRole *roles = g_new (ClvPlotRole, n);
  g_auto(GStrv) labels = g_new0 (char *, n + 1);
  g_auto(GStrv) notes = g_new0 (char *, n + 1);
  ClvPlotSeries *series;

  for (guint i = 0; i < n; i++)
    {
      const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase, first + i);

      y[i] = clv_money_to_major (purchase->net, currency);
      roles[i] = purchase->counts ? CLV_PLOT_ROLE_ACCENT : CLV_PLOT_ROLE_CONTEXT;
      labels[i] = clv_date_to_display (purchase->day);
      notes[i] = g_strdup (purchase->refunded < 0 ? _("refunded in part or whole") : "");
    }
  series = clv_plot_spec_add_series (spec, _("Purchases"), CLV_PLOT_ROLE_ACCENT, n, NULL, y,
                                     NULL, NULL);
  clv_plot_series_set_texts (series, (const char * const *) labels,
                             (const char * const *) notes, NULL);
  clv_plot_series_set_roles (series, roles);
}

/**
 * clv_figure_timeline:
 * @purchases: (element-type ClvPurchase): one customer's purchase days
 * @currency: ISO code of their amounts
 *
 * What the customer bought when, after refunds. Shows the latest forty days.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_timeline (const GArray *purchases,
                     const char   *currency)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *total = NULL;
  g_autofree char *days = NULL;
  gint64 sum = 0;
  guint n_counting = 0;
  guint first;

  g_return_val_if_fail (purchases != NULL && currency != NULL, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_BARS, _("Purchases so far"));
  set_axes (spec, _("Day"), CLV_PLOT_UNIT_DATE, _("Net amount"), CLV_PLOT_UNIT_MONEY);
  spec->currency = g_strdup (currency);
  if (purchases->len == 0)
    {
      set_empty (spec, _("This customer has no purchase in the data."));
      return g_steal_pointer (&spec);
    }

  for (guint i = 0; i < purchases->len; i++)
    {
      const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase, i);

      sum += purchase->net;
      n_counting += purchase->counts;
    }
  first = purchases->len > 40 ? purchases->len - 40 : 0;
  add_timeline_bars (spec, purchases, first, currency);
  total = clv_money_format (sum, currency);
  days = clv_number_format (n_counting, 0);
  take_texts (spec,
              g_strdup_printf (_("%s a day, past, before margin, refunds taken off"), currency),
              g_strdup_printf (ngettext ("%s purchase day brought %s in the past.",
                                         "%s purchase days brought %s in the past.", n_counting),
                               days, total));

  return g_steal_pointer (&spec);
}

/* Purchase days counted up to the last day of the data, as stairs. */
static void
add_past_course (ClvPlotSpec  *spec,
                 const GArray *purchases,
                 ClvDate       as_of)
{
  const guint most = 2 * purchases->len + 1;
  g_autofree double *x = g_new (double, most);
  g_autofree double *y = g_new (double, most);
  guint n = 0;
  guint bought = 0;

  for (guint i = 0; i < purchases->len; i++)
    {
      const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase, i);

      if (!purchase->counts)
        continue;
      x[n] = purchase->day;
      y[n++] = bought++;
      x[n] = purchase->day;
      y[n++] = bought;
    }
  x[n] = as_of;
  y[n++] = bought;
  clv_plot_spec_add_series (spec, _("Purchase days"), CLV_PLOT_ROLE_ACTUAL, n, x, y, NULL, NULL);
}

/* What is expected to follow, from where the past ends. Returns how many. */
static double
add_future_course (ClvPlotSpec       *spec,
                   const ClvScoreSet *scores,
                   const ClvFit      *whole,
                   guint32            row,
                   int                days)
{
  const ClvFit *fit = clv_score_set_get_fit (scores, whole, row);
  const double unit = fit->spec->unit_days;
  const double bought = scores->x[row] + 1.0;
  const guint n = (guint) (days / CURVE_STEP) + 2;
  g_autofree double *x = g_new (double, n);
  g_autofree double *y = g_new (double, n);
  double scratch[CLV_MAX_PARAMETERS];
  const double *parameters = clv_score_set_get_parameters_at (scores, fit, row, scores->as_of,
                                                              scratch);

  for (guint i = 0; i < n; i++)
    {
      const int ahead = MIN ((int) i * CURVE_STEP, days);
      ClvOutlook outlook = { 0, };
      double more = 0.0;

      if (ahead > 0 && fit->hybrid != NULL)
        more = clv_outlook_predict (scores, fit, row, scores->as_of + ahead, &outlook)
               ? outlook.expected_purchases : 0.0;
      else if (ahead > 0)
        more = fit->kind->expected_purchases (fit->kind, parameters, scores->x[row],
                                              scores->recency_days[row] / unit,
                                              scores->age_days[row] / unit,
                                              clv_outlook_count_units
                                                (fit, scores->as_of,
                                                clv_score_set_get_days (scores, row, ahead)));

      x[i] = scores->as_of + ahead;
      y[i] = bought + more;
    }
  clv_plot_spec_add_series (spec, fit->kind->name, CLV_PLOT_ROLE_ACCENT, n, x, y, NULL, NULL);

  return y[n - 1] - bought;
}

static char *
describe_course (const ClvScoreSet *scores,
                 const ClvFit      *fit,
                 guint32            row,
                 double             expected,
                 int                days)
{
  const guint32 x = scores->x[row];
  g_autofree char *bought = clv_number_format (x + 1.0, 0);
  g_autofree char *more = clv_number_format (expected, 2);
  g_autofree char *until = clv_date_to_display (scores->as_of + days);
  g_autofree char *every = NULL;
  g_autofree char *then = NULL;
  g_autofree char *past = NULL;

  past = g_strdup_printf (ngettext ("%s purchase day so far", "%s purchase days so far", x + 1),
                          bought);
  /* The times of other kinds are no days, or go by the calendar. */
  if (x == 0 || scores->age_days[row] == 0 || !(expected > 0.0)
      || fit->spec->opportunity != CLV_OPPORTUNITY_NONE)
    /* TRANSLATORS: "1 purchase day so far", a number, a day */
    return g_strdup_printf (_("%s; %s more are expected up to %s."), past, more, until);

  every = clv_number_format ((double) scores->age_days[row] / x, 0);
  then = clv_number_format (days / expected, 0);

  /* TRANSLATORS: "12 purchase days so far", days, a number, a day, days */
  return g_strdup_printf (_("%s, one in %s days; %s more are expected up to %s, one in %s days."),
                          past, every, more, until, then);
}

/**
 * clv_figure_course:
 * @scores: a score set
 * @fit: what it was computed with
 * @row: which customer
 * @purchases: (element-type ClvPurchase): their purchase days
 *
 * The purchase days so far, counted, and how many more are expected within the
 * horizon: the rate before and the rate predicted as one line that bends.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_course (const ClvScoreSet *scores,
                   const ClvFit      *fit,
                   guint32            row,
                   const GArray      *purchases)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *as_of = NULL;
  int days = CURVE_DAYS;
  double expected = 0.0;

  g_return_val_if_fail (scores != NULL && fit != NULL && purchases != NULL, NULL);
  g_return_val_if_fail (row < scores->n, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_LINES, _("Purchases so far and expected"));
  set_axes (spec, _("Day"), CLV_PLOT_UNIT_DATE, _("Purchase days"),
            CLV_PLOT_UNIT_NUMBER);
  if (purchases->len == 0)
    {
      set_empty (spec, _("This customer has no purchase in the data."));
      return g_steal_pointer (&spec);
    }

  if (scores->horizon_end != CLV_DATE_INVALID)
    days = CLAMP (scores->horizon_end - scores->as_of, 1, 10 * CURVE_DAYS);
  add_past_course (spec, purchases, scores->as_of);
  expected = add_future_course (spec, scores, fit, row, days);
  clv_plot_spec_set_split (spec, scores->as_of, _("Past"), _("Future"));
  as_of = clv_date_to_display (scores->as_of);
  take_texts (spec,
              g_strdup_printf (_("Counted up to %s, then expected; not discounted"), as_of),
              describe_course (scores, fit, row, expected, days));

  return g_steal_pointer (&spec);
}
