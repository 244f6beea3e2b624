/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-header.h"

/*
 * clv_header_names:
 * @slice: rows
 * @row: the header, or any row where there is none
 * @has_header: whether the row names its columns
 *
 * The columns' names. A column without a name, or with one that came before, is
 * called by its number: "#3".
 *
 * Returns: (transfer full) (element-type utf8): one name a column
 */
GPtrArray *
clv_header_names (const ClvCsvSlice *slice,
                  guint32            row,
                  gboolean           has_header)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GString) scratch = g_string_new (NULL);
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);

  for (guint32 i = 0; i < n; i++)
    {
      ClvCell cell = clv_csv_slice_cell_at (slice, first + i, i + 1 == n);
      g_autofree char *name = NULL;

      g_string_truncate (scratch, 0);
      cell = clv_cell_trim (clv_cell_decode (cell, slice->quote, scratch));
      if (has_header && cell.length > 0)
        name = g_utf8_make_valid (cell.text, cell.length);
      if (name == NULL || g_hash_table_contains (seen, name))
        {
          g_free (name);
          name = g_strdup_printf ("#%u", i + 1);
        }
      g_hash_table_add (seen, name);
      g_ptr_array_add (names, g_steal_pointer (&name));
    }

  return names;
}

/*
 * clv_header_find:
 * @names: from clv_header_names()
 * @column: (nullable): a name, or "#3"
 *
 * The column's index, or -1. An exact name wins over one that differs by case.
 */
int
clv_header_find (GPtrArray  *names,
                 const char *column)
{
  guint64 number = 0;

  if (column == NULL)
    return -1;

  for (guint i = 0; i < names->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (names, i), column))
        return (int) i;
    }
  if (column[0] == '#'
      && g_ascii_string_to_unsigned (column + 1, 10, 1, names->len, &number, NULL))
    return (int) number - 1;
  for (guint i = 0; i < names->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (names, i), column) == 0)
        return (int) i;
    }

  return -1;
}

/*
 * clv_header_row_is_hint:
 *
 * Whether the row is the "sep=;" that spreadsheets understand.
 */
gboolean
clv_header_row_is_hint (const ClvCsvSlice *slice,
                        guint32            row)
{
  ClvCell cell = clv_csv_slice_row (slice, row);

  if (cell.length >= 2 && cell.text[0] == '"' && cell.text[cell.length - 1] == '"')
    {
      cell.text++;
      cell.length -= 2;
    }

  return (cell.length == 5 || cell.length == 4)
         && g_ascii_strncasecmp (cell.text, "sep=", 4) == 0;
}
