/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace-fixture.h"

#include "clv-notes.h"

/* Notes about customers: kept, sealed, taken back. */

static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  const ClvNote *note = NULL;

  g_assert_cmpint (clv_notes_add (fixture->workspace, "C1", " Rang up, wants roses.\n", "ann",
                                  &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (clv_notes_add (fixture->workspace, "C1", "Moved to Köln", NULL, &error), ==, 2);
  g_assert_cmpint (clv_notes_add (fixture->workspace, "C2", "Other", "ann", &error), ==, 3);
  fixture_reopen (fixture);

  notes = clv_notes_list (fixture->workspace, "C1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 2);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->text, ==, "Moved to Köln");
  g_assert_cmpstr (note->author, ==, "");
  note = g_ptr_array_index (notes, 1);
  g_assert_cmpstr (note->text, ==, "Rang up, wants roses.");
  g_assert_cmpstr (note->author, ==, "ann");
  g_assert_cmpuint (strlen (note->at), ==, strlen ("2026-01-01T00:00:00Z"));
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *long_text = g_strnfill (CLV_NOTE_MAX_LENGTH + 1, 'x');
  const char *texts[] = { "", " \n\t", long_text };
  g_autoptr(GPtrArray) notes = NULL;
  const gint64 n = clv_ledger_get_n (fixture->workspace);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (clv_notes_add (fixture->workspace, "C1", texts[i], "ann", &error), ==, 0);
      g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED);
    }
  notes = clv_notes_list (fixture->workspace, "C1", NULL);
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_cmpint (clv_ledger_get_n (fixture->workspace), ==, n);
}

/* What the ledger may know: that there is a note, not whom it is about. */
static void
test_ledger_is_silent (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) events = NULL;
  const ClvEvent *event = NULL;

  clv_notes_add (fixture->workspace, "Ms Secret", "Likes tulips", "ann", NULL);
  events = clv_ledger_list (fixture->workspace, 0, NULL);
  event = g_ptr_array_index (events, events->len - 1);
  g_assert_cmpstr (event->act, ==, "note");
  g_assert_cmpstr (event->actor, ==, "ann");
  g_assert_true (g_str_has_prefix (event->payload, "note=1\nrow note 1 "));
  g_assert_null (strstr (event->payload, "Secret"));
  g_assert_null (strstr (event->payload, "tulips"));
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  const gint64 id = clv_notes_add (fixture->workspace, "C1", "Likes tulips", "ann", NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (clv_notes_remove (fixture->workspace, id, "bob", &error));
  g_assert_no_error (error);
  notes = clv_notes_list (fixture->workspace, "C1", &error);
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_true (clv_ledger_verify_rows (fixture->workspace, findings, &error));
  g_assert_cmpuint (findings->len, ==, 0);

  g_assert_false (clv_notes_remove (fixture->workspace, id, "bob", &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND);

  /* Not in the file's free space either. */
  g_clear_object (&fixture->workspace);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_null (memmem (bytes, size, "tulips", 6));
}

/* Another program's hand in the table: stopped, or found out. */
static void
test_edited (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *sql;
    gboolean is_stopped;
    guint findings;
  } rows[] = {
    { "UPDATE note SET text = 'Likes roses'", TRUE, 0 },
    { "UPDATE note SET author = 'eve', customer = '', text = '', removed_at = 'x'", TRUE, 0 },
    { "DELETE FROM note", TRUE, 0 },
    { "REPLACE INTO note VALUES (1, 'C1', 'Likes roses', 'ann', 'now', NULL)", TRUE, 0 },
    { "DROP TRIGGER note_only_removed; UPDATE note SET text = 'Likes roses'", FALSE, 1 },
    { "DROP TRIGGER note_no_delete; DELETE FROM note", FALSE, 1 },
    { "INSERT INTO note VALUES (7, 'C1', 'Never said', 'ann', 'now', NULL)", FALSE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture own = { 0 };
      g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) error = NULL;

      fixture_set_up (&own, NULL);
      clv_notes_add (own.workspace, "C1", "Likes tulips", "ann", &error);
      g_assert_no_error (error);
      clv_workspace_close (own.workspace);
      g_clear_object (&own.workspace);
      g_assert_cmpint (fixture_run_raw (&own, rows[i].sql, NULL) != SQLITE_OK, ==,
                       rows[i].is_stopped);
      own.workspace = clv_workspace_open (own.path, CLV_OPEN_READ_ONLY, &error);
      g_assert_no_error (error);
      g_assert_true (clv_ledger_verify_rows (own.workspace, findings, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (findings->len, ==, rows[i].findings);
      fixture_tear_down (&own, NULL);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture       *fixture,
                  gconstpointer  data);
  } tests[] = {
    { "/workspace/notes/add", test_add },
    { "/workspace/notes/refused", test_refused },
    { "/workspace/notes/ledger-is-silent", test_ledger_is_silent },
    { "/workspace/notes/remove", test_remove },
    { "/workspace/notes/edited", test_edited },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);

  return g_test_run ();
}
