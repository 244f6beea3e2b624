/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "packed-fixture.h"

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

#define TABLE_TEXT "a,b\n1,2\n3,4\n"

static void
test_filters (void)
{
  static const struct
  {
    const char *name;
    int (*add_filter) (struct archive *);
    ClvContainer container;
    const char *id;
  } rows[] = {
    { "a.csv.bz2", archive_write_add_filter_bzip2, CLV_CONTAINER_BZIP2, "bzip2" },
    { "a.csv.xz", archive_write_add_filter_xz, CLV_CONTAINER_XZ, "xz" },
    { "a.csv.zst", archive_write_add_filter_zstd, CLV_CONTAINER_ZSTD, "zstd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GByteArray *bytes = fixture_compress (rows[i].add_filter, TABLE_TEXT);
      g_autofree char *cut = fixture_write ("cut", bytes->data, (gssize) bytes->len / 2);
      g_autofree char *path = write_bytes (rows[i].name, bytes);
      g_autoptr(ClvPartList) list = clv_part_list_new (path, 2, NULL);

      check_text (path, NULL, TABLE_TEXT);
      check_refused (path, "sheet", CLV_IMPORT_ERROR_PLAN, "no sheets");
      check_refused (cut, NULL, CLV_IMPORT_ERROR_UNREADABLE, "damaged");
      g_assert_cmpint (list->container, ==, rows[i].container);
      g_assert_cmpstr (clv_container_get_id (list->container), ==, rows[i].id);
    }
}

/* A table may begin with the letters of a mark. */
static void
test_no_filter (void)
{
  g_autofree char *path = fixture_write ("table.csv", "BZh;b\n1;2\n", -1);

  check_text (path, NULL, "BZh;b\n1;2\n");
}

#define NESTED_ROW(a, b) "<row><c t=\"str\"><v>" a "</v></c><c t=\"str\"><v>" b "</v></c></row>"

/* A workbook in an archive is read by its sheets. */
static void
test_nested (void)
{
  g_autoptr(GByteArray) book = fixture_xlsx ("", "<sheetData>" NESTED_ROW ("a", "b")
                                             NESTED_ROW ("1", "2") "</sheetData>", "");
  const FixtureMember sole[] = {
    { "in/orders.xlsx", (const char *) book->data, (gssize) book->len },
    { "in/~$orders.xlsx", "x", 0 }, { "broken.xlsx", "PK", 0 }, { NULL, NULL, 0 },
  };
  const FixtureMember both[] = {
    { "b.xlsx", (const char *) book->data, (gssize) book->len },
    { "c.csv", "a,b\n3,4\n", 0 }, { NULL, NULL, 0 },
  };
  g_autofree char *path = write_bytes ("sole.zip", fixture_pack (sole, FIXTURE_OPTIONS_PLAIN,
                                                                 NULL));
  g_autofree char *two = write_bytes ("both.zip", fixture_pack (both, FIXTURE_OPTIONS_PLAIN,
                                                                NULL));
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvDetection) detection = clv_detection_new (path, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (detection->container, ==, CLV_CONTAINER_XLSX);
  g_assert_cmpuint (detection->parts->len, ==, 1);
  g_assert_cmpstr (detection->part, ==, "in/orders.xlsx");
  g_assert_null (detection->plan->part);
  g_assert_null (clv_detection_get_reason (detection, CLV_TOPIC_ENCODING));
  check_text (path, NULL, "a,b\n1,2\n");
  check_text (path, "in/orders.xlsx", "a,b\n1,2\n");
  check_text (two, "b.xlsx", "a,b\n1,2\n");
  check_text (two, "c.csv", "a,b\n3,4\n");
  check_refused (two, NULL, CLV_IMPORT_ERROR_AMBIGUOUS, "b.xlsx, c.csv");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/archive/gzip", test_gzip);
  g_test_add_func ("/import/archive/zip", test_zip);
  g_test_add_func ("/import/archive/zip-refused", test_zip_refused);
  g_test_add_func ("/import/archive/bomb", test_bomb);
  g_test_add_func ("/import/archive/filters", test_filters);
  g_test_add_func ("/import/archive/no-filter", test_no_filter);
  g_test_add_func ("/import/archive/nested", test_nested);

  return g_test_run ();
}
