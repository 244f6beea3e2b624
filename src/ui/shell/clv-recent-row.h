/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-recent.h"

G_BEGIN_DECLS

/**
 * ClvRecentRow:
 *
 * A workspace of late: opens it, pins it, or where its file is gone, takes it off
 * the list. Its class action `recent.open` does what a click on it does.
 */
#define CLV_TYPE_RECENT_ROW (clv_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (ClvRecentRow, clv_recent_row, CLV, RECENT_ROW, AdwActionRow)

GtkWidget *clv_recent_row_new (GSettings       *settings,
                               const ClvRecent *recent);

G_END_DECLS
