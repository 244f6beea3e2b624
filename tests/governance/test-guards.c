/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-test-workspace.h"

/* The second line: what the file itself refuses on a plain connection. */

static void
assert_refused (TestWorkspace *test,
                const char    *sql,
                const char    *words)
{
  g_autofree char *message = test_workspace_raw (test, sql);

  if (message == NULL || strstr (message, words) == NULL)
    g_error ("%s: “%s” does not say “%s”", sql, message, words);
}

/* An INSERT that follows the chain, so that only the rule can refuse it. */
static char *
event_sql (const char *actor,
           gint64      package,
           const char *act,
           const char *from,
           const char *to,
           const char *meaning)
{
  return g_strdup_printf ("INSERT INTO event (seq, at, actor, os_identity, package, act,"
                          " from_state, to_state, content_hash, meaning, reason, payload, prev, h)"
                          " SELECT (SELECT MAX (seq) + 1 FROM event), '2024-05-01T00:00:00Z', '%s',"
                          " 'x', %d, '%s', '%s', '%s',"
                          " COALESCE ((SELECT content_hash FROM package WHERE id = %d), ''), '%s',"
                          " '', '', (SELECT h FROM event ORDER BY seq DESC LIMIT 1),"
                          " hex (randomblob (32))",
                          actor, (int) package, act, from, to, (int) package, meaning);
}

static void
assert_event_refused (TestWorkspace *test,
                      const char    *actor,
                      gint64         package,
                      const char    *act,
                      const char    *from,
                      const char    *to,
                      const char    *meaning,
                      const char    *words)
{
  g_autofree char *sql = event_sql (actor, package, act, from, to, meaning);

  assert_refused (test, sql, words);
}

static void
add_people (TestWorkspace *test)
{
  test_workspace_add (test, "anna", CLV_ROLE_ANALYST);
  test_workspace_add (test, "anna", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "ben", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "cleo", CLV_ROLE_REVIEWER);
}

static void
test_votes (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_MEDIUM, "medium");

  assert_event_refused (&test, "ben", package, "vote", "under_review", "under_review", "approve",
                        "not in the state");
  /* Several rules forbid these; which of them speaks is SQLite's choice. */
  assert_event_refused (&test, "ben", package, "decide_approve", "submitted", "approved", "", ".");
  assert_event_refused (&test, "ben", package, "supersede", "submitted", "superseded", "", ".");
  assert_event_refused (&test, "anna", package + 7, "submit", "draft", "submitted", "", ".");
  assert_event_refused (&test, "anna", package, "submit", "submitted", "approved", "", ".");
  g_assert_true (clv_governance_vote (test.workspace, package, "ben", TRUE, "", NULL, &error));

  assert_event_refused (&test, "anna", package, "vote", "under_review", "under_review", "approve",
                        "Nobody votes on a package to which they contributed");
  assert_event_refused (&test, "anna", package, "vote", "under_review", "under_review",
                        "self-attested", "a person alone");
  assert_event_refused (&test, "ben", package, "vote", "under_review", "under_review", "approve",
                        "one vote");
  assert_event_refused (&test, "eve", package, "vote", "under_review", "under_review", "approve",
                        "does not hold the role");
  assert_event_refused (&test, "cleo", package, "vote", "under_review", "under_review", "maybe",
                        "to approve, to reject or to abstain");
  assert_event_refused (&test, "cleo", package, "vote", "under_review", "under_review", "reject",
                        "at least ten characters");
  assert_event_refused (&test, "ben", package, "decide_approve", "under_review", "approved", "",
                        "not enough votes");
  assert_event_refused (&test, "ben", package, "decide_reject", "under_review", "rejected", "",
                        "not enough votes");
  assert_event_refused (&test, "anna", package, "submit", "draft", "submitted", "",
                        "not in the state");
  assert_event_refused (&test, "anna", package, "ask_changes", "under_review", "draft", "", ".");
  assert_event_refused (&test, "cleo", package, "ask_changes", "under_review", "draft", "",
                        "at least ten characters");
  g_assert_true (clv_governance_vote (test.workspace, package, "cleo", TRUE, "", NULL, &error));
  assert_event_refused (&test, "", package, "export", "approved", "approved", "",
                        "does not hold the role");
  assert_event_refused (&test, "anna", 0, "vote", "under_review", "under_review", "approve",
                        "must name its package");
}

static void
test_other_content (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autofree char *sql = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "low");
  sql = g_strdup_printf ("INSERT INTO event (seq, at, actor, os_identity, package, act, from_state,"
                         " to_state, content_hash, meaning, reason, payload, prev, h)"
                         " SELECT (SELECT MAX (seq) + 1 FROM event), 'x', 'ben', 'x', %d,"
                         " 'take_up', 'submitted', 'under_review', 'other', '', '', '',"
                         " (SELECT h FROM event ORDER BY seq DESC LIMIT 1), 'h'", (int) package);
  assert_refused (&test, sql, "bound to other content");
}

/* Rows of the tables that say who agreed to what cannot be changed, removed or
 * replaced, and INSERT OR REPLACE is no way around. */
static void
test_append_only (void)
{
  static const struct
  {
    const char *table;
    const char *update;
    const char *replace;
  } rows[] = {
    { "person", "SET since = 'x'", "(login, since) SELECT login, 'x' FROM person" },
    { "role_event", "SET granted = 0",
      "(id, person, role, granted, by, at) SELECT id, person, 'admin', 1, by, at FROM role_event" },
    { "package", "SET title = 'x'",
      "(id, title, content_hash, manifest, risk, created_by, created_at, fit, score_set,"
      " definition) SELECT id, title, 'x', manifest, 'low', created_by, created_at, fit, score_set,"
      " definition FROM package" },
    { "package_item", "SET item_hash = 'x'",
      "(package, item_kind, item_hash) SELECT package, item_kind, 'x' FROM package_item" },
    { "package_item", "SET item_hash = 'y'",
      "(package, item_kind, item_hash) SELECT id, 'more', 'x' FROM package" },
    { "contributor", "SET person = 'ben'",
      "(package, person, part) SELECT package, person, 'x' FROM contributor" },
    { "contributor", "SET part = 'x'",
      "(package, person, part) SELECT id, 'cleo', 'x' FROM package" },
    { "quorum", "SET votes = 1", "(risk, votes, days) SELECT risk, 1, 9999 FROM quorum" },
    { "allowed", "SET role = ''",
      "(from_state, act, to_state, role) VALUES ('draft', 'approve', 'approved', '')" },
    { "event", "SET actor = 'ben'",
      "SELECT seq, at, 'ben', os_identity, package, act, from_state, to_state, content_hash,"
      " meaning, reason, payload, prev, h FROM event" },
    { "person_passphrase", "SET stored = 'x'",
      "(id, person, stored, at) SELECT id, person, 'x', at FROM person_passphrase" },
    { "export_register", "SET rows = 0",
      "(package, file_name, sha256, rows, actor, at, valid_until, event)"
      " SELECT id, 'x', 'x', 0, '', 'x', 'x', 1 FROM package" },
  };
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 package = 0;
  guint i;

  test_workspace_init (&test);
  add_people (&test);
  g_assert_true (clv_governance_add_person (test.workspace, NULL, "gita", CLV_ROLE_REVIEWER,
                                            "secret", &error));
  package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "low");
  g_assert_true (clv_governance_vote (test.workspace, package, "ben", TRUE, "", NULL, &error));
  g_assert_true (clv_governance_register_export (test.workspace, "anna", package, "x.csv", "x", 1,
                                                 NULL)
                 || TRUE);

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *update = g_strdup_printf ("UPDATE %s %s", rows[i].table, rows[i].update);
      g_autofree char *delete = g_strdup_printf ("DELETE FROM %s", rows[i].table);
      g_autofree char *replace = g_strdup_printf ("INSERT OR REPLACE INTO %s %s", rows[i].table,
                                                  rows[i].replace);

      /* The register of exports is empty here: nothing to update or delete. */
      if (!g_str_equal (rows[i].table, "export_register"))
        {
          assert_refused (&test, update, ".");
          assert_refused (&test, delete, ".");
        }
      assert_refused (&test, replace, ".");
    }
}

/* Somebody drops the guards, edits and puts them back. */
static void
test_edited_event (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvVerification) before = NULL;
  g_autoptr(ClvVerification) after = NULL;
  g_autoptr(ClvGate) gate = NULL;
  g_autofree char *message = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "low");
  g_assert_true (clv_governance_vote (test.workspace, package, "ben", TRUE, "", NULL, &error));
  before = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (test_verification_is_clean (before));
  g_assert_cmpuint (before->not_checked->len, >=, 3);
  g_assert_cmpint (before->n_events, >=, 10);

  message = test_workspace_raw (&test,
                                "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema"
                                " WHERE name = 'event_no_update';"
                                "DROP TRIGGER event_no_update;"
                                "UPDATE event SET actor = 'cleo' WHERE act = 'vote';"
                                "CREATE TRIGGER event_no_update BEFORE UPDATE ON event\n"
                                "BEGIN\n"
                                "  SELECT RAISE (ABORT, 'The ledger can only be added to.');\n"
                                "END;");
  g_assert_cmpstr (message, ==, NULL);
  test_workspace_reopen (&test);
  after = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (test_verification_is_clean (after));
  g_assert_nonnull (strstr (g_ptr_array_index (after->findings, 0), "changed"));
}

/* What no chain can see, the rules still do: a contributor taken off the table,
 * a role without an event, an item exchanged. */
static void
test_edited_tables (void)
{
  static const struct
  {
    const char *sql;
    const char *words;
  } rows[] = {
    { "DROP TRIGGER contributor_no_delete; DELETE FROM contributor;", "contributed" },
    { "INSERT INTO role_event (person, role, granted, by, at)"
      " VALUES ('ben', 'admin', 1, '', 'x');", "no event gave it" },
    { "DROP TRIGGER package_item_no_update; UPDATE package_item SET item_hash = 'y';",
      "another hash" },
    { "DROP TRIGGER package_no_update; UPDATE package SET risk = 'high';", "risk" },
    { "DROP TRIGGER package_no_update; UPDATE package SET manifest = '{}';", "“package”" },
    { "DROP TRIGGER score_set_no_update; UPDATE score_set SET valid_until = '2999-01-01';",
      "“score_set”" },
    { "DROP TRIGGER fit_no_update; UPDATE fit SET result = 'y';", "“fit”" },
    { "DROP TRIGGER value_definition_no_update; UPDATE value_definition SET text = 'y';",
      "“value_definition”" },
    { "DROP TRIGGER quorum_no_update; UPDATE quorum SET votes = 1;", "“quorum”" },
    { "DROP TRIGGER allowed_no_insert; INSERT INTO allowed"
      " VALUES ('under_review', 'vote', 'under_review', 'analyst');", "“allowed”" },
    { "DROP TRIGGER meta_no_update; UPDATE meta SET value = 'USD' WHERE name = 'currency';",
      "“meta”" },
    { "INSERT INTO person (login, since) VALUES ('zoe', 'x');", "no event added them" },
    { "INSERT INTO person_passphrase (person, stored, at) VALUES ('ben', 'x', 'x');",
      "“person_passphrase”" },
    { "INSERT INTO setting (name, value) VALUES ('current_definition', '900');",
      "definition in force" },
  };
  guint i;
  guint k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(TestWorkspace) test = { 0 };
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvVerification) report = NULL;
      g_autofree char *message = NULL;
      gboolean found = FALSE;
      gint64 package = 0;

      test_workspace_init (&test);
      add_people (&test);
      package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "low");
      g_assert_true (clv_governance_vote (test.workspace, package, "ben", TRUE, "", NULL, &error));
      message = test_workspace_raw (&test, rows[i].sql);
      g_assert_cmpstr (message, ==, NULL);
      report = clv_governance_verify (test.workspace, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_false (test_verification_is_clean (report));
      for (k = 0; k < report->findings->len; k++)
        found = found || strstr (g_ptr_array_index (report->findings, k), rows[i].words) != NULL;
      g_assert_true (found);
    }
}

/* Dropping the rules to get a vote in leaves an event that breaks them. */
static void
test_forced_vote (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvVerification) report = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_auto(ClvPackageRow) row = { 0 };
  g_autofree char *message = NULL;
  gint64 package = 0;
  guint k;
  gboolean found = FALSE;

  test_workspace_init (&test);
  add_people (&test);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_MEDIUM, "medium");
  g_assert_true (clv_governance_vote (test.workspace, package, "ben", TRUE, "", NULL, &error));
  message = test_workspace_raw (&test, "DROP TRIGGER event_not_ones_own;");
  g_assert_cmpstr (message, ==, NULL);

  /* A program without our checks, but with a right chain. */
  g_assert_true (clv_package_row_load (test.workspace, package, &row, &error));
  event->actor = g_strdup ("anna");
  event->package = package;
  event->act = g_strdup ("vote");
  event->from_state = g_strdup ("under_review");
  event->to_state = g_strdup ("under_review");
  event->meaning = g_strdup ("approve");
  event->content_hash = g_strdup (row.content_hash);
  g_assert_true (clv_ledger_append (test.workspace, event, &error));

  report = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  for (k = 0; k < report->findings->len; k++)
    found = found || strstr (g_ptr_array_index (report->findings, k),
                             "to which they contributed") != NULL;
  g_assert_true (found);
}

/* A role that no administrator gave, in a right chain and in the table. */
static void
test_forced_role (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvVerification) report = NULL;
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autofree char *message = NULL;

  test_workspace_init (&test);
  add_people (&test);
  test_workspace_add (&test, "adam", CLV_ROLE_ADMIN);
  message = test_workspace_raw (&test,
                                "INSERT INTO role_event (person, role, granted, by, at)"
                                " VALUES ('ben', 'analyst', 1, 'ben', 'x');");
  g_assert_cmpstr (message, ==, NULL);
  event->actor = g_strdup ("ben");
  event->act = g_strdup ("grant_role");
  event->payload = g_strdup ("analyst ben");
  g_assert_true (clv_ledger_append (test.workspace, event, &error));

  report = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->findings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (report->findings, 0), "without being an admin"));
}

static void
test_anchor (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *anchor = NULL;
  g_autofree char *other = NULL;
  g_autoptr(ClvVerification) right = NULL;
  g_autoptr(ClvVerification) wrong = NULL;
  g_autoptr(ClvVerification) without = NULL;

  test_workspace_init (&test);
  add_people (&test);
  anchor = clv_ledger_dup_anchor (test.workspace);
  other = g_strdup (anchor);
  other[strlen (other) - 1] = other[strlen (other) - 1] == '0' ? '1' : '0';

  right = clv_governance_verify (test.workspace, anchor, NULL, &error);
  wrong = clv_governance_verify (test.workspace, other, NULL, &error);
  without = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (test_verification_is_clean (right));
  g_assert_false (test_verification_is_clean (wrong));
  g_assert_true (test_verification_is_clean (without));
  /* Without an anchor the report says first what it cannot tell. */
  g_assert_nonnull (strstr (g_ptr_array_index (without->not_checked, 0), "written anew"));
  g_assert_cmpuint (right->not_checked->len, <, without->not_checked->len);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/governance/guards/votes", test_votes);
  g_test_add_func ("/governance/guards/other-content", test_other_content);
  g_test_add_func ("/governance/guards/append-only", test_append_only);
  g_test_add_func ("/governance/verify/edited-event", test_edited_event);
  g_test_add_func ("/governance/verify/edited-tables", test_edited_tables);
  g_test_add_func ("/governance/verify/forced-vote", test_forced_vote);
  g_test_add_func ("/governance/verify/forced-role", test_forced_role);
  g_test_add_func ("/governance/verify/anchor", test_anchor);

  return g_test_run ();
}
