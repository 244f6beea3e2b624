/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-comparison-private.h"
#include "clv-hybrid.h"

guint
clv_contender_count_parameters (const ClvContender *self)
{
  const ClvFit *fit = self->test != NULL ? self->test->fit : NULL;

  if (fit == NULL)
    return 0;
  return fit->kind->n_parameters + (fit->covariates != NULL ? fit->covariates->df : 0);
}

ClvContender *
clv_comparison_add (ClvComparison *self,
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
      contender->bic = clv_contender_count_parameters (contender) * log (contender->test->n)
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
  if (g_str_equal (id, CLV_HYBRID))
    {
      spec->contract = g_strdup (wanted->contract);
      spec->orders = g_strdup (wanted->orders);
      spec->orders_end = wanted->orders_end;
    }
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

  return run_test (self, clv_comparison_add (self, id, name), transactions, spec, progress, error);
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

/* Ways to explain a kind, in rows of their own. */
static const struct
{
  const char *suffix;
  gboolean has_columns;
  gboolean has_seasons;
} ways[] = {
  { "+columns", TRUE, FALSE }, { "+seasons", FALSE, TRUE }, { "+columns+seasons", TRUE, TRUE },
};

static char *
dup_way_name (guint       way,
              const char *model)
{
  if (ways[way].has_columns && ways[way].has_seasons)
    /* Translators: a model, such as Pareto/NBD */
    return g_strdup_printf (_("%s with columns and seasons"), model);
  /* Translators: a model, such as Pareto/NBD */
  return g_strdup_printf (ways[way].has_columns ? _("%s with columns") : _("%s with seasons"),
                          model);
}

/* A test whose calendar had nothing to show by the split is that of the row without it. */
static void
drop_unseen (ClvContender *self)
{
  if (self->test == NULL || self->test->fit->spec->calendar != NULL)
    return;
  self->problem = g_strdup (_("None of the seasons and promotions has a day up to the split, so "
                              "what they do could not be seen then. Choose a later split."));
  self->log_likelihood = NAN;
  self->bic = NAN;
  g_clear_pointer (&self->test, clv_backtest_free);
}

static gboolean
add_explained_way (ClvComparison      *self,
                   ClvTransactions    *transactions,
                   const ClvModelKind *kind,
                   const ClvModelSpec *wanted,
                   guint               way,
                   const ClvProgress  *progress,
                   GError            **error)
{
  g_autoptr(ClvModelSpec) spec = new_plain_spec (wanted, kind->id);
  g_autofree char *id = g_strconcat (kind->id, ways[way].suffix, NULL);
  g_autofree char *name = dup_way_name (way, kind->name);
  ClvContender *contender = NULL;

  if (ways[way].has_columns)
    {
      spec->covariates = g_strdupv (wanted->covariates);
      spec->has_same_effect = wanted->has_same_effect;
      spec->penalty = wanted->penalty;
    }
  if (ways[way].has_seasons)
    spec->calendar = clv_calendar_copy (wanted->calendar);
  contender = clv_comparison_add (self, g_intern_string (id), g_intern_string (name));
  contender->kind = kind->id;
  if (!run_test (self, contender, transactions, spec, progress, error))
    return FALSE;
  if (ways[way].has_seasons)
    drop_unseen (contender);
  return TRUE;
}

/* With the columns, with the seasons, and with both. */
static gboolean
add_explained (ClvComparison      *self,
               ClvTransactions    *transactions,
               const ClvModelKind *kind,
               const ClvModelSpec *wanted,
               const ClvProgress  *progress,
               GError            **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if ((!ways[i].has_columns || takes_columns (wanted, kind))
          && (!ways[i].has_seasons || takes_seasons (wanted, kind))
          && !add_explained_way (self, transactions, kind, wanted, i, progress, error))
        return FALSE;
    }
  return TRUE;
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

/* Every kind but that which is the baseline in every test already. */
static gboolean
is_wanted (const char * const *kinds,
           const ClvModelKind *kind)
{
  if (g_str_equal (kind->id, CLV_CONTENDER_NAIVE))
    return FALSE;

  return kinds == NULL || clv_baseline_is (kind->id) || g_strv_contains (kinds, kind->id);
}

gboolean
clv_comparison_check_kinds (const char * const *kinds,
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

/* What nobody would take is not passed over in silence. */
gboolean
clv_comparison_check_explained (const char * const *kinds,
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

/* The plain kind, and beside it what explains it. */
static gboolean
add_kind (ClvComparison      *self,
          ClvTransactions    *transactions,
          const ClvModelKind *kind,
          const ClvModelSpec *wanted,
          const ClvProgress  *progress,
          GError            **error)
{
  return add_test (self, transactions, kind->id, _(kind->name), wanted, progress, error)
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

/* (nullable): why @kind cannot take part. */
static const char *
find_problem (const ClvTransactions *transactions,
              const char * const    *kinds,
              const ClvModelKind    *kind)
{
  const gboolean is_joined = transactions->contract != NULL;

  if (is_joined && kind->history == CLV_HISTORY_CONTRACT)
    return _("It counts the renewals of subscriptions alone, and the models are compared on "
             "payments and orders together here. Compare the models of renewals by themselves.");
  if (!is_joined && needs_payments (kinds, kind))
    return _("It counts the renewals of subscriptions, and the models are compared on orders here. "
             "Compare the models of renewals by themselves.");
  if (!is_joined && kind->joins_contract)
    return _("It counts payments and orders together, and the models are compared on one of the "
             "two here. Hold it against the past by a back-test.");
  return NULL;
}

/* The one that counts what all others are to count: of both the hybrid. */
static const ClvContender *
find_reference (const ClvComparison *self)
{
  for (guint i = 0; i < self->contenders->len; i++)
    {
      const ClvContender *contender = g_ptr_array_index (self->contenders, i);

      if (contender->test != NULL && g_str_equal (contender->id, CLV_HYBRID))
        return contender;
    }
  return g_ptr_array_index (self->contenders, 0);
}

/* The cohort curve first: it can always be drawn, and counts what all others are to count. */
gboolean
clv_comparison_add_tests (ClvComparison      *self,
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
      const char *problem = NULL;

      if (!is_wanted (kinds, list[i]))
        continue;
      problem = find_problem (transactions, kinds, list[i]);
      if (problem != NULL)
        {
          /* Of all kinds, those that cannot take part are passed over. */
          if (kinds != NULL)
            clv_comparison_add (self, list[i]->id, _(list[i]->name))->problem = g_strdup (problem);
          continue;
        }
      if (!clv_progress_step (progress, (double) i / n, NULL, error)
          || !add_kind (self, transactions, list[i], wanted, progress, error))
        return FALSE;
    }

  first = find_reference (self);
  if (first->test != NULL)
    drop_others (self, first->test);

  return TRUE;
}
