/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-session.h"

G_BEGIN_DECLS

/**
 * ClvNotesGroup:
 *
 * What was written down about one customer, a line to write more, and a button
 * to take a note back. What is typed and not yet kept waits while the person
 * looks at somebody else. Notes are read and kept on the worker.
 */
#define CLV_TYPE_NOTES_GROUP (clv_notes_group_get_type ())
G_DECLARE_FINAL_TYPE (ClvNotesGroup, clv_notes_group, CLV, NOTES_GROUP, AdwPreferencesGroup)

void clv_notes_group_show (ClvNotesGroup *self,
                           ClvSession    *session,
                           const char    *customer);
/* "Ann, 12 Mar 2026" of a note's author and time (transfer full) */
char *clv_notes_group_dup_origin (const char *author,
                                  const char *at);

G_END_DECLS
