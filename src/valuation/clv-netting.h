/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"

G_BEGIN_DECLS

/* Private to the room: one customer's purchases after refunds, as
 * clv-customers.h defines them. The arrays are lent for the call. */
typedef struct
{
  guint32 code;
  guint32 n;                 /* purchases that count, ascending days */
  const ClvDate *day;
  const gint64  *net;
  gint64 past_value;
  guint32 n_cancelled;
} ClvNetted;

typedef void (*ClvNettedFunc) (const ClvNetted *netted,
                               gpointer         user_data);

typedef struct
{
  guint32 code;
  ClvDate day;
  gint64 amount;
} ClvNettingRow;

/* Room for one customer's purchases, used again for the next. */
typedef struct
{
  ClvDate *day;
  gint64 *net;
  guint32 size;
} ClvNettingStack;

void     clv_netting_net (ClvNettingStack *stack,
                          ClvNettingRow   *rows,
                          guint32          n,
                          ClvNetted       *netted);
void     clv_netting_stack_clear (ClvNettingStack *stack);
gboolean clv_netting_visit (const ClvTransactions *transactions,
                            ClvDate                until,
                            ClvNettedFunc          visit,
                            gpointer               user_data,
                            const ClvProgress     *progress,
                            GError               **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvNettingStack, clv_netting_stack_clear)

G_END_DECLS
