/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clv-plot-renderer.h"

G_BEGIN_DECLS

/**
 * ClvChartView:
 *
 * Shows a #ClvPlotSpec. Pointing at a part raises it and tells its numbers; the
 * arrow keys walk the same parts and change the accessible description. It
 * neither saves nor shows a table: that is what #ClvChartCard adds.
 */
#define CLV_TYPE_CHART_VIEW (clv_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvChartView, clv_chart_view, CLV, CHART_VIEW, GtkWidget)

GtkWidget         *clv_chart_view_new (void);
void               clv_chart_view_set_spec (ClvChartView      *self,
                                            const ClvPlotSpec *spec);
const ClvPlotSpec *clv_chart_view_get_spec (ClvChartView      *self);
int                clv_chart_view_get_item (ClvChartView      *self);
const char        *clv_chart_view_get_item_text (ClvChartView *self);
void               clv_chart_view_get_style (ClvChartView     *self,
                                             ClvPlotStyle     *style);

G_END_DECLS
