/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvValuePage:
 *
 * The place Value: what the customers are worth together, what a value means
 * here, the model behind it, and its test against the past.
 */
#define CLV_TYPE_VALUE_PAGE (clv_value_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvValuePage, clv_value_page, CLV, VALUE_PAGE, ClvPage)

G_END_DECLS
