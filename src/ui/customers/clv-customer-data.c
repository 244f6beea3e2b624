/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The heap is only searched; letters beyond ASCII are compared as they are. */
static char *
fold_ids (const ClvDictionary *ids)
{
  gsize size = 0;
  const char *heap = clv_dictionary_get_heap (ids, &size);
  char *folded = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    folded[i] = g_ascii_tolower (heap[i]);
  folded[size] = '\0';

  return folded;
}

/**
 * clv_customer_data_new:
 * @scores: everybody's values
 * @fit: (nullable) (transfer none): the fit behind them
 * @definition: (nullable) (transfer full): what a value means there
 * @scheme: how to cut the tiers
 *
 * Ranks everybody and draws up the charts of all customers. Takes a second or
 * so at a million customers: for the worker.
 *
 * Returns: (transfer full): the data
 */
ClvCustomerData *
clv_customer_data_new (ClvScoreSet         *scores,
                       ClvFit              *fit,
                       ClvValueDefinition  *definition,
                       const ClvTierScheme *scheme)
{
  ClvCustomerData *self = NULL;

  g_return_val_if_fail (scores != NULL && scheme != NULL, NULL);

  self = g_new0 (ClvCustomerData, 1);
  self->ref_count = 1;
  self->scores = clv_score_set_ref (scores);
  self->fit = fit != NULL ? clv_fit_ref (fit) : NULL;
  self->definition = definition;
  self->currency = g_strdup (scores->currency);
  self->n_customers = scores->n;
  for (guint32 i = 0; i < scores->n; i++)
    self->n_repeat += scores->x[i] > 0;
  self->tiers = clv_tiers_new (scheme, scores->clv, scores->n);
  self->concentration = clv_figure_concentration (scores);
  self->p_active_value = clv_figure_p_active_value (scores);
  self->folded_ids = fold_ids (scores->customers);
  /* The first look-up sorts the ids into slots, a tenth of a second at a million:
   * here rather than when somebody opens a customer. */
  clv_dictionary_lookup (scores->customers, "", 0);

  return self;
}

/**
 * clv_customer_data_new_for_scheme:
 * @self: the data
 * @scheme: how to cut the tiers instead
 *
 * Returns: (transfer full): the same values in other tiers
 */
ClvCustomerData *
clv_customer_data_new_for_scheme (const ClvCustomerData *self,
                                  const ClvTierScheme   *scheme)
{
  ClvValueDefinition *definition = NULL;
  ClvCustomerData *other = NULL;

  g_return_val_if_fail (self != NULL && self->scores != NULL, NULL);

  if (self->definition != NULL)
    definition = clv_value_definition_copy (self->definition);
  other = clv_customer_data_new (self->scores, self->fit, definition, scheme);
  other->is_outdated = self->is_outdated;

  return other;
}

/* Says how far the workspace has come, where nobody has a value yet. */
static ClvCustomerData *
load_unscored (ClvWorkspace      *workspace,
               const ClvProgress *progress,
               GError           **error)
{
  g_autoptr(ClvCustomerData) self = g_new0 (ClvCustomerData, 1);
  g_autoptr(ClvValueState) state = NULL;

  self->ref_count = 1;
  self->currency = g_strdup (clv_workspace_get_currency (workspace));
  state = clv_value_state_load_in_thread (workspace, NULL, progress, error);
  if (state == NULL)
    return NULL;
  if (state->customers == NULL)
    return g_steal_pointer (&self);

  self->source = state->source;
  self->can_fit = clv_value_state_can_fit (state);
  self->n_customers = state->customers->n;
  self->n_repeat = state->customers->n_repeat;
  self->definition = clv_value_definition_copy (state->definition);
  if (state->fit != NULL)
    self->fit = clv_fit_ref (state->fit);

  return g_steal_pointer (&self);
}

/* Whether today's data or definition would give other values. */
static gboolean
find_outdated (ClvWorkspace      *workspace,
               const ClvScoreSet *scores,
               const ClvFit      *fit,
               gboolean          *is_outdated,
               GError           **error)
{
  g_autofree char *hash = clv_workspace_dup_data_hash (workspace, error);
  g_autoptr(ClvValueDefinition) current = NULL;

  if (hash == NULL)
    return FALSE;
  current = clv_value_definition_load (workspace, 0, error);
  if (current == NULL)
    return FALSE;
  *is_outdated = g_strcmp0 (hash, fit->data_hash) != 0 ||
                 (current->id != 0 && current->id != scores->definition_id);

  return TRUE;
}

/**
 * clv_customer_data_load:
 * @workspace: where to read
 * @scheme: how to cut the tiers
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: (transfer full): what there is to show, or %NULL with @error
 */
ClvCustomerData *
clv_customer_data_load (ClvWorkspace        *workspace,
                        const ClvTierScheme *scheme,
                        const ClvProgress   *progress,
                        GError             **error)
{
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  g_autoptr(GError) local = NULL;
  ClvCustomerData *self = NULL;
  gboolean is_outdated = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && scheme != NULL, NULL);

  scores = clv_score_set_load (workspace, 0, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (scores == NULL)
    return load_unscored (workspace, progress, error);

  fit = clv_fit_load (workspace, scores->fit_id, error);
  if (fit == NULL)
    return NULL;
  definition = clv_value_definition_load (workspace, scores->definition_id, error);
  if (definition == NULL || !find_outdated (workspace, scores, fit, &is_outdated, error))
    return NULL;
  if (!clv_progress_step (progress, 0.5, NULL, error))
    return NULL;

  self = clv_customer_data_new (scores, fit, g_steal_pointer (&definition), scheme);
  self->is_outdated = is_outdated;

  return self;
}

/**
 * clv_customer_data_ref:
 *
 * Returns: (transfer full): the same
 */
ClvCustomerData *
clv_customer_data_ref (ClvCustomerData *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * clv_customer_data_unref:
 * @self: (transfer full): the data
 */
void
clv_customer_data_unref (ClvCustomerData *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->scores, clv_score_set_unref);
  g_clear_pointer (&self->tiers, clv_tiers_free);
  g_clear_pointer (&self->fit, clv_fit_unref);
  g_clear_pointer (&self->definition, clv_value_definition_free);
  g_clear_pointer (&self->concentration, clv_plot_spec_free);
  g_clear_pointer (&self->p_active_value, clv_plot_spec_free);
  g_free (self->folded_ids);
  g_free (self->currency);
  g_free (self);
}

/**
 * clv_customer_data_get_id:
 *
 * Returns: (transfer none): a customer's id as imported
 */
const char *
clv_customer_data_get_id (const ClvCustomerData *self,
                          guint32                row)
{
  g_return_val_if_fail (self != NULL && self->scores != NULL && row < self->scores->n, NULL);

  return clv_dictionary_get (self->scores->customers, row, NULL);
}

ClvDate
clv_customer_data_get_last_day (const ClvCustomerData *self,
                                guint32                row)
{
  const ClvScoreSet *scores = self->scores;

  return scores->as_of - scores->age_days[row] + scores->recency_days[row];
}

char *
clv_customer_data_dup_horizon (const ClvCustomerData *self)
{
  g_autofree char *end = NULL;

  g_return_val_if_fail (self != NULL && self->scores != NULL, NULL);

  if (self->definition != NULL && self->definition->horizon_date == CLV_DATE_INVALID)
    return clv_duration_describe (self->definition->horizon);
  if (self->scores->horizon_end == CLV_DATE_INVALID)
    return g_strdup (_("without an end"));

  end = clv_date_to_display (self->scores->horizon_end);

  /* TRANSLATORS: how far ahead a value looks: "until 30 June 1998" */
  return g_strdup_printf (_("until %s"), end);
}

char *
clv_customer_data_dup_convention (const ClvCustomerData *self)
{
  g_autofree char *described = NULL;

  g_return_val_if_fail (self != NULL && self->scores != NULL, NULL);

  if (self->definition == NULL)
    return clv_figure_describe_scores (self->scores);
  described = clv_value_definition_describe (self->definition);

  /* TRANSLATORS: currency, then margin, horizon, discount rate … */
  return g_strdup_printf (_("future value in %s, %s"), self->currency, described);
}
