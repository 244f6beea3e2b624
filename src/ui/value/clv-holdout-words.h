/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-backtest.h"

G_BEGIN_DECLS

/**
 * ClvHoldoutWords:
 *
 * What a hold-out says, in plain words with its own numbers: that a total can be right
 * while single customers are wrong, and an order right while the total is wrong.
 */
#define CLV_TYPE_HOLDOUT_WORDS (clv_holdout_words_get_type ())
G_DECLARE_FINAL_TYPE (ClvHoldoutWords, clv_holdout_words, CLV, HOLDOUT_WORDS, AdwBin)

GtkWidget *clv_holdout_words_new (void);
void       clv_holdout_words_show (ClvHoldoutWords   *self,
                                   const ClvBacktest *backtest);
/* (transfer full) (element-type utf8): the sentences. */
GPtrArray *clv_holdout_words_list (const ClvBacktest *backtest);
/* (transfer full): "+1.2 %", "−12.1 %", a dash where it is not a number. */
char      *clv_holdout_words_format_bias (double bias);

G_END_DECLS
