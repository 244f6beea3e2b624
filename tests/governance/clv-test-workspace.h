/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "clv-governance-private.h"
#include "clv-ledger.h"
#include "clv-statement.h"

G_BEGIN_DECLS

/**
 * TestWorkspace:
 *
 * A workspace in a temporary folder, and what tests do to it behind its back.
 */
typedef struct
{
  char *folder;
  char *path;
  ClvWorkspace *workspace;
} TestWorkspace;

void     test_workspace_init (TestWorkspace *self);
void     test_workspace_clear (TestWorkspace *self);
void     test_workspace_reopen (TestWorkspace *self);
/* Runs SQL on a plain connection: NULL, or the message of the refusal. */
char    *test_workspace_raw (TestWorkspace *self,
                             const char    *sql);
void     test_workspace_add (TestWorkspace *self,
                             const char    *login,
                             ClvRole        role);
/* A draft package of made-up content, by @author. */
gint64   test_workspace_draft (TestWorkspace *self,
                               const char    *author,
                               ClvRisk        risk,
                               const char    *content,
                               GError       **error);
gint64   test_workspace_submitted (TestWorkspace *self,
                                   const char    *author,
                                   ClvRisk        risk,
                                   const char    *content);
gboolean test_verification_is_clean (const ClvVerification *report);
char    *test_workspace_state (TestWorkspace *self,
                               gint64         package);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestWorkspace, test_workspace_clear)

G_END_DECLS
