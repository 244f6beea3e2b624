/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customer-sums.h"
#include "clv-quality.h"

G_BEGIN_DECLS

/* Private to the room: rows of nobody in particular. */
gboolean clv_quality_is_guest (const char *id,
                               gsize       length);
void     clv_quality_count_customers (ClvQualityFacts       *facts,
                                      const ClvCustomerSums *sums,
                                      const ClvDictionary   *names);
GArray  *clv_quality_outliers_new (void);
void     clv_quality_set_no_memory (GError **error);

G_END_DECLS
