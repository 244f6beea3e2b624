/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-data-page.h"

G_BEGIN_DECLS

/* The actions of one import: data.import-next and data.compare. */
void clv_data_actions_install (GtkWidgetClass *klass);

G_END_DECLS
