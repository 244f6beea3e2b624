/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-batch-parts.h"
#include "clv-batch-store.h"
#include "clv-hash.h"
#include "clv-zone.h"

#define MAX_TEXT_BYTES (64 * 1024 * 1024)

/* A segment of such amounts cannot overflow. */
#define AMOUNT_USUAL (G_MAXINT64 / CLV_SEGMENT_ROWS)

struct _ClvBatchStore
{
  ClvWorkspace *workspace;   /* (unowned) */
  gint64 batch;
  ClvStoreMode mode;
  const ClvImportHead *head; /* (unowned) */

  ClvBulkHash *hash;
  char *content_hash;
  GByteArray *scratch;
  GPtrArray *segments;       /* KEEP: (element-type GPtrArray of GBytes) */
  guint seq;

  /* Rows that wait for their segment to fill. */
  guint32 n_waiting;
  gboolean has_clock;
  gboolean has_order;
  gboolean has_product;
  guint32 *customer;
  gint64 *time;
  gint64 *amount;
  guint32 *product;
  guint32 **attributes;
  GByteArray *order_heap;
  GString *order_text;
  guint32 *order_length;
  const char **order;

  guint64 n_rows;
  gint64 net_amount;
  gboolean any_order;
  ClvZone *zone;
  ClvDate first;
  ClvDate last;
};

/* @head is lent until the store is freed. */
ClvBatchStore *
clv_batch_store_new (ClvWorkspace        *workspace,
                     gint64               batch,
                     ClvStoreMode         mode,
                     const ClvImportHead *head)
{
  ClvBatchStore *self = g_new0 (ClvBatchStore, 1);
  guint i;

  self->workspace = workspace;
  self->batch = batch;
  self->mode = mode;
  self->head = head;
  self->hash = clv_bulk_hash_new ();
  self->scratch = g_byte_array_new ();
  self->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->customer = g_new (guint32, CLV_SEGMENT_ROWS);
  self->time = g_new (gint64, CLV_SEGMENT_ROWS);
  self->amount = g_new (gint64, CLV_SEGMENT_ROWS);
  self->product = g_new (guint32, CLV_SEGMENT_ROWS);
  self->order_heap = g_byte_array_new ();
  self->order_text = g_string_new (NULL);
  self->order_length = g_new (guint32, CLV_SEGMENT_ROWS);
  self->order = g_new (const char *, CLV_SEGMENT_ROWS);
  self->attributes = g_new0 (guint32 *, head->n_attributes + 1);
  for (i = 0; i < head->n_attributes; i++)
    self->attributes[i] = g_new (guint32, CLV_SEGMENT_ROWS);
  self->zone = clv_zone_new (clv_workspace_get_time_zone (workspace));
  self->first = CLV_DATE_INVALID;
  self->last = CLV_DATE_INVALID;
  return self;
}

void
clv_batch_store_free (ClvBatchStore *self)
{
  guint i;

  if (self == NULL)
    return;

  for (i = 0; self->attributes[i] != NULL; i++)
    g_free (self->attributes[i]);
  g_free (self->attributes);
  g_free (self->customer);
  g_free (self->time);
  g_free (self->amount);
  g_free (self->product);
  g_byte_array_unref (self->order_heap);
  g_string_free (self->order_text, TRUE);
  g_free (self->order_length);
  g_free (self->order);
  g_byte_array_unref (self->scratch);
  g_ptr_array_unref (self->segments);
  g_free (self->content_hash);
  clv_bulk_hash_free (self->hash);
  clv_zone_free (self->zone);
  g_free (self);
}

/* Takes the column that was just coded into scratch. */
static gboolean
put_column (ClvBatchStore  *self,
            guint           field,
            guint32         n,
            GError        **error)
{
  clv_bulk_hash_add (self->hash, self->scratch->data, self->scratch->len);
  if (self->mode == CLV_STORE_KEEP)
    g_ptr_array_add (g_ptr_array_index (self->segments, self->seq),
                     g_bytes_new (self->scratch->data, self->scratch->len));
  return self->mode != CLV_STORE_WRITE
         || clv_batch_insert_segment (self->workspace, self->batch, self->seq, field, n,
                                      self->scratch->data, self->scratch->len, error);
}

static gboolean
put_order_columns (ClvBatchStore      *self,
                   const ClvRowBlock  *block,
                   GError            **error)
{
  clv_segment_encode_times (self->scratch, block->n_rows, block->time, block->has_clock);
  if (!put_column (self, CLV_SEGMENT_TIME, block->n_rows, error))
    return FALSE;
  clv_segment_encode_ints (self->scratch, CLV_SEGMENT_AMOUNT, block->n_rows, block->amount);
  if (!put_column (self, CLV_SEGMENT_AMOUNT, block->n_rows, error))
    return FALSE;
  if (clv_row_block_has_orders (block))
    {
      if (block->order != NULL)
        clv_segment_encode_texts (self->scratch, CLV_SEGMENT_ORDER, block->n_rows, block->order,
                                  block->order_length);
      else
        clv_segment_encode_numbered (self->scratch, CLV_SEGMENT_ORDER, block->n_rows,
                                     (const gint64 *) block->order_number, block->order_prefix,
                                     block->order_prefix_length, block->order_digits);
      if (!put_column (self, CLV_SEGMENT_ORDER, block->n_rows, error))
        return FALSE;
      self->any_order = TRUE;
    }
  if (block->product != NULL)
    {
      clv_segment_encode_codes (self->scratch, CLV_SEGMENT_PRODUCT, block->n_rows,
                                block->product, TRUE);
      if (!put_column (self, CLV_SEGMENT_PRODUCT, block->n_rows, error))
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

/* Amounts at the limit of what can be read stay there; usual ones are added
 * without a look at each. */
static void
sum_amounts (ClvBatchStore     *self,
             const ClvRowBlock *block)
{
  guint64 net = 0;
  gint64 least = 0;
  gint64 most = 0;
  guint32 i;

  for (i = 0; i < block->n_rows; i++)
    {
      least = MIN (least, block->amount[i]);
      most = MAX (most, block->amount[i]);
      net += (guint64) block->amount[i];
    }
  if (most <= AMOUNT_USUAL && least >= -AMOUNT_USUAL)
    {
      add_saturated (&self->net_amount, (gint64) net);
      return;
    }
  for (i = 0; i < block->n_rows; i++)
    add_saturated (&self->net_amount, block->amount[i]);
}

static void
sum_up (ClvBatchStore     *self,
        const ClvRowBlock *block)
{
  gint64 least = G_MAXINT64;
  gint64 most = G_MININT64;
  guint32 i;

  for (i = 0; i < block->n_rows; i++)
    {
      least = MIN (least, block->time[i]);
      most = MAX (most, block->time[i]);
    }
  sum_amounts (self, block);
  clv_batch_widen_span (self->zone, least, most, block->has_clock, &self->first, &self->last);
}

static gboolean
put_segment (ClvBatchStore      *self,
             const ClvRowBlock  *block,
             GError            **error)
{
  guint i;

  if (self->mode == CLV_STORE_KEEP)
    g_ptr_array_add (self->segments,
                     g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref));
  clv_segment_encode_codes (self->scratch, CLV_SEGMENT_CUSTOMER, block->n_rows, block->customer,
                            FALSE);
  if (!put_column (self, CLV_SEGMENT_CUSTOMER, block->n_rows, error))
    return FALSE;
  if (self->head->plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      sum_up (self, block);
      if (!put_order_columns (self, block, error))
        return FALSE;
    }
  for (i = 0; block->attributes != NULL && i < self->head->n_attributes; i++)
    {
      clv_segment_encode_codes (self->scratch, CLV_SEGMENT_ATTRIBUTE + i, block->n_rows,
                                block->attributes[i], TRUE);
      if (!put_column (self, CLV_SEGMENT_ATTRIBUTE + i, block->n_rows, error))
        return FALSE;
    }
  self->n_rows += block->n_rows;
  self->seq++;
  return TRUE;
}

static gboolean
flush (ClvBatchStore  *self,
       GError        **error)
{
  ClvRowBlock block = { 0, };
  gsize position = 0;
  guint32 i;

  if (self->n_waiting == 0)
    return TRUE;

  block.n_rows = self->n_waiting;
  block.customer = self->customer;
  block.time = self->time;
  block.amount = self->amount;
  block.has_clock = self->has_clock;
  block.attributes = self->head->n_attributes > 0 ? (const guint32 **) self->attributes : NULL;
  if (self->has_product)
    block.product = self->product;
  if (self->has_order)
    {
      for (i = 0; i < self->n_waiting; i++)
        {
          self->order[i] = (const char *) self->order_heap->data + position;
          position += self->order_length[i];
        }
      block.order = self->order;
      block.order_length = self->order_length;
    }
  self->n_waiting = 0;
  if (!put_segment (self, &block, error))
    return FALSE;
  g_byte_array_set_size (self->order_heap, 0);
  return TRUE;
}

/* A segment is of one kind: with or without clock, orders and products. */
static gboolean
fits_waiting (ClvBatchStore     *self,
              const ClvRowBlock *block)
{
  return self->has_clock == block->has_clock && self->has_order == clv_row_block_has_orders (block)
         && self->has_product == (block->product != NULL);
}

static void
copy_texts (ClvBatchStore     *self,
            const ClvRowBlock *block,
            guint32            from,
            guint32            n)
{
  guint32 i;

  for (i = from; i < from + n; i++)
    {
      g_string_truncate (self->order_text, 0);
      clv_row_block_append_order (block, i, self->order_text);
      g_byte_array_append (self->order_heap, (const guint8 *) self->order_text->str,
                           (guint) self->order_text->len);
      self->order_length[self->n_waiting + i - from] = (guint32) self->order_text->len;
    }
}

static void
copy_rows (ClvBatchStore     *self,
           const ClvRowBlock *block,
           guint32            from,
           guint32            n)
{
  guint32 at = self->n_waiting;
  guint i;

  memcpy (self->customer + at, block->customer + from, n * sizeof (guint32));
  if (block->time != NULL)
    memcpy (self->time + at, block->time + from, n * sizeof (gint64));
  if (block->amount != NULL)
    memcpy (self->amount + at, block->amount + from, n * sizeof (gint64));
  if (block->product != NULL)
    memcpy (self->product + at, block->product + from, n * sizeof (guint32));
  for (i = 0; block->attributes != NULL && i < self->head->n_attributes; i++)
    memcpy (self->attributes[i] + at, block->attributes[i] + from, n * sizeof (guint32));
  if (clv_row_block_has_orders (block))
    copy_texts (self, block, from, n);
  self->n_waiting += n;
}

gboolean
clv_batch_store_add (ClvBatchStore      *self,
                     const ClvRowBlock  *block,
                     GError            **error)
{
  guint32 done = 0;

  if (block->n_rows == 0)
    return TRUE;
  if (self->n_waiting > 0 && !fits_waiting (self, block) && !flush (self, error))
    return FALSE;
  /* The usual case: a full block is coded where it lies. */
  if (self->n_waiting == 0 && block->n_rows == CLV_SEGMENT_ROWS)
    return put_segment (self, block, error);

  self->has_clock = block->has_clock;
  self->has_order = clv_row_block_has_orders (block);
  self->has_product = block->product != NULL;
  while (done < block->n_rows)
    {
      guint32 n = MIN (block->n_rows - done, CLV_SEGMENT_ROWS - self->n_waiting);

      copy_rows (self, block, done, n);
      done += n;
      if ((self->n_waiting == CLV_SEGMENT_ROWS || self->order_heap->len > MAX_TEXT_BYTES)
          && !flush (self, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_dictionary (ClvBatchStore        *self,
                const ClvDictionary  *dictionary,
                guint                 field,
                GError              **error)
{
  return clv_batch_put_dictionary (self->mode == CLV_STORE_WRITE ? self->workspace : NULL,
                                   self->batch, field, dictionary, self->scratch, self->hash,
                                   error);
}

/* Codes what waits and the dictionaries, and closes the hash. */
gboolean
clv_batch_store_finish (ClvBatchStore  *self,
                        GError        **error)
{
  const ClvImportHead *head = self->head;
  guint i;

  if (!flush (self, error) || !put_dictionary (self, head->customers, CLV_SEGMENT_CUSTOMER, error))
    return FALSE;
  if (head->products != NULL
      && !put_dictionary (self, head->products, CLV_SEGMENT_PRODUCT, error))
    return FALSE;
  for (i = 0; i < head->n_attributes; i++)
    if (!put_dictionary (self, head->attribute_values[i], CLV_SEGMENT_ATTRIBUTE + i, error))
      return FALSE;
  for (i = 0; i < head->n_attributes; i++)
    clv_bulk_hash_add (self->hash, head->attribute_names[i],
                       strlen (head->attribute_names[i]) + 1);
  self->content_hash = clv_bulk_hash_finish (self->hash);
  return TRUE;
}

const char *
clv_batch_store_get_hash (ClvBatchStore *self)
{
  return self->content_hash;
}

guint64
clv_batch_store_get_n_rows (ClvBatchStore *self)
{
  return self->n_rows;
}

gint64
clv_batch_store_get_net_amount (ClvBatchStore *self)
{
  return self->net_amount;
}

gboolean
clv_batch_store_has_orders (ClvBatchStore *self)
{
  return self->any_order;
}

void
clv_batch_store_get_dates (ClvBatchStore *self,
                           ClvDate       *first,
                           ClvDate       *last)
{
  *first = self->first;
  *last = self->last;
}

GPtrArray *
clv_batch_store_get_segment (ClvBatchStore *self,
                             guint          seq)
{
  return seq < self->segments->len ? g_ptr_array_index (self->segments, seq) : NULL;
}
