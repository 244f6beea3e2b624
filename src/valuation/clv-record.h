/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/* Private to the room: the ledger's line of something saved, with the seal of
 * its row. Call it within the transaction of the change. */
gboolean clv_record_event (ClvWorkspace *workspace,
                           const char   *actor,
                           const char   *act,
                           const char   *content_hash,
                           const char   *payload,
                           const char   *table,
                           gint64        id,
                           GError      **error);

G_END_DECLS
