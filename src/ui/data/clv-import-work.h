/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-detection.h"
#include "clv-import-sink.h"
#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvImportOrder:
 *
 * One piece of an import's work on its way to a thread; nobody else touches it
 * meanwhile.
 */
typedef struct
{
  char *path;
  ClvImportPlan *plan;       /* (nullable): CLV_PART_ALL stands for each table */
  guint topics;              /* bit set of ClvTopic: what of the plan is decided */
  char *rejects_path;        /* (nullable): where the rows left out go */
  gboolean is_dry;
  guint64 n_rows;            /* about, of the file; 0 where not known */
  GCancellable *cancellable; /* (nullable): the wizard's, beside the job's own */
  GPtrArray *done;           /* (element-type utf8): tables of the file that are imported; to be
                              * read when the work has ended, however it has */
} ClvImportOrder;

ClvImportOrder *clv_import_order_new (const char          *path,
                                      const ClvImportPlan *plan,
                                      GCancellable        *cancellable);
void            clv_import_order_free (gpointer data);

gulong          clv_import_work_follow_cancel (GCancellable      *cancellable,
                                               const ClvProgress *progress);
/* Both are a ClvJobFunc with a ClvImportOrder: a ClvDetection, a ClvImportResult. */
gpointer        clv_import_work_detect (ClvWorkspace       *unused,
                                        gpointer            input,
                                        const ClvProgress  *progress,
                                        GError            **error);
gpointer        clv_import_work_run (ClvWorkspace       *workspace,
                                     gpointer            input,
                                     const ClvProgress  *progress,
                                     GError            **error);

/* (nullable): a column that @plan uses and the file does not have. */
const char     *clv_import_work_find_absent (const ClvImportPlan *plan,
                                             const ClvDetection  *detection);
/* All of them, and the columns of the file that @plan does not use. */
GPtrArray      *clv_import_work_compare_columns (const ClvImportPlan *plan,
                                                 const ClvDetection  *detection,
                                                 GPtrArray           *added);
gboolean        clv_import_work_check_columns (const ClvImportPlan  *plan,
                                               const char           *name,
                                               const char           *path,
                                               const ClvDetection   *detection,
                                               GError              **error);
char           *clv_import_work_get_account_setting (gint64 batch);
/* "312,000 of 1,040,000 rows" */
char           *clv_import_work_describe_rows (double  fraction,
                                               guint64 n_rows);

G_END_DECLS
