/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-bootstrap.h"
#include "clv-periods.h"
#include "clv-random.h"

G_BEGIN_DECLS

/* Private to the room: replicates of fits that need more of a customer than x, recency
 * and age, which are the columns that explain, or each purchase's day. */
typedef struct
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  const ClvScoreSet *scores;
  const ClvPeriods *periods;
  const ClvTransactions *rows;    /* with the attributes */
  ClvBootstrapMethod method;
  ClvRandom *rng;
  ClvDictionary *names;           /* of those who are drawn */
  guint32 *code;                  /* [n] of a score's row in @rows */
  guint64 *start;                 /* [customers + 1] into @order; with a calendar */
  guint64 *order;                 /* rows of a customer together */
} ClvBootstrapWhole;

gboolean           clv_bootstrap_whole_is_needed (const ClvFit *fit);
/* Keeps what it is given, which stays the caller's. */
ClvBootstrapWhole *clv_bootstrap_whole_new (const ClvFit             *fit,
                                            const ClvValueDefinition *definition,
                                            const ClvScoreSet        *scores,
                                            const ClvPeriods         *periods,
                                            const ClvTransactions    *rows,
                                            ClvBootstrapMethod        method,
                                            ClvRandom                *rng,
                                            GError                  **error);
void               clv_bootstrap_whole_free (ClvBootstrapWhole *self);
/* (transfer full) (nullable): the fit of another past; NULL without @error where it is
 * of no use, with it where the work was stopped. */
ClvFit            *clv_bootstrap_whole_fit (ClvBootstrapWhole *self,
                                            const ClvProgress *progress,
                                            GError           **error);
/* Purchases and value of the customers as they are, under @fit. */
void               clv_bootstrap_whole_sum (const ClvBootstrapWhole *self,
                                            const ClvFit            *fit,
                                            double                  *totals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClvBootstrapWhole, clv_bootstrap_whole_free)

G_END_DECLS
