/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvPalette:
 *
 * Ctrl+K: all that can be done, found by its words. What is typed is also taken
 * for a customer's id. Runs the action of the window it belongs to and closes.
 */
#define CLV_TYPE_PALETTE (clv_palette_get_type ())
G_DECLARE_FINAL_TYPE (ClvPalette, clv_palette, CLV, PALETTE, AdwWindow)

ClvPalette *clv_palette_new (GtkWindow *parent,
                             gboolean has_workspace);
void        clv_palette_search (ClvPalette *self,
                                const char *text);
guint       clv_palette_get_n_found (ClvPalette *self);

G_END_DECLS
