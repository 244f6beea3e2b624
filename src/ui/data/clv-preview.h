/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-detection.h"

G_BEGIN_DECLS

/* The first rows of a file as a table with a header that stays. */
GtkWidget *clv_preview_new (const ClvDetection *detection);

G_END_DECLS
