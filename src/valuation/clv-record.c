/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-ledger.h"
#include "clv-record.h"

gboolean
clv_record_event (ClvWorkspace *workspace,
                  const char   *actor,
                  const char   *act,
                  const char   *content_hash,
                  const char   *payload,
                  const char   *table,
                  gint64        id,
                  GError      **error)
{
  g_autoptr(ClvEvent) event = g_new0 (ClvEvent, 1);

  event->actor = g_strdup (actor != NULL ? actor : "");
  event->act = g_strdup (act);
  event->content_hash = g_strdup (content_hash);
  event->payload = g_strdup (payload);
  return clv_ledger_seal_row (workspace, event, table, id, error)
         && clv_ledger_append (workspace, event, error);
}
