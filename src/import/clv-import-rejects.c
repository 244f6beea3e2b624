/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clv-import-rejects.h"
#include "clv-reject-texts.h"

/* Examples are for reading, not for keeping. */
#define EXAMPLE_BYTES 400

typedef struct
{
  ClvRejectKind kind;
  ClvReject *reject;
} RejectGroup;

/* A row whose reason is known only when all rows are. */
typedef struct
{
  guint64 line;
  char *cells;      /* (nullable): as they go to the file, where there is one */
  char *example;    /* (nullable): of the first ones only */
} HeldRow;

/* Rows held with an example; a group shows three. */
#define HELD_EXAMPLES 64

/* Values that a rule does not name: further ones share a group. */
#define VALUES_MAX 20

struct _ClvRejects
{
  GArray *groups;      /* of RejectGroup */
  char *path;
  char *temporary;
  FILE *stream;
  guint n_columns;
  char delimiter;
  GString *line;
  GString *scratch;
  char currency[4];
  GArray *held;        /* of HeldRow */
};

static void
reject_clear (ClvReject *reject)
{
  if (reject == NULL)
    return;

  g_free (reject->reason);
  g_free (reject->repair);
  g_free (reject->column);
  g_free (reject->value);
  for (guint i = 0; i < G_N_ELEMENTS (reject->examples); i++)
    g_free (reject->examples[i]);
  g_free (reject);
}

static void
held_clear (gpointer data)
{
  HeldRow *held = data;

  g_free (held->cells);
  g_free (held->example);
}

/* A cell that a spreadsheet would run as a formula gets an apostrophe, which the
 * importer takes off again. A negative number is none. */
static gboolean
is_formula (ClvCell cell)
{
  if (cell.length == 0)
    return FALSE;
  if (*cell.text == '=' || *cell.text == '@' || *cell.text == '\t' || *cell.text == '\r')
    return TRUE;

  return (*cell.text == '-' || *cell.text == '+') && cell.length > 1
         && !g_ascii_isdigit (cell.text[1]) && cell.text[1] != '.' && cell.text[1] != ',';
}

static void
append_cell (ClvRejects *self,
             ClvCell     cell)
{
  g_autofree char *valid = NULL;
  gsize length = cell.length;
  const char *text = cell.text;
  gboolean needs_quotes = FALSE;
  gboolean needs_guard = is_formula (cell);

  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      valid = g_utf8_make_valid (text, (gssize) length);
      text = valid;
      length = strlen (valid);
    }
  for (gsize i = 0; i < length && !needs_quotes; i++)
    needs_quotes = text[i] == self->delimiter || text[i] == '"' || text[i] == '\n'
                   || text[i] == '\r';

  if (!needs_quotes)
    {
      if (needs_guard)
        g_string_append_c (self->line, '\'');
      g_string_append_len (self->line, text, (gssize) length);
      return;
    }

  g_string_append (self->line, needs_guard ? "\"'" : "\"");
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        g_string_append_c (self->line, '"');
      g_string_append_c (self->line, text[i]);
    }
  g_string_append_c (self->line, '"');
}

static void
append_text (ClvRejects *self,
             const char *text)
{
  ClvCell cell = { text, (guint32) strlen (text) };

  g_string_append_c (self->line, self->delimiter);
  append_cell (self, cell);
}

static void
append_row (ClvRejects  *self,
            ClvCsvSlice *slice,
            guint32      row)
{
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);
  gboolean is_broken = clv_csv_slice_find_broken (slice, row) != NULL;

  for (guint32 i = 0; i < n; i++)
    {
      ClvCell cell = clv_csv_slice_cell_at (slice, first + i, i + 1 == n);

      g_string_truncate (self->scratch, 0);
      if (i > 0)
        g_string_append_c (self->line, self->delimiter);
      append_cell (self, is_broken ? cell : clv_cell_decode (cell, slice->quote, self->scratch));
    }
  for (guint32 i = n; i < self->n_columns; i++)
    g_string_append_c (self->line, self->delimiter);
}

static void
write_line (ClvRejects *self)
{
  g_string_append_c (self->line, '\n');
  fwrite (self->line->str, 1, self->line->len, self->stream);
  g_string_truncate (self->line, 0);
}

static void
set_unwritable (GError     **error,
                const char  *path,
                int          code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
               _("The file of rejected rows “%s” cannot be written: %s. Nothing was imported. "
                 "Choose another place."),
               name, g_strerror (code));
}

static gboolean
open_file (ClvRejects  *self,
           GPtrArray   *names,
           GError     **error)
{
  int fd;

  self->temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      set_unwritable (error, self->path, errno);
      g_clear_pointer (&self->temporary, g_free);
      return FALSE;
    }

  self->stream = fdopen (fd, "w");
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      ClvCell cell = { name, (guint32) strlen (name) };

      if (i > 0)
        g_string_append_c (self->line, self->delimiter);
      append_cell (self, cell);
    }
  append_text (self, "line");
  append_text (self, "reason");
  write_line (self);

  return TRUE;
}

/*
 * clv_rejects_name_file:
 * @path: (nullable): where the rows left out shall go
 * @number: of the import, counted from 0, where several write such files
 *
 * Returns: (transfer full) (nullable): each import's own: out.csv, out-2.csv
 */
char *
clv_rejects_name_file (const char *path,
                       guint       number)
{
  const char *dot = path != NULL ? strrchr (path, '.') : NULL;

  if (path == NULL || number == 0)
    return g_strdup (path);
  if (dot == NULL || strchr (dot, G_DIR_SEPARATOR) != NULL)
    dot = path + strlen (path);

  return g_strdup_printf ("%.*s-%u%s", (int) (dot - path), path, number + 1, dot);
}

/*
 * clv_rejects_new:
 * @path: (nullable): where the rejected rows go
 * @names: (element-type utf8): the columns
 * @delimiter: of the file
 * @quote: of the file
 * @error: return location, a #GFileError
 *
 * Starts collecting.
 */
ClvRejects *
clv_rejects_new (const char  *path,
                 GPtrArray   *names,
                 char         delimiter,
                 char         quote,
                 GError     **error)
{
  g_autoptr(ClvRejects) self = g_new0 (ClvRejects, 1);

  self->groups = g_array_new (FALSE, FALSE, sizeof (RejectGroup));
  self->held = g_array_new (FALSE, FALSE, sizeof (HeldRow));
  g_array_set_clear_func (self->held, held_clear);
  self->path = g_strdup (path);
  self->n_columns = names->len;
  self->delimiter = delimiter;
  self->line = g_string_new (NULL);
  self->scratch = g_string_new (NULL);
  if (path != NULL && !open_file (self, names, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * clv_rejects_free:
 *
 * Forgets everything; a file that was not finished is removed.
 */
void
clv_rejects_free (ClvRejects *self)
{
  if (self == NULL)
    return;

  if (self->stream != NULL)
    fclose (self->stream);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  for (guint i = 0; i < self->groups->len; i++)
    reject_clear (g_array_index (self->groups, RejectGroup, i).reject);
  g_array_unref (self->groups);
  g_array_unref (self->held);
  g_string_free (self->line, TRUE);
  g_string_free (self->scratch, TRUE);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

/* Puts column and value into the sentence of the table. */
static char *
make_reason (ClvRejectKind  kind,
             const char    *column,
             const char    *value)
{
  g_auto(GStrv) parts = g_strsplit (_(clv_reject_text_get (kind)->reason), "%s", 3);
  guint n = g_strv_length (parts);

  if (n < 2)
    return g_strdup (parts[0]);
  if (n < 3)
    return g_strconcat (parts[0], column != NULL ? column : value != NULL ? value : "", parts[1],
                        NULL);

  return g_strconcat (parts[0], column != NULL ? column : "", parts[1],
                      value != NULL ? value : "", parts[2], NULL);
}

static ClvReject *
find_group (ClvRejects    *self,
            ClvRejectKind  kind,
            const char    *column,
            const char    *value)
{
  const ClvRejectText *text = clv_reject_text_get (kind);
  RejectGroup group = { kind, NULL };
  ClvReject *reject;
  guint n_values = 0;

  for (guint i = 0; i < self->groups->len; i++)
    {
      RejectGroup *known = &g_array_index (self->groups, RejectGroup, i);

      if (known->kind != kind || g_strcmp0 (known->reject->column, column) != 0)
        continue;
      if (g_strcmp0 (known->reject->value, value) == 0)
        return known->reject;
      n_values++;
    }
  if (kind == CLV_REJECT_OTHER_VALUE && n_values >= VALUES_MAX && g_strcmp0 (value, "…") != 0)
    return find_group (self, kind, column, "…");

  reject = g_new0 (ClvReject, 1);
  reject->id = text->id;
  reject->group = text->group;
  reject->column = g_strdup (column);
  reject->value = g_strdup (value);
  reject->reason = make_reason (kind, column, value);
  reject->repair = g_strdup (_(text->repair));
  reject->is_rule = text->is_rule;
  g_strlcpy (reject->currency, kind == CLV_REJECT_NO_RATE ? value : self->currency,
             sizeof reject->currency);
  group.reject = reject;
  g_array_append_val (self->groups, group);

  return reject;
}

/*
 * clv_rejects_set_currency:
 * @currency: ISO code of the run
 */
void
clv_rejects_set_currency (ClvRejects *self,
                          const char *currency)
{
  g_strlcpy (self->currency, currency, sizeof self->currency);
}

/*
 * clv_rejects_add:
 * @kind: why
 * @subject: (nullable): the column it is about
 * @slice: where the row is
 * @row: its index there
 *
 * Counts a row that is left out.
 */
void
clv_rejects_add (ClvRejects    *self,
                 ClvRejectKind  kind,
                 const char    *subject,
                 ClvCsvSlice   *slice,
                 guint32        row)
{
  clv_rejects_add_value (self, kind, subject, NULL, slice, row);
}

static void
write_reason (ClvRejects      *self,
              guint64          line_number,
              const ClvReject *reject)
{
  g_autofree char *line = g_strdup_printf ("%" PRIu64, line_number);

  append_text (self, line);
  append_text (self, reject->reason);
  write_line (self);
}

/*
 * clv_rejects_add_value:
 * @kind: why
 * @column: (nullable): the column it is about
 * @value: (nullable): what stands there, or the currency
 * @slice: where the row is
 * @row: its index there
 *
 * Counts a row that is left out.
 *
 * Returns: its group, lent until the next call
 */
ClvReject *
clv_rejects_add_value (ClvRejects    *self,
                       ClvRejectKind  kind,
                       const char    *column,
                       const char    *value,
                       ClvCsvSlice   *slice,
                       guint32        row)
{
  ClvReject *reject = find_group (self, kind, column, value);

  if (reject->n_rows < G_N_ELEMENTS (reject->lines))
    {
      ClvCell text = clv_csv_slice_row (slice, row);

      reject->lines[reject->n_rows] = clv_csv_slice_get_line (slice, row);
      reject->examples[reject->n_rows] = g_utf8_make_valid (text.text,
                                                            MIN (text.length, EXAMPLE_BYTES));
    }
  reject->n_rows++;

  if (self->stream != NULL)
    {
      append_row (self, slice, row);
      write_reason (self, clv_csv_slice_get_line (slice, row), reject);
    }

  return reject;
}

/*
 * clv_rejects_hold:
 * @slice: where the row is
 * @row: its index there
 *
 * Remembers a row of which the rest of the file says why it is left out.
 *
 * Returns: its number for clv_rejects_settle()
 */
guint
clv_rejects_hold (ClvRejects  *self,
                  ClvCsvSlice *slice,
                  guint32      row)
{
  ClvCell text = clv_csv_slice_row (slice, row);
  HeldRow held = { clv_csv_slice_get_line (slice, row), NULL, NULL };

  if (self->held->len < HELD_EXAMPLES)
    held.example = g_utf8_make_valid (text.text, MIN (text.length, EXAMPLE_BYTES));
  if (self->stream != NULL)
    {
      append_row (self, slice, row);
      held.cells = g_strndup (self->line->str, self->line->len);
      g_string_truncate (self->line, 0);
    }
  g_array_append_val (self->held, held);

  return self->held->len - 1;
}

/*
 * clv_rejects_settle:
 * @number: of clv_rejects_hold(); each once
 * @kind: why
 * @column: (nullable): the column it is about
 *
 * As clv_rejects_add() of the row.
 *
 * Returns: its group, lent until the next call
 */
ClvReject *
clv_rejects_settle (ClvRejects    *self,
                    guint          number,
                    ClvRejectKind  kind,
                    const char    *column)
{
  HeldRow *held = &g_array_index (self->held, HeldRow, number);
  ClvReject *reject = find_group (self, kind, column, NULL);

  if (reject->n_rows < G_N_ELEMENTS (reject->lines))
    {
      reject->lines[reject->n_rows] = held->line;
      reject->examples[reject->n_rows] = held->example != NULL
                                         ? g_steal_pointer (&held->example) : g_strdup ("");
    }
  reject->n_rows++;

  if (self->stream != NULL)
    {
      g_string_append (self->line, held->cells);
      write_reason (self, held->line, reject);
    }

  return reject;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const RejectGroup *left = a;
  const RejectGroup *right = b;

  if (left->reject->n_rows != right->reject->n_rows)
    return left->reject->n_rows > right->reject->n_rows ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;

  if (g_strcmp0 (left->reject->column, right->reject->column) != 0)
    return g_strcmp0 (left->reject->column, right->reject->column);

  return g_strcmp0 (left->reject->value, right->reject->value);
}

/*
 * clv_rejects_get_largest:
 *
 * Returns: (nullable): the reason that most rows were left out for
 */
const ClvReject *
clv_rejects_get_largest (ClvRejects *self)
{
  if (self->groups->len == 0)
    return NULL;

  g_array_sort (self->groups, compare_groups);

  return g_array_index (self->groups, RejectGroup, 0).reject;
}

/*
 * clv_rejects_seal:
 * @error: return location, a #GFileError
 *
 * Brings the file to the disk, still under its temporary name. After this
 * nothing can fail any more but the renaming.
 */
gboolean
clv_rejects_seal (ClvRejects  *self,
                  GError     **error)
{
  gboolean ok;

  if (self->stream == NULL)
    return TRUE;

  ok = fflush (self->stream) == 0 && !ferror (self->stream)
       && fsync (fileno (self->stream)) == 0;
  ok = fclose (self->stream) == 0 && ok;
  self->stream = NULL;
  if (!ok)
    set_unwritable (error, self->path, errno);

  return ok;
}

/*
 * clv_rejects_finish:
 * @result: where the groups go, largest first
 * @error: return location, a #GFileError
 *
 * Hands the groups over and puts the sealed file in its place.
 */
gboolean
clv_rejects_finish (ClvRejects       *self,
                    ClvImportResult  *result,
                    GError          **error)
{
  g_array_sort (self->groups, compare_groups);
  for (guint i = 0; i < self->groups->len; i++)
    {
      RejectGroup *group = &g_array_index (self->groups, RejectGroup, i);

      g_ptr_array_add (result->rejects, g_steal_pointer (&group->reject));
    }
  g_array_set_size (self->groups, 0);

  if (self->temporary != NULL && g_rename (self->temporary, self->path) != 0)
    {
      int code = errno;
      g_autofree char *name = g_filename_display_name (self->path);

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("The rows were imported, but the file of rejected rows “%s” cannot be "
                     "written: %s."),
                   name, g_strerror (code));
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);

  return TRUE;
}
