/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-data.h"
#include "clv-why.h"

G_BEGIN_DECLS

/**
 * ClvCustomerParts:
 *
 * What one customer's value is made of, written so that whoever multiplies the
 * numbers on screen gets the value on screen, to the cent:
 * spend × purchases × margin − service = value.
 */
typedef struct
{
  char *spend;
  char *purchases;      /* expected, each counted at today's worth */
  char *margin;
  char *service;
  char *value;
  gboolean has_service;
  double product;       /* of the numbers as they are written */
} ClvCustomerParts;

ClvCustomerParts *clv_customer_parts_new (const ClvCustomerData *data,
                                          guint32                row);
void              clv_customer_parts_free (ClvCustomerParts *self);
/* "€31.20 × 4.321 × 40 % = €53.93" */
char             *clv_customer_parts_dup_formula (const ClvCustomerParts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvCustomerParts, clv_customer_parts_free)

/* "€1.20 – €31.20": the 80 % interval. (transfer full) */
char             *clv_customer_dup_interval (const ClvCustomerData *data,
                                             guint32 row);

/* Why each figure of one customer is what it is. (transfer full) */
ClvWhy           *clv_customer_why_value (const ClvCustomerData *data,
                                          guint32                row);
ClvWhy           *clv_customer_why_past (const ClvCustomerData *data,
                                         guint32                row);
ClvWhy           *clv_customer_why_active (const ClvCustomerData *data,
                                           guint32                row);
ClvWhy           *clv_customer_why_purchases (const ClvCustomerData *data,
                                              guint32                row);
ClvWhy           *clv_customer_why_spend (const ClvCustomerData *data,
                                          guint32                row);
/* Why a tier is worth what it is. (transfer full) */
ClvWhy           *clv_customer_why_tier (const ClvCustomerData *data,
                                         guint                  tier);
/* "€3.00 of it refunded", NULL where nothing was. (transfer full) (nullable) */
char             *clv_customer_dup_refund (const ClvPurchase *purchase,
                                           const char        *currency);
/* Whether the model says "active" of this customer for lack of a second purchase. */
gboolean          clv_customer_is_one_time_artefact (const ClvCustomerData *data,
                                                     guint32                row);

G_END_DECLS
