/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-orders.h"
#include "workspace-fixture.h"

static const Row january[] = {
  { "C1", "A-1", "2024-01-05", 1000 },
  { "C2", "A-2", "2024-01-06", 2000 },
  { "C2", "A-2", "2024-01-06", 500 },
  { "C3", "A-3", "2024-01-20", -700 },
};
static const Row corrected[] = {
  { "C2", "A-2", "2024-01-06", 500 },
  { "C2", "A-2", "2024-01-06", 2000 },
  { "C3", "A-3", "2024-01-20", -900 },
  { "C4", "A-4", "2024-02-01", 100 },
};

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* "CUSTOMER DAY AMOUNT" of every row, sorted. */
static char *
dup_rows (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvTransactions) table = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint64 i;

  table = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  g_assert_no_error (error);
  for (i = 0; i < table->n_rows; i++)
    {
      g_autofree char *day = clv_date_to_iso (table->day[i]);

      g_assert_cmpuint (table->customer[i], <, table->n_customers);
      g_ptr_array_add (lines, g_strdup_printf ("%s %s %d",
                                               clv_dictionary_get (table->customers,
                                                                   table->customer[i], NULL),
                                               day, (int) table->amount[i]));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
dup_expected (const Row *rows,
              guint      n)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint i;

  for (i = 0; i < n; i++)
    g_ptr_array_add (lines, g_strdup_printf ("%s %s %d", rows[i].customer, rows[i].date,
                                             (int) rows[i].amount));
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
assert_rows (Fixture   *fixture,
             const Row *rows,
             guint      n)
{
  g_autofree char *found = dup_rows (fixture);
  g_autofree char *expected = dup_expected (rows, n);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  g_autoptr(ClvTransactions) first = NULL;
  g_autoptr(ClvTransactions) again = NULL;
  const ClvBatch *batch = NULL;

  g_assert_cmpint (fixture_import (fixture, january, 4), ==, 1);
  assert_rows (fixture, january, 4);
  batches = clv_workspace_list_batches (fixture->workspace, &error);
  g_assert_cmpuint (batches->len, ==, 1);
  batch = g_ptr_array_index (batches, 0);
  g_assert_cmpstr (batch->file_name, ==, "orders.csv");
  g_assert_cmpuint (batch->rows, ==, 4);
  g_assert_cmpuint (batch->orders, ==, 3);
  g_assert_cmpuint (batch->customers, ==, 3);
  g_assert_cmpint (batch->net_amount, ==, 2800);
  g_assert_cmpint (batch->first_date, ==, clv_date_parse ("2024-01-05"));
  g_assert_cmpint (batch->last_date, ==, clv_date_parse ("2024-01-20"));

  first = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  again = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  g_assert_true (first == again);
  g_assert_cmpint (first->first_day, ==, clv_date_parse ("2024-01-05"));
  fixture_reopen (fixture);
  assert_rows (fixture, january, 4);
  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_true (clv_workspace_verify_file (fixture->workspace, &error));
}

/* As what the import says: where the sum of a file is beyond what can be counted,
 * it stays at the limit. */
static void
test_limit_of_amounts (Fixture       *fixture,
                       gconstpointer  data)
{
  static const struct
  {
    gint64 amounts[4];
    gint64 net;
  } rows[] = {
    { { G_MAXINT64, 5, 7, 1 }, G_MAXINT64 },
    { { 5, G_MAXINT64 / 2, G_MAXINT64 / 2, G_MAXINT64 / 2 }, G_MAXINT64 },
    { { -G_MAXINT64, -5, -7, -1 }, G_MININT64 },
    { { -G_MAXINT64, 5, 7, 1 }, -G_MAXINT64 + 13 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) batches = NULL;
      const ClvBatch *batch;
      Row lines[4];

      for (guint k = 0; k < 4; k++)
        lines[k] = (Row) { "Ann", NULL, "2024-01-05", rows[i].amounts[k] }
      ;
      g_assert_cmpint (fixture_import (fixture, lines, 4), ==, i + 1);
      batches = clv_workspace_list_batches (fixture->workspace, NULL);
      g_assert_cmpuint (batches->len, ==, i + 1);
      batch = g_ptr_array_index (batches, i);
      g_assert_cmpint (batch->id, ==, (gint64) i + 1);
      g_assert_cmpint (batch->net_amount, ==, rows[i].net);
    }
}

static void
test_blocks_do_not_matter (Fixture       *fixture,
                           gconstpointer  data)
{
  static const guint blocks[] = { 1, 3, 65536 };
  g_autofree Row *rows = g_new0 (Row, 70000);
  g_autofree char *first = NULL;
  guint i;

  for (i = 0; i < 70000; i++)
    rows[i] = (Row) { january[i % 4].customer, NULL, january[i % 4].date, i }
  ;
  for (i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autoptr(ClvImportResult) result = NULL;
      g_autofree char *hash = NULL;

      result = fixture_import_blocks (fixture, rows, 70000, blocks[i], FALSE);
      g_assert_cmpint (result->batch, ==, i + 1);
      assert_rows (fixture, rows, 70000);
      hash = fixture_dup_hash (fixture);
      if (first == NULL)
        first = g_strdup (hash);
      g_assert_cmpstr (hash, ==, first);
      g_assert_true (clv_workspace_undo_batch (fixture->workspace, result->batch, NULL, NULL));
    }
}

/* The same file again, without and with order ids. */
static void
test_same_again (Fixture       *fixture,
                 gconstpointer  with_orders)
{
  Row rows[4];
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(ClvImportResult) dry = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  guint64 n = with_orders != NULL ? 3 : 4;
  guint i;

  for (i = 0; i < 4; i++)
    {
      rows[i] = january[i];
      if (with_orders == NULL)
        rows[i].order = NULL;
    }
  fixture_import (fixture, rows, 4);
  before = fixture_dup_hash (fixture);
  dry = fixture_import_blocks (fixture, rows, 4, 65536, TRUE);
  result = fixture_import_blocks (fixture, rows, 4, 65536, FALSE);
  g_assert_cmpint (result->batch, ==, 0);
  g_assert_cmpuint (result->already_present, ==, n);
  g_assert_cmpuint (result->new_orders, ==, 0);
  g_assert_cmpuint (dry->already_present, ==, n);
  after = fixture_dup_hash (fixture);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (clv_ledger_get_n (fixture->workspace), ==, 2);
}

static void
test_changed_orders (Fixture       *fixture,
                     gconstpointer  data)
{
  static const Row expected[] = {
    { "C1", "A-1", "2024-01-05", 1000 }, { "C2", "A-2", "2024-01-06", 2000 },
    { "C2", "A-2", "2024-01-06", 500 }, { "C3", "A-3", "2024-01-20", -900 },
    { "C4", "A-4", "2024-02-01", 100 },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) dry = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autofree char *before = NULL;
  g_autofree char *between = NULL;
  g_autofree char *after = NULL;
  guint64 removed = 0;

  fixture_import (fixture, january, 4);
  before = fixture_dup_hash (fixture);
  dry = fixture_import_blocks (fixture, corrected, 4, 65536, TRUE);
  g_assert_cmpint (dry->batch, ==, 0);
  g_assert_cmpuint (dry->changed_orders, ==, 1);
  result = fixture_import_blocks (fixture, corrected, 4, 65536, FALSE);
  g_assert_cmpint (result->batch, ==, 2);
  g_assert_cmpuint (result->new_orders, ==, 1);
  g_assert_cmpuint (result->already_present, ==, 1);
  g_assert_cmpuint (result->changed_orders, ==, 1);
  assert_rows (fixture, expected, G_N_ELEMENTS (expected));
  between = fixture_dup_hash (fixture);
  g_assert_cmpstr (between, !=, before);

  g_assert_false (clv_workspace_undo_batch (fixture->workspace, 1, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Undo import 2 first"));
  g_clear_error (&error);
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, 2, &removed, &error));
  g_assert_cmpuint (removed, ==, 2);
  assert_rows (fixture, january, 4);
  after = fixture_dup_hash (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_false (clv_workspace_undo_batch (fixture->workspace, 2, NULL, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_NOT_FOUND);
}

static void
test_order_of_imports (Fixture       *fixture,
                       gconstpointer  data)
{
  static const Row february[] = { { "C9", NULL, "2024-02-05", 10 },
                                  { "C1", NULL, "2024-02-06", 20 } };
  static const Row march[] = { { "C1", NULL, "2024-03-05", 30 }, { "C7", NULL, "2024-03-06", 40 } };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(ClvTransactions) a = NULL;
  g_autoptr(ClvTransactions) b = NULL;

  fixture_import (fixture, february, 2);
  fixture_import (fixture, march, 2);
  before = fixture_dup_hash (fixture);
  a = clv_workspace_load_transactions (fixture->workspace, NULL, NULL);
  g_assert_cmpuint (a->n_customers, ==, 3);
  clv_workspace_undo_batch (fixture->workspace, 1, NULL, NULL);
  g_assert_cmpint (fixture_import (fixture, february, 2), ==, 3);
  after = fixture_dup_hash (fixture);
  g_assert_cmpstr (after, ==, before);
  fixture_reopen (fixture);
  b = clv_workspace_load_transactions (fixture->workspace, NULL, NULL);
  g_assert_cmpmem (a->customer, 4 * sizeof (guint32), b->customer, 4 * sizeof (guint32));
  g_assert_cmpmem (a->day, 4 * sizeof (ClvDate), b->day, 4 * sizeof (ClvDate));
}

static void
import_times (Fixture      *fixture,
              const gint64 *times,
              guint         n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBatchWriter) writer = clv_batch_writer_new (fixture->workspace, FALSE);
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autofree guint32 *customer = g_new0 (guint32, n);
  g_autofree gint64 *amount = g_new0 (gint64, n);
  ClvImportHead head = { .plan = plan, .path = "a.csv", .currency = "EUR" };
  ClvRowBlock block = { n, customer, times, amount, TRUE };
  ClvImportSink *sink = clv_batch_writer_get_sink (writer);

  clv_dictionary_add (customers, "C1", 2);
  head.customers = customers;
  g_assert_true (sink->begin (sink, &head, &error));
  g_assert_true (sink->add_block (sink, &block, &error));
  g_assert_true (sink->finish (sink, result, &error));
}

/* A time with a clock falls on the day of Berlin, summer time included. */
static void
test_days (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct { gint64 time; const char *day; } cases[] = {
    { 1704063599, "2023-12-31" }, { 1704063600, "2024-01-01" }, /* UTC+1 */
    { 1711839599, "2024-03-30" }, { 1711839600, "2024-03-31" }, /* still UTC+1 */
    { 1711925999, "2024-04-01" }, { 1711922400, "2024-04-01" }, { 1711922399, "2024-03-31" },
    { 1719784799, "2024-06-30" }, { 1719784800, "2024-07-01" }, /* UTC+2 */
    { -1, "1970-01-01" }, { -3601, "1969-12-31" },
  };
  g_autoptr(ClvTransactions) table = NULL;
  gint64 times[G_N_ELEMENTS (cases)];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    times[i] = cases[i].time;
  import_times (fixture, times, G_N_ELEMENTS (cases));
  table = clv_workspace_load_transactions (fixture->workspace, NULL, NULL);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *day = clv_date_to_iso (table->day[i]);

      g_assert_cmpstr (day, ==, cases[i].day);
    }
}

static gint64
import_attributes (Fixture           *fixture,
                   const char *const *customers,
                   const char *const *regions,
                   guint              n)
{
  static const char * const names[] = { "Region", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBatchWriter) writer = clv_batch_writer_new (fixture->workspace, FALSE);
  g_autoptr(ClvDictionary) dictionary = clv_dictionary_new ();
  g_autoptr(ClvDictionary) values = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  ClvImportHead head = { .plan = plan, .path = "customers.csv" };
  ClvImportSink *sink = clv_batch_writer_get_sink (writer);
  guint32 customer[8];
  guint32 region[8];
  const guint32 *attributes[] = { region };
  ClvRowBlock block = { .n_rows = n, .customer = customer, .attributes = attributes };
  guint i;

  plan->kind = CLV_IMPORT_KIND_CUSTOMERS;
  head.customers = dictionary;
  head.n_attributes = 1;
  head.attribute_names = names;
  head.attribute_values = &values;
  for (i = 0; i < n; i++)
    {
      customer[i] = clv_dictionary_add (dictionary, customers[i], strlen (customers[i]));
      region[i] = CLV_DICTIONARY_NONE;
      if (regions[i] != NULL)
        region[i] = clv_dictionary_add (values, regions[i], strlen (regions[i]));
    }
  g_assert_true (sink->begin (sink, &head, &error));
  g_assert_true (sink->add_block (sink, &block, &error));
  g_assert_true (sink->finish (sink, result, &error));
  g_assert_no_error (error);
  return result->batch;
}

static void
assert_region (Fixture    *fixture,
               const char *customer,
               const char *region)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvTransactions) table = NULL;
  const ClvAttribute *attribute = NULL;
  guint32 code = 0;

  table = clv_workspace_load_transactions (fixture->workspace, NULL, &error);
  g_assert_no_error (error);
  attribute = clv_transactions_get_attribute (table, "Region");
  g_assert_nonnull (attribute);
  code = attribute->codes[clv_dictionary_lookup (table->customers, customer, strlen (customer))];
  g_assert_cmpstr (code == CLV_DICTIONARY_NONE ? NULL
                                               : clv_dictionary_get (attribute->values, code, NULL),
                   ==, region);
}

static void
test_attributes (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const customers[] = { "C1", "C2", "X9" };
  static const char * const first[] = { "North", "South", NULL };
  static const char * const second[] = { "West", NULL, "East" };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fixture_import (fixture, january, 4);
  g_assert_cmpint (import_attributes (fixture, customers, first, 3), ==, 2);
  assert_region (fixture, "C1", "North");
  assert_region (fixture, "C3", NULL);
  assert_region (fixture, "X9", NULL);
  before = fixture_dup_hash (fixture);
  g_assert_cmpint (import_attributes (fixture, customers, first, 3), ==, 0);
  g_assert_cmpint (import_attributes (fixture, customers, second, 3), ==, 3);
  assert_region (fixture, "C1", "West");
  assert_region (fixture, "C2", "South");
  assert_region (fixture, "X9", "East");
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, 3, NULL, NULL));
  assert_region (fixture, "C1", "North");
  after = fixture_dup_hash (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, NULL));
}

static void
test_abort (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(ClvBatchWriter) writer = clv_batch_writer_new (fixture->workspace, FALSE);
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvImportHead head = { .plan = plan, .path = "a.csv", .currency = "EUR" };
  ClvImportSink *sink = clv_batch_writer_get_sink (writer);
  gsize n_before = 0;
  gsize n_after = 0;

  g_file_get_contents (fixture->path, &before, &n_before, NULL);
  head.customers = customers;
  g_assert_true (sink->begin (sink, &head, NULL));
  sink->abort (sink);
  g_file_get_contents (fixture->path, &after, &n_after, NULL);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_currency (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvBatchWriter) writer = clv_batch_writer_new (fixture->workspace, FALSE);
  g_autoptr(ClvDictionary) customers = clv_dictionary_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvImportHead head = { .plan = plan, .path = "a.csv", .currency = "USD" };
  ClvImportSink *sink = clv_batch_writer_get_sink (writer);

  head.customers = customers;
  g_assert_false (sink->begin (sink, &head, &error));
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
}

static void
test_changed_bytes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture_import (fixture, january, 4);
  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture,
                                    "DROP TRIGGER segment_no_update; UPDATE segment SET "
                                    "bytes = CAST (substr (bytes, 1, length (bytes) - 1) || x'07' "
                                    "AS BLOB) WHERE field = 3", NULL), ==, SQLITE_OK);
  fixture_reopen (fixture);
  g_assert_false (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "orders.csv"));
}

/* What stands beside the bytes of a segment is looked at as well as they are. */
static void
test_changed_places (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char * const changes[] = {
    "UPDATE segment SET field = 40 WHERE field = 4",
    "UPDATE segment SET n_rows = n_rows - 1",
    "UPDATE segment SET seq = 3",
    "INSERT INTO segment (batch, seq, field, n_rows, bytes) VALUES (1, 1, 1, 0, x'')",
    "UPDATE dictionary_segment SET n_strings = 1",
    "UPDATE dictionary_segment SET seq = 2",
    "INSERT INTO dictionary_segment (batch, field, seq, n_strings, bytes) VALUES (1, 1, 1, 0, x'')",
  };
  const char *change = changes[GPOINTER_TO_UINT (data)];
  g_autofree char *sql = g_strconcat ("DROP TRIGGER segment_no_update;"
                                      "DROP TRIGGER dictionary_segment_no_update;", change, NULL);
  g_autoptr(GError) error = NULL;

  fixture_import (fixture, january, 4);
  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_clear_object (&fixture->workspace);
  g_assert_cmpint (fixture_run_raw (fixture, sql, NULL), ==, SQLITE_OK);
  fixture_reopen (fixture);
  g_assert_false (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

static char *
query (Fixture    *fixture,
       const char *sql,
       const char *value)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvStatement) statement = clv_statement_new (fixture->workspace, sql, &error);
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean has_row = TRUE;

  g_assert_no_error (error);
  if (value != NULL)
    clv_statement_bind_text (statement, 1, value);
  while (has_row)
    {
      clv_statement_step (statement, &has_row, &error);
      g_assert_no_error (error);
      if (has_row)
        g_string_append_printf (out, "%s;", clv_statement_get_text (statement, 0));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct { const char *sql; const char *value; const char *expected; } cases[] = {
    { "SELECT COUNT (*) || '/' || SUM (amount_minor) FROM transactions", NULL, "5/2700;" },
    { "SELECT batch || ' ' || row || ' ' || order_id || ' ' || day || ' ' || time || ' ' "
      "|| currency FROM transactions WHERE customer = ?1", "C3",
      "2 1 A-3 2024-01-20 2024-01-20 EUR;" },
    { "SELECT row FROM transactions WHERE customer = ?1 AND amount_minor < 1000", "C2", "3;" },
    { "SELECT row FROM transactions WHERE customer = ?1", "nobody", "" },
    { "SELECT row FROM transactions WHERE customer = ?1", NULL, "" },
    { "SELECT MAX (row) FROM transactions WHERE customer = ?1 COLLATE NOCASE", "c1", "1;" },
    { "SELECT COUNT (*) FROM transactions a JOIN transactions b ON a.customer = b.customer",
      NULL, "7;" },
    { "SELECT product IS NULL FROM transactions LIMIT 1", NULL, "1;" },
  };
  g_autoptr(GPtrArray) orders = NULL;
  g_autoptr(GError) error = NULL;
  guint i;

  fixture_import (fixture, january, 4);
  fixture_import (fixture, corrected, 4);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = query (fixture, cases[i].sql, cases[i].value);

      g_assert_cmpstr (found, ==, cases[i].expected);
    }
  g_assert_null (clv_statement_new (fixture->workspace, "DELETE FROM transactions", &error));
  orders = clv_workspace_list_orders (fixture->workspace, "C2", NULL);
  g_assert_cmpuint (orders->len, ==, 2);
  g_assert_cmpstr (((ClvOrderRow *) g_ptr_array_index (orders, 0))->order, ==, "A-2");
  g_assert_cmpint (((ClvOrderRow *) g_ptr_array_index (orders, 1))->amount, ==, 500);
}

/* The whole way of a file, twice, and dry before. */
static void
test_csv (Fixture       *fixture,
          gconstpointer  data)
{
  static const struct { gboolean dry; gint64 batch; guint64 n_new; guint64 n_present; } runs[] = {
    { TRUE, 0, 3, 0 }, { FALSE, 1, 3, 0 }, { FALSE, 0, 0, 3 }, { TRUE, 0, 0, 3 },
  };
  g_autofree char *path = g_build_filename (fixture->folder, "shop.csv", NULL);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  guint i;

  g_file_set_contents (path, "customer,date,amount,order\nC1,2024-01-05,10.00,A-1\n"
                             "C2,2024-01-06,20.00,A-2\nC2,2024-01-06,5.00,A-2\n"
                             "C3,2024-01-20,-7.00,A-3\n", -1, NULL);
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  for (i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvImportResult) result = NULL;

      result = clv_workspace_import (fixture->workspace, path, plan, NULL, runs[i].dry, NULL,
                                     &error);
      g_assert_no_error (error);
      g_assert_cmpint (result->batch, ==, runs[i].batch);
      g_assert_cmpuint (result->new_orders, ==, runs[i].n_new);
      g_assert_cmpuint (result->already_present, ==, runs[i].n_present);
    }
  assert_rows (fixture, january, 4);
}

#define ADD(name, data, function) \
  g_test_add (name, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/workspace/import/round-trip", NULL, test_round_trip);
  ADD ("/workspace/import/limit-of-amounts", NULL, test_limit_of_amounts);
  ADD ("/workspace/import/blocks-do-not-matter", NULL, test_blocks_do_not_matter);
  ADD ("/workspace/import/same-again/rows", NULL, test_same_again);
  ADD ("/workspace/import/same-again/orders", "orders", test_same_again);
  ADD ("/workspace/import/changed-orders", NULL, test_changed_orders);
  ADD ("/workspace/import/order-of-imports", NULL, test_order_of_imports);
  ADD ("/workspace/import/days", NULL, test_days);
  ADD ("/workspace/import/attributes", NULL, test_attributes);
  ADD ("/workspace/import/abort", NULL, test_abort);
  ADD ("/workspace/import/currency", NULL, test_currency);
  ADD ("/workspace/import/csv", NULL, test_csv);
  ADD ("/workspace/import/table", NULL, test_table);
  ADD ("/workspace/import/changed-bytes", NULL, test_changed_bytes);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *name = g_strdup_printf ("/workspace/import/changed-places/%u", i);

      ADD (name, GUINT_TO_POINTER (i), test_changed_places);
    }

  return g_test_run ();
}
