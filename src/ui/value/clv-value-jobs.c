/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-comparison.h"
#include "clv-covariate.h"
#include "clv-figures.h"
#include "clv-interval.h"
#include "clv-value-jobs.h"

/* A year of splits, a month apart. */
#define MOST_SPLITS 12

ClvFitInput *
clv_fit_input_new (const ClvModelSpec *spec,
                   const char         *actor)
{
  ClvFitInput *self = g_new0 (ClvFitInput, 1);

  self->spec = clv_model_spec_copy (spec);
  self->actor = g_strdup (actor);

  return self;
}

void
clv_fit_input_free (gpointer data)
{
  ClvFitInput *self = data;

  if (self == NULL)
    return;

  clv_model_spec_free (self->spec);
  g_free (self->actor);
  g_free (self->reason);
  g_free (self);
}

void
clv_fit_outcome_free (gpointer data)
{
  ClvFitOutcome *self = data;

  if (self == NULL)
    return;

  clv_fit_unref (self->fit);
  clv_score_set_unref (self->scores);
  clv_quality_unref (self->refused);
  g_free (self->why_not);
  g_free (self);
}

gpointer
clv_value_fit_in_thread (ClvWorkspace       *workspace,
                         gpointer            input,
                         const ClvProgress  *progress,
                         GError            **error)
{
  const ClvFitInput *wanted = input;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(ClvQuality) quality = NULL;
  ClvFitOutcome *outcome = NULL;
  ClvFit *fit = clv_quality_fit (workspace, wanted->spec, CLV_DATE_INVALID, wanted->reason,
                                 wanted->actor, progress, &quality, &local_error);

  if (fit == NULL && wanted->reason == NULL && quality != NULL
      && quality->state == CLV_QUALITY_RED && clv_quality_is_possible (quality)
      && g_error_matches (local_error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE))
    {
      outcome = g_new0 (ClvFitOutcome, 1);
      outcome->refused = g_steal_pointer (&quality);
      return outcome;
    }
  if (fit == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  outcome = g_new0 (ClvFitOutcome, 1);
  outcome->fit = fit;
  if (!clv_fit_is_usable (fit))
    {
      outcome->why_not = g_strdup (clv_fit_state_describe (fit->state));
      return outcome;
    }
  outcome->scores = clv_score_set_run (workspace, fit->id, NULL, wanted->actor, progress,
                                       &local_error);
  if (outcome->scores == NULL)
    outcome->why_not = g_strdup (local_error->message);

  return outcome;
}

ClvDefineInput *
clv_define_input_new (ClvValueState            *state,
                      const ClvValueDefinition *definition,
                      const char               *actor)
{
  ClvDefineInput *self = g_new0 (ClvDefineInput, 1);

  self->state = clv_value_state_ref (state);
  self->definition = clv_value_definition_copy (definition);
  self->definition->id = 0;
  self->actor = g_strdup (actor);

  return self;
}

void
clv_define_input_free (gpointer data)
{
  ClvDefineInput *self = data;

  if (self == NULL)
    return;

  clv_value_state_unref (self->state);
  clv_value_definition_free (self->definition);
  g_free (self->actor);
  g_free (self);
}

/* Scores before it saves, so that what cannot be scored is not saved either. */
gpointer
clv_value_define_in_thread (ClvWorkspace       *workspace,
                            gpointer            input,
                            const ClvProgress  *progress,
                            GError            **error)
{
  ClvDefineInput *wanted = input;
  const ClvFit *fit = wanted->state->fit;
  g_autoptr(ClvScoreSet) trial = NULL;

  if (!clv_value_definition_validate (wanted->definition, error))
    return NULL;
  if (fit == NULL || !clv_fit_is_usable (fit))
    {
      clv_value_definition_save (wanted->definition, workspace, wanted->actor, error);
      return NULL;
    }

  trial = clv_score_set_new (fit, wanted->definition, wanted->state->customers, progress, error);
  if (trial == NULL
      || !clv_value_definition_save (wanted->definition, workspace, wanted->actor, error))
    return NULL;

  return clv_score_set_run (workspace, fit->id, wanted->definition, wanted->actor, progress,
                            error);
}

gpointer
clv_value_effect_in_thread (ClvWorkspace       *unused,
                            gpointer            input,
                            const ClvProgress  *progress,
                            GError            **error)
{
  const ClvDefineInput *wanted = input;
  const ClvValueState *state = wanted->state;
  const gint64 start = g_get_monotonic_time ();
  g_autoptr(ClvScoreSet) before = NULL;
  g_autoptr(ClvScoreSet) after = NULL;
  ClvDefineEffect *effect = NULL;

  before = clv_score_set_new (state->fit, state->definition, state->customers, progress, error);
  if (before == NULL)
    return NULL;
  after = clv_score_set_new (state->fit, wanted->definition, state->customers, progress, error);
  if (after == NULL)
    return NULL;

  effect = g_new0 (ClvDefineEffect, 1);
  effect->before = before->total_clv;
  effect->after = after->total_clv;
  effect->elapsed = g_get_monotonic_time () - start;

  return effect;
}

ClvHoldoutInput *
clv_holdout_input_new (ClvValueState      *state,
                       const ClvModelSpec *spec,
                       ClvDate             split)
{
  ClvHoldoutInput *self = g_new0 (ClvHoldoutInput, 1);

  self->state = clv_value_state_ref (state);
  self->spec = clv_model_spec_copy (spec);
  self->split = split;

  return self;
}

void
clv_holdout_input_free (gpointer data)
{
  ClvHoldoutInput *self = data;

  if (self == NULL)
    return;

  clv_value_state_unref (self->state);
  clv_model_spec_free (self->spec);
  g_free (self);
}

void
clv_holdout_free (gpointer data)
{
  ClvHoldout *self = data;

  if (self == NULL)
    return;

  clv_backtest_free (self->backtest);
  clv_plot_spec_free (self->tracking);
  clv_plot_spec_free (self->tracking_weekly);
  clv_plot_spec_free (self->deciles);
  clv_plot_spec_free (self->frequency);
  clv_plot_spec_free (self->recency);
  clv_plot_spec_free (self->errors);
  g_free (self);
}

/* (nullable): the kinds that are compared on subscriptions; NULL = all of purchases. */
static GPtrArray *
list_kinds (const ClvValueState *state)
{
  guint n = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n);
  GPtrArray *ids = NULL;

  if (state->source != CLV_VALUE_OF_SUBSCRIPTIONS)
    return NULL;

  ids = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    if (kinds[i]->history == CLV_HISTORY_CONTRACT)
      g_ptr_array_add (ids, (gpointer) kinds[i]->id);
  g_ptr_array_add (ids, NULL);

  return ids;
}

gpointer
clv_value_compare_in_thread (ClvWorkspace       *unused,
                             gpointer            input,
                             const ClvProgress  *progress,
                             GError            **error)
{
  ClvHoldoutInput *wanted = input;
  g_autoptr(GPtrArray) kinds = list_kinds (wanted->state);
  g_autoptr(ClvModelSpec) spec = clv_model_spec_copy (wanted->spec);
  ClvTransactions *rows = wanted->state->transactions;

  /* Where there are both, all that customers do is compared. */
  if (wanted->state->source == CLV_VALUE_OF_ORDERS && wanted->state->both != NULL)
    rows = wanted->state->both;
  /* A fit by occasions leaves their length behind as the unit. */
  if (spec->unit_days != 1)
    spec->unit_days = 7;

  return clv_comparison_new_for_spec (rows,
                                      kinds != NULL ? (const char * const *) kinds->pdata : NULL,
                                      spec, wanted->split, CLV_DATE_INVALID, progress, error);
}

gpointer
clv_value_roll_in_thread (ClvWorkspace       *unused,
                          gpointer            input,
                          const ClvProgress  *progress,
                          GError            **error)
{
  ClvHoldoutInput *wanted = input;
  const ClvDuration window = { .amount = wanted->months, .unit = CLV_DURATION_MONTHS };

  return clv_rolling_new (wanted->state->transactions, wanted->spec, window, MOST_SPLITS, progress,
                          error);
}

gpointer
clv_value_holdout_in_thread (ClvWorkspace       *unused,
                             gpointer            input,
                             const ClvProgress  *progress,
                             GError            **error)
{
  ClvHoldoutInput *wanted = input;
  g_autoptr(ClvBacktest) backtest = NULL;
  ClvHoldout *holdout = NULL;

  backtest = clv_backtest_new (wanted->state->transactions, wanted->spec, wanted->split,
                               CLV_DATE_INVALID, progress, error);
  if (backtest == NULL)
    return NULL;

  holdout = g_new0 (ClvHoldout, 1);
  holdout->tracking = clv_figure_tracking (backtest);
  holdout->tracking_weekly = clv_figure_tracking_weekly (backtest);
  holdout->deciles = clv_figure_deciles (backtest);
  holdout->frequency = clv_figure_conditional (backtest, FALSE);
  holdout->recency = clv_figure_conditional (backtest, TRUE);
  holdout->errors = clv_figure_errors (backtest);
  holdout->backtest = g_steal_pointer (&backtest);

  return holdout;
}

gpointer
clv_value_intervals_in_thread (ClvWorkspace       *unused,
                               gpointer            input,
                               const ClvProgress  *progress,
                               GError            **error)
{
  const ClvValueState *state = input;

  return clv_intervals_new_for_columns (state->scores_fit, state->scores_definition,
                                        state->scores, state->transactions, NULL, 0,
                                        CLV_INTERVAL_LEVEL, progress, error);
}

gpointer
clv_value_columns_in_thread (ClvWorkspace       *unused,
                             gpointer            input,
                             const ClvProgress  *progress,
                             GError            **error)
{
  const ClvHoldoutInput *self = input;
  g_autoptr(ClvCustomers) customers = NULL;

  if (self->state->source != CLV_VALUE_OF_ORDERS)
    return clv_covariates_list (self->state->customers);
  customers = clv_customers_new (self->state->transactions, self->spec->until, 7, progress, error);

  return customers != NULL ? clv_covariates_list (customers) : NULL;
}
