/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvGovernPage:
 *
 * The place where decisions are made and read: approvals, bias audit, people,
 * ledger. Shows an item "approvals", "audit", "people" or "ledger".
 */
#define CLV_TYPE_GOVERN_PAGE (clv_govern_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvGovernPage, clv_govern_page, CLV, GOVERN_PAGE, ClvPage)

ClvPage   *clv_govern_page_new (ClvSession *session);
GtkWidget *clv_govern_page_get_view (ClvGovernPage *self,
                                     const char    *name);
gboolean   clv_govern_page_is_loaded (ClvGovernPage *self);

G_END_DECLS
