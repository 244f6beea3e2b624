/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-score-set.h"

G_BEGIN_DECLS

/* The customers whose past is most like that of @row, the nearest first: as many
 * repeat purchases, as long since the last, as long known, as much a purchase.
 * Values and forecasts play no part, so that theirs can be held against it.
 * Gives at most @n rows (and distances, nullable) and returns how many. Looks at
 * everybody: call it from a worker. */
guint clv_comparables_find (const ClvScoreSet *scores,
                            guint32            row,
                            guint              n,
                            guint32           *rows,
                            double            *distances);

G_END_DECLS
