/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-govern-page.h"
#include "clv-govern-test.h"

/* Pictures of the places Act and Govern: with nothing, with a draft, approved,
 * and after a change that makes the approval stale. */

static void
save (Fixture    *fixture,
      const char *item,
      const char *name)
{
  if (item != NULL)
    clv_page_show_item (fixture->page, item);
  clv_ui_test_run (600);
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

/* Approved and then changed: a discount of 12 % instead of 10 %. */
static void
test_full (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvValueDefinition) definition = NULL;
  GtkWidget *approvals = clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "approvals");
  GtkWidget *audit = clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "audit");

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "Bob Baker", CLV_ROLE_REVIEWER, "a long secret");
  add (fixture, "Maria Müller", CLV_ROLE_REVIEWER, NULL);
  add (fixture, "Maria Müller", CLV_ROLE_PRIVACY, NULL);
  clv_governance_propose (fixture->workspace, "ann", CLV_RISK_MEDIUM, NULL, NULL, &error);
  g_assert_no_error (error);
  clv_governance_submit (fixture->workspace, 1, "ann", NULL, &error);
  g_assert_no_error (error);
  clv_governance_vote (fixture->workspace, 1, "Bob Baker", TRUE,
                       "Hold-out error of 3 % is good enough", "a long secret", &error);
  g_assert_no_error (error);
  clv_session_set_acting (fixture->session, "Maria Müller");
  save (fixture, "approvals", "govern-approvals-review");
  vote (fixture, "_Approve…", "Agreed in the meeting of 12 May");
  wait_for_text (approvals, "Scores may leave: the export gate is open");
  press (approvals, "S_uspend…");
  clv_ui_test_run (200);
  clv_ui_test_save (GTK_WIDGET (find_act_window ()), "govern-vote-light");
  gtk_window_close (GTK_WINDOW (find_act_window ()));

  clv_page_show_item (fixture->page, "audit");
  wait_for_text (audit, "Compare groups of customers");
  save (fixture, "audit", "govern-audit-before");
  press (audit, "_Run audit");
  wait_for_text (audit, "What it does not say");
  save (fixture, "audit", "govern-audit");
  save (fixture, "people", "govern-people");
  clv_page_show_item (fixture->page, "ledger");
  press (fixture->page, "_Verify now");
  wait_for_text (fixture->page, "No sign of tampering");
  save (fixture, "ledger", "govern-ledger");

  definition = clv_value_definition_load (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  definition->rate = 0.12;
  clv_value_definition_save (definition, fixture->workspace, "ann", &error);
  g_assert_no_error (error);
  clv_page_show_item (fixture->page, "approvals");
  wait_for_text (approvals, "The approval no longer covers the current numbers.");
  save (fixture, "approvals", "govern-approvals-stale");
}

static void
test_act (Fixture       *fixture,
          gconstpointer  data)
{
  save (fixture, NULL, "act-closed");
  press (fixture->page, "Export _scores…");
  wait_for_text (fixture->page, "No scores have been proposed for approval yet. An analyst");
  save (fixture, NULL, "act-refused");
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/screens/govern/empty", Fixture, "govern", set_up_empty, test_empty, tear_down);
  g_test_add ("/screens/govern/full", Fixture, "govern", set_up, test_full, tear_down);
  g_test_add ("/screens/act", Fixture, "act", set_up, test_act, tear_down);

  return g_test_run ();
}
