/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-batch-reader.h"
#include "clv-record-store.h"
#include "clv-records.h"
#include "clv-transactions-private.h"
#include "clv-workspace-private.h"
#include "clv-zone.h"

struct _ClvRecords
{
  gint ref_count;
  ClvImportKind kind;
  guint64 n;
  guint64 size;                         /* room for so many */
  guint32 *codes[CLV_N_FIELDS];         /* by field, as the others; NULL without one */
  gint64 *values[CLV_N_FIELDS];
  ClvDate *days[CLV_N_FIELDS];          /* of times */
  ClvDictionary *texts[CLV_N_FIELDS];
};

typedef struct
{
  ClvRecords *records;
  ClvWorkspace *workspace;
  ClvRecordRows *rows;
  ClvZone *zone;
  guint32 *translation[CLV_N_FIELDS];   /* codes of the batch to those of all */
  guint32 n_codes[CLV_N_FIELDS];
} Loader;

static void
clear_translation (Loader *self)
{
  guint i;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_clear_pointer (&self->translation[i], g_free);
      self->n_codes[i] = 0;
    }
}

static void
loader_clear (Loader *self)
{
  clear_translation (self);
  g_clear_pointer (&self->rows, clv_record_rows_free);
  g_clear_pointer (&self->zone, clv_zone_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, loader_clear)

/**
 * clv_records_count:
 * @workspace: where they are
 * @kind: what records
 * @n: (out): how many, without those undone or replaced
 * @error: return location
 *
 * Returns: %FALSE where the file cannot be read
 */
gboolean
clv_records_count (ClvWorkspace   *workspace,
                   ClvImportKind   kind,
                   guint64        *n,
                   GError        **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace) && n != NULL, FALSE);

  statement = clv_statement_new (workspace,
                                 "SELECT COALESCE (SUM (rows), 0) - COALESCE ((SELECT "
                                 "SUM (length (s.rows) / 2) FROM superseded s JOIN batch o "
                                 "ON o.id = s.old_batch WHERE o.kind = ?1 AND o.undone_at IS NULL)"
                                 ", 0) FROM batch WHERE kind = ?1 AND undone_at IS NULL", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_text (statement, 1, clv_import_kind_get_id (kind));
  if (!clv_statement_step (statement, &has_row, error))
    return FALSE;
  *n = has_row ? (guint64) MAX (clv_statement_get_int (statement, 0), 0) : 0;
  return TRUE;
}

static gboolean
make_column (ClvRecords  *self,
             ClvField     field,
             GError     **error)
{
  gboolean is_text = clv_record_get_type (self->kind, field) == CLV_RECORD_TEXT;
  gboolean is_time = clv_record_get_type (self->kind, field) == CLV_RECORD_TIME;
  gsize size = (gsize) MAX (self->size, 1);
  guint64 i;

  if (self->codes[field] != NULL || self->values[field] != NULL)
    return TRUE;
  if (is_text)
    self->codes[field] = g_try_new (guint32, size);
  else
    self->values[field] = g_try_new (gint64, size);
  if (is_time)
    self->days[field] = g_try_new (ClvDate, size);
  if ((self->codes[field] == NULL && self->values[field] == NULL)
      || (is_time && self->days[field] == NULL))
    {
      g_set_error_literal (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_FAILED,
                           _("There is not enough memory for the rows. Nothing was changed. Close "
                             "other programs and try again."));
      return FALSE;
    }
  if (is_text)
    self->texts[field] = clv_dictionary_new ();
  for (i = 0; i < self->n; i++)
    {
      if (is_text)
        self->codes[field][i] = CLV_DICTIONARY_NONE;
      else
        self->values[field][i] = CLV_RECORD_NONE;
      if (is_time)
        self->days[field][i] = CLV_DATE_INVALID;
    }
  return TRUE;
}

static gboolean
translate_texts (Loader   *self,
                 gint64    batch,
                 GError  **error)
{
  guint i;

  clear_translation (self);
  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_autoptr(ClvDictionary) texts = NULL;
      guint32 n = 0;
      guint32 code;

      if (clv_record_field_to_segment ((ClvField) i) == 0
          || clv_record_get_type (self->records->kind, (ClvField) i) != CLV_RECORD_TEXT)
        continue;
      texts = clv_batch_load_dictionary (self->workspace, batch,
                                         clv_record_field_to_segment ((ClvField) i), error);
      if (texts == NULL)
        return FALSE;
      n = clv_dictionary_get_n (texts);
      if (n == 0)
        continue;
      if (!make_column (self->records, (ClvField) i, error))
        return FALSE;
      self->translation[i] = g_new (guint32, n);
      self->n_codes[i] = n;
      for (code = 0; code < n; code++)
        {
          gsize length = 0;
          const char *text = clv_dictionary_get (texts, code, &length);

          self->translation[i][code] = clv_dictionary_add (self->records->texts[i], text, length);
        }
    }
  return TRUE;
}

static gboolean
copy_cell (Loader   *self,
           ClvField  field,
           guint32   row,
           guint64   at)
{
  ClvRecords *records = self->records;
  const ClvRecordRows *rows = self->rows;
  guint32 code = 0;

  if (records->codes[field] != NULL)
    {
      code = rows->has[field] ? rows->codes[field][row] : CLV_DICTIONARY_NONE;
      if (code != CLV_DICTIONARY_NONE && code >= self->n_codes[field])
        return FALSE;
      records->codes[field][at] = code == CLV_DICTIONARY_NONE ? code
                                                              : self->translation[field][code];
      return TRUE;
    }
  records->values[field][at] = rows->has[field] ? rows->values[field][row] : CLV_RECORD_NONE;
  if (records->days[field] != NULL)
    {
      gint64 value = records->values[field][at];

      if (value == CLV_RECORD_NONE)
        records->days[field][at] = CLV_DATE_INVALID;
      else
        records->days[field][at] = rows->has_clock[field] ? clv_zone_get_day (self->zone, value)
                                                          : clv_day_of_seconds (value);
    }
  return TRUE;
}

static gboolean
take_segment (Loader        *self,
              gint64         batch,
              const guint8  *bits,
              GError       **error)
{
  ClvRecords *records = self->records;
  guint32 row;
  guint i;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      if (self->rows->has[i] && self->rows->values[i] != NULL
          && clv_record_get_type (records->kind, (ClvField) i) != CLV_RECORD_TEXT
          && !make_column (records, (ClvField) i, error))
        return FALSE;
    }
  for (row = 0; row < self->rows->n; row++)
    {
      if (CLV_ROW_BIT (bits, row))
        continue;
      for (i = 0; i < CLV_N_FIELDS; i++)
        {
          if ((records->codes[i] == NULL && records->values[i] == NULL)
              || (records->n < records->size && copy_cell (self, (ClvField) i, row, records->n)))
            continue;
          clv_batch_set_damaged (self->workspace, batch, error);
          return FALSE;
        }
      records->n++;
    }
  return TRUE;
}

static gboolean
load_batch (Loader             *self,
            gint64              batch,
            const ClvProgress  *progress,
            GError            **error)
{
  g_autoptr(GHashTable) superseded = NULL;
  gint64 n = clv_batch_get_n_segments (self->workspace, batch, error);
  gint64 seq;

  if (n < 0 || !clv_batch_load_superseded (self->workspace, batch, &superseded, error)
      || !translate_texts (self, batch, error))
    return FALSE;
  for (seq = 0; seq < n; seq++)
    {
      const guint8 *bits = superseded != NULL ? g_hash_table_lookup (superseded, &seq) : NULL;

      if (!clv_progress_step (progress, (double) self->records->n / (self->records->size + 1),
                              NULL, error)
          || !clv_record_rows_load (self->rows, self->workspace, self->records->kind, batch, seq,
                                    error)
          || !take_segment (self, batch, bits, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_all (Loader             *self,
          const ClvProgress  *progress,
          GError            **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM batch WHERE kind = '%s' AND undone_at "
                                          "IS NULL ORDER BY content_hash, id",
                                          clv_import_kind_get_id (self->records->kind));
  g_autoptr(GArray) ids = clv_workspace_list_ids (self->workspace, sql, error);
  guint i;

  if (ids == NULL
      || !clv_records_count (self->workspace, self->records->kind, &self->records->size, error))
    return FALSE;
  for (i = 0; i < ids->len; i++)
    {
      if (!load_batch (self, g_array_index (ids, gint64, i), progress, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * clv_records_load:
 * @workspace: where they are
 * @kind: what records; not orders, customers or refunds
 * @progress: (nullable): how far
 * @error: return location
 *
 * Reads the file, so call it from a worker where there are millions of rows.
 *
 * Returns: (transfer full) (nullable): the records, perhaps none
 */
ClvRecords *
clv_records_load (ClvWorkspace       *workspace,
                  ClvImportKind       kind,
                  const ClvProgress  *progress,
                  GError            **error)
{
  g_auto(Loader) loader = { 0, };
  g_autoptr(ClvRecords) self = g_new0 (ClvRecords, 1);
  gboolean ok = FALSE;

  self->ref_count = 1;
  self->kind = kind;
  g_return_val_if_fail (CLV_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (clv_import_kind_is_record (kind), NULL);

  loader.records = self;
  loader.workspace = workspace;
  loader.rows = clv_record_rows_new ();
  loader.zone = clv_zone_new (workspace->time_zone);
  /* The size and the rows are of one moment. */
  if (!clv_workspace_begin_read (workspace, error))
    return NULL;
  ok = load_all (&loader, progress, error);
  clv_workspace_rollback (workspace);
  return ok ? g_steal_pointer (&self) : NULL;
}

ClvRecords *
clv_records_ref (ClvRecords *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_records_unref (ClvRecords *self)
{
  guint i;

  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_free (self->codes[i]);
      g_free (self->values[i]);
      g_free (self->days[i]);
      g_clear_pointer (&self->texts[i], clv_dictionary_unref);
    }
  g_free (self);
}

guint64
clv_records_get_n (const ClvRecords *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n;
}

gboolean
clv_records_has (const ClvRecords *self,
                 ClvField          field)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS, FALSE);
  return self->codes[field] != NULL || self->values[field] != NULL;
}

const char *
clv_records_get_text (const ClvRecords *self,
                      ClvField          field,
                      guint64           row)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS && row < self->n, NULL);

  if (self->codes[field] == NULL || self->codes[field][row] == CLV_DICTIONARY_NONE)
    return NULL;
  return clv_dictionary_get (self->texts[field], self->codes[field][row], NULL);
}

gboolean
clv_records_get_int (const ClvRecords *self,
                     ClvField          field,
                     guint64           row,
                     gint64           *value)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS && row < self->n, FALSE);

  if (self->values[field] == NULL || self->values[field][row] == CLV_RECORD_NONE)
    return FALSE;
  *value = self->values[field][row];
  return TRUE;
}

/* Of a field that is kept as a number; see clv_record_get_type(). */
gboolean
clv_records_get_number (const ClvRecords *self,
                        ClvField          field,
                        guint64           row,
                        double           *value)
{
  gint64 bits = 0;

  if (!clv_records_get_int (self, field, row, &bits))
    return FALSE;
  *value = clv_record_to_number (bits);
  return TRUE;
}

ClvDate
clv_records_get_day (const ClvRecords *self,
                     ClvField          field,
                     guint64           row)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS && row < self->n, CLV_DATE_INVALID);
  return self->days[field] != NULL ? self->days[field][row] : CLV_DATE_INVALID;
}

const guint32 *
clv_records_get_codes (const ClvRecords *self,
                       ClvField          field)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS, NULL);
  return self->codes[field];
}

const ClvDictionary *
clv_records_get_texts (const ClvRecords *self,
                       ClvField          field)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS, NULL);
  return self->texts[field];
}

const gint64 *
clv_records_get_values (const ClvRecords *self,
                        ClvField          field)
{
  g_return_val_if_fail (self != NULL && field < CLV_N_FIELDS, NULL);
  return self->values[field];
}
