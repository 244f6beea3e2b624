/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"
#include "clv-score-set-private.h"

G_BEGIN_DECLS

/* Private to the room: contracts that are renewed after different periods. Those of each
 * period have a fit of their own: the usual period's is the whole, the others are its
 * #ClvFit.periods. One score set values all of them. */

void     clv_contracts_add (ClvFit *self,
                            ClvFit *part);
gboolean clv_contracts_fit_others (ClvFit             *self,
                                   const ClvModelSpec *spec,
                                   const ClvCustomers *customers,
                                   const ClvProgress  *progress,
                                   GError            **error);
void     clv_contracts_tell (ClvFit             *self,
                             const ClvCustomers *customers);
guint64  clv_contracts_count_left_out (const ClvFit       *self,
                                       const ClvCustomers *customers,
                                       ClvOpportunity     *most);

/* clv-contracts-score.c */
ClvScoreParts *clv_contracts_new_parts (const ClvFit             *fit,
                                        const ClvValueDefinition *definition,
                                        ClvCustomers             *customers,
                                        ClvDictionary           **names,
                                        const ClvProgress        *progress,
                                        GError                  **error);

G_END_DECLS
