/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-workspace.h"

G_BEGIN_DECLS

/* One import as a row: what it brought, how it was read, and its Undo. */
GtkWidget *clv_batch_row_new (const ClvBatch *batch,
                              const char     *path);

G_END_DECLS
