/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-data.h"

G_BEGIN_DECLS

/**
 * ClvTiersView:
 *
 * How value is spread: each tier's size, cut-off and share, the concentration
 * of value, and value against the probability of being active.
 *
 * Emits `tier-chosen (int)` and `scheme-chosen (utf8)`; changes nothing itself.
 */
#define CLV_TYPE_TIERS_VIEW (clv_tiers_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvTiersView, clv_tiers_view, CLV, TIERS_VIEW, AdwBin)

void clv_tiers_view_set_data (ClvTiersView    *self,
                              ClvCustomerData *data);

G_END_DECLS
