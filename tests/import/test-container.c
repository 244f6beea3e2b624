/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "clv-byte-source.h"
#include "clv-error.h"
#include "clv-sheet-value.h"
#include "container-fixture.h"
#include "import-fixture.h"

static char *
write_bytes (const char *name,
             GByteArray *bytes)
{
  char *path = fixture_write (name, bytes->data, bytes->len);

  g_byte_array_unref (bytes);

  return path;
}

/* The text that the importer sees. */
static char *
read_all (const char  *path,
          const char  *part,
          GError     **error)
{
  g_autoptr(ClvByteSource) source = clv_byte_source_new (path, part, "UTF-8", error);
  g_autoptr(GString) text = g_string_new (NULL);
  char bytes[100];
  gsize n = 1;

  while (source != NULL && n > 0)
    {
      if (!clv_byte_source_read (source, bytes, sizeof bytes, &n, error))
        return NULL;
      g_string_append_len (text, bytes, (gssize) n);
      g_assert_cmpfloat (clv_byte_source_get_fraction (source), >=, 0);
      g_assert_cmpfloat (clv_byte_source_get_fraction (source), <=, 1);
    }

  return source != NULL ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
check_text (const char *path,
            const char *part,
            const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = read_all (path, part, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
check_refused (const char *path,
               const char *part,
               int         code,
               const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = read_all (path, part, &error);

  g_assert_null (text);
  g_assert_error (error, CLV_IMPORT_ERROR, code);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” lacks “%s”", error->message, word);
  g_assert_nonnull (strstr (error->message, "Nothing was imported"));
}

typedef struct
{
  const char *name;
  const char *strings;
  const char *sheet;
  const char *attributes;
  const char *expected;
} XlsxCase;

static const XlsxCase xlsx_cases[] = {
  { "strings", "<si><t>id</t></si><si><r><t>Mü</t></r><r><rPr/><t xml:space=\"preserve\">ller "
               "</t></r><rPh><t>x</t></rPh></si><si><t>a, \"b\" &amp; c</t></si>"
               "<si><t>l1&#10;l2_x000D__x005F_x</t></si><si/>",
    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" t=\"s\"><v>3</v></c></row>"
    "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>4</v></c><c r=\"B3\" t=\"s\"><v>0</v></c></row>"
    "</sheetData>",
    "", "id,Müller \n\"a, \"\"b\"\" & c\",\"l1 l2 _x\"\n,id\n" },
  { "inline", "",
    "<sheetData><row><c t=\"inlineStr\"><is><t>a</t></is></c><c t=\"inlineStr\"><is><r><t>b</t></r>"
    "<r><t>c</t></r></is></c></row><row><c t=\"str\"><f>A1&amp;\"x\"</f><v>ax</v></c>"
    "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row><row><c t=\"b\"><v>1</v></c>"
    "<c t=\"b\"><v>0</v></c><c t=\"b\"><v>false</v></c></row></sheetData>",
    "", "a,bc,\nax,#DIV/0!,\nTRUE,FALSE,FALSE\n" },
  { "numbers", "",
    "<sheetData><row><c><v>12</v></c><c><v>-3.5</v></c><c><v>59.970000000000006</v></c>"
    "<c><v>0.30000000000000004</v></c><c><v>1.234</v></c><c><v>1E3</v></c><c><v>1.5E-3</v></c>"
    "<c><f>SUM(A1:B1)</f><v>1234567.89</v></c><c><v>4012888888881881</v></c><c s=\"4\"><v>7.5</v>"
    "</c><c><v/></c><c><v>1e308</v></c></row></sheetData>",
    "", "12,-3.5,59.97,0.3,1.2340,1000,0.0015,1234567.89,4012888888881881,7.5,,1e+308\n" },
  { "dates", "",
    "<sheetData><row><c s=\"1\"><v>45356</v></c><c s=\"2\"><v>45356.427083333336</v></c>"
    "<c s=\"3\"><v>45356</v></c><c s=\"5\"><v>2</v></c><c s=\"1\"><v>59</v></c>"
    "<c s=\"1\"><v>60</v></c><c s=\"1\"><v>61</v></c><c s=\"6\"><v>0.5</v></c>"
    "<c s=\"1\"><v>45356.999999999</v></c><c s=\"1\"><v>-5</v></c>"
    "<c t=\"d\"><v>2024-03-05T10:15:00.000</v></c></row></sheetData>",
    "date1904=\"0\"", "2024-03-05,2024-03-05 10:15:00,2024-03-05 00:00:00,1900-01-02,1900-02-28,"
                      "1900-02-29,1900-03-01,12:00:00,2024-03-06,-5,2024-03-05 10:15:00\n" },
  { "dates-1904", "",
    "<sheetData><row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>43894</v></c></row></sheetData>",
    "date1904=\"1\"", "1904-01-01,2024-03-05\n" },
  { "gaps", "",
    "<sheetData><row r=\"2\"><c r=\"A2\" t=\"str\"><v>a</v></c><c r=\"B2\" t=\"str\"><v>b</v></c>"
    "<c r=\"C2\" t=\"str\"><v>c</v></c><c r=\"D2\" s=\"1\"/></row>"
    "<row r=\"4\" hidden=\"1\"><c r=\"B4\"><v>1</v></c></row><row r=\"5\"/>"
    "<row r=\"7\"><c r=\"A7\"><v>2</v></c></row><row r=\"1048570\"><c s=\"1\"/></row></sheetData>",
    "", "\na,b,c\n\n,1,\n\n\n2,,\n" },
  { "group-titles", "",
    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Who</v></c>"
    "<c r=\"C1\" t=\"str\"><v>What</v></c></row>"
    "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>customer</v></c><c r=\"B2\" t=\"str\"><v>city</v></c>"
    "<c r=\"C2\" t=\"str\"><v>date</v></c><c r=\"D2\" t=\"str\"><v>amount</v></c></row>"
    "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>x</v></c><c r=\"D3\"><v>1</v></c></row></sheetData>"
    "<mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C1:D1\"/></mergeCells>",
    "", "\"Who / What\",,,\ncustomer,city,date,amount\nx,,,1\n" },
  { "tall-titles", "",
    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>customer</v></c>"
    "<c r=\"B1\" t=\"str\"><v>Order</v></c></row>"
    "<row r=\"2\"><c r=\"B2\" t=\"str\"><v>date</v></c><c r=\"C2\" t=\"str\"><v>amount"
    "</v></c></row><row r=\"3\"><c r=\"A3\" t=\"str\"><v>x</v></c><c r=\"C3\"><v>1</v></c></row>"
    "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>",
    "", ",Order,\ncustomer,date,amount\nx,,1\n" },
  { "merged-data", "",
    "<sheetData><row r=\"1\"><c t=\"str\"><v>customer</v></c><c t=\"str\"><v>amount</v></c></row>"
    "<row r=\"2\"><c t=\"str\"><v>x</v></c><c><v>1</v></c></row>"
    "<row r=\"3\"><c r=\"B3\"><v>2</v></c></row></sheetData>"
    "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>",
    "", "customer,amount\nx,1\n,2\n" },
  { "prefixed", "",
    "<x:sheetData xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:row>"
    "<x:c><x:v>1</x:v></x:c></x:row></x:sheetData>", "", "1\n" },
};

static void
test_xlsx (gconstpointer data)
{
  const XlsxCase *row = data;
  g_autofree char *path = write_bytes ("cells.xlsx", fixture_xlsx (row->strings, row->sheet,
                                                                   row->attributes));

  check_text (path, NULL, row->expected);
  check_text (path, "Orders", row->expected);
}

#define NAMED(name, inside) "<table:table table:name=\"" name "\">" inside "</table:table>"
#define TABLE(inside) NAMED ("Orders", inside)
#define ROWS(n, inside) "<table:table-row " n ">" inside "</table:table-row>"
#define ROW(inside) ROWS ("", inside)
#define REPEAT_ROW(n) "table:number-rows-repeated=\"" n "\""
#define REPEAT(n) "table:number-columns-repeated=\"" n "\""
#define NOTHING(attributes) "<table:table-cell " attributes "/>"
#define CELLS(attributes, text) "<table:table-cell office:value-type=\"string\" " attributes \
  "><text:p>" text "</text:p></table:table-cell>"
#define CELL(text) CELLS ("", text)
#define TYPED(type, value) "<table:table-cell office:value-type=\"" type "\" office:" value "/>"
#define VALUE(value) TYPED ("float", "value=\"" value "\"")

typedef struct
{
  const char *name;
  const char *tables;
  const char *expected;
} OdsCase;

static const OdsCase ods_cases[] = {
  { "strings",
    TABLE (ROW (CELL ("Mü<text:span>l<text:s text:c=\"2\"/></text:span>ler")
                CELL ("a, &amp; b"))
           ROW (CELL ("l1</text:p><office:annotation><text:p>no</text:p></office:annotation>"
                      "<text:p>l2<text:tab/>x")
                CELL ("z"))),
    "Mül  ler,\"a, & b\"\nl1 l2 x,z\n" },
  { "values",
    TABLE (ROW (VALUE ("12")
                VALUE ("59.970000000000006")
                TYPED ("date", "date-value=\"2024-03-05\"")
                TYPED ("date", "date-value=\"2024-03-05T10:15:00\"")
                TYPED ("time", "time-value=\"PT10H15M00S\"")
                TYPED ("boolean", "boolean-value=\"true\"")
                TYPED ("currency", "currency=\"EUR\" office:value=\"-3.5\"")
                TYPED ("percentage", "value=\"0.125\""))),
    "12,59.97,2024-03-05,2024-03-05 10:15:00,10:15:00,TRUE,-3.5,0.1250\n" },
  { "repeats",
    TABLE ("<table:table-column table:number-columns-repeated=\"16384\"/>"
           ROWS (REPEAT_ROW ("2"), NOTHING (REPEAT ("2")))
           ROW (CELL ("a") CELLS (REPEAT ("2"), "b") CELL ("c") NOTHING (REPEAT ("16380")))
           ROWS (REPEAT_ROW ("3"), VALUE ("1") NOTHING ("") VALUE ("2")
                 NOTHING (REPEAT ("99999999999999999999")))
           ROWS (REPEAT_ROW ("1048570"), NOTHING (REPEAT ("16384")))),
    "\n\na,b,b,c\n1,,2,\n1,,2,\n1,,2,\n" },
  { "merged",
    TABLE (ROW (CELLS ("table:number-rows-spanned=\"2\"", "customer")
                CELLS ("table:number-columns-spanned=\"2\"", "Order")
                "<table:covered-table-cell/>")
           ROW ("<table:covered-table-cell/>" CELL ("date") CELL ("amount"))
           ROW (CELL ("x") CELL ("2024-03-05") VALUE ("1"))),
    ",Order,\ncustomer,date,amount\nx,2024-03-05,1\n" },
  { "header-rows",
    TABLE ("<table:table-header-rows>"
           ROW (CELL ("a") CELL ("b"))
           "</table:table-header-rows><table:table-row-group>"
           ROW (VALUE ("1") VALUE ("2"))
           "</table:table-row-group>"),
    "a,b\n1,2\n" },
};

static void
test_ods (gconstpointer data)
{
  const OdsCase *row = data;
  g_autofree char *path = write_bytes ("cells.ods", fixture_ods (row->tables, "<m/>"));

  check_text (path, NULL, row->expected);
  check_text (path, "Orders", row->expected);
}

/* A repeat of what is there is read out so often and held once. */
static void
test_ods_absurd (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr(ClvByteSource) source = NULL;
  g_autofree char *bytes = g_malloc (1 << 20);
  guint64 n_lines = 0;
  gsize n = 1;

  path = write_bytes ("absurd.ods",
                      fixture_ods (TABLE (ROWS (REPEAT_ROW ("99999999999"),
                                                VALUE ("1") VALUE ("2"))), "<m/>"));
  source = clv_byte_source_new (path, NULL, "UTF-8", &error);
  g_assert_no_error (error);
  while (n > 0)
    {
      g_assert_true (clv_byte_source_read (source, bytes, 1 << 20, &n, &error));
      for (gsize i = 0; i < n; i++)
        n_lines += bytes[i] == '\n';
    }
  g_assert_cmpuint (n_lines, ==, 16777216);
}

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
      g_assert_cmpuint (result->rows_rejected, ==, i == 0 || i == 3 ? 2 : 1);
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

static char *
gzip (const char *name,
      const char *text,
      guint       n_streams)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < n_streams; i++)
    {
      g_autoptr(GZlibCompressor) compressor =
        g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
      g_autofree char *out = g_malloc (strlen (text) + 1000);
      gsize n_in = 0;
      gsize n_out = 0;

      g_assert_cmpint (g_converter_convert (G_CONVERTER (compressor), text, strlen (text), out,
                                            strlen (text) + 1000, G_CONVERTER_INPUT_AT_END,
                                            &n_in, &n_out, NULL), ==, G_CONVERTER_FINISHED);
      g_byte_array_append (bytes, (const guint8 *) out, (guint) n_out);
    }

  return write_bytes (name, g_steal_pointer (&bytes));
}

static void
test_gzip (void)
{
  g_autofree char *path = gzip ("one.csv.gz", "a,b\n1,2\n", 1);
  g_autofree char *two = gzip ("two.csv.gz", "a,b\n1,2\n", 2);
  g_autofree char *inner = gzip ("inner.gz", "\x89PNG\r\n\x1a\n....", 1);
  g_autofree char *bytes = NULL;
  g_autofree char *cut = NULL;
  gsize size = 0;

  check_text (path, NULL, "a,b\n1,2\n");
  check_text (two, NULL, "a,b\n1,2\na,b\n1,2\n");
  check_refused (inner, NULL, CLV_IMPORT_ERROR_WRONG_KIND, "PNG");
  check_refused (path, "sheet", CLV_IMPORT_ERROR_PLAN, "no sheets");

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  cut = fixture_write ("cut.gz", bytes, (gssize) size - 9);
  check_refused (cut, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
  bytes[size - 6] ^= 1;
  g_free (cut);
  cut = fixture_write ("sum.gz", bytes, (gssize) size);
  check_refused (cut, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
}

static void
test_zip (void)
{
  static const FixtureMember several[] = {
    { "README.txt", "Orders of two years,\nfrom the shop.\nAsk Bo.\n", 0 },
    { "__MACOSX/._a.csv", "x", 0 },
    { "out/2023.csv", "customer,date,amount\na,2023-05-06,1.50\n", 0 },
    { "out/2024.TSV", "customer\tdate\tamount\nb,c\t2024-05-06\t2.50\nd\t2024-05-07\t1\n", 0 },
    { "picture.png", "\x89PNG", 0 },
    { NULL, NULL, 0 },
  };
  static const FixtureMember sole[] = {
    { "README", "Orders of two years,\nfrom the shop.\nAsk Bo.\n", 0 },
    { "M\xc3\xa4rz.csv", "customer;date;amount\nM\xfcller;2023-05-06;1.50\n", 0 },
    { NULL, NULL, 0 },
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_bytes ("several.zip", fixture_pack (several, FIXTURE_OPTIONS_PLAIN,
                                                                    NULL));
  g_autofree char *one = write_bytes ("sole.zip", fixture_pack (sole, FIXTURE_OPTIONS_PLAIN, NULL));
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);
  const ClvQuestion *question;

  g_assert_no_error (error);
  g_assert_cmpint (detection->container, ==, CLV_CONTAINER_ZIP);
  g_assert_cmpuint (detection->parts->len, ==, 3);
  question = clv_detection_get_question (detection, CLV_TOPIC_PART);
  g_assert_nonnull (question);
  g_assert_cmpuint (question->answers->len, ==, 2);
  g_assert_cmpstr (detection->plan->part, ==, "out/2024.TSV");
  g_assert_cmpint (detection->plan->delimiter, ==, '\t');
  check_text (path, "out/2023.csv", "customer,date,amount\na,2023-05-06,1.50\n");

  g_clear_pointer (&detection, clv_detection_unref);
  detection = clv_detection_new (one, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (detection->part, ==, "M\xc3\xa4rz.csv");
  g_assert_null (detection->plan->part);
  g_assert_cmpstr (detection->plan->encoding, ==, "windows-1252");
  g_assert_cmpstr (((char **) g_ptr_array_index (detection->preview, 0))[0], ==, "M\xc3\xbcller");
}

static void
test_zip_refused (void)
{
  static const FixtureMember table[] = {
    { "a.csv", "customer,date,amount\na,2023-05-06,1.50\n", 0 }, { NULL, NULL, 0 },
  };
  static const FixtureMember others[] = {
    { "a/b.xlsx", "PK", 0 }, { "c.pdf", "%PDF", 0 }, { NULL, NULL, 0 },
  };
  static const FixtureMember nothing[] = { { NULL, NULL, 0 } };
  static const FixtureMember word[] = {
    FIXTURE_TYPES, { "word/document.xml", "<x/>", 0 }, { NULL, NULL, 0 },
  };
  static const FixtureMember binary[] = {
    FIXTURE_TYPES, { "xl/workbook.bin", "x", 0 }, { NULL, NULL, 0 },
  };
  static const FixtureMember numbers[] = {
    { "Index/Document.iwa", "x", 0 }, { "preview.jpg", "x", 0 }, { NULL, NULL, 0 },
  };
  static const FixtureMember writer[] = {
    { "mimetype", "application/vnd.oasis.opendocument.text", 0 }, { "content.xml", "<x/>", 0 },
    { NULL, NULL, 0 },
  };
  g_autoptr(GByteArray) whole = fixture_pack (table, FIXTURE_OPTIONS_PLAIN, NULL);
  g_autoptr(GByteArray) flipped = fixture_pack (table, "zip:compression=store", NULL);
  struct
  {
    GByteArray *bytes;
    int code;
    const char *word;
  } rows[] = {
    { fixture_pack (others, FIXTURE_OPTIONS_PLAIN, NULL),
      CLV_IMPORT_ERROR_WRONG_KIND, "b.xlsx, c.pdf" },
    { fixture_pack (nothing, FIXTURE_OPTIONS_PLAIN, NULL), CLV_IMPORT_ERROR_EMPTY, "no files" },
    { fixture_pack (word, FIXTURE_OPTIONS_PLAIN, NULL), CLV_IMPORT_ERROR_WRONG_KIND, "Word" },
    { fixture_pack (binary, FIXTURE_OPTIONS_PLAIN, NULL), CLV_IMPORT_ERROR_WRONG_KIND, "xlsb" },
    { fixture_pack (numbers, FIXTURE_OPTIONS_PLAIN, NULL),
      CLV_IMPORT_ERROR_WRONG_KIND, "Export To" },
    { fixture_pack (writer, FIXTURE_OPTIONS_PLAIN, NULL),
      CLV_IMPORT_ERROR_WRONG_KIND, "OpenDocument text" },
    { fixture_pack (table, "zip:encryption=traditional", "secret"), CLV_IMPORT_ERROR_UNREADABLE,
      "password" },
    { fixture_pack (table, "zip:encryption=aes256", "secret"), CLV_IMPORT_ERROR_UNREADABLE,
      "password" },
    { fixture_ods (TABLE (ROW (VALUE ("1"))), "<m:manifest xmlns:m=\"m\"><m:file-entry>"
                                              "<m:encryption-data/></m:file-entry></m:manifest>"),
      CLV_IMPORT_ERROR_UNREADABLE, "password" },
    { fixture_xlsx ("", "<sheetData><row><c t=\"s\"><v>3</v></c></row></sheetData>", ""),
      CLV_IMPORT_ERROR_UNREADABLE, "damaged" },
    { fixture_xlsx ("", "<sheetData><row><c><v>3</v></row></sheetData>", ""),
      CLV_IMPORT_ERROR_UNREADABLE, "damaged" },
  };
  g_autofree char *path = NULL;
  guint8 *data;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *file = write_bytes ("refused.zip", rows[i].bytes);

      check_refused (file, NULL, rows[i].code, rows[i].word);
    }

  path = fixture_write ("cut.zip", whole->data, (gssize) whole->len - 30);
  check_refused (path, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
  data = memmem (flipped->data, flipped->len, "1.50", 4);
  g_assert_nonnull (data);
  *data = '9';
  g_free (path);
  path = fixture_write ("flipped.zip", flipped->data, flipped->len);
  check_refused (path, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
}

static void
test_ods_without_type (void)
{
  g_autofree char *content = g_strconcat (fixture_ods_begin, TABLE (ROW (VALUE ("1"))),
                                          fixture_ods_end, NULL);
  const FixtureMember members[] = {
    { "content.xml", content, 0 }, { "META-INF/manifest.xml", "<m/>", 0 }, { NULL, NULL, 0 },
  };
  g_autofree char *path = write_bytes ("untyped.ods", fixture_pack (members, FIXTURE_OPTIONS_PLAIN,
                                                                    NULL));

  check_text (path, NULL, "1\n");
}

/* Nothing is fetched and nothing grows. */
static void
test_hostile_xml (void)
{
  static const char * const sheets[] = {
    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData>"
    "<row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
    "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet><sheetData><row><c><v>1</v></c></row>"
    "</sheetData></worksheet>",
    "<worksheet><sheetData><row><c t=\"str\"><v>&file;</v></c></row></sheetData></worksheet>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      const FixtureMember members[] = {
        FIXTURE_TYPES,
        { "xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"s\" r:id=\"r1\"/>"
                             "</sheets></workbook>", 0 },
        { "xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"r1\" Type=\"/worksheet\" "
                                        "Target=\"s.xml\"/></R>", 0 },
        { "xl/s.xml", sheets[i], 0 },
        { NULL, NULL, 0 },
      };
      g_autofree char *path = write_bytes ("hostile.xlsx", fixture_pack (members,
                                                                         FIXTURE_OPTIONS_PLAIN,
                                                                         NULL));

      check_refused (path, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
    }
}

static void
test_bomb (void)
{
  gsize size = 100 << 20;
  g_autofree char *text = g_malloc (size);
  const FixtureMember members[] = { { "a.csv", text, (gssize) size }, { NULL, NULL, 0 } };
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvByteSource) source = NULL;
  g_autofree char *bytes = g_malloc (1 << 20);
  g_autofree char *path = NULL;
  guint64 n_all = 0;
  gsize n = 1;

  memset (text, '\n', size);
  path = write_bytes ("bomb.zip", fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL));
  source = clv_byte_source_new (path, NULL, "UTF-8", &error);
  g_assert_no_error (error);
  while (n > 0 && clv_byte_source_read (source, bytes, 1 << 20, &n, &error))
    n_all += n;
  g_assert_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE);
  g_assert_cmpuint (n_all, <, 80 << 20);
}

/* Named with the way to the right export. */
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
  };
  static const char * const streams[] = { "Workbook", "EncryptedPackage", "WordDocument", "Else" };
  static const char * const words[] = { "(.xls)", "password", "Word document", "Excel or Word" };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = fixture_write (rows[i].name, rows[i].bytes, rows[i].size);

      check_refused (path, NULL, CLV_IMPORT_ERROR_WRONG_KIND, rows[i].words[0]);
      check_refused (path, NULL, CLV_IMPORT_ERROR_WRONG_KIND, rows[i].words[1]);
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

typedef struct
{
  const char *code;
  int kind;
} FormatCase;

static void
test_formats (void)
{
  static const FormatCase rows[] = {
    { "General", CLV_FORMAT_NUMBER }, { "0.00", CLV_FORMAT_NUMBER },
    { "#,##0.00 [$€-407];[Red]-#,##0.00 [$€-407]", CLV_FORMAT_NUMBER },
    { "0.00E+00", CLV_FORMAT_NUMBER }, { "\"day \"0", CLV_FORMAT_NUMBER },
    { "0 \\d", CLV_FORMAT_NUMBER }, { "[Red]0", CLV_FORMAT_NUMBER }, { "@", CLV_FORMAT_NUMBER },
    { "# ?/?", CLV_FORMAT_NUMBER }, { "0_m", CLV_FORMAT_NUMBER },
    { "yyyy-mm-dd", CLV_FORMAT_DATE }, { "[$-407]d. mmmm yyyy;@", CLV_FORMAT_DATE },
    { "mmm-yy", CLV_FORMAT_DATE }, { "d/m;0", CLV_FORMAT_DATE }, { "mmmm", CLV_FORMAT_DATE },
    { "hh:mm:ss", CLV_FORMAT_TIME }, { "[h]:mm", CLV_FORMAT_TIME }, { "[mm]:ss", CLV_FORMAT_TIME },
    { "h:mm AM/PM", CLV_FORMAT_TIME }, { "dd/mm/yyyy h:mm", CLV_FORMAT_DATE_TIME },
    { "yyyy\"-\"mm\"-\"dd\"T\"hh:mm", CLV_FORMAT_DATE_TIME }, { "", CLV_FORMAT_NUMBER },
    { "\"open", CLV_FORMAT_NUMBER }, { "[open", CLV_FORMAT_NUMBER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if ((int) clv_format_kind_from_code (rows[i].code, strlen (rows[i].code)) != rows[i].kind)
        g_error ("“%s”", rows[i].code);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (xlsx_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/container/xlsx/%s", xlsx_cases[i].name);

      g_test_add_data_func (name, &xlsx_cases[i], test_xlsx);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ods_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/container/ods/%s", ods_cases[i].name);

      g_test_add_data_func (name, &ods_cases[i], test_ods);
    }
  g_test_add_func ("/import/container/ods-absurd-repeats", test_ods_absurd);
  g_test_add_func ("/import/container/same-rows", test_same_rows);
  g_test_add_func ("/import/container/sheets-asked", test_sheets_asked);
  g_test_add_func ("/import/container/ods-sheets", test_ods_sheets);
  g_test_add_func ("/import/container/ods-without-type", test_ods_without_type);
  g_test_add_func ("/import/container/gzip", test_gzip);
  g_test_add_func ("/import/container/zip", test_zip);
  g_test_add_func ("/import/container/zip-refused", test_zip_refused);
  g_test_add_func ("/import/container/hostile-xml", test_hostile_xml);
  g_test_add_func ("/import/container/bomb", test_bomb);
  g_test_add_func ("/import/container/kinds", test_kinds);
  g_test_add_func ("/import/container/cut-warned", test_cut_warned);
  g_test_add_func ("/import/container/cut-sheet", test_cut_sheet);
  g_test_add_func ("/import/container/cancel", test_cancel);
  g_test_add_func ("/import/container/plan-of-text", test_plan_of_text);
  g_test_add_func ("/import/container/formats", test_formats);

  return g_test_run ();
}
