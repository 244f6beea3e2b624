/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-audit.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvAuditView:
 *
 * Chooses a group column, runs the bias audit and shows the newest one: headline,
 * a chart and the list of groups for each metric, and what it does not say.
 */
#define CLV_TYPE_AUDIT_VIEW (clv_audit_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvAuditView, clv_audit_view, CLV, AUDIT_VIEW, AdwBin)

void            clv_audit_view_set_session (ClvAuditView *self,
                                            ClvSession   *session);
void            clv_audit_view_refresh (ClvAuditView *self,
                                        const char   *what);
const ClvAudit *clv_audit_view_get_audit (ClvAuditView *self);

G_END_DECLS
