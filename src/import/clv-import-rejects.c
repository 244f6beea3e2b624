/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clv-import-rejects.h"

/* Examples are for reading, not for keeping. */
#define EXAMPLE_BYTES 400

typedef struct
{
  const char *reason;  /* with one %s for the subject, or none */
  const char *repair;
  gboolean is_rule;
} RejectText;

static const RejectText texts[CLV_N_REJECTS] = {
  [CLV_REJECT_SHORT] = {
    N_("The row ends before the column “%s”."),
    N_("Complete the row, or delete it if it is a total or a note below the table."), FALSE
  },
  [CLV_REJECT_LONG] = {
    N_("The row has more cells than the header (the last column is “%s”)."),
    N_("Put quotes around the cell that contains the delimiter."), FALSE
  },
  [CLV_REJECT_NUL] = {
    N_("The row contains a NUL byte."),
    N_("The file is damaged at this place. Export it again."), FALSE
  },
  [CLV_REJECT_ENCODING] = {
    N_("The row is not valid UTF-8 text."),
    N_("Choose the encoding in which the file was saved."), FALSE
  },
  [CLV_REJECT_CUT] = {
    N_("The file ends inside a quoted cell of this row: the row is cut off."),
    N_("The file is not complete. Export or download it again."), FALSE
  },
  [CLV_REJECT_UNCLOSED] = {
    N_("A quote opens in this row and is not closed before the next row."),
    N_("Close the quote, or double it if it is part of the text."), FALSE
  },
  [CLV_REJECT_EMPTY] = {
    N_("The cell in column “%s” is empty."),
    N_("Fill in the cell, or leave the row out."), FALSE
  },
  [CLV_REJECT_NOT_DATE] = {
    N_("The cell in column “%s” is not a date in the chosen order."),
    N_("Write the date as 2025-04-23, or choose another date order."), FALSE
  },
  [CLV_REJECT_NO_SUCH_DAY] = {
    N_("The date or time in column “%s” does not exist in the calendar."),
    N_("Correct the date. If day and month are swapped, choose another date order."), FALSE
  },
  [CLV_REJECT_DATE_RANGE] = {
    N_("The date in column “%s” is before 1900 or after 2200."),
    N_("Correct the year."), FALSE
  },
  [CLV_REJECT_NOT_NUMBER] = {
    N_("The cell in column “%s” is not a number."),
    N_("Write the amount as digits with one decimal mark."), FALSE
  },
  [CLV_REJECT_OTHER_MARK] = {
    N_("The number in column “%s” uses another decimal mark than the file."),
    N_("Write all amounts with the same decimal mark, or choose the other one."), FALSE
  },
  [CLV_REJECT_TOO_LARGE] = {
    N_("The number in column “%s” is too large."),
    N_("Check whether the decimal mark is in the right place."), FALSE
  },
  [CLV_REJECT_CURRENCY] = {
    N_("The amount is not in %s, the currency of this workspace."),
    N_("Convert the amount, or import the other currency into its own workspace."), FALSE
  },
  [CLV_REJECT_REPEATED_HEADER] = {
    N_("The row repeats the header."),
    N_("Nothing: it is left over from joining files."), FALSE
  },
  [CLV_REJECT_STATUS] = {
    N_("The status “%s” is left out by the rules."),
    N_("Take the status off the list of excluded ones to keep these rows."), TRUE
  },
  [CLV_REJECT_ZERO] = {
    N_("The amount in column “%s” is zero, and the rules leave such rows out."),
    N_("Choose to keep rows of no value."), TRUE
  },
  [CLV_REJECT_REFUND] = {
    N_("The amount in column “%s” is negative, and the rules leave refunds out."),
    N_("Choose to set refunds off against purchases."), TRUE
  },
  [CLV_REJECT_CONTINUATION] = {
    N_("A further line of an order whose amount is on its first line (column “%s”)."),
    N_("Nothing: the order was counted with its first line."), TRUE
  },
  [CLV_REJECT_TWICE] = {
    N_("What is in column “%s” was in a row before, and may be in one row only."),
    N_("Keep the row that is right and delete the other."), FALSE
  },
  [CLV_REJECT_NOT_WHOLE] = {
    N_("The cell in column “%s” is not a whole number of zero or more."),
    N_("Write a count in digits, without a sign and without decimals."), FALSE
  },
  [CLV_REJECT_SUMMARY] = {
    N_("The time of the last purchase in column “%s” does not go with the other figures of the "
       "customer."),
    N_("It is between 0 and the time observed, and 0 where there are no repeat purchases."), FALSE
  },
  [CLV_REJECT_UNKNOWN_ORDER] = {
    N_("This workspace has no order of the number in column “%s”."),
    N_("Import the orders first, or choose the column that holds their numbers."), FALSE
  },
  [CLV_REJECT_ENDS_FIRST] = {
    N_("The date in column “%s” is before the one on which it began."),
    N_("Correct one of the two dates."), FALSE
  },
};

typedef struct
{
  ClvRejectKind kind;
  const char *subject;
  ClvReject *reject;
} RejectGroup;

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
};

static void
reject_clear (ClvReject *reject)
{
  if (reject == NULL)
    return;

  g_free (reject->reason);
  g_free (reject->repair);
  for (guint i = 0; i < G_N_ELEMENTS (reject->examples); i++)
    g_free (reject->examples[i]);
  g_free (reject);
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
  g_string_free (self->line, TRUE);
  g_string_free (self->scratch, TRUE);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

static ClvReject *
find_group (ClvRejects    *self,
            ClvRejectKind  kind,
            const char    *subject)
{
  RejectGroup group = { kind, subject, NULL };

  for (guint i = 0; i < self->groups->len; i++)
    {
      RejectGroup *known = &g_array_index (self->groups, RejectGroup, i);

      if (known->kind == kind && g_strcmp0 (known->subject, subject) == 0)
        return known->reject;
    }

  group.reject = g_new0 (ClvReject, 1);
  if (strstr (texts[kind].reason, "%s") != NULL)
    {
      /* The table above is the only source of the format. */
      g_auto(GStrv) parts = g_strsplit (_(texts[kind].reason), "%s", 2);

      group.reject->reason = g_strjoinv (subject != NULL ? subject : "", parts);
    }
  else
    group.reject->reason = g_strdup (_(texts[kind].reason));
  group.reject->repair = g_strdup (_(texts[kind].repair));
  group.reject->is_rule = texts[kind].is_rule;
  g_array_append_val (self->groups, group);

  return group.reject;
}

/*
 * clv_rejects_add:
 * @kind: why
 * @subject: (nullable): the column or status it is about; lives as long as @self
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
  ClvReject *reject = find_group (self, kind, subject);

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
      g_autofree char *line = g_strdup_printf ("%" PRIu64,
                                               clv_csv_slice_get_line (slice, row));

      append_row (self, slice, row);
      append_text (self, line);
      append_text (self, reject->reason);
      write_line (self);
    }
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

  return g_strcmp0 (left->subject, right->subject);
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
