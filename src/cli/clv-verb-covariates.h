/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-cli.h"
#include "clv-fit.h"
#include "clv-score-set.h"

G_BEGIN_DECLS

/* Columns, seasons and promotions that explain: what a fit or a test of one is asked,
 * and what `fit` tells of them. */
typedef struct
{
  char *columns;        /* (nullable): separated by commas */
  gboolean is_same;
  char *penalty;        /* (nullable) */
  char **seasons;       /* (nullable) */
  char **promotions;    /* (nullable) */
} ClvExplainOptions;

/* (transfer full): @entries, which end with G_OPTION_ENTRY_NULL, and those of @self. */
GOptionEntry *clv_explain_options_join (ClvExplainOptions  *self,
                                        const GOptionEntry *entries);
/* Into @spec, whose kind takes them or refuses, but for @is_for_all kinds. */
gboolean clv_explain_options_apply (const ClvExplainOptions *self,
                                    ClvModelSpec            *spec,
                                    gboolean                 is_for_all,
                                    GError                 **error);
void     clv_explain_options_clear (ClvExplainOptions *self);
void     clv_cli_add_covariates (ClvCli       *cli,
                                 const ClvFit *fit);
void     clv_cli_add_unknown_levels (ClvCli            *cli,
                                     const ClvScoreSet *scores);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClvExplainOptions, clv_explain_options_clear)

G_END_DECLS
