/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvHoldoutView:
 *
 * Tests a model against the past: fits it on the days up to a split and compares
 * what it expected after with what happened. Keeps nothing in the workspace.
 */
#define CLV_TYPE_HOLDOUT_VIEW (clv_holdout_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvHoldoutView, clv_holdout_view, CLV, HOLDOUT_VIEW, AdwBin)

GtkWidget *clv_holdout_view_new (void);
void       clv_holdout_view_set_state (ClvHoldoutView *self,
                                       ClvSession     *session,
                                       ClvValueState  *state);

G_END_DECLS
