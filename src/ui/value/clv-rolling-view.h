/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-rolling.h"

G_BEGIN_DECLS

/**
 * ClvRollingView:
 *
 * One model tested from several splits: a chart of the totals, the figures of each split,
 * and whether one good split was luck.
 */
#define CLV_TYPE_ROLLING_VIEW (clv_rolling_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvRollingView, clv_rolling_view, CLV, ROLLING_VIEW, AdwBin)

GtkWidget *clv_rolling_view_new (void);
void       clv_rolling_view_show (ClvRollingView   *self,
                                  const ClvRolling *rolling);

G_END_DECLS
