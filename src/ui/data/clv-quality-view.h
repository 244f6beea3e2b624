/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvQualityView:
 *
 * Whether the data are fit for a model: the answer, every check with its value
 * against the need, the largest amounts, and the way to the limits.
 *
 * `state` is "loading", "empty", "green", "amber" or "red".
 */
#define CLV_TYPE_QUALITY_VIEW (clv_quality_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvQualityView, clv_quality_view, CLV, QUALITY_VIEW, AdwBin)

GtkWidget  *clv_quality_view_new (void);
void        clv_quality_view_refresh (ClvQualityView *self,
                                      ClvSession     *session);
const char *clv_quality_view_get_state (ClvQualityView *self);
/* The day to judge from; that of the clock where it was not set. */
void        clv_quality_view_set_today (ClvQualityView *self,
                                        ClvDate         today);

G_END_DECLS
