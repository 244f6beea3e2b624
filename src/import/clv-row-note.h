/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"

G_BEGIN_DECLS

gboolean clv_row_is_note (const ClvCsvSlice *slice,
                          guint32            row,
                          guint              n_columns,
                          gboolean           needs_more);
gboolean clv_cell_is_name (ClvCell     cell,
                           const char *name);

G_END_DECLS
