/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-import.h"
#include "workspace-fixture.h"

/* Imports with one thread and with two into workspaces of their own. */

#define N_ROWS 150000

static char *
write_file (Fixture    *fixture,
            const char *name,
            guint       from)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount,order,product\n");
  char *path = g_build_filename (fixture->folder, name, NULL);
  guint i;

  for (i = from; i < from + N_ROWS; i++)
    g_string_append_printf (text, "C%u,2024-%02u-%02u%s,%u.%02u,A%07u,p%u\n", i * 7 % 20011,
                            1 + i / 12345 % 12, 1 + i % 28, i > 140000 ? " 10:30:00" : "", i % 90,
                            i % 100, i / 2, i % 17);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}

static ClvImportPlan *
make_plan (gboolean has_orders)
{
  ClvImportPlan *plan = clv_import_plan_new ();

  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_PRODUCT, "product");
  if (has_orders)
    clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  return plan;
}

static void
import_file (Fixture    *fixture,
             const char *path,
             gboolean    has_orders,
             gboolean    is_dry,
             guint       n_threads)
{
  g_autoptr(ClvImportPlan) plan = make_plan (has_orders);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;

  clv_import_set_threads (n_threads);
  result = clv_workspace_import (fixture->workspace, path, plan, NULL, is_dry, NULL, &error);
  clv_import_set_threads (0);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_kept, ==, N_ROWS);
}

/* A digest of all that @sql gives, with the sizes between the values. */
static char *
dup_digest (Fixture    *fixture,
            const char *sql)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvStatement) statement = clv_statement_new (fixture->workspace, sql, &error);
  gboolean has_row = FALSE;
  guint n = 0;
  int i;

  g_assert_no_error (error);
  while (clv_statement_step (statement, &has_row, &error) && has_row)
    {
      for (i = 0; i < clv_statement_get_n_columns (statement); i++)
        {
          gsize size = 0;
          gconstpointer bytes = clv_statement_get_blob (statement, i, &size);

          g_checksum_update (checksum, (const guchar *) &size, sizeof size);
          if (size > 0)
            g_checksum_update (checksum, bytes, (gssize) size);
        }
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, >, 0);
  return g_strdup (g_checksum_get_string (checksum));
}

/* What three imports leave: the second file overlaps the first, so its orders are
 * compared; the third has none. */
static char *
dup_workspace (guint n_threads)
{
  Fixture fixture = { NULL, NULL, NULL };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *segments = NULL;
  g_autofree char *dictionaries = NULL;
  g_autofree char *batches = NULL;
  g_autofree char *hash = NULL;

  fixture_set_up (&fixture, NULL);
  first = write_file (&fixture, "first.csv", 0);
  second = write_file (&fixture, "second.csv", N_ROWS / 2);
  import_file (&fixture, first, TRUE, TRUE, n_threads);
  import_file (&fixture, first, TRUE, FALSE, n_threads);
  import_file (&fixture, second, TRUE, FALSE, n_threads);
  import_file (&fixture, second, FALSE, FALSE, n_threads);
  segments = dup_digest (&fixture, "SELECT * FROM segment ORDER BY batch, seq, field");
  dictionaries = dup_digest (&fixture,
                             "SELECT * FROM dictionary_segment ORDER BY batch, seq, field");
  batches = dup_digest (&fixture, "SELECT id, rows, orders, customers, net_amount, first_date, "
                                  "last_date, content_hash FROM batch ORDER BY id");
  hash = fixture_dup_hash (&fixture);
  fixture_tear_down (&fixture, NULL);
  return g_strjoin ("\n", segments, dictionaries, batches, hash, NULL);
}

static void
test_same (void)
{
  g_autofree char *one = dup_workspace (1);
  g_autofree char *two = dup_workspace (2);

  g_assert_cmpstr (one, ==, two);
}

/* A transaction of the caller's own is one that a helper could not write in. */
static void
test_within_transaction (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = write_file (fixture, "orders.csv", 0);
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (clv_workspace_begin (fixture->workspace, &error));
  import_file (fixture, path, TRUE, FALSE, 2);
  g_assert_true (clv_workspace_commit (fixture->workspace, &error));
  batches = clv_workspace_list_batches (fixture->workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 1);
}

/* So slow that every slice is reported. */
static void
cancel_cb (double      fraction,
           const char *message,
           gpointer    user_data)
{
  if (fraction > 0.7)
    g_cancellable_cancel (user_data);
  g_usleep (60 * 1000);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = write_file (fixture, "orders.csv", 0);
  g_autofree char *before = NULL;
  gsize n_before = 0;
  guint n_threads;

  g_clear_object (&fixture->workspace);
  g_assert_true (g_file_get_contents (fixture->path, &before, &n_before, NULL));
  for (n_threads = 1; n_threads <= 2; n_threads++)
    {
      g_autoptr(ClvImportPlan) plan = make_plan (TRUE);
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      ClvProgress progress = { cancel_cb, cancellable, cancellable };
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *after = NULL;
      gsize n_after = 0;

      fixture_reopen (fixture);
      clv_import_set_threads (n_threads);
      result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, &progress,
                                     &error);
      clv_import_set_threads (0);
      g_assert_null (result);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_object (&fixture->workspace);
      g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
      g_assert_cmpmem (before, n_before, after, n_after);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/threads/write-the-same", test_same);
  g_test_add ("/workspace/threads/within-transaction", Fixture, NULL, fixture_set_up,
              test_within_transaction, fixture_tear_down);
  g_test_add ("/workspace/threads/cancel-leaves-the-file", Fixture, NULL, fixture_set_up,
              test_cancel, fixture_tear_down);

  return g_test_run ();
}
