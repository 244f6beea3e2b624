/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-act-page.h"
#include "clv-export.h"
#include "clv-govern-test.h"
#include "clv-money.h"
#include "clv-tiers.h"

/* Proposed by ann, approved by bob. */
static void
approve (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gint64 package = 0;

  add (fixture, "ann", CLV_ROLE_ANALYST, NULL);
  add (fixture, "bob", CLV_ROLE_REVIEWER, NULL);
  package = clv_governance_propose (fixture->workspace, "ann", CLV_RISK_LOW, NULL, NULL, &error);
  g_assert_no_error (error);
  clv_governance_submit (fixture->workspace, package, "ann", NULL, &error);
  g_assert_no_error (error);
  clv_governance_vote (fixture->workspace, package, "bob", TRUE, "Looks right", NULL, &error);
  g_assert_no_error (error);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  wait_for_text (fixture->page, "Nothing to act on yet");
  wait_for_text (fixture->page, "Imported sales");
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->page), "_Import sales…"));
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  ClvActPage *page = CLV_ACT_PAGE (fixture->page);
  GtkWidget *button = NULL;

  wait_for_text (page, "Scores may not leave: the export gate is closed");
  wait_for_text (page, "expected value");
  wait_for_text (page, "Nothing has left yet.");
  g_assert_null (clv_act_page_get_refusal (page));

  button = find_button (GTK_WIDGET (page), "Export _scores…");
  g_assert_true (gtk_widget_is_sensitive (button));
  press (page, "Export _scores…");
  wait_for_text (page, "No scores have been proposed for approval yet. An analyst can fit");
  g_assert_nonnull (clv_act_page_get_refusal (page));

  approve (fixture);
  wait_for_text (page, "Scores may leave: the export gate is open");
  g_assert_null (clv_act_page_get_refusal (page));
}

static gboolean
exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  ClvActPage *page = CLV_ACT_PAGE (fixture->page);
  g_autofree char *path = g_build_filename (fixture->folder, "best.csv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  approve (fixture);
  wait_for_text (page, "Scores may leave: the export gate is open");
  clv_act_page_export_to (page, path);
  clv_ui_test_wait (exists, path);
  wait_for_text (page, "rows of package 1");

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, N_CUSTOMERS / 10);
  g_assert_cmpuint (g_strv_length (lines), <, N_CUSTOMERS / 3);
}

/* A person without the role is refused by the workspace, in its own words. */
static void
test_role (Fixture       *fixture,
           gconstpointer  data)
{
  ClvActPage *page = CLV_ACT_PAGE (fixture->page);
  g_autofree char *path = g_build_filename (fixture->folder, "best.csv", NULL);

  approve (fixture);
  clv_session_set_acting (fixture->session, "bob");
  wait_for_text (page, "Scores may leave: the export gate is open");
  clv_act_page_export_to (page, path);
  wait_for_text (page, "“bob” may not do this");
  g_assert_false (exists (path));
}

static GtkCheckButton *
find_check (GtkWidget  *root,
            const char *title)
{
  if (ADW_IS_ACTION_ROW (root)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkCheckButton *found = find_check (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_tiers (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  static const char * const names[] = { "Middle", "Low" };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvScoreSet) scores = clv_score_set_load (fixture->workspace, 0, &error);
  g_autofree char *n = clv_number_format ((double) scores->n, 0);
  g_autofree char *all = g_strdup_printf ("%s customers · €", n);

  wait_for_text (page, "expected value");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_check_button_set_active (find_check (page, names[i]), TRUE);
  wait_for_text (page, all);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_check_button_set_active (find_check (page, names[i]), FALSE);
  gtk_check_button_set_active (find_check (page, "High"), FALSE);
  wait_for_text (page, "0 customers · €0");
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/ui/act/empty", Fixture, "act", set_up_empty, test_empty, tear_down);
  g_test_add ("/ui/act/closed", Fixture, "act", set_up, test_closed, tear_down);
  g_test_add ("/ui/act/tiers", Fixture, "act", set_up, test_tiers, tear_down);
  g_test_add ("/ui/act/export", Fixture, "act", set_up, test_export, tear_down);
  g_test_add ("/ui/act/role", Fixture, "act", set_up, test_role, tear_down);

  return g_test_run ();
}
