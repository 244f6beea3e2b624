/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-batch-parts.h"
#include "clv-batch-store.h"
#include "clv-batch-writer.h"
#include "clv-customer-secret.h"
#include "clv-ledger.h"
#include "clv-order-merge.h"
#include "clv-workspace-private.h"

#define WRITING_CACHE "-1024" /* KiB */

/* Where the workspace has orders with ids and the run brings some, the run is
 * kept in memory in its coded form and compared at the end; else its segments
 * are written as they come. Either way nothing stays of a run that brings
 * nothing new. */

struct _ClvBatchWriter
{
  ClvImportSink sink;        /* must be first */
  ClvWorkspace *workspace;
  gboolean is_dry;
  gboolean is_open;          /* between begin and finish or abort */
  GCancellable *cancellable; /* (nullable) (unowned): of whoever made it */
  GCancellable *previous;    /* (nullable) (unowned): of the thread of the run */
  gboolean has_new_secret;   /* which the event seals */
  gboolean compares;         /* orders with earlier batches */
  gint64 batch;
  ClvImportHead head;        /* names are owned, dictionaries referenced */
  char *file_name;
  char *plan_text;
  char *told_plan;           /* (nullable): instead of the text of the head's plan */
  ClvBatchStore *store;
};

static void
clear_head (ClvBatchWriter *self)
{
  guint i;

  for (i = 0; i < self->head.n_attributes; i++)
    clv_dictionary_unref (self->head.attribute_values[i]);
  g_free (self->head.attribute_values);
  g_strfreev ((char **) self->head.attribute_names);
  g_clear_pointer (&self->head.customers, clv_dictionary_unref);
  g_clear_pointer (&self->head.products, clv_dictionary_unref);
  clv_import_plan_free ((ClvImportPlan *) self->head.plan);
  self->head = (ClvImportHead) { 0, };
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->plan_text, g_free);
  g_clear_pointer (&self->store, clv_batch_store_free);
}

static void
copy_head (ClvBatchWriter      *self,
           const ClvImportHead *head)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  guint i;

  self->head = *head;
  self->head.plan = clv_import_plan_copy (head->plan);
  self->head.path = NULL;
  self->head.currency = self->workspace->currency;
  self->head.customers = clv_dictionary_ref (head->customers);
  if (head->products != NULL)
    self->head.products = clv_dictionary_ref (head->products);
  self->head.attribute_values = g_new0 (ClvDictionary *, head->n_attributes + 1);
  for (i = 0; i < head->n_attributes; i++)
    {
      self->head.attribute_values[i] = clv_dictionary_ref (head->attribute_values[i]);
      g_ptr_array_add (names, g_strdup (head->attribute_names[i]));
    }
  g_ptr_array_add (names, NULL);
  self->head.attribute_names = (const char * const *) g_ptr_array_steal (names, NULL);
  self->file_name = g_path_get_basename (head->path);
  self->plan_text = self->told_plan != NULL ? g_strdup (self->told_plan)
                                            : clv_import_plan_to_text (head->plan);
}

static gboolean
check_currency (ClvBatchWriter       *self,
                const ClvImportHead  *head,
                GError              **error)
{
  if (head->plan->kind != CLV_IMPORT_KIND_ORDERS || head->currency == NULL
      || g_str_equal (head->currency, self->workspace->currency))
    return TRUE;
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("The amounts are in %s, but “%s” keeps amounts in %s. Nothing was imported. "
                 "Create a workspace for %s or convert the amounts."),
               head->currency, self->workspace->name, self->workspace->currency, head->currency);
  return FALSE;
}

/* The other half of this is where customers who were counted already come in. */
static gboolean
check_not_mixed (ClvBatchWriter       *self,
                 const ClvImportHead  *head,
                 GError              **error)
{
  gint64 n = 0;

  if (head->plan->kind != CLV_IMPORT_KIND_ORDERS)
    return TRUE;
  if (!clv_statement_read_int (self->workspace, "SELECT COUNT (*) FROM batch "
                                                "WHERE kind = 'summary' AND undone_at IS NULL",
                               NULL, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("“%s” has customers who were counted already, and orders cannot be added to them: "
                 "purchases would count twice. Nothing was imported. Create a workspace for this "
                 "file."), self->workspace->name);
  return FALSE;
}

static gboolean
prepare (ClvBatchWriter       *self,
         const ClvImportHead  *head,
         GError              **error)
{
  ClvStoreMode mode = self->is_dry ? CLV_STORE_DIGEST : CLV_STORE_WRITE;
  gint64 n_with_orders = 0;

  if (!clv_statement_read_int (self->workspace, "SELECT COUNT (*) FROM batch "
                                                "WHERE has_orders = 1 AND undone_at IS NULL",
                               NULL, &n_with_orders, error)
      || !clv_batch_next_id (self->workspace, &self->batch, error))
    return FALSE;
  self->compares = head->plan->kind == CLV_IMPORT_KIND_ORDERS && n_with_orders > 0
                   && head->plan->columns[CLV_FIELD_ORDER] != NULL;
  copy_head (self, head);
  self->store = clv_batch_store_new (self->workspace, self->batch,
                                     self->compares ? CLV_STORE_KEEP : mode, &self->head);
  return TRUE;
}

/* A segment is written once and not read again: a cache that stays in the processor's
 * own saves the memory, and the making of its pages, for nothing is found in it.
 * Called with the transaction open, whose lock keeps others from the connection. */
static void
set_cache (ClvBatchWriter *self,
           const char     *sql)
{
  if (!self->is_dry)
    sqlite3_exec (self->workspace->db, sql, NULL, NULL, NULL);
}

static gboolean
take_secret (ClvBatchWriter       *self,
             const ClvImportHead  *head,
             GError              **error)
{
  return clv_customer_secret_take (self->workspace, head->plan, self->is_dry, &self->sink,
                                   &self->has_new_secret, error);
}

static gboolean
open_run (ClvBatchWriter       *self,
          const ClvImportHead  *head,
          GError              **error)
{
  if (!check_currency (self, head, error))
    return FALSE;
  if (!self->is_dry && !clv_workspace_begin (self->workspace, error))
    return FALSE;
  if (check_not_mixed (self, head, error) && take_secret (self, head, error)
      && prepare (self, head, error))
    return TRUE;

  if (!self->is_dry)
    clv_workspace_rollback (self->workspace);
  return FALSE;
}

static gboolean
begin_cb (ClvImportSink        *sink,
          const ClvImportHead  *head,
          GError              **error)
{
  ClvBatchWriter *self = (ClvBatchWriter *) sink;

  g_return_val_if_fail (!self->is_open, FALSE);

  clv_connection_push_cancellable (self->cancellable, &self->previous);
  if (!open_run (self, head, error))
    {
      clv_connection_pop_cancellable (self->previous);
      return FALSE;
    }
  self->is_open = TRUE;
  set_cache (self, "PRAGMA cache_size = " WRITING_CACHE);
  return TRUE;
}

static gboolean
add_block_cb (ClvImportSink      *sink,
              const ClvRowBlock  *block,
              GError            **error)
{
  ClvBatchWriter *self = (ClvBatchWriter *) sink;

  return clv_batch_store_add (self->store, block, error);
}

static void
abort_cb (ClvImportSink *sink)
{
  ClvBatchWriter *self = (ClvBatchWriter *) sink;

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  set_cache (self, "PRAGMA cache_size = " CLV_CONNECTION_CACHE);
  if (!self->is_dry)
    clv_workspace_rollback (self->workspace);
  clv_connection_pop_cancellable (self->previous);
  clear_head (self);
}

/* An identical batch that is active; of customers only the newest one, since a
 * later batch wins. */
static gboolean
find_same (ClvBatchWriter  *self,
           gint64          *same,
           GError         **error)
{
  const char * const texts[] = { clv_batch_store_get_hash (self->store), NULL };

  if (self->head.plan->kind == CLV_IMPORT_KIND_ORDERS)
    return clv_statement_read_int (self->workspace,
                                   "SELECT id FROM batch WHERE content_hash = ?1 "
                                   "AND kind = 'orders' AND undone_at IS NULL LIMIT 1", texts,
                                   same, error);
  return clv_statement_read_int (self->workspace,
                                 "SELECT id FROM batch WHERE content_hash = ?1 "
                                 "AND id = (SELECT MAX (id) FROM batch WHERE kind = 'customers' "
                                 "AND undone_at IS NULL)", texts, same, error);
}

static gboolean
insert_batch (ClvBatchWriter         *self,
              ClvBatchStore          *store,
              const ClvImportHead    *head,
              const ClvImportResult  *result,
              guint64                 n_orders,
              GError                **error)
{
  gboolean is_orders = head->plan->kind == CLV_IMPORT_KIND_ORDERS;
  ClvBatchLine line = {
    .id = self->batch,
    .kind = is_orders ? "orders" : "customers",
    .file_name = self->file_name,
    .plan = self->plan_text,
    .content_hash = clv_batch_store_get_hash (store),
    .rows = clv_batch_store_get_n_rows (store),
    .orders = is_orders ? n_orders : 0,
    .customers = clv_dictionary_get_n (head->customers),
    .rejected = result->rows_rejected,
    .changed = result->changed_orders,
    .net_amount = clv_batch_store_get_net_amount (store),
    .has_orders = clv_batch_store_has_orders (store),
  };

  clv_batch_store_get_dates (store, &line.first, &line.last);
  return clv_batch_insert_line (self->workspace, &line, error);
}

static gboolean
insert_attributes (ClvBatchWriter  *self,
                   GError         **error)
{
  guint i;

  for (i = 0; i < self->head.n_attributes; i++)
    {
      g_autoptr(ClvStatement) statement = NULL;

      statement = clv_statement_new (self->workspace,
                                     "INSERT INTO batch_attribute (batch, number, name) "
                                     "VALUES (?1, ?2, ?3)", error);
      if (statement == NULL)
        return FALSE;
      clv_statement_bind_int (statement, 1, self->batch);
      clv_statement_bind_int (statement, 2, i);
      clv_statement_bind_text (statement, 3, self->head.attribute_names[i]);
      if (!clv_statement_execute (statement, error))
        return FALSE;
    }
  return TRUE;
}

/* Rows that a rule of the plan left out, not their content. */
static guint64
count_by_rule (const ClvImportResult *result)
{
  guint64 n = 0;
  guint i;

  for (i = 0; result->rejects != NULL && i < result->rejects->len; i++)
    {
      const ClvReject *reject = g_ptr_array_index (result->rejects, i);

      if (reject->is_rule)
        n += reject->n_rows;
    }
  return n;
}

static gboolean
append_event (ClvBatchWriter         *self,
              ClvBatchStore          *store,
              const ClvImportResult  *result,
              guint64                 n_orders,
              GError                **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);
  g_autofree char *file_name = g_strdelimit (g_strdup (self->file_name), "\n\r", ' ');

  event->actor = g_strdup (self->workspace->actor);
  event->act = g_strdup ("import");
  event->content_hash = g_strdup (clv_batch_store_get_hash (store));
  event->payload = g_strdup_printf ("batch=%" G_GINT64_FORMAT "\nfile=%s\nrows=%" G_GUINT64_FORMAT
                                    "\norders=%" G_GUINT64_FORMAT "\nrejected=%" G_GUINT64_FORMAT
                                    "\nchanged-orders=%" G_GUINT64_FORMAT
                                    "\nread=%" G_GUINT64_FORMAT
                                    "\nleft-out-by-rule=%" G_GUINT64_FORMAT "\n",
                                    self->batch, file_name, clv_batch_store_get_n_rows (store),
                                    n_orders, result->rows_rejected, result->changed_orders,
                                    result->rows_read, count_by_rule (result));
  return (!self->has_new_secret
          || clv_ledger_seal_row (self->workspace, event, "meta", 0, error))
         && clv_ledger_seal_row (self->workspace, event, "batch", self->batch, error)
         && clv_ledger_seal_row (self->workspace, event, "superseded", self->batch, error)
         && clv_ledger_append (self->workspace, event, error);
}

/* Writes the batch's line around segments that @store has written. */
static gboolean
seal (ClvBatchWriter       *self,
      ClvBatchStore        *store,
      const ClvImportHead  *head,
      ClvImportResult      *result,
      guint64               n_orders,
      GError              **error)
{
  /* A plan of its own text tells of rows that belong to orders which are there. */
  if (self->told_plan != NULL)
    n_orders = 0;
  if (!insert_batch (self, store, head, result, n_orders, error)
      || !insert_attributes (self, error)
      || !append_event (self, store, result, n_orders, error))
    return FALSE;
  result->batch = self->batch;
  return TRUE;
}

static gboolean
finish_compared (ClvBatchWriter   *self,
                 ClvImportResult  *result,
                 GError          **error)
{
  g_autoptr(ClvOrderMerge) merge = NULL;
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvDictionary) products = clv_dictionary_new ();
  g_autoptr(ClvBatchStore) store = NULL;
  ClvImportHead head = self->head;

  merge = clv_order_merge_new (self->workspace, self->store, &self->head, error);
  if (merge == NULL)
    return FALSE;
  clv_order_merge_get_counts (merge, &result->new_orders, &result->already_present,
                              &result->changed_orders);
  if (self->is_dry || result->new_orders + result->changed_orders == 0)
    return TRUE;

  head.customers = customers;
  head.products = self->head.products != NULL ? products : NULL;
  store = clv_batch_store_new (self->workspace, self->batch, CLV_STORE_WRITE, &head);
  return clv_order_merge_feed (merge, store, &head, error)
         && clv_batch_store_finish (store, error)
         && clv_order_merge_supersede (merge, self->batch, error)
         && seal (self, store, &head, result, result->new_orders + result->changed_orders, error);
}

static gboolean
finish_run (ClvBatchWriter   *self,
            ClvImportResult  *result,
            GError          **error)
{
  guint64 n_rows = 0;
  guint64 n_orders = 0;
  gint64 same = 0;

  result->batch = 0;
  result->new_orders = 0;
  result->already_present = 0;
  result->changed_orders = 0;
  if (!clv_batch_store_finish (self->store, error) || !find_same (self, &same, error))
    return FALSE;
  n_rows = clv_batch_store_get_n_rows (self->store);
  n_orders = n_rows;
  if (clv_batch_store_has_orders (self->store) && result->orders > 0)
    n_orders = result->orders;
  if (n_rows == 0)
    return TRUE;
  if (same != 0)
    {
      result->already_present = n_orders;
      return TRUE;
    }
  if (self->compares)
    return finish_compared (self, result, error);
  if (self->head.plan->kind == CLV_IMPORT_KIND_ORDERS)
    result->new_orders = n_orders;
  return self->is_dry || seal (self, self->store, &self->head, result, n_orders, error);
}

static gboolean
finish_cb (ClvImportSink    *sink,
           ClvImportResult  *result,
           GError          **error)
{
  ClvBatchWriter *self = (ClvBatchWriter *) sink;
  gboolean ok = FALSE;

  g_return_val_if_fail (self->is_open, FALSE);

  self->is_open = FALSE;
  ok = finish_run (self, result, error);
  set_cache (self, "PRAGMA cache_size = " CLV_CONNECTION_CACHE);
  if (!self->is_dry && ok && result->batch != 0)
    ok = clv_workspace_commit (self->workspace, error);
  else if (!self->is_dry)
    clv_workspace_rollback (self->workspace);
  if (!ok)
    result->batch = 0;
  else if (result->batch != 0)
    clv_workspace_emit_changed (self->workspace, "data");
  clv_connection_pop_cancellable (self->previous);
  clear_head (self);
  return ok;
}

/* A transaction belongs to the thread that began it. */
static gboolean
is_within_transaction (ClvWorkspace *workspace)
{
  gboolean is_within = FALSE;

  if (g_rec_mutex_trylock (&workspace->lock))
    {
      is_within = workspace->depth > 0;
      g_rec_mutex_unlock (&workspace->lock);
    }
  return is_within;
}

ClvBatchWriter *
clv_batch_writer_new (ClvWorkspace *workspace,
                      gboolean      dry_run)
{
  ClvBatchWriter *self = g_new0 (ClvBatchWriter, 1);

  self->sink.begin = begin_cb;
  self->sink.add_block = add_block_cb;
  self->sink.finish = finish_cb;
  self->sink.abort = abort_cb;
  self->sink.any_thread = !is_within_transaction (workspace);
  self->workspace = g_object_ref (workspace);
  self->cancellable = clv_connection_get_cancellable ();
  self->is_dry = dry_run;
  return self;
}

void
clv_batch_writer_free (ClvBatchWriter *self)
{
  if (self == NULL)
    return;

  abort_cb (&self->sink);
  g_free (self->told_plan);
  g_object_unref (self->workspace);
  g_free (self);
}

void
clv_batch_writer_set_plan_text (ClvBatchWriter *self,
                                const char     *plan_text)
{
  g_free (self->told_plan);
  self->told_plan = g_strdup (plan_text);
}

ClvImportSink *
clv_batch_writer_get_sink (ClvBatchWriter *self)
{
  return &self->sink;
}
