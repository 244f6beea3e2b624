/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-customers-kinds.h"
#include "clv-netting.h"

/* How regular purchases are is seen in the times between them, which the summary of a
 * customer does not keep. */

typedef struct
{
  double unit_days;
  double sum;
} Gaps;

static void
add_gaps (const ClvNetted *netted,
          gpointer         user_data)
{
  Gaps *gaps = user_data;

  for (guint32 i = 1; i < netted->n; i++)
    gaps->sum += log ((netted->day[i] - netted->day[i - 1]) / gaps->unit_days);
}

/**
 * clv_customers_sum_log_gaps:
 * @self: customers
 * @sum: (out): Σ ln of the times between purchases in the customers' unit, %NAN where
 *   the rows are not there: of customers who were counted before the import
 * @progress: (nullable): how far
 * @error: return location
 *
 * Goes through all rows once more.
 *
 * Returns: %FALSE where the work was stopped
 */
gboolean
clv_customers_sum_log_gaps (const ClvCustomers *self,
                            double             *sum,
                            const ClvProgress  *progress,
                            GError            **error)
{
  Gaps gaps = { 0.0, 0.0 };

  g_return_val_if_fail (self != NULL && sum != NULL, FALSE);

  *sum = NAN;
  if (self->is_counted || self->transactions->customer == NULL)
    return TRUE;
  gaps.unit_days = self->unit_days;
  if (!clv_netting_visit (self->transactions, self->until, add_gaps, &gaps, progress, error))
    return FALSE;
  *sum = gaps.sum;
  return TRUE;
}
