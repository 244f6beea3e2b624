/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-tiers.h"

G_BEGIN_DECLS

/**
 * ClvTierLabel:
 *
 * A tier's name behind a dot in the tier's colour. The word says all; the dot
 * helps the eye along.
 */
#define CLV_TYPE_TIER_LABEL (clv_tier_label_get_type ())
G_DECLARE_FINAL_TYPE (ClvTierLabel, clv_tier_label, CLV, TIER_LABEL, AdwBin)

GtkWidget *clv_tier_label_new (void);
void       clv_tier_label_set_tier (ClvTierLabel        *self,
                                    const ClvTierScheme *scheme,
                                    guint                tier);

G_END_DECLS
