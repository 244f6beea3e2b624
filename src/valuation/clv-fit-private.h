/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-fit.h"

G_BEGIN_DECLS

char *clv_fit_compute_hash (const ClvFit *self);
void  clv_fit_add_diagnostic (ClvFit     *self,
                              const char *code,
                              char       *message);

G_END_DECLS
