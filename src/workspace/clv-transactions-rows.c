/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-transactions-private.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

/* Segments → rows, one segment of scratch at a time, so that it stays in the
 * cache. Orders come in the order of their batches' content hashes and, within
 * one, of the file: so the same content has the same rows and customer codes,
 * whichever file was imported first. */

#define CHUNK 1024
#define DAY_SECONDS 86400

typedef struct
{
  ClvRowReader *reader;
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  const ClvProgress *progress;
  ClvZone *zone;
  guint64 n_done;
  gboolean is_again;
  ClvRowMarks *marks;   /* NULL where nobody asks for them */
  guint32 *customer;    /* [CLV_SEGMENT_ROWS] each */
  ClvDate *day;
  gint64 *amount;
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->zone, clv_zone_free);
  g_clear_pointer (&run->marks, clv_row_marks_free);
  g_clear_pointer (&run->customer, g_free);
  g_clear_pointer (&run->day, g_free);
  g_clear_pointer (&run->amount, g_free);
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
decode_column (Run                *run,
               const ClvRowSource *source,
               guint               field,
               gconstpointer       bytes,
               gsize               size,
               guint32            *n)
{
  ClvSegmentView view = { 0, };

  if (!clv_segment_view (&view, bytes, size, field)
      || (field == CLV_SEGMENT_CUSTOMER ? view.n > run->reader->n_rows - run->n_done
                                        : view.n != *n))
    return FALSE;
  *n = view.n;
  switch (field)
    {
    case CLV_SEGMENT_CUSTOMER:
      return decode_customers (&view, source, run->customer);
    case CLV_SEGMENT_TIME:
      decode_days (&view, run->zone, run->day);
      return TRUE;
    default:
      clv_segment_get_ints (&view, run->amount);
      return TRUE;
    }
}

/* Takes replaced rows out of the scratch and gives codes; returns what is left. */
static guint32
drop_replaced (Run          *run,
               ClvRowSource *source,
               gint64        seq,
               guint32       n)
{
  const guint8 *bits = g_hash_table_lookup (source->superseded, &seq);
  guint32 to = 0;
  guint32 from;

  for (from = 0; from < n; from++)
    {
      if (CLV_ROW_BIT (bits, from))
        continue;
      run->customer[to] = give_code (source, run->reader->customers, run->customer[from]);
      run->day[to] = run->day[from];
      run->amount[to] = run->amount[from];
      to++;
    }
  if (run->marks != NULL)
    clv_row_marks_drop (run->marks, bits, n);
  return to;
}

static void
show_rows (Run     *run,
           guint32  n_customers,
           guint32  n)
{
  const ClvRowsVisitor *visitor = run->visitor;

  if (visitor->beside != NULL && !run->is_again)
    visitor->beside (n, run->customer, run->day, run->amount, run->user_data);
  if (run->marks != NULL)
    visitor->marked (n, run->customer, run->day, run->amount, run->marks->time, run->marks->order,
                     run->user_data);
  visitor->rows (n_customers, n, run->customer, run->day, run->amount, run->user_data);
}

static gboolean
show_segment (Run           *run,
              ClvRowSource  *source,
              gint64         seq,
              guint32        n,
              GError       **error)
{
  guint32 n_customers = 0;
  guint32 n_left = n;

  if (run->marks != NULL
      && !clv_row_marks_load (run->marks, run->reader->workspace, source->batch, seq, n, error))
    return FALSE;
  if (source->is_lazy)
    n_left = drop_replaced (run, source, seq, n);
  n_customers = run->reader->customers != NULL
                ? clv_dictionary_get_n (run->reader->customers) : source->n_customers;
  run->n_done += n;
  show_rows (run, n_customers, n_left);
  return clv_progress_step (run->progress, (double) run->n_done / MAX (run->reader->n_rows, 1),
                            _("Reading the orders"), error);
}

static gboolean
run_source (Run           *run,
            ClvRowSource  *source,
            GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;
  guint expected = CLV_SEGMENT_CUSTOMER;
  guint32 n = 0;

  statement = clv_statement_new (run->reader->workspace,
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
      if (field != expected || !decode_column (run, source, field, bytes, size, &n))
        {
          clv_batch_set_damaged (run->reader->workspace, source->batch, error);
          return FALSE;
        }
      expected = field == CLV_SEGMENT_AMOUNT ? CLV_SEGMENT_CUSTOMER : field + 1;
      if (field == CLV_SEGMENT_AMOUNT
          && !show_segment (run, source, clv_statement_get_int (statement, 0), n, error))
        return FALSE;
    }
  if (expected != CLV_SEGMENT_CUSTOMER)
    clv_batch_set_damaged (run->reader->workspace, source->batch, error);
  return expected == CLV_SEGMENT_CUSTOMER;
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
open_source (Run       *run,
             gint64     batch,
             gboolean   is_single,
             GError   **error)
{
  ClvRowReader *reader = run->reader;
  ClvRowSource *source = NULL;
  GError *problem = NULL;

  if (is_single && run->visitor->is_nameless)
    source = new_nameless_source (reader->workspace, batch, &problem);
  if (source == NULL && problem == NULL)
    source = clv_row_source_new (reader->workspace, batch, &reader->customers, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_ptr_array_add (reader->sources, source);
  return TRUE;
}

/* One pass over everything. The first one opens the batches in turn, because the
 * codes of one depend on those before it. */
static gboolean
run_pass (Run           *run,
          const GArray  *ids,
          GError       **error)
{
  ClvRowReader *reader = run->reader;
  guint i;

  run->n_done = 0;
  for (i = 0; i < ids->len; i++)
    {
      if (i >= reader->sources->len)
        {
          if (!open_source (run, g_array_index (ids, gint64, i), ids->len == 1, error))
            return FALSE;
        }
      if (!run_source (run, g_ptr_array_index (reader->sources, i), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
clv_row_reader_run (ClvRowReader          *self,
                    const ClvRowsVisitor  *visitor,
                    gpointer               user_data,
                    const ClvProgress     *progress,
                    GError               **error)
{
  g_autoptr(GArray) ids = NULL;
  g_auto(Run) run = { 0, };

  run.reader = self;
  run.visitor = visitor;
  run.user_data = user_data;
  run.progress = progress;
  run.zone = clv_zone_new (self->workspace->time_zone);
  run.customer = g_new (guint32, CLV_SEGMENT_ROWS);
  run.day = g_new (ClvDate, CLV_SEGMENT_ROWS);
  run.amount = g_new (gint64, CLV_SEGMENT_ROWS);
  ids = clv_workspace_list_ids (self->workspace, "SELECT id FROM batch WHERE undone_at IS NULL "
                                                 "AND kind = 'orders' ORDER BY content_hash, id",
                                error);
  if (visitor->marked != NULL)
    run.marks = clv_row_marks_new ();
  if (ids == NULL || !run_pass (&run, ids, error))
    return FALSE;
  g_clear_pointer (&run.marks, clv_row_marks_free);
  if (self->customers == NULL && (ids->len == 0 || !visitor->is_nameless))
    self->customers = clv_dictionary_new ();
  run.is_again = TRUE;
  return visitor->again == NULL || !visitor->again (user_data) || run_pass (&run, ids, error);
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
