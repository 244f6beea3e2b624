/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvNote:
 *
 * What a person wrote down about a customer. It is kept in the workspace and
 * sealed by an event of the ledger, which holds neither text nor customer.
 */
typedef struct
{
  gint64 id;
  char *text;
  char *author;   /* login, "" for nobody in particular */
  char *at;       /* ISO 8601, UTC */
} ClvNote;

#define CLV_NOTE_MAX_LENGTH 4000

void       clv_note_free (ClvNote *self);
/* (transfer full) (element-type ClvNote): newest first. */
GPtrArray *clv_notes_list (ClvWorkspace  *workspace,
                           const char    *customer,
                           GError       **error);
/* Returns the note's id, 0 where it was not kept. */
gint64     clv_notes_add (ClvWorkspace  *workspace,
                          const char    *customer,
                          const char    *text,
                          const char    *author,
                          GError       **error);
/* Empties a note; that there was one stays in the ledger. */
gboolean   clv_notes_remove (ClvWorkspace  *workspace,
                             gint64         id,
                             const char    *actor,
                             GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvNote, clv_note_free)

G_END_DECLS
