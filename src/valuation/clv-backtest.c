/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-backtest.h"
#include "clv-baseline.h"
#include "clv-calibration.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-hybrid-private.h"
#include "clv-netting.h"
#include "clv-tracking.h"

#define DECILES 10
#define SHORTEST_HOLDOUT 91   /* days */

typedef struct
{
  ClvBacktest *self;
  const ClvCustomers *customers;
  ClvDate first;
  guint64 *repeats_by_day;    /* from `first`, everybody seen by the split */
  guint32 row;
} Counter;

/* Both visits are in the order of codes, so the rows advance together. */
static void
count_customer (const ClvNetted *netted,
                gpointer         user_data)
{
  Counter *counter = user_data;
  ClvBacktest *self = counter->self;
  const ClvCustomers *customers = counter->customers;
  guint32 row = 0;

  while (counter->row < customers->n && customers->code[counter->row] < netted->code)
    counter->row++;
  row = counter->row;
  if (row >= customers->n || customers->code[row] != netted->code)
    return;

  for (guint32 i = 0; i < netted->n; i++)
    {
      self->actual[row] += netted->day[i] > self->split;
      if (i > 0)
        counter->repeats_by_day[netted->day[i] - counter->first]++;
    }
}

void
clv_backtest_free (ClvBacktest *self)
{
  if (self == NULL)
    return;
  g_free (self->note);
  clv_fit_unref (self->fit);
  clv_customers_unref (self->customers);
  g_free (self->predicted);
  g_free (self->naive);
  g_free (self->actual);
  g_clear_pointer (&self->deciles, g_array_unref);
  g_clear_pointer (&self->by_frequency, g_array_unref);
  g_clear_pointer (&self->by_recency, g_array_unref);
  g_clear_pointer (&self->errors, g_array_unref);
  g_clear_pointer (&self->weekly, g_array_unref);
  g_free (self);
}

static void
predict_rows (ClvBacktest        *self,
              const ClvCustomers *counted)
{
  const ClvFit *fit = self->fit;
  double unit = 1.0 / fit->spec->unit_days;
  double horizon = fit->kind->history < CLV_HISTORY_OPPORTUNITIES
                   ? (self->until - self->split) * unit
                   : clv_fit_count_units (fit, self->split, self->until);
  g_autoptr(ClvCovariateGroups) groups = NULL;

  groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, counted);
  for (guint32 i = 0; i < self->n; i++)
    {
      const double *parameters = clv_covariate_groups_get_parameters (groups, i);

      self->predicted[i] = self->purchases_a_use
                           * fit->kind->expected_purchases (fit->kind, parameters, counted->x[i],
                                                            counted->recency_days[i] * unit,
                                                            counted->age_days[i] * unit, horizon);
    }
}

static int
compare_predicted (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  const double *predicted = user_data;
  guint32 i = *(const guint32 *) a;
  guint32 j = *(const guint32 *) b;

  if (predicted[i] > predicted[j])
    return -1;
  if (predicted[i] < predicted[j])
    return 1;
  return i < j ? -1 : i > j;
}

static void
fill_deciles (ClvBacktest *self)
{
  g_autofree guint32 *order = g_new (guint32, MAX (self->n, 1));

  self->deciles = g_array_new (FALSE, FALSE, sizeof (ClvBacktestDecile));
  for (guint32 i = 0; i < self->n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) self->n, sizeof (guint32), compare_predicted, self->predicted);

  for (guint d = 0; d < DECILES; d++)
    {
      guint32 start = (guint32) ((guint64) self->n * d / DECILES);
      guint32 end = (guint32) ((guint64) self->n * (d + 1) / DECILES);
      ClvBacktestDecile decile = { .customers = end - start };
      double squares = 0.0;

      if (end == start)
        continue;
      for (guint32 i = start; i < end; i++)
        {
          decile.predicted += self->predicted[order[i]] / decile.customers;
          decile.actual += self->actual[order[i]] / decile.customers;
          squares += self->actual[order[i]] * self->actual[order[i]];
        }
      clv_conditional_interval (decile.actual * decile.customers, squares, decile.customers,
                                &decile.lo, &decile.hi);
      decile.lift = self->accuracy.actual > 0.0
                    ? decile.actual * self->n / self->accuracy.actual : NAN;
      g_array_append_val (self->deciles, decile);
    }
}

static gboolean
check_dates (const ClvTransactions *transactions,
             ClvDate                split,
             ClvDate                until,
             GError               **error)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autofree char *asked = NULL;

  if (transactions->n_rows == 0)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA,
                           _("There are no orders in this workspace. Nothing was tested. "
                             "Import orders first."));
      return FALSE;
    }
  if (split != CLV_DATE_INVALID && split >= transactions->first_day && split < until)
    return TRUE;

  first = clv_date_to_iso (transactions->first_day);
  last = clv_date_to_iso (until);
  asked = split == CLV_DATE_INVALID ? g_strdup (_("none")) : clv_date_to_iso (split);
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
               _("The split (%s) must lie between the first day of the data, %s, and the day "
                 "before the end of the hold-out, %s. Nothing was tested."), asked, first, last);
  return FALSE;
}

/* From periods of the calendar that are used to purchases. */
static void
scale_weekly (ClvBacktest *self)
{
  for (guint i = 0; i < self->weekly->len; i++)
    {
      ClvBacktestPeriod *period = &g_array_index (self->weekly, ClvBacktestPeriod, i);

      period->expected *= self->purchases_a_use;
      period->cumulative_expected *= self->purchases_a_use;
      period->lo *= self->purchases_a_use;
      period->hi *= self->purchases_a_use;
    }
}

static gboolean
count_actual (ClvBacktest        *self,
              ClvTransactions    *transactions,
              const ClvCustomers *customers,
              const ClvProgress  *progress,
              GError            **error)
{
  gsize n_days = (gsize) (self->until - transactions->first_day) + 1;
  g_autofree guint64 *repeats = g_new0 (guint64, n_days);
  Counter counter = { self, customers, transactions->first_day, repeats, 0 };

  if (!clv_netting_visit (transactions, self->until, count_customer, &counter, progress, error))
    return FALSE;
  if (self->fit != NULL)
    {
      self->weekly = clv_tracking_new (self->fit, customers, transactions->first_day, self->split,
                                       self->until, repeats);
      scale_weekly (self);
    }
  else
    {
      self->weekly = g_array_new (FALSE, FALSE, sizeof (ClvBacktestPeriod));
    }
  return TRUE;
}

/* What begins after the split, such as a promotion, cannot be fitted before it. */
static void
leave_unseen_out (ClvBacktest  *self,
                  ClvModelSpec *spec)
{
  const ClvCustomers *customers = self->customers;
  g_autofree char *names = NULL;
  ClvCalendar *seen = NULL;
  gint32 oldest = 0;

  for (guint32 i = 0; i < customers->n; i++)
    oldest = MAX (oldest, customers->age_days[i]);
  /* The day of the first purchase is not at risk. */
  seen = clv_calendar_dup_seen (spec->calendar, self->split - oldest + 1, self->split, &names);
  clv_calendar_free (spec->calendar);
  spec->calendar = seen;
  if (names != NULL)
    /* Translators: names of seasons and promotions, separated by commas */
    self->note = g_strdup_printf (_("Not in the test: %s. It has no day up to the split, so its "
                                    "effect could not be seen then."), names);
}

static gboolean
fit_model (ClvBacktest        *self,
           const ClvModelSpec *spec,
           ClvCustomers       *customers,
           const ClvProgress  *progress,
           GError            **error)
{
  g_autoptr(ClvModelSpec) dated = clv_model_spec_copy (spec);
  g_autoptr(ClvCustomers) counted = NULL;

  dated->until = customers->until;
  /* Purchases are compared, not money. */
  g_free (dated->spend);
  dated->spend = g_strdup ("none");
  if (dated->calendar != NULL && g_str_equal (dated->kind, CLV_CALENDAR_KIND))
    leave_unseen_out (self, dated);
  self->fit = clv_fit_new (dated, customers, progress, error);
  if (self->fit == NULL)
    return FALSE;
  if (!clv_fit_is_usable (self->fit))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                   _("Nothing was compared. %s"), clv_fit_state_describe (self->fit->state));
      return FALSE;
    }

  if (self->fit->periods != NULL)
    /* Translators: "months", "years" … */
    self->note = g_strdup_printf (_("Tested are the contracts that are counted in %s. Those of "
                                    "other periods have fits of their own and are not in this "
                                    "test."),
                                  clv_opportunity_get_plural (self->fit->spec->opportunity));
  clv_calibration_bind (self->fit, customers);
  self->id = self->fit->kind->id;
  self->name = _(self->fit->kind->name);
  counted = clv_customers_new_for_spec (customers, self->fit->spec, progress, error);
  if (counted == NULL)
    return FALSE;
  if (counted != customers && counted->sum_x > 0)
    self->purchases_a_use = (double) customers->sum_x / (double) counted->sum_x;
  predict_rows (self, counted);
  return TRUE;
}

static gboolean
is_baseline (const ClvModelSpec *spec)
{
  return clv_model_kind_find (spec->kind) == NULL && clv_baseline_is (spec->kind)
         && !g_str_equal (spec->kind, CLV_BASELINE_FORMULA);
}

/* Nothing here gets to see a row after the split. */
static gboolean
predict (ClvBacktest        *self,
         ClvTransactions    *transactions,
         const ClvModelSpec *spec,
         const ClvProgress  *progress,
         GError            **error)
{
  if (!clv_baseline_predict (CLV_BASELINE_HISTORIC, transactions, self->customers, self->until,
                             self->naive, NULL, NULL, error))
    return FALSE;
  if (!is_baseline (spec))
    return fit_model (self, spec, self->customers, progress, error);
  if (spec->covariates != NULL || spec->calendar != NULL)
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("“%s” is a rule, which takes neither columns nor seasons. Nothing was "
                     "tested. Leave them out or choose a model."),
                   clv_baseline_get_name (spec->kind));
      return FALSE;
    }

  self->name = clv_baseline_get_name (spec->kind);
  self->id = g_intern_string (spec->kind);

  return clv_baseline_predict (spec->kind, transactions, self->customers, self->until,
                               self->predicted, &self->note, progress, error);
}

static gboolean
predict_and_count (ClvBacktest        *self,
                   ClvTransactions    *transactions,
                   const ClvModelSpec *spec,
                   const ClvProgress  *progress,
                   GError            **error)
{
  self->customers = clv_customers_new (transactions, self->split, spec->unit_days, progress, error);
  if (self->customers == NULL)
    return FALSE;
  self->n = self->customers->n;
  self->predicted = g_new0 (double, MAX (self->n, 1));
  self->naive = g_new0 (double, MAX (self->n, 1));
  self->actual = g_new0 (double, MAX (self->n, 1));

  return predict (self, transactions, spec, progress, error)
         && count_actual (self, transactions, self->customers, progress, error);
}

/* Of rows with contracts beside them, by a kind that takes payments as purchases. */
static gboolean
predict_joined (ClvBacktest        *self,
                ClvTransactions    *transactions,
                const ClvModelSpec *spec,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autoptr(ClvTransactions) joined = clv_hybrid_join_rows (transactions);

  return predict_and_count (self, joined, spec, progress, error)
         && clv_hybrid_recount (self, transactions, progress, error);
}

/**
 * clv_backtest_new:
 * @transactions: rows
 * @spec: what to fit; its last day is replaced by @split; its kind may be a baseline
 * @split: last day of the calibration
 * @until: last day of the hold-out, %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * What happened after @until is not looked at, what happened after @split is
 * only compared with: the fit's hashes cover what was known by @split alone. A
 * refund after the split may cancel a purchase of the hold-out, by the rule of
 * #ClvCustomers as of @until.
 *
 * Of rows with contracts beside them payments and orders are compared, whatever the kind:
 * those that do not know of contracts take payments as purchases.
 *
 * Returns: (transfer full): the comparison, of the customers seen by the split
 */
ClvBacktest *
clv_backtest_new (ClvTransactions    *transactions,
                  const ClvModelSpec *spec,
                  ClvDate             split,
                  ClvDate             until,
                  const ClvProgress  *progress,
                  GError            **error)
{
  g_autoptr(ClvBacktest) self = NULL;

  g_return_val_if_fail (transactions != NULL && spec != NULL, NULL);

  if (until == CLV_DATE_INVALID)
    until = transactions->last_day;
  if (!check_dates (transactions, split, until, error))
    return NULL;

  self = g_new0 (ClvBacktest, 1);
  self->purchases_a_use = 1.0;
  self->split = split;
  self->until = until;
  if (!(g_strcmp0 (spec->kind, CLV_HYBRID) == 0
        ? clv_hybrid_backtest (self, transactions, spec, progress, error)
        : transactions->contract != NULL
        ? predict_joined (self, transactions, spec, progress, error)
        : predict_and_count (self, transactions, spec, progress, error)))
    return NULL;
  clv_accuracy_measure (&self->accuracy, self->predicted, self->actual, self->n);
  clv_accuracy_measure (&self->naive_accuracy, self->naive, self->actual, self->n);
  fill_deciles (self);
  self->by_frequency = clv_conditional_by_frequency (self->customers, self->predicted,
                                                     self->naive, self->actual);
  self->by_recency = clv_conditional_by_recency (self->customers, self->predicted, self->naive,
                                                 self->actual);
  self->errors = clv_conditional_errors (self->predicted, self->actual, self->n);
  return g_steal_pointer (&self);
}

guint
clv_backtest_count_calibrated (const ClvBacktest *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->deciles->len; i++)
    {
      const ClvBacktestDecile *decile = &g_array_index (self->deciles, ClvBacktestDecile, i);

      n += decile->predicted >= decile->lo && decile->predicted <= decile->hi;
    }

  return n;
}

/* The mean absolute error is their sum, the error of the total their difference. */
void
clv_backtest_get_misses (const ClvBacktest *self,
                         double            *too_many,
                         double            *too_few)
{
  double off = 0.0;

  g_return_if_fail (self != NULL);

  off = self->accuracy.predicted - self->accuracy.actual;
  *too_many = MAX (0.5 * (self->accuracy.mae * self->n + off), 0.0);
  *too_few = MAX (0.5 * (self->accuracy.mae * self->n - off), 0.0);
}

/**
 * clv_backtest_suggest_split:
 * @transactions: rows
 *
 * Returns: the last day of a calibration that leaves a third of the history, at
 *   least 13 weeks, for the hold-out and at least as much before it;
 *   %CLV_DATE_INVALID where the history is too short
 */
ClvDate
clv_backtest_suggest_split (const ClvTransactions *transactions)
{
  int days = 0;
  int holdout = 0;

  g_return_val_if_fail (transactions != NULL, CLV_DATE_INVALID);

  if (transactions->n_rows == 0)
    return CLV_DATE_INVALID;
  days = transactions->last_day - transactions->first_day + 1;
  holdout = MAX (days / 3, SHORTEST_HOLDOUT);
  return days - holdout >= holdout ? transactions->last_day - holdout : CLV_DATE_INVALID;
}
