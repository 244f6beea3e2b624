/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-workspace-private.h"

struct _ClvStatement
{
  ClvWorkspace *workspace;
  sqlite3_stmt *statement;
  int bind_code;            /* the first bind that failed, told by the next step */
};

static gboolean
check_open (ClvWorkspace  *self,
            GError       **error)
{
  if (self->db == NULL)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("“%s” is closed. Open it again."), self->name);
      return FALSE;
    }
  /* After a full disk SQLite gives up the whole transaction by itself; what
   * follows must not be written on its own. */
  if (self->depth > 0 && sqlite3_get_autocommit (self->db))
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("An earlier step failed, so nothing of this change was kept in “%s”."),
                   self->name);
      return FALSE;
    }
  return TRUE;
}

ClvStatement *
clv_statement_new (ClvWorkspace  *workspace,
                   const char    *sql,
                   GError       **error)
{
  ClvStatement *self = NULL;
  sqlite3_stmt *statement = NULL;
  gpointer key = NULL;
  int code = 0;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  g_rec_mutex_lock (&workspace->lock);
  if (!check_open (workspace, error))
    {
      g_rec_mutex_unlock (&workspace->lock);
      return NULL;
    }
  /* A statement in use is not in the table, so that the same text can nest. */
  if (g_hash_table_steal_extended (workspace->statements, sql, &key, (gpointer *) &statement))
    {
      g_free (key);
    }
  else
    {
      code = sqlite3_prepare_v3 (workspace->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                 &statement, NULL);
      if (code != SQLITE_OK)
        {
          clv_connection_set_error (workspace->db, code, workspace->name, error);
          g_rec_mutex_unlock (&workspace->lock);
          return NULL;
        }
    }

  self = g_new0 (ClvStatement, 1);
  self->workspace = g_object_ref (workspace);
  self->statement = statement;
  return self;
}

void
clv_statement_free (ClvStatement *self)
{
  ClvWorkspace *workspace = NULL;
  const char *sql = NULL;

  if (self == NULL)
    return;

  workspace = self->workspace;
  sql = sqlite3_sql (self->statement);
  sqlite3_reset (self->statement);
  sqlite3_clear_bindings (self->statement);
  if (sql == NULL || g_hash_table_contains (workspace->statements, sql))
    sqlite3_finalize (self->statement);
  else
    g_hash_table_insert (workspace->statements, g_strdup (sql), self->statement);
  g_free (self);

  g_rec_mutex_unlock (&workspace->lock);
  g_object_unref (workspace);
}

static void
note_bind (ClvStatement *self,
           int           code)
{
  if (self->bind_code == SQLITE_OK)
    self->bind_code = code;
}

void
clv_statement_bind_int (ClvStatement *self,
                        int           parameter,
                        gint64        value)
{
  note_bind (self, sqlite3_bind_int64 (self->statement, parameter, value));
}

void
clv_statement_bind_double (ClvStatement *self,
                           int           parameter,
                           double        value)
{
  note_bind (self, sqlite3_bind_double (self->statement, parameter, value));
}

void
clv_statement_bind_text (ClvStatement *self,
                         int           parameter,
                         const char   *value)
{
  note_bind (self, sqlite3_bind_text (self->statement, parameter, value, -1, SQLITE_TRANSIENT));
}

void
clv_statement_bind_blob (ClvStatement  *self,
                         int            parameter,
                         gconstpointer  bytes,
                         gsize          size)
{
  note_bind (self, sqlite3_bind_blob64 (self->statement, parameter,
                                        bytes != NULL ? bytes : "", size, SQLITE_STATIC));
}

gboolean
clv_statement_step (ClvStatement  *self,
                    gboolean      *has_row,
                    GError       **error)
{
  ClvWorkspace *workspace = self->workspace;
  int code = self->bind_code;

  *has_row = FALSE;
  if (!check_open (workspace, error))
    return FALSE;
  if (code == SQLITE_OK)
    code = sqlite3_step (self->statement);
  if (code == SQLITE_ROW)
    {
      *has_row = TRUE;
      return TRUE;
    }
  if (code != SQLITE_DONE)
    clv_connection_set_error (workspace->db, code, workspace->name, error);
  self->bind_code = SQLITE_OK;
  sqlite3_reset (self->statement);
  return code == SQLITE_DONE;
}

gboolean
clv_statement_execute (ClvStatement  *self,
                       GError       **error)
{
  gboolean has_row = FALSE;

  if (!clv_statement_step (self, &has_row, error))
    return FALSE;
  sqlite3_reset (self->statement);
  return TRUE;
}

int
clv_statement_get_n_columns (ClvStatement *self)
{
  return sqlite3_column_count (self->statement);
}

gboolean
clv_statement_is_null (ClvStatement *self,
                       int           column)
{
  return sqlite3_column_type (self->statement, column) == SQLITE_NULL;
}

gint64
clv_statement_get_int (ClvStatement *self,
                       int           column)
{
  return sqlite3_column_int64 (self->statement, column);
}

double
clv_statement_get_double (ClvStatement *self,
                          int           column)
{
  return sqlite3_column_double (self->statement, column);
}

/* (nullable): lent until the next step. */
const char *
clv_statement_get_text (ClvStatement *self,
                        int           column)
{
  return (const char *) sqlite3_column_text (self->statement, column);
}

/* Lent until the next step. */
gconstpointer
clv_statement_get_blob (ClvStatement *self,
                        int           column,
                        gsize        *size)
{
  gconstpointer bytes = sqlite3_column_blob (self->statement, column);

  *size = (gsize) sqlite3_column_bytes (self->statement, column);
  return bytes;
}

/* The outermost transaction is one of SQLite's, those within are savepoints
 * named after their depth. */
static gboolean
run_verb (ClvWorkspace  *self,
          const char    *outer,
          const char    *inner,
          GError       **error)
{
  g_autofree char *sql = NULL;

  if (self->depth > 0)
    sql = g_strdup_printf ("%s level%u", inner, self->depth);
  return clv_connection_execute (self->db, self->name, sql != NULL ? sql : outer, error);
}

void
clv_statement_bind_date (ClvStatement *self,
                         int           parameter,
                         ClvDate       value)
{
  if (value != CLV_DATE_INVALID)
    clv_statement_bind_int (self, parameter, value);
  else
    clv_statement_bind_text (self, parameter, NULL);
}

gboolean
clv_statement_read_int (ClvWorkspace        *workspace,
                        const char          *sql,
                        const char * const  *texts,
                        gint64              *number,
                        GError             **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  gboolean has_row = FALSE;

  if (statement == NULL)
    return FALSE;
  for (int i = 0; texts != NULL && texts[i] != NULL; i++)
    clv_statement_bind_text (statement, i + 1, texts[i]);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  *number = has_row ? clv_statement_get_int (statement, 0) : 0;
  return TRUE;
}

gboolean
clv_statement_read_ints (ClvStatement  *self,
                         GArray        *numbers,
                         GError       **error)
{
  gboolean has_row = TRUE;

  while (has_row)
    {
      gint64 number = 0;

      if (!clv_statement_step (self, &has_row, error))
        return FALSE;
      number = clv_statement_get_int (self, 0);
      if (has_row)
        g_array_append_val (numbers, number);
    }
  return TRUE;
}

gboolean
clv_workspace_begin (ClvWorkspace  *self,
                     GError       **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);

  g_rec_mutex_lock (&self->lock);
  if (!check_open (self, error)
      || !run_verb (self, "BEGIN IMMEDIATE", "SAVEPOINT", error))
    {
      g_rec_mutex_unlock (&self->lock);
      return FALSE;
    }
  self->depth++;
  return TRUE;
}

/* Several reads of one moment, whatever other programs write meanwhile; ended
 * with clv_workspace_rollback(). */
gboolean
clv_workspace_begin_read (ClvWorkspace  *self,
                          GError       **error)
{
  g_rec_mutex_lock (&self->lock);
  if (!check_open (self, error) || !run_verb (self, "BEGIN", "SAVEPOINT", error))
    {
      g_rec_mutex_unlock (&self->lock);
      return FALSE;
    }
  self->depth++;
  return TRUE;
}

/* A commit that fails has rolled back; either way the lock is given back. */
gboolean
clv_workspace_commit (ClvWorkspace  *self,
                      GError       **error)
{
  gboolean ok = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (self->depth > 0, FALSE);

  if (!check_open (self, error))
    {
      clv_workspace_rollback (self);
      return FALSE;
    }
  self->depth--;
  ok = run_verb (self, "COMMIT", "RELEASE", error);
  if (!ok)
    {
      self->depth++;
      clv_workspace_rollback (self);
      return FALSE;
    }
  if (self->depth == 0 && self->anchor_is_stale)
    {
      self->anchor_is_stale = FALSE;
      clv_ledger_keep_anchor (self);
    }
  g_rec_mutex_unlock (&self->lock);
  return TRUE;
}

void
clv_workspace_rollback (ClvWorkspace *self)
{
  g_return_if_fail (CLV_IS_WORKSPACE (self));
  g_return_if_fail (self->depth > 0);

  self->depth--;
  if (self->depth == 0)
    self->anchor_is_stale = FALSE;
  if (self->db != NULL && !sqlite3_get_autocommit (self->db))
    {
      run_verb (self, "ROLLBACK", "ROLLBACK TO", NULL);
      if (self->depth > 0)
        run_verb (self, "", "RELEASE", NULL);
    }
  g_rec_mutex_unlock (&self->lock);
}

gint64
clv_workspace_get_last_rowid (ClvWorkspace *self)
{
  return sqlite3_last_insert_rowid (self->db);
}
