/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-contracts.h"
#include "clv-error.h"
#include "clv-fit-private.h"
#include "clv-money.h"

/* What a fit says of customers who are counted by opportunities or renewals. */

/* Of @customers by their payments, as in clv-fit.c of purchases. */
gboolean
clv_fit_check_subscribers (const ClvCustomers *customers,
                           GError            **error)
{
  g_autofree char *until = clv_date_to_iso (customers->until);
  g_autofree char *number = clv_number_format (customers->n, 0);

  if (customers->n < 2)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 ngettext ("%s customer had a subscription up to %s; a fit needs at least 2. "
                           "Nothing was fitted. Choose a later day, or import more subscriptions.",
                           "%s customers had a subscription up to %s; a fit needs at least 2. "
                           "Nothing was fitted. Choose a later day, or import more subscriptions.",
                           (gulong) customers->n), number, until);
  else if (customers->n_repeat == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("0 of %s subscribers renewed up to %s; a fit needs at least 1 who did. Nothing "
                   "was fitted. Choose a later day, or import a longer history."), number, until);
  else
    return TRUE;
  return FALSE;
}

/* Of @customers by renewals. */
gboolean
clv_fit_check_renewals (const ClvCustomers *customers,
                        GError            **error)
{
  const char *plural = clv_opportunity_get_plural (customers->opportunity);
  gint32 longest = 0;
  guint32 left = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      longest = MAX (longest, customers->age_days[i] / customers->unit_days);
      left += customers->age_days[i] - customers->recency_days[i] >= customers->unit_days;
    }
  if (longest < 2)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("No subscription could be renewed more than %d times; a fit needs at least 2. "
                   "Contracts are counted in %s. Nothing was fitted. Import a longer history, or "
                   "choose a shorter period."), longest, plural);
  else if (left == 0)
    g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE,
                 _("0 of %u subscribers have left; a fit needs at least 1. Nothing was fitted. "
                   "Import the subscriptions that ended, too."), customers->n);
  else
    return TRUE;
  return FALSE;
}

void
clv_fit_tell_subscriptions (ClvFit             *self,
                            const ClvCustomers *customers)
{
  const char *plural = clv_opportunity_get_plural (customers->opportunity);
  g_autofree char *all = clv_number_format (customers->n, 0);
  g_autofree char *refunds = clv_number_format ((double) customers->n_refund_rows, 0);
  g_autofree char *gone = NULL;
  guint32 left = 0;

  for (guint32 i = 0; i < customers->n; i++)
    left += customers->age_days[i] - customers->recency_days[i] >= customers->unit_days;
  gone = clv_number_format (left, 0);
  clv_fit_add_diagnostic (self, "renewals",
                          g_strdup_printf (_("Contracts are counted in %s: %s of %s subscribers "
                                             "have left. Who has not is active for certain, who "
                                             "has is not."), plural, gone, all));
  if (customers->transactions->is_row_a_renewal)
    clv_fit_add_diagnostic (self, "renewal-rows",
                            g_strdup (_("The file has a row for each renewal. Whose last one has "
                                        "run out without another has left.")));
  if (customers->n_refund_rows > 0)
    clv_fit_add_diagnostic (self, "refunded-fees",
                            g_strdup_printf (ngettext ("%s payment below zero counts as a refund, "
                                                       "taken off the payments before it. A "
                                                       "renewal that is paid back in full is none.",
                                                       "%s payments below zero count as refunds, "
                                                       "taken off the payments before them. A "
                                                       "renewal that is paid back in full is none.",
                                                       (gulong) customers->n_refund_rows),
                                             refunds));
  clv_contracts_tell (self, customers);
}

void
clv_fit_tell_opportunity (ClvFit             *self,
                          const ClvCustomers *customers,
                          ClvOpportunity      asked)
{
  const ClvDate last = customers->until;
  const ClvOpportunity opportunity = customers->opportunity;
  const char *plural = clv_opportunity_get_plural (opportunity);

  if (asked == CLV_OPPORTUNITY_NONE && customers->is_counted)
    clv_fit_add_diagnostic (self, "opportunity",
                            g_strdup_printf (_("The customers were counted before the import, and "
                                               "their unit of time was taken as their opportunity: "
                                               "%s. Say which it is if that is wrong."), plural));
  else if (asked == CLV_OPPORTUNITY_NONE)
    clv_fit_add_diagnostic (self, "opportunity",
                            g_strdup_printf (_("Purchases are counted by calendar %s: the longest "
                                               "period with at least 6 of them and at most a fifth "
                                               "of the repeat purchases in one that was used "
                                               "already."), plural));
  if (!customers->is_counted && clv_opportunity_count_ends (opportunity, last - 1, last) < 0.5)
    clv_fit_add_diagnostic (self, "opportunity-running",
                            g_strdup_printf (_("The last day of the data ends no period of the "
                                               "calendar (%s). What the running one brings is "
                                               "expected, not counted."), plural));
}
