/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "clv-comparison-private.h"

/* Two-sided 5 %. */
#define CHANCE 1.96
#define SAME 1e-6           /* relative difference of errors that rounding may explain */
#define NEARER 0.0005       /* share of the total, half of what is shown of it */

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

gboolean
clv_contender_is_usable (const ClvContender *self)
{
  return self->problem == NULL;
}

static const double *
contender_predictions (const ClvContender *self,
                       const ClvBacktest  *any)
{
  return self->test != NULL ? self->test->predicted : any->naive;
}

/* Of two that are one model under two names, such as CNBD with k = 1, the simpler first. */
static int
compare_closeness (gconstpointer a,
                   gconstpointer b)
{
  const ClvContender *first = *(const ClvContender * const *) a;
  const ClvContender *second = *(const ClvContender * const *) b;

  if (clv_contender_is_usable (first) != clv_contender_is_usable (second))
    return clv_contender_is_usable (first) ? -1 : 1;
  if (fabs (first->accuracy.rmse - second->accuracy.rmse) <= SAME * second->accuracy.rmse)
    return (int) clv_contender_count_parameters (first)
           - (int) clv_contender_count_parameters (second);
  if (first->accuracy.rmse < second->accuracy.rmse)
    return -1;

  return first->accuracy.rmse > second->accuracy.rmse;
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

      if (!clv_contender_is_usable (contender) || contender->is_baseline
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

      if (!clv_contender_is_usable (contender))
        continue;
      contender->behind = clv_accuracy_compare (contender_predictions (contender, test),
                                                contender_predictions (chosen, test),
                                                test->actual, test->n);
      contender->is_as_good = contender != chosen && contender->behind <= CHANCE;
    }
}

static void
conclude (ClvComparison     *self,
          const ClvBacktest *test)
{
  ClvContender *naive = NULL;
  ClvContender *chosen = NULL;

  self->n = test->n;
  naive = clv_comparison_add (self, CLV_CONTENDER_NAIVE,
                              clv_baseline_get_name (CLV_CONTENDER_NAIVE));
  naive->accuracy = test->naive_accuracy;
  g_ptr_array_sort (self->contenders, compare_closeness);
  chosen = choose (self, test);
  measure_distances (self, chosen != NULL ? chosen : g_ptr_array_index (self->contenders, 0),
                     test);
  self->recommended = chosen != NULL ? chosen->id : NULL;
  clv_comparison_tell (self, chosen);
}

static void
refuse (const ClvComparison *self,
        const char * const  *kinds,
        GError             **error)
{
  const char *problem = "";
  gboolean has_model = kinds == NULL;

  for (guint i = 0; kinds != NULL && kinds[i] != NULL; i++)
    has_model = has_model || !clv_baseline_is (kinds[i]);
  if (!has_model)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                           _("Baselines take part in each comparison, and there is no model to "
                             "hold against them. Nothing was compared. Name a model as well, such "
                             "as bg-nbd."));
      return;
    }

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
  self->counted = transactions->contract != NULL
                  ? CLV_COUNTS_BOTH : clv_counted_find (kinds != NULL ? kinds[0] : NULL);
  if (!clv_comparison_check_kinds (kinds, error)
      || !clv_comparison_check_explained (kinds, spec, error))
    return NULL;

  if (!clv_comparison_add_tests (self, transactions, kinds, spec, progress, error))
    return NULL;
  test = find_test (self);
  if (test == NULL)
    {
      refuse (self, kinds, error);
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
