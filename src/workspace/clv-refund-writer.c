/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-batch-reader.h"
#include "clv-batch-writer.h"
#include "clv-refund-writer.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

/* A refund becomes a row of its order's customer with a negative amount. It counts on
 * the day of the order, so that it lowers that order and no other: who nets refunds
 * takes them off the latest purchase before them. Its own day is in its number, by
 * which the same refund of a later file is known.
 *
 * The file is read twice: once for the orders that it names, since only those are
 * looked up in the workspace, and once for its rows. */

#define NUMBER_SUFFIX " (refund "

typedef struct
{
  guint32 customer;      /* code of @known; CLV_DICTIONARY_NONE where there is no such order */
  gboolean has_clock;
  gint64 time;
} FoundOrder;

typedef struct
{
  ClvImportSink sink;    /* must be first */
  ClvWorkspace *workspace;
  ClvDictionary *references;
  ClvDictionary *known;    /* customers of the orders found */
  GArray *orders;          /* of FoundOrder, by code of @references */
  ClvDictionary *customers; /* of the run */

  ClvBatchWriter *writer;
  ClvZone *zone;
  ClvImportHead head;    /* as that of orders */
  ClvImportPlan *plan;
  const ClvRecordLayout *layout;
  GHashTable *n_of_day;    /* how many refunds an order had on a day, by both */
  GString *texts;
  gsize *offsets;
  guint32 *customer;
  gint64 *time;
  gint64 *amount;
  const char **order;
  guint32 *length;
} Refunds;

static void
refunds_clear (Refunds *self)
{
  g_clear_pointer (&self->references, clv_dictionary_unref);
  g_clear_pointer (&self->orders, g_array_unref);
  g_clear_pointer (&self->known, clv_dictionary_unref);
  g_clear_pointer (&self->customers, clv_dictionary_unref);
  g_clear_pointer (&self->zone, clv_zone_free);
  g_clear_pointer (&self->writer, clv_batch_writer_free);
  g_clear_pointer (&self->plan, clv_import_plan_free);
  g_clear_pointer (&self->n_of_day, g_hash_table_unref);
  if (self->texts != NULL)
    g_string_free (self->texts, TRUE);
  g_free (self->offsets);
  g_free (self->customer);
  g_free (self->time);
  g_free (self->amount);
  g_free (self->order);
  g_free (self->length);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refunds, refunds_clear)

static gboolean
collect_begin_cb (ClvImportSink        *sink,
                  const ClvImportHead  *head,
                  GError              **error)
{
  Refunds *self = (Refunds *) sink;
  int at = clv_record_layout_find (head->records, CLV_FIELD_REFERENCE);

  g_return_val_if_fail (at >= 0, FALSE);

  self->references = clv_dictionary_ref (head->records->columns[at].texts);
  return TRUE;
}

static gboolean
collect_records_cb (ClvImportSink         *sink,
                    const ClvRecordBlock  *block,
                    GError               **error)
{
  return TRUE;
}

static gboolean
collect_finish_cb (ClvImportSink    *sink,
                   ClvImportResult  *result,
                   GError          **error)
{
  return TRUE;
}

static void
collect_abort_cb (ClvImportSink *sink)
{
}

/* The rows of one segment that belong to an order that a refund names. */
static void
find_in_rows (Refunds             *self,
              const ClvRows       *rows,
              const guint8        *bits,
              const ClvDictionary *customers)
{
  guint32 row;

  for (row = 0; row < rows->n; row++)
    {
      const char *order = clv_rows_get_order (rows, row);
      FoundOrder *found = NULL;
      const char *customer = NULL;
      gsize length = 0;
      guint32 code = 0;

      if (CLV_ROW_BIT (bits, row) || order == NULL || *order == '\0' || rows->amount[row] < 0)
        continue;
      code = clv_dictionary_lookup (self->references, order, strlen (order));
      if (code == CLV_DICTIONARY_NONE
          || rows->customer[row] >= clv_dictionary_get_n (customers))
        continue;
      found = &g_array_index (self->orders, FoundOrder, code);
      customer = clv_dictionary_get (customers, rows->customer[row], &length);
      found->customer = clv_dictionary_add (self->known, customer, length);
      found->time = rows->time[row];
      found->has_clock = rows->has_clock;
    }
}

static gboolean
find_in_batch (Refunds  *self,
               ClvRows  *rows,
               gint64    batch,
               GError  **error)
{
  g_autoptr(GHashTable) superseded = NULL;
  g_autoptr(ClvDictionary) customers = NULL;
  gint64 n = clv_batch_get_n_segments (self->workspace, batch, error);
  gint64 seq;

  if (n < 0 || !clv_batch_load_superseded (self->workspace, batch, &superseded, error))
    return FALSE;
  customers = clv_batch_load_dictionary (self->workspace, batch, CLV_SEGMENT_CUSTOMER, error);
  if (customers == NULL)
    return FALSE;
  for (seq = 0; seq < n; seq++)
    {
      if (!clv_rows_load (rows, self->workspace, batch, seq, error))
        return FALSE;
      find_in_rows (self, rows, superseded != NULL ? g_hash_table_lookup (superseded, &seq) : NULL,
                    customers);
    }
  return TRUE;
}

static gboolean
find_orders (Refunds  *self,
             GError  **error)
{
  g_autoptr(ClvRows) rows = clv_rows_new ();
  g_autoptr(ClvStatement) statement = NULL;
  const FoundOrder nothing = { CLV_DICTIONARY_NONE, FALSE, 0 };
  gboolean has_row = TRUE;
  guint32 i;

  self->known = clv_dictionary_new ();
  self->orders = g_array_new (FALSE, FALSE, sizeof (FoundOrder));
  for (i = 0; i < clv_dictionary_get_n (self->references); i++)
    g_array_append_val (self->orders, nothing);
  statement = clv_statement_new (self->workspace, "SELECT id FROM batch WHERE has_orders = 1 "
                                                  "AND undone_at IS NULL ORDER BY id", error);
  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error)
          || (has_row
              && !find_in_batch (self, rows, clv_statement_get_int (statement, 0), error)))
        return FALSE;
    }
  return TRUE;
}

static const FoundOrder *
get_order (const Refunds *self,
           const char    *order,
           gsize          length)
{
  guint32 code = clv_dictionary_lookup (self->references, order, length);
  const FoundOrder *found = NULL;

  if (code == CLV_DICTIONARY_NONE || code >= self->orders->len)
    return NULL;
  found = &g_array_index (self->orders, FoundOrder, code);
  return found->customer == CLV_DICTIONARY_NONE ? NULL : found;
}

static gboolean
has_order_cb (ClvImportSink *sink,
              const char    *order,
              gsize          length)
{
  return get_order ((Refunds *) sink, order, length) != NULL;
}

static gboolean
begin_cb (ClvImportSink        *sink,
          const ClvImportHead  *head,
          GError              **error)
{
  Refunds *self = (Refunds *) sink;
  ClvImportSink *inner = clv_batch_writer_get_sink (self->writer);
  g_autofree char *text = clv_import_plan_to_text (head->plan);

  self->layout = head->records;
  self->plan = clv_import_plan_copy (head->plan);
  self->plan->kind = CLV_IMPORT_KIND_ORDERS;
  clv_import_plan_set_column (self->plan, CLV_FIELD_ORDER,
                              head->plan->columns[CLV_FIELD_REFERENCE]);
  self->head.plan = self->plan;
  self->head.path = head->path;
  self->head.currency = head->currency;
  self->head.customers = self->customers = clv_dictionary_new ();
  clv_batch_writer_set_plan_text (self->writer, text);
  return inner->begin (inner, &self->head, error);
}

/* The second refund of an order on a day is another one than the first. */
static guint
count_of_day (Refunds    *self,
              const char *reference,
              gsize       length,
              ClvDate     day)
{
  guint32 code = clv_dictionary_lookup (self->references, reference, length);
  gint64 both = ((gint64) code << 32) | (guint32) day;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_of_day, &both)) + 1;

  g_hash_table_insert (self->n_of_day, g_memdup2 (&both, sizeof both), GUINT_TO_POINTER (n));
  return n;
}

/* One row of the block that is being made. */
static void
add_refund (Refunds          *self,
            guint32           at,
            const FoundOrder *found,
            const char       *reference,
            gsize             length,
            ClvDate           day)
{
  g_autofree char *date = clv_date_to_iso (day);
  gsize name_length = 0;
  const char *name = clv_dictionary_get (self->known, found->customer, &name_length);
  guint n = 0;

  self->customer[at] = clv_dictionary_add (self->customers, name, name_length);
  self->time[at] = found->time;
  self->offsets[at] = self->texts->len;
  g_string_append_len (self->texts, reference, (gssize) length);
  g_string_append_printf (self->texts, NUMBER_SUFFIX "%s", date);
  n = count_of_day (self, reference, length, day);
  if (n > 1)
    g_string_append_printf (self->texts, ", %u", n);
  g_string_append_c (self->texts, ')');
  self->length[at] = (guint32) (self->texts->len - self->offsets[at]);
}

/* Those of @records whose order has a clock, or has none: a block is of one kind. */
static gboolean
add_half (Refunds               *self,
          const ClvRecordBlock  *records,
          gboolean               has_clock,
          GError               **error)
{
  int reference = clv_record_layout_find (self->layout, CLV_FIELD_REFERENCE);
  int amount = clv_record_layout_find (self->layout, CLV_FIELD_AMOUNT);
  int date = clv_record_layout_find (self->layout, CLV_FIELD_DATE);
  ClvImportSink *inner = clv_batch_writer_get_sink (self->writer);
  ClvRowBlock block = { 0, };
  guint32 i;

  g_string_truncate (self->texts, 0);
  for (i = 0; i < records->n_rows; i++)
    {
      gint64 time = records->values[date][i];
      gsize length = 0;
      const char *text = clv_dictionary_get (self->layout->columns[reference].texts,
                                             records->codes[reference][i], &length);
      const FoundOrder *found = get_order (self, text, length);

      if (found == NULL || found->has_clock != has_clock)
        continue;
      self->amount[block.n_rows] = records->values[amount][i];
      add_refund (self, block.n_rows++, found, text, length,
                  records->has_clock[date] ? clv_zone_get_day (self->zone, time)
                                           : clv_day_of_seconds (time));
    }
  if (block.n_rows == 0)
    return TRUE;
  for (i = 0; i < block.n_rows; i++)
    self->order[i] = self->texts->str + self->offsets[i];
  block.customer = self->customer;
  block.time = self->time;
  block.amount = self->amount;
  block.has_clock = has_clock;
  block.order = self->order;
  block.order_length = self->length;
  return inner->add_block (inner, &block, error);
}

static gboolean
add_records_cb (ClvImportSink         *sink,
                const ClvRecordBlock  *records,
                GError               **error)
{
  Refunds *self = (Refunds *) sink;

  return add_half (self, records, FALSE, error) && add_half (self, records, TRUE, error);
}

static gboolean
finish_cb (ClvImportSink    *sink,
           ClvImportResult  *result,
           GError          **error)
{
  Refunds *self = (Refunds *) sink;
  ClvImportSink *inner = clv_batch_writer_get_sink (self->writer);
  gboolean ok = FALSE;

  result->orders = 0;
  result->customers = clv_dictionary_get_n (self->customers);
  ok = inner->finish (inner, result, error);
  result->new_records = result->new_orders;
  result->changed_records = result->changed_orders;
  result->new_orders = 0;
  result->changed_orders = 0;
  return ok;
}

static void
abort_cb (ClvImportSink *sink)
{
  ClvImportSink *inner = clv_batch_writer_get_sink (((Refunds *) sink)->writer);

  inner->abort (inner);
}

static void
prepare_rows (Refunds  *self,
              gboolean  dry_run)
{
  self->sink.begin = begin_cb;
  self->sink.add_records = add_records_cb;
  self->sink.finish = finish_cb;
  self->sink.abort = abort_cb;
  self->sink.has_order = has_order_cb;
  self->writer = clv_batch_writer_new (self->workspace, dry_run);
  self->zone = clv_zone_new (self->workspace->time_zone);
  self->n_of_day = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->texts = g_string_new (NULL);
  self->offsets = g_new (gsize, CLV_BLOCK_ROWS);
  self->customer = g_new (guint32, CLV_BLOCK_ROWS);
  self->time = g_new (gint64, CLV_BLOCK_ROWS);
  self->amount = g_new (gint64, CLV_BLOCK_ROWS);
  self->order = g_new (const char *, CLV_BLOCK_ROWS);
  self->length = g_new (guint32, CLV_BLOCK_ROWS);
}

ClvImportResult *
clv_refund_import (ClvWorkspace         *workspace,
                   const char           *path,
                   const ClvImportPlan  *plan,
                   const char           *rejects_path,
                   gboolean              dry_run,
                   const ClvProgress    *progress,
                   GError              **error)
{
  g_auto(Refunds) self = { 0, };
  g_autoptr(ClvImportResult) named = NULL;

  self.workspace = workspace;
  self.sink.begin = collect_begin_cb;
  self.sink.add_records = collect_records_cb;
  self.sink.finish = collect_finish_cb;
  self.sink.abort = collect_abort_cb;
  named = clv_import_run (path, plan, workspace->time_zone, workspace->currency, NULL, &self.sink,
                          progress, error);
  if (named == NULL || !find_orders (&self, error))
    return NULL;
  prepare_rows (&self, dry_run);
  return clv_import_run (path, plan, workspace->time_zone, workspace->currency, rejects_path,
                         &self.sink, progress, error);
}

typedef gboolean (*OrderFunc) (ClvDictionary *names,
                               const char    *order,
                               gint64         amount);

/* Stops where @func says %TRUE, and tells so. */
static gboolean
each_order (ClvWorkspace   *workspace,
            gint64          batch,
            OrderFunc       func,
            ClvDictionary  *names,
            gboolean       *stopped,
            GError        **error)
{
  g_autoptr(ClvRows) rows = clv_rows_new ();
  gint64 n = clv_batch_get_n_segments (workspace, batch, error);
  gint64 seq;

  if (n < 0)
    return FALSE;
  for (seq = 0; seq < n && !*stopped; seq++)
    {
      guint32 row;

      if (!clv_rows_load (rows, workspace, batch, seq, error))
        return FALSE;
      for (row = 0; row < rows->n && !*stopped; row++)
        {
          const char *order = clv_rows_get_order (rows, row);

          *stopped = order != NULL && func (names, order, rows->amount[row]);
        }
    }
  return TRUE;
}

static gboolean
take_name_cb (ClvDictionary *names,
              const char    *order,
              gint64         amount)
{
  const char *end = g_strrstr (order, NUMBER_SUFFIX);

  if (end != NULL)
    clv_dictionary_add (names, order, (gsize) (end - order));
  return FALSE;
}

static gboolean
is_named_cb (ClvDictionary *names,
             const char    *order,
             gint64         amount)
{
  return amount >= 0 && clv_dictionary_lookup (names, order, strlen (order)) != CLV_DICTIONARY_NONE;
}

static gboolean
names_orders_of (ClvWorkspace  *workspace,
                 gint64         refunds,
                 gint64         batch,
                 gboolean      *names_some,
                 GError       **error)
{
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  gboolean stopped = FALSE;

  return each_order (workspace, refunds, take_name_cb, names, &stopped, error)
         && each_order (workspace, batch, is_named_cb, names, names_some, error);
}

/* Refunds cannot stay without their orders: they would lower other ones of the same
 * customer. */
gboolean
clv_refund_check_undo (ClvWorkspace    *workspace,
                       const ClvBatch  *batch,
                       GError         **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  statement = clv_statement_new (workspace,
                                 "SELECT id, file_name FROM batch WHERE id > ?1 AND has_orders = 1 "
                                 "AND undone_at IS NULL AND instr (plan, char (10) || "
                                 "'kind=refunds' || char (10)) > 0 ORDER BY id DESC", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch->id);
  while (has_row)
    {
      gboolean names_some = FALSE;
      gint64 id = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      id = clv_statement_get_int (statement, 0);
      if (!names_orders_of (workspace, id, batch->id, &names_some, error))
        return FALSE;
      if (!names_some)
        continue;
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                   _("Import %d (“%s”) refunds orders of import %d (“%s”). Nothing was undone. "
                     "Undo import %d first."), (int) id, clv_statement_get_text (statement, 1),
                   (int) batch->id, batch->file_name, (int) id);
      return FALSE;
    }
  return TRUE;
}
