/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-why.h"

G_BEGIN_DECLS

/**
 * ClvWhyWindow:
 *
 * Shows one #ClvWhy. Escape closes it.
 */
#define CLV_TYPE_WHY_WINDOW (clv_why_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvWhyWindow, clv_why_window, CLV, WHY_WINDOW, AdwWindow)

GtkWidget *clv_why_window_new (const ClvWhy *why);

G_END_DECLS
