/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "clv-hash.h"
#include "clv-workspace-private.h"
#include "clv-workspace-resource.h"

/* Numbered migrations: NNNN-name.sql in the resource, each run in one
 * transaction that also raises user_version. */

#define MIGRATIONS "/io/github/perennial_clv/Perennial/workspace/migrations/"

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char * const *) a, *(const char * const *) b);
}

static GStrv
list_migrations (void)
{
  GResource *resource = clv_workspace_resource_get_resource ();
  GStrv names = g_resource_enumerate_children (resource, MIGRATIONS, 0, NULL);

  g_assert (names != NULL);
  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  return names;
}

/* The newest format that this program knows: the number of the last migration. */
int
clv_schema_get_version (void)
{
  g_auto(GStrv) names = list_migrations ();

  return atoi (names[g_strv_length (names) - 1]);
}

static gboolean
run_migration (sqlite3     *db,
               const char  *name,
               const char  *migration,
               GError     **error)
{
  g_autofree char *path = g_strconcat (MIGRATIONS, migration, NULL);
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d;", atoi (migration));
  g_autoptr(GBytes) sql = NULL;

  sql = g_resource_lookup_data (clv_workspace_resource_get_resource (), path, 0, error);
  return sql != NULL
         && clv_connection_execute (db, name, g_bytes_get_data (sql, NULL), error)
         && clv_connection_execute (db, name, version, error);
}

/* Runs the migrations numbered above @from up to @to. One that fails leaves the
 * file as the one before it left it. Inside a transaction of the caller all of
 * them are part of that. */
gboolean
clv_schema_migrate (sqlite3     *db,
                    const char  *name,
                    int          from,
                    int          to,
                    GError     **error)
{
  g_auto(GStrv) names = list_migrations ();
  guint i;

  for (i = 0; names[i] != NULL; i++)
    {
      if (atoi (names[i]) <= from || atoi (names[i]) > to)
        continue;
      if (!clv_connection_execute (db, name, "SAVEPOINT migration;", error))
        return FALSE;
      if (!run_migration (db, name, names[i], error)
          || !clv_connection_execute (db, name, "RELEASE migration;", error))
        {
          g_prefix_error (error, "%s: ", names[i]);
          sqlite3_exec (db, "ROLLBACK TO migration; RELEASE migration;", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return TRUE;
}

/* SHA-256 over the text of every trigger and view, or of everything in the
 * schema where @all. */
char *
clv_schema_dup_fingerprint (sqlite3   *db,
                            gboolean   all,
                            GError   **error)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-schema-v1");
  sqlite3_stmt *statement = NULL;
  int code = 0;

  code = sqlite3_prepare_v2 (db,
                             "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                             "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                             "AND (?1 OR type IN ('trigger', 'view')) ORDER BY type, name",
                             -1, &statement, NULL);
  if (code == SQLITE_OK)
    {
      sqlite3_bind_int (statement, 1, all);
      while ((code = sqlite3_step (statement)) == SQLITE_ROW)
        {
          int i;

          for (i = 0; i < 4; i++)
            clv_hash_add_text (hash, (const char *) sqlite3_column_text (statement, i));
        }
    }
  if (code != SQLITE_DONE)
    {
      clv_connection_set_error (db, code, "sqlite_schema", error);
      sqlite3_finalize (statement);
      return NULL;
    }
  sqlite3_finalize (statement);
  return clv_hash_finish (hash);
}

/* The fingerprint that a workspace of format @version should have: taken from a
 * database in memory that the same migrations made. */
char *
clv_schema_dup_computed (int        version,
                         gboolean   all,
                         GError   **error)
{
  sqlite3 *db = NULL;
  char *fingerprint = NULL;

  if (sqlite3_open (":memory:", &db) == SQLITE_OK
      && clv_schema_migrate (db, ":memory:", 0, version, error))
    fingerprint = clv_schema_dup_fingerprint (db, all, error);
  sqlite3_close (db);
  return fingerprint;
}

/* What clv_schema_dup_computed() gives of triggers and views, by format. Migrations
 * are never changed, and running them all would be most of the work of opening a
 * file. */
static const char * const fingerprints[] = {
  "1f62a569d78447a8222c2de0c5c6e6514e60437618e091cb64e39f63b70ba2f6",
  "c67c7d80dc01944f8a134820719ef00dd0c677c19e6dc29b6cc8fee3d65511b8",
  "af0ec431f15d69908481d17f40214b98d7f630ec210704d88147070969530470",
  "4a5045e9ddaa5761a73cd107b6bc19921aa3f6fd77ed576bca25fad200602c4d",
  "4a5045e9ddaa5761a73cd107b6bc19921aa3f6fd77ed576bca25fad200602c4d",
};

/* The fingerprint that the triggers and views of format @version should have. */
char *
clv_schema_dup_expected (int       version,
                         GError  **error)
{
  if (version >= 1 && version <= (int) G_N_ELEMENTS (fingerprints))
    return g_strdup (fingerprints[version - 1]);
  return clv_schema_dup_computed (version, FALSE, error);
}
