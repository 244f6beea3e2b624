/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-batch-parts.h"
#include "clv-customer-secret.h"
#include "clv-ledger.h"
#include "clv-record-merge.h"
#include "clv-record-writer.h"
#include "clv-workspace-private.h"

/* Where the workspace has records of the kind, the run is kept in memory in its coded
 * form and compared at the end; else its segments are written as they come. Either way
 * nothing stays of a run that brings nothing new. */

struct _ClvRecordWriter
{
  ClvImportSink sink;        /* must be first */
  ClvWorkspace *workspace;
  gboolean is_dry;
  gboolean is_open;          /* between begin and finish or abort */
  gboolean keeps;
  gboolean has_new_secret;   /* which the event seals */
  gint64 batch;
  const ClvImportHead *head; /* (unowned): of the run, while it is open */
  ClvRecordStore *store;
};

static void
close_run (ClvRecordWriter *self)
{
  self->is_open = FALSE;
  self->head = NULL;
  g_clear_pointer (&self->store, clv_record_store_free);
}

static const char *
get_kind (const ClvRecordWriter *self)
{
  return clv_import_kind_get_id (self->head->records->kind);
}

/* Customers who were counted already and orders of customers are two ways to say the
 * same: together they would count everybody twice. */
static gboolean
check_not_mixed (ClvRecordWriter  *self,
                 GError          **error)
{
  gint64 n = 0;

  if (self->head->records->kind != CLV_IMPORT_KIND_SUMMARY)
    return TRUE;
  if (!clv_statement_read_int (self->workspace, "SELECT COUNT (*) FROM batch "
                                                "WHERE kind = 'orders' AND undone_at IS NULL",
                               NULL, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("“%s” has orders already, and customers who were counted already cannot be added "
                 "to them: purchases would count twice. Nothing was imported. Create a workspace "
                 "for this file."), self->workspace->name);
  return FALSE;
}

static gboolean
prepare (ClvRecordWriter  *self,
         GError          **error)
{
  const char * const kind[] = { get_kind (self), NULL };
  gint64 n_of_kind = 0;

  if (!check_not_mixed (self, error)
      || !clv_customer_secret_take (self->workspace, self->head->plan, self->is_dry, &self->sink,
                                    &self->has_new_secret, error)
      || !clv_statement_read_int (self->workspace, "SELECT COUNT (*) FROM batch "
                                                   "WHERE kind = ?1 AND undone_at IS NULL",
                                  kind, &n_of_kind, error)
      || !clv_batch_next_id (self->workspace, &self->batch, error))
    return FALSE;
  self->keeps = self->is_dry || n_of_kind > 0;
  self->store = clv_record_store_new (self->workspace, self->batch, self->head->records,
                                      self->keeps);
  return TRUE;
}

static gboolean
begin_cb (ClvImportSink        *sink,
          const ClvImportHead  *head,
          GError              **error)
{
  ClvRecordWriter *self = (ClvRecordWriter *) sink;

  g_return_val_if_fail (!self->is_open && head->records != NULL, FALSE);

  self->head = head;
  if (!self->is_dry && !clv_workspace_begin (self->workspace, error))
    return FALSE;
  if (!prepare (self, error))
    {
      if (!self->is_dry)
        clv_workspace_rollback (self->workspace);
      close_run (self);
      return FALSE;
    }
  self->is_open = TRUE;
  return TRUE;
}

static gboolean
add_records_cb (ClvImportSink         *sink,
                const ClvRecordBlock  *block,
                GError               **error)
{
  ClvRecordWriter *self = (ClvRecordWriter *) sink;

  return clv_record_store_add (self->store, block, error);
}

static gboolean
add_block_cb (ClvImportSink      *sink,
              const ClvRowBlock  *block,
              GError            **error)
{
  g_return_val_if_reached (FALSE);
}

static void
abort_cb (ClvImportSink *sink)
{
  ClvRecordWriter *self = (ClvRecordWriter *) sink;

  if (!self->is_open)
    return;
  if (!self->is_dry)
    clv_workspace_rollback (self->workspace);
  close_run (self);
}

/* Of the records that are stored, which may be fewer than were read. */
static guint64
count_customers (const ClvRecordLayout *layout)
{
  int at = clv_record_layout_find (layout, CLV_FIELD_CUSTOMER);

  return at < 0 ? 0 : clv_dictionary_get_n (layout->columns[at].texts);
}

static gboolean
insert_batch (ClvRecordWriter        *self,
              const ClvRecordStore   *store,
              const ClvRecordLayout  *layout,
              const ClvImportResult  *result,
              GError                **error)
{
  g_autofree char *file_name = g_path_get_basename (self->head->path);
  g_autofree char *plan = clv_import_plan_to_text (self->head->plan);
  ClvBatchLine line = {
    .id = self->batch,
    .kind = get_kind (self),
    .file_name = file_name,
    .plan = plan,
    .content_hash = clv_record_store_get_hash (store),
    .rows = clv_record_store_get_n_rows (store),
    .customers = count_customers (layout),
    .rejected = result->rows_rejected,
    .changed = result->changed_records,
    .net_amount = clv_record_store_get_net_amount (store),
  };

  clv_record_store_get_dates (store, &line.first, &line.last);
  return clv_batch_insert_line (self->workspace, &line, error);
}

static gboolean
append_event (ClvRecordWriter        *self,
              const ClvRecordStore   *store,
              const ClvImportResult  *result,
              GError                **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autofree char *base = g_path_get_basename (self->head->path);
  g_autofree char *file_name = g_strdelimit (g_strdup (base), "\n\r", ' ');

  event->actor = g_strdup (self->workspace->actor);
  event->act = g_strdup ("import");
  event->content_hash = g_strdup (clv_record_store_get_hash (store));
  event->payload = g_strdup_printf ("batch=%" G_GINT64_FORMAT "\nfile=%s\nkind=%s\nrows=%"
                                    G_GUINT64_FORMAT "\nrejected=%" G_GUINT64_FORMAT
                                    "\nchanged=%" G_GUINT64_FORMAT "\nread=%" G_GUINT64_FORMAT
                                    "\n", self->batch, file_name, get_kind (self),
                                    clv_record_store_get_n_rows (store), result->rows_rejected,
                                    result->changed_records, result->rows_read);
  return (!self->has_new_secret
          || clv_ledger_seal_row (self->workspace, event, "meta", 0, error))
         && clv_ledger_seal_row (self->workspace, event, "batch", self->batch, error)
         && clv_ledger_seal_row (self->workspace, event, "superseded", self->batch, error)
         && clv_ledger_append (self->workspace, event, error);
}

/* Writes the batch's line around segments that @store has written. */
static gboolean
seal (ClvRecordWriter        *self,
      const ClvRecordStore   *store,
      const ClvRecordLayout  *layout,
      ClvImportResult        *result,
      GError                **error)
{
  if (!insert_batch (self, store, layout, result, error)
      || !append_event (self, store, result, error))
    return FALSE;
  result->batch = self->batch;
  return TRUE;
}

/* Only what is new or changed, with its own dictionaries. */
static gboolean
store_part (ClvRecordWriter  *self,
            ClvRecordMerge   *merge,
            ClvImportResult  *result,
            GError          **error)
{
  ClvRecordLayout layout = *self->head->records;
  g_autoptr(ClvRecordStore) store = NULL;
  gboolean ok = FALSE;
  guint i;

  for (i = 0; i < layout.n_columns; i++)
    layout.columns[i].texts = layout.columns[i].texts != NULL ? clv_dictionary_new () : NULL;
  store = clv_record_store_new (self->workspace, self->batch, &layout, FALSE);
  ok = clv_record_merge_feed (merge, store, &layout, error)
       && clv_record_store_finish (store, error)
       && clv_record_merge_supersede (merge, self->batch, error)
       && seal (self, store, &layout, result, error);
  clv_record_layout_clear (&layout);
  return ok;
}

static gboolean
finish_compared (ClvRecordWriter  *self,
                 ClvImportResult  *result,
                 GError          **error)
{
  g_autoptr(ClvRecordMerge) merge = NULL;

  merge = clv_record_merge_new (self->workspace, self->store, self->head->records,
                                result->first_date, result->last_date, error);
  if (merge == NULL)
    return FALSE;
  clv_record_merge_get_counts (merge, &result->new_records, &result->already_present,
                               &result->changed_records);
  if (self->is_dry || result->new_records + result->changed_records == 0)
    return TRUE;
  if (result->already_present > 0)
    return store_part (self, merge, result, error);
  return clv_record_store_write (self->store, error)
         && clv_record_merge_supersede (merge, self->batch, error)
         && seal (self, self->store, self->head->records, result, error);
}

static gboolean
finish_run (ClvRecordWriter  *self,
            ClvImportResult  *result,
            GError          **error)
{
  const char *texts[] = { get_kind (self), NULL, NULL };
  gint64 same = 0;

  result->batch = 0;
  result->new_records = 0;
  result->already_present = 0;
  result->changed_records = 0;
  if (!clv_record_store_finish (self->store, error))
    return FALSE;
  /* A batch of which nothing was replaced since is there as it was. */
  texts[1] = clv_record_store_get_hash (self->store);
  if (!clv_statement_read_int (self->workspace,
                               "SELECT id FROM batch b WHERE kind = ?1 AND content_hash = ?2 "
                               "AND undone_at IS NULL AND NOT EXISTS "
                               "(SELECT 1 FROM superseded WHERE old_batch = b.id) LIMIT 1",
                               texts, &same, error))
    return FALSE;
  if (clv_record_store_get_n_rows (self->store) == 0)
    return TRUE;
  if (same != 0)
    {
      result->already_present = clv_record_store_get_n_rows (self->store);
      return TRUE;
    }
  if (self->keeps)
    return finish_compared (self, result, error);
  result->new_records = clv_record_store_get_n_rows (self->store);
  return seal (self, self->store, self->head->records, result, error);
}

static gboolean
finish_cb (ClvImportSink    *sink,
           ClvImportResult  *result,
           GError          **error)
{
  ClvRecordWriter *self = (ClvRecordWriter *) sink;
  gboolean ok = FALSE;

  g_return_val_if_fail (self->is_open, FALSE);

  ok = finish_run (self, result, error);
  if (!self->is_dry && ok && result->batch != 0)
    ok = clv_workspace_commit (self->workspace, error);
  else if (!self->is_dry)
    clv_workspace_rollback (self->workspace);
  if (!ok)
    result->batch = 0;
  else if (result->batch != 0)
    clv_workspace_emit_changed (self->workspace, "data");
  close_run (self);
  return ok;
}

ClvRecordWriter *
clv_record_writer_new (ClvWorkspace *workspace,
                       gboolean      dry_run)
{
  ClvRecordWriter *self = g_new0 (ClvRecordWriter, 1);

  self->sink.begin = begin_cb;
  self->sink.add_block = add_block_cb;
  self->sink.add_records = add_records_cb;
  self->sink.finish = finish_cb;
  self->sink.abort = abort_cb;
  self->workspace = g_object_ref (workspace);
  self->is_dry = dry_run;
  return self;
}

void
clv_record_writer_free (ClvRecordWriter *self)
{
  if (self == NULL)
    return;

  abort_cb (&self->sink);
  g_object_unref (self->workspace);
  g_free (self);
}

ClvImportSink *
clv_record_writer_get_sink (ClvRecordWriter *self)
{
  return &self->sink;
}
