/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-rule-effects.h"

#include <gio/gio.h>

#include "clv-import.h"

/* More than a person can click through in one sitting. */
#define EFFECTS_MAX 1000u

struct _ClvRuleEffects
{
  GHashTable *by_key;   /* (element-type utf8 ClvRuleEffect) */
};

/* The run counts by itself; its rows go nowhere. How many customers there are does not
 * depend on what they are hashed with. */
static gboolean
begin_counting (ClvImportSink        *sink,
                const ClvImportHead  *head,
                GError              **error)
{
  sink->has_secret = TRUE;

  return TRUE;
}

static gboolean
drop_records (ClvImportSink         *sink,
              const ClvRecordBlock  *block,
              GError               **error)
{
  return TRUE;
}

static gboolean
drop_block (ClvImportSink      *sink,
            const ClvRowBlock  *block,
            GError            **error)
{
  return TRUE;
}

static gboolean
finish_counting (ClvImportSink    *sink,
                 ClvImportResult  *result,
                 GError          **error)
{
  return TRUE;
}

static void
abort_counting (ClvImportSink *sink)
{
}

/**
 * clv_rule_effect_count:
 * @path: a sales file
 * @plan: how to read it, with the rules that are tried out
 * @time_zone: (nullable): as of clv_import_run()
 * @currency: (nullable): as of clv_import_run()
 * @progress: (nullable): learns of cancelling
 * @error: return location, %G_IO_ERROR_CANCELLED
 *
 * Runs the whole import into nothing, so that the figures are those that it would have
 * and not an estimate. A file that the rules leave nothing of is an answer too.
 *
 * Returns: (transfer full) (nullable): the effect; %NULL only where it was cancelled
 */
ClvRuleEffect *
clv_rule_effect_count (const char           *path,
                       const ClvImportPlan  *plan,
                       const char           *time_zone,
                       const char           *currency,
                       const ClvProgress    *progress,
                       GError              **error)
{
  ClvImportSink sink = {
    .begin = begin_counting,
    .add_block = drop_block,
    .add_records = drop_records,
    .finish = finish_counting,
    .abort = abort_counting,
    .any_thread = TRUE,
  };
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) failure = NULL;
  ClvRuleEffect *effect = NULL;

  g_return_val_if_fail (path != NULL && plan != NULL, NULL);

  result = clv_import_run (path, plan, time_zone, currency, NULL, &sink, progress, &failure);
  if (result != NULL)
    return clv_rule_effect_new_for_result (result);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  effect = g_new0 (ClvRuleEffect, 1);
  effect->currency = g_strdup (currency);
  effect->failure = g_strdup (failure->message);

  return effect;
}

/**
 * clv_rule_effect_new_for_result:
 * @result: of a run
 *
 * Returns: (transfer full): what the file comes to by it
 */
ClvRuleEffect *
clv_rule_effect_new_for_result (const ClvImportResult *result)
{
  ClvRuleEffect *self = g_new0 (ClvRuleEffect, 1);

  self->rows_kept = result->rows_kept;
  self->orders = result->orders;
  self->customers = result->customers;
  self->net_amount = result->net_amount;
  self->refund_amount = result->refund_amount;
  self->currency = g_strdup (result->currency);

  return self;
}

/**
 * clv_rule_effect_copy:
 * @self: an effect
 *
 * Returns: (transfer full): a copy
 */
ClvRuleEffect *
clv_rule_effect_copy (const ClvRuleEffect *self)
{
  ClvRuleEffect *copy = g_memdup2 (self, sizeof *self);

  copy->currency = g_strdup (self->currency);
  copy->failure = g_strdup (self->failure);

  return copy;
}

void
clv_rule_effect_free (ClvRuleEffect *self)
{
  if (self == NULL)
    return;

  g_free (self->currency);
  g_free (self->failure);
  g_free (self);
}

/**
 * clv_rule_effects_new:
 *
 * Returns: (transfer full): nothing known yet
 */
ClvRuleEffects *
clv_rule_effects_new (void)
{
  ClvRuleEffects *self = g_new0 (ClvRuleEffects, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) clv_rule_effect_free);

  return self;
}

void
clv_rule_effects_free (ClvRuleEffects *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_key);
  g_free (self);
}

/**
 * clv_rule_effects_make_key:
 * @path: a sales file
 * @plan: rules
 *
 * A file that was saved again since, or has another size, is another file.
 *
 * Returns: (transfer full): what an effect is remembered by
 */
char *
clv_rule_effects_make_key (const char          *path,
                           const ClvImportPlan *plan)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE ","
                                                 G_FILE_ATTRIBUTE_TIME_MODIFIED ","
                                                 G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC, 0, NULL,
                                                 NULL);
  g_autoptr(GDateTime) modified = info != NULL
                                  ? g_file_info_get_modification_date_time (info) : NULL;
  g_autofree char *stamp = modified != NULL ? g_date_time_format (modified, "%s.%f")
                                            : g_strdup ("");
  g_autofree char *text = clv_import_plan_to_text (plan);

  return g_strdup_printf ("%s\n%" G_GOFFSET_FORMAT " %s\n%s", path,
                          info != NULL ? g_file_info_get_size (info) : (goffset) 0, stamp, text);
}

/**
 * clv_rule_effects_find:
 * @self: what is known
 * @key: from clv_rule_effects_make_key()
 *
 * Returns: (transfer none) (nullable): the effect, until others are taken
 */
const ClvRuleEffect *
clv_rule_effects_find (const ClvRuleEffects *self,
                       const char           *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

/**
 * clv_rule_effects_take:
 * @self: what is known
 * @key: from clv_rule_effects_make_key()
 * @effect: (transfer full): its effect
 */
void
clv_rule_effects_take (ClvRuleEffects *self,
                       const char     *key,
                       ClvRuleEffect  *effect)
{
  if (g_hash_table_size (self->by_key) >= EFFECTS_MAX)
    g_hash_table_remove_all (self->by_key);
  g_hash_table_replace (self->by_key, g_strdup (key), effect);
}
