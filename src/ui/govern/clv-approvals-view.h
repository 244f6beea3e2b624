/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-govern-state.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvApprovalsView:
 *
 * The export gate and all model versions, newest first, with what the acting
 * person may do with each. Its action "approvals.act" takes (act, package).
 */
#define CLV_TYPE_APPROVALS_VIEW (clv_approvals_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvApprovalsView, clv_approvals_view, CLV, APPROVALS_VIEW, AdwBin)

void        clv_approvals_view_set_session (ClvApprovalsView *self,
                                            ClvSession       *session);
void        clv_approvals_view_set_state (ClvApprovalsView *self,
                                          ClvGovernState   *state);
const char *clv_approvals_view_get_refusal (ClvApprovalsView *self);

G_END_DECLS
