/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-backtest.h"

G_BEGIN_DECLS

#define CLV_ROLLING_ORIGINS_MAX 36

/**
 * ClvOrigin:
 *
 * One split of several.
 */
typedef struct
{
  ClvDate split;
  ClvDate until;
  guint32 n;                 /* customers seen by the split */
  ClvAccuracy accuracy;
  ClvAccuracy naive;         /* as often as before */
  char *fit_hash;            /* (nullable): of the fit, which saw the days up to @split alone */
  char *note;                /* (nullable): what the days up to @split do not show */
  char *problem;             /* (nullable): why the model could not be fitted on these days */
} ClvOrigin;

/**
 * ClvRolling:
 *
 * One kind, or a baseline, back-tested from several origins, a month apart, each looked at over a
 * window of the same length: whether one good split was luck.
 */
typedef struct
{
  char *kind;                /* id of what was tested */
  ClvDuration window;
  GPtrArray *origins;        /* (element-type ClvOrigin), earliest first */
  guint n_usable;
  guint n_better;            /* usable ones that beat the baseline's squared error */
  double mean_bias;          /* of the usable ones */
  double worst_bias;         /* the one furthest from 0 */
} ClvRolling;

ClvRolling *clv_rolling_new (ClvTransactions    *transactions,
                             const ClvModelSpec *spec,
                             ClvDuration         window,
                             guint               n_origins,
                             const ClvProgress  *progress,
                             GError            **error);
/* The last split is @split, the last hold-out ends by @until; where %CLV_DATE_INVALID as
 * late as the data allow. */
ClvRolling *clv_rolling_new_for_days (ClvTransactions    *transactions,
                                      const ClvModelSpec *spec,
                                      ClvDuration         window,
                                      guint               n_origins,
                                      ClvDate             split,
                                      ClvDate             until,
                                      const ClvProgress  *progress,
                                      GError            **error);
void        clv_rolling_free (ClvRolling *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvRolling, clv_rolling_free)

G_END_DECLS
