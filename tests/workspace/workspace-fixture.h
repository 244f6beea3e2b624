/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "clv-batch-writer.h"
#include "clv-ledger.h"
#include "clv-statement.h"
#include "clv-workspace.h"

/* A workspace in a folder of its own, and imports of rows given as a table. */

typedef struct
{
  char *folder;
  char *path;
  ClvWorkspace *workspace;
} Fixture;

typedef struct
{
  const char *customer;
  const char *order;    /* NULL = no order column at all */
  const char *date;
  gint64 amount;
} Row;

static inline void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("perennial-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "shop.perennial", NULL);
  fixture->workspace = clv_workspace_create (fixture->path, "EUR", "Europe/Berlin", &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->workspace);
}

static inline void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;

  if (fixture->workspace != NULL)
    g_assert_finalize_object (fixture->workspace);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline void
fixture_reopen (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->workspace);
  fixture->workspace = clv_workspace_open (fixture->path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
}

/* Runs @sql on a connection of its own, as another program would. */
static inline int
fixture_run_raw (Fixture    *fixture,
                 const char *sql,
                 char      **message)
{
  sqlite3 *db = NULL;
  int code = 0;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  code = sqlite3_exec (db, sql, NULL, NULL, NULL);
  if (message != NULL)
    *message = g_strdup (sqlite3_errmsg (db));
  sqlite3_close (db);
  return code;
}

/* Imports @rows in blocks of @block_rows and returns the result. */
static inline ClvImportResult *
fixture_import_blocks (Fixture   *fixture,
                       const Row *rows,
                       guint      n,
                       guint      block_rows,
                       gboolean   dry_run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBatchWriter) writer = clv_batch_writer_new (fixture->workspace, dry_run);
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvDictionary) orders = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autofree guint32 *customer = g_new (guint32, n);
  g_autofree gint64 *time = g_new (gint64, n);
  g_autofree gint64 *amount = g_new (gint64, n);
  g_autofree const char **order = g_new (const char *, n);
  g_autofree guint32 *order_length = g_new (guint32, n);
  ClvImportSink *sink = clv_batch_writer_get_sink (writer);
  ClvImportResult *result = clv_import_result_new ();
  ClvImportHead head = { .plan = plan, .path = "/home/me/orders.csv", .currency = "EUR" };
  gboolean has_orders = n > 0 && rows[0].order != NULL;
  guint i;

  head.customers = customers;
  if (has_orders)
    clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "Order");
  for (i = 0; i < n; i++)
    {
      customer[i] = clv_dictionary_add (customers, rows[i].customer, strlen (rows[i].customer));
      time[i] = (gint64) clv_date_parse (rows[i].date) * 86400;
      amount[i] = rows[i].amount;
      order[i] = rows[i].order;
      order_length[i] = has_orders ? (guint32) strlen (order[i]) : 0;
      if (has_orders)
        clv_dictionary_add (orders, order[i], order_length[i]);
    }
  result->orders = has_orders ? clv_dictionary_get_n (orders) : n;

  g_assert_true (sink->begin (sink, &head, &error));
  for (i = 0; i < n; i += block_rows)
    {
      ClvRowBlock block = { .n_rows = MIN (block_rows, n - i) };

      block.customer = customer + i;
      block.time = time + i;
      block.amount = amount + i;
      if (has_orders)
        {
          block.order = order + i;
          block.order_length = order_length + i;
        }
      g_assert_true (sink->add_block (sink, &block, &error));
      g_assert_no_error (error);
    }
  sink->finish (sink, result, &error);
  g_assert_no_error (error);
  return result;
}

static inline gint64
fixture_import (Fixture   *fixture,
                const Row *rows,
                guint      n)
{
  g_autoptr(ClvImportResult) result = fixture_import_blocks (fixture, rows, n, 65536, FALSE);

  return result->batch;
}

static inline char *
fixture_dup_hash (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  char *hash = clv_workspace_dup_data_hash (fixture->workspace, &error);

  g_assert_no_error (error);
  return hash;
}
