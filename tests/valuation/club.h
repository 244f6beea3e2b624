/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "clv-workspace.h"

/* An empty workspace of a club in a folder of its own. */

typedef struct
{
  char *folder;
  ClvWorkspace *workspace;
} Fixture;

static inline void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("perennial-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "club.perennial", NULL);
  fixture->workspace = clv_workspace_create (path, "EUR", "Europe/Berlin", NULL);
  g_assert_nonnull (fixture->workspace);
}

static inline void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;

  g_clear_object (&fixture->workspace);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}
