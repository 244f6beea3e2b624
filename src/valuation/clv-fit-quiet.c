/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-fit-private.h"
#include "clv-money.h"

/* Days on which nobody at all bought before the last one that counts look to a model as if
 * everybody had left: most often the file just ends earlier than was said. */

#define QUIET_DAYS 31
#define QUIET_GAPS 20.0         /* usual ones between two purchases, whoever's */

/**
 * clv_fit_note_quiet_end:
 * @self: a fit of purchases
 * @customers: what it was fitted on
 *
 * Notes where the last day that counts lies long after the last purchase of anybody:
 * over a month, and over twenty of the shop's usual gaps.
 */
void
clv_fit_note_quiet_end (ClvFit             *self,
                        const ClvCustomers *customers)
{
  gint32 quiet = G_MAXINT32;
  gint32 span = 0;
  g_autofree char *last = NULL;
  g_autofree char *until = NULL;
  g_autofree char *days = NULL;

  for (guint32 i = 0; i < customers->n; i++)
    {
      quiet = MIN (quiet, customers->age_days[i] - customers->recency_days[i]);
      span = MAX (span, customers->age_days[i]);
    }
  if (customers->n == 0 || quiet <= QUIET_DAYS
      || quiet * (double) (customers->sum_x + customers->n) <= QUIET_GAPS * (span - quiet))
    return;

  last = clv_date_to_display (customers->until - quiet);
  until = clv_date_to_display (customers->until);
  days = clv_number_format (quiet, 0);
  clv_fit_add_diagnostic (self, "quiet-end",
                          /* Translators: a day, a number of days above 31, a day */
                          g_strdup_printf (_("Nobody bought after %s, %s days before the last "
                                             "one that counts, %s. If the data end there, the "
                                             "model takes customers for gone who are not: "
                                             "choose that day as the last one."),
                                           last, days, until));
}
