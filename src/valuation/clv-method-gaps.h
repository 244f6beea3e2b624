/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-method-facts.h"

G_BEGIN_DECLS

/* Private to the room: what the days of purchases tell. See clv-method-gaps.c. */
gboolean clv_method_gaps_measure (ClvMethodFacts         *facts,
                                  const ClvTransactions  *transactions,
                                  const ClvProgress      *progress,
                                  GError                **error);

G_END_DECLS
