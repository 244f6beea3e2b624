/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-fixture.h"

/* Detection and import in one pass against one after the other: what the first
 * gives must be what the second gives, whatever comes behind the begin of the
 * file that the plan was decided by. */

/* More than fits the first window of the reader. */
#define N_ROWS 36000
/* Behind the first window, and still fewer than the rest. */
#define SECOND 16500

/* A table of @row lines in which "%N" is the line's number with seven digits,
 * "%D" a day from 01 to 12, "%M" a month, "%A" 10 … 99, "%C" one of 800
 * customers. Lines from @from on (negative: from the end) are @late instead. */
typedef struct
{
  const char *name;
  const char *header;
  const char *row;
  int from;
  const char *late;
  guint n_late;             /* so many lines, 0 = all to the end */
  gboolean is_direct;       /* one pass is enough */
  const char *excluded;     /* (nullable): what the plan's statuses must be */
} TryRow;

#define ISO "order_id,customer_id,date,amount"
#define ISO_ROW "A%N,C%C,2024-%M-%D,%A.50"

#define ETSY "Sale Date,Order ID,Buyer User ID,Order Value,Order Total,Status"
#define ETSY_ROW "%M/%D/26,A%N,C%C,%A.50,%A.50"

static const TryRow try_rows[] = {
  { "plain", ISO, ISO_ROW, 0, NULL, 0, TRUE },
  { "decimal-comma", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;%A,50", 0, NULL, 0,
    TRUE },
  { "day-decides-late", ISO, "A%N,C%C,%D/%M/2024,%A.50", -1, "A1,C1,23/04/2024,5.00" },
  { "month-decides-late", ISO, "A%N,C%C,%D/%M/2024,%A.50", -1, "A1,C1,04/23/2024,5.00" },
  { "never-decided", ISO, "A%N,C%C,%D/%M/2024,%A.50", 0, NULL },
  { "points-then-month-first", ISO, "A%N,C%C,%D.%M.2024,%A.50", -1, "A1,C1,04.23.2024,5.00" },
  { "points", ISO, "A%N,C%C,%D.%M.2024,%A.50", 0, NULL, 0, TRUE },
  { "points-then-slashes", ISO, "A%N,C%C,%D.%M.2024,%A.50", SECOND, "A%N,C%C,%D/%M/2024,%A.50" },
  { "order-outvoted", ISO, "A%N,C%C,2%A/%M/2024,%A.50", SECOND, "A%N,C%C,%M/2%A/2024,%A.50" },
  { "german-quoted", "order_id;customer_id;date;amount",
    "\"A%N\";\"C%C\";\"2%A.%M.2024\";\"1.2%A0,50\"", -3,
    "\"A%N\";\"C%C\";\"%D.%M.2024\";\"%A,50\"", 0, TRUE },
  { "german-outvoted", "order_id;customer_id;date;amount", "A%N;C%C;2%A.%M.2024;1.2%A0,50", SECOND,
    "A%N;C%C;%M.2%A.2024;1.2%A0,50" },
  { "thousands-outvoted", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;1.2%A0,50",
    SECOND, "A%N;C%C;2024-%M-%D;1,2%A0.50" },
  { "clock-late", ISO, ISO_ROW, -3, "A%N,C%C,2024-%M-%D 10:11:12,%A.50", 0, TRUE },
  { "offset-late", ISO, ISO_ROW, -1, "A%N,C%C,2024-%M-%DT23:30:00+02:00,%A.50", 0, TRUE },
  { "named-month-late", ISO, ISO_ROW, -1, "A%N,C%C,5. März 2024,%A.50", 0, TRUE },
  { "day-first-late", ISO, ISO_ROW, -1, "A%N,C%C,23.04.2024,%A.50", 0, FALSE },
  { "comma-decides-late", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;%A", -1,
    "A1;C1;2024-01-01;12,50" },
  { "point-decides-late", ISO, "A%N,C%C,2024-%M-%D,%A", -1, "A1,C1,2024-01-01,12.50", 0, TRUE },
  { "either-then-comma", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;1%A.000", -1,
    "A1;C1;2024-01-01;12,50" },
  { "integers-then-either", ISO, "A%N,C%C,2024-%M-%D,%A", -1, "A1,C1,2024-01-01,1.500" },
  { "point-outvoted", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;%A.50", SECOND,
    "A%N;C%C;2024-%M-%D;%A,50" },
  { "comma-rejected", "order_id;customer_id;date;amount", "A%N;C%C;2024-%M-%D;%A.50", -9,
    "A%N;C%C;2024-%M-%D;%A,50", 0, TRUE },
  { "quotes-late", ISO, ISO_ROW, -5, "\"A%N\",\"C \"\"%C\"\"\",\"2024-%M-%D\",\"1,234.50\"", 0,
    TRUE },
  { "line-in-quotes-late", ISO, ISO_ROW, -5, "\"A\n%N\",\"C%C\",2024-%M-%D,%A.50", 0, TRUE },
  { "quote-unclosed-late", ISO, ISO_ROW, -5, "\"A%N,C%C,2024-%M-%D,%A.50", 1, TRUE },
  { "file-cut-in-quotes", ISO, ISO_ROW, -1, "A%N,\"C%C,2024", 0, TRUE },
  { "status-late", "order_id,customer_id,date,amount,status", ISO_ROW ",paid", -1,
    ISO_ROW ",cancelled", 0, FALSE, "cancelled" },
  { "status-known", "order_id,customer_id,date,amount,status", ISO_ROW ",cancelled", 3,
    ISO_ROW ",paid", 0, TRUE, "cancelled" },
  { "too-many-statuses-late", "order_id,customer_id,date,amount,status", ISO_ROW ",cancelled",
    SECOND, ISO_ROW ",storniert-%N" },
  { "product-late", "order_id,customer_id,date,amount,product_id", ISO_ROW ",", -1,
    ISO_ROW ",P%A" },
  { "product", "order_id,customer_id,date,amount,product_id", ISO_ROW ",P%A", 0, NULL, 0, TRUE },
  { "product-missing", "order_id,customer_id,date,amount,product_id", ISO_ROW ",", 0, NULL, 0,
    TRUE },
  { "order-late", ISO, ",C%C,2024-%M-%D,%A.50", -1, ISO_ROW },
  { "customer-by-values-late", "key,date,amount", "7,2024-%M-%D,%A.50", -1,
    "8,2024-01-01,5.00" },
  { "customer-by-values", "key,date,amount", "K%C,2024-%M-%D,%A.50", 0, NULL, 0, TRUE },
  { "customer-gets-fractions", "key,date,amount", "%C,2024-%M-%D,%A.50", -1,
    "8.50,2024-01-01,5.00", 0, FALSE },
  { "amount-gets-fractions", "customer,date,x", "C%C,2024-%M-%D,%A", -1, "C1,2024-01-01,5.25" },
  { "collision-late", "customer,date,x,y", "C%C,2024-%M-%D,%A.50,%A", -1,
    "C1,2024-01-01,5.25,4.50" },
  { "two-dates", "customer,date,shipped,amount", "C%C,2024-%M-%D,%D/%M/2024,%A.50", -1,
    "C1,2024-01-01,31/12/2024,5.25", 0, TRUE },
  { "second-date-settles-nothing", "customer,date,paid_at,amount",
    "C%C,2024-%M-%D,%D/%M/2024,%A.50", -1, "C1,2024-01-01,31/12/2024,5.25", 0, TRUE },
  { "latin-late", ISO, ISO_ROW, -1, "A%N,M\xfcller,2024-%M-%D,%A.50" },
  { "utf8-late", ISO, ISO_ROW, -1, "A%N,M\xc3\xbcller,2024-%M-%D,%A.50", 0, TRUE },
  { "short-late", ISO, ISO_ROW, -2, "A%N,C%C", 0, TRUE },
  { "long-late", ISO, ISO_ROW, -2, ISO_ROW ",x", 0, TRUE },
  { "blank-late", ISO, ISO_ROW, -7, "", 3, TRUE },
  { "header-again", ISO, ISO_ROW, -7, ISO, 1, TRUE },
  { "most-dates-fail", ISO, ISO_ROW, SECOND, "A%N,C%C,never,%A.50" },
  { "most-amounts-fail", ISO, ISO_ROW, SECOND, "A%N,C%C,2024-%M-%D,much" },
  { "zeros-and-refunds", ISO, ISO_ROW, -9, "A%N,C%C,2024-%M-%D,0.00", 4, TRUE },
  { "guards-late", ISO, ISO_ROW, -9, "'=A%N,'=C%C,2024-%M-%D,-%A.50", 0, TRUE },
  { "float-customers", ISO, "A%N,1%C.0,2024-%M-%D,%A.50", -9, "A%N,1%C,2024-%M-%D,%A.5", 0, TRUE },
  { "missing-late", ISO, ISO_ROW, -9, "A%N,n/a,2024-%M-%D,%A.50", 0, TRUE },
  { "money-signs-late", ISO, ISO_ROW, -9, "A%N,C%C,2024-%M-%D,%A.50 €", 0, TRUE },
  { "rounded-late", ISO, ISO_ROW, -9, "A%N,C%C,2024-%M-%D,%A.505", 0, TRUE },
  { "currency", "order_id,customer_id,date,amount,currency", ISO_ROW ",EUR", 0, NULL, 0, TRUE },
  { "second-currency-late", "order_id,customer_id,date,amount,currency", ISO_ROW ",EUR", -4,
    ISO_ROW ",USD" },
  { "people", "customer_id,city,segment", "C%N-%N-%N,Bonn,%A", 0, NULL, 0, TRUE },
  { "people-attribute-late", "customer_id,city,segment", "C%N-%N-%N,,%A", -1, "C%N,Bonn,%A" },
  { "preset", ETSY, ETSY_ROW ",Completed", 0, NULL, 0, TRUE, "Canceled;Cancelled" },
  { "preset-status-late", ETSY, ETSY_ROW ",Completed", -1, ETSY_ROW ",declined", 0, FALSE,
    "Canceled;Cancelled;declined" },
  { "preset-month-late", ETSY, ETSY_ROW ",Completed", -1, "09/24/26,A%N,C%C,%A.50,%A.50", 0, TRUE,
    "Canceled;Cancelled" },
  { "preset-refuted-late", ETSY, ETSY_ROW ",Completed", -1, "24/09/26,A%N,C%C,%A.50,%A.50", 0,
    FALSE, "Canceled;Cancelled" },
  { "preset-customer-late", ETSY ",Buyer", "%M/%D/26,A%N,,%A.50,%A.50,Completed,C%C", -1,
    ETSY_ROW ",Completed,C%C", 0, FALSE, "Canceled;Cancelled" },
  { "won-late", "Deal Name,Deal Stage,Amount,Close Date,Associated Company",
    "D%N,Closed Won,%A.50,2024-%M-%D,C%C", -1, "D%N,Won again,%A.50,2024-%M-%D,C%C" },
  { "events-late", ISO ",type", ISO_ROW ",sale", -1, ISO_ROW ",refund" },
  { "events", ISO ",type", ISO_ROW ",refund", 7, ISO_ROW ",sale", 0, TRUE },
  { "pieces", "order_id,customer_id,date,quantity,price", "A%N,C%C,2024-%M-%D,2,%A.50", 0, NULL, 0,
    TRUE },
  { "no-header", "X1,C1,2024-01-01,5.00", ISO_ROW, 0, NULL },
  { "many-customers", ISO, "A%N,%N%C@example.org,2024-%M-%D,%A.50", -1, "A1,x,2024-01-01,5.25", 0,
    TRUE },
};

static void
append_line (GString    *text,
             const char *pattern,
             guint       number)
{
  for (const char *at = pattern; *at != '\0'; at++)
    {
      if (*at != '%')
        {
          g_string_append_c (text, *at);
          continue;
        }
      at++;
      if (*at == 'N')
        g_string_append_printf (text, "%07u", number);
      else if (*at == 'D')
        g_string_append_printf (text, "%02u", 1 + number / 7 % 12);
      else if (*at == 'M')
        g_string_append_printf (text, "%02u", 1 + number / 91 % 12);
      else if (*at == 'A')
        g_string_append_printf (text, "%u", number % 10);
      else if (*at == 'C')
        g_string_append_printf (text, "%03u", number * 7919 % 800);
      else
        g_assert_not_reached ();
    }
  g_string_append_c (text, '\n');
}

static char *
write_table (const TryRow *row)
{
  g_autoptr(GString) text = g_string_new (row->header);
  guint from = row->from < 0 ? N_ROWS - (guint) -row->from : (guint) row->from;
  guint to = row->n_late > 0 ? from + row->n_late : N_ROWS;

  g_string_append_c (text, '\n');
  for (guint i = 0; i < N_ROWS; i++)
    append_line (text, row->late != NULL && i >= from && i < to ? row->late : row->row, i);

  return fixture_write ("table.csv", text->str, (gssize) text->len);
}

static void
assert_same_file (const char *a,
                  const char *b)
{
  g_autofree char *text_a = NULL;
  g_autofree char *text_b = NULL;

  g_assert_true (g_file_get_contents (a, &text_a, NULL, NULL));
  g_assert_true (g_file_get_contents (b, &text_b, NULL, NULL));
  g_assert_cmpstr (text_a, ==, text_b);
}

static void
assert_same_result (const ClvImportResult *a,
                    const ClvImportResult *b)
{
  g_assert_cmpuint (a->rows_read, ==, b->rows_read);
  g_assert_cmpuint (a->rows_kept, ==, b->rows_kept);
  g_assert_cmpuint (a->rows_rejected, ==, b->rows_rejected);
  g_assert_cmpuint (a->orders, ==, b->orders);
  g_assert_cmpuint (a->customers, ==, b->customers);
  g_assert_cmpuint (a->refund_rows, ==, b->refund_rows);
  g_assert_cmpint (a->net_amount, ==, b->net_amount);
  g_assert_cmpint (a->refund_amount, ==, b->refund_amount);
  g_assert_cmpstr (a->currency, ==, b->currency);
  g_assert_cmpint (a->first_date, ==, b->first_date);
  g_assert_cmpint (a->last_date, ==, b->last_date);
  g_assert_cmpuint (a->n_attributes, ==, b->n_attributes);
  g_assert_cmpuint (a->warnings->len, ==, b->warnings->len);
  for (guint i = 0; i < a->warnings->len; i++)
    g_assert_cmpstr (g_ptr_array_index (a->warnings, i), ==, g_ptr_array_index (b->warnings, i));
  g_assert_cmpuint (a->rejects->len, ==, b->rejects->len);
  for (guint i = 0; i < a->rejects->len; i++)
    {
      const ClvReject *x = g_ptr_array_index (a->rejects, i);
      const ClvReject *y = g_ptr_array_index (b->rejects, i);

      g_assert_cmpstr (x->reason, ==, y->reason);
      g_assert_cmpuint (x->n_rows, ==, y->n_rows);
      g_assert_cmpmem (x->lines, sizeof x->lines, y->lines, sizeof y->lines);
      g_assert_cmpstr (x->examples[0], ==, y->examples[0]);
    }
}

static void
assert_same_rows (const FixtureSink *a,
                  const FixtureSink *b)
{
  g_assert_cmpuint (a->rows->len, ==, b->rows->len);
  g_assert_cmpint (a->has_clock, ==, b->has_clock);
  for (guint i = 0; i < a->rows->len; i++)
    g_assert_cmpstr (g_ptr_array_index (a->rows, i), ==, g_ptr_array_index (b->rows, i));
}

/* Both ways over @path; returns whether one pass was enough. */
static gboolean
compare_ways (const char           *path,
              const ClvImportPlan  *fixed,
              guint                 fixed_topics,
              ClvImportPlan       **plan)
{
  g_autoptr(GError) long_error = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, fixed, fixed_topics, NULL, NULL);
  g_autoptr(ClvImportResult) expected = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvImportPlan) found = NULL;
  g_autofree char *long_rejects = g_strconcat (path, ".long", NULL);
  g_autofree char *short_rejects = g_strconcat (path, ".short", NULL);
  gboolean is_direct;
  FixtureSink long_way;
  FixtureSink one_pass;

  fixture_sink_init (&long_way);
  fixture_sink_init (&one_pass);
  g_unlink (short_rejects);
  if (detection != NULL && detection->questions->len == 0)
    expected = clv_import_run (path, detection->plan, "Europe/Berlin", "EUR", long_rejects,
                               &long_way.parent, NULL, &long_error);

  g_assert_true (clv_import_try (path, fixed, fixed_topics, "Europe/Berlin", "EUR", short_rejects,
                                 &one_pass.parent, NULL, &found, &result, &error));
  g_assert_no_error (error);
  g_assert_true ((result == NULL) == (found == NULL));
  if (result != NULL)
    {
      g_autofree char *text = clv_import_plan_to_text (found);
      g_autofree char *wanted = NULL;

      g_assert_no_error (long_error);
      g_assert_nonnull (expected);
      wanted = clv_import_plan_to_text (detection->plan);
      g_assert_cmpstr (text, ==, wanted);
      assert_same_result (result, expected);
      assert_same_rows (&one_pass, &long_way);
      assert_same_file (short_rejects, long_rejects);
      g_assert_cmpuint (one_pass.n_finished, ==, 1);
    }
  else
    {
      g_assert_cmpuint (one_pass.n_finished, ==, 0);
      g_assert_false (g_file_test (short_rejects, G_FILE_TEST_EXISTS));
    }
  is_direct = result != NULL;
  if (plan != NULL && detection != NULL)
    *plan = clv_import_plan_copy (detection->plan);
  fixture_sink_clear (&long_way);
  fixture_sink_clear (&one_pass);

  return is_direct;
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (try_rows); i++)
    {
      const TryRow *row = &try_rows[i];
      g_autofree char *path = write_table (row);
      g_autoptr(ClvImportPlan) plan = NULL;

      g_test_message ("%s", row->name);
      g_assert_cmpint (compare_ways (path, NULL, 0, &plan), ==, row->is_direct);
      if (row->excluded != NULL)
        {
          g_autofree char *excluded = NULL;

          g_ptr_array_add (plan->excluded_statuses, NULL);
          excluded = g_strjoinv (";", (char **) plan->excluded_statuses->pdata);
          g_assert_cmpstr (excluded, ==, row->excluded);
        }
    }
}

/* A choice of the user takes the question away. */
static void
test_fixed (void)
{
  TryRow row = { "fixed", ISO, "A%N,C%C,%D/%M/2024,%A.50", -1, "A1,C1,04/23/2024,5.00" };
  g_autofree char *path = write_table (&row);
  g_autoptr(ClvImportPlan) fixed = fixture_plan ("customer_id", "date", "amount");

  fixed->date_order = CLV_DATE_ORDER_DMY;
  g_assert_true (compare_ways (path, fixed, 1u << CLV_TOPIC_DATE_ORDER, NULL));
  g_assert_false (compare_ways (path, fixed, 1u << CLV_TOPIC_MAPPING, NULL));
  g_assert_true (compare_ways (path, fixed, 1u << CLV_TOPIC_MAPPING | 1u << CLV_TOPIC_DATE_ORDER,
                               NULL));
  fixed->decimal = ',';
  g_assert_false (compare_ways (path, fixed, 1u << CLV_TOPIC_DECIMAL
                                | 1u << CLV_TOPIC_DATE_ORDER, NULL));
}

/* A file of which the sample is all has no rest to be surprised by. */
static void
test_small (void)
{
  const char text[] = ISO "\nA1,C1,03/04/2024,5.00\nA2,C1,23/04/2024,6,50\n";
  g_autofree char *path = fixture_write ("small.csv", text, sizeof text - 1);

  g_assert_true (compare_ways (path, NULL, 0, NULL));
}

/* Lines of every kind at any place. */
static void
test_random (void)
{
  static const char * const lines[] = {
    ISO_ROW, ISO_ROW, ISO_ROW, "A%N,C%C,%D.%M.2024,%A.50", "A%N,C%C,%D/%M/2024,%A.50",
    "A%N,C%C,31/12/2024,%A", "A%N,C%C,12/31/2024,%A.5", "A%N,C%C,2024-%M-%D,\"%A,50\"",
    "A%N,C%C,2024-%M-%D,\"1.%A00,50\"", "A%N,\"C%C\",2024-%M-%D,1.%A00", "A%N,C%C,2024-02-30,%A.50",
    "A%N,C%C,2024-%M-%D 12:%D:00,%A.505", ",C%C,2024-%M-%D,%A.50", "%N,%C.0,2024-%M-%D,0.00",
    "A%N,,2024-%M-%D,%A.50", "", "A%N", "\"A%N", ISO, "#%N,\xc3\xa9%C,2024-%M-%D,-%A.50",
    "A%N,C%C,2024-%M-%D,%A.50,more", "A%N,C%C,20240%A11,1e%A",
  };
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  guint n_direct = 0;

  for (guint run = 0; run < 30; run++)
    {
      g_autoptr(GString) text = g_string_new (ISO "\n");
      g_autofree char *path = NULL;
      const char *usual = lines[g_rand_int_range (random, 0, 12)];
      guint one_in = (guint) 1 << g_rand_int_range (random, 2, 15);
      guint begin = g_rand_boolean (random) ? 0 : 15000;

      for (guint i = 0; i < N_ROWS; i++)
        {
          const char *line = usual;

          if (i >= begin && g_rand_int (random) % one_in == 0)
            line = lines[g_rand_int_range (random, 0, G_N_ELEMENTS (lines))];
          append_line (text, line, i);
        }
      path = fixture_write ("random.csv", text->str, (gssize) text->len);
      n_direct += compare_ways (path, NULL, 0, NULL);
    }
  g_assert_cmpuint (n_direct, >, 5);
  g_assert_cmpuint (n_direct, <, 28);
}

static void
test_cancel (void)
{
  g_autofree char *path = write_table (&try_rows[0]);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { .cancellable = cancellable };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  g_cancellable_cancel (cancellable);
  g_assert_false (clv_import_try (path, NULL, 0, NULL, "EUR", NULL, &sink.parent, &progress, &plan,
                                  &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (result);
  fixture_sink_clear (&sink);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/try/same-as-two-passes", test_table);
  g_test_add_func ("/import/try/fixed-choices", test_fixed);
  g_test_add_func ("/import/try/small-file", test_small);
  g_test_add_func ("/import/try/any-lines", test_random);
  g_test_add_func ("/import/try/cancel", test_cancel);

  return g_test_run ();
}
