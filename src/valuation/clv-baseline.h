/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-customers.h"
#include "clv-error.h"

G_BEGIN_DECLS

/* Ways of predicting without a model of the customers, which every model has to beat. */
#define CLV_BASELINE_HISTORIC "historic"
#define CLV_BASELINE_FORMULA "formula"
#define CLV_BASELINE_COHORT "cohort"
#define CLV_BASELINE_RFM "rfm"

gboolean    clv_baseline_is (const char *id);
const char *clv_baseline_get_name (const char *id);
gboolean    clv_baseline_predict (const char         *id,
                                  ClvTransactions    *transactions,
                                  const ClvCustomers *customers,
                                  ClvDate             until,
                                  double             *predicted,
                                  char              **note,
                                  const ClvProgress  *progress,
                                  GError            **error);

G_END_DECLS
