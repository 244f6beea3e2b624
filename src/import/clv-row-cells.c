/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-id-set.h"
#include "clv-row-note.h"
#include "clv-row-note.h"
#include "clv-row-steps.h"

/*
 * clv_row_cell:
 * @column: its place, or -1
 *
 * A cell without quotes; empty where the row is short or nothing is mapped.
 */
ClvCell
clv_row_cell (ClvRowTaker *self,
              guint32      row,
              int          column)
{
  guint32 first = clv_csv_slice_first_cell (self->slice, row);
  guint32 n = clv_csv_slice_n_cells (self->slice, row);
  ClvCell cell = { "", 0 };

  if (column < 0 || (guint32) column >= n)
    return cell;

  cell = clv_csv_slice_cell_at (self->slice, first + (guint32) column, (guint32) column + 1 == n);
  if (self->slice->marks.any_quote)
    cell = clv_cell_decode (cell, self->slice->quote, self->scratch);

  return cell;
}

/*
 * clv_row_field:
 *
 * The cell of the column that was mapped to @field.
 */
ClvCell
clv_row_field (ClvRowTaker *self,
               guint32      row,
               ClvField     field)
{
  return clv_row_cell (self, row, self->columns[field]);
}

/* Which orders the file has, also where none of their rows is kept. */
static void
note_left_order (ClvRowTaker *self,
                 guint32      row)
{
  ClvCell order = clv_customer_key_clean (clv_row_field (self, row, CLV_FIELD_ORDER));

  if (order.length == 0 || self->amount.state == CLV_CELL_EMPTY)
    return;

  if (self->left_orders == NULL)
    self->left_orders = clv_id_set_new ();
  clv_id_set_add_many (self->left_orders, 1, &order.text, &order.length);
}

/*
 * clv_row_reject:
 * @kind: why
 * @column: (nullable): the column it is about
 * @value: (nullable): what stands there, or the currency
 *
 * Leaves the row out, with what it is worth.
 */
void
clv_row_reject (ClvRowTaker   *self,
                guint32        row,
                ClvRejectKind  kind,
                const char    *column,
                const char    *value)
{
  ClvReject *reject = clv_rejects_add_value (self->rejects, kind, column, value, self->slice, row);

  self->result->rows_rejected++;
  if (!self->has_money)
    return;

  /* A total below the table would be in the file's own sum twice. */
  if (kind == CLV_REJECT_NOTE && self->amount.state == CLV_CELL_OK && self->amount.is_home)
    {
      self->home.n_rows--;
      clv_row_add_saturated (&self->home.amount, -self->amount.plain);
      return;
    }
  if (self->amount.state == CLV_CELL_OK
      && g_str_equal (self->amount.currency, reject->currency))
    {
      reject->n_with_amount++;
      clv_row_add_saturated (&reject->amount, self->amount.plain);
    }
  if (self->columns[CLV_FIELD_ORDER] >= 0 && kind != CLV_REJECT_CONTINUATION)
    note_left_order (self, row);
}

/*
 * clv_row_reject_cell:
 * @field: whose column
 * @state: why it cannot be read
 *
 * Leaves the row out because a mapped column does not hold what it should.
 */
void
clv_row_reject_cell (ClvRowTaker  *self,
                     guint32       row,
                     ClvField      field,
                     ClvCellState  state)
{
  static const ClvRejectKind date_kinds[CLV_N_CELL_STATES] = {
    [CLV_CELL_OK] = CLV_REJECT_EMPTY,
    [CLV_CELL_EMPTY] = CLV_REJECT_EMPTY,
    [CLV_CELL_INVALID] = CLV_REJECT_NOT_DATE,
    [CLV_CELL_IMPOSSIBLE] = CLV_REJECT_NO_SUCH_DAY,
    [CLV_CELL_RANGE] = CLV_REJECT_DATE_RANGE,
    [CLV_CELL_OTHER_MARK] = CLV_REJECT_NOT_DATE,
    [CLV_CELL_OTHER_CURRENCY] = CLV_REJECT_NOT_DATE,
    [CLV_CELL_NO_DATE] = CLV_REJECT_NO_DATE,
    [CLV_CELL_FUTURE] = CLV_REJECT_FUTURE,
  };
  static const ClvRejectKind number_kinds[CLV_N_CELL_STATES] = {
    [CLV_CELL_OK] = CLV_REJECT_EMPTY,
    [CLV_CELL_EMPTY] = CLV_REJECT_EMPTY,
    [CLV_CELL_INVALID] = CLV_REJECT_NOT_NUMBER,
    [CLV_CELL_IMPOSSIBLE] = CLV_REJECT_NOT_NUMBER,
    [CLV_CELL_RANGE] = CLV_REJECT_TOO_LARGE,
    [CLV_CELL_OTHER_MARK] = CLV_REJECT_OTHER_MARK,
    [CLV_CELL_OTHER_CURRENCY] = CLV_REJECT_CURRENCY,
    [CLV_CELL_NO_DATE] = CLV_REJECT_NOT_NUMBER,
    [CLV_CELL_FUTURE] = CLV_REJECT_TOO_LARGE,
  };
  gboolean is_date = field == CLV_FIELD_DATE || field == CLV_FIELD_TIME;
  ClvRejectKind kind = is_date ? date_kinds[state] : number_kinds[state];

  if (field == CLV_FIELD_TIME && kind == CLV_REJECT_NOT_DATE)
    kind = CLV_REJECT_NOT_TIME;
  if (kind == CLV_REJECT_CURRENCY)
    {
      clv_row_reject (self, row, kind, NULL, self->rules.currency);
      return;
    }

  if (field == CLV_FIELD_DATE
      && clv_cell_is_name (clv_row_field (self, row, field), self->names[field]))
    {
      clv_row_reject (self, row, CLV_REJECT_REPEATED_HEADER, NULL, NULL);
      return;
    }
  if (field == CLV_FIELD_DATE && clv_row_is_note (self->slice, row, self->n_columns, TRUE))
    {
      clv_row_reject (self, row, CLV_REJECT_NOTE, NULL, NULL);
      return;
    }

  if (self->n_failed[field]++ == 0)
    {
      ClvCell cell = clv_row_field (self, row, field);

      self->failed_lines[field] = clv_csv_slice_get_line (self->slice, row);
      self->failed_examples[field] = g_utf8_make_valid (cell.text, MIN (cell.length, 80));
    }
  clv_row_reject (self, row, kind, self->names[field], NULL);
}

/*
 * clv_row_check_shape:
 *
 * Looks at the row as a whole. FALSE where it was blank or rejected.
 */
gboolean
clv_row_check_shape (ClvRowTaker *self,
                     guint32      row)
{
  ClvCsvSlice *slice = self->slice;
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);
  ClvCell text = clv_csv_slice_row (slice, row);
  const ClvCsvBrokenRow *broken = NULL;

  if (clv_csv_slice_row_is_blank (slice, row))
    return FALSE;

  self->result->rows_read++;
  self->amount.state = CLV_CELL_EMPTY;
  if (slice->n_broken > 0)
    broken = clv_csv_slice_find_broken (slice, row);
  if (broken != NULL)
    clv_row_reject (self, row, broken->fault == CLV_CSV_ROW_CUT ? CLV_REJECT_CUT
                    : CLV_REJECT_UNCLOSED, NULL, NULL);
  else if (slice->marks.any_nul && memchr (text.text, 0, text.length) != NULL)
    clv_row_reject (self, row, CLV_REJECT_NUL, NULL, NULL);
  else if (!self->is_valid && !g_utf8_validate (text.text, text.length, NULL))
    clv_row_reject (self, row, CLV_REJECT_ENCODING, NULL, NULL);
  else if ((n <= (guint32) self->last_needed || !self->has_money)
           && clv_row_is_note (slice, row, self->n_columns, self->has_money))
    clv_row_reject (self, row, CLV_REJECT_NOTE, NULL, NULL);
  else if (n <= (guint32) self->last_needed)
    clv_row_reject (self, row, CLV_REJECT_SHORT, self->last_needed_name, NULL);
  else if (self->has_money && self->header != NULL && self->header_length == text.length
           && memcmp (self->header, text.text, text.length) == 0)
    clv_row_reject (self, row, CLV_REJECT_REPEATED_HEADER, NULL, NULL);
  else
    {
      for (guint32 i = self->n_columns; i < n; i++)
        {
          if (clv_cell_trim (clv_csv_slice_cell_at (slice, first + i, i + 1 == n)).length > 0)
            {
              clv_row_reject (self, row, CLV_REJECT_LONG, self->last_name, NULL);
              return FALSE;
            }
        }
      return TRUE;
    }

  return FALSE;
}

/*
 * clv_row_check_rules:
 *
 * Whether status, cancelled and filters let the row through; else it is rejected.
 */
gboolean
clv_row_check_rules (ClvRowTaker *self,
                     guint32      row)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      ClvRowCheck *check = &g_array_index (self->checks, ClvRowCheck, i);
      ClvCell cell = clv_row_cell (self, row, check->column);
      const char *value = NULL;
      g_autofree char *other = NULL;

      if (clv_row_check_passes (check, cell, &value))
        continue;

      if (check->is_only)
        {
          cell = clv_cell_trim (cell);
          other = g_utf8_make_valid (cell.text, MIN (cell.length, 60));
          value = other;
        }
      clv_row_reject (self, row, check->kind, check->name, value);
      return FALSE;
    }

  return TRUE;
}

/*
 * clv_row_note:
 * @note: what to count it with
 * @field: whose cell is the example
 */
void
clv_row_note (ClvRowTaker *self,
              guint32      row,
              ClvRowNote  *note,
              ClvField     field)
{
  ClvCell cell;

  if (note->n++ > 0)
    return;

  cell = clv_row_field (self, row, field);
  note->line = clv_csv_slice_get_line (self->slice, row);
  note->example = g_utf8_make_valid (cell.text, MIN (cell.length, 80));
}
