/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-import-options.h"

G_BEGIN_DECLS

gboolean clv_preset_options_apply (ClvImportOptions  *options,
                                   GError           **error);
gboolean clv_preset_options_save (const char           *name,
                                  const char           *path,
                                  const ClvImportPlan  *plan,
                                  GError              **error);
gboolean clv_preset_options_check_plan (const char           *path,
                                        const ClvImportPlan  *plan,
                                        GError              **error);
void     clv_preset_options_tell (ClvCli              *cli,
                                  const ClvImportPlan *plan,
                                  GPtrArray           *diff);

G_END_DECLS
