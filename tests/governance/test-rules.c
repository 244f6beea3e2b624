/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-test-workspace.h"

static void
assert_refused (GError    **error,
                const char *words)
{
  g_assert_error (*error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED);
  if (words != NULL && strstr ((*error)->message, words) == NULL)
    g_error ("“%s” does not say “%s”", (*error)->message, words);
  g_clear_error (error);
}

static void
assert_state (TestWorkspace *test,
              gint64         package,
              const char    *expected)
{
  g_autofree char *state = test_workspace_state (test, package);

  g_assert_cmpstr (state, ==, expected);
}

/* anna proposes, ben, cleo and dora review, and one person a further role. */
static void
add_people (TestWorkspace *test)
{
  test_workspace_add (test, "anna", CLV_ROLE_ANALYST);
  test_workspace_add (test, "ben", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "cleo", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "dora", CLV_ROLE_REVIEWER);
  test_workspace_add (test, "fin", CLV_ROLE_FINANCE);
  test_workspace_add (test, "pia", CLV_ROLE_PRIVACY);
  test_workspace_add (test, "vic", CLV_ROLE_VIEWER);
}

static gboolean
vote (TestWorkspace *test,
      gint64         package,
      const char    *who,
      gboolean       approve,
      GError       **error)
{
  return clv_governance_vote (test->workspace, package, who, approve,
                              "checked against the ledger", NULL, error);
}

static gboolean
step (TestWorkspace *test,
      gint64         package,
      ClvStep        what,
      const char    *who,
      const char    *reason,
      GError       **error)
{
  return clv_governance_step (test->workspace, package, what, who, reason, NULL, error);
}

static void
test_low_risk (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = NULL;
  static const char *acts[] = { "propose", "submit", "take_up", "vote", "decide_approve" };
  gint64 package = 0;
  guint i;

  test_workspace_init (&test);
  add_people (&test);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "one");
  vote (&test, package, "ben", TRUE, &error);
  g_assert_no_error (error);
  assert_state (&test, package, "approved");

  events = clv_ledger_list (test.workspace, package, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (acts));
  for (i = 0; i < events->len; i++)
    g_assert_cmpstr (((ClvEvent *) events->pdata[i])->act, ==, acts[i]);
}

static void
test_quorum (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);

  package = test_workspace_submitted (&test, "anna", CLV_RISK_MEDIUM, "medium");
  vote (&test, package, "ben", TRUE, &error);
  g_assert_no_error (error);
  assert_state (&test, package, "under_review");
  vote (&test, package, "cleo", FALSE, &error);
  g_assert_no_error (error);
  assert_state (&test, package, "under_review");
  vote (&test, package, "dora", FALSE, &error);
  g_assert_no_error (error);
  assert_state (&test, package, "rejected");
  g_assert_false (vote (&test, package, "dora", TRUE, &error));
  assert_refused (&error, "Rejected");
}

/* Two votes and one revoked role between vote and decision. */
static void
test_revoked_vote (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  test_workspace_add (&test, "emil", CLV_ROLE_REVIEWER);

  package = test_workspace_submitted (&test, "anna", CLV_RISK_HIGH, "high");
  g_assert_true (vote (&test, package, "ben", TRUE, &error));
  g_assert_true (vote (&test, package, "cleo", TRUE, &error));
  g_assert_true (clv_governance_revoke_role (test.workspace, NULL, "cleo", CLV_ROLE_REVIEWER,
                                             &error));
  g_assert_true (vote (&test, package, "dora", TRUE, &error));
  g_assert_no_error (error);
  assert_state (&test, package, "under_review");
  g_assert_true (vote (&test, package, "emil", TRUE, &error));
  assert_state (&test, package, "approved");
}

static void
test_separation (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);

  /* The author is a reviewer too, even if only since a moment ago. */
  package = test_workspace_submitted (&test, "anna", CLV_RISK_MEDIUM, "own");
  g_assert_false (vote (&test, package, "anna", TRUE, &error));
  assert_refused (&error, "Reviewer");
  test_workspace_add (&test, "anna", CLV_ROLE_REVIEWER);
  g_assert_false (vote (&test, package, "anna", TRUE, &error));
  assert_refused (&error, "contributed");
  g_assert_false (vote (&test, package, "anna", FALSE, &error));
  assert_refused (&error, "contributed");
  assert_state (&test, package, "submitted");

  g_assert_true (vote (&test, package, "ben", TRUE, &error));
  g_assert_false (vote (&test, package, "ben", TRUE, &error));
  assert_refused (&error, "one vote");
  g_assert_false (vote (&test, package, "ben", FALSE, &error));
  assert_refused (&error, "one vote");

  g_assert_false (clv_governance_vote (test.workspace, package, "cleo", FALSE, "too short", NULL,
                                       &error));
  assert_refused (&error, "reason");
  g_assert_false (vote (&test, package, "nobody", TRUE, &error));
  assert_refused (&error, "not a person");
  g_assert_false (vote (&test, package, "", TRUE, &error));
  assert_refused (&error, NULL);
  g_assert_false (vote (&test, package + 1, "cleo", TRUE, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND);
}

/* An administrator gives themself a role; what they made stays out of reach. */
static void
test_admin (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = NULL;
  ClvEvent *last = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  test_workspace_add (&test, "adam", CLV_ROLE_ANALYST);
  test_workspace_add (&test, "adam", CLV_ROLE_ADMIN);
  package = test_workspace_submitted (&test, "adam", CLV_RISK_LOW, "admin's");

  g_assert_false (vote (&test, package, "adam", TRUE, &error));
  assert_refused (&error, "Reviewer");
  g_assert_false (clv_governance_add_person (test.workspace, "anna", "anna", CLV_ROLE_REVIEWER,
                                             NULL, &error));
  assert_refused (&error, "administrator");
  g_assert_false (clv_governance_add_person (test.workspace, NULL, "anna", CLV_ROLE_REVIEWER,
                                             NULL, &error));
  assert_refused (&error, "administrator");

  g_assert_true (clv_governance_add_person (test.workspace, "adam", "adam", CLV_ROLE_REVIEWER,
                                            NULL, &error));
  events = clv_ledger_list (test.workspace, 0, &error);
  last = g_ptr_array_index (events, events->len - 1);
  g_assert_cmpstr (last->act, ==, "grant_role");
  g_assert_cmpstr (last->payload, ==, "reviewer adam");
  g_assert_cmpstr (last->actor, ==, "adam");
  g_assert_false (vote (&test, package, "adam", TRUE, &error));
  assert_refused (&error, "contributed");
}

/* A name is a part of the ledger's lines: "contributor NAME", "reviewer NAME". */
static void
test_names (void)
{
  static const char * const names[] = {
    "", "  ", "anna\nrisk low", "anna\tb", "an\177na", "anna\xff"
  };
  g_auto(TestWorkspace) test = { 0 };
  guint i;

  test_workspace_init (&test);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (clv_governance_add_person (test.workspace, NULL, names[i],
                                                 CLV_ROLE_REVIEWER, NULL, &error));
      g_assert_error (error, CLV_GOVERNANCE_ERROR, CLV_GOVERNANCE_ERROR_REFUSED);
    }
  test_workspace_add (&test, "Zoë d’Arc, née O'Neil", CLV_ROLE_REVIEWER);
}

/* Without an administrator anybody could give themselves any role. */
static void
test_last_admin (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;

  test_workspace_init (&test);
  test_workspace_add (&test, "adam", CLV_ROLE_ADMIN);
  g_assert_false (clv_governance_revoke_role (test.workspace, "adam", "adam", CLV_ROLE_ADMIN,
                                              &error));
  assert_refused (&error, "only administrator");
  g_assert_true (clv_governance_add_person (test.workspace, "adam", "berta", CLV_ROLE_ADMIN, NULL,
                                            &error));
  g_assert_true (clv_governance_revoke_role (test.workspace, "adam", "adam", CLV_ROLE_ADMIN,
                                             &error));
  g_assert_no_error (error);
}

static void
test_solo (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(ClvVerification) report = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  test_workspace_add (&test, "sol", CLV_ROLE_ANALYST);
  test_workspace_add (&test, "sol", CLV_ROLE_REVIEWER);
  g_assert_true (clv_governance_is_solo (test.workspace));

  package = test_workspace_submitted (&test, "sol", CLV_RISK_HIGH, "alone");
  g_assert_true (vote (&test, package, "sol", TRUE, &error));
  g_assert_no_error (error);
  assert_state (&test, package, "approved");
  events = clv_ledger_list (test.workspace, package, &error);
  g_assert_cmpstr (((ClvEvent *) events->pdata[3])->meaning, ==, "self-attested");
  report = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);

  /* From the second person on nobody is alone. */
  test_workspace_add (&test, "tim", CLV_ROLE_REVIEWER);
  g_assert_false (clv_governance_is_solo (test.workspace));
  package = test_workspace_submitted (&test, "sol", CLV_RISK_LOW, "no longer alone");
  g_assert_false (vote (&test, package, "sol", TRUE, &error));
  assert_refused (&error, "contributed");
}

static void
test_supersede_suspend_retire (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 first = 0;
  gint64 second = 0;

  test_workspace_init (&test);
  add_people (&test);
  first = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "first");
  g_assert_true (vote (&test, first, "ben", TRUE, &error));

  g_assert_false (step (&test, first, CLV_STEP_SUSPEND, "ben", "short", &error));
  assert_refused (&error, "reason");
  g_assert_false (step (&test, first, CLV_STEP_SUSPEND, "anna", "a reason of length", &error));
  assert_refused (&error, "Reviewer");
  g_assert_true (step (&test, first, CLV_STEP_SUSPEND, "ben", "the audit has an alert", &error));
  assert_state (&test, first, "suspended");

  /* The vote of the first round does not count in the second; who gave it may
   * vote again. */
  g_assert_true (step (&test, first, CLV_STEP_REINSTATE, "cleo", NULL, &error));
  assert_state (&test, first, "under_review");
  g_assert_true (vote (&test, first, "ben", TRUE, &error));
  g_assert_no_error (error);
  assert_state (&test, first, "approved");

  second = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "second");
  g_assert_true (vote (&test, second, "ben", TRUE, &error));
  g_assert_no_error (error);
  assert_state (&test, first, "superseded");
  assert_state (&test, second, "approved");

  g_assert_true (step (&test, second, CLV_STEP_RETIRE, "anna", "no longer used", &error));
  assert_state (&test, second, "retired");
  g_assert_false (step (&test, second, CLV_STEP_RETIRE, "anna", NULL, &error));
  assert_refused (&error, "Retired");
}

/* A reviewer hands a package back: votes start anew, and it is no way to judge
 * one's own. */
static void
test_ask_changes (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(ClvVerification) report = NULL;
  const ClvEvent *event = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  test_workspace_add (&test, "anna", CLV_ROLE_REVIEWER);
  package = test_workspace_submitted (&test, "anna", CLV_RISK_MEDIUM, "medium");
  g_assert_true (vote (&test, package, "ben", TRUE, &error));

  g_assert_false (clv_governance_step (test.workspace, package, CLV_STEP_ASK_CHANGES, "cleo",
                                       "short", NULL, &error));
  assert_refused (&error, "reason");
  g_assert_false (clv_governance_step (test.workspace, package, CLV_STEP_ASK_CHANGES, "anna",
                                       "a reason of length", NULL, &error));
  assert_refused (&error, "contributed");
  g_assert_true (clv_governance_step (test.workspace, package, CLV_STEP_ASK_CHANGES, "cleo",
                                      "leave out the returns", NULL, &error));
  assert_state (&test, package, "draft");
  events = clv_ledger_list (test.workspace, package, &error);
  event = g_ptr_array_index (events, events->len - 1);
  g_assert_cmpstr (event->act, ==, "ask_changes");
  g_assert_cmpstr (event->reason, ==, "leave out the returns");

  /* ben voted in a round that is over, and his vote is not carried into the next. */
  g_assert_true (clv_governance_submit (test.workspace, package, "anna", NULL, &error));
  g_assert_true (vote (&test, package, "cleo", TRUE, &error));
  assert_state (&test, package, "under_review");
  g_assert_true (vote (&test, package, "ben", TRUE, &error));
  g_assert_no_error (error);
  assert_state (&test, package, "approved");

  report = clv_governance_verify (test.workspace, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (test_verification_is_clean (report));
}

static void
test_passphrase (void)
{
  g_auto(TestWorkspace) test = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) persons = NULL;
  gint64 package = 0;

  test_workspace_init (&test);
  add_people (&test);
  g_assert_true (clv_governance_add_person (test.workspace, NULL, "gita", CLV_ROLE_REVIEWER,
                                            "correct horse", &error));
  package = test_workspace_submitted (&test, "anna", CLV_RISK_LOW, "guarded");
  g_assert_false (clv_governance_vote (test.workspace, package, "gita", TRUE, "fine", NULL,
                                       &error));
  assert_refused (&error, "passphrase");
  g_assert_false (clv_governance_vote (test.workspace, package, "gita", TRUE, "fine",
                                       "battery staple", &error));
  assert_refused (&error, "passphrase");
  assert_state (&test, package, "submitted");
  g_assert_true (clv_governance_vote (test.workspace, package, "gita", TRUE, "fine",
                                      "correct horse", &error));
  assert_state (&test, package, "approved");

  persons = clv_governance_list_persons (test.workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (persons->len, ==, 8);
  g_assert_cmpstr (((ClvPerson *) persons->pdata[5])->login, ==, "gita");
  g_assert_true (((ClvPerson *) persons->pdata[5])->has_passphrase);
  g_assert_cmpuint (((ClvPerson *) persons->pdata[5])->roles, ==, 1u << CLV_ROLE_REVIEWER);
}

/* Who may do what in which state; everything that is not here is refused. */
static const struct
{
  const char *act;
  const char *state;
  const char *may;      /* role ids */
} permitted[] = {
  { "submit", "draft", "analyst" },
  { "vote", "submitted", "reviewer" },
  { "vote", "under_review", "reviewer" },
  { "ask-changes", "submitted", "reviewer" },
  { "ask-changes", "under_review", "reviewer" },
  { "suspend", "approved", "reviewer" },
  { "reinstate", "suspended", "reviewer" },
  { "retire", "draft", "analyst" },
  { "retire", "submitted", "analyst" },
  { "retire", "under_review", "analyst" },
  { "retire", "approved", "analyst reviewer" },
  { "retire", "suspended", "analyst reviewer" },
};

static gboolean
is_permitted (const char *act,
              const char *state,
              const char *role)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (permitted); i++)
    {
      if (g_str_equal (permitted[i].act, act) && g_str_equal (permitted[i].state, state))
        {
          g_auto(GStrv) roles = g_strsplit (permitted[i].may, " ", -1);

          return g_strv_contains ((const char * const *) roles, role);
        }
    }

  return FALSE;
}

static gint64
bring_to (TestWorkspace *test,
          const char    *state,
          const char    *name)
{
  g_autoptr(GError) error = NULL;
  gint64 package = test_workspace_draft (test, "anna", CLV_RISK_MEDIUM, name, &error);

  if (!g_str_equal (state, "draft"))
    clv_governance_submit (test->workspace, package, "anna", NULL, &error);
  if (!g_str_equal (state, "draft") && !g_str_equal (state, "submitted"))
    vote (test, package, "ben", !g_str_equal (state, "rejected"), &error);
  if (g_str_equal (state, "rejected"))
    vote (test, package, "cleo", FALSE, &error);
  if (g_str_equal (state, "approved") || g_str_equal (state, "suspended")
      || g_str_equal (state, "retired"))
    vote (test, package, "cleo", TRUE, &error);
  if (g_str_equal (state, "suspended"))
    step (test, package, CLV_STEP_SUSPEND, "ben", "a reason of length", &error);
  if (g_str_equal (state, "retired"))
    step (test, package, CLV_STEP_RETIRE, "anna", NULL, &error);
  g_assert_no_error (error);
  assert_state (test, package, state);

  return package;
}

static gboolean
do_act (TestWorkspace *test,
        const char    *act,
        gint64         package,
        const char    *who,
        GError       **error)
{
  const char *reason = "a reason of length";

  if (g_str_equal (act, "submit"))
    return clv_governance_submit (test->workspace, package, who, NULL, error);
  if (g_str_equal (act, "vote"))
    return clv_governance_vote (test->workspace, package, who, TRUE, reason, NULL, error);
  if (g_str_equal (act, "ask-changes"))
    return step (test, package, CLV_STEP_ASK_CHANGES, who, reason, error);
  if (g_str_equal (act, "suspend"))
    return step (test, package, CLV_STEP_SUSPEND, who, reason, error);
  if (g_str_equal (act, "reinstate"))
    return step (test, package, CLV_STEP_REINSTATE, who, reason, error);

  return step (test, package, CLV_STEP_RETIRE, who, reason, error);
}

static void
test_table (void)
{
  static const char *states[] = {
    "draft", "submitted", "under_review", "approved", "rejected", "suspended", "retired"
  };
  static const char *acts[] = { "submit", "vote", "ask-changes", "suspend", "reinstate", "retire" };
  static const struct
  {
    const char *login;
    const char *role;
  } people[] = {
    { "anna", "analyst" }, { "dora", "reviewer" }, { "fin", "finance" }, { "pia", "privacy" },
    { "vic", "viewer" }, { "adam", "admin" },
  };
  g_auto(TestWorkspace) test = { 0 };
  guint s;
  guint a;
  guint p;

  test_workspace_init (&test);
  add_people (&test);
  test_workspace_add (&test, "adam", CLV_ROLE_ADMIN);

  for (s = 0; s < G_N_ELEMENTS (states); s++)
    {
      for (a = 0; a < G_N_ELEMENTS (acts); a++)
        {
          g_autofree char *name = g_strdup_printf ("%s %s", states[s], acts[a]);
          gint64 package = bring_to (&test, states[s], name);

          for (p = 0; p < G_N_ELEMENTS (people); p++)
            {
              g_autoptr(GError) error = NULL;

              if (is_permitted (acts[a], states[s], people[p].role))
                continue;
              g_assert_false (do_act (&test, acts[a], package, people[p].login, &error));
              assert_refused (&error, NULL);
              assert_state (&test, package, states[s]);
            }

          /* Each permitted act has a package of its own; an approval among them
           * supersedes others, so they come last. */
          for (p = 0; p < G_N_ELEMENTS (people); p++)
            {
              g_autofree char *own = g_strdup_printf ("%s %s", name, people[p].role);
              g_autoptr(GError) error = NULL;

              if (!is_permitted (acts[a], states[s], people[p].role))
                continue;
              do_act (&test, acts[a], bring_to (&test, states[s], own), people[p].login, &error);
              g_assert_no_error (error);
            }
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/governance/rules/low-risk", test_low_risk);
  g_test_add_func ("/governance/rules/quorum", test_quorum);
  g_test_add_func ("/governance/rules/revoked-vote", test_revoked_vote);
  g_test_add_func ("/governance/rules/separation", test_separation);
  g_test_add_func ("/governance/rules/admin", test_admin);
  g_test_add_func ("/governance/rules/solo", test_solo);
  g_test_add_func ("/governance/rules/names", test_names);
  g_test_add_func ("/governance/rules/last-admin", test_last_admin);
  g_test_add_func ("/governance/rules/supersede-suspend-retire", test_supersede_suspend_retire);
  g_test_add_func ("/governance/rules/ask-changes", test_ask_changes);
  g_test_add_func ("/governance/rules/passphrase", test_passphrase);
  g_test_add_func ("/governance/rules/table", test_table);

  return g_test_run ();
}
