/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-audit.h"
#include "clv-backtest.h"
#include "clv-heat-map.h"
#include "clv-migration.h"
#include "clv-mixing.h"
#include "clv-plot-spec.h"
#include "clv-rolling.h"
#include "clv-shrinkage.h"

G_BEGIN_DECLS

/* Results turned into charts, the same for the window, the command line and
 * documents. Each spec carries its title, a subtitle that states unit, horizon
 * and convention, and one sentence with the real numbers; where there is nothing
 * to draw, `empty` says why. (transfer full) throughout. */

/* Whether a kind counts renewals of a contract where others count purchases. */
gboolean     clv_figure_counts_renewals (const char *kind);
ClvPlotSpec *clv_figure_tracking (const ClvBacktest *backtest);
ClvPlotSpec *clv_figure_tracking_weekly (const ClvBacktest *backtest);
ClvPlotSpec *clv_figure_deciles (const ClvBacktest *backtest);
/* @by_recency: by days since the last purchase instead of by repeat purchases. */
ClvPlotSpec *clv_figure_conditional (const ClvBacktest *backtest,
                                     gboolean           by_recency);
ClvPlotSpec *clv_figure_errors (const ClvBacktest *backtest);
ClvPlotSpec *clv_figure_rolling (const ClvRolling *rolling);
ClvPlotSpec *clv_figure_concentration (const ClvScoreSet *scores);
ClvPlotSpec *clv_figure_p_active_value (const ClvScoreSet *scores);
/* @matrix: the share of each tier that went where, instead of ribbons. */
ClvPlotSpec *clv_figure_migration (const ClvMigration *migration,
                                   gboolean            matrix);
ClvPlotSpec *clv_figure_audit (const ClvAudit *audit,
                               ClvMetric       metric);
/* One customer: the probability of being active if no purchase follows. */
ClvPlotSpec *clv_figure_p_active_curve (const ClvScoreSet *scores,
                                        const ClvFit      *fit,
                                        guint32            row);
/* One customer: what was bought when. @purchases: (element-type ClvPurchase) */
ClvPlotSpec *clv_figure_timeline (const GArray *purchases,
                                  const char   *currency);
/* One customer: how many purchase days, and how many more are expected. */
ClvPlotSpec *clv_figure_course (const ClvScoreSet *scores,
                                const ClvFit      *fit,
                                guint32            row,
                                const GArray      *purchases);
/* A fit by history: P(active) or expected purchases by repeat purchases and the time
 * since the last one. @map: (nullable) */
ClvPlotSpec *clv_figure_heat_map (const ClvFit     *fit,
                                  const ClvHeatMap *map,
                                  gboolean          is_expected);
/* The same of the customers who are about @age_days old; 0 for the oldest. */
ClvPlotSpec *clv_figure_heat_map_of_age (const ClvFit       *fit,
                                         const ClvCustomers *customers,
                                         gint32              age_days,
                                         gboolean            is_expected);
/* What customers differ in by a fit. */
ClvPlotSpec *clv_figure_mixing (const ClvFit    *fit,
                                const ClvMixing *mixing,
                                const char      *currency);
/* A fit of contracts: how many stay for how many renewals. */
ClvPlotSpec *clv_figure_stay (const ClvFit       *fit,
                              const ClvCustomers *customers);
/* Segments: arrows from each one's own fit to what it is drawn to. */
ClvPlotSpec *clv_figure_shrinkage (const ClvShrinkage *shrinkage);
/* "€, future value to 30 Jun 1998, 40 % margin, 10 % a year effective": the
 * convention under which @scores were computed. */
char        *clv_figure_describe_scores (const ClvScoreSet *scores);
/* What the 80 % interval beside a value covers and what it does not: the same
 * sentence wherever the interval is named. */
const char  *clv_figure_describe_interval (void);

G_END_DECLS
