/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-fixture.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *encoding;
  char delimiter;
  int header_row;
  char decimal;
  const char *order;      /* of dates */
  ClvImportKind kind;
  const char *mapping;    /* "customer|date|amount|order" */
  const char *questions;  /* "topic:answer,answer" joined by | */
  const char *because;    /* of the date order */
} DetectRow;

#define ORDERS CLV_IMPORT_KIND_ORDERS
#define PEOPLE CLV_IMPORT_KIND_CUSTOMERS

static const DetectRow detect_rows[] = {
  { "cdnow", "master_id,customer_id,date,number_of_cds,dollar_value\n00004,0001,1997-01-01,2,"
             "29.33\n"
             "00004,0001,1997-01-18,2,29.73\n00021,0002,1997-01-01,3,"
             "63.34\n", "UTF-8", ',', 0, '.', "ymd",
    ORDERS, "customer_id|date|dollar_value|", "", "line 2 has 1997-01-01" },
  { "german-erp", "Bestellnummer;Datum;Kundenemail;Gesamtbetrag;W\xe4hrung;Status;Name\n"
                  "1;05.03.2024;a@x.de;1.234,50;EUR;bezahlt;M\xfcller\n2;23.04.2024;b@x.de;12,"
                  "00;EUR;storniert;X\n",
    "windows-1252", ';', 0, ',', "dmy", ORDERS, "Kundenemail|Datum|Gesamtbetrag|Bestellnummer", "",
    "line 3 has 23.04.2024" },
  { "kundennummer", "Kundennummer;Bestelldatum;Betrag;Bestellnummer\n7;01.02.2024;5,00;"
                    "1\n8;03.02.2024;"
                    "6,00;2\n", "UTF-8", ';', 0, ',', "dmy", ORDERS,
    "Kundennummer|Bestelldatum|Betrag|Bestellnummer", "", "dates with points" },
  { "ambiguous-date", "id,date,amount\na,03/04/2025,1.50\nb,05/06/2025,"
                      "2.50\n", "UTF-8", ',', 0, '.',
    "dmy", ORDERS, "id|date|amount|", "5:dmy,mdy", "none of 2 dates" },
  { "day-decides", "customer,date,amount\na,03/04/2025,1.50\nb,23/04/2025,2.50\n", "UTF-8", ',', 0,
    '.', "dmy", ORDERS, "customer|date|amount|", "", "line 3 has 23/04/2025" },
  { "month-decides", "customer,date,amount\na,03/04/2025,1.50\nb,04/23/2025,"
                     "2.50\n", "UTF-8", ',', 0,
    '.', "mdy", ORDERS, "customer|date|amount|", "", "line 3 has 04/23/2025" },
  { "ambiguous-mark", "customer,date,amount\na,2025-04-03,\"1,500\"\nb,2025-04-03,"
                      "\"2,250\"\n", "UTF-8",
    ',', 0, '.', "ymd", ORDERS, "customer|date|amount|", "4:.,,", "2025-04-03" },
  { "collision", "email,customer_email,date,amount\na@x,b@x,2025-04-03,"
                 "1.00\n", "UTF-8", ',', 0, '.',
    "ymd", ORDERS, "|date|amount|", "7:email,customer_email", "2025-04-03" },
  { "title-lines", "sep=;\nReport\n\nKunde;Datum;Umsatz\nx;2024-01-01;1,5\n", "UTF-8", ';', 3, ',',
    "ymd", ORDERS, "Kunde|Datum|Umsatz|", "", "line 5 has 2024-01-01" },
  { "no-header", "C1,2024-01-01,1.50\nC2,2024-01-02,2.50\n", "UTF-8", ',', -1, '.', "ymd", ORDERS,
    "#1|#2|#3|", "", "line 1 has 2024-01-01" },
  { "customers", "customer_id,city,segment\n1,Bonn,A\n2,Ulm,"
                 "B\n", "UTF-8", ',', 0, '.', "ymd", PEOPLE,
    "customer_id|||", "", "no column of dates" },
  { "tab", "order-id\tpurchase date\tbuyer\titem-price\n1\t2017-06-17T08:04:21+00:00\tz\t5.00\n",
    "UTF-8", '\t', 0, '.', "ymd", ORDERS, "buyer|purchase date|item-price|order-id", "", "line 2" },
  { "retail", "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
              "489434,85048,LIGHTS,12,12/1/2009 7:45,6.95,13085.0,UK\n489435,1,X,1,12/13/2009 "
              "7:45,1.25,1.0,UK\n",
    "UTF-8", ',', 0, '.', "mdy", ORDERS, "Customer "
                                         "ID|InvoiceDate||Invoice", "", "12/13/2009" },
  { "unreadable-date", "customer_id,Datum,amount\na,gestern,1.50\nb,heute,2.50\n", "UTF-8", ',', 0,
    '.', "ymd", ORDERS, "customer_id||amount|", "7:Datum", "no column of dates" },
  { "unreadable-amount", "customer_id,order date,amount\na,2024-01-01,much\nb,2024-01-02,little\n",
    "UTF-8", ',', 0, '.', "ymd", ORDERS, "customer_id|order date||", "7:amount", "2024-01-01" },
  { "empty-date", "customer_id,date,amount\na,,1.50\nb,,2.50\n", "UTF-8", ',', 0,
    '.', "ymd", ORDERS, "customer_id||amount|", "7:date", "no column of dates" },
  { "cut-off", "customer_id,date,amount\na,2024-01-01,1.50\nb,2024-01-02,2.50\nc,2024", "UTF-8",
    ',', 0, '.', "ymd", ORDERS, "customer_id|date|amount|", "", "line 2 has 2024-01-01" },
  { "customers-with-value", "customer_id,city,amount\n1,Bonn,1.50\n2,Ulm,2.50\n", "UTF-8", ',', 0,
    '.', "ymd", PEOPLE, "customer_id|||", "", "no column of dates" },
  { "bom", "\xef\xbb\xbf" "customer|date|amount\na|2024-01-01|5\n", "UTF-8", '|', 0, '.', "ymd",
    ORDERS,
    "customer|date|amount|", "", "2024-01-01" },
};

static void
check_mapping (ClvDetection *detection,
               const char   *wanted)
{
  g_auto(GStrv) columns = g_strsplit (wanted, "|", -1);

  for (guint i = 0; i < 4; i++)
    g_assert_cmpstr (detection->plan->columns[i], ==, *columns[i] != '\0' ? columns[i] : NULL);
}

static char *
join_questions (ClvDetection *detection)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < detection->questions->len; i++)
    {
      ClvQuestion *question = g_ptr_array_index (detection->questions, i);

      g_string_append_printf (text, i > 0 ? "|%d:" : "%d:", (int) question->topic);
      g_assert_cmpuint (question->answers->len, ==, question->examples->len);
      for (guint k = 0; k < question->answers->len; k++)
        {
          g_assert_cmpuint (strlen (g_ptr_array_index (question->examples, k)), >, 0);
          g_string_append_printf (text, k > 0 ? ",%s" : "%s",
                                  (const char *) g_ptr_array_index (question->answers, k));
        }
    }

  return g_string_free (text, FALSE);
}

static void
test_row (gconstpointer data)
{
  const DetectRow *row = data;
  g_autofree char *path = fixture_write ("detect.csv", row->text, -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autofree char *questions = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->encoding, ==, row->encoding);
  g_assert_cmpint (detection->plan->delimiter, ==, row->delimiter);
  g_assert_cmpint (detection->plan->header_row, ==, row->header_row);
  g_assert_cmpint (detection->plan->decimal, ==, row->decimal);
  g_assert_cmpstr (clv_date_order_get_id (detection->plan->date_order), ==, row->order);
  g_assert_cmpint (detection->plan->kind, ==, row->kind);
  check_mapping (detection, row->mapping);
  questions = join_questions (detection);
  g_assert_cmpstr (questions, ==, row->questions);
  for (guint topic = 0; topic <= CLV_TOPIC_KIND; topic++)
    {
      const ClvReason *reason = clv_detection_get_reason (detection, (ClvTopic) topic);

      g_assert_nonnull (reason);
      g_assert_cmpuint (strlen (reason->because), >, 5);
    }
  g_assert_nonnull (strstr (clv_detection_get_reason (detection, CLV_TOPIC_DATE_ORDER)->because,
                            row->because));
}

/* The one day that decides stands far behind the sample. */
static void
test_whole_column (void)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autofree char *path = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;
  const ClvReason *reason;
  ClvDetectedColumn *column;

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "c%u,%02u/%02u/2025,%u.50\n", i, i % 12 + 1, i % 11 + 1, i);
  g_string_append (text, "x,23/04/2025,1.00\n");
  path = fixture_write ("whole.csv", text->str, -1);

  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (detection->plan->date_order, ==, CLV_DATE_ORDER_DMY);
  g_assert_cmpuint (detection->questions->len, ==, 0);
  reason = clv_detection_get_reason (detection, CLV_TOPIC_DATE_ORDER);
  g_assert_nonnull (strstr (reason->because, "line 60002 has 23/04/2025"));
  g_assert_cmpuint (detection->n_lines, ==, 60002);
  g_assert_cmpuint (detection->preview->len, ==, 100);
  column = g_ptr_array_index (detection->columns, 0);
  g_assert_cmpuint (column->n_distinct, ==, 10001);
  g_assert_cmpuint (column->n_filled, ==, 60001);
  g_assert_cmpstr (column->samples[1], ==, "c1");
  column = g_ptr_array_index (detection->columns, 1);
  g_assert_cmpint (column->type, ==, CLV_COLUMN_DATE);
}

/* Bytes that are no UTF-8 come far behind what the first look saw. */
static void
test_late_accent (void)
{
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autofree char *path = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "c%u,2025-01-02,%u.50\n", i, i);
  g_string_append (text, "M\xfcller,2025-04-23,1.00\n");
  path = fixture_write ("late.csv", text->str, (gssize) text->len);

  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (detection->plan->encoding, ==, "windows-1252");
}

static void
test_fixed (void)
{
  g_autofree char *path = fixture_write ("fixed.csv", "email,customer_email,date,amount\n"
                                                      "a@x,b@x,03/04/2025,1.00\n", -1);
  g_autoptr(ClvImportPlan) plan = fixture_plan ("email", "date", "amount");
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;

  plan->date_order = CLV_DATE_ORDER_MDY;
  detection = clv_detection_new (path, plan,
                                 1u << CLV_TOPIC_MAPPING | 1u << CLV_TOPIC_DATE_ORDER, NULL,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->questions->len, ==, 0);
  g_assert_cmpstr (detection->plan->columns[CLV_FIELD_CUSTOMER], ==, "email");
  g_assert_cmpint (detection->plan->date_order, ==, CLV_DATE_ORDER_MDY);
}

static void
test_statuses (void)
{
  g_autofree char *path = fixture_write ("status.csv", "customer,date,amount,Status\n"
                                                       "a,2025-04-03,1.00,paid\na,2025-04-03,"
                                                       "1.00,Voided\n", -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (detection->plan->excluded_statuses->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (detection->plan->excluded_statuses, 0), ==, "Voided");
}

/* The public benchmark, where it is at hand: nothing to ask, and the published counts. */
static void
test_cdnow_file (void)
{
  const char *folder = g_getenv ("PERENNIAL_BENCH_DATA");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "cdnow_sample.csv", NULL)
                          : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data",
                                                   "cdnow_sample.csv", NULL);
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  g_autoptr(GError) error = NULL;
  FixtureSink sink;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("cdnow_sample.csv is not here");
      return;
    }

  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->questions->len, ==, 0);
  check_mapping (detection, "customer_id|date|dollar_value|");
  fixture_sink_init (&sink);
  result = clv_import_run (path, detection->plan, NULL, "USD", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->rows_kept, ==, 6919);
  g_assert_cmpuint (result->customers, ==, 2357);
  g_assert_cmpint (result->last_date, ==, clv_date_parse ("1998-06-30"));
  fixture_sink_clear (&sink);
}

static void
test_refuses (void)
{
  g_autofree char *empty = fixture_write ("none.csv", "", 0);
  g_autofree char *header = fixture_write ("header.csv", "customer,date,amount\n", -1);
  g_autofree char *picture = fixture_write ("picture.csv", "\x89PNG\r\n\x1a\n", -1);
  const struct
  {
    const char *path;
    int code;
  } rows[] = {
    { empty, CLV_IMPORT_ERROR_EMPTY }, { header, CLV_IMPORT_ERROR_EMPTY },
    { picture, CLV_IMPORT_ERROR_WRONG_KIND }, { "/", CLV_IMPORT_ERROR_WRONG_KIND },
    { "/nowhere/at/all", CLV_IMPORT_ERROR_UNREADABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvDetection) detection = clv_detection_new (rows[i].path, NULL, 0, NULL, &error);

      g_assert_null (detection);
      g_assert_error (error, CLV_IMPORT_ERROR, rows[i].code);
    }
}

/* Who asks about a column says which, and what stands there. */
static void
test_unreadable (void)
{
  g_autofree char *path = fixture_write ("unreadable.csv",
                                         "customer,order date,amount\na,2024-01-01,1.50\n"
                                         "b,soon,1.50\nc,later,1.50\n", -1);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  const ClvQuestion *question;

  g_assert_no_error (error);
  question = clv_detection_get_question (detection, CLV_TOPIC_MAPPING);
  g_assert_cmpint (question->field, ==, CLV_FIELD_DATE);
  g_assert_nonnull (strstr (question->text, "“order date”"));
  g_assert_nonnull (strstr (question->text, "“soon”"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (detect_rows); i++)
    {
      g_autofree char *name = g_strconcat ("/import/detection/", detect_rows[i].name, NULL);

      g_test_add_data_func (name, &detect_rows[i], test_row);
    }
  g_test_add_func ("/import/detection/looks-at-whole-column", test_whole_column);
  g_test_add_func ("/import/detection/looks-at-late-bytes", test_late_accent);
  g_test_add_func ("/import/detection/keeps-what-is-fixed", test_fixed);
  g_test_add_func ("/import/detection/excludes-dead-statuses", test_statuses);
  g_test_add_func ("/import/detection/cdnow-file", test_cdnow_file);
  g_test_add_func ("/import/detection/refuses", test_refuses);
  g_test_add_func ("/import/detection/unreadable", test_unreadable);

  return g_test_run ();
}
