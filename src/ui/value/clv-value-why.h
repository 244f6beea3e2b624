/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-interval.h"
#include "clv-value-state.h"
#include "clv-why.h"

G_BEGIN_DECLS

/* Why the key figures are what they are, with the user's own numbers. All
 * (transfer full); @state has scores; @intervals, where they are known, say how sure
 * the totals are. */

ClvWhy *clv_value_why_total (const ClvValueState *state,
                             const char          *value,
                             const ClvIntervals  *intervals);
ClvWhy *clv_value_why_active (const ClvValueState *state,
                              const char          *value);
ClvWhy *clv_value_why_purchases (const ClvValueState *state,
                                 const char          *value,
                                 const ClvIntervals  *intervals);
ClvWhy *clv_value_why_past (const ClvValueState *state,
                            const char          *value);

G_END_DECLS
