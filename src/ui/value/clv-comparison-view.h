/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-comparison.h"

G_BEGIN_DECLS

/**
 * ClvComparisonView:
 *
 * All model kinds on one split as a table, which of them to take, and why. Each
 * kind can be chosen for the next fit.
 */
#define CLV_TYPE_COMPARISON_VIEW (clv_comparison_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvComparisonView, clv_comparison_view, CLV, COMPARISON_VIEW, AdwBin)

GtkWidget *clv_comparison_view_new (void);
void       clv_comparison_view_show (ClvComparisonView   *self,
                                     const ClvComparison *comparison);

G_END_DECLS
