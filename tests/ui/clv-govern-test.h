/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "clv-act-window.h"
#include "clv-sample-shop.h"
#include "clv-score-set.h"
#include "clv-ui-test.h"

G_BEGIN_DECLS

/* What the tests of the places Act and Govern share: a window on a small shop,
 * people, and hands and eyes for its widgets. */

#define N_CUSTOMERS 1500

typedef struct
{
  GSettings *settings;
  ClvWindow *window;
  ClvSession *session;
  ClvWorkspace *workspace;
  ClvPage *page;
  char *folder;
} Fixture;

static inline void
show (Fixture    *fixture,
      const char *place)
{
  fixture->settings = clv_ui_test_new_settings ();
  fixture->window = clv_window_new (NULL, fixture->settings);
  fixture->session = clv_window_get_session (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_acting (fixture->session, "ann");
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, place);
  fixture->page = clv_window_get_page (fixture->window, place);
}

static inline void
set_up_empty (Fixture       *fixture,
              gconstpointer  data)
{
  fixture->workspace = clv_ui_test_new_workspace (&fixture->folder);
  show (fixture, data);
}

/* A shop that is fitted and scored by ann. */
static inline void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) fit = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  clv_sample_shop_create_workspace (path, N_CUSTOMERS, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  fit = clv_fit_run (fixture->workspace, spec, "ann", NULL, &error);
  g_assert_no_error (error);
  scores = clv_score_set_run (fixture->workspace, 0, NULL, "ann", NULL, &error);
  g_assert_no_error (error);
  show (fixture, data);
}

static inline void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  clv_ui_test_run (100);
  g_assert_null (fixture->window);
  g_settings_reset (fixture->settings, "acting-person");
  g_assert_finalize_object (fixture->settings);
  g_assert_finalize_object (fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

static inline void
add (Fixture    *fixture,
     const char *login,
     ClvRole     role,
     const char *passphrase)
{
  g_autoptr(GError) error = NULL;

  clv_governance_add_person (fixture->workspace, NULL, login, role, passphrase, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GtkWidget *root;
  const char *text;
} Wanted;

/* Whether a label that can be seen holds the text. */
static inline gboolean
sees (gpointer data)
{
  const Wanted *wanted = data;

  if (!gtk_widget_get_visible (wanted->root))
    return FALSE;
  if (GTK_IS_LABEL (wanted->root)
      && strstr (gtk_label_get_text (GTK_LABEL (wanted->root)), wanted->text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (wanted->root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (sees (&(Wanted) { child, wanted->text }))
      return TRUE;

  return FALSE;
}

static inline void
wait_for_text (gpointer    root,
               const char *text)
{
  Wanted wanted = { GTK_WIDGET (root), text };

  g_test_message ("waiting for “%s”", text);
  clv_ui_test_wait (sees, &wanted);
}

/* (nullable): the visible button of that label below @root */
static inline GtkWidget *
find_button (GtkWidget  *root,
             const char *label)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Buttons and entries are named in English, whatever language they are in. */
static inline void
press (gpointer    root,
       const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (root), _(label));

  g_test_message ("pressing “%s”", label);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  clv_ui_test_run (20);
}

/* (nullable): the window that asks for a vote's reason */
static inline ClvActWindow *
find_act_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (CLV_IS_ACT_WINDOW (window) && gtk_widget_get_visible (window))
        return CLV_ACT_WINDOW (window);
    }

  return NULL;
}

static inline gboolean
no_act_window (gpointer unused)
{
  return find_act_window () == NULL;
}

static inline GtkEditable *
find_entry (GtkWidget  *root,
            const char *title)
{
  if (ADW_IS_ENTRY_ROW (root)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title) == 0)
    return GTK_EDITABLE (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = find_entry (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static inline void
vote (Fixture    *fixture,
      const char *button,
      const char *reason)
{
  ClvActWindow *window = NULL;

  press (fixture->page, button);
  window = find_act_window ();
  g_assert_nonnull (window);
  gtk_editable_set_text (find_entry (GTK_WIDGET (window), _("_Reason")), reason);
  press (window, "Record _vote");
}

G_END_DECLS
