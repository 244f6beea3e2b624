/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-test-workspace.h"

#include <glib/gstdio.h>

static void
empty_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
test_workspace_init (TestWorkspace *self)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("perennial-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "test.perennial", NULL);
  self->workspace = clv_workspace_create (self->path, "EUR", "UTC", &error);
  g_assert_no_error (error);
}

static void
drop_workspace (TestWorkspace *self)
{
  if (self->workspace != NULL)
    clv_workspace_close (self->workspace);
  g_clear_object (&self->workspace);
}

void
test_workspace_clear (TestWorkspace *self)
{
  drop_workspace (self);
  empty_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

void
test_workspace_reopen (TestWorkspace *self)
{
  g_autoptr(GError) error = NULL;

  drop_workspace (self);
  self->workspace = clv_workspace_open (self->path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
}

char *
test_workspace_raw (TestWorkspace *self,
                    const char    *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;
  char *copy = NULL;

  g_assert_cmpint (sqlite3_open_v2 (self->path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  copy = g_strdup (message);
  sqlite3_free (message);
  sqlite3_close (db);

  return copy;
}

void
test_workspace_add (TestWorkspace *self,
                    const char    *login,
                    ClvRole        role)
{
  g_autoptr(GError) error = NULL;

  clv_governance_add_person (self->workspace, NULL, login, role, NULL, &error);
  g_assert_no_error (error);
}

/* The rows that a package points to. */
static void
add_parts (TestWorkspace *self)
{
  g_autofree char *message = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autoptr(GError) error = NULL;

  message = test_workspace_raw (self,
                                "INSERT INTO value_definition (id, text, hash, created_at)"
                                " SELECT 900, 'x', 'x900', '2024-01-01' WHERE NOT EXISTS"
                                " (SELECT 1 FROM value_definition WHERE id = 900);"
                                "INSERT INTO fit (id, spec, kind, data_hash, content_hash, result,"
                                " created_at) SELECT 900, 'x', 'bg-nbd', 'x', 'x', 'x',"
                                " '2024-01-01' WHERE NOT EXISTS"
                                " (SELECT 1 FROM fit WHERE id = 900);"
                                "INSERT INTO score_set (id, fit, definition, n, content_hash,"
                                " valid_until, summary, created_at)"
                                " SELECT 900, 900, 900, 0, 'x', '2099-01-01', 'x', '2024-01-01'"
                                " WHERE NOT EXISTS (SELECT 1 FROM score_set WHERE id = 900);");
  g_assert_cmpstr (message, ==, NULL);

  event->act = g_strdup ("test");
  g_assert_true (clv_ledger_seal_row (self->workspace, event, "value_definition", 900, &error));
  g_assert_true (clv_ledger_seal_row (self->workspace, event, "fit", 900, &error));
  g_assert_true (clv_ledger_seal_row (self->workspace, event, "score_set", 900, &error));
  g_assert_true (clv_ledger_append (self->workspace, event, &error));
}

/* Clean but for the made-up scores, which are not in a form that loads. */
gboolean
test_verification_is_clean (const ClvVerification *report)
{
  guint i;

  for (i = 0; i < report->findings->len; i++)
    {
      if (!g_str_has_prefix (g_ptr_array_index (report->findings, i), "Score set 900: "))
        {
          g_test_message ("%s", (char *) g_ptr_array_index (report->findings, i));
          return FALSE;
        }
    }

  return TRUE;
}

gint64
test_workspace_draft (TestWorkspace *self,
                      const char    *author,
                      ClvRisk        risk,
                      const char    *name,
                      GError       **error)
{
  g_autoptr(ClvContent) content = clv_content_new ();

  add_parts (self);
  content->title = g_strdup (name);
  content->manifest = g_strdup ("{\"items\":{}}");
  content->fit_id = content->score_set_id = content->definition_id = 900;
  g_hash_table_insert (content->items, g_strdup ("data"), g_strdup (name));
  g_hash_table_insert (content->items, g_strdup ("fit"), g_strdup ("x"));
  g_hash_table_insert (content->contributors, g_strdup (author), g_strdup ("author"));
  clv_content_seal (content);

  return clv_governance_store (self->workspace, author, risk, content, error);
}

gint64
test_workspace_submitted (TestWorkspace *self,
                          const char    *author,
                          ClvRisk        risk,
                          const char    *name)
{
  g_autoptr(GError) error = NULL;
  gint64 package = test_workspace_draft (self, author, risk, name, &error);

  g_assert_no_error (error);
  clv_governance_submit (self->workspace, package, author, NULL, &error);
  g_assert_no_error (error);

  return package;
}

char *
test_workspace_state (TestWorkspace *self,
                      gint64         package)
{
  g_auto(ClvPackageRow) row = { 0 };
  g_autoptr(GError) error = NULL;

  clv_package_row_load (self->workspace, package, &row, &error);
  g_assert_no_error (error);

  return g_strdup (row.state);
}
