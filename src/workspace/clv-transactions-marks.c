/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-transactions-private.h"

/* What tells rows of one customer, day and amount apart: the second, and the
 * order. Few ask for it, so it is read on its own, a segment at a time. */

#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

ClvRowMarks *
clv_row_marks_new (void)
{
  ClvRowMarks *self = g_new (ClvRowMarks, 1);

  self->time = g_new (gint64, CLV_SEGMENT_ROWS);
  self->order = g_new (guint64, CLV_SEGMENT_ROWS);
  return self;
}

void
clv_row_marks_free (ClvRowMarks *self)
{
  if (self == NULL)
    return;
  g_free (self->time);
  g_free (self->order);
  g_free (self);
}

static guint64
hash_bytes (guint64       hash,
            const guint8 *bytes,
            gsize         n)
{
  gsize i;

  for (i = 0; i < n; i++)
    hash = (hash ^ bytes[i]) * FNV_PRIME;
  return hash;
}

/* An order id that is a prefix and a number has another mark than the same id
 * among texts: it matters only where an order is cut by the end of a segment. */
static gboolean
take_orders (ClvRowMarks          *self,
             const ClvSegmentView *view)
{
  gint64 *values = (gint64 *) (gpointer) self->order;
  guint64 prefix = hash_bytes (FNV_OFFSET, view->prefix, view->prefix_length);
  gsize position = 0;
  guint32 i;

  clv_segment_get_ints (view, values);
  if (clv_segment_is_numbered (view))
    {
      for (i = 0; i < view->n; i++)
        self->order[i] = ((guint64) values[i] + prefix) | 1;
      return TRUE;
    }
  for (i = 0; i < view->n; i++)
    {
      gsize length = (gsize) values[i];

      if (values[i] < 0 || length > view->text_size - position)
        return FALSE;
      self->order[i] = length > 0 ? hash_bytes (FNV_OFFSET, view->text + position, length) | 1 : 0;
      position += length;
    }
  return TRUE;
}

static gboolean
take_column (ClvRowMarks   *self,
             guint          field,
             guint32        n,
             gconstpointer  bytes,
             gsize          size)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, field) || view.n != n)
    return FALSE;
  if (field == CLV_SEGMENT_ORDER)
    return take_orders (self, &view);
  clv_segment_get_ints (&view, self->time);
  return TRUE;
}

/* Fills both for the @n rows of a segment; orders are 0 where the batch has none. */
gboolean
clv_row_marks_load (ClvRowMarks   *self,
                    ClvWorkspace  *workspace,
                    gint64         batch,
                    gint64         seq,
                    guint32        n,
                    GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  memset (self->order, 0, n * sizeof *self->order);
  statement = clv_statement_new (workspace, "SELECT field, bytes FROM segment WHERE batch = ?1 "
                                            "AND seq = ?2 AND field IN (2, 4)", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, seq);
  while (has_row)
    {
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      bytes = clv_statement_get_blob (statement, 1, &size);
      if (!take_column (self, (guint) clv_statement_get_int (statement, 0), n, bytes, size))
        {
          clv_batch_set_damaged (workspace, batch, error);
          return FALSE;
        }
    }
  return TRUE;
}

/* Takes replaced rows out, as is done with the rows themselves. */
void
clv_row_marks_drop (ClvRowMarks  *self,
                    const guint8 *bits,
                    guint32       n)
{
  guint32 to = 0;
  guint32 from;

  for (from = 0; from < n; from++)
    {
      if (CLV_ROW_BIT (bits, from))
        continue;
      self->time[to] = self->time[from];
      self->order[to] = self->order[from];
      to++;
    }
}
