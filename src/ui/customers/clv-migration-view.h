/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-data.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvMigrationView:
 *
 * Who moved between tiers: two or three dates, a job that ranks everybody as of
 * each, ribbons and a matrix. Suggests dates that the history can bear.
 */
#define CLV_TYPE_MIGRATION_VIEW (clv_migration_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvMigrationView, clv_migration_view, CLV, MIGRATION_VIEW, AdwBin)

void     clv_migration_view_set_session (ClvMigrationView *self,
                                         ClvSession       *session);
void     clv_migration_view_set_data (ClvMigrationView *self,
                                      ClvCustomerData  *data);
gboolean clv_migration_view_has_result (ClvMigrationView *self);

G_END_DECLS
