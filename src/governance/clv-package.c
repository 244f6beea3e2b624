/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "clv-governance-private.h"
#include "clv-statement.h"

/**
 * clv_package_free:
 * @self: (nullable): a package
 */
void
clv_package_free (ClvPackage *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->content_hash);
  g_free (self->manifest);
  g_free (self->created_by);
  g_free (self->created_at);
  g_free (self->approved_on);
  g_free (self->valid_until);
  g_clear_pointer (&self->stale_because, g_ptr_array_unref);
  g_clear_pointer (&self->votes, g_ptr_array_unref);
  g_clear_pointer (&self->contributors, g_ptr_array_unref);
  g_free (self);
}

/**
 * clv_package_get_attestation:
 * @self: a package
 *
 * Returns: (transfer none) (nullable): what to print wherever the package is
 *   shown, %NULL where somebody else looked at it
 */
const char *
clv_package_get_attestation (const ClvPackage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->is_self_attested ? _("Self-attested — not independently reviewed") : NULL;
}

static JsonObject *
get_member (JsonObject *object,
            const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * clv_package_covers:
 * @self: a package
 * @kind: kind of an item: "data", "fit", "definition", "scores", "tiers"
 * @hash: hash of such a thing
 *
 * Returns: whether it is what was proposed with this package
 */
gboolean
clv_package_covers (const ClvPackage *self,
                    const char       *kind,
                    const char       *hash)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonObject *item = NULL;

  g_return_val_if_fail (self != NULL && kind != NULL && hash != NULL, FALSE);

  if (!json_parser_load_from_data (parser, self->manifest, -1, NULL))
    return FALSE;

  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    item = get_member (get_member (json_node_get_object (root), "items"), kind);

  return item != NULL
         && g_str_equal (json_object_get_string_member_with_default (item, "hash", ""), hash);
}

/**
 * clv_package_get_scheme:
 * @self: a package
 *
 * Returns: (transfer none) (nullable): the tiers that were proposed with it;
 *   %NULL where this program does not know them
 */
const ClvTierScheme *
clv_package_get_scheme (const ClvPackage *self)
{
  const ClvTierScheme **schemes = NULL;
  guint n = 0;
  guint i;

  g_return_val_if_fail (self != NULL, NULL);

  schemes = clv_tier_schemes_list (&n);
  for (i = 0; i < n; i++)
    {
      g_autofree char *hash = clv_tier_scheme_get_hash (schemes[i]);

      if (clv_package_covers (self, "tiers", hash))
        return schemes[i];
    }

  return NULL;
}

void
clv_package_row_clear (ClvPackageRow *row)
{
  g_clear_pointer (&row->state, g_free);
  g_clear_pointer (&row->risk, g_free);
  g_clear_pointer (&row->content_hash, g_free);
  g_clear_pointer (&row->created_at, g_free);
}

/* What an act needs to know of a package. */
gboolean
clv_package_row_load (ClvWorkspace  *workspace,
                      gint64         package,
                      ClvPackageRow *row,
                      GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT p.id, s.state, p.risk, p.content_hash, p.created_at,"
                                 " q.votes, q.days FROM package p"
                                 " JOIN package_state s ON s.package = p.id"
                                 " JOIN quorum q ON q.risk = p.risk WHERE p.id = ?1", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, package);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("There is no package %d in this workspace."), (int) package);
      return FALSE;
    }

  row->id = clv_statement_get_int (statement, 0);
  row->state = g_strdup (clv_statement_get_text (statement, 1));
  row->risk = g_strdup (clv_statement_get_text (statement, 2));
  row->content_hash = g_strdup (clv_statement_get_text (statement, 3));
  row->created_at = g_strdup (clv_statement_get_text (statement, 4));
  row->votes_needed = (int) clv_statement_get_int (statement, 5);
  row->days = (int) clv_statement_get_int (statement, 6);

  return TRUE;
}

static ClvPackage *
read_package (ClvWorkspace *workspace,
              gint64        id,
              int          *days,
              GError      **error)
{
  g_autoptr(ClvPackage) self = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT p.id, p.title, p.content_hash, p.manifest, p.risk,"
                                 " p.created_by, p.created_at, p.fit, p.score_set, p.definition,"
                                 " s.state, q.votes, q.days FROM package p"
                                 " JOIN package_state s ON s.package = p.id"
                                 " JOIN quorum q ON q.risk = p.risk WHERE p.id = ?1", error);
  if (statement == NULL)
    return NULL;

  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("There is no package %d in this workspace."), (int) id);
      return NULL;
    }

  self = g_new0 (ClvPackage, 1);
  self->id = clv_statement_get_int (statement, 0);
  self->title = g_strdup (clv_statement_get_text (statement, 1));
  self->content_hash = g_strdup (clv_statement_get_text (statement, 2));
  self->manifest = g_strdup (clv_statement_get_text (statement, 3));
  self->risk = clv_risk_parse (clv_statement_get_text (statement, 4));
  self->created_by = g_strdup (clv_statement_get_text (statement, 5));
  self->created_at = g_strdup (clv_statement_get_text (statement, 6));
  self->fit_id = clv_statement_get_int (statement, 7);
  self->score_set_id = clv_statement_get_int (statement, 8);
  self->definition_id = clv_statement_get_int (statement, 9);
  clv_package_state_parse (clv_statement_get_text (statement, 10), &self->state);
  self->votes_needed = (int) clv_statement_get_int (statement, 11);
  *days = (int) clv_statement_get_int (statement, 12);
  self->stale_because = g_ptr_array_new_with_free_func (g_free);
  self->votes = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_event_free);
  self->contributors = g_ptr_array_new_with_free_func (g_free);

  return g_steal_pointer (&self);
}

static gboolean
read_contributors (ClvPackage   *self,
                   ClvWorkspace *workspace,
                   GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT person FROM contributor WHERE package = ?1"
                                 " ORDER BY person", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_int (statement, 1, self->id);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row)
        g_ptr_array_add (self->contributors, g_strdup (clv_statement_get_text (statement, 0)));
    }

  return TRUE;
}

/* The day of a UTC time stamp. */
static char *
day_of (const char *at)
{
  return g_strndup (at, 10);
}

static char *
add_days (const char *day,
          int         days)
{
  ClvDate date = clv_date_parse (day);

  return date != CLV_DATE_INVALID ? clv_date_to_iso (date + days) : NULL;
}

/* Votes, the day of the approval, and whether nobody else looked. */
static gboolean
read_events (ClvPackage   *self,
             ClvWorkspace *workspace,
             int           days,
             GError      **error)
{
  g_autoptr(GPtrArray) events = clv_ledger_list (workspace, self->id, error);
  gboolean is_attested = FALSE;
  guint i;

  if (events == NULL)
    return FALSE;

  for (i = 0; i < events->len; i++)
    {
      ClvEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->act, "take_up") || g_str_equal (event->act, "reinstate"))
        is_attested = FALSE;
      if (g_str_equal (event->act, "vote"))
        {
          is_attested = is_attested || g_str_equal (event->meaning, "self-attested");
        }
      else if (g_str_equal (event->act, "decide_approve"))
        {
          g_free (self->approved_on);
          g_free (self->valid_until);
          self->approved_on = day_of (event->at);
          self->valid_until = add_days (self->approved_on, days);
          self->is_self_attested = is_attested;
        }
    }

  while (events->len > 0)
    {
      ClvEvent *event = g_ptr_array_steal_index (events, 0);

      if (g_str_equal (event->act, "vote"))
        g_ptr_array_add (self->votes, event);
      else
        clv_event_free (event);
    }

  return TRUE;
}

static char *
today_or (const char *today)
{
  g_autoptr(GDateTime) now = NULL;

  if (today != NULL)
    return g_strdup (today);

  now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%d");
}

/* Drafts and packages under review are compared too: whoever votes should know
 * that what they vote on is no longer what is there. */
static gboolean
is_compared (ClvPackageState state)
{
  return state == CLV_STATE_DRAFT || state == CLV_STATE_SUBMITTED
         || state == CLV_STATE_UNDER_REVIEW || state == CLV_STATE_APPROVED
         || state == CLV_STATE_SUSPENDED;
}

/**
 * clv_governance_load_package:
 * @workspace: the workspace
 * @package: which
 * @today: (nullable): ISO date, or %NULL for today
 * @error: return location
 *
 * Returns: (transfer full): the package, its state derived from the ledger and
 *   its content compared with what is in the workspace now
 */
ClvPackage *
clv_governance_load_package (ClvWorkspace *workspace,
                             gint64        package,
                             const char   *today,
                             GError      **error)
{
  g_autoptr(ClvPackage) self = NULL;
  g_autofree char *day = today_or (today);
  int days = 0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  self = read_package (workspace, package, &days, error);
  if (self == NULL
      || !read_contributors (self, workspace, error)
      || !read_events (self, workspace, days, error))
    return NULL;

  if (is_compared (self->state)
      && !clv_content_explain (workspace, self->manifest, self->stale_because, error))
    return NULL;

  /* ISO days compare as text. */
  self->is_stale = self->stale_because->len > 0;
  self->is_expired = self->valid_until != NULL && g_strcmp0 (day, self->valid_until) > 0;
  self->is_usable = self->state == CLV_STATE_APPROVED && !self->is_stale && !self->is_expired;

  return g_steal_pointer (&self);
}

/**
 * clv_governance_list_packages:
 * @workspace: the workspace
 * @today: (nullable): ISO date, or %NULL for today
 * @error: return location
 *
 * Returns: (transfer full) (element-type ClvPackage): all packages, newest first
 */
GPtrArray *
clv_governance_list_packages (ClvWorkspace *workspace,
                              const char   *today,
                              GError      **error)
{
  g_autoptr(GPtrArray) packages = NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint i;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  packages = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_package_free);
  statement = clv_statement_new (workspace, "SELECT id FROM package ORDER BY id DESC", error);
  if (statement == NULL)
    return NULL;

  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        {
          gint64 id = clv_statement_get_int (statement, 0);

          g_array_append_val (ids, id);
        }
    }
  g_clear_pointer (&statement, clv_statement_free);

  for (i = 0; i < ids->len; i++)
    {
      ClvPackage *package = NULL;

      package = clv_governance_load_package (workspace, g_array_index (ids, gint64, i), today,
                                             error);
      if (package == NULL)
        return NULL;
      g_ptr_array_add (packages, package);
    }

  return g_steal_pointer (&packages);
}
