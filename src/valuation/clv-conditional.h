/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "clv-customers.h"

G_BEGIN_DECLS

/**
 * ClvConditionalGroup:
 *
 * Customers of a hold-out who had something in common at the split, and what they did
 * after it. Means are purchases a customer.
 */
typedef struct
{
  guint32 from;        /* of what they have in common, both ends included */
  guint32 to;          /* G_MAXUINT32: and more */
  guint32 customers;
  double predicted;
  double naive;        /* as often as before */
  double actual;
  double lo;           /* 95 % interval of the actual mean */
  double hi;
} ClvConditionalGroup;

/**
 * ClvErrorGroup:
 *
 * Customers who were missed by about as much.
 */
typedef struct
{
  double from;         /* predicted less actual, from included; -INFINITY at the first */
  double to;           /* not included; INFINITY at the last */
  guint32 customers;
} ClvErrorGroup;

GArray *clv_conditional_by_frequency (const ClvCustomers *customers,
                                      const double       *predicted,
                                      const double       *naive,
                                      const double       *actual);
GArray *clv_conditional_by_recency (const ClvCustomers *customers,
                                    const double       *predicted,
                                    const double       *naive,
                                    const double       *actual);
GArray *clv_conditional_errors (const double *predicted,
                                const double *actual,
                                guint32       n);
void    clv_conditional_interval (double   sum,
                                  double   squares,
                                  guint32  n,
                                  double  *lo,
                                  double  *hi);

G_END_DECLS
