/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counts as people read them, for sentences of the command line. */

char *clv_count_format (guint64 n);
char *clv_count_customers (guint64 n);
char *clv_count_orders (guint64 n);
char *clv_count_rows (guint64 n);

G_END_DECLS
