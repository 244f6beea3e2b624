/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-hash.h"
#include "clv-batch-parts.h"
#include "clv-record-store.h"
#include "clv-zone.h"

struct _ClvRecordStore
{
  ClvWorkspace *workspace;        /* (unowned) */
  gint64 batch;
  const ClvRecordLayout *layout;  /* (unowned) */
  gboolean keeps;
  ClvBulkHash *hash;
  char *content_hash;
  GByteArray *scratch;
  gint64 *filled;                 /* values with something in the gaps */
  guint32 *present;
  GPtrArray *segments;            /* (element-type GPtrArray of GBytes) */
  guint seq;
  guint64 n_rows;
  gint64 net_amount;
  ClvZone *zone;
  ClvDate first;
  ClvDate last;
};

/* Part of the format: never given to another field. */
static const guint8 segment_fields[CLV_N_FIELDS] = {
  [CLV_FIELD_CUSTOMER] = CLV_SEGMENT_CUSTOMER,
  [CLV_FIELD_DATE] = CLV_SEGMENT_TIME,
  [CLV_FIELD_AMOUNT] = CLV_SEGMENT_AMOUNT,
  [CLV_FIELD_ORDER] = CLV_SEGMENT_ORDER,
  [CLV_FIELD_PRODUCT] = CLV_SEGMENT_PRODUCT,
  [CLV_FIELD_STATUS] = 6,
  [CLV_FIELD_PRICE] = 7,
  [CLV_FIELD_EVENT] = 8,
  [CLV_FIELD_CHANNEL] = 9,
  [CLV_FIELD_CAMPAIGN] = 10,
  [CLV_FIELD_ENDED] = 11,
  [CLV_FIELD_NAME] = 12,
  [CLV_FIELD_CATEGORY] = 13,
  [CLV_FIELD_COST] = 14,
  [CLV_FIELD_MARGIN] = 15,
  [CLV_FIELD_INTERVAL] = 16,
  [CLV_FIELD_RATING] = 17,
  [CLV_FIELD_IMPRESSIONS] = 18,
  [CLV_FIELD_CLICKS] = 19,
  [CLV_FIELD_FREQUENCY] = 20,
  [CLV_FIELD_RECENCY] = 21,
  [CLV_FIELD_AGE] = 22,
  [CLV_FIELD_REFERENCE] = 23,
};

/* Beside a column of values: which rows have one, where not all do. */
#define PRESENCE 128

/* The number of a field in the segments of records, 0 where none are kept of it. */
guint
clv_record_field_to_segment (ClvField field)
{
  return segment_fields[field];
}

/* FALSE where a segment of a newer format has a number that is not known here. */
gboolean
clv_record_field_from_segment (guint     segment_field,
                               ClvField *field,
                               gboolean *is_presence)
{
  guint i;

  *is_presence = segment_field >= PRESENCE;
  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      if (segment_fields[i] != 0 && segment_fields[i] == segment_field % PRESENCE)
        {
          *field = (ClvField) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* @layout is lent until the store is freed. Where it @keeps, nothing is written
 * before clv_record_store_write(). */
ClvRecordStore *
clv_record_store_new (ClvWorkspace          *workspace,
                      gint64                 batch,
                      const ClvRecordLayout *layout,
                      gboolean               keeps)
{
  ClvRecordStore *self = g_new0 (ClvRecordStore, 1);

  self->workspace = workspace;
  self->batch = batch;
  self->layout = layout;
  self->keeps = keeps;
  self->hash = clv_bulk_hash_new ();
  self->scratch = g_byte_array_new ();
  self->filled = g_new (gint64, CLV_SEGMENT_ROWS);
  self->present = g_new (guint32, CLV_SEGMENT_ROWS);
  self->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->zone = clv_zone_new (clv_workspace_get_time_zone (workspace));
  self->first = CLV_DATE_INVALID;
  self->last = CLV_DATE_INVALID;
  return self;
}

void
clv_record_store_free (ClvRecordStore *self)
{
  if (self == NULL)
    return;

  clv_bulk_hash_free (self->hash);
  clv_zone_free (self->zone);
  g_free (self->content_hash);
  g_byte_array_unref (self->scratch);
  g_free (self->filled);
  g_free (self->present);
  g_ptr_array_unref (self->segments);
  g_free (self);
}

static gboolean
insert_segment (ClvRecordStore  *self,
                guint            seq,
                gconstpointer    bytes,
                gsize            size,
                GError         **error)
{
  const guint8 *data = bytes;
  ClvSegmentView view = { 0, };

  g_assert (clv_segment_view (&view, bytes, size, data[1]));
  return clv_batch_insert_segment (self->workspace, self->batch, seq, view.field, view.n, bytes,
                                   size, error);
}

/* Takes the column that was just coded into scratch. */
static gboolean
put_column (ClvRecordStore  *self,
            GError         **error)
{
  clv_bulk_hash_add (self->hash, self->scratch->data, self->scratch->len);
  if (!self->keeps)
    return insert_segment (self, self->seq, self->scratch->data, self->scratch->len, error);
  g_ptr_array_add (g_ptr_array_index (self->segments, self->seq),
                   g_bytes_new (self->scratch->data, self->scratch->len));
  return TRUE;
}

/* Gaps take the value before them, which costs no width. Returns whether there are
 * any. */
static gboolean
fill_gaps (ClvRecordStore *self,
           guint32         n,
           const gint64   *values)
{
  gboolean has_gaps = FALSE;
  gint64 last = 0;
  guint32 i;

  for (i = 0; i < n && values[i] == CLV_RECORD_NONE; i++)
    ;
  if (i < n)
    last = values[i];
  for (i = 0; i < n; i++)
    {
      gboolean is_present = values[i] != CLV_RECORD_NONE;

      last = is_present ? values[i] : last;
      self->filled[i] = last;
      self->present[i] = is_present;
      has_gaps = has_gaps || !is_present;
    }
  return has_gaps;
}

static int
compare_columns (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const ClvRecordLayout *layout = user_data;

  return (int) segment_fields[layout->columns[*(const guint *) a].field]
         - (int) segment_fields[layout->columns[*(const guint *) b].field];
}

/* In the order of their numbers in the file: presence comes after all values. */
static void
sort_columns (const ClvRecordLayout *layout,
              guint                 *order)
{
  guint i;

  for (i = 0; i < layout->n_columns; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) layout->n_columns, sizeof *order, compare_columns,
                     (gpointer) layout);
}

/* The digest goes over columns in the order in which they are read back. */
static gboolean
put_ordered (ClvRecordStore        *self,
             const ClvRecordBlock  *block,
             const guint           *order,
             GError               **error)
{
  guint i;

  for (i = 0; i < self->layout->n_columns; i++)
    {
      guint at = order[i];
      guint field = segment_fields[self->layout->columns[at].field];

      if (self->layout->columns[at].type == CLV_RECORD_TEXT)
        {
          clv_segment_encode_codes (self->scratch, field, block->n_rows, block->codes[at], TRUE);
        }
      else
        {
          fill_gaps (self, block->n_rows, block->values[at]);
          clv_segment_encode_ints (self->scratch, field, block->n_rows, self->filled);
          clv_segment_set_clock (self->scratch, block->has_clock[at]);
        }
      if (!put_column (self, error))
        return FALSE;
    }
  for (i = 0; i < self->layout->n_columns; i++)
    {
      guint at = order[i];
      guint field = segment_fields[self->layout->columns[at].field];

      if (self->layout->columns[at].type == CLV_RECORD_TEXT
          || !fill_gaps (self, block->n_rows, block->values[at]))
        continue;
      clv_segment_encode_codes (self->scratch, field + PRESENCE, block->n_rows, self->present,
                                FALSE);
      if (!put_column (self, error))
        return FALSE;
    }
  return TRUE;
}

static void
sum_amounts (ClvRecordStore *self,
             const gint64   *values,
             guint32         n)
{
  guint32 i;

  for (i = 0; i < n; i++)
    {
      if (values[i] != CLV_RECORD_NONE
          && __builtin_add_overflow (self->net_amount, values[i], &self->net_amount))
        self->net_amount = values[i] > 0 ? G_MAXINT64 : G_MININT64;
    }
}

static void
note_days (ClvRecordStore *self,
           const gint64   *values,
           guint32         n,
           gboolean        has_clock)
{
  gint64 least = values[0];
  gint64 most = values[0];
  guint32 i;

  for (i = 1; i < n; i++)
    {
      least = MIN (least, values[i]);
      most = MAX (most, values[i]);
    }
  clv_batch_widen_span (self->zone, least, most, has_clock, &self->first, &self->last);
}

static void
sum_up (ClvRecordStore       *self,
        const ClvRecordBlock *block)
{
  int amount = clv_record_layout_find (self->layout, CLV_FIELD_AMOUNT);
  int date = clv_record_layout_find (self->layout, CLV_FIELD_DATE);

  if (amount >= 0 && self->layout->columns[amount].type == CLV_RECORD_MONEY)
    sum_amounts (self, block->values[amount], block->n_rows);
  if (date >= 0)
    note_days (self, block->values[date], block->n_rows, block->has_clock[date]);
}

gboolean
clv_record_store_add (ClvRecordStore        *self,
                      const ClvRecordBlock  *block,
                      GError               **error)
{
  guint order[CLV_N_FIELDS];

  if (block->n_rows == 0)
    return TRUE;
  if (self->keeps)
    g_ptr_array_add (self->segments,
                     g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref));
  sum_up (self, block);
  sort_columns (self->layout, order);
  if (!put_ordered (self, block, order, error))
    return FALSE;
  self->n_rows += block->n_rows;
  self->seq++;
  return TRUE;
}

/* Of each text column, digested or written. */
static gboolean
put_dictionaries (ClvRecordStore  *self,
                  gboolean         digests,
                  gboolean         writes,
                  GError         **error)
{
  guint order[CLV_N_FIELDS];
  guint i;

  sort_columns (self->layout, order);
  for (i = 0; i < self->layout->n_columns; i++)
    {
      const ClvRecordColumn *column = &self->layout->columns[order[i]];

      if (column->texts != NULL
          && !clv_batch_put_dictionary (writes ? self->workspace : NULL, self->batch,
                                        segment_fields[column->field], column->texts,
                                        self->scratch, digests ? self->hash : NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Codes the dictionaries and closes the hash. */
gboolean
clv_record_store_finish (ClvRecordStore  *self,
                         GError         **error)
{
  if (!put_dictionaries (self, TRUE, !self->keeps, error))
    return FALSE;
  self->content_hash = clv_bulk_hash_finish (self->hash);
  return TRUE;
}

/* Writes what was kept, after clv_record_store_finish(). */
gboolean
clv_record_store_write (ClvRecordStore  *self,
                        GError         **error)
{
  guint seq;
  guint i;

  for (seq = 0; seq < self->segments->len; seq++)
    {
      GPtrArray *columns = g_ptr_array_index (self->segments, seq);

      for (i = 0; i < columns->len; i++)
        {
          gsize size = 0;
          gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (columns, i), &size);

          if (!insert_segment (self, seq, bytes, size, error))
            return FALSE;
        }
    }
  return !self->keeps || put_dictionaries (self, FALSE, TRUE, error);
}

const char *
clv_record_store_get_hash (const ClvRecordStore *self)
{
  return self->content_hash;
}

guint64
clv_record_store_get_n_rows (const ClvRecordStore *self)
{
  return self->n_rows;
}

gint64
clv_record_store_get_net_amount (const ClvRecordStore *self)
{
  return self->net_amount;
}

void
clv_record_store_get_dates (const ClvRecordStore *self,
                            ClvDate              *first,
                            ClvDate              *last)
{
  *first = self->first;
  *last = self->last;
}

guint
clv_record_store_get_n_segments (const ClvRecordStore *self)
{
  return self->segments->len;
}

/* Decodes a segment that is kept. */
gboolean
clv_record_store_get_rows (const ClvRecordStore *self,
                           guint                 seq,
                           ClvRecordRows        *rows)
{
  GPtrArray *columns = g_ptr_array_index (self->segments, seq);
  guint i;

  clv_record_rows_clear (rows);
  for (i = 0; i < columns->len; i++)
    {
      gsize size = 0;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (columns, i), &size);

      if (!clv_record_rows_take_column (rows, self->layout->kind, bytes, size))
        return FALSE;
    }
  return TRUE;
}
