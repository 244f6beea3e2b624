/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvStartPage:
 *
 * What a window shows before a workspace is open: ways to begin, and the
 * workspaces of late. Its buttons are the window's actions.
 */
#define CLV_TYPE_START_PAGE (clv_start_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvStartPage, clv_start_page, CLV, START_PAGE, AdwBin)

void clv_start_page_set_settings (ClvStartPage *self,
                                  GSettings    *settings);

G_END_DECLS
