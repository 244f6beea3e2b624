/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-palette.h"

static void
new_workspace_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  clv_window_new_workspace (CLV_WINDOW (widget));
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  clv_window_ask_open (CLV_WINDOW (widget));
}

static void
open_path_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  clv_window_open_path (CLV_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
close_workspace_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  clv_window_close_workspace (CLV_WINDOW (widget));
}

static void
import_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  clv_window_ask_import (CLV_WINDOW (widget));
}

static void
try_sample_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  clv_window_try_sample (CLV_WINDOW (widget));
}

/* The keyboard goes along: to the page, or where it has nothing to focus, to
 * its row in the sidebar. */
static void
focus_place (ClvWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->place_list)));
  clv_page_focus_default (self->pages[self->place]);
}

static void
show_place_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  ClvWindow *self = CLV_WINDOW (widget);

  clv_window_show_place (self, g_variant_get_string (parameter, NULL));
  focus_place (self);
}

static void
step_place (ClvWindow *self,
            guint      step)
{
  clv_window_show_place_number (self, (self->place + step) % CLV_N_PLACES);
  focus_place (self);
}

static void
next_place_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  step_place (CLV_WINDOW (widget), 1);
}

static void
previous_place_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  step_place (CLV_WINDOW (widget), CLV_N_PLACES - 1);
}

static void
toggle_sidebar_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  ClvWindow *self = CLV_WINDOW (widget);

  clv_window_set_sidebar_small (self, !self->is_sidebar_small);
}

static void
show_item_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  ClvWindow *self = CLV_WINDOW (widget);
  const char *place = NULL;
  const char *item = NULL;

  g_variant_get (parameter, "(&s&s)", &place, &item);
  clv_session_show_place (self->session, place, item);
}

static void
palette_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  ClvWindow *self = CLV_WINDOW (widget);
  ClvPalette *palette = clv_palette_new (GTK_WINDOW (self),
                                         clv_session_get_workspace (self->session) != NULL);

  gtk_window_present (GTK_WINDOW (palette));
}

static void
undo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  clv_window_ask_undo (CLV_WINDOW (widget));
}

static void
undo_import_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  clv_window_undo_import (CLV_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
import_again_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  const char *path = NULL;
  gint64 batch = 0;

  g_variant_get (parameter, "(x&s)", &batch, &path);
  clv_window_import_again (CLV_WINDOW (widget), batch, path);
}

static void
help_launched_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(ClvSession) session = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    clv_session_show_error (session, _("The manual could not be opened"), error);
}

static void
help_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvWindow *self = CLV_WINDOW (widget);
  const char *topic = NULL;
  g_autofree char *uri = NULL;

  if (clv_session_get_workspace (self->session) != NULL && self->pages[self->place] != NULL)
    topic = clv_page_get_help (self->pages[self->place]);
  uri = topic != NULL ? g_strdup_printf ("help:perennial/%s", topic) : g_strdup ("help:perennial");
  g_app_info_launch_default_for_uri_async (uri, NULL, self->cancellable, help_launched_cb,
                                           g_object_ref (self->session));
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  static const char * const place_ids[CLV_N_PLACES] = {
    "data", "customers", "value", "act", "govern", "reports",
  };

  for (guint i = 0; i < CLV_N_PLACES; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK,
                                         "win.show-place", "s", place_ids[i]);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK,
                                       "win.next-place", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK,
                                       "win.previous-place", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.toggle-sidebar", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "win.help", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK,
                                       "win.new-workspace", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK,
                                       "win.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK,
                                       "win.import", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK,
                                       "win.palette", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK,
                                       "win.undo", NULL);
}

void
clv_window_actions_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-workspace", NULL, new_workspace_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path_action);
  gtk_widget_class_install_action (widget_class, "win.close-workspace", NULL,
                                   close_workspace_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.try-sample", NULL, try_sample_action);
  gtk_widget_class_install_action (widget_class, "win.show-place", "s", show_place_action);
  gtk_widget_class_install_action (widget_class, "win.next-place", NULL, next_place_action);
  gtk_widget_class_install_action (widget_class, "win.previous-place", NULL,
                                   previous_place_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL,
                                   toggle_sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_action);
  gtk_widget_class_install_action (widget_class, "win.show-item", "(ss)", show_item_action);
  gtk_widget_class_install_action (widget_class, "win.palette", NULL, palette_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.undo-import", "x", undo_import_action);
  gtk_widget_class_install_action (widget_class, "win.import-again", "(xs)", import_again_action);
  install_keys (widget_class);
}

/* What needs an open workspace cannot be chosen without one. */
void
clv_window_actions_update (ClvWindow *self)
{
  const gboolean is_open = clv_session_get_workspace (self->session) != NULL;
  static const char * const names[] = {
    "win.close-workspace", "win.show-place", "win.next-place", "win.previous-place",
    "win.toggle-sidebar", "win.show-item", "win.undo", "win.undo-import",
    "win.import-again",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], is_open);
}
