/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-governance.h"

G_BEGIN_DECLS

/**
 * ClvGateCard:
 *
 * Whether scores may leave the house: the answer, the package it rests on or
 * every reason against it, and who can mend that.
 */
#define CLV_TYPE_GATE_CARD (clv_gate_card_get_type ())
G_DECLARE_FINAL_TYPE (ClvGateCard, clv_gate_card, CLV, GATE_CARD, AdwBin)

GtkWidget *clv_gate_card_new (void);
void       clv_gate_card_set_gate (ClvGateCard   *self,
                                   const ClvGate *gate);
char      *clv_gate_describe (const ClvGate *gate);

G_END_DECLS
