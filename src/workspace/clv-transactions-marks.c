/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-transactions-private.h"

/* What tells rows of one customer, day and amount apart: the second, and the
 * order. */

#define FNV_OFFSET G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

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
gboolean
clv_row_marks_take_orders (guint64              *order,
                           const ClvSegmentView *view)
{
  gint64 *values = (gint64 *) (gpointer) order;
  guint64 prefix = hash_bytes (FNV_OFFSET, view->prefix, view->prefix_length);
  gsize position = 0;
  guint32 i;

  clv_segment_get_ints (view, values);
  if (clv_segment_is_numbered (view))
    {
      for (i = 0; i < view->n; i++)
        order[i] = ((guint64) values[i] + prefix) | 1;
      return TRUE;
    }
  for (i = 0; i < view->n; i++)
    {
      gsize length = (gsize) values[i];

      if (values[i] < 0 || length > view->text_size - position)
        return FALSE;
      order[i] = length > 0 ? hash_bytes (FNV_OFFSET, view->text + position, length) | 1 : 0;
      position += length;
    }
  return TRUE;
}

/* Takes replaced rows out, as is done with the rows themselves. */
void
clv_row_marks_drop (gint64       *time,
                    guint64      *order,
                    const guint8 *bits,
                    guint32       n)
{
  guint32 to = 0;
  guint32 from;

  for (from = 0; from < n; from++)
    {
      if (CLV_ROW_BIT (bits, from))
        continue;
      time[to] = time[from];
      order[to] = order[from];
      to++;
    }
}
