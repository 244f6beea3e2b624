/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-error.h"
#include "clv-id-set.h"
#include "clv-money.h"
#include "clv-row-steps.h"

static void
check_clear (gpointer data)
{
  clv_row_check_clear (data);
}

static void
add_check (ClvRowTaker   *self,
           ClvRejectKind  kind,
           int            column,
           const char    *name,
           GPtrArray     *values,
           gboolean       is_only)
{
  ClvRowCheck check;

  clv_row_check_init (&check, kind, column, name, values, is_only);
  g_array_append_val (self->checks, check);
}

static void
init_checks (ClvRowTaker *self,
             GPtrArray   *names)
{
  const ClvImportPlan *plan = self->plan;
  int event = self->columns[CLV_FIELD_EVENT];

  self->checks = g_array_new (FALSE, FALSE, sizeof (ClvRowCheck));
  g_array_set_clear_func (self->checks, check_clear);
  if (!self->has_money)
    return;

  if (self->columns[CLV_FIELD_STATUS] >= 0 && plan->excluded_statuses->len > 0)
    add_check (self, CLV_REJECT_STATUS, self->columns[CLV_FIELD_STATUS],
               self->names[CLV_FIELD_STATUS], plan->excluded_statuses, FALSE);
  if (self->columns[CLV_FIELD_CANCELLED] >= 0)
    add_check (self, CLV_REJECT_CANCELLED, self->columns[CLV_FIELD_CANCELLED],
               self->names[CLV_FIELD_CANCELLED], NULL, FALSE);
  for (guint i = 0; i < plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);
      int column = clv_header_find (names, filter->column);

      if (column >= 0)
        add_check (self, filter->is_only ? CLV_REJECT_OTHER_VALUE : CLV_REJECT_FILTER, column,
                   g_ptr_array_index (names, column), filter->values, filter->is_only);
    }
  self->has_event = event >= 0 && plan->refund_events->len > 0;
  if (self->has_event)
    clv_row_check_init (&self->event, CLV_REJECT_REFUND, event, self->names[CLV_FIELD_EVENT],
                        plan->refund_events, FALSE);
}

static gboolean
is_plain (const ClvRowTaker *self)
{
  static const ClvField others[] = {
    CLV_FIELD_TIME, CLV_FIELD_ZONE, CLV_FIELD_QUANTITY, CLV_FIELD_REFUNDED, CLV_FIELD_REFERENCE
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (self->columns[others[i]] >= 0)
        return FALSE;
    }

  return self->has_money && self->rules.exponent == 2 && self->columns[CLV_FIELD_AMOUNT] >= 0
         && self->plan->lines == CLV_LINES_SUM && self->plan->key == CLV_KEY_AS_WRITTEN
         && (self->columns[CLV_FIELD_TAX] < 0 || self->plan->tax == CLV_PART_KEEP)
         && (self->columns[CLV_FIELD_SHIPPING] < 0 || self->plan->shipping == CLV_PART_KEEP);
}

static void
init_columns (ClvRowTaker *self,
              GPtrArray   *names,
              const int   *columns)
{
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
  self->amount_field = columns[CLV_FIELD_AMOUNT] >= 0 ? CLV_FIELD_AMOUNT : CLV_FIELD_PRICE;
  self->attributes = g_new0 (int, MAX (self->head->n_attributes, 1));
  for (guint i = 0; i < self->head->n_attributes; i++)
    self->attributes[i] = clv_header_find (names, self->head->attribute_names[i]);
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
  memset (self, 0, sizeof *self);
  self->head = head;
  self->plan = head->plan;
  self->has_money = head->plan->kind == CLV_IMPORT_KIND_ORDERS;
  self->rules.decimal = head->plan->decimal;
  self->rules.exponent = clv_currency_get_exponent (head->currency);
  self->rules.currency = head->currency;
  init_columns (self, names, columns);
  clv_customer_key_init (&self->key, self->plan, self->names[CLV_FIELD_CUSTOMER]);
  clv_import_rates_init (&self->rates, self->plan->rates, head->currency);
  init_checks (self, names);
  clv_row_time_init (self);
  self->is_plain = is_plain (self);
  g_strlcpy (self->home.currency, head->currency, sizeof self->home.currency);
  self->scratch = g_string_new ("        ");
  self->last_order = g_string_new (NULL);
  self->lowered = g_string_new (NULL);
  self->held_text = g_string_new (NULL);
  clv_cell_date_init ();
}

static void
clear_text (GString *text)
{
  if (text != NULL)
    g_string_free (text, TRUE);
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
  g_free (self->rounded.example);
  g_free (self->other_totals.example);
  clv_customer_key_clear (&self->key);
  clv_import_rates_clear (&self->rates);
  clv_row_check_clear (&self->event);
  g_clear_pointer (&self->checks, g_array_unref);
  g_clear_pointer (&self->zone, clv_zone_cache_free);
  g_clear_pointer (&self->zones, clv_zone_table_free);
  g_clear_pointer (&self->totals, clv_order_map_free);
  g_clear_pointer (&self->buyers, clv_order_map_free);
  g_clear_pointer (&self->left_orders, clv_id_set_free);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->refunds, g_array_unref);
  clear_text (self->scratch);
  clear_text (self->last_order);
  clear_text (self->lowered);
  clear_text (self->held_text);
}

/* Where there are addresses, room for all of them in lower case. */
static void
prepare_mail (ClvRowTaker *self)
{
  gsize size = self->slice->marks.ends[self->slice->marks.n_ends - 1];

  self->any_mail = self->key.is_mail || memchr (self->slice->text, '@', size) != NULL;
  if (!self->any_mail)
    return;

  self->lowered_room = size;
  g_string_set_size (self->lowered, size);
  g_string_truncate (self->lowered, 0);
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
  gboolean is_plain_slice;

  if (slice->marks.n_rows == 0)
    return TRUE;

  self->slice = slice;
  self->is_watched = FALSE;
  prepare_mail (self);
  self->is_valid = !slice->marks.any_high
                   || g_utf8_validate_len (slice->text,
                                           slice->marks.ends[slice->marks.n_ends - 1], NULL);
  if (self->watcher != NULL
      && !clv_detector_watch_slice (self->watcher, slice, self->is_valid, &self->is_watched))
    {
      self->is_refuted = TRUE;
      return TRUE;
    }
  is_plain_slice = self->is_plain && self->is_valid && slice->n_broken == 0
                   && !slice->marks.any_nul;

  while (row < slice->marks.n_rows)
    {
      guint32 begin = row;

      if (is_plain_slice)
        row = clv_row_take_fast (self, row);
      if (self->is_watched)
        clv_detector_watch_plain_rows (self->watcher, slice, begin, row);
      if (row < slice->marks.n_rows && self->block->n < CLV_BLOCK_ROWS)
        {
          if (self->is_watched)
            clv_detector_watch_row (self->watcher, slice, row);
          if (!clv_row_take_exact (self, row++, error))
            return FALSE;
        }
      if (self->block->n == CLV_BLOCK_ROWS && !clv_import_block_flush (self->block, error))
        return FALSE;
    }

  return clv_import_block_code (self->block, error);
}

/*
 * clv_row_taker_finish:
 * @error: return location
 *
 * After the last slice: takes the rows that waited and flushes the block.
 */
gboolean
clv_row_taker_finish (ClvRowTaker  *self,
                      GError      **error)
{
  clv_row_end_order (self);
  if (!clv_row_settle_late (self, error))
    return FALSE;

  self->result->rows_kept -= self->n_extra;
  self->result->orders -= self->n_extra_orders;
  self->result->plain_amount = self->home.amount;

  return TRUE;
}
