/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-draft-private.h"

#include "clv-import-work.h"

/* Settings of an earlier import, of a plan's file or of a preset taken over. */

static void
saved_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ClvImportDraft) self = user_data;

  /* Without them everything is detected, as for a first file. */
  self->saved = clv_session_run_job_finish (CLV_SESSION (object), result, NULL);
  if (self->saved != NULL && self->saved->len > 0 && !self->is_closed)
    g_signal_emit_by_name (self, "changed");
}

/**
 * clv_import_draft_load_saved:
 * @self: a draft
 *
 * Loads the settings of earlier imports; `changed` follows where there are any.
 */
void
clv_import_draft_load_saved (ClvImportDraft *self)
{
  clv_session_run_job (self->session, NULL, clv_saved_plans_load_in_thread, NULL, NULL,
                       (GDestroyNotify) g_ptr_array_unref, saved_loaded_cb, g_object_ref (self));
}

/**
 * clv_import_draft_get_earlier:
 *
 * Returns: (transfer none) (nullable): settings of an earlier import of which this file has
 *   every column, where they say something else than the plan as it stands
 */
const ClvSavedPlan *
clv_import_draft_get_earlier (ClvImportDraft *self)
{
  const ClvSavedPlan *saved = NULL;
  g_autoptr(GPtrArray) differences = NULL;

  if (self->detection == NULL || self->used != NULL)
    return NULL;

  saved = clv_saved_plans_find (self->saved, self->detection);
  if (saved == NULL)
    return NULL;

  differences = clv_saved_plans_compare (saved->plan, self->plan);

  return differences->len > 0 ? saved : NULL;
}

/**
 * clv_import_draft_get_used:
 *
 * Returns: (transfer none) (nullable): the name of the file whose settings were taken over
 */
const char *
clv_import_draft_get_used (ClvImportDraft *self)
{
  return self->used;
}

/**
 * clv_import_draft_use_plan:
 * @self: a draft with a detection
 * @plan: settings made for another file
 * @name: of that file
 *
 * Takes over what the columns mean and the rules. How the bytes are read is found anew:
 * the next export may have another encoding.
 */
void
clv_import_draft_use_plan (ClvImportDraft      *self,
                           const ClvImportPlan *plan,
                           const char          *name)
{
  ClvImportPlan *copy = NULL;

  g_return_if_fail (self->detection != NULL);

  g_clear_error (&self->error);
  if (!clv_import_work_check_columns (plan, name, self->path, self->detection, &self->error))
    {
      g_signal_emit_by_name (self, "changed");
      return;
    }

  copy = clv_import_plan_copy (plan);
  g_free (copy->encoding);
  copy->encoding = g_strdup (self->plan->encoding);
  copy->delimiter = self->plan->delimiter;
  copy->quote = self->plan->quote;
  copy->header_row = self->plan->header_row;
  g_free (copy->part);
  copy->part = g_strdup (self->plan->part);
  clv_import_plan_free (self->plan);
  self->plan = copy;
  g_free (self->used);
  self->used = g_strdup (name);
  self->topics |= 1u << CLV_TOPIC_KIND | 1u << CLV_TOPIC_MAPPING | 1u << CLV_TOPIC_DECIMAL
                  | 1u << CLV_TOPIC_DATE_ORDER;
  clv_import_draft_detect (self);
}

/**
 * clv_import_draft_want_plan:
 * @self: a draft whose file is being read
 * @plan: settings made for another file
 * @name: of that file
 *
 * As clv_import_draft_use_plan(), as soon as the file is read.
 */
void
clv_import_draft_want_plan (ClvImportDraft      *self,
                            const ClvImportPlan *plan,
                            const char          *name)
{
  g_clear_pointer (&self->wanted, clv_import_plan_free);
  g_free (self->wanted_name);
  self->wanted = clv_import_plan_copy (plan);
  self->wanted_name = g_strdup (name);
}

/**
 * clv_import_draft_use_wanted:
 * @self: a draft whose detection came
 *
 * Uses the settings that wait for it, if there are any.
 */
void
clv_import_draft_use_wanted (ClvImportDraft *self)
{
  g_autoptr(ClvImportPlan) plan = NULL;
  g_autofree char *name = NULL;

  if (self->wanted == NULL || self->detection == NULL || self->n_detecting > 0)
    return;

  plan = g_steal_pointer (&self->wanted);
  name = g_steal_pointer (&self->wanted_name);
  clv_import_draft_use_plan (self, plan, name);
}

/**
 * clv_import_draft_use_plan_file:
 * @self: a draft with a detection
 * @path: a plan that was saved
 *
 * As clv_import_draft_use_plan(); where it cannot be read the draft has an error.
 */
void
clv_import_draft_use_plan_file (ClvImportDraft *self,
                                const char     *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr(ClvImportPlan) plan = NULL;

  g_return_if_fail (self->detection != NULL);

  g_clear_error (&self->error);
  plan = clv_saved_plans_read (path, &self->error);
  if (plan != NULL)
    clv_import_draft_use_plan (self, plan, name);
  else
    g_signal_emit_by_name (self, "changed");
}

/**
 * clv_import_draft_use_preset:
 * @self: a draft with a detection
 * @id: (nullable): of a preset, or %NULL for none
 *
 * What the columns mean and the rules are found anew under it; how the bytes are read stays
 * where it was decided.
 */
void
clv_import_draft_use_preset (ClvImportDraft *self,
                             const char     *id)
{
  const guint bytes = 1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_DELIMITER | 1u << CLV_TOPIC_QUOTE
                      | 1u << CLV_TOPIC_HEADER | 1u << CLV_TOPIC_PART;

  g_return_if_fail (self->plan != NULL);

  g_free (self->plan->preset);
  self->plan->preset = g_strdup (id);
  self->topics = (self->topics & bytes) | 1u << CLV_TOPIC_PRESET;
  g_clear_pointer (&self->used, g_free);
  clv_import_draft_detect (self);
}
