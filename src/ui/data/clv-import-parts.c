/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import-parts.h"

#include <glib/gi18n-lib.h>

#include "clv-import-work.h"
#include "clv-value-count.h"

/* What each table is looked at for anew: the next sheet may begin further down. */
#define BYTE_TOPICS (1u << CLV_TOPIC_ENCODING | 1u << CLV_TOPIC_DELIMITER \
                     | 1u << CLV_TOPIC_QUOTE | 1u << CLV_TOPIC_HEADER)

static void
part_free (gpointer data)
{
  ClvImportPart *self = data;

  clv_import_plan_free (self->plan);
  g_free (self);
}

static ClvImportPart *
part_new (const ClvImportPlan *plan,
          const ClvPart       *table)
{
  ClvImportPart *self = g_new0 (ClvImportPart, 1);

  self->plan = clv_import_plan_copy (plan);
  if (table == NULL)
    return self;

  self->n_rows = (guint64) MAX (0, table->n_rows);
  g_free (self->plan->part);
  self->plan->part = g_strdup (table->name);

  return self;
}

/**
 * clv_import_parts_is_all:
 * @detection: (nullable): what was found in a file
 * @plan: (nullable): how to read it
 *
 * Returns: whether the plan is for each of the tables in the file, and not for one that
 *   happens to be called so
 */
gboolean
clv_import_parts_is_all (const ClvDetection  *detection,
                         const ClvImportPlan *plan)
{
  if (detection == NULL || plan == NULL || g_strcmp0 (plan->part, CLV_PART_ALL) != 0)
    return FALSE;

  for (guint i = 0; i < detection->parts->len; i++)
    if (g_str_equal (((ClvPart *) g_ptr_array_index (detection->parts, i))->name, CLV_PART_ALL))
      return FALSE;

  return TRUE;
}

/**
 * clv_import_parts_join:
 * @names: (element-type utf8): of tables
 *
 * Returns: (transfer full): “2023”, “2024”
 */
char *
clv_import_parts_join (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      /* Translators: one name in a list of names */
      g_autofree char *name = g_strdup_printf (_("“%s”"),
                                               (const char *) g_ptr_array_index (names, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }

  return g_string_free (text, FALSE);
}

/* Finds where the table begins; says so where it is none of the plan's. */
static gboolean
adapt (ClvImportPart      *self,
       const char         *path,
       guint               topics,
       GPtrArray          *warnings,
       const ClvProgress  *progress,
       GError            **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GPtrArray) absent = NULL;
  g_autofree char *names = NULL;

  topics = ~0u & ~(BYTE_TOPICS & ~topics);
  detection = clv_detection_new (path, self->plan, topics, progress, &problem);
  if (detection == NULL && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  if (detection != NULL)
    {
      absent = clv_import_work_compare_columns (self->plan, detection, NULL);
      names = clv_import_parts_join (absent);
    }
  if (absent != NULL && absent->len > 0)
    g_ptr_array_add (warnings,
                     /* Translators: a table of the file, names of columns */
                     g_strdup_printf (_("“%s” lacks these columns and is left out: %s. Import it "
                                        "by itself."), self->plan->part, names));
  else if (detection == NULL)
    g_ptr_array_add (warnings,
                     /* Translators: a table of the file, a sentence */
                     g_strdup_printf (_("“%s” is left out: %s"), self->plan->part,
                                      problem->message));
  if (absent == NULL || absent->len > 0)
    return FALSE;

  g_free (self->plan->encoding);
  self->plan->encoding = g_strdup (detection->plan->encoding);
  self->plan->delimiter = detection->plan->delimiter;
  self->plan->quote = detection->plan->quote;
  self->plan->header_row = detection->plan->header_row;

  return TRUE;
}

/**
 * clv_import_parts_list:
 * @path: a file
 * @plan: how to read it, or all of its tables
 * @topics: bit set of #ClvTopic: what of the plan a person decided
 * @warnings: (element-type utf8): gets a sentence for each table that is left out
 * @progress: (nullable): learns of cancelling
 * @error: return location
 *
 * Tables of other columns are left out: their rows mean something else.
 *
 * Returns: (transfer full) (nullable) (element-type ClvImportPart): one, or each of the
 *   tables; never empty
 */
GPtrArray *
clv_import_parts_list (const char           *path,
                       const ClvImportPlan  *plan,
                       guint                 topics,
                       GPtrArray            *warnings,
                       const ClvProgress    *progress,
                       GError              **error)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);
  g_autoptr(ClvPartList) list = NULL;
  g_autoptr(GPtrArray) tables = NULL;
  g_autoptr(GError) problem = NULL;

  if (g_strcmp0 (plan->part, CLV_PART_ALL) == 0)
    {
      list = clv_part_list_new (path, G_MAXINT64, error);
      if (list == NULL)
        return NULL;
      tables = clv_part_list_dup_candidates (list);
    }
  if (tables == NULL)
    {
      g_ptr_array_add (parts, part_new (plan, NULL));
      return g_steal_pointer (&parts);
    }

  for (guint i = 0; i < tables->len; i++)
    {
      ClvImportPart *part = part_new (plan, g_ptr_array_index (tables, i));

      if (adapt (part, path, topics, warnings, progress, &problem))
        g_ptr_array_add (parts, part);
      else
        part_free (part);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  if (parts->len == 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("No table of “%s” can be read so. Nothing was imported. Choose one of them."),
                   path);
      return NULL;
    }

  return g_steal_pointer (&parts);
}

static ClvReject *
copy_reject (const ClvReject *reject)
{
  ClvReject *copy = g_memdup2 (reject, sizeof *reject);

  copy->reason = g_strdup (reject->reason);
  copy->repair = g_strdup (reject->repair);
  copy->column = g_strdup (reject->column);
  copy->value = g_strdup (reject->value);
  for (guint i = 0; i < G_N_ELEMENTS (copy->examples); i++)
    copy->examples[i] = g_strdup (reject->examples[i]);

  return copy;
}

static void
add_reject (GPtrArray       *rejects,
            const ClvReject *reject)
{
  for (guint i = 0; i < rejects->len; i++)
    {
      ClvReject *other = g_ptr_array_index (rejects, i);

      if (g_strcmp0 (other->reason, reject->reason) != 0
          || !g_str_equal (other->currency, reject->currency))
        continue;
      other->n_rows += reject->n_rows;
      other->n_with_amount += reject->n_with_amount;
      other->amount += reject->amount;
      return;
    }
  g_ptr_array_add (rejects, copy_reject (reject));
}

static void
add_adjustment (ClvImportResult     *sum,
                const ClvAdjustment *adjustment)
{
  for (guint i = 0; i < sum->adjustments->len; i++)
    {
      ClvAdjustment *other = g_ptr_array_index (sum->adjustments, i);

      if (!g_str_equal (other->id, adjustment->id)
          || g_strcmp0 (other->label, adjustment->label) != 0)
        continue;
      other->n_rows += adjustment->n_rows;
      other->amount += adjustment->amount;
      return;
    }
  clv_import_result_add_adjustment (sum, adjustment->id, adjustment->label, adjustment->n_rows,
                                    adjustment->amount);
}

static void
add_currency (GPtrArray              *currencies,
              const ClvCurrencyTotal *total)
{
  for (guint i = 0; i < currencies->len; i++)
    {
      ClvCurrencyTotal *other = g_ptr_array_index (currencies, i);

      if (!g_str_equal (other->currency, total->currency))
        continue;
      other->n_rows += total->n_rows;
      other->amount += total->amount;
      other->n_converted += total->n_converted;
      other->converted += total->converted;
      return;
    }
  g_ptr_array_add (currencies, g_memdup2 (total, sizeof *total));
}

static void
add_text (GPtrArray  *texts,
          const char *text)
{
  if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_strdup (text));
}

static int
compare_rejects (gconstpointer a,
                 gconstpointer b)
{
  const ClvReject *first = *(const ClvReject * const *) a;
  const ClvReject *second = *(const ClvReject * const *) b;

  return first->n_rows < second->n_rows ? 1 : first->n_rows > second->n_rows ? -1 : 0;
}

static void
add_lists (ClvImportResult       *sum,
           const ClvImportResult *part)
{
  for (guint i = 0; i < part->rejects->len; i++)
    add_reject (sum->rejects, g_ptr_array_index (part->rejects, i));
  g_ptr_array_sort (sum->rejects, compare_rejects);
  for (guint i = 0; i < part->adjustments->len; i++)
    add_adjustment (sum, g_ptr_array_index (part->adjustments, i));
  for (guint i = 0; i < part->currencies->len; i++)
    add_currency (sum->currencies, g_ptr_array_index (part->currencies, i));
  for (guint i = 0; i < part->warnings->len; i++)
    add_text (sum->warnings, g_ptr_array_index (part->warnings, i));
}

/**
 * clv_import_parts_add:
 * @sum: of the tables before, or a new result
 * @part: what one table gave
 *
 * Adds the counts and the amounts, and joins what was left out for one reason.
 */
void
clv_import_parts_add (ClvImportResult       *sum,
                      const ClvImportResult *part)
{
  sum->batch = part->batch != 0 ? part->batch : sum->batch;
  sum->rows_read += part->rows_read;
  sum->rows_kept += part->rows_kept;
  sum->rows_rejected += part->rows_rejected;
  sum->orders += part->orders;
  sum->customers += part->customers;
  sum->new_orders += part->new_orders;
  sum->already_present += part->already_present;
  sum->changed_orders += part->changed_orders;
  sum->refund_rows += part->refund_rows;
  sum->net_amount += part->net_amount;
  sum->refund_amount += part->refund_amount;
  sum->plain_amount += part->plain_amount;
  sum->n_attributes = MAX (sum->n_attributes, part->n_attributes);
  sum->records += part->records;
  sum->new_records += part->new_records;
  sum->changed_records += part->changed_records;
  if (sum->currency == NULL)
    sum->currency = g_strdup (part->currency);
  if (part->first_date != CLV_DATE_INVALID
      && (sum->first_date == CLV_DATE_INVALID || part->first_date < sum->first_date))
    sum->first_date = part->first_date;
  if (part->last_date != CLV_DATE_INVALID
      && (sum->last_date == CLV_DATE_INVALID || part->last_date > sum->last_date))
    sum->last_date = part->last_date;
  add_lists (sum, part);
}

/**
 * clv_import_parts_warn:
 * @sum: of all tables
 * @warnings: (element-type utf8): of those that were left out
 * @n_parts: how many were read
 *
 * Says how the sum is to be read.
 */
void
clv_import_parts_warn (ClvImportResult *sum,
                       GPtrArray       *warnings,
                       guint            n_parts)
{
  for (guint i = 0; i < warnings->len; i++)
    add_text (sum->warnings, g_ptr_array_index (warnings, i));
  if (n_parts > 1)
    add_text (sum->warnings,
              _("The figures add up what each table holds. A customer, or an order with a number, "
                "that several of them have counts in each here, and once in the workspace."));
}

/**
 * clv_import_parts_count_effect:
 *
 * As clv_rule_effect_count(), over each table that the plan is for.
 *
 * Returns: (transfer full) (nullable): the sum
 */
ClvRuleEffect *
clv_import_parts_count_effect (const char           *path,
                               const ClvImportPlan  *plan,
                               const char           *time_zone,
                               const char           *currency,
                               const ClvProgress    *progress,
                               GError              **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) parts = clv_import_parts_list (path, plan, 0, warnings, progress, error);
  g_autoptr(ClvRuleEffect) sum = NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const ClvImportPart *part = g_ptr_array_index (parts, i);
      g_autoptr(ClvRuleEffect) effect = clv_rule_effect_count (path, part->plan, time_zone,
                                                               currency, progress, error);

      if (effect == NULL)
        return NULL;
      if (sum == NULL || sum->failure != NULL)
        {
          clv_rule_effect_free (sum);
          sum = g_steal_pointer (&effect);
          continue;
        }
      sum->rows_kept += effect->rows_kept;
      sum->orders += effect->orders;
      sum->customers += effect->customers;
      sum->net_amount += effect->net_amount;
      sum->refund_amount += effect->refund_amount;
    }

  return g_steal_pointer (&sum);
}

static void
add_values (GPtrArray *sum,
            GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const ClvValueCount *value = g_ptr_array_index (values, i);
      ClvValueCount *known = NULL;

      for (guint j = 0; known == NULL && j < sum->len; j++)
        if (g_str_equal (((ClvValueCount *) g_ptr_array_index (sum, j))->value, value->value))
          known = g_ptr_array_index (sum, j);
      if (known == NULL)
        {
          known = g_new0 (ClvValueCount, 1);
          known->value = g_strdup (value->value);
          g_ptr_array_add (sum, known);
        }
      known->n_rows += value->n_rows;
      known->amount += value->amount;
    }
}

/**
 * clv_import_parts_count_values:
 *
 * As clv_value_count_file(), over each table that the plan is for.
 *
 * Returns: (transfer full) (nullable) (element-type ClvValueCount): the sums
 */
GPtrArray *
clv_import_parts_count_values (const char           *path,
                               const ClvImportPlan  *plan,
                               const char           *column,
                               const char           *currency,
                               const ClvProgress    *progress,
                               GError              **error)
{
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) parts = clv_import_parts_list (path, plan, 0, warnings, progress, error);
  g_autoptr(GPtrArray) sum = NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const ClvImportPart *part = g_ptr_array_index (parts, i);
      g_autoptr(GPtrArray) values = clv_value_count_file (path, part->plan, column, currency,
                                                          progress, error);

      if (values == NULL)
        return NULL;
      if (sum == NULL)
        sum = g_steal_pointer (&values);
      else
        add_values (sum, values);
    }

  return g_steal_pointer (&sum);
}
