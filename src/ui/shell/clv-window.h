/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvWindow:
 *
 * The one kind of main window: the start page while no workspace is open, then a
 * sidebar with the six places beside the page at hand. It owns the #ClvSession
 * and shows what the session says: toasts, errors, jobs.
 *
 * It computes nothing and reads no data itself.
 */
#define CLV_TYPE_WINDOW (clv_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvWindow, clv_window, CLV, WINDOW, AdwApplicationWindow)

ClvWindow  *clv_window_new (GtkApplication *application,
                            GSettings      *settings);
ClvSession *clv_window_get_session (ClvWindow *self);
void        clv_window_open_path (ClvWindow  *self,
                                  const char *path);
const char *clv_window_get_place (ClvWindow *self);
void        clv_window_show_place (ClvWindow  *self,
                                   const char *place);
ClvPage    *clv_window_get_page (ClvWindow  *self,
                                 const char *place);

G_END_DECLS
