/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "clv-progress.h"

G_BEGIN_DECLS

/**
 * ClvValueCount:
 *
 * One value of a column, how many rows of the whole file have it and what they come to.
 */
typedef struct
{
  char   *value;      /* "" for empty cells */
  guint64 n_rows;
  gint64 amount;      /* minor units, of the rows whose amount can be read */
} ClvValueCount;

void       clv_value_count_free (ClvValueCount *self);
GPtrArray *clv_value_count_file (const char           *path,
                                 const ClvImportPlan  *plan,
                                 const char           *column,
                                 const char           *currency,
                                 const ClvProgress    *progress,
                                 GError              **error);

G_END_DECLS
