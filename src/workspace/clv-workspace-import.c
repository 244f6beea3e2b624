/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-batch-writer.h"
#include "clv-record-writer.h"
#include "clv-refund-writer.h"
#include "clv-workspace-private.h"

static ClvImportResult *
import_rows (ClvWorkspace         *self,
             const char           *path,
             const ClvImportPlan  *plan,
             const char           *rejects_path,
             gboolean              dry_run,
             const ClvProgress    *progress,
             GError              **error)
{
  g_autoptr(ClvBatchWriter) writer = NULL;
  g_autoptr(ClvRecordWriter) records = NULL;
  ClvImportSink *sink = NULL;

  if (clv_import_kind_is_record (plan->kind))
    {
      records = clv_record_writer_new (self, dry_run);
      sink = clv_record_writer_get_sink (records);
    }
  else
    {
      writer = clv_batch_writer_new (self, dry_run);
      sink = clv_batch_writer_get_sink (writer);
    }
  return clv_import_run (path, plan, self->time_zone, self->currency, rejects_path, sink, progress,
                         error);
}

ClvImportResult *
clv_workspace_import (ClvWorkspace         *self,
                      const char           *path,
                      const ClvImportPlan  *plan,
                      const char           *rejects_path,
                      gboolean              dry_run,
                      const ClvProgress    *progress,
                      GError              **error)
{
  ClvImportResult *result = NULL;
  GCancellable *previous = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (path != NULL && plan != NULL, NULL);

  clv_connection_push_cancellable (progress != NULL ? progress->cancellable : NULL, &previous);
  if (plan->kind == CLV_IMPORT_KIND_REFUNDS)
    result = clv_refund_import (self, path, plan, rejects_path, dry_run, progress, error);
  else
    result = import_rows (self, path, plan, rejects_path, dry_run, progress, error);
  clv_connection_pop_cancellable (previous);
  return result;
}

/* Detects and imports in one pass where that gives what a detection of the whole
 * file and clv_workspace_import() would: see clv_import_try(). */
gboolean
clv_workspace_try_import (ClvWorkspace         *self,
                          const char           *path,
                          const ClvImportPlan  *fixed,
                          guint                 fixed_topics,
                          const char           *rejects_path,
                          gboolean              dry_run,
                          const ClvProgress    *progress,
                          ClvImportPlan       **plan,
                          ClvImportResult     **result,
                          GError              **error)
{
  g_autoptr(ClvBatchWriter) writer = NULL;
  GCancellable *previous = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (path != NULL && plan != NULL && result != NULL, FALSE);

  clv_connection_push_cancellable (progress != NULL ? progress->cancellable : NULL, &previous);
  writer = clv_batch_writer_new (self, dry_run);
  ok = clv_import_try (path, fixed, fixed_topics, self->time_zone, self->currency, rejects_path,
                       clv_batch_writer_get_sink (writer), progress, plan, result, error);
  clv_connection_pop_cancellable (previous);
  return ok;
}
