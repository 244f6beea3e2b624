/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-govern-state.h"
#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvPeopleView:
 *
 * Who is known here with which roles, who acts now, and a form to add somebody.
 * Roles guide and record; the view says that they protect nothing from whoever
 * holds the file.
 */
#define CLV_TYPE_PEOPLE_VIEW (clv_people_view_get_type ())
G_DECLARE_FINAL_TYPE (ClvPeopleView, clv_people_view, CLV, PEOPLE_VIEW, AdwBin)

void        clv_people_view_set_session (ClvPeopleView *self,
                                         ClvSession    *session);
void        clv_people_view_set_state (ClvPeopleView  *self,
                                       ClvGovernState *state);
const char *clv_people_view_get_refusal (ClvPeopleView *self);

G_END_DECLS
