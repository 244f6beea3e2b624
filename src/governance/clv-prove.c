/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-statement.h"

/* Proves the rules of governance a second time, from the ledger alone: each
 * event is replayed against roles, contributors and votes that earlier events
 * established, and the tables are then held against the result. */

/* A package as the ledger tells it. */
typedef struct
{
  char *state;
  char *content_hash;
  char *risk;
  char *approved_on;
  gboolean is_attested;         /* in the open round */
  GHashTable *contributors;     /* set of logins */
  GHashTable *votes;            /* login → meaning, of the open round */
} Replayed;

static void
replayed_free (Replayed *self)
{
  g_free (self->state);
  g_free (self->content_hash);
  g_free (self->risk);
  g_free (self->approved_on);
  g_hash_table_unref (self->contributors);
  g_hash_table_unref (self->votes);
  g_free (self);
}

typedef struct
{
  ClvWorkspace *workspace;
  GPtrArray *findings;          /* borrowed */
  GHashTable *allowed;          /* "from act to role", as a set */
  GHashTable *quorum;           /* risk → votes */
  GHashTable *days;             /* risk → days */
  GHashTable *roles;            /* "role login", as a set: held now */
  GHashTable *packages;         /* id → Replayed */
  GHashTable *exports;          /* event → "package actor payload" */
} Replay;

static void
replay_clear (Replay *self)
{
  g_clear_pointer (&self->allowed, g_hash_table_unref);
  g_clear_pointer (&self->quorum, g_hash_table_unref);
  g_clear_pointer (&self->days, g_hash_table_unref);
  g_clear_pointer (&self->roles, g_hash_table_unref);
  g_clear_pointer (&self->packages, g_hash_table_unref);
  g_clear_pointer (&self->exports, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replay, replay_clear)

G_GNUC_PRINTF (2, 3)
static void
add_finding (Replay     *self,
             const char *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->findings, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/* Puts the rows of @sql, its columns joined by blanks, into a set. */
static GHashTable *
load_set (ClvWorkspace *workspace,
          const char   *sql,
          int           n_columns,
          GError      **error)
{
  g_autoptr(GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  gboolean has_row = TRUE;
  int i;

  if (statement == NULL)
    return NULL;

  while (has_row)
    {
      g_autoptr(GString) key = g_string_new (NULL);

      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      for (i = 0; has_row && i < n_columns; i++)
        {
          const char *text = clv_statement_get_text (statement, i);

          g_string_append_printf (key, "%s%s", i > 0 ? " " : "", text != NULL ? text : "");
        }
      if (has_row)
        g_hash_table_add (set, g_string_free (g_steal_pointer (&key), FALSE));
    }

  return g_steal_pointer (&set);
}

static gboolean
load_quorum (Replay  *self,
             GError **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  self->quorum = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  statement = clv_statement_new (self->workspace, "SELECT risk, votes, days FROM quorum", error);
  if (statement == NULL)
    return FALSE;

  while (has_row)
    {
      const char *risk = NULL;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      risk = clv_statement_get_text (statement, 0);
      g_hash_table_insert (self->quorum, g_strdup (risk),
                           GINT_TO_POINTER (clv_statement_get_int (statement, 1)));
      g_hash_table_insert (self->days, g_strdup (risk),
                           GINT_TO_POINTER (clv_statement_get_int (statement, 2)));
    }

  return TRUE;
}

static gboolean
replay_init (Replay       *self,
             ClvWorkspace *workspace,
             GPtrArray    *findings,
             GError      **error)
{
  self->workspace = workspace;
  self->findings = findings;
  self->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->packages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                          (GDestroyNotify) replayed_free);
  self->exports = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->allowed = load_set (workspace, "SELECT from_state, act, to_state, role FROM allowed", 4,
                            error);

  return self->allowed != NULL && load_quorum (self, error);
}

static gboolean
holds_role (Replay     *self,
            const char *login,
            const char *role)
{
  g_autofree char *key = g_strdup_printf ("%s %s", role, login);

  return g_hash_table_contains (self->roles, key);
}

static guint
count_people (Replay *self)
{
  g_autoptr(GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, self->roles);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (people, strchr (key, ' ') + 1);

  return g_hash_table_size (people);
}

static gboolean
has_admin (Replay *self)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, self->roles);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (g_str_has_prefix (key, "admin "))
        return TRUE;
    }

  return FALSE;
}

static void
replay_role (Replay         *self,
             const ClvEvent *event)
{
  if (has_admin (self) && !holds_role (self, event->actor, "admin"))
    add_finding (self, _("Event %d: %s gave or took a role without being an administrator."),
                 (int) event->seq, event->actor);
  if (strchr (event->payload, ' ') == NULL)
    add_finding (self, _("Event %d gives or takes a role of nobody."), (int) event->seq);
  else if (g_str_equal (event->act, "grant_role"))
    g_hash_table_add (self->roles, g_strdup (event->payload));
  else
    g_hash_table_remove (self->roles, event->payload);
}

static Replayed *
begin_package (Replay         *self,
               const ClvEvent *event)
{
  Replayed *package = g_new0 (Replayed, 1);
  g_auto(GStrv) lines = g_strsplit (event->payload, "\n", -1);
  guint i;

  package->state = g_strdup ("");
  package->content_hash = g_strdup (event->content_hash);
  package->contributors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  package->votes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "contributor "))
        g_hash_table_add (package->contributors, g_strdup (lines[i] + strlen ("contributor ")));
      else if (g_str_has_prefix (lines[i], "risk ") && package->risk == NULL)
        package->risk = g_strdup (lines[i] + strlen ("risk "));
    }
  g_hash_table_insert (self->packages, g_memdup2 (&event->package, sizeof event->package),
                       package);

  return package;
}

static gboolean
is_allowed (Replay         *self,
            const ClvEvent *event,
            gboolean       *has_role)
{
  GHashTableIter iter;
  gpointer key = NULL;
  g_autofree char *step = g_strdup_printf ("%s %s %s ", event->from_state, event->act,
                                           event->to_state);
  gboolean found = FALSE;

  /* Formats before the fourth took an export that nobody signed. */
  *has_role = g_str_equal (event->act, "export") && *event->actor == '\0';
  g_hash_table_iter_init (&iter, self->allowed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *role = NULL;

      if (!g_str_has_prefix (key, step))
        continue;
      found = TRUE;
      role = (const char *) key + strlen (step);
      *has_role = *has_role || *role == '\0' || holds_role (self, event->actor, role);
    }

  return found;
}

static guint
count_votes (Replay     *self,
             Replayed   *package,
             const char *meaning)
{
  GHashTableIter iter;
  gpointer login = NULL;
  gpointer vote = NULL;
  guint n = 0;

  g_hash_table_iter_init (&iter, package->votes);
  while (g_hash_table_iter_next (&iter, &login, &vote))
    n += g_str_equal (vote, meaning) && holds_role (self, login, "reviewer");

  return n;
}

static void
check_no_contributor (Replay         *self,
                      Replayed       *package,
                      const ClvEvent *event)
{
  if (g_hash_table_contains (package->contributors, event->actor))
    add_finding (self, _("Event %d: %s voted on package %d, to which they contributed."),
                 (int) event->seq, event->actor, (int) event->package);
}

static void
check_vote (Replay         *self,
            Replayed       *package,
            const ClvEvent *event)
{
  gboolean is_attested = g_str_equal (event->meaning, "self-attested");

  if (g_hash_table_contains (package->votes, event->actor))
    add_finding (self, _("Event %d: %s voted twice on package %d."), (int) event->seq,
                 event->actor, (int) event->package);
  if (is_attested && count_people (self) != 1)
    add_finding (self, _("Event %d: %s self-attested package %d although somebody else could have "
                         "looked."), (int) event->seq, event->actor, (int) event->package);
  if (!is_attested)
    check_no_contributor (self, package, event);

  package->is_attested = package->is_attested || is_attested;
  g_hash_table_replace (package->votes, g_strdup (event->actor), g_strdup (event->meaning));
}

static void
check_decision (Replay         *self,
                Replayed       *package,
                const ClvEvent *event)
{
  gboolean is_approval = g_str_equal (event->act, "decide_approve");
  gpointer needed = NULL;

  if (package->risk == NULL
      || !g_hash_table_lookup_extended (self->quorum, package->risk, NULL, &needed))
    add_finding (self, _("Package %d has a risk that nobody knows."), (int) event->package);
  else if (!(is_approval && package->is_attested)
           && count_votes (self, package, is_approval ? "approve" : "reject")
           < (guint) GPOINTER_TO_INT (needed))
    add_finding (self, _("Event %d decided package %d without enough votes."), (int) event->seq,
                 (int) event->package);

  if (is_approval)
    {
      g_free (package->approved_on);
      package->approved_on = g_strndup (event->at, 10);
    }
}

static void
check_export (Replay         *self,
              Replayed       *package,
              const ClvEvent *event)
{
  ClvDate approved = CLV_DATE_INVALID;
  ClvDate exported = CLV_DATE_INVALID;
  g_autofree char *day = g_strndup (event->at, 10);
  gpointer days = NULL;

  g_hash_table_insert (self->exports, g_memdup2 (&event->seq, sizeof event->seq),
                       g_strdup_printf ("%" G_GINT64_FORMAT " %s %s", event->package, event->actor,
                                        event->payload));
  exported = clv_date_parse (day);
  if (package->approved_on != NULL)
    approved = clv_date_parse (package->approved_on);
  if (package->risk != NULL)
    days = g_hash_table_lookup (self->days, package->risk);

  if (approved == CLV_DATE_INVALID || exported == CLV_DATE_INVALID
      || exported < approved || exported > approved + GPOINTER_TO_INT (days))
    add_finding (self, _("Event %d exported package %d outside the time for which it was "
                         "approved."), (int) event->seq, (int) event->package);
}

static void
begin_round (Replayed *package)
{
  g_hash_table_remove_all (package->votes);
  package->is_attested = FALSE;
}

static void
replay_package (Replay         *self,
                const ClvEvent *event)
{
  Replayed *package = g_hash_table_lookup (self->packages, &event->package);
  gboolean has_role = FALSE;

  if (package == NULL)
    package = begin_package (self, event);

  if (!g_str_equal (event->from_state, package->state) || !is_allowed (self, event, &has_role))
    add_finding (self, _("Event %d took package %d from “%s” to “%s” by a step that is not "
                         "allowed."), (int) event->seq, (int) event->package, event->from_state,
                 event->to_state);
  else if (!has_role)
    add_finding (self, _("Event %d: %s did not hold the role that this act took at that time."),
                 (int) event->seq, event->actor);
  if (!g_str_equal (event->content_hash, package->content_hash))
    add_finding (self, _("Event %d is bound to other content than package %d."), (int) event->seq,
                 (int) event->package);

  if (g_str_equal (event->act, "take_up") || g_str_equal (event->act, "reinstate")
      || g_str_equal (event->act, "ask_changes"))
    begin_round (package);
  if (g_str_equal (event->act, "ask_changes"))
    check_no_contributor (self, package, event);
  else if (g_str_equal (event->act, "vote"))
    check_vote (self, package, event);
  else if (g_str_has_prefix (event->act, "decide_"))
    check_decision (self, package, event);
  else if (g_str_equal (event->act, "export"))
    check_export (self, package, event);

  g_free (package->state);
  package->state = g_strdup (event->to_state);
}

static void
replay_events (Replay    *self,
               GPtrArray *events)
{
  guint i;

  for (i = 0; i < events->len; i++)
    {
      const ClvEvent *event = g_ptr_array_index (events, i);

      if (event->package != 0)
        replay_package (self, event);
      else if (g_str_equal (event->act, "grant_role") || g_str_equal (event->act, "revoke_role"))
        replay_role (self, event);
    }
}

/* The roles of the table must be those of the ledger. */
static gboolean
compare_roles (Replay  *self,
               GError **error)
{
  g_autoptr(GHashTable) table = load_set (self->workspace, "SELECT role, person FROM role_now", 2,
                                          error);
  GHashTableIter iter;
  gpointer key = NULL;

  if (table == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (self->roles, key))
        add_finding (self, _("The role “%s” is in the file, but no event gave it."),
                     (const char *) key);
    }
  g_hash_table_iter_init (&iter, self->roles);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_hash_table_contains (table, key))
        add_finding (self, _("The role “%s” was given, but is not in the file."),
                     (const char *) key);
    }

  return TRUE;
}

static char *
recompute_content (ClvWorkspace *workspace,
                   gint64        package,
                   GError      **error)
{
  g_autoptr(GHashTable) items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT item_kind, item_hash FROM package_item"
                                 " WHERE package = ?1", error);
  if (statement == NULL)
    return NULL;

  clv_statement_bind_int (statement, 1, package);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        g_hash_table_insert (items, g_strdup (clv_statement_get_text (statement, 0)),
                             g_strdup (clv_statement_get_text (statement, 1)));
    }

  return clv_items_hash (items);
}

static gboolean
compare_contributors (Replay   *self,
                      gint64    id,
                      Replayed *replayed,
                      GError  **error)
{
  gint64 n = 0;
  GHashTableIter iter;
  gpointer login = NULL;
  guint found = 0;

  if (!clv_query_count (self->workspace, "SELECT COUNT (*) FROM contributor WHERE package = ?1",
                        id, NULL, &n, error))
    return FALSE;

  g_hash_table_iter_init (&iter, replayed->contributors);
  while (g_hash_table_iter_next (&iter, &login, NULL))
    {
      gint64 is_there = 0;

      if (!clv_query_count (self->workspace,
                            "SELECT COUNT (*) FROM contributor WHERE package = ?1 AND person = ?2",
                            id, login, &is_there, error))
        return FALSE;
      found += is_there != 0;
    }

  if (found != g_hash_table_size (replayed->contributors) || (gint64) found != n)
    add_finding (self, _("Those who contributed to package %d are not those of its proposal."),
                 (int) id);

  return TRUE;
}

static gboolean
compare_package (Replay     *self,
                 gint64      id,
                 const char *content_hash,
                 const char *risk,
                 GError    **error)
{
  Replayed *replayed = g_hash_table_lookup (self->packages, &id);
  g_autofree char *recomputed = recompute_content (self->workspace, id, error);

  if (recomputed == NULL)
    return FALSE;
  if (replayed == NULL)
    {
      add_finding (self, _("Package %d is in the file, but no event speaks of it."), (int) id);
      return TRUE;
    }

  if (!g_str_equal (recomputed, content_hash)
      || !g_str_equal (replayed->content_hash, content_hash))
    add_finding (self, _("The content of package %d is not what was proposed: its parts give "
                         "another hash."), (int) id);
  if (g_strcmp0 (replayed->risk, risk) != 0)
    add_finding (self, _("The risk of package %d is not that of its proposal."), (int) id);

  return compare_contributors (self, id, replayed, error);
}

static gboolean
compare_packages (Replay  *self,
                  GError **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint n = 0;

  statement = clv_statement_new (self->workspace, "SELECT id, content_hash, risk FROM package",
                                 error);
  if (statement == NULL)
    return FALSE;

  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      n++;
      if (!compare_package (self, clv_statement_get_int (statement, 0),
                            clv_statement_get_text (statement, 1),
                            clv_statement_get_text (statement, 2), error))
        return FALSE;
    }

  if (n < g_hash_table_size (self->packages))
    add_finding (self, _("A package that events speak of is gone from the file."));

  return TRUE;
}

static gboolean
compare_exports (Replay  *self,
                 GError **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint n = 0;

  statement = clv_statement_new (self->workspace,
                                 "SELECT event, package, actor, file_name, sha256, rows"
                                 " FROM export_register", error);
  if (statement == NULL)
    return FALSE;

  while (has_row)
    {
      gint64 event = 0;
      g_autofree char *payload = NULL;
      g_autofree char *registered = NULL;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      n++;
      event = clv_statement_get_int (statement, 0);
      payload = clv_export_payload (clv_statement_get_text (statement, 3),
                                    clv_statement_get_text (statement, 4),
                                    (guint64) clv_statement_get_int (statement, 5));
      registered = g_strdup_printf ("%" G_GINT64_FORMAT " %s %s",
                                    clv_statement_get_int (statement, 1),
                                    clv_statement_get_text (statement, 2), payload);
      if (g_strcmp0 (registered, g_hash_table_lookup (self->exports, &event)) != 0)
        add_finding (self, _("An export in the register is not in the ledger."));
    }

  if (n < g_hash_table_size (self->exports))
    add_finding (self, _("An export in the ledger is gone from the register."));

  return TRUE;
}

/* Everybody who is in the file was given a role once. */
static gboolean
compare_persons (Replay    *self,
                 GPtrArray *events,
                 GError   **error)
{
  g_autoptr(GHashTable) table = load_set (self->workspace, "SELECT login FROM person", 1, error);
  GHashTableIter iter;
  gpointer login = NULL;
  guint i;

  if (table == NULL)
    return FALSE;

  for (i = 0; i < events->len; i++)
    {
      const ClvEvent *event = g_ptr_array_index (events, i);
      const char *blank = strchr (event->payload, ' ');

      if (g_str_equal (event->act, "grant_role") && blank != NULL)
        g_hash_table_remove (table, blank + 1);
    }

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &login, NULL))
    add_finding (self, _("“%s” is in the file as a person, but no event added them."),
                 (const char *) login);

  return TRUE;
}

/* The definition in force is the one that was last made so. */
static gboolean
compare_definition (Replay    *self,
                    GPtrArray *events,
                    GError   **error)
{
  g_autofree char *current = clv_workspace_dup_setting (self->workspace, "current_definition");
  g_autofree char *line = g_strdup_printf ("definition=%s\n", current != NULL ? current : "");
  guint i;

  for (i = events->len; i > 0; i--)
    {
      const ClvEvent *event = g_ptr_array_index (events, i - 1);

      if (!g_str_equal (event->act, "define"))
        continue;
      if (!g_str_has_prefix (event->payload, line))
        break;
      return TRUE;
    }

  if (i > 0 || current != NULL)
    add_finding (self, _("The value definition in force is not the one that the ledger says."));

  return TRUE;
}

gboolean
clv_governance_prove (ClvWorkspace *workspace,
                      GPtrArray    *findings,
                      gint64       *n_events,
                      GError      **error)
{
  g_auto(Replay) replay = { 0 };
  g_autoptr(GPtrArray) events = clv_ledger_list (workspace, 0, error);

  if (events == NULL || !replay_init (&replay, workspace, findings, error))
    return FALSE;

  if (n_events != NULL)
    *n_events = events->len;
  replay_events (&replay, events);

  return compare_persons (&replay, events, error) && compare_roles (&replay, error)
         && compare_packages (&replay, error) && compare_exports (&replay, error)
         && compare_definition (&replay, events, error)
         && clv_ledger_verify_rows (workspace, findings, error);
}
