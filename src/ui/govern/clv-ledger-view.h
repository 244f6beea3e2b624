/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-govern-state.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvLedgerView:
 *
 * The append-only list of acts, newest first, its anchor to copy, and a check of
 * the whole file that says first what it could not look at.
 */
#define CLV_TYPE_LEDGER_VIEW (clv_ledger_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvLedgerView, clv_ledger_view, CLV, LEDGER_VIEW, AdwBin)

void clv_ledger_view_set_session (ClvLedgerView *self,
                                  ClvSession    *session);
void clv_ledger_view_set_state (ClvLedgerView  *self,
                                ClvGovernState *state);

G_END_DECLS
