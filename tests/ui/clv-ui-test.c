/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-ui-test.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "clv-ui.h"

/* GTK 4.8 says this after a column view was sorted; it means nothing. */
static gboolean
fatal_cb (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        data)
{
  return strstr (message, "failed to scroll") == NULL;
}

/* What an AdwApplication does with its resource base path. */
static void
load_looks (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, CLV_UI_RESOURCE ("style.css"));
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    CLV_UI_RESOURCE ("icons"));
}

/* Pictures in another language, or with larger text, are taken with these. */
static void
load_language (void)
{
  const char *folder = g_getenv ("CLV_LOCALE_DIR");

  if (folder == NULL)
    return;

  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static int
get_text_size (void)
{
  const char *scale = g_getenv ("CLV_TEXT_SCALE");

  return (int) (96 * 1024 * (scale != NULL ? g_ascii_strtod (scale, NULL) : 1.0));
}

void
clv_ui_test_init (int    *argc,
                  char ***argv)
{
  load_language ();
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (argc, argv, NULL);
  g_test_log_set_fatal_handler (fatal_cb, NULL);
  adw_init ();
  clv_ui_init ();
  load_looks ();
  /* As on a GNOME desktop, where the font is installed. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE,
                "gtk-font-name", "Cantarell 11", "gtk-xft-dpi", get_text_size (), NULL);
}

GSettings *
clv_ui_test_new_settings (void)
{
  return g_settings_new (APPLICATION_ID);
}

ClvWorkspace *
clv_ui_test_new_workspace (char **folder)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  ClvWorkspace *workspace = NULL;

  *folder = g_dir_make_tmp ("clv-ui-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (*folder, "My shop.perennial", NULL);
  workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_assert_no_error (error);

  return workspace;
}

void
clv_ui_test_remove (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
set_true_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

void
clv_ui_test_wait (ClvUiTestCheck check,
                  gpointer       data)
{
  gboolean is_late = FALSE;
  /* Only a failure waits that long; a machine that does other things may be slow. */
  guint source = g_timeout_add_once (60000, set_true_cb, &is_late);

  while (!check (data) && !is_late)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (is_late);
  g_source_remove (source);
}

void
clv_ui_test_run (guint milliseconds)
{
  gboolean is_over = FALSE;

  g_timeout_add_once (milliseconds, set_true_cb, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

gboolean
clv_ui_test_jobs_done (gpointer session)
{
  return g_list_model_get_n_items (G_LIST_MODEL (clv_session_get_jobs (session))) == 0;
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SWITCH (widget) ||
         GTK_IS_ENTRY (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ||
         GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_LINK_BUTTON (widget);
}

void
clv_ui_test_assert_named (GtkWidget *widget)
{
  if (is_control (widget) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                         GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      g_test_message ("%s in %s in %s has no name", G_OBJECT_TYPE_NAME (widget),
                      G_OBJECT_TYPE_NAME (parent),
                      G_OBJECT_TYPE_NAME (gtk_widget_get_parent (parent)));
      g_test_fail ();
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      clv_ui_test_assert_named (child);
}

static gboolean
is_blank (GdkTexture *texture)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  for (gsize i = 1; i < (gsize) width * (gsize) height; i++)
    if (pixels[i] != pixels[0])
      return FALSE;

  return TRUE;
}

/* A busy machine needs a while until a new window has something to draw. */
static GskRenderNode *
draw (GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GskRenderNode *node = NULL;

  for (guint i = 0; i < 50 && node == NULL; i++)
    {
      g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();

      if (i > 0)
        clv_ui_test_run (50);
      gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                              gtk_widget_get_height (widget));
      node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
    }

  return node;
}

void
clv_ui_test_save (GtkWidget  *widget,
                  const char *name)
{
  const char *folder = g_getenv ("CLV_SCREENS");
  g_autofree char *default_folder = NULL;
  g_autofree char *file_name = g_strconcat (name, ".png", NULL);
  g_autofree char *path = NULL;
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));

  if (folder == NULL)
    {
      default_folder = g_test_build_filename (G_TEST_BUILT, "screens", NULL);
      folder = default_folder;
    }
  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  path = g_build_filename (folder, file_name, NULL);

  node = draw (widget);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0,
                                                              gtk_widget_get_width (widget),
                                                              gtk_widget_get_height (widget)));
  g_assert_false (is_blank (texture));
  g_assert_true (gdk_texture_save_to_png (texture, path));
  g_test_message ("%s", path);
}

/* Changes when anything in sight gets another size. */
static guint
sum_sizes (GtkWidget *widget)
{
  guint sum = (guint) (3 * gtk_widget_get_width (widget) + gtk_widget_get_height (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child))
      sum = 7 * sum + sum_sizes (child);

  return sum;
}

/* A picture is taken when the window has about the size it was asked for (content
 * may need more) and all in it has stood still: on a busy machine the sidebar folds
 * long after the window has become narrow. */
static void
settle (GtkWindow *window,
        int        width,
        int        height)
{
  const guint calm_enough = 5;
  guint calm = 0;
  guint before = 0;

  for (guint i = 0; i < 60 && calm < calm_enough; i++)
    {
      const guint now = sum_sizes (GTK_WIDGET (window));
      const gboolean is_sized = ABS (gtk_widget_get_width (GTK_WIDGET (window)) - width) < 60;

      /* Folding the sidebar lets it become as small as was asked for. */
      if (!is_sized)
        gtk_window_set_default_size (window, width, height);
      calm = is_sized && now == before ? calm + 1 : 0;
      before = now;
      clv_ui_test_run (60);
    }
}

void
clv_ui_test_save_all (GtkWindow  *window,
                      const char *name)
{
  static const struct { int width; int height; } sizes[] = { { 1180, 780 }, { 900, 600 } };
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };
  static const char * const scheme_names[] = { "light", "dark" };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (schemes); j++)
      {
        g_autofree char *full = g_strdup_printf ("%s-%s-%d", name, scheme_names[j],
                                                 sizes[i].width);

        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[j]);
        gtk_window_set_default_size (window, sizes[i].width, sizes[i].height);
        gtk_window_present (window);
        settle (window, sizes[i].width, sizes[i].height);
        clv_ui_test_save (GTK_WIDGET (window), full);
      }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}
