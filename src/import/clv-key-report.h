/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"
#include "clv-progress.h"

G_BEGIN_DECLS

#define CLV_KEY_COLUMNS_MAX 4
#define CLV_KEY_EXAMPLES 3

/* One column that could say who bought. */
typedef struct
{
  char *column;
  guint64 n_blank;       /* rows without a value */
  guint32 n_distinct;    /* values, e-mail addresses without regard to case */
} ClvKeyCandidate;

/* "412 e-mail addresses belong to more than one customer id". */
typedef struct
{
  guint of;              /* index of the candidate whose values are counted … */
  guint to;              /* … that stand beside several values of this one */
  guint32 n;
  char *examples[CLV_KEY_EXAMPLES];   /* (nullable): such a value */
  char *others[CLV_KEY_EXAMPLES];     /* (nullable): two of those beside it, "17, 23" */
} ClvKeyClash;

/**
 * ClvKeyReport:
 *
 * What a file says about its columns as keys of customers, over all rows.
 */
typedef struct
{
  guint64 n_rows;
  GPtrArray *candidates;   /* (element-type ClvKeyCandidate): in the order asked for */
  GPtrArray *clashes;      /* (element-type ClvKeyClash): only where there are any */
} ClvKeyReport;

ClvKeyReport *clv_key_report_new (const char           *path,
                                  const ClvImportPlan  *plan,
                                  const char * const   *columns,
                                  const ClvProgress    *progress,
                                  GError              **error);
void          clv_key_report_free (ClvKeyReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvKeyReport, clv_key_report_free)

G_END_DECLS
