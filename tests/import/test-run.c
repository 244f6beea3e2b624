/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import-fixture.h"

#define DAY_2024_03_05 1709596800
#define DAY "1709596800"

/* One file, what is wanted of it. Rows as the fixture's sink writes them. */
typedef struct
{
  const char *name;
  const char *text;
  gsize size;             /* 0 for a text without NUL bytes */
  const char *encoding;
  char delimiter;
  char decimal;
  ClvDateOrder order;
  const char *rows;
  const char *rejects;    /* "line:begin of the reason" joined by | */
} RunRow;

#define HEAD "id,date,amount\n"
#define GOOD "a,2024-03-05,1.00\n"

static const RunRow run_rows[] = {
  { "lf", HEAD GOOD "b,2024-03-05,2.50\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|b " DAY " 250", "" },
  { "crlf", "id,date,amount\r\na,2024-03-05,1.00\r\nb,2024-03-05,2.50\r\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|b " DAY " 250", "" },
  { "cr", "id,date,amount\ra,2024-03-05,1.00\rb,2024-03-05,2.50\r", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|b " DAY " 250", "" },
  { "mixed-ends", "id,date,amount\r\na,2024-03-05,1.00\rb,2024-03-05,2.50\nc,2024-03-05,3.00", 0,
    "UTF-8", ',', '.', 0, "a " DAY " 100|b " DAY " 250|c " DAY " 300", "" },
  { "no-final-end", HEAD "a,2024-03-05,1.00", 0, "UTF-8", ',', '.', 0, "a " DAY " 100", "" },
  { "blank-lines", HEAD "\n" GOOD "\n\n", 0, "UTF-8", ',', '.', 0, "a " DAY " 100", "" },
  { "bom", "\xef\xbb\xbf" HEAD GOOD, 0, "UTF-8", ',', '.', 0, "a " DAY " 100", "" },
  { "semicolon", "id;date;amount\na;05.03.2024;1.234,50\n", 0, "UTF-8", ';', ',',
    CLV_DATE_ORDER_DMY, "a " DAY " 123450", "" },
  { "tab", "id\tdate\tamount\na\t2024-03-05\t1.00\n", 0, "UTF-8", '\t', '.', 0,
    "a " DAY " 100", "" },
  { "pipe", "id|date|amount\na|2024-03-05|1.00\n", 0, "UTF-8", '|', '.', 0, "a " DAY " 100", "" },
  { "cp1252", "id,date,amount\nM\xfcller \x80,2024-03-05,1.00\n", 0, "windows-1252", ',', '.', 0,
    "Müller € " DAY " 100", "" },
  { "latin9", "id,date,amount\nM\xfcller \xa4,2024-03-05,1.00\n", 0, "ISO-8859-15", ',', '.', 0,
    "Müller € " DAY " 100", "" },
  { "shift-jis", "id,date,amount\n\x93\x8c\x8b\x9e,2024-03-05,1.00\n", 0, "SHIFT_JIS", ',', '.', 0,
    "東京 " DAY " 100", "" },
  { "quoted", HEAD "\"a,\"\"b\"\"\",\"2024-03-05\",\"1,000.00\"\n", 0, "UTF-8", ',', '.', 0,
    "a,\"b\" " DAY " 100000", "" },
  { "quoted-line", HEAD "\"a\nb\",2024-03-05,1.00\nc,x,1\nd,2024-03-05,2.00\n", 0, "UTF-8", ',',
    '.', 0, "a\nb " DAY " 100|d " DAY " 200", "4:The cell in column “date” is not a date" },
  { "lone-quote", HEAD "5\" x,2024-03-05,1.00\n" GOOD, 0, "UTF-8", ',', '.', 0,
    "5\" x " DAY " 100|a " DAY " 100", "" },
  { "trailing-delimiter", HEAD "a,2024-03-05,1.00,,\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100", "" },
  { "long-row", HEAD GOOD "b,2024-03-05,1.00,x\n", 0, "UTF-8", ',', '.', 0, "a " DAY " 100",
    "3:The row has more cells" },
  { "short-row", HEAD GOOD "b,2024-03-05\nGrand total\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100", "3:The row ends before the column “amount”|4:The row is a total" },
  { "cut", HEAD GOOD "b,\"2024-03", 0, "UTF-8", ',', '.', 0, "a " DAY " 100",
    "3:The file ends inside a quoted cell" },
  { "unclosed", HEAD GOOD "\"b,2024-03-05,1.00\n" GOOD "c,2024-03-05,"
                                                       "1.00\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|a " DAY " 100|c " DAY " 100", "3:A quote opens in this row" },
  { "unclosed-before-quoted", HEAD "\"b,2024-03-05,1.00\n\"c\",2024-03-05,1.00\n" GOOD, 0, "UTF-8",
    ',', '.', 0, "c " DAY " 100|a " DAY " 100", "2:A quote opens in this row" },
  { "nul", HEAD GOOD "b\0,2024-03-05,1.00\nc,2024-03-05,1.00\n", 15 + 18 + 20 + 18, "UTF-8", ',',
    '.', 0, "a " DAY " 100|c " DAY " 100", "3:The row contains a NUL" },
  { "not-utf8", HEAD GOOD "M\xfcller,2024-03-05,1.00\n" GOOD, 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|a " DAY " 100", "3:The row is not valid UTF-8" },
  { "empty-cells", HEAD GOOD GOOD GOOD GOOD ",2024-03-05,1.00\nb,,1.00\nc,2024-03-05,"
                                            "—\n", 0, "UTF-8",
    ',', '.', 0, "a " DAY " 100|a " DAY " 100|a " DAY " 100|a " DAY " 100",
    "6:The cell in column “id” is empty|7:The cell in column “date” is empty|"
    "8:The cell in column “amount” is empty" },
  { "bad-cells", HEAD GOOD GOOD GOOD GOOD
    "b,0000-00-00,1.00\nc,1800-01-01,1.00\nd,2024-03-05,x\n"
    "e,2024-03-05,\"1,5\"\nf,2024-03-05,1e99\ng,2024-03-05,USD "
    "4\n" GOOD GOOD, 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|a " DAY " 100|a " DAY " 100|a " DAY " 100|a " DAY " 100|a " DAY " 100",
    "6:The cell in column “date” stands for no date|"
    "7:The date in column “date” is before 1900|8:The cell in column “amount” is not a number|"
    "9:The number in column “amount” uses another|10:The number in column “amount” is too large|"
    "11:The amount is not in EUR" },
  { "repeated-header", HEAD GOOD "id,date,amount\n" GOOD, 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|a " DAY " 100", "3:The row repeats the header" },
  { "zero", HEAD GOOD "b,2024-03-05,0.00\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|b " DAY " 0", "" },
  { "refund", HEAD GOOD "a,2024-03-05,-0.40\n", 0, "UTF-8", ',', '.', 0,
    "a " DAY " 100|a " DAY " -40", "" },
  { "spreadsheet-key", HEAD "17850.0,2024-03-05,1.00\n'=x,2024-03-05,1.00\n 17850 ,2024-03-05,"
                            "1.00\n",
    0, "UTF-8", ',', '.', 0, "17850 " DAY " 100|=x " DAY " 100|17850 " DAY " 100", "" },
};

static int
compare_by_line (gconstpointer a,
                 gconstpointer b)
{
  const ClvReject *left = *(ClvReject * const *) a;
  const ClvReject *right = *(ClvReject * const *) b;

  return left->lines[0] < right->lines[0] ? -1 : 1;
}

static void
check_rejects (ClvImportResult *result,
               const char      *wanted)
{
  g_auto(GStrv) rows = g_strsplit (wanted, "|", -1);

  g_ptr_array_sort (result->rejects, compare_by_line);
  g_assert_cmpuint (result->rejects->len, ==, g_strv_length (rows));
  for (guint i = 0; rows[i] != NULL; i++)
    {
      ClvReject *reject = g_ptr_array_index (result->rejects, i);
      g_autofree char *got = g_strdup_printf ("%" G_GUINT64_FORMAT ":%s", reject->lines[0],
                                              reject->reason);

      g_assert_true (g_str_has_prefix (got, rows[i]) || (g_print ("# %s\n", got), FALSE));
      g_assert_cmpuint (strlen (reject->repair), >, 10);
      g_assert_nonnull (reject->examples[0]);
    }
}

/* A sum that differs from the file's by rounding is said. */
static void
test_rounded (void)
{
  const char text[] = "customer,date,amount\na,2024-01-01,1.005\nb,2024-01-01,1.500\n"
                      "c,2024-01-01,2.999\n,2024-01-01,3.333\n";
  g_autofree char *path = fixture_write ("rounded.csv", text, sizeof text - 1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("customer", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, NULL);
  g_assert_cmpint (result->net_amount, ==, 101 + 150 + 300);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (result->warnings, 0), ==,
                   "2 amounts of “rounded.csv” have more decimals than EUR and were rounded, the "
                   "first “1.005” in line 2.");
  fixture_sink_clear (&sink);
}

static void
test_zeros_by_rule (void)
{
  g_autofree char *path = fixture_write ("zeros.csv", HEAD GOOD "b,2024-03-05,0.00\n", -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  plan->zeros = CLV_ZERO_EXCLUDE;
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  got = fixture_join (&sink);
  g_assert_cmpstr (got, ==, "a " DAY " 100");
  check_rejects (result, "3:The amount in column “amount” is zero");
  g_assert_true (((ClvReject *) g_ptr_array_index (result->rejects, 0))->is_rule);
  fixture_sink_clear (&sink);
}

static void
test_row (gconstpointer data)
{
  const RunRow *row = data;
  g_autofree char *path = fixture_write ("row.csv", row->text,
                                         row->size > 0 ? (gssize) row->size
                                         : (gssize) strlen (row->text));
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  g_free (plan->encoding);
  plan->encoding = g_strdup (row->encoding);
  plan->delimiter = row->delimiter;
  plan->decimal = row->decimal;
  plan->date_order = row->order;
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  got = fixture_join (&sink);
  g_assert_cmpstr (got, ==, row->rows);
  check_rejects (result, row->rejects);
  g_assert_cmpuint (result->rows_read, ==, result->rows_kept + result->rows_rejected);
  g_assert_cmpuint (result->rows_kept, ==, sink.rows->len);
  g_assert_cmpint (result->first_date, ==, DAY_2024_03_05 / 86400);
  g_assert_cmpuint (sink.n_finished, ==, 1);
  g_assert_cmpuint (sink.n_aborted, ==, 0);
  fixture_sink_clear (&sink);
}

typedef struct
{
  const char *name;
  const char *text;
  gssize size;
  int code;
  const char *says;
} RefusedRow;

static const RefusedRow refused_rows[] = {
  { "empty", "", 0, CLV_IMPORT_ERROR_EMPTY, "empty" },
  { "header-only", HEAD, -1, CLV_IMPORT_ERROR_EMPTY, "no rows" },
  { "missing-column", "id,date,total\na,2024-03-05,1\n", -1, CLV_IMPORT_ERROR_MAPPING, "amount" },
  { "not-a-date", "id,date,amount\na,x,1\nb,y,1\nc,2024-03-05,1\n", -1, CLV_IMPORT_ERROR_MAPPING,
    "line 2 has “x”" },
  { "not-a-number", "id,date,amount\na,2024-03-05,x\nb,2024-03-05,y\nc,2024-03-05,1\n", -1,
    CLV_IMPORT_ERROR_MAPPING, "line 2 has “x”" },
  { "none-usable", "id,date,amount\na,2024-03-05,USD 1\n", -1, CLV_IMPORT_ERROR_MAPPING,
    "not in EUR" },
  { "png", "\x89PNG\r\n\x1a\n....", 12, CLV_IMPORT_ERROR_WRONG_KIND, "PNG" },
  { "pdf", "%PDF-1.7\n", -1, CLV_IMPORT_ERROR_WRONG_KIND, "PDF" },
  { "xlsx", "PK\003\004....", 8, CLV_IMPORT_ERROR_UNREADABLE, "damaged" },
  { "sqlite", "SQLite format 3\0....", 20, CLV_IMPORT_ERROR_WRONG_KIND, "SQLite" },
  { "html", "\n <html><body>", -1, CLV_IMPORT_ERROR_WRONG_KIND, "web page" },
};

static void
check_refused (const char *path,
               int         code,
               const char *says)
{
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_null (result);
  g_assert_error (error, CLV_IMPORT_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, "Nothing was imported"));
  g_assert_cmpuint (sink.n_finished, ==, 0);
  g_assert_cmpuint (sink.n_aborted, ==, sink.head != NULL);
  fixture_sink_clear (&sink);
}

static void
test_refused (gconstpointer data)
{
  const RefusedRow *row = data;
  g_autofree char *path = fixture_write ("refused.csv", row->text, row->size);

  check_refused (path, row->code, row->says);
}

static void
test_special_files (void)
{
  g_autofree char *path = fixture_write ("plain.csv", HEAD GOOD, -1);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.csv", NULL);

  check_refused (folder, CLV_IMPORT_ERROR_WRONG_KIND, "folder");
  check_refused (missing, CLV_IMPORT_ERROR_UNREADABLE, "missing.csv");
  if (mkfifo (fifo, 0600) == 0)
    check_refused (fifo, CLV_IMPORT_ERROR_WRONG_KIND, "pipe");
}

static void
test_unreadable (void)
{
  g_autofree char *path = fixture_write ("secret.csv", HEAD GOOD, -1);

  if (geteuid () == 0)
    {
      g_test_skip ("root may read every file");
      return;
    }
  g_chmod (path, 0);
  check_refused (path, CLV_IMPORT_ERROR_UNREADABLE, "secret.csv");
}

static void
test_many_columns (void)
{
  g_autoptr(GString) text = g_string_new ("id,date,amount");
  g_autofree char *path = NULL;
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  for (guint i = 3; i < 4000; i++)
    g_string_append_printf (text, ",c%u", i);
  g_string_append (text, "\na,2024-03-05,1.00");
  for (guint i = 3; i < 4000; i++)
    g_string_append (text, ",x");
  path = fixture_write ("wide.csv", text->str, -1);

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_kept, ==, 1);
  fixture_sink_clear (&sink);
}

/* A hundred megabytes without a line end: a hole in the file, so it costs no disk. */
static void
test_long_line (void)
{
  g_autofree char *path = fixture_write ("long.csv", HEAD GOOD "b", -1);
  int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (ftruncate (fd, 100 * 1024 * 1024), ==, 0);
  close (fd);
  check_refused (path, CLV_IMPORT_ERROR_TOO_LARGE, "Line 3");
}

static void
test_utf16 (void)
{
  static const struct
  {
    const char *encoding;
    const char *mark;
  } ways[] = {
    { "UTF-16LE", "" }, { "UTF-16BE", "" }, { "UTF-16LE", "\xff\xfe" }, { "UTF-16BE", "\xfe\xff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      gsize length = 0;
      g_autofree char *wide = g_convert (HEAD "Müller 😀,2024-03-05,1.00\n", -1, ways[i].encoding,
                                         "UTF-8", NULL, &length, NULL);
      g_autoptr(GString) text = g_string_new (ways[i].mark);
      g_autofree char *path = NULL;
      g_autofree char *got = NULL;
      g_autoptr(ClvDetection) detection = NULL;
      g_autoptr(ClvImportResult) result = NULL;
      g_autoptr(GError) error = NULL;
      FixtureSink sink;

      g_string_append_len (text, wide, (gssize) length);
      path = fixture_write ("wide.csv", text->str, (gssize) text->len);
      detection = clv_detection_new (path, NULL, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (detection->plan->encoding, ==, ways[i].encoding);
      clv_import_plan_set_column (detection->plan, CLV_FIELD_CUSTOMER, "id");
      fixture_sink_init (&sink);
      result = clv_import_run (path, detection->plan, NULL, "EU"
                                                            "R", NULL, &sink.parent, NULL, &error);
      g_assert_no_error (error);
      got = fixture_join (&sink);
      g_assert_cmpstr (got, ==, "Müller 😀 " DAY " 100");
      fixture_sink_clear (&sink);
    }
}

static void
test_blocks (void)
{
  g_autoptr(GString) text = g_string_new ("order;id;date;amount;product\n");
  g_autofree char *path = NULL;
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  for (guint i = 0; i < 150000; i++)
    g_string_append_printf (text, "o%u;c%u;2024-03-05;%u.25;%s\n", i / 2, i % 1000, i + 1,
                            i % 3 == 0 ? "" : "p");
  path = fixture_write ("blocks.csv", text->str, -1);
  plan->delimiter = ';';
  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "order");
  clv_import_plan_set_column (plan, CLV_FIELD_PRODUCT, "#5");

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sink.n_blocks, ==, 3);
  g_assert_cmpuint (result->rows_kept, ==, 150000);
  g_assert_cmpuint (result->orders, ==, 75000);
  g_assert_cmpuint (result->customers, ==, 1000);
  g_assert_cmpint (result->net_amount, ==,
                   G_GINT64_CONSTANT (150000) * 150001 / 2 * 100 + 150000 * 25);
  g_assert_cmpstr (g_ptr_array_index (sink.rows, 0), ==, "c0 " DAY " 125 o0 -");
  g_assert_cmpstr (g_ptr_array_index (sink.rows, 149999), ==, "c999 " DAY " 15000025 o74999 p");
  fixture_sink_clear (&sink);
}

static void
test_clock (void)
{
  static const char text[] = "id,date,amount\na,2024-07-01 00:30,1\nb,2024-07-01 00:30 -0800,1\n"
                             "c,2024-01-15,1\nd,2024-03-31 02:30,1\n";
  g_autofree char *path = fixture_write ("clock.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, "Europe/Berlin", "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sink.has_clock);
  got = fixture_join (&sink);
  /* 30 June 22:30, 1 July 08:30, 14 January 23:00 UTC; the skipped half hour counts as 01:00 UTC */
  g_assert_cmpstr (got, ==, "a 1719786600 100|b 1719822600 100|c 1705273200 100|d 1711846800 100");
  g_assert_cmpint (result->last_date, ==, clv_date_parse ("2024-07-01"));
  g_assert_cmpint (result->first_date, ==, clv_date_parse ("2024-01-15"));
  fixture_sink_clear (&sink);
}

static void
test_rules (void)
{
  static const char text[] = "Name,Created at,Email,Total,Currency,Financial Status\n"
                             "#1,2024-03-05,A@x.com,10.00,eur,paid\n"
                             "#1,2024-03-05,A@x.com,,,\n"
                             "#2,2024-03-05,b@x.com,5.00,EUR,voided\n"
                             "#3,2024-03-05,a@x.COM,7.00,USD,paid\n"
                             "#4,2024-03-05,c@x.com,-2.00,EUR,paid\n";
  g_autofree char *path = fixture_write ("rules.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("Email", "Created at", "Total");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  clv_import_plan_set_column (plan, CLV_FIELD_ORDER, "Name");
  clv_import_plan_set_column (plan, CLV_FIELD_CURRENCY, "Currency");
  clv_import_plan_set_column (plan, CLV_FIELD_STATUS, "Financial Status");
  g_ptr_array_add (plan->excluded_statuses, g_strdup ("Voided"));
  plan->refunds = CLV_REFUNDS_IGNORE;
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  got = fixture_join (&sink);
  g_assert_cmpstr (got, ==, "a@x.com " DAY " 1000 #1");
  check_rejects (result, "3:A further line of an order|"
                         "4:The column “Financial Status” says “Voided”|"
                         "5:The amount is in USD, for which there is no exchange rate|"
                         "6:The amount in column “Total” is negative");
  g_assert_true (((ClvReject *) g_ptr_array_index (result->rejects, 0))->is_rule);
  g_assert_false (((ClvReject *) g_ptr_array_index (result->rejects, 2))->is_rule);
  fixture_sink_clear (&sink);
}

static void
test_customers (void)
{
  static const char text[] = "id,city,segment\nc1,Köln,A\nc2,,B\n,Bonn,A\n";
  g_autofree char *path = fixture_write ("customers.csv", text, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", NULL, NULL);
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  plan->kind = CLV_IMPORT_KIND_CUSTOMERS;
  g_ptr_array_add (plan->attributes, g_strdup ("segment"));
  g_ptr_array_add (plan->attributes, g_strdup ("city"));
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  got = fixture_join (&sink);
  g_assert_cmpstr (got, ==, "c1 A Köln|c2 B -");
  check_rejects (result, "4:The cell in column “id” is empty");
  fixture_sink_clear (&sink);
}

static void
test_rejects_file (void)
{
  static const char text[] = "id,date,amount\na,2024-03-05,1\n\"=x, \"\"y\"\"\",nodate,"
                             "1\nb,2024-03-05\n"
                             "c,2024-03-05,\"2";
  g_autofree char *path = fixture_write ("some.csv", text, -1);
  g_autofree char *out = fixture_write ("out.csv", "before", -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", out, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &got, NULL, NULL));
  g_assert_cmpstr (got, ==,
                   "id,date,amount,line,reason\n"
                   "\"'=x, \"\"y\"\"\",nodate,1,3,The cell in column “date” is not a date in the "
                   "chosen order.\n"
                   "b,2024-03-05,,4,The row ends before the column “amount”.\n"
                   "\"c,2024-03-05,\"\"2\",,,5,The file ends inside a quoted cell of this row: the "
                   "row is cut off.\n");
  fixture_sink_clear (&sink);
}

/* Where the import fails, the old file of rejected rows stays and no other is left. */
static void
test_rejects_file_on_failure (void)
{
  g_autofree char *path = fixture_write ("bad.csv", "id,date,amount\na,x,1\n", -1);
  g_autofree char *out = fixture_write ("kept.csv", "before", -1);
  g_autofree char *folder = g_path_get_dirname (out);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autofree char *got = NULL;
  FixtureSink sink;

  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", out, &sink.parent, NULL, &error);
  g_assert_null (result);
  g_assert_true (g_file_get_contents (out, &got, NULL, NULL));
  g_assert_cmpstr (got, ==, "before");
  dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    g_assert_false (g_str_has_prefix (name, "kept.csv."));
  fixture_sink_clear (&sink);
}

static void
test_cancel (void)
{
  g_autofree char *path = fixture_write ("plain.csv", HEAD GOOD, -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "amount");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { NULL, NULL, cancellable };
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  g_cancellable_cancel (cancellable);
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, &progress, &error);
  g_assert_null (result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sink.n_aborted, ==, 1);
  fixture_sink_clear (&sink);
}

/* A changed column order and a title above the table change nothing. */
static void
test_header_row (void)
{
  g_autofree char *path = fixture_write ("title.csv", "sep=,\nReport of March\n\namount,id,date\n"
                                                      "1.00,a,2024-03-05\n", -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("id", "date", "AMOUNT");
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  plan->header_row = 3;
  fixture_sink_init (&sink);
  result = clv_import_run (path, plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (sink.rows, 0), ==, "a " DAY " 100");
  fixture_sink_clear (&sink);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (run_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/run/reads/", run_rows[i].name, NULL);

      g_test_add_data_func (name, &run_rows[i], test_row);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/run/refuses/", refused_rows[i].name, NULL);

      g_test_add_data_func (name, &refused_rows[i], test_refused);
    }
  g_test_add_func ("/import/run/refuses/special-files", test_special_files);
  g_test_add_func ("/import/run/refuses/unreadable", test_unreadable);
  g_test_add_func ("/import/run/refuses/long-line", test_long_line);
  g_test_add_func ("/import/run/reads/many-columns", test_many_columns);
  g_test_add_func ("/import/run/reads/utf-16", test_utf16);
  g_test_add_func ("/import/run/reads/header-row", test_header_row);
  g_test_add_func ("/import/run/gives-full-blocks", test_blocks);
  g_test_add_func ("/import/run/converts-clock", test_clock);
  g_test_add_func ("/import/run/applies-rules", test_rules);
  g_test_add_func ("/import/run/tells-of-rounding", test_rounded);
  g_test_add_func ("/import/run/zeros-by-rule", test_zeros_by_rule);
  g_test_add_func ("/import/run/reads-customers", test_customers);
  g_test_add_func ("/import/run/writes-rejects", test_rejects_file);
  g_test_add_func ("/import/run/keeps-old-rejects-on-failure", test_rejects_file_on_failure);
  g_test_add_func ("/import/run/can-be-cancelled", test_cancel);

  return g_test_run ();
}
