/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvApplication:
 *
 * The program: its settings, its actions, its command line. Opens one
 * #ClvWindow, and another for each further workspace on the command line.
 */
#define CLV_TYPE_APPLICATION (clv_application_get_type ())
G_DECLARE_FINAL_TYPE (ClvApplication, clv_application, CLV, APPLICATION, AdwApplication)

ClvApplication *clv_application_new (void);
GSettings      *clv_application_get_settings (ClvApplication *self);

G_END_DECLS
