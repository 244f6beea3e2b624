/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-ui.h"

/* Below this the sidebar shows icons only. */
#define NARROW_WIDTH 1000

G_DEFINE_FINAL_TYPE (ClvWindow, clv_window, ADW_TYPE_APPLICATION_WINDOW)

static void
toast_cb (ClvWindow *self,
          AdwToast  *toast)
{
  /* What was just done is said at once, and an Undo of before is out of date. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  clv_compat_announce (GTK_WIDGET (self), adw_toast_get_title (toast));
}

static void
error_answered_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autofree char *details = user_data;
  g_autofree char *answer = clv_compat_confirm_finish (GTK_WINDOW (object), result, NULL);

  if (g_strcmp0 (answer, "extra") == 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (object)), details);
}

static void
error_cb (ClvWindow    *self,
          const char   *heading,
          const GError *error)
{
  char *details = NULL;

  heading = heading != NULL ? heading : _("That did not work");
  details = g_strdup_printf ("%s\n%s\n(%s %d)\n%s %s", heading, error->message,
                             g_quark_to_string (error->domain), error->code,
                             _("Perennial"), PACKAGE_VERSION);
  clv_compat_confirm_async (GTK_WINDOW (self), heading, error->message, NULL, _("Copy _Details"),
                            CLV_COMPAT_PLAIN, self->cancellable, error_answered_cb, details);
}

static void
show_place_cb (ClvWindow  *self,
               const char *place,
               const char *item)
{
  ClvPage *page = NULL;

  clv_window_show_place (self, place);
  page = clv_window_get_page (self, place);
  if (item != NULL && page != NULL)
    clv_page_show_item (page, item);
}

static void
workspace_cb (ClvWindow *self)
{
  ClvWorkspace *workspace = clv_session_get_workspace (self->session);

  if (workspace != NULL)
    {
      g_autofree char *name = g_filename_display_basename (clv_workspace_get_path (workspace));
      g_autofree char *title = NULL;

      if (g_str_has_suffix (name, ".perennial"))
        name[strlen (name) - strlen (".perennial")] = '\0';
      /* TRANSLATORS: a window's title: workspace, program */
      title = g_strdup_printf (_("%s – Perennial"), name);
      adw_window_title_set_title (self->workspace_title, name);
      adw_window_title_set_subtitle (self->workspace_title,
                                     clv_workspace_is_read_only (workspace) ? _("Read-only") : "");
      gtk_window_set_title (GTK_WINDOW (self), title);
      gtk_stack_set_visible_child_name (self->root_stack, "main");
      clv_window_show_place_number (self, self->place);
    }
  else
    {
      gtk_window_set_title (GTK_WINDOW (self), _("Perennial"));
      gtk_stack_set_visible_child_name (self->root_stack, "start");
    }
  clv_window_actions_update (self);
}

static void
connect_session (ClvWindow *self)
{
  g_signal_connect_object (self->session, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "open-path", G_CALLBACK (clv_window_open_path), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "show-place", G_CALLBACK (show_place_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::workspace", G_CALLBACK (workspace_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
resized_cb (gpointer data)
{
  ClvWindow *self = data;

  self->resize_source = 0;
  clv_window_set_sidebar_small (self, self->is_narrow);
}

/* The floor has no breakpoints. A change of the sidebar must not happen within
 * an allocation, so it waits for the next idle. */
static void
clv_window_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  ClvWindow *self = CLV_WINDOW (widget);
  const gboolean is_narrow = width < NARROW_WIDTH;

  GTK_WIDGET_CLASS (clv_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (is_narrow == self->is_narrow)
    return;

  self->is_narrow = is_narrow;
  if (self->resize_source == 0)
    self->resize_source = g_idle_add_once (resized_cb, self);
}

static void
clv_window_dispose (GObject *object)
{
  ClvWindow *self = CLV_WINDOW (object);

  g_clear_handle_id (&self->resize_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->session != NULL)
    clv_job_list_cancel_all (clv_session_get_jobs (self->session));
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_WINDOW);
  memset (self->pages, 0, sizeof self->pages);
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (clv_window_parent_class)->dispose (object);
}

static void
clv_window_finalize (GObject *object)
{
  g_clear_pointer (&CLV_WINDOW (object)->pending_import, g_free);

  G_OBJECT_CLASS (clv_window_parent_class)->finalize (object);
}

static void
clv_window_class_init (ClvWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = clv_window_dispose;
  object_class->finalize = clv_window_finalize;
  widget_class->size_allocate = clv_window_size_allocate;

  g_type_ensure (CLV_TYPE_JOB_BAR);
  g_type_ensure (CLV_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("shell/clv-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, root_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, workspace_title);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, place_list);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, header);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, end_bin);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, place_stack);
  gtk_widget_class_bind_template_child (widget_class, ClvWindow, job_bar);
  clv_window_pages_class_init (widget_class);
  clv_window_actions_class_init (widget_class);
}

static void
clv_window_init (ClvWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  clv_window_pages_init (self);
  clv_window_files_init (self);
}

/**
 * clv_window_new:
 * @application: (nullable): the application; %NULL in tests
 * @settings: the program's settings
 *
 * Returns: (transfer none): a window with the start page
 */
ClvWindow *
clv_window_new (GtkApplication *application,
                GSettings      *settings)
{
  ClvWindow *self = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (CLV_TYPE_WINDOW, "application", application, NULL);
  self->session = clv_session_new (settings);
  connect_session (self);
  clv_job_bar_set_jobs (self->job_bar, clv_session_get_jobs (self->session));
  clv_start_page_set_settings (self->start_page, settings);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  workspace_cb (self);

  return self;
}

/**
 * clv_window_get_session:
 *
 * Returns: (transfer none): what the window works on
 */
ClvSession *
clv_window_get_session (ClvWindow *self)
{
  g_return_val_if_fail (CLV_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * clv_window_open_path:
 * @path: a workspace, or a sales file to import
 *
 * Opens the workspace, or begins to import the file; asks for a workspace first
 * where none is open.
 */
void
clv_window_open_path (ClvWindow  *self,
                      const char *path)
{
  g_return_if_fail (CLV_IS_WINDOW (self));
  g_return_if_fail (path != NULL);

  if (g_str_has_suffix (path, ".perennial"))
    clv_window_open_workspace (self, path);
  else
    clv_window_import (self, path);
}
