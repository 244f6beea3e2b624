/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-value-state.h"

G_BEGIN_DECLS

/**
 * ClvModelDialog:
 *
 * Edits a #ClvModelSpec and nothing else: it reads no data, fits nothing and saves
 * nothing. Shows only what the chosen kind uses, and the spec's canonical text with
 * its hash as they change. Emits `applied (text)` with that text when it is closed by
 * Apply; Cancel changes nothing.
 */
#define CLV_TYPE_MODEL_DIALOG (clv_model_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ClvModelDialog, clv_model_dialog, CLV, MODEL_DIALOG, AdwWindow)

ClvModelDialog *clv_model_dialog_new (GtkWindow          *parent,
                                      const ClvModelSpec *spec,
                                      ClvDate first_day,
                                      ClvDate last_day);
void            clv_model_dialog_set_state (ClvModelDialog *self,
                                            ClvValueState  *state);
/* What clv_covariates_list() found, or a sentence why nothing: until then the columns
 * of the spec stay. */
void            clv_model_dialog_set_columns (ClvModelDialog *self,
                                              GPtrArray      *columns,
                                              const char     *error);
/* (transfer full) (nullable): what is set now; NULL while something is wrong. */
ClvModelSpec   *clv_model_dialog_dup_spec (ClvModelDialog *self);

G_END_DECLS
