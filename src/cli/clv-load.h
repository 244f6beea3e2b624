/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-audit.h"
#include "clv-cli.h"
#include "clv-migration.h"
#include "clv-shrinkage.h"

G_BEGIN_DECLS

/* What several verbs compute from an open workspace. */
const ClvTierScheme *clv_cli_find_scheme (const char  *name,
                                          GError     **error);
ClvScoreSet         *clv_cli_load_scores (ClvCli  *cli,
                                          GError **error);
ClvFit              *clv_cli_load_fit (ClvCli  *cli,
                                       gint64   id,
                                       GError **error);
ClvModelSpec        *clv_cli_load_spec (ClvCli  *cli,
                                        GError **error);
ClvMigration        *clv_cli_compute_migration (ClvCli      *cli,
                                                const char  *dates,
                                                const char  *scheme,
                                                gboolean     is_frozen,
                                                GError     **error);
ClvAudit            *clv_cli_compute_audit (ClvCli      *cli,
                                            const char  *group,
                                            const char  *scheme,
                                            guint64      seed,
                                            GError     **error);
ClvShrinkage        *clv_cli_compute_shrinkage (ClvCli              *cli,
                                                const ClvModelSpec  *spec,
                                                const char          *group,
                                                GError             **error);

G_END_DECLS
