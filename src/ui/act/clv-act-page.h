/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-page.h"

G_BEGIN_DECLS

/**
 * ClvActPage:
 *
 * The place from which scores and audiences leave: tiers to choose, a live count
 * and value, export through the gate, and the register of what left. A closed
 * gate is answered with its reasons, not with a grey button.
 */
#define CLV_TYPE_ACT_PAGE (clv_act_page_get_type ())
G_DECLARE_FINAL_TYPE (ClvActPage, clv_act_page, CLV, ACT_PAGE, ClvPage)

ClvPage    *clv_act_page_new (ClvSession *session);
const char *clv_act_page_get_refusal (ClvActPage *self);
void        clv_act_page_export_to (ClvActPage *self,
                                    const char *path);

G_END_DECLS
