/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-workspace.h"

G_BEGIN_DECLS

/**
 * ClvRowsVisitor:
 * @rows: is shown some rows; every code is below @n_customers, which may grow
 * @again: (nullable): asked after the last row; %TRUE to be shown all of them
 *   once more
 * @is_nameless: nobody will ask who the customers are, so that their names need
 *   not be read where a single import has no need of them either
 * @beside: (nullable): is shown the same rows the first time round
 * @marked: (nullable): is shown the same rows the first time round with the time in
 *   seconds (UTC, or midnight where the file had no clock) and 64 bits that stand
 *   for the order id, zero where there is none
 *
 * Sees the rows that #ClvTransactions would hold, with the same codes and in the
 * same order, a block at a time. The arrays are lent for the call. @rows, @beside
 * and @marked may run at the same time on several threads, so none of them touches
 * what another one does; each sees the blocks one after the other.
 */
typedef struct
{
  void (*rows)(guint32        n_customers,
               guint32        n,
               const guint32 *customer,
               const ClvDate *day,
               const gint64  *amount,
               gpointer       user_data);
  gboolean (*again)(gpointer user_data);
  gboolean is_nameless;
  void (*beside)(guint32        n,
                 const guint32 *customer,
                 const ClvDate *day,
                 const gint64  *amount,
                 gpointer       user_data);
  void (*marked)(guint32        n,
                 const guint32 *customer,
                 const ClvDate *day,
                 const gint64  *amount,
                 const gint64  *time,
                 const guint64 *order,
                 gpointer       user_data);
} ClvRowsVisitor;

ClvTransactions *clv_workspace_visit_rows (ClvWorkspace         *self,
                                           const ClvRowsVisitor *visitor,
                                           gpointer              user_data,
                                           const ClvProgress    *progress,
                                           GError              **error);
gboolean         clv_transactions_visit_rows (const ClvTransactions *self,
                                              const ClvRowsVisitor  *visitor,
                                              gpointer               user_data,
                                              const ClvProgress     *progress,
                                              GError               **error);

G_END_DECLS
