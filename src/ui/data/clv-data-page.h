/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvDataPage:
 *
 * The place Data: what was imported, batch by batch, and the way to import more or
 * to take a batch out again.
 */
#define CLV_TYPE_DATA_PAGE (clv_data_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvDataPage, clv_data_page, CLV, DATA_PAGE, ClvPage)

G_END_DECLS
