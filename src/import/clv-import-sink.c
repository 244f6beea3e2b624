/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-id-form.h"
#include "clv-import-sink.h"

static void
reject_free (gpointer data)
{
  ClvReject *reject = data;

  g_free (reject->reason);
  g_free (reject->repair);
  g_free (reject->column);
  g_free (reject->value);
  for (guint i = 0; i < G_N_ELEMENTS (reject->examples); i++)
    g_free (reject->examples[i]);
  g_free (reject);
}

static void
adjustment_free (gpointer data)
{
  ClvAdjustment *adjustment = data;

  g_free (adjustment->label);
  g_free (adjustment);
}

/*
 * clv_row_block_has_orders:
 *
 * Whether the rows have order ids, in either form.
 */
gboolean
clv_row_block_has_orders (const ClvRowBlock *self)
{
  return self->order != NULL || self->order_number != NULL;
}

/*
 * clv_row_block_append_order:
 * @row: a row of a block with order ids
 * @text: where its id goes
 */
void
clv_row_block_append_order (const ClvRowBlock *self,
                            guint32            row,
                            GString           *text)
{
  if (self->order != NULL)
    g_string_append_len (text, self->order[row], self->order_length[row]);
  else
    clv_id_append (text, self->order_prefix, self->order_prefix_length, self->order_digits,
                   self->order_number[row]);
}

/**
 * clv_import_result_new:
 *
 * Returns: (transfer full): a result of nothing read, without dates
 */
ClvImportResult *
clv_import_result_new (void)
{
  ClvImportResult *self = g_new0 (ClvImportResult, 1);

  self->first_date = CLV_DATE_INVALID;
  self->last_date = CLV_DATE_INVALID;
  self->rejects = g_ptr_array_new_with_free_func (reject_free);
  self->adjustments = g_ptr_array_new_with_free_func (adjustment_free);
  self->currencies = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * clv_import_result_free:
 * @self: (nullable): a result
 *
 * Frees the result and its rejects.
 */
void
clv_import_result_free (ClvImportResult *self)
{
  if (self == NULL)
    return;

  g_free (self->currency);
  g_clear_pointer (&self->rejects, g_ptr_array_unref);
  g_clear_pointer (&self->adjustments, g_ptr_array_unref);
  g_clear_pointer (&self->currencies, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self);
}

/*
 * clv_import_result_add_adjustment:
 * @id: a word, never freed
 * @label: translated
 * @n_rows: rows that it changed; none is no adjustment
 * @amount: minor units taken off
 */
void
clv_import_result_add_adjustment (ClvImportResult *self,
                                  const char      *id,
                                  const char      *label,
                                  guint64          n_rows,
                                  gint64           amount)
{
  ClvAdjustment *adjustment;

  if (n_rows == 0)
    return;

  adjustment = g_new0 (ClvAdjustment, 1);
  adjustment->id = id;
  adjustment->label = g_strdup (label);
  adjustment->n_rows = n_rows;
  adjustment->amount = amount;
  g_ptr_array_add (self->adjustments, adjustment);
}
