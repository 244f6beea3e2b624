/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-compat.h"
#include "clv-new-workspace.h"
#include "clv-recent.h"

static const char * const workspace_patterns[] = { "*.perennial", NULL };
static const char * const sales_patterns[] = {
  "*.csv", "*.tsv", "*.txt", "*.xlsx", "*.ods", "*.json", "*.jsonl", "*.ndjson", "*.xml",
  "*.gz", "*.zip", "*.bz2", "*.xz", "*.zst", "*.db", "*.sqlite", NULL
};

static void
adopt_workspace (ClvWindow    *self,
                 ClvWorkspace *workspace)
{
  g_autofree char *pending = g_steal_pointer (&self->pending_import);
  const char *place = g_steal_pointer (&self->place_after_open);

  clv_recent_add (clv_session_get_settings (self->session), clv_workspace_get_path (workspace),
                  g_get_real_time () / G_USEC_PER_SEC);
  clv_session_set_workspace (self->session, workspace);
  if (place != NULL)
    clv_window_show_place (self, place);
  if (pending != NULL)
    clv_window_import (self, pending);
}

static gpointer
open_in_thread (ClvWorkspace       *unused,
                gpointer            input,
                const ClvProgress  *progress,
                GError            **error)
{
  g_autoptr(GError) local_error = NULL;
  ClvWorkspace *workspace = clv_workspace_open (input, CLV_OPEN_READ_WRITE, &local_error);

  /* A file on a share or medium that may not be written can still be read. */
  if (g_error_matches (local_error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_READ_ONLY))
    return clv_workspace_open (input, CLV_OPEN_READ_ONLY, error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return workspace;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = NULL;

  workspace = clv_session_run_job_finish (CLV_SESSION (object), result, &error);
  if (self->session == NULL)
    return;

  if (workspace == NULL)
    {
      self->place_after_open = NULL;
      clv_session_show_error (self->session, _("The workspace was not opened"), error);
    }
  else
    {
      adopt_workspace (self, workspace);
    }
}

/* Opens a workspace file in this window. */
void
clv_window_open_workspace (ClvWindow  *self,
                           const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *title = g_strdup_printf (_("Opening %s"), name);

  clv_session_run_job_without_workspace (self->session, title, open_in_thread, g_strdup (path),
                                         g_free, g_object_unref, opened_cb, g_object_ref (self));
}

void
clv_window_close_workspace (ClvWindow *self)
{
  ClvWorkspace *workspace = clv_session_get_workspace (self->session);

  if (workspace == NULL)
    return;

  clv_job_list_cancel_all (clv_session_get_jobs (self->session));
  clv_session_set_workspace (self->session, NULL);
}

static void
created_cb (ClvNewWorkspace *dialog,
            ClvWorkspace    *workspace,
            ClvWindow       *self)
{
  adopt_workspace (self, workspace);
}

/* Asks for name, folder, currency and time zone of a new workspace. */
void
clv_window_new_workspace (ClvWindow *self)
{
  ClvNewWorkspace *dialog = clv_new_workspace_new (GTK_WINDOW (self), self->session,
                                                   self->pending_import);

  g_signal_connect_object (dialog, "created", G_CALLBACK (created_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Begins to import a sales file. Where no workspace is open yet one is made
 * first, and the import follows. */
void
clv_window_import (ClvWindow  *self,
                   const char *path)
{
  ClvPage *page = NULL;

  if (clv_session_get_workspace (self->session) == NULL)
    {
      g_free (self->pending_import);
      self->pending_import = g_strdup (path);
      clv_window_new_workspace (self);
      return;
    }

  clv_window_show_place (self, "data");
  page = clv_window_get_page (self, "data");
  if (!clv_page_import_path (page, path))
    clv_session_toast (self->session, _("This build cannot import files."));
}

static void
import_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  ClvWindow *self = CLV_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = clv_compat_open_file_finish (GTK_WINDOW (object), result, &error);

  if (self->session == NULL)
    return;

  if (file == NULL)
    clv_session_show_error (self->session, _("The file was not opened"), error);
  else
    clv_window_import (self, g_file_peek_path (file));
}

/* Asks for a sales file. */
void
clv_window_ask_import (ClvWindow *self)
{
  clv_compat_open_file_async (GTK_WINDOW (self), _("Open a Sales File"), _("Sales files"),
                              sales_patterns, self->cancellable, import_chosen_cb, NULL);
}

static void
open_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  ClvWindow *self = CLV_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = clv_compat_open_file_finish (GTK_WINDOW (object), result, &error);

  if (self->session == NULL)
    return;

  if (file == NULL)
    clv_session_show_error (self->session, _("The file was not opened"), error);
  else
    clv_window_open_path (self, g_file_peek_path (file));
}

/* Asks for a workspace. */
void
clv_window_ask_open (ClvWindow *self)
{
  clv_compat_open_file_async (GTK_WINDOW (self), _("Open a Workspace"), _("Workspaces"),
                              workspace_patterns, self->cancellable, open_chosen_cb, NULL);
}

static gboolean
drop_cb (ClvWindow    *self,
         const GValue *value,
         double        x,
         double        y)
{
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr(GSList) files = list != NULL ? gdk_file_list_get_files (list) : NULL;
  const char *path = NULL;

  if (files == NULL)
    return FALSE;

  path = g_file_peek_path (files->data);
  if (path == NULL)
    {
      clv_session_toast (self->session, _("Only files on this computer can be opened."));
      return FALSE;
    }
  if (files->next != NULL)
    clv_session_toast (self->session, _("One file at a time: the first one is opened."));
  clv_window_open_path (self, path);

  return TRUE;
}

/* The whole window takes files. */
void
clv_window_files_init (ClvWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
