/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-error.h"
#include "clv-fields.h"
#include "clv-record.h"
#include "clv-statement.h"
#include "clv-value-definition.h"

#define CURRENT "current_definition"

static gboolean
find_by_hash (ClvWorkspace *workspace,
              const char   *hash,
              gint64       *id,
              GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  *id = 0;
  statement = clv_statement_new (workspace, "SELECT id FROM value_definition WHERE hash = ?",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, hash);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    *id = clv_statement_get_int (statement, 0);
  return TRUE;
}

static gboolean
insert (ClvValueDefinition *self,
        ClvWorkspace       *workspace,
        const char         *hash,
        const char         *actor,
        GError            **error)
{
  g_autofree char *text = clv_value_definition_to_text (self);
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (workspace,
                                 "INSERT INTO value_definition (text, hash, created_at, actor) "
                                 "VALUES (?, ?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;
  g_free (self->created_at);
  self->created_at = clv_now_utc ();
  clv_statement_bind_text (statement, 1, text);
  clv_statement_bind_text (statement, 2, hash);
  clv_statement_bind_text (statement, 3, self->created_at);
  clv_statement_bind_text (statement, 4, actor != NULL ? actor : "");
  if (!clv_statement_execute (statement, error))
    return FALSE;
  self->id = clv_workspace_get_last_rowid (workspace);
  return TRUE;
}

static gboolean
make_current (ClvValueDefinition *self,
              ClvWorkspace       *workspace,
              const char         *hash,
              const char         *actor,
              GError            **error)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
  g_autofree char *payload = g_strdup_printf ("definition=%s\n", id);

  return clv_workspace_set_setting (workspace, CURRENT, id, error)
         && clv_record_event (workspace, actor, "define", hash, payload, "value_definition",
                              self->id, error);
}

/**
 * clv_value_definition_save:
 * @self: a valid definition
 * @workspace: where
 * @actor: (nullable): who
 * @error: return location
 *
 * Makes it the current one. A text that is stored already keeps its version.
 *
 * Returns: whether it is stored; sets id
 */
gboolean
clv_value_definition_save (ClvValueDefinition *self,
                           ClvWorkspace       *workspace,
                           const char         *actor,
                           GError            **error)
{
  g_autofree char *hash = NULL;
  g_autofree char *current = NULL;
  g_autofree char *id_text = NULL;
  gint64 id = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!clv_value_definition_validate (self, error))
    return FALSE;
  hash = clv_value_definition_get_hash (self);
  if (!find_by_hash (workspace, hash, &id, error))
    return FALSE;
  current = clv_workspace_dup_setting (workspace, CURRENT);
  id_text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  if (id != 0)
    self->id = id;
  if (id != 0 && g_strcmp0 (current, id_text) == 0)
    return TRUE;

  if (!clv_workspace_begin (workspace, error))
    return FALSE;
  if ((id == 0 && !insert (self, workspace, hash, actor, error))
      || !make_current (self, workspace, hash, actor, error))
    {
      clv_workspace_rollback (workspace);
      return FALSE;
    }
  if (!clv_workspace_commit (workspace, error))
    return FALSE;
  clv_workspace_emit_changed (workspace, "definition");
  return TRUE;
}

/**
 * clv_value_definition_load:
 * @workspace: where
 * @id: a version, 0 for the current one
 * @error: return location
 *
 * Returns: (transfer full): the definition; the default, with id 0 until the first
 *   score set stores it, where nobody defined one
 */
ClvValueDefinition *
clv_value_definition_load (ClvWorkspace *workspace,
                           gint64        id,
                           GError      **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  g_autofree char *current = NULL;
  ClvValueDefinition *self = NULL;
  gboolean has_row = FALSE;

  if (id == 0)
    {
      current = clv_workspace_dup_setting (workspace, CURRENT);
      if (current == NULL)
        return clv_value_definition_new (clv_workspace_get_currency (workspace));
      id = g_ascii_strtoll (current, NULL, 10);
    }

  statement = clv_statement_new (workspace,
                                 "SELECT text, created_at FROM value_definition WHERE id = ?",
                                 error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("There is no value definition %lld in this workspace."), (long long) id);
      return NULL;
    }
  self = clv_value_definition_from_text (clv_statement_get_text (statement, 0), error);
  if (self != NULL)
    {
      self->id = id;
      self->created_at = g_strdup (clv_statement_get_text (statement, 1));
    }
  return self;
}
