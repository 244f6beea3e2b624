/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvOrderRow:
 *
 * One imported row of one customer, as the file had it.
 */
typedef struct
{
  char   *order;    /* (nullable): order id */
  ClvDate day;      /* in the workspace's time zone */
  gint64 amount;    /* minor units */
  gint64 batch;
  char   *product;  /* (nullable) */
} ClvOrderRow;

void       clv_order_row_free (ClvOrderRow *self);
/* (transfer full) (element-type ClvOrderRow): oldest first; empty for a customer
 * without rows. Reads the file, so call it from a worker where there are
 * millions of rows. */
GPtrArray *clv_workspace_list_orders (ClvWorkspace  *self,
                                      const char    *customer,
                                      GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvOrderRow, clv_order_row_free)

G_END_DECLS
