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
  guint32 n_refund_rows;
  guint32 n_cancelled;
  guint32 n_positive_rows;
} ClvNetted;

typedef void (*ClvNettedFunc) (const ClvNetted *netted,
                               gpointer         user_data);

gboolean clv_netting_visit (const ClvTransactions *transactions,
                            ClvDate                until,
                            ClvNettedFunc          visit,
                            gpointer               user_data,
                            const ClvProgress     *progress,
                            GError               **error);

G_END_DECLS
