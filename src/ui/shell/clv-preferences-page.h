/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvPreferencesPage:
 *
 * Appearance, privacy, and the name under what is done.
 */
#define CLV_TYPE_PREFERENCES_PAGE (clv_preferences_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvPreferencesPage, clv_preferences_page, CLV, PREFERENCES_PAGE,
                      AdwPreferencesPage)

GtkWidget *clv_preferences_page_new (GSettings *settings);

G_END_DECLS
