/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "clv-baseline-private.h"

static const struct
{
  const char *id;
  const char *name;
} baselines[] = {
  { CLV_BASELINE_HISTORIC, N_("As often as before") },
  { CLV_BASELINE_FORMULA, N_("Formula") },
  { CLV_BASELINE_COHORT, N_("Cohort curve") },
  { CLV_BASELINE_RFM, N_("RFM cells") },
};

/**
 * clv_baseline_is:
 * @id: of a way of predicting
 *
 * Returns: whether it is one that every model has to beat, and no model itself
 */
gboolean
clv_baseline_is (const char *id)
{
  return clv_baseline_get_name (id) != NULL;
}

/**
 * clv_baseline_get_name:
 * @id: of a baseline
 *
 * Returns: (nullable): its translated name
 */
const char *
clv_baseline_get_name (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (baselines); i++)
    {
      if (g_str_equal (baselines[i].id, id))
        return _(baselines[i].name);
    }

  return NULL;
}

/* As often as before, for ever: x ÷ T a day. What everybody must beat; it knows nothing
 * of customers who have left. */
void
clv_baseline_predict_historic (const ClvCustomers *customers,
                               ClvDate             until,
                               double             *predicted)
{
  double days = until - customers->until;

  for (guint32 i = 0; i < customers->n; i++)
    predicted[i] = customers->age_days[i] > 0
                   ? customers->x[i] * days / customers->age_days[i] : 0.0;
}

/**
 * clv_baseline_predict:
 * @id: %CLV_BASELINE_HISTORIC, %CLV_BASELINE_COHORT or %CLV_BASELINE_RFM
 * @transactions: rows; those after the last day of @customers are not looked at
 * @customers: the summary up to the split
 * @until: last day to predict
 * @predicted: (out caller-allocates): expected purchases of each after the split
 * @note: (out) (optional): translated sentence on what it rests on, %NULL for none
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR_GATE where the data do not allow it
 *
 * Returns: whether it could be computed
 */
gboolean
clv_baseline_predict (const char         *id,
                      ClvTransactions    *transactions,
                      const ClvCustomers *customers,
                      ClvDate             until,
                      double             *predicted,
                      char              **note,
                      const ClvProgress  *progress,
                      GError            **error)
{
  g_autofree char *said = NULL;
  gboolean is_done = TRUE;

  g_return_val_if_fail (transactions != NULL && customers != NULL && predicted != NULL, FALSE);
  g_return_val_if_fail (until > customers->until, FALSE);

  if (g_str_equal (id, CLV_BASELINE_HISTORIC))
    clv_baseline_predict_historic (customers, until, predicted);
  else if (g_str_equal (id, CLV_BASELINE_COHORT))
    is_done = clv_baseline_predict_cohort (transactions, customers, until, predicted, &said,
                                           progress, error);
  else if (g_str_equal (id, CLV_BASELINE_RFM))
    is_done = clv_baseline_predict_rfm (transactions, customers, until, predicted, &said,
                                        progress, error);
  else
    g_return_val_if_reached (FALSE);
  if (note != NULL)
    *note = g_steal_pointer (&said);

  return is_done;
}
