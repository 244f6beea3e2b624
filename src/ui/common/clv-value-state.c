/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-state.h"

#include <glib/gi18n-lib.h>

#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-records.h"

ClvValueState *
clv_value_state_ref (ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
clv_value_state_unref (ClvValueState *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->transactions, clv_transactions_unref);
  g_clear_pointer (&self->customers, clv_customers_unref);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->scores, clv_score_set_unref);
  g_clear_pointer (&self->scores_fit, clv_fit_unref);
  g_clear_pointer (&self->definition, clv_value_definition_free);
  g_clear_pointer (&self->scores_definition, clv_value_definition_free);
  g_clear_pointer (&self->concentration, clv_plot_spec_free);
  g_free (self);
}

static void
sum_scores (ClvValueState *self)
{
  const ClvScoreSet *scores = self->scores;

  for (guint32 i = 0; i < scores->n; i++)
    {
      self->past_value += scores->past_value[i];
      self->gross_value += scores->expected_spend[i] * scores->discounted_purchases[i];
      self->service_cost += scores->service_cost[i];
      self->n_once += scores->x[i] == 0;
    }
}

static gboolean
load_scores (ClvValueState *self,
             ClvWorkspace  *workspace,
             GError       **error)
{
  g_autoptr(GError) local_error = NULL;

  self->scores = clv_score_set_load (workspace, 0, &local_error);
  /* What an older version stored is made again by scoring. */
  if (local_error != NULL
      && !g_error_matches (local_error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_OLDER))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (self->scores == NULL)
    return TRUE;

  self->scores_fit = clv_fit_load (workspace, self->scores->fit_id, error);
  if (self->scores_fit == NULL)
    return FALSE;
  self->scores_definition = clv_value_definition_load (workspace, self->scores->definition_id,
                                                       error);
  if (self->scores_definition == NULL)
    return FALSE;

  sum_scores (self);
  self->concentration = clv_figure_concentration (self->scores);
  self->is_definition_newer = self->definition->id != self->scores->definition_id;
  self->is_fit_newer = self->fit != NULL && self->fit->id != self->scores->fit_id;

  return TRUE;
}

static gboolean
load_customers (ClvValueState     *self,
                ClvWorkspace      *workspace,
                const ClvProgress *progress,
                GError           **error)
{
  const ClvDate until = self->fit != NULL ? self->fit->spec->until : CLV_DATE_INVALID;
  const int unit_days = self->fit != NULL ? self->fit->spec->unit_days : 7;

  if (self->transactions->n_rows == 0)
    return TRUE;

  self->suggested_split = clv_backtest_suggest_split (self->transactions);
  /* What its values would be is asked of the fit's own customers. */
  if (self->fit != NULL && self->fit->kind->history == CLV_HISTORY_CONTRACT)
    {
      self->customers = clv_customers_load_for_spec (workspace, self->fit->spec, FALSE, progress,
                                                     error);
      return self->customers != NULL;
    }
  self->customers = clv_customers_new (self->transactions, until, unit_days, progress, error);

  return self->customers != NULL;
}

gpointer
clv_value_state_load_in_thread (ClvWorkspace       *workspace,
                                gpointer            input,
                                const ClvProgress  *progress,
                                GError            **error)
{
  g_autoptr(ClvValueState) self = g_new0 (ClvValueState, 1);
  g_autoptr(GError) local_error = NULL;

  self->ref_count = 1;
  self->suggested_split = CLV_DATE_INVALID;
  self->transactions = clv_workspace_load_transactions (workspace, progress, error);
  if (self->transactions == NULL)
    return NULL;
  self->definition = clv_value_definition_load (workspace, 0, error);
  if (self->definition == NULL)
    return NULL;
  self->fit = clv_fit_load (workspace, 0, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  self->is_data_newer = self->fit != NULL
                        && g_strcmp0 (self->fit->data_hash, self->transactions->content_hash) != 0;
  if (!clv_customers_are_counted (workspace, &self->are_counted, error)
      || !clv_records_count (workspace, CLV_IMPORT_KIND_SUBSCRIPTIONS, &self->n_subscriptions,
                             error)
      || !load_customers (self, workspace, progress, error)
      || !load_scores (self, workspace, error))
    return NULL;

  return g_steal_pointer (&self);
}

gboolean
clv_value_state_can_fit (const ClvValueState *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->customers != NULL && self->customers->n_positive_rows > 0
         && self->customers->n >= 2 && self->customers->n_repeat > 0;
}

ClvModelSpec *
clv_value_state_dup_spec (const ClvValueState *self)
{
  ClvModelSpec *spec = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->fit == NULL)
    return clv_model_spec_new ();

  spec = clv_model_spec_copy (self->fit->spec);
  /* A fit that took everything there was is of everything there is next time. */
  if (self->is_data_newer || spec->until == self->transactions->last_day)
    spec->until = CLV_DATE_INVALID;

  return spec;
}

char *
clv_value_state_dup_horizon (const ClvValueState *self)
{
  g_autofree char *end = NULL;

  g_return_val_if_fail (self != NULL && self->scores != NULL, NULL);

  if (self->scores_definition->horizon_date == CLV_DATE_INVALID)
    return clv_duration_describe (self->scores_definition->horizon);

  end = clv_date_to_display (self->scores_definition->horizon_date);

  /* TRANSLATORS: a horizon that ends on a day: "up to 31 Dec 2026" */
  return g_strdup_printf (_("up to %s"), end);
}
