/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kinds/clv-kinds.h"

G_BEGIN_DECLS

/* Private to the folder: what the rules without a likelihood share. */
double clv_kind_rule_p_active (const ClvModelKind *kind,
                               const double       *parameters,
                               double              x,
                               double              recency,
                               double              age);
void   clv_kind_rule_pmf (double  mean,
                          guint   n,
                          double *chances);
guint  clv_kind_rule_simulate (gpointer rng,
                               double   mean);

G_END_DECLS
