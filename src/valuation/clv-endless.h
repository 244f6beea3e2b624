/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-score-set.h"
#include "clv-value-definition.h"

G_BEGIN_DECLS

char *clv_fit_describe_endless (const ClvFit             *fit,
                                const ClvValueDefinition *definition);

char *clv_score_set_describe_worthless (const ClvScoreSet        *scores,
                                        const ClvValueDefinition *definition);

G_END_DECLS
