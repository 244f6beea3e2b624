/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-as-r-window.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-ui.h"

struct _ClvAsRWindow
{
  AdwWindow parent_instance;

  GtkLabel *about;
  GtkTextView *text_view;

  ClvSession *session;
  ClvAsR *as_r;
};

G_DEFINE_FINAL_TYPE (ClvAsRWindow, clv_as_r_window, ADW_TYPE_WINDOW)

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ClvAsRWindow *self = CLV_AS_R_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->as_r->script);
  clv_session_toast (self->session, _("Script copied"));
}

static void
folder_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(ClvAsRWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) folder = clv_compat_select_folder_finish (GTK_WINDOW (self), result, &error);
  g_autofree char *text = NULL;

  if (folder == NULL || g_file_peek_path (folder) == NULL || self->as_r == NULL)
    return;
  if (!clv_as_r_save (self->as_r, g_file_peek_path (folder), &error))
    {
      clv_session_show_error (self->session, _("The script was not saved"), error);
      return;
    }
  text = g_strdup_printf (_("Saved %s and %s"), CLV_AS_R_SCRIPT, CLV_AS_R_DATA);
  clv_session_toast (self->session, text);
}

static void
save_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  clv_compat_select_folder_async (GTK_WINDOW (widget), _("Save Script and Data"), NULL,
                                  folder_chosen_cb, g_object_ref (widget));
}

static void
clv_as_r_window_dispose (GObject *object)
{
  ClvAsRWindow *self = CLV_AS_R_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->as_r, clv_as_r_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CLV_TYPE_AS_R_WINDOW);

  G_OBJECT_CLASS (clv_as_r_window_parent_class)->dispose (object);
}

static void
clv_as_r_window_class_init (ClvAsRWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = clv_as_r_window_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CLV_UI_RESOURCE ("value/clv-as-r-window.ui"));
  gtk_widget_class_bind_template_child (widget_class, ClvAsRWindow, about);
  gtk_widget_class_bind_template_child (widget_class, ClvAsRWindow, text_view);
  gtk_widget_class_install_action (widget_class, "r.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "r.save", NULL, save_action);
}

static void
clv_as_r_window_init (ClvAsRWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * clv_as_r_window_new:
 * @parent: (nullable): the window it belongs to
 * @session: to tell what became of saving
 * @as_r: (transfer full): script and data
 *
 * Returns: (transfer none): the window, not yet shown
 */
GtkWindow *
clv_as_r_window_new (GtkWindow  *parent,
                     ClvSession *session,
                     ClvAsR     *as_r)
{
  ClvAsRWindow *self = NULL;
  g_autofree char *about = NULL;

  g_return_val_if_fail (CLV_IS_SESSION (session), NULL);
  g_return_val_if_fail (as_r != NULL, NULL);

  self = g_object_new (CLV_TYPE_AS_R_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->as_r = as_r;
  if (as_r->package != NULL)
    about = g_strdup_printf (_("The same fit with the R package %s, so that an analyst can check "
                               "it against another program. What should come out stands in the "
                               "script. Nothing is run here, and R need not be installed."),
                             as_r->package);
  else
    about = g_strdup (_("No R package fits this kind as it was fitted here. The script holds our "
                        "estimates and reads the data, for a likelihood of your own."));
  gtk_label_set_text (self->about, about);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), as_r->script, -1);

  return GTK_WINDOW (self);
}
