/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-chooser.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvChooserWindow:
 *
 * Which method? Questions beside what the data show, and under them all methods with
 * what speaks for and against each, anew with every answer. Records in the ledger what
 * is chosen, then emits `chosen (kind)`; it fits nothing and edits no spec.
 */
#define CLV_TYPE_CHOOSER_WINDOW (clv_chooser_window_get_type ())
G_DECLARE_FINAL_TYPE (ClvChooserWindow, clv_chooser_window, CLV, CHOOSER_WINDOW, AdwWindow)

ClvChooserWindow *clv_chooser_window_new (GtkWindow  *parent,
                                          ClvSession *session,
                                          ClvDate until);
/* (nullable): the methods that are shown; NULL as long as facts are measured. */
const ClvChoice  *clv_chooser_window_get_choice (ClvChooserWindow *self);
void              clv_chooser_window_set_answers (ClvChooserWindow *self,
                                                  const ClvAnswers *answers);
/* Records @kind and emits `chosen`, as its button does. */
void              clv_chooser_window_use (ClvChooserWindow *self,
                                          const char       *kind);

G_END_DECLS
