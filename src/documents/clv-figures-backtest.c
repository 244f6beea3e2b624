/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-counted.h"
#include "clv-figures-private.h"
#include "clv-hybrid.h"
#include "clv-money.h"

/* What a hold-out showed: tracking, tenths, groups by what was known, single errors. */

static void
add_tracking_series (ClvPlotSpec       *spec,
                     const ClvBacktest *backtest,
                     gboolean           is_weekly)
{
  guint n = backtest->weekly->len;
  g_autofree double *x = g_new (double, n);
  g_autofree double *actual = g_new (double, n);
  g_autofree double *expected = g_new (double, n);
  g_autofree double *lo = g_new (double, n);
  g_autofree double *hi = g_new (double, n);
  gboolean has_interval = !is_weekly;
  ClvPlotSeries *series;

  for (guint i = 0; i < n; i++)
    {
      const ClvBacktestPeriod *period = &g_array_index (backtest->weekly, ClvBacktestPeriod, i);

      x[i] = period->end;
      actual[i] = is_weekly ? period->actual : period->cumulative_actual;
      expected[i] = is_weekly ? period->expected : period->cumulative_expected;
      lo[i] = period->lo;
      hi[i] = period->hi;
      has_interval = has_interval && isfinite (lo[i]) && isfinite (hi[i]);
    }

  clv_plot_spec_add_series (spec, _("Actual"), CLV_PLOT_ROLE_ACTUAL, n, x, actual, NULL, NULL);
  series = clv_plot_spec_add_series (spec, backtest->name, CLV_PLOT_ROLE_ACCENT,
                                     n, x, expected, has_interval ? lo : NULL,
                                     has_interval ? hi : NULL);
  if (!has_interval)
    return;
  g_free (series->note);
  /* xgettext: no-c-format */
  series->note = g_strdup (_("95 % interval"));
}

gboolean
clv_figure_counts_renewals (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  return found != NULL && found->history == CLV_HISTORY_CONTRACT;
}

/* Payments of contracts and the orders beside them. */
static gboolean
counts_both (const char *kind)
{
  return g_strcmp0 (kind, CLV_HYBRID) == 0;
}

/* The one of three texts that is of what the test counts. */
G_GNUC_FORMAT (2) G_GNUC_FORMAT (3) G_GNUC_FORMAT (4)
static const char *
pick (const ClvBacktest *backtest,
      const char        *of_purchases,
      const char        *of_renewals,
      const char        *of_both)
{
  if (counts_both (backtest->id))
    return of_both;
  return clv_figure_counts_renewals (backtest->id) ? of_renewals : of_purchases;
}

static const char *
name_a_customer (const ClvBacktest *backtest)
{
  return pick (backtest, _("Purchases a customer in the hold-out"),
               _("Renewals a customer in the hold-out"),
               _("Payments and orders a customer in the hold-out"));
}

/* The title of the axis of what is counted. */
static const char *
name_counted (gboolean    is_weekly,
              const char *kind)
{
  if (counts_both (kind))
    return is_weekly ? _("Payments and orders in the week") : _("Cumulative payments and orders");
  if (clv_figure_counts_renewals (kind))
    return is_weekly ? _("Renewals in the week") : _("Cumulative renewals");

  return is_weekly ? _("Repeat purchases in the week") : _("Cumulative repeat purchases");
}

static char *
describe_total (const ClvBacktest *backtest)
{
  const gboolean is_too_few = backtest->accuracy.bias < 0;
  g_autofree char *split = clv_date_to_display (backtest->split);
  g_autofree char *until = clv_date_to_display (backtest->until);
  g_autofree char *predicted = clv_number_format (backtest->accuracy.predicted, 0);
  g_autofree char *actual = clv_number_format (backtest->accuracy.actual, 0);
  g_autofree char *off = clv_percent_format (fabs (backtest->accuracy.bias), 1);

  if (counts_both (backtest->id))
    return g_strdup_printf (is_too_few
                            ? _("From %s to %s %s expected %s payments and orders of the customers "
                                "known at the split and there were %s: %s too few.")
                            : _("From %s to %s %s expected %s payments and orders of the customers "
                                "known at the split and there were %s: %s too many."), split,
                            until, backtest->name, predicted, actual, off);
  if (clv_figure_counts_renewals (backtest->id))
    return g_strdup_printf (is_too_few
                            ? _("From %s to %s %s expected %s renewals of the customers known at "
                                "the split and there were %s: %s too few.")
                            : _("From %s to %s %s expected %s renewals of the customers known at "
                                "the split and there were %s: %s too many."), split, until,
                            backtest->name, predicted, actual, off);

  return g_strdup_printf (is_too_few
                          ? _("From %s to %s %s expected %s repeat purchases of the customers "
                              "known at the split and there were %s: %s too few.")
                          : _("From %s to %s %s expected %s repeat purchases of the customers "
                              "known at the split and there were %s: %s too many."), split, until,
                          backtest->name, predicted, actual, off);
}

static char *
describe_weeks (const ClvBacktest *backtest)
{
  g_autofree char *split = clv_date_to_display (backtest->split);
  g_autofree char *until = clv_date_to_display (backtest->until);

  if (counts_both (backtest->id))
    return g_strdup_printf (_("Payments and orders, all customers, weekly; fitted up to %s, "
                              "compared up to %s"), split, until);

  return g_strdup_printf (clv_figure_counts_renewals (backtest->id)
                          ? _("Renewals, all customers, weekly; fitted up to %s, compared up "
                              "to %s")
                          : _("Repeat purchases, all customers, weekly; fitted up to %s, "
                              "compared up to %s"), split, until);
}

static ClvPlotSpec *
make_tracking (const ClvBacktest *backtest,
               gboolean           is_weekly)
{
  const gboolean is_renewals = clv_figure_counts_renewals (backtest->id);
  const gboolean is_both = counts_both (backtest->id);
  g_autoptr(ClvPlotSpec) spec = NULL;

  spec = clv_plot_spec_new (CLV_PLOT_LINES, is_both ? _("Payments and orders over time")
                                            : is_renewals ? _("Renewals over time")
                                                          : _("Repeat purchases over time"));
  set_axes (spec, _("Week ending"), CLV_PLOT_UNIT_DATE, name_counted (is_weekly, backtest->id),
            CLV_PLOT_UNIT_COUNT);

  if (backtest->fit == NULL)
    {
      set_empty (spec, _("This is no model of the customers, so there is no course to draw: it "
                         "only tells the sum after the split."));
      return g_steal_pointer (&spec);
    }
  if (is_both && backtest->weekly->len == 0)
    {
      set_empty (spec, _("Orders end with the contract here, so what is expected of a week hangs "
                         "on each customer's contract, and no course is drawn: only what came "
                         "after the split is compared, as a whole and by tenth."));
      return g_steal_pointer (&spec);
    }
  if (backtest->weekly == NULL || backtest->weekly->len < 2)
    {
      set_empty (spec, _("The history is shorter than two weeks, so there is no course to draw."));
      return g_steal_pointer (&spec);
    }

  add_tracking_series (spec, backtest, is_weekly);
  clv_plot_spec_set_split (spec, backtest->split, _("Calibration"), _("Hold-out"));
  take_texts (spec, describe_weeks (backtest), describe_total (backtest));

  return g_steal_pointer (&spec);
}

/**
 * clv_figure_tracking:
 * @backtest: a back-test
 *
 * Cumulative repeat purchases of everybody, week by week, against what the model
 * fitted before the split expected.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_tracking (const ClvBacktest *backtest)
{
  g_return_val_if_fail (backtest != NULL, NULL);

  return make_tracking (backtest, FALSE);
}

/**
 * clv_figure_tracking_weekly:
 * @backtest: a back-test
 *
 * The same, each week for itself: seasons and campaigns that a sum hides.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_tracking_weekly (const ClvBacktest *backtest)
{
  g_return_val_if_fail (backtest != NULL, NULL);

  return make_tracking (backtest, TRUE);
}

/* "Purchases a customer after 30 Sep 1997 up to 30 Jun 1998" */
static char *
describe_holdout (const ClvBacktest *backtest)
{
  g_autofree char *split = clv_date_to_display (backtest->split);
  g_autofree char *until = clv_date_to_display (backtest->until);

  if (counts_both (backtest->id))
    return g_strdup_printf (_("Payments and orders a customer after %s up to %s"), split, until);

  return g_strdup_printf (clv_figure_counts_renewals (backtest->id)
                          ? _("Renewals a customer after %s up to %s")
                          : _("Purchases a customer after %s up to %s"), split, until);
}

/**
 * clv_figure_deciles:
 * @backtest: a back-test
 *
 * Mean purchases in the hold-out by tenth of the customers, most expected first, with
 * the sampling interval of what happened.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_deciles (const ClvBacktest *backtest)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *made = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *lift = NULL;
  double predicted[10];
  double actual[10];
  double lo[10];
  double hi[10];
  g_auto(GStrv) labels = g_new0 (char *, 11);
  const ClvBacktestDecile *best;
  ClvPlotSeries *series;
  guint n;

  g_return_val_if_fail (backtest != NULL, NULL);

  spec = clv_plot_spec_new (CLV_PLOT_BARS, _("Expected and actual by tenth"));
  set_axes (spec, _("Tenths of the customers, most expected first"), CLV_PLOT_UNIT_COUNT,
            name_a_customer (backtest), CLV_PLOT_UNIT_NUMBER);
  n = backtest->deciles != NULL ? MIN (backtest->deciles->len, 10) : 0;
  if (n == 0)
    {
      set_empty (spec, _("There are too few customers to form ten groups."));
      return g_steal_pointer (&spec);
    }

  for (guint i = 0; i < n; i++)
    {
      const ClvBacktestDecile *decile = &g_array_index (backtest->deciles, ClvBacktestDecile, i);

      predicted[i] = decile->predicted;
      actual[i] = decile->actual;
      lo[i] = decile->lo;
      hi[i] = decile->hi;
      labels[i] = g_strdup_printf (_("D%u"), i + 1);
    }
  series = clv_plot_spec_add_series (spec, _("Expected"), CLV_PLOT_ROLE_ACCENT, n, NULL,
                                     predicted, NULL, NULL);
  clv_plot_series_set_texts (series, (const char * const *) labels, NULL, NULL);
  series = clv_plot_spec_add_series (spec, _("Actual"), CLV_PLOT_ROLE_ACTUAL, n, NULL,
                                     actual, lo, hi);
  clv_plot_series_set_texts (series, (const char * const *) labels, NULL, NULL);
  /* xgettext: no-c-format */
  series->note = g_strdup (_("95 % interval"));

  best = &g_array_index (backtest->deciles, ClvBacktestDecile, 0);
  made = clv_number_format (best->actual, 2);
  expected = clv_number_format (best->predicted, 2);
  lift = clv_number_format (isfinite (best->lift) ? best->lift : 0.0, 1);
  take_texts (spec, describe_holdout (backtest),
              g_strdup_printf (pick (backtest,
                                     /* TRANSLATORS: three numbers, a number of tenths and of how
                                      * many */
                                     _("The tenth of which most was expected made %s purchases a "
                                       "customer, where %s were expected: %s times the average of "
                                       "all. In %u of %u tenths the expectation lies within the "
                                       "interval of what happened."),
                                     /* TRANSLATORS: three numbers, a number of tenths and of how
                                      * many */
                                     _("The tenth of which most was expected renewed %s times a "
                                       "customer, where %s times were expected: %s times the "
                                       "average of all. In %u of %u tenths the expectation lies "
                                       "within the interval of what happened."),
                                     /* TRANSLATORS: three numbers, a number of tenths and of how
                                      * many */
                                     _("The tenth of which most was expected made %s payments and "
                                       "orders a customer, where %s were expected: %s times the "
                                       "average of all. In %u of %u tenths the expectation lies "
                                       "within the interval of what happened.")),
                               made, expected, lift,
                               clv_backtest_count_calibrated (backtest), n));

  return g_steal_pointer (&spec);
}

static char *
label_group (const ClvConditionalGroup *group)
{
  if (group->to == G_MAXUINT32)
    return g_strdup_printf (_("%u or more"), group->from);
  if (group->from == group->to)
    return g_strdup_printf ("%u", group->from);

  return g_strdup_printf ("%u–%u", group->from, group->to);
}

static void
add_groups (ClvPlotSpec       *spec,
            const ClvBacktest *backtest,
            const GArray      *groups)
{
  const guint n = groups->len;
  g_autofree double *predicted = g_new (double, n);
  g_autofree double *naive = g_new (double, n);
  g_autofree double *actual = g_new (double, n);
  g_autofree double *lo = g_new (double, n);
  g_autofree double *hi = g_new (double, n);
  g_auto(GStrv) labels = g_new0 (char *, n + 1);
  g_auto(GStrv) notes = g_new0 (char *, n + 1);
  ClvPlotSeries *series = NULL;

  for (guint i = 0; i < n; i++)
    {
      const ClvConditionalGroup *group = &g_array_index (groups, ClvConditionalGroup, i);
      g_autofree char *customers = clv_number_format (group->customers, 0);

      predicted[i] = group->predicted;
      naive[i] = group->naive;
      actual[i] = group->actual;
      lo[i] = group->lo;
      hi[i] = group->hi;
      labels[i] = label_group (group);
      notes[i] = g_strdup_printf (_("n = %s"), customers);
    }
  series = clv_plot_spec_add_series (spec, backtest->name, CLV_PLOT_ROLE_ACCENT, n, NULL,
                                     predicted, NULL, NULL);
  clv_plot_series_set_texts (series, (const char * const *) labels, (const char * const *) notes,
                             NULL);
  if (!g_str_equal (backtest->id, "historic"))
    {
      series = clv_plot_spec_add_series (spec, _("As often as before"), CLV_PLOT_ROLE_CONTEXT, n,
                                         NULL, naive, NULL, NULL);
      clv_plot_series_set_texts (series, (const char * const *) labels, NULL, NULL);
    }
  series = clv_plot_spec_add_series (spec, _("Actual"), CLV_PLOT_ROLE_ACTUAL, n, NULL, actual, lo,
                                     hi);
  clv_plot_series_set_texts (series, (const char * const *) labels, NULL, NULL);
  /* xgettext: no-c-format */
  series->note = g_strdup (_("95 % interval"));
}

/* The group with the largest part in the error of the total; there is one at least. */
static const ClvConditionalGroup *
find_furthest (const GArray *groups)
{
  const ClvConditionalGroup *furthest = &g_array_index (groups, ClvConditionalGroup, 0);

  for (guint i = 1; i < groups->len; i++)
    {
      const ClvConditionalGroup *group = &g_array_index (groups, ClvConditionalGroup, i);

      if (fabs (group->predicted - group->actual) * group->customers
          > fabs (furthest->predicted - furthest->actual) * furthest->customers)
        furthest = group;
    }

  return furthest;
}

static const char *
name_conditional (const ClvBacktest *backtest,
                  gboolean           by_recency)
{
  return by_recency
         ? pick (backtest, _("Expected and actual by last purchase"),
                 _("Expected and actual by last renewal"),
                 _("Expected and actual by last payment or order"))
         : pick (backtest, _("Expected and actual by purchases before"),
                 _("Expected and actual by renewals before"),
                 _("Expected and actual by payments and orders before"));
}

static const char *
name_past (const ClvBacktest *backtest,
           gboolean           by_recency)
{
  return by_recency
         ? pick (backtest, _("Days since the last purchase at the split, fifths of the customers"),
                 _("Days since the last renewal at the split, fifths of the customers"),
                 _("Days since the last payment or order at the split, fifths of the customers"))
         : pick (backtest, _("Repeat purchases before the split"), _("Renewals before the split"),
                 _("Payments and orders after the first, before the split"));
}

static char *
describe_furthest (const ClvBacktest *backtest,
                   const GArray      *groups,
                   gboolean           by_recency)
{
  const ClvConditionalGroup *group = find_furthest (groups);
  g_autofree char *label = label_group (group);
  g_autofree char *customers = clv_number_format (group->customers, 0);
  g_autofree char *expected = clv_number_format (group->predicted, 2);
  g_autofree char *made = clv_number_format (group->actual, 2);

  return g_strdup_printf (by_recency
                          ? pick (backtest,
                                  /* TRANSLATORS: customers, days ("30–60"), two numbers */
                                  _("Most of the error comes from the %s customers whose last "
                                    "purchase was %s days ago at the split: %s purchases a "
                                    "customer were expected and %s made."),
                                  /* TRANSLATORS: customers, days ("30–60"), two numbers */
                                  _("Most of the error comes from the %s customers whose last "
                                    "renewal was %s days ago at the split: %s renewals a customer "
                                    "were expected and %s made."),
                                  /* TRANSLATORS: customers, days ("30–60"), two numbers */
                                  _("Most of the error comes from the %s customers whose last "
                                    "payment or order was %s days ago at the split: %s payments "
                                    "and orders a customer were expected and %s made."))
                          : pick (backtest,
                                  /* TRANSLATORS: customers, purchases ("3"), two numbers */
                                  _("Most of the error comes from the %s customers with %s repeat "
                                    "purchases before the split: %s purchases a customer were "
                                    "expected and %s made."),
                                  /* TRANSLATORS: customers, renewals ("3"), two numbers */
                                  _("Most of the error comes from the %s customers with %s "
                                    "renewals before the split: %s renewals a customer were "
                                    "expected and %s made."),
                                  /* TRANSLATORS: customers, a number of both ("3"), two numbers */
                                  _("Most of the error comes from the %s customers with %s "
                                    "payments and orders after the first, before the split: %s a "
                                    "customer were expected and %s made.")),
                          customers, label, expected, made);
}

/**
 * clv_figure_conditional:
 * @backtest: a back-test
 * @by_recency: by days since the last purchase instead of by repeat purchases
 *
 * Expected and actual purchases of customers with the same past, the baseline beside it.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_conditional (const ClvBacktest *backtest,
                        gboolean           by_recency)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  const GArray *groups = NULL;

  g_return_val_if_fail (backtest != NULL, NULL);

  groups = by_recency ? backtest->by_recency : backtest->by_frequency;
  spec = clv_plot_spec_new (CLV_PLOT_BARS, name_conditional (backtest, by_recency));
  set_axes (spec, name_past (backtest, by_recency), CLV_PLOT_UNIT_COUNT,
            name_a_customer (backtest), CLV_PLOT_UNIT_NUMBER);
  if (groups->len == 0)
    {
      set_empty (spec, _("There were no customers at the split."));
      return g_steal_pointer (&spec);
    }

  add_groups (spec, backtest, groups);
  take_texts (spec, describe_holdout (backtest),
              describe_furthest (backtest, groups, by_recency));

  return g_steal_pointer (&spec);
}

static char *
label_error (const ClvErrorGroup *group)
{
  /* TRANSLATORS: a number of purchases that was missed */
  if (!isfinite (group->from))
    return g_strdup_printf (_("%.0f or more too few"), -group->to + 0.5);
  /* TRANSLATORS: a number of purchases that was missed */
  if (!isfinite (group->to))
    return g_strdup_printf (_("%.0f or more too many"), group->from + 0.5);
  if (group->from < 0.0 && group->to > 0.0)
    return g_strdup (_("right"));
  if (group->from < 0.0)
    return g_strdup_printf (_("%.0f too few"), -0.5 * (group->from + group->to));

  return g_strdup_printf (_("%.0f too many"), 0.5 * (group->from + group->to));
}

/**
 * clv_figure_errors:
 * @backtest: a back-test
 *
 * How many customers were missed by how much: what a total that is right may hide.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_errors (const ClvBacktest *backtest)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree double *share = NULL;
  g_autofree ClvPlotRole *roles = NULL;
  g_auto(GStrv) labels = NULL;
  g_auto(GStrv) notes = NULL;
  g_autofree char *right = NULL;
  g_autofree char *many = NULL;
  g_autofree char *few = NULL;
  g_autofree char *net = NULL;
  ClvPlotSeries *series = NULL;
  double too_many = 0.0;
  double too_few = 0.0;
  guint n = 0;

  g_return_val_if_fail (backtest != NULL, NULL);

  n = backtest->errors->len;
  spec = clv_plot_spec_new (CLV_PLOT_BARS, _("How far off for single customers"));
  set_axes (spec,
            pick (backtest, _("Purchases expected of a customer, against those made"),
                  _("Renewals expected of a customer, against those made"),
                  _("Payments and orders expected of a customer, against those made")),
            CLV_PLOT_UNIT_COUNT,
            _("Share of the customers"), CLV_PLOT_UNIT_PERCENT);
  share = g_new (double, n);
  roles = g_new (ClvPlotRole, n);
  labels = g_new0 (char *, n + 1);
  notes = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const ClvErrorGroup *group = &g_array_index (backtest->errors, ClvErrorGroup, i);
      g_autofree char *customers = clv_number_format (group->customers, 0);

      share[i] = (double) group->customers / MAX (backtest->n, 1);
      roles[i] = i == n / 2 ? CLV_PLOT_ROLE_ACCENT : CLV_PLOT_ROLE_CONTEXT;
      labels[i] = label_error (group);
      notes[i] = g_strdup_printf (_("n = %s"), customers);
    }
  series = clv_plot_spec_add_series (spec, _("Customers"), CLV_PLOT_ROLE_CONTEXT, n, NULL, share,
                                     NULL, NULL);
  clv_plot_series_set_texts (series, (const char * const *) labels, (const char * const *) notes,
                             NULL);
  clv_plot_series_set_roles (series, roles);

  clv_backtest_get_misses (backtest, &too_many, &too_few);
  right = clv_percent_format (share[n / 2], 0);
  many = clv_number_format (too_many, 0);
  few = clv_number_format (too_few, 0);
  net = clv_number_format (fabs (too_many - too_few), 0);
  take_texts (spec, describe_holdout (backtest),
              g_strdup_printf (pick (backtest,
                                     /* TRANSLATORS: a percentage and three numbers */
                                     _("%s of the customers were right to within half a purchase. "
                                       "Of some %s purchases too many were expected, of others %s "
                                       "too few; the total sees only the difference, %s."),
                                     /* TRANSLATORS: a percentage and three numbers */
                                     _("%s of the customers were right to within half a renewal. "
                                       "Of some %s renewals too many were expected, of others %s "
                                       "too few; the total sees only the difference, %s."),
                                     /* TRANSLATORS: a percentage and three numbers */
                                     _("%s of the customers were right to within half a payment or "
                                       "order. Of some %s payments and orders too many were "
                                       "expected, of others %s too few; the total sees only the "
                                       "difference, %s.")), right, many, few, net));

  return g_steal_pointer (&spec);
}

static void
add_total (ClvPlotSpec      *spec,
           const ClvRolling *rolling,
           const char       *name,
           ClvPlotRole       role,
           gsize             offset)
{
  g_autofree double *x = g_new (double, rolling->origins->len);
  g_autofree double *y = g_new (double, rolling->origins->len);
  guint n = 0;

  for (guint i = 0; i < rolling->origins->len; i++)
    {
      const ClvOrigin *origin = g_ptr_array_index (rolling->origins, i);

      if (origin->problem != NULL)
        continue;
      x[n] = origin->split;
      y[n] = G_STRUCT_MEMBER (double, origin, offset);
      n++;
    }
  clv_plot_spec_add_series (spec, name, role, n, x, y, NULL, NULL);
}

/**
 * clv_figure_rolling:
 * @rolling: back-tests from several splits
 *
 * The total expected and made after each split, and what the baseline would have said.
 *
 * Returns: (transfer full): the chart
 */
ClvPlotSpec *
clv_figure_rolling (const ClvRolling *rolling)
{
  g_autoptr(ClvPlotSpec) spec = NULL;
  g_autofree char *mean = NULL;
  g_autofree char *worst = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  const ClvOrigin *first = NULL;
  const ClvOrigin *last = NULL;
  ClvCounted counted = CLV_COUNTS_PURCHASES;
  guint n_drawn = 0;

  g_return_val_if_fail (rolling != NULL, NULL);

  counted = clv_counted_find (rolling->kind);
  spec = clv_plot_spec_new (CLV_PLOT_LINES, _("Expected and actual from each split"));
  set_axes (spec, _("Last day the model saw"), CLV_PLOT_UNIT_DATE,
            counted == CLV_COUNTS_BOTH ? _("Payments and orders in the window after it")
            : counted == CLV_COUNTS_RENEWALS ? _("Renewals in the window after it")
                                             : _("Purchases in the window after it"),
            CLV_PLOT_UNIT_COUNT);
  for (guint i = 0; i < rolling->origins->len; i++)
    n_drawn += ((const ClvOrigin *) g_ptr_array_index (rolling->origins, i))->problem == NULL;
  if (n_drawn < 2)
    {
      set_empty (spec, _("There are fewer than two splits at which the model could be tested."));
      return g_steal_pointer (&spec);
    }

  add_total (spec, rolling, _("Actual"), CLV_PLOT_ROLE_ACTUAL,
             G_STRUCT_OFFSET (ClvOrigin, accuracy.actual));
  add_total (spec, rolling, _("Expected"), CLV_PLOT_ROLE_ACCENT,
             G_STRUCT_OFFSET (ClvOrigin, accuracy.predicted));
  add_total (spec, rolling, _("As often as before"), CLV_PLOT_ROLE_CONTEXT,
             G_STRUCT_OFFSET (ClvOrigin, naive.predicted));
  first = g_ptr_array_index (rolling->origins, 0);
  last = g_ptr_array_index (rolling->origins, rolling->origins->len - 1);
  from = clv_date_to_display (first->split);
  to = clv_date_to_display (last->split);
  mean = clv_percent_format (isfinite (rolling->mean_bias) ? rolling->mean_bias : 0.0, 1);
  worst = clv_percent_format (rolling->worst_bias, 1);
  take_texts (spec,
              g_strdup_printf (counted == CLV_COUNTS_BOTH
                               ? _("Payments and orders after each split, those from %s to %s")
                               : counted == CLV_COUNTS_RENEWALS
                               ? _("Renewals after each split, those from %s to %s")
                               : _("Purchases after each split, those from %s to %s"), from, to),
              /* TRANSLATORS: two percentages */
              g_strdup_printf (_("The total was off by %s on average and by %s at worst."), mean,
                               worst));

  return g_steal_pointer (&spec);
}
