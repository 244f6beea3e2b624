/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-cell-fast.h"
#include "import-fixture.h"

/* Rows of the common shape go a fast way. The same rows with a blank behind the
 * date go the exact one: both must give the same. */

#define N_ROWS 3000

typedef struct
{
  const char *name;
  const char *customer;     /* name of that column */
  const char *line_end;
  guint one_in;             /* a cell in so many is not a usual one */
  gboolean has_quotes;
  gboolean has_order;
  gboolean has_more;        /* status, currency, product */
  gboolean is_german;       /* 05.03.2024 and 1.234,56 */
  const char *rules;        /* (nullable): further ones of the plan, parted by | */
} FastRow;

static const FastRow fast_rows[] = {
  { "plain", "customer_id", "\n", 1000, FALSE, TRUE, FALSE },
  { "no-order", "customer_id", "\r\n", 50, FALSE, FALSE, FALSE },
  { "odd", "customer_id", "\n", 5, FALSE, TRUE, FALSE },
  { "quoted", "customer_id", "\r\n", 40, TRUE, TRUE, FALSE },
  { "mail", "E-Mail", "\n", 40, FALSE, TRUE, FALSE },
  { "more", "customer_id", "\n", 40, FALSE, TRUE, TRUE },
  { "all", "Mail", "\r\n", 20, TRUE, TRUE, TRUE },
  { "all-odd", "Mail", "\n", 3, TRUE, FALSE, TRUE },
  { "german", "customer_id", "\r\n", 40, TRUE, TRUE, FALSE, TRUE },
  { "german-odd", "Mail", "\n", 4, TRUE, TRUE, TRUE, TRUE },
  { "guests", "customer_id", "\n", 20, FALSE, TRUE, FALSE, FALSE, "guests=none1;c1;C00007" },
  { "filters", "customer_id", "\n", 10, TRUE, TRUE, TRUE, FALSE,
    "filter-1=leave-out;product;3.0;p\"2|filter-2=only;currency;eur;usd" },
  { "only-empty", "customer_id", "\r\n", 4, FALSE, TRUE, TRUE, FALSE,
    "filter-1=only;product;;P7" },
  { "events", "customer_id", "\n", 6, TRUE, TRUE, TRUE, FALSE, "refund-events=cancelled" },
  { "days", "customer_id", "\n", 50, FALSE, TRUE, FALSE, FALSE,
    "earliest=2024-02-10|latest=2024-11-15" },
  { "rates", "customer_id", "\n", 5, FALSE, TRUE, TRUE, FALSE, "rates=USD 0.9|zeros=exclude" },
  { "refunds-left-out", "customer_id", "\n", 5, FALSE, TRUE, FALSE, FALSE, "refunds=ignore" },
};

static const char * const odd_customers[] = {
  "C1", " C2", "C3 ", "'=C4", "4711.0", "17.00", "n/a", "-", "none", "N5", "#7", "Zo\xc3\xab", "",
  "x\"y", "Ann@Example.ORG", "ann@example.org", "(null)", "-17", "None1", "\xc2\xa0" "C9",
};
static const char * const odd_orders[] = {
  "A0000001", "B1", "", " A12", "5.0", "#", "A00000017", "A12", "A.0", "x\"", "1.5", "n/a",
};
static const char * const odd_amounts[] = {
  "0.00", "-5.00", "12", "1,234.50", "99999.99", "123456.78", "1.5", "", "much", "7.505", "€3.00",
};
static const char * const odd_german_amounts[] = {
  "0,00", "-5,00", "12", "1.234,50", "99999,99", "999.999,99", "1.234.567,89", "0.123,45",
  "1.23,45", "12.34,56", "1,5", "", "7,505", "1 234,50", "1,234.50", "x.234,50", "1.2x4,50",
};
static const char * const odd_statuses[] = { "Cancelled", "cancelled", " cancelled ", "", "PAID" };
static const char * const odd_currencies[] = { "eur", " EUR", "USD", "", "EURO" };
static const char * const odd_products[] = { "", " P1", "P\"2", "3.0", "'+1" };

#define PICK(random, usual, odd, one_in)                                                         \
  (g_rand_int (random) % (one_in) == 0 ? (odd)[g_rand_int_range (random, 0, G_N_ELEMENTS (odd))] \
                                       : (usual))

static void
append_cell (GString    *text,
             const char *cell,
             gboolean    may_quote,
             GRand      *random)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *doubled = NULL;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, ',');
  if (strchr (cell, '"') == NULL && strchr (cell, ',') == NULL
      && (!may_quote || g_rand_boolean (random)))
    {
      g_string_append (text, cell);
      return;
    }

  parts = g_strsplit (cell, "\"", -1);
  doubled = g_strjoinv ("\"\"", parts);
  g_string_append_printf (text, "\"%s\"", doubled);
}

/* With a blank behind it the date is left to the exact way. */
static char *
make_date (const FastRow *row,
           guint          number,
           gboolean       is_exact)
{
  guint month = 1 + number / 250;
  guint day = 1 + number % 28;

  if (row->is_german)
    return g_strdup_printf ("%02u%c%02u%c2024%s", day, "./-"[number % 3], month, "./-"[number % 3],
                            is_exact ? " " : "");

  return g_strdup_printf ("2024-%02u-%02u%s", month, day, is_exact ? " " : "");
}

static char *
make_german_amount (guint number)
{
  guint whole = number * 37 % 120000;

  return whole < 1000 ? g_strdup_printf ("%u,%02u", 1 + whole, number % 100)
                      : g_strdup_printf ("%u.%03u,%02u", whole / 1000, whole % 1000, number % 100);
}

static char *
write_rows (const FastRow *row,
            gboolean       is_exact)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (11);

  g_string_append_printf (text, "order,%s,date,amount,status,currency,product%s", row->customer,
                          row->line_end);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *order = g_strdup_printf ("A%07u", i / 2);
      g_autofree char *customer = g_strdup_printf ("C%05u", i * 7919 % 500);
      g_autofree char *date = make_date (row, i, is_exact);
      g_autofree char *amount = row->is_german ? make_german_amount (i)
                                : g_strdup_printf ("%u.%02u", 1 + i % 300, i % 100);

      append_cell (text, PICK (random, order, odd_orders, row->one_in), row->has_quotes, random);
      append_cell (text, PICK (random, customer, odd_customers, row->one_in), row->has_quotes,
                   random);
      append_cell (text, date, row->has_quotes, random);
      append_cell (text, row->is_german ? PICK (random, amount, odd_german_amounts, row->one_in)
                         : PICK (random, amount, odd_amounts, row->one_in), row->has_quotes,
                   random);
      append_cell (text, PICK (random, "paid", odd_statuses, row->one_in), row->has_quotes,
                   random);
      append_cell (text, PICK (random, "EUR", odd_currencies, row->one_in), row->has_quotes,
                   random);
      append_cell (text, PICK (random, "P7", odd_products, row->one_in), row->has_quotes, random);
      g_string_append (text, row->line_end);
    }

  return fixture_write (is_exact ? "exact.csv" : "fast.csv", text->str, (gssize) text->len);
}

static ClvImportResult *
run_rows (const FastRow *row,
          gboolean       is_exact,
          FixtureSink   *sink)
{
  g_autofree char *path = write_rows (row, is_exact);
  g_autoptr(ClvImportPlan) plan = fixture_plan (row->customer, "date", "amount");
  g_auto(GStrv) rules = NULL;
  g_autoptr(GError) error = NULL;
  ClvImportResult *result;

  if (row->has_order)
    clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  if (row->has_more)
    {
      clv_import_plan_set_column (plan, CLV_FIELD_STATUS, "status");
      clv_import_plan_set_column (plan, CLV_FIELD_CURRENCY, "currency");
      clv_import_plan_set_column (plan, CLV_FIELD_PRODUCT, "product");
      if (row->rules != NULL && strstr (row->rules, "refund-events") != NULL)
        clv_import_plan_set_column (plan, CLV_FIELD_EVENT, "status");
      else
        g_ptr_array_add (plan->excluded_statuses, g_strdup ("cancelled"));
    }
  rules = g_strsplit (row->rules != NULL ? row->rules : "", "|", -1);
  for (guint i = 0; rules[i] != NULL; i++)
    {
      g_auto(GStrv) rule = g_strsplit (rules[i], "=", 2);

      clv_import_plan_set_rule (&plan, rule[0], rule[1], &error);
      g_assert_no_error (error);
    }
  if (row->is_german)
    {
      plan->date_order = CLV_DATE_ORDER_DMY;
      plan->decimal = ',';
    }
  fixture_sink_init (sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink->parent, NULL, &error);
  g_assert_no_error (error);

  return result;
}

static void
test_agrees (gconstpointer data)
{
  const FastRow *row = data;
  FixtureSink fast_sink;
  FixtureSink exact_sink;
  g_autoptr(ClvImportResult) fast = run_rows (row, FALSE, &fast_sink);
  g_autoptr(ClvImportResult) exact = run_rows (row, TRUE, &exact_sink);

  g_assert_cmpuint (fast->rows_read, ==, N_ROWS);
  g_assert_cmpuint (fast->rows_read, ==, exact->rows_read);
  g_assert_cmpuint (fast->orders, ==, exact->orders);
  g_assert_cmpuint (fast->customers, ==, exact->customers);
  g_assert_cmpint (fast->net_amount, ==, exact->net_amount);
  g_assert_cmpint (fast->plain_amount, ==, exact->plain_amount);
  g_assert_cmpuint (fast->adjustments->len, ==, exact->adjustments->len);
  g_assert_cmpuint (fast->currencies->len, ==, exact->currencies->len);
  for (guint i = 0; i < fast->currencies->len; i++)
    g_assert_cmpmem (g_ptr_array_index (fast->currencies, i), sizeof (ClvCurrencyTotal),
                     g_ptr_array_index (exact->currencies, i), sizeof (ClvCurrencyTotal));
  g_assert_cmpuint (fast->warnings->len, ==, exact->warnings->len);
  g_assert_cmpuint (fast->rejects->len, ==, exact->rejects->len);
  for (guint i = 0; i < fast->rejects->len; i++)
    {
      const ClvReject *a = g_ptr_array_index (fast->rejects, i);
      const ClvReject *b = g_ptr_array_index (exact->rejects, i);

      g_assert_cmpstr (a->reason, ==, b->reason);
      g_assert_cmpuint (a->n_rows, ==, b->n_rows);
      g_assert_cmpint (a->amount, ==, b->amount);
      g_assert_cmpmem (a->lines, sizeof a->lines, b->lines, sizeof b->lines);
    }
  g_assert_cmpuint (fast_sink.rows->len, ==, exact_sink.rows->len);
  for (guint i = 0; i < fast_sink.rows->len; i++)
    g_assert_cmpstr (g_ptr_array_index (fast_sink.rows, i), ==,
                     g_ptr_array_index (exact_sink.rows, i));
  fixture_sink_clear (&fast_sink);
  fixture_sink_clear (&exact_sink);
}

/* A row that goes the exact way and one that goes the fast way behind it. */
typedef struct
{
  const char *name;
  const char *text;
  const char *rows;
  guint64 rows_rejected;
  const char *reason;
} NextRow;

static const NextRow next_rows[] = {
  { "clock-rejected", "amount,customer,date\n1.00,C1,2024-06-01\n2.00,,2024-06-02 10:00\n"
                      "3.00,C3,2024-06-03\n4.00,C4,2024-06-04 10:00\n",
    "C1 1717192800 100|C3 1717365600 300|C4 1717488000 400", 1, "“customer” is empty" },
  { "order-last-cr", "amount,customer,date,order\r1.00,C1,2024-06-01,A10\r2.00,C1,2024-06-01,A11"
                     "\r,,,A11\r",
    "C1 1717200000 100 A10|C1 1717200000 200 A11", 1, "further line of an order" },
  { "order-last-crlf", "amount,customer,date,order\r\n1.00,C1,2024-06-01,A10\r\n"
                       "2.00,C1,2024-06-01,A11\r\n,,,A11\r\n",
    "C1 1717200000 100 A10|C1 1717200000 200 A11", 1, "further line of an order" },
};

static void
test_next (gconstpointer data)
{
  const NextRow *row = data;
  g_autofree char *path = fixture_write ("next.csv", row->text, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("customer", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *rows = NULL;
  const ClvReject *reject;
  FixtureSink sink;

  if (strstr (row->text, "order") != NULL)
    clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, "Europe/Berlin", "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  rows = fixture_join (&sink);
  g_assert_cmpstr (rows, ==, row->rows);
  g_assert_cmpuint (result->rows_rejected, ==, row->rows_rejected);
  reject = g_ptr_array_index (result->rejects, 0);
  g_assert_nonnull (strstr (reject->reason, row->reason));
  fixture_sink_clear (&sink);
}

/* A cell with what may be loaded before it. */
static ClvCell
embed (const char *text,
       char        memory[40])
{
  g_snprintf (memory, 40, "99999999%s99999999", text);

  return (ClvCell) { memory + 8, (guint32) strlen (text) };
}

static void
check_date (const char *text)
{
  static const ClvDateOrder orders[] = {
    CLV_DATE_ORDER_YMD, CLV_DATE_ORDER_DMY, CLV_DATE_ORDER_MDY
  };
  char memory[40];
  ClvCell cell = embed (text, memory);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      ClvCellTime time = { 0 };
      gint32 days = 0;

      if (!clv_cell_date_fast_in (cell, orders[i], &days))
        continue;
      g_assert_cmpint (clv_cell_date_parse (cell, orders[i], &time), ==, CLV_CELL_OK);
      g_assert_cmpint (days, ==, time.days);
      g_assert_false (time.has_clock);
    }
}

/* What the fast way reads, the exact one reads just so. */
static void
test_dates (void)
{
  static const char marks[] = "./-, 0";
  gint32 days = 0;
  char memory[40];

  clv_cell_date_init ();
  for (guint first = 0; first < 40; first++)
    for (guint second = 0; second < 40; second++)
      for (guint i = 0; i < 36; i++)
        {
          guint year = (guint[]) { 1969, 1971, 2023, 2024, 2200, 2201 }[first % 6];
          g_autofree char *text = g_strdup_printf ("%02u%c%02u%c%04u", first, marks[i / 6], second,
                                                   marks[i % 6], year);

          check_date (text);
          text[first % 10] = "x-:/0"[second % 5];
          check_date (text);
        }
  g_assert_true (clv_cell_date_fast_in (embed ("29.02.2024", memory), CLV_DATE_ORDER_DMY, &days));
  g_assert_cmpint (days, ==, 19782);
  g_assert_true (clv_cell_date_fast_in (embed ("02/29/2024", memory), CLV_DATE_ORDER_MDY, &days));
  g_assert_cmpint (days, ==, 19782);
  g_assert_false (clv_cell_date_fast_in (embed ("29.02.2023", memory), CLV_DATE_ORDER_DMY, &days));
}

static void
test_amounts (void)
{
  static const char letters[] = "0123456789.,.,-";
  g_autoptr(GRand) random = g_rand_new_with_seed (3);
  gint64 minor = 0;
  char memory[40];
  guint n_read = 0;

  for (guint i = 0; i < 400000; i++)
    {
      ClvNumberRules rules = { i % 2 == 0 ? ',' : '.', 2, "EUR" };
      g_autofree char *text = g_strdup_printf ("%u%c%03u%c%02u", g_rand_int (random) % 2000,
                                               rules.decimal == ',' ? '.' : ',',
                                               g_rand_int (random) % 1000, rules.decimal,
                                               g_rand_int (random) % 100);
      ClvCell cell;
      gint64 exact = 0;

      for (guint k = g_rand_int (random) % 3; k > 0; k--)
        text[g_rand_int (random) % strlen (text)] = letters[g_rand_int (random)
                                                            % (sizeof letters - 1)];
      cell = embed (text, memory);
      if (!clv_cell_amount_fast (cell, rules.decimal, &minor))
        continue;
      n_read++;
      g_assert_cmpint (clv_cell_number_parse (cell, &rules, &exact), ==, CLV_CELL_OK);
      g_assert_cmpint (minor, ==, exact);
    }
  g_assert_cmpuint (n_read, >, 50000);
  g_assert_true (clv_cell_amount_fast (embed ("999.999,99", memory), ',', &minor));
  g_assert_cmpint (minor, ==, 99999999);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (fast_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/fast/agrees/", fast_rows[i].name, NULL);

      g_test_add_data_func (name, &fast_rows[i], test_agrees);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (next_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/fast/next/", next_rows[i].name, NULL);

      g_test_add_data_func (name, &next_rows[i], test_next);
    }

  g_test_add_func ("/import/fast/dates-of-an-order", test_dates);
  g_test_add_func ("/import/fast/amounts-with-thousands", test_amounts);

  return g_test_run ();
}
