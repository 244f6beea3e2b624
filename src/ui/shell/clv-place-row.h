/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ClvPlaceRow:
 *
 * One place in the sidebar. Its class action `place.show` goes there, so that a
 * screen reader and other programs on the accessibility bus can, too; a plain
 * list row offers them nothing.
 */
#define CLV_TYPE_PLACE_ROW (clv_place_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvPlaceRow, clv_place_row, CLV, PLACE_ROW, GtkListBoxRow)

GtkWidget *clv_place_row_new (const char *icon_name,
                              const char *title,
                              guint key);
void       clv_place_row_set_small (ClvPlaceRow *self,
                                    gboolean     small);

G_END_DECLS
