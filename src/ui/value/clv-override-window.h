/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-quality.h"

G_BEGIN_DECLS

/**
 * ClvOverrideWindow:
 *
 * Says which checks of the data stop a fit, and asks for the reason to fit all the
 * same. Without one it stays closed. Emits `accepted (reason)`; the caller fits.
 */
#define CLV_TYPE_OVERRIDE_WINDOW (clv_override_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvOverrideWindow, clv_override_window, CLV, OVERRIDE_WINDOW, AdwWindow)

ClvOverrideWindow *clv_override_window_new (GtkWindow        *parent,
                                            const ClvQuality *quality,
                                            const char       *acting);

G_END_DECLS
