/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-id-set.h"
#include "clv-row-steps.h"

/* A negative amount of the order, by its own amount: the same one again is the
 * same refund. */
static guint64
refund_fingerprint (guint64 fingerprint,
                    gint64  amount)
{
  guint64 words[2] = { fingerprint, (guint64) amount };

  return clv_id_fingerprint ((const char *) words, sizeof words);
}

/* Where each row repeats the total of its order: whether this is the first. */
static gboolean
check_total (ClvRowTaker *self,
             guint32      row,
             ClvCell      order)
{
  gint64 amount = self->amount.plain;
  guint64 fingerprint = clv_id_fingerprint (order.text, order.length);
  const char *name = self->names[self->amount_field];
  const gint64 *known;

  if (order.length == 0 || self->amount.state != CLV_CELL_OK)
    return TRUE;
  if (self->totals == NULL)
    self->totals = clv_order_map_new ();
  if (amount < 0)
    fingerprint = refund_fingerprint (fingerprint, amount);
  known = clv_order_map_find (self->totals, fingerprint);
  if (known == NULL)
    return TRUE;

  if (*known == amount)
    {
      clv_row_reject (self, row, CLV_REJECT_REPEATED_TOTAL, name, NULL);
      return FALSE;
    }
  clv_row_note (self, row, &self->other_totals, self->amount_field);
  clv_row_reject (self, row, CLV_REJECT_OTHER_TOTAL, name, NULL);

  return FALSE;
}

static void
remember_total (ClvRowTaker *self,
                ClvCell      order)
{
  gint64 amount = self->amount.plain;
  guint64 fingerprint = clv_id_fingerprint (order.text, order.length);

  if (order.length > 0)
    clv_order_map_add (self->totals, amount < 0 ? refund_fingerprint (fingerprint, amount)
                       : fingerprint, amount);
}

/* The second and later lines of an order in exports that fill in the order's
 * own cells only once. */
static gboolean
is_continuation (ClvRowTaker *self,
                 guint32      row,
                 ClvCell      order)
{
  return order.length > 0 && self->amount_field == CLV_FIELD_AMOUNT
         && clv_cell_trim (clv_row_field (self, row, CLV_FIELD_AMOUNT)).length == 0;
}

static void
take_continuation (ClvRowTaker *self,
                   guint32      row,
                   ClvCell      order)
{
  if (order.length == self->last_order->len
      && memcmp (order.text, self->last_order->str, order.length) == 0)
    clv_row_reject (self, row, CLV_REJECT_CONTINUATION, self->names[CLV_FIELD_AMOUNT], NULL);
  else
    clv_row_hold_line (self, row, order);
}

/* Whether the text is there as long as the slice is. */
static gboolean
lasts (const ClvRowTaker *self,
       const char        *text)
{
  const ClvCsvMarks *marks = &self->slice->marks;

  if (marks->n_ends == 0)
    return FALSE;

  return (text >= self->slice->text && text < self->slice->text + marks->ends[marks->n_ends - 1])
         || (text >= self->lowered->str && text < self->lowered->str + self->lowered->len);
}

/* A key that is made lasts only until the next one, so that it would have to be
 * numbered at once, and alone. */
static ClvCell
make_last (ClvRowTaker *self,
           ClvCell      key)
{
  char *copy = self->lowered->str + self->lowered->len;

  if (!self->any_mail || lasts (self, key.text)
      || self->lowered->len + key.length > self->lowered_room)
    return key;

  memcpy (copy, key.text, key.length);
  self->lowered->len += key.length;
  key.text = copy;

  return key;
}

/* Puts a row into the block, which has room. */
static gboolean
add_row (ClvRowTaker       *self,
         const ClvKeptRow  *kept,
         gint64             amount,
         GError           **error)
{
  ClvImportBlock *block = self->block;
  ClvCell customer = kept->customer;
  gboolean is_lent = lasts (self, customer.text);

  block->time[block->n] = kept->time;
  block->has_clock[block->n] = kept->has_clock;
  block->amount[block->n] = amount;
  if (block->has_order)
    clv_import_block_set_order (block, kept->order);
  if (block->product != NULL)
    block->product[block->n] = kept->product;
  /* A text that does not last is numbered at once, after those that wait before it. */
  clv_import_block_add (block, customer);

  return is_lent || clv_import_block_code (block, error);
}

/*
 * clv_row_keep:
 * @kept: what counts of a row
 * @error: return location
 *
 * Puts the row into the block, and what was paid back of it as a row of its own on
 * the same day, so that an order that was paid back in full is no purchase.
 */
gboolean
clv_row_keep (ClvRowTaker       *self,
              const ClvKeptRow  *kept,
              GError           **error)
{
  ClvImportBlock *block = self->block;

  if (block->n == CLV_BLOCK_ROWS && !clv_import_block_flush (block, error))
    return FALSE;
  if (!add_row (self, kept, kept->amount, error))
    return FALSE;
  if (kept->refunded == 0)
    return TRUE;

  if (block->n == CLV_BLOCK_ROWS && !clv_import_block_flush (block, error))
    return FALSE;
  self->n_extra++;
  self->n_extra_orders += kept->order.length == 0;

  return add_row (self, kept, -kept->refunded, error);
}

/* What is counted over the rows that are kept. */
static void
count_kept (ClvRowTaker      *self,
            guint32           row,
            const ClvKeptRow *kept)
{
  clv_row_count_changes (self);
  if (self->amount.is_rounded)
    clv_row_note (self, row, &self->rounded, self->amount_field);
  clv_outliers_sample (&self->amounts, 1, &kept->amount);
  if (clv_outliers_wants (&self->amounts, kept->amount))
    clv_outliers_add (&self->amounts, kept->amount, clv_csv_slice_get_line (self->slice, row));
  if (self->columns[CLV_FIELD_QUANTITY] >= 0)
    {
      ClvNumberRules rules = { self->rules.decimal, 0, NULL };
      gint64 quantity = 0;

      if (clv_cell_number_parse (clv_row_field (self, row, CLV_FIELD_QUANTITY), &rules, &quantity)
          != CLV_CELL_OK)
        return;
      clv_outliers_sample (&self->quantities, 1, &quantity);
      if (clv_outliers_wants (&self->quantities, quantity))
        clv_outliers_add (&self->quantities, quantity,
                          clv_csv_slice_get_line (self->slice, row));
    }
}

/* Who bought; nothing where the row was rejected. */
static ClvCell
read_customer (ClvRowTaker *self,
               guint32      row)
{
  ClvCell cell = clv_customer_key_clean (clv_row_field (self, row, CLV_FIELD_CUSTOMER));
  const char *name = self->names[CLV_FIELD_CUSTOMER];
  const char *guest;

  if (clv_cell_is_missing (cell))
    {
      clv_row_reject (self, row, CLV_REJECT_NO_CUSTOMER, name, NULL);
      return (ClvCell) { NULL, 0 };
    }
  guest = clv_customer_key_find_guest (&self->key, cell);
  if (guest != NULL)
    {
      clv_row_reject (self, row, CLV_REJECT_GUEST, name, guest);
      return (ClvCell) { NULL, 0 };
    }

  return make_last (self, clv_customer_key_make (&self->key, cell));
}

/* The refund of an order, by its number. */
static gboolean
is_refund_of (ClvRowTaker      *self,
              guint32           row,
              const ClvKeptRow *kept,
              ClvCell          *reference)
{
  if (self->columns[CLV_FIELD_REFERENCE] < 0 || !self->block->has_order || kept->amount >= 0)
    return FALSE;

  *reference = clv_customer_key_clean (clv_row_field (self, row, CLV_FIELD_REFERENCE));

  return !clv_cell_is_missing (*reference);
}

static void
remember_buyer (ClvRowTaker      *self,
                const ClvKeptRow *kept)
{
  if (kept->order.length == 0 || kept->amount < 0)
    return;
  if (self->buyers == NULL)
    self->buyers = clv_order_map_new ();
  clv_order_map_add (self->buyers, clv_id_fingerprint (kept->order.text, kept->order.length),
                     self->block->customer[self->block->n - 1]);
}

static gboolean
keep_order_row (ClvRowTaker  *self,
                guint32       row,
                ClvKeptRow   *kept,
                GError      **error)
{
  ClvCell reference = { NULL, 0 };

  if (is_refund_of (self, row, kept, &reference))
    {
      if (self->plan->lines == CLV_LINES_ONCE && self->totals != NULL)
        remember_total (self, kept->order);
      clv_row_hold_refund (self, row, kept, reference);
      return TRUE;
    }
  kept->customer = read_customer (self, row);
  if (kept->customer.text == NULL)
    return TRUE;

  count_kept (self, row, kept);
  if (self->plan->lines == CLV_LINES_ONCE && self->totals != NULL)
    remember_total (self, kept->order);
  if (self->block->product != NULL)
    kept->product = clv_row_code_text (self->head->products,
                                       clv_row_field (self, row, CLV_FIELD_PRODUCT));
  if (!clv_row_keep (self, kept, error))
    return FALSE;
  if (self->columns[CLV_FIELD_REFERENCE] >= 0)
    {
      if (!clv_import_block_code (self->block, error))
        return FALSE;
      remember_buyer (self, kept);
    }

  return TRUE;
}

static gboolean
take_order_row (ClvRowTaker  *self,
                guint32       row,
                GError      **error)
{
  ClvKeptRow kept = { 0 };
  gint32 day = 0;
  gboolean is_kept;

  kept.order = clv_customer_key_clean (clv_row_field (self, row, CLV_FIELD_ORDER));
  if (is_continuation (self, row, kept.order))
    {
      self->amount.state = CLV_CELL_EMPTY;
      take_continuation (self, row, kept.order);
      return TRUE;
    }

  clv_row_read_amount (self, row);
  is_kept = clv_row_check_rules (self, row)
            && clv_row_read_time (self, row, &day, &kept.time, &kept.has_clock)
            && (self->plan->lines != CLV_LINES_ONCE || check_total (self, row, kept.order))
            && clv_row_settle_amount (self, row, day, &kept);
  if (is_kept && !keep_order_row (self, row, &kept, error))
    return FALSE;

  if (self->columns[CLV_FIELD_ORDER] >= 0)
    {
      g_string_truncate (self->last_order, 0);
      g_string_append_len (self->last_order, kept.order.text, kept.order.length);
    }

  return TRUE;
}

static gboolean
take_customer_row (ClvRowTaker  *self,
                   guint32       row,
                   GError      **error)
{
  ClvImportBlock *block = self->block;
  ClvCell customer = read_customer (self, row);

  if (customer.text == NULL)
    return TRUE;

  for (guint i = 0; i < block->n_attributes; i++)
    block->attributes[i][block->n] = clv_row_code_text (self->head->attribute_values[i],
                                                        clv_row_cell (self, row,
                                                                      self->attributes[i]));
  clv_import_block_add (block, customer);

  return clv_import_block_code (block, error);
}

/*
 * clv_row_take_exact:
 * @error: return location
 *
 * Takes one row as the plan says, step by step.
 */
gboolean
clv_row_take_exact (ClvRowTaker  *self,
                    guint32       row,
                    GError      **error)
{
  g_string_truncate (self->scratch, SCRATCH_FRONT);
  if (!clv_row_check_shape (self, row))
    return TRUE;

  /* Cells that had to be unquoted share the scratch, which must not move. */
  if (self->slice->marks.any_quote)
    {
      g_string_set_size (self->scratch,
                         (gsize) clv_csv_slice_row (self->slice, row).length * 24 + 64);
      g_string_truncate (self->scratch, SCRATCH_FRONT);
    }

  return self->has_money ? take_order_row (self, row, error) : take_customer_row (self, row, error);
}
