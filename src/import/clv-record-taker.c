/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-error.h"
#include "clv-money.h"
#include "clv-record-taker.h"
#include "clv-row-check.h"
#include "clv-row-note.h"

#define SECONDS_PER_DAY 86400

/* Bytes kept free before decoded text, so that a word that ends with a cell may be
 * loaded from there as well. */
#define SCRATCH_FRONT 8

#define EXAMPLE_BYTES 80

/* What there may be one row of: a product, a customer who was counted already, a
 * ticket with a number. */
static ClvField
key_field (ClvImportKind kind)
{
  if (kind == CLV_IMPORT_KIND_PRODUCTS)
    return CLV_FIELD_PRODUCT;
  if (kind == CLV_IMPORT_KIND_TICKETS)
    return CLV_FIELD_ORDER;

  return kind == CLV_IMPORT_KIND_SUMMARY ? CLV_FIELD_CUSTOMER : CLV_N_FIELDS;
}

static gboolean
is_id (ClvField field)
{
  return field == CLV_FIELD_CUSTOMER || field == CLV_FIELD_ORDER || field == CLV_FIELD_REFERENCE
         || field == CLV_FIELD_PRODUCT;
}

static void
taker_init_columns (ClvRecordTaker *self,
                    GPtrArray      *names,
                    const int      *columns)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      self->columns[i] = columns[i];
      self->names[i] = columns[i] >= 0 ? g_ptr_array_index (names, columns[i]) : NULL;
      if (clv_import_field_is_needed ((ClvField) i, self->layout->kind)
          && columns[i] >= self->last_needed)
        {
          self->last_needed = columns[i];
          self->last_needed_name = self->names[i];
        }
    }
  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      ClvRecordType type = self->layout->columns[i].type;

      if (type == CLV_RECORD_TEXT)
        self->codes[i] = g_new (guint32, CLV_BLOCK_ROWS);
      else
        self->values[i] = g_new (gint64, CLV_BLOCK_ROWS);
      if (type == CLV_RECORD_TIME)
        self->clocks[i] = g_new (guint8, CLV_BLOCK_ROWS);
    }
}

static void
check_clear (gpointer data)
{
  clv_row_check_clear (data);
}

static void
add_check (ClvRecordTaker *self,
           ClvRejectKind   kind,
           int             column,
           GPtrArray      *names,
           GPtrArray      *values,
           gboolean        is_only)
{
  ClvRowCheck check;

  if (column < 0)
    return;
  clv_row_check_init (&check, kind, column, g_ptr_array_index (names, column), values, is_only);
  g_array_append_val (self->checks, check);
}

static void
taker_init_checks (ClvRecordTaker *self,
                   GPtrArray      *names)
{
  const ClvImportPlan *plan = self->head->plan;

  self->checks = g_array_new (FALSE, FALSE, sizeof (ClvRowCheck));
  g_array_set_clear_func (self->checks, check_clear);
  if (plan->excluded_statuses->len > 0)
    add_check (self, CLV_REJECT_STATUS, self->columns[CLV_FIELD_STATUS], names,
               plan->excluded_statuses, FALSE);
  for (guint i = 0; i < plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);

      add_check (self, filter->is_only ? CLV_REJECT_OTHER_VALUE : CLV_REJECT_FILTER,
                 clv_header_find (names, filter->column), names, filter->values, filter->is_only);
    }
}

static void
taker_init_time (ClvRecordTaker *self,
                 GTimeZone      *zone)
{
  const ClvImportPlan *plan = self->head->plan;

  clv_import_plan_get_days (plan, &self->first_day, &self->last_day);
  self->time_zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  self->zone = clv_zone_cache_new_named (plan->zone, zone);
  if (self->columns[CLV_FIELD_ZONE] >= 0)
    self->zones = clv_zone_table_new ();
}

/*
 * clv_record_taker_init:
 * @head: what is the same for the run, with a layout; outlives @self
 * @zone: (nullable): of times without an offset
 * @names: (element-type utf8): the columns of the file; outlive @self
 * @columns: [CLV_N_FIELDS]: their places, or -1
 *
 * Prepares. The caller fills sink, result, rejects and header.
 */
void
clv_record_taker_init (ClvRecordTaker      *self,
                       const ClvImportHead *head,
                       GTimeZone           *zone,
                       GPtrArray           *names,
                       const int           *columns)
{
  const ClvImportPlan *plan = head->plan;

  memset (self, 0, sizeof *self);
  self->head = head;
  self->layout = head->records;
  self->n_columns = names->len;
  self->last_name = g_ptr_array_index (names, names->len - 1);
  taker_init_columns (self, names, columns);
  taker_init_checks (self, names);
  taker_init_time (self, zone);
  self->money = (ClvNumberRules) { plan->decimal, clv_currency_get_exponent (head->currency),
                                   head->currency };
  self->whole = (ClvNumberRules) { plan->decimal, 0, NULL };
  self->key = clv_record_layout_find (self->layout, key_field (self->layout->kind));
  clv_import_rates_init (&self->rates, plan->rates, head->currency);
  clv_customer_key_init (&self->customer_key, plan, self->names[CLV_FIELD_CUSTOMER]);
  self->scratch = g_string_new ("        ");
  self->first_time = G_MAXINT64;
  self->last_time = G_MININT64;
  clv_cell_date_init ();
}

/*
 * clv_record_taker_clear:
 */
void
clv_record_taker_clear (ClvRecordTaker *self)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      g_free (self->codes[i]);
      g_free (self->values[i]);
      g_free (self->clocks[i]);
      g_free (self->failed_examples[i]);
    }
  g_clear_pointer (&self->checks, g_array_unref);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  g_clear_pointer (&self->zone, clv_zone_cache_free);
  g_clear_pointer (&self->zones, clv_zone_table_free);
  clv_import_rates_clear (&self->rates);
  clv_customer_key_clear (&self->customer_key);
  if (self->scratch != NULL)
    g_string_free (self->scratch, TRUE);
}

/*
 * clv_record_taker_cell:
 * @column: its place in the file, or -1
 *
 * A cell without quotes; empty where the row is short or nothing is mapped.
 */
ClvCell
clv_record_taker_cell (ClvRecordTaker *self,
                       guint32         row,
                       int             column)
{
  guint32 first = clv_csv_slice_first_cell (self->slice, row);
  guint32 n = clv_csv_slice_n_cells (self->slice, row);
  ClvCell cell = { "", 0 };

  if (column < 0 || (guint32) column >= n)
    return cell;

  cell = clv_csv_slice_cell_at (self->slice, first + (guint32) column, (guint32) column + 1 == n);
  if (self->slice->marks.any_quote && cell.length > 0)
    cell = clv_cell_decode (cell, self->slice->quote, self->scratch);

  return cell;
}

static gboolean
taker_reject_value (ClvRecordTaker *self,
                    guint32         row,
                    ClvRejectKind   kind,
                    const char     *column,
                    const char     *value)
{
  clv_rejects_add_value (self->rejects, kind, column, value, self->slice, row);
  self->result->rows_rejected++;

  return FALSE;
}

static gboolean
taker_reject (ClvRecordTaker *self,
              guint32         row,
              ClvRejectKind   kind,
              const char     *subject)
{
  clv_rejects_add (self->rejects, kind, subject, self->slice, row);
  self->result->rows_rejected++;

  return FALSE;
}

static ClvRejectKind
reject_kind (ClvRecordType type,
             ClvCellState  state)
{
  if (state == CLV_CELL_OTHER_CURRENCY)
    return CLV_REJECT_CURRENCY;
  if (type == CLV_RECORD_TIME)
    {
      if (state == CLV_CELL_IMPOSSIBLE)
        return CLV_REJECT_NO_SUCH_DAY;
      if (state == CLV_CELL_NO_DATE)
        return CLV_REJECT_NO_DATE;
      return state == CLV_CELL_RANGE || state == CLV_CELL_FUTURE ? CLV_REJECT_DATE_RANGE
                                                                 : CLV_REJECT_NOT_DATE;
    }
  if (state == CLV_CELL_RANGE || state == CLV_CELL_FUTURE)
    return CLV_REJECT_TOO_LARGE;
  if (type == CLV_RECORD_COUNT)
    return CLV_REJECT_NOT_WHOLE;

  return state == CLV_CELL_OTHER_MARK ? CLV_REJECT_OTHER_MARK : CLV_REJECT_NOT_NUMBER;
}

/* A cell of a mapped column that does not hold what it should. */
static gboolean
taker_reject_cell (ClvRecordTaker        *self,
                   guint32                row,
                   const ClvRecordColumn *column,
                   ClvCellState           state)
{
  ClvField field = column->field;
  ClvCell text = clv_csv_slice_row (self->slice, row);
  ClvRejectKind kind = state == CLV_CELL_EMPTY ? CLV_REJECT_EMPTY
                                               : reject_kind (column->type, state);

  if (self->header != NULL && strlen (self->header) == text.length
      && memcmp (self->header, text.text, text.length) == 0)
    return taker_reject (self, row, CLV_REJECT_REPEATED_HEADER, NULL);

  if (clv_row_is_note (self->slice, row, self->n_columns, TRUE))
    return taker_reject (self, row, CLV_REJECT_NOTE, NULL);

  if (column->type != CLV_RECORD_TEXT && kind != CLV_REJECT_CURRENCY
      && self->n_failed[field]++ == 0)
    {
      ClvCell cell = clv_record_taker_cell (self, row, self->columns[field]);

      self->failed_lines[field] = clv_csv_slice_get_line (self->slice, row);
      self->failed_examples[field] = g_utf8_make_valid (cell.text,
                                                        MIN (cell.length, EXAMPLE_BYTES));
    }

  return taker_reject (self, row, kind,
                       kind == CLV_REJECT_CURRENCY ? self->money.currency : self->names[field]);
}

/* The row as a whole. FALSE where it was blank or rejected. */
static gboolean
taker_check_shape (ClvRecordTaker *self,
                   guint32         row)
{
  ClvCsvSlice *slice = self->slice;
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);
  ClvCell text = clv_csv_slice_row (slice, row);
  const ClvCsvBrokenRow *broken = NULL;

  if (clv_csv_slice_row_is_blank (slice, row))
    return FALSE;

  self->result->rows_read++;
  if (slice->n_broken > 0)
    broken = clv_csv_slice_find_broken (slice, row);
  if (broken != NULL)
    return taker_reject (self, row, broken->fault == CLV_CSV_ROW_CUT ? CLV_REJECT_CUT
                                                                     : CLV_REJECT_UNCLOSED, NULL);
  if (slice->marks.any_nul && memchr (text.text, 0, text.length) != NULL)
    return taker_reject (self, row, CLV_REJECT_NUL, NULL);
  if (!self->is_valid && !g_utf8_validate (text.text, text.length, NULL))
    return taker_reject (self, row, CLV_REJECT_ENCODING, NULL);
  /* Where a row has a date, a note is one that has none: that is cheaper to see. */
  if ((n <= (guint32) self->last_needed || self->columns[CLV_FIELD_DATE] < 0)
      && clv_row_is_note (slice, row, self->n_columns, TRUE))
    return taker_reject (self, row, CLV_REJECT_NOTE, NULL);
  if (n <= (guint32) self->last_needed)
    return taker_reject (self, row, CLV_REJECT_SHORT, self->last_needed_name);
  for (guint32 i = self->n_columns; i < n; i++)
    {
      if (clv_cell_trim (clv_csv_slice_cell_at (slice, first + i, i + 1 == n)).length > 0)
        return taker_reject (self, row, CLV_REJECT_LONG, self->last_name);
    }

  return TRUE;
}

static gboolean
taker_read_currency (ClvRecordTaker *self,
                     guint32         row)
{
  ClvCell cell;

  self->is_home = TRUE;
  if (self->columns[CLV_FIELD_CURRENCY] < 0)
    return TRUE;

  cell = clv_cell_trim (clv_record_taker_cell (self, row, self->columns[CLV_FIELD_CURRENCY]));
  if (clv_cell_is_missing (cell))
    return taker_reject (self, row, CLV_REJECT_EMPTY, self->names[CLV_FIELD_CURRENCY]);
  if (cell.length != 3)
    return taker_reject (self, row, CLV_REJECT_CURRENCY, self->money.currency);
  for (guint i = 0; i < 3; i++)
    self->currency[i] = g_ascii_toupper (cell.text[i]);
  self->is_home = g_str_equal (self->currency, self->money.currency);

  return self->is_home || clv_import_rates_has (&self->rates, self->currency)
         || taker_reject (self, row, CLV_REJECT_CURRENCY, self->money.currency);
}

/* What the rules leave out, and amounts of another currency. */
static gboolean
taker_check_rules (ClvRecordTaker *self,
                   guint32         row)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      ClvRowCheck *check = &g_array_index (self->checks, ClvRowCheck, i);
      ClvCell cell = clv_record_taker_cell (self, row, check->column);
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
      return taker_reject_value (self, row, check->kind, check->name, value);
    }

  return taker_read_currency (self, row);
}

static gboolean
taker_is_needed (const ClvRecordTaker *self,
                 guint                 at)
{
  return clv_import_field_is_needed (self->layout->columns[at].field, self->layout->kind);
}

/* All that is no text, into the row at index n. */
static gboolean
taker_take_values (ClvRecordTaker *self,
                   guint32         row)
{
  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      const ClvRecordColumn *column = &self->layout->columns[i];
      ClvCell cell = clv_record_taker_cell (self, row, self->columns[column->field]);
      ClvCellState state;
      gint64 value = 0;

      if (column->type == CLV_RECORD_TEXT)
        {
          self->texts[i] = is_id (column->field) ? clv_customer_key_clean (cell)
                                                 : clv_cell_plain (cell);
          if (clv_cell_is_missing (self->texts[i]))
            {
              if (taker_is_needed (self, i))
                return taker_reject_cell (self, row, column, CLV_CELL_EMPTY);
              self->texts[i].length = 0;
            }
          continue;
        }

      state = clv_record_take_value (self, row, i, cell, &value);
      if (state == CLV_CELL_EMPTY && !taker_is_needed (self, i))
        value = CLV_RECORD_NONE;
      else if (state != CLV_CELL_OK)
        return taker_reject_cell (self, row, column, state);
      self->values[i][self->n] = value;
    }

  return TRUE;
}

static gint64
taker_value (const ClvRecordTaker *self,
             ClvField              field)
{
  int at = clv_record_layout_find (self->layout, field);

  return at < 0 ? CLV_RECORD_NONE : self->values[at][self->n];
}

/* What only holds for figures together. */
static gboolean
taker_check_sense (ClvRecordTaker *self,
                   guint32         row)
{
  gint64 begin = CLV_RECORD_NONE;
  gint64 end = CLV_RECORD_NONE;
  double recency;
  double age;

  if (self->layout->kind == CLV_IMPORT_KIND_SUMMARY)
    {
      recency = clv_record_to_number (taker_value (self, CLV_FIELD_RECENCY));
      age = clv_record_to_number (taker_value (self, CLV_FIELD_AGE));
      if (recency < 0.0 || recency > age
          || (taker_value (self, CLV_FIELD_FREQUENCY) == 0) != (recency == 0.0))
        return taker_reject (self, row, CLV_REJECT_SUMMARY, self->names[CLV_FIELD_RECENCY]);
      return TRUE;
    }
  if (self->columns[CLV_FIELD_DATE] < 0)
    return TRUE;
  if (self->day < self->first_day)
    return taker_reject (self, row, CLV_REJECT_TOO_EARLY, self->names[CLV_FIELD_DATE]);
  if (self->day > self->last_day)
    return taker_reject (self, row, self->head->plan->latest != CLV_DATE_INVALID
                         ? CLV_REJECT_TOO_LATE : CLV_REJECT_FUTURE, self->names[CLV_FIELD_DATE]);
  if (self->columns[CLV_FIELD_ENDED] < 0)
    return TRUE;

  /* A day without a clock may hold any time of it. */
  begin = taker_value (self, CLV_FIELD_DATE);
  end = taker_value (self, CLV_FIELD_ENDED);
  if (end == CLV_RECORD_NONE || end + SECONDS_PER_DAY > begin)
    return TRUE;

  return taker_reject (self, row, CLV_REJECT_ENDS_FIRST, self->names[CLV_FIELD_ENDED]);
}

/* The customer as the rules want it. */
static gboolean
taker_check_customer (ClvRecordTaker *self,
                      guint32         row,
                      guint           at)
{
  ClvCell cell = self->texts[at];
  g_autofree char *value = NULL;

  if (clv_customer_key_is_guest (&self->customer_key, cell))
    {
      value = g_strndup (cell.text, cell.length);
      return taker_reject_value (self, row, CLV_REJECT_GUEST, self->names[CLV_FIELD_CUSTOMER],
                                 value);
    }
  self->texts[at] = clv_customer_key_make (&self->customer_key, cell);

  return TRUE;
}

/* FALSE where the text may not come here. */
static gboolean
taker_check_text (ClvRecordTaker *self,
                  guint32         row,
                  guint           at)
{
  const ClvRecordColumn *column = &self->layout->columns[at];
  ClvCell text = self->texts[at];

  if ((int) at == self->key && text.length > 0
      && clv_dictionary_lookup (column->texts, text.text, text.length) != CLV_DICTIONARY_NONE)
    return taker_reject (self, row, CLV_REJECT_TWICE, self->names[column->field]);
  if (column->field == CLV_FIELD_REFERENCE && self->sink->has_order != NULL
      && !self->sink->has_order (self->sink, text.text, text.length))
    return taker_reject (self, row, CLV_REJECT_UNKNOWN_ORDER, self->names[column->field]);

  return TRUE;
}

/* Texts come last: what is left out leaves none behind. */
static gboolean
taker_take_texts (ClvRecordTaker *self,
                  guint32         row,
                  gboolean       *is_full)
{
  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      const ClvRecordColumn *column = &self->layout->columns[i];

      if (column->type != CLV_RECORD_TEXT)
        continue;
      if (column->field == CLV_FIELD_CUSTOMER && self->texts[i].length > 0
          && !taker_check_customer (self, row, i))
        return FALSE;
      if (!taker_check_text (self, row, i))
        return FALSE;
    }
  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      ClvCell text = self->texts[i];
      guint32 code = CLV_DICTIONARY_NONE;

      if (self->layout->columns[i].type != CLV_RECORD_TEXT)
        continue;
      if (text.length > 0)
        code = clv_dictionary_add (self->layout->columns[i].texts, text.text, text.length);
      *is_full |= code == CLV_DICTIONARY_FULL;
      self->codes[i][self->n] = code;
    }

  return TRUE;
}

/* A refund lowers its order, however its amount is written. */
static void
taker_turn_refund (ClvRecordTaker *self)
{
  int at = clv_record_layout_find (self->layout, CLV_FIELD_AMOUNT);

  if (self->layout->kind == CLV_IMPORT_KIND_REFUNDS && self->values[at][self->n] > 0)
    self->values[at][self->n] = -self->values[at][self->n];
}

static gboolean
taker_take_row (ClvRecordTaker  *self,
                guint32          row,
                GError         **error)
{
  gboolean is_full = FALSE;

  g_string_truncate (self->scratch, SCRATCH_FRONT);
  if (!taker_check_shape (self, row))
    return TRUE;

  /* Cells that had to be unquoted share the scratch, which must not move. */
  if (self->slice->marks.any_quote)
    {
      g_string_set_size (self->scratch,
                         (gsize) clv_csv_slice_row (self->slice, row).length * 4 + 64);
      g_string_truncate (self->scratch, SCRATCH_FRONT);
    }
  if (!taker_check_rules (self, row) || !taker_take_values (self, row)
      || !taker_check_sense (self, row) || !taker_take_texts (self, row, &is_full))
    return TRUE;
  if (is_full)
    {
      g_set_error_literal (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                           _("The file has more different texts than fit. Nothing was imported. "
                             "Split the file."));
      return FALSE;
    }

  taker_turn_refund (self);
  self->n++;

  return self->n < CLV_BLOCK_ROWS || clv_record_taker_flush (self, error);
}

/*
 * clv_record_taker_take:
 * @slice: rows
 * @from: the first to take
 * @error: return location
 *
 * Takes the rows of a slice; full blocks go to the sink.
 */
gboolean
clv_record_taker_take (ClvRecordTaker  *self,
                       ClvCsvSlice     *slice,
                       guint32          from,
                       GError         **error)
{
  if (slice->marks.n_rows == 0)
    return TRUE;

  self->slice = slice;
  self->is_valid = !slice->marks.any_high
                   || g_utf8_validate_len (slice->text,
                                           slice->marks.ends[slice->marks.n_ends - 1], NULL);
  for (guint32 row = from; row < slice->marks.n_rows; row++)
    {
      if (!taker_take_row (self, row, error))
        return FALSE;
    }

  return TRUE;
}

static void
add_saturated (gint64 *sum,
               gint64  value)
{
  if (__builtin_add_overflow (*sum, value, sum))
    *sum = value > 0 ? G_MAXINT64 : G_MININT64;
}

/* Once a row of the file had a clock, all of that column have one. */
static void
taker_settle_clock (ClvRecordTaker *self,
                    guint           at)
{
  guint8 any = 0;

  for (guint32 i = 0; i < self->n; i++)
    any |= self->clocks[at][i];
  self->any_clock[at] |= any != 0;
  for (guint32 i = 0; self->any_clock[at] && i < self->n; i++)
    {
      if (!self->clocks[at][i] && self->values[at][i] != CLV_RECORD_NONE)
        self->values[at][i] = self->zone != NULL
                              ? clv_zone_cache_to_utc (self->zone, self->values[at][i])
                              : self->values[at][i];
    }
}

static void
taker_count (ClvRecordTaker *self)
{
  int amount = clv_record_layout_find (self->layout, CLV_FIELD_AMOUNT);
  int date = clv_record_layout_find (self->layout, CLV_FIELD_DATE);
  gboolean is_refund = self->layout->kind == CLV_IMPORT_KIND_REFUNDS;

  if (amount >= 0 && self->layout->columns[amount].type == CLV_RECORD_MONEY)
    {
      for (guint32 i = 0; i < self->n; i++)
        {
          if (self->values[amount][i] != CLV_RECORD_NONE)
            add_saturated (&self->result->net_amount, self->values[amount][i]);
        }
    }
  for (guint32 i = 0; date >= 0 && i < self->n; i++)
    {
      gint64 time = self->values[date][i];

      self->first_time = MIN (self->first_time, time);
      self->last_time = MAX (self->last_time, time);
    }
  if (is_refund)
    {
      self->result->refund_rows += self->n;
      self->result->refund_amount = self->result->net_amount;
    }
}

/*
 * clv_record_taker_flush:
 * @error: return location
 *
 * Hands the records to the sink and starts a new block.
 */
gboolean
clv_record_taker_flush (ClvRecordTaker  *self,
                        GError         **error)
{
  ClvRecordBlock block = { 0 };

  if (self->n == 0)
    return TRUE;

  for (guint i = 0; i < self->layout->n_columns; i++)
    {
      if (self->clocks[i] != NULL)
        taker_settle_clock (self, i);
      block.codes[i] = self->codes[i];
      block.values[i] = self->values[i];
      block.has_clock[i] = self->any_clock[i];
    }
  taker_count (self);
  block.n_rows = self->n;
  /* Who only wants to know what there is takes nothing. */
  if (self->sink->add_records != NULL
      && !self->sink->add_records (self->sink, &block, error))
    return FALSE;

  self->result->rows_kept += self->n;
  self->result->records += self->n;
  self->n = 0;

  return TRUE;
}
