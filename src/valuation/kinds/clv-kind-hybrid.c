/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "kinds/clv-kinds.h"

/* Of the usual two parts; clv_hybrid_get_kind() has those of others. It has no functions:
 * each part is a fit of its own. */
const ClvModelKind clv_kind_hybrid = {
  .id = "hybrid",
  .name = N_("Subscription plus orders"),
  .summary = N_("Customers with a subscription who also order: what the contract brings and what "
                "orders beside it bring, fitted apart and added up."),
  .n_parameters = 6,
  .parameter_names = { "contract.a", "contract.b", "orders.r", "orders.alpha", "orders.a",
                       "orders.b" },
  .joins_contract = TRUE,
};
