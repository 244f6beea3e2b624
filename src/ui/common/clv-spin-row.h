/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvSpinRow:
 *
 * A row with a number that can be typed or stepped.
 */
#define CLV_TYPE_SPIN_ROW (clv_spin_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvSpinRow, clv_spin_row, CLV, SPIN_ROW, AdwActionRow)

GtkWidget     *clv_spin_row_new (GtkAdjustment *adjustment,
                                 guint digits);
GtkAdjustment *clv_spin_row_get_adjustment (ClvSpinRow *self);
void           clv_spin_row_set_adjustment (ClvSpinRow    *self,
                                            GtkAdjustment *adjustment);
guint          clv_spin_row_get_digits (ClvSpinRow *self);
void           clv_spin_row_set_digits (ClvSpinRow *self,
                                        guint       digits);
double         clv_spin_row_get_value (ClvSpinRow *self);
void           clv_spin_row_set_value (ClvSpinRow *self,
                                       double      value);

G_END_DECLS
