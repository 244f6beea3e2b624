/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-import-resource.h"
#include "clv-preset.h"

#define FOLDER "/io/github/perennial_clv/Perennial/import/presets"
#define SUFFIX ".preset"
/* Bytes; one has a few thousand. */
#define SIZE_MAX_TEXT (1024 * 1024)

/* Presets are never freed: a detection may speak of one that a later call replaced. */
static GMutex lock;
static GPtrArray *all;       /* (element-type ClvPreset): the program's, then the user's */
static GPtrArray *retired;

static void
load_own (void)
{
  GResource *resource = clv_import_resource_get_resource ();
  g_auto(GStrv) names = g_resource_enumerate_children (resource, FOLDER, 0, NULL);

  all = g_ptr_array_new ();
  retired = g_ptr_array_new ();
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (FOLDER "/", names[i], NULL);
      g_autoptr(GBytes) bytes = g_resource_lookup_data (resource, path, 0, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr(GError) error = NULL;
      ClvPreset *preset = clv_preset_from_text (text, &error);

      if (preset == NULL)
        g_error ("%s: %s", names[i], error->message);
      g_ptr_array_add (all, preset);
    }
}

static void
ensure (void)
{
  if (all == NULL)
    load_own ();
}

/**
 * clv_preset_list:
 *
 * Returns: (transfer container) (element-type ClvPreset): those of the user, then those
 *   that come with the program
 */
GPtrArray *
clv_preset_list (void)
{
  GPtrArray *list = g_ptr_array_new ();

  g_mutex_lock (&lock);
  ensure ();
  for (guint i = 0; i < all->len; i++)
    {
      ClvPreset *preset = g_ptr_array_index (all, i);

      if (preset->is_saved)
        g_ptr_array_insert (list, 0, preset);
      else
        g_ptr_array_add (list, preset);
    }
  g_mutex_unlock (&lock);

  return list;
}

/**
 * clv_preset_find:
 * @id: "shopify-orders", or the name of one that the user saved
 *
 * Returns: (transfer none) (nullable): the preset
 */
const ClvPreset *
clv_preset_find (const char *id)
{
  g_autoptr(GPtrArray) list = clv_preset_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const ClvPreset *preset = g_ptr_array_index (list, i);

      if (g_str_equal (preset->id, id) || (preset->is_saved && g_str_equal (preset->name, id)))
        return preset;
    }

  return NULL;
}

/* One of the same id makes way. */
static void
add_preset (ClvPreset *preset)
{
  g_mutex_lock (&lock);
  ensure ();
  for (guint i = all->len; i > 0; i--)
    {
      ClvPreset *former = g_ptr_array_index (all, i - 1);

      if (g_str_equal (former->id, preset->id))
        g_ptr_array_add (retired, g_ptr_array_remove_index (all, i - 1));
    }
  g_ptr_array_add (all, preset);
  g_mutex_unlock (&lock);
}

/**
 * clv_preset_load_file:
 * @path: a file that clv_preset_save() wrote, or a saved plan with a signature
 * @error: return location
 *
 * Makes a preset known to detections.
 *
 * Returns: (transfer none) (nullable): the preset
 */
const ClvPreset *
clv_preset_load_file (const char  *path,
                      GError     **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  ClvPreset *preset = NULL;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (length > SIZE_MAX_TEXT)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("“%s” is no preset: it is too large. Nothing was imported."), name);
      return NULL;
    }

  preset = clv_preset_from_text (text, error);
  if (preset != NULL)
    add_preset (preset);

  return preset;
}

/**
 * clv_preset_load_folder:
 * @folder: where the user's presets are; it need not exist
 * @error: return location: of the first file that could not be read; the others are
 *   known nevertheless
 *
 * Makes the presets of a folder known to detections.
 *
 * Returns: whether all could be read
 */
gboolean
clv_preset_load_folder (const char  *folder,
                        GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GError *first = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, SUFFIX))
        clv_preset_load_file (path, first == NULL ? &first : NULL);
    }
  if (first == NULL)
    return TRUE;

  g_propagate_error (error, first);
  return FALSE;
}

/* A file name for any name. */
static char *
make_file_name (const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, " ", TRUE);

  /* File systems end at 255 bytes. */
  if (strlen (escaped) > 200)
    {
      g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

      return g_strconcat (sum, SUFFIX, NULL);
    }

  return g_strconcat (escaped, SUFFIX, NULL);
}

/**
 * clv_preset_save:
 * @self: a preset of the user's
 * @folder: where; made if it is not there
 * @error: return location, %G_FILE_ERROR
 *
 * Writes the preset; one of the same name is replaced. Detections know it from then on.
 *
 * Returns: whether it was written
 */
gboolean
clv_preset_save (const ClvPreset  *self,
                 const char       *folder,
                 GError          **error)
{
  g_autofree char *name = make_file_name (self->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = clv_preset_to_text (self);
  ClvPreset *copy = NULL;

  g_mkdir_with_parents (folder, 0755);
  if (!g_file_set_contents (path, text, -1, error))
    return FALSE;

  copy = clv_preset_from_text (text, error);
  if (copy == NULL)
    return FALSE;

  add_preset (copy);
  return TRUE;
}

/**
 * clv_preset_get_folder:
 *
 * Returns: (transfer full) (type filename): where the user's presets are
 */
char *
clv_preset_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "perennial", "presets", NULL);
}
