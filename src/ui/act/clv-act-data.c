/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-act-data.h"

#include "clv-figures.h"

/**
 * clv_act_data_free:
 * @self: (nullable): what can be acted on
 */
void
clv_act_data_free (ClvActData *self)
{
  if (self == NULL)
    return;

  clv_gate_free (self->gate);
  g_clear_pointer (&self->exports, g_ptr_array_unref);
  g_free (self->currency);
  g_free (self->convention);
  g_free (self->as_of);
  g_free (self);
}

/* The approved scores where there are any; else the newest, so that an audience
 * can be planned before it may leave. */
static gboolean
load_scores (ClvActData    *self,
             ClvWorkspace  *workspace,
             GError       **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  const gint64 id = self->gate->is_open && self->gate->package != NULL
                    ? self->gate->package->score_set_id : 0;
  const ClvTierScheme **schemes = NULL;

  scores = clv_score_set_load (workspace, id, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (scores == NULL)
    return TRUE;

  self->score_set_id = scores->id;
  self->n_customers = scores->n;
  self->currency = g_strdup (scores->currency);
  self->convention = clv_figure_describe_scores (scores);
  self->as_of = clv_date_to_display (scores->as_of);
  schemes = clv_tier_schemes_list (&self->n_schemes);
  self->n_schemes = MIN (self->n_schemes, CLV_ACT_N_SCHEMES);
  for (guint i = 0; i < self->n_schemes; i++)
    {
      g_autoptr(ClvTiers) tiers = clv_tiers_new (schemes[i], scores->clv, scores->n);

      self->schemes[i] = schemes[i];
      memcpy (self->count[i], tiers->count, sizeof self->count[i]);
      memcpy (self->value[i], tiers->value, sizeof self->value[i]);
    }

  return TRUE;
}

static gboolean
load_exports (ClvActData    *self,
              ClvWorkspace  *workspace,
              GError       **error)
{
  g_autoptr(GPtrArray) events = clv_ledger_list (workspace, 0, error);

  if (events == NULL)
    return FALSE;

  self->exports = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_event_free);
  while (events->len > 0)
    {
      ClvEvent *event = g_ptr_array_steal_index (events, events->len - 1);

      if (g_strcmp0 (event->act, "export") == 0)
        g_ptr_array_add (self->exports, event);
      else
        clv_event_free (event);
    }

  return TRUE;
}

/**
 * clv_act_data_load:
 *
 * Returns: (transfer full): a #ClvActData
 */
gpointer
clv_act_data_load (ClvWorkspace       *workspace,
                   gpointer            input,
                   const ClvProgress  *progress,
                   GError            **error)
{
  g_autoptr(ClvActData) self = g_new0 (ClvActData, 1);
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);

  if (batches == NULL)
    return NULL;

  for (guint i = 0; i < batches->len; i++)
    self->has_data |= !((const ClvBatch *) g_ptr_array_index (batches, i))->undone;
  self->gate = clv_governance_check_gate (workspace, NULL, error);
  if (self->gate == NULL || !load_scores (self, workspace, error)
      || !load_exports (self, workspace, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * clv_act_request_free:
 * @self: (nullable): an export to be run
 */
void
clv_act_request_free (ClvActRequest *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->acting);
  g_free (self);
}

/**
 * clv_act_check_gate:
 *
 * Returns: (transfer full): a #ClvGate as of this moment
 */
gpointer
clv_act_check_gate (ClvWorkspace       *workspace,
                    gpointer            input,
                    const ClvProgress  *progress,
                    GError            **error)
{
  return clv_governance_check_gate (workspace, NULL, error);
}

/**
 * clv_act_request_run:
 *
 * Returns: (transfer full): a #ClvExportResult
 */
gpointer
clv_act_request_run (ClvWorkspace       *workspace,
                     gpointer            input,
                     const ClvProgress  *progress,
                     GError            **error)
{
  const ClvActRequest *request = input;

  return clv_export_run (workspace, request->kind, request->path, request->format, NULL,
                         request->scheme, request->tiers, request->acting, NULL, progress, error);
}
