/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a kind of model counts. */
typedef enum
{
  CLV_COUNTS_PURCHASES,     /* repeat purchases */
  CLV_COUNTS_RENEWALS,      /* of contracts */
  CLV_COUNTS_BOTH,          /* payments of contracts and the orders beside them */
  CLV_COUNTS_PERIODS        /* of the calendar, in which somebody buys */
} ClvCounted;

/* @kind: (nullable): id of a kind; purchases where it is none */
ClvCounted  clv_counted_find (const char *kind);
/* What scores of the kind expect, which need not be what a test compares: where periods
 * are counted, that makes purchases of them. */
ClvCounted  clv_counted_find_expected (const char *kind);
/* "purchases", "renewals" or "payments-and-orders", for programs */
const char *clv_counted_get_id (ClvCounted self);
/* "purchases", translated, as behind a number */
const char *clv_counted_get_noun (ClvCounted self);

G_END_DECLS
