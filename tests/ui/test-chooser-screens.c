/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-chooser-window.h"
#include "clv-sample.h"
#include "clv-ui-test.h"

/* Pictures of the window that says which method fits: light and dark, as it opens, as
 * narrow as it may be, and scrolled down. */

typedef struct
{
  const char *name;
  ClvSampleKind kind;
  guint n_customers;
  ClvAnswer contract;
  ClvAnswer occasions;
  ClvPurpose purpose;
} Screen;

static const Screen screens[] = {
  { "chooser", CLV_SAMPLE_RETAIL, 3000, CLV_ANSWER_NO, CLV_ANSWER_NO, CLV_PURPOSE_RANKING },
  { "chooser-occasions", CLV_SAMPLE_RETAIL, 3000, CLV_ANSWER_OPEN, CLV_ANSWER_YES,
    CLV_PURPOSE_OPEN },
  { "chooser-subscriptions", CLV_SAMPLE_SAAS, 800, CLV_ANSWER_OPEN, CLV_ANSWER_OPEN,
    CLV_PURPOSE_TOTAL },
  { "chooser-few", CLV_SAMPLE_RETAIL, 40, CLV_ANSWER_OPEN, CLV_ANSWER_OPEN, CLV_PURPOSE_AVERAGE },
};

static const struct
{
  const char *name;
  AdwColorScheme scheme;
  int width;
  int height;
  double scroll;   /* how far down both sides are */
} sizes[] = {
  { "light-1080", ADW_COLOR_SCHEME_FORCE_LIGHT, 1080, 740, 0.0 },
  { "dark-1080", ADW_COLOR_SCHEME_FORCE_DARK, 1080, 740, 0.0 },
  { "light-720", ADW_COLOR_SCHEME_FORCE_LIGHT, 720, 600, 0.0 },
  { "dark-720", ADW_COLOR_SCHEME_FORCE_DARK, 720, 600, 0.0 },
  { "light-middle", ADW_COLOR_SCHEME_FORCE_LIGHT, 1080, 940, 0.5 },
  { "light-end", ADW_COLOR_SCHEME_FORCE_LIGHT, 1080, 940, 1.0 },
};

static gboolean
has_choice (gpointer data)
{
  return clv_chooser_window_get_choice (data) != NULL;
}

static void
scroll (GtkWidget *widget,
        double     share)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_SCROLLED_WINDOW (widget))
    {
      GtkAdjustment *adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

      gtk_adjustment_set_value (adjustment, share * (gtk_adjustment_get_upper (adjustment)
                                                     - gtk_adjustment_get_page_size (adjustment)));
      return;
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    scroll (child, share);
}

static void
test_screen (gconstpointer data)
{
  const Screen *screen = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("clv-ui-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "shop.perennial", NULL);
  g_autoptr(ClvWorkspace) workspace = NULL;
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  ClvSession *session = clv_session_new (settings);
  ClvChooserWindow *window = NULL;
  ClvAnswers answers = { { screen->contract, screen->occasions }, screen->purpose };

  clv_sample_create_workspace (screen->kind, path, screen->n_customers, 1, NULL, &error);
  g_assert_no_error (error);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  clv_session_set_workspace (session, workspace);
  window = clv_chooser_window_new (NULL, session, CLV_DATE_INVALID);
  gtk_window_present (GTK_WINDOW (window));
  clv_ui_test_wait (has_choice, window);
  clv_chooser_window_set_answers (window, &answers);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%s", screen->name, sizes[i].name);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), sizes[i].scheme);
      gtk_window_set_default_size (GTK_WINDOW (window), sizes[i].width, sizes[i].height);
      clv_ui_test_run (300);
      scroll (GTK_WIDGET (window), sizes[i].scroll);
      clv_ui_test_run (200);
      clv_ui_test_save (GTK_WIDGET (window), name);
    }
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
  g_object_unref (session);
  g_clear_object (&workspace);
  clv_ui_test_remove (folder);
}

int
main (int   argc,
      char *argv[])
{
  clv_ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (screens); i++)
    {
      g_autofree char *path = g_strconcat ("/screens/chooser/", screens[i].name, NULL);

      g_test_add_data_func (path, &screens[i], test_screen);
    }

  return g_test_run ();
}
