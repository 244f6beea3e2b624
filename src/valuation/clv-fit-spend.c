/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-fields.h"
#include "clv-fit-private.h"
#include "clv-memory.h"
#include "clv-money.h"
#include "clv-numerics.h"

/* What a purchase comes to: Gamma-Gamma, which knows nothing of the times of purchases
 * and so is fitted beside them. */

static void
refuse_spend (ClvFit                 *self,
              const ClvGammaGammaFit *spend)
{
  if (spend->n < 2)
    clv_fit_add_diagnostic (self, "spend-too-few",
                            g_strdup_printf (ngettext ("%u customer has repeat purchases with an "
                                                       "amount above zero; the spend model needs "
                                                       "at least 2. Each customer's own mean is "
                                                       "used instead.",
                                                       "%u customers have repeat purchases with "
                                                       "an amount above zero; the spend model "
                                                       "needs at least 2. Each customer's own "
                                                       "mean is used instead.", spend->n),
                                             spend->n));
  else if (!spend->is_converged)
    clv_fit_add_diagnostic (self, "spend-not-converged",
                            g_strdup (_("The spend model found no maximum, so it was left out. "
                                        "Each customer's own mean is used instead.")));
  else
    clv_fit_add_diagnostic (self, "spend-no-mean",
                            g_strdup_printf (_("The spend model has no finite mean (q = %.3f, it "
                                               "must be above 1): a few amounts dominate. Each "
                                               "customer's own mean is used instead."),
                                             spend->parameters[1]));
}

static void
note_correlation (ClvFit  *self,
                  double   correlation,
                  guint32  n)
{
  double t = correlation * sqrt (MAX (n, 3) - 2.0) / sqrt (1.0 - correlation * correlation + 1e-12);

  self->spend_correlation = correlation;
  if (fabs (t) > 1.96 && fabs (correlation) >= 0.05)
    clv_fit_add_diagnostic (self, "spend-correlation",
                            g_strdup_printf (_("Spend and frequency are correlated (%.2f); the "
                                               "spend model assumes that they are not. Values of "
                                               "frequent customers may be somewhat off."),
                                             correlation));
}

/* Fits to customers as they are in @user_data, a ClvFitSpend, and writes nothing else. */
void
clv_fit_spend_compute (gpointer user_data)
{
  ClvFitSpend *self = user_data;
  const ClvCustomers *customers = self->customers;
  double unit = clv_money_to_major (1, customers->transactions->currency);
  g_autofree guint32 *x = clv_new_large (guint32, customers->n_repeat);
  g_autofree double *total = clv_new_large (double, customers->n_repeat);
  g_autofree double *counts = clv_new_large (double, customers->n_repeat);
  g_autofree double *means = clv_new_large (double, customers->n_repeat);
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  guint32 n = 0;

  for (guint32 i = 0; i < customers->n; i++)
    {
      if (customers->x[i] == 0 || customers->repeat_spend[i] <= 0)
        continue;
      x[n] = customers->x[i];
      total[n] = unit * (double) customers->repeat_spend[i];
      counts[n] = x[n];
      means[n] = total[n] / counts[n];
      n++;
    }

  plan = clv_gamma_gamma_plan_new (n, x, total);
  clv_gamma_gamma_fit (plan, &self->fit);
  self->n = n;
  self->correlation = clv_pearson (counts, means, n);
}

/* Takes over what was computed, with what is to be said of it. */
void
clv_fit_take_spend (ClvFit            *self,
                    const ClvFitSpend *spend)
{
  self->spend_n = spend->fit.n;
  self->spend_log_likelihood = spend->fit.log_likelihood;
  self->has_spend = spend->fit.n >= 2 && spend->fit.is_converged && spend->fit.parameters[1] > 1.0;
  for (guint i = 0; i < 3; i++)
    {
      self->spend_parameters[i] = spend->fit.parameters[i];
      self->spend_standard_errors[i] = spend->fit.standard_errors[i];
    }
  memcpy (self->spend_covariance, spend->fit.covariance, sizeof self->spend_covariance);
  if (!self->has_spend)
    refuse_spend (self, &spend->fit);
  note_correlation (self, spend->correlation, spend->n);
  if (spend->n < spend->customers->n_repeat)
    {
      const guint32 left_out = spend->customers->n_repeat - spend->n;
      g_autofree char *number = clv_number_format (left_out, 0);

      clv_fit_add_diagnostic (self, "spend-excluded",
                              g_strdup_printf (ngettext ("%s repeat customer whose repeat "
                                                         "purchases came to nothing takes no part "
                                                         "in the spend model.",
                                                         "%s repeat customers whose repeat "
                                                         "purchases came to nothing take no part "
                                                         "in the spend model.", left_out),
                                               number));
    }
}
