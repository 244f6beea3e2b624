/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvPaletteRow:
 *
 * One thing to do: what it is, the words it is also found by, its key, and the
 * action that does it. Its class action `command.run` does what a click does.
 */
#define CLV_TYPE_PALETTE_ROW (clv_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvPaletteRow, clv_palette_row, CLV, PALETTE_ROW, GtkListBoxRow)

GtkWidget  *clv_palette_row_new (const char *title,
                                 const char *words,
                                 const char *accelerator);
void        clv_palette_row_set_title (ClvPaletteRow *self,
                                       const char    *title);
void        clv_palette_row_set_command (ClvPaletteRow *self,
                                         const char    *action_name,
                                         GVariant      *target);
const char *clv_palette_row_get_action (ClvPaletteRow *self);
GVariant   *clv_palette_row_get_target (ClvPaletteRow *self);
gboolean    clv_palette_row_matches (ClvPaletteRow      *self,
                                     const char * const *words);

G_END_DECLS
