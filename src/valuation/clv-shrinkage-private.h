/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-shrinkage.h"

G_BEGIN_DECLS

gboolean clv_shrinkage_find_mode (const ClvModelSpec *spec,
                                  const ClvModelKind *kind,
                                  const ClvCustomers *customers,
                                  guint               n,
                                  const double       *fixed,
                                  const double       *center,
                                  const double       *between,
                                  double             *mode,
                                  double             *variance);

G_END_DECLS
