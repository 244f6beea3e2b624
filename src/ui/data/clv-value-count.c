/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-value-count.h"

#include <string.h>

#include "clv-cell-number.h"
#include "clv-dictionary.h"
#include "clv-header.h"
#include "clv-money.h"

/* A column with more values than this is not one to choose values of. */
#define VALUES_MAX 200

typedef struct
{
  const ClvImportPlan *plan;
  const char *name;        /* of the column that is counted */
  int column;              /* −1 before the header was seen */
  int amount_column;       /* −1 where there is none */
  ClvNumberRules rules;
  ClvDictionary *values;
  GArray *counts;          /* (element-type ClvValueCount): by code, without a value */
  GString *scratch;
} Count;

static void
count_clear (Count *self)
{
  g_clear_pointer (&self->values, clv_dictionary_unref);
  g_clear_pointer (&self->counts, g_array_unref);
  g_string_free (self->scratch, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Count, count_clear)

/* The count of a value, new where it comes for the first time. */
static ClvValueCount *
find_count (Count   *self,
            ClvCell cell,
            char quote)
{
  const ClvValueCount none = { NULL, 0, 0 };
  guint32 code;

  g_string_truncate (self->scratch, 8);
  cell = clv_cell_trim (clv_cell_decode (cell, quote, self->scratch));
  code = clv_dictionary_add (self->values, cell.text, cell.length);
  while (self->counts->len <= code)
    g_array_append_val (self->counts, none);

  return &g_array_index (self->counts, ClvValueCount, code);
}

static ClvCell
get_cell (ClvCsvSlice *slice,
          guint32      row,
          int          column)
{
  return clv_csv_slice_cell_at (slice, clv_csv_slice_first_cell (slice, row) + (guint32) column,
                                (guint32) column + 1 == clv_csv_slice_n_cells (slice, row));
}

static void
count_row (Count       *self,
           ClvCsvSlice *slice,
           guint32      row)
{
  ClvValueCount *count = find_count (self, get_cell (slice, row, self->column), slice->quote);
  gint64 minor = 0;

  count->n_rows++;
  if (self->amount_column < 0
      || (guint32) self->amount_column >= clv_csv_slice_n_cells (slice, row))
    return;

  g_string_truncate (self->scratch, 8);
  if (clv_cell_number_parse (clv_cell_trim (clv_cell_decode (get_cell (slice, row,
                                                                       self->amount_column),
                                                             slice->quote, self->scratch)),
                             &self->rules, &minor) == CLV_CELL_OK)
    count->amount += minor;
}

static void
count_slice (Count       *self,
             ClvCsvSlice *slice)
{
  const gboolean has_header = self->plan->header_row >= 0;

  for (guint32 row = 0; row < slice->marks.n_rows; row++)
    {
      guint32 n = clv_csv_slice_n_cells (slice, row);

      if (clv_csv_slice_row (slice, row).length == 0
          || (self->column < 0 && has_header
              && clv_csv_slice_get_line (slice, row) <= (guint64) self->plan->header_row))
        continue;
      if (self->column < 0)
        {
          g_autoptr(GPtrArray) names = clv_header_names (slice, row, has_header);

          self->column = clv_header_find (names, self->name);
          if (self->plan->columns[CLV_FIELD_AMOUNT] != NULL)
            self->amount_column = clv_header_find (names, self->plan->columns[CLV_FIELD_AMOUNT]);
          if (has_header || self->column < 0)
            continue;
        }
      if ((guint32) self->column < n)
        count_row (self, slice, row);
    }
}

static int
compare_most_first (gconstpointer a,
                    gconstpointer b)
{
  const ClvValueCount *first = *(const ClvValueCount * const *) a;
  const ClvValueCount *second = *(const ClvValueCount * const *) b;

  if (first->n_rows != second->n_rows)
    return first->n_rows < second->n_rows ? 1 : -1;

  return strcmp (first->value, second->value);
}

static GPtrArray *
list_counts (const Count *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_value_count_free);

  for (guint32 code = 0; code < self->counts->len; code++)
    {
      ClvValueCount *count = g_new0 (ClvValueCount, 1);
      gsize length = 0;
      const char *text = clv_dictionary_get (self->values, code, &length);

      count->value = g_utf8_make_valid (text, (gssize) length);
      count->n_rows = g_array_index (self->counts, ClvValueCount, code).n_rows;
      count->amount = g_array_index (self->counts, ClvValueCount, code).amount;
      g_ptr_array_add (list, count);
    }
  g_ptr_array_sort (list, compare_most_first);

  return list;
}

void
clv_value_count_free (ClvValueCount *self)
{
  g_free (self->value);
  g_free (self);
}

/**
 * clv_value_count_file:
 * @path: a sales file
 * @plan: how to read it
 * @column: whose values are counted
 * @currency: ISO code of its amounts
 * @progress: (nullable): learns of cancelling
 * @error: return location
 *
 * Counts over the whole file, since the rare values are those that one wants to leave out.
 *
 * Returns: (transfer full) (nullable) (element-type ClvValueCount): the most frequent
 *   first; empty where there are too many to choose from
 */
GPtrArray *
clv_value_count_file (const char           *path,
                      const ClvImportPlan  *plan,
                      const char           *column,
                      const char           *currency,
                      const ClvProgress    *progress,
                      GError              **error)
{
  g_auto(Count) count = {
    .plan = plan,
    .name = column,
    .column = -1,
    .amount_column = -1,
    .rules = { plan->decimal, clv_currency_get_exponent (currency), NULL },
    .values = clv_dictionary_new (),
    .counts = g_array_new (FALSE, FALSE, sizeof (ClvValueCount)),
    .scratch = g_string_new ("        "),
  };
  g_autoptr(ClvCsvReader) reader = NULL;
  ClvCsvSlice slice;

  g_return_val_if_fail (path != NULL && plan != NULL && column != NULL, NULL);

  reader = clv_csv_reader_new_for_part (path, plan->part, plan->encoding, plan->delimiter,
                                        plan->quote, clv_csv_level_best (), error);
  if (reader == NULL)
    return NULL;
  if (plan->repair_mojibake)
    clv_csv_reader_set_repair (reader);

  do
    {
      if (!clv_progress_step (progress, clv_csv_reader_get_fraction (reader), NULL, error)
          || !clv_csv_reader_next (reader, &slice, error))
        return NULL;
      count_slice (&count, &slice);
    }
  while (slice.marks.n_rows > 0 && count.counts->len <= VALUES_MAX);

  if (count.counts->len > VALUES_MAX)
    g_array_set_size (count.counts, 0);

  return list_counts (&count);
}
