/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-hash.h"
#include "clv-transactions.h"

G_BEGIN_DECLS

ClvTransactions *clv_transactions_new_take (guint64        n_rows,
                                            guint32       *customer,
                                            ClvDate       *day,
                                            gint64        *amount,
                                            ClvDictionary *customers,
                                            const char    *currency);

G_END_DECLS
