/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "value-fixture.h"

/* Pictures of the places Value and Reports with the sample shop: light and dark,
 * wide and narrow. One row a sub-view. */

#define SHOP_CUSTOMERS 3000
#define FEWER 600

typedef struct
{
  const char *name;
  const char *place;
  const char *view;
  gboolean is_fitted;
  const char *action;   /* (nullable): activated before the picture */
  int below;            /* pixels that the view is scrolled */
  ClvValueSource source;
} Screen;

static const Screen screens[] = {
  { "value-model-before", "value", "model", FALSE, NULL },
  { "value-dialog", "value", "model", TRUE, "model.configure" },
  { "value-dialog-columns", "value", "model", TRUE, "model.configure", 1600 },
  { "value-as-r", "value", "model", TRUE, "model.show-r" },
  { "value-overview-before", "value", "overview", FALSE, NULL },
  { "value-overview", "value", "overview", TRUE, NULL },
  { "value-definition", "value", "definition", TRUE, NULL },
  { "value-model", "value", "model", TRUE, NULL },
  { "value-heat-map", "value", "model", TRUE, NULL, 830 },
  { "value-heterogeneity", "value", "model", TRUE, NULL, 1630 },
  { "value-segments", "value", "segments", TRUE, NULL },
  { "value-segments-numbers", "value", "segments", TRUE, NULL, 460 },
  { "value-holdout-before", "value", "holdout", TRUE, NULL },
  { "value-holdout", "value", "holdout", TRUE, "holdout.test" },
  { "value-rolling", "value", "holdout", TRUE, "holdout.roll" },
  { "value-comparison", "value", "holdout", TRUE, "holdout.compare" },
  { "value-subscriptions-before", "value", "overview", FALSE, NULL, 0, CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions-dialog", "value", "model", FALSE, "model.configure", 0,
    CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions", "value", "overview", TRUE, NULL, 0, CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions-model", "value", "model", TRUE, NULL, 0, CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions-pictures", "value", "model", TRUE, NULL, 830, CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions-holdout", "value", "holdout", TRUE, "holdout.test", 0,
    CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-subscriptions-customers", "customers", NULL, TRUE, NULL, 0, CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-counted-dialog", "value", "model", FALSE, "model.configure", 0, CLV_VALUE_OF_COUNTED },
  { "value-counted", "value", "overview", TRUE, NULL, 0, CLV_VALUE_OF_COUNTED },
  { "value-counted-model", "value", "model", TRUE, NULL, 0, CLV_VALUE_OF_COUNTED },
  { "value-subscriptions-segments", "value", "segments", TRUE, NULL, 0,
    CLV_VALUE_OF_SUBSCRIPTIONS },
  { "value-counted-holdout", "value", "holdout", TRUE, NULL, 0, CLV_VALUE_OF_COUNTED },
  { "reports-before", "reports", NULL, FALSE, NULL },
  { "reports", "reports", NULL, TRUE, NULL },
};

static ClvWorkspace *
make_shop (char **folder)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  ClvWorkspace *workspace = NULL;

  *folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (*folder, "Garden shop.perennial", NULL);
  clv_sample_shop_create_workspace (path, SHOP_CUSTOMERS, CLV_SAMPLE_SHOP_SEED, NULL, &error);
  g_assert_no_error (error);
  workspace = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);

  return workspace;
}

static ClvWorkspace *
make_workspace (const Screen  *screen,
                char         **folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autoptr(ClvFit) stored = NULL;
  g_autoptr(ClvScoreSet) scores = NULL;
  ClvWorkspace *workspace = screen->source == CLV_VALUE_OF_ORDERS
                            ? make_shop (folder) : clv_ui_test_new_workspace (folder);

  if (screen->source == CLV_VALUE_OF_SUBSCRIPTIONS)
    {
      value_import_subscriptions (workspace, *folder, FEWER, TRUE);
      g_free (spec->kind);
      spec->kind = g_strdup ("sbg");
    }
  else if (screen->source == CLV_VALUE_OF_COUNTED)
    {
      value_import_counted (workspace, *folder, FEWER);
    }
  if (!screen->is_fitted)
    return workspace;

  stored = clv_fit_run (workspace, spec, "ann", NULL, &error);
  g_assert_no_error (error);
  scores = clv_score_set_run (workspace, 0, NULL, "ann", NULL, &error);
  g_assert_no_error (error);

  return workspace;
}

static void
settle (ClvSession *session)
{
  clv_ui_test_run (400);
  clv_ui_test_wait (clv_ui_test_jobs_done, session);
  clv_ui_test_run (400);
}

/* Activates a class action of any widget below. */
static gboolean
activate_below (GtkWidget  *widget,
                const char *action)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (gtk_widget_activate_action (widget, action, NULL))
    return TRUE;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (activate_below (child, action))
      return TRUE;

  return FALSE;
}

/* Scrolls the first view below that can be scrolled so far. */
static gboolean
scroll_below (GtkWidget *widget,
              int        pixels)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    {
      GtkAdjustment *adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

      gtk_adjustment_set_value (adjustment, pixels);
      if (gtk_adjustment_get_value (adjustment) > 0)
        return TRUE;
    }
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (scroll_below (child, pixels))
      return TRUE;

  return FALSE;
}

/* As it opens and as narrow as it may be, light and dark. */
static void
save_dialog (GtkWindow  *dialog,
             const char *name,
             int         below)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  static const char * const words[] = { "light", "dark" };
  int width = 0;
  int height = 0;

  gtk_window_get_default_size (dialog, &width, &height);
  for (guint i = 0; i < G_N_ELEMENTS (schemes) * 2; i++)
    {
      const int wanted = i < 2 ? width : 360;
      g_autofree char *full = g_strdup_printf ("%s-%s-%d", name, words[i % 2], wanted);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i % 2]);
      gtk_window_set_default_size (dialog, wanted, height);
      clv_ui_test_run (400);
      if (below > 0)
        g_assert_true (scroll_below (GTK_WIDGET (dialog), below));
      clv_ui_test_run (200);
      clv_ui_test_save (GTK_WIDGET (dialog), full);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* The dialog that the action opened, else the window. */
static void
save (GtkWindow  *window,
      const char *name,
      int         below)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *dialog = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) other = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (other) == window)
        dialog = other;
    }
  if (dialog == NULL)
    {
      clv_ui_test_save_all (window, name);
      return;
    }
  save_dialog (dialog, name, below);
  gtk_window_destroy (dialog);
  clv_ui_test_run (100);
}

static void
test_screen (gconstpointer data)
{
  const Screen *screen = data;
  g_autofree char *folder = NULL;
  g_autoptr(ClvWorkspace) workspace = make_workspace (screen, &folder);
  g_autoptr(GSettings) settings = clv_ui_test_new_settings ();
  ClvWindow *window = clv_window_new (NULL, settings);
  ClvSession *session = clv_window_get_session (window);
  ClvPage *page = NULL;

  gtk_window_present (GTK_WINDOW (window));
  clv_session_set_workspace (session, workspace);
  clv_window_show_place (window, screen->place);
  settle (session);
  page = clv_window_get_page (window, screen->place);
  if (screen->view != NULL)
    clv_page_show_item (page, screen->view);
  clv_ui_test_run (100);
  if (screen->action != NULL)
    g_assert_true (activate_below (GTK_WIDGET (page), screen->action));
  settle (session);
  if (screen->below > 0 && screen->action == NULL)
    g_assert_true (scroll_below (GTK_WIDGET (page), screen->below));
  save (GTK_WINDOW (window), screen->name, screen->below);
  gtk_window_destroy (GTK_WINDOW (window));
  clv_ui_test_run (100);
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
      g_autofree char *path = g_strconcat ("/screens/value/", screens[i].name, NULL);

      g_test_add_data_func (path, &screens[i], test_screen);
    }

  return g_test_run ();
}
