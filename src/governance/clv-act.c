/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-statement.h"

#define MIN_REASON 10

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError    **error,
        const char *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED, message);

  return FALSE;
}

static const char *
state_label (const char *id)
{
  ClvPackageState state = CLV_STATE_DRAFT;

  return clv_package_state_parse (id, &state) ? clv_package_state_get_label (state) : id;
}

static char *
labels_of (const char *role_ids)
{
  g_auto(GStrv) ids = g_strsplit (role_ids, ",", -1);
  g_autoptr(GString) text = g_string_new (NULL);
  ClvRole role = CLV_ROLE_VIEWER;
  guint i;

  for (i = 0; ids[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            clv_role_parse (ids[i], &role) ? clv_role_get_label (role) : ids[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The next state and the roles that may take the package there. */
static gboolean
find_step (ClvWorkspace        *workspace,
           const ClvPackageRow *row,
           const char          *act,
           char               **to_state,
           char               **role_ids,
           GError             **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT to_state, group_concat (role, ',') FROM allowed"
                                 " WHERE from_state = ?1 AND act = ?2 GROUP BY to_state", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, row->state);
  clv_statement_bind_text (statement, 2, act);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;

  if (!has_row)
    return refuse (error, _("Package %d is in the state “%s”, which does not allow this step. "
                            "Nothing was changed."), (int) row->id, state_label (row->state));

  *to_state = g_strdup (clv_statement_get_text (statement, 0));
  *role_ids = g_strdup (clv_statement_get_text (statement, 1));

  return TRUE;
}

static gboolean
check_role (ClvWorkspace *workspace,
            const char   *acting,
            const char   *role_ids,
            GError      **error)
{
  g_auto(GStrv) ids = g_strsplit (role_ids, ",", -1);
  g_autofree char *labels = NULL;
  gboolean has = FALSE;
  guint i;

  /* An act that follows from another. */
  if (*role_ids == '\0')
    return TRUE;

  if (*acting == '\0')
    return refuse (error, _("Nobody is named as acting, so nothing was done. Say who acts."));

  for (i = 0; ids[i] != NULL; i++)
    {
      if (!clv_person_has_role (workspace, acting, ids[i], &has, error))
        return FALSE;
      if (has)
        return TRUE;
    }

  labels = labels_of (role_ids);

  return refuse (error, _("“%s” may not do this: it takes the role “%s”. Nothing was changed. An "
                          "administrator can give the role."), acting, labels);
}

static gboolean
check_reason (const ClvAct *act,
              GError      **error)
{
  g_autofree char *reason = g_strstrip (g_strdup (act->reason != NULL ? act->reason : ""));
  gboolean needs = g_str_equal (act->act, "suspend") || g_str_equal (act->act, "ask_changes")
                   || (g_str_equal (act->act, "vote") && g_str_equal (act->meaning, "reject"));

  if (!needs || g_utf8_strlen (reason, -1) >= MIN_REASON)
    return TRUE;

  return refuse (error, _("Rejecting, suspending and asking for changes need a reason of at least "
                          "%d characters, so that the author knows what to mend. Nothing was "
                          "changed."), MIN_REASON);
}

/* Separation of duties. */
static gboolean
check_no_contributor (ClvWorkspace        *workspace,
                      const char          *acting,
                      const ClvPackageRow *row,
                      GError             **error)
{
  gint64 contributed = 0;

  if (!clv_query_count (workspace,
                        "SELECT COUNT (*) FROM contributor WHERE package = ?1 AND person = ?2",
                        row->id, acting, &contributed, error))
    return FALSE;

  if (contributed > 0)
    return refuse (error, _("“%s” contributed to package %d (as its author, or by its data, model "
                            "or assumptions), and nobody votes on what they made. Nothing was "
                            "changed. Ask another reviewer."), acting, (int) row->id);

  return TRUE;
}

/* The rules that only concern votes. */
static gboolean
check_vote (ClvWorkspace        *workspace,
            const char          *acting,
            const ClvPackageRow *row,
            const ClvAct        *act,
            GError             **error)
{
  gint64 voted = 0;

  if (!g_str_equal (act->meaning, "self-attested")
      && !check_no_contributor (workspace, acting, row, error))
    return FALSE;
  if (!clv_query_count (workspace,
                        "SELECT COUNT (*) FROM vote_now WHERE package = ?1 AND actor = ?2",
                        row->id, acting, &voted, error))
    return FALSE;

  if (voted > 0)
    return refuse (error, _("“%s” has voted on package %d already; each person has one vote. "
                            "Nothing was changed."), acting, (int) row->id);

  return TRUE;
}

static gboolean
append (ClvWorkspace        *workspace,
        const char          *acting,
        const ClvPackageRow *row,
        const ClvAct        *act,
        const char          *to_state,
        gint64              *seq,
        GError             **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->actor = g_strdup (acting);
  event->package = row->id;
  event->act = g_strdup (act->act);
  event->from_state = g_strdup (row->state);
  event->to_state = g_strdup (to_state);
  event->content_hash = g_strdup (row->content_hash);
  event->meaning = g_strdup (act->meaning != NULL ? act->meaning : "");
  event->reason = g_strdup (act->reason != NULL ? act->reason : "");
  event->payload = g_strdup (act->payload != NULL ? act->payload : "");
  if (g_str_equal (act->act, "propose")
      && !clv_ledger_seal_row (workspace, event, "package", row->id, error))
    return FALSE;
  if (!clv_ledger_append (workspace, event, error))
    return FALSE;
  if (seq != NULL)
    *seq = event->seq;

  return TRUE;
}

/**
 * clv_governance_apply:
 * @workspace: the workspace, in a transaction of the caller
 * @acting: who acts, already known to be who they say
 * @package: on what
 * @act: what
 * @seq: (out) (optional): number of the event
 * @error: return location
 *
 * The one place where the state of a package changes. Checks state, role, reason
 * and separation of duties, and appends to the ledger. The triggers of the file
 * check the same again, without this code.
 *
 * Returns: %FALSE when refused
 */
gboolean
clv_governance_apply (ClvWorkspace *workspace,
                      const char   *acting,
                      gint64        package,
                      const ClvAct *act,
                      gint64       *seq,
                      GError      **error)
{
  g_auto(ClvPackageRow) row = { 0 };
  g_autofree char *to_state = NULL;
  g_autofree char *role_ids = NULL;

  if (!clv_package_row_load (workspace, package, &row, error)
      || !find_step (workspace, &row, act->act, &to_state, &role_ids, error)
      || !check_role (workspace, acting, role_ids, error)
      || !check_reason (act, error))
    return FALSE;

  if (g_str_equal (act->act, "vote") && !check_vote (workspace, acting, &row, act, error))
    return FALSE;
  if (g_str_equal (act->act, "ask_changes")
      && !check_no_contributor (workspace, acting, &row, error))
    return FALSE;

  return append (workspace, acting, &row, act, to_state, seq, error);
}

/* Runs one act of one person as a transaction of its own. */
static gboolean
act_alone (ClvWorkspace *workspace,
           const char   *acting,
           const char   *passphrase,
           gint64        package,
           const ClvAct *act,
           GError      **error)
{
  if (!clv_person_check (workspace, acting, passphrase, error)
      || !clv_workspace_begin (workspace, error))
    return FALSE;
  if (!clv_governance_apply (workspace, acting, package, act, NULL, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }

  return clv_workspace_commit (workspace, error);
}

static gboolean
insert_package (ClvWorkspace     *workspace,
                const char       *acting,
                ClvRisk           risk,
                const ClvContent *content,
                GError          **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *now = clv_governance_now ();

  statement = clv_statement_new (workspace,
                                 "INSERT INTO package (title, content_hash, manifest, risk,"
                                 " created_by, created_at, fit, score_set, definition)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, content->title);
  clv_statement_bind_text (statement, 2, content->content_hash);
  clv_statement_bind_text (statement, 3, content->manifest);
  clv_statement_bind_text (statement, 4, clv_risk_get_id (risk));
  clv_statement_bind_text (statement, 5, acting);
  clv_statement_bind_text (statement, 6, now);
  clv_statement_bind_int (statement, 7, content->fit_id);
  clv_statement_bind_int (statement, 8, content->score_set_id);
  clv_statement_bind_int (statement, 9, content->definition_id);

  return clv_statement_execute (statement, error);
}

/* Inserts the pairs of @table by @sql, whose ?1 is the package. */
static gboolean
insert_pairs (ClvWorkspace *workspace,
              const char   *sql,
              gint64        package,
              GHashTable   *pairs,
              GError      **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  if (statement == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      clv_statement_bind_int (statement, 1, package);
      clv_statement_bind_text (statement, 2, key);
      clv_statement_bind_text (statement, 3, value);
      if (!clv_statement_execute (statement, error))
        return FALSE;
    }

  return TRUE;
}

/* Risk and contributors go into the chained event too, so that the rules can be
 * proved again from the ledger alone. */
static char *
proposal_payload (ClvRisk           risk,
                  const ClvContent *content)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GList) logins = NULL;
  GList *link = NULL;

  g_string_append_printf (text, "risk %s", clv_risk_get_id (risk));
  logins = g_list_sort (g_hash_table_get_keys (content->contributors), (GCompareFunc) strcmp);
  for (link = logins; link != NULL; link = link->next)
    g_string_append_printf (text, "\ncontributor %s", (const char *) link->data);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
store_in_transaction (ClvWorkspace     *workspace,
                      const char       *acting,
                      ClvRisk           risk,
                      const ClvContent *content,
                      gint64           *package,
                      GError          **error)
{
  g_autofree char *payload = proposal_payload (risk, content);
  const ClvAct act = { "propose", "author", NULL, payload };
  gboolean is_analyst = FALSE;

  /* Before the row exists, so that the refusal speaks of the role. */
  if (!clv_person_has_role (workspace, acting, "analyst", &is_analyst, error)
      || (!is_analyst && !check_role (workspace, acting, "analyst", error)))
    return FALSE;

  if (!insert_package (workspace, acting, risk, content, error))
    return FALSE;
  *package = clv_workspace_get_last_rowid (workspace);

  return insert_pairs (workspace,
                       "INSERT INTO package_item (package, item_kind, item_hash)"
                       " VALUES (?1, ?2, ?3)", *package, content->items, error)
         && insert_pairs (workspace,
                          "INSERT INTO contributor (package, person, part) VALUES (?1, ?2, ?3)",
                          *package, content->contributors, error)
         && clv_governance_apply (workspace, acting, *package, &act, NULL, error);
}

/* Stores @content as a draft package; 0 when refused. */
gint64
clv_governance_store (ClvWorkspace     *workspace,
                      const char       *acting,
                      ClvRisk           risk,
                      const ClvContent *content,
                      GError          **error)
{
  gint64 package = 0;

  if (!clv_workspace_begin (workspace, error))
    return 0;
  if (!store_in_transaction (workspace, acting, risk, content, &package, error))
    {
      clv_workspace_rollback (workspace);
      return 0;
    }

  return clv_workspace_commit (workspace, error) ? package : 0;
}

/* The same content is not proposed twice: not while it is on its way or in
 * force, and not after it was rejected, which would be shopping for votes. */
static gboolean
check_not_proposed (ClvWorkspace     *workspace,
                    const ClvContent *content,
                    GError          **error)
{
  g_autoptr(GPtrArray) packages = clv_governance_list_packages (workspace, NULL, error);
  guint i;

  if (packages == NULL)
    return FALSE;

  for (i = 0; i < packages->len; i++)
    {
      const ClvPackage *other = g_ptr_array_index (packages, i);

      if (!g_str_equal (other->content_hash, content->content_hash)
          || other->state == CLV_STATE_SUPERSEDED || other->state == CLV_STATE_RETIRED
          || (other->state == CLV_STATE_APPROVED && other->is_expired))
        continue;

      return refuse (error, _("Package %d has the same content and is in the state “%s”. Nothing "
                              "was changed."), (int) other->id,
                     clv_package_state_get_label (other->state));
    }

  return TRUE;
}

/**
 * clv_governance_propose:
 * @workspace: the workspace
 * @acting: who proposes, an analyst
 * @risk: how much depends on it: sets quorum and lifetime
 * @scheme: (nullable): the tiers that are proposed; 20-60-20 where %NULL
 * @passphrase: (nullable): theirs, where they have set one
 * @error: return location
 *
 * Makes a draft package of what is there now: data, newest fit, current value
 * definition, tiers and scores (which are computed where they are missing).
 *
 * Returns: the package's number, 0 when refused
 */
gint64
clv_governance_propose (ClvWorkspace        *workspace,
                        const char          *acting,
                        ClvRisk              risk,
                        const ClvTierScheme *scheme,
                        const char          *passphrase,
                        GError             **error)
{
  g_autoptr(ClvContent) content = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), 0);

  if (!clv_person_check (workspace, acting, passphrase, error)
      || !check_role (workspace, acting, "analyst", error))
    return 0;

  content = clv_content_gather (workspace, acting, scheme, error);
  if (content == NULL || !check_not_proposed (workspace, content, error))
    return 0;

  return clv_governance_store (workspace, acting, risk, content, error);
}

/**
 * clv_governance_submit:
 * @workspace: the workspace
 * @package: a draft
 * @acting: who submits it, an analyst
 * @passphrase: (nullable): theirs, where they have set one
 * @error: return location
 *
 * Hands a draft to the reviewers.
 *
 * Returns: %FALSE when refused
 */
gboolean
clv_governance_submit (ClvWorkspace *workspace,
                       gint64        package,
                       const char   *acting,
                       const char   *passphrase,
                       GError      **error)
{
  const ClvAct act = { "submit", "author", NULL, NULL };

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  return act_alone (workspace, acting, passphrase, package, &act, error);
}

static gboolean
count_votes (ClvWorkspace *workspace,
             gint64        package,
             const char   *meaning,
             gint64       *count,
             GError      **error)
{
  return clv_query_count (workspace,
                          "SELECT COUNT (*) FROM vote_now v WHERE v.package = ?1"
                          " AND v.meaning = ?2 AND EXISTS (SELECT 1 FROM role_now r"
                          " WHERE r.person = v.actor AND r.role = 'reviewer')",
                          package, meaning, count, error);
}

static gboolean
list_approved (ClvWorkspace *workspace,
               gint64        package,
               GArray       *ids,
               GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT package FROM package_state WHERE package <> ?1"
                                 " AND state IN ('approved', 'suspended')", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, package);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        {
          gint64 id = clv_statement_get_int (statement, 0);

          g_array_append_val (ids, id);
        }
    }

  return TRUE;
}

/* One package is in force at a time. */
static gboolean
supersede_others (ClvWorkspace *workspace,
                  const char   *acting,
                  gint64        package,
                  GError      **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *payload = g_strdup_printf ("by %d", (int) package);
  const ClvAct act = { "supersede", NULL, NULL, payload };
  guint i;

  if (!list_approved (workspace, package, ids, error))
    return FALSE;

  for (i = 0; i < ids->len; i++)
    {
      if (!clv_governance_apply (workspace, acting, g_array_index (ids, gint64, i), &act, NULL,
                                 error))
        return FALSE;
    }

  return TRUE;
}

/* Decides as soon as one side has the quorum. A self-attestation has nobody to
 * wait for. */
static gboolean
decide (ClvWorkspace *workspace,
        const char   *acting,
        gint64        package,
        gboolean      is_attested,
        GError      **error)
{
  g_auto(ClvPackageRow) row = { 0 };
  const ClvAct approve = { "decide_approve", NULL, NULL, NULL };
  const ClvAct reject = { "decide_reject", NULL, NULL, NULL };
  gint64 n_for = 0;
  gint64 n_against = 0;

  if (!clv_package_row_load (workspace, package, &row, error)
      || !count_votes (workspace, package, "approve", &n_for, error)
      || !count_votes (workspace, package, "reject", &n_against, error))
    return FALSE;

  if (is_attested || n_for >= row.votes_needed)
    return clv_governance_apply (workspace, acting, package, &approve, NULL, error)
           && supersede_others (workspace, acting, package, error);
  if (n_against >= row.votes_needed)
    return clv_governance_apply (workspace, acting, package, &reject, NULL, error);

  return TRUE;
}

/* Votes bind to the content that was proposed. Where that is not what is there,
 * an approval could not be used for anything. */
static gboolean
vote_in_transaction (ClvWorkspace *workspace,
                     const char   *acting,
                     gint64        package,
                     gboolean      approve,
                     const char   *reason,
                     GError      **error)
{
  g_auto(ClvPackageRow) row = { 0 };
  const ClvAct take_up = { "take_up", NULL, NULL, NULL };
  ClvAct vote = { "vote", approve ? "approve" : "reject", reason, NULL };
  gint64 contributed = 0;
  gboolean is_attested = FALSE;

  if (!clv_package_row_load (workspace, package, &row, error)
      || !clv_query_count (workspace,
                           "SELECT COUNT (*) FROM contributor WHERE package = ?1 AND person = ?2",
                           package, acting, &contributed, error))
    return FALSE;

  is_attested = approve && contributed > 0 && clv_governance_is_solo (workspace);
  if (is_attested)
    vote.meaning = "self-attested";

  if (g_str_equal (row.state, "submitted")
      && (!check_role (workspace, acting, "reviewer", error)
          || !check_vote (workspace, acting, &row, &vote, error)
          || !check_reason (&vote, error)
          || !clv_governance_apply (workspace, acting, package, &take_up, NULL, error)))
    return FALSE;

  return clv_governance_apply (workspace, acting, package, &vote, NULL, error)
         && decide (workspace, acting, package, is_attested, error);
}

/**
 * clv_governance_vote:
 * @workspace: the workspace
 * @package: a submitted package, or one under review
 * @acting: who votes, a reviewer who did not contribute
 * @approve: %FALSE = reject
 * @reason: (nullable): why; at least ten characters to reject
 * @passphrase: (nullable): theirs, where they have set one
 * @error: return location
 *
 * Casts a vote, takes a submitted package up with it, and decides as soon as one
 * side has the quorum; an approval supersedes the package in force. All of it
 * is one transaction.
 *
 * Where exactly one person holds a role in the workspace nobody else can look.
 * Their approval of their own package is recorded as "self-attested" and shown
 * as that wherever the package appears.
 *
 * Returns: %FALSE when refused
 */
gboolean
clv_governance_vote (ClvWorkspace *workspace,
                     gint64        package,
                     const char   *acting,
                     gboolean      approve,
                     const char   *reason,
                     const char   *passphrase,
                     GError      **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  if (!clv_person_check (workspace, acting, passphrase, error)
      || !clv_workspace_begin (workspace, error))
    return FALSE;
  if (!vote_in_transaction (workspace, acting, package, approve, reason, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }

  return clv_workspace_commit (workspace, error);
}

/**
 * clv_governance_is_solo:
 * @workspace: the workspace
 *
 * Returns: whether exactly one person holds a role in it
 */
gboolean
clv_governance_is_solo (ClvWorkspace *workspace)
{
  gint64 n = 0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  return clv_query_count (workspace, "SELECT COUNT (DISTINCT person) FROM role_now", 0, NULL, &n,
                          NULL)
         && n == 1;
}

static const char * const step_acts[] = {
  [CLV_STEP_ASK_CHANGES] = "ask_changes",
  [CLV_STEP_SUSPEND] = "suspend",
  [CLV_STEP_REINSTATE] = "reinstate",
  [CLV_STEP_RETIRE] = "retire",
};

/**
 * clv_governance_step:
 * @workspace: the workspace
 * @package: a package
 * @step: what happens to it
 * @acting: who does it
 * @reason: (nullable): why; at least ten characters to ask for changes or to suspend
 * @passphrase: (nullable): theirs, where they have set one
 * @error: return location
 *
 * What one person alone may do to a package beside voting.
 *
 * Returns: %FALSE when refused
 */
gboolean
clv_governance_step (ClvWorkspace *workspace,
                     gint64        package,
                     ClvStep       step,
                     const char   *acting,
                     const char   *reason,
                     const char   *passphrase,
                     GError      **error)
{
  const ClvAct act = { step_acts[step], NULL, reason, NULL };

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);

  return act_alone (workspace, acting, passphrase, package, &act, error);
}
