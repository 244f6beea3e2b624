/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-byte-source.h"
#include "clv-error.h"
#include "container-fixture.h"
#include "import-fixture.h"

/* What the importer sees of packed files, and the words of OpenDocument tables. */

static inline char *
write_bytes (const char *name,
             GByteArray *bytes)
{
  char *path = fixture_write (name, bytes->data, bytes->len);

  g_byte_array_unref (bytes);

  return path;
}

/* The text that the importer sees. */
static inline char *
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

static inline void
check_text (const char *path,
            const char *part,
            const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = read_all (path, part, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static inline void
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
