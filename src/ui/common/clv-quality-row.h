/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-quality.h"
#include "clv-why.h"

G_BEGIN_DECLS

/**
 * ClvQualityRow:
 *
 * One check of the data: its state as icon and word, the value against the need,
 * and what it means.
 */
#define CLV_TYPE_QUALITY_ROW (clv_quality_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvQualityRow, clv_quality_row, CLV, QUALITY_ROW, AdwPreferencesRow)

GtkWidget  *clv_quality_row_new (const ClvQualityGate *gate);
void        clv_quality_row_take_why (ClvQualityRow *self,
                                      ClvWhy        *why);
const char *clv_quality_state_get_icon (ClvQualityState state);
const char *clv_quality_state_get_style (ClvQualityState state);

G_END_DECLS
