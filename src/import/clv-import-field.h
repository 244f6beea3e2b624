/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the rows of a file are. Saved in plans and batches by their words, so new
 * ones go to the end. */
typedef enum
{
  CLV_IMPORT_KIND_ORDERS,        /* one row an order or an order line */
  CLV_IMPORT_KIND_CUSTOMERS,     /* one row a customer; further columns become attributes */
  CLV_IMPORT_KIND_REFUNDS,       /* one row a refund of an order imported before */
  CLV_IMPORT_KIND_SPEND,         /* marketing spend by day and channel */
  CLV_IMPORT_KIND_TICKETS,       /* support tickets */
  CLV_IMPORT_KIND_EVENTS,        /* what customers did: one row an event */
  CLV_IMPORT_KIND_PRODUCTS,      /* price, cost and margin of products */
  CLV_IMPORT_KIND_SUBSCRIPTIONS, /* one row a subscription or a renewal */
  CLV_IMPORT_KIND_SUMMARY,       /* one row a customer, counted already: frequency, recency, T */
  CLV_N_IMPORT_KINDS
} ClvImportKind;

/* What a column can hold. A field without a column is NULL in the plan. */
typedef enum
{
  CLV_FIELD_CUSTOMER,
  CLV_FIELD_DATE,
  CLV_FIELD_AMOUNT,
  CLV_FIELD_ORDER,
  CLV_FIELD_PRODUCT,
  CLV_FIELD_CURRENCY,
  CLV_FIELD_STATUS,
  CLV_FIELD_TIME,        /* the clock, where the date stands alone */
  CLV_FIELD_ZONE,        /* name of the time zone of the row */
  CLV_FIELD_QUANTITY,    /* pieces */
  CLV_FIELD_PRICE,       /* of one piece */
  CLV_FIELD_REFUNDED,    /* what of the order was paid back so far, positive or negative */
  CLV_FIELD_REFERENCE,   /* the order or payment that a refund is about */
  CLV_FIELD_EVENT,       /* what the row tells: a sale, a refund; or what a customer did */
  CLV_FIELD_CANCELLED,   /* filled in where the order was cancelled */
  CLV_FIELD_TAX,         /* part of the amount */
  CLV_FIELD_SHIPPING,    /* part of the amount */
  CLV_FIELD_CHANNEL,
  CLV_FIELD_CAMPAIGN,
  CLV_FIELD_ENDED,       /* when it was closed, or ends */
  CLV_FIELD_NAME,
  CLV_FIELD_CATEGORY,
  CLV_FIELD_COST,        /* of one piece */
  CLV_FIELD_MARGIN,      /* share of the price */
  CLV_FIELD_INTERVAL,    /* of billing */
  CLV_FIELD_RATING,      /* how content the customer was */
  CLV_FIELD_IMPRESSIONS,
  CLV_FIELD_CLICKS,
  CLV_FIELD_FREQUENCY,   /* repeat purchases */
  CLV_FIELD_RECENCY,     /* time of the last purchase since the first */
  CLV_FIELD_AGE,         /* T, time observed since the first purchase */
  CLV_N_FIELDS
} ClvField;

typedef enum
{
  CLV_FIELD_UNUSED,
  CLV_FIELD_OPTIONAL,
  CLV_FIELD_NEEDED
} ClvFieldUse;

const char *clv_import_field_get_id (ClvField field);              /* "customer" … of --map */
gboolean    clv_import_field_from_id (const char *id,
                                      ClvField   *field);
const char *clv_import_field_get_label (ClvField field);           /* translated */
ClvFieldUse clv_import_field_get_use (ClvField      field,
                                      ClvImportKind kind);
gboolean    clv_import_field_is_needed (ClvField      field,
                                        ClvImportKind kind);
const char *clv_import_kind_get_id (ClvImportKind kind);           /* "orders" … of --kind */
gboolean    clv_import_kind_from_id (const char    *id,
                                     ClvImportKind *kind);
const char *clv_import_kind_get_label (ClvImportKind kind);        /* translated, "Orders" */

G_END_DECLS
