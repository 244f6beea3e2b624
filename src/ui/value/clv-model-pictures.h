/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-session.h"
#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvModelPictures:
 *
 * What a fit says, in pictures: every history of one age as a heat map with the
 * customers who have it, and how customers differ as curves. They are computed in a
 * job; switching between ages and measures only shows another one.
 */
#define CLV_TYPE_MODEL_PICTURES (clv_model_pictures_get_type ())
G_DECLARE_FINAL_TYPE (ClvModelPictures, clv_model_pictures, CLV, MODEL_PICTURES, AdwBin)

GtkWidget *clv_model_pictures_new (void);
void       clv_model_pictures_set_state (ClvModelPictures *self,
                                         ClvSession       *session,
                                         ClvValueState    *state);

G_END_DECLS
