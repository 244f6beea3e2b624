/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvEvent:
 *
 * One line of the append-only ledger (table `event`). Each carries the SHA-256
 * of its own fields and of its predecessor's hash, so that an edit, a deletion,
 * an insertion or a swap is detected by clv_ledger_verify(). A consistent
 * rebuild of the whole chain, or a cut tail, is detected only against an anchor
 * kept elsewhere.
 *
 * Texts hold internal ids and acts, never a customer's name.
 */
typedef struct
{
  gint64 seq;            /* 1, 2, 3 … without a gap */
  char   *at;            /* ISO 8601, UTC, seconds */
  char   *actor;         /* person's login, or "" for the program itself */
  char   *os_identity;   /* user@host as the system says */
  gint64 package;        /* 0 where the act is about none */
  char   *act;           /* "submit", "vote", "import", "undo" … */
  char   *from_state;
  char   *to_state;
  char   *content_hash;
  char   *meaning;       /* "author", "approve", "reject" … */
  char   *reason;
  char   *payload;       /* further facts, hashed as the stored bytes */
  char   *prev;
  char   *hash;
} ClvEvent;

void       clv_event_free (ClvEvent     *self);
/* Appends; fills seq, at (where NULL), os_identity, prev and hash. Call it in
 * the transaction of the change itself: no event, no change. */
gboolean   clv_ledger_append (ClvWorkspace *workspace,
                              ClvEvent     *event,
                              GError      **error);
GPtrArray *clv_ledger_list (ClvWorkspace *workspace,
                            gint64        package,    /* 0 = all */
                            GError      **error);
gint64     clv_ledger_get_n (ClvWorkspace *workspace);

/* Recomputes the chain. @anchor: (nullable) "SEQ:HASH" from paper or another
 * machine. @findings: (element-type utf8): one translated sentence each. Returns
 * whether the chain holds; %FALSE with @error only where it cannot be read. */
gboolean   clv_ledger_verify (ClvWorkspace *workspace,
                              const char   *anchor,
                              GPtrArray    *findings,
                              gboolean     *holds,
                              GError      **error);
/* Adds a line "row TABLE ID SHA256" to the payload of @event, which tells of that
 * row; to be called in the transaction that stores it. */
gboolean   clv_ledger_seal_row (ClvWorkspace *workspace,
                                ClvEvent     *event,
                                const char   *table,
                                gint64        id,
                                GError      **error);
/* Holds the stored rows against their seals, and imports against undoing. */
gboolean   clv_ledger_verify_rows (ClvWorkspace *workspace,
                                   GPtrArray    *findings,
                                   GError      **error);
/* "SEQ:HASH" of the newest event. */
char      *clv_ledger_dup_anchor (ClvWorkspace *workspace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvEvent, clv_event_free)

G_END_DECLS
