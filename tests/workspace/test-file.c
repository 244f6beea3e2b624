/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/stat.h>

#include "clv-workspace-private.h"
#include "workspace-fixture.h"

static void
test_create (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (clv_workspace_get_currency (fixture->workspace), ==, "EUR");
  g_assert_cmpstr (clv_workspace_get_time_zone (fixture->workspace), ==, "Europe/Berlin");
  g_assert_false (clv_workspace_is_read_only (fixture->workspace));
  g_assert_true (clv_workspace_verify_file (fixture->workspace, &error));
  g_assert_no_error (error);
  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (clv_workspace_create (fixture->path, "EUR", "UTC", &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_EXISTS);
  g_clear_error (&error);

  fixture_reopen (fixture);
  g_assert_cmpstr (clv_workspace_get_time_zone (fixture->workspace), ==, "Europe/Berlin");
}

static void
test_create_refuses (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "perennial-none.perennial", NULL);

  g_unlink (path);
  g_assert_null (clv_workspace_create (path, "EURO", "UTC", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (clv_workspace_create (path, "EUR", "Mars/Olympus", &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_settings (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *none = clv_workspace_dup_setting (fixture->workspace, "colour");
  g_autofree char *value = NULL;
  g_autofree char *removed = NULL;

  g_assert_null (none);
  g_assert_true (clv_workspace_set_setting (fixture->workspace, "colour", "red", &error));
  g_assert_true (clv_workspace_set_setting (fixture->workspace, "colour", "o'range", &error));
  fixture_reopen (fixture);
  value = clv_workspace_dup_setting (fixture->workspace, "colour");
  g_assert_cmpstr (value, ==, "o'range");
  g_assert_true (clv_workspace_set_setting (fixture->workspace, "colour", NULL, &error));
  removed = clv_workspace_dup_setting (fixture->workspace, "colour");
  g_assert_null (removed);
}

static gboolean
has_journal (Fixture *fixture)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-journal", NULL);

  return g_file_test (journal, G_FILE_TEST_EXISTS);
}

/* Nothing lies beside a closed workspace, and nobody's journal is taken away. */
static void
test_journal (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) other = NULL;
  sqlite3 *db = NULL;

  g_assert_true (clv_workspace_set_setting (fixture->workspace, "colour", "red", &error));
  g_assert_true (has_journal (fixture));

  /* Another program is in the middle of a transaction that a crash would undo. */
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE; DELETE FROM setting;", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  other = g_steal_pointer (&fixture->workspace);
  clv_workspace_close (other);
  g_assert_true (has_journal (fixture));
  g_assert_cmpint (sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  fixture->workspace = clv_workspace_open (fixture->path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (clv_workspace_set_setting (fixture->workspace, "colour", "blue", &error));
  clv_workspace_close (fixture->workspace);
  g_assert_false (has_journal (fixture));
}

static void
assert_not_opened (const char        *path,
                   ClvWorkspaceError  code,
                   gboolean           any_code)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_null (clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == CLV_WORKSPACE_ERROR);
  if (!any_code)
    g_assert_cmpint (error->code, ==, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_bad_files (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.perennial", NULL);
  sqlite3 *db = NULL;

  assert_not_opened (fixture->folder, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE, FALSE);
  assert_not_opened (path, CLV_WORKSPACE_ERROR_NOT_FOUND, FALSE);
  g_file_set_contents (path, "", 0, NULL);
  assert_not_opened (path, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE, FALSE);
  g_file_set_contents (path, "customer,date,amount\n", -1, NULL);
  assert_not_opened (path, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE, FALSE);
  g_unlink (path);
  sqlite3_open (path, &db);
  sqlite3_exec (db, "CREATE TABLE t (x)", NULL, NULL, NULL);
  sqlite3_close (db);
  assert_not_opened (path, CLV_WORKSPACE_ERROR_NOT_A_WORKSPACE, FALSE);
}

static void
test_truncated (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *content = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "cut.perennial", NULL);
  gsize size = 0;
  gsize length;

  g_clear_object (&fixture->workspace);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  for (length = 1; length < size; length = length < 200 ? length + 7 : length + 8191)
    {
      g_autofree char *after = NULL;
      gsize after_size = 0;

      g_file_set_contents (path, content, (gssize) length, NULL);
      assert_not_opened (path, 0, TRUE);
      g_assert_true (g_file_get_contents (path, &after, &after_size, NULL));
      g_assert_cmpmem (after, after_size, content, length);
    }
}

/* Whatever byte is wrong: an error or a workspace, never a crash. */
static void
test_flipped_bytes (Fixture       *fixture,
                    gconstpointer  data)
{
  static const Row rows[] = { { "C1", "A-1", "2024-03-05", 100 },
                              { "C2", "A-2", "2024-03-06", 5 } };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autofree char *content = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "flip.perennial", NULL);
  gsize size = 0;
  guint i;

  fixture_import (fixture, rows, G_N_ELEMENTS (rows));
  g_clear_object (&fixture->workspace);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  for (i = 0; i < 150; i++)
    {
      g_autoptr(ClvWorkspace) workspace = NULL;
      g_autoptr(ClvTransactions) transactions = NULL;
      gsize at = (gsize) (g_rand_double (rand) * (double) (i % 2 != 0 ? 2000 : size));
      char old = content[at];

      content[at] = (char) (old ^ (1 << g_rand_int_range (rand, 0, 8)));
      g_file_set_contents (path, content, (gssize) size, NULL);
      content[at] = old;
      workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, NULL);
      if (workspace == NULL)
        continue;
      transactions = clv_workspace_load_transactions (workspace, NULL, NULL);
      clv_workspace_verify_data (workspace, NULL, NULL);
      clv_workspace_verify_file (workspace, NULL);
    }
}

/* The file and its journal as a writer leaves them who is killed in the middle. */
static void
kill_writer (Fixture    *fixture,
             const char *path)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-journal", NULL);
  g_autofree char *journal_copy = g_strconcat (path, "-journal", NULL);
  g_autofree char *content = NULL;
  g_autofree char *pages = NULL;
  gsize n_content = 0;
  gsize n_pages = 0;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA cache_size = 5; BEGIN IMMEDIATE;"
                                     "CREATE TABLE t (x);"
                                     "INSERT INTO t WITH RECURSIVE c (i) AS "
                                     "(SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100)"
                                     "SELECT randomblob (4000) FROM c", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (fixture->path, &content, &n_content, NULL));
  g_assert_true (g_file_get_contents (journal, &pages, &n_pages, NULL));
  g_assert_cmpuint (n_pages, >, 0);
  g_assert_true (g_file_set_contents (path, content, (gssize) n_content, NULL));
  g_assert_true (g_file_set_contents (journal_copy, pages, (gssize) n_pages, NULL));
  sqlite3_close (db);
}

/* Who only reads comes after a killed writer as well. */
static void
test_killed_writer (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "killed.perennial", NULL);

  g_clear_object (&fixture->workspace);
  kill_writer (fixture, path);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (clv_workspace_is_read_only (workspace));
  g_assert_true (clv_workspace_verify_file (workspace, &error));
  g_assert_no_error (error);
}

static void
test_newer (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before = 0;
  gsize n_after = 0;

  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture,
                                    "UPDATE setting SET value = '9.5' WHERE "
                                    "name = 'program_version'; PRAGMA user_version = 999", NULL),
                   ==, SQLITE_OK);
  g_file_get_contents (fixture->path, &before, &n_before, NULL);
  g_assert_null (clv_workspace_open (fixture->path, CLV_OPEN_READ_WRITE, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "9.5"));
  g_clear_error (&error);

  workspace = clv_workspace_open (fixture->path, CLV_OPEN_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_true (clv_workspace_is_read_only (workspace));
  g_assert_cmpstr (clv_workspace_get_needed_version (workspace), ==, "9.5");
  g_assert_false (clv_workspace_set_setting (workspace, "a", "b", &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY);
  g_file_get_contents (fixture->path, &after, &n_after, NULL);
  g_assert_cmpmem (after, n_after, before, n_before);
}

static void
test_foreign_trigger (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->workspace);
  fixture_run_raw (fixture, "CREATE TRIGGER x AFTER INSERT ON setting BEGIN "
                            "DELETE FROM setting; END", NULL);
  fixture_reopen (fixture);
  g_assert_true (clv_workspace_is_read_only (fixture->workspace));
  g_assert_false (clv_workspace_set_setting (fixture->workspace, "a", "b", &error));
  g_clear_error (&error);
  g_assert_false (clv_workspace_verify_file (fixture->workspace, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

static void
test_nested (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  ClvWorkspace *workspace = fixture->workspace;

  g_assert_true (clv_workspace_begin (workspace, &error));
  g_assert_true (clv_workspace_set_setting (workspace, "a", "1", &error));
  g_assert_true (clv_workspace_begin (workspace, &error));
  g_assert_true (clv_workspace_set_setting (workspace, "b", "1", &error));
  clv_workspace_rollback (workspace);
  g_assert_true (clv_workspace_commit (workspace, &error));
  a = clv_workspace_dup_setting (workspace, "a");
  b = clv_workspace_dup_setting (workspace, "b");
  g_assert_cmpstr (a, ==, "1");
  g_assert_null (b);
}

static void
test_guards (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const refused[] = {
    "UPDATE value_definition SET text = 'x'",
    "DELETE FROM value_definition",
    "INSERT OR REPLACE INTO value_definition VALUES (1, 'x', 'other', 'now', '')",
    "INSERT OR REPLACE INTO value_definition VALUES (9, 'x', 'h', 'now', '')",
    "UPDATE fit SET result = 'x'",
    "DELETE FROM fit",
    "INSERT OR REPLACE INTO fit VALUES (1, 's', 'k', 'd', 'c', 'r', 'now', '')",
    "DELETE FROM score_set",
    "UPDATE score_segment SET bytes = x'00'",
    "REPLACE INTO score_segment VALUES (1, 0, 'clv', x'00')",
    "DELETE FROM audit_run",
    "DELETE FROM batch",
    "UPDATE batch SET rows = 0",
    "UPDATE meta SET value = 'USD' WHERE name = 'currency'",
    "DELETE FROM segment",
    "UPDATE segment SET n_rows = 1",
    "REPLACE INTO segment VALUES (1, 1, 0, 1, 1, x'00')",
    "UPDATE event SET act = 'x'",
    "DELETE FROM event",
    "INSERT OR REPLACE INTO event SELECT seq, at, 'x', os_identity, package, act, from_state, "
    "to_state, content_hash, meaning, reason, payload, prev, h FROM event WHERE seq = 1",
    "INSERT INTO event SELECT 99, at, actor, os_identity, package, act, from_state, to_state, "
    "content_hash, meaning, reason, payload, 'p', 'q' FROM event WHERE seq = 1",
  };
  static const Row rows[] = { { "C1", NULL, "2024-03-05", 100 } };
  g_autoptr(GError) error = NULL;
  guint i;

  fixture_import (fixture, rows, G_N_ELEMENTS (rows));
  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture,
                                    "INSERT INTO value_definition VALUES (1, 't', 'h', 'now', '');"
                                    "INSERT INTO fit VALUES (1, 's', 'k', 'd', 'c', 'r', 'n', '');"
                                    "INSERT INTO score_set "
                                    "VALUES (1, 1, 1, 1, 'c', 'v', 's', 'n', '');"
                                    "INSERT INTO score_segment VALUES (1, 0, 'clv', x'01');"
                                    "INSERT INTO audit_run VALUES (1, 'o', 'c', 'r', 'n', '')",
                                    NULL), ==, SQLITE_OK);
  for (i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *message = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_cmpint (fixture_run_raw (fixture, refused[i], &message), ==, SQLITE_CONSTRAINT);
      g_assert_true (g_str_has_suffix (message, "."));
    }
  fixture_reopen (fixture);
  g_assert_true (clv_workspace_verify_file (fixture->workspace, &error));
  g_assert_no_error (error);
}

static void
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  sqlite3_open (fixture->path, &db);
  sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  g_assert_false (clv_workspace_set_setting (fixture->workspace, "a", "1", &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, "shop.perennial"));
  sqlite3_close (db);
}

static void
work_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  g_autoptr(ClvStatement) statement = NULL;
  GError *error = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (source, "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL "
                                         "SELECT x + 1 FROM c) SELECT COUNT (*) FROM c", &error);
  if (statement != NULL && clv_statement_step (statement, &has_row, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) data = TRUE;
}

static void
test_worker_is_cancelled (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;
  GTask *task = g_task_new (fixture->workspace, cancellable, done_cb, &done);

  g_timeout_add (50, cancel_cb, cancellable);
  clv_workspace_run_async (fixture->workspace, task, work_cb);
  g_object_unref (task);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  /* Waits for the worker to let go of its references. */
  clv_workspace_close (fixture->workspace);
}

static void
changed_cb (ClvWorkspace *workspace,
            const char   *what,
            gpointer      data)
{
  g_assert_cmpstr (what, ==, "data");
  (*(guint *) data)++;
}

static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  guint n = 0;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (fixture->workspace, "changed", G_CALLBACK (changed_cb), &n);
  clv_workspace_emit_changed (fixture->workspace, "data");
  clv_workspace_emit_changed (fixture->workspace, "data");
  g_assert_cmpuint (n, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
}

/* What is written down is what the migrations make; a new one adds its line. */
static void
test_fingerprints (void)
{
  int version;

  for (version = 1; version <= clv_schema_get_version (); version++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *computed = clv_schema_dup_computed (version, FALSE, &error);
      g_autofree char *expected = NULL;

      g_assert_no_error (error);
      g_test_message ("format %d: %s", version, computed);
      expected = clv_schema_dup_expected (version, &error);
      g_assert_cmpstr (expected, ==, computed);
    }
}

#define ADD(name, function) \
  g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/workspace/file/create", test_create);
  g_test_add_func ("/workspace/file/create-refuses", test_create_refuses);
  ADD ("/workspace/file/settings", test_settings);
  ADD ("/workspace/file/journal", test_journal);
  ADD ("/workspace/file/bad", test_bad_files);
  ADD ("/workspace/file/truncated", test_truncated);
  ADD ("/workspace/file/killed-writer", test_killed_writer);
  ADD ("/workspace/file/flipped-bytes", test_flipped_bytes);
  ADD ("/workspace/file/newer", test_newer);
  g_test_add_func ("/workspace/file/fingerprints", test_fingerprints);
  ADD ("/workspace/file/foreign-trigger", test_foreign_trigger);
  ADD ("/workspace/file/nested-transactions", test_nested);
  ADD ("/workspace/file/guards", test_guards);
  ADD ("/workspace/file/busy", test_busy);
  ADD ("/workspace/worker/cancelled", test_worker_is_cancelled);
  ADD ("/workspace/changed/once", test_changed);

  return g_test_run ();
}
