/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-window-private.h"

#include <glib/gi18n-lib.h>

#include "clv-new-workspace.h"

#if __has_include ("clv-sample-shop.h")
#include "clv-sample-shop.h"
#define HAVE_SAMPLE_SHOP 1
#else
#define HAVE_SAMPLE_SHOP 0
#endif

/* Big enough for every model and audit, small enough to be there in a moment. */
#define SAMPLE_CUSTOMERS 4000
#define SAMPLE_SEED 20260101

static gpointer
make_sample_in_thread (ClvWorkspace       *unused,
                       gpointer            input,
                       const ClvProgress  *progress,
                       GError            **error)
{
#if HAVE_SAMPLE_SHOP
  if (!clv_sample_shop_create_workspace (input, SAMPLE_CUSTOMERS, SAMPLE_SEED, progress, error))
    return NULL;

  return g_strdup (input);
#else
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("This build has no sample shop. Nothing was changed."));
  return NULL;
#endif
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

  if (path == NULL)
    clv_session_show_error (self->session, _("The sample shop was not made"), error);
  else
    clv_window_open_workspace (self, path);
}

/* Makes a workspace of a made-up shop in the user's data folder and opens it. */
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

  path = clv_new_workspace_dup_free_path (folder, _("Sample shop"));
  clv_session_run_job_without_workspace (self->session, _("Making the sample shop"),
                                         make_sample_in_thread, g_steal_pointer (&path), g_free,
                                         g_free, sample_made_cb, g_object_ref (self));
}
