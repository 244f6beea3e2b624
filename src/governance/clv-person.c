/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-statement.h"

/**
 * clv_person_free:
 * @self: (nullable): a person
 */
void
clv_person_free (ClvPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->login);
  g_free (self->since);
  g_free (self);
}

char *
clv_governance_now (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* Counts by a statement whose ?1 is @package and ?2 @text, as far as it has
 * them. */
gboolean
clv_query_count (ClvWorkspace *workspace,
                 const char   *sql,
                 gint64        package,
                 const char   *text,
                 gint64       *count,
                 GError      **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  gboolean has_row = FALSE;

  *count = 0;
  if (statement == NULL)
    return FALSE;

  if (strstr (sql, "?1") != NULL)
    clv_statement_bind_int (statement, 1, package);
  if (strstr (sql, "?2") != NULL)
    clv_statement_bind_text (statement, 2, text);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *count = clv_statement_get_int (statement, 0);

  return TRUE;
}

gboolean
clv_person_has_role (ClvWorkspace *workspace,
                     const char   *login,
                     const char   *role,
                     gboolean     *has,
                     GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  *has = FALSE;
  statement = clv_statement_new (workspace,
                                 "SELECT 1 FROM role_now WHERE person = ?1 AND role = ?2", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, login);
  clv_statement_bind_text (statement, 2, role);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  *has = has_row;

  return TRUE;
}

static gboolean
find_passphrase (ClvWorkspace *workspace,
                 const char   *login,
                 gboolean     *exists,
                 char        **stored,
                 GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  *exists = FALSE;
  *stored = NULL;
  statement = clv_statement_new (workspace,
                                 "SELECT (SELECT s.stored FROM person_passphrase s"
                                 " WHERE s.person = p.login ORDER BY s.id DESC LIMIT 1)"
                                 " FROM person p WHERE p.login = ?1", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, login);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;

  *exists = has_row;
  if (has_row && !clv_statement_is_null (statement, 0))
    *stored = g_strdup (clv_statement_get_text (statement, 0));

  return TRUE;
}

/* Whether @login is a person here who gives the passphrase they have set, where
 * they have set one. */
gboolean
clv_person_check (ClvWorkspace *workspace,
                  const char   *login,
                  const char   *passphrase,
                  GError      **error)
{
  g_autofree char *stored = NULL;
  gboolean exists = FALSE;

  if (login == NULL || *login == '\0')
    {
      g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                           _("Nobody is named as acting, so nothing was done. Say who acts."));
      return FALSE;
    }
  if (!find_passphrase (workspace, login, &exists, &stored, error))
    return FALSE;

  if (!exists)
    {
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                   _("“%s” is not a person of this workspace, so nothing was done. Add the person "
                     "with a role first."), login);
      return FALSE;
    }
  if (stored == NULL)
    return TRUE;

  if (passphrase == NULL
      || crypto_pwhash_str_verify (stored, passphrase, strlen (passphrase)) != 0)
    {
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                   passphrase == NULL
                   ? _("“%s” has set a passphrase, which this act needs. Nothing was done.")
                   : _("That is not the passphrase of “%s”. Nothing was done."), login);
      return FALSE;
    }

  return TRUE;
}

static gboolean
insert_person (ClvWorkspace *workspace,
               const char   *login,
               const char   *now,
               GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace, "INSERT INTO person (login, since) VALUES (?1, ?2)",
                                 error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, login);
  clv_statement_bind_text (statement, 2, now);

  return clv_statement_execute (statement, error);
}

static gboolean
insert_passphrase (ClvWorkspace *workspace,
                   const char   *acting,
                   const char   *login,
                   const char   *passphrase,
                   const char   *now,
                   GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  char stored[crypto_pwhash_STRBYTES] = { 0 };

  if (sodium_init () < 0
      || crypto_pwhash_str (stored, passphrase, strlen (passphrase),
                            crypto_pwhash_OPSLIMIT_MODERATE,
                            crypto_pwhash_MEMLIMIT_MODERATE) != 0)
    {
      g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                           _("There is not enough memory to protect the passphrase. Nothing was "
                             "changed. Close other programs and try again."));
      return FALSE;
    }

  statement = clv_statement_new (workspace,
                                 "INSERT INTO person_passphrase (person, stored, at)"
                                 " VALUES (?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, login);
  clv_statement_bind_text (statement, 2, stored);
  clv_statement_bind_text (statement, 3, now);

  if (!clv_statement_execute (statement, error))
    return FALSE;

  event->actor = g_strdup (acting != NULL ? acting : "");
  event->act = g_strdup ("set_passphrase");
  event->payload = g_strdup_printf ("person=%s\n", login);

  return clv_ledger_seal_row (workspace, event, "person_passphrase",
                              clv_workspace_get_last_rowid (workspace), error)
         && clv_ledger_append (workspace, event, error);
}

static gboolean
insert_role (ClvWorkspace *workspace,
             const char   *acting,
             const char   *login,
             ClvRole       role,
             gboolean      granted,
             const char   *now,
             GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  statement = clv_statement_new (workspace,
                                 "INSERT INTO role_event (person, role, granted, by, at)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5)", error);
  if (statement == NULL)
    return FALSE;

  clv_statement_bind_text (statement, 1, login);
  clv_statement_bind_text (statement, 2, clv_role_get_id (role));
  clv_statement_bind_int (statement, 3, granted);
  clv_statement_bind_text (statement, 4, acting);
  clv_statement_bind_text (statement, 5, now);
  if (!clv_statement_execute (statement, error))
    return FALSE;
  g_clear_pointer (&statement, clv_statement_free);

  /* role, then the person: a role has no blank in its name. */
  event->actor = g_strdup (acting);
  event->act = g_strdup (granted ? "grant_role" : "revoke_role");
  event->payload = g_strdup_printf ("%s %s", clv_role_get_id (role), login);

  return clv_ledger_append (workspace, event, error);
}

static gboolean
check_may_grant (ClvWorkspace *workspace,
                 const char   *acting,
                 GError      **error)
{
  gint64 n_admins = 0;
  gboolean is_admin = FALSE;

  if (!clv_query_count (workspace, "SELECT COUNT (*) FROM role_now WHERE role = 'admin'", 0, NULL,
                        &n_admins, error))
    return FALSE;
  if (n_admins == 0)
    return TRUE;
  if (acting != NULL
      && !clv_person_has_role (workspace, acting, "admin", &is_admin, error))
    return FALSE;

  if (!is_admin)
    g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                         _("Roles are given and taken by an administrator of this workspace. "
                           "Nothing was changed. Ask an administrator, or say who acts."));

  return is_admin;
}

/* A name is a part of lines in the ledger, so it has none of its own. */
static gboolean
check_name (const char  *name,
            GError     **error)
{
  const char *next = name;

  if (*name == '\0')
    {
      g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                           _("A person needs a name. Nothing was changed."));
      return FALSE;
    }

  for (; g_utf8_validate (name, -1, NULL) && *next != '\0'; next = g_utf8_next_char (next))
    {
      if (!g_unichar_isprint (g_utf8_get_char (next)))
        break;
    }
  if (*next == '\0')
    return TRUE;

  g_set_error_literal (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                       _("A person's name must be one line of visible characters. Nothing was "
                         "changed."));

  return FALSE;
}

static gboolean
add_in_transaction (ClvWorkspace *workspace,
                    const char   *acting,
                    const char   *login,
                    ClvRole       role,
                    const char   *passphrase,
                    GError      **error)
{
  g_autofree char *now = clv_governance_now ();
  g_autofree char *stored = NULL;
  gboolean exists = FALSE;
  gboolean has = FALSE;

  if (!check_may_grant (workspace, acting, error)
      || !find_passphrase (workspace, login, &exists, &stored, error))
    return FALSE;
  if (!exists && !insert_person (workspace, login, now, error))
    return FALSE;

  if (passphrase != NULL && stored != NULL)
    {
      if (!clv_person_check (workspace, login, passphrase, error))
        return FALSE;
    }
  else if (passphrase != NULL && *passphrase != '\0')
    {
      if (!insert_passphrase (workspace, acting, login, passphrase, now, error))
        return FALSE;
    }

  if (!clv_person_has_role (workspace, login, clv_role_get_id (role), &has, error))
    return FALSE;
  if (has)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_EXISTS,
                   _("“%s” has the role “%s” already. Nothing was changed."), login,
                   clv_role_get_label (role));
      return FALSE;
    }

  return insert_role (workspace, acting != NULL ? acting : "", login, role, TRUE, now, error);
}

/**
 * clv_governance_add_person:
 * @workspace: the workspace
 * @acting: (nullable): who does it; needed once there is an administrator
 * @login: the person's name in the ledger
 * @role: a role to give them; call again for a second one
 * @passphrase: (nullable): to be asked for at each of their acts. Set once; where
 *   they have one already it must be that one
 * @error: return location
 *
 * Adds a person, or a role to a person. While nobody is an administrator anyone
 * may; from then on only an administrator. Recorded in the ledger.
 *
 * Returns: %FALSE when nothing was changed
 */
gboolean
clv_governance_add_person (ClvWorkspace *workspace,
                           const char   *acting,
                           const char   *login,
                           ClvRole       role,
                           const char   *passphrase,
                           GError      **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (login != NULL && role < CLV_N_ROLES, FALSE);

  name = g_strstrip (g_strdup (login));
  if (!check_name (name, error))
    return FALSE;

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (!add_in_transaction (workspace, acting, name, role, passphrase, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }

  return clv_workspace_commit (workspace, error);
}

static gboolean
revoke_in_transaction (ClvWorkspace *workspace,
                       const char   *acting,
                       const char   *login,
                       ClvRole       role,
                       GError      **error)
{
  g_autofree char *now = clv_governance_now ();
  gint64 n_admins = 0;
  gboolean has = FALSE;

  if (!check_may_grant (workspace, acting, error)
      || !clv_person_has_role (workspace, login, clv_role_get_id (role), &has, error))
    return FALSE;
  if (!has)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("“%s” does not have the role “%s”. Nothing was changed."), login,
                   clv_role_get_label (role));
      return FALSE;
    }

  if (role == CLV_ROLE_ADMIN
      && !clv_query_count (workspace, "SELECT COUNT (*) FROM role_now WHERE role = 'admin'", 0,
                           NULL, &n_admins, error))
    return FALSE;
  if (n_admins == 1)
    {
      /* Without one anybody could give themselves any role. */
      g_set_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED,
                   _("“%s” is the only administrator. Nothing was changed. Make somebody else an "
                     "administrator first."), login);
      return FALSE;
    }

  return insert_role (workspace, acting != NULL ? acting : "", login, role, FALSE, now, error);
}

/**
 * clv_governance_revoke_role:
 * @workspace: the workspace
 * @acting: (nullable): who does it
 * @login: whose role
 * @role: which
 * @error: return location
 *
 * Takes a role away. Votes that were cast with it no longer count towards a
 * decision that is still open; what was decided stays decided.
 *
 * Returns: %FALSE when nothing was changed
 */
gboolean
clv_governance_revoke_role (ClvWorkspace *workspace,
                            const char   *acting,
                            const char   *login,
                            ClvRole       role,
                            GError      **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (login != NULL && role < CLV_N_ROLES, FALSE);

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if (!revoke_in_transaction (workspace, acting, login, role, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }

  return clv_workspace_commit (workspace, error);
}

static ClvPerson *
read_person (ClvStatement *statement)
{
  g_auto(GStrv) held = NULL;
  ClvPerson *person = g_new0 (ClvPerson, 1);
  ClvRole role = CLV_ROLE_VIEWER;
  guint i;

  person->login = g_strdup (clv_statement_get_text (statement, 0));
  person->since = g_strdup (clv_statement_get_text (statement, 1));
  person->has_passphrase = clv_statement_get_int (statement, 2) != 0;
  if (!clv_statement_is_null (statement, 3))
    held = g_strsplit (clv_statement_get_text (statement, 3), ",", -1);
  for (i = 0; held != NULL && held[i] != NULL; i++)
    {
      if (clv_role_parse (held[i], &role))
        person->roles |= 1u << role;
    }

  return person;
}

/**
 * clv_governance_list_persons:
 * @workspace: the workspace
 * @error: return location
 *
 * Returns: (transfer full) (element-type ClvPerson): everybody, by name, those
 *   without a role too
 */
GPtrArray *
clv_governance_list_persons (ClvWorkspace *workspace,
                             GError      **error)
{
  g_autoptr(GPtrArray) persons = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);

  persons = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_person_free);
  statement = clv_statement_new (workspace,
                                 "SELECT p.login, p.since,"
                                 " EXISTS (SELECT 1 FROM person_passphrase s"
                                 " WHERE s.person = p.login),"
                                 " (SELECT group_concat (r.role, ',') FROM role_now r"
                                 " WHERE r.person = p.login)"
                                 " FROM person p ORDER BY p.login COLLATE NOCASE, p.login", error);
  if (statement == NULL)
    return NULL;

  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (persons, read_person (statement));
    }

  return g_steal_pointer (&persons);
}
