/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "workspace-fixture.h"

#define DROP_GUARDS "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; " \
                    "DROP TRIGGER event_no_replace; DROP TRIGGER event_in_line; "

static void
append (Fixture    *fixture,
        const char *act)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->act = g_strdup (act);
  event->actor = g_strdup ("ann");
  clv_ledger_append (fixture->workspace, event, &error);
  g_assert_no_error (error);
}

static gboolean
verify (Fixture    *fixture,
        const char *anchor)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  gboolean holds = FALSE;

  g_assert_true (clv_ledger_verify (fixture->workspace, anchor, findings, &holds, &error));
  g_assert_no_error (error);
  g_assert_cmpint (holds, ==, findings->len == 0);
  return holds;
}

static void
test_append (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) all = NULL;
  const ClvEvent *event = NULL;

  append (fixture, "note");
  append (fixture, "note");
  all = clv_ledger_list (fixture->workspace, 0, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  event = g_ptr_array_index (all, 2);
  g_assert_cmpint (event->seq, ==, 3);
  g_assert_cmpstr (event->act, ==, "note");
  g_assert_cmpstr (event->prev, ==, ((ClvEvent *) g_ptr_array_index (all, 1))->hash);
  g_assert_true (verify (fixture, NULL));
}

/* No event, no change: both go with the rollback. */
static void
test_rollback (Fixture       *fixture,
               gconstpointer  data)
{
  g_assert_true (clv_workspace_begin (fixture->workspace, NULL));
  append (fixture, "note");
  clv_workspace_rollback (fixture->workspace);
  g_assert_cmpint (clv_ledger_get_n (fixture->workspace), ==, 1);
  g_assert_true (verify (fixture, NULL));
}

typedef struct
{
  const char *name;
  const char *sql;
} Mutation;

static const Mutation mutations[] = {
  { "edit", "UPDATE event SET reason = 'x' WHERE seq = 3" },
  { "edit-actor", "UPDATE event SET actor = 'bob' WHERE seq = 2" },
  { "edit-number", "UPDATE event SET package = 4 WHERE seq = 2" },
  { "edit-hash", "UPDATE event SET h = substr (h, 2) || substr (h, 1, 1) WHERE seq = 2" },
  { "delete", "DELETE FROM event WHERE seq = 3" },
  { "delete-and-close", "DELETE FROM event WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 4" },
  { "delete-first", "DELETE FROM event WHERE seq = 1" },
  { "delete-all", "DELETE FROM event" },
  { "swap", "UPDATE event SET seq = 99 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; "
            "UPDATE event SET seq = 3 WHERE seq = 99" },
  { "insert", "INSERT INTO event SELECT 6, at, actor, os_identity, package, act, from_state, "
              "to_state, content_hash, meaning, reason, payload, 'p', 'q' "
              "FROM event WHERE seq = 5" },
  { "boundary", "UPDATE event SET act = 'no', from_state = 'te' WHERE seq = 2" },
};

static void
test_mutation (Fixture       *fixture,
               gconstpointer  data)
{
  const Mutation *mutation = data;
  g_autofree char *sql = g_strconcat (DROP_GUARDS, mutation->sql, NULL);
  guint i;

  for (i = 0; i < 4; i++)
    append (fixture, "note");
  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture, sql, NULL), ==, SQLITE_OK);
  fixture_reopen (fixture);
  g_assert_false (verify (fixture, NULL));
}

/* A cut tail is a whole chain: the anchor finds it, given or kept. */
static void
test_cut_tail (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *anchor = NULL;
  g_autofree char *kept = NULL;
  guint i;

  for (i = 0; i < 4; i++)
    append (fixture, "note");
  anchor = clv_ledger_dup_anchor (fixture->workspace);
  kept = g_build_filename (g_get_user_data_dir (), "perennial", "anchors",
                           clv_workspace_get_uuid (fixture->workspace), NULL);
  g_assert_true (verify (fixture, anchor));
  g_clear_object (&fixture->workspace);
  fixture_run_raw (fixture, DROP_GUARDS "DELETE FROM event WHERE seq > 3", NULL);
  fixture_reopen (fixture);
  g_assert_false (verify (fixture, NULL));
  /* On another computer nothing was kept. */
  g_unlink (kept);
  g_assert_true (verify (fixture, NULL));
  g_assert_false (verify (fixture, anchor));
  g_assert_false (verify (fixture, "nonsense"));
}

/* What was last seen is not forgotten when a cut ledger grows again. */
static void
test_anchor_stays (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *old = NULL;
  gsize size = 0;

  append (fixture, "note");
  g_clear_object (&fixture->workspace);
  g_assert_true (g_file_get_contents (fixture->path, &old, &size, NULL));
  fixture_reopen (fixture);
  append (fixture, "note");
  g_clear_object (&fixture->workspace);
  g_file_set_contents (fixture->path, old, (gssize) size, NULL);
  fixture_reopen (fixture);
  g_assert_false (verify (fixture, NULL));
  append (fixture, "remark");
  append (fixture, "remark");
  g_assert_false (verify (fixture, NULL));
}

#define ADD(name, data, function) \
  g_test_add (name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);

  ADD ("/workspace/ledger/append", NULL, test_append);
  ADD ("/workspace/ledger/rollback", NULL, test_rollback);
  for (i = 0; i < G_N_ELEMENTS (mutations); i++)
    {
      g_autofree char *name = g_strconcat ("/workspace/ledger/mutation/", mutations[i].name, NULL);

      ADD (name, &mutations[i], test_mutation);
    }
  ADD ("/workspace/ledger/cut-tail", NULL, test_cut_tail);
  ADD ("/workspace/ledger/anchor-stays", NULL, test_anchor_stays);

  return g_test_run ();
}
