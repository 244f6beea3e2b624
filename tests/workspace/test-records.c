/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-records.h"
#include "clv-workspace-private.h"
#include "workspace-fixture.h"

/* Records of every kind on their way into a workspace and back. */

static const char spend[] =
  "day,channel,campaign,cost,impressions,clicks\n"
  "2026-01-01,Search,Brand,100.00,1000,50\n"
  "2026-01-01,Search,Brand,20.00,200,5\n"
  "2026-01-02,Social,,50.50,,7\n";

static const char tickets[] =
  "id,email,opened,closed,via,type,state,score\n"
  "T1,A@x.org,2026-01-05 10:00:00,2026-01-06 09:00:00,email,refund,closed,good\n"
  "T2,b@x.org,2026-01-05 23:30:00,,chat,,open,\n";

static const char events[] =
  "user,time,event,channel,value,item\n"
  "u1,2026-01-05T10:00:00Z,view,app,,p1\n"
  "u1,2026-01-05T10:00:00Z,view,app,,p1\n"
  "u2,2026-01-05T11:00:00Z,buy,web,9.99,p2\n";

static const char products[] =
  "sku,title,group,price,cost,margin\n"
  "p1,Pen,Office,2.00,0.50,75%\n"
  "p2,Mug,,9.99,,0.4\n";

static const char subscriptions[] =
  "customer,start,end,plan,price,every,state,id\n"
  "u1,2026-01-01,2026-02-01,basic,10.00,month,renewed,s1\n"
  "u1,2026-02-01,,basic,10.00,month,active,s1\n";

static const char summary[] =
  "customer_id,frequency,recency,T,monetary_value\n"
  "1,2,30.428571428571427,38.857142857142854,22.35\n"
  "2,0,0.0,38.857142857142854,0\n";

typedef struct
{
  ClvImportKind kind;
  const char *text;
  const char *columns[CLV_N_FIELDS];
  guint64 n;
} Kind;

static const Kind kinds[] = {
  { CLV_IMPORT_KIND_SPEND, spend,
    { [CLV_FIELD_DATE] = "day", [CLV_FIELD_CHANNEL] = "channel",
      [CLV_FIELD_CAMPAIGN] = "campaign", [CLV_FIELD_AMOUNT] = "cost",
      [CLV_FIELD_IMPRESSIONS] = "impressions", [CLV_FIELD_CLICKS] = "clicks" }, 3 },
  { CLV_IMPORT_KIND_TICKETS, tickets,
    { [CLV_FIELD_ORDER] = "id", [CLV_FIELD_CUSTOMER] = "email", [CLV_FIELD_DATE] = "opened",
      [CLV_FIELD_ENDED] = "closed", [CLV_FIELD_CHANNEL] = "via", [CLV_FIELD_CATEGORY] = "type",
      [CLV_FIELD_STATUS] = "state", [CLV_FIELD_RATING] = "score" }, 2 },
  { CLV_IMPORT_KIND_EVENTS, events,
    { [CLV_FIELD_CUSTOMER] = "user", [CLV_FIELD_DATE] = "time", [CLV_FIELD_EVENT] = "event",
      [CLV_FIELD_CHANNEL] = "channel", [CLV_FIELD_AMOUNT] = "value",
      [CLV_FIELD_PRODUCT] = "item" }, 3 },
  { CLV_IMPORT_KIND_PRODUCTS, products,
    { [CLV_FIELD_PRODUCT] = "sku", [CLV_FIELD_NAME] = "title", [CLV_FIELD_CATEGORY] = "group",
      [CLV_FIELD_PRICE] = "price", [CLV_FIELD_COST] = "cost", [CLV_FIELD_MARGIN] = "margin" }, 2 },
  { CLV_IMPORT_KIND_SUBSCRIPTIONS, subscriptions,
    { [CLV_FIELD_CUSTOMER] = "customer", [CLV_FIELD_DATE] = "start", [CLV_FIELD_ENDED] = "end",
      [CLV_FIELD_PRODUCT] = "plan", [CLV_FIELD_AMOUNT] = "price", [CLV_FIELD_INTERVAL] = "every",
      [CLV_FIELD_STATUS] = "state", [CLV_FIELD_ORDER] = "id" }, 2 },
  { CLV_IMPORT_KIND_SUMMARY, summary,
    { [CLV_FIELD_CUSTOMER] = "customer_id", [CLV_FIELD_FREQUENCY] = "frequency",
      [CLV_FIELD_RECENCY] = "recency", [CLV_FIELD_AGE] = "T",
      [CLV_FIELD_AMOUNT] = "monetary_value" }, 2 },
};

static const Kind *
find_kind (ClvImportKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (kinds[i].kind == kind)
        return &kinds[i];
    }
  g_assert_not_reached ();
}

static ClvImportPlan *
new_plan (const Kind *kind)
{
  ClvImportPlan *plan = clv_import_plan_new ();

  plan->kind = kind->kind;
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    clv_import_plan_set_column (plan, (ClvField) i, kind->columns[i]);
  return plan;
}

static ClvImportResult *
import_text (Fixture    *fixture,
             const Kind *kind,
             const char *text,
             gboolean    dry_run,
             GError    **error)
{
  g_autofree char *path = g_build_filename (fixture->folder, "records.csv", NULL);
  g_autoptr(ClvImportPlan) plan = new_plan (kind);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return clv_workspace_import (fixture->workspace, path, plan, NULL, dry_run, NULL, error);
}

static ClvImportResult *
import_well (Fixture    *fixture,
             const Kind *kind,
             const char *text)
{
  g_autoptr(GError) error = NULL;
  ClvImportResult *result = import_text (fixture, kind, text, FALSE, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_counts (const ClvImportResult *result,
               guint64                n_new,
               guint64                n_present,
               guint64                n_changed)
{
  g_assert_cmpuint (result->new_records, ==, n_new);
  g_assert_cmpuint (result->already_present, ==, n_present);
  g_assert_cmpuint (result->changed_records, ==, n_changed);
  g_assert_cmpint (result->batch != 0, ==, n_new + n_changed > 0);
}

static ClvRecords *
load (Fixture       *fixture,
      ClvImportKind  kind)
{
  g_autoptr(GError) error = NULL;
  ClvRecords *records = clv_records_load (fixture->workspace, kind, NULL, &error);
  guint64 n = 0;

  g_assert_no_error (error);
  g_assert_true (clv_records_count (fixture->workspace, kind, &n, &error));
  g_assert_cmpuint (clv_records_get_n (records), ==, n);
  return records;
}

static void
assert_verifies (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (clv_workspace_verify_data (fixture->workspace, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (clv_workspace_verify_file (fixture->workspace, &error));
  g_assert_no_error (error);
  g_assert_true (clv_ledger_verify_rows (fixture->workspace, findings, &error));
  g_assert_cmpuint (findings->len, ==, 0);
}

/* Each kind: a dry run writes nothing, the import does, the same again is there
 * already, and undoing leaves none. */
static void
test_kinds (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *hash = fixture_dup_hash (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const Kind *kind = &kinds[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvImportResult) dry = import_text (fixture, kind, kind->text, TRUE, &error);
      g_autoptr(ClvImportResult) first = NULL;
      g_autoptr(ClvImportResult) again = NULL;
      g_autoptr(ClvRecords) records = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (dry->batch, ==, 0);
      g_assert_cmpuint (dry->new_records, ==, kind->n);
      records = load (fixture, kind->kind);
      g_assert_cmpuint (clv_records_get_n (records), ==, 0);
      g_clear_pointer (&records, clv_records_unref);

      first = import_well (fixture, kind, kind->text);
      assert_counts (first, kind->n, 0, 0);
      g_assert_cmpuint (first->orders, ==, 0);
      assert_verifies (fixture);
      records = load (fixture, kind->kind);
      g_assert_cmpuint (clv_records_get_n (records), ==, kind->n);
      g_clear_pointer (&records, clv_records_unref);

      again = import_well (fixture, kind, kind->text);
      assert_counts (again, 0, kind->n, 0);

      g_assert_true (clv_workspace_undo_batch (fixture->workspace, first->batch, NULL, &error));
      g_assert_no_error (error);
      records = load (fixture, kind->kind);
      g_assert_cmpuint (clv_records_get_n (records), ==, 0);
      assert_verifies (fixture);
    }
  {
    g_autofree char *after = fixture_dup_hash (fixture);

    g_assert_cmpstr (hash, ==, after);
  }
}

static void
test_cells (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(ClvRecords) records = NULL;
  g_autofree char *day = NULL;
  gint64 value = 0;
  double number = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    clv_import_result_free (import_well (fixture, &kinds[i], kinds[i].text));

  records = load (fixture, CLV_IMPORT_KIND_SPEND);
  g_assert_cmpstr (clv_records_get_text (records, CLV_FIELD_CAMPAIGN, 0), ==, "Brand");
  g_assert_null (clv_records_get_text (records, CLV_FIELD_CAMPAIGN, 2));
  g_assert_true (clv_records_get_int (records, CLV_FIELD_AMOUNT, 2, &value));
  g_assert_cmpint (value, ==, 5050);
  g_assert_false (clv_records_get_int (records, CLV_FIELD_IMPRESSIONS, 2, &value));
  g_assert_true (clv_records_get_int (records, CLV_FIELD_CLICKS, 2, &value));
  g_assert_cmpint (value, ==, 7);
  g_clear_pointer (&records, clv_records_unref);

  records = load (fixture, CLV_IMPORT_KIND_TICKETS);
  g_assert_cmpstr (clv_records_get_text (records, CLV_FIELD_CUSTOMER, 0), ==, "a@x.org");
  g_assert_cmpstr (clv_records_get_text (records, CLV_FIELD_RATING, 0), ==, "good");
  g_assert_true (clv_records_get_int (records, CLV_FIELD_DATE, 1, &value));
  g_assert_cmpint (value % 86400, ==, (22 * 60 + 30) * 60);
  day = clv_date_to_iso (clv_records_get_day (records, CLV_FIELD_DATE, 1));
  g_assert_cmpstr (day, ==, "2026-01-05");
  g_assert_cmpint (clv_records_get_day (records, CLV_FIELD_ENDED, 1), ==, CLV_DATE_INVALID);
  g_clear_pointer (&records, clv_records_unref);

  records = load (fixture, CLV_IMPORT_KIND_PRODUCTS);
  g_assert_true (clv_records_get_number (records, CLV_FIELD_MARGIN, 0, &number));
  g_assert_cmpfloat (number, ==, 0.75);
  g_assert_true (clv_records_get_number (records, CLV_FIELD_MARGIN, 1, &number));
  g_assert_cmpfloat (number, ==, 0.4);
  g_assert_false (clv_records_get_int (records, CLV_FIELD_COST, 1, &value));
  g_clear_pointer (&records, clv_records_unref);

  records = load (fixture, CLV_IMPORT_KIND_SUMMARY);
  g_assert_true (clv_records_get_number (records, CLV_FIELD_RECENCY, 0, &number));
  g_assert_cmpfloat (number, ==, 30.428571428571427);
  g_assert_true (clv_records_get_number (records, CLV_FIELD_AMOUNT, 0, &number));
  g_assert_cmpfloat (number, ==, 22.35);
  g_assert_true (clv_records_get_int (records, CLV_FIELD_FREQUENCY, 0, &value));
  g_assert_cmpint (value, ==, 2);
}

/* All lines of a day, channel and campaign are replaced together. */
static void
test_spend_replaced (Fixture       *fixture,
                     gconstpointer  data)
{
  const Kind *kind = find_kind (CLV_IMPORT_KIND_SPEND);
  g_autoptr(ClvImportResult) first = import_well (fixture, kind, spend);
  g_autoptr(ClvImportResult) second = NULL;
  g_autoptr(ClvRecords) records = NULL;
  g_autoptr(GError) error = NULL;
  gint64 sum = 0;

  second = import_well (fixture, kind, "day,channel,campaign,cost,impressions,clicks\n"
                                       "2026-01-01,Search,Brand,90.00,1000,50\n"
                                       "2026-01-02,Social,,50.50,,7\n"
                                       "2026-01-03,Social,,1.00,,1\n");
  assert_counts (second, 1, 1, 1);
  records = load (fixture, CLV_IMPORT_KIND_SPEND);
  g_assert_cmpuint (clv_records_get_n (records), ==, 3);
  for (guint64 i = 0; i < 3; i++)
    sum += clv_records_get_values (records, CLV_FIELD_AMOUNT)[i];
  g_assert_cmpint (sum, ==, 9000 + 5050 + 100);
  assert_verifies (fixture);

  g_assert_false (clv_workspace_undo_batch (fixture->workspace, first->batch, NULL, &error));
  g_clear_error (&error);
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, second->batch, NULL, &error));
  g_clear_pointer (&records, clv_records_unref);
  records = load (fixture, CLV_IMPORT_KIND_SPEND);
  g_assert_cmpuint (clv_records_get_n (records), ==, 3);
  assert_verifies (fixture);
}

static void
test_tickets_replaced (Fixture       *fixture,
                       gconstpointer  data)
{
  const Kind *kind = find_kind (CLV_IMPORT_KIND_TICKETS);
  g_autoptr(ClvImportResult) first = import_well (fixture, kind, tickets);
  g_autoptr(ClvImportResult) second = NULL;
  g_autoptr(ClvImportResult) back = NULL;

  g_assert_cmpuint (first->customers, ==, 2);
  second = import_well (fixture, kind, "id,email,opened,closed,via,type,state,score\n"
                                       "T2,b@x.org,2026-01-05 23:30:00,2026-01-07 08:00:00,chat,,"
                                       "closed,bad\n"
                                       "T3,c@x.org,2026-01-08 08:00:00,,chat,,open,\n");
  assert_counts (second, 1, 0, 1);
  /* What the first file says comes back with it. */
  back = import_well (fixture, kind, tickets);
  assert_counts (back, 0, 1, 1);
  assert_verifies (fixture);
}

/* Of events that are all alike the larger number counts. */
static void
test_events_overlap (Fixture       *fixture,
                     gconstpointer  data)
{
  const Kind *kind = find_kind (CLV_IMPORT_KIND_EVENTS);
  g_autoptr(ClvImportResult) first = import_well (fixture, kind, events);
  g_autoptr(ClvImportResult) fewer = NULL;
  g_autoptr(ClvImportResult) more = NULL;
  g_autoptr(ClvRecords) records = NULL;

  fewer = import_well (fixture, kind, "user,time,event,channel,value,item\n"
                                      "u1,2026-01-05T10:00:00Z,view,app,,p1\n"
                                      "u3,2026-01-06T10:00:00Z,view,app,,p1\n");
  assert_counts (fewer, 1, 1, 0);
  more = import_well (fixture, kind, "user,time,event,channel,value,item\n"
                                     "u2,2026-01-05T11:00:00Z,buy,web,9.99,p2\n"
                                     "u2,2026-01-05T11:00:00Z,buy,web,9.99,p2\n");
  assert_counts (more, 0, 0, 2);
  records = load (fixture, CLV_IMPORT_KIND_EVENTS);
  g_assert_cmpuint (clv_records_get_n (records), ==, 5);
  assert_verifies (fixture);
}

/* Orders beside customers who were counted already would count twice. */
static void
test_summary_alone (Fixture       *fixture,
                    gconstpointer  data)
{
  const Row rows[] = { { "1", "o1", "2026-01-01", 100 } };
  const Kind *kind = find_kind (CLV_IMPORT_KIND_SUMMARY);
  g_autoptr(GError) error = NULL;
  g_autofree char *empty = fixture_dup_hash (fixture);
  g_autofree char *filled = NULL;
  gint64 batch = fixture_import (fixture, rows, 1);
  g_autoptr(ClvImportResult) refused = import_text (fixture, kind, summary, FALSE, &error);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvBatchWriter) writer = NULL;
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvImportHead head = { .plan = plan, .path = "orders.csv", .currency = "EUR" };

  g_assert_null (refused);
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  g_clear_error (&error);
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, batch, NULL, NULL));

  result = import_well (fixture, kind, summary);
  filled = fixture_dup_hash (fixture);
  g_assert_cmpstr (empty, !=, filled);
  writer = clv_batch_writer_new (fixture->workspace, FALSE);
  head.customers = clv_dictionary_new ();
  g_assert_false (clv_batch_writer_get_sink (writer)->begin (clv_batch_writer_get_sink (writer),
                                                             &head, &error));
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN);
  clv_dictionary_unref (head.customers);
}

static void
test_refunds (Fixture       *fixture,
              gconstpointer  data)
{
  const Row rows[] = {
    { "anna", "1001", "2026-01-01", 5000 }, { "anna", "1002", "2026-03-01", 8000 },
    { "ben", "1003", "2026-02-01", 2000 },
  };
  const Kind kind = { CLV_IMPORT_KIND_REFUNDS, NULL,
                      { [CLV_FIELD_REFERENCE] = "order", [CLV_FIELD_DATE] = "refunded at",
                        [CLV_FIELD_AMOUNT] = "amount" }, 3 };
  const char *text = "order,refunded at,amount\n1001,2026-04-01,50.00\n1003,2026-02-05,-5.00\n"
                     "9999,2026-02-05,1.00\n";
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvImportResult) again = NULL;
  g_autoptr(ClvTransactions) table = NULL;
  g_autoptr(GError) error = NULL;
  const ClvReject *reject = NULL;
  gint64 sum = 0;
  guint64 i;

  fixture_import (fixture, rows, G_N_ELEMENTS (rows));
  result = import_well (fixture, &kind, text);
  assert_counts (result, 2, 0, 0);
  g_assert_cmpuint (result->rows_rejected, ==, 1);
  reject = g_ptr_array_index (result->rejects, 0);
  g_assert_cmpuint (reject->lines[0], ==, 4);
  g_assert_cmpint (result->refund_amount, ==, -5500);
  g_assert_cmpuint (result->customers, ==, 2);

  table = clv_workspace_load_transactions (fixture->workspace, NULL, NULL);
  g_assert_cmpuint (table->n_rows, ==, 5);
  for (i = 0; i < table->n_rows; i++)
    {
      sum += table->amount[i];
      if (table->amount[i] == -5000)
        g_assert_cmpint (table->day[i], ==, clv_date_parse ("2026-01-01"));
    }
  g_assert_cmpint (sum, ==, 15000 - 5500);

  again = import_well (fixture, &kind, text);
  assert_counts (again, 0, 2, 0);
  assert_verifies (fixture);

  /* Refunds go before the orders that they name. */
  g_assert_false (clv_workspace_undo_batch (fixture->workspace, result->batch - 1, NULL, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "records.csv"));
  g_clear_error (&error);
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, result->batch, NULL, NULL));
  g_assert_true (clv_workspace_undo_batch (fixture->workspace, result->batch - 1, NULL, &error));
  g_assert_no_error (error);
}

/* Several refunds of an order on one day are told apart: a later file with some of them
 * takes none away. */
static void
test_refunds_of_a_day (Fixture       *fixture,
                       gconstpointer  data)
{
  const Row rows[] = { { "anna", "1001", "2026-01-01", 5000 } };
  const Kind kind = { CLV_IMPORT_KIND_REFUNDS, NULL,
                      { [CLV_FIELD_REFERENCE] = "order", [CLV_FIELD_DATE] = "refunded at",
                        [CLV_FIELD_AMOUNT] = "amount" }, 3 };
  g_autoptr(ClvImportResult) first = NULL;
  g_autoptr(ClvImportResult) part = NULL;
  g_autoptr(GPtrArray) batches = NULL;

  fixture_import (fixture, rows, G_N_ELEMENTS (rows));
  first = import_well (fixture, &kind, "order,refunded at,amount\n1001,2026-01-04,4.00\n"
                                       "1001,2026-01-04,2.00\n1001,2026-01-04,4.00\n");
  assert_counts (first, 3, 0, 0);
  batches = clv_workspace_list_batches (fixture->workspace, NULL);
  g_assert_cmpuint (((ClvBatch *) g_ptr_array_index (batches, 1))->orders, ==, 0);
  g_assert_cmpuint (((ClvBatch *) g_ptr_array_index (batches, 1))->rows, ==, 3);

  part = import_well (fixture, &kind, "order,refunded at,amount\n1001,2026-01-04,4.00\n");
  assert_counts (part, 0, 1, 0);
  assert_verifies (fixture);
  g_assert_false (clv_workspace_undo_batch (fixture->workspace, first->batch - 1, NULL, NULL));
}

/* A workspace of the format before, with imports, is brought up to date. */
static void
test_migration (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "old.perennial", NULL);
  g_autoptr(ClvWorkspace) old = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) batches = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_true (clv_schema_migrate (db, "old", 0, 4, &error));
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA application_id = 1347571276;"
                                     "INSERT INTO meta VALUES ('uuid', 'u'), ('currency', 'EUR'), "
                                     "('time_zone', 'UTC'), ('created_at', 'x');"
                                     "INSERT INTO batch VALUES (7, 'orders', 'f', 'x', 1, 1, 1, 0, "
                                     "0, 1, 'EUR', NULL, NULL, 1, 'h', 'p', NULL);"
                                     "INSERT INTO segment VALUES (1, 7, 0, 1, 1, x'00');"
                                     "INSERT INTO superseded VALUES (7, 7, 0, x'0000');",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  old = clv_workspace_open (path, CLV_OPEN_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_false (clv_workspace_is_read_only (old));
  batches = clv_workspace_list_batches (old, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 1);
  g_assert_cmpint (((ClvBatch *) g_ptr_array_index (batches, 0))->id, ==, 7);
  g_assert_true (clv_workspace_verify_file (old, &error));
  g_assert_no_error (error);
  {
    g_autoptr(ClvStatement) next = clv_statement_new (old, "SELECT seq FROM sqlite_sequence "
                                                           "WHERE name = 'batch'", NULL);
    gboolean has_row = FALSE;

    g_assert_true (clv_statement_step (next, &has_row, NULL) && has_row);
    g_assert_cmpint (clv_statement_get_int (next, 0), ==, 7);
  }
  {
    g_autoptr(ClvStatement) wrong = clv_statement_new (old, "DELETE FROM segment", NULL);

    g_assert_false (clv_statement_execute (wrong, NULL));
  }
  {
    g_autoptr(ClvStatement) orphan = clv_statement_new (old, "INSERT INTO superseded VALUES "
                                                             "(7, 99, 0, x'0000')", NULL);

    g_assert_false (clv_statement_execute (orphan, NULL));
  }
}

/* A file of each earlier format that may not be written is checked as it is. */
static void
test_earlier_seals (Fixture       *fixture,
                    gconstpointer  data)
{
  for (int version = 1; version < clv_schema_get_version (); version++)
    {
      g_autofree char *name = g_strdup_printf ("old-%d.perennial", version);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(ClvWorkspace) old = NULL;
      g_autoptr(GError) error = NULL;
      sqlite3 *db = NULL;

      g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
      g_assert_true (clv_schema_migrate (db, "old", 0, version, &error));
      g_assert_cmpint (sqlite3_exec (db, "PRAGMA application_id = 1347571276;"
                                         "INSERT INTO meta VALUES ('uuid', 'u'), "
                                         "('currency', 'EUR'), ('time_zone', 'UTC'), "
                                         "('created_at', 'x');", NULL, NULL, NULL), ==, SQLITE_OK);
      sqlite3_close (db);

      old = clv_workspace_open (path, CLV_OPEN_READ_ONLY, &error);
      g_assert_no_error (error);
      g_assert_true (clv_workspace_verify_file (old, &error));
      g_assert_no_error (error);
      clv_ledger_verify_rows (old, findings, &error);
      g_assert_no_error (error);
    }
}

/* Many rows, several segments, gaps and clocks that come and go. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  const Kind *kind = find_kind (CLV_IMPORT_KIND_EVENTS);
  g_autoptr(GString) text = g_string_new ("user,time,event,channel,value,item\n");
  g_autoptr(GString) part = g_string_new ("user,time,event,channel,value,item\n");
  g_autoptr(ClvImportResult) first = NULL;
  g_autoptr(ClvImportResult) second = NULL;
  g_autoptr(ClvRecords) records = NULL;
  const guint n = 150000;
  guint64 n_values = 0;
  gint64 value = 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      GString *both[] = { text, i % 3 == 0 ? part : NULL };

      for (guint k = 0; k < G_N_ELEMENTS (both); k++)
        {
          if (both[k] == NULL)
            continue;
          g_string_append_printf (both[k], "u%u,2026-01-%02uT%02u:%02u:%02uZ,e%u,web,", i % 5000,
                                  1 + i % 28, i % 24, i % 60, i / 60 % 60, i % 7);
          if (i % 10 == 0)
            g_string_append_printf (both[k], "%u.%02u", i, i % 100);
          g_string_append (both[k], k == 1 && i % 2 == 0 ? ",new\n" : ",\n");
        }
    }
  first = import_well (fixture, kind, text->str);
  assert_counts (first, n, 0, 0);
  second = import_well (fixture, kind, part->str);
  assert_counts (second, n / 6, n / 6, 0);
  assert_verifies (fixture);

  records = load (fixture, CLV_IMPORT_KIND_EVENTS);
  g_assert_cmpuint (clv_records_get_n (records), ==, n + n / 6);
  for (i = 0; i < clv_records_get_n (records); i++)
    n_values += clv_records_get_int (records, CLV_FIELD_AMOUNT, i, &value);
  g_assert_cmpuint (n_values, ==, n / 10 + n / 30);
}

/* The same customer has the same pseudonym in every kind, and the key is sealed. */
static void
test_hashed (Fixture       *fixture,
             gconstpointer  data)
{
  const Kind *some[] = { find_kind (CLV_IMPORT_KIND_EVENTS),
                         find_kind (CLV_IMPORT_KIND_SUBSCRIPTIONS) };
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (some); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "records.csv", NULL);
      g_autoptr(ClvImportPlan) plan = new_plan (some[i]);
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(ClvRecords) records = NULL;
      g_autoptr(GError) error = NULL;

      plan->key = CLV_KEY_HASHED;
      g_assert_true (g_file_set_contents (path, some[i]->text, -1, NULL));
      result = clv_workspace_import (fixture->workspace, path, plan, NULL, FALSE, NULL, &error);
      g_assert_no_error (error);
      records = load (fixture, some[i]->kind);
      if (first == NULL)
        first = g_strdup (clv_records_get_text (records, CLV_FIELD_CUSTOMER, 0));
      g_assert_cmpstr (clv_records_get_text (records, CLV_FIELD_CUSTOMER, 0), ==, first);
    }
  g_assert_cmpstr (first, !=, "u1");
  assert_verifies (fixture);
}

#define ADD(name, function) \
  g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/workspace/records/kinds", test_kinds);
  ADD ("/workspace/records/cells", test_cells);
  ADD ("/workspace/records/spend-replaced", test_spend_replaced);
  ADD ("/workspace/records/tickets-replaced", test_tickets_replaced);
  ADD ("/workspace/records/events-overlap", test_events_overlap);
  ADD ("/workspace/records/summary-alone", test_summary_alone);
  ADD ("/workspace/records/refunds", test_refunds);
  ADD ("/workspace/records/refunds-of-a-day", test_refunds_of_a_day);
  ADD ("/workspace/records/migration", test_migration);
  ADD ("/workspace/records/earlier-seals", test_earlier_seals);
  ADD ("/workspace/records/hashed", test_hashed);
  ADD ("/workspace/records/many", test_many);

  return g_test_run ();
}
