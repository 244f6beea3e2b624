/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-counted.h"
#include "clv-model-kind.h"

ClvCounted
clv_counted_find (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  if (found != NULL && found->joins_contract)
    return CLV_COUNTS_BOTH;
  return found != NULL && found->history == CLV_HISTORY_CONTRACT ? CLV_COUNTS_RENEWALS
                                                                 : CLV_COUNTS_PURCHASES;
}

ClvCounted
clv_counted_find_expected (const char *kind)
{
  const ClvModelKind *found = clv_model_kind_find (kind);

  return found != NULL && found->history == CLV_HISTORY_OPPORTUNITIES ? CLV_COUNTS_PERIODS
                                                                      : clv_counted_find (kind);
}

const char *
clv_counted_get_id (ClvCounted self)
{
  static const char * const ids[] = {
    [CLV_COUNTS_PURCHASES] = "purchases",
    [CLV_COUNTS_RENEWALS] = "renewals",
    [CLV_COUNTS_BOTH] = "payments-and-orders",
    [CLV_COUNTS_PERIODS] = "periods-with-a-purchase",
  };

  g_return_val_if_fail (self < G_N_ELEMENTS (ids), "");

  return ids[self];
}

const char *
clv_counted_get_noun (ClvCounted self)
{
  static const char * const nouns[] = {
    /* Translators: behind a number, such as 0.7 */
    [CLV_COUNTS_PURCHASES] = N_("purchases"),
    /* Translators: behind a number; of subscriptions */
    [CLV_COUNTS_RENEWALS] = N_("renewals"),
    /* Translators: behind a number */
    [CLV_COUNTS_BOTH] = N_("payments and orders"),
    /* Translators: behind a number; periods of the calendar, such as weeks or years */
    [CLV_COUNTS_PERIODS] = N_("periods with a purchase"),
  };

  g_return_val_if_fail (self < G_N_ELEMENTS (nouns), "");

  return _(nouns[self]);
}
