/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-quality.h"
#include "clv-rolling.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/* The long work of the Value place, each a ClvJobFunc with its input and result. */

typedef struct
{
  ClvModelSpec *spec;
  char *actor;
  char *reason;           /* (nullable): to fit even where the quality gate is red */
} ClvFitInput;

/* What became of a fit: where the fit may not be used, or could not be scored,
 * @scores is NULL and @why_not says why; the fit is stored all the same. Where the
 * quality gate refused it @fit is NULL and @refused says what is red. */
typedef struct
{
  ClvFit *fit;
  ClvScoreSet *scores;
  char *why_not;
  ClvQuality *refused;
} ClvFitOutcome;

ClvFitInput *clv_fit_input_new (const ClvModelSpec *spec,
                                const char         *actor);
void         clv_fit_input_free (gpointer data);
void         clv_fit_outcome_free (gpointer data);
/* Gives a ClvFitOutcome. */
gpointer     clv_value_fit_in_thread (ClvWorkspace       *workspace,
                                      gpointer            input,
                                      const ClvProgress  *progress,
                                      GError            **error);

/* What of the customers can explain: needs no workspace; input: a ClvHoldoutInput
 * whose split does not matter. Gives a GPtrArray of ClvCovariateInfo. */
gpointer     clv_value_columns_in_thread (ClvWorkspace       *unused,
                                          gpointer            input,
                                          const ClvProgress  *progress,
                                          GError            **error);

typedef struct
{
  ClvValueState *state;
  ClvValueDefinition *definition;
  char *actor;
} ClvDefineInput;

/* The effect of a definition that is not saved, on the same data and fit. */
typedef struct
{
  double before;
  double after;
  gint64 elapsed;   /* microseconds it took to find out */
} ClvDefineEffect;

ClvDefineInput *clv_define_input_new (ClvValueState            *state,
                                      const ClvValueDefinition *definition,
                                      const char               *actor);
void            clv_define_input_free (gpointer data);
/* Saves the definition and scores everybody by it. Gives a ClvScoreSet; NULL
 * without error where there is no fit to score with. */
gpointer        clv_value_define_in_thread (ClvWorkspace       *workspace,
                                            gpointer            input,
                                            const ClvProgress  *progress,
                                            GError            **error);
/* Saves nothing and needs no workspace. Gives a ClvDefineEffect. */
gpointer        clv_value_effect_in_thread (ClvWorkspace       *unused,
                                            gpointer            input,
                                            const ClvProgress  *progress,
                                            GError            **error);

/* Needs no workspace; input: a ClvValueState with scores. Gives ClvIntervals. */
gpointer        clv_value_intervals_in_thread (ClvWorkspace       *unused,
                                               gpointer            input,
                                               const ClvProgress  *progress,
                                               GError            **error);

typedef struct
{
  ClvValueState *state;
  ClvModelSpec *spec;
  ClvDate split;
  int months;             /* of each window of several splits */
} ClvHoldoutInput;

typedef struct
{
  ClvBacktest *backtest;
  ClvPlotSpec *tracking;
  ClvPlotSpec *tracking_weekly;
  ClvPlotSpec *deciles;
  ClvPlotSpec *frequency;
  ClvPlotSpec *recency;
  ClvPlotSpec *errors;
} ClvHoldout;

ClvHoldoutInput *clv_holdout_input_new (ClvValueState      *state,
                                        const ClvModelSpec *spec,
                                        ClvDate             split);
void             clv_holdout_input_free (gpointer data);
void             clv_holdout_free (gpointer data);
/* Needs no workspace. The spec's kind does not matter. Gives a ClvComparison. */
gpointer         clv_value_compare_in_thread (ClvWorkspace       *unused,
                                              gpointer            input,
                                              const ClvProgress  *progress,
                                              GError            **error);
/* Needs no workspace. The split does not matter. Gives a ClvRolling. */
gpointer         clv_value_roll_in_thread (ClvWorkspace       *unused,
                                           gpointer            input,
                                           const ClvProgress  *progress,
                                           GError            **error);
/* Needs no workspace. Gives a ClvHoldout. */
gpointer         clv_value_holdout_in_thread (ClvWorkspace       *unused,
                                              gpointer            input,
                                              const ClvProgress  *progress,
                                              GError            **error);

G_END_DECLS
