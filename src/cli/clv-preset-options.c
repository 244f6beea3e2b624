/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-preset-options.h"
#include "clv-preset.h"

/* What somebody says who wants no preset at all. */
#define NO_PRESET "none"

static gboolean
refuse_name (const char  *name,
             GError     **error)
{
  g_autoptr(GPtrArray) presets = clv_preset_list ();
  g_autoptr(GString) known = g_string_new (NO_PRESET);

  for (guint i = 0; i < presets->len; i++)
    {
      const ClvPreset *preset = g_ptr_array_index (presets, i);

      g_string_append_printf (known, ", %s", preset->is_saved ? preset->name : preset->id);
    }
  g_set_error (error, CLV_TEXT_ERROR, CLV_TEXT_ERROR_INVALID,
               /* Translators: what was asked for, a list of words */
               _("There is no preset “%s”. There are: %s; or give the name of a file."), name,
               known->str);
  return FALSE;
}

/* Makes the user's presets known, and chooses the one that is asked for. */
gboolean
clv_preset_options_apply (ClvImportOptions  *options,
                          GError           **error)
{
  g_autofree char *folder = clv_preset_get_folder ();
  const ClvPreset *preset;

  /* One that cannot be read is missed only where it is asked for. */
  clv_preset_load_folder (folder, NULL);
  if (options->preset == NULL)
    return TRUE;

  options->fixed |= 1u << CLV_TOPIC_PRESET;
  g_clear_pointer (&options->choice->preset, g_free);
  if (g_str_equal (options->preset, NO_PRESET))
    return TRUE;

  preset = clv_preset_find (options->preset);
  if (preset == NULL && g_file_test (options->preset, G_FILE_TEST_IS_REGULAR))
    {
      preset = clv_preset_load_file (options->preset, error);
      if (preset == NULL)
        return FALSE;
    }
  if (preset == NULL)
    return refuse_name (options->preset, error);

  options->choice->preset = g_strdup (preset->id);
  return TRUE;
}

/* Keeps what @plan says as a preset of the user's for the next file like @path. */
gboolean
clv_preset_options_save (const char           *name,
                         const char           *path,
                         const ClvImportPlan  *plan,
                         GError              **error)
{
  g_autoptr(GPtrArray) header = clv_detection_read_header (path, plan, error);
  g_autofree char *folder = clv_preset_get_folder ();
  g_autoptr(ClvPreset) preset = NULL;

  if (header == NULL)
    return FALSE;
  if (plan->header_row < 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("“%s” has no header to know such files by, so no preset was saved. Save a "
                     "plan instead, with --save-plan. The file was imported."), path);
      return FALSE;
    }

  preset = clv_preset_new_from_plan (plan, name, header);
  return clv_preset_save (preset, folder, error);
}

static char *
join_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, i > 0 ? ", “%s”" : "“%s”",
                            (const char *) g_ptr_array_index (names, i));

  return g_string_free (text, FALSE);
}

/* Whether @path has every column that a saved plan needs; says all that it lacks and
 * what else there is. */
gboolean
clv_preset_options_check_plan (const char           *path,
                               const ClvImportPlan  *plan,
                               GError              **error)
{
  g_autoptr(GPtrArray) header = clv_detection_read_header (path, plan, NULL);
  g_autoptr(ClvPreset) preset = NULL;
  g_autoptr(ClvPresetMatch) match = NULL;
  g_autofree char *lacking = NULL;
  g_autofree char *added = NULL;

  /* What is wrong with the file otherwise is told by who reads it. */
  if (header == NULL || plan->header_row < 0)
    return TRUE;

  preset = clv_preset_new_from_plan (plan, "plan", header);
  g_ptr_array_set_size (preset->known, 0);
  match = clv_preset_match (preset, header);
  if (match->lacking->len == 0)
    return TRUE;

  lacking = join_names (match->lacking);
  added = join_names (match->added);
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               /* Translators: a file, names of columns, names of columns */
               _("“%s” lacks columns that the plan needs: %s. Columns that the plan does not know: "
                 "%s. Nothing was imported. Say which of them holds it, such as --map "
                 "amount=COLUMN, or export the file as before."), path, lacking, added);
  return FALSE;
}

static void
add_texts (ClvCli     *cli,
           const char *key,
           GPtrArray  *texts)
{
  json_builder_set_member_name (cli->json, key);
  json_builder_begin_array (cli->json);
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      clv_json_text (cli->json, NULL, g_ptr_array_index (texts, i));
      clv_cli_print (cli, "  %s\n", (const char *) g_ptr_array_index (texts, i));
    }
  json_builder_end_array (cli->json);
}

/* Which preset a plan comes from, and what such files cannot tell. */
void
clv_preset_options_tell (ClvCli              *cli,
                         const ClvImportPlan *plan,
                         GPtrArray           *diff)
{
  const ClvPreset *preset = plan->preset != NULL ? clv_preset_find (plan->preset) : NULL;
  g_autoptr(GPtrArray) notes = preset != NULL ? clv_preset_get_notes (preset) : NULL;

  clv_json_text (cli->json, "preset", plan->preset);
  clv_json_text (cli->json, "preset_name", preset != NULL ? clv_preset_get_name (preset) : NULL);
  if (preset != NULL)
    /* Translators: a kind of file, such as "Shopify orders" */
    clv_cli_print (cli, _("This looks like: %s.\n"), clv_preset_get_name (preset));
  add_texts (cli, "preset_notes", notes);
  if (diff != NULL)
    add_texts (cli, "preset_diff", diff);
}
