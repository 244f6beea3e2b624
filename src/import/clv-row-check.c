/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-row-check.h"

static char *
fold (const char *text,
      gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);

  return g_utf8_casefold (g_strstrip (valid), -1);
}

/*
 * clv_row_check_init:
 * @kind: why a row is left out
 * @column: its place
 * @name: its name; outlives @self, as do @values
 * @values: (nullable): any value where %NULL
 * @is_only: whether others are left out, not these
 *
 * Prepares.
 */
void
clv_row_check_init (ClvRowCheck   *self,
                    ClvRejectKind  kind,
                    int            column,
                    const char    *name,
                    GPtrArray     *values,
                    gboolean       is_only)
{
  memset (self, 0, sizeof *self);
  self->kind = kind;
  self->column = column;
  self->name = name;
  self->is_only = is_only;
  self->is_filled = values == NULL;
  self->values = values;
  self->folded = g_ptr_array_new_with_free_func (g_free);
  self->passed = g_string_new (NULL);
  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const char *value = g_ptr_array_index (values, i);

      g_ptr_array_add (self->folded, fold (value, strlen (value)));
    }
}

/*
 * clv_row_check_clear:
 */
void
clv_row_check_clear (ClvRowCheck *self)
{
  g_clear_pointer (&self->folded, g_ptr_array_unref);
  if (self->passed != NULL)
    g_string_free (self->passed, TRUE);
  self->passed = NULL;
}

/* The value of the list that the cell is, or NULL. */
static const char *
find_value (const ClvRowCheck *self,
            ClvCell            cell)
{
  g_autofree char *folded = fold (cell.text, cell.length);

  for (guint i = 0; i < self->folded->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (self->folded, i), folded))
        return g_ptr_array_index (self->values, i);
    }

  return NULL;
}

/*
 * clv_row_check_passes:
 * @cell: of its column
 * @value: (out) (optional): the value of the plan that the cell is, or %NULL
 *
 * Whether the rule lets a row with this cell through.
 */
gboolean
clv_row_check_passes (ClvRowCheck  *self,
                      ClvCell       cell,
                      const char  **value)
{
  const char *found = NULL;

  if (clv_row_check_is_known (self, cell))
    return TRUE;

  found = self->is_filled ? NULL : find_value (self, cell);
  if (value != NULL)
    *value = found;
  if (self->is_filled ? !clv_cell_is_missing (clv_cell_trim (cell))
      : (found != NULL) != self->is_only)
    return FALSE;

  g_string_truncate (self->passed, 0);
  g_string_append_len (self->passed, cell.text, cell.length);
  self->has_passed = TRUE;

  return TRUE;
}
