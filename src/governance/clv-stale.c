/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "clv-governance-private.h"
#include "clv-money.h"

/* Why an approval no longer covers the current numbers: what is in the manifest
 * against what is in the workspace, one sentence a cause. */

static JsonObject *
get_item (JsonObject *items,
          const char *kind)
{
  JsonNode *node = items != NULL ? json_object_get_member (items, kind) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_text (JsonObject *item,
          const char *name)
{
  return item != NULL ? json_object_get_string_member_with_default (item, name, "") : "";
}

static gboolean
lists_batch (JsonObject *data,
             gint64      id)
{
  JsonArray *batches = NULL;
  guint i;

  if (data == NULL || !json_object_has_member (data, "batches"))
    return FALSE;

  batches = json_object_get_array_member (data, "batches");
  for (i = 0; batches != NULL && i < json_array_get_length (batches); i++)
    {
      if (json_array_get_int_element (batches, i) == id)
        return TRUE;
    }

  return FALSE;
}

static void
explain_new_batch (const ClvBatch *batch,
                   GPtrArray      *reasons)
{
  guint64 n_changed = batch->changed_orders;
  guint64 n_added = batch->orders > n_changed ? batch->orders - n_changed : 0;
  g_autofree char *changed = clv_number_format (n_changed, 0);
  g_autofree char *added = clv_number_format (n_added, 0);
  int id = (int) batch->id;

  if (n_changed > 0)
    /* Translators: number of orders, number of the import, file name */
    g_ptr_array_add (reasons,
                     g_strdup_printf (ngettext ("%s order changed by import #%d (%s) since the "
                                                "approval.",
                                                "%s orders changed by import #%d (%s) since the "
                                                "approval.", n_changed),
                                      changed, id, batch->file_name));
  if (n_added > 0)
    /* Translators: number of orders, number of the import, file name */
    g_ptr_array_add (reasons,
                     g_strdup_printf (ngettext ("%s order added by import #%d (%s) since the "
                                                "approval.",
                                                "%s orders added by import #%d (%s) since the "
                                                "approval.", n_added),
                                      added, id, batch->file_name));
  if (n_changed == 0 && n_added == 0)
    g_ptr_array_add (reasons,
                     g_strdup_printf (_("Import #%d (%s) changed the data since the approval."),
                                      id, batch->file_name));
}

static void
explain_batches (JsonObject *data,
                 GPtrArray  *batches,
                 GPtrArray  *reasons)
{
  guint i;

  for (i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      gboolean was_there = lists_batch (data, batch->id);

      if (was_there && batch->undone)
        g_ptr_array_add (reasons,
                         g_strdup_printf (_("Import #%d (%s) was undone."), (int) batch->id,
                                          batch->file_name));
      else if (!was_there && !batch->undone)
        explain_new_batch (batch, reasons);
    }
}

/* Whether a file that was approved was taken back and read in another way. */
static gboolean
was_read_otherwise (JsonObject *data,
                    GPtrArray  *batches)
{
  guint i;
  guint k;

  for (i = 0; i < batches->len; i++)
    {
      const ClvBatch *now = g_ptr_array_index (batches, i);

      if (now->undone || lists_batch (data, now->id))
        continue;
      for (k = 0; k < batches->len; k++)
        {
          const ClvBatch *before = g_ptr_array_index (batches, k);

          if (before->undone && lists_batch (data, before->id)
              && g_strcmp0 (before->file_name, now->file_name) == 0
              && g_strcmp0 (before->plan, now->plan) != 0)
            return TRUE;
        }
    }

  return FALSE;
}

/* How a file was read is looked at only where the data differ: data that are the
 * same have the same numbers, whichever way they were read. */
static gboolean
explain_data (ClvWorkspace *workspace,
              JsonObject   *items,
              GPtrArray    *reasons,
              GError      **error)
{
  JsonObject *data = get_item (items, "data");
  g_autofree char *hash = clv_workspace_dup_data_hash (workspace, error);
  g_autoptr(GPtrArray) batches = NULL;
  g_autofree char *digest = NULL;
  guint n = reasons->len;

  if (hash == NULL)
    return FALSE;
  if (g_str_equal (hash, get_text (data, "imports")))
    return TRUE;

  /* Other imports may still amount to the same data. */
  digest = clv_data_digest (workspace, error);
  if (digest == NULL)
    return FALSE;
  if (g_str_equal (digest, get_text (data, "hash")))
    return TRUE;

  batches = clv_workspace_list_batches (workspace, error);
  if (batches == NULL)
    return FALSE;

  explain_batches (data, batches, reasons);
  if (was_read_otherwise (data, batches))
    g_ptr_array_add (reasons, g_strdup (_("A file was read by other rules or columns than those "
                                          "approved.")));
  if (reasons->len == n)
    g_ptr_array_add (reasons, g_strdup (_("The data are not those that were approved.")));

  return TRUE;
}

static char *
describe_horizon (const ClvValueDefinition *definition)
{
  if (definition->horizon_date != CLV_DATE_INVALID)
    return clv_date_to_display (definition->horizon_date);

  return clv_duration_describe (definition->horizon);
}

static const char *
describe_timing (ClvTiming timing)
{
  switch (timing)
    {
    case CLV_TIMING_START:
      return _("the start of the month");
    case CLV_TIMING_END:
      return _("the end of the month");
    case CLV_TIMING_MIDDLE:
    default:
      return _("the middle of the month");
    }
}

/* One decimal where there is one. */
static char *
describe_share (double share)
{
  double percent = share * 100.0;
  gboolean is_whole = percent - (gint64) (percent + 0.5) < 1e-9
                      && (gint64) (percent + 0.5) - percent < 1e-9;

  return clv_percent_format (share, is_whole ? 0 : 2);
}

/* Takes @sentence, and keeps it where there is a change. */
static void
add_change (GPtrArray  *reasons,
            const char *before,
            const char *after,
            char       *sentence)
{
  if (g_str_equal (before, after))
    g_free (sentence);
  else
    g_ptr_array_add (reasons, sentence);
}

static void
explain_figures (const ClvValueDefinition *old,
                 int                       from,
                 const ClvValueDefinition *current,
                 int                       to,
                 GPtrArray                *reasons)
{
  g_autofree char *old_rate = describe_share (old->rate);
  g_autofree char *new_rate = describe_share (current->rate);
  g_autofree char *old_margin = describe_share (old->margin);
  g_autofree char *new_margin = describe_share (current->margin);
  g_autofree char *old_cost = clv_money_format (old->cost_to_serve, old->currency);
  g_autofree char *new_cost = clv_money_format (current->cost_to_serve, current->currency);

  /* Translators: before, after, number of the old and of the new definition */
  add_change (reasons, old_rate, new_rate,
              g_strdup_printf (_("The discount rate changed from %s to %s a year (definition "
                                 "%d → %d)."), old_rate, new_rate, from, to));
  add_change (reasons, old_margin, new_margin,
              g_strdup_printf (_("The margin changed from %s to %s (definition %d → %d)."),
                               old_margin, new_margin, from, to));
  add_change (reasons, old_cost, new_cost,
              g_strdup_printf (_("The cost to serve changed from %s to %s a year (definition "
                                 "%d → %d)."), old_cost, new_cost, from, to));
}

static void
explain_times (const ClvValueDefinition *old,
               int                       from,
               const ClvValueDefinition *current,
               int                       to,
               GPtrArray                *reasons)
{
  g_autofree char *old_horizon = describe_horizon (old);
  g_autofree char *new_horizon = describe_horizon (current);
  const char *old_timing = describe_timing (old->timing);
  const char *new_timing = describe_timing (current->timing);

  /* Translators: before, after, number of the old and of the new definition */
  add_change (reasons, old_horizon, new_horizon,
              g_strdup_printf (_("The horizon changed from %s to %s (definition %d → %d)."),
                               old_horizon, new_horizon, from, to));
  add_change (reasons, old_timing, new_timing,
              g_strdup_printf (_("Money now falls not in %s but in %s (definition %d → %d)."),
                               old_timing, new_timing, from, to));
}

static gboolean
explain_definition (ClvWorkspace *workspace,
                    JsonObject   *items,
                    GPtrArray    *reasons,
                    GError      **error)
{
  JsonObject *item = get_item (items, "definition");
  g_autoptr(ClvValueDefinition) current = clv_value_definition_load (workspace, 0, error);
  g_autoptr(ClvValueDefinition) old = NULL;
  g_autofree char *hash = NULL;
  int old_id = 0;
  int id = 0;
  guint n = reasons->len;

  if (current == NULL)
    return FALSE;

  hash = clv_value_definition_get_hash (current);
  if (g_str_equal (hash, get_text (item, "hash")))
    return TRUE;

  old = clv_value_definition_from_text (get_text (item, "text"), NULL);
  if (item != NULL)
    old_id = (int) json_object_get_int_member_with_default (item, "id", 0);
  id = (int) current->id;
  if (old != NULL)
    {
      explain_figures (old, old_id, current, id, reasons);
      explain_times (old, old_id, current, id, reasons);
    }
  if (reasons->len == n)
    g_ptr_array_add (reasons,
                     g_strdup_printf (_("The value definition changed (definition %d → %d)."),
                                      old_id, id));

  return TRUE;
}

static gboolean
explain_fit (ClvWorkspace *workspace,
             JsonObject   *items,
             GPtrArray    *reasons,
             GError      **error)
{
  JsonObject *item = get_item (items, "fit");
  g_autoptr(GError) problem = NULL;
  g_autoptr(ClvFit) fit = clv_fit_load (workspace, 0, &problem);
  g_autofree char *until = NULL;
  g_autofree char *identity = NULL;
  int old_id = 0;

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (fit != NULL && g_str_equal (fit->content_hash, get_text (item, "hash")))
    return TRUE;

  if (fit == NULL)
    {
      g_ptr_array_add (reasons, g_strdup (_("The approved fit is no longer in the workspace.")));
      return TRUE;
    }

  identity = clv_fit_identity (fit);
  if (g_str_equal (identity, get_text (item, "identity")))
    return TRUE;

  if (item != NULL)
    old_id = (int) json_object_get_int_member_with_default (item, "id", 0);
  until = clv_date_to_display (fit->spec->until);
  /* Translators: number of a fit, model, date, number of the approved fit */
  g_ptr_array_add (reasons,
                   g_strdup_printf (_("The model was fitted again: fit %d (%s until %s) differs "
                                      "from the approved fit %d."),
                                    (int) fit->id, fit->kind->name, until, old_id));

  return TRUE;
}

/**
 * clv_content_explain:
 * @workspace: the workspace
 * @manifest: a package's manifest
 * @reasons: (element-type utf8): takes a sentence for each difference
 * @error: return location
 *
 * Compares what a package covers with what is there now. No sentence means the
 * same content, even if it was different for a while.
 *
 * Returns: %FALSE where the workspace cannot be read
 */
gboolean
clv_content_explain (ClvWorkspace *workspace,
                     const char   *manifest,
                     GPtrArray    *reasons,
                     GError      **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonObject *items = NULL;

  if (json_parser_load_from_data (parser, manifest, -1, NULL))
    root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    items = get_item (json_node_get_object (root), "items");
  if (items == NULL)
    {
      g_ptr_array_add (reasons, g_strdup (_("What this package covers cannot be read.")));
      return TRUE;
    }

  return explain_data (workspace, items, reasons, error)
         && explain_definition (workspace, items, reasons, error)
         && explain_fit (workspace, items, reasons, error);
}
