/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvSwitchRow:
 *
 * A row with a switch; a click anywhere on the row toggles it.
 */
#define CLV_TYPE_SWITCH_ROW (clv_switch_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvSwitchRow, clv_switch_row, CLV, SWITCH_ROW, AdwActionRow)

GtkWidget *clv_switch_row_new (void);
gboolean   clv_switch_row_get_active (ClvSwitchRow *self);
void       clv_switch_row_set_active (ClvSwitchRow *self,
                                      gboolean      active);

G_END_DECLS
