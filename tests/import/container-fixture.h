/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <string.h>

/* Archives and workbooks made by the test itself. */

typedef struct
{
  const char *name;
  const char *text;
  gssize size;        /* 0: to the NUL */
} FixtureMember;

#define FIXTURE_OPTIONS_PLAIN "zip:compression=deflate"

static inline la_ssize_t
fixture_take_bytes (struct archive *archive,
                    void           *user_data,
                    const void     *bytes,
                    size_t          size)
{
  g_byte_array_append (user_data, bytes, (guint) size);

  return (la_ssize_t) size;
}

/* Packs @members, which end with a NULL name, as a ZIP archive. */
static inline GByteArray *
fixture_pack (const FixtureMember *members,
              const char          *options,
              const char          *passphrase)
{
  GByteArray *bytes = g_byte_array_new ();
  struct archive *archive = archive_write_new ();

  g_assert_cmpint (archive_write_set_format_zip (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_options (archive, options), ==, ARCHIVE_OK);
  if (passphrase != NULL)
    g_assert_cmpint (archive_write_set_passphrase (archive, passphrase), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_bytes_per_block (archive, 0), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open (archive, bytes, NULL, fixture_take_bytes, NULL), ==,
                   ARCHIVE_OK);
  for (guint i = 0; members[i].name != NULL; i++)
    {
      struct archive_entry *entry = archive_entry_new ();
      gsize size = members[i].size > 0 ? (gsize) members[i].size : strlen (members[i].text);

      archive_entry_set_pathname (entry, members[i].name);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t) size);
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, members[i].text, size), ==, size);
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);

  return bytes;
}

/* One text, compressed by a filter of libarchive. */
static inline GByteArray *
fixture_compress (int (      *add_filter )(struct archive *),
                  const char *text)
{
  GByteArray *bytes = g_byte_array_new ();
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  g_assert_cmpint (archive_write_set_format_raw (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (add_filter (archive), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_bytes_per_block (archive, 0), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open (archive, bytes, NULL, fixture_take_bytes, NULL), ==,
                   ARCHIVE_OK);
  archive_entry_set_filetype (entry, AE_IFREG);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, text, strlen (text)), ==,
                   strlen (text));
  archive_entry_free (entry);
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);

  return bytes;
}

#define FIXTURE_MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

static const char fixture_types[] =
  "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";

static const char fixture_root[] =
  "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
  "officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
  "</Relationships>";

#define FIXTURE_TYPES \
  { "[Content_Types].xml", fixture_types, 0 }, { "_rels/.rels", fixture_root, 0 }

static const char fixture_styles[] =
  "<styleSheet><numFmts count=\"3\">"
  "<numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy\\ hh:mm;@\"/>"
  "<numFmt numFmtId=\"165\" formatCode=\"[$-407]#,##0.00\\ &quot;dmy&quot;;[Red]-0.00\"/>"
  "<numFmt numFmtId=\"166\" formatCode=\"[$-F800]dddd, mmmm d, yyyy\"/></numFmts>"
  "<cellStyleXfs count=\"1\"><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs count=\"7\">"
  "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/>"
  "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"21\"/></cellXfs></styleSheet>";

/* In both ways that targets are written. */
static const char fixture_relations[] =
  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
  "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
  "relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
  "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
  "relationships/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
  "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
  "relationships/styles\" Target=\"styles.xml\"/></Relationships>";

/* A workbook of one sheet "Orders". @strings is the inside of sst, @sheet of
 * worksheet, @attributes of workbookPr. */
static inline GByteArray *
fixture_xlsx (const char *strings,
              const char *sheet,
              const char *attributes)
{
  g_autofree char *book =
    g_strdup_printf ("<?xml version=\"1.0\"?><workbook " FIXTURE_MAIN
                     " xmlns:r=\"r\"><workbookPr %s/><sheets>"
                     "<sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                     attributes);
  g_autofree char *sst = g_strdup_printf ("<sst " FIXTURE_MAIN ">%s</sst>", strings);
  g_autofree char *worksheet = g_strdup_printf ("<worksheet " FIXTURE_MAIN ">%s</worksheet>",
                                                sheet);
  const FixtureMember members[] = {
    FIXTURE_TYPES,
    { "xl/workbook.xml", book, 0 },
    { "xl/_rels/workbook.xml.rels", fixture_relations, 0 },
    { "xl/styles.xml", fixture_styles, 0 },
    { "xl/sharedStrings.xml", sst, 0 },
    { "xl/worksheets/sheet1.xml", worksheet, 0 },
    { NULL, NULL, 0 },
  };

  return fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL);
}

static const char fixture_ods_begin[] =
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
  "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
  "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
  "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">"
  "<office:body><office:spreadsheet>";
static const char fixture_ods_end[] =
  "</office:spreadsheet></office:body></office:document-content>";

/* An OpenDocument spreadsheet; @tables is the inside of office:spreadsheet. */
static inline GByteArray *
fixture_ods (const char *tables,
             const char *manifest)
{
  g_autofree char *content = g_strconcat (fixture_ods_begin, tables, fixture_ods_end, NULL);
  const FixtureMember members[] = {
    { "mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0 },
    { "content.xml", content, 0 },
    { "META-INF/manifest.xml", manifest, 0 },
    { NULL, NULL, 0 },
  };

  return fixture_pack (members, FIXTURE_OPTIONS_PLAIN, NULL);
}
