/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-job.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvJobFunc:
 * @workspace: (nullable): the workspace, on whose worker thread this runs
 * @input: what the caller prepared; nobody else touches it meanwhile
 * @progress: where to report and learn of cancelling
 * @error: set where it fails
 *
 * One long piece of work, off the main thread.
 *
 * Returns: (transfer full) (nullable): the result; it counts as a failure only
 *   where @error is set
 */
typedef gpointer (*ClvJobFunc) (ClvWorkspace       *workspace,
                                gpointer            input,
                                const ClvProgress  *progress,
                                GError            **error);

void     clv_job_run_async (ClvJob              *job,
                            ClvWorkspace        *workspace,
                            ClvJobFunc           func,
                            gpointer             input,
                            GDestroyNotify       input_free,
                            GDestroyNotify       result_free,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
gpointer clv_job_run_finish (ClvJob        *job,
                             GAsyncResult  *result,
                             GError       **error);

G_END_DECLS
