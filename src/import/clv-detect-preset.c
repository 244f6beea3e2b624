/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-detect-map.h"

static gboolean
refuse_file (const ClvPreset  *preset,
             const char       *file_name,
             GError          **error)
{
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND,
               /* Translators: a file, a kind of file such as "Stripe payouts", sentences */
               _("“%s” is no list of orders but this: %s. %s Nothing was imported."), file_name,
               clv_preset_get_name (preset), clv_preset_get_refusal (preset));
  return FALSE;
}

/* What a saved preset would have needed to be used. */
static void
tell_near (ClvDetection         *detection,
           const ClvPresetMatch *match)
{
  g_autoptr(GPtrArray) diff = clv_preset_match_describe (match);
  g_autoptr(GString) text = g_string_new (NULL);

  /* Translators: the name of a preset */
  g_string_append_printf (text, _("The saved preset “%s” was not used, because columns that it "
                                  "needs are not in this file."),
                          clv_preset_get_name (match->preset));
  for (guint i = 0; i < diff->len; i++)
    g_string_append_printf (text, " %s", (const char *) g_ptr_array_index (diff, i));
  g_ptr_array_add (detection->warnings, g_strdup (text->str));
}

static void
tell_match (ClvDetection         *detection,
            const ClvPresetMatch *match)
{
  const ClvPreset *preset = match->preset;

  detection->preset = g_strdup (clv_preset_get_name (preset));
  g_ptr_array_unref (detection->preset_notes);
  detection->preset_notes = clv_preset_get_notes (preset);
  g_ptr_array_unref (detection->preset_diff);
  detection->preset_diff = clv_preset_match_describe (match);
  g_free (detection->plan->preset);
  detection->plan->preset = g_strdup (preset->id);
  clv_detection_add_reason (detection, CLV_TOPIC_PRESET, detection->preset,
                            match->is_exact
                            ? g_strdup (_("the columns are exactly those of such a file"))
                            : g_strdup (_("the columns that make out such a file are there")));
}

/* Rules that an earlier preset has set are not what somebody chose. */
static void
forget_rules (ClvImportPlan *plan)
{
  g_autoptr(ClvImportPlan) blank = clv_import_plan_new ();

  g_ptr_array_set_size (plan->excluded_statuses, 0);
  g_ptr_array_set_size (plan->guests, 0);
  g_ptr_array_set_size (plan->refund_events, 0);
  g_ptr_array_set_size (plan->filters, 0);
  g_clear_pointer (&plan->zone, g_free);
  plan->lines = blank->lines;
  plan->refunds = blank->refunds;
  plan->tax = blank->tax;
  plan->shipping = blank->shipping;
  plan->key = blank->key;
}

/*
 * clv_detect_choose_preset:
 * @file_name: for messages
 * @fixed: (nullable): a plan the user has touched
 * @error: return location, %CLV_IMPORT_ERROR_WRONG_KIND where such files are refused
 *
 * Finds the preset of the file, unless the user chose one or none, and tells of it.
 */
gboolean
clv_detect_choose_preset (ClvDetectContext     *self,
                          const char           *file_name,
                          const ClvImportPlan  *fixed,
                          GError              **error)
{
  ClvImportPlan *plan = self->detection->plan;
  gboolean is_chosen = clv_detect_is_fixed (self, CLV_TOPIC_PRESET);
  g_autoptr(ClvPresetMatch) match = NULL;

  self->preset = NULL;
  if (fixed != NULL && fixed->preset != NULL && !is_chosen
      && !clv_detect_is_fixed (self, CLV_TOPIC_RULES))
    forget_rules (plan);
  if (!is_chosen)
    g_clear_pointer (&plan->preset, g_free);
  if (plan->header_row < 0 || (is_chosen && plan->preset == NULL))
    return TRUE;

  if (is_chosen)
    {
      const ClvPreset *preset = clv_preset_find (plan->preset);

      match = preset != NULL ? clv_preset_match (preset, self->names) : NULL;
    }
  else
    match = clv_preset_match_best (self->names);
  if (match == NULL)
    return TRUE;
  if (!match->fits && !is_chosen)
    {
      tell_near (self->detection, match);
      return TRUE;
    }
  if (match->preset->refusal != NULL)
    return refuse_file (match->preset, file_name, error);
  /* The user says what the rows are, and that is another kind of file. */
  if (!is_chosen && clv_detect_is_fixed (self, CLV_TOPIC_KIND) && plan->kind != match->preset->kind)
    return TRUE;

  tell_match (self->detection, match);
  self->preset = match->preset;

  return TRUE;
}

static gboolean
is_readable (ClvField              field,
             const ClvColumnFacts *facts)
{
  if (facts->type == CLV_COLUMN_EMPTY)
    return field != CLV_FIELD_DATE;
  if (field == CLV_FIELD_DATE)
    return facts->type == CLV_COLUMN_DATE;

  return facts->type == CLV_COLUMN_NUMBER;
}

static void
ask_about_cells (const ClvDetectContext *self,
                 ClvField                field,
                 int                     index)
{
  const ClvColumnFacts *facts = &self->columns[index];
  const char *name = g_ptr_array_index (self->names, index);
  const char *example = field == CLV_FIELD_DATE ? facts->not_date : facts->not_number;
  char *text;
  ClvQuestion *question;

  if (example == NULL)
    example = _("(empty)");
  text = g_strdup_printf (field == CLV_FIELD_DATE
                          ? _("The column “%s” has cells that cannot be read as dates, such as "
                              "“%s”. Which column holds this: %s?")
                          : _("The column “%s” has cells that cannot be read as amounts, such as "
                              "“%s”. Which column holds this: %s?"), name, example,
                          clv_import_field_get_label (field));
  question = clv_detection_add_question (self->detection, CLV_TOPIC_MAPPING, field, text);
  clv_question_add_answer (question, name, g_strdup (example));
}

/* The first choice that has cells; of columns that are filled nowhere the first, except
 * where empty cells would be nobody, or no currency. */
static int
find_filled (const ClvDetectContext *self,
             ClvField                field)
{
  int first = -1;
  int index;

  for (guint n = 0; (index = clv_preset_find_column (self->preset, field, self->names, n)) >= 0;
       n++)
    {
      if (self->columns[index].n_filled > 0)
        return index;
      if (first < 0)
        first = index;
    }

  return field == CLV_FIELD_CUSTOMER || field == CLV_FIELD_CURRENCY || field == CLV_FIELD_ZONE
         ? -1 : first;
}

static void
map_one (const ClvDetectContext *self,
         ClvField                field)
{
  ClvDetection *detection = self->detection;
  gboolean is_checked = field == CLV_FIELD_DATE || field == CLV_FIELD_AMOUNT
                        || field == CLV_FIELD_PRICE || field == CLV_FIELD_QUANTITY;
  int index = self->preset->columns[field] != NULL ? find_filled (self, field) : -1;
  ClvDetectedColumn *column;

  clv_import_plan_set_column (detection->plan, field, NULL);
  if (index < 0)
    return;
  column = g_ptr_array_index (detection->columns, index);
  if (is_checked && !is_readable (field, &self->columns[index]))
    {
      ask_about_cells (self, field, index);
      return;
    }

  column->field_is_candidate[field] = TRUE;
  clv_import_plan_set_column (detection->plan, field, g_ptr_array_index (self->names, index));
  detection->confidence[field] = CLV_CONFIDENCE_HIGH;
  clv_detection_add_reason (detection, CLV_TOPIC_MAPPING, g_ptr_array_index (self->names, index),
                            /* Translators: a field, the name of a preset */
                            g_strdup_printf (_("%s: so it is in files of this kind: %s"),
                                             clv_import_field_get_label (field),
                                             detection->preset));
}

/* Keys of the rules that the user chose, one by one. */
static char *
dup_kept_rules (const ClvDetectContext *self)
{
  return g_strconcat (clv_detect_is_fixed (self, CLV_TOPIC_LINES) ? "lines " : "",
                      clv_detect_is_fixed (self, CLV_TOPIC_ZONE) ? "zone " : "",
                      clv_detect_is_fixed (self, CLV_TOPIC_STATUSES) ? "excluded-statuses " : "",
                      NULL);
}

/*
 * clv_detect_map_preset:
 *
 * Columns and rules as the preset says, where the user has not said otherwise. What it
 * does not speak of has no column.
 */
void
clv_detect_map_preset (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;
  g_autofree char *kept = NULL;

  detection->plan->kind = self->preset->kind;
  clv_detect_tell_kind (self, _("such files hold these"));
  if (!clv_detect_is_fixed (self, CLV_TOPIC_MAPPING))
    {
      for (guint i = 0; i < CLV_N_FIELDS; i++)
        map_one (self, (ClvField) i);
      /* An amount of its own is more than what pieces cost. */
      if (detection->plan->columns[CLV_FIELD_AMOUNT] != NULL
          && detection->plan->kind == CLV_IMPORT_KIND_ORDERS)
        {
          clv_import_plan_set_column (detection->plan, CLV_FIELD_QUANTITY, NULL);
          clv_import_plan_set_column (detection->plan, CLV_FIELD_PRICE, NULL);
        }
    }
  if (clv_detect_is_fixed (self, CLV_TOPIC_RULES))
    return;

  kept = dup_kept_rules (self);
  clv_preset_apply_rules (self->preset, self->names, &detection->plan, kept);
  clv_detect_choose_won (self);
}

/* The value of a key of the preset's rules, or NULL. */
static const char *
rule_of (const ClvPreset *preset,
         const char      *key)
{
  for (guint i = 0; i < preset->rule_keys->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (preset->rule_keys, i), key))
        return g_ptr_array_index (preset->rule_values, i);
    }

  return NULL;
}

static gboolean
drop_question (ClvDetection *detection,
               ClvTopic      topic,
               const char   *answer)
{
  for (guint i = 0; i < detection->questions->len; i++)
    {
      ClvQuestion *question = g_ptr_array_index (detection->questions, i);

      if (question->topic != topic)
        continue;
      for (guint k = 0; k < question->answers->len; k++)
        {
          if (g_str_equal (g_ptr_array_index (question->answers, k), answer))
            {
              g_ptr_array_remove_index (detection->questions, i);
              return TRUE;
            }
        }
    }

  return FALSE;
}

static void
replace_reason (ClvDetection *detection,
                ClvTopic      topic,
                const char   *value)
{
  for (guint i = detection->reasons->len; i > 0; i--)
    {
      const ClvReason *reason = g_ptr_array_index (detection->reasons, i - 1);

      if (reason->topic == topic)
        g_ptr_array_remove_index (detection->reasons, i - 1);
    }
  clv_detection_add_reason (detection, topic, value,
                            g_strdup_printf (_("so it is in files of this kind: %s"),
                                             detection->preset));
}

/*
 * clv_detect_answer_by_preset:
 *
 * Where the cells leave open which number is the day, or what a mark means, the preset
 * may know. It never speaks against the cells.
 */
void
clv_detect_answer_by_preset (const ClvDetectContext *self)
{
  ClvDetection *detection = self->detection;
  const char *order = self->preset != NULL ? rule_of (self->preset, "date-order") : NULL;
  const char *decimal = self->preset != NULL ? rule_of (self->preset, "decimal") : NULL;

  if (order != NULL && drop_question (detection, CLV_TOPIC_DATE_ORDER, order))
    {
      clv_date_order_from_id (order, &detection->plan->date_order);
      replace_reason (detection, CLV_TOPIC_DATE_ORDER,
                      clv_date_order_get_label (detection->plan->date_order));
    }
  if (decimal != NULL
      && drop_question (detection, CLV_TOPIC_DECIMAL, g_str_equal (decimal, "comma") ? "," : "."))
    {
      detection->plan->decimal = g_str_equal (decimal, "comma") ? ',' : '.';
      replace_reason (detection, CLV_TOPIC_DECIMAL,
                      detection->plan->decimal == ',' ? _("Comma") : _("Point"));
    }
}
