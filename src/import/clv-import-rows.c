/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-import-rows.h"
#include "clv-money.h"

#define SECONDS_PER_DAY 86400

/* Bytes kept free before decoded text, so that a word that ends with a cell may
 * be loaded from there as well. */
#define SCRATCH_FRONT 8

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

/*
 * clv_row_taker_init:
 * @head: what is the same for the run; its plan outlives @self
 * @names: (element-type utf8): the columns of the file; outlive @self
 * @columns: [CLV_N_FIELDS]: their places, or -1
 *
 * Prepares. The caller fills block, result, rejects and header.
 */
void
clv_row_taker_init (ClvRowTaker         *self,
                    const ClvImportHead *head,
                    GPtrArray           *names,
                    const int           *columns)
{
  const char *customer;
  g_autofree char *lower = NULL;

  memset (self, 0, sizeof *self);
  self->head = head;
  self->plan = head->plan;
  self->rules.decimal = head->plan->decimal;
  self->rules.exponent = clv_currency_get_exponent (head->currency);
  self->rules.currency = head->currency;
  self->n_columns = names->len;
  self->last_name = g_ptr_array_index (names, names->len - 1);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      self->columns[i] = columns[i];
      self->names[i] = columns[i] >= 0 ? g_ptr_array_index (names, columns[i]) : NULL;
      if (clv_import_field_is_needed ((ClvField) i, self->plan->kind)
          && columns[i] >= self->last_needed)
        {
          self->last_needed = columns[i];
          self->last_needed_name = self->names[i];
        }
    }
  self->attributes = g_new0 (int, MAX (head->n_attributes, 1));
  for (guint i = 0; i < head->n_attributes; i++)
    self->attributes[i] = clv_header_find (names, head->attribute_names[i]);

  customer = self->names[CLV_FIELD_CUSTOMER];
  lower = g_utf8_strdown (customer != NULL ? customer : "", -1);
  self->has_email = strstr (lower, "mail") != NULL;
  self->is_plain = self->plan->kind == CLV_IMPORT_KIND_ORDERS && self->rules.exponent == 2;
  self->has_checks = columns[CLV_FIELD_CURRENCY] >= 0
                     || (columns[CLV_FIELD_STATUS] >= 0
                         && self->plan->excluded_statuses->len > 0);
  self->scratch = g_string_new ("        ");
  self->last_order = g_string_new (NULL);
  self->status = g_string_new (NULL);
  self->lowered = g_string_new (NULL);
  clv_cell_date_init ();
}

/*
 * clv_row_taker_clear:
 */
void
clv_row_taker_clear (ClvRowTaker *self)
{
  g_free (self->attributes);
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    g_free (self->failed_examples[i]);
  g_free (self->rounded_example);
  if (self->scratch != NULL)
    g_string_free (self->scratch, TRUE);
  if (self->last_order != NULL)
    g_string_free (self->last_order, TRUE);
  if (self->status != NULL)
    g_string_free (self->status, TRUE);
  if (self->lowered != NULL)
    g_string_free (self->lowered, TRUE);
}

/* A mapped cell without quotes; empty where the row is short or nothing is mapped. */
static ClvCell
taker_cell (ClvRowTaker *self,
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

static void
taker_reject (ClvRowTaker   *self,
              guint32        row,
              ClvRejectKind  kind,
              const char    *subject)
{
  clv_rejects_add (self->rejects, kind, subject, self->slice, row);
  self->result->rows_rejected++;
}

/* A cell of a mapped column that does not hold what it should. */
static void
taker_reject_cell (ClvRowTaker  *self,
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
    [CLV_CELL_NO_DATE] = CLV_REJECT_NO_SUCH_DAY,
    [CLV_CELL_FUTURE] = CLV_REJECT_DATE_RANGE,
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
  ClvRejectKind kind = field == CLV_FIELD_AMOUNT ? number_kinds[state] : date_kinds[state];
  ClvCell text = clv_csv_slice_row (self->slice, row);

  if (field == CLV_FIELD_DATE && self->header != NULL && strlen (self->header) == text.length
      && memcmp (self->header, text.text, text.length) == 0)
    {
      taker_reject (self, row, CLV_REJECT_REPEATED_HEADER, NULL);
      return;
    }

  if (field != CLV_FIELD_CUSTOMER && kind != CLV_REJECT_CURRENCY
      && self->n_failed[field]++ == 0)
    {
      ClvCell cell = taker_cell (self, row, self->columns[field]);

      self->failed_lines[field] = clv_csv_slice_get_line (self->slice, row);
      self->failed_examples[field] = g_utf8_make_valid (cell.text, MIN (cell.length, 80));
    }
  taker_reject (self, row, kind,
                kind == CLV_REJECT_CURRENCY ? self->rules.currency : self->names[field]);
}

/* The row as a whole. FALSE where it was blank or rejected. */
static gboolean
taker_check_shape (ClvRowTaker *self,
                   guint32      row)
{
  ClvCsvSlice *slice = self->slice;
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);
  ClvCell text = clv_csv_slice_row (slice, row);
  const ClvCsvBrokenRow *broken = NULL;

  if (text.length == 0)
    return FALSE;

  self->result->rows_read++;
  if (slice->n_broken > 0)
    broken = clv_csv_slice_find_broken (slice, row);
  if (broken != NULL)
    taker_reject (self, row, broken->fault == CLV_CSV_ROW_CUT ? CLV_REJECT_CUT
                  : CLV_REJECT_UNCLOSED, NULL);
  else if (slice->marks.any_nul && memchr (text.text, 0, text.length) != NULL)
    taker_reject (self, row, CLV_REJECT_NUL, NULL);
  else if (!self->is_valid && !g_utf8_validate (text.text, text.length, NULL))
    taker_reject (self, row, CLV_REJECT_ENCODING, NULL);
  else if (n <= (guint32) self->last_needed)
    taker_reject (self, row, CLV_REJECT_SHORT, self->last_needed_name);
  else
    {
      for (guint32 i = self->n_columns; i < n; i++)
        {
          if (clv_cell_trim (clv_csv_slice_cell_at (slice, first + i, i + 1 == n)).length > 0)
            {
              taker_reject (self, row, CLV_REJECT_LONG, self->last_name);
              return FALSE;
            }
        }
      return TRUE;
    }

  return FALSE;
}

/* Spreadsheet guards, blanks, and what turns a whole number into "17850.0". */
static ClvCell
clean_key (ClvCell cell)
{
  cell = clv_cell_trim (cell);
  if (cell.length >= 2 && cell.text[0] == '\'' && strchr ("=+-@\t\r", cell.text[1]) != NULL)
    {
      cell.text++;
      cell.length--;
    }
  if (cell.length > 2 && memcmp (cell.text + cell.length - 2, ".0", 2) == 0)
    {
      guint32 i = 0;

      while (i < cell.length - 2 && g_ascii_isdigit (cell.text[i]))
        i++;
      if (i == cell.length - 2)
        cell.length -= 2;
    }

  return cell;
}

/* The status of the plan's list that the cell is, or NULL. */
static const char *
find_excluded (const ClvRowTaker *self,
               ClvCell            cell)
{
  cell = clv_cell_trim (cell);
  for (guint i = 0; i < self->plan->excluded_statuses->len; i++)
    {
      const char *status = g_ptr_array_index (self->plan->excluded_statuses, i);

      if (strlen (status) == cell.length
          && g_ascii_strncasecmp (status, cell.text, cell.length) == 0)
        return status;
    }

  return NULL;
}

static gboolean
taker_check_status (ClvRowTaker *self,
                    guint32      row)
{
  const char *status = find_excluded (self, taker_cell (self, row,
                                                        self->columns[CLV_FIELD_STATUS]));

  if (status == NULL)
    return TRUE;

  taker_reject (self, row, CLV_REJECT_STATUS, status);
  return FALSE;
}

static gboolean
taker_check_currency (ClvRowTaker *self,
                      guint32      row)
{
  ClvCell cell = clv_cell_trim (taker_cell (self, row, self->columns[CLV_FIELD_CURRENCY]));

  if (clv_cell_is_missing (cell))
    {
      taker_reject (self, row, CLV_REJECT_EMPTY, self->names[CLV_FIELD_CURRENCY]);
      return FALSE;
    }
  if (cell.length != 3 || g_ascii_strncasecmp (cell.text, self->rules.currency, 3) != 0)
    {
      taker_reject (self, row, CLV_REJECT_CURRENCY, self->rules.currency);
      return FALSE;
    }

  return TRUE;
}

/* The second and later lines of an order in exports that fill in the order's
 * own cells only once. */
static gboolean
taker_is_continuation (ClvRowTaker *self,
                       guint32      row)
{
  ClvCell order;

  if (self->columns[CLV_FIELD_ORDER] < 0)
    return FALSE;

  order = clv_cell_trim (taker_cell (self, row, self->columns[CLV_FIELD_ORDER]));
  return order.length > 0 && order.length == self->last_order->len
         && memcmp (order.text, self->last_order->str, order.length) == 0
         && clv_cell_trim (taker_cell (self, row, self->columns[CLV_FIELD_AMOUNT])).length == 0;
}

static gboolean
taker_parse_money (ClvRowTaker *self,
                   guint32      row)
{
  ClvImportBlock *block = self->block;
  ClvCell cell = taker_cell (self, row, self->columns[CLV_FIELD_DATE]);
  ClvCellTime time = { 0 };
  ClvCellState state = CLV_CELL_OK;
  gint64 amount = 0;

  if (!clv_cell_date_fast (cell, &time.days))
    state = clv_cell_date_parse (cell, self->plan->date_order, &time);
  if (state != CLV_CELL_OK)
    {
      taker_reject_cell (self, row, CLV_FIELD_DATE, state);
      return FALSE;
    }

  cell = taker_cell (self, row, self->columns[CLV_FIELD_AMOUNT]);
  if (self->rules.exponent != 2 || !clv_cell_number_fast (cell, self->rules.decimal, &amount))
    state = clv_cell_number_parse_full (cell, &self->rules, &amount, &self->is_rounded);
  if (state != CLV_CELL_OK)
    {
      taker_reject_cell (self, row, CLV_FIELD_AMOUNT, state);
      return FALSE;
    }
  if (amount == 0 && self->plan->zeros == CLV_ZERO_EXCLUDE)
    {
      taker_reject (self, row, CLV_REJECT_ZERO, self->names[CLV_FIELD_AMOUNT]);
      return FALSE;
    }
  if (amount < 0 && self->plan->refunds == CLV_REFUNDS_IGNORE)
    {
      taker_reject (self, row, CLV_REJECT_REFUND, self->names[CLV_FIELD_AMOUNT]);
      return FALSE;
    }

  block->amount[block->n] = amount;
  block->time[block->n] = (gint64) time.days * SECONDS_PER_DAY + time.seconds;
  block->has_clock[block->n] = time.has_clock;
  if (time.has_clock && time.has_offset)
    block->time[block->n] -= time.offset;
  else if (time.has_clock)
    block->time[block->n] = clv_import_block_to_utc (block, block->time[block->n]);

  return TRUE;
}

static guint32
code_text (ClvDictionary *dictionary,
           ClvCell        cell)
{
  cell = clean_key (cell);

  return cell.length == 0 ? CLV_DICTIONARY_NONE
         : clv_dictionary_add (dictionary, cell.text, cell.length);
}

/* The customer's text is copied nowhere: it is numbered at once, after those
 * that wait before it, unless it stands in the slice as it is. */
static gboolean
taker_add_customer (ClvRowTaker  *self,
                    ClvCell       customer,
                    GError      **error)
{
  ClvImportBlock *block = self->block;
  gboolean is_lent = customer.text >= self->slice->text
                     && customer.text < self->slice->text
                     + self->slice->marks.ends[self->slice->marks.n_ends - 1];
  g_autofree char *lower = NULL;

  if (self->has_email)
    {
      lower = g_ascii_strdown (customer.text, customer.length);
      customer.text = lower;
      is_lent = FALSE;
    }
  clv_import_block_add (block, customer);

  return is_lent || clv_import_block_code (block, error);
}

/* The row is kept and its amount is not quite what the file says. */
static void
taker_note_rounded (ClvRowTaker *self,
                    guint32      row)
{
  ClvCell cell;

  if (!self->is_rounded || self->n_rounded++ > 0)
    return;

  cell = taker_cell (self, row, self->columns[CLV_FIELD_AMOUNT]);
  self->rounded_line = clv_csv_slice_get_line (self->slice, row);
  self->rounded_example = g_utf8_make_valid (cell.text, MIN (cell.length, 80));
}

static void
taker_remember_order (ClvRowTaker *self,
                      ClvCell      order)
{
  clv_import_block_set_order (self->block, order);
  g_string_truncate (self->last_order, 0);
  g_string_append_len (self->last_order, order.text, order.length);
}

/* One row by the exact way. */
static gboolean
taker_take_row (ClvRowTaker  *self,
                guint32       row,
                GError      **error)
{
  ClvImportBlock *block = self->block;
  gboolean has_money = self->plan->kind == CLV_IMPORT_KIND_ORDERS;
  ClvCell customer;

  self->is_rounded = FALSE;
  g_string_truncate (self->scratch, SCRATCH_FRONT);
  if (!taker_check_shape (self, row))
    return TRUE;

  /* Cells that had to be unquoted share the scratch, which must not move. */
  if (self->slice->marks.any_quote)
    {
      g_string_set_size (self->scratch,
                         (gsize) clv_csv_slice_row (self->slice, row).length * 12 + 64);
      g_string_truncate (self->scratch, SCRATCH_FRONT);
    }

  if (has_money && taker_is_continuation (self, row))
    {
      taker_reject (self, row, CLV_REJECT_CONTINUATION, self->names[CLV_FIELD_AMOUNT]);
      return TRUE;
    }
  if (self->columns[CLV_FIELD_STATUS] >= 0 && has_money && !taker_check_status (self, row))
    return TRUE;
  if (has_money && !taker_parse_money (self, row))
    return TRUE;
  if (has_money && self->columns[CLV_FIELD_CURRENCY] >= 0 && !taker_check_currency (self, row))
    return TRUE;

  customer = clean_key (taker_cell (self, row, self->columns[CLV_FIELD_CUSTOMER]));
  if (clv_cell_is_missing (customer))
    {
      taker_reject_cell (self, row, CLV_FIELD_CUSTOMER, CLV_CELL_EMPTY);
      return TRUE;
    }

  taker_note_rounded (self, row);
  if (block->has_order)
    taker_remember_order (self, clean_key (taker_cell (self, row, self->columns[CLV_FIELD_ORDER])));
  if (block->product != NULL)
    block->product[block->n] = code_text (self->head->products,
                                          taker_cell (self, row,
                                                      self->columns[CLV_FIELD_PRODUCT]));
  for (guint i = 0; i < block->n_attributes; i++)
    block->attributes[i][block->n] = code_text (self->head->attribute_values[i],
                                                taker_cell (self, row, self->attributes[i]));

  return taker_add_customer (self, customer, error);
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
      if (!clv_cell_date_fast (cell, days))
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

/* The currency must be the run's as it is written, the status must not be left out;
 * the one before is known to be none. */
static gboolean
fast_checks (ClvRowTaker   *self,
             const FastRow *row,
             gboolean       has_quote)
{
  int currency_at = self->columns[CLV_FIELD_CURRENCY];
  int status_at = self->columns[CLV_FIELD_STATUS];
  ClvCell cell;

  if (currency_at >= 0)
    {
      cell = fast_cell (row, (guint32) currency_at, has_quote, TRUE);
      if (cell.length != 3 || memcmp (cell.text, self->rules.currency, 3) != 0)
        return FALSE;
    }
  if (status_at >= 0)
    {
      cell = fast_cell (row, (guint32) status_at, has_quote, TRUE);
      if (cell.text == NULL)
        return FALSE;
      if (self->has_status && cell.length == self->status->len
          && memcmp (cell.text, self->status->str, cell.length) == 0)
        return TRUE;
      if (find_excluded (self, cell) != NULL)
        return FALSE;
      g_string_truncate (self->status, 0);
      g_string_append_len (self->status, cell.text, cell.length);
      self->has_status = TRUE;
    }

  return TRUE;
}

/* As many rows as are of the common shape: ISO dates, amounts with two decimals,
 * ids that need no cleaning, no quotes but around a cell. Stops at the first other
 * one and returns its index. */
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
          || !clv_cell_number_fast (fast_cell (&fast, amount_at, has_quote, FALSE), decimal,
                                    &amount)
          || amount == 0)
        break;
      customer = fast_cell (&fast, customer_at, has_quote, TRUE);
      if (customer.length == 0 || is_odd_id (customer)
          || (self->has_checks && !fast_checks (self, &fast, has_quote)))
        break;
      if (self->has_email)
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
        block->product[block->n] = code_text (self->head->products, cell);
      block->time[block->n] = (gint64) days * SECONDS_PER_DAY;
      block->amount[block->n] = amount;
      /* A row that was rejected here may have had a clock. */
      block->has_clock[block->n] = FALSE;
      clv_import_block_add (block, customer);
      fast.first = next;
    }

  return row;
}

static guint32
taker_take_fast (ClvRowTaker *self,
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

  self->result->rows_read += block->n - from;
  if (block->has_order && end > row)
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

/*
 * clv_row_taker_take:
 * @slice: rows
 * @from: the first to take
 * @error: return location
 *
 * Takes the rows of a slice; full blocks go to the sink.
 */
gboolean
clv_row_taker_take (ClvRowTaker  *self,
                    ClvCsvSlice  *slice,
                    guint32       from,
                    GError      **error)
{
  guint32 row = from;
  gboolean is_plain;

  if (slice->marks.n_rows == 0)
    return TRUE;

  self->slice = slice;
  self->is_watched = FALSE;
  if (self->has_email)
    {
      self->lowered_room = slice->marks.ends[slice->marks.n_ends - 1];
      g_string_set_size (self->lowered, self->lowered_room);
      g_string_truncate (self->lowered, 0);
    }
  self->is_valid = !slice->marks.any_high
                   || g_utf8_validate_len (slice->text,
                                           slice->marks.ends[slice->marks.n_ends - 1], NULL);
  if (self->watcher != NULL
      && !clv_detector_watch_slice (self->watcher, slice, self->is_valid, &self->is_watched))
    {
      self->is_refuted = TRUE;
      return TRUE;
    }
  is_plain = self->is_plain && self->is_valid && slice->n_broken == 0 && !slice->marks.any_nul;

  while (row < slice->marks.n_rows)
    {
      guint32 begin = row;

      if (is_plain)
        row = taker_take_fast (self, row);
      if (self->is_watched)
        clv_detector_watch_plain_rows (self->watcher, slice, begin, row);
      if (row < slice->marks.n_rows && self->block->n < CLV_BLOCK_ROWS)
        {
          if (self->is_watched)
            clv_detector_watch_row (self->watcher, slice, row);
          if (!taker_take_row (self, row++, error))
            return FALSE;
        }
      if (self->block->n == CLV_BLOCK_ROWS && !clv_import_block_flush (self->block, error))
        return FALSE;
    }

  return clv_import_block_code (self->block, error);
}
