/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "clv-cancel-scope.h"
#include "clv-detect-part.h"
#include "clv-detect-text.h"
#include "clv-detector.h"
#include "clv-error.h"
#include "clv-import-pump.h"
#include "clv-import-rows.h"
#include "clv-import-totals.h"
#include "clv-import.h"
#include "clv-money.h"
#include "clv-record-taker.h"

/* At most twenty reports a second. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

typedef struct
{
  const ClvImportPlan *plan;
  const ClvProgress *progress;
  const char *path;
  char *name;               /* for messages */
  char *currency;
  GTimeZone *zone;
  gint64 reported_at;

  ClvCsvReader *reader;
  ClvImportPump *pump;
  ClvCsvSlice slice;
  guint32 first_row;        /* of the data, in the first slice with data */
  guint64 n_rows;           /* of the file, the header and empty ones too */
  GPtrArray *names;
  char *header;             /* (nullable) */
  int columns[CLV_N_FIELDS];

  ClvTextFacts text;        /* of the begin of the file */
  ClvImportHead head;
  ClvImportSink *sink;
  ClvRecordLayout records;  /* of what is neither orders nor customers */
  ClvImportResult *result;
  ClvRejects *rejects;
  ClvDetector *watcher;     /* (nullable) (unowned): sees on the way whether the plan is right */
} ImportRun;

static void
import_run_clear (ImportRun *self)
{
  g_free (self->name);
  g_free (self->currency);
  g_free (self->header);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  clv_text_facts_clear (&self->text);
  g_clear_pointer (&self->pump, clv_import_pump_free);
  g_clear_pointer (&self->reader, clv_csv_reader_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->result, clv_import_result_free);
  g_clear_pointer (&self->rejects, clv_rejects_free);
  g_clear_pointer (&self->head.customers, clv_dictionary_unref);
  g_clear_pointer (&self->head.products, clv_dictionary_unref);
  for (guint i = 0; i < self->head.n_attributes; i++)
    clv_dictionary_unref (self->head.attribute_values[i]);
  g_free (self->head.attribute_values);
  clv_record_layout_clear (&self->records);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImportRun, import_run_clear)

static gboolean
run_choose_currency (ImportRun   *self,
                     const char  *workspace_currency,
                     GError     **error)
{
  const char *wanted = self->plan->currency != NULL ? self->plan->currency : workspace_currency;

  self->currency = g_ascii_strup (wanted != NULL ? wanted : "", -1);
  if (!clv_currency_is_valid (self->currency))
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("“%s” is not a currency. Nothing was imported. Give a code of three letters, "
                     "such as EUR."), self->currency);
      return FALSE;
    }
  if (workspace_currency != NULL && g_ascii_strcasecmp (workspace_currency, self->currency) != 0)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
                   _("The amounts of “%s” are in %s, and this workspace counts in %s. Nothing was "
                     "imported. Convert them, or open a workspace in %s."),
                   self->name, self->currency, workspace_currency, self->currency);
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_choose_zone (ImportRun   *self,
                 const char  *time_zone,
                 GError     **error)
{
  if (time_zone == NULL)
    return TRUE;

  self->zone = g_time_zone_new_identifier (time_zone);
  if (self->zone != NULL)
    return TRUE;

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("The time zone “%s” is not known here. Nothing was imported. Give a name such as "
                 "Europe/Berlin."), time_zone);
  return FALSE;
}

/* Finds the header and the first row of data. */
static gboolean
run_find_data (ImportRun  *self,
               GError    **error)
{
  gboolean has_header = self->plan->header_row >= 0;

  while (clv_import_pump_next (self->pump, &self->slice, error))
    {
      ClvCsvSlice *slice = &self->slice;
      guint32 row = 0;

      self->n_rows += slice->marks.n_rows;
      if (slice->marks.n_rows == 0)
        {
          g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                       _("“%s” has no rows of data. Nothing was imported. Export it again, or "
                         "choose another line as the header."), self->name);
          return FALSE;
        }

      while (row < slice->marks.n_rows && has_header
             && clv_csv_slice_get_line (slice, row) <= (guint64) self->plan->header_row)
        row++;
      while (row < slice->marks.n_rows && !has_header
             && (clv_csv_slice_row_is_blank (slice, row)
                 || clv_header_row_is_hint (slice, row)))
        row++;
      if (row == slice->marks.n_rows)
        continue;

      self->names = clv_header_names (slice, row, has_header);
      if (has_header)
        {
          ClvCell text = clv_csv_slice_row (slice, row);

          self->header = g_strndup (text.text, text.length);
        }
      self->first_row = has_header ? row + 1 : row;
      clv_text_facts_see (&self->text, slice);
      return TRUE;
    }

  return FALSE;
}

static gboolean
run_find_column (ImportRun   *self,
                 const char  *label,
                 const char  *column,
                 int         *index,
                 GError     **error)
{
  *index = clv_header_find (self->names, column);
  if (*index >= 0)
    return TRUE;

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
               _("“%s” has no column “%s” (%s). Nothing was imported. Choose the column that holds "
                 "it."), self->name, column, label);
  return FALSE;
}

static gboolean
run_map (ImportRun  *self,
         GError    **error)
{
  int unused = 0;
  gboolean lacks_customer = FALSE;

  if (self->names->len > CLV_HEADER_COLUMNS_MAX)
    {
      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_TOO_LARGE,
                   _("“%s” has %u columns; at most %d can be read. Nothing was imported. Check the "
                     "delimiter, or export fewer columns."),
                   self->name, self->names->len, CLV_HEADER_COLUMNS_MAX);
      return FALSE;
    }

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      const char *column = self->plan->columns[i];
      const char *label = clv_import_field_get_label ((ClvField) i);

      self->columns[i] = -1;
      if (clv_import_plan_lacks (self->plan, (ClvField) i))
        {
          lacks_customer |= i == CLV_FIELD_CUSTOMER;
          if (i == CLV_FIELD_CUSTOMER && self->plan->kind == CLV_IMPORT_KIND_ORDERS)
            continue;
          g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                       _("No column of “%s” was chosen for: %s. Nothing was imported. Choose the "
                         "column that holds it."), self->name, label);
          return FALSE;
        }
      if (column != NULL && !run_find_column (self, label, column, &self->columns[i], error))
        return FALSE;
    }

  for (guint i = 0; self->plan->kind == CLV_IMPORT_KIND_ORDERS
       && i < self->plan->filters->len; i++)
    {
      const ClvImportFilter *filter = g_ptr_array_index (self->plan->filters, i);

      if (!run_find_column (self, _("Filter"), filter->column, &unused, error))
        return FALSE;
    }
  if (lacks_customer)
    {
      clv_import_set_no_customers (error, self->path, self->plan, self->currency, self->progress);
      return FALSE;
    }

  for (guint i = 0; self->plan->kind == CLV_IMPORT_KIND_CUSTOMERS
       && i < self->plan->attributes->len; i++)
    {
      if (!run_find_column (self, _("Attribute"), g_ptr_array_index (self->plan->attributes, i),
                            &unused, error))
        return FALSE;
    }

  return TRUE;
}

static void
run_fill_head (ImportRun *self)
{
  ClvImportHead *head = &self->head;

  head->plan = self->plan;
  head->path = self->path;
  head->currency = self->currency;
  head->customers = clv_dictionary_new ();
  if (clv_import_kind_is_record (self->plan->kind))
    {
      clv_record_layout_init (&self->records, self->plan->kind, self->columns);
      head->records = &self->records;
      return;
    }
  if (self->plan->kind == CLV_IMPORT_KIND_ORDERS)
    {
      if (self->columns[CLV_FIELD_PRODUCT] >= 0)
        head->products = clv_dictionary_new ();
      return;
    }

  head->n_attributes = self->plan->attributes->len;
  head->attribute_names = (const char * const *) self->plan->attributes->pdata;
  head->attribute_values = g_new0 (ClvDictionary *, MAX (head->n_attributes, 1));
  for (guint i = 0; i < head->n_attributes; i++)
    head->attribute_values[i] = clv_dictionary_new ();
}

static gboolean
run_report (ImportRun  *self,
            GError    **error)
{
  gint64 now = g_get_monotonic_time ();

  if (clv_progress_is_cancelled (self->progress))
    return clv_progress_step (self->progress, 0, NULL, error);
  if (self->progress == NULL || now - self->reported_at < REPORT_INTERVAL)
    return TRUE;

  self->reported_at = now;
  return clv_progress_step (self->progress, clv_import_pump_get_fraction (self->pump),
                            NULL, error);
}

static gboolean
run_take_all (ImportRun    *self,
              ClvRowTaker  *taker,
              GError      **error)
{
  guint32 from = self->first_row;

  do
    {
      if (!clv_row_taker_take (taker, &self->slice, from, error)
          || taker->is_refuted
          || !run_report (self, error)
          || !clv_import_pump_next (self->pump, &self->slice, error))
        return FALSE;
      from = 0;
      self->n_rows += self->slice.marks.n_rows;
    }
  while (self->slice.marks.n_rows > 0);

  return clv_row_taker_finish (taker, error);
}

/* A file of which most rows fail at the same column is read wrongly: taking the
 * rest would give figures that look right. */
static gboolean
run_check (ImportRun          *self,
           const ClvRowTaker  *taker,
           GError            **error)
{
  const ClvReject *largest;

  for (guint i = 0; i < CLV_N_FIELDS; i++)
    {
      if (taker->n_failed[i] * 2 <= self->result->rows_read)
        continue;

      g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                   i == CLV_FIELD_DATE || i == CLV_FIELD_TIME
                   ? _("The column “%s” of “%s” does not hold dates in the chosen order: line %"
                       PRIu64 " has “%s”. Nothing was imported. Choose another column or "
                              "another date order.")
                   : _("The column “%s” of “%s” does not hold amounts with the chosen decimal "
                       "mark: line %" PRIu64 " has “%s”. Nothing was imported. Choose "
                                             "another column or another decimal mark."),
                   taker->names[i], self->name, taker->failed_lines[i],
                   taker->failed_examples[i] != NULL ? taker->failed_examples[i] : "");
      return FALSE;
    }

  if (self->result->rows_kept > 0)
    return TRUE;

  largest = clv_rejects_get_largest (self->rejects);
  if (largest != NULL && self->plan->kind == CLV_IMPORT_KIND_ORDERS
      && g_str_equal (largest->group, "customer"))
    clv_import_set_no_customers (error, self->path, self->plan, self->currency, self->progress);
  else if (largest == NULL)
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_EMPTY,
                 _("“%s” has a header but no rows of data. Nothing was imported. Export it again."),
                 self->name);
  else
    g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_MAPPING,
                 _("None of the %" PRIu64 " rows of “%s” can be used. Line %"
                   PRIu64 ": %s Nothing was imported. %s"),
                 self->result->rows_read, self->name, largest->lines[0], largest->reason,
                 largest->repair);
  return FALSE;
}

/* FALSE without an error: rows beyond the sample say that the plan is another. */
static gboolean
run_confirm (const ImportRun *self)
{
  return self->watcher == NULL || clv_detector_confirms (self->watcher, self->plan);
}

/* The sink gives the key when it has begun. */
static gboolean
run_take_secret (ImportRun            *self,
                 const ClvImportSink  *sink,
                 ClvCustomerKey       *key,
                 GError              **error)
{
  if (self->plan->key != CLV_KEY_HASHED)
    return TRUE;
  if (sink->has_secret)
    {
      key->secret = sink->secret;
      return TRUE;
    }

  g_set_error (error, CLV_IMPORT_ERROR, CLV_IMPORT_ERROR_PLAN,
               _("The customers of “%s” cannot be hashed here, because there is no key to hash "
                 "them with. Nothing was imported. Keep customers as they are written."),
               self->name);
  return FALSE;
}

static gboolean
run_take_records (ImportRun       *self,
                  ClvRecordTaker  *taker,
                  GError         **error)
{
  guint32 from = self->first_row;

  do
    {
      if (!clv_record_taker_take (taker, &self->slice, from, error)
          || !run_report (self, error)
          || !clv_import_pump_next (self->pump, &self->slice, error))
        return FALSE;
      from = 0;
      self->n_rows += self->slice.marks.n_rows;
    }
  while (self->slice.marks.n_rows > 0);

  return clv_record_taker_flush (taker, error);
}

/* Rows that are neither orders nor customers. */
static gboolean
run_records (ImportRun  *self,
             GError    **error)
{
  g_auto(ClvRecordTaker) taker = { 0 };

  run_fill_head (self);
  clv_record_taker_init (&taker, &self->head, self->zone, self->names, self->columns);
  taker.sink = self->sink;
  taker.result = self->result;
  taker.rejects = self->rejects;
  taker.header = self->header;

  if (!self->sink->begin (self->sink, &self->head, error))
    return FALSE;
  if (!run_take_secret (self, self->sink, &taker.customer_key, error)
      || !run_take_records (self, &taker, error)
      || !clv_record_taker_check (&taker, self->name, error)
      || !clv_rejects_seal (self->rejects, error)
      || !run_report (self, error))
    {
      self->sink->abort (self->sink);
      return FALSE;
    }
  clv_record_taker_finish (&taker);

  return self->sink->finish (self->sink, self->result, error);
}

static gboolean
run_into_sink (ImportRun      *self,
               ClvImportSink  *sink,
               GError        **error)
{
  g_autoptr(ClvImportBlock) block = NULL;
  g_auto(ClvRowTaker) taker = { 0 };
  GError *failure = NULL;

  run_fill_head (self);
  block = clv_import_block_new (self->pump, self->result, &self->head, self->zone);
  clv_row_taker_init (&taker, &self->head, self->names, self->columns);
  taker.block = block;
  taker.result = self->result;
  taker.rejects = self->rejects;
  taker.header = self->header;
  taker.header_length = self->header != NULL ? strlen (self->header) : 0;
  taker.watcher = self->watcher;

  if (!clv_import_pump_begin (self->pump, &self->head, error))
    return FALSE;
  if (!run_take_secret (self, sink, &taker.key, &failure)
      || !run_take_all (self, &taker, &failure)
      || !run_check (self, &taker, &failure)
      || !run_confirm (self)
      || !clv_rejects_seal (self->rejects, &failure)
      || !clv_import_pump_drain (self->pump, &failure)
      || !run_report (self, &failure))
    {
      clv_import_pump_drain (self->pump, &failure);
      clv_import_pump_abort (self->pump);
      if (failure != NULL)
        g_propagate_error (error, failure);
      return FALSE;
    }

  clv_row_taker_tell (&taker, self->name);
  clv_import_block_finish (block);
  self->result->n_attributes = self->head.n_attributes;

  return clv_import_pump_finish (self->pump, self->result, error);
}

/* What the file itself makes doubtful, whatever its rows say. */
static void
run_warn_file (ImportRun *self)
{
  GPtrArray *warnings = self->result->warnings;

  clv_text_facts_warn (&self->text, self->name, self->plan->encoding, warnings);
  clv_csv_reader_add_warnings (self->reader, warnings);
  clv_detect_warn_cut (warnings, self->name, self->n_rows);
}

static ClvImportResult *
run_all (ImportRun      *self,
         const char     *time_zone,
         const char     *currency,
         const char     *rejects_path,
         ClvImportSink  *sink,
         GError        **error)
{
  const ClvImportPlan *plan = self->plan;
  gboolean is_sheet;
  guint n_threads;

  self->name = g_filename_display_basename (self->path);
  self->sink = sink;
  self->result = clv_import_result_new ();
  if (!run_choose_currency (self, currency, error) || !run_choose_zone (self, time_zone, error))
    return NULL;

  self->reader = clv_csv_reader_new_for_part (self->path, plan->part, plan->encoding,
                                              plan->delimiter, plan->quote,
                                              clv_csv_level_best (), error);
  if (self->reader == NULL)
    return NULL;

  if (plan->repair_mojibake)
    clv_csv_reader_set_repair (self->reader);
  n_threads = clv_import_kind_is_record (plan->kind)
              ? 1 : clv_import_threads_choose (clv_csv_reader_get_size (self->reader));
  self->pump = clv_import_pump_new (self->reader, sink, n_threads, self->progress);
  if (!run_find_data (self, error) || !run_map (self, error))
    return NULL;

  is_sheet = clv_csv_reader_is_sheet (self->reader);
  self->rejects = clv_rejects_new (rejects_path, self->names, is_sheet ? ',' : plan->delimiter,
                                   is_sheet ? '"' : plan->quote, error);
  if (self->rejects == NULL)
    return NULL;
  clv_rejects_set_currency (self->rejects, self->currency);
  if (!(clv_import_kind_is_record (plan->kind) ? run_records (self, error)
                                               : run_into_sink (self, sink, error)))
    return NULL;

  self->result->currency = g_strdup (self->currency);
  run_warn_file (self);
  if (!clv_rejects_finish (self->rejects, self->result, error))
    return NULL;

  return g_steal_pointer (&self->result);
}

/**
 * clv_import_run:
 * @path: a delimited text file
 * @plan: how to read it
 * @time_zone: (nullable): IANA zone of times without an offset; UTC where %NULL
 * @currency: (nullable): ISO code of the workspace
 * @rejects_path: (nullable): where rejected rows go, with their line and reason
 * @sink: where the rows go
 * @progress: (nullable): told how far the file is, at most 20 times a second
 * @error: return location, %CLV_IMPORT_ERROR, what the sink sets, or %G_IO_ERROR_CANCELLED
 *
 * Reads @path in one pass with a window of bounded size and hands blocks of
 * typed rows to @sink. Rows that cannot be used are counted by reason. Where
 * more than half of the rows fail at one column, or none can be used, the file
 * is refused as a whole and the sink is aborted.
 *
 * Returns: (transfer full) (nullable): what was read, kept and left out
 */
ClvImportResult *
clv_import_run (const char          *path,
                const ClvImportPlan *plan,
                const char          *time_zone,
                const char          *currency,
                const char          *rejects_path,
                ClvImportSink       *sink,
                const ClvProgress   *progress,
                GError             **error)
{
  G_GNUC_UNUSED g_auto(ClvCancelScope) scope = clv_cancel_scope_begin (progress);
  g_auto(ImportRun) run = { 0 };

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (plan != NULL, NULL);
  g_return_val_if_fail (sink != NULL, NULL);

  run.plan = plan;
  run.path = path;
  run.progress = progress;

  return run_all (&run, time_zone, currency, rejects_path, sink, error);
}

/* Whether another reading of the file may succeed where this one failed, or say
 * something better about it. */
static gboolean
is_about_the_file (const GError *error)
{
  return error == NULL || error->domain == CLV_IMPORT_ERROR;
}

/**
 * clv_import_try:
 * @path: a delimited text file
 * @fixed: (nullable): a plan the user has touched
 * @fixed_topics: a bit set of 1 << #ClvTopic: what of it to keep
 * @time_zone: (nullable): IANA zone of times without an offset; UTC where %NULL
 * @currency: (nullable): ISO code of the workspace
 * @rejects_path: (nullable): where rejected rows go, with their line and reason
 * @sink: where the rows go
 * @progress: (nullable): told how far the file is
 * @plan: (out): what the file was read by; set with @result
 * @result: (out): as of clv_import_run(), or %NULL where this way does not lead
 *   to a result
 * @error: return location, what the sink or the file of rejects sets, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Detects and imports in one pass over the file: the plan is decided by its
 * begin, the rest of it is weighed while its rows are read. Where the whole file
 * leaves something open, says that the plan is another, or cannot be read, the
 * sink is aborted and @result is %NULL. Then clv_detection_new() tells what the
 * whole file gives, and the import can follow. A result is always the one that
 * this longer way would have had.
 *
 * Returns: %FALSE with @error set where the longer way would fail just the same
 */
gboolean
clv_import_try (const char           *path,
                const ClvImportPlan  *fixed,
                guint                 fixed_topics,
                const char           *time_zone,
                const char           *currency,
                const char           *rejects_path,
                ClvImportSink        *sink,
                const ClvProgress    *progress,
                ClvImportPlan       **plan,
                ClvImportResult     **result,
                GError              **error)
{
  G_GNUC_UNUSED g_auto(ClvCancelScope) scope = clv_cancel_scope_begin (progress);
  g_auto(ImportRun) run = { 0 };
  g_autoptr(ClvDetector) detector = NULL;
  g_autoptr(ClvDetection) begin = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (sink != NULL, FALSE);
  g_return_val_if_fail (plan != NULL && result != NULL, FALSE);

  *plan = NULL;
  *result = NULL;
  detector = clv_detector_new (path, fixed, fixed_topics, progress, &failure);
  if (detector != NULL && clv_detector_read (detector, TRUE, &failure))
    begin = clv_detector_decide (detector, &failure);

  /* Whether the columns of records are right is for the whole file to say. */
  if (begin != NULL && begin->questions->len == 0
      && !clv_import_kind_is_record (begin->plan->kind))
    {
      run.plan = begin->plan;
      run.path = path;
      run.progress = progress;
      if (!clv_detector_is_through (detector))
        {
          clv_detector_watch (detector, begin->plan);
          run.watcher = detector;
        }
      *result = run_all (&run, time_zone, currency, rejects_path, sink, &failure);
    }
  if (*result != NULL)
    *plan = clv_import_plan_copy (begin->plan);
  if (is_about_the_file (failure))
    {
      g_clear_error (&failure);
      return TRUE;
    }

  g_propagate_error (error, failure);
  return FALSE;
}
