/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-detect-text.h"
#include "clv-header.h"

/* So many runs of characters tell enough. */
#define RUNS_MAX 10000
#define SAMPLE_LENGTH 40

/* Where the same cell comes again and again, there is no third. */
#define CELLS_MAX 1000

/*
 * clv_text_facts_clear:
 */
void
clv_text_facts_clear (ClvTextFacts *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->samples); i++)
    g_free (self->samples[i]);
  g_free (self->damaged);
  g_free (self->lost);
  memset (self, 0, sizeof *self);
}

/* The cell that byte @at of the slice is in. */
static guint32
find_cell (const ClvCsvSlice *slice,
           guint32            at)
{
  guint32 from = 0;
  guint32 to = slice->marks.n_ends;

  while (from < to)
    {
      guint32 middle = from + (to - from) / 2;

      if (slice->marks.ends[middle] < at)
        from = middle + 1;
      else
        to = middle;
    }

  return from;
}

static guint32
find_row (const ClvCsvSlice *slice,
          guint32            cell)
{
  guint32 from = 0;
  guint32 to = slice->marks.n_rows;

  while (from < to)
    {
      guint32 middle = from + (to - from) / 2;

      if (slice->marks.rows[middle] < cell)
        from = middle + 1;
      else
        to = middle;
    }

  return from;
}

/* A cell as people read it, in one line. */
static char *
dup_cell (const ClvCsvSlice *slice,
          guint32            cell)
{
  g_autoptr(GString) scratch = g_string_new (NULL);
  g_autofree char *valid = NULL;
  ClvCell text = clv_csv_slice_cell_at (slice, cell, FALSE);

  text = clv_cell_trim (clv_cell_decode (text, slice->quote, scratch));
  valid = g_utf8_make_valid (text.text, MIN (text.length, SAMPLE_LENGTH * 4));
  g_strdelimit (valid, "\r\n\t", ' ');

  return g_utf8_strlen (valid, -1) <= SAMPLE_LENGTH ? g_steal_pointer (&valid)
                                                    : g_utf8_substring (valid, 0, SAMPLE_LENGTH);
}

static void
take_samples (ClvTextFacts      *self,
              const ClvCsvSlice *slice)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (self->samples) && self->samples[n] != NULL)
    n++;
  for (guint32 at = 0; n < G_N_ELEMENTS (self->samples) && self->n_looked_at < CELLS_MAX; at++)
    {
      gboolean is_known = FALSE;
      g_autofree char *text = NULL;
      guint32 cell;

      while (at < slice->marks.ends[slice->marks.n_ends - 1] && (guchar) slice->text[at] < 0x80)
        at++;
      cell = find_cell (slice, at);
      if (cell >= slice->marks.n_ends || at >= slice->marks.ends[slice->marks.n_ends - 1])
        return;

      self->n_looked_at++;
      text = dup_cell (slice, cell);
      for (guint i = 0; i < n; i++)
        is_known |= g_str_equal (self->samples[i], text);
      if (!is_known && !g_str_is_ascii (text))
        self->samples[n++] = g_steal_pointer (&text);
      at = slice->marks.ends[cell];
    }
}

static char *
dup_example (ClvCsvSlice *slice,
             gsize        at,
             guint64     *line)
{
  guint32 cell = find_cell (slice, (guint32) at);

  *line = clv_csv_slice_get_line (slice, find_row (slice, cell));

  return dup_cell (slice, cell);
}

/*
 * clv_text_facts_see:
 * @slice: rows
 *
 * Looks at the characters beyond ASCII, as long as there is something to learn.
 */
void
clv_text_facts_see (ClvTextFacts *self,
                    ClvCsvSlice  *slice)
{
  guint64 n_damaged = self->count.n_damaged;
  guint64 n_lost = self->count.n_lost;

  if (!slice->marks.any_high || slice->marks.n_ends == 0)
    return;

  if (self->samples[G_N_ELEMENTS (self->samples) - 1] == NULL)
    take_samples (self, slice);
  if (self->count.n_runs < RUNS_MAX)
    clv_mojibake_count (&self->count, slice->text, slice->marks.ends[slice->marks.n_ends - 1]);
  if (n_damaged == 0 && self->count.n_damaged > 0)
    self->damaged = dup_example (slice, self->count.first, &self->damaged_line);
  if (n_lost == 0 && self->count.n_lost > 0)
    self->lost = dup_example (slice, self->count.first_lost, &self->lost_line);
}

/*
 * clv_text_facts_is_damaged:
 *
 * Whether so much of it is mojibake that chance does not explain it.
 */
gboolean
clv_text_facts_is_damaged (const ClvTextFacts *self)
{
  return self->count.n_damaged > 0 && self->count.n_damaged * 10 >= self->count.n_runs;
}

/*
 * clv_text_facts_explain:
 * @because: (transfer full): why the encoding was chosen
 *
 * Returns: (transfer full): the same with cells to judge it by, if there are any
 */
char *
clv_text_facts_explain (const ClvTextFacts *self,
                        char               *because)
{
  g_autofree char *reason = because;
  g_autoptr(GString) cells = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->samples) && self->samples[i] != NULL; i++)
    /* Translators: a cell of a table in quotes; several stand behind each other */
    g_string_append_printf (cells, _("%s“%s”"), i > 0 ? ", " : "", self->samples[i]);
  if (cells->len == 0)
    return g_steal_pointer (&reason);

  /* Translators: why an encoding was chosen, some cells read in it */
  return g_strdup_printf (_("%s; read so: %s"), reason, cells->str);
}

static void
warn_lost (const ClvTextFacts *self,
           const char         *name,
           GPtrArray          *warnings)
{
  g_autofree char *line = g_strdup_printf ("%'" PRIu64, self->lost_line);

  if (self->lost == NULL)
    return;

  /* Translators: a file, the number of a line, a cell of it */
  g_ptr_array_add (warnings,
                   g_strdup_printf (_("Characters of “%s” were lost before the file was saved: "
                                      "line %s has “%s”. Export it again as UTF-8, so that "
                                      "customers and columns keep their names."),
                                    name, line, self->lost));
}

/*
 * clv_text_facts_warn:
 * @name: of the file
 * @encoding: in which it is read
 * @warnings: (element-type utf8): gets a sentence
 *
 * Says where text was read in a wrong encoding before it was saved, or is in another
 * encoding than the rest of the file.
 */
void
clv_text_facts_warn (const ClvTextFacts *self,
                     const char         *name,
                     const char         *encoding,
                     GPtrArray          *warnings)
{
  gboolean is_unicode = g_ascii_strncasecmp (encoding, "UTF-", 4) == 0;
  g_autofree char *line = NULL;
  g_autofree char *repaired = NULL;

  if (is_unicode)
    warn_lost (self, name, warnings);
  if (!clv_text_facts_is_damaged (self))
    return;

  line = g_strdup_printf ("%'" PRIu64, self->damaged_line);
  repaired = g_strdup (self->damaged);
  repaired[clv_mojibake_repair (repaired, strlen (repaired))] = '\0';
  if (is_unicode)
    /* Translators: a file, the number of a line, a damaged cell, the same put right */
    g_ptr_array_add (warnings,
                     g_strdup_printf (_("Text of “%s” was opened in the wrong encoding before the "
                                        "file was saved: line %s has “%s”, which was “%s”. It can "
                                        "be repaired while it is read."),
                                      name, line, self->damaged, repaired));
  else
    /* Translators: a file, an encoding, the number of a line, a cell, the same put right */
    g_ptr_array_add (warnings,
                     g_strdup_printf (_("“%s” is not in one encoding: it is read as %s, and parts "
                                        "of it are in UTF-8. Line %s has “%s”, which is “%s”. It "
                                        "can be repaired while it is read."),
                                      name, encoding, line, self->damaged, repaired));
}

/* Two readings of the same header differ where it is not ASCII. */
static char *
get_skeleton (const char *name)
{
  GString *skeleton = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at++)
    {
      if ((guchar) *at < 0x80)
        g_string_append_c (skeleton, *at);
      else if (skeleton->len == 0 || skeleton->str[skeleton->len - 1] != '\x80')
        g_string_append_c (skeleton, '\x80');
    }

  return g_string_free (skeleton, FALSE);
}

static char *
follow_name (const char *column,
             GPtrArray  *names)
{
  g_autofree char *wanted = NULL;
  const char *found = NULL;

  if (column == NULL || clv_header_find (names, column) >= 0)
    return NULL;

  wanted = get_skeleton (column);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *skeleton = get_skeleton (g_ptr_array_index (names, i));

      if (!g_str_equal (skeleton, wanted))
        continue;
      if (found != NULL)
        return NULL;
      found = g_ptr_array_index (names, i);
    }

  return g_strdup (found);
}

/*
 * clv_detect_follow_names:
 * @plan: made under another encoding
 * @names: (element-type utf8): the columns as they are called now
 *
 * Keeps columns mapped whose names are spelled otherwise in the encoding that was
 * chosen now.
 */
void
clv_detect_follow_names (ClvImportPlan *plan,
                         GPtrArray     *names)
{
  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      g_autofree char *name = follow_name (plan->columns[i], names);

      if (name != NULL)
        clv_import_plan_set_column (plan, (ClvField) i, name);
    }
  for (guint i = 0; i < plan->filters->len; i++)
    {
      ClvImportFilter *filter = g_ptr_array_index (plan->filters, i);
      char *name = follow_name (filter->column, names);

      if (name == NULL)
        continue;
      g_free (filter->column);
      filter->column = name;
    }
  for (guint i = 0; i < plan->attributes->len; i++)
    {
      char *name = follow_name (g_ptr_array_index (plan->attributes, i), names);

      if (name == NULL)
        continue;
      g_free (g_ptr_array_index (plan->attributes, i));
      g_ptr_array_index (plan->attributes, i) = name;
    }
}
