/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-recent.h"

#define KEY "recent-workspaces"

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const ClvRecent *first = *(const ClvRecent * const *) a;
  const ClvRecent *second = *(const ClvRecent * const *) b;

  if (first->is_pinned != second->is_pinned)
    return first->is_pinned ? -1 : 1;
  if (first->opened != second->opened)
    return first->opened > second->opened ? -1 : 1;

  return g_strcmp0 (first->path, second->path);
}

static ClvRecent *
find (GPtrArray  *list,
      const char *path)
{
  for (guint i = 0; i < list->len; i++)
    {
      ClvRecent *recent = g_ptr_array_index (list, i);

      if (g_strcmp0 (recent->path, path) == 0)
        return recent;
    }

  return NULL;
}

static void
save (GSettings *settings,
      GPtrArray *list)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sbx)"));
  guint n_unpinned = 0;

  g_ptr_array_sort (list, compare);
  for (guint i = 0; i < list->len; i++)
    {
      const ClvRecent *recent = g_ptr_array_index (list, i);

      if (!recent->is_pinned && n_unpinned++ >= CLV_RECENT_MAX)
        break;
      g_variant_builder_add (&builder, "(sbx)", recent->path, recent->is_pinned, recent->opened);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/**
 * clv_recent_free:
 * @self: (transfer full): one of the list
 */
void
clv_recent_free (ClvRecent *self)
{
  g_free (self->path);
  g_free (self);
}

/**
 * clv_recent_list:
 *
 * Does not look whether the files still exist.
 *
 * Returns: (transfer full) (element-type ClvRecent): pinned first, then newest first
 */
GPtrArray *
clv_recent_list (GSettings *settings)
{
  g_autoptr(GVariant) value = g_settings_get_value (settings, KEY);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_recent_free);
  GVariantIter iter;
  const char *path = NULL;
  gboolean is_pinned;
  gint64 opened;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&sbx)", &path, &is_pinned, &opened))
    {
      ClvRecent *recent = g_new0 (ClvRecent, 1);

      recent->path = g_strdup (path);
      recent->is_pinned = is_pinned;
      recent->opened = opened;
      g_ptr_array_add (list, recent);
    }
  g_ptr_array_sort (list, compare);

  return list;
}

/**
 * clv_recent_add:
 * @path: an absolute path
 * @now: seconds since 1970
 *
 * Notes that the workspace was opened; a pinned one stays pinned.
 */
void
clv_recent_add (GSettings  *settings,
                const char *path,
                gint64      now)
{
  g_autoptr(GPtrArray) list = clv_recent_list (settings);
  ClvRecent *recent = find (list, path);

  if (recent == NULL)
    {
      recent = g_new0 (ClvRecent, 1);
      recent->path = g_strdup (path);
      g_ptr_array_add (list, recent);
    }
  recent->opened = now;
  save (settings, list);
}

/**
 * clv_recent_remove:
 * @path: a path in the list
 *
 * Forgets it; the file stays.
 */
void
clv_recent_remove (GSettings  *settings,
                   const char *path)
{
  g_autoptr(GPtrArray) list = clv_recent_list (settings);
  ClvRecent *recent = find (list, path);

  if (recent == NULL)
    return;

  g_ptr_array_remove (list, recent);
  save (settings, list);
}

/**
 * clv_recent_set_pinned:
 * @path: a path in the list
 *
 * Pinned ones come first and never fall off the end.
 */
void
clv_recent_set_pinned (GSettings  *settings,
                       const char *path,
                       gboolean    is_pinned)
{
  g_autoptr(GPtrArray) list = clv_recent_list (settings);
  ClvRecent *recent = find (list, path);

  if (recent == NULL)
    return;

  recent->is_pinned = is_pinned;
  save (settings, list);
}
