/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvSavedPlan:
 *
 * The settings of an earlier import of the workspace.
 */
typedef struct
{
  char *name;            /* of the file they were made for */
  ClvImportPlan *plan;
} ClvSavedPlan;

void                clv_saved_plan_free (gpointer data);
/* A ClvJobFunc: (element-type ClvSavedPlan), the newest first, each plan once. */
gpointer            clv_saved_plans_load_in_thread (ClvWorkspace       *workspace,
                                                    gpointer            unused,
                                                    const ClvProgress  *progress,
                                                    GError            **error);
/* (nullable): the newest of which the file has every column. */
const ClvSavedPlan *clv_saved_plans_find (GPtrArray          *plans,
                                          const ClvDetection *detection);
/* A plan's text from a file. */
ClvImportPlan      *clv_saved_plans_read (const char  *path,
                                          GError     **error);

/* (element-type utf8): what @plan says otherwise than @other, one sentence each. */
GPtrArray          *clv_saved_plans_compare (const ClvImportPlan *plan,
                                             const ClvImportPlan *other);

G_END_DECLS
