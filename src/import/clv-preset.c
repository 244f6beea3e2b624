/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-preset.h"

#define PRESET_GROUP "Preset"
#define SIGNATURE_GROUP "Signature"
#define COLUMN_GROUP "Columns"
#define PLAN_GROUP "Import plan"
/* What marks a text for translation in the files of the program. */
#define MARK_BEGIN "_(\""
#define MARK_END "\")"

static gboolean
refuse (GError     **error,
        const char  *what)
{
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("This is not a preset that this version can read: %s. Nothing was imported. Save "
                 "the preset again, or choose another."), what);
  return FALSE;
}

static gboolean
refuse_key (GError     **error,
            const char  *group,
            const char  *key)
{
  /* Translators: the name of a group and of a key in a text file */
  g_autofree char *what = g_strdup_printf (_("it says “%s” under “%s”"), key, group);

  return refuse (error, what);
}

/* As in C, of which only \" and \\ are needed. */
static char *
unescape (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        text++;
      g_string_append_c (plain, *text);
    }

  return g_string_free (plain, FALSE);
}

/* The text without what marks it for translation. */
static char *
load_text (GKeyFile   *file,
           const char *key)
{
  g_autofree char *raw = g_key_file_get_value (file, PRESET_GROUP, key, NULL);
  gsize length = raw != NULL ? strlen (raw) : 0;

  if (length < strlen (MARK_BEGIN MARK_END) || !g_str_has_prefix (raw, MARK_BEGIN)
      || !g_str_has_suffix (raw, MARK_END))
    return g_key_file_get_string (file, PRESET_GROUP, key, NULL);

  raw[length - strlen (MARK_END)] = '\0';
  return unescape (raw + strlen (MARK_BEGIN));
}

static void
load_list (GKeyFile   *file,
           const char *group,
           const char *key,
           GPtrArray  *strings)
{
  g_auto(GStrv) values = g_key_file_get_string_list (file, group, key, NULL, NULL);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (*values[i] != '\0')
        g_ptr_array_add (strings, g_strdup (values[i]));
    }
}

static gboolean
load_preset_group (GKeyFile   *file,
                   ClvPreset  *self,
                   GError    **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, PRESET_GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      if (g_str_has_prefix (keys[i], "note-"))
        {
          char *note = load_text (file, keys[i]);

          if (note != NULL)
            g_ptr_array_add (self->notes, note);
        }
      else if (!g_str_equal (keys[i], "id") && !g_str_equal (keys[i], "name")
               && !g_str_equal (keys[i], "how") && !g_str_equal (keys[i], "refuse")
               && !g_str_equal (keys[i], "won"))
        return refuse_key (error, PRESET_GROUP, keys[i]);
    }
  self->id = g_key_file_get_string (file, PRESET_GROUP, "id", NULL);
  self->name = load_text (file, "name");
  self->how = load_text (file, "how");
  self->refusal = load_text (file, "refuse");
  load_list (file, PRESET_GROUP, "won", self->won);
  if (self->name == NULL || *self->name == '\0')
    return refuse (error, _("it has no name"));
  if (self->id == NULL)
    {
      self->is_saved = TRUE;
      self->id = g_strconcat ("my:", self->name, NULL);
    }

  return TRUE;
}

static gboolean
load_signature (GKeyFile   *file,
                ClvPreset  *self,
                GError    **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, SIGNATURE_GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      GPtrArray *list = g_str_equal (keys[i], "needed") ? self->needed
                        : g_str_equal (keys[i], "absent") ? self->absent
                        : g_str_equal (keys[i], "known") ? self->known : NULL;

      if (list != NULL)
        load_list (file, SIGNATURE_GROUP, keys[i], list);
      else if (!g_str_equal (keys[i], "closed"))
        return refuse_key (error, SIGNATURE_GROUP, keys[i]);
    }
  self->is_closed = g_key_file_get_boolean (file, SIGNATURE_GROUP, "closed", NULL);

  return self->needed->len > 0 || refuse (error, _("it names no columns"));
}

static gboolean
load_columns (GKeyFile   *file,
              ClvPreset  *self,
              GError    **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, COLUMN_GROUP, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      ClvField field = CLV_FIELD_CUSTOMER;

      if (!clv_import_field_from_id (keys[i], &field))
        return refuse_key (error, COLUMN_GROUP, keys[i]);
      if (self->columns[field] == NULL)
        self->columns[field] = g_ptr_array_new_with_free_func (g_free);
      load_list (file, COLUMN_GROUP, keys[i], self->columns[field]);
    }

  return TRUE;
}

static gboolean
load_rules (GKeyFile   *file,
            ClvPreset  *self,
            GError    **error)
{
  g_auto(GStrv) keys = g_key_file_get_keys (file, PLAN_GROUP, NULL, NULL);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      char *value = g_key_file_get_value (file, PLAN_GROUP, keys[i], NULL);

      g_ptr_array_add (self->rule_keys, g_strdup (keys[i]));
      g_ptr_array_add (self->rule_values, value);
      if (g_str_equal (keys[i], "kind"))
        {
          if (!clv_import_kind_from_id (value, &self->kind))
            return refuse_key (error, PLAN_GROUP, value);
        }
      else if (!g_str_equal (keys[i], "version") && !g_str_equal (keys[i], "part")
               && !g_str_equal (keys[i], "preset")
               && !clv_import_plan_set_rule (&plan, keys[i], value, error))
        return FALSE;
    }

  return TRUE;
}

/* A line that ends within an escape; GKeyFile stumbles over those. */
static gboolean
has_open_escape (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      if ((*text == '\n' || *text == '\r') && n % 2 == 1)
        return TRUE;
      n = *text == '\\' ? n + 1 : 0;
    }

  return n % 2 == 1;
}

static ClvPreset *
preset_alloc (void)
{
  ClvPreset *self = g_new0 (ClvPreset, 1);

  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->needed = g_ptr_array_new_with_free_func (g_free);
  self->absent = g_ptr_array_new_with_free_func (g_free);
  self->known = g_ptr_array_new_with_free_func (g_free);
  self->won = g_ptr_array_new_with_free_func (g_free);
  self->rule_keys = g_ptr_array_new_with_free_func (g_free);
  self->rule_values = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * clv_preset_from_text:
 * @text: a key file: one of presets/, or what clv_preset_to_text() gave
 * @error: return location, %CLV_IMPORT_ERROR_PLAN
 *
 * Reads a preset. A key that this version does not know is refused, since what it
 * would have said of the columns or rules is unknown too.
 *
 * Returns: (transfer full) (nullable): the preset
 */
ClvPreset *
clv_preset_from_text (const char  *text,
                      GError     **error)
{
  g_autoptr(ClvPreset) self = preset_alloc ();
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL) || has_open_escape (text)
      || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_group (file, PRESET_GROUP))
    {
      refuse (error, _("it does not begin as presets do"));
      return NULL;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      static const char * const known[] = {
        PRESET_GROUP, SIGNATURE_GROUP, COLUMN_GROUP, PLAN_GROUP, NULL
      };

      if (!g_strv_contains (known, groups[i]))
        {
          refuse_key (error, groups[i], groups[i]);
          return NULL;
        }
    }
  if (!load_preset_group (file, self, error) || !load_signature (file, self, error)
      || !load_columns (file, self, error) || !load_rules (file, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
save_list (GKeyFile   *file,
           const char *group,
           const char *key,
           GPtrArray  *strings)
{
  if (strings != NULL && strings->len > 0)
    g_key_file_set_string_list (file, group, key,
                                (const char * const *) strings->pdata, strings->len);
}

/**
 * clv_preset_to_text:
 * @self: a preset
 *
 * Returns: (transfer full): a text that clv_preset_from_text() reads as the same preset
 */
char *
clv_preset_to_text (const ClvPreset *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  if (!self->is_saved)
    g_key_file_set_string (file, PRESET_GROUP, "id", self->id);
  g_key_file_set_string (file, PRESET_GROUP, "name", self->name);
  if (self->how != NULL)
    g_key_file_set_string (file, PRESET_GROUP, "how", self->how);
  if (self->refusal != NULL)
    g_key_file_set_string (file, PRESET_GROUP, "refuse", self->refusal);
  for (guint i = 0; i < self->notes->len; i++)
    {
      g_autofree char *key = g_strdup_printf ("note-%u", i + 1);

      g_key_file_set_string (file, PRESET_GROUP, key, g_ptr_array_index (self->notes, i));
    }
  save_list (file, PRESET_GROUP, "won", self->won);
  save_list (file, SIGNATURE_GROUP, "needed", self->needed);
  save_list (file, SIGNATURE_GROUP, "absent", self->absent);
  save_list (file, SIGNATURE_GROUP, "known", self->known);
  if (self->is_closed)
    g_key_file_set_boolean (file, SIGNATURE_GROUP, "closed", TRUE);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    save_list (file, COLUMN_GROUP, clv_import_field_get_id ((ClvField) i), self->columns[i]);
  for (guint i = 0; i < self->rule_keys->len; i++)
    g_key_file_set_value (file, PLAN_GROUP, g_ptr_array_index (self->rule_keys, i),
                          g_ptr_array_index (self->rule_values, i));

  return g_key_file_to_data (file, NULL, NULL);
}

/* What a plan says of one file and not of the next one from the same program. */
static gboolean
is_of_one_file (const char *key)
{
  static const char * const keys[] = {
    "version", "part", "encoding", "delimiter", "quote", "header-row", "preset",
    "repair-mojibake", "earliest", "latest", NULL
  };

  return g_strv_contains (keys, key);
}

static void
add_needed (ClvPreset  *self,
            const char *column)
{
  for (guint i = 0; i < self->needed->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (self->needed, i), column))
        return;
    }
  g_ptr_array_add (self->needed, g_strdup (column));
}

/**
 * clv_preset_new_from_plan:
 * @plan: what was decided about a file
 * @name: what the user calls it
 * @header: (element-type utf8): the columns of that file
 *
 * A preset that does with the next file with these columns what @plan says. How the
 * bytes are read stays with the file.
 *
 * Returns: (transfer full): a preset of the user's
 */
ClvPreset *
clv_preset_new_from_plan (const ClvImportPlan *plan,
                          const char          *name,
                          GPtrArray           *header)
{
  ClvPreset *self = preset_alloc ();
  g_autofree char *text = clv_import_plan_to_text (plan);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) keys = NULL;

  self->name = g_strdup (name);
  self->id = g_strconcat ("my:", name, NULL);
  self->is_saved = TRUE;
  self->kind = plan->kind;
  for (guint i = 0; i < header->len; i++)
    g_ptr_array_add (self->known, g_strdup (g_ptr_array_index (header, i)));
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (plan->columns[i] == NULL)
        continue;
      self->columns[i] = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->columns[i], g_strdup (plan->columns[i]));
      add_needed (self, plan->columns[i]);
    }
  for (guint i = 0; i < plan->filters->len; i++)
    add_needed (self, ((ClvImportFilter *) g_ptr_array_index (plan->filters, i))->column);

  g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL);
  keys = g_key_file_get_keys (file, PLAN_GROUP, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      if (is_of_one_file (keys[i]))
        continue;
      g_ptr_array_add (self->rule_keys, g_strdup (keys[i]));
      g_ptr_array_add (self->rule_values,
                       g_key_file_get_value (file, PLAN_GROUP, keys[i], NULL));
    }

  return self;
}

/**
 * clv_preset_free:
 * @self: (nullable): a preset
 */
void
clv_preset_free (ClvPreset *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->how);
  g_free (self->refusal);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->needed);
  g_ptr_array_unref (self->absent);
  g_ptr_array_unref (self->known);
  g_ptr_array_unref (self->won);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    g_clear_pointer (&self->columns[i], g_ptr_array_unref);
  g_ptr_array_unref (self->rule_keys);
  g_ptr_array_unref (self->rule_values);
  g_free (self);
}

static const char *
translate (const ClvPreset *self,
           const char      *text)
{
  if (text == NULL || self->is_saved)
    return text;

  return g_dgettext (GETTEXT_PACKAGE, text);
}

/**
 * clv_preset_get_name:
 * @self: a preset
 *
 * Returns: (transfer none): its translated name, "Shopify orders"
 */
const char *
clv_preset_get_name (const ClvPreset *self)
{
  return translate (self, self->name);
}

/**
 * clv_preset_get_how:
 * @self: a preset
 *
 * Returns: (transfer none) (nullable): how to export such a file, translated
 */
const char *
clv_preset_get_how (const ClvPreset *self)
{
  return translate (self, self->how);
}

/**
 * clv_preset_get_refusal:
 * @self: a preset
 *
 * Returns: (transfer none) (nullable): translated sentences that say why such a file is
 *   not read and which one to export instead
 */
const char *
clv_preset_get_refusal (const ClvPreset *self)
{
  return translate (self, self->refusal);
}

/**
 * clv_preset_get_notes:
 * @self: a preset
 *
 * Returns: (transfer full) (element-type utf8): translated sentences: what such a file
 *   cannot tell
 */
GPtrArray *
clv_preset_get_notes (const ClvPreset *self)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->notes->len; i++)
    g_ptr_array_add (notes, g_strdup (translate (self, g_ptr_array_index (self->notes, i))));

  return notes;
}
