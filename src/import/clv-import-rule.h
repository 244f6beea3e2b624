/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"

G_BEGIN_DECLS

/**
 * ClvImportFilter:
 *
 * Rows left out for what a column holds. Values are compared without regard to
 * case and to blanks around them.
 */
typedef struct
{
  char      *column;
  gboolean is_only;    /* rows with another value are left out; else rows with one of these */
  GPtrArray *values;   /* (element-type utf8); "" is the empty cell */
} ClvImportFilter;

/**
 * ClvImportRate:
 *
 * What one unit of a currency is worth in the workspace's.
 */
typedef struct
{
  char currency[4];    /* ISO code, upper case */
  ClvDate from;        /* of this day and later; CLV_DATE_INVALID: always */
  gint64 nano;         /* the rate times 1e9, > 0 */
} ClvImportRate;

ClvImportFilter *clv_import_filter_new (const char *column,
                                        gboolean    is_only);
ClvImportFilter *clv_import_filter_copy (const ClvImportFilter *self);
void             clv_import_filter_free (ClvImportFilter *self);
gboolean         clv_import_rate_parse (const char     *text,
                                        ClvImportRate  *rate,
                                        GError        **error);
char            *clv_import_rate_to_text (const ClvImportRate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportFilter, clv_import_filter_free)

G_END_DECLS
