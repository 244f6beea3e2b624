/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-model-kind.h"
#include "clv-model-spec.h"

G_BEGIN_DECLS

/* What the kinds of model need of the customers beside their summary. */

ClvCustomers *clv_customers_load_for_spec (ClvWorkspace       *workspace,
                                           const ClvModelSpec *spec,
                                           gboolean            for_fit,
                                           const ClvProgress  *progress,
                                           GError            **error);
/* The rows that a kind of model is fitted on, with the attributes of their customers. */
ClvTransactions *clv_transactions_load_for_groups (ClvWorkspace       *workspace,
                                                   const ClvModelSpec *spec,
                                                   const ClvProgress  *progress,
                                                   GError            **error);
ClvCustomers *clv_customers_new_for_spec (ClvCustomers       *customers,
                                          const ClvModelSpec *spec,
                                          const ClvProgress  *progress,
                                          GError            **error);
gboolean      clv_customers_sum_log_gaps (const ClvCustomers *self,
                                          double             *sum,
                                          const ClvProgress  *progress,
                                          GError            **error);

G_END_DECLS
