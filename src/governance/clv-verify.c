/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-governance-private.h"
#include "clv-statement.h"

/* The report of a verification: file, data, chain, rules and scores. */

/**
 * clv_verification_free:
 * @self: (nullable): a verification
 */
void
clv_verification_free (ClvVerification *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->checked);
  g_ptr_array_unref (self->not_checked);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

/* Takes what a check reports as an error for a finding, unless the work was
 * cancelled or the file could not be read at all. */
static gboolean
take_finding (ClvVerification *result,
              GError          *problem,
              GError         **error)
{
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (problem, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_BUSY))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  g_ptr_array_add (result->findings, g_strdup (problem->message));
  g_error_free (problem);

  return TRUE;
}

/* The stored scores are those that their hash was made of. */
static gboolean
verify_scores (ClvWorkspace    *workspace,
               ClvVerification *result,
               GError         **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace, "SELECT id FROM score_set ORDER BY id", error);
  if (statement == NULL)
    return FALSE;

  while (has_row)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(ClvScoreSet) scores = NULL;
      int id = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      id = (int) clv_statement_get_int (statement, 0);
      scores = clv_score_set_load (workspace, id, &problem);
      if (scores != NULL)
        continue;
      /* Its row is sealed, so nobody can make it look older than it is. */
      if (g_error_matches (problem, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_OLDER))
        {
          g_ptr_array_add (result->not_checked, g_strdup (problem->message));
          continue;
        }
      /* Translators: number of a score set; the reason follows */
      g_prefix_error (&problem, _("Score set %d: "), id);
      if (!take_finding (result, g_steal_pointer (&problem), error))
        return FALSE;
    }

  return TRUE;
}

/* A file of the first format knows no rules, and nothing was approved in it. */
static gboolean
has_rules (ClvWorkspace  *workspace,
           gboolean      *has,
           GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace, "SELECT 1 FROM sqlite_schema WHERE name = 'allowed'",
                                 error);

  return statement != NULL && clv_statement_step (statement, has, error);
}

static gboolean
verify_rules (ClvWorkspace    *workspace,
              ClvVerification *result,
              GError         **error)
{
  gint64 n_events = 0;
  gboolean has = FALSE;

  if (!has_rules (workspace, &has, error))
    return FALSE;
  if (!has)
    return verify_scores (workspace, result, error);

  if (!clv_governance_prove (workspace, result->findings, &n_events, error)
      || !verify_scores (workspace, result, error))
    return FALSE;

  result->n_events = n_events;

  g_ptr_array_add (result->checked,
                   g_strdup (_("Every state was reached by allowed steps, by people who held the "
                               "role at that time.")));
  g_ptr_array_add (result->checked,
                   g_strdup (_("Nobody voted on their own work or twice, and every decision had "
                               "its votes.")));
  g_ptr_array_add (result->checked,
                   g_strdup (_("What was approved has the parts that its hash was made of.")));
  g_ptr_array_add (result->checked,
                   g_strdup (_("Every export was made while its package was approved.")));

  return TRUE;
}

/* What no look at the file can tell comes first in every report. */
static void
say_not_checked (ClvVerification *result,
                 const char      *anchor)
{
  if (anchor == NULL)
    g_ptr_array_add (result->not_checked,
                     g_strdup (_("Without a code from paper or another computer it cannot be told "
                                 "whether the whole ledger was written anew, or its newest events "
                                 "were cut off.")));
  g_ptr_array_add (result->not_checked,
                   g_strdup (_("Whether the person at the keyboard was the one who is named: votes "
                               "are recorded, not signed.")));
  g_ptr_array_add (result->not_checked,
                   g_strdup (_("Whether the imported data are true.")));
}

static gboolean
verify_file (ClvWorkspace      *workspace,
             ClvVerification   *result,
             const ClvProgress *progress,
             GError           **error)
{
  GError *problem = NULL;

  if (!clv_progress_step (progress, 0.0, _("Checking the file"), error))
    return FALSE;
  if (clv_workspace_verify_file (workspace, &problem))
    g_ptr_array_add (result->checked,
                     g_strdup (_("The file is intact, and its guards are those of this "
                                 "program.")));
  else if (!take_finding (result, g_steal_pointer (&problem), error))
    return FALSE;

  if (!clv_progress_step (progress, 0.2, _("Checking the imported rows"), error))
    return FALSE;
  if (clv_workspace_verify_data (workspace, NULL, &problem))
    g_ptr_array_add (result->checked, g_strdup (_("Every imported row is as it was read.")));
  else if (!take_finding (result, g_steal_pointer (&problem), error))
    return FALSE;

  return TRUE;
}

static gboolean
verify_chain (ClvWorkspace      *workspace,
              ClvVerification   *result,
              const char        *anchor,
              const ClvProgress *progress,
              GError           **error)
{
  gboolean holds = FALSE;

  if (!clv_progress_step (progress, 0.7, _("Checking the ledger"), error)
      || !clv_ledger_verify (workspace, anchor, result->findings, &holds, error))
    return FALSE;

  if (holds)
    g_ptr_array_add (result->checked,
                     anchor != NULL
                     ? g_strdup (_("The ledger's chain holds and contains the given code."))
                     : g_strdup (_("The ledger's chain holds: no event was changed, removed, "
                                   "added or moved.")));

  return TRUE;
}

/**
 * clv_governance_verify:
 * @workspace: the workspace, which may be open for reading only
 * @anchor: (nullable): "SEQ:HASH" from paper or another computer
 * @progress: (nullable): where to tell how far it is
 * @error: return location, set where the file cannot be read or the work was
 *   cancelled; evidence of tampering is a finding and no error
 *
 * Checks the file, the digests of the data, the chain of the ledger, and proves
 * every rule of governance again from the events alone.
 *
 * Returns: (transfer full): the report
 */
ClvVerification *
clv_governance_verify (ClvWorkspace      *workspace,
                       const char        *anchor,
                       const ClvProgress *progress,
                       GError           **error)
{
  g_autoptr(ClvVerification) result = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  result = g_new0 (ClvVerification, 1);
  result->checked = g_ptr_array_new_with_free_func (g_free);
  result->not_checked = g_ptr_array_new_with_free_func (g_free);
  result->findings = g_ptr_array_new_with_free_func (g_free);
  say_not_checked (result, anchor);

  if (!verify_file (workspace, result, progress, error)
      || !verify_chain (workspace, result, anchor, progress, error)
      || !clv_progress_step (progress, 0.9, _("Proving the rules again"), error)
      || !verify_rules (workspace, result, error))
    return NULL;

  result->is_clean = result->findings->len == 0;

  return g_steal_pointer (&result);
}
