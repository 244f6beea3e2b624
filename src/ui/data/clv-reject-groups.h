/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Rows left out, as groups by what repairs them; @suffix (nullable) goes to the head. */
void clv_reject_groups_add (GtkBox    *box,
                            GPtrArray *rejects,
                            GtkWidget *suffix);

G_END_DECLS
