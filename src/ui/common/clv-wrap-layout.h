/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CLV_TYPE_WRAP_LAYOUT (clv_wrap_layout_get_type ())

/**
 * ClvWrapLayout:
 *
 * Puts children beside each other like the words of a text: each at its natural
 * width, in a new line where the line is full. A GtkFlowBox makes columns, which
 * tear buttons apart. Does not stretch anything.
 */
G_DECLARE_FINAL_TYPE (ClvWrapLayout, clv_wrap_layout, CLV, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *clv_wrap_layout_new (int spacing);

G_END_DECLS
