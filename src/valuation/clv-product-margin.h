/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvProductMargin:
 *
 * The margin that the products of a workspace give its sales: each product's own,
 * weighted by what was sold of it, net of refunds.
 */
typedef struct
{
  guint64 n_products;   /* with a margin, or a price and a cost */
  double margin;        /* share of the sales; 0 where none of those products was sold */
  double share;         /* of all sales, that of those products */
} ClvProductMargin;

gboolean clv_product_margin_find (ClvWorkspace       *workspace,
                                  ClvProductMargin   *found,
                                  const ClvProgress  *progress,
                                  GError            **error);

G_END_DECLS
