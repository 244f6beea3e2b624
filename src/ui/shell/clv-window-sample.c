/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "clv-sample-shop.h"

/* The sample shop is one file in the program's own data folder: made at the first
 * wish, opened again at the next. */

static gpointer
make_sample_in_thread (ClvWorkspace       *unused,
                       gpointer            input,
                       const ClvProgress  *progress,
                       GError            **error)
{
  if (!clv_sample_shop_create_workspace (input, CLV_SAMPLE_SHOP_CUSTOMERS, CLV_SAMPLE_SHOP_SEED,
                                         progress, error))
    return NULL;

  return g_strdup (input);
}

static void
open_sample (ClvWindow  *self,
             const char *path)
{
  /* Value is where a new person sees the first number. */
  self->place_after_open = "value";
  clv_window_open_workspace (self, path);
}

static void
sample_made_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ClvWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = clv_session_run_job_finish (CLV_SESSION (object), result, &error);

  if (self->session == NULL)
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.try-sample", TRUE);
  if (path == NULL)
    clv_session_show_error (self->session, _("The sample shop was not made"), error);
  else
    open_sample (self, path);
}

/* Opens the made-up shop in the user's data folder, and makes it first where it
 * is not there yet. */
void
clv_window_try_sample (ClvWindow *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "perennial", NULL);
  g_autofree char *path = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_autoptr(GError) error = NULL;

      error = g_error_new (G_IO_ERROR, g_io_error_from_errno (errno),
                           _("The folder %s cannot be made: %s. Nothing was changed."),
                           folder, g_strerror (errno));
      clv_session_show_error (self->session, _("The sample shop was not made"), error);
      return;
    }

  path = g_build_filename (folder, "sample-shop.perennial", NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      open_sample (self, path);
      return;
    }

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.try-sample", FALSE);
  clv_session_run_job_without_workspace (self->session, _("Making the sample shop"),
                                         make_sample_in_thread, g_steal_pointer (&path), g_free,
                                         g_free, sample_made_cb, g_object_ref (self));
}
