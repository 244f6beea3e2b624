/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../import/container-fixture.h"
#include "clv-byte-source.h"
#include "clv-detection.h"
#include "fuzz.h"

/* Any bytes as a part of a workbook, or as bytes changed in an archive: listing
 * and reading end, in a table or in an error, and the text that comes out is
 * UTF-8 with whole lines. The first byte says what the rest is. */

#define OUT_MAX (8 * 1024 * 1024)

static const char sheet[] =
  "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
  "<c r=\"C1\" t=\"inlineStr\"><is><t>amount</t></is></c></row><row r=\"3\"><c r=\"A3\" t=\"str\">"
  "<v>a &amp; b</v></c><c r=\"B3\" s=\"3\"><v>45356.42</v></c><c r=\"C3\"><v>12.5</v></c></row>"
  "</sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>";
static const char strings[] = "<si><t>customer</t></si><si><r><t>da</t></r><r><t>te</t></r></si>";

const char * const fuzz_seeds[] = {
  "s<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" s=\"2\"><v>1.5E3</v></c>"
  "</row><row r=\"9\" hidden=\"1\"><c t=\"b\"><v>1</v></c><c t=\"d\"><v>2024-03-05T10:15:00</v></c>"
  "</row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
  "t<si><t>customer</t></si><si><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></si>",
  "y<numFmts><numFmt numFmtId=\"165\" formatCode=\"[$-407]dd.mm.yy\\ [hh]:mm;@&quot;x&quot;\"/>"
  "</numFmts><cellXfs><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/></cellXfs>",
  "b<workbookPr date1904=\"1\"/><sheets><sheet name=\"A &amp; B\" state=\"hidden\" r:id=\"rId1\"/>"
  "<sheet name=\"C\" r:id=\"rId1\"/></sheets>",
  "r<Relationship Id=\"rId1\" Type=\"/worksheet\" Target=\"../xl/./worksheets/sheet1.xml\"/>"
  "<Relationship Id=\"rId2\" Type=\"/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>",
  "o<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"3\">"
  "<table:table-cell office:value-type=\"float\" office:value=\"1.5\" "
  "table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"time\" "
  "office:time-value=\"PT10H15M00S\"/></table:table-row><table:table-row><table:table-cell "
  "office:value-type=\"string\" table:number-columns-spanned=\"2\"><text:p>a<text:s text:c=\"3\"/>"
  "</text:p><office:annotation/></table:table-cell><table:covered-table-cell/></table:table-row>"
  "</table:table>",
  "xAAAAAABBBBBBCCCCCC",
  "zAAAAAABBBBBBCCCCCC",
  "gAAAAAABBBBBBCCCCCC",
  "jAAAAAABBBBBBCCCCCC",
  "kAAAAAABBBBBBCCCCCC",
  "lAAAAAABBBBBBCCCCCC",
  "nAAAAAABBBBBBCCCCCC",
  NULL,
};

/* A whole member of which the inside is given, with what stands around it. */
static GByteArray *
pack_part (char        kind,
           const char *text)
{
  g_auto(GStrv) inside = g_new0 (char *, 6);
  FixtureMember members[] = {
    FIXTURE_TYPES,
    { "xl/workbook.xml", NULL, 0 },
    { "xl/_rels/workbook.xml.rels", NULL, 0 },
    { "xl/styles.xml", NULL, 0 },
    { "xl/sharedStrings.xml", NULL, 0 },
    { "xl/worksheets/sheet1.xml", NULL, 0 },
    { NULL, NULL, 0 },
  };

  inside[0] = g_strdup_printf ("<workbook xmlns:r=\"r\">%s</workbook>",
                               kind == 'b' ? text : "<sheets><sheet name=\"A\" r:id=\"rId1\"/>"
                                                    "</sheets>");
  inside[1] = g_strdup_printf ("<Relationships>%s</Relationships>", kind == 'r' ? text
                               : fuzz_seeds[4] + 1);
  inside[2] = g_strdup_printf ("<styleSheet>%s</styleSheet>", kind == 'y' ? text
                               : fuzz_seeds[2] + 1);
  inside[3] = g_strdup_printf ("<sst>%s</sst>", kind == 't' ? text : strings);
  inside[4] = g_strdup_printf ("<worksheet>%s</worksheet>", kind == 's' ? text : sheet);
  for (guint i = 0; i < 5; i++)
    members[2 + i].text = inside[i];

  return fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL);
}

/* Two letters say where, a third what. */
static void
change_bytes (GByteArray   *bytes,
              const guint8 *data,
              gsize         size)
{
  for (gsize i = 0; i + 2 < size && i < 30; i += 3)
    {
      gsize at = ((gsize) data[i] * 251 + data[i + 1]) * 7 % bytes->len;

      bytes->data[at] ^= data[i + 2];
    }
  if (size % 3 == 1)
    g_byte_array_set_size (bytes, bytes->len - data[size - 1] % bytes->len);
}

static const char plain_text[] = "customer,date,amount\na,2024-05-06,1.50\n";

/* A workbook in an archive, changed before it came there or afterwards. */
static GByteArray *
pack_nested (const guint8 *data,
             gsize         size,
             gboolean      is_inner)
{
  g_autoptr(GByteArray) book = pack_part ('x', "");
  FixtureMember members[] = {
    { "a.xlsx", NULL, 0 }, { "b.csv", plain_text, 0 }, { NULL, NULL, 0 },
  };
  GByteArray *bytes;

  if (is_inner)
    change_bytes (book, data, size);
  members[0].text = (const char *) book->data;
  members[0].size = (gssize) MAX (book->len, 1);
  bytes = fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL);
  if (!is_inner)
    change_bytes (bytes, data, size);

  return bytes;
}

static GByteArray *
pack_gzip (void)
{
  const char *text = plain_text;
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  GByteArray *bytes = g_byte_array_new ();
  gsize n_in = 0;
  gsize n_out = 0;

  g_byte_array_set_size (bytes, 1000);
  g_assert_cmpint (g_converter_convert (G_CONVERTER (compressor), text, strlen (text), bytes->data,
                                        bytes->len, G_CONVERTER_INPUT_AT_END, &n_in, &n_out, NULL),
                   ==, G_CONVERTER_FINISHED);
  g_byte_array_set_size (bytes, (guint) n_out);

  return bytes;
}

static GByteArray *
make_file (const guint8 *data,
           gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data + 1, size - 1);
  GByteArray *bytes;

  switch (data[0])
    {
    case 'o':
      return fixture_ods (text, "<m/>");

    case 'x':
    case 'g':
      bytes = data[0] == 'x' ? pack_part ('x', "") : pack_gzip ();
      change_bytes (bytes, data + 1, size - 1);
      return bytes;

    case 'j':
    case 'k':
    case 'l':
      bytes = fixture_compress (data[0] == 'j' ? archive_write_add_filter_bzip2
                                : data[0] == 'k' ? archive_write_add_filter_xz
                                : archive_write_add_filter_zstd, plain_text);
      change_bytes (bytes, data + 1, size - 1);
      return bytes;

    case 'n':
      return pack_nested (data + 1, size - 1, size % 2 == 0);

    case 'z':
      bytes = fixture_ods (fuzz_seeds[5] + 1, "<m/>");
      change_bytes (bytes, data + 1, size - 1);
      return bytes;

    default:
      return pack_part ((char) data[0], text);
    }
}

static void
read_part (const char *path,
           const char *part)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvByteSource) source = clv_byte_source_new (path, part, "UTF-8", &error);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *bytes = g_malloc (65536);
  gsize n = 1;

  g_assert_true ((source == NULL) == (error != NULL));
  while (source != NULL && n > 0 && text->len < OUT_MAX)
    {
      if (!clv_byte_source_read (source, bytes, 65536, &n, &error))
        {
          g_assert_nonnull (error);
          return;
        }
      g_string_append_len (text, bytes, (gssize) n);
    }
  if (source == NULL || text->len >= OUT_MAX || !clv_byte_source_is_sheet (source))
    return;

  g_assert_true (g_utf8_validate_len (text->str, text->len, NULL));
  g_assert_true (text->len > 0 && text->str[text->len - 1] == '\n');
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  static int fd = -1;
  static char *path;
  g_autoptr(GByteArray) bytes = NULL;
  g_autoptr(ClvDetection) detection = NULL;
  g_autoptr(GError) error = NULL;

  if (size == 0)
    return 0;
  if (fd < 0)
    {
      fd = memfd_create ("fuzz-container", 0);
      g_assert_cmpint (fd, >=, 0);
      path = g_strdup_printf ("/proc/self/fd/%d", fd);
    }

  bytes = make_file (data, size);
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_true (pwrite (fd, bytes->data, bytes->len, 0) == (gssize) bytes->len);
  detection = clv_detection_new (path, NULL, 0, NULL, &error);
  g_assert_true ((detection == NULL) == (error != NULL));
  for (guint i = 0; detection != NULL && i < MIN (detection->parts->len, 3); i++)
    read_part (path, ((ClvPart *) g_ptr_array_index (detection->parts, i))->name);
  read_part (path, NULL);

  return 0;
}
