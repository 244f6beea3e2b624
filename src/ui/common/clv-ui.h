/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CLV_UI_RESOURCE_PATH "/io/github/perennial_clv/Perennial"
#define CLV_UI_RESOURCE(name) CLV_UI_RESOURCE_PATH "/" name

void clv_ui_init (void);

G_END_DECLS
