/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-fast.h"
#include "clv-row-steps.h"

/* What the fast way does not ask further about, by the first or the last byte. */
enum
{
  ODD_FIRST = 1 << 0,
  ODD_LAST = 1 << 1,
  ODD_IF_SHORT = 1 << 2 /* perhaps a word for nothing */
};

static const guint8 odd_bytes[256] = {
  [0 ... ' '] = ODD_FIRST | ODD_LAST,
  [0x80 ... 0xff] = ODD_FIRST | ODD_LAST,
  ['\''] = ODD_FIRST,
  ['n'] = ODD_IF_SHORT,
  ['N'] = ODD_IF_SHORT,
  ['-'] = ODD_IF_SHORT,
  ['#'] = ODD_IF_SHORT,
  ['('] = ODD_IF_SHORT,
  ['\\'] = ODD_IF_SHORT,
};

/* Whether clean_key() might change the id, or it might be missing. */
static inline gboolean
is_odd_id (ClvCell cell)
{
  guint8 first = odd_bytes[(guchar) cell.text[0]];
  guchar last = (guchar) cell.text[cell.length - 1];

  return (first & ODD_FIRST) != 0 || (odd_bytes[last] & ODD_LAST) != 0
         || ((first & ODD_IF_SHORT) != 0 && cell.length <= 6)
         || (last == '0' && cell.length > 2 && cell.text[cell.length - 2] == '.');
}

/* Where the fast way is: a row whose first cell is not the first of the slice. */
typedef struct
{
  const ClvCsvSlice *slice;
  guint32 first;       /* cell of the row */
  guint32 n_columns;
  guint32 is_crlf;     /* its line end has two bytes */
} FastRow;

/* Cell @column, without the quotes around it. No text where there are others in it;
 * @is_any: else that is left to the parser of the cell. */
static G_ALWAYS_INLINE inline ClvCell
fast_cell (const FastRow *row,
           guint32        column,
           gboolean       has_quote,
           gboolean       is_any)
{
  const guint32 *ends = row->slice->marks.ends + row->first + column;
  guint32 start = ends[-1] + 1;
  guint32 end = ends[0] - (column + 1 == row->n_columns ? row->is_crlf : 0);
  ClvCell cell = { row->slice->text + start, end - start };

  if (has_quote && cell.length > 0 && *cell.text == row->slice->quote)
    {
      if (cell.length < 2 || cell.text[cell.length - 1] != row->slice->quote
          || (is_any && memchr (cell.text + 1, row->slice->quote, cell.length - 2) != NULL))
        cell = (ClvCell) { NULL, 0 }
      ;
      else
        cell = (ClvCell) { cell.text + 1, cell.length - 2 }
      ;
    }

  return cell;
}

/* Rows often come in the order of their days: the day before is tried first. */
static inline gboolean
fast_date (ClvRowTaker *self,
           ClvCell      cell,
           gint32      *days)
{
  guint64 word = 0;
  guint16 tail = 0;

  if (cell.length != 10)
    return FALSE;

  memcpy (&word, cell.text, 8);
  memcpy (&tail, cell.text + 8, 2);
  if (word != self->day_word || tail != self->day_tail)
    {
      if (!clv_cell_date_fast_in (cell, self->plan->date_order, days)
          || *days < self->first_day || *days > self->last_day)
        return FALSE;
      self->day_word = word;
      self->day_tail = tail;
      self->day = *days;
    }
  *days = self->day;

  return TRUE;
}

/* The address in lower case; it lasts as long as the slice, whose cells together
 * cannot be more than there is room for. */
static ClvCell
fast_lower (ClvRowTaker *self,
            ClvCell      cell)
{
  char *lower = self->lowered->str + self->lowered->len;

  if (self->lowered->len + cell.length > self->lowered_room)
    return (ClvCell) { NULL, 0 }
  ;

  for (guint32 i = 0; i < cell.length; i++)
    {
      guint8 c = (guint8) cell.text[i];

      lower[i] = (char) (c | ((guint8) (c - 'A') < 26 ? 0x20 : 0));
    }
  self->lowered->len += cell.length;
  cell.text = lower;

  return cell;
}

/* The currency must be the run's as it is written, the customer no guest, and no rule
 * may leave the row out; the cells of the row before are known to be let through. */
static gboolean
fast_checks (ClvRowTaker   *self,
             const FastRow *row,
             ClvCell        customer,
             gboolean       has_quote)
{
  int currency_at = self->columns[CLV_FIELD_CURRENCY];
  ClvCell cell;

  if (currency_at >= 0)
    {
      cell = fast_cell (row, (guint32) currency_at, has_quote, TRUE);
      if (cell.length != 3 || memcmp (cell.text, self->rules.currency, 3) != 0)
        return FALSE;
    }
  if (self->key.guests->len > 0 && clv_customer_key_is_guest (&self->key, customer))
    return FALSE;
  for (guint i = 0; i < self->checks->len + (self->has_event ? 1 : 0); i++)
    {
      ClvRowCheck *check = i < self->checks->len ? &g_array_index (self->checks, ClvRowCheck, i)
                           : &self->event;

      cell = fast_cell (row, (guint32) check->column, has_quote, TRUE);
      if (cell.text == NULL
          || (!clv_row_check_is_known (check, cell) && !clv_row_check_passes (check, cell, NULL)))
        return FALSE;
    }

  return TRUE;
}

/* As many rows as are of the common shape: dates as ISO or the plan's order has them,
 * amounts with two decimals, ids that need no cleaning, no quotes but around a cell.
 * Stops at the first other one and returns its index. */
static G_ALWAYS_INLINE inline guint32
take_fast (ClvRowTaker *self,
           guint32      row,
           gboolean     has_order,
           gboolean     has_quote)
{
  const ClvCsvSlice *slice = self->slice;
  ClvImportBlock *block = self->block;
  FastRow fast = { slice, clv_csv_slice_first_cell (slice, row), self->n_columns, 0 };
  guint32 customer_at = (guint32) self->columns[CLV_FIELD_CUSTOMER];
  guint32 date_at = (guint32) self->columns[CLV_FIELD_DATE];
  guint32 amount_at = (guint32) self->columns[CLV_FIELD_AMOUNT];
  guint32 order_at = (guint32) self->columns[CLV_FIELD_ORDER];
  guint32 n_rows = MIN (slice->marks.n_rows, row + (CLV_BLOCK_ROWS - block->n));
  char decimal = self->rules.decimal;
  gboolean has_checks = self->checks->len > 0 || self->has_event
                        || self->columns[CLV_FIELD_CURRENCY] >= 0 || self->key.guests->len > 0;
  ClvCell cell = { NULL, 0 };

  if (fast.first == 0)
    return row;

  for (; row < n_rows; row++)
    {
      guint32 next = slice->marks.rows[row] + 1;
      const char *end = slice->text + slice->marks.ends[next - 1];
      ClvCell customer;
      gint32 days = 0;
      gint64 amount = 0;

      fast.is_crlf = end[-1] == '\r' && end[0] == '\n';
      if (next - fast.first != fast.n_columns
          || !fast_date (self, fast_cell (&fast, date_at, has_quote, FALSE), &days)
          || !clv_cell_amount_fast (fast_cell (&fast, amount_at, has_quote, FALSE), decimal,
                                    &amount)
          || amount == 0)
        break;
      customer = fast_cell (&fast, customer_at, has_quote, TRUE);
      if (customer.length == 0 || is_odd_id (customer)
          || (has_checks && !fast_checks (self, &fast, customer, has_quote)))
        break;
      if (self->any_mail
          && (self->key.is_mail || clv_customer_key_looks_like_mail (customer)))
        {
          customer = fast_lower (self, customer);
          if (customer.text == NULL)
            break;
        }
      if (block->product != NULL)
        {
          cell = fast_cell (&fast, (guint32) self->columns[CLV_FIELD_PRODUCT], has_quote, TRUE);
          if (cell.text == NULL)
            break;
        }
      if (has_order)
        {
          ClvCell order = fast_cell (&fast, order_at, has_quote, TRUE);

          if (!clv_import_block_set_numbered_order (block, order))
            {
              if (order.length == 0 || is_odd_id (order))
                break;
              clv_import_block_set_other_order (block, order);
            }
        }

      if (block->product != NULL)
        block->product[block->n] = clv_row_code_text (self->head->products, cell);
      block->time[block->n] = (gint64) days * SECONDS_PER_DAY;
      block->amount[block->n] = amount;
      /* A row that was rejected here may have had a clock. */
      block->has_clock[block->n] = FALSE;
      clv_import_block_add (block, customer);
      fast.first = next;
    }

  return row;
}

/* What is counted over the rows from @row on, which are those of the block from @from. */
static void
count_rows (ClvRowTaker *self,
            guint32      row,
            guint32      from)
{
  const ClvImportBlock *block = self->block;
  const gint64 *amounts = block->amount + from;
  guint32 n = block->n - from;
  gint64 sum = 0;

  for (guint32 i = 0; i < n; i++)
    {
      /* At most eight digits each: the sum of a block cannot overflow. */
      sum += amounts[i];
      if (G_UNLIKELY (clv_outliers_wants (&self->amounts, amounts[i])))
        clv_outliers_add (&self->amounts, amounts[i],
                          clv_csv_slice_get_line (self->slice, row + i));
    }
  clv_outliers_sample (&self->amounts, n, amounts);
  self->result->rows_read += n;
  self->home.n_rows += n;
  clv_row_add_saturated (&self->home.amount, sum);
}

/*
 * clv_row_take_fast:
 * @row: where to begin
 *
 * Takes rows of the common shape.
 *
 * Returns: the first that is not, or that does not fit into the block
 */
guint32
clv_row_take_fast (ClvRowTaker *self,
                   guint32      row)
{
  ClvImportBlock *block = self->block;
  guint32 from = block->n;
  guint32 end;

  if (self->slice->marks.any_quote)
    end = block->has_order ? take_fast (self, row, TRUE, TRUE) : take_fast (self, row, FALSE, TRUE);
  else
    end = block->has_order ? take_fast (self, row, TRUE, FALSE)
                           : take_fast (self, row, FALSE, FALSE);

  if (end == row)
    return end;
  count_rows (self, row, from);
  if (block->has_order)
    {
      FastRow last = { self->slice, clv_csv_slice_first_cell (self->slice, end - 1),
                       self->n_columns, 0 };
      ClvCell order = clv_csv_slice_row (self->slice, end - 1);

      last.is_crlf = order.text[order.length] == '\r' && order.text[order.length + 1] == '\n';
      order = fast_cell (&last, (guint32) self->columns[CLV_FIELD_ORDER], TRUE, FALSE);
      g_string_truncate (self->last_order, 0);
      g_string_append_len (self->last_order, order.text, order.length);
    }

  return end;
}
