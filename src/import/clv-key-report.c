/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-customer-key.h"
#include "clv-key-report.h"

#include <string.h>

#include "clv-cell-date.h"
#include "clv-csv-reader.h"
#include "clv-dictionary.h"
#include "clv-header.h"

/* A value that stands beside nothing yet, and one whose second companion was seen. */
#define COMPANION_NONE CLV_DICTIONARY_NONE

/* The values of one column, and beside which values of the others each stood. */
typedef struct
{
  int column;
  ClvDictionary *values;
  guint64 n_blank;
  GArray *first[CLV_KEY_COLUMNS_MAX];    /* (element-type guint32): by code, the companion */
  GArray *second[CLV_KEY_COLUMNS_MAX];   /* (element-type guint32): another one, or none */
} KeyColumn;

typedef struct
{
  const ClvImportPlan *plan;
  const char * const *names;
  guint n;
  KeyColumn keys[CLV_KEY_COLUMNS_MAX];
  gboolean has_header;
  guint64 n_rows;
  GString *scratch;
  GString *lower;
} KeyCount;

static void
key_count_clear (KeyCount *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_clear_pointer (&self->keys[i].values, clv_dictionary_unref);
      for (guint k = 0; k < self->n; k++)
        {
          g_clear_pointer (&self->keys[i].first[k], g_array_unref);
          g_clear_pointer (&self->keys[i].second[k], g_array_unref);
        }
    }
  g_string_free (self->scratch, TRUE);
  g_string_free (self->lower, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyCount, key_count_clear)

static void
key_count_init (KeyCount            *self,
                const ClvImportPlan *plan,
                const char * const  *columns)
{
  memset (self, 0, sizeof *self);
  self->plan = plan;
  self->names = columns;
  self->n = MIN (g_strv_length ((char **) columns), (guint) CLV_KEY_COLUMNS_MAX);
  self->scratch = g_string_new ("        ");
  self->lower = g_string_new (NULL);
  for (guint i = 0; i < self->n; i++)
    {
      self->keys[i].column = -1;
      self->keys[i].values = clv_dictionary_new ();
      for (guint k = 0; k < self->n; k++)
        {
          self->keys[i].first[k] = g_array_new (FALSE, FALSE, sizeof (guint32));
          self->keys[i].second[k] = g_array_new (FALSE, FALSE, sizeof (guint32));
        }
    }
}

/* As an import has them: no blanks around, no ".0" behind a whole number, no apostrophe
 * that guards against spreadsheets, addresses in lower case. */
static ClvCell
clean (KeyCount *self,
       ClvCell   cell)
{
  cell = clv_cell_trim (cell);
  if (cell.length >= 2 && cell.text[0] == '\'')
    {
      cell.text++;
      cell.length--;
    }
  if (cell.length > 2 && memcmp (cell.text + cell.length - 2, ".0", 2) == 0
      && strspn (cell.text, "0123456789") >= cell.length - 2)
    cell.length -= 2;
  if (!clv_customer_key_looks_like_mail (cell))
    return cell;

  g_string_truncate (self->lower, 0);
  for (guint32 i = 0; i < cell.length; i++)
    g_string_append_c (self->lower, g_ascii_tolower (cell.text[i]));
  cell.text = self->lower->str;

  return cell;
}

static guint32
count_cell (KeyCount    *self,
            KeyColumn   *key,
            ClvCsvSlice *slice,
            guint32      row)
{
  guint32 n = clv_csv_slice_n_cells (slice, row);
  guint32 at = (guint32) key->column;
  ClvCell cell;

  if (at >= n)
    return CLV_DICTIONARY_NONE;

  g_string_truncate (self->scratch, 8);
  cell = clv_csv_slice_cell_at (slice, clv_csv_slice_first_cell (slice, row) + at, at + 1 == n);
  cell = clean (self, clv_cell_decode (cell, slice->quote, self->scratch));
  if (clv_cell_is_missing (cell))
    return CLV_DICTIONARY_NONE;

  return clv_dictionary_add (key->values, cell.text, cell.length);
}

/* Remembers that @code stood beside @other, up to two different ones. */
static void
pair (GArray  *first,
      GArray  *second,
      guint32  code,
      guint32  other)
{
  const guint32 none = COMPANION_NONE;

  while (first->len <= code)
    {
      g_array_append_val (first, none);
      g_array_append_val (second, none);
    }
  if (g_array_index (first, guint32, code) == none)
    g_array_index (first, guint32, code) = other;
  else if (g_array_index (first, guint32, code) != other
           && g_array_index (second, guint32, code) == none)
    g_array_index (second, guint32, code) = other;
}

static void
count_row (KeyCount    *self,
           ClvCsvSlice *slice,
           guint32      row)
{
  guint32 codes[CLV_KEY_COLUMNS_MAX];

  for (guint i = 0; i < self->n; i++)
    {
      codes[i] = count_cell (self, &self->keys[i], slice, row);
      /* A full dictionary counts no more; nobody has so many customers. */
      if (codes[i] == CLV_DICTIONARY_FULL)
        codes[i] = CLV_DICTIONARY_NONE;
      else if (codes[i] == CLV_DICTIONARY_NONE)
        self->keys[i].n_blank++;
    }
  self->n_rows++;

  for (guint i = 0; i < self->n; i++)
    for (guint k = 0; k < self->n; k++)
      if (i != k && codes[i] != CLV_DICTIONARY_NONE && codes[k] != CLV_DICTIONARY_NONE)
        pair (self->keys[i].first[k], self->keys[i].second[k], codes[i], codes[k]);
}

static void
find_columns (KeyCount    *self,
              ClvCsvSlice *slice,
              guint32      row)
{
  g_autoptr(GPtrArray) names = clv_header_names (slice, row, self->plan->header_row >= 0);

  for (guint i = 0; i < self->n; i++)
    self->keys[i].column = MAX (0, clv_header_find (names, self->names[i]));
  self->has_header = TRUE;
}

static void
count_slice (KeyCount    *self,
             ClvCsvSlice *slice)
{
  const gboolean has_header = self->plan->header_row >= 0;

  for (guint32 row = 0; row < slice->marks.n_rows; row++)
    {
      if (clv_csv_slice_row_is_blank (slice, row)
          || (!self->has_header && has_header
              && clv_csv_slice_get_line (slice, row) <= (guint64) self->plan->header_row))
        continue;
      if (!self->has_header)
        {
          find_columns (self, slice, row);
          if (has_header)
            continue;
        }
      count_row (self, slice, row);
    }
}

static char *
dup_value (const KeyColumn *key,
           guint32          code)
{
  gsize length = 0;
  const char *text = clv_dictionary_get (key->values, code, &length);

  return g_utf8_make_valid (text, (gssize) length);
}

static void
key_candidate_free (gpointer data)
{
  ClvKeyCandidate *candidate = data;

  g_free (candidate->column);
  g_free (candidate);
}

static void
key_clash_free (gpointer data)
{
  ClvKeyClash *clash = data;

  for (guint i = 0; i < CLV_KEY_EXAMPLES; i++)
    {
      g_free (clash->examples[i]);
      g_free (clash->others[i]);
    }
  g_free (clash);
}

static void
add_clash (ClvKeyReport   *report,
           const KeyCount *count,
           guint           of,
           guint           to)
{
  const GArray *first = count->keys[of].first[to];
  const GArray *second = count->keys[of].second[to];
  ClvKeyClash *clash = g_new0 (ClvKeyClash, 1);

  clash->of = of;
  clash->to = to;
  for (guint32 code = 0; code < second->len; code++)
    {
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;

      if (g_array_index (second, guint32, code) == COMPANION_NONE)
        continue;
      if (clash->n < CLV_KEY_EXAMPLES)
        {
          one = dup_value (&count->keys[to], g_array_index (first, guint32, code));
          other = dup_value (&count->keys[to], g_array_index (second, guint32, code));
          clash->examples[clash->n] = dup_value (&count->keys[of], code);
          clash->others[clash->n] = g_strdup_printf ("%s, %s", one, other);
        }
      clash->n++;
    }
  if (clash->n > 0)
    g_ptr_array_add (report->clashes, clash);
  else
    key_clash_free (clash);
}

static ClvKeyReport *
make_report (const KeyCount *count)
{
  ClvKeyReport *report = g_new0 (ClvKeyReport, 1);

  report->n_rows = count->n_rows;
  report->candidates = g_ptr_array_new_with_free_func (key_candidate_free);
  report->clashes = g_ptr_array_new_with_free_func (key_clash_free);
  for (guint i = 0; i < count->n; i++)
    {
      ClvKeyCandidate *candidate = g_new0 (ClvKeyCandidate, 1);

      candidate->column = g_strdup (count->names[i]);
      candidate->n_blank = count->keys[i].n_blank;
      candidate->n_distinct = clv_dictionary_get_n (count->keys[i].values);
      g_ptr_array_add (report->candidates, candidate);
    }
  for (guint i = 0; i < count->n; i++)
    for (guint k = 0; k < count->n; k++)
      if (i != k)
        add_clash (report, count, i, k);

  return report;
}

/**
 * clv_key_report_new:
 * @path: a sales file
 * @plan: how to read it
 * @columns: (array zero-terminated=1): at most %CLV_KEY_COLUMNS_MAX columns that could say
 *   who bought
 * @progress: (nullable): learns of cancelling
 * @error: return location
 *
 * Counts over the whole file how many customers each column would give, and where two
 * columns do not agree on who is one person.
 *
 * Returns: (transfer full) (nullable): the report
 */
ClvKeyReport *
clv_key_report_new (const char           *path,
                    const ClvImportPlan  *plan,
                    const char * const   *columns,
                    const ClvProgress    *progress,
                    GError              **error)
{
  g_auto(KeyCount) count = { 0 };
  g_autoptr(ClvCsvReader) reader = NULL;
  ClvCsvSlice slice;

  g_return_val_if_fail (path != NULL && plan != NULL && columns != NULL, NULL);

  key_count_init (&count, plan, columns);
  reader = clv_csv_reader_new_for_part (path, plan->part, plan->encoding, plan->delimiter,
                                        plan->quote, clv_csv_level_best (), error);
  if (reader == NULL)
    return NULL;
  if (plan->repair_mojibake)
    clv_csv_reader_set_repair (reader);

  do
    {
      if (!clv_progress_step (progress, clv_csv_reader_get_fraction (reader), NULL, error)
          || !clv_csv_reader_next (reader, &slice, error))
        return NULL;
      count_slice (&count, &slice);
    }
  while (slice.marks.n_rows > 0);

  return make_report (&count);
}

/**
 * clv_key_report_free:
 * @self: (nullable): a report
 */
void
clv_key_report_free (ClvKeyReport *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_clear_pointer (&self->clashes, g_ptr_array_unref);
  g_free (self);
}
