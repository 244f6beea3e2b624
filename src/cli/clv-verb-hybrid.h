/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-fit.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

/* What `fit`, `score` and `customer` tell of a subscription with orders beside it; null
 * of other kinds. */
gboolean clv_cli_set_hybrid (ClvModelSpec  *spec,
                             const char    *contract,
                             const char    *orders,
                             const char    *orders_end,
                             GError       **error);
/* Fits of contracts by their period, of one the fit itself; null of other kinds. */
void     clv_cli_add_periods (ClvCli       *cli,
                              const ClvFit *fit,
                              gboolean      with_parameters);
void     clv_cli_add_hybrid_fit (ClvCli       *cli,
                                 const ClvFit *fit);
void     clv_cli_add_hybrid_totals (ClvCli            *cli,
                                    const ClvScoreSet *scores);
void     clv_cli_add_hybrid_row (ClvCli            *cli,
                                 const ClvScoreSet *scores,
                                 guint32            row);

G_END_DECLS
