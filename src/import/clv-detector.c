/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-byte-source.h"
#include "clv-decoder.h"
#include "clv-detect.h"
#include "clv-detect-part.h"
#include "clv-detect-text.h"
#include "clv-detector.h"

#define HEAD_SIZE (1024 * 1024)
#define PREVIEW_ROWS 100
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

struct _ClvDetector
{
  ClvPartChoice choice;
  ClvImportPlan *adapted;        /* (nullable): what is fixed where the file is not simply text */
  const char *path;              /* (unowned), as the next three */
  const ClvImportPlan *fixed;
  guint fixed_topics;
  const ClvProgress *progress;
  gint64 reported_at;
  char *name;
  ClvFormatFacts format;
  GPtrArray *names;
  ClvColumnFacts *columns;
  guint n_columns;
  guint64 n_rows;            /* of data */
  guint64 n_lines;
  GPtrArray *preview;        /* (element-type GStrv) */
  ClvTextFacts text;
  GPtrArray *warnings;       /* (element-type utf8): of the reader, when all was read */
  gboolean is_settled;       /* the sample is through */
  gboolean is_through;       /* the whole file is */
  GBytes *not_utf8;          /* (nullable): where UTF-8 turned out to be wrong */
  GString *scratch;

  /* While watching: the columns that rows of the common shape tell nothing about
   * by their shape alone, and of those that they do, which. */
  guint *open_columns;
  guint n_open_columns;
  int plain_date;            /* -1 where not weighed */
  int plain_amount;
  char plain_decimal;
  ClvDateOrder plain_order;
};

static void
detector_forget_columns (ClvDetector *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    clv_column_facts_clear (&self->columns[i]);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  self->n_columns = 0;
  self->n_rows = 0;
  self->n_lines = 0;
  self->is_settled = FALSE;
  g_ptr_array_set_size (self->preview, 0);
  g_ptr_array_set_size (self->warnings, 0);
  clv_text_facts_clear (&self->text);
}

static void
format_clear (ClvFormatFacts *format)
{
  g_free (format->encoding);
  g_free (format->encoding_because);
  g_free (format->delimiter_because);
  g_free (format->header_because);
  memset (format, 0, sizeof *format);
}

static gboolean
is_fixed (const ClvDetector *self,
          ClvTopic           topic)
{
  return self->fixed != NULL && (self->fixed_topics & (1u << topic)) != 0;
}

static const char *
detector_part (const ClvDetector *self)
{
  return self->choice.part != NULL ? self->choice.part->name : NULL;
}

static gboolean
detector_find_encoding (ClvDetector  *self,
                        GError      **error)
{
  g_autoptr(GBytes) head = NULL;

  if (clv_part_is_sheet (self->choice.list, self->choice.part))
    {
      self->format.encoding = g_strdup (self->fixed->encoding);
      self->format.encoding_because = g_strdup ("");
      return TRUE;
    }

  head = clv_byte_source_read_head (self->path, detector_part (self), HEAD_SIZE, error);
  if (head == NULL)
    return FALSE;

  if (is_fixed (self, CLV_TOPIC_ENCODING))
    {
      self->format.encoding = g_strdup (self->fixed->encoding);
      self->format.encoding_because = g_strdup (_("you chose it"));
    }
  else
    self->format.encoding = clv_detect_encoding (head, g_bytes_get_size (head) < HEAD_SIZE,
                                                 &self->format.encoding_because);

  return TRUE;
}

static void
detector_name_columns (ClvDetector         *self,
                       const ClvCsvSlice   *slice,
                       guint32              row)
{
  self->names = clv_header_names (slice, row, self->format.header_row >= 0);
  self->n_columns = self->names->len;
  self->columns = g_new0 (ClvColumnFacts, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      self->columns[i].samples = g_ptr_array_new_with_free_func (g_free);
      self->columns[i].distinct = clv_dictionary_new ();
    }
}

static void
detector_add_preview (ClvDetector       *self,
                      const ClvCsvSlice *slice,
                      guint32            row)
{
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n = clv_csv_slice_n_cells (slice, row);
  char **cells = g_new0 (char *, n + 1);

  for (guint32 i = 0; i < n; i++)
    {
      ClvCell cell = clv_csv_slice_cell_at (slice, first + i, i + 1 == n);

      g_string_truncate (self->scratch, 8);
      cell = clv_cell_decode (cell, slice->quote, self->scratch);
      cells[i] = g_utf8_make_valid (cell.text, cell.length);
    }
  g_ptr_array_add (self->preview, cells);
}

/* Numbers are dates only where somebody says that the column holds dates. */
static gboolean
detector_means_date (const ClvDetector *self,
                     const char        *name)
{
  return is_fixed (self, CLV_TOPIC_MAPPING)
         ? g_strcmp0 (self->fixed->columns[CLV_FIELD_DATE], name) == 0
         : clv_detect_is_date (name);
}

/* Types by the sample; from here on only the columns that something still
 * depends on are looked at closely. */
static void
detector_settle (ClvDetector *self)
{
  self->is_settled = TRUE;
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];
      const char *name = g_ptr_array_index (self->names, i);

      clv_detect_settle_type (facts, detector_means_date (self, name));
      facts->is_weighed = (facts->type == CLV_COLUMN_DATE
                           && clv_detect_can_hold (CLV_FIELD_DATE, name))
                          || (facts->type == CLV_COLUMN_NUMBER
                              && clv_detect_can_hold (CLV_FIELD_AMOUNT, name));
    }
}

static void
detector_weigh_cell (ClvDetector *self,
                     ClvCsvSlice *slice,
                     guint32      row,
                     guint64      line,
                     guint32      column)
{
  ClvColumnFacts *facts = &self->columns[column];
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n_cells = clv_csv_slice_n_cells (slice, row);
  ClvCell cell = clv_csv_slice_cell_at (slice, first + column, column + 1 == n_cells);

  if (facts->distinct == NULL && !facts->is_weighed && self->is_settled)
    {
      facts->n_filled += cell.length > 0;
      return;
    }

  if (slice->marks.any_quote)
    {
      g_string_truncate (self->scratch, 8);
      cell = clv_cell_decode (cell, slice->quote, self->scratch);
    }
  clv_detect_weigh_cell (facts, cell, line, !self->is_settled);
}

static void
detector_weigh_row (ClvDetector *self,
                    ClvCsvSlice *slice,
                    guint32      row)
{
  guint32 n = MIN (clv_csv_slice_n_cells (slice, row), self->n_columns);
  guint64 line = clv_csv_slice_get_line (slice, row);

  for (guint32 i = 0; i < n; i++)
    detector_weigh_cell (self, slice, row, line, i);
}

static void
detector_weigh_slice (ClvDetector *self,
                      ClvCsvSlice *slice)
{
  for (guint32 row = 0; row < slice->marks.n_rows; row++)
    {
      gboolean is_blank = clv_csv_slice_row_is_blank (slice, row);

      if (self->names == NULL)
        {
          gboolean has_header = self->format.header_row >= 0;

          if (is_blank || clv_header_row_is_hint (slice, row)
              || (has_header && clv_csv_slice_get_line (slice, row)
                  <= (guint64) self->format.header_row))
            continue;
          detector_name_columns (self, slice, row);
          if (has_header)
            continue;
        }
      if (is_blank || (slice->n_broken > 0 && clv_csv_slice_find_broken (slice, row) != NULL))
        continue;

      if (self->n_rows < PREVIEW_ROWS)
        detector_add_preview (self, slice, row);
      detector_weigh_row (self, slice, row);
      self->n_rows++;
      if (self->n_rows == CLV_DETECT_SAMPLE_ROWS)
        detector_settle (self);
    }
  if (slice->marks.n_rows > 0)
    self->n_lines = clv_csv_slice_get_line (slice, slice->marks.n_rows - 1);
}

/* UTF-8 was a guess from the begin of the file. */
static gboolean
detector_guessed_utf8 (const ClvDetector *self)
{
  return !is_fixed (self, CLV_TOPIC_ENCODING)
         && g_ascii_strcasecmp (self->format.encoding, "UTF-8") == 0;
}

static gboolean
detector_check_utf8 (ClvDetector       *self,
                     const ClvCsvSlice *slice)
{
  gsize length;

  if (!slice->marks.any_high || !detector_guessed_utf8 (self))
    return TRUE;

  length = slice->marks.ends[slice->marks.n_ends - 1];
  if (clv_utf8_is_valid (slice->text, length, NULL))
    return TRUE;

  self->not_utf8 = g_bytes_new (slice->text, length);
  return FALSE;
}

static gboolean
detector_report (ClvDetector          *self,
                 const ClvCsvReader   *reader,
                 GError              **error)
{
  gint64 now = g_get_monotonic_time ();

  if (clv_progress_is_cancelled (self->progress))
    return clv_progress_step (self->progress, 0, NULL, error);
  if (self->progress == NULL || now - self->reported_at < REPORT_INTERVAL)
    return TRUE;

  self->reported_at = now;
  return clv_progress_step (self->progress, clv_csv_reader_get_fraction (reader), NULL, error);
}

static gboolean
detector_pass (ClvDetector  *self,
               gboolean      only_sample,
               GError      **error)
{
  char quote = is_fixed (self, CLV_TOPIC_QUOTE) ? self->fixed->quote : '"';
  g_autoptr(ClvCsvReader) reader = NULL;
  ClvCsvSlice slice;

  reader = clv_csv_reader_new_for_part (self->path, detector_part (self), self->format.encoding,
                                        self->format.delimiter, quote, clv_csv_level_best (),
                                        error);
  if (reader == NULL)
    return FALSE;

  if (self->fixed != NULL && self->fixed->repair_mojibake)
    clv_csv_reader_set_repair (reader);
  while (TRUE)
    {
      if (!detector_report (self, reader, error) || !clv_csv_reader_next (reader, &slice, error))
        return FALSE;
      self->is_through = slice.marks.n_rows == 0;
      if (self->is_through)
        clv_csv_reader_add_warnings (reader, self->warnings);
      if (self->is_through || !detector_check_utf8 (self, &slice))
        return TRUE;
      clv_text_facts_see (&self->text, &slice);
      detector_weigh_slice (self, &slice);
      if (self->n_columns > CLV_HEADER_COLUMNS_MAX)
        {
          g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                       _("“%s” has %u columns; at most %d can be read. Nothing was imported. Check "
                         "the delimiter, or export fewer columns."),
                       self->name, self->n_columns, CLV_HEADER_COLUMNS_MAX);
          return FALSE;
        }
      if (only_sample && self->is_settled)
        return TRUE;
    }
}

static void
detector_fill_columns (ClvDetector    *self,
                       ClvDetection   *detection)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];
      ClvDetectedColumn *column = g_new0 (ClvDetectedColumn, 1);

      column->name = g_strdup (g_ptr_array_index (self->names, i));
      column->type = facts->type;
      column->n_filled = facts->n_filled;
      column->n_distinct = facts->n_distinct;
      for (guint k = 0; k < facts->samples->len; k++)
        column->samples[k] = g_strdup (g_ptr_array_index (facts->samples, k));
      g_ptr_array_add (detection->columns, column);
    }
}

static const char *
delimiter_label (char delimiter)
{
  if (delimiter == ';')
    return _("Semicolon");
  if (delimiter == '\t')
    return _("Tab");
  if (delimiter == '|')
    return _("Vertical bar");

  return _("Comma");
}

static void
detector_tell_format (ClvDetector    *self,
                      ClvDetection   *detection)
{
  ClvImportPlan *plan = detection->plan;
  ClvFormatFacts *format = &self->format;
  g_autofree char *header = NULL;

  g_free (plan->encoding);
  plan->encoding = g_strdup (format->encoding);
  plan->delimiter = format->delimiter;
  plan->quote = is_fixed (self, CLV_TOPIC_QUOTE) ? self->fixed->quote : '"';
  plan->header_row = format->header_row;

  clv_detection_add_reason (detection, CLV_TOPIC_ENCODING, format->encoding,
                            clv_text_facts_explain (&self->text,
                                                    g_strdup (format->encoding_because)));
  clv_detection_add_reason (detection, CLV_TOPIC_DELIMITER, delimiter_label (format->delimiter),
                            g_strdup (format->delimiter_because));
  clv_detection_add_reason (detection, CLV_TOPIC_QUOTE,
                            plan->quote != 0 ? _("Double quotes") : _("None"),
                            is_fixed (self, CLV_TOPIC_QUOTE) ? g_strdup (_("you chose it"))
                            : format->n_quoted > 0
                            ? g_strdup_printf (_("the first lines have %'" PRIu64
                                                 " of them"), format->n_quoted)
                            : g_strdup (_("it is the custom; the first lines need none")));
  header = format->header_row < 0 ? g_strdup (_("None"))
           : g_strdup_printf (_("Line %d"), format->header_row + 1);
  clv_detection_add_reason (detection, CLV_TOPIC_HEADER, header,
                            g_strdup (format->header_because));
}

static void
detector_conclude (ClvDetector  *self,
                   ClvDetection *detection)
{
  ClvImportPlan *plan = detection->plan;

  if (!self->is_settled)
    detector_settle (self);
  detector_fill_columns (self, detection);
  detector_tell_format (self, detection);
  clv_detect_map (detection, self->names, self->columns, is_fixed (self, CLV_TOPIC_MAPPING),
                  is_fixed (self, CLV_TOPIC_KIND));

  if (is_fixed (self, CLV_TOPIC_DECIMAL))
    clv_detection_add_reason (detection, CLV_TOPIC_DECIMAL,
                              plan->decimal == ',' ? _("Comma") : _("Point"),
                              g_strdup (_("you chose it")));
  else
    clv_detect_decide_decimal (detection, self->names, self->columns);
  if (is_fixed (self, CLV_TOPIC_DATE_ORDER))
    clv_detection_add_reason (detection, CLV_TOPIC_DATE_ORDER,
                              clv_date_order_get_id (plan->date_order),
                              g_strdup (_("you chose it")));
  else
    clv_detect_decide_date_order (detection, self->names, self->columns);
  clv_detect_decide_zone (detection);
}

/* Sniffs, then goes over the rows; once more only where bytes that are no UTF-8
 * come after the first mebibyte. */
static gboolean
detector_read_as (ClvDetector  *self,
                  gboolean      only_sample,
                  GError      **error)
{
  g_autoptr(GBytes) sample = NULL;

  if (!clv_detect_format (self->path, self->fixed, self->fixed != NULL ? self->fixed_topics : 0,
                          self->format.encoding, &self->format, error)
      || !detector_pass (self, only_sample, error))
    return FALSE;
  if (self->not_utf8 == NULL)
    return TRUE;

  sample = g_steal_pointer (&self->not_utf8);
  detector_forget_columns (self);
  format_clear (&self->format);
  self->format.encoding = clv_detect_encoding (sample, TRUE, &self->format.encoding_because);
  if (g_ascii_strcasecmp (self->format.encoding, "UTF-8") == 0)
    {
      g_free (self->format.encoding);
      self->format.encoding = g_strdup ("windows-1252");
    }

  return detector_read_as (self, only_sample, error);
}

/*
 * clv_detector_new:
 * @path: a file; outlives @self, as do @fixed and @progress
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: what of it to keep
 * @progress: (nullable): told how far the file is
 * @error: return location
 *
 * Looks at the encoding.
 */
ClvDetector *
clv_detector_new (const char           *path,
                  const ClvImportPlan  *fixed,
                  guint                 fixed_topics,
                  const ClvProgress    *progress,
                  GError              **error)
{
  g_autoptr(ClvDetector) self = g_new0 (ClvDetector, 1);

  self->path = path;
  self->fixed = fixed;
  self->fixed_topics = fixed_topics;
  self->progress = progress;
  self->name = g_filename_display_basename (path);
  self->preview = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->scratch = g_string_new ("        ");
  clv_cell_date_init ();
  if (!clv_part_choice_make (&self->choice, path, fixed, fixed_topics, error))
    return NULL;

  self->adapted = clv_part_choice_adapt (&self->choice, fixed, &self->fixed_topics);
  if (self->adapted != NULL)
    self->fixed = self->adapted;
  if (!detector_find_encoding (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * clv_detector_free:
 */
void
clv_detector_free (ClvDetector *self)
{
  if (self == NULL)
    return;

  detector_forget_columns (self);
  format_clear (&self->format);
  g_ptr_array_unref (self->preview);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->not_utf8, g_bytes_unref);
  g_string_free (self->scratch, TRUE);
  g_free (self->open_columns);
  g_free (self->name);
  g_clear_pointer (&self->adapted, clv_import_plan_free);
  clv_part_choice_clear (&self->choice);
  g_free (self);
}

/*
 * clv_detector_read:
 * @only_sample: stop behind the window in which the sample ends
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads the file, or its begin.
 */
gboolean
clv_detector_read (ClvDetector  *self,
                   gboolean      only_sample,
                   GError      **error)
{
  return detector_read_as (self, only_sample, error);
}

/*
 * clv_detector_is_through:
 *
 * Whether clv_detector_read() has seen the whole file.
 */
gboolean
clv_detector_is_through (const ClvDetector *self)
{
  return self->is_through;
}

static void
detector_warn (const ClvDetector *self,
               GPtrArray         *warnings)
{
  clv_text_facts_warn (&self->text, self->name, self->format.encoding, warnings);
  for (guint i = 0; i < self->warnings->len; i++)
    g_ptr_array_add (warnings, g_strdup (g_ptr_array_index (self->warnings, i)));
  clv_detect_warn_cut (warnings, self->name, self->n_lines);
}

/*
 * clv_detector_decide:
 * @error: return location, %CLV_IMPORT_ERROR_EMPTY
 *
 * What follows from what was seen so far. May be called again when more was.
 *
 * Returns: (transfer full) (nullable): the detection
 */
ClvDetection *
clv_detector_decide (ClvDetector  *self,
                     GError      **error)
{
  g_autoptr(ClvDetection) detection = NULL;

  if (self->names == NULL || self->n_rows == 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                   self->names == NULL
                   ? _("“%s” has no rows. Nothing was imported. Export it again.")
                   : _("“%s” has a header but no rows of data. Nothing was imported. Export it "
                       "again."), self->name);
      return NULL;
    }

  detection = clv_detection_alloc (self->path, self->fixed);
  if (!is_fixed (self, CLV_TOPIC_MAPPING))
    {
      for (guint i = 0; i < CLV_N_FIELDS; i++)
        clv_import_plan_set_column (detection->plan, (ClvField) i, NULL);
      g_ptr_array_set_size (detection->plan->attributes, 0);
      g_ptr_array_set_size (detection->plan->excluded_statuses, 0);
    }
  else if (is_fixed (self, CLV_TOPIC_ENCODING))
    clv_detect_follow_names (detection->plan, self->names);
  for (guint i = 0; i < self->preview->len; i++)
    g_ptr_array_add (detection->preview, g_strdupv (g_ptr_array_index (self->preview, i)));
  detection->n_lines = self->n_lines;
  detection->has_mojibake = clv_text_facts_is_damaged (&self->text);
  detector_conclude (self, detection);
  clv_part_choice_tell (&self->choice, detection);
  detector_warn (self, detection->warnings);

  return g_steal_pointer (&detection);
}

/* Whether the verdict can still depend on cells of the column that have not come
 * yet, apart from what clv_detector_watch_plain_rows() sees in their shape. */
static gboolean
is_open (const ClvDetector *self,
         guint              column)
{
  const ClvColumnFacts *facts = &self->columns[column];

  if ((int) column == self->plain_date || (int) column == self->plain_amount)
    return FALSE;

  return facts->is_weighed || facts->distinct != NULL || facts->n_filled == 0;
}

/*
 * clv_detector_watch:
 * @plan: what an import is about to assume of the file
 *
 * From here on an import reads the file and tells what comes. Only what the plan
 * depends on is still gathered; counts and examples for people are not.
 */
void
clv_detector_watch (ClvDetector         *self,
                    const ClvImportPlan *plan)
{
  int date = clv_header_find (self->names, plan->columns[CLV_FIELD_DATE]);
  int amount = clv_header_find (self->names, plan->columns[CLV_FIELD_AMOUNT]);

  self->plain_date = -1;
  self->plain_amount = -1;
  self->plain_decimal = plan->decimal;
  self->plain_order = plan->date_order;
  if (date >= 0 && self->columns[date].is_weighed && self->columns[date].type == CLV_COLUMN_DATE)
    self->plain_date = date;
  if (amount >= 0 && self->columns[amount].is_weighed
      && self->columns[amount].type == CLV_COLUMN_NUMBER)
    self->plain_amount = amount;

  self->open_columns = g_new (guint, self->n_columns);
  self->n_open_columns = 0;
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];

      /* Which values there are matters of a status; else whether there are two. */
      if (facts->n_distinct > 1 && !clv_detect_is_status (g_ptr_array_index (self->names, i)))
        g_clear_pointer (&facts->distinct, clv_dictionary_unref);
      if (is_open (self, i))
        self->open_columns[self->n_open_columns++] = i;
    }
}

/*
 * clv_detector_watch_slice:
 * @slice: the next of the import
 * @is_valid: whether it is valid UTF-8
 * @is_new: (out): whether its rows are to be told of; else they are known
 *
 * Returns: %FALSE where the plan is refuted already
 */
gboolean
clv_detector_watch_slice (ClvDetector *self,
                          ClvCsvSlice *slice,
                          gboolean     is_valid,
                          gboolean    *is_new)
{
  *is_new = slice->first_line > self->n_lines;
  if (*is_new && slice->marks.n_rows > 0)
    self->n_lines = clv_csv_slice_get_line (slice, slice->marks.n_rows - 1);

  return is_valid || !detector_guessed_utf8 (self);
}

/*
 * clv_detector_watch_row:
 * @row: any row of @slice
 *
 * Weighs the cells that something still depends on.
 */
void
clv_detector_watch_row (ClvDetector *self,
                        ClvCsvSlice *slice,
                        guint32      row)
{
  if (clv_csv_slice_row (slice, row).length > 0
      && (slice->n_broken == 0 || clv_csv_slice_find_broken (slice, row) == NULL))
    detector_weigh_row (self, slice, row);
}

static void
add_plain (ClvEvidence *evidence,
           ClvCsvSlice *slice,
           guint32      from,
           guint32      n,
           int          column)
{
  if (evidence->n == 0)
    {
      guint32 first = clv_csv_slice_first_cell (slice, from);
      guint32 n_cells = clv_csv_slice_n_cells (slice, from);

      clv_evidence_add (evidence, clv_csv_slice_get_line (slice, from),
                        clv_csv_slice_cell_at (slice, first + (guint32) column,
                                               (guint32) column + 1 == n_cells));
      n--;
    }
  evidence->n += n;
}

/* Dates of which each says something about the order of day and month. */
static void
watch_dates (ClvDetector *self,
             ClvCsvSlice *slice,
             guint32      from,
             guint32      to)
{
  ClvColumnFacts *facts = &self->columns[self->plain_date];

  for (guint32 row = from; row < to; row++)
    {
      guint32 at = clv_csv_slice_first_cell (slice, row) + (guint32) self->plain_date;
      ClvCell cell = clv_csv_slice_cell_at (slice, at, at == slice->marks.rows[row]);

      if (cell.length == 12 && *cell.text == slice->quote)
        {
          cell.text++;
          cell.length = 10;
        }
      clv_detect_weigh_numbers (facts, cell, clv_csv_slice_get_line (slice, row));
    }
}

/*
 * clv_detector_watch_plain_rows:
 * @from: a row of @slice
 * @to: behind the last
 *
 * As clv_detector_watch_row() of each row from @from to @to, which all have a
 * cell for each column, a date that clv_cell_date_fast_in() reads in the plan's order
 * and an amount that clv_cell_amount_fast() reads with its decimal mark.
 */
void
clv_detector_watch_plain_rows (ClvDetector *self,
                               ClvCsvSlice *slice,
                               guint32      from,
                               guint32      to)
{
  guint32 n = to - from;

  if (n == 0)
    return;

  if (self->plain_date >= 0 && (self->plain_order == CLV_DATE_ORDER_DMY
                                || self->plain_order == CLV_DATE_ORDER_MDY))
    watch_dates (self, slice, from, to);
  else if (self->plain_date >= 0)
    add_plain (&self->columns[self->plain_date].settled, slice, from, n, self->plain_date);
  if (self->plain_amount >= 0)
    {
      ClvColumnFacts *facts = &self->columns[self->plain_amount];

      add_plain (self->plain_decimal == ',' ? &facts->commas : &facts->points, slice, from, n,
                 self->plain_amount);
      facts->n_fractions += n;
    }
  for (guint i = 0; i < self->n_open_columns; i++)
    {
      guint column = self->open_columns[i];

      for (guint32 row = from; row < to; row++)
        detector_weigh_cell (self, slice, row, clv_csv_slice_get_line (slice, row), column);
    }
}

/*
 * clv_detector_confirms:
 * @plan: what the import assumed
 *
 * Whether the whole file gives this very plan and leaves nothing open.
 */
gboolean
clv_detector_confirms (ClvDetector         *self,
                       const ClvImportPlan *plan)
{
  g_autoptr(ClvDetection) detection = clv_detector_decide (self, NULL);
  g_autofree char *assumed = clv_import_plan_to_text (plan);
  g_autofree char *found = NULL;

  if (detection == NULL || detection->questions->len > 0)
    return FALSE;

  found = clv_import_plan_to_text (detection->plan);
  return g_str_equal (assumed, found);
}
