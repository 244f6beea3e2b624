/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-dossier.h"
#include "clv-session.h"
#include "clv-sheet.h"

G_BEGIN_DECLS

/* One customer on paper: what the inspector shows, in the same digits. */

/* Head and footer: who it is and what the numbers mean. @label: how the customer
 * is called, which is not their id where personal data is hidden. (transfer full) */
ClvSheet *clv_customer_sheet_new (const ClvCustomerData *data,
                                  guint32                row,
                                  const char            *label);
/* Everything after the figures: parts, charts, comparables, purchases. */
void      clv_customer_sheet_add_rest (ClvSheet                 *sheet,
                                       const ClvCustomerData    *data,
                                       guint32                   row,
                                       const ClvCustomerDossier *dossier,
                                       ClvSession               *session);
/* (element-type ClvNote) */
void      clv_customer_sheet_add_notes (ClvSheet        *sheet,
                                        const GPtrArray *notes);

G_END_DECLS
