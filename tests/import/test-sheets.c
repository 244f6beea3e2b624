/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-sheet-value.h"
#include "packed-fixture.h"

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

/* What a program that calculates nothing leaves out, and what a number cannot hold. */
static void
test_notices (void)
{
  static const char sheet[] =
    "<sheetData><row><c t=\"str\"><v>customer</v></c><c t=\"str\"><v>date</v></c>"
    "<c t=\"str\"><v>amount</v></c></row>"
    "<row r=\"2\"><c><v>4012888888881881</v></c><c s=\"1\"><v>45356</v></c>"
    "<c><f>1+1</f><v>2</v></c></row>"
    "<row r=\"3\"><c><v>1.2345678901234568E+17</v></c><c s=\"1\"><v>45356</v></c>"
    "<c><f>1+1</f></c></row>"
    "<row r=\"4\"><c><v>123456789012345</v></c><c s=\"1\"><v>45356</v></c>"
    "<c><v>0.30000000000000004</v></c></row>"
    "<row r=\"5\"><c><v>1</v></c><c s=\"1\"><v>45356</v></c><c><f>A5</f><v></v></c></row>"
    "</sheetData>";
  g_autoptr(GError) error = NULL;
  g_autofree char *path = write_bytes ("made.xlsx", fixture_xlsx ("", sheet, ""));
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (detection->warnings->len, ==, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0),
                            "2 cells of “made.xlsx” have formulas"));
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 0), "the first C3"));
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 1),
                            "2 cells of “made.xlsx” hold whole numbers"));
  g_assert_nonnull (strstr (g_ptr_array_index (detection->warnings, 1), "the first A2"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (xlsx_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/sheets/xlsx/%s", xlsx_cases[i].name);

      g_test_add_data_func (name, &xlsx_cases[i], test_xlsx);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ods_cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/import/sheets/ods/%s", ods_cases[i].name);

      g_test_add_data_func (name, &ods_cases[i], test_ods);
    }
  g_test_add_func ("/import/sheets/ods-absurd-repeats", test_ods_absurd);
  g_test_add_func ("/import/sheets/ods-without-type", test_ods_without_type);
  g_test_add_func ("/import/sheets/hostile-xml", test_hostile_xml);
  g_test_add_func ("/import/sheets/formats", test_formats);
  g_test_add_func ("/import/sheets/notices", test_notices);

  return g_test_run ();
}
