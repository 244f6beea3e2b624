/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-govern-state.h"

G_BEGIN_DECLS

/**
 * ClvPackageCard:
 *
 * One model version with its state, votes, what it covers, and the acts that its
 * state allows as buttons. The buttons run the action "approvals.act" of a
 * widget above with (act, package).
 */
#define CLV_TYPE_PACKAGE_CARD (clv_package_card_get_type ())
G_DECLARE_FINAL_TYPE (ClvPackageCard, clv_package_card, CLV, PACKAGE_CARD, AdwBin)

GtkWidget *clv_package_card_new (const ClvPackage     *package,
                                 const ClvGovernState *state,
                                 const char           *acting,
                                 GHashTable           *names);

G_END_DECLS
