/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-customer-data.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvComparablesGroup:
 *
 * The customers whose past is most like one customer's, with what each is worth:
 * a value that stands alone among them is worth a second look. It is told whom
 * to list and finds nobody itself. Emits `chosen (row)` for the one to open.
 */
#define CLV_TYPE_COMPARABLES_GROUP (clv_comparables_group_get_type ())
G_DECLARE_FINAL_TYPE (ClvComparablesGroup, clv_comparables_group, CLV, COMPARABLES_GROUP,
                      AdwPreferencesGroup)

void clv_comparables_group_show (ClvComparablesGroup *self,
                                 ClvSession          *session,
                                 ClvCustomerData     *data,
                                 const GArray        *rows);
/* "12 repeat purchases, the last on 3 Dec 2025" (transfer full) */
char *clv_comparables_dup_past (const ClvCustomerData *data,
                                guint32                row);
/* What the list is of, and the span of their values. (transfer full) */
char *clv_comparables_dup_summary (const ClvCustomerData *data,
                                   const GArray          *rows);

G_END_DECLS
