/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvPlainPage:
 *
 * A place that has nothing to show but why it is empty.
 */
#define CLV_TYPE_PLAIN_PAGE (clv_plain_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvPlainPage, clv_plain_page, CLV, PLAIN_PAGE, ClvPage)

ClvPage *clv_plain_page_new (ClvSession *session,
                             const char *icon_name,
                             const char *title,
                             const char *description);

G_END_DECLS
