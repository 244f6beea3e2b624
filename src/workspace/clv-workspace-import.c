/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-batch-writer.h"
#include "clv-workspace-private.h"

ClvImportResult *
clv_workspace_import (ClvWorkspace         *self,
                      const char           *path,
                      const ClvImportPlan  *plan,
                      const char           *rejects_path,
                      gboolean              dry_run,
                      const ClvProgress    *progress,
                      GError              **error)
{
  g_autoptr(ClvBatchWriter) writer = NULL;
  ClvImportResult *result = NULL;
  GCancellable *previous = NULL;

  g_return_val_if_fail (CLV_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (path != NULL && plan != NULL, NULL);

  clv_connection_push_cancellable (progress != NULL ? progress->cancellable : NULL, &previous);
  writer = clv_batch_writer_new (self, dry_run);
  result = clv_import_run (path, plan, self->time_zone, self->currency, rejects_path,
                           clv_batch_writer_get_sink (writer), progress, error);
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
