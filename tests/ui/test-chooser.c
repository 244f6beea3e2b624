/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-check-button.h"
#include "clv-chooser-window.h"
#include "clv-govern-words.h"
#include "clv-ledger.h"
#include "clv-model-view.h"
#include "clv-sample-shop.h"
#include "clv-ui-test.h"

/* The window that says which method fits, reached from Value → Model. */

#define N_CUSTOMERS 900

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
  ClvWindow *window;
  ClvSession *session;
  ClvModelView *view;
  ClvChooserWindow *chooser;
  char *error;
} Fixture;

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The first label below whose text contains @text. */
static GtkWidget *
find_text (GtkWidget  *widget,
           const char *text)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Presses what is in the row titled @option, as assistive technology does. */
static gboolean
press (GtkWidget  *widget,
       const char *option)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (ADW_IS_ACTION_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), option))
    {
      GtkWidget *check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (widget));

      g_assert_true (CLV_IS_CHECK_BUTTON (check));
      g_assert_true (gtk_widget_activate_action (check, "check.press", NULL));
      return TRUE;
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (press (child, option))
      return TRUE;

  return FALSE;
}

static void
note_error_cb (ClvSession *session,
               const char *heading,
               GError     *error,
               Fixture    *fixture)
{
  g_free (fixture->error);
  fixture->error = g_strdup (error->message);
}

static gboolean
has_spec (gpointer data)
{
  g_autoptr(ClvModelSpec) spec = clv_model_view_dup_spec (data);

  return spec != NULL;
}

static ClvChooserWindow *
find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GObject) window = g_list_model_get_item (windows, i);

      if (CLV_IS_CHOOSER_WINDOW (window))
        return CLV_CHOOSER_WINDOW (window);
    }

  return NULL;
}

static gboolean
has_choice (gpointer data)
{
  return clv_chooser_window_get_choice (data) != NULL;
}

static gboolean
is_closed (gpointer data)
{
  return find_chooser () == NULL;
}

static void
open_chooser (Fixture *fixture)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), "model.choose", NULL));
  fixture->chooser = find_chooser ();
  g_assert_nonnull (fixture->chooser);
  clv_ui_test_wait (has_choice, fixture->chooser);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  clv_sample_shop_create_workspace (path, N_CUSTOMERS, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  fixture->workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  fixture->window = clv_window_new (NULL, settings);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->session = clv_window_get_session (fixture->window);
  g_signal_connect (fixture->session, "error", G_CALLBACK (note_error_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  clv_session_set_workspace (fixture->session, fixture->workspace);
  clv_session_set_acting (fixture->session, "anna");
  clv_window_show_place (fixture->window, "value");
  fixture->view = CLV_MODEL_VIEW (find_type (GTK_WIDGET (clv_window_get_page (fixture->window,
                                                                              "value")),
                                             CLV_TYPE_MODEL_VIEW));
  clv_ui_test_wait (has_spec, fixture->view);
  open_chooser (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (find_chooser () != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->chooser));
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  clv_ui_test_run (200);
  g_assert_null (fixture->window);
  g_assert_null (fixture->error);
  g_clear_object (&fixture->workspace);
  clv_ui_test_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
test_shows (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *window = GTK_WIDGET (fixture->chooser);
  const ClvChoice *choice = clv_chooser_window_get_choice (fixture->chooser);

  g_assert_cmpstr (choice->recommended, ==, "mbg-nbd");
  g_assert_nonnull (find_text (window, "1. MBG/NBD"));
  g_assert_nonnull (find_text (window, "What the data show"));
  g_assert_nonnull (find_text (window, "customers who came back"));
  g_assert_nonnull (find_text (window, "Your customers can buy on any day."));
  g_assert_nonnull (find_text (window, "Taken from the data, here: At any time"));
  /* That nobody subscribes is why nobody is taken to order beside it. */
  g_assert_nonnull (find_text (window, "In your data · Customers with a subscription: 0"));
  g_assert_null (find_text (window, "In your data · Customers who came back"));
  g_assert_null (find_text (window, "nan"));
  clv_ui_test_assert_named (window);
}

/* An answer is pressed, and what is shown follows at once. */
static void
test_answers (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *window = GTK_WIDGET (fixture->chooser);
  const ClvChoice *choice = NULL;
  gint64 start = 0;

  start = g_get_monotonic_time ();
  g_assert_true (press (window, "At set occasions only"));
  g_test_message ("an answer took %.1f ms", (double) (g_get_monotonic_time () - start) / 1000.0);
  choice = clv_chooser_window_get_choice (fixture->chooser);
  g_assert_cmpint (choice->answers.of[CLV_QUESTION_OCCASIONS], ==, CLV_ANSWER_YES);
  g_assert_cmpint (clv_choice_find (choice, "bg-nbd")->verdict, ==, CLV_METHOD_VERDICT_REJECTED);
  g_assert_nonnull (find_text (window, "Your customers can buy at set occasions only."));

  g_assert_true (press (window, "At any time"));
  g_assert_true (press (window, "For a budget total"));
  choice = clv_chooser_window_get_choice (fixture->chooser);
  g_assert_cmpint (choice->answers.purpose, ==, CLV_PURPOSE_TOTAL);
  g_assert_cmpint (choice->answers.of[CLV_QUESTION_OCCASIONS], ==, CLV_ANSWER_NO);
  g_assert_nonnull (find_text (window, "For a total:"));
}

/* What is used becomes the next spec's kind and a line of the ledger, and the answers
 * are there the next time. */
static void
test_use (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(ClvModelSpec) spec = NULL;
  g_autofree char *words = NULL;
  const ClvEvent *chosen = NULL;

  g_assert_true (press (GTK_WIDGET (fixture->chooser), "To rank people"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->chooser), "chooser.use", "s",
                                             "pareto-nbd"));
  clv_ui_test_wait (is_closed, fixture);
  spec = clv_model_view_dup_spec (fixture->view);
  g_assert_cmpstr (spec->kind, ==, "pareto-nbd");

  events = clv_ledger_list (fixture->workspace, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      const ClvEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->act, "choose_method"))
        chosen = event;
    }
  g_assert_nonnull (chosen);
  g_assert_cmpstr (chosen->actor, ==, "anna");
  words = clv_words_event (chosen);
  g_assert_cmpstr (words, ==,
                   "Chose the method Pareto/NBD instead of the recommended MBG/NBD");

  open_chooser (fixture);
  g_assert_cmpint (clv_chooser_window_get_choice (fixture->chooser)->answers.purpose, ==,
                   CLV_PURPOSE_RANKING);
  g_assert_nonnull (find_text (GTK_WIDGET (fixture->chooser), "by anna"));
}

/* Closed while it measures, nothing is left behind. */
static void
test_closed_early (Fixture       *fixture,
                   gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->chooser));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), "model.choose", NULL));
  fixture->chooser = find_chooser ();
  g_object_add_weak_pointer (G_OBJECT (fixture->chooser), (gpointer *) &fixture->chooser);
  gtk_window_destroy (GTK_WINDOW (fixture->chooser));
  clv_ui_test_wait (clv_ui_test_jobs_done, fixture->session);
  clv_ui_test_run (100);
  g_assert_null (fixture->chooser);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  g_test_add ("/ui/chooser/shows", Fixture, NULL, set_up, test_shows, tear_down);
  g_test_add ("/ui/chooser/answers", Fixture, NULL, set_up, test_answers, tear_down);
  g_test_add ("/ui/chooser/use", Fixture, NULL, set_up, test_use, tear_down);
  g_test_add ("/ui/chooser/closed-early", Fixture, NULL, set_up, test_closed_early, tear_down);

  return g_test_run ();
}
