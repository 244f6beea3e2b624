/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clv-audit.h"

G_BEGIN_DECLS

/* Fills @box with an audit: headline, a chart and a list for each metric, notes. */
void clv_audit_results_fill (GtkBox         *box,
                             const ClvAudit *audit);

G_END_DECLS
