/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-governance-private.h"
#include "clv-statement.h"

/**
 * clv_gate_free:
 * @self: (nullable): a gate
 */
void
clv_gate_free (ClvGate *self)
{
  if (self == NULL)
    return;

  clv_package_free (self->package);
  g_ptr_array_unref (self->reasons);
  g_free (self->who);
  g_free (self);
}

/* The package nearest to being usable: lower is nearer. */
static guint
distance (const ClvPackage *package)
{
  if (package->is_usable)
    return 0;

  switch (package->state)
    {
    case CLV_STATE_APPROVED:
      return 1;
    case CLV_STATE_SUSPENDED:
      return 2;
    case CLV_STATE_UNDER_REVIEW:
      return 3;
    case CLV_STATE_SUBMITTED:
      return 4;
    case CLV_STATE_DRAFT:
      return 5;
    case CLV_STATE_REJECTED:
    case CLV_STATE_SUPERSEDED:
    case CLV_STATE_RETIRED:
    default:
      return 6;
    }
}

static ClvPackage *
take_nearest (GPtrArray *packages)
{
  guint best = 0;
  guint i;

  if (packages->len == 0)
    return NULL;

  for (i = 1; i < packages->len; i++)
    {
      if (distance (g_ptr_array_index (packages, i)) < distance (g_ptr_array_index (packages,
                                                                                    best)))
        best = i;
    }

  return g_ptr_array_steal_index (packages, best);
}

static char *
name_analysts (void)
{
  return g_strdup (_("An analyst can fit and score again and propose the result."));
}

/* Everybody who may still vote on @package. */
static char *
name_reviewers (ClvWorkspace     *workspace,
                const ClvPackage *package)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(GString) names = g_string_new (NULL);
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT person FROM role_now WHERE role = 'reviewer'"
                                 " AND person NOT IN (SELECT person FROM contributor"
                                 " WHERE package = ?1)"
                                 " AND person NOT IN (SELECT actor FROM vote_now"
                                 " WHERE package = ?1) ORDER BY person", NULL);
  if (statement != NULL)
    clv_statement_bind_int (statement, 1, package->id);
  while (statement != NULL && has_row && clv_statement_step (statement, &has_row, NULL))
    {
      if (has_row)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                                clv_statement_get_text (statement, 0));
    }
  g_clear_pointer (&statement, clv_statement_free);

  if (names->len > 0)
    /* Translators: names of persons */
    return g_strdup_printf (_("These reviewers can vote: %s."), names->str);
  if (clv_governance_is_solo (workspace))
    return g_strdup_printf (_("%s is alone here and can self-attest with the role “%s”; it will "
                              "be shown as not independently reviewed."), package->created_by,
                            clv_role_get_label (CLV_ROLE_REVIEWER));

  return g_strdup_printf (_("Nobody but those who made it could vote. An administrator can give "
                            "somebody other than %s the role “%s”."), package->created_by,
                          clv_role_get_label (CLV_ROLE_REVIEWER));
}

static void
add_reason (ClvGate *gate,
            char    *reason)
{
  g_ptr_array_add (gate->reasons, reason);
}

static void
explain_approved (ClvGate          *gate,
                  const ClvPackage *package)
{
  guint i;

  for (i = 0; i < package->stale_because->len; i++)
    add_reason (gate, g_strdup (g_ptr_array_index (package->stale_because, i)));
  if (package->is_stale)
    g_ptr_array_insert (gate->reasons, 0,
                        g_strdup (_("The approval no longer covers the current numbers.")));
  if (package->is_expired)
    {
      g_autofree char *day = clv_date_to_display (clv_date_parse (package->valid_until));

      add_reason (gate, g_strdup_printf (_("The approval ended on %s."), day));
    }

  gate->who = name_analysts ();
}

static void
explain_nearest (ClvGate      *gate,
                 ClvWorkspace *workspace)
{
  const ClvPackage *package = gate->package;

  if (package == NULL)
    {
      add_reason (gate, g_strdup (_("No scores have been proposed for approval yet.")));
      gate->who = name_analysts ();
      return;
    }

  switch (package->state)
    {
    case CLV_STATE_APPROVED:
      explain_approved (gate, package);
      break;

    case CLV_STATE_SUSPENDED:
      add_reason (gate, g_strdup_printf (_("Package %d is suspended."), (int) package->id));
      gate->who = g_strdup (_("A reviewer can reinstate it, which opens a new vote."));
      break;

    case CLV_STATE_SUBMITTED:
    case CLV_STATE_UNDER_REVIEW:
      add_reason (gate, g_strdup_printf (_("Package %d waits for votes."), (int) package->id));
      gate->who = name_reviewers (workspace, package);
      break;

    case CLV_STATE_DRAFT:
      add_reason (gate, g_strdup_printf (_("Package %d is a draft."), (int) package->id));
      gate->who = g_strdup (_("An analyst can submit it for review."));
      break;

    case CLV_STATE_REJECTED:
    case CLV_STATE_SUPERSEDED:
    case CLV_STATE_RETIRED:
    default:
      add_reason (gate, g_strdup_printf (_("No package is approved; package %d is in the state "
                                           "“%s”."), (int) package->id,
                                         clv_package_state_get_label (package->state)));
      gate->who = name_analysts ();
      break;
    }
}

/**
 * clv_governance_check_gate:
 * @workspace: the workspace
 * @today: (nullable): ISO date, or %NULL for today
 * @error: return location
 *
 * Whether scores may leave the house now: there is an approved package whose
 * content is what is there, that has not ended, and the ledger holds. The chain
 * is checked anew each time.
 *
 * Returns: (transfer full): the gate, with reasons where it is closed
 */
ClvGate *
clv_governance_check_gate (ClvWorkspace *workspace,
                           const char   *today,
                           GError      **error)
{
  g_autoptr(ClvGate) gate = NULL;
  g_autoptr(GPtrArray) packages = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  gboolean holds = FALSE;
  guint i;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  packages = clv_governance_list_packages (workspace, today, error);
  if (packages == NULL
      || !clv_ledger_verify (workspace, NULL, findings, &holds, error)
      || !clv_governance_prove (workspace, findings, NULL, error))
    return NULL;

  holds = holds && findings->len == 0;

  gate = g_new0 (ClvGate, 1);
  gate->reasons = g_ptr_array_new_with_free_func (g_free);
  gate->package = take_nearest (packages);
  gate->is_open = holds && gate->package != NULL && gate->package->is_usable;
  if (gate->is_open)
    return g_steal_pointer (&gate);

  if (holds)
    {
      explain_nearest (gate, workspace);
      return g_steal_pointer (&gate);
    }

  add_reason (gate, g_strdup (_("The ledger does not verify, so no approval in it can be relied "
                                "on.")));
  for (i = 0; i < findings->len; i++)
    add_reason (gate, g_strdup (g_ptr_array_index (findings, i)));
  gate->who = g_strdup (_("An administrator can compare the file with a backup."));

  return g_steal_pointer (&gate);
}

static gboolean
insert_export (ClvWorkspace     *workspace,
               const char       *acting,
               const ClvPackage *package,
               const char       *file_name,
               const char       *sha256,
               guint64           rows,
               gint64            event,
               GError          **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *now = clv_governance_now ();

  statement = clv_statement_new (workspace,
                                 "INSERT INTO export_register (package, file_name, sha256, rows,"
                                 " actor, at, valid_until, event)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, package->id);
  clv_statement_bind_text (statement, 2, file_name);
  clv_statement_bind_text (statement, 3, sha256);
  clv_statement_bind_int (statement, 4, (gint64) rows);
  clv_statement_bind_text (statement, 5, acting);
  clv_statement_bind_text (statement, 6, now);
  clv_statement_bind_text (statement, 7, package->valid_until);
  clv_statement_bind_int (statement, 8, event);

  return clv_statement_execute (statement, error);
}

/* What the ledger says of an export; the register must say the same. */
char *
clv_export_payload (const char *file_name,
                    const char *sha256,
                    guint64     rows)
{
  g_autofree char *line = g_strdelimit (g_strdup (file_name), "\n\r", ' ');

  return g_strdup_printf ("rows %" G_GUINT64_FORMAT "\nsha256 %s\nfile %s", rows, sha256, line);
}

static gboolean
register_in_transaction (ClvWorkspace *workspace,
                         const char   *acting,
                         gint64        id,
                         const char   *file_name,
                         const char   *sha256,
                         guint64       rows,
                         GError      **error)
{
  g_autoptr(ClvPackage) package = clv_governance_load_package (workspace, id, NULL, error);
  g_autofree char *payload = clv_export_payload (file_name, sha256, rows);
  const ClvAct act = { "export", NULL, NULL, payload };
  gint64 event = 0;

  if (package == NULL)
    return FALSE;
  if (!package->is_usable)
    {
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_GATE,
                   _("Package %d may not be used for an export now. Nothing was registered."),
                   (int) id);
      return FALSE;
    }

  return clv_governance_apply (workspace, acting, id, &act, &event, error)
         && insert_export (workspace, acting, package, file_name, sha256, rows, event, error);
}

/**
 * clv_governance_register_export:
 * @workspace: the workspace
 * @acting: who exports, an analyst
 * @package: the usable package that the exported scores are of
 * @file_name: base name of the file
 * @sha256: its SHA-256
 * @rows: how many rows it has
 * @error: return location
 *
 * Writes the export into the register and the ledger, in one transaction.
 *
 * Returns: %FALSE when refused
 */
gboolean
clv_governance_register_export (ClvWorkspace *workspace,
                                const char   *acting,
                                gint64        package,
                                const char   *file_name,
                                const char   *sha256,
                                guint64       rows,
                                GError      **error)
{
  const char *actor = acting != NULL ? acting : "";

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (file_name != NULL && sha256 != NULL, FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (!register_in_transaction (workspace, actor, package, file_name, sha256, rows, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }

  return clv_workspace_commit (workspace, error);
}
