/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-new-workspace.h"
#include "clv-preferences-page.h"
#include "clv-recent.h"
#include "clv-sample-shop.h"
#include "clv-statement.h"
#include "clv-ui-test.h"

static const char * const place_ids[] = {
  "data", "customers", "value", "act", "govern", "reports",
};

typedef struct
{
  GSettings *settings;
  ClvWindow *window;
  char *folder;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(ClvWorkspace) workspace = clv_ui_test_new_workspace (&fixture->folder);

  fixture->settings = clv_ui_test_new_settings ();
  fixture->window = clv_window_new (NULL, fixture->settings);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (clv_window_get_session (fixture->window), workspace);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  clv_ui_test_wait (clv_ui_test_jobs_done, clv_window_get_session (fixture->window));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  clv_ui_test_run (100);
  g_assert_null (fixture->window);
  g_assert_finalize_object (fixture->settings);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (place_ids); i++)
    {
      ClvPage *page = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-place", "s",
                                  place_ids[i]);
      g_assert_cmpstr (clv_window_get_place (fixture->window), ==, place_ids[i]);
      page = clv_window_get_page (fixture->window, place_ids[i]);
      g_assert_true (CLV_IS_PAGE (page));
      g_assert_nonnull (clv_page_get_title (page));
      clv_ui_test_run (20);
      g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page)));
    }

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.next-place", NULL);
  g_assert_cmpstr (clv_window_get_place (fixture->window), ==, "data");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.previous-place", NULL);
  g_assert_cmpstr (clv_window_get_place (fixture->window), ==, "reports");
}

static void
test_close_workspace (Fixture       *fixture,
                      gconstpointer  data)
{
  ClvSession *session = clv_window_get_session (fixture->window);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-workspace", NULL);
  g_assert_null (clv_session_get_workspace (session));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Perennial");
}

static gboolean
has_workspace (gpointer window)
{
  return clv_session_get_workspace (clv_window_get_session (window)) != NULL;
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "My shop.perennial", NULL);
  g_autoptr(GPtrArray) recent = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.close-workspace", NULL);
  clv_window_open_path (fixture->window, path);
  clv_ui_test_wait (has_workspace, fixture->window);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==,
                   "My shop – Perennial");
  recent = clv_recent_list (fixture->settings);
  g_assert_cmpuint (recent->len, ==, 1);
  g_assert_cmpstr (((ClvRecent *) g_ptr_array_index (recent, 0))->path, ==, path);
  g_settings_reset (fixture->settings, "recent-workspaces");
}

static void
note_error_cb (ClvSession *session,
               const char *heading,
               GError     *error,
               char      **message)
{
  *message = g_strdup (error->message);
}

static gboolean
is_set (gpointer text)
{
  return *(char **) text != NULL;
}

static void
test_open_missing (void)
{
  GSettings *settings = clv_ui_test_new_settings ();
  ClvWindow *window = clv_window_new (NULL, settings);
  g_autofree char *message = NULL;

  g_signal_connect (clv_window_get_session (window), "error", G_CALLBACK (note_error_cb),
                    &message);
  clv_window_open_path (window, "/nonexistent/shop.perennial");
  clv_ui_test_wait (is_set, &message);
  g_assert_cmpstr (message, !=, "");
  g_assert_null (clv_session_get_workspace (clv_window_get_session (window)));
  clv_ui_test_run (50);
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_object_unref (settings);
}

static void
test_recent (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autoptr(GPtrArray) list = NULL;

  for (gint64 i = 0; i < 15; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tmp/%d.perennial", (int) i);

      clv_recent_add (settings, path, 1000 + i);
      if (i == 0)
        clv_recent_set_pinned (settings, path, TRUE);
    }
  list = clv_recent_list (settings);
  g_assert_cmpuint (list->len, ==, CLV_RECENT_MAX + 1);
  g_assert_cmpstr (((ClvRecent *) g_ptr_array_index (list, 0))->path, ==, "/tmp/0.perennial");
  g_assert_cmpstr (((ClvRecent *) g_ptr_array_index (list, 1))->path, ==, "/tmp/14.perennial");
  clv_recent_remove (settings, "/tmp/14.perennial");
  g_clear_pointer (&list, g_ptr_array_unref);
  list = clv_recent_list (settings);
  g_assert_cmpuint (list->len, ==, CLV_RECENT_MAX);
  g_settings_reset (settings, "recent-workspaces");
}

static void
created_cb (ClvNewWorkspace *dialog,
            ClvWorkspace    *workspace,
            ClvWorkspace   **created)
{
  *created = g_object_ref (workspace);
}

static gboolean
is_created (gpointer workspace)
{
  return *(ClvWorkspace **) workspace != NULL;
}

static void
test_new_workspace (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autoptr(ClvSession) session = clv_session_new (settings);
  g_autoptr(ClvWorkspace) created = NULL;
  g_autofree char *folder = g_dir_make_tmp ("clv-ui-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "orders.perennial", NULL);
  ClvNewWorkspace *dialog = clv_new_workspace_new (NULL, session, "/tmp/orders.csv");

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_connect (dialog, "created", G_CALLBACK (created_cb), &created);
  clv_new_workspace_set_folder (dialog, folder);
  gtk_window_present (GTK_WINDOW (dialog));
  clv_ui_test_run (50);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "workspace.create", NULL);
  clv_ui_test_wait (is_created, &created);
  g_assert_cmpstr (clv_workspace_get_path (created), ==, path);
  clv_ui_test_run (50);
  g_assert_null (dialog);
  g_clear_object (&created);
  clv_ui_test_remove (folder);
}

static void
test_preferences (void)
{
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  GtkWidget *page = g_object_ref_sink (clv_preferences_page_new (settings));

  g_assert_finalize_object (page);
}

static void
note_toast_cb (ClvSession *session,
               AdwToast   *toast,
               char      **title)
{
  g_free (*title);
  *title = g_strdup (adw_toast_get_title (toast));
}

static void
test_undo_nothing (Fixture       *fixture,
                   gconstpointer  data)
{
  ClvSession *session = clv_window_get_session (fixture->window);
  g_autofree char *title = NULL;

  g_signal_connect (session, "toast", G_CALLBACK (note_toast_cb), &title);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  clv_ui_test_wait (is_set, &title);
  g_assert_cmpstr (title, ==, "There is no import to undo.");
  g_signal_handlers_disconnect_by_data (session, &title);
}

static gint64
find_orders (ClvWorkspace *workspace)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (batch->orders > 0 && !batch->undone)
        return batch->id;
    }

  return 0;
}

static void
test_undo_import (Fixture       *fixture,
                  gconstpointer  data)
{
  ClvSession *session = clv_window_get_session (fixture->window);
  g_autofree char *path = g_build_filename (fixture->folder, "sample.perennial", NULL);
  g_autofree char *title = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;

  g_assert_true (clv_sample_shop_create_workspace (path, 50, 1, NULL, &error));
  g_assert_no_error (error);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  clv_session_set_workspace (session, workspace);

  g_signal_connect (session, "toast", G_CALLBACK (note_toast_cb), &title);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo-import", "x",
                              find_orders (workspace));
  clv_ui_test_wait (is_set, &title);
  g_assert_true (g_str_has_prefix (title, "Import undone: "));
  g_assert_cmpint (find_orders (workspace), ==, 0);
  g_signal_handlers_disconnect_by_data (session, &title);
}

static void
test_acting (Fixture       *fixture,
             gconstpointer  data)
{
  ClvSession *session = clv_window_get_session (fixture->window);
  ClvWorkspace *workspace = clv_session_get_workspace (session);

  g_settings_set_string (fixture->settings, "acting-person", "ann");
  g_assert_cmpstr (clv_session_get_acting (session), ==, "ann");
  g_assert_cmpstr (clv_workspace_get_actor (workspace), ==, "ann");
  g_settings_reset (fixture->settings, "acting-person");
  g_assert_cmpstr (clv_workspace_get_actor (workspace), ==, g_get_user_name ());
}

static gpointer
hold_in_thread (ClvWorkspace       *workspace,
                gpointer            is_held,
                const ClvProgress  *progress,
                GError            **error)
{
  /* As an import does: the file's lock for the whole of it. */
  if (!clv_workspace_begin (workspace, error))
    return NULL;

  g_atomic_int_set ((int *) is_held, TRUE);
  while (g_atomic_int_get ((int *) is_held))
    g_usleep (1000);
  clv_workspace_rollback (workspace);

  return NULL;
}

static gpointer
nothing_in_thread (ClvWorkspace       *workspace,
                   gpointer            input,
                   const ClvProgress  *progress,
                   GError            **error)
{
  return NULL;
}

static void
count_done_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  g_assert_no_error (error);
  (*(int *) user_data)++;
}

static gboolean
are_two (gpointer count)
{
  return *(int *) count == 2;
}

static gboolean
is_true (gpointer value)
{
  return g_atomic_int_get ((int *) value);
}

/* While an import holds the file, whatever the window does returns at once. */
static void
test_never_waits (Fixture       *fixture,
                  gconstpointer  data)
{
  ClvSession *session = clv_window_get_session (fixture->window);
  int is_held = FALSE;
  int n_done = 0;
  gint64 started;

  clv_session_run_job (session, NULL, hold_in_thread, &is_held, NULL, NULL, count_done_cb, &n_done);
  clv_ui_test_wait (is_true, &is_held);
  started = g_get_monotonic_time ();
  clv_session_run_job (session, NULL, nothing_in_thread, NULL, NULL, NULL, count_done_cb, &n_done);
  clv_session_set_acting (session, "ben");
  g_assert_cmpint (g_get_monotonic_time () - started, <, 100000);
  g_atomic_int_set (&is_held, FALSE);
  clv_ui_test_wait (are_two, &n_done);
  g_settings_reset (fixture->settings, "acting-person");
}

/* A new workspace begins its days where the machine does. */
static void
test_local_zone (void)
{
  static const struct
  {
    const char *tz;
    const char *zone;
  } rows[] = {
    { "UTC", "UTC" },
    { "Etc/UTC", "UTC" },
    { "America/New_York", "America/New_York" },
    { ":Asia/Kolkata", "Asia/Kolkata" },
    { "Japan", "Japan" },
    { "CET-1CEST,M3.5.0,M10.5.0/3", "UTC" },
    { "Mars/Phobos", "UTC" },
  };
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  g_autofree char *link = g_file_read_link ("/etc/localtime", NULL);
  g_autofree char *own = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *zone = NULL;

      g_setenv ("TZ", rows[i].tz, TRUE);
      zone = clv_new_workspace_dup_local_zone ();
      g_assert_cmpstr (zone, ==, rows[i].zone);
    }

  g_unsetenv ("TZ");
  own = clv_new_workspace_dup_local_zone ();
  if (link != NULL && g_str_has_suffix (link, "zoneinfo/Etc/UTC"))
    g_assert_cmpstr (own, ==, "UTC");
  else if (link != NULL && strstr (link, "/zoneinfo/") != NULL)
    g_assert_true (g_str_has_suffix (link, own) || g_str_equal (own, "UTC"));
  if (before != NULL)
    g_setenv ("TZ", before, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/ui/window/places", Fixture, NULL, set_up, test_places, tear_down);
  g_test_add ("/ui/window/close-workspace", Fixture, NULL, set_up, test_close_workspace,
              tear_down);
  g_test_add ("/ui/window/open", Fixture, NULL, set_up, test_open, tear_down);
  g_test_add ("/ui/window/undo-nothing", Fixture, NULL, set_up, test_undo_nothing, tear_down);
  g_test_add ("/ui/window/undo-import", Fixture, NULL, set_up, test_undo_import, tear_down);
  g_test_add ("/ui/window/acting", Fixture, NULL, set_up, test_acting, tear_down);
  g_test_add ("/ui/window/never-waits", Fixture, NULL, set_up, test_never_waits, tear_down);
  g_test_add_func ("/ui/window/open-missing", test_open_missing);
  g_test_add_func ("/ui/recent/order", test_recent);
  g_test_add_func ("/ui/new-workspace/creates", test_new_workspace);
  g_test_add_func ("/ui/new-workspace/local-zone", test_local_zone);
  g_test_add_func ("/ui/preferences/opens", test_preferences);

  return g_test_run ();
}
