/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-empty-state.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/* Fills @page with the gates that a fit has to pass, where @state does not:
 * value against need, what is possible meanwhile, and the way to Data. */
void clv_value_gates_fill (ClvEmptyState       *page,
                           const ClvValueState *state);

G_END_DECLS
