/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ClvEmptyState:
 *
 * What a page shows where a result is impossible: which gate failed, the value
 * against the need, what is still possible, and one button. Never a blank.
 */
#define CLV_TYPE_EMPTY_STATE (clv_empty_state_get_type ())
G_DECLARE_FINAL_TYPE (ClvEmptyState, clv_empty_state, CLV, EMPTY_STATE, AdwBin)

GtkWidget *clv_empty_state_new (const char *icon_name,
                                const char *title,
                                const char *description);
void       clv_empty_state_set_texts (ClvEmptyState *self,
                                      const char    *icon_name,
                                      const char    *title,
                                      const char    *description);
void       clv_empty_state_clear_gates (ClvEmptyState *self);
void       clv_empty_state_add_gate (ClvEmptyState *self,
                                     const char    *name,
                                     const char    *value_against_need,
                                     gboolean       passed);
void       clv_empty_state_set_possible (ClvEmptyState *self,
                                         const char    *text);
void       clv_empty_state_set_button (ClvEmptyState *self,
                                       const char    *label,
                                       const char    *detailed_action);

G_END_DECLS
