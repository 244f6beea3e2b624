/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-application.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-first-frame.h"
#include "clv-preferences-page.h"
#include "clv-ui.h"
#include "clv-window.h"

struct _ClvApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (ClvApplication, clv_application, ADW_TYPE_APPLICATION)

static void
apply_color_scheme (ClvApplication *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  AdwColorScheme value = ADW_COLOR_SCHEME_DEFAULT;

  if (g_strcmp0 (scheme, "light") == 0)
    value = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_strcmp0 (scheme, "dark") == 0)
    value = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), value);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkApplication *application = user_data;
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (application));

  /* Each window closes as by its own button, so that its size is kept. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  g_autofree char *versions = clv_compat_dup_versions ();

  clv_compat_present_about (gtk_application_get_active_window (user_data), versions);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  ClvApplication *self = user_data;
  g_autoptr(GPtrArray) pages = g_ptr_array_new ();

  g_ptr_array_add (pages, clv_preferences_page_new (self->settings));
  clv_compat_present_preferences (gtk_application_get_active_window (user_data), pages);
}

static ClvWindow *
make_window (ClvApplication *self)
{
  ClvWindow *window = clv_window_new (GTK_APPLICATION (self), self->settings);

  clv_first_frame_watch (GTK_WINDOW (window));

  return window;
}

static void
clv_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (make_window (CLV_APPLICATION (application)));
  gtk_window_present (window);
}

static void
clv_application_open (GApplication  *application,
                      GFile        **files,
                      int            n_files,
                      const char    *hint)
{
  ClvApplication *self = CLV_APPLICATION (application);
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    {
      const char *path = g_file_peek_path (files[i]);
      ClvWindow *window = active != NULL && i == 0 ? CLV_WINDOW (active) : make_window (self);

      gtk_window_present (GTK_WINDOW (window));
      if (path != NULL)
        clv_window_open_path (window, path);
      else
        clv_session_toast (clv_window_get_session (window),
                           _("Only files on this computer can be opened."));
    }
}

static void
clv_application_startup (GApplication *application)
{
  ClvApplication *self = CLV_APPLICATION (application);
  g_autoptr(GAction) hide_personal = NULL;
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
    { .name = "preferences", .activate = preferences_action },
  };
  static const char * const quit_keys[] = { "<Control>q", NULL };
  static const char * const preferences_keys[] = { "<Control>comma", NULL };
  static const char * const close_keys[] = { "<Control>w", NULL };
  static const char * const hide_keys[] = { "<Control><Shift>h", NULL };

  /* Before the parent looks for style.css in the resource base path. */
  clv_ui_init ();
  G_APPLICATION_CLASS (clv_application_parent_class)->startup (application);

  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme",
                           G_CALLBACK (apply_color_scheme), self, G_CONNECT_SWAPPED);
  apply_color_scheme (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  hide_personal = g_settings_create_action (self->settings, "hide-personal-data");
  g_action_map_add_action (G_ACTION_MAP (self), hide_personal);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.preferences",
                                         preferences_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.hide-personal-data",
                                         hide_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close", close_keys);
}

static int
clv_application_handle_local_options (GApplication *application,
                                      GVariantDict *options)
{
  g_autofree char *versions = NULL;

  if (!g_variant_dict_contains (options, "version"))
    return -1;

  versions = clv_compat_dup_versions ();
  g_print ("%s %s\n%s", _("Perennial"), PACKAGE_VERSION, versions);

  return 0;
}

static void
clv_application_dispose (GObject *object)
{
  g_clear_object (&CLV_APPLICATION (object)->settings);

  G_OBJECT_CLASS (clv_application_parent_class)->dispose (object);
}

static void
clv_application_class_init (ClvApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_application_dispose;
  application_class->startup = clv_application_startup;
  application_class->activate = clv_application_activate;
  application_class->open = clv_application_open;
  application_class->handle_local_options = clv_application_handle_local_options;
}

static void
clv_application_init (ClvApplication *self)
{
  static const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Print the program’s and its libraries’ versions"),
      NULL },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE…]"));
}

/**
 * clv_application_new:
 *
 * Returns: (transfer full): the program, not yet running
 */
ClvApplication *
clv_application_new (void)
{
  return g_object_new (CLV_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", CLV_UI_RESOURCE_PATH,
                       NULL);
}

/**
 * clv_application_get_settings:
 *
 * Returns: (transfer none) (nullable): the settings; %NULL before startup
 */
GSettings *
clv_application_get_settings (ClvApplication *self)
{
  g_return_val_if_fail (CLV_IS_APPLICATION (self), NULL);

  return self->settings;
}
