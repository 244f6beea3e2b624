/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-detect-names.h"
#include "clv-detector-private.h"

/* Whether the verdict can still depend on cells of the column that have not come
 * yet, apart from what clv_detector_watch_plain_rows() sees in their shape. */
static gboolean
is_open (const ClvDetector *self,
         guint              column)
{
  const ClvColumnFacts *facts = &self->columns[column];

  if ((int) column == self->plain_date || (int) column == self->plain_amount)
    return FALSE;

  return facts->is_weighed || facts->distinct != NULL || facts->n_filled == 0;
}

/* Whether rules depend on which values the column has. */
static gboolean
tells_values (const ClvDetector   *self,
              const ClvImportPlan *plan,
              guint                column)
{
  const char *name = g_ptr_array_index (self->names, column);

  return clv_detect_is_status (name) || g_strcmp0 (name, plan->columns[CLV_FIELD_STATUS]) == 0
         || g_strcmp0 (name, plan->columns[CLV_FIELD_EVENT]) == 0
         || g_strcmp0 (name, plan->columns[CLV_FIELD_CURRENCY]) == 0
         || clv_detect_name_score (CLV_FIELD_EVENT, name) > 0;
}

/*
 * clv_detector_watch:
 * @plan: what an import is about to assume of the file
 *
 * From here on an import reads the file and tells what comes. Only what the plan
 * depends on is still gathered; counts and examples for people are not.
 */
void
clv_detector_watch (ClvDetector         *self,
                    const ClvImportPlan *plan)
{
  int date = clv_header_find (self->names, plan->columns[CLV_FIELD_DATE]);
  int amount = clv_header_find (self->names, plan->columns[CLV_FIELD_AMOUNT]);

  self->plain_date = -1;
  self->plain_amount = -1;
  self->plain_decimal = plan->decimal;
  self->plain_order = plan->date_order;
  if (date >= 0 && self->columns[date].is_weighed && self->columns[date].type == CLV_COLUMN_DATE)
    self->plain_date = date;
  if (amount >= 0 && self->columns[amount].is_weighed
      && self->columns[amount].type == CLV_COLUMN_NUMBER)
    self->plain_amount = amount;

  self->open_columns = g_new (guint, self->n_columns);
  self->n_open_columns = 0;
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];

      /* Which values there are matters of a status; else whether there are two. */
      if (facts->n_distinct > 1 && !tells_values (self, plan, i))
        g_clear_pointer (&facts->distinct, clv_dictionary_unref);
      if (is_open (self, i))
        self->open_columns[self->n_open_columns++] = i;
    }
}

/*
 * clv_detector_watch_slice:
 * @slice: the next of the import
 * @is_valid: whether it is valid UTF-8
 * @is_new: (out): whether its rows are to be told of; else they are known
 *
 * Returns: %FALSE where the plan is refuted already
 */
gboolean
clv_detector_watch_slice (ClvDetector *self,
                          ClvCsvSlice *slice,
                          gboolean     is_valid,
                          gboolean    *is_new)
{
  *is_new = slice->first_line > self->n_lines;
  if (*is_new && slice->marks.n_rows > 0)
    self->n_lines = clv_csv_slice_get_line (slice, slice->marks.n_rows - 1);

  return is_valid || !clv_detector_guessed_utf8 (self);
}

/*
 * clv_detector_watch_row:
 * @row: any row of @slice
 *
 * Weighs the cells that something still depends on.
 */
void
clv_detector_watch_row (ClvDetector *self,
                        ClvCsvSlice *slice,
                        guint32      row)
{
  if (clv_csv_slice_row (slice, row).length > 0
      && (slice->n_broken == 0 || clv_csv_slice_find_broken (slice, row) == NULL))
    clv_detector_weigh_row (self, slice, row);
}

static void
add_plain (ClvEvidence *evidence,
           ClvCsvSlice *slice,
           guint32      from,
           guint32      n,
           int          column)
{
  if (evidence->n == 0)
    {
      guint32 first = clv_csv_slice_first_cell (slice, from);
      guint32 n_cells = clv_csv_slice_n_cells (slice, from);

      clv_evidence_add (evidence, clv_csv_slice_get_line (slice, from),
                        clv_csv_slice_cell_at (slice, first + (guint32) column,
                                               (guint32) column + 1 == n_cells));
      n--;
    }
  evidence->n += n;
}

/* Dates of which each says something about the order of day and month. */
static void
watch_dates (ClvDetector *self,
             ClvCsvSlice *slice,
             guint32      from,
             guint32      to)
{
  ClvColumnFacts *facts = &self->columns[self->plain_date];

  for (guint32 row = from; row < to; row++)
    {
      guint32 at = clv_csv_slice_first_cell (slice, row) + (guint32) self->plain_date;
      ClvCell cell = clv_csv_slice_cell_at (slice, at, at == slice->marks.rows[row]);

      if (cell.length == 12 && *cell.text == slice->quote)
        {
          cell.text++;
          cell.length = 10;
        }
      clv_detect_weigh_numbers (facts, cell, clv_csv_slice_get_line (slice, row));
    }
}

/*
 * clv_detector_watch_plain_rows:
 * @from: a row of @slice
 * @to: behind the last
 *
 * As clv_detector_watch_row() of each row from @from to @to, which all have a
 * cell for each column, a date that clv_cell_date_fast_in() reads in the plan's order
 * and an amount that clv_cell_amount_fast() reads with its decimal mark.
 */
void
clv_detector_watch_plain_rows (ClvDetector *self,
                               ClvCsvSlice *slice,
                               guint32      from,
                               guint32      to)
{
  guint32 n = to - from;

  if (n == 0)
    return;

  if (self->plain_date >= 0 && (self->plain_order == CLV_DATE_ORDER_DMY
                                || self->plain_order == CLV_DATE_ORDER_MDY))
    watch_dates (self, slice, from, to);
  else if (self->plain_date >= 0)
    add_plain (&self->columns[self->plain_date].settled, slice, from, n, self->plain_date);
  if (self->plain_amount >= 0)
    {
      ClvColumnFacts *facts = &self->columns[self->plain_amount];

      add_plain (self->plain_decimal == ',' ? &facts->commas : &facts->points, slice, from, n,
                 self->plain_amount);
      facts->n_fractions += n;
    }
  for (guint i = 0; i < self->n_open_columns; i++)
    {
      guint column = self->open_columns[i];

      for (guint32 row = from; row < to; row++)
        clv_detector_weigh_cell (self, slice, row, clv_csv_slice_get_line (slice, row), column);
    }
}

/*
 * clv_detector_confirms:
 * @plan: what the import assumed
 *
 * Whether the whole file gives this very plan and leaves nothing open.
 */
gboolean
clv_detector_confirms (ClvDetector         *self,
                       const ClvImportPlan *plan)
{
  g_autoptr(ClvDetection) detection = clv_detector_decide (self, NULL);
  g_autofree char *assumed = clv_import_plan_to_text (plan);
  g_autofree char *found = NULL;

  if (detection == NULL || detection->questions->len > 0)
    return FALSE;

  found = clv_import_plan_to_text (detection->plan);
  return g_str_equal (assumed, found);
}
