/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-batch-reader.h"
#include "clv-hash.h"
#include "clv-ledger.h"
#include "clv-records.h"
#include "clv-refund-writer.h"
#include "clv-segment.h"
#include "clv-workspace-private.h"

/* What a workspace knows of its batches: list, undo, the hash of what is active,
 * and whether the stored bytes are still those that were imported. */

#define COLUMNS "id, kind, file_name, imported_at, rows, orders, customers, rejected, " \
                "changed_orders, net_amount, currency, first_date, last_date, "         \
                "content_hash, plan, undone_at IS NOT NULL"

void
clv_batch_free (ClvBatch *self)
{
  if (self == NULL)
    return;

  g_free (self->file_name);
  g_free (self->kind);
  g_free (self->imported_at);
  g_free (self->currency);
  g_free (self->content_hash);
  g_free (self->plan);
  g_free (self);
}

static ClvDate
get_date (ClvStatement *statement,
          int           column)
{
  if (clv_statement_is_null (statement, column))
    return CLV_DATE_INVALID;
  return (ClvDate) clv_statement_get_int (statement, column);
}

static ClvBatch *
read_batch (ClvStatement *statement)
{
  ClvBatch *batch = g_new0 (ClvBatch, 1);

  batch->id = clv_statement_get_int (statement, 0);
  batch->kind = g_strdup (clv_statement_get_text (statement, 1));
  batch->file_name = g_strdup (clv_statement_get_text (statement, 2));
  batch->imported_at = g_strdup (clv_statement_get_text (statement, 3));
  batch->rows = (guint64) clv_statement_get_int (statement, 4);
  batch->orders = (guint64) clv_statement_get_int (statement, 5);
  batch->customers = (guint64) clv_statement_get_int (statement, 6);
  batch->rejected = (guint64) clv_statement_get_int (statement, 7);
  batch->changed_orders = (guint64) clv_statement_get_int (statement, 8);
  batch->net_amount = clv_statement_get_int (statement, 9);
  batch->currency = g_strdup (clv_statement_get_text (statement, 10));
  batch->first_date = get_date (statement, 11);
  batch->last_date = get_date (statement, 12);
  batch->content_hash = g_strdup (clv_statement_get_text (statement, 13));
  batch->plan = g_strdup (clv_statement_get_text (statement, 14));
  batch->undone = clv_statement_get_int (statement, 15) != 0;
  return batch;
}

/* (transfer full) (element-type ClvBatch): in order of import, undone ones too. */
GPtrArray *
clv_workspace_list_batches (ClvWorkspace  *self,
                            GError       **error)
{
  g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) clv_batch_free);
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);

  statement = clv_statement_new (self, "SELECT " COLUMNS " FROM batch ORDER BY id", error);
  if (statement == NULL)
    return NULL;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (batches, read_batch (statement));
    }
  return g_steal_pointer (&batches);
}

static ClvBatch *
find_batch (ClvWorkspace  *self,
            gint64         id,
            GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (self, "SELECT " COLUMNS " FROM batch WHERE id = ?1", error);
  if (statement == NULL)
    return NULL;
  clv_statement_bind_int (statement, 1, id);
  if (!clv_statement_step (statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("There is no import %d in “%s”."), (int) id, self->name);
      return NULL;
    }
  return read_batch (statement);
}

/* An import whose orders a later one replaced cannot go first: the later one
 * says what replaced what. */
static gboolean
check_not_replaced (ClvWorkspace    *self,
                    const ClvBatch  *batch,
                    GError         **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  statement = clv_statement_new (self, "SELECT id, file_name FROM batch WHERE id = "
                                       "(SELECT MAX (batch) FROM superseded WHERE old_batch = ?1)",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch->id);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
               _("Import %d (“%s”) replaced orders of import %d (“%s”). Nothing was undone. "
                 "Undo import %d first."),
               (int) clv_statement_get_int (statement, 0), clv_statement_get_text (statement, 1),
               (int) batch->id, batch->file_name, (int) clv_statement_get_int (statement, 0));
  return FALSE;
}

static gboolean
execute_for (ClvWorkspace  *self,
             const char    *sql,
             gint64         batch,
             GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);

  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  return clv_statement_execute (statement, error);
}

static gboolean
append_undo_event (ClvWorkspace    *self,
                   const ClvBatch  *batch,
                   GError         **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->actor = g_strdup (self->actor);
  event->act = g_strdup ("undo");
  event->content_hash = g_strdup (batch->content_hash);
  event->payload = g_strdup_printf ("batch=%" G_GINT64_FORMAT "\nrows=%" G_GUINT64_FORMAT
                                    "\norders=%" G_GUINT64_FORMAT "\n",
                                    batch->id, batch->rows, batch->orders);
  return clv_ledger_append (self, event, error);
}

static gboolean
undo (ClvWorkspace  *self,
      gint64         id,
      guint64       *removed_orders,
      GError       **error)
{
  static const char * const steps[] = {
    "UPDATE batch SET undone_at = strftime ('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?1",
    "DELETE FROM segment WHERE batch = ?1",
    "DELETE FROM dictionary_segment WHERE batch = ?1",
    "DELETE FROM batch_attribute WHERE batch = ?1",
    "DELETE FROM superseded WHERE batch = ?1",
  };
  g_autoptr(ClvBatch) batch = find_batch (self, id, error);
  guint i;

  if (batch == NULL)
    return FALSE;
  if (batch->undone)
    {
      g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND,
                   _("Import %d (“%s”) is undone already."), (int) id,
                   batch->file_name);
      return FALSE;
    }
  if (!check_not_replaced (self, batch, error)
      || (g_str_equal (batch->kind, "orders") && !clv_refund_check_undo (self, batch, error)))
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!execute_for (self, steps[i], id, error))
      return FALSE;
  if (removed_orders != NULL)
    *removed_orders = batch->orders;
  return append_undo_event (self, batch, error);
}

/* Takes one import back: its rows go, and the orders that it had replaced are
 * active again. Orders that another file also brought, but that were left out
 * then because they were here already, go too; that file can be imported again.
 * @removed_orders: (out) (optional). */
gboolean
clv_workspace_undo_batch (ClvWorkspace  *self,
                          gint64         batch,
                          guint64       *removed_orders,
                          GError       **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);

  if (!clv_workspace_begin (self, error))
    return FALSE;
  if (!undo (self, batch, removed_orders, error))
    {
      clv_workspace_rollback (self);
      return FALSE;
    }
  if (!clv_workspace_commit (self, error))
    return FALSE;
  clv_workspace_emit_changed (self, "data");
  return TRUE;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gboolean
hash_superseded (ClvWorkspace  *self,
                 gint64         batch,
                 ClvHash       *hash,
                 GError       **error)
{
  g_autoptr(GHashTable) superseded = NULL;
  g_autoptr(GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key = NULL;
  guint i;

  if (!clv_batch_load_superseded (self, batch, &superseded, error))
    return FALSE;
  if (superseded == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, superseded);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (seqs, key, 1);
  g_array_sort (seqs, compare_numbers);
  for (i = 0; i < seqs->len; i++)
    {
      gint64 *seq = &g_array_index (seqs, gint64, i);

      clv_hash_add_int64 (hash, *seq);
      clv_hash_add_bytes (hash, g_hash_table_lookup (superseded, seq), CLV_SEGMENT_ROWS / 8);
    }
  return TRUE;
}

/* Orders are active in the order of their content, so that the hash tells the
 * same whichever file was imported first; customers in order of import, because
 * the later wins. The loader keeps the same order. */
static gboolean
hash_batches (ClvWorkspace  *self,
              ClvHash       *hash,
              const char    *sql,
              GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      clv_hash_add_text (hash, clv_statement_get_text (statement, 1));
      if (!hash_superseded (self, clv_statement_get_int (statement, 0), hash, error))
        return FALSE;
    }
  return TRUE;
}

/* Records that values are made of. Where there are none nothing is added, so that the
 * hash of orders alone is what it was before there were records. */
static gboolean
hash_records (ClvWorkspace   *self,
              ClvImportKind   kind,
              ClvHash        *hash,
              GError        **error)
{
  const char *id = clv_import_kind_get_id (kind);
  g_autofree char *sql = NULL;
  guint64 n = 0;

  if (!clv_records_count (self, kind, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  clv_hash_add_text (hash, id);
  sql = g_strdup_printf ("SELECT id, content_hash FROM batch WHERE undone_at IS NULL "
                         "AND kind = '%s' ORDER BY content_hash, id", id);
  return hash_batches (self, hash, sql, error);
}

/* Customers who were counted already and subscriptions are fitted. Other records are
 * not, and change nothing here. */
char *
clv_workspace_dup_data_hash (ClvWorkspace  *self,
                             GError       **error)
{
  g_autoptr(ClvHash) hash = clv_hash_new ("clv-data-v1");

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);

  clv_hash_add_text (hash, self->currency);
  clv_hash_add_text (hash, self->time_zone);
  if (!hash_batches (self, hash, "SELECT id, content_hash FROM batch WHERE undone_at IS NULL "
                                 "AND kind = 'orders' ORDER BY content_hash, id", error))
    return NULL;
  clv_hash_add_text (hash, "customers");
  if (!hash_batches (self, hash, "SELECT id, content_hash FROM batch WHERE undone_at IS NULL "
                                 "AND kind = 'customers' ORDER BY id", error)
      || !hash_records (self, CLV_IMPORT_KIND_SUMMARY, hash, error)
      || !hash_records (self, CLV_IMPORT_KIND_SUBSCRIPTIONS, hash, error))
    return NULL;
  return clv_hash_finish (hash);
}

/* What lies beside the bytes of a segment says the same as they do. */
static gboolean
is_in_place (ClvStatement  *statement,
             gconstpointer  bytes,
             gsize          size)
{
  gint64 field = clv_statement_get_int (statement, 1);
  ClvSegmentView view = { 0, };

  return field >= 0 && field <= G_MAXUINT8
         && clv_segment_view (&view, bytes, size, (guint) field)
         && view.n == clv_statement_get_int (statement, 2);
}

/* @sql: bytes, and of segments field and rows as well. */
static gboolean
digest_column (ClvWorkspace  *self,
               ClvBulkHash   *hash,
               const char    *sql,
               gint64         batch,
               gboolean       is_text,
               gboolean      *is_whole,
               GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  while (has_row)
    {
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      bytes = clv_statement_get_blob (statement, 0, &size);
      *is_whole = *is_whole && (is_text || is_in_place (statement, bytes, size));
      if (size > 0)
        clv_bulk_hash_add (hash, bytes, size);
      if (is_text)
        clv_bulk_hash_add (hash, "", 1);
    }
  return TRUE;
}

/* The numbers of what a batch consists of have no gaps. */
static gboolean
check_numbers (ClvWorkspace  *self,
               gint64         batch,
               gboolean      *is_whole,
               GError       **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_gap = FALSE;

  statement = clv_statement_new (self,
                                 "SELECT 1 FROM segment WHERE batch = ?1 GROUP BY batch "
                                 "HAVING MIN (seq) <> 0 OR COUNT (DISTINCT seq) <> MAX (seq) + 1 "
                                 "UNION ALL "
                                 "SELECT 1 FROM dictionary_segment WHERE batch = ?1 GROUP BY field "
                                 "HAVING MIN (seq) <> 0 OR COUNT (*) <> MAX (seq) + 1 "
                                 "UNION ALL "
                                 "SELECT 1 FROM batch_attribute WHERE batch = ?1 GROUP BY batch "
                                 "HAVING MIN (number) <> 0 OR COUNT (*) <> MAX (number) + 1",
                                 error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  if (!clv_statement_step (statement, &has_gap, error))
    return FALSE;
  *is_whole = *is_whole && !has_gap;
  return TRUE;
}

static gboolean
verify_batch (ClvWorkspace    *self,
              const ClvBatch  *batch,
              GError         **error)
{
  g_autoptr(ClvBulkHash) hash = clv_bulk_hash_new ();
  g_autofree char *found = NULL;
  gboolean is_whole = TRUE;

  if (!digest_column (self, hash, "SELECT bytes, field, n_rows FROM segment WHERE batch = ?1 "
                                  "ORDER BY seq, field", batch->id, FALSE, &is_whole, error)
      || !digest_column (self, hash, "SELECT bytes, field, n_strings FROM dictionary_segment "
                                     "WHERE batch = ?1 ORDER BY field, seq", batch->id, FALSE,
                         &is_whole, error)
      || !digest_column (self, hash, "SELECT name FROM batch_attribute WHERE batch = ?1 "
                                     "ORDER BY number", batch->id, TRUE, &is_whole, error)
      || !check_numbers (self, batch->id, &is_whole, error))
    return FALSE;
  found = clv_bulk_hash_finish (hash);
  if (is_whole && g_strcmp0 (found, batch->content_hash) == 0)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("The rows of import %d (“%s”) are not those that were imported. "
                 "Undo it and import the file again, or restore a backup."),
               (int) batch->id, batch->file_name);
  return FALSE;
}

gboolean
clv_workspace_verify_data (ClvWorkspace       *self,
                           const ClvProgress  *progress,
                           GError            **error)
{
  g_autoptr(GPtrArray) batches = NULL;
  guint i;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);

  batches = clv_workspace_list_batches (self, error);
  if (batches == NULL)
    return FALSE;
  for (i = 0; i < batches->len; i++)
    {
      const ClvBatch *batch = g_ptr_array_index (batches, i);

      if (!clv_progress_step (progress, (double) i / batches->len, _("Checking the imports"),
                              error))
        return FALSE;
      if (!batch->undone && !verify_batch (self, batch, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_pragma (ClvWorkspace  *self,
              const char    *sql,
              const char    *good,
              GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, sql, error);
  gboolean has_row = FALSE;
  const char *answer = NULL;

  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    answer = clv_statement_get_text (statement, 0);
  if (g_strcmp0 (answer, good) == 0)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("“%s” is damaged (%s). Restore a backup of it."), self->name,
               answer != NULL ? answer : "—");
  return FALSE;
}

static gboolean
check_fingerprint (ClvWorkspace  *self,
                   GError       **error)
{
  g_autoptr(ClvStatement) statement = clv_statement_new (self, "PRAGMA user_version", error);
  g_autofree char *found = NULL;
  g_autofree char *expected = NULL;
  gboolean has_row = FALSE;

  if (statement == NULL || !clv_statement_step (statement, &has_row, error))
    return FALSE;
  found = clv_schema_dup_fingerprint (self->db, TRUE, error);
  if (found == NULL)
    return FALSE;
  expected = clv_schema_dup_computed ((int) clv_statement_get_int (statement, 0), TRUE, error);
  if (expected == NULL)
    return FALSE;
  if (g_str_equal (found, expected))
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED,
               _("The tables or guards of “%s” are not those that Perennial made: another program "
                 "changed them. Restore a backup of it."), self->name);
  return FALSE;
}

gboolean
clv_workspace_verify_file (ClvWorkspace  *self,
                           GError       **error)
{
  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);

  return check_pragma (self, "PRAGMA integrity_check (1)", "ok", error)
         && check_pragma (self, "PRAGMA foreign_key_check", NULL, error)
         && check_fingerprint (self, error);
}
