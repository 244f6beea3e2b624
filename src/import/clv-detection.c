/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-byte-source.h"
#include "clv-detect.h"

#define HEAD_SIZE (1024 * 1024)
#define PREVIEW_ROWS 100
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

typedef struct
{
  const char *path;
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
  gboolean is_settled;       /* the sample is through */
  GBytes *not_utf8;          /* (nullable): where UTF-8 turned out to be wrong */
  GString *scratch;
} DetectRun;

static void
column_facts_clear (ClvColumnFacts *facts)
{
  ClvEvidence *all[] = {
    &facts->orders[0], &facts->orders[1], &facts->orders[2], &facts->either, &facts->settled,
    &facts->points, &facts->commas, &facts->either_mark,
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]->example);
  g_free (facts->ambiguous[0]);
  g_free (facts->ambiguous[1]);
  g_free (facts->not_date);
  g_free (facts->not_number);
  g_clear_pointer (&facts->distinct, clv_dictionary_unref);
  g_clear_pointer (&facts->samples, g_ptr_array_unref);
}

static void
run_forget_columns (DetectRun *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    column_facts_clear (&self->columns[i]);
  g_clear_pointer (&self->columns, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  self->n_columns = 0;
  self->n_rows = 0;
  self->is_settled = FALSE;
}

static void
detect_run_clear (DetectRun *self)
{
  run_forget_columns (self);
  g_free (self->name);
  g_free (self->format.encoding);
  g_free (self->format.encoding_because);
  g_free (self->format.delimiter_because);
  g_free (self->format.header_because);
  g_clear_pointer (&self->not_utf8, g_bytes_unref);
  if (self->scratch != NULL)
    g_string_free (self->scratch, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DetectRun, detect_run_clear)

static void
column_free (gpointer data)
{
  ClvDetectedColumn *column = data;

  g_free (column->name);
  for (guint i = 0; i < G_N_ELEMENTS (column->samples); i++)
    g_free (column->samples[i]);
  g_free (column);
}

static void
reason_free (gpointer data)
{
  ClvReason *reason = data;

  g_free (reason->value);
  g_free (reason->because);
  g_free (reason);
}

static void
question_free (gpointer data)
{
  ClvQuestion *question = data;

  g_free (question->text);
  g_ptr_array_unref (question->answers);
  g_ptr_array_unref (question->examples);
  g_free (question);
}

static ClvDetection *
detection_alloc (const char          *path,
                 const ClvImportPlan *fixed)
{
  ClvDetection *self = g_new0 (ClvDetection, 1);

  self->ref_count = 1;
  self->path = g_strdup (path);
  self->plan = fixed != NULL ? clv_import_plan_copy (fixed) : clv_import_plan_new ();
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->reasons = g_ptr_array_new_with_free_func (reason_free);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->preview = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  return self;
}

/*
 * clv_detection_add_reason:
 * @because: (transfer full): translated clause
 */
void
clv_detection_add_reason (ClvDetection *self,
                          ClvTopic      topic,
                          const char   *value,
                          char         *because)
{
  ClvReason *reason = g_new0 (ClvReason, 1);

  reason->topic = topic;
  reason->value = g_strdup (value);
  reason->because = because;
  g_ptr_array_add (self->reasons, reason);
}

/*
 * clv_detection_add_question:
 * @text: (transfer full): translated question
 *
 * Returns: (transfer none): the question, still without answers
 */
ClvQuestion *
clv_detection_add_question (ClvDetection *self,
                            ClvTopic      topic,
                            ClvField      field,
                            char         *text)
{
  ClvQuestion *question = g_new0 (ClvQuestion, 1);

  question->topic = topic;
  question->field = field;
  question->text = text;
  question->answers = g_ptr_array_new_with_free_func (g_free);
  question->examples = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->questions, question);

  return question;
}

/*
 * clv_question_add_answer:
 * @example: (transfer full): one line
 */
void
clv_question_add_answer (ClvQuestion *self,
                         const char  *id,
                         char        *example)
{
  g_ptr_array_add (self->answers, g_strdup (id));
  g_ptr_array_add (self->examples, example);
}

static gboolean
is_fixed (const DetectRun *self,
          ClvTopic         topic)
{
  return self->fixed != NULL && (self->fixed_topics & (1u << topic)) != 0;
}

static gboolean
run_find_encoding (DetectRun  *self,
                   GError    **error)
{
  g_autoptr(GBytes) head = clv_byte_source_read_head (self->path, HEAD_SIZE, error);

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
run_name_columns (DetectRun         *self,
                  const ClvCsvSlice *slice,
                  guint32            row)
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
run_add_preview (DetectRun         *self,
                 ClvDetection      *detection,
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
  g_ptr_array_add (detection->preview, cells);
}

/* Types by the sample; from here on only the columns that something still
 * depends on are looked at closely. */
static void
run_settle (DetectRun *self)
{
  self->is_settled = TRUE;
  for (guint i = 0; i < self->n_columns; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];
      const char *name = g_ptr_array_index (self->names, i);

      clv_detect_settle_type (facts);
      facts->is_weighed = (facts->type == CLV_COLUMN_DATE
                           && clv_detect_can_hold (CLV_FIELD_DATE, name))
                          || (facts->type == CLV_COLUMN_NUMBER
                              && clv_detect_can_hold (CLV_FIELD_AMOUNT, name));
    }
}

static void
run_weigh_row (DetectRun   *self,
               ClvCsvSlice *slice,
               guint32      row)
{
  guint32 first = clv_csv_slice_first_cell (slice, row);
  guint32 n_cells = clv_csv_slice_n_cells (slice, row);
  guint32 n = MIN (n_cells, self->n_columns);
  guint64 line = clv_csv_slice_get_line (slice, row);
  gboolean is_sample = !self->is_settled;

  for (guint32 i = 0; i < n; i++)
    {
      ClvColumnFacts *facts = &self->columns[i];
      ClvCell cell = clv_csv_slice_cell_at (slice, first + i, i + 1 == n_cells);

      if (facts->distinct == NULL && !facts->is_weighed && !is_sample)
        {
          facts->n_filled += cell.length > 0;
          continue;
        }
      if (slice->marks.any_quote)
        {
          g_string_truncate (self->scratch, 8);
          cell = clv_cell_decode (cell, slice->quote, self->scratch);
        }
      clv_detect_weigh_cell (facts, cell, line, is_sample);
    }
}

static void
run_weigh_slice (DetectRun    *self,
                 ClvDetection *detection,
                 ClvCsvSlice  *slice)
{
  for (guint32 row = 0; row < slice->marks.n_rows; row++)
    {
      gboolean is_blank = clv_csv_slice_row (slice, row).length == 0;

      if (self->names == NULL)
        {
          gboolean has_header = self->format.header_row >= 0;

          if (is_blank || clv_header_row_is_hint (slice, row)
              || (has_header && clv_csv_slice_get_line (slice, row)
                  <= (guint64) self->format.header_row))
            continue;
          run_name_columns (self, slice, row);
          if (has_header)
            continue;
        }
      if (is_blank || (slice->n_broken > 0 && clv_csv_slice_find_broken (slice, row) != NULL))
        continue;

      if (self->n_rows < PREVIEW_ROWS)
        run_add_preview (self, detection, slice, row);
      run_weigh_row (self, slice, row);
      self->n_rows++;
      if (self->n_rows == CLV_DETECT_SAMPLE_ROWS)
        run_settle (self);
    }
  if (slice->marks.n_rows > 0)
    detection->n_lines = clv_csv_slice_get_line (slice, slice->marks.n_rows - 1);
}

/* UTF-8 was a guess from the begin of the file. */
static gboolean
run_check_utf8 (DetectRun         *self,
                const ClvCsvSlice *slice)
{
  gsize length;

  if (!slice->marks.any_high || is_fixed (self, CLV_TOPIC_ENCODING)
      || g_ascii_strcasecmp (self->format.encoding, "UTF-8") != 0)
    return TRUE;

  length = slice->marks.ends[slice->marks.n_ends - 1];
  if (g_utf8_validate_len (slice->text, length, NULL))
    return TRUE;

  self->not_utf8 = g_bytes_new (slice->text, length);
  return FALSE;
}

static gboolean
run_report (DetectRun          *self,
            const ClvCsvReader *reader,
            GError            **error)
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
run_pass (DetectRun     *self,
          ClvDetection  *detection,
          GError       **error)
{
  char quote = is_fixed (self, CLV_TOPIC_QUOTE) ? self->fixed->quote : '"';
  g_autoptr(ClvCsvReader) reader = NULL;
  ClvCsvSlice slice;

  reader = clv_csv_reader_new (self->path, self->format.encoding, self->format.delimiter, quote,
                               clv_csv_level_best (), error);
  if (reader == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!run_report (self, reader, error) || !clv_csv_reader_next (reader, &slice, error))
        return FALSE;
      if (slice.marks.n_rows == 0)
        return TRUE;
      if (!run_check_utf8 (self, &slice))
        return TRUE;
      run_weigh_slice (self, detection, &slice);
      if (self->n_columns > CLV_HEADER_COLUMNS_MAX)
        {
          g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                       _("“%s” has %u columns; at most %d can be read. Nothing was imported. Check "
                         "the delimiter, or export fewer columns."),
                       self->name, self->n_columns, CLV_HEADER_COLUMNS_MAX);
          return FALSE;
        }
    }
}

static void
run_fill_columns (DetectRun    *self,
                  ClvDetection *detection)
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
run_tell_format (DetectRun    *self,
                 ClvDetection *detection)
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
                            g_steal_pointer (&format->encoding_because));
  clv_detection_add_reason (detection, CLV_TOPIC_DELIMITER, delimiter_label (format->delimiter),
                            g_steal_pointer (&format->delimiter_because));
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
                            g_steal_pointer (&format->header_because));
}

static void
run_decide (DetectRun    *self,
            ClvDetection *detection)
{
  ClvImportPlan *plan = detection->plan;

  if (!self->is_settled)
    run_settle (self);
  run_fill_columns (self, detection);
  run_tell_format (self, detection);
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
}

/* A plan without what is to be detected anew. */
static ClvDetection *
run_start (DetectRun *self)
{
  ClvDetection *detection = detection_alloc (self->path, self->fixed);

  if (!is_fixed (self, CLV_TOPIC_MAPPING))
    {
      for (guint i = 0; i < CLV_N_FIELDS; i++)
        clv_import_plan_set_column (detection->plan, (ClvField) i, NULL);
      g_ptr_array_set_size (detection->plan->attributes, 0);
      g_ptr_array_set_size (detection->plan->excluded_statuses, 0);
    }

  return detection;
}

/* Sniff, then one pass over the whole file; a second one only where bytes that
 * are no UTF-8 come after the first mebibyte. */
static ClvDetection *
run_all (DetectRun  *self,
         GError    **error)
{
  g_autoptr(ClvDetection) detection = run_start (self);

  if (!clv_detect_format (self->path, self->fixed, self->fixed != NULL ? self->fixed_topics : 0,
                          self->format.encoding, &self->format, error)
      || !run_pass (self, detection, error))
    return NULL;

  if (self->not_utf8 != NULL)
    {
      g_autoptr(GBytes) sample = g_steal_pointer (&self->not_utf8);

      run_forget_columns (self);
      g_clear_pointer (&self->format.encoding, g_free);
      g_clear_pointer (&self->format.encoding_because, g_free);
      g_clear_pointer (&self->format.delimiter_because, g_free);
      g_clear_pointer (&self->format.header_because, g_free);
      self->format.n_quoted = 0;
      self->format.encoding = clv_detect_encoding (sample, TRUE, &self->format.encoding_because);
      if (g_ascii_strcasecmp (self->format.encoding, "UTF-8") == 0)
        {
          g_free (self->format.encoding);
          self->format.encoding = g_strdup ("windows-1252");
        }
      return run_all (self, error);
    }

  if (self->names == NULL || self->n_rows == 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                   self->names == NULL
                   ? _("“%s” has no rows. Nothing was imported. Export it again.")
                   : _("“%s” has a header but no rows of data. Nothing was imported. Export it "
                       "again."), self->name);
      return NULL;
    }

  run_decide (self, detection);
  return g_steal_pointer (&detection);
}

/**
 * clv_detection_new:
 * @path: a file
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: a bit set of 1 << #ClvTopic: what of it to keep
 * @progress: (nullable): told how far the file is
 * @error: return location, %CLV_IMPORT_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds out how to read a delimited text file, over the whole of it, and says
 * why. What the file leaves open becomes a question.
 *
 * Returns: (transfer full) (nullable): what the importer would assume
 */
ClvDetection *
clv_detection_new (const char           *path,
                   const ClvImportPlan  *fixed,
                   guint                 fixed_topics,
                   const ClvProgress    *progress,
                   GError              **error)
{
  g_auto(DetectRun) run = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  run.path = path;
  run.fixed = fixed;
  run.fixed_topics = fixed_topics;
  run.progress = progress;
  run.name = g_filename_display_basename (path);
  run.scratch = g_string_new ("        ");
  clv_cell_date_init ();
  if (!run_find_encoding (&run, error))
    return NULL;

  return run_all (&run, error);
}

/**
 * clv_detection_ref:
 * @self: a detection
 *
 * Returns: (transfer full): @self
 */
ClvDetection *
clv_detection_ref (ClvDetection *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * clv_detection_unref:
 * @self: (nullable): a detection
 *
 * Drops a reference.
 */
void
clv_detection_unref (ClvDetection *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  clv_import_plan_free (self->plan);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->preview);
  g_free (self->preset);
  g_free (self->path);
  g_free (self);
}

/**
 * clv_detection_get_reason:
 * @self: a detection
 * @topic: which setting
 *
 * Returns: (transfer none) (nullable): why it was decided so
 */
const ClvReason *
clv_detection_get_reason (const ClvDetection *self,
                          ClvTopic            topic)
{
  for (guint i = 0; i < self->reasons->len; i++)
    {
      const ClvReason *reason = g_ptr_array_index (self->reasons, i);

      if (reason->topic == topic)
        return reason;
    }

  return NULL;
}

/**
 * clv_detection_get_question:
 * @self: a detection
 * @topic: which setting
 *
 * Returns: (transfer none) (nullable): the first open question about it
 */
const ClvQuestion *
clv_detection_get_question (const ClvDetection *self,
                            ClvTopic            topic)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      const ClvQuestion *question = g_ptr_array_index (self->questions, i);

      if (question->topic == topic)
        return question;
    }

  return NULL;
}
