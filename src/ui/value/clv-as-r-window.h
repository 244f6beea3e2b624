/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-as-r.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvAsRWindow:
 *
 * A fit as an R script, to copy or to save with its data. Runs nothing.
 */
#define CLV_TYPE_AS_R_WINDOW (clv_as_r_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvAsRWindow, clv_as_r_window, CLV, AS_R_WINDOW, AdwWindow)

/* Takes @as_r. */
GtkWindow *clv_as_r_window_new (GtkWindow  *parent,
                                ClvSession *session,
                                ClvAsR     *as_r);

G_END_DECLS
