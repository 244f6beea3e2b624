/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-parallel.h"
#include "clv-rows-pipe.h"
#include "clv-transactions-private.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

/* Segments → rows, one segment of scratch at a time, so that it stays in the
 * cache. Orders come in the order of their batches' content hashes and, within
 * one, of the file: so the same content has the same rows and customer codes,
 * whichever file was imported first. */

#define CHUNK 1024
/* Rows from which more threads pay. */
#define MANY_ROWS (4 * CLV_SEGMENT_ROWS)
#define DAY_SECONDS 86400

typedef struct
{
  ClvRowReader *reader;
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  const ClvProgress *progress;
  gboolean is_again;
  guint n_threads;

  GArray *ids;            /* of the batches */
  guint i;                /* which of them is being read */
  ClvStatement *statement;
  guint64 n_done;
  gboolean is_failed;
  GError **error;
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->statement, clv_statement_free);
  g_clear_pointer (&run->ids, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* The ids that @sql, which has no parameters, gives. */
GArray *
clv_workspace_list_ids (ClvWorkspace  *workspace,
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

static guint32
give_code (ClvRowSource  *source,
           ClvDictionary *customers,
           guint32        batch_code)
{
  if (source->codes[batch_code] == CLV_DICTIONARY_NONE)
    {
      gsize length = 0;
      const char *text = clv_dictionary_get (source->dictionary, batch_code, &length);

      source->codes[batch_code] = clv_dictionary_add (customers, text, length);
    }
  return source->codes[batch_code];
}

static gboolean
count_names (ClvWorkspace  *workspace,
             gint64         batch,
             guint32       *n,
             GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (workspace,
                                 "SELECT COALESCE (SUM (n_strings), 0) FROM dictionary_segment "
                                 "WHERE batch = ?1 AND field = ?2", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, CLV_SEGMENT_CUSTOMER);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  *n = (guint32) CLAMP (clv_statement_get_int (statement, 0), 0, CLV_DICTIONARY_FULL);
  return TRUE;
}

/* For a single batch whose names nobody asks for; %NULL without @error where it
 * needs them itself. */
static ClvRowSource *
new_nameless_source (ClvWorkspace  *workspace,
                     gint64         batch,
                     GError       **error)
{
  g_autoptr(ClvRowSource) self = g_new0 (ClvRowSource, 1);

  self->batch = batch;
  if (!clv_batch_load_superseded (workspace, batch, &self->superseded, error)
      || self->superseded != NULL
      || !count_names (workspace, batch, &self->n_customers, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Reads the customers of a batch and decides how its codes become those of the
 * whole, @customers, which the first batch lends its own. */
ClvRowSource *
clv_row_source_new (ClvWorkspace   *workspace,
                    gint64          batch,
                    ClvDictionary **customers,
                    GError        **error)
{
  g_autoptr(ClvRowSource) self = g_new0 (ClvRowSource, 1);
  guint32 i;

  self->batch = batch;
  self->dictionary = clv_batch_load_dictionary (workspace, batch, CLV_SEGMENT_CUSTOMER, error);
  if (self->dictionary == NULL
      || !clv_batch_load_superseded (workspace, batch, &self->superseded, error))
    return NULL;

  self->n_customers = clv_dictionary_get_n (self->dictionary);
  self->is_lazy = self->superseded != NULL;
  if (!self->is_lazy && *customers == NULL)
    {
      *customers = clv_dictionary_ref (self->dictionary);
      return g_steal_pointer (&self);
    }
  if (*customers == NULL)
    *customers = clv_dictionary_new ();
  self->codes = g_new (guint32, MAX (self->n_customers, 1));
  for (i = 0; i < self->n_customers; i++)
    {
      self->codes[i] = CLV_DICTIONARY_NONE;
      if (!self->is_lazy)
        give_code (self, *customers, i);
    }
  return g_steal_pointer (&self);
}

void
clv_row_source_free (ClvRowSource *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->dictionary, clv_dictionary_unref);
  g_free (self->codes);
  g_clear_pointer (&self->superseded, g_hash_table_unref);
  g_free (self);
}

static gboolean
decode_customers (const ClvSegmentView *view,
                  const ClvRowSource   *source,
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
decode_column (const ClvRowsBlock *block,
               ClvRowsColumns     *columns,
               guint               field,
               gconstpointer       bytes,
               gsize               size)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, field) || view.n != block->n_stored)
    return FALSE;
  switch (field)
    {
    case CLV_SEGMENT_CUSTOMER:
      return decode_customers (&view, block->source, columns->customer);
    case CLV_SEGMENT_TIME:
      decode_days (&view, columns->zone, columns->day);
      if (columns->time != NULL)
        clv_segment_get_ints (&view, columns->time);
      return TRUE;
    case CLV_SEGMENT_AMOUNT:
      clv_segment_get_ints (&view, columns->amount);
      return TRUE;
    default:
      return clv_row_marks_take_orders (columns->order, &view);
    }
}

/* Orders are 0 where there are none. */
static gboolean
decode_block (const ClvRowsBlock *block,
              ClvRowsColumns     *columns)
{
  if (columns->order != NULL && block->raw[CLV_SEGMENT_ORDER]->len == 0)
    memset (columns->order, 0, block->n_stored * sizeof *columns->order);
  for (guint field = CLV_SEGMENT_CUSTOMER; field < CLV_ROWS_FIELDS; field++)
    {
      const GByteArray *raw = block->raw[field];

      if (raw->len > 0 && !decode_column (block, columns, field, raw->data, raw->len))
        return FALSE;
    }
  return TRUE;
}

/* Takes replaced rows out of the block and gives codes. */
static void
drop_replaced (const Run    *run,
               ClvRowsBlock *block,
               gint64        seq)
{
  const guint8 *bits = g_hash_table_lookup (block->source->superseded, &seq);
  ClvRowsColumns *own = &block->own;
  guint32 to = 0;

  for (guint32 from = 0; from < block->n_stored; from++)
    {
      if (CLV_ROW_BIT (bits, from))
        continue;
      own->customer[to] = give_code (block->source, run->reader->customers, own->customer[from]);
      own->day[to] = own->day[from];
      own->amount[to] = own->amount[from];
      to++;
    }
  if (own->time != NULL)
    clv_row_marks_drop (own->time, own->order, bits, block->n_stored);
  block->n = to;
}

static gboolean
wants_marks (const Run *run)
{
  return run->visitor->marked != NULL && !run->is_again;
}

/* Where nobody else could decode it meanwhile, and where codes are given by the way,
 * a column is decoded at once; else its bytes are kept, because they are lent. */
static gboolean
take_column (const Run     *run,
             ClvRowsBlock  *block,
             guint          field,
             gconstpointer  bytes,
             gsize          size)
{
  if (block->is_decoded)
    return decode_column (block, &block->own, field, bytes, size);
  g_byte_array_append (block->raw[field], bytes, (guint) size);
  return TRUE;
}

/* The rows of this segment, which are not more than there are. */
static gboolean
take_size (Run           *run,
           ClvRowsBlock  *block,
           gconstpointer  bytes,
           gsize          size)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, CLV_SEGMENT_CUSTOMER)
      || view.n > run->reader->n_rows - run->n_done)
    return FALSE;
  block->n_stored = view.n;
  block->n = view.n;
  run->n_done += view.n;
  return TRUE;
}

/* Orders, for the marks. */
static gboolean
fetch_orders (const Run     *run,
              ClvRowsBlock  *block,
              gint64         seq,
              gboolean      *is_sound)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;
  gconstpointer bytes = NULL;
  gsize size = 0;

  if (block->is_decoded)
    memset (block->own.order, 0, block->n_stored * sizeof *block->own.order);
  statement = clv_statement_new (run->reader->workspace,
                                 "SELECT bytes FROM segment WHERE batch = ?1 AND seq = ?2 "
                                 "AND field = 4", run->error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, block->source->batch);
  clv_statement_bind_int (statement, 2, seq);
  if (!clv_statement_step (statement, &has_row, run->error))
    return FALSE;
  if (!has_row)
    return TRUE;
  bytes = clv_statement_get_blob (statement, 0, &size);
  *is_sound = take_column (run, block, CLV_SEGMENT_ORDER, bytes, size);
  return TRUE;
}

/* The three columns of a segment, at whose first the statement stands. */
static gboolean
fetch_columns (Run           *run,
               ClvRowsBlock  *block,
               gboolean      *is_sound)
{
  gint64 seq = clv_statement_get_int (run->statement, 0);

  for (guint field = CLV_SEGMENT_CUSTOMER; field <= CLV_SEGMENT_AMOUNT && *is_sound; field++)
    {
      gboolean has_row = TRUE;
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (field != CLV_SEGMENT_CUSTOMER
          && !clv_statement_step (run->statement, &has_row, run->error))
        return FALSE;
      *is_sound = has_row && clv_statement_get_int (run->statement, 0) == seq
                  && (guint) clv_statement_get_int (run->statement, 1) == field;
      if (!*is_sound)
        break;
      bytes = clv_statement_get_blob (run->statement, 2, &size);
      *is_sound = (field != CLV_SEGMENT_CUSTOMER || take_size (run, block, bytes, size))
                  && take_column (run, block, field, bytes, size);
    }
  if (*is_sound && wants_marks (run) && !fetch_orders (run, block, seq, is_sound))
    return FALSE;
  if (*is_sound && block->source->is_lazy)
    drop_replaced (run, block, seq);
  return TRUE;
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

/* To be cleared even after an error. The caller holds a transaction. */
gboolean
clv_row_reader_init (ClvRowReader  *self,
                     ClvWorkspace  *workspace,
                     GError       **error)
{
  memset (self, 0, sizeof *self);
  self->workspace = workspace;
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_row_source_free);
  return count_rows (workspace, &self->n_rows, error);
}

void
clv_row_reader_clear (ClvRowReader *self)
{
  g_clear_pointer (&self->customers, clv_dictionary_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

static gboolean
open_source (Run    *run,
             gint64  batch)
{
  ClvRowReader *reader = run->reader;
  ClvRowSource *source = NULL;
  GError *problem = NULL;

  if (run->ids->len == 1 && run->visitor->is_nameless)
    source = new_nameless_source (reader->workspace, batch, &problem);
  if (source == NULL && problem == NULL)
    source = clv_row_source_new (reader->workspace, batch, &reader->customers, &problem);
  if (problem != NULL)
    {
      g_propagate_error (run->error, problem);
      return FALSE;
    }
  g_ptr_array_add (reader->sources, source);
  return TRUE;
}

/* The first pass opens the batches in turn, because the codes of one depend on those
 * before it. */
static gboolean
open_batch (Run *run)
{
  gint64 batch = g_array_index (run->ids, gint64, run->i);

  if (run->i >= run->reader->sources->len && !open_source (run, batch))
    return FALSE;
  run->statement = clv_statement_new (run->reader->workspace,
                                      "SELECT seq, field, bytes FROM segment WHERE batch = ?1 "
                                      "AND field <= 3 ORDER BY seq, field", run->error);
  if (run->statement == NULL)
    return FALSE;
  clv_statement_bind_int (run->statement, 1, batch);
  return TRUE;
}

/* Goes to the first column of the next segment; @has_row: out: whether there is one. */
static gboolean
find_segment (Run      *run,
              gboolean *has_row)
{
  *has_row = FALSE;
  while (!*has_row && run->i < run->ids->len)
    {
      if (run->statement == NULL && !open_batch (run))
        return FALSE;
      if (!clv_statement_step (run->statement, has_row, run->error))
        return FALSE;
      if (!*has_row)
        {
          g_clear_pointer (&run->statement, clv_statement_free);
          run->i++;
        }
    }
  return TRUE;
}

static gboolean
fetch_block (ClvRowsBlock *block,
             gpointer      user_data)
{
  Run *run = user_data;
  ClvRowReader *reader = run->reader;
  gboolean has_row = FALSE;
  gboolean is_sound = TRUE;

  for (guint i = 0; i < CLV_ROWS_FIELDS; i++)
    g_byte_array_set_size (block->raw[i], 0);
  run->is_failed = !find_segment (run, &has_row);
  if (run->is_failed || !has_row)
    return FALSE;

  block->source = g_ptr_array_index (reader->sources, run->i);
  block->is_decoded = run->n_threads == 1 || block->source->is_lazy;
  if (block->is_decoded && block->own.customer == NULL)
    clv_rows_columns_init (&block->own, reader->workspace->time_zone, wants_marks (run));
  run->is_failed = !fetch_columns (run, block, &is_sound);
  if (!is_sound)
    {
      clv_batch_set_damaged (reader->workspace, block->source->batch, run->error);
      run->is_failed = TRUE;
    }
  if (run->is_failed)
    return FALSE;
  block->n_customers = reader->customers != NULL ? clv_dictionary_get_n (reader->customers)
                                                 : block->source->n_customers;
  run->is_failed = !clv_progress_step (run->progress,
                                       (double) run->n_done / MAX (reader->n_rows, 1),
                                       _("Reading the orders"), run->error);
  return !run->is_failed;
}

/* One pass over everything. */
static gboolean
run_pass (Run *run)
{
  const ClvRowsSupply supply = { run->reader->workspace->time_zone, fetch_block, decode_block,
                                 run };
  const ClvRowSource *damaged = NULL;

  run->i = 0;
  run->n_done = 0;
  damaged = clv_rows_pipe_run (run->visitor, run->user_data, run->is_again, run->n_threads,
                               &supply);
  if (damaged != NULL && !run->is_failed)
    clv_batch_set_damaged (run->reader->workspace, damaged->batch, run->error);
  return damaged == NULL && !run->is_failed;
}

gboolean
clv_row_reader_run (ClvRowReader          *self,
                    const ClvRowsVisitor  *visitor,
                    gpointer               user_data,
                    const ClvProgress     *progress,
                    GError               **error)
{
  g_auto(Run) run = { 0, };

  run.reader = self;
  run.visitor = visitor;
  run.user_data = user_data;
  run.progress = progress;
  run.error = error;
  run.ids = clv_workspace_list_ids (self->workspace, "SELECT id FROM batch "
                                                     "WHERE undone_at IS NULL AND kind = 'orders' "
                                                     "ORDER BY content_hash, id", error);
  if (run.ids == NULL)
    return FALSE;
  run.n_threads = self->n_rows >= MANY_ROWS ? clv_parallel_get_threads () : 1;
  if (!run_pass (&run))
    return FALSE;
  if (self->customers == NULL && (run.ids->len == 0 || !visitor->is_nameless))
    self->customers = clv_dictionary_new ();
  if (visitor->again == NULL || !visitor->again (user_data))
    return TRUE;

  run.is_again = TRUE;
  return run_pass (&run);
}

static gboolean
show_table (const ClvTransactions *self,
            const ClvRowsVisitor  *visitor,
            gpointer               user_data,
            gboolean               is_again,
            const ClvProgress     *progress,
            GError               **error)
{
  guint64 done;

  for (done = 0; done < self->n_rows; done += CLV_SEGMENT_ROWS)
    {
      guint32 n = (guint32) MIN (CLV_SEGMENT_ROWS, self->n_rows - done);

      if (visitor->beside != NULL && !is_again)
        visitor->beside (n, self->customer + done, self->day + done, self->amount + done,
                         user_data);
      visitor->rows (self->n_customers, n, self->customer + done, self->day + done,
                     self->amount + done, user_data);
      if (!clv_progress_step (progress, (double) (done + n) / (double) self->n_rows, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * clv_transactions_visit_rows:
 * @self: a table with rows
 * @visitor: what looks at them
 * @user_data: its data
 * @progress: (nullable): how far
 * @error: return location
 *
 * Returns: %FALSE where the caller cancelled
 */
gboolean
clv_transactions_visit_rows (const ClvTransactions *self,
                             const ClvRowsVisitor  *visitor,
                             gpointer               user_data,
                             const ClvProgress     *progress,
                             GError               **error)
{
  g_return_val_if_fail (self != NULL && visitor != NULL, FALSE);

  return show_table (self, visitor, user_data, FALSE, progress, error)
         && (visitor->again == NULL || !visitor->again (user_data)
             || show_table (self, visitor, user_data, TRUE, progress, error));
}
