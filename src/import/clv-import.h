/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-progress.h"

G_BEGIN_DECLS

/* Reads @path as @plan says and hands typed blocks to @sink.
 *
 * @time_zone: (nullable): IANA zone that times without an offset are in; UTC
 *   where NULL
 * @currency: ISO code of the workspace, for a plan that names none
 * @rejects_path: (nullable): where to write the rejected rows: the original
 *   columns, then "line" and "reason"; written only on success
 *
 * One pass with a window of bounded size; memory does not grow with the file
 * but for the dictionaries. */
ClvImportResult *clv_import_run (const char           *path,
                                 const ClvImportPlan  *plan,
                                 const char           *time_zone,
                                 const char           *currency,
                                 const char           *rejects_path,
                                 ClvImportSink        *sink,
                                 const ClvProgress    *progress,
                                 GError              **error);
gboolean         clv_import_try (const char           *path,
                                 const ClvImportPlan  *fixed,
                                 guint                 fixed_topics,
                                 const char           *time_zone,
                                 const char           *currency,
                                 const char           *rejects_path,
                                 ClvImportSink        *sink,
                                 const ClvProgress    *progress,
                                 ClvImportPlan       **plan,
                                 ClvImportResult     **result,
                                 GError              **error);
void             clv_import_set_threads (guint n_threads);

G_END_DECLS
