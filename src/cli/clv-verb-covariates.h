/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-fit.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

/* Columns that explain: what `fit` is asked, and what it tells of them. */
typedef struct
{
  char *columns;        /* (nullable): separated by commas */
  gboolean is_same;
  char *penalty;        /* (nullable) */
} ClvCovariateOptions;

/* Frees what @self holds. */
gboolean clv_covariate_options_apply (ClvCovariateOptions *self,
                                      ClvModelSpec        *spec,
                                      GError             **error);
void     clv_cli_add_covariates (ClvCli       *cli,
                                 const ClvFit *fit);
void     clv_cli_add_unknown_levels (ClvCli            *cli,
                                     const ClvScoreSet *scores);

G_END_DECLS
