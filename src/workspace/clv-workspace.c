/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "clv-ledger.h"
#include "clv-money.h"
#include "clv-workspace-private.h"

#define PAGE_BYTES "4096"

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClvWorkspace, clv_workspace, G_TYPE_OBJECT)

typedef struct
{
  GWeakRef workspace;  /* a program without a main loop must not keep it alive */
  const char *what;    /* interned */
} Emission;

typedef struct
{
  ClvWorkspace *workspace;
  GTask *task;
  GTaskThreadFunc func;
} Work;

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

static void
clv_workspace_dispose (GObject *object)
{
  clv_workspace_close (CLV_WORKSPACE (object));
  G_OBJECT_CLASS (clv_workspace_parent_class)->dispose (object);
}

static void
clv_workspace_finalize (GObject *object)
{
  ClvWorkspace *self = CLV_WORKSPACE (object);

  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_free (self->path);
  g_free (self->name);
  g_free (self->currency);
  g_free (self->time_zone);
  g_free (self->uuid);
  g_free (self->needed_version);
  g_mutex_clear (&self->changed_lock);
  g_mutex_clear (&self->pool_lock);
  g_rec_mutex_clear (&self->lock);
  G_OBJECT_CLASS (clv_workspace_parent_class)->finalize (object);
}

static void
clv_workspace_class_init (ClvWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = clv_workspace_dispose;
  object_class->finalize = clv_workspace_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
clv_workspace_init (ClvWorkspace *self)
{
  g_rec_mutex_init (&self->lock);
  g_mutex_init (&self->changed_lock);
  g_mutex_init (&self->pool_lock);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  self->changed = g_hash_table_new (NULL, NULL);
  self->actor = g_intern_static_string ("");
}

static ClvWorkspace *
new_for_connection (const char *path,
                    sqlite3    *db,
                    gboolean    is_read_only)
{
  ClvWorkspace *self = g_object_new (CLV_TYPE_WORKSPACE, NULL);

  self->path = g_strdup (path);
  self->name = g_path_get_basename (path);
  self->db = db;
  self->is_read_only = is_read_only;
  return self;
}

static char *
dup_value (ClvWorkspace  *self,
           const char    *sql,
           const char    *name,
           GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);
  gboolean has_row = FALSE;

  if (statement == NULL)
    return NULL;
  clv_statement_bind_text (statement, 1, name);
  if (!clv_statement_step (statement, &has_row, error) || !has_row)
    return NULL;
  return g_strdup (clv_statement_get_text (statement, 0));
}

static gboolean
read_meta (ClvWorkspace  *self,
           const char    *name,
           char         **value,
           GError       **error)
{
  GError *inner = NULL;

  *value = dup_value (self, "SELECT value FROM meta WHERE name = ?1", name, &inner);
  if (*value == NULL && inner == NULL)
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
                 _("“%s” does not say its %s, so it is damaged. It was not changed. "
                   "Restore a backup of it."), self->name, name);
  else if (inner != NULL)
    g_propagate_error (error, inner);
  return *value != NULL;
}

/* Reads what the workspace is, which also proves that its pages can be read. */
static gboolean
take_up (ClvWorkspace  *self,
         GError       **error)
{
  if (!read_meta (self, "uuid", &self->uuid, error)
      || !read_meta (self, "currency", &self->currency, error)
      || !read_meta (self, "time_zone", &self->time_zone, error))
    return FALSE;
  if (clv_transactions_table_register (self) != SQLITE_OK)
    {
      clv_connection_set_error (self->db, sqlite3_errcode (self->db), self->name, error);
      return FALSE;
    }
  clv_ledger_keep_anchor (self);
  return TRUE;
}

static gboolean
insert_meta (ClvWorkspace  *self,
             const char    *name,
             const char    *value,
             GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (self, "INSERT INTO meta (name, value) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, name);
  clv_statement_bind_text (statement, 2, value);
  return clv_statement_execute (statement, error);
}

static gboolean
append_program_event (ClvWorkspace  *self,
                      const char    *act,
                      const char    *payload,
                      GError       **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->act = g_strdup (act);
  event->payload = g_strdup (payload);
  return clv_ledger_seal_row (self, event, "meta", 0, error)
         && clv_ledger_seal_row (self, event, "quorum", 0, error)
         && clv_ledger_seal_row (self, event, "allowed", 0, error)
         && clv_ledger_append (self, event, error);
}

static gboolean
fill_new_file (ClvWorkspace  *self,
               const char    *currency,
               const char    *time_zone,
               GError       **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *application = g_strdup_printf ("PRAGMA application_id = %d", CLV_APPLICATION_ID);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *payload = g_strdup_printf ("uuid=%s\ncurrency=%s\ntime-zone=%s\nformat=%d\n",
                                              uuid, currency, time_zone, clv_schema_get_version ());

  return clv_connection_execute (self->db, self->name, application, error)
         && clv_schema_migrate (self->db, self->name, 0, clv_schema_get_version (), error)
         && insert_meta (self, "uuid", uuid, error)
         && insert_meta (self, "currency", currency, error)
         && insert_meta (self, "time_zone", time_zone, error)
         && insert_meta (self, "created_at", at, error)
         && clv_workspace_set_setting (self, "program_version", PACKAGE_VERSION, error)
         && append_program_event (self, "create", payload, error);
}

/* The name is taken by an empty file first, so that no file is ever replaced. */
static gboolean
reserve_path (const char  *path,
              GError     **error)
{
  g_autofree char *name = g_path_get_basename (path);
  int fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  if (errno == EEXIST)
    g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_EXISTS,
                 _("“%s” is there already and was not changed. Choose another name."), name);
  else
    g_set_error (error, CLV_WORKSPACE_ERROR,
                 errno == ENOSPC ? CLV_WORKSPACE_ERROR_FULL : CLV_WORKSPACE_ERROR_READ_ONLY,
                 _("“%s” cannot be created: %s. Choose another folder."), name,
                 g_strerror (errno));
  return FALSE;
}

static gboolean
check_new_settings (const char  *currency,
                    const char  *time_zone,
                    GError     **error)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (time_zone);

  if (!clv_currency_is_valid (currency))
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("“%s” is not a currency code such as EUR. No workspace was created."),
                   currency);
      return FALSE;
    }
  if (zone == NULL)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("“%s” is not a time zone such as Europe/Berlin. No workspace was created."),
                   time_zone);
      return FALSE;
    }
  return TRUE;
}

/* Makes a new workspace. What it holds is in @currency (ISO 4217) and its days
 * are those of @time_zone (IANA); neither can be changed later. Never replaces
 * a file: CLV_WORKSPACE_ERROR_EXISTS. */
ClvWorkspace *
clv_workspace_create (const char  *path,
                      const char  *currency,
                      const char  *time_zone,
                      GError     **error)
{
  g_autoptr(ClvWorkspace) self = NULL;
  sqlite3 *db = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (path != NULL && currency != NULL && time_zone != NULL, NULL);

  if (!check_new_settings (currency, time_zone, error) || !reserve_path (path, error))
    return NULL;

  db = clv_connection_open (path, SQLITE_OPEN_READWRITE, error);
  if (db != NULL)
    {
      self = new_for_connection (path, db, FALSE);
      ok = clv_connection_execute (db, self->name, "PRAGMA page_size = " PAGE_BYTES, error)
           && clv_workspace_begin (self, error);
      if (ok && !fill_new_file (self, currency, time_zone, error))
        {
          clv_workspace_rollback (self);
          ok = FALSE;
        }
      ok = ok && clv_workspace_commit (self, error) && take_up (self, error);
    }
  if (!ok)
    {
      g_clear_object (&self);
      g_unlink (path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static gboolean
can_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  /* The journal needs the folder. */
  return g_access (path, W_OK) == 0 && g_access (folder, W_OK) == 0;
}

static int
read_user_version (sqlite3 *db,
                   int      otherwise)
{
  sqlite3_stmt *statement = NULL;
  int version = otherwise;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  return version;
}

/* What a killed writer left half done is rolled back from its journal by whoever
 * opens the file next, but SQLite lets no reader do so. Where this user may write,
 * a writer comes and goes first; where not, opening says what is missing. */
static void
roll_back_for_reader (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  GStatBuf status;
  sqlite3 *db = NULL;

  if (g_stat (journal, &status) != 0 || status.st_size == 0 || !can_write (path))
    return;
  db = clv_connection_open (path, SQLITE_OPEN_READWRITE, NULL);
  if (db == NULL)
    return;
  read_user_version (db, 0);
  sqlite3_close (db);
}

/* Foreign triggers and views could run with any write; such a file is only
 * read, and clv_workspace_verify_file() tells why. */
static gboolean
schema_is_ours (sqlite3   *db,
                int        version,
                gboolean  *is_ours,
                GError   **error)
{
  g_autofree char *found = clv_schema_dup_fingerprint (db, FALSE, error);
  g_autofree char *expected = NULL;

  if (found == NULL)
    return FALSE;
  expected = clv_schema_dup_expected (version, error);
  if (expected == NULL)
    return FALSE;
  *is_ours = g_str_equal (found, expected);
  return TRUE;
}

static void
name_needed_version (ClvWorkspace *self,
                     int           version)
{
  self->needed_version = clv_workspace_dup_setting (self, "program_version");
  if (self->needed_version == NULL)
    self->needed_version = g_strdup_printf (_("one that knows file format %d"), version);
}

static ClvWorkspace *
open_newer (const char   *path,
            int           version,
            ClvOpenMode   mode,
            GError      **error)
{
  g_autoptr(ClvWorkspace) self = NULL;
  sqlite3 *db = clv_connection_open (path, SQLITE_OPEN_READONLY, error);

  if (db == NULL)
    return NULL;
  self = new_for_connection (path, db, TRUE);
  name_needed_version (self, version);
  if (mode == CLV_OPEN_READ_WRITE)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NEWER,
                   _("“%s” was written by a newer version of Perennial and was not changed. "
                     "Install version %s or newer, or open it for reading only."),
                   self->name, self->needed_version);
      return NULL;
    }
  if (!take_up (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Rows of @sql are what is wrong. */
static gboolean
finds_nothing (ClvWorkspace  *self,
               const char    *sql,
               GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);
  gboolean has_row = FALSE;

  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("“%s” is damaged (%s). Restore a backup of it."), self->name,
               clv_statement_get_text (statement, 0));
  return FALSE;
}

static gboolean
run_migrations (ClvWorkspace  *self,
                int            version,
                GError       **error)
{
  int newest = clv_schema_get_version ();
  g_autofree char *payload = g_strdup_printf ("from=%d\nto=%d\n", version, newest);

  if (!clv_workspace_begin (self, error))
    return FALSE;
  if (!clv_schema_migrate (self->db, self->name, version, newest, error)
      || !finds_nothing (self, "PRAGMA foreign_key_check", error)
      || !clv_workspace_set_setting (self, "program_version", PACKAGE_VERSION, error)
      || !append_program_event (self, "migrate", payload, error))
    {
      clv_workspace_rollback (self);
      return FALSE;
    }
  return clv_workspace_commit (self, error);
}

/* A table that others refer to is made anew with foreign keys off; what refers to
 * nothing afterwards is found before the commit. */
static gboolean
bring_up_to_date (ClvWorkspace  *self,
                  int            version,
                  GError       **error)
{
  gboolean ok = FALSE;

  if (version == clv_schema_get_version ())
    return TRUE;
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
  ok = run_migrations (self, version, error);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  return ok;
}

/* Opens a workspace. One that may not be written, or that has triggers or views
 * which are not ours, is opened for reading only. A newer format is an error
 * (CLV_WORKSPACE_ERROR_NEWER) unless @mode is read-only. An older one is brought
 * up to date. A file that is none, or damaged, is never written. */
ClvWorkspace *
clv_workspace_open (const char   *path,
                    ClvOpenMode   mode,
                    GError      **error)
{
  g_autoptr(ClvWorkspace) self = NULL;
  sqlite3 *db = NULL;
  gboolean writable = mode == CLV_OPEN_READ_WRITE;
  gboolean is_ours = FALSE;
  int version = 0;

  g_return_val_if_fail (path != NULL, NULL);

  if (!clv_connection_inspect (path, &version, error))
    return NULL;
  if (version > clv_schema_get_version ())
    return open_newer (path, version, mode, error);

  if (!writable)
    roll_back_for_reader (path);
  writable = writable && can_write (path);
  db = clv_connection_open (path, writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, error);
  if (db == NULL)
    return NULL;
  self = new_for_connection (path, db, !writable);
  /* A journal of an interrupted migration may have been rolled back just now. */
  version = read_user_version (db, version);
  if (!schema_is_ours (db, version, &is_ours, error))
    return NULL;
  if (writable && !is_ours)
    {
      self->is_read_only = TRUE;
      if (!clv_connection_execute (db, self->name, "PRAGMA query_only = ON", error))
        return NULL;
    }
  if ((!self->is_read_only && !bring_up_to_date (self, version, error)) || !take_up (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* The journal is emptied after a transaction and not deleted, which costs less;
 * the empty file is of no use to anybody once the workspace is closed. Only
 * SQLite may delete it: it takes the writer's lock first, so that a journal that
 * another program needs, now or after a crash, stays. Where the lock cannot be
 * had at once the file stays too, and harms nobody. */
static void
drop_empty_journal (ClvWorkspace *self)
{
  if (self->is_read_only || !sqlite3_get_autocommit (self->db))
    return;

  sqlite3_busy_timeout (self->db, 0);
  sqlite3_exec (self->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

/* Waits for the work that runs and closes the file. What is called later fails
 * with an error. */
void
clv_workspace_close (ClvWorkspace *self)
{
  GThreadPool *pool = NULL;

  g_return_if_fail (CLV_IS_WORKSPACE (self));

  g_mutex_lock (&self->pool_lock);
  pool = g_steal_pointer (&self->pool);
  g_mutex_unlock (&self->pool_lock);
  /* The last reference may be dropped by the work itself: it cannot wait for
   * itself to end. */
  if (pool != NULL)
    g_thread_pool_free (pool, FALSE, g_thread_self () != self->worker);

  g_rec_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->statements);
  g_clear_pointer (&self->cached, clv_transactions_unref);
  if (self->db != NULL)
    {
      drop_empty_journal (self);
      sqlite3_close_v2 (g_steal_pointer (&self->db));
    }
  g_rec_mutex_unlock (&self->lock);
}

const char *
clv_workspace_get_path (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return self->path;
}

const char *
clv_workspace_get_currency (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return self->currency;
}

const char *
clv_workspace_get_time_zone (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return self->time_zone;
}

gboolean
clv_workspace_is_read_only (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), TRUE);
  return self->is_read_only;
}

const char *
clv_workspace_get_needed_version (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return self->needed_version;
}

const char *
clv_workspace_get_uuid (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return self->uuid;
}

const char *
clv_workspace_get_actor (ClvWorkspace *self)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return g_atomic_pointer_get (&self->actor);
}

void
clv_workspace_set_actor (ClvWorkspace *self,
                         const char   *login)
{
  g_return_if_fail (CLV_IS_WORKSPACE (self));

  /* Interned, so that neither setter nor reader waits for an import's lock. */
  g_atomic_pointer_set (&self->actor, (gpointer) g_intern_string (login != NULL ? login : ""));
}

/* (transfer full) (nullable): %NULL where it was never set. */
char *
clv_workspace_dup_setting (ClvWorkspace *self,
                           const char   *name)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  return dup_value (self, "SELECT value FROM setting WHERE name = ?1", name, NULL);
}

/* @value: (nullable): %NULL removes the setting. */
gboolean
clv_workspace_set_setting (ClvWorkspace  *self,
                           const char    *name,
                           const char    *value,
                           GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);

  statement = clv_statement_new (self, value != NULL
                                 ? "INSERT INTO setting (name, value) VALUES (?1, ?2) "
                                   "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                                 : "DELETE FROM setting WHERE name = ?1", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, name);
  if (value != NULL)
    clv_statement_bind_text (statement, 2, value);
  if (!clv_statement_execute (statement, error))
    return FALSE;
  clv_workspace_emit_changed (self, "setting");
  return TRUE;
}

static void
work_cb (gpointer data,
         gpointer user_data)
{
  Work *work = data;
  GCancellable *cancellable = g_task_get_cancellable (work->task);
  GCancellable *previous = NULL;

  work->workspace->worker = g_thread_self ();
  if (!g_task_return_error_if_cancelled (work->task))
    {
      clv_connection_push_cancellable (cancellable, &previous);
      work->func (work->task, g_task_get_source_object (work->task),
                  g_task_get_task_data (work->task), cancellable);
      clv_connection_pop_cancellable (previous);
    }
  g_object_unref (work->task);
  g_object_unref (work->workspace);
  g_free (work);
}

void
clv_workspace_run_async (ClvWorkspace    *self,
                         GTask           *task,
                         GTaskThreadFunc  func)
{
  Work *work = NULL;

  g_return_if_fail (CLV_IS_WORKSPACE (self));
  g_return_if_fail (G_IS_TASK (task));

  work = g_new0 (Work, 1);
  work->workspace = g_object_ref (self);
  work->task = g_object_ref (task);
  work->func = func;

  /* Not the file's own lock: an import holds that until it ends, and whoever
   * queues work here must not wait for it. */
  g_mutex_lock (&self->pool_lock);
  if (self->pool == NULL)
    self->pool = g_thread_pool_new (work_cb, NULL, 1, TRUE, NULL);
  g_thread_pool_push (self->pool, work, NULL);
  g_mutex_unlock (&self->pool_lock);
}

static gboolean
emit_cb (gpointer data)
{
  Emission *emission = data;
  g_autoptr(ClvWorkspace) self = g_weak_ref_get (&emission->workspace);

  if (self != NULL)
    {
      g_mutex_lock (&self->changed_lock);
      g_hash_table_remove (self->changed, emission->what);
      g_mutex_unlock (&self->changed_lock);
      g_signal_emit (self, signals[CHANGED], 0, emission->what);
    }
  return G_SOURCE_REMOVE;
}

static void
free_emission (gpointer data)
{
  Emission *emission = data;

  g_weak_ref_clear (&emission->workspace);
  g_free (emission);
}

/* Several of the same name before the main loop turns become one. */
void
clv_workspace_emit_changed (ClvWorkspace *self,
                            const char   *what)
{
  Emission *emission = NULL;
  const char *interned = g_intern_string (what);

  g_return_if_fail (CLV_IS_WORKSPACE (self));

  g_mutex_lock (&self->changed_lock);
  if (g_hash_table_add (self->changed, (gpointer) interned))
    {
      emission = g_new0 (Emission, 1);
      g_weak_ref_init (&emission->workspace, self);
      emission->what = interned;
      g_idle_add_full (G_PRIORITY_DEFAULT, emit_cb, emission, free_emission);
    }
  g_mutex_unlock (&self->changed_lock);
}

/**
 * clv_workspace_dup_sqlite_version:
 *
 * Returns: (transfer full): the version of SQLite that runs, and the one at build time
 */
char *
clv_workspace_dup_sqlite_version (void)
{
  return g_strdup_printf ("SQLite %s (built with %s)", sqlite3_libversion (), SQLITE_VERSION);
}
