/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"
#include "clv-rule-effects.h"

G_BEGIN_DECLS

/**
 * ClvImportPart:
 *
 * One of the tables that a plan for all of them is run on.
 */
typedef struct
{
  ClvImportPlan *plan;   /* the plan, made for this table */
  guint64 n_rows;        /* about; 0 where not known */
} ClvImportPart;

gboolean       clv_import_parts_is_all (const ClvDetection  *detection,
                                        const ClvImportPlan *plan);
GPtrArray     *clv_import_parts_list (const char           *path,
                                      const ClvImportPlan  *plan,
                                      guint                 topics,
                                      GPtrArray            *warnings,
                                      const ClvProgress    *progress,
                                      GError              **error);
char          *clv_import_parts_join (GPtrArray *names);
void           clv_import_parts_add (ClvImportResult       *sum,
                                     const ClvImportResult *part);
void           clv_import_parts_warn (ClvImportResult *sum,
                                      GPtrArray       *warnings,
                                      guint            n_parts);
ClvRuleEffect *clv_import_parts_count_effect (const char           *path,
                                              const ClvImportPlan  *plan,
                                              const char           *time_zone,
                                              const char           *currency,
                                              const ClvProgress    *progress,
                                              GError              **error);
GPtrArray     *clv_import_parts_count_values (const char           *path,
                                              const ClvImportPlan  *plan,
                                              const char           *column,
                                              const char           *currency,
                                              const ClvProgress    *progress,
                                              GError              **error);

G_END_DECLS
