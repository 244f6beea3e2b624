/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "clv-chart-card.h"
#include "clv-gallery.h"
#include "clv-reports-page.h"
#include "clv-sample-shop.h"
#include "clv-ui-test.h"

#define N_CUSTOMERS 400

typedef enum
{
  SHOP_EMPTY,
  SHOP_UNFITTED,
  SHOP_SCORED
} Shop;

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
  ClvWindow *window;
  ClvSession *session;
} Fixture;

static ClvWorkspace *
make_shop (char   **folder,
           gboolean is_scored)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  ClvWorkspace *workspace = NULL;

  *folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (*folder, "shop.perennial", NULL);
  clv_sample_shop_create_workspace (path, N_CUSTOMERS, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  if (is_scored)
    {
      clv_fit_unref (clv_fit_run (workspace, spec, "ann", NULL, &error));
      g_assert_no_error (error);
      clv_score_set_unref (clv_score_set_run (workspace, 0, NULL, "ann", NULL, &error));
      g_assert_no_error (error);
    }

  return workspace;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const Shop shop = (Shop) GPOINTER_TO_INT (data);
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();

  fixture->workspace = shop == SHOP_EMPTY ? clv_ui_test_new_workspace (&fixture->folder)
                                          : make_shop (&fixture->folder, shop == SHOP_SCORED);
  fixture->window = clv_window_new (NULL, settings);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->session = clv_window_get_session (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_window_show_place (fixture->window, "reports");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  clv_ui_test_run (200);
  g_assert_null (fixture->window);
  g_clear_object (&fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

static guint
count_cards (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  guint n = CLV_IS_CHART_CARD (widget) ? 1 : 0;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_cards (child);

  return n;
}

static gboolean
has_text (GtkWidget  *widget,
          const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;

  return FALSE;
}

static gboolean
is_shown (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "loading") != 0;
}

static GtkWidget *
wait_for_page (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (clv_window_get_page (fixture->window, "reports"));

  clv_ui_test_wait (is_shown, gtk_widget_get_first_child (page));
  clv_ui_test_run (50);

  return page;
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *page = wait_for_page (fixture);

  g_assert_cmpuint (count_cards (page), ==, 0);
  g_assert_true (has_text (page, "0 of at least 2"));
}

/* What needs no scores is drawn; what does says so. */
static void
test_unfitted (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *page = wait_for_page (fixture);

  g_assert_cmpuint (count_cards (page), ==, 4);
  g_assert_true (has_text (page, "Nobody was scored yet"));
  g_assert_true (has_text (page, "No bias audit was run yet"));
}

static void
test_scored (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *page = wait_for_page (fixture);

  g_assert_cmpuint (count_cards (page), ==, 6);
  g_assert_true (has_text (page, "6 charts"));
  g_assert_false (has_text (page, "Nobody was scored yet"));
}

static guint
count_files (const char *folder,
             const char *ending)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ending) ? 1 : 0;

  return n;
}

/* Twice: the second time makes a second folder. */
static void
test_save_all (Fixture       *fixture,
               gconstpointer  data)
{
  static const char * const names[] = { "Perennial charts", "Perennial charts 2" };
  GtkWidget *page = wait_for_page (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      clv_reports_page_save_all (CLV_REPORTS_PAGE (page), fixture->folder);
      clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
      g_assert_cmpuint (count_files (path, ".svg"), ==, 6);
      g_assert_cmpuint (count_files (path, ".csv"), ==, 6);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      clv_ui_test_remove (path);
    }
}

static void
note_error_cb (ClvSession *session,
               const char *heading,
               GError     *error,
               char      **message)
{
  *message = g_strdup (error->message);
}

/* The window answers an error with a dialog that waits for a person. */
static void
close_dialogs (Fixture *fixture)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != fixture->window)
      gtk_window_close (l->data);
  clv_ui_test_run (100);
}

static void
test_save_refused (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *message = NULL;
  GtkWidget *page = wait_for_page (fixture);

  g_signal_connect (fixture->session, "error", G_CALLBACK (note_error_cb), &message);
  clv_reports_page_save_all (CLV_REPORTS_PAGE (page), "/nonexistent/folder");
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (50);
  g_assert_nonnull (message);
  g_assert_nonnull (strstr (message, "Nothing was saved"));
  close_dialogs (fixture);
}

/* Where nothing changed the work is not done again. */
static void
test_unchanged (void)
{
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = make_shop (&folder, TRUE);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvGallery) gallery = clv_gallery_make_in_thread (workspace, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (gallery);
  g_assert_cmpuint (clv_gallery_count_drawn (gallery), ==, 6);
  g_assert_null (clv_gallery_make_in_thread (workspace, gallery->key, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

static void
test_cancel (void)
{
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = make_shop (&folder, FALSE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  const ClvProgress progress = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_null (clv_gallery_make_in_thread (workspace, NULL, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

static void
add (const char *path,
     Shop shop,
     void (*test)(Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, GINT_TO_POINTER (shop), set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/gallery/unchanged", test_unchanged);
  g_test_add_func ("/ui/gallery/cancel", test_cancel);
  add ("/ui/reports/empty", SHOP_EMPTY, test_empty);
  add ("/ui/reports/unfitted", SHOP_UNFITTED, test_unfitted);
  add ("/ui/reports/scored", SHOP_SCORED, test_scored);
  add ("/ui/reports/save-all", SHOP_SCORED, test_save_all);
  add ("/ui/reports/save-refused", SHOP_SCORED, test_save_refused);

  return g_test_run ();
}
