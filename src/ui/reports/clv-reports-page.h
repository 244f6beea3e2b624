/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvReportsPage:
 *
 * The place Reports: every chart the workspace has something to say for, on one
 * page, to look at and to save together; and why the others are not there.
 */
#define CLV_TYPE_REPORTS_PAGE (clv_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvReportsPage, clv_reports_page, CLV, REPORTS_PAGE, ClvPage)

/* Saves all charts into a new folder in @folder, as the button does after asking. */
void clv_reports_page_save_all (ClvReportsPage *self,
                                const char     *folder);

G_END_DECLS
