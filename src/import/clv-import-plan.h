/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-date.h"
#include "clv-error.h"

G_BEGIN_DECLS

typedef enum
{
  CLV_IMPORT_KIND_ORDERS,    /* one row an order or an order line */
  CLV_IMPORT_KIND_CUSTOMERS, /* one row a customer; further columns become attributes */
} ClvImportKind;

/* The fields a kind can use. A field without a column is -1 in the plan. */
typedef enum
{
  CLV_FIELD_CUSTOMER,
  CLV_FIELD_DATE,
  CLV_FIELD_AMOUNT,
  CLV_FIELD_ORDER,
  CLV_FIELD_PRODUCT,
  CLV_FIELD_CURRENCY,
  CLV_FIELD_STATUS,
  CLV_N_FIELDS
} ClvField;

typedef enum
{
  CLV_DATE_ORDER_YMD,
  CLV_DATE_ORDER_DMY,
  CLV_DATE_ORDER_MDY
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
} ClvImportPlan;

ClvImportPlan *clv_import_plan_new (void);
ClvImportPlan *clv_import_plan_copy (const ClvImportPlan *self);
void           clv_import_plan_free (ClvImportPlan       *self);
char          *clv_import_plan_to_text (const ClvImportPlan *self);
ClvImportPlan *clv_import_plan_from_text (const char          *text,
                                          GError             **error);
char          *clv_import_plan_get_hash (const ClvImportPlan *self);
void           clv_import_plan_set_column (ClvImportPlan      *self,
                                           ClvField            field,
                                           const char         *column);
const char    *clv_import_field_get_id (ClvField field);               /* "customer" … of --map */
const char    *clv_import_field_get_label (ClvField field);            /* translated */
gboolean       clv_import_field_is_needed (ClvField      field,
                                           ClvImportKind kind);
const char    *clv_date_order_get_id (ClvDateOrder order);             /* "ymd" … */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvImportPlan, clv_import_plan_free)

G_END_DECLS
