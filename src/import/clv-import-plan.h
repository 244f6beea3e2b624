/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"
#include "clv-error.h"
#include "clv-import-field.h"
#include "clv-import-rule.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_DATE_ORDER_YMD,
  CLV_DATE_ORDER_DMY,
  CLV_DATE_ORDER_MDY,
  CLV_DATE_ORDER_EXCEL,      /* numbers: days since the end of 1899, as spreadsheets count */
  CLV_DATE_ORDER_EXCEL_1904, /* numbers: days since 1904-01-01, as old Macintosh workbooks do */
  CLV_DATE_ORDER_UNIX,       /* numbers: seconds since 1970-01-01 in UTC */
  CLV_DATE_ORDER_UNIX_MS,    /* numbers: thousandths of them */
  CLV_N_DATE_ORDERS
} ClvDateOrder;

typedef enum
{
  CLV_REFUNDS_NET,    /* negative rows lower the customer's latest earlier purchases */
  CLV_REFUNDS_IGNORE  /* negative rows are left out, and counted */
} ClvRefundRule;

typedef enum
{
  CLV_ZERO_EXCLUDE, /* rows of amount 0 are no purchase, and counted */
  CLV_ZERO_KEEP     /* they are purchases of no value */
} ClvZeroRule;

typedef enum
{
  CLV_LINES_SUM,  /* the amounts of the rows of one order add up */
  CLV_LINES_ONCE  /* each row repeats the order's total: it counts once an order */
} ClvLineRule;

typedef enum
{
  CLV_PART_KEEP,     /* tax or shipping stays in the amount */
  CLV_PART_SUBTRACT  /* it is taken off */
} ClvPartRule;

typedef enum
{
  CLV_KEY_AS_WRITTEN, /* e-mail addresses in lower case, else the customer as written */
  CLV_KEY_PLAIN_EMAIL, /* further without what follows a plus sign in an e-mail address */
  CLV_KEY_HASHED      /* as the former, and only its keyed hash is kept */
} ClvKeyRule;

/**
 * ClvImportPlan:
 *
 * Everything the wizard, a preset or the command line decided about a file:
 * how to read it, what its columns mean, which rules apply. A plain value with
 * a canonical text, so that the same plan can be saved, hashed and run again.
 *
 * Columns are remembered by header name (or "#3" for the third column of a file
 * without a header), so that a plan survives a changed column order.
 */
typedef struct
{
  ClvImportKind kind;
  char         *part;            /* (nullable): sheet of a workbook or file in a ZIP archive; the
                                  * only one with rows where NULL */
  char         *encoding;        /* IANA name: "UTF-8", "UTF-16LE", "windows-1252" … */
  char delimiter;                /* ',' ';' '\t' '|' */
  char quote;                    /* '"', or 0 where quoting is off */
  int header_row;                /* zero-based line of the header, -1 without one */
  char decimal;                  /* '.' or ',' */
  ClvDateOrder date_order;
  char         *columns[CLV_N_FIELDS]; /* (nullable) header name of each field */
  GPtrArray    *attributes;      /* (element-type utf8): columns kept as attributes (customers) */
  char         *currency;        /* (nullable): ISO code where there is no currency column;
                                  * NULL means the workspace's */
  GPtrArray    *excluded_statuses; /* (element-type utf8): rows of these statuses are left out */
  ClvRefundRule refunds;
  ClvZeroRule zeros;
  gboolean repair_mojibake;      /* text that was decoded wrongly once is put right */
  char         *preset;          /* (nullable): id of the preset that the plan came from */
  char         *zone;            /* (nullable): IANA zone of times without one; NULL is the
                                  * workspace's */
  ClvLineRule lines;
  ClvPartRule tax;
  ClvPartRule shipping;
  ClvKeyRule key;
  GPtrArray    *guests;          /* (element-type utf8): customers that are nobody, such as "0" */
  GPtrArray    *refund_events;   /* (element-type utf8): what the field "event" says of refunds,
                                  * whose amounts count as negative whatever their sign */
  GPtrArray    *filters;         /* (element-type ClvImportFilter) */
  GPtrArray    *rates;           /* (element-type ClvImportRate): rows of these currencies are
                                  * converted; of others left out */
  ClvDate earliest;              /* rows before are left out; CLV_DATE_INVALID: none are */
  ClvDate latest;                /* rows after; CLV_DATE_INVALID: those after tomorrow are */
} ClvImportPlan;

ClvImportPlan *clv_import_plan_new (void);
ClvImportPlan *clv_import_plan_copy (const ClvImportPlan *self);
void           clv_import_plan_free (ClvImportPlan       *self);
char          *clv_import_plan_to_text (const ClvImportPlan *self);
ClvImportPlan *clv_import_plan_from_text (const char          *text,
                                          GError             **error);
char          *clv_import_plan_get_hash (const ClvImportPlan *self);
void           clv_import_plan_get_days (const ClvImportPlan *self,
                                         ClvDate             *first,
                                         ClvDate             *last);
void           clv_import_plan_set_column (ClvImportPlan      *self,
                                           ClvField            field,
                                           const char         *column);
gboolean       clv_import_plan_lacks (const ClvImportPlan *self,
                                      ClvField             field);
gboolean       clv_import_plan_set_rule (ClvImportPlan **self,
                                         const char     *key,
                                         const char     *value,
                                         GError        **error);
const char    *clv_date_order_get_id (ClvDateOrder order);             /* "ymd" … */
gboolean       clv_date_order_from_id (const char   *id,
                                       ClvDateOrder *order);
const char    *clv_date_order_get_label (ClvDateOrder order);          /* translated */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportPlan, clv_import_plan_free)

G_END_DECLS
