/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-work.h"

#include <glib/gi18n-lib.h>

#include "clv-import-parts.h"
#include "clv-import-rejects.h"
#include "clv-money.h"
#include "clv-reconcile.h"

/**
 * clv_import_order_new:
 * @path: a sales file
 * @plan: (nullable): how to read it
 * @cancellable: (nullable): cancels the work, whatever becomes of its job
 *
 * Returns: (transfer full): an order; the caller fills in the rest
 */
ClvImportOrder *
clv_import_order_new (const char          *path,
                      const ClvImportPlan *plan,
                      GCancellable        *cancellable)
{
  ClvImportOrder *self = g_new0 (ClvImportOrder, 1);

  self->path = g_strdup (path);
  self->plan = plan != NULL ? clv_import_plan_copy (plan) : NULL;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->done = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * clv_import_order_free:
 * @data: a #ClvImportOrder
 */
void
clv_import_order_free (gpointer data)
{
  ClvImportOrder *self = data;

  g_free (self->path);
  g_free (self->rejects_path);
  g_clear_pointer (&self->plan, clv_import_plan_free);
  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->done);
  g_free (self);
}

static void
forward_cancel_cb (GCancellable *cancellable,
                   GCancellable *other)
{
  g_cancellable_cancel (other);
}

/**
 * clv_import_work_follow_cancel:
 * @cancellable: (nullable): the wizard's
 * @progress: the job's
 *
 * The job's Cancel is the job bar's; the wizard has one of its own, so that closing it
 * ends nobody else's work.
 *
 * Returns: what g_cancellable_disconnect() takes when the work is done
 */
gulong
clv_import_work_follow_cancel (GCancellable      *cancellable,
                               const ClvProgress *progress)
{
  if (cancellable == NULL)
    return 0;

  return g_cancellable_connect (cancellable, G_CALLBACK (forward_cancel_cb),
                                g_object_ref (progress->cancellable), g_object_unref);
}

static void
add_name (GPtrArray  *names,
          const char *name)
{
  if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/**
 * clv_import_work_compare_columns:
 * @plan: a plan
 * @detection: what was found in a file
 * @added: (element-type utf8) (nullable): gets the columns of the file that the plan does
 *   not use
 *
 * Returns: (transfer full) (element-type utf8): the columns that the plan needs, also to
 *   choose rows by, and that the file does not have
 */
GPtrArray *
clv_import_work_compare_columns (const ClvImportPlan *plan,
                                 const ClvDetection  *detection,
                                 GPtrArray           *added)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *absent = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    add_name (wanted, plan->columns[i]);
  for (guint i = 0; i < plan->attributes->len; i++)
    add_name (wanted, g_ptr_array_index (plan->attributes, i));
  for (guint i = 0; i < plan->filters->len; i++)
    add_name (wanted, ((ClvImportFilter *) g_ptr_array_index (plan->filters, i))->column);
  for (guint i = 0; i < wanted->len; i++)
    if (clv_detection_find_column (detection, g_ptr_array_index (wanted, i), NULL) == NULL)
      add_name (absent, g_ptr_array_index (wanted, i));
  for (guint i = 0; added != NULL && i < detection->columns->len; i++)
    {
      const ClvDetectedColumn *column = g_ptr_array_index (detection->columns, i);

      if (!g_ptr_array_find_with_equal_func (wanted, column->name, g_str_equal, NULL))
        add_name (added, column->name);
    }

  return absent;
}

/**
 * clv_import_work_check_columns:
 * @plan: settings made for another file
 * @name: of that file
 * @path: a file
 * @detection: what was found in it
 * @error: return location: says all that the file lacks, and what stands there instead
 *
 * Returns: whether the file has every column that the settings need
 */
gboolean
clv_import_work_check_columns (const ClvImportPlan  *plan,
                               const char           *name,
                               const char           *path,
                               const ClvDetection   *detection,
                               GError              **error)
{
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) absent = clv_import_work_compare_columns (plan, detection, added);
  g_autofree char *file_name = g_filename_display_basename (path);
  g_autofree char *absent_names = clv_import_parts_join (absent);
  g_autofree char *added_names = added->len > 0 ? clv_import_parts_join (added)
                                 : g_strdup (_("none"));

  if (absent->len == 0)
    return TRUE;

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               /* Translators: a file, another file, names of columns, names of columns */
               _("“%s” lacks columns that the settings of “%s” need: %s. Columns that they do not "
                 "use: %s. The settings were not used. Say in the step “Columns” which of them "
                 "holds what, or export the file as before."), file_name, name, absent_names,
               added_names);

  return FALSE;
}

/**
 * clv_import_work_find_absent:
 * @plan: a plan
 * @detection: what was found in a file
 *
 * Returns: (transfer none) (nullable): a column that the plan uses, by its name in the
 *   plan, and that the file does not have
 */
const char *
clv_import_work_find_absent (const ClvImportPlan *plan,
                             const ClvDetection  *detection)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (plan->columns[i] != NULL)
        g_ptr_array_add (wanted, plan->columns[i]);
    }
  for (guint i = 0; i < plan->attributes->len; i++)
    g_ptr_array_add (wanted, g_ptr_array_index (plan->attributes, i));

  for (guint i = 0; i < wanted->len; i++)
    {
      if (clv_detection_find_column (detection, g_ptr_array_index (wanted, i), NULL) == NULL)
        return g_ptr_array_index (wanted, i);
    }

  return NULL;
}

/**
 * clv_import_work_detect:
 *
 * A #ClvJobFunc. Another delimiter or header row may have taken a chosen column away;
 * then the columns are found anew.
 *
 * Returns: (transfer full) (nullable): a #ClvDetection
 */
gpointer
clv_import_work_detect (ClvWorkspace       *unused,
                        gpointer            input,
                        const ClvProgress  *progress,
                        GError            **error)
{
  ClvImportOrder *order = input;
  gulong handler = clv_import_work_follow_cancel (order->cancellable, progress);
  ClvDetection *detection = clv_detection_new (order->path, order->plan, order->topics, progress,
                                               error);

  if (detection != NULL && (order->topics & 1u << CLV_TOPIC_MAPPING) != 0
      && clv_import_work_find_absent (order->plan, detection) != NULL)
    {
      clv_detection_unref (detection);
      detection = clv_detection_new (order->path, order->plan,
                                     order->topics & ~(1u << CLV_TOPIC_MAPPING), progress, error);
    }
  g_cancellable_disconnect (order->cancellable, handler);

  return detection;
}

/**
 * clv_import_work_describe_rows:
 * @fraction: 0 … 1 of the file was read
 * @n_rows: of the file
 *
 * Where the rows are many the first number goes up in steps that one can read.
 *
 * Returns: (transfer full): a translated phrase
 */
char *
clv_import_work_describe_rows (double  fraction,
                               guint64 n_rows)
{
  const double step = n_rows >= 100000 ? 1000.0 : n_rows >= 1000 ? 10.0 : 1.0;
  const double done = fraction >= 1.0 ? (double) n_rows
                      : step * (guint64) (fraction * (double) n_rows / step);
  g_autofree char *so_far = clv_number_format (done, 0);
  g_autofree char *all = clv_number_format ((double) n_rows, 0);

  /* Translators: rows read so far, rows of the file. */
  return g_strdup_printf (ngettext ("%s of %s row", "%s of %s rows", (gulong) n_rows), so_far,
                          all);
}

typedef struct
{
  const ClvProgress *progress;   /* whom to tell */
  guint64 n_rows;
  double before;                 /* 0 … 1: what the tables before came to */
  double share;                  /* 0 … 1: of this table */
} RowTeller;

static void
tell_rows_cb (double      fraction,
              const char *message,
              gpointer    user_data)
{
  const RowTeller *teller = user_data;
  g_autofree char *rows = NULL;

  if (fraction >= 0.0)
    fraction = teller->before + fraction * teller->share;
  if (message == NULL && teller->n_rows > 0 && fraction >= 0.0)
    rows = clv_import_work_describe_rows (fraction, teller->n_rows);
  if (teller->progress->func != NULL)
    teller->progress->func (fraction, rows != NULL ? rows : message, teller->progress->user_data);
}

/**
 * clv_import_work_get_account_setting:
 * @batch: an import's number
 *
 * Returns: (transfer full): the setting of the workspace that keeps its account
 */
char *
clv_import_work_get_account_setting (gint64 batch)
{
  return g_strdup_printf ("account-%" G_GINT64_FORMAT, batch);
}

/* So that the import can be held against another report later. Without it the import
 * stands all the same. */
static void
keep_account (ClvWorkspace          *workspace,
              const ClvImportResult *result,
              const ClvImportPlan   *plan)
{
  g_autoptr(ClvAccount) account = clv_account_new (result, plan);
  g_autofree char *text = clv_account_to_text (account);
  g_autofree char *setting = clv_import_work_get_account_setting (result->batch);
  g_autoptr(GError) error = NULL;

  if (!clv_workspace_set_setting (workspace, setting, text, &error))
    g_debug ("No account of the import was kept: %s", error->message);
}

static ClvImportResult *
run_part (ClvWorkspace         *workspace,
          ClvImportOrder       *order,
          GPtrArray            *parts,
          guint                 index,
          RowTeller            *teller,
          GError              **error)
{
  const ClvImportPart *part = g_ptr_array_index (parts, index);
  g_autofree char *rejects_path = clv_rejects_name_file (order->rejects_path, index);
  ClvProgress told = { tell_rows_cb, teller, teller->progress->cancellable };
  ClvImportResult *result = NULL;

  teller->before += teller->share;
  teller->share = parts->len == 1 ? 1.0
                  : teller->n_rows > 0 ? (double) part->n_rows / (double) teller->n_rows
                  : 1.0 / parts->len;
  result = clv_workspace_import (workspace, order->path, part->plan, rejects_path, order->is_dry,
                                 &told, error);
  if (result == NULL)
    return NULL;

  if (result->batch != 0 && order->plan->kind == CLV_IMPORT_KIND_ORDERS)
    keep_account (workspace, result, part->plan);
  if (!order->is_dry && part->plan->part != NULL)
    g_ptr_array_add (order->done, g_strdup (part->plan->part));

  return result;
}

/* One batch a table, so that each can be undone by itself; what is done when another
 * fails or is cancelled stays. */
static ClvImportResult *
run_parts (ClvWorkspace       *workspace,
           ClvImportOrder     *order,
           const ClvProgress  *progress,
           GError            **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) parts = clv_import_parts_list (order->path, order->plan, order->topics,
                                                      warnings, progress, error);
  g_autoptr(ClvImportResult) sum = clv_import_result_new ();
  RowTeller teller = { progress, order->n_rows, 0.0, 0.0 };

  if (parts == NULL)
    return NULL;

  if (parts->len > 1)
    teller.n_rows = 0;
  for (guint i = 0; parts->len > 1 && i < parts->len; i++)
    teller.n_rows += ((const ClvImportPart *) g_ptr_array_index (parts, i))->n_rows;
  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr(ClvImportResult) result = run_part (workspace, order, parts, i, &teller, error);

      if (result == NULL)
        return NULL;
      if (parts->len == 1 && warnings->len == 0)
        return g_steal_pointer (&result);
      clv_import_parts_add (sum, result);
    }
  clv_import_parts_warn (sum, warnings, parts->len);

  return g_steal_pointer (&sum);
}

/**
 * clv_import_work_run:
 *
 * A #ClvJobFunc: imports, or tries out.
 *
 * Returns: (transfer full) (nullable): a #ClvImportResult
 */
gpointer
clv_import_work_run (ClvWorkspace       *workspace,
                     gpointer            input,
                     const ClvProgress  *progress,
                     GError            **error)
{
  ClvImportOrder *order = input;
  gulong handler = clv_import_work_follow_cancel (order->cancellable, progress);
  ClvImportResult *result = run_parts (workspace, order, progress, error);

  if (result == NULL && order->done->len > 0)
    {
      g_autofree char *names = clv_import_parts_join (order->done);

      /* Translators: names of tables; precedes the reason why a further import failed */
      g_prefix_error (error, _("Already imported, and kept: %s. "), names);
    }
  g_cancellable_disconnect (order->cancellable, handler);

  return result;
}
