/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-comparison.h"

/* Two-sided 5 %. */
#define CHANCE 1.96
#define SAME 1e-6           /* relative difference of errors that rounding may explain */
#define NEARER 0.0005       /* share of the total, half of what is shown of it */

/* Totals further off are said. */
#define LARGE_BIAS 0.10

static void
contender_free (ClvContender *self)
{
  clv_backtest_free (self->test);
  g_free (self->problem);
  g_free (self);
}

/**
 * clv_comparison_free:
 * @self: (nullable): a comparison
 */
void
clv_comparison_free (ClvComparison *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->contenders);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static const double *
contender_predictions (const ClvContender *self,
                       const ClvBacktest  *any)
{
  return self->test != NULL ? self->test->predicted : any->naive;
}

static gboolean
is_usable (const ClvContender *self)
{
  return self->problem == NULL;
}

static guint
count_parameters (const ClvContender *self)
{
  const ClvFit *fit = self->test != NULL ? self->test->fit : NULL;

  if (fit == NULL)
    return 0;
  return fit->kind->n_parameters + (fit->covariates != NULL ? fit->covariates->df : 0);
}

/* Of two that are one model under two names, such as CNBD with k = 1, the simpler first. */
static int
compare_closeness (gconstpointer a,
                   gconstpointer b)
{
  const ClvContender *first = *(const ClvContender * const *) a;
  const ClvContender *second = *(const ClvContender * const *) b;

  if (is_usable (first) != is_usable (second))
    return is_usable (first) ? -1 : 1;
  if (fabs (first->accuracy.rmse - second->accuracy.rmse) <= SAME * second->accuracy.rmse)
    return (int) count_parameters (first) - (int) count_parameters (second);
  if (first->accuracy.rmse < second->accuracy.rmse)
    return -1;

  return first->accuracy.rmse > second->accuracy.rmse;
}

static ClvContender *
add_contender (ClvComparison *self,
               const char    *id,
               const char    *name)
{
  ClvContender *contender = g_new0 (ClvContender, 1);

  contender->id = id;
  contender->kind = id;
  contender->name = name;
  contender->is_baseline = clv_baseline_is (id);
  contender->log_likelihood = NAN;
  contender->bic = NAN;
  g_ptr_array_add (self->contenders, contender);

  return contender;
}

/* What this kind cannot do on these data, others may. */
static gboolean
is_problem (const GError *failure)
{
  return g_error_matches (failure, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED)
         || g_error_matches (failure, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE)
         || g_error_matches (failure, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED);
}

/* FALSE with @error only where the work was stopped; what a kind cannot do is its problem. */
static gboolean
run_test (ClvComparison      *self,
          ClvContender       *contender,
          ClvTransactions    *transactions,
          const ClvModelSpec *spec,
          const ClvProgress  *progress,
          GError            **error)
{
  const ClvFit *fit = NULL;
  GError *failure = NULL;

  contender->test = clv_backtest_new (transactions, spec, self->split, self->until, progress,
                                      &failure);
  if (contender->test == NULL)
    {
      if (!is_problem (failure))
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      contender->problem = g_strdup (failure->message);
      g_error_free (failure);
      return TRUE;
    }

  contender->accuracy = contender->test->accuracy;
  fit = contender->test->fit;
  if (fit != NULL && isfinite (fit->log_likelihood))
    {
      contender->log_likelihood = fit->log_likelihood;
      contender->bic = count_parameters (contender) * log (contender->test->n)
                       - 2 * contender->log_likelihood;
    }
  return TRUE;
}

/* The kind without what @wanted explains it by. */
static ClvModelSpec *
new_plain_spec (const ClvModelSpec *wanted,
                const char         *id)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (id);
  spec->unit_days = wanted->unit_days;
  return spec;
}

static gboolean
add_test (ClvComparison      *self,
          ClvTransactions    *transactions,
          const char         *id,
          const char         *name,
          const ClvModelSpec *wanted,
          const ClvProgress  *progress,
          GError            **error)
{
  g_autoptr(ClvModelSpec) spec = new_plain_spec (wanted, id);

  return run_test (self, add_contender (self, id, name), transactions, spec, progress, error);
}

static gboolean
takes_columns (const ClvModelSpec *wanted,
               const ClvModelKind *kind)
{
  return wanted->covariates != NULL && kind->n_processes > 0 && kind->n_fixed == 0;
}

static gboolean
takes_seasons (const ClvModelSpec *wanted,
               const ClvModelKind *kind)
{
  return wanted->calendar != NULL && g_str_equal (kind->id, CLV_CALENDAR_KIND);
}

/* With the columns, and with the seasons: no kind is fitted with both at once. */
static gboolean
add_explained (ClvComparison      *self,
               ClvTransactions    *transactions,
               const ClvModelKind *kind,
               const ClvModelSpec *wanted,
               const ClvProgress  *progress,
               GError            **error)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ClvModelSpec) spec = new_plain_spec (wanted, kind->id);
      g_autofree char *id = NULL;
      g_autofree char *name = NULL;
      ClvContender *contender = NULL;

      if (!(i == 0 ? takes_columns (wanted, kind) : takes_seasons (wanted, kind)))
        continue;
      id = g_strconcat (kind->id, i == 0 ? "+columns" : "+seasons", NULL);
      /* Translators: a model, such as Pareto/NBD */
      name = g_strdup_printf (i == 0 ? _("%s with columns") : _("%s with seasons"), kind->name);
      if (i == 0)
        {
          spec->covariates = g_strdupv (wanted->covariates);
          spec->has_same_effect = wanted->has_same_effect;
          spec->penalty = wanted->penalty;
        }
      else
        {
          spec->calendar = clv_calendar_copy (wanted->calendar);
        }
      contender = add_contender (self, g_intern_string (id), g_intern_string (name));
      contender->kind = kind->id;
      if (!run_test (self, contender, transactions, spec, progress, error))
        return FALSE;
    }
  return TRUE;
}

static const ClvBacktest *
find_test (const ClvComparison *self)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (contender->test != NULL && !contender->is_baseline)
        return contender->test;
    }

  return NULL;
}

/* Errors are held against each other customer by customer, which needs the same customers
 * and the same purchases. */
static void
drop_others (ClvComparison     *self,
             const ClvBacktest *reference)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      ClvContender *contender = g_ptr_array_index (self->contenders, i);
      ClvBacktest *test = contender->test;

      if (test == NULL
          || (test->n == reference->n
              && memcmp (test->actual, reference->actual, test->n * sizeof (double)) == 0))
        continue;
      contender->problem = g_strdup (_("It counts other things than purchase days, so its errors "
                                       "cannot be held against those of the others."));
      g_clear_pointer (&contender->test, clv_backtest_free);
    }
}

/* Of the models that chance may have put behind the closest, the one whose total is
 * nearest to the truth. */
static ClvContender *
choose (ClvComparison     *self,
        const ClvBacktest *test)
{
  const ClvContender *closest = g_ptr_array_index (self->contenders, 0);
  ClvContender *chosen = NULL;

  for (guint i = 0; i < self->contenders->len; i++)
    {
      ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (!is_usable (contender) || contender->is_baseline
          || clv_accuracy_compare (contender_predictions (contender, test),
                                   contender_predictions (closest, test), test->actual,
                                   test->n) > CHANCE)
        continue;
      if (chosen == NULL
          || fabs (contender->accuracy.bias) < fabs (chosen->accuracy.bias) - NEARER)
        chosen = contender;
    }

  return chosen;
}

static void
measure_distances (ClvComparison      *self,
                   const ClvContender *chosen,
                   const ClvBacktest  *test)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (!is_usable (contender))
        continue;
      contender->behind = clv_accuracy_compare (contender_predictions (contender, test),
                                                contender_predictions (chosen, test),
                                                test->actual, test->n);
      contender->is_as_good = contender != chosen && contender->behind <= CHANCE;
    }
}

G_GNUC_PRINTF (2, 3)
static void
add_reason (ClvComparison *self,
            const char    *format,
            ...)
{
  va_list values;

  va_start (values, format);
  g_ptr_array_add (self->reasons, g_strdup_vprintf (format, values));
  va_end (values);
}

static void
tell_choice (ClvComparison      *self,
             const ClvContender *chosen)
{
  const ClvContender *closest = g_ptr_array_index (self->contenders, 0);

  if (closest == chosen)
    add_reason (self, _("%s is the closest for single customers: its root mean squared error is "
                        "%.3f purchases."), chosen->name, chosen->accuracy.rmse);
  else if (closest->is_baseline
           && fabs (chosen->accuracy.bias) >= fabs (closest->accuracy.bias))
    /* Translators: two ways of predicting */
    add_reason (self, _("%s is as close to single customers as “%s”, as far as these customers can "
                        "tell, and gives probabilities and intervals as well."), chosen->name,
                closest->name);
  else
    /* Translators: two models; two percentages */
    add_reason (self, _("%s is as close to single customers as %s, as far as these customers can "
                        "tell, and its total is nearer to what happened: %+.1f %% instead of "
                        "%+.1f %%."), chosen->name, closest->name, 100 * chosen->accuracy.bias,
                100 * closest->accuracy.bias);
}

static void
tell_others (ClvComparison      *self,
             const ClvContender *chosen)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *other = g_ptr_array_index (self->contenders, i);

      if (other == chosen)
        continue;
      if (!is_usable (other))
        add_reason (self, _("%s cannot be used. %s"), other->name, other->problem);
      else if (other->is_as_good)
        add_reason (self, _("%s does as well on single customers (%.3f); its total is off by "
                            "%+.1f %%."), other->name, other->accuracy.rmse,
                    100 * other->accuracy.bias);
      else
        add_reason (self, _("%s is further off by more than chance explains: %.3f, %.1f standard "
                            "errors behind."), other->name, other->accuracy.rmse, other->behind);
    }
}

static void
tell (ClvComparison      *self,
      const ClvContender *chosen)
{
  const ClvContender *closest = g_ptr_array_index (self->contenders, 0);

  if (chosen == NULL)
    {
      add_reason (self, _("No model does better than “%s” on these customers. Look for what the "
                          "models assume and the data break: contracts, seasons, one large "
                          "promotion."), closest->name);
      return;
    }

  tell_choice (self, chosen);
  tell_others (self, chosen);
  if (fabs (chosen->accuracy.bias) > LARGE_BIAS)
    add_reason (self, _("The order of customers can be right while the total is wrong: here the "
                        "total is off by %+.1f %%, and a budget should be corrected for it."),
                100 * chosen->accuracy.bias);
  else
    add_reason (self, _("A total that is right says nothing of single customers: the mean error "
                        "of one is %.2f purchases, up or down."), chosen->accuracy.mae);
}

static void
conclude (ClvComparison     *self,
          const ClvBacktest *test)
{
  ClvContender *chosen = NULL;

  self->n = test->n;
  add_contender (self, CLV_CONTENDER_NAIVE, clv_baseline_get_name (CLV_CONTENDER_NAIVE))->accuracy
    = test->naive_accuracy;
  g_ptr_array_sort (self->contenders, compare_closeness);
  chosen = choose (self, test);
  measure_distances (self, chosen != NULL ? chosen : g_ptr_array_index (self->contenders, 0),
                     test);
  self->recommended = chosen != NULL ? chosen->id : NULL;
  tell (self, chosen);
}

/* Every kind but that which is the baseline in every test already. */
static gboolean
is_wanted (const char * const *kinds,
           const ClvModelKind *kind)
{
  if (g_str_equal (kind->id, CLV_CONTENDER_NAIVE))
    return FALSE;

  return kinds == NULL || clv_baseline_is (kind->id) || g_strv_contains (kinds, kind->id);
}

static gboolean
check_kinds (const char * const *kinds,
             GError            **error)
{
  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    {
      g_autofree char *known = NULL;

      if (clv_model_kind_find (kinds[i]) != NULL || clv_baseline_is (kinds[i]))
        continue;
      known = clv_model_kinds_dup_ids ();
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("There is no model kind “%s”. Nothing was compared. The kinds are %s."),
                   kinds[i], known);
      return FALSE;
    }

  return TRUE;
}

/* The plain kind, and beside it what explains it. */
static gboolean
add_kind (ClvComparison      *self,
          ClvTransactions    *transactions,
          const ClvModelKind *kind,
          const ClvModelSpec *wanted,
          const ClvProgress  *progress,
          GError            **error)
{
  return add_test (self, transactions, kind->id, kind->name, wanted, progress, error)
         && add_explained (self, transactions, kind, wanted, progress, error);
}

/* The first kind says what the rows are: of one for contracts the payments of
 * subscriptions, else orders. Renewals cannot be read off orders. */
static gboolean
needs_payments (const char * const *kinds,
                const ClvModelKind *kind)
{
  const ClvModelKind *first = kinds != NULL && kinds[0] != NULL ? clv_model_kind_find (kinds[0])
                                                                : NULL;

  return kind->history == CLV_HISTORY_CONTRACT
         && (first == NULL || first->history != CLV_HISTORY_CONTRACT);
}

/* The cohort curve first: it can always be drawn, and counts what all others are to count. */
static gboolean
add_tests (ClvComparison      *self,
           ClvTransactions    *transactions,
           const char * const *kinds,
           const ClvModelSpec *wanted,
           const ClvProgress  *progress,
           GError            **error)
{
  static const char * const baselines[] = { CLV_BASELINE_COHORT, CLV_BASELINE_RFM };
  const ClvModelKind **list = NULL;
  const ClvContender *first = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (baselines); i++)
    {
      if (!add_test (self, transactions, baselines[i], clv_baseline_get_name (baselines[i]),
                     wanted, progress, error))
        return FALSE;
    }
  list = clv_model_kinds_list (&n);
  for (guint i = 0; i < n; i++)
    {
      if (kinds != NULL && is_wanted (kinds, list[i]) && needs_payments (kinds, list[i]))
        {
          add_contender (self, list[i]->id, list[i]->name)->problem
            = g_strdup (_("It counts the renewals of subscriptions, and the models are compared on "
                          "orders here. Compare the models of renewals by themselves."));
          continue;
        }
      if (kinds != NULL && is_wanted (kinds, list[i]) && list[i]->joins_contract)
        {
          add_contender (self, list[i]->id, _(list[i]->name))->problem
            = g_strdup (_("It counts payments and orders together, and the models are compared on "
                          "one of the two here. Hold it against the past by a back-test."));
          continue;
        }
      if (!clv_progress_step (progress, (double) i / n, NULL, error)
          || (is_wanted (kinds, list[i]) && !needs_payments (kinds, list[i])
              && !list[i]->joins_contract
              && !add_kind (self, transactions, list[i], wanted, progress, error)))
        return FALSE;
    }
  first = g_ptr_array_index (self->contenders, 0);
  if (first->test != NULL)
    drop_others (self, first->test);

  return TRUE;
}

/* What nobody would take is not passed over in silence. */
static gboolean
check_explained (const char * const *kinds,
                 const ClvModelSpec *wanted,
                 GError            **error)
{
  const ClvModelKind **list = NULL;
  gboolean has_columns = wanted->covariates == NULL;
  gboolean has_seasons = wanted->calendar == NULL;
  guint n = 0;

  list = clv_model_kinds_list (&n);
  for (guint i = 0; i < n; i++)
    {
      if (!is_wanted (kinds, list[i]))
        continue;
      has_columns = has_columns || takes_columns (wanted, list[i]);
      has_seasons = has_seasons || takes_seasons (wanted, list[i]);
    }
  if (has_columns && has_seasons)
    return TRUE;

  g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                       has_columns
                       ? _("None of these models takes seasons and promotions. Nothing was "
                           "compared. Add pareto-nbd, or leave the seasons out.")
                       : _("None of these models takes columns that explain. Nothing was "
                           "compared. Add bg-nbd or pareto-nbd, or leave the columns out."));
  return FALSE;
}

static void
refuse (const ClvComparison *self,
        GError             **error)
{
  const char *problem = "";

  for (guint i = 0; i < self->contenders->len && *problem == '\0'; i++)
    {
      const ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (!contender->is_baseline && contender->problem != NULL)
        problem = contender->problem;
    }
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED, "%s %s",
               _("None of the models could be fitted on the days up to the split. "
                 "Nothing was compared. Choose a later split or a longer history."), problem);
}

/**
 * clv_comparison_new_for_spec:
 * @transactions: rows
 * @kinds: (nullable): ids of the model kinds, all where %NULL; baselines always take part
 * @spec: the models' time unit, columns and calendar; its kind and its last day do not count
 * @split: last day of the calibration
 * @until: last day of the hold-out, %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Ranks by the squared error of single customers, the measure a mean is to be judged
 * by, and recommends of those that chance may have put behind the closest the one whose
 * total is nearest to the truth. No row after the split takes part in a fit.
 *
 * A kind that takes the columns or the calendar takes part without them as well, so that
 * what they are worth can be seen.
 *
 * Returns: (transfer full) (nullable): the comparison
 */
ClvComparison *
clv_comparison_new_for_spec (ClvTransactions    *transactions,
                             const char * const *kinds,
                             const ClvModelSpec *spec,
                             ClvDate             split,
                             ClvDate             until,
                             const ClvProgress  *progress,
                             GError            **error)
{
  g_autoptr(ClvComparison) self = g_new0 (ClvComparison, 1);
  const ClvBacktest *test = NULL;

  g_return_val_if_fail (transactions != NULL && spec != NULL, NULL);

  self->contenders = g_ptr_array_new_with_free_func ((GDestroyNotify) contender_free);
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  self->split = split;
  self->until = until != CLV_DATE_INVALID ? until : transactions->last_day;
  if (!check_kinds (kinds, error) || !check_explained (kinds, spec, error))
    return NULL;

  if (!add_tests (self, transactions, kinds, spec, progress, error))
    return NULL;
  test = find_test (self);
  if (test == NULL)
    {
      refuse (self, error);
      return NULL;
    }

  conclude (self, test);
  return g_steal_pointer (&self);
}

/**
 * clv_comparison_new:
 * @transactions: rows
 * @kinds: (nullable): ids of the model kinds, all where %NULL; baselines always take part
 * @unit_days: 1 or 7, the models' time unit
 * @split: last day of the calibration
 * @until: last day of the hold-out, %CLV_DATE_INVALID for the last of the data
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR or %G_IO_ERROR_CANCELLED
 *
 * clv_comparison_new_for_spec() without columns and without a calendar.
 *
 * Returns: (transfer full) (nullable): the comparison
 */
ClvComparison *
clv_comparison_new (ClvTransactions    *transactions,
                    const char * const *kinds,
                    int                 unit_days,
                    ClvDate             split,
                    ClvDate             until,
                    const ClvProgress  *progress,
                    GError            **error)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();

  spec->unit_days = unit_days;
  return clv_comparison_new_for_spec (transactions, kinds, spec, split, until, progress, error);
}
