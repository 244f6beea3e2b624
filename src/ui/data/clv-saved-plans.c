/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-saved-plans.h"

#include <glib/gi18n-lib.h>

#include "clv-import-work.h"

/* Bytes; a plan has a few hundred. */
#define PLAN_SIZE_MAX (1024 * 1024)

/**
 * clv_saved_plan_free:
 * @data: a #ClvSavedPlan
 */
void
clv_saved_plan_free (gpointer data)
{
  ClvSavedPlan *self = data;

  g_free (self->name);
  clv_import_plan_free (self->plan);
  g_free (self);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const ClvBatch *first = *(const ClvBatch * const *) a;
  const ClvBatch *second = *(const ClvBatch * const *) b;

  return first->id < second->id ? 1 : first->id > second->id ? -1 : 0;
}

/**
 * clv_saved_plans_load_in_thread:
 *
 * A #ClvJobFunc.
 *
 * Returns: (transfer full) (nullable) (element-type ClvSavedPlan): the newest first
 */
gpointer
clv_saved_plans_load_in_thread (ClvWorkspace       *workspace,
                                gpointer            unused,
                                const ClvProgress  *progress,
                                GError            **error)
{
  g_autoptr(GPtrArray) batches = clv_workspace_list_batches (workspace, error);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *plans = NULL;

  if (batches == NULL)
    return NULL;

  g_ptr_array_sort (batches, compare_newest_first);
  plans = g_ptr_array_new_with_free_func (clv_saved_plan_free);
  for (guint i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);
      ClvImportPlan *plan = NULL;

      if (batch->plan == NULL || !g_hash_table_add (seen, batch->plan))
        continue;
      /* One of a newer version is none that can be used here. */
      plan = clv_import_plan_from_text (batch->plan, NULL);
      if (plan != NULL)
        {
          ClvSavedPlan *saved = g_new0 (ClvSavedPlan, 1);

          saved->name = g_strdup (batch->file_name);
          saved->plan = plan;
          g_ptr_array_add (plans, saved);
        }
    }

  return plans;
}

/**
 * clv_saved_plans_find:
 * @plans: (nullable) (element-type ClvSavedPlan): the newest first
 * @detection: what was found in a file
 *
 * Returns: (transfer none) (nullable): the newest of which the file has every column
 */
const ClvSavedPlan *
clv_saved_plans_find (GPtrArray          *plans,
                      const ClvDetection *detection)
{
  for (guint i = 0; plans != NULL && i < plans->len; i++)
    {
      const ClvSavedPlan *saved = g_ptr_array_index (plans, i);

      if (clv_import_work_find_absent (saved->plan, detection) == NULL)
        return saved;
    }

  return NULL;
}

/**
 * clv_saved_plans_read:
 * @path: a file that “Save These Settings” or perennial-cli wrote
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the plan
 */
ClvImportPlan *
clv_saved_plans_read (const char  *path,
                      GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, 0, NULL,
                                                 error);
  g_autofree char *text = NULL;

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > PLAN_SIZE_MAX)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("“%s” holds no settings of an import: it is too large. Nothing was changed."),
                   name);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  return clv_import_plan_from_text (text, error);
}

static const char *
get_order_name (ClvDateOrder order)
{
  static const char * const names[CLV_N_DATE_ORDERS] = {
    [CLV_DATE_ORDER_YMD] = N_("year first"),
    [CLV_DATE_ORDER_DMY] = N_("day first"),
    [CLV_DATE_ORDER_MDY] = N_("month first"),
    [CLV_DATE_ORDER_EXCEL] = N_("counted in days"),
    [CLV_DATE_ORDER_EXCEL_1904] = N_("counted in days from 1904"),
    [CLV_DATE_ORDER_UNIX] = N_("counted in seconds"),
    [CLV_DATE_ORDER_UNIX_MS] = N_("counted in thousandths of a second"),
  };

  return _(names[order]);
}

static char *
join (GPtrArray *texts)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (texts, i));

  return g_string_free (g_steal_pointer (&joined), FALSE);
}

/* "Amount: Total instead of Subtotal" */
static void
say (GPtrArray  *sentences,
     const char *what,
     const char *here,
     const char *there)
{
  if (g_strcmp0 (here, there) == 0)
    return;

  here = here != NULL && *here != '\0' ? here : _("none");
  there = there != NULL && *there != '\0' ? there : _("none");
  /* Translators: a setting, what it is in one plan, what in another. */
  g_ptr_array_add (sentences, g_strdup_printf (_("%s: %s instead of %s"), what, here, there));
}

/**
 * clv_saved_plans_compare:
 * @plan: a plan
 * @other: another
 *
 * Speaks of what a person decides, not of how the bytes are read.
 *
 * Returns: (transfer full) (element-type utf8): what @plan says otherwise; empty where the
 *   two mean the same
 */
GPtrArray *
clv_saved_plans_compare (const ClvImportPlan *plan,
                         const ClvImportPlan *other)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *attributes = join (plan->attributes);
  g_autofree char *other_attributes = join (other->attributes);
  g_autofree char *statuses = join (plan->excluded_statuses);
  g_autofree char *other_statuses = join (other->excluded_statuses);
  gboolean has_orders = plan->kind == CLV_IMPORT_KIND_ORDERS;

  say (sentences, _("Kind of rows"), has_orders ? _("orders") : _("customers"),
       other->kind == CLV_IMPORT_KIND_ORDERS ? _("orders") : _("customers"));
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    say (sentences, clv_import_field_get_label ((ClvField) i), plan->columns[i],
         other->columns[i]);
  if (!has_orders)
    {
      say (sentences, _("Attributes"), attributes, other_attributes);
      return sentences;
    }

  say (sentences, _("Decimal mark"), plan->decimal == ',' ? _("comma") : _("point"),
       other->decimal == ',' ? _("comma") : _("point"));
  say (sentences, _("Order of dates"), get_order_name (plan->date_order),
       get_order_name (other->date_order));
  say (sentences, _("Refunds"), plan->refunds == CLV_REFUNDS_NET ? _("taken off") : _("left out"),
       other->refunds == CLV_REFUNDS_NET ? _("taken off") : _("left out"));
  say (sentences, _("Orders of no value"), plan->zeros == CLV_ZERO_KEEP ? _("counted")
       : _("left out"), other->zeros == CLV_ZERO_KEEP ? _("counted") : _("left out"));
  say (sentences, _("Statuses left out"), statuses, other_statuses);

  return sentences;
}
