/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-govern-state.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvActWindow:
 *
 * Asks for what an act needs beside the button: the reason, and the passphrase of
 * who acts where they have set one. Says before it is done what it means. What
 * the workspace refuses is shown in the window, which stays open. Emits
 * `done (id)` and closes.
 */
#define CLV_TYPE_ACT_WINDOW (clv_act_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvActWindow, clv_act_window, CLV, ACT_WINDOW, AdwWindow)

ClvActWindow *clv_act_window_new (GtkWindow            *parent,
                                  ClvSession           *session,
                                  const ClvGovernState *state,
                                  const ClvPackage     *package,
                                  const char           *id);
void          clv_act_window_set_proposal (ClvActWindow        *self,
                                           ClvRisk              risk,
                                           const ClvTierScheme *scheme);
gboolean      clv_act_needs_reason (const char *id);
const char   *clv_act_get_done (const char *id);

G_END_DECLS
