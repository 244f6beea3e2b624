/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "clv-batch-reader.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

/* The read-only table `transactions`: the rows of all active segments as SQL
 * sees ordinary rows. It exists in every connection of ours and nowhere in the
 * file. A condition customer = … reads only segments that have the customer. */

#define DAY_SECONDS 86400
#define BY_CUSTOMER 1

enum
{
  COLUMN_BATCH,
  COLUMN_ROW,
  COLUMN_CUSTOMER,
  COLUMN_TIME,
  COLUMN_DAY,
  COLUMN_AMOUNT,
  COLUMN_CURRENCY,
  COLUMN_ORDER,
  COLUMN_PRODUCT
};

typedef struct
{
  sqlite3_vtab base;         /* must be first */
  ClvWorkspace *workspace;   /* (unowned) */
} Table;

typedef struct
{
  sqlite3_vtab_cursor base;  /* must be first */
  ClvWorkspace *workspace;   /* (unowned) */
  ClvZone *zone;
  ClvRows *rows;
  GArray *batches;           /* gint64 */
  char *wanted;              /* (nullable) customer */
  guint32 wanted_code;
  guint batch_index;         /* of the next batch */
  gint64 batch;
  gint64 n_segments;
  gint64 seq;
  guint32 row;
  gint64 row_before;         /* rows of the batch in earlier segments */
  gint64 rowid;
  ClvDictionary *customers;
  ClvDictionary *products;
  GHashTable *superseded;
  const guint8 *bits;
  gboolean at_end;
} Cursor;

static int
connect_cb (sqlite3              *db,
            void                 *data,
            int                   n_arguments,
            const char * const   *arguments,
            sqlite3_vtab        **vtab,
            char                **message)
{
  Table *table = NULL;
  int code = sqlite3_declare_vtab (db, "CREATE TABLE transactions (batch INTEGER, row INTEGER, "
                                       "customer TEXT, time TEXT, day TEXT, amount_minor INTEGER, "
                                       "currency TEXT, order_id TEXT, product TEXT)");

  if (code != SQLITE_OK)
    return code;
  sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
  table = g_new0 (Table, 1);
  table->workspace = data;
  *vtab = &table->base;
  return SQLITE_OK;
}

static int
disconnect_cb (sqlite3_vtab *vtab)
{
  g_free (vtab);
  return SQLITE_OK;
}

static int
best_index_cb (sqlite3_vtab       *vtab,
               sqlite3_index_info *info)
{
  int i;

  info->estimatedCost = 1e9;
  info->estimatedRows = 10000000;
  for (i = 0; i < info->nConstraint; i++)
    {
      if (!info->aConstraint[i].usable || info->aConstraint[i].iColumn != COLUMN_CUSTOMER
          || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ
          || g_ascii_strcasecmp (sqlite3_vtab_collation (info, i), "BINARY") != 0)
        continue;
      info->aConstraintUsage[i].argvIndex = 1;
      info->idxNum = BY_CUSTOMER;
      info->estimatedCost = 1e6;
      info->estimatedRows = 10;
      break;
    }
  return SQLITE_OK;
}

static int
open_cb (sqlite3_vtab         *vtab,
         sqlite3_vtab_cursor **cursor)
{
  Cursor *self = g_new0 (Cursor, 1);

  self->workspace = ((Table *) vtab)->workspace;
  self->zone = clv_zone_new (self->workspace->time_zone);
  self->rows = clv_rows_new ();
  self->batches = g_array_new (FALSE, FALSE, sizeof (gint64));
  *cursor = &self->base;
  return SQLITE_OK;
}

static void
leave_batch (Cursor *self)
{
  g_clear_pointer (&self->customers, clv_dictionary_unref);
  g_clear_pointer (&self->products, clv_dictionary_unref);
  g_clear_pointer (&self->superseded, g_hash_table_unref);
  self->bits = NULL;
  clv_rows_clear (self->rows);
  self->n_segments = 0;
  self->row_before = 0;
  self->seq = -1;
}

static int
close_cb (sqlite3_vtab_cursor *cursor)
{
  Cursor *self = (Cursor *) cursor;

  leave_batch (self);
  clv_zone_free (self->zone);
  clv_rows_free (self->rows);
  g_array_unref (self->batches);
  g_free (self->wanted);
  g_free (self);
  return SQLITE_OK;
}

static int
fail (Cursor *self,
      GError *error)
{
  sqlite3_vtab *vtab = self->base.pVtab;

  sqlite3_free (vtab->zErrMsg);
  vtab->zErrMsg = sqlite3_mprintf ("%s", error->message);
  g_error_free (error);
  return SQLITE_ERROR;
}

static gboolean
list_batches (Cursor  *self,
              GError **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  g_array_set_size (self->batches, 0);
  statement = clv_statement_new (self->workspace, "SELECT id FROM batch WHERE kind = 'orders' "
                                                  "AND undone_at IS NULL ORDER BY id", error);
  if (statement == NULL)
    return FALSE;
  while (has_row)
    {
      gint64 id = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      id = clv_statement_get_int (statement, 0);
      if (has_row)
        g_array_append_val (self->batches, id);
    }
  return TRUE;
}

static gboolean
enter_batch (Cursor   *self,
             GError  **error)
{
  leave_batch (self);
  self->batch = g_array_index (self->batches, gint64, self->batch_index);
  self->batch_index++;
  self->customers = clv_batch_load_dictionary (self->workspace, self->batch, CLV_SEGMENT_CUSTOMER,
                                               error);
  if (self->customers == NULL)
    return FALSE;
  self->products = clv_batch_load_dictionary (self->workspace, self->batch, CLV_SEGMENT_PRODUCT,
                                              error);
  if (self->products == NULL
      || !clv_batch_load_superseded (self->workspace, self->batch, &self->superseded, error))
    return FALSE;
  if (self->wanted != NULL)
    {
      self->wanted_code = clv_dictionary_lookup (self->customers, self->wanted,
                                                 strlen (self->wanted));
      if (self->wanted_code == CLV_DICTIONARY_NONE)
        return TRUE;
    }
  self->n_segments = clv_batch_get_n_segments (self->workspace, self->batch, error);
  return self->n_segments >= 0;
}

/* Reads the customers of the segment alone, to pass over one without the wanted
 * customer. @n: rows of the segment. */
static gboolean
segment_has_wanted (Cursor    *self,
                    gboolean  *has,
                    guint32   *n,
                    GError   **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  ClvSegmentView view = { 0, };
  gconstpointer bytes = NULL;
  gboolean has_row = FALSE;
  gsize size = 0;
  guint32 i;

  *has = FALSE;
  statement = clv_statement_new (self->workspace,
                                 "SELECT bytes FROM segment "
                                 "WHERE batch = ?1 AND seq = ?2 AND field = 1", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, self->batch);
  clv_statement_bind_int (statement, 2, self->seq);
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row)
    bytes = clv_statement_get_blob (statement, 0, &size);
  if (bytes == NULL || !clv_segment_view (&view, bytes, size, CLV_SEGMENT_CUSTOMER))
    {
      clv_batch_set_damaged (self->workspace, self->batch, error);
      return FALSE;
    }
  clv_segment_get_codes (&view, FALSE, self->rows->customer);
  for (i = 0; i < view.n && !*has; i++)
    *has = self->rows->customer[i] == self->wanted_code;
  *n = view.n;
  return TRUE;
}

static gboolean
codes_are_known (Cursor *self)
{
  guint32 n_customers = clv_dictionary_get_n (self->customers);
  guint32 n_products = clv_dictionary_get_n (self->products);
  guint32 i;

  for (i = 0; i < self->rows->n; i++)
    if (self->rows->customer[i] >= n_customers
        || (self->rows->has_product && self->rows->product[i] >= n_products
            && self->rows->product[i] != CLV_DICTIONARY_NONE))
      return FALSE;
  return TRUE;
}

/* Goes to the next segment of the batch; one without the wanted customer is left
 * empty. */
static gboolean
enter_segment (Cursor   *self,
               GError  **error)
{
  gboolean has = TRUE;
  guint32 n = 0;

  self->row_before += self->rows->n;
  self->row = 0;
  self->seq++;
  clv_rows_clear (self->rows);
  if (self->wanted != NULL && !segment_has_wanted (self, &has, &n, error))
    return FALSE;
  if (!has)
    {
      self->row_before += n;
      return TRUE;
    }
  if (!clv_rows_load (self->rows, self->workspace, self->batch, self->seq, error))
    return FALSE;
  if (!codes_are_known (self))
    {
      clv_batch_set_damaged (self->workspace, self->batch, error);
      return FALSE;
    }
  self->bits = NULL;
  if (self->superseded != NULL)
    self->bits = g_hash_table_lookup (self->superseded, &self->seq);
  return TRUE;
}

static gboolean
row_counts (Cursor *self)
{
  return !CLV_ROW_BIT (self->bits, self->row)
         && (self->wanted == NULL || self->rows->customer[self->row] == self->wanted_code);
}

/* From the present position, itself included, to the next row that counts. */
static int
settle (Cursor *self)
{
  GError *error = NULL;

  for (;;)
    {
      while (self->row < self->rows->n && !row_counts (self))
        self->row++;
      if (self->row < self->rows->n)
        return SQLITE_OK;
      if (self->seq + 1 < self->n_segments)
        {
          if (!enter_segment (self, &error))
            return fail (self, error);
        }
      else if (self->batch_index < self->batches->len)
        {
          self->row = 0;
          if (!enter_batch (self, &error))
            return fail (self, error);
        }
      else
        {
          self->at_end = TRUE;
          return SQLITE_OK;
        }
    }
}

static int
filter_cb (sqlite3_vtab_cursor  *cursor,
           int                   number,
           const char           *text,
           int                   n_values,
           sqlite3_value       **values)
{
  Cursor *self = (Cursor *) cursor;
  GError *error = NULL;

  g_clear_pointer (&self->wanted, g_free);
  self->batch_index = 0;
  self->rowid = 1;
  self->row = 0;
  self->at_end = FALSE;
  leave_batch (self);
  if (number == BY_CUSTOMER)
    {
      self->wanted = g_strdup ((const char *) sqlite3_value_text (values[0]));
      /* Nothing equals NULL. */
      self->at_end = self->wanted == NULL;
      if (self->at_end)
        return SQLITE_OK;
    }
  if (!list_batches (self, &error))
    return fail (self, error);
  return settle (self);
}

static int
next_cb (sqlite3_vtab_cursor *cursor)
{
  Cursor *self = (Cursor *) cursor;

  self->row++;
  self->rowid++;
  return settle (self);
}

static int
eof_cb (sqlite3_vtab_cursor *cursor)
{
  return ((Cursor *) cursor)->at_end;
}

static int
rowid_cb (sqlite3_vtab_cursor *cursor,
          sqlite_int64        *rowid)
{
  *rowid = ((Cursor *) cursor)->rowid;
  return SQLITE_OK;
}

static char *
dup_time (Cursor *self)
{
  gint64 time = self->rows->time[self->row];
  ClvDate day = clv_day_of_seconds (time);
  g_autofree char *date = clv_date_to_iso (day);
  int second = (int) (time - (gint64) day * DAY_SECONDS);

  if (!self->rows->has_clock)
    return g_steal_pointer (&date);
  return g_strdup_printf ("%sT%02d:%02d:%02dZ", date, second / 3600, second / 60 % 60, second % 60);
}

static char *
dup_day (Cursor *self)
{
  gint64 time = self->rows->time[self->row];

  return clv_date_to_iso (self->rows->has_clock ? clv_zone_get_day (self->zone, time)
                                                : clv_day_of_seconds (time));
}

static void
give_code (sqlite3_context     *context,
           const ClvDictionary *dictionary,
           guint32              code)
{
  gsize length = 0;
  const char *text = NULL;

  if (code == CLV_DICTIONARY_NONE)
    return;
  text = clv_dictionary_get (dictionary, code, &length);
  sqlite3_result_text64 (context, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int
column_cb (sqlite3_vtab_cursor *cursor,
           sqlite3_context     *context,
           int                  column)
{
  Cursor *self = (Cursor *) cursor;
  const ClvRows *rows = self->rows;
  const char *order = NULL;

  switch (column)
    {
    case COLUMN_BATCH:
      sqlite3_result_int64 (context, self->batch);
      break;
    case COLUMN_ROW:
      sqlite3_result_int64 (context, self->row_before + self->row + 1);
      break;
    case COLUMN_CUSTOMER:
      give_code (context, self->customers, rows->customer[self->row]);
      break;
    case COLUMN_TIME:
      sqlite3_result_text (context, dup_time (self), -1, g_free);
      break;
    case COLUMN_DAY:
      sqlite3_result_text (context, dup_day (self), -1, g_free);
      break;
    case COLUMN_AMOUNT:
      sqlite3_result_int64 (context, rows->amount[self->row]);
      break;
    case COLUMN_CURRENCY:
      sqlite3_result_text (context, self->workspace->currency, -1, SQLITE_TRANSIENT);
      break;
    case COLUMN_ORDER:
      order = clv_rows_get_order (rows, self->row);
      if (order != NULL && *order != '\0')
        sqlite3_result_text (context, order, -1, SQLITE_TRANSIENT);
      break;
    default:
      if (rows->has_product)
        give_code (context, self->products, rows->product[self->row]);
      break;
    }
  return SQLITE_OK;
}

/* Without xCreate the table is there without being created. */
static const sqlite3_module module = {
  .iVersion = 0,
  .xConnect = connect_cb,
  .xBestIndex = best_index_cb,
  .xDisconnect = disconnect_cb,
  .xOpen = open_cb,
  .xClose = close_cb,
  .xFilter = filter_cb,
  .xNext = next_cb,
  .xEof = eof_cb,
  .xColumn = column_cb,
  .xRowid = rowid_cb,
};

/* Makes the table known to the workspace's connection; gives SQLite's code. */
int
clv_transactions_table_register (ClvWorkspace *workspace)
{
  return sqlite3_create_module_v2 (workspace->db, "transactions", &module, workspace, NULL);
}
