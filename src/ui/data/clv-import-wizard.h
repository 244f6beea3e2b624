/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-draft.h"
#include "clv-wizard.h"

G_BEGIN_DECLS

/* The import wizard of five steps over one file, not yet shown. It tells the session
 * by a toast what was imported. */
GtkWindow *clv_import_wizard_new (GtkWindow  *parent,
                                  ClvSession *session,
                                  const char *path);
/* With the settings of an earlier import, made for the file @name. */
GtkWindow *clv_import_wizard_new_like (GtkWindow           *parent,
                                       ClvSession          *session,
                                       const char          *path,
                                       const ClvImportPlan *plan,
                                       const char          *name);

G_END_DECLS
