/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clv-import-plan.h"

G_BEGIN_DECLS

/**
 * ClvImportRates:
 *
 * The exchange rates of a plan, to be looked up by day.
 */
typedef struct
{
  GArray *rates;           /* of ClvImportRate, by currency and day */
  GPtrArray *currencies;   /* (element-type utf8): those that there are rates of */
  int exponent;            /* of the currency that is converted to */
} ClvImportRates;

void     clv_import_rates_init (ClvImportRates  *self,
                                const GPtrArray *rates,
                                const char      *currency);
void     clv_import_rates_clear (ClvImportRates *self);
gboolean clv_import_rates_has (const ClvImportRates *self,
                               const char           *currency);
gint64   clv_import_rates_find (const ClvImportRates *self,
                                const char           *currency,
                                ClvDate               day);
gboolean clv_import_rates_convert (const ClvImportRates *self,
                                   const char           *currency,
                                   gint64                nano,
                                   gint64                amount,
                                   gint64               *converted);

G_END_DECLS
