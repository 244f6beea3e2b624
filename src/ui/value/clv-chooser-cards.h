/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "clv-chooser.h"

G_BEGIN_DECLS

/* What the chooser's window shows of a choice. The buttons activate the action
 * "chooser.use" with the id of a kind. */
void clv_chooser_cards_fill (GtkBox          *box,
                             const ClvChoice *choice);

G_END_DECLS
