/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/* Imports a file of refunds that name orders of this workspace; private to this room. */
ClvImportResult *clv_refund_import (ClvWorkspace        *workspace,
                                    const char          *path,
                                    const ClvImportPlan *plan,
                                    const char          *rejects_path,
                                    gboolean             dry_run,
                                    const ClvProgress   *progress,
                                    GError             **error);
gboolean         clv_refund_check_undo (ClvWorkspace    *workspace,
                                        const ClvBatch  *batch,
                                        GError         **error);

G_END_DECLS
