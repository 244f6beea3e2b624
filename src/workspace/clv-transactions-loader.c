/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "clv-batch-reader.h"
#include "clv-transactions-private.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

/* Segments → the columns of ClvTransactions. Orders come in the order of their
 * batches' content hashes and, within one, of the file: so the same content has
 * the same rows and customer codes, whichever file was imported first. */

#define CHUNK 1024
#define DAY_SECONDS 86400
#define HUGE_BYTES (2 * 1024 * 1024)

typedef struct
{
  ClvWorkspace *workspace;
  const ClvProgress *progress;
  ClvZone *zone;
  guint64 n_rows;
  guint64 capacity;
  guint32 *customer;
  ClvDate *day;
  gint64 *amount;
  ClvDictionary *customers;
  GPtrArray *attributes;    /* Column */
} Loader;

/* An attribute that grows while customers become known. */
typedef struct
{
  char *name;
  ClvDictionary *values;
  GArray *codes;
} Column;

typedef struct
{
  gint64 batch;
  ClvDictionary *dictionary;
  guint32 n_customers;
  guint32 *codes;           /* batch code → code; NULL where they are the same */
  gboolean is_lazy;         /* codes are given when a row needs them */
  GHashTable *superseded;
} Source;

static void
free_column (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  clv_dictionary_unref (column->values);
  g_array_unref (column->codes);
  g_free (column);
}

static void
clear_source (Source *source)
{
  g_clear_pointer (&source->dictionary, clv_dictionary_unref);
  g_clear_pointer (&source->codes, g_free);
  g_clear_pointer (&source->superseded, g_hash_table_unref);
}

static void
clear_loader (Loader *loader)
{
  g_clear_pointer (&loader->zone, clv_zone_free);
  g_clear_pointer (&loader->customer, g_free);
  g_clear_pointer (&loader->day, g_free);
  g_clear_pointer (&loader->amount, g_free);
  g_clear_pointer (&loader->customers, clv_dictionary_unref);
  g_clear_pointer (&loader->attributes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, clear_source)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, clear_loader)

static GArray *
list_ids (ClvWorkspace  *workspace,
          const char    *sql,
          GError       **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(ClvStatement) statement = clv_statement_new (workspace, sql, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (has_row)
    {
      gint64 id = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      id = clv_statement_get_int (statement, 0);
      if (has_row)
        g_array_append_val (ids, id);
    }
  return g_steal_pointer (&ids);
}

static gboolean
count_rows (ClvWorkspace  *workspace,
            guint64       *n_rows,
            GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT COALESCE (SUM (n_rows), 0) FROM segment JOIN batch "
                                 "ON batch.id = segment.batch WHERE field = 1 "
                                 "AND batch.kind = 'orders' AND undone_at IS NULL", error);
  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  *n_rows = has_row ? (guint64) MAX (clv_statement_get_int (statement, 0), 0) : 0;
  return TRUE;
}

/* Big arrays are asked for in huge pages where the system has them: touching
* 160 MB page by page costs as much as decoding them. Freed with g_free(). */
static gpointer
allocate_array (gsize n,
                gsize size)
{
  gpointer bytes = NULL;

  if (n > G_MAXSSIZE / size)
    return NULL;
  if (n * size < 8 * HUGE_BYTES)
    return g_try_malloc_n (n, size);
  if (posix_memalign (&bytes, HUGE_BYTES, n * size) != 0)
    return NULL;
  madvise (bytes, n * size, MADV_HUGEPAGE);
  return bytes;
}

static gboolean
allocate (Loader   *loader,
          GError  **error)
{
  gsize n = MAX (loader->capacity, 1);

  loader->customer = allocate_array (n, sizeof (guint32));
  loader->day = allocate_array (n, sizeof (ClvDate));
  loader->amount = allocate_array (n, sizeof (gint64));
  if (loader->customer != NULL && loader->day != NULL && loader->amount != NULL)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
               _("There is not enough memory for the rows of “%s”. "
                 "Close other programs and try again."), loader->workspace->name);
  return FALSE;
}

static gboolean
decode_customers (const ClvSegmentView *view,
                  const Source         *source,
                  guint32              *out)
{
  guint32 highest = 0;
  guint32 i;

  clv_segment_get_codes (view, FALSE, out);
  for (i = 0; i < view->n; i++)
    highest = MAX (highest, out[i]);
  if (view->n > 0 && highest >= source->n_customers)
    return FALSE;
  if (source->codes != NULL && !source->is_lazy)
    for (i = 0; i < view->n; i++)
      out[i] = source->codes[out[i]];
  return TRUE;
}

static void
decode_clock (ClvZone       *zone,
              guint64        base,
              guint64        scale,
              guint32        n,
              const guint64 *offsets,
              ClvDate       *out)
{
  gint64 from = 0;
  gint64 to = 0;
  gint64 shift = 0;
  guint32 i;

  for (i = 0; i < n; i++)
    {
      gint64 time = (gint64) (base + offsets[i] * scale);

      if (time < from || time >= to)
        clv_zone_get_span (zone, time, &from, &to, &shift);
      if (time >= from && time < to)
        out[i] = clv_day_of_seconds (time + shift);
      else
        out[i] = clv_zone_get_day (zone, time);
    }
}

static void
decode_days (const ClvSegmentView *view,
             ClvZone              *zone,
             ClvDate              *out)
{
  guint64 offsets[CHUNK];
  ClvDate first = clv_day_of_seconds (view->base);
  guint32 step = (guint32) (view->scale / DAY_SECONDS);
  gboolean is_whole = view->scale % DAY_SECONDS == 0;
  guint32 done;
  guint32 i;

  for (done = 0; done < view->n; done += CHUNK)
    {
      guint32 count = MIN (CHUNK, view->n - done);

      clv_segment_get_offsets (view, done, count, offsets);
      if (view->has_clock)
        decode_clock (zone, (guint64) view->base, view->scale, count, offsets, out + done);
      else if (is_whole)
        for (i = 0; i < count; i++)
          out[done + i] = (ClvDate) ((guint32) first + (guint32) offsets[i] * step);
      else
        for (i = 0; i < count; i++)
          out[done + i] = clv_day_of_seconds ((gint64) ((guint64) view->base
                                                        + offsets[i] * view->scale));
    }
}

static gboolean
decode_column (Loader        *loader,
               const Source  *source,
               guint          field,
               gconstpointer  bytes,
               gsize          size,
               guint32       *n)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, field)
      || (field == CLV_SEGMENT_CUSTOMER ? view.n > loader->capacity - loader->n_rows
                                        : view.n != *n))
    return FALSE;
  *n = view.n;
  switch (field)
    {
    case CLV_SEGMENT_CUSTOMER:
      return decode_customers (&view, source, loader->customer + loader->n_rows);
    case CLV_SEGMENT_TIME:
      decode_days (&view, loader->zone, loader->day + loader->n_rows);
      return TRUE;
    default:
      clv_segment_get_ints (&view, loader->amount + loader->n_rows);
      return TRUE;
    }
}

static guint32
give_code (Loader  *loader,
           Source  *source,
           guint32  batch_code)
{
  if (source->codes[batch_code] == CLV_DICTIONARY_NONE)
    {
      gsize length = 0;
      const char *text = clv_dictionary_get (source->dictionary, batch_code, &length);

      source->codes[batch_code] = clv_dictionary_add (loader->customers, text, length);
    }
  return source->codes[batch_code];
}

/* Closes a segment: takes replaced rows out. */
static void
settle (Loader  *loader,
        Source  *source,
        gint64   seq,
        guint32  n)
{
  const guint8 *bits = NULL;
  guint64 to = loader->n_rows;
  guint32 row;

  if (!source->is_lazy)
    {
      loader->n_rows += n;
      return;
    }
  bits = g_hash_table_lookup (source->superseded, &seq);
  for (row = 0; row < n; row++)
    {
      guint64 from = loader->n_rows + row;

      if (CLV_ROW_BIT (bits, row))
        continue;
      loader->customer[to] = give_code (loader, source, loader->customer[from]);
      loader->day[to] = loader->day[from];
      loader->amount[to] = loader->amount[from];
      to++;
    }
  loader->n_rows = to;
}

static gboolean
load_segments (Loader   *loader,
               Source   *source,
               GError  **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint expected = CLV_SEGMENT_CUSTOMER;
  guint32 n = 0;

  statement = clv_statement_new (loader->workspace,
                                 "SELECT seq, field, bytes FROM segment WHERE batch = ?1 "
                                 "AND field <= 3 ORDER BY seq, field", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, source->batch);
  while (has_row)
    {
      gconstpointer bytes = NULL;
      guint field = 0;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      field = (guint) clv_statement_get_int (statement, 1);
      bytes = clv_statement_get_blob (statement, 2, &size);
      if (field != expected || !decode_column (loader, source, field, bytes, size, &n))
        {
          clv_batch_set_damaged (loader->workspace, source->batch, error);
          return FALSE;
        }
      expected = field == CLV_SEGMENT_AMOUNT ? CLV_SEGMENT_CUSTOMER : field + 1;
      if (field == CLV_SEGMENT_AMOUNT)
        {
          settle (loader, source, clv_statement_get_int (statement, 0), n);
          if (!clv_progress_step (loader->progress,
                                  (double) loader->n_rows / MAX (loader->capacity, 1),
                                  _("Reading the orders"), error))
            return FALSE;
        }
    }
  if (expected != CLV_SEGMENT_CUSTOMER)
    clv_batch_set_damaged (loader->workspace, source->batch, error);
  return expected == CLV_SEGMENT_CUSTOMER;
}

/* Decides how the batch's codes become those of the whole. */
static void
merge_dictionary (Loader *loader,
                  Source *source)
{
  guint32 i;

  source->n_customers = clv_dictionary_get_n (source->dictionary);
  source->is_lazy = source->superseded != NULL;
  if (!source->is_lazy && loader->customers == NULL)
    {
      loader->customers = clv_dictionary_ref (source->dictionary);
      return;
    }
  if (loader->customers == NULL)
    loader->customers = clv_dictionary_new ();
  source->codes = g_new (guint32, MAX (source->n_customers, 1));
  for (i = 0; i < source->n_customers; i++)
    {
      source->codes[i] = CLV_DICTIONARY_NONE;
      if (!source->is_lazy)
        give_code (loader, source, i);
    }
}

static gboolean
load_orders (Loader   *loader,
             GError  **error)
{
  g_autoptr(GArray) ids = NULL;
  guint i;

  ids = list_ids (loader->workspace, "SELECT id FROM batch WHERE undone_at IS NULL "
                                     "AND kind = 'orders' ORDER BY content_hash, id", error);
  if (ids == NULL)
    return FALSE;
  for (i = 0; i < ids->len; i++)
    {
      g_auto(Source) source = { 0, };

      source.batch = g_array_index (ids, gint64, i);
      source.dictionary = clv_batch_load_dictionary (loader->workspace, source.batch,
                                                     CLV_SEGMENT_CUSTOMER, error);
      if (source.dictionary == NULL
          || !clv_batch_load_superseded (loader->workspace, source.batch, &source.superseded,
                                         error))
        return FALSE;
      merge_dictionary (loader, &source);
      if (!load_segments (loader, &source, error))
        return FALSE;
    }
  return TRUE;
}

static Column *
find_column (Loader     *loader,
             const char *name)
{
  Column *column = NULL;
  guint i;

  for (i = 0; i < loader->attributes->len; i++)
    {
      column = g_ptr_array_index (loader->attributes, i);
      if (g_str_equal (column->name, name))
        return column;
    }
  column = g_new0 (Column, 1);
  column->name = g_strdup (name);
  column->values = clv_dictionary_new ();
  column->codes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (loader->attributes, column);
  return column;
}

static void
set_code (Column  *column,
          guint32  customer,
          guint32  code)
{
  guint32 none = CLV_DICTIONARY_NONE;

  while (column->codes->len <= customer)
    g_array_append_val (column->codes, none);
  g_array_index (column->codes, guint32, customer) = code;
}

/* What a later file leaves empty stays as an earlier one said. */
static gboolean
apply_attribute (Column              *column,
                 const ClvDictionary *values,
                 const Source        *source,
                 guint32              n,
                 const guint32       *customers,
                 const guint32       *codes)
{
  guint32 n_values = clv_dictionary_get_n (values);
  guint32 i;

  for (i = 0; i < n; i++)
    {
      gsize length = 0;
      const char *text = NULL;

      if (codes[i] == CLV_DICTIONARY_NONE)
        continue;
      if (codes[i] >= n_values || customers[i] >= source->n_customers)
        return FALSE;
      text = clv_dictionary_get (values, codes[i], &length);
      set_code (column, source->codes != NULL ? source->codes[customers[i]] : customers[i],
                clv_dictionary_add (column->values, text, length));
    }
  return TRUE;
}

static gboolean
load_attribute (Loader        *loader,
                const Source  *source,
                guint          number,
                const char    *name,
                GError       **error)
{
  g_autofree guint32 *customers = g_new (guint32, CLV_SEGMENT_ROWS);
  g_autofree guint32 *codes = g_new (guint32, CLV_SEGMENT_ROWS);
  g_autoptr(ClvDictionary) values = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  Column *column = find_column (loader, name);
  gboolean has_row = TRUE;

  values = clv_batch_load_dictionary (loader->workspace, source->batch,
                                      CLV_SEGMENT_ATTRIBUTE + number, error);
  if (values == NULL)
    return FALSE;
  statement = clv_statement_new (loader->workspace,
                                 "SELECT c.bytes, a.bytes FROM segment c JOIN segment a "
                                 "ON a.batch = c.batch AND a.seq = c.seq AND a.field = ?2 "
                                 "WHERE c.batch = ?1 AND c.field = 1 ORDER BY c.seq", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, source->batch);
  clv_statement_bind_int (statement, 2, CLV_SEGMENT_ATTRIBUTE + number);
  while (has_row)
    {
      ClvSegmentView view[2] = { { 0, }, };
      gconstpointer bytes[2] = { NULL, };
      gsize size[2] = { 0, };

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      bytes[0] = clv_statement_get_blob (statement, 0, &size[0]);
      bytes[1] = clv_statement_get_blob (statement, 1, &size[1]);
      if (!clv_segment_view (&view[0], bytes[0], size[0], CLV_SEGMENT_CUSTOMER)
          || !clv_segment_view (&view[1], bytes[1], size[1], CLV_SEGMENT_ATTRIBUTE + number)
          || view[0].n != view[1].n)
        {
          clv_batch_set_damaged (loader->workspace, source->batch, error);
          return FALSE;
        }
      clv_segment_get_codes (&view[0], FALSE, customers);
      clv_segment_get_codes (&view[1], TRUE, codes);
      if (!apply_attribute (column, values, source, view[0].n, customers, codes))
        {
          clv_batch_set_damaged (loader->workspace, source->batch, error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
load_customers_batch (Loader   *loader,
                      gint64    batch,
                      GError  **error)
{
  g_auto(Source) source = { 0, };
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  source.batch = batch;
  source.dictionary = clv_batch_load_dictionary (loader->workspace, batch, CLV_SEGMENT_CUSTOMER,
                                                 error);
  if (source.dictionary == NULL)
    return FALSE;
  merge_dictionary (loader, &source);
  statement = clv_statement_new (loader->workspace,
                                 "SELECT number, name FROM batch_attribute WHERE batch = ?1 "
                                 "ORDER BY number", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row && !load_attribute (loader, &source, (guint) clv_statement_get_int (statement, 0),
                                      clv_statement_get_text (statement, 1), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_customers (Loader   *loader,
                GError  **error)
{
  g_autoptr(GArray) ids = NULL;
  guint i;

  ids = list_ids (loader->workspace, "SELECT id FROM batch WHERE undone_at IS NULL "
                                     "AND kind = 'customers' ORDER BY id", error);
  if (ids == NULL)
    return FALSE;
  for (i = 0; i < ids->len; i++)
    if (!load_customers_batch (loader, g_array_index (ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

static void
hand_over_attributes (Loader          *loader,
                      ClvTransactions *transactions)
{
  guint i;

  for (i = 0; i < loader->attributes->len; i++)
    {
      Column *column = g_ptr_array_index (loader->attributes, i);
      ClvAttribute *attribute = g_new0 (ClvAttribute, 1);

      if (transactions->n_customers > 0 && column->codes->len < transactions->n_customers)
        set_code (column, transactions->n_customers - 1, CLV_DICTIONARY_NONE);
      attribute->name = g_strdup (column->name);
      attribute->values = clv_dictionary_ref (column->values);
      attribute->codes = g_memdup2 (column->codes->data,
                                    column->codes->len * sizeof (guint32));
      g_ptr_array_add (transactions->attributes, attribute);
    }
}

static ClvTransactions *
load (ClvWorkspace       *self,
      const ClvProgress  *progress,
      GError            **error)
{
  g_auto(Loader) loader = { 0, };
  ClvTransactions *transactions = NULL;

  loader.workspace = self;
  loader.progress = progress;
  loader.zone = clv_zone_new (self->time_zone);
  loader.attributes = g_ptr_array_new_with_free_func (free_column);
  if (!count_rows (self, &loader.capacity, error) || !allocate (&loader, error)
      || !load_orders (&loader, error) || !load_customers (&loader, error))
    return NULL;
  if (loader.customers == NULL)
    loader.customers = clv_dictionary_new ();

  transactions = clv_transactions_new_take (loader.n_rows, g_steal_pointer (&loader.customer),
                                            g_steal_pointer (&loader.day),
                                            g_steal_pointer (&loader.amount),
                                            loader.customers, self->currency);
  hand_over_attributes (&loader, transactions);
  return transactions;
}

/* The hash is what decides whether the cached columns are still right, since
 * another program may have changed the file. */
static ClvTransactions *
load_locked (ClvWorkspace       *self,
             const ClvProgress  *progress,
             GError            **error)
{
  g_autofree char *hash = clv_workspace_dup_data_hash (self, error);

  if (hash == NULL)
    return NULL;
  if (self->cached != NULL && g_str_equal (self->cached->content_hash, hash))
    return clv_transactions_ref (self->cached);

  g_clear_pointer (&self->cached, clv_transactions_unref);
  self->cached = load (self, progress, error);
  if (self->cached == NULL)
    return NULL;
  self->cached->content_hash = g_steal_pointer (&hash);
  return clv_transactions_ref (self->cached);
}

ClvTransactions *
clv_workspace_load_transactions (ClvWorkspace       *self,
                                 const ClvProgress  *progress,
                                 GError            **error)
{
  ClvTransactions *transactions = NULL;
  GCancellable *previous = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);

  if (!clv_workspace_begin_read (self, error))
    return NULL;
  clv_connection_push_cancellable (progress != NULL ? progress->cancellable : NULL, &previous);
  transactions = load_locked (self, progress, error);
  clv_connection_pop_cancellable (previous);
  clv_workspace_rollback (self);
  return transactions;
}
