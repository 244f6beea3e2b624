/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customers.h"
#include "shop.h"

/* Day, amount pairs of one customer and what the rule makes of them on day 100. */
static const struct
{
  const char *name;
  int n;
  int rows[8][2];
  guint32 x;              /* G_MAXUINT32: not a customer */
  gint32 recency;
  gint32 age;
  gint64 repeat_spend;
  gint64 past_value;
} rules[] = {
  { "one", 1, { { 10, 500 } }, 0, 0, 90, 0, 500 },
  { "same-day", 3, { { 10, 500 }, { 10, 300 }, { 20, 100 } }, 1, 10, 90, 100, 900 },
  { "unsorted", 3, { { 30, 7 }, { 10, 5 }, { 20, 6 } }, 2, 20, 90, 13, 18 },
  { "part-refund", 3, { { 10, 500 }, { 20, 300 }, { 25, -100 } }, 1, 10, 90, 200, 700 },
  { "cancelled", 3, { { 10, 500 }, { 20, 300 }, { 25, -300 } }, 0, 0, 90, 0, 500 },
  { "two-deep", 4, { { 10, 500 }, { 20, 300 }, { 30, 50 }, { 35, -150 } }, 1, 10, 90, 200, 700 },
  { "first-gone", 3, { { 10, 500 }, { 12, -500 }, { 40, 100 } }, 0, 0, 60, 0, 100 },
  { "refund-only", 1, { { 10, -500 } }, G_MAXUINT32, 0, 0, 0, 0 },
  { "refund-first", 2, { { 5, -500 }, { 10, 100 } }, 0, 0, 90, 0, -400 },
  { "too-much", 3, { { 10, 100 }, { 20, 100 }, { 30, -1000 } }, G_MAXUINT32, 0, 0, 0, 0 },
  { "same-day-refund", 3, { { 10, 100 }, { 20, 90 }, { 20, -90 } }, 0, 0, 90, 0, 100 },
  { "free", 2, { { 10, 0 }, { 20, 100 } }, 1, 10, 90, 100, 100 },
  { "free-stays", 3, { { 10, 100 }, { 20, 0 }, { 30, -40 } }, 1, 10, 90, 0, 60 },
  { "late", 3, { { 10, 100 }, { 100, 50 }, { 101, 70 } }, 1, 90, 90, 50, 150 },
  { "late-refund", 3, { { 10, 100 }, { 50, 50 }, { 101, -50 } }, 1, 40, 90, 50, 150 },
  { "future", 1, { { 101, 70 } }, G_MAXUINT32, 0, 0, 0, 0 },
};

static ClvTransactions *
new_rules_shop (void)
{
  Shop shop;

  shop_init (&shop);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      for (int k = 0; k < rules[i].n; k++)
        shop_add (&shop, rules[i].name, rules[i].rows[k][0], rules[i].rows[k][1]);
    }
  return shop_finish (&shop, "EUR");
}

static void
test_rules (void)
{
  g_autoptr(ClvTransactions) transactions = new_rules_shop ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, 100, 7, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      guint32 row = clv_customers_find (customers, i);

      g_test_message ("%s", rules[i].name);
      if (rules[i].x == G_MAXUINT32)
        {
          g_assert_cmpuint (row, ==, G_MAXUINT32);
          continue;
        }
      g_assert_cmpuint (row, !=, G_MAXUINT32);
      g_assert_cmpuint (customers->x[row], ==, rules[i].x);
      g_assert_cmpint (customers->recency_days[row], ==, rules[i].recency);
      g_assert_cmpint (customers->age_days[row], ==, rules[i].age);
      g_assert_cmpint (customers->repeat_spend[row], ==, rules[i].repeat_spend);
      g_assert_cmpint (customers->past_value[row], ==, rules[i].past_value);
    }
  g_assert_cmpuint (customers->n_refund_rows, ==, 9);
  g_assert_cmpuint (customers->n_refunded_purchases, ==, 6);
}

static void
test_purchases (void)
{
  g_autoptr(ClvTransactions) transactions = new_rules_shop ();
  g_autoptr(ClvCustomers) customers = clv_customers_new (transactions, 100, 7, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr(GArray) purchases = clv_customers_dup_purchases (transactions, i, 100);
      guint32 row = clv_customers_find (customers, i);
      guint32 n = 0;
      gint64 spend = 0;

      for (guint k = 0; k < purchases->len; k++)
        {
          const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase, k);

          g_assert_cmpint (purchase->day, <=, 100);
          g_assert_cmpint (purchase->refunded, <=, 0);
          spend += n > 0 && purchase->counts ? purchase->net : 0;
          n += purchase->counts;
        }
      g_test_message ("%s", rules[i].name);
      g_assert_cmpuint (n, ==, row == G_MAXUINT32 ? 0 : customers->x[row] + 1);
      if (row != G_MAXUINT32)
        g_assert_cmpint (spend, ==, customers->repeat_spend[row]);
    }
}

/* Rows of many customers in any order give the same table as ordered ones. */
static void
test_order (void)
{
  const guint n = 30000;
  g_autoptr(ClvRandom) rng = clv_random_new (3);
  g_autofree guint32 *customer = g_new (guint32, n);
  g_autofree ClvDate *day = g_new (ClvDate, n);
  g_autofree gint64 *amount = g_new (gint64, n);
  g_autoptr(ClvDictionary) names = clv_dictionary_new ();
  g_autoptr(ClvTransactions) one = NULL;
  g_autoptr(ClvTransactions) two = NULL;
  g_autoptr(ClvCustomers) a = NULL;
  g_autoptr(ClvCustomers) b = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      clv_dictionary_add (names, name, strlen (name));
    }
  for (guint i = 0; i < n; i++)
    {
      customer[i] = (guint32) (3000.0 * clv_random_uniform (rng));
      day[i] = (ClvDate) (400.0 * clv_random_uniform (rng));
      amount[i] = 1 + (gint64) (1000.0 * clv_random_uniform (rng));
    }
  one = clv_transactions_new_for_rows (n, customer, day, amount, names, "EUR");
  for (guint i = 0; i < n / 2; i++)
    {
      guint32 c = customer[i];
      ClvDate d = day[i];
      gint64 m = amount[i];

      customer[i] = customer[n - 1 - i];
      day[i] = day[n - 1 - i];
      amount[i] = amount[n - 1 - i];
      customer[n - 1 - i] = c;
      day[n - 1 - i] = d;
      amount[n - 1 - i] = m;
    }
  two = clv_transactions_new_for_rows (n, customer, day, amount, names, "EUR");
  a = clv_customers_new (one, CLV_DATE_INVALID, 1, NULL, NULL);
  b = clv_customers_new (two, CLV_DATE_INVALID, 1, NULL, NULL);
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpmem (a->x, a->n * 4, b->x, b->n * 4);
  g_assert_cmpmem (a->recency_days, a->n * 4, b->recency_days, b->n * 4);
  g_assert_cmpmem (a->repeat_spend, a->n * 8, b->repeat_spend, b->n * 8);
  for (guint32 i = 1; i < a->n; i++)
    g_assert_cmpuint (a->code[i - 1], <, a->code[i]);
}

/* Histories that need no look back, and those that do, side by side: each against
 * the purchases that the inspector shows. */
static void
test_mixed (gconstpointer data)
{
  const char *order = data;
  g_autoptr(ClvRandom) rng = clv_random_new (11);
  g_autoptr(ClvTransactions) transactions = NULL;
  g_autoptr(ClvCustomers) customers = NULL;
  const guint n = 600;
  guint64 n_refunds = 0;
  Shop shop;

  shop_init (&shop);
  for (guint step = 0; step < 12; step++)
    {
      for (guint i = 0; i < n; i++)
        {
          double chance = clv_random_uniform (rng);
          ClvDate day = (ClvDate) (10 * step + 4.0 * clv_random_uniform (rng));
          gint64 amount = (gint64) (900.0 * clv_random_uniform (rng));
          char name[16];

          if (strcmp (order, "descending") == 0)
            day = 130 - day;
          else if (strcmp (order, "any") == 0)
            day = (ClvDate) (130.0 * clv_random_uniform (rng));
          g_snprintf (name, sizeof name, "%u", i);
          if (chance < 0.3)
            continue;
          /* A third of the customers send back, some pay nothing now and then. */
          if (i % 3 == 0 && chance > 0.8)
            amount = -amount - 1;
          else if (i % 5 == 0 && chance > 0.6)
            amount = 0;
          n_refunds += amount < 0 && day <= 120;
          shop_add (&shop, name, day, amount);
        }
    }
  transactions = shop_finish (&shop, "EUR");
  customers = clv_customers_new (transactions, 120, 1, NULL, NULL);
  g_assert_cmpuint (customers->n_refund_rows, ==, n_refunds);
  for (guint32 code = 0; code < n; code++)
    {
      g_autoptr(GArray) purchases = clv_customers_dup_purchases (transactions, code, 120);
      guint32 row = clv_customers_find (customers, code);
      ClvDate days[2] = { 0, 0 };
      gint64 spend = 0;
      gint64 past = 0;
      guint32 x = 0;

      for (guint k = 0; k < purchases->len; k++)
        {
          const ClvPurchase *purchase = &g_array_index (purchases, ClvPurchase, k);

          if (!purchase->counts)
            continue;
          days[x > 0] = purchase->day;
          spend += x > 0 ? purchase->net : 0;
          x++;
        }
      for (guint64 i = 0; i < transactions->n_rows; i++)
        past += transactions->customer[i] == code && transactions->day[i] <= 120
                ? transactions->amount[i] : 0;
      if (x == 0)
        {
          g_assert_cmpuint (row, ==, G_MAXUINT32);
          continue;
        }
      g_assert_cmpuint (customers->x[row], ==, x - 1);
      g_assert_cmpint (customers->recency_days[row], ==, x > 1 ? days[1] - days[0] : 0);
      g_assert_cmpint (customers->age_days[row], ==, 120 - days[0]);
      g_assert_cmpint (customers->repeat_spend[row], ==, spend);
      g_assert_cmpint (customers->past_value[row], ==, past);
    }
}

/* Summarised while it is read, or from the table: the same. */
static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.perennial", NULL);
  g_autofree char *csv = g_build_filename (folder, "a.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvCustomers) loaded = NULL;
  g_autoptr(ClvCustomers) made = NULL;
  g_autoptr(ClvTransactions) table = NULL;
  GString *text = g_string_new ("id,customer,date,amount\n");
  g_autofree char *content = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "A%u,C%u,2024-%02u-%02u,%s%u.50\n", i, i * 7 % 60, i / 45 + 1,
                            i % 28 + 1, i % 9 == 8 ? "-" : "", i % 13);
  content = g_string_free (text, FALSE);
  g_assert_true (g_file_set_contents (csv, content, -1, NULL));
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "id");
  clv_import_plan_set_column (plan, CLV_FIELD_CUSTOMER, "customer");
  clv_import_plan_set_column (plan, CLV_FIELD_DATE, "date");
  clv_import_plan_set_column (plan, CLV_FIELD_AMOUNT, "amount");
  result = clv_workspace_import (workspace, csv, plan, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 2; i++)
    {
      ClvDate until = i == 0 ? CLV_DATE_INVALID : clv_date_from_ymd (2024, 7, 9);
      guint64 n_rows = 0;

      loaded = clv_customers_load (workspace, until, 7, i == 1, NULL, &error);
      g_assert_no_error (error);
      table = clv_workspace_load_transactions (workspace, NULL, &error);
      made = clv_customers_new (table, until, 7, NULL, &error);
      for (guint64 k = 0; k < table->n_rows; k++)
        n_rows += table->day[k] <= made->until;
      g_assert_cmpuint (n_rows, <, i == 0 ? 501 : 500);
      g_assert_cmpuint (loaded->n_rows, ==, n_rows);
      g_assert_cmpuint (made->n_rows, ==, n_rows);
      g_assert_cmpuint (loaded->n, ==, made->n);
      g_assert_cmpint (loaded->until, ==, made->until);
      g_assert_cmpuint (loaded->sum_x, ==, made->sum_x);
      g_assert_cmpuint (loaded->n_repeat, ==, made->n_repeat);
      g_assert_cmpuint (loaded->n_positive_rows, ==, made->n_positive_rows);
      g_assert_cmpuint (loaded->n_refunded_purchases, ==, made->n_refunded_purchases);
      g_assert_cmpuint (loaded->n_refunded_purchases, >, 0);
      g_assert_cmpmem (loaded->code, loaded->n * 4, made->code, made->n * 4);
      g_assert_cmpmem (loaded->x, loaded->n * 4, made->x, made->n * 4);
      g_assert_cmpmem (loaded->recency_days, loaded->n * 4, made->recency_days, made->n * 4);
      g_assert_cmpmem (loaded->age_days, loaded->n * 4, made->age_days, made->n * 4);
      g_assert_cmpmem (loaded->repeat_spend, loaded->n * 8, made->repeat_spend, made->n * 8);
      g_assert_cmpmem (loaded->past_value, loaded->n * 8, made->past_value, made->n * 8);
      g_clear_pointer (&loaded, clv_customers_unref);
      g_clear_pointer (&made, clv_customers_unref);
      g_clear_pointer (&table, clv_transactions_unref);
    }
  clv_workspace_close (workspace);
}

static void
test_cdnow (void)
{
  g_autoptr(ClvTransactions) transactions = shop_new_cdnow ();
  g_autoptr(ClvCustomers) customers = NULL;

  if (transactions == NULL)
    return;
  customers = clv_customers_new (transactions, clv_date_from_ymd (1997, 9, 30), 7, NULL, NULL);
  g_assert_cmpuint (customers->n, ==, 2357);
  g_assert_cmpuint (customers->n_repeat, ==, 946);
  g_assert_cmpuint (customers->sum_x, ==, 2457);
  g_assert_cmpuint (customers->x[0], ==, 2);
  assert_near (customers->age_days[0] / 7.0, 38.857142857, 1e-9);
}

static void
test_cancel (void)
{
  g_autoptr(ClvTransactions) transactions = new_rules_shop ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  ClvProgress progress = { NULL, NULL, cancellable };

  g_cancellable_cancel (cancellable);
  g_assert_null (clv_customers_new (transactions, 100, 7, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/valuation/customers/rules", test_rules);
  g_test_add_func ("/valuation/customers/purchases", test_purchases);
  g_test_add_func ("/valuation/customers/order", test_order);
  g_test_add_data_func ("/valuation/customers/mixed/ascending", "ascending", test_mixed);
  g_test_add_data_func ("/valuation/customers/mixed/descending", "descending", test_mixed);
  g_test_add_data_func ("/valuation/customers/mixed/any", "any", test_mixed);
  g_test_add_func ("/valuation/customers/load", test_load);
  g_test_add_func ("/valuation/customers/cdnow", test_cdnow);
  g_test_add_func ("/valuation/customers/cancel", test_cancel);
  return g_test_run ();
}
