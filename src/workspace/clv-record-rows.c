/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-batch-reader.h"
#include "clv-record-store.h"

/* Segments of records, read back. Arrays are made when a field first needs one and
 * used again for the next segment. */

ClvRecordRows *
clv_record_rows_new (void)
{
  return g_new0 (ClvRecordRows, 1);
}

void
clv_record_rows_free (ClvRecordRows *self)
{
  guint i;

  if (self == NULL)
    return;

  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      g_free (self->codes[i]);
      g_free (self->values[i]);
    }
  g_free (self);
}

void
clv_record_rows_clear (ClvRecordRows *self)
{
  guint i;

  self->n = 0;
  for (i = 0; i < CLV_N_FIELDS; i++)
    {
      self->has[i] = FALSE;
      self->has_clock[i] = FALSE;
    }
}

static gboolean
take_presence (ClvRecordRows        *self,
               const ClvSegmentView *view,
               ClvField              field)
{
  g_autofree guint32 *present = g_new (guint32, CLV_SEGMENT_ROWS);
  guint32 i;

  /* Values come before what says which of them count. */
  if (!self->has[field] || self->values[field] == NULL)
    return FALSE;
  clv_segment_get_codes (view, FALSE, present);
  for (i = 0; i < view->n; i++)
    {
      if (present[i] == 0)
        self->values[field][i] = CLV_RECORD_NONE;
    }
  return TRUE;
}

/* Adds one coded column; FALSE where it is damaged. One of a field that this program
 * does not know is passed over. */
gboolean
clv_record_rows_take_column (ClvRecordRows *self,
                             ClvImportKind  kind,
                             gconstpointer  bytes,
                             gsize          size)
{
  ClvSegmentView view = { 0, };
  ClvField field = CLV_FIELD_CUSTOMER;
  gboolean is_presence = FALSE;

  if (size < 2)
    return FALSE;
  if (!clv_record_field_from_segment (((const guint8 *) bytes)[1], &field, &is_presence))
    return TRUE;
  if (!clv_segment_view (&view, bytes, size, ((const guint8 *) bytes)[1])
      || (self->n != 0 && self->n != view.n))
    return FALSE;

  self->n = view.n;
  if (is_presence)
    return take_presence (self, &view, field);
  self->has[field] = TRUE;
  if (clv_record_get_type (kind, field) == CLV_RECORD_TEXT)
    {
      if (self->codes[field] == NULL)
        self->codes[field] = g_new (guint32, CLV_SEGMENT_ROWS);
      clv_segment_get_codes (&view, TRUE, self->codes[field]);
      return TRUE;
    }
  if (self->values[field] == NULL)
    self->values[field] = g_new (gint64, CLV_SEGMENT_ROWS);
  clv_segment_get_ints (&view, self->values[field]);
  self->has_clock[field] = view.has_clock;
  return TRUE;
}

/* Reads segment @seq of a batch. */
gboolean
clv_record_rows_load (ClvRecordRows  *self,
                      ClvWorkspace   *workspace,
                      ClvImportKind   kind,
                      gint64          batch,
                      gint64          seq,
                      GError        **error)
{
  g_autoptr(ClvStatement) statement = NULL;
  gboolean has_row = TRUE;

  clv_record_rows_clear (self);
  statement = clv_statement_new (workspace, "SELECT field, bytes FROM segment "
                                            "WHERE batch = ?1 AND seq = ?2 ORDER BY field", error);
  if (statement == NULL)
    return FALSE;
  clv_statement_bind_int (statement, 1, batch);
  clv_statement_bind_int (statement, 2, seq);
  while (has_row)
    {
      gconstpointer bytes = NULL;
      gsize size = 0;

      if (!clv_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      bytes = clv_statement_get_blob (statement, 1, &size);
      if (bytes == NULL || size < 2
          || ((const guint8 *) bytes)[1] != clv_statement_get_int (statement, 0)
          || !clv_record_rows_take_column (self, kind, bytes, size))
        {
          clv_batch_set_damaged (workspace, batch, error);
          return FALSE;
        }
    }
  if (self->n == 0)
    clv_batch_set_damaged (workspace, batch, error);
  return self->n > 0;
}
