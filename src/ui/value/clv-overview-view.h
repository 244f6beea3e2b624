/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-interval.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvOverviewView:
 *
 * What the customers are worth together: the key figures, past and future kept
 * apart, and how far the value rests on few. Without scores it says what is
 * missing and leads to the model.
 */
#define CLV_TYPE_OVERVIEW_VIEW (clv_overview_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvOverviewView, clv_overview_view, CLV, OVERVIEW_VIEW, AdwBin)

GtkWidget *clv_overview_view_new (void);
void       clv_overview_view_set_state (ClvOverviewView     *self,
                                        const ClvValueState *state);
/* How sure the totals of @state are, once that is known. */
void       clv_overview_view_set_intervals (ClvOverviewView     *self,
                                            const ClvValueState *state,
                                            const ClvIntervals  *intervals);

G_END_DECLS
