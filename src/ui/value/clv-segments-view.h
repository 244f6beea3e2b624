/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-session.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvSegmentsView:
 *
 * Segments by a column or by the quarter of the first purchase, each fitted alone and
 * drawn toward the whole: arrows, their numbers, and what may be made of them. Where the
 * data cannot be split it says why. Computes when it is first seen.
 */
#define CLV_TYPE_SEGMENTS_VIEW (clv_segments_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvSegmentsView, clv_segments_view, CLV, SEGMENTS_VIEW, AdwBin)

GtkWidget *clv_segments_view_new (void);
void       clv_segments_view_set_state (ClvSegmentsView *self,
                                        ClvSession      *session,
                                        ClvValueState   *state);

G_END_DECLS
