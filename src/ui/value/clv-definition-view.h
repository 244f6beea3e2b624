/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvDefinitionView:
 *
 * Edits the value definition: margin, cost to serve, horizon, discounting. Shows
 * what a change does to the total before it holds; Apply keeps it as a new
 * version and scores everybody by it.
 */
#define CLV_TYPE_DEFINITION_VIEW (clv_definition_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvDefinitionView, clv_definition_view, CLV, DEFINITION_VIEW, AdwBin)

GtkWidget          *clv_definition_view_new (void);
void                clv_definition_view_set_state (ClvDefinitionView *self,
                                                   ClvSession        *session,
                                                   ClvValueState     *state);
/* (transfer full) (nullable): what is typed; NULL where something is invalid. */
ClvValueDefinition *clv_definition_view_dup_definition (ClvDefinitionView *self);

G_END_DECLS
