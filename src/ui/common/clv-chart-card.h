/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-chart-view.h"

G_BEGIN_DECLS

/**
 * ClvChartCard:
 *
 * A chart with its title, the sentence that says what it shows, a switch to the
 * same numbers as a table, and a menu to copy and save it.
 */
#define CLV_TYPE_CHART_CARD (clv_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (ClvChartCard, clv_chart_card, CLV, CHART_CARD, AdwBin)

GtkWidget    *clv_chart_card_new (void);
void          clv_chart_card_set_spec (ClvChartCard      *self,
                                       const ClvPlotSpec *spec);
ClvChartView *clv_chart_card_get_view (ClvChartCard *self);

G_END_DECLS
