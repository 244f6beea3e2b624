/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-approvals-view.h"
#include "clv-audit-view.h"
#include "clv-check-button.h"
#include "clv-gate-card.h"
#include "clv-govern-page.h"
#include "clv-govern-test.h"
#include "clv-govern-words.h"
#include "clv-people-view.h"

static GtkWidget *
get_view (Fixture    *fixture,
          const char *name)
{
  return clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), name);
}

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  ClvAuditView *audit = CLV_AUDIT_VIEW (get_view (fixture, "audit"));

  wait_for_text (fixture->page, "Scores may not leave: the export gate is closed");
  wait_for_text (fixture->page, "No scores have been proposed for approval yet.");
  wait_for_text (fixture->page, "ann, who is not a person of this workspace");

  press (fixture->page, "Propose _current model");
  wait_for_text (fixture->page, "is not a person of this workspace, so nothing was done");

  clv_page_show_item (fixture->page, "audit");
  wait_for_text (audit, "No groups to compare");
  wait_for_text (audit, "0 of 1");
  g_assert_null (clv_audit_view_get_audit (audit));
}

/* What is not read yet can be neither proposed nor refused. */
static void
test_unread (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *button = find_button (get_view (fixture, "approvals"), "Propose _current model");

  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
  clv_ui_test_wait (is_sensitive, button);
}

static void
test_approval (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *approvals = get_view (fixture, "approvals");

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "ann", CLV_ROLE_REVIEWER, NULL);
  add (fixture, "bob", CLV_ROLE_REVIEWER, NULL);
  wait_for_text (get_view (fixture, "people"), "bob");
  press (approvals, "Propose _current model");
  wait_for_text (approvals, "Package 1 is a draft.");
  press (approvals, "_Submit for review");
  wait_for_text (approvals, "These reviewers can vote: bob.");
  wait_for_text (approvals, "ann contributed to this version and cannot vote on it.");

  /* Nobody votes on their own work: the sentence appears, the window stays. */
  vote (fixture, "_Approve…", "It looks right to me");
  wait_for_text (find_act_window (), "nobody votes on what they made");
  gtk_window_close (GTK_WINDOW (find_act_window ()));

  clv_session_set_acting (fixture->session, "bob");
  vote (fixture, "Re_ject…", "short");
  wait_for_text (find_act_window (), "a reason of at least 10 characters");
  gtk_window_close (GTK_WINDOW (find_act_window ()));
  clv_ui_test_run (50);

  vote (fixture, "_Approve…", "Hold-out error is small");
  clv_ui_test_wait (no_act_window, NULL);
  wait_for_text (approvals, "Scores may leave: the export gate is open");
  wait_for_text (approvals, "bob: approve, on");
  wait_for_text (approvals, "“Hold-out error is small”");
  g_assert_null (clv_approvals_view_get_refusal (CLV_APPROVALS_VIEW (approvals)));

  clv_page_show_item (fixture->page, "ledger");
  wait_for_text (fixture->page, "Approved by the votes · package 1");
  press (fixture->page, "_Verify now");
  wait_for_text (fixture->page, "No sign of tampering");
  wait_for_text (fixture->page, "Whether the imported data are true.");
}

static void
test_passphrase (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *approvals = get_view (fixture, "approvals");
  ClvActWindow *window = NULL;

  add (fixture, "ann", CLV_ROLE_ANALYST, "a long secret");
  wait_for_text (get_view (fixture, "people"), "Analyst · since");
  press (approvals, "Propose _current model");
  window = find_act_window ();
  g_assert_nonnull (window);
  gtk_editable_set_text (find_entry (GTK_WIDGET (window), "_Passphrase"), "wrong");
  press (window, "_Propose");
  wait_for_text (window, "That is not the passphrase of “ann”.");
  gtk_editable_set_text (find_entry (GTK_WIDGET (window), "_Passphrase"), "a long secret");
  press (window, "_Propose");
  wait_for_text (approvals, "Package 1 is a draft.");
}

static void
test_solo (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *approvals = get_view (fixture, "approvals");

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "ann", CLV_ROLE_REVIEWER, NULL);
  clv_page_show_item (fixture->page, "people");
  wait_for_text (fixture->page, "One person alone: nobody else can look");
  clv_page_show_item (fixture->page, "approvals");
  press (approvals, "Propose _current model");
  wait_for_text (approvals, "Package 1 is a draft.");
  press (approvals, "_Submit for review");
  wait_for_text (approvals, "an approval would be self-attested");

  press (fixture->page, "_Approve…");
  wait_for_text (find_act_window (), "You are the only person here");
  press (find_act_window (), "Record _vote");
  wait_for_text (approvals, "Scores may leave: the export gate is open");
  wait_for_text (approvals, "Self-attested — not independently reviewed");
}

static void
test_people (Fixture       *fixture,
             gconstpointer  data)
{
  ClvPeopleView *people = CLV_PEOPLE_VIEW (get_view (fixture, "people"));
  GtkWidget *button = NULL;

  clv_page_show_item (fixture->page, "people");
  wait_for_text (people, "Nobody yet.");
  button = find_button (GTK_WIDGET (people), "_Add person");
  g_assert_false (gtk_widget_is_sensitive (button));

  gtk_editable_set_text (find_entry (GTK_WIDGET (people), "_Name"), "Maria Müller");
  press (people, "_Add person");
  wait_for_text (people, "Maria Müller");
  wait_for_text (people, "Analyst · since");
  press (people, "Act as Maria Müller");
  g_assert_cmpstr (clv_session_get_acting (fixture->session), ==, "Maria Müller");
  wait_for_text (people, "Acting now");

  gtk_editable_set_text (find_entry (GTK_WIDGET (people), "_Name"), "Maria Müller");
  press (people, "_Add person");
  wait_for_text (people, "has the role “Analyst” already");
  g_assert_nonnull (clv_people_view_get_refusal (people));
}

static void
test_audit (Fixture       *fixture,
            gconstpointer  data)
{
  ClvAuditView *audit = CLV_AUDIT_VIEW (get_view (fixture, "audit"));

  clv_page_show_item (fixture->page, "audit");
  wait_for_text (audit, "Compare groups of customers");
  wait_for_text (audit, "unknown");
  press (audit, "_Run audit");
  wait_for_text (audit, "What it does not say");
  wait_for_text (audit, "0.80 comes from US hiring rules");
  wait_for_text (audit, "Does the model undervalue them?");
  g_assert_nonnull (clv_audit_view_get_audit (audit));
  g_assert_cmpuint (clv_audit_view_get_audit (audit)->cells->len, >, 2);
}

static gboolean
find_question (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget **question = data;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (find_button (window, "_Take Away") != NULL)
        *question = window;
    }

  return *question != NULL;
}

/* A role is taken away only when the question is answered. */
static void
test_revoke (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *view = clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "people");
  static const char * const buttons[] = { "_Cancel", "_Take Away" };

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "bob", CLV_ROLE_REVIEWER, NULL);
  clv_page_show_item (fixture->page, "people");
  wait_for_text (view, "bob");
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *question = NULL;
      g_autoptr(GPtrArray) persons = NULL;

      gtk_widget_activate_action (view, "people.revoke", "(ss)", "bob", "reviewer");
      clv_ui_test_wait (find_question, &question);
      wait_for_text (question, "bob loses what the role is for");
      press (question, buttons[i]);
      clv_ui_test_run (100);
      clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
      persons = clv_governance_list_persons (fixture->workspace, NULL);
      g_assert_cmpuint (((ClvPerson *) persons->pdata[1])->roles, ==,
                        i == 0 ? 1u << CLV_ROLE_REVIEWER : 0u);
    }
}

/* A reviewer hands a version back; the draft says what is wanted. */
static void
test_ask_changes (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *view = clv_govern_page_get_view (CLV_GOVERN_PAGE (fixture->page), "approvals");
  g_autoptr(GError) error = NULL;
  ClvActWindow *window = NULL;

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "bob", CLV_ROLE_REVIEWER, NULL);
  clv_governance_propose (fixture->workspace, "ann", CLV_RISK_LOW,
                          clv_tier_scheme_find ("platinum"), NULL, &error);
  clv_governance_submit (fixture->workspace, 1, "ann", NULL, &error);
  g_assert_no_error (error);
  clv_session_set_acting (fixture->session, "bob");
  wait_for_text (view, "No vote yet");
  press (view, "As_k for changes…");
  window = find_act_window ();
  g_assert_nonnull (window);
  gtk_editable_set_text (find_entry (GTK_WIDGET (window), "_Reason"), "Leave out the returns");
  press (window, "_Ask for changes");
  clv_ui_test_wait (no_act_window, NULL);
  wait_for_text (view, "Package 1 is a draft.");
  wait_for_text (view, "bob asked for changes on");
  wait_for_text (view, "“Leave out the returns”");
}

static void
test_words (void)
{
  static const struct { const char *act; gint64 package; const char *payload;
                        const char *words; } rows[] = {
    { "vote", 2, "", "Voted · package 2" },
    { "define", 0, "", "Changed the value definition" },
    { "grant_role", 0, "reviewer Bob Baker", "Gave the role “Reviewer” to Bob Baker" },
    { "import", 0, "batch=1\nfile=orders.csv\nrows=3\n", "Imported orders.csv" },
    { "import", 0, "", "Imported a file" },
    { "something-new", 0, "", "something-new" },
  };
  g_autofree char *time = clv_words_time ("2026-11-22T03:04:05Z");
  g_autofree char *odd = clv_words_time ("yesterday");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const ClvEvent event = { .act = (char *) rows[i].act, .package = rows[i].package,
                               .payload = (char *) rows[i].payload };
      g_autofree char *words = clv_words_event (&event);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
  g_assert_cmpstr (time, ==, "22 Nov 2026, 03:04:05 UTC+00:00");
  g_assert_cmpstr (odd, ==, "yesterday");
}

static void
test_broken_manifests (void)
{
  static const char * const manifests[] = {
    NULL, "", "{", "[]", "{}", "{\"items\":{}}", "{\"items\":{\"data\":3}}",
    "{\"items\":{\"unknown\":{\"hash\":\"x\"}}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (manifests); i++)
    {
      g_autoptr(GPtrArray) texts = clv_words_manifest (manifests[i]);

      g_assert_cmpuint (texts->len, ==, 0);
    }
}

static void
test_gate_card (void)
{
  g_autoptr(GPtrArray) reasons = g_ptr_array_new ();
  const ClvGate gate = { .is_open = FALSE, .reasons = reasons, .who = (char *) "Ask Bob." };
  GtkWidget *card = g_object_ref_sink (clv_gate_card_new ());

  g_ptr_array_add (reasons, (char *) "Import 4 changed 3 orders.");
  clv_gate_card_set_gate (CLV_GATE_CARD (card), &gate);
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Scores may not leave: the export gate is closed");
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Import 4 changed 3 orders. Ask Bob.");
  clv_gate_card_set_gate (CLV_GATE_CARD (card), NULL);
  g_assert_finalize_object (card);
}

/* The accessibility bus presses a check button by its action. */
static void
test_check_button (void)
{
  GtkWidget *first = g_object_ref_sink (clv_check_button_new ("First"));
  GtkWidget *second = g_object_ref_sink (clv_check_button_new ("Second"));

  gtk_check_button_set_group (GTK_CHECK_BUTTON (second), GTK_CHECK_BUTTON (first));
  gtk_widget_activate_action (first, "check.press", NULL);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (first)));
  gtk_widget_activate_action (second, "check.press", NULL);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (first)));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (second)));
  g_assert_finalize_object (second);
  g_assert_finalize_object (first);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/govern/words", test_words);
  g_test_add_func ("/ui/govern/broken-manifests", test_broken_manifests);
  g_test_add_func ("/ui/govern/gate-card", test_gate_card);
  g_test_add_func ("/ui/govern/check-button", test_check_button);
  g_test_add ("/ui/govern/empty", Fixture, "govern", set_up_empty, test_empty, tear_down);
  g_test_add ("/ui/govern/unread", Fixture, "govern", set_up_empty, test_unread, tear_down);
  g_test_add ("/ui/govern/people", Fixture, "govern", set_up_empty, test_people, tear_down);
  g_test_add ("/ui/govern/approval", Fixture, "govern", set_up, test_approval, tear_down);
  g_test_add ("/ui/govern/passphrase", Fixture, "govern", set_up, test_passphrase, tear_down);
  g_test_add ("/ui/govern/solo", Fixture, "govern", set_up, test_solo, tear_down);
  g_test_add ("/ui/govern/revoke", Fixture, "govern", set_up_empty, test_revoke, tear_down);
  g_test_add ("/ui/govern/ask-changes", Fixture, "govern", set_up, test_ask_changes, tear_down);
  g_test_add ("/ui/govern/audit", Fixture, "govern", set_up, test_audit, tear_down);

  return g_test_run ();
}
