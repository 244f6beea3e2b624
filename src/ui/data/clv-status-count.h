/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "clv-progress.h"

G_BEGIN_DECLS

/**
 * ClvStatusCount:
 *
 * One value of the status column, how many rows of the whole file have it and what
 * they come to.
 */
typedef struct
{
  char   *status;
  guint64 n_rows;
  gint64 amount;      /* minor units, of the rows whose amount can be read */
} ClvStatusCount;

void       clv_status_count_free (ClvStatusCount *self);
GPtrArray *clv_status_count_file (const char           *path,
                                  const ClvImportPlan  *plan,
                                  const char           *currency,
                                  const ClvProgress    *progress,
                                  GError              **error);

G_END_DECLS
