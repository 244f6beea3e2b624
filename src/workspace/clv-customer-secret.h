/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-sink.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/* Gives @sink the key that customers are hashed with, where @plan wants it. @is_new:
 * whether it was made now, in the caller's transaction; then the event of the import
 * seals the table "meta". Private to this room. */
gboolean clv_customer_secret_take (ClvWorkspace        *workspace,
                                   const ClvImportPlan *plan,
                                   gboolean             is_dry,
                                   ClvImportSink       *sink,
                                   gboolean            *is_new,
                                   GError             **error);

G_END_DECLS
