/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ClvCheckButton:
 *
 * A check or radio button that assistive technology can press: GTK 4.8 offers no
 * action for a plain one on the accessibility bus.
 */
#define CLV_TYPE_CHECK_BUTTON (clv_check_button_get_type ())
G_DECLARE_FINAL_TYPE (ClvCheckButton, clv_check_button, CLV, CHECK_BUTTON, GtkCheckButton)

GtkWidget *clv_check_button_new (const char *label);

G_END_DECLS
