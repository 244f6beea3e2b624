/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-csv-reader.h"

G_BEGIN_DECLS

/* More columns than this are refused. */
#define CLV_HEADER_COLUMNS_MAX 16384

GPtrArray *clv_header_names (const ClvCsvSlice *slice,
                             guint32            row,
                             gboolean           has_header);
int        clv_header_find (GPtrArray  *names,
                            const char *column);
gboolean   clv_header_row_is_hint (const ClvCsvSlice *slice,
                                   guint32            row);

G_END_DECLS
