/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <unistd.h>

#include "packed-fixture.h"

/* The same table four ways gives the same rows. */
static void
test_same_rows (void)
{
  static const char csv[] =
    "Order export,,,\n\ncustomer,date,amount,order\nMüller,2024-03-05 10:15:00,12.5,A1\n"
    "\"B, C\",2024-03-06 00:00:00,1234.5,A2\nMüller,2024-03-07 00:00:00,3,A3\n,,,\n"
    "x,2024-13-07,3,A4\n";
  static const char strings[] = "<si><t>Müller</t></si><si><t>B, C</t></si>";
  static const char sheet[] =
    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Order export</v></c></row>"
    "<row r=\"3\"><c t=\"str\"><v>customer</v></c><c t=\"str\"><v>date</v></c>"
    "<c t=\"str\"><v>amount</v></c><c t=\"str\"><v>order</v></c></row>"
    "<row r=\"4\"><c t=\"s\"><v>0</v></c><c s=\"2\"><v>45356.427083333336</v></c><c><v>12.5</v></c>"
    "<c t=\"str\"><v>A1</v></c></row>"
    "<row r=\"5\"><c t=\"s\"><v>1</v></c><c s=\"2\"><v>45357</v></c><c><v>1234.5</v></c>"
    "<c t=\"str\"><v>A2</v></c></row>"
    "<row r=\"6\"><c t=\"s\"><v>0</v></c><c s=\"2\"><v>45358</v></c><c><v>3</v></c>"
    "<c t=\"str\"><v>A3</v></c></row>"
    "<row r=\"8\"><c t=\"str\"><v>x</v></c><c t=\"str\"><v>2024-13-07</v></c><c><v>3</v></c>"
    "<c t=\"str\"><v>A4</v></c></row></sheetData>";
#define DAY(day) TYPED ("date", "date-value=\"" day "\"")
  static const char tables[] =
    TABLE (ROW (CELL ("Order export")) ROW ("<table:table-cell/>")
           ROW (CELL ("customer") CELL ("date") CELL ("amount") CELL ("order"))
           ROW (CELL ("Müller") DAY ("2024-03-05T10:15:00") VALUE ("12.5") CELL ("A1"))
           ROW (CELL ("B, C") DAY ("2024-03-06T00:00:00") VALUE ("1234.5") CELL ("A2"))
           ROW (CELL ("Müller") DAY ("2024-03-07T00:00:00") VALUE ("3") CELL ("A3"))
           ROW ("<table:table-cell/>")
           ROW (CELL ("x") CELL ("2024-13-07") VALUE ("3") CELL ("A4")));
  static const char expected[] =
    "Müller 1709633700 1250 A1|B, C 1709683200 123450 A2|Müller 1709769600 300 A3";
  const FixtureMember members[] = { { "a/orders.csv", csv, 0 }, { NULL, NULL, 0 } };
  g_auto(GStrv) paths = g_new0 (char *, 5);

  paths[0] = fixture_write ("same.csv", csv, -1);
  paths[1] = write_bytes ("same.xlsx", fixture_xlsx (strings, sheet, ""));
  paths[2] = write_bytes ("same.ods", fixture_ods (tables, "<m/>"));
  paths[3] = write_bytes ("same.zip", fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL));
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvDetection) detection = clv_detection_new (paths[i], NULL, 0, NULL, &error);
      g_autoptr(ClvImportResult) result = NULL;
      g_autofree char *rows = NULL;
      const ClvReject *reject;
      FixtureSink sink;

      g_assert_no_error (error);
      g_assert_cmpuint (detection->questions->len, ==, 0);
      g_assert_cmpint (detection->plan->header_row, ==, 2);
      g_assert_null (detection->plan->part);
      if (detection->parts->len > 0)
        g_assert_cmpint (((ClvPart *) g_ptr_array_index (detection->parts, 0))->n_rows, >=, 6);
      fixture_sink_init (&sink);
      result = clv_import_run (paths[i], detection->plan, NULL, "EUR", NULL, &sink.parent, NULL,
                               &error);
      g_assert_no_error (error);
      rows = fixture_join (&sink);
      g_assert_cmpstr (rows, ==, expected);
      g_assert_cmpuint (result->rows_rejected, ==, 1);
      reject = g_ptr_array_index (result->rejects, result->rejects->len - 1);
      g_assert_cmpuint (reject->lines[0], ==, 8);
      fixture_sink_clear (&sink);
    }
#undef DAY
}

#define SHEET(rows) "<worksheet " FIXTURE_MAIN "><sheetData>" rows "</sheetData></worksheet>"
#define SHEET_CELL(text) "<c t=\"str\"><v>" text "</v></c>"
#define SHEET_ROW(a, b, c) "<row>" SHEET_CELL (a) SHEET_CELL (b) SHEET_CELL (c) "</row>"

static GByteArray *
several_sheets (void)
{
  static const char book[] =
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Notes\" r:id=\"r1\"/>"
    "<sheet name=\"2023 &amp; before\" r:id=\"r2\"/><sheet name=\"2024\" r:id=\"r3\"/>"
    "<sheet name=\"Old\" state=\"hidden\" r:id=\"r4\"/><sheet name=\"Chart\" r:id=\"r9\"/>"
    "</sheets></workbook>";
  static const char relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/s1.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"worksheets/s2.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"x/worksheet\" Target=\"worksheets/s3.xml\"/>"
    "<Relationship Id=\"r4\" Type=\"x/worksheet\" Target=\"worksheets/s4.xml\"/></Relationships>";
  static const FixtureMember members[] = {
    FIXTURE_TYPES,
    { "xl/workbook.xml", book, 0 },
    { "xl/_rels/workbook.xml.rels", relations, 0 },
    { "xl/worksheets/s1.xml", SHEET (""), 0 },
    { "xl/worksheets/s2.xml", SHEET (SHEET_ROW ("customer", "date", "amount")
                                     SHEET_ROW ("a", "2023-05-06", "1.50")), 0 },
    { "xl/worksheets/s3.xml", SHEET (SHEET_ROW ("customer", "date", "amount")
                                     SHEET_ROW ("b", "2024-05-06", "2.50")
                                     SHEET_ROW ("c", "2024-05-07", "3.50")), 0 },
    { "xl/worksheets/s4.xml", SHEET (SHEET_ROW ("customer", "date", "amount")
                                     SHEET_ROW ("d", "2022-05-06", "4.50")
                                     SHEET_ROW ("e, f", "2022-13-06", "4.50")), 0 },
    { NULL, NULL, 0 },
  };

  return fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL);
}

static void
test_sheets_asked (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_bytes ("several.xlsx", several_sheets ());
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_autoptr(ClvDetection) again = NULL;
  g_autoptr(ClvImportPlan) plan = NULL;
  const ClvQuestion *question;
  const ClvPart *part;

  g_assert_no_error (error);
  g_assert_cmpint (detection->container, ==, CLV_CONTAINER_XLSX);
  g_assert_cmpuint (detection->parts->len, ==, 4);
  part = g_ptr_array_index (detection->parts, 0);
  g_assert_cmpint (part->n_rows, ==, 0);
  part = g_ptr_array_index (detection->parts, 3);
  g_assert_true (part->is_hidden);
  g_assert_cmpstr (detection->part, ==, "2024");
  g_assert_cmpuint (detection->preview->len, ==, 2);
  question = clv_detection_get_question (detection, CLV_TOPIC_PART);
  g_assert_nonnull (question);
  g_assert_cmpuint (question->answers->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (question->answers, 0), ==, "2023 & before");
  g_assert_cmpstr (g_ptr_array_index (question->examples, 1), ==, "3 rows");

  plan = clv_import_plan_copy (detection->plan);
  g_free (plan->part);
  plan->part = g_strdup ("2023 & before");
  again = clv_detection_new (path, plan, 1u << CLV_TOPIC_PART, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (clv_detection_get_question (again, CLV_TOPIC_PART));
  g_assert_cmpstr (again->plan->part, ==, "2023 & before");
  g_assert_cmpuint (again->preview->len, ==, 1);
  g_assert_null (clv_detection_get_reason (again, CLV_TOPIC_ENCODING));
  g_assert_cmpstr (clv_detection_get_reason (again, CLV_TOPIC_PART)->because, ==, "you chose it");

  check_refused (path, NULL, CLV_IMPORT_ERROR_AMBIGUOUS, "2023 & before, 2024");
  check_refused (path, "Nowhere", CLV_IMPORT_ERROR_PLAN, "Notes, 2023 & before, 2024, Old");
  check_text (path, "Old",
              "customer,date,amount\nd,2022-05-06,4.50\n\"e, f\",2022-13-06,4.50\n");
}

static void
test_ods_sheets (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr(ClvDetection) detection = NULL;

  path = write_bytes ("several.ods",
                      fixture_ods ("<!-- <table:table table:name=\"no\"> -->"
                                   NAMED ("A &amp; &quot;B&quot;",
                                          ROW (CELL ("customer") CELL ("date") CELL ("amount"))
                                          ROWS (REPEAT_ROW ("3"), CELL ("a") CELL ("2024-05-06")
                                                VALUE ("1")))
                                   NAMED ("Empty", ROW (NOTHING (""))), "<m/>"));
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (detection->container, ==, CLV_CONTAINER_ODS);
  g_assert_cmpuint (detection->parts->len, ==, 2);
  g_assert_cmpstr (detection->part, ==, "A & \"B\"");
  g_assert_cmpint (((ClvPart *) g_ptr_array_index (detection->parts, 0))->n_rows, ==, 4);
  g_assert_null (clv_detection_get_question (detection, CLV_TOPIC_PART));
  g_assert_cmpuint (detection->preview->len, ==, 3);
  check_refused (path, "Empty", CLV_IMPORT_ERROR_EMPTY, "empty");
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *name;
    const char *bytes;
    gssize size;
    const char *words[2];
  } rows[] = {
    { "a.pdf", "%PDF-1.7\n", -1, { "PDF", "Export the table as CSV" } },
    { "a.png", "\x89PNG\r\n\x1a\n", -1, { "PNG", "Export the table as CSV" } },
    { "a.xls", "<html><body><table>", -1, { "under an Excel name", ".xlsx" } },
    { "a.html", "<html><body><table>", -1, { "web page", "sign in" } },
    { "a.rar", "Rar!\x1a\x07", -1, { "RAR", "Unpack" } },
    { "a.json", "[\n  {\n  \"id\": 1\n", -1, { "JSON", "export of orders" } },
    { "b.json", "{\"id\": 1}\n{\"id\": 2}\n", -1, { "JSON", "export of orders" } },
    { "a.xml", "<orders>\n<order/>", -1, { "XML", "export of orders" } },
    { "b.xls", "\xff\xfe<\0h\0t\0m\0l\0>\0", 14, { "under an Excel name", ".xlsx" } },
    { "a.txt", "Dear all,\nthis is a letter and no table.\nIt has some commas, and more.\n", -1,
      { "without columns", "export of orders" } },
    { "b.txt", "1 19970101 1 11.77\n2 19970112  1 12.00\n2 19970112  5 7.00\n", -1,
      { "parted by blanks", "fixed width" } },
    { "a.sql", "CREATE TABLE orders (id int);\n", -1, { "SQL", "export of orders" } },
    { "a.mdb", "\0\1\0\0Standard Jet DB", 19, { "Access", "CSV" } },
    { "c.xls", "\x09\x08\x10\x00\x00\x06", 6, { "old Excel workbook", ".xlsx" } },
  };
  static const char * const streams[] = { "Workbook", "EncryptedPackage", "WordDocument", "Else" };
  static const char * const words[] = { "(.xls)", "password", "Word document", "Excel or Word" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = fixture_write (rows[i].name, rows[i].bytes, rows[i].size);

      g_autoptr(GError) error = NULL;
      g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

      g_assert_null (detection);
      g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_WRONG_KIND);
      for (guint k = 0; k < G_N_ELEMENTS (rows[i].words); k++)
        {
          if (strstr (error->message, rows[i].words[k]) == NULL)
            g_error ("“%s” lacks “%s”", error->message, rows[i].words[k]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      guint8 bytes[8192] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
      g_autofree char *path = NULL;

      bytes[30] = 9;
      bytes[48] = 9;
      for (gsize k = 0; k < strlen (streams[i]); k++)
        bytes[5120 + 128 + 2 * k] = (guint8) streams[i][k];
      path = fixture_write ("old.xls", bytes, sizeof bytes);
      check_refused (path, NULL, CLV_IMPORT_ERROR_WRONG_KIND, words[i]);
    }
}

static void
test_cut_warned (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new ("customer,date,amount\n");
  g_autofree char *path = NULL;
  g_autofree char *longer = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  FixtureSink sink;

  for (guint i = 1; i < 65536; i++)
    g_string_append (text, "a,2024-05-06,1\n");
  path = fixture_write ("cut.csv", text->str, (gssize) text->len);
  g_string_append (text, "a,2024-05-06,1\n");
  longer = fixture_write ("whole.csv", text->str, (gssize) text->len);

  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0), "probably cut"));
  fixture_sink_init (&sink);
  result = clv_import_run (path, detection->plan, NULL, "EUR", NULL, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  fixture_sink_clear (&sink);

  g_clear_pointer (&detection, clv_detection_unref);
  detection = clv_detection_new (longer, NULL, 0, NULL, &error);
  g_assert_cmpuint (detection->warnings->len, ==, 0);
}

/* The row after which Excel has no more, and one that it does not have. */
static void
test_cut_sheet (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autofree char *path = NULL;

  path = write_bytes ("cut.xlsx",
                      fixture_xlsx ("", "<sheetData>" SHEET_ROW ("customer", "date", "amount")
                                    "<row r=\"1048576\"><c t=\"str\"><v>a</v></c><c t=\"str\"><v>"
                                    "2024-05-06</v></c><c><v>1</v></c></row></sheetData>", ""));
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->n_lines, ==, 1048576);
  g_assert_cmpuint (detection->warnings->len, ==, 1);
}

static void
test_cancel (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ClvProgress progress = { NULL, NULL, cancellable };
  g_autofree char *path = write_bytes ("several.xlsx", several_sheets ());
  g_autoptr(ClvDetection) detection = NULL;

  g_cancellable_cancel (cancellable);
  detection = clv_detection_new (path, NULL, 0, &progress, &error);
  g_assert_null (detection);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (g_cancellable_get_current ());
}

/* A plan made for a text file reads a sheet all the same, and writes its rejects
 * as the sheet's rows. */
static void
test_plan_of_text (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_bytes ("several.xlsx", several_sheets ());
  g_autoptr(ClvImportPlan) plan = fixture_plan ("customer", "date", "amount");
  g_autoptr(ClvImportPlan) read = NULL;
  g_autofree char *text = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *out = fixture_write ("rejects.csv", "", 0);
  g_autofree char *rejects = NULL;
  g_autoptr(ClvImportResult) result = NULL;
  FixtureSink sink;

  plan->part = g_strdup ("Old");
  plan->delimiter = ';';
  g_free (plan->encoding);
  plan->encoding = g_strdup ("UTF-16LE");
  text = clv_import_plan_to_text (plan);
  read = clv_import_plan_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->part, ==, plan->part);
  fixture_sink_init (&sink);
  result = clv_import_run (path, read, NULL, "EUR", out, &sink.parent, NULL, &error);
  g_assert_no_error (error);
  rows = fixture_join (&sink);
  g_assert_cmpstr (rows, ==, "d 1651795200 450");
  g_assert_true (g_file_get_contents (out, &rejects, NULL, NULL));
  g_assert_nonnull (strstr (rejects, "\n\"e, f\",2022-13-06,4.50,3,"));
  fixture_sink_clear (&sink);
}

/* Each of them is for those who ask for it; what is shown meanwhile is the largest. */
static void
test_sheets_all (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_bytes ("several.xlsx", several_sheets ());
  g_autoptr(ClvImportPlan) plan = clv_import_plan_new ();
  g_autoptr(ClvDetection) detection = NULL;

  plan->part = g_strdup (CLV_PART_ALL);
  detection = clv_detection_new (path, plan, 1u << CLV_TOPIC_PART, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (detection->questions->len, ==, 0);
  g_assert_cmpstr (detection->plan->part, ==, CLV_PART_ALL);
  g_assert_cmpstr (detection->part, ==, "2024");
  check_refused (path, CLV_PART_ALL, CLV_IMPORT_ERROR_PLAN, "Notes, 2023 & before, 2024, Old");
}

/* In a process that may not read it; the super-user may read everything. */
static void
test_unreadable (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(ClvByteSource) source = NULL;
      const char *path = g_getenv ("UNREADABLE");

      if (geteuid () == 0)
        g_assert_cmpint (setuid (65534), ==, 0);
      source = clv_byte_source_new (path, NULL, "UTF-8", &error);
      g_assert_null (source);
      g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_UNREADABLE);
      g_assert_nonnull (strstr (error->message, "Nothing was imported"));
      return;
    }

  {
    g_autofree char *path = fixture_write ("secret.csv", "a,b\n1,2\n", -1);

    g_assert_cmpint (g_chmod (path, 0), ==, 0);
    g_setenv ("UNREADABLE", path, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
  }
}

/* What only looks like something else. */
static void
test_no_kinds (void)
{
  static const char * const texts[] = {
    "<none>,2025-03-05,1\n", "[x],b\n1,2\n", "{a},b\n1,2\n", "-- ,b\n1,2\n", "BEGIN,END\n1,2\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = fixture_write ("plain.csv", texts[i], -1);

      check_text (path, NULL, texts[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/container/same-rows", test_same_rows);
  g_test_add_func ("/import/container/sheets-asked", test_sheets_asked);
  g_test_add_func ("/import/container/sheets-all", test_sheets_all);
  g_test_add_func ("/import/container/ods-sheets", test_ods_sheets);
  g_test_add_func ("/import/container/kinds", test_kinds);
  g_test_add_func ("/import/container/no-kinds", test_no_kinds);
  g_test_add_func ("/import/container/cut-warned", test_cut_warned);
  g_test_add_func ("/import/container/cut-sheet", test_cut_sheet);
  g_test_add_func ("/import/container/cancel", test_cancel);
  g_test_add_func ("/import/container/plan-of-text", test_plan_of_text);
  g_test_add_func ("/import/container/unreadable", test_unreadable);

  return g_test_run ();
}
