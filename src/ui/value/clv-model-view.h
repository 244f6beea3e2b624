/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvModelView:
 *
 * Says what the next fit is of, has it configured, fitted and everybody scored,
 * and shows the newest fit.
 */
#define CLV_TYPE_MODEL_VIEW (clv_model_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvModelView, clv_model_view, CLV, MODEL_VIEW, AdwBin)

GtkWidget    *clv_model_view_new (void);
void          clv_model_view_set_state (ClvModelView  *self,
                                        ClvSession    *session,
                                        ClvValueState *state);
/* (transfer full) (nullable): what the next fit is of. */
ClvModelSpec *clv_model_view_dup_spec (ClvModelView *self);
void          clv_model_view_choose_kind (ClvModelView *self,
                                          const char   *kind);
/* Fits what is set now, as the button does. */
void          clv_model_view_fit (ClvModelView *self);

G_END_DECLS
