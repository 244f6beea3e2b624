/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-batch-reader.h"
#include "clv-workspace-private.h"

#define BITS_BYTES (CLV_SEGMENT_ROWS / 8)

ClvRows *
clv_rows_new (void)
{
  ClvRows *self = g_new0 (ClvRows, 1);

  self->customer = g_new (guint32, CLV_SEGMENT_ROWS);
  self->time = g_new (gint64, CLV_SEGMENT_ROWS);
  self->amount = g_new (gint64, CLV_SEGMENT_ROWS);
  self->product = g_new (guint32, CLV_SEGMENT_ROWS);
  self->order_offset = g_new (guint32, CLV_SEGMENT_ROWS);
  self->order_heap = g_byte_array_new ();
  return self;
}

void
clv_rows_free (ClvRows *self)
{
  if (self == NULL)
    return;

  g_free (self->customer);
  g_free (self->time);
  g_free (self->amount);
  g_free (self->product);
  g_free (self->order_offset);
  g_byte_array_unref (self->order_heap);
  g_free (self);
}

void
clv_rows_clear (ClvRows *self)
{
  self->n = 0;
  self->has_clock = FALSE;
  self->has_order = FALSE;
  self->has_product = FALSE;
  g_byte_array_set_size (self->order_heap, 0);
}

static gboolean
take_orders (ClvRows              *self,
             const ClvSegmentView *view)
{
  guint32 position = 0;
  guint32 i;

  g_byte_array_set_size (self->order_heap, 0);
  if (!clv_segment_append_texts (view, self->order_heap))
    return FALSE;
  for (i = 0; i < view->n; i++)
    {
      const guint8 *end = NULL;

      if (position < self->order_heap->len)
        end = memchr (self->order_heap->data + position, '\0', self->order_heap->len - position);
      if (end == NULL)
        return FALSE;
      self->order_offset[i] = position;
      position = (guint32) (end - self->order_heap->data) + 1;
    }
  self->has_order = TRUE;
  return TRUE;
}

gboolean
clv_rows_take_column (ClvRows       *self,
                      guint          field,
                      gconstpointer  bytes,
                      gsize          size)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, field) || (self->n != 0 && self->n != view.n))
    return FALSE;

  self->n = view.n;
  switch (field)
    {
    case CLV_SEGMENT_CUSTOMER:
      clv_segment_get_codes (&view, FALSE, self->customer);
      break;
    case CLV_SEGMENT_TIME:
      clv_segment_get_ints (&view, self->time);
      self->has_clock = view.has_clock;
      break;
    case CLV_SEGMENT_AMOUNT:
      clv_segment_get_ints (&view, self->amount);
      break;
    case CLV_SEGMENT_PRODUCT:
      clv_segment_get_codes (&view, TRUE, self->product);
      self->has_product = TRUE;
      break;
    case CLV_SEGMENT_ORDER:
      return take_orders (self, &view);
    default:
      break;
    }
  return TRUE;
}

gboolean
clv_rows_load (ClvRows       *self,
               ClvWorkspace  *workspace,
               gint64         batch,
               gint64         seq,
               GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint n_needed = 0;

  clv_rows_clear (self);
  statement = clv_statement_new (workspace,
                                 "SELECT field, bytes FROM segment "
                                 "WHERE batch = ?1 AND seq = ?2 AND field < 16 ORDER BY field",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, seq);
  while (has_row)
    {
      gconstpointer bytes = NULL;
      gint64 field = 0;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      field = clv_statement_get_int (statement, 0);
      bytes = clv_statement_get_blob (statement, 1, &size);
      if (!clv_rows_take_column (self, (guint) field, bytes, size))
        {
          clv_batch_set_damaged (workspace, batch, error);
          return FALSE;
        }
      n_needed += field <= CLV_SEGMENT_AMOUNT;
    }
  if (n_needed != 3)
    {
      clv_batch_set_damaged (workspace, batch, error);
      return FALSE;
    }
  return TRUE;
}

const char *
clv_rows_get_order (const ClvRows *self,
                    guint32        row)
{
  return self->has_order ? (const char *) self->order_heap->data + self->order_offset[row] : NULL;
}

void
clv_batch_set_damaged (ClvWorkspace  *workspace,
                       gint64         batch,
                       GError       **error)
{
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("The rows of import %d in “%s” are damaged. The file was not changed. "
                 "Restore a backup of it."), (int) batch, workspace->name);
}

/* Returns −1 on error. */
gint64
clv_batch_get_n_segments (ClvWorkspace  *workspace,
                          gint64         batch,
                          GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace, "SELECT COALESCE (MAX (seq) + 1, 0) FROM segment "
                                            "WHERE batch = ?1", error);
  if (statement == NULL)
    return -1;
  clv_statement_bind_int (statement, 1, batch);
  if (!clv_statement_step (statement, &has_row, error))
    return -1;
  return has_row ? clv_statement_get_int (statement, 0) : 0;
}

static gboolean
set_bits (guint8       *bits,
          const guint8 *rows,
          gsize         size)
{
  gsize i;

  if (size % 2 != 0)
    return FALSE;
  for (i = 0; i < size; i += 2)
    {
      guint row = rows[i] | ((guint) rows[i + 1] << 8);

      bits[row >> 3] |= (guint8) (1u << (row & 7));
    }
  return TRUE;
}

gboolean
clv_batch_load_superseded (ClvWorkspace  *workspace,
                           gint64         batch,
                           GHashTable   **superseded,
                           GError       **error)
{
  g_autoptr(GHashTable) table = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  *superseded = NULL;
  statement = clv_statement_new (workspace, "SELECT old_segment, rows FROM superseded "
                                            "WHERE old_batch = ?1 ORDER BY old_segment", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  while (has_row)
    {
      gconstpointer rows = NULL;
      guint8 *bits = NULL;
      gint64 seq = 0;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      if (table == NULL)
        table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
      seq = clv_statement_get_int (statement, 0);
      rows = clv_statement_get_blob (statement, 1, &size);
      bits = g_hash_table_lookup (table, &seq);
      if (bits == NULL)
        {
          bits = g_malloc0 (BITS_BYTES);
          g_hash_table_insert (table, g_memdup2 (&seq, sizeof seq), bits);
        }
      if (!set_bits (bits, rows, size))
        {
          clv_batch_set_damaged (workspace, batch, error);
          return FALSE;
        }
    }
  *superseded = g_steal_pointer (&table);
  return TRUE;
}
