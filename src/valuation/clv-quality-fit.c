/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-fit-private.h"
#include "clv-ledger.h"
#include "clv-parallel.h"
#include "clv-quality-measure.h"
#include "clv-statement.h"

/* The gate stands before the fit for people; clv_fit_run() itself asks nobody. */

/**
 * clv_quality_reason_is_valid:
 * @reason: (nullable): why to fit all the same
 *
 * Returns: whether it says something
 */
gboolean
clv_quality_reason_is_valid (const char *reason)
{
  g_autofree char *text = g_strdup (reason != NULL ? reason : "");

  return g_utf8_validate (text, -1, NULL)
         && g_utf8_strlen (g_strstrip (text), -1) >= CLV_QUALITY_REASON_LENGTH;
}

static char *
join_names (const ClvQuality *quality)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < quality->gates->len; i++)
    {
      const ClvQualityGate *gate = clv_quality_get_gate (quality, (ClvQualityGateId) i);

      if (gate->state == CLV_QUALITY_RED)
        g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", gate->name);
    }
  return g_string_free (names, FALSE);
}

static gboolean
append_event (ClvWorkspace     *workspace,
              const ClvQuality *quality,
              const ClvFit     *fit,
              const char       *reason,
              const char       *actor,
              GError          **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autofree char *names = join_names (quality);
  GString *payload = g_string_new (NULL);

  g_string_append_printf (payload, "fit=%" G_GINT64_FORMAT "\ngates=%s\n", fit->id, names);
  for (guint i = 0; i < quality->gates->len; i++)
    {
      const ClvQualityGate *gate = clv_quality_get_gate (quality, (ClvQualityGateId) i);
      char value[G_ASCII_DTOSTR_BUF_SIZE];
      char limit[G_ASCII_DTOSTR_BUF_SIZE];

      if (gate->state == CLV_QUALITY_RED)
        g_string_append_printf (payload, "%s=%s of %s\n", gate->name,
                                g_ascii_formatd (value, sizeof value, "%.10g", gate->value),
                                g_ascii_formatd (limit, sizeof limit, "%.10g", gate->limit));
    }
  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup ("override_quality");
  event->content_hash = g_strdup (fit->content_hash);
  event->reason = g_strdup (reason);
  event->payload = g_string_free (payload, FALSE);
  return clv_ledger_append (workspace, event, error);
}

static void
remember (ClvFit           *fit,
          const ClvQuality *quality,
          const char       *reason)
{
  g_autofree char *list = clv_quality_list (quality, CLV_QUALITY_RED);

  g_strdelimit (g_strchomp (list), "\n", ' ');
  clv_fit_add_diagnostic (fit, "quality-override",
                          /* Translators: what the quality gate said, a person's reason */
                          g_strdup_printf (_("Fitted although the quality gate was red. %s The "
                                             "reason given: “%s”"), list, reason));
}

static gboolean
save (ClvFit           *fit,
      ClvWorkspace     *workspace,
      const ClvQuality *quality,
      const char       *reason,
      const char       *actor,
      GError          **error)
{
  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (!clv_fit_save (fit, workspace, actor, error)
      || !append_event (workspace, quality, fit, reason, actor, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  return clv_workspace_commit (workspace, error);
}

/**
 * clv_quality_is_possible:
 * @self: a judgement
 *
 * Returns: whether the data hold what no reason can replace: somebody who came
 *   back, and money; where not, the fit itself says what is missing
 */
gboolean
clv_quality_is_possible (const ClvQuality *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->facts.n_priced > 0 && self->facts.n_customers > 1 && self->facts.n_repeat > 0;
}

static void
set_refused (GError          **error,
             const ClvQuality *quality,
             gboolean          has_reason)
{
  g_autofree char *list = clv_quality_list (quality, CLV_QUALITY_RED);

  g_strdelimit (g_strchomp (list), "\n", ' ');
  if (has_reason)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("A reason for fitting all the same has at least %d characters. Nothing was "
                   "fitted."), CLV_QUALITY_REASON_LENGTH);
  else
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("Nothing was fitted, because the data are not fit for a model. %s"), list);
}

static gboolean
is_contract (const ClvModelSpec *spec)
{
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);

  return kind != NULL && kind->history == CLV_HISTORY_CONTRACT;
}

/* Which the summary that the gate looked at does not keep. */
static gboolean
needs_rows (const ClvModelSpec *spec)
{
  const ClvModelKind *kind = clv_model_kind_find (spec->kind);

  return spec->calendar != NULL || spec->covariates != NULL
         || (kind != NULL && (kind->history != CLV_HISTORY_SUMMARY || kind->joins_contract));
}

/**
 * clv_quality_fit:
 * @workspace: where
 * @spec: what to fit
 * @today: the day of the look; %CLV_DATE_INVALID for that of the clock
 * @reason: (nullable): why to fit even where the gate is red
 * @actor: (nullable): who
 * @progress: (nullable): how far
 * @quality: (out) (optional) (transfer full): what the gate said, whatever came
 *   of the fit
 * @error: return location; %CLV_MODEL_ERROR_GATE where the gate is red
 *
 * Looks at the data and fits unless the gate is red, in one reading of the rows.
 * A reason is an event of its own in the ledger, in one transaction with the fit,
 * which also carries it among its diagnostics. Where the gate is not red a reason
 * is not needed and not kept.
 *
 * Returns: (transfer full) (nullable): the stored fit, whatever its state
 */
ClvFit *
clv_quality_fit (ClvWorkspace       *workspace,
                 const ClvModelSpec *spec,
                 ClvDate             today,
                 const char         *reason,
                 const char         *actor,
                 const ClvProgress  *progress,
                 ClvQuality        **quality,
                 GError            **error)
{
  g_autoptr(ClvQuality) judged = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvFit) fit = NULL;
  g_autofree char *text = g_strdup (reason);
  gboolean is_red = FALSE;
  gboolean are_counted = FALSE;
  double start = clv_cpu_seconds ();

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && spec != NULL, NULL);

  /* Whoever counted has judged: what is asked of rows cannot be asked of sums. */
  if (!clv_customers_are_counted (workspace, &are_counted, error))
    return NULL;
  /* Nor of subscriptions, which are no orders. */
  if (are_counted || is_contract (spec))
    return clv_fit_run (workspace, spec, actor, progress, error);

  judged = clv_quality_load_with_customers (workspace, spec->until, today, spec->unit_days,
                                            &customers, progress, error);
  if (judged == NULL)
    return NULL;
  if (quality != NULL)
    *quality = clv_quality_ref (judged);
  is_red = judged->state == CLV_QUALITY_RED && clv_quality_is_possible (judged);
  if (is_red && !clv_quality_reason_is_valid (reason))
    {
      set_refused (error, judged, reason != NULL);
      return NULL;
    }
  if (needs_rows (spec))
    {
      g_clear_pointer (&customers, clv_customers_unref);
      customers = clv_customers_load_for_spec (workspace, spec, TRUE, progress, error);
      if (customers == NULL)
        return NULL;
    }
  start = clv_cpu_seconds () - start;
  fit = clv_fit_new (spec, customers, progress, error);
  if (fit == NULL)
    return NULL;
  fit->cpu_load = start - customers->cpu_seconds - judged->facts.cpu_seconds;
  if (is_red)
    remember (fit, judged, g_strstrip (text));
  if (!(is_red ? save (fit, workspace, judged, text, actor, error)
               : clv_fit_save (fit, workspace, actor, error)))
    return NULL;
  return g_steal_pointer (&fit);
}
