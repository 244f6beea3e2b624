/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-byte-source.h"
#include "clv-decoder.h"
#include "clv-detect-map.h"
#include "clv-detector-private.h"

#define HEAD_SIZE (1024 * 1024)
#define PREVIEW_ROWS 100
/* Of a file with many columns fewer rows are kept. */
#define SAMPLE_CELLS_MAX 200000
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

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
  g_ptr_array_set_size (self->sample, 0);
  self->n_sample_cells = 0;
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
detector_add_sample (ClvDetector       *self,
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
  g_ptr_array_add (self->sample, cells);
  self->n_sample_cells += n;
}

/* Numbers are dates only where somebody says that the column holds dates. */
static gboolean
detector_means_date (const ClvDetector *self,
                     const ClvPreset   *preset,
                     guint              column)
{
  const char *name = g_ptr_array_index (self->names, column);

  if (is_fixed (self, CLV_TOPIC_MAPPING))
    return g_strcmp0 (self->fixed->columns[CLV_FIELD_DATE], name) == 0;

  return clv_detect_is_date (name)
         || (preset != NULL
             && clv_preset_holds (preset, CLV_FIELD_DATE, self->names, column));
}

/* The preset that the header speaks for, whatever the user chose. */
static const ClvPreset *
detector_find_preset (const ClvDetector *self)
{
  g_autoptr(ClvPresetMatch) match = NULL;

  if (self->format.header_row < 0)
    return NULL;
  if (is_fixed (self, CLV_TOPIC_PRESET))
    return self->fixed->preset != NULL ? clv_preset_find (self->fixed->preset) : NULL;

  match = clv_preset_match_best (self->names);
  return match != NULL && match->fits ? match->preset : NULL;
}

/* Types by the sample; from here on only the columns that something still
 * depends on are looked at closely. */
static void
detector_settle (ClvDetector *self)
{
  const ClvPreset *preset = detector_find_preset (self);

  self->is_settled = TRUE;
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];
      const char *name = g_ptr_array_index (self->names, i);

      clv_detect_settle_type (facts, detector_means_date (self, preset, i));
      facts->is_weighed = (facts->type == CLV_COLUMN_DATE
                           && (clv_detect_can_hold (CLV_FIELD_DATE, name)
                               || detector_means_date (self, preset, i)))
                          || (facts->type == CLV_COLUMN_NUMBER
                              && (clv_detect_can_hold (CLV_FIELD_AMOUNT, name)
                                  || (preset != NULL
                                      && clv_preset_holds (preset, CLV_FIELD_AMOUNT, self->names,
                                                           i))));
    }
}

/*
 * clv_detector_weigh_cell:
 *
 * Gathers what a cell says about its column.
 */
void
clv_detector_weigh_cell (ClvDetector *self,
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

/*
 * clv_detector_weigh_row:
 *
 * As clv_detector_weigh_cell() of each cell of a row.
 */
void
clv_detector_weigh_row (ClvDetector *self,
                        ClvCsvSlice *slice,
                        guint32      row)
{
  guint32 n = MIN (clv_csv_slice_n_cells (slice, row), self->n_columns);
  guint64 line = clv_csv_slice_get_line (slice, row);

  for (guint32 i = 0; i < n; i++)
    clv_detector_weigh_cell (self, slice, row, line, i);
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

      if (self->n_rows < PREVIEW_ROWS
          || (!self->is_settled && self->n_sample_cells < SAMPLE_CELLS_MAX))
        detector_add_sample (self, slice, row);
      clv_detector_weigh_row (self, slice, row);
      self->n_rows++;
      if (self->n_rows == CLV_DETECT_SAMPLE_ROWS)
        detector_settle (self);
    }
  if (slice->marks.n_rows > 0)
    self->n_lines = clv_csv_slice_get_line (slice, slice->marks.n_rows - 1);
}

/*
 * clv_detector_guessed_utf8:
 *
 * Whether UTF-8 was a guess from the begin of the file.
 */
gboolean
clv_detector_guessed_utf8 (const ClvDetector *self)
{
  return !is_fixed (self, CLV_TOPIC_ENCODING)
         && g_ascii_strcasecmp (self->format.encoding, "UTF-8") == 0;
}

static gboolean
detector_check_utf8 (ClvDetector       *self,
                     const ClvCsvSlice *slice)
{
  gsize length;

  if (!slice->marks.any_high || !clv_detector_guessed_utf8 (self))
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

static gboolean
detector_conclude (ClvDetector   *self,
                   ClvDetection  *detection,
                   GError       **error)
{
  ClvDetectContext context = { detection, self->names, self->columns, self->sample, NULL, 0 };
  ClvImportPlan *plan;

  if (!self->is_settled)
    detector_settle (self);
  detector_fill_columns (self, detection);
  detector_tell_format (self, detection);
  context.fixed_topics = self->fixed != NULL ? self->fixed_topics : 0;
  if (!clv_detect_choose_preset (&context, self->name, self->fixed, error))
    return FALSE;
  clv_detect_map (&context);
  plan = detection->plan;

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
  clv_detect_answer_by_preset (&context);
  clv_detect_ask_currency (&context);
  if (!is_fixed (self, CLV_TOPIC_ZONE))
    clv_detect_decide_zone (detection);

  return TRUE;
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
  self->sample = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
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
  g_ptr_array_unref (self->sample);
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
 * clv_detector_dup_names:
 *
 * Returns: (transfer full) (element-type utf8): the columns that were seen so far
 */
GPtrArray *
clv_detector_dup_names (const ClvDetector *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->names != NULL && i < self->names->len; i++)
    g_ptr_array_add (names, g_strdup (g_ptr_array_index (self->names, i)));

  return names;
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
 * @error: return location, %CLV_IMPORT_ERROR_EMPTY or %CLV_IMPORT_ERROR_WRONG_KIND
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
      if (!is_fixed (self, CLV_TOPIC_STATUSES) && !is_fixed (self, CLV_TOPIC_RULES))
        g_ptr_array_set_size (detection->plan->excluded_statuses, 0);
    }
  else if (is_fixed (self, CLV_TOPIC_ENCODING))
    clv_detect_follow_names (detection->plan, self->names);
  for (guint i = 0; i < MIN (self->sample->len, PREVIEW_ROWS); i++)
    g_ptr_array_add (detection->preview, g_strdupv (g_ptr_array_index (self->sample, i)));
  detection->n_lines = self->n_lines;
  detection->has_mojibake = clv_text_facts_is_damaged (&self->text);
  if (!detector_conclude (self, detection, error))
    return NULL;
  clv_part_choice_tell (&self->choice, detection);
  detector_warn (self, detection->warnings);

  return g_steal_pointer (&detection);
}
