/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-recent-files.h"

#define KEY "recent-files"

/**
 * clv_recent_files_add:
 * @path: an absolute path
 *
 * Notes that the file was imported.
 */
void
clv_recent_files_add (GSettings  *settings,
                      const char *path)
{
  g_auto(GStrv) before = g_settings_get_strv (settings, KEY);
  g_autoptr(GPtrArray) paths = g_ptr_array_new ();

  g_ptr_array_add (paths, (gpointer) path);
  for (guint i = 0; before[i] != NULL && paths->len < CLV_RECENT_FILES_MAX; i++)
    {
      if (!g_str_equal (before[i], path))
        g_ptr_array_add (paths, before[i]);
    }
  g_ptr_array_add (paths, NULL);
  g_settings_set_strv (settings, KEY, (const char * const *) paths->pdata);
}

/**
 * clv_recent_files_list:
 *
 * Returns: (transfer full): those that are still there, the newest first
 */
GStrv
clv_recent_files_list (GSettings *settings)
{
  g_auto(GStrv) paths = g_settings_get_strv (settings, KEY);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (g_file_test (paths[i], G_FILE_TEST_IS_REGULAR))
        g_strv_builder_add (builder, paths[i]);
    }

  return g_strv_builder_end (builder);
}

/**
 * clv_recent_files_find:
 * @file_name: the base name under which it was imported
 *
 * Returns: (transfer full) (nullable): the newest path of that name that is still there
 */
char *
clv_recent_files_find (GSettings  *settings,
                       const char *file_name)
{
  g_auto(GStrv) paths = clv_recent_files_list (settings);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);

      if (g_strcmp0 (name, file_name) == 0)
        return g_strdup (paths[i]);
    }

  return NULL;
}
