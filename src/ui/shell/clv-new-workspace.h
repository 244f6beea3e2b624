/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvNewWorkspace:
 *
 * A small window that asks what a new workspace needs: name, folder, currency
 * and time zone. Emits `created (workspace)` and closes.
 */
#define CLV_TYPE_NEW_WORKSPACE (clv_new_workspace_get_type ())
G_DECLARE_FINAL_TYPE (ClvNewWorkspace, clv_new_workspace, CLV, NEW_WORKSPACE, AdwWindow)

ClvNewWorkspace *clv_new_workspace_new (GtkWindow  *parent,
                                        ClvSession *session,
                                        const char *import_path);
void             clv_new_workspace_set_folder (ClvNewWorkspace *self,
                                               const char      *folder);
char            *clv_new_workspace_dup_free_path (const char *folder,
                                                  const char *name);
char            *clv_new_workspace_dup_local_zone (void);

G_END_DECLS
