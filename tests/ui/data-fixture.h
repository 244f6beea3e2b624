/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "clv-ui-test.h"
#include "clv-wizard.h"

/* A window at the Data place, files to import, and the wizard walked as a person
 * walks it: by its buttons. */

typedef struct
{
  char *folder;
  GSettings *settings;
  ClvWorkspace *workspace;
  ClvWindow *window;
  ClvSession *session;
} DataFixture;

static inline void
data_open (DataFixture   *fixture,
           gconstpointer  unused)
{
  fixture->workspace = clv_ui_test_new_workspace (&fixture->folder);
  fixture->settings = clv_ui_test_new_settings ();
  fixture->window = clv_window_new (NULL, fixture->settings);
  fixture->session = clv_window_get_session (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "data");
  clv_ui_test_run (50);
}

static inline void
data_close (DataFixture   *fixture,
            gconstpointer  unused)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (100);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_assert_null (window);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

static inline char *
data_write (DataFixture *fixture,
            const char  *name,
            const char  *text,
            gssize       length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));

  return path;
}

/* Makes a file of the matrix. Returns: (transfer full): its path */
static inline char *
data_make (DataFixture *fixture,
           const char  *function)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "matrix", NULL);
  g_autofree char *text = g_strdup_printf ("import sys; sys.path.insert(0, sys.argv[1]); "
                                           "import make; print(make.%s(sys.argv[2]), end='')",
                                           function);
  char *argv[] = { (char *) "python3", (char *) "-B", (char *) "-c", text, folder, fixture->folder,
                   NULL };
  char *output = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL,
                               &status, NULL));
  g_assert_cmpint (status, ==, 0);

  return output;
}

/* The wizard in sight, or NULL. */
static inline ClvWizard *
data_get_wizard (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (CLV_IS_WIZARD (window) && gtk_widget_get_visible (window))
        return CLV_WIZARD (window);
    }

  return NULL;
}

static inline ClvWizard *
data_import (DataFixture *fixture,
             const char  *path)
{
  ClvWizard *wizard = NULL;

  clv_window_open_path (fixture->window, path);
  wizard = data_get_wizard ();
  g_assert_nonnull (wizard);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (wizard)));

  return wizard;
}

static inline gboolean
data_can_continue (gpointer wizard)
{
  return clv_wizard_page_get_can_continue (clv_wizard_get_page (wizard));
}

static inline gboolean
data_wizard_is_gone (gpointer unused)
{
  return data_get_wizard () == NULL;
}

/* Waits until the step may be left, and leaves it. */
static inline void
data_next (ClvWizard *wizard)
{
  clv_ui_test_wait (data_can_continue, wizard);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL));
  clv_ui_test_run (20);
}

/* The control of @type that a screen reader calls @name, in sight below @widget. */
static inline GtkWidget *
data_find (GtkWidget  *widget,
           GType       type,
           const char *name)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    {
      g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                                   GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                   name);

      if (other == NULL)
        return widget;
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = data_find (child, type, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* (nullable): the widget in sight below @widget that is called @name in the program. */
static inline GtkWidget *
data_find_named (GtkWidget  *widget,
                 const char *name)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_str_equal (gtk_widget_get_name (widget), name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = data_find_named (child, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Whether a label in sight below @widget contains @text. */
static inline gboolean
data_says (GtkWidget  *widget,
           const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (data_says (child, text))
      return TRUE;

  return FALSE;
}

static inline gboolean
data_step_says (ClvWizard  *wizard,
                const char *text)
{
  return data_says (GTK_WIDGET (clv_wizard_get_page (wizard)), text);
}

/* Presses the radio or check button that is called @name. */
static inline void
data_check (ClvWizard  *wizard,
            const char *name)
{
  GtkWidget *button = data_find (GTK_WIDGET (clv_wizard_get_page (wizard)),
                                 GTK_TYPE_CHECK_BUTTON, name);

  g_assert_nonnull (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
  clv_ui_test_run (30);
}

static inline ClvBatch *
data_dup_newest (DataFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (fixture->workspace, &error);
  ClvBatch *newest = NULL;

  g_assert_no_error (error);
  g_ptr_array_set_free_func (batches, NULL);
  for (guint i = 0; i < batches->len; i++)
    {
      ClvBatch *batch = g_ptr_array_index (batches, i);

      if (newest == NULL || batch->id > newest->id)
        {
          g_clear_pointer (&newest, clv_batch_free);
          newest = batch;
        }
      else
        clv_batch_free (batch);
    }

  return newest;
}
