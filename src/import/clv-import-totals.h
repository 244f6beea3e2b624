/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "clv-progress.h"

G_BEGIN_DECLS

void clv_import_set_no_customers (GError             **error,
                                  const char          *path,
                                  const ClvImportPlan *plan,
                                  const char          *currency,
                                  const ClvProgress   *progress);

G_END_DECLS
