/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "clv-export-writer.h"

#define SHEET "xl/worksheets/sheet1.xml"
#define ROW_END "</row>"
#define END_RECORD_SIZE 22
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30

/* Numbers of a zip file are little-endian and lie anywhere. */
static guint32
read_number (const guint8 *bytes,
             guint         n)
{
  guint32 number = 0;

  for (guint i = n; i > 0; i--)
    number = number << 8 | bytes[i - 1];

  return number;
}

/* The directory stands at the end, behind it only its end record. */
static const guint8 *
find_directory (const guint8 *bytes,
                gsize         size,
                guint        *n_entries)
{
  const guint8 *record = bytes + size - END_RECORD_SIZE;
  guint32 offset;

  if (size < END_RECORD_SIZE || memcmp (record, "PK\005\006", 4) != 0)
    return NULL;

  *n_entries = read_number (record + 10, 2);
  offset = read_number (record + 16, 4);

  return offset < size ? bytes + offset : NULL;
}

/* The compressed bytes of the sheet. */
static GBytes *
find_sheet (GMappedFile *file)
{
  const guint8 *bytes = (const guint8 *) g_mapped_file_get_contents (file);
  gsize size = g_mapped_file_get_length (file);
  guint n_entries = 0;
  const guint8 *entry = bytes != NULL ? find_directory (bytes, size, &n_entries) : NULL;

  for (guint i = 0; entry != NULL && i < n_entries && entry + ENTRY_SIZE <= bytes + size; i++)
    {
      guint32 packed = read_number (entry + 20, 4);
      guint32 name = read_number (entry + 28, 2);
      gsize local = read_number (entry + 42, 4);

      if (name == strlen (SHEET) && entry + ENTRY_SIZE + name <= bytes + size
          && memcmp (entry + ENTRY_SIZE, SHEET, name) == 0 && local + LOCAL_SIZE <= size)
        {
          gsize begin = local + LOCAL_SIZE + read_number (bytes + local + 26, 2)
                        + read_number (bytes + local + 28, 2);

          return begin + packed <= size ? g_bytes_new_static (bytes + begin, packed) : NULL;
        }
      entry += ENTRY_SIZE + name + read_number (entry + 30, 2) + read_number (entry + 32, 2);
    }

  return NULL;
}

/*
 * clv_sheet_count_rows:
 * @path: an XLSX file just written
 *
 * The library that writes spreadsheets keeps the rows in a temporary file and
 * does not look whether the disk took them, so the finished file is asked.
 *
 * Returns: how many rows its sheet has; 0 where it cannot be read
 */
guint64
clv_sheet_count_rows (const char *path)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr(GBytes) sheet = file != NULL ? find_sheet (file) : NULL;
  g_autoptr(GConverter) inflate = NULL;
  g_autofree char *buffer = g_malloc (65536);
  GConverterResult state = G_CONVERTER_CONVERTED;
  const char *input = NULL;
  gsize left = 0;
  gsize kept = 0;  /* a row's end may lie across two pieces */
  guint64 rows = 0;

  if (sheet == NULL)
    return 0;

  inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  input = g_bytes_get_data (sheet, &left);
  while (state == G_CONVERTER_CONVERTED)
    {
      gsize n_read = 0;
      gsize n_written = 0;
      const char *end;
      const char *at = buffer;

      state = g_converter_convert (inflate, input, left, buffer + kept, 65536 - kept,
                                   G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
      if (state == G_CONVERTER_ERROR)
        return 0;
      input += n_read;
      left -= n_read;
      end = buffer + kept + n_written;
      while ((at = memmem (at, (gsize) (end - at), ROW_END, strlen (ROW_END))) != NULL)
        {
          rows++;
          at += strlen (ROW_END);
        }
      kept = MIN ((gsize) (end - buffer), strlen (ROW_END) - 1);
      memmove (buffer, end - kept, kept);
    }

  return rows;
}
