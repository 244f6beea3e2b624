/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-detect-names.h"
#include "clv-preset.h"

#define PLAN_GROUP "Import plan"
/* A preset of the user's that lacks a column is spoken of from here on. */
#define SCORE_NEAR 0.7
/* So many names stand in one sentence. */
#define NAMES_MAX 8

/* (element-type utf8): the names as they are compared; of columns without a name "". */
static GPtrArray *
fold_names (GPtrArray *names)
{
  GPtrArray *plain = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      g_ptr_array_add (plain, name[0] == '#' && g_ascii_isdigit (name[1])
                       ? g_strdup ("") : clv_detect_plain_name (name));
    }

  return plain;
}

/* Whether @name, in ASCII, is compared as @plain. */
static gboolean
is_plain_of (const char *plain,
             const char *name)
{
  for (; *name != '\0'; name++)
    {
      if (!g_ascii_isalnum (*name))
        continue;
      if (g_ascii_tolower (*name) != *plain)
        return FALSE;
      plain++;
    }

  return *plain == '\0';
}

/* Some thousand names of presets are looked for in each file: that must cost little. */
static int
find_plain (GPtrArray  *plain,
            const char *name)
{
  g_autofree char *wanted = NULL;

  if (g_str_is_ascii (name))
    {
      for (guint i = 0; i < plain->len; i++)
        {
          const char *other = g_ptr_array_index (plain, i);

          if (*other != '\0' && is_plain_of (other, name))
            return (int) i;
        }
      return -1;
    }

  wanted = clv_detect_plain_name (name);
  for (guint i = 0; *wanted != '\0' && i < plain->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (plain, i), wanted))
        return (int) i;
    }

  return -1;
}

/* Of a name, or of the first of "Date|Datum" that there is. */
static int
find_entry (GPtrArray  *plain,
            const char *entry)
{
  g_auto(GStrv) names = NULL;
  int index = find_plain (plain, entry);

  if (index >= 0 || strchr (entry, '|') == NULL)
    return index;

  names = g_strsplit (entry, "|", -1);
  for (guint i = 0; index < 0 && names[i] != NULL; i++)
    index = find_plain (plain, names[i]);

  return index;
}

/* Marks what is common, and lists what the preset knows and the file lacks. */
static guint
compare_known (ClvPresetMatch *self,
               GPtrArray      *plain,
               gboolean       *is_known)
{
  const ClvPreset *preset = self->preset;
  GPtrArray *known = preset->known->len > 0 ? preset->known : preset->needed;
  guint n_common = 0;

  for (guint i = 0; i < known->len; i++)
    {
      const char *name = g_ptr_array_index (known, i);
      int index = find_entry (plain, name);

      if (index < 0)
        g_ptr_array_add (self->missing, g_strdup (name));
      else if (!is_known[index])
        {
          is_known[index] = TRUE;
          n_common++;
        }
    }

  return n_common;
}

/* A new column between the same two columns as a missing one is perhaps the same. */
static void
find_renamed (ClvPresetMatch *self,
              GPtrArray      *header,
              GPtrArray      *plain,
              const gboolean *is_known)
{
  GPtrArray *known = self->preset->known;

  for (guint i = 1; i < known->len; i++)
    {
      int before = find_entry (plain, g_ptr_array_index (known, i - 1));
      guint at = (guint) (before + 1);
      int after = i + 1 < known->len ? find_entry (plain, g_ptr_array_index (known, i + 1))
                                     : (int) header->len;

      if (find_entry (plain, g_ptr_array_index (known, i)) >= 0 || before < 0
          || at >= header->len || is_known[at] || after != (int) at + 1)
        continue;
      g_ptr_array_add (self->renamed, g_strdup (g_ptr_array_index (known, i)));
      g_ptr_array_add (self->renamed, g_strdup (g_ptr_array_index (header, at)));
    }
}

/**
 * clv_preset_match:
 * @self: a preset; outlives the match
 * @header: (element-type utf8): the columns of a file
 *
 * Returns: (transfer full): how the two compare
 */
ClvPresetMatch *
clv_preset_match (const ClvPreset *self,
                  GPtrArray       *header)
{
  ClvPresetMatch *match = g_new0 (ClvPresetMatch, 1);
  g_autoptr(GPtrArray) plain = fold_names (header);
  g_autofree gboolean *is_known = g_new0 (gboolean, MAX (header->len, 1));
  guint n_known = self->known->len > 0 ? self->known->len : self->needed->len;
  guint n_common;

  match->preset = self;
  match->missing = g_ptr_array_new_with_free_func (g_free);
  match->lacking = g_ptr_array_new_with_free_func (g_free);
  match->added = g_ptr_array_new_with_free_func (g_free);
  match->renamed = g_ptr_array_new_with_free_func (g_free);
  match->fits = TRUE;

  n_common = compare_known (match, plain, is_known);
  for (guint i = 0; i < header->len; i++)
    {
      if (!is_known[i])
        g_ptr_array_add (match->added, g_strdup (g_ptr_array_index (header, i)));
    }
  for (guint i = 0; i < self->needed->len; i++)
    {
      if (find_entry (plain, g_ptr_array_index (self->needed, i)) < 0)
        g_ptr_array_add (match->lacking, g_strdup (g_ptr_array_index (self->needed, i)));
    }
  for (guint i = 0; i < self->absent->len; i++)
    match->fits &= find_entry (plain, g_ptr_array_index (self->absent, i)) < 0;
  match->fits &= match->lacking->len == 0 && !(self->is_closed && match->added->len > 0);
  match->is_exact = match->fits && match->missing->len == 0 && match->added->len == 0;
  match->score = 2.0 * n_common / (n_known + MAX (header->len, 1));
  find_renamed (match, header, plain, is_known);

  return match;
}

static gboolean
has_needed (const ClvPreset *self,
            GPtrArray       *plain)
{
  for (guint i = 0; i < self->needed->len; i++)
    {
      if (find_entry (plain, g_ptr_array_index (self->needed, i)) < 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * clv_preset_match_best:
 * @header: (element-type utf8): the columns of a file
 *
 * Of the presets that fit the one that has most in common with the file; of two, one
 * of the user's. Where none fits, a preset of the user's that lacks a column or two.
 *
 * Returns: (transfer full) (nullable): how the best compares; look at its fits
 */
ClvPresetMatch *
clv_preset_match_best (GPtrArray *header)
{
  g_autoptr(GPtrArray) presets = clv_preset_list ();
  g_autoptr(GPtrArray) plain = fold_names (header);
  ClvPresetMatch *best = NULL;

  for (guint i = 0; i < presets->len; i++)
    {
      const ClvPreset *preset = g_ptr_array_index (presets, i);
      ClvPresetMatch *match;
      gboolean is_near;
      gboolean is_better;

      /* Most are of other files. */
      if (!preset->is_saved && !has_needed (preset, plain))
        continue;

      match = clv_preset_match (preset, header);
      is_near = preset->is_saved && match->lacking->len > 0 && match->score >= SCORE_NEAR;
      is_better = best == NULL || match->fits > best->fits
                  || (match->fits == best->fits && match->score > best->score);
      if ((match->fits || is_near) && is_better)
        {
          ClvPresetMatch *former = best;

          best = match;
          match = former;
        }
      clv_preset_match_free (match);
    }

  return best;
}

/**
 * clv_preset_match_free:
 * @self: (nullable): a match
 */
void
clv_preset_match_free (ClvPresetMatch *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->lacking);
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->renamed);
  g_free (self);
}

/* “A”, “B” and 3 more */
static char *
join_names (GPtrArray *names)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < names->len && i < NAMES_MAX; i++)
    g_string_append_printf (text, i > 0 ? ", “%s”" : "“%s”",
                            (const char *) g_ptr_array_index (names, i));
  if (names->len > NAMES_MAX)
    {
      g_autofree char *more = g_strdup_printf (_(" and %u more"), names->len - NAMES_MAX);

      g_string_append (text, more);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * clv_preset_match_describe:
 * @self: a match
 *
 * Returns: (transfer full) (element-type utf8): translated sentences: which columns are
 *   missing, new or perhaps renamed; empty where the header is as it was
 */
GPtrArray *
clv_preset_match_describe (const ClvPresetMatch *self)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *missing = join_names (self->missing);
  g_autofree char *added = join_names (self->added);

  if (self->missing->len > 0)
    /* Translators: names of columns */
    g_ptr_array_add (sentences, g_strdup_printf (_("Columns that are missing: %s."), missing));
  if (self->added->len > 0)
    g_ptr_array_add (sentences, g_strdup_printf (_("Columns that are new: %s."), added));
  for (guint i = 0; i + 1 < self->renamed->len; i += 2)
    g_ptr_array_add (sentences,
                     /* Translators: names of columns */
                     g_strdup_printf (_("“%s” is perhaps “%s” now: it stands at the same place."),
                                      (const char *) g_ptr_array_index (self->renamed, i),
                                      (const char *) g_ptr_array_index (self->renamed, i + 1)));

  return sentences;
}

/**
 * clv_preset_find_column:
 * @self: a preset
 * @field: a field
 * @header: (element-type utf8): the columns of a file
 * @nth: 0 is the first choice that the file has
 *
 * Returns: the place of the column that holds @field, or -1
 */
int
clv_preset_find_column (const ClvPreset *self,
                        ClvField         field,
                        GPtrArray       *header,
                        guint            nth)
{
  GPtrArray *choices = self->columns[field];
  g_autoptr(GPtrArray) plain = NULL;

  if (choices == NULL)
    return -1;

  plain = fold_names (header);
  for (guint i = 0; i < choices->len; i++)
    {
      const char *choice = g_ptr_array_index (choices, i);
      int index = find_plain (plain, choice);

      /* A saved plan may name a column by its number. */
      for (guint k = 0; index < 0 && k < header->len; k++)
        {
          if (g_str_equal (g_ptr_array_index (header, k), choice))
            index = (int) k;
        }
      if (index >= 0 && nth-- == 0)
        return index;
    }

  return -1;
}

/**
 * clv_preset_holds:
 * @self: a preset
 * @field: a field
 * @header: (element-type utf8): the columns of a file
 * @column: one of them
 *
 * Returns: whether the preset would take @column for @field
 */
gboolean
clv_preset_holds (const ClvPreset *self,
                  ClvField         field,
                  GPtrArray       *header,
                  guint            column)
{
  int index;

  for (guint n = 0; (index = clv_preset_find_column (self, field, header, n)) >= 0; n++)
    {
      if ((guint) index == column)
        return TRUE;
    }

  return FALSE;
}

/* A filter or an attribute of a column that the file lacks is left out; the column is
 * called as the file calls it. Returns NULL where nothing is left of the value. */
static char *
fit_rule (const char *key,
          const char *value,
          GPtrArray  *header)
{
  gboolean is_filter = g_str_has_prefix (key, "filter-");
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GPtrArray) plain = NULL;
  g_auto(GStrv) words = NULL;

  if (!is_filter && !g_str_equal (key, "attributes"))
    return g_strdup (value);

  file = g_key_file_new ();
  kept = g_ptr_array_new ();
  plain = fold_names (header);
  g_key_file_set_value (file, PLAN_GROUP, key, value);
  words = g_key_file_get_string_list (file, PLAN_GROUP, key, NULL, NULL);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      gboolean is_column = !is_filter || i == 1;
      int index = is_column ? find_entry (plain, words[i]) : -1;

      if (is_column && index < 0 && is_filter)
        return NULL;
      if (!is_column || index >= 0)
        g_ptr_array_add (kept, is_column ? g_ptr_array_index (header, index) : words[i]);
    }
  if (kept->len == 0)
    return NULL;

  g_key_file_set_string_list (file, PLAN_GROUP, key, (const char * const *) kept->pdata,
                              kept->len);
  return g_key_file_get_value (file, PLAN_GROUP, key, NULL);
}

/* Adds a filter at the first free number. */
static void
set_filter (GKeyFile   *file,
            const char *value)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *key = g_strdup_printf ("filter-%u", i);
      g_autofree char *former = g_key_file_get_value (file, PLAN_GROUP, key, NULL);

      if (former == NULL)
        g_key_file_set_value (file, PLAN_GROUP, key, value);
      if (former == NULL || g_str_equal (former, value))
        return;
    }
}

/* What the detector finds, or the kind, which the caller sets. */
static gboolean
is_no_rule (const char *key)
{
  static const char * const keys[] = {
    "version", "kind", "part", "encoding", "delimiter", "quote", "header-row", "decimal",
    "date-order", "preset", NULL
  };

  return g_strv_contains (keys, key);
}

/**
 * clv_preset_apply_rules:
 * @self: a preset
 * @header: (element-type utf8): the columns of the file
 * @plan: (inout): the plan; replaced
 * @except: (nullable): keys of rules that the user chose, parted by blanks
 *
 * Sets the rules of the preset. One that the plan has set to something else than the
 * default is left as it is; filters are added.
 */
void
clv_preset_apply_rules (const ClvPreset  *self,
                        GPtrArray        *header,
                        ClvImportPlan   **plan,
                        const char       *except)
{
  g_autoptr(ClvImportPlan) blank = clv_import_plan_new ();
  g_autofree char *blank_text = clv_import_plan_to_text (blank);
  g_autofree char *text = clv_import_plan_to_text (*plan);
  g_autofree char *changed = NULL;
  g_autoptr(GKeyFile) defaults = g_key_file_new ();
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) kept = g_strsplit (except != NULL ? except : "", " ", -1);
  ClvImportPlan *result = NULL;

  g_key_file_load_from_data (defaults, blank_text, strlen (blank_text), G_KEY_FILE_NONE, NULL);
  g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL);
  for (guint i = 0; i < self->rule_keys->len; i++)
    {
      const char *key = g_ptr_array_index (self->rule_keys, i);
      g_autofree char *value = fit_rule (key, g_ptr_array_index (self->rule_values, i), header);
      g_autofree char *former = g_key_file_get_value (file, PLAN_GROUP, key, NULL);
      g_autofree char *plain = g_key_file_get_value (defaults, PLAN_GROUP, key, NULL);

      if (value == NULL || is_no_rule (key) || g_strv_contains ((const char * const *) kept, key))
        continue;
      if (g_str_has_prefix (key, "filter-"))
        set_filter (file, value);
      else if (g_strcmp0 (former, plain) == 0)
        g_key_file_set_value (file, PLAN_GROUP, key, value);
    }

  changed = g_key_file_to_data (file, NULL, NULL);
  result = clv_import_plan_from_text (changed, NULL);
  g_return_if_fail (result != NULL);
  clv_import_plan_free (*plan);
  *plan = result;
}
