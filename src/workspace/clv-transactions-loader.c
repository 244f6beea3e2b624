/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "clv-memory.h"
#include "clv-transactions-private.h"
#include "clv-workspace-private.h"

/* The columns of ClvTransactions: rows from clv-transactions-rows.c, attributes of
 * the customers from here. */

typedef struct
{
  ClvRowReader reader;
  guint64 n_rows;
  guint64 capacity;
  guint32 *customer;
  ClvDate *day;
  gint64 *amount;
  GPtrArray *attributes;    /* Column */
} Loader;

/* An attribute that grows while customers become known. */
typedef struct
{
  char *name;
  ClvDictionary *values;
  GArray *codes;
} Column;

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
clear_loader (Loader *loader)
{
  clv_row_reader_clear (&loader->reader);
  g_clear_pointer (&loader->customer, g_free);
  g_clear_pointer (&loader->day, g_free);
  g_clear_pointer (&loader->amount, g_free);
  g_clear_pointer (&loader->attributes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, clear_loader)

static gboolean
allocate (Loader   *loader,
          GError  **error)
{
  gsize n = loader->reader.n_rows;

  loader->capacity = n;
  loader->customer = clv_try_alloc_large (n, sizeof (guint32));
  loader->day = clv_try_alloc_large (n, sizeof (ClvDate));
  loader->amount = clv_try_alloc_large (n, sizeof (gint64));
  if (loader->customer != NULL && loader->day != NULL && loader->amount != NULL)
    return TRUE;
  g_set_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
               _("There is not enough memory for the rows of “%s”. "
                 "Close other programs and try again."), loader->reader.workspace->name);
  return FALSE;
}

/* The reader shows no more rows than it announced. */
static void
append_rows (guint32        n_customers,
             guint32        n,
             const guint32 *customer,
             const ClvDate *day,
             const gint64  *amount,
             gpointer       user_data)
{
  Loader *loader = user_data;

  g_assert (n <= loader->capacity - loader->n_rows);
  memcpy (loader->customer + loader->n_rows, customer, n * sizeof *customer);
  memcpy (loader->day + loader->n_rows, day, n * sizeof *day);
  memcpy (loader->amount + loader->n_rows, amount, n * sizeof *amount);
  loader->n_rows += n;
}

static gboolean
load_orders (Loader             *loader,
             const ClvProgress  *progress,
             GError            **error)
{
  static const ClvRowsVisitor visitor = { append_rows, NULL, FALSE };

  return clv_row_reader_run (&loader->reader, &visitor, loader, progress, error);
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
                 const ClvRowSource  *source,
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
load_attribute (Loader              *loader,
                const ClvRowSource  *source,
                guint                number,
                const char          *name,
                GError             **error)
{
  g_autofree guint32 *customers = g_new (guint32, CLV_SEGMENT_ROWS);
  g_autofree guint32 *codes = g_new (guint32, CLV_SEGMENT_ROWS);
  g_autoptr(ClvDictionary) values = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  Column *column = find_column (loader, name);
  gboolean has_row = TRUE;

  values = clv_batch_load_dictionary (loader->reader.workspace, source->batch,
                                      CLV_SEGMENT_ATTRIBUTE + number, error);
  if (values == NULL)
    return FALSE;
  statement = clv_statement_new (loader->reader.workspace,
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
          clv_batch_set_damaged (loader->reader.workspace, source->batch, error);
          return FALSE;
        }
      clv_segment_get_codes (&view[0], FALSE, customers);
      clv_segment_get_codes (&view[1], TRUE, codes);
      if (!apply_attribute (column, values, source, view[0].n, customers, codes))
        {
          clv_batch_set_damaged (loader->reader.workspace, source->batch, error);
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
  g_autoptr(ClvRowSource) source = NULL;
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  source = clv_row_source_new (loader->reader.workspace, batch, &loader->reader.customers, error);
  if (source == NULL)
    return FALSE;
  statement = clv_statement_new (loader->reader.workspace,
                                 "SELECT number, name FROM batch_attribute WHERE batch = ?1 "
                                 "ORDER BY number", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  while (has_row)
    {
      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (has_row && !load_attribute (loader, source, (guint) clv_statement_get_int (statement, 0),
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

  ids = clv_workspace_list_ids (loader->reader.workspace,
                                "SELECT id FROM batch WHERE undone_at IS NULL "
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

  loader.attributes = g_ptr_array_new_with_free_func (free_column);
  if (!clv_row_reader_init (&loader.reader, self, error) || !allocate (&loader, error)
      || !load_orders (&loader, progress, error) || !load_customers (&loader, error))
    return NULL;

  transactions = clv_transactions_new_take (loader.n_rows, g_steal_pointer (&loader.customer),
                                            g_steal_pointer (&loader.day),
                                            g_steal_pointer (&loader.amount),
                                            loader.reader.customers, self->currency);
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

typedef struct
{
  const ClvRowsVisitor *visitor;
  gpointer user_data;
  ClvTransactions *table;   /* without rows */
  guint32 n_customers;
  gboolean is_again;
} Visit;

static void
visit_rows (guint32        n_customers,
            guint32        n,
            const guint32 *customer,
            const ClvDate *day,
            const gint64  *amount,
            gpointer       user_data)
{
  Visit *visit = user_data;
  ClvTransactions *table = visit->table;
  ClvDate first = n > 0 ? day[0] : CLV_DATE_INVALID;
  ClvDate last = first;
  guint32 i;

  for (i = 0; i < n && !visit->is_again; i++)
    {
      first = MIN (first, day[i]);
      last = MAX (last, day[i]);
    }
  if (n > 0 && !visit->is_again)
    {
      table->first_day = table->n_rows > 0 ? MIN (table->first_day, first) : first;
      table->last_day = table->n_rows > 0 ? MAX (table->last_day, last) : last;
      table->n_rows += n;
    }
  visit->n_customers = n_customers;
  visit->visitor->rows (n_customers, n, customer, day, amount, visit->user_data);
}

static void
visit_beside (guint32        n,
              const guint32 *customer,
              const ClvDate *day,
              const gint64  *amount,
              gpointer       user_data)
{
  const Visit *visit = user_data;

  visit->visitor->beside (n, customer, day, amount, visit->user_data);
}

static void
visit_marked (guint32        n,
              const guint32 *customer,
              const ClvDate *day,
              const gint64  *amount,
              const gint64  *time,
              const guint64 *order,
              gpointer       user_data)
{
  const Visit *visit = user_data;

  visit->visitor->marked (n, customer, day, amount, time, order, visit->user_data);
}

static gboolean
visit_again (gpointer user_data)
{
  Visit *visit = user_data;

  visit->is_again = TRUE;
  return visit->visitor->again != NULL && visit->visitor->again (visit->user_data);
}

static ClvTransactions *
visit_locked (ClvWorkspace          *self,
              const ClvRowsVisitor  *visitor,
              gpointer               user_data,
              const ClvProgress     *progress,
              GError               **error)
{
  const ClvRowsVisitor inner = { visit_rows, visit_again, visitor->is_nameless,
                                 visitor->beside != NULL ? visit_beside : NULL,
                                 visitor->marked != NULL ? visit_marked : NULL };
  g_autofree char *hash = clv_workspace_dup_data_hash (self, error);
  g_autoptr(ClvTransactions) table = NULL;
  g_auto(ClvRowReader) reader = { 0, };
  Visit visit = { visitor, user_data, NULL, 0, FALSE };

  if (hash == NULL)
    return NULL;
  /* The table in memory has no marks. */
  if (visitor->marked == NULL
      && self->cached != NULL && g_str_equal (self->cached->content_hash, hash))
    return clv_transactions_visit_rows (self->cached, visitor, user_data, progress, error)
           ? clv_transactions_ref (self->cached) : NULL;

  table = visit.table = clv_transactions_new_without_rows (self->currency);
  table->content_hash = g_steal_pointer (&hash);
  if (!clv_row_reader_init (&reader, self, error)
      || !clv_row_reader_run (&reader, &inner, &visit, progress, error))
    return NULL;
  if (reader.customers != NULL)
    table->customers = clv_dictionary_ref (reader.customers);
  table->n_customers = visit.n_customers;
  return g_steal_pointer (&table);
}

/**
 * clv_workspace_visit_rows:
 * @self: a workspace
 * @visitor: what looks at the rows
 * @user_data: its data
 * @progress: (nullable): how far
 * @error: return location
 *
 * For what needs each row once or twice and none of them later: a table of ten
 * million rows is 160 MB to fill and to read again.
 *
 * Returns: (transfer full) (nullable): the table without its rows: @n_rows, days,
 *   customers of orders, currency and hash are there, the columns of rows are
 *   %NULL unless the workspace had them in memory, and there are no attributes;
 *   for a nameless visitor @customers may be %NULL
 */
ClvTransactions *
clv_workspace_visit_rows (ClvWorkspace          *self,
                          const ClvRowsVisitor  *visitor,
                          gpointer               user_data,
                          const ClvProgress     *progress,
                          GError               **error)
{
  ClvTransactions *table = NULL;
  GCancellable *previous = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (visitor != NULL, NULL);

  if (!clv_workspace_begin_read (self, error))
    return NULL;
  clv_connection_push_cancellable (progress != NULL ? progress->cancellable : NULL, &previous);
  table = visit_locked (self, visitor, user_data, progress, error);
  clv_connection_pop_cancellable (previous);
  clv_workspace_rollback (self);
  return table;
}
