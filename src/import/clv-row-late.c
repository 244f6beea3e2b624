/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-id-set.h"
#include "clv-row-steps.h"

/* Rows that are understood only when all of the file was seen: further lines of an
 * order that a sorted file has put elsewhere, and refunds that name an order. */

typedef struct
{
  gsize at;           /* of the order's id in held_text */
  guint32 length;
  guint held;         /* number of clv_rejects_hold() */
} LateLine;

typedef struct
{
  gsize at;           /* in held_text: reference, own order id, customer */
  guint32 reference;  /* their lengths */
  guint32 order;
  guint32 customer;
  guint32 product;
  guint held;
  gint64 time;
  gboolean has_clock;
  gint64 amount;
  ClvRowAmount read;
  gint64 changes[CLV_N_CHANGES];
} LateRefund;

/*
 * clv_row_hold_line:
 * @order: id, not empty
 *
 * A line without an amount, whose order's first line is not the one before it.
 */
void
clv_row_hold_line (ClvRowTaker *self,
                   guint32      row,
                   ClvCell      order)
{
  LateLine late = { self->held_text->len, order.length, 0 };

  if (self->lines == NULL)
    self->lines = g_array_new (FALSE, FALSE, sizeof (LateLine));
  g_string_append_len (self->held_text, order.text, order.length);
  late.held = clv_rejects_hold (self->rejects, self->slice, row);
  self->result->rows_rejected++;
  g_array_append_val (self->lines, late);
}

/*
 * clv_row_hold_refund:
 * @kept: what counts of the row
 * @reference: number of the order that it is about
 *
 * The refund belongs to that order and to who placed it, if the file has it. The
 * row is kept as rejected until that is known.
 */
void
clv_row_hold_refund (ClvRowTaker      *self,
                     guint32           row,
                     const ClvKeptRow *kept,
                     ClvCell           reference)
{
  ClvCell customer = clv_customer_key_clean (clv_row_field (self, row, CLV_FIELD_CUSTOMER));
  LateRefund late = { 0 };

  if (clv_cell_is_missing (customer) || clv_customer_key_is_guest (&self->key, customer))
    customer.length = 0;
  else
    customer = clv_customer_key_make (&self->key, customer);
  late.at = self->held_text->len;
  late.reference = reference.length;
  late.order = kept->order.length;
  late.customer = customer.length;
  late.product = self->block->product == NULL ? 0
                 : clv_row_code_text (self->head->products,
                                      clv_row_field (self, row, CLV_FIELD_PRODUCT));
  late.time = kept->time;
  late.has_clock = kept->has_clock;
  late.amount = kept->amount;
  late.read = self->amount;
  memcpy (late.changes, self->row_changes, sizeof late.changes);
  late.held = clv_rejects_hold (self->rejects, self->slice, row);
  if (self->amount.is_rounded)
    clv_row_note (self, row, &self->rounded, self->amount_field);

  if (self->refunds == NULL)
    self->refunds = g_array_new (FALSE, FALSE, sizeof (LateRefund));
  g_string_append_len (self->held_text, reference.text, reference.length);
  g_string_append_len (self->held_text, kept->order.text, kept->order.length);
  g_string_append_len (self->held_text, customer.text, customer.length);
  g_array_append_val (self->refunds, late);
}

static gboolean
settle_refund (ClvRowTaker       *self,
               const LateRefund  *late,
               GError           **error)
{
  const char *text = self->held_text->str + late->at;
  const gint64 *buyer = self->buyers == NULL ? NULL
                        : clv_order_map_find (self->buyers,
                                              clv_id_fingerprint (text, late->reference));
  ClvKeptRow kept = { { text + late->reference + late->order, late->customer },
                      { text + late->reference, late->order },
                      late->product, late->time, late->has_clock, late->amount, 0 };

  if (buyer != NULL)
    {
      gsize length = 0;

      kept.customer.text = clv_dictionary_get (self->block->customers, (guint32) *buyer, &length);
      kept.customer.length = (guint32) length;
      kept.order = (ClvCell) { text, late->reference };
    }
  if (kept.customer.length == 0)
    {
      ClvReject *reject = clv_rejects_settle (self->rejects, late->held, CLV_REJECT_NO_CUSTOMER,
                                              self->names[CLV_FIELD_CUSTOMER]);

      self->result->rows_rejected++;
      if (late->read.is_home)
        {
          reject->n_with_amount++;
          clv_row_add_saturated (&reject->amount, late->read.plain);
        }
      return TRUE;
    }

  self->amount = late->read;
  memcpy (self->row_changes, late->changes, sizeof late->changes);
  clv_row_count_changes (self);

  return clv_row_keep (self, &kept, error);
}

static gboolean
settle_refunds (ClvRowTaker  *self,
                GError      **error)
{
  for (guint i = 0; self->refunds != NULL && i < self->refunds->len; i++)
    {
      if (!settle_refund (self, &g_array_index (self->refunds, LateRefund, i), error))
        return FALSE;
    }

  return TRUE;
}

static void
settle_lines (ClvRowTaker *self)
{
  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++)
    {
      const LateLine *late = &g_array_index (self->lines, LateLine, i);
      const char *order = self->held_text->str + late->at;
      gboolean is_known = clv_id_set_has (self->block->order_ids, order, late->length)
                          || (self->left_orders != NULL
                              && clv_id_set_has (self->left_orders, order, late->length));
      ClvRejectKind kind = is_known ? CLV_REJECT_CONTINUATION : CLV_REJECT_ORPHAN_LINE;
      const ClvReject *reject = clv_rejects_settle (self->rejects, late->held, kind,
                                                    self->names[CLV_FIELD_AMOUNT]);

      if (!is_known && self->n_failed[CLV_FIELD_AMOUNT]++ == 0)
        self->failed_lines[CLV_FIELD_AMOUNT] = reject->lines[0];
    }
}

/*
 * clv_row_settle_late:
 * @error: return location
 *
 * After the last row: the rows that waited. Flushes the block.
 */
gboolean
clv_row_settle_late (ClvRowTaker  *self,
                     GError      **error)
{
  if (!settle_refunds (self, error) || !clv_import_block_flush (self->block, error))
    return FALSE;

  settle_lines (self);

  return TRUE;
}
