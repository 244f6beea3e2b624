/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-reconcile.h"

#include <string.h>

/* What the import took off, as "amount/orders", and the other report's totals. */
typedef struct
{
  const char *name;
  gint64 causes[5][2];    /* ended by 0 0 */
  gboolean has_orders;
  gint64 orders;
  gint64 amount;
  const char *counts;     /* of each cause whether it counts: "+-" */
  gint64 unexplained;
  gint64 unexplained_orders;
} ReconcileRow;

/* Ours are 100 orders and 1,000.00. */
static const ReconcileRow rows[] = {
  { "same", { { 500, 1 } }, TRUE, 100, 100000, "-", 0, 0 },
  { "one", { { 500, 1 }, { 700, 2 } }, TRUE, 102, 100700, "-+", 0, 0 },
  { "two", { { 500, 1 }, { 700, 2 }, { 900, 3 } }, TRUE, 104, 101400, "+-+", 0, 0 },
  { "all", { { 500, 1 }, { 700, 2 } }, TRUE, 103, 101200, "++", 0, 0 },
  { "less", { { -500, 0 } }, FALSE, 0, 99500, "+", 0, 0 },
  { "smallest-set", { { 300, 0 }, { 200, 0 }, { 500, 0 } }, FALSE, 0, 100500, "--+", 0, 0 },
  { "nearest", { { 500, 0 }, { 9000, 0 } }, FALSE, 0, 100600, "+-", 100, 0 },
  { "orders-only-open", { { 500, 0 } }, TRUE, 107, 100500, "+", 0, 7 },
  { "none", { { 0, 0 } }, TRUE, 90, 99000, "", -1000, -10 },
};

static ClvAccount *
make_account (const ReconcileRow *row)
{
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvAccount *account = NULL;

  result->orders = 100;
  result->customers = 40;
  result->net_amount = 100000;
  result->currency = g_strdup ("EUR");
  result->first_date = clv_date_from_ymd (2025, 1, 3);
  result->last_date = clv_date_from_ymd (2025, 12, 30);
  account = clv_account_new (result, plan);
  for (guint i = 0; row->causes[i][0] != 0 || row->causes[i][1] != 0; i++)
    {
      g_autofree char *id = g_strdup_printf ("cause-%u", i);
      ClvCause *cause = clv_account_add (account, id, id, row->causes[i][0]);

      cause->orders = row->causes[i][1];
      cause->has_orders = row->has_orders;
    }

  return account;
}

static void
test_explain (gconstpointer data)
{
  const ReconcileRow *row = data;
  g_autoptr(ClvAccount) account = make_account (row);
  g_autoptr(ClvReconcile) reconcile = clv_reconcile_new (account);
  gint64 sum = 0;
  gint64 n = 0;

  reconcile->amount.is_given = TRUE;
  reconcile->amount.theirs = row->amount;
  reconcile->orders.is_given = row->has_orders;
  reconcile->orders.theirs = row->orders;
  clv_reconcile_explain (reconcile);

  g_assert_cmpuint (strlen (row->counts), ==, account->causes->len);
  for (guint i = 0; i < account->causes->len; i++)
    {
      const ClvCause *cause = g_ptr_array_index (account->causes, i);

      g_assert_cmpint (reconcile->counts[i], ==, row->counts[i] == '+');
      sum += reconcile->counts[i] ? cause->amount : 0;
      n += reconcile->counts[i] ? cause->orders : 0;
    }
  g_assert_cmpint (reconcile->amount.unexplained, ==, row->unexplained);
  g_assert_cmpint (reconcile->orders.unexplained, ==, row->unexplained_orders);
  g_assert_true (clv_reconcile_is_exact (reconcile)
                 == (row->unexplained == 0 && row->unexplained_orders == 0));
  /* It sums exactly, whatever it is. */
  g_assert_cmpint (account->amount + sum + reconcile->amount.unexplained, ==, row->amount);
  if (row->has_orders)
    g_assert_cmpint ((gint64) account->orders + n + reconcile->orders.unexplained, ==,
                     row->orders);
}

/* A person takes a cause out: it stays as not explained. */
static void
test_toggle (void)
{
  g_autoptr(ClvAccount) account = make_account (&rows[3]);
  g_autoptr(ClvReconcile) reconcile = clv_reconcile_new (account);
  g_autofree char *text = NULL;

  reconcile->amount.is_given = TRUE;
  reconcile->amount.theirs = 101200;
  reconcile->customers.is_given = TRUE;
  reconcile->customers.theirs = 41;
  clv_reconcile_explain (reconcile);
  g_assert_cmpint (reconcile->amount.unexplained, ==, 0);
  g_assert_cmpint (reconcile->customers.unexplained, ==, 1);
  g_assert_false (clv_reconcile_is_exact (reconcile));

  reconcile->counts[0] = FALSE;
  clv_reconcile_update (reconcile);
  g_assert_cmpint (reconcile->amount.unexplained, ==, 500);
  text = clv_reconcile_to_text (reconcile);
  g_assert_cmpstr (text, ==,
                   "\tOrders\tCustomers\tRevenue\n"
                   "Imported here\t\t40\t€1,000.00\n"
                   "cause-1\t\t0\t+€7.00\n"
                   "Not explained\t\t+1\t+€5.00\n"
                   "Your report\t\t41\t€1,012.00\n");
}

static void
test_text (void)
{
  g_autoptr(ClvAccount) account = make_account (&rows[2]);
  g_autofree char *text = clv_account_to_text (account);
  g_autoptr(ClvAccount) again = clv_account_from_text (text);
  g_autofree char *other = NULL;

  g_assert_nonnull (again);
  other = clv_account_to_text (again);
  g_assert_cmpstr (text, ==, other);
  g_assert_cmpuint (again->orders, ==, 100);
  g_assert_cmpint (again->last_date, ==, account->last_date);
  g_assert_cmpuint (again->causes->len, ==, 3);
  g_assert_null (clv_account_from_text ("nothing"));
  g_assert_null (clv_account_from_text ("[Else]\na=b\n"));
}

/* What the result says of itself becomes causes; whether rows are orders is known only
 * where each row is one. */
static void
test_account (void)
{
  g_autoptr(ClvImportResult) result = clv_import_result_new ();
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  ClvReject *reject = g_new0 (ClvReject, 1);
  g_autoptr(ClvAccount) account = NULL;
  const ClvCause *cause = NULL;

  result->orders = 10;
  result->rows_kept = 10;
  result->refund_amount = -250;
  reject->reason = g_strdup ("The cell is empty");
  reject->n_rows = 3;
  reject->n_with_amount = 2;
  reject->amount = 1234;
  g_strlcpy (reject->currency, "EUR", sizeof reject->currency);
  result->currency = g_strdup ("EUR");
  clv_import_result_add_adjustment (result, "tax", "Tax taken off", 5, 900);
  g_ptr_array_add (result->rejects, reject);

  account = clv_account_new (result, plan);
  g_assert_cmpuint (account->causes->len, ==, 3);
  cause = g_ptr_array_index (account->causes, 0);
  g_assert_cmpstr (cause->id, ==, "refunds");
  g_assert_cmpint (cause->amount, ==, 250);
  cause = g_ptr_array_index (account->causes, 1);
  g_assert_cmpstr (cause->id, ==, "tax");
  g_assert_cmpint (cause->amount, ==, 900);
  cause = g_ptr_array_index (account->causes, 2);
  g_assert_true (cause->has_amount);
  g_assert_cmpint (cause->amount, ==, 1234);
  g_assert_cmpstr (cause->label, ==, "The cell is empty");
  g_assert_true (cause->has_orders);
  g_assert_cmpint (cause->orders, ==, 3);

  clv_account_free (account);
  result->rows_kept = 15;
  account = clv_account_new (result, plan);
  cause = g_ptr_array_index (account->causes, 2);
  g_assert_false (cause->has_orders);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/import/reconcile/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_explain);
    }
  g_test_add_func ("/import/reconcile/toggle", test_toggle);
  g_test_add_func ("/import/reconcile/text", test_text);
  g_test_add_func ("/import/reconcile/account", test_account);

  return g_test_run ();
}
