/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-batch-parts.h"
#include "clv-batch-reader.h"
#include "clv-mix.h"
#include "clv-order-merge.h"

/* Two sums of independent 64-bit hashes stand for the multiset of an order's
 * lines: they do not depend on the order of lines, and two different multisets
 * agree by accident once in 2^128. */

typedef struct
{
  guint64 sums[2];
  guint64 n;
} Lines;

typedef struct
{
  Lines run;
  Lines old;
} Order;

struct _ClvOrderMerge
{
  ClvWorkspace *workspace;   /* (unowned) */
  ClvBatchStore *store;      /* (unowned) */
  const ClvImportHead *head; /* (unowned) */
  ClvDictionary *keys;       /* of the run's orders */
  GArray *orders;            /* Order by code of @keys */
  GArray *old_batches;       /* gint64 */
  GString *key;
  ClvRows *rows;
  guint64 n_new;
  guint64 n_present;
  guint64 n_changed;
};

/* What is called for each row of earlier batches that is not replaced yet. */
typedef struct
{
  ClvOrderMerge *merge;
  ClvDictionary *customers;
  guint64 *customer_hashes;
  gint64 batch;
  gint64 old_batch;
} Scan;

static void
add_line (Lines         *lines,
          const ClvRows *rows,
          guint32        row,
          guint64        customer_hash)
{
  guint64 a = clv_mix (customer_hash ^ clv_mix ((guint64) rows->time[row] + 1));
  guint64 b = clv_mix (a + (guint64) rows->amount[row]);

  lines->sums[0] += b;
  lines->sums[1] += clv_mix (b ^ customer_hash ^ G_GUINT64_CONSTANT (0xd6e8feb86659fd93));
  lines->n++;
}

/* The order's id, or customer and time where it has none. */
static void
make_key (ClvOrderMerge       *self,
          const ClvDictionary *customers,
          guint32              row)
{
  const ClvRows *rows = self->rows;
  const char *order = clv_rows_get_order (rows, row);
  gsize length = 0;
  const char *customer = NULL;

  if (order != NULL && *order != '\0')
    {
      g_string_assign (self->key, order);
      return;
    }
  customer = clv_dictionary_get (customers, rows->customer[row], &length);
  g_string_assign (self->key, "\x1f");
  g_string_append_len (self->key, customer, (gssize) length);
  g_string_append_printf (self->key, "\x1f%" G_GINT64_FORMAT, rows->time[row]);
}

static gboolean
take_kept_segment (ClvOrderMerge *self,
                   GPtrArray     *columns)
{
  guint i;

  clv_rows_clear (self->rows);
  for (i = 0; i < columns->len; i++)
    {
      gsize size = 0;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (columns, i), &size);

      if (!clv_rows_take_column (self->rows, bytes[1], bytes, size))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sum_run (ClvOrderMerge  *self,
         GError        **error)
{
  g_autofree guint64 *hashes = clv_batch_hash_texts (self->head->customers);
  GPtrArray *columns = NULL;
  guint seq;

  for (seq = 0; (columns = clv_batch_store_get_segment (self->store, seq)) != NULL; seq++)
    {
      guint32 row;

      if (!take_kept_segment (self, columns))
        {
          clv_batch_set_damaged (self->workspace, 0, error);
          return FALSE;
        }
      for (row = 0; row < self->rows->n; row++)
        {
          guint32 code = 0;

          make_key (self, self->head->customers, row);
          code = clv_dictionary_add (self->keys, self->key->str, self->key->len);
          if (code >= self->orders->len)
            g_array_set_size (self->orders, code + 1);
          add_line (&g_array_index (self->orders, Order, code).run, self->rows, row,
                    hashes[self->rows->customer[row]]);
        }
    }
  return TRUE;
}

static gboolean
list_old_batches (ClvOrderMerge  *self,
                  GError        **error)
{
  g_autoptr(ClvStatement) statement = NULL;

  statement = clv_statement_new (self->workspace, "SELECT id FROM batch WHERE has_orders = 1 "
                                                  "AND undone_at IS NULL ORDER BY id", error);
  return statement != NULL && clv_statement_read_ints (statement, self->old_batches, error);
}

static Order *
find_order (Scan    *scan,
            guint32  row)
{
  ClvOrderMerge *self = scan->merge;
  guint32 code = 0;

  make_key (self, scan->customers, row);
  code = clv_dictionary_lookup (self->keys, self->key->str, self->key->len);
  return code == CLV_DICTIONARY_NONE ? NULL : &g_array_index (self->orders, Order, code);
}

static gboolean
sum_old_segment (Scan          *scan,
                 gint64         seq,
                 const guint8  *bits,
                 GError       **error)
{
  ClvRows *rows = scan->merge->rows;
  guint32 row;

  for (row = 0; row < rows->n; row++)
    {
      Order *order = NULL;

      if (!CLV_ROW_BIT (bits, row))
        order = find_order (scan, row);
      if (order != NULL)
        add_line (&order->old, rows, row, scan->customer_hashes[rows->customer[row]]);
    }
  return TRUE;
}

static gboolean
is_changed (const Order *order)
{
  return order->old.n > 0 && memcmp (&order->run, &order->old, sizeof order->run) != 0;
}

static gboolean
supersede_old_segment (Scan          *scan,
                       gint64         seq,
                       const guint8  *bits,
                       GError       **error)
{
  g_autoptr(GByteArray) list = g_byte_array_new ();
  guint32 row;

  for (row = 0; row < scan->merge->rows->n; row++)
    {
      Order *order = NULL;

      if (!CLV_ROW_BIT (bits, row))
        order = find_order (scan, row);
      if (order != NULL && is_changed (order))
        clv_batch_list_row (list, row);
    }
  return clv_batch_insert_superseded (scan->merge->workspace, scan->batch, scan->old_batch, seq,
                                      list, error);
}

static gboolean
customers_are_known (const ClvRows *rows,
                     guint32        n_customers)
{
  guint32 row;

  for (row = 0; row < rows->n; row++)
    if (rows->customer[row] >= n_customers)
      return FALSE;
  return TRUE;
}

static gboolean
scan_batch (Scan *scan,
            gboolean (*each)(Scan *, gint64, const guint8 *, GError **),
            GError **error)
{
  ClvOrderMerge *self = scan->merge;
  g_autoptr(ClvDictionary) customers = NULL;
  g_autoptr(GHashTable) superseded = NULL;
  g_autofree guint64 *hashes = NULL;
  gint64 n_segments = clv_batch_get_n_segments (self->workspace, scan->old_batch, error);
  gint64 seq;

  if (n_segments < 0
      || !clv_batch_load_superseded (self->workspace, scan->old_batch, &superseded, error))
    return FALSE;
  customers = clv_batch_load_dictionary (self->workspace, scan->old_batch, CLV_SEGMENT_CUSTOMER,
                                         error);
  if (customers == NULL)
    return FALSE;
  hashes = clv_batch_hash_texts (customers);
  scan->customers = customers;
  scan->customer_hashes = hashes;
  for (seq = 0; seq < n_segments; seq++)
    {
      const guint8 *bits = superseded != NULL ? g_hash_table_lookup (superseded, &seq) : NULL;

      if (!clv_rows_load (self->rows, self->workspace, scan->old_batch, seq, error))
        return FALSE;
      if (!customers_are_known (self->rows, clv_dictionary_get_n (customers)))
        {
          clv_batch_set_damaged (self->workspace, scan->old_batch, error);
          return FALSE;
        }
      if (!each (scan, seq, bits, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
scan_old (ClvOrderMerge *self,
          gint64 batch,
          gboolean (*each)(Scan *, gint64, const guint8 *, GError **),
          GError       **error)
{
  Scan scan = { self, NULL, NULL, batch, 0 };
  guint i;

  for (i = 0; i < self->old_batches->len; i++)
    {
      scan.old_batch = g_array_index (self->old_batches, gint64, i);
      if (!scan_batch (&scan, each, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_orders (ClvOrderMerge *self)
{
  guint i;

  for (i = 0; i < self->orders->len; i++)
    {
      const Order *order = &g_array_index (self->orders, Order, i);

      if (order->old.n == 0)
        self->n_new++;
      else if (is_changed (order))
        self->n_changed++;
      else
        self->n_present++;
    }
}

ClvOrderMerge *
clv_order_merge_new (ClvWorkspace         *workspace,
                     ClvBatchStore        *store,
                     const ClvImportHead  *head,
                     GError              **error)
{
  g_autoptr(ClvOrderMerge) self = g_new0 (ClvOrderMerge, 1);

  self->workspace = workspace;
  self->store = store;
  self->head = head;
  self->keys = clv_dictionary_new ();
  self->orders = g_array_new (FALSE, TRUE, sizeof (Order));
  self->old_batches = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->key = g_string_new (NULL);
  self->rows = clv_rows_new ();
  if (!sum_run (self, error) || !list_old_batches (self, error)
      || !scan_old (self, 0, sum_old_segment, error))
    return NULL;
  count_orders (self);
  return g_steal_pointer (&self);
}

void
clv_order_merge_free (ClvOrderMerge *self)
{
  if (self == NULL)
    return;

  clv_dictionary_unref (self->keys);
  g_array_unref (self->orders);
  g_array_unref (self->old_batches);
  g_string_free (self->key, TRUE);
  clv_rows_free (self->rows);
  g_free (self);
}

void
clv_order_merge_get_counts (ClvOrderMerge *self,
                            guint64       *n_new,
                            guint64       *n_present,
                            guint64       *n_changed)
{
  *n_new = self->n_new;
  *n_present = self->n_present;
  *n_changed = self->n_changed;
}

static guint32
recode (const ClvDictionary *from,
        ClvDictionary       *to,
        guint32              code)
{
  gsize length = 0;
  const char *text = NULL;

  if (code == CLV_DICTIONARY_NONE)
    return code;
  text = clv_dictionary_get (from, code, &length);
  return clv_dictionary_add (to, text, length);
}

/* Moves the rows that stay to the front; returns their number. */
static guint32
keep_rows (ClvOrderMerge       *self,
           const ClvImportHead *target_head,
           const char         **order,
           guint32             *order_length)
{
  ClvRows *rows = self->rows;
  guint32 kept = 0;
  guint32 row;

  for (row = 0; row < rows->n; row++)
    {
      const Order *found = NULL;
      guint32 code = 0;

      make_key (self, self->head->customers, row);
      code = clv_dictionary_lookup (self->keys, self->key->str, self->key->len);
      found = &g_array_index (self->orders, Order, code);
      if (found->old.n > 0 && !is_changed (found))
        continue;
      order[kept] = rows->has_order ? clv_rows_get_order (rows, row) : "";
      order_length[kept] = (guint32) strlen (order[kept]);
      rows->customer[kept] = recode (self->head->customers, target_head->customers,
                                     rows->customer[row]);
      rows->time[kept] = rows->time[row];
      rows->amount[kept] = rows->amount[row];
      if (rows->has_product)
        rows->product[kept] = recode (self->head->products, target_head->products,
                                      rows->product[row]);
      kept++;
    }
  return kept;
}

gboolean
clv_order_merge_feed (ClvOrderMerge        *self,
                      ClvBatchStore        *target,
                      const ClvImportHead  *target_head,
                      GError              **error)
{
  g_autofree const char **order = g_new (const char *, CLV_SEGMENT_ROWS);
  g_autofree guint32 *order_length = g_new (guint32, CLV_SEGMENT_ROWS);
  ClvRows *rows = self->rows;
  GPtrArray *columns = NULL;
  guint seq;

  for (seq = 0; (columns = clv_batch_store_get_segment (self->store, seq)) != NULL; seq++)
    {
      ClvRowBlock block = { 0, };

      take_kept_segment (self, columns);
      block.n_rows = keep_rows (self, target_head, order, order_length);
      block.customer = rows->customer;
      block.time = rows->time;
      block.amount = rows->amount;
      block.has_clock = rows->has_clock;
      block.order = rows->has_order ? order : NULL;
      block.order_length = order_length;
      block.product = rows->has_product ? rows->product : NULL;
      if (!clv_batch_store_add (target, &block, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
clv_order_merge_supersede (ClvOrderMerge  *self,
                           gint64          batch,
                           GError        **error)
{
  return self->n_changed == 0 || scan_old (self, batch, supersede_old_segment, error);
}
