/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-approvals-view.h"
#include "clv-export.h"
#include "clv-govern-page.h"
#include "clv-govern-test.h"

/* Pictures of the places Act, Govern and Reports in each of their states. Nothing
 * here reads a text, so that they can be taken in every language. */

static void
settle (Fixture *fixture)
{
  clv_ui_test_run (150);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (400);
}

static void
save (Fixture    *fixture,
      const char *item,
      const char *name)
{
  if (item != NULL)
    clv_page_show_item (fixture->page, item);
  settle (fixture);
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), name);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  save (fixture, "approvals", "govern-approvals-empty");
  save (fixture, "audit", "govern-audit-empty");
  save (fixture, "people", "govern-people-empty");
  save (fixture, "ledger", "govern-ledger-empty");
}

static void
propose (Fixture    *fixture,
         const char *who,
         ClvRisk     risk)
{
  g_autoptr(GError) error = NULL;

  clv_governance_propose (fixture->workspace, who, risk, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
submit (Fixture    *fixture,
        const char *who)
{
  g_autoptr(GError) error = NULL;

  clv_governance_submit (fixture->workspace, 1, who, NULL, &error);
  g_assert_no_error (error);
}

static void
vote_for (Fixture    *fixture,
          const char *who,
          const char *reason,
          const char *passphrase)
{
  g_autoptr(GError) error = NULL;

  clv_governance_vote (fixture->workspace, 1, who, TRUE, reason, passphrase, &error);
  g_assert_no_error (error);
}

/* A discount of 12 % instead of 10 %. */
static void
change (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;

  definition = clv_value_definition_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  definition->rate = 0.12;
  clv_value_definition_save (definition, fixture->workspace, "ann", &error);
  g_assert_no_error (error);
}

/* Looks at the approvals as if it were another day. */
static void
save_later (Fixture    *fixture,
            const char *today,
            const char *name)
{
  GtkWidget *view = clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "approvals");
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGovernState) state = clv_govern_state_load (fixture->workspace, (gpointer) today,
                                                           NULL, &error);

  g_assert_no_error (error);
  clv_page_show_item (fixture->page, "approvals");
  settle (fixture);
  clv_approvals_view_set_state (CLV_APPROVALS_VIEW (view), state);
  clv_ui_test_save_all (GTK_WINDOW (fixture->window), name);
}

/* Draft, asked back, submitted, under review, approved, expired, stale. */
static void
test_approvals (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "Bob Baker", CLV_ROLE_REVIEWER, "a long secret");
  add (fixture, "Maria Müller", CLV_ROLE_REVIEWER, NULL);
  add (fixture, "Maria Müller", CLV_ROLE_PRIVACY, NULL);
  propose (fixture, "ann", CLV_RISK_MEDIUM);
  save (fixture, "approvals", "govern-approvals-draft");
  submit (fixture, "ann");
  clv_session_set_acting (fixture->session, "Maria Müller");
  save (fixture, "approvals", "govern-approvals-submitted");
  clv_governance_step (fixture->workspace, 1, CLV_STEP_ASK_CHANGES, "Maria Müller",
                       "Leave out the orders of the trade fair", NULL, &error);
  g_assert_no_error (error);
  clv_session_set_acting (fixture->session, "ann");
  save (fixture, "approvals", "govern-approvals-asked");
  submit (fixture, "ann");
  vote_for (fixture, "Bob Baker", "Hold-out error of 3 % is good enough", "a long secret");
  clv_session_set_acting (fixture->session, "Maria Müller");
  save (fixture, "approvals", "govern-approvals-review");
  vote (fixture, "_Approve…", "Agreed in the meeting of 12 May");
  save (fixture, "approvals", "govern-approvals-approved");
  press (fixture->page, "S_uspend…");
  clv_ui_test_run (200);
  clv_ui_test_save (GTK_WIDGET (find_act_window ()), "govern-vote-light");
  gtk_window_close (GTK_WINDOW (find_act_window ()));
  save_later (fixture, "2038-01-01", "govern-approvals-expired");
  change (fixture);
  save (fixture, "approvals", "govern-approvals-stale");
  save (fixture, "people", "govern-people");
  clv_page_show_item (fixture->page, "ledger");
  press (fixture->page, "_Verify now");
  save (fixture, "ledger", "govern-ledger");
}

static void
test_self_attested (Fixture       *fixture,
                    gconstpointer  data)
{
  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "ann", CLV_ROLE_REVIEWER, NULL);
  propose (fixture, "ann", CLV_RISK_LOW);
  submit (fixture, "ann");
  vote_for (fixture, "ann", "Nobody else is here", NULL);
  save (fixture, "approvals", "govern-approvals-self-attested");
}

static void
test_audit (Fixture       *fixture,
            gconstpointer  data)
{
  save (fixture, "audit", "govern-audit-before");
  press (clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "audit"), "_Run audit");
  save (fixture, "audit", "govern-audit");
}

static void
test_act (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "best.csv", NULL);
  g_autoptr(ClvExportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  save (fixture, NULL, "act-closed");
  press (fixture->page, "Export _scores…");
  save (fixture, NULL, "act-refused");

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "Bob Baker", CLV_ROLE_REVIEWER, NULL);
  propose (fixture, "ann", CLV_RISK_LOW);
  submit (fixture, "ann");
  vote_for (fixture, "Bob Baker", "Looks right", NULL);
  result = clv_export_run (fixture->workspace, CLV_EXPORT_AUDIENCE, path, CLV_EXPORT_CSV, NULL,
                           NULL, 1, "ann", NULL, NULL, &error);
  g_assert_no_error (error);
  save (fixture, NULL, "act-open");
}

static void
test_reports (Fixture       *fixture,
              gconstpointer  data)
{
  save (fixture, NULL, "reports");
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/screens/govern/empty", Fixture, "govern", set_up_empty, test_empty, tear_down);
  g_test_add ("/screens/govern/approvals", Fixture, "govern", set_up, test_approvals, tear_down);
  g_test_add ("/screens/govern/self-attested", Fixture, "govern", set_up, test_self_attested,
              tear_down);
  g_test_add ("/screens/govern/audit", Fixture, "govern", set_up, test_audit, tear_down);
  g_test_add ("/screens/act", Fixture, "act", set_up, test_act, tear_down);
  g_test_add ("/screens/reports", Fixture, "reports", set_up, test_reports, tear_down);

  return g_test_run ();
}
