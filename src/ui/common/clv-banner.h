/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvBanner:
 *
 * A line across the page with one sentence that stays true until something is
 * done, and a button that does it: "This approval no longer covers the current
 * numbers · See what changed".
 *
 * Emits `button-clicked`. For what merely happened use a toast.
 */
#define CLV_TYPE_BANNER (clv_banner_get_type ())
G_DECLARE_FINAL_TYPE (ClvBanner, clv_banner, CLV, BANNER, AdwBin)

GtkWidget  *clv_banner_new (const char *title);
const char *clv_banner_get_title (ClvBanner *self);
void        clv_banner_set_title (ClvBanner  *self,
                                  const char *title);
const char *clv_banner_get_button_label (ClvBanner *self);
void        clv_banner_set_button_label (ClvBanner  *self,
                                         const char *label);
void        clv_banner_set_detailed_action (ClvBanner  *self,
                                            const char *detailed_action);
gboolean    clv_banner_get_revealed (ClvBanner *self);
void        clv_banner_set_revealed (ClvBanner *self,
                                     gboolean   revealed);

G_END_DECLS
