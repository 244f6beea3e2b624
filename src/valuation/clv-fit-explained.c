/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-calendar-fit.h"
#include "clv-calendar-private.h"
#include "clv-covariate-private.h"
#include "clv-fit-private.h"
#include "clv-tests.h"

/* What explains a fit: columns of the customers, seasons and promotions, or both. A
 * customer with terms z has the rates λ e^{γ'z} and μ e^{δ'z} on ordinary days, and
 * everybody's are faster or slower by the same factors while an event holds. Both
 * together are fitted from each alone, so that there is a test against each. */

static gboolean
explain_by_both (ClvFit                *self,
                 const ClvCustomers    *customers,
                 const ClvCalendarPast *past,
                 const ClvProgress     *progress,
                 GError               **error)
{
  g_autofree ClvFit *plain = g_memdup2 (self, sizeof *self);
  g_autoptr(ClvCovariates) columns = NULL;
  double of_columns = 0.0;

  if (!clv_covariate_fit (self, customers, NULL, NULL, progress, error))
    return FALSE;
  columns = g_steal_pointer (&self->covariates);
  of_columns = self->log_likelihood;
  plain->evaluations = self->evaluations;
  memcpy (self, plain, sizeof *self);
  if (!clv_calendar_fit (self, customers, past, progress, error))
    return FALSE;
  self->plain_log_likelihood = plain->log_likelihood;
  self->calendar_null_log_likelihood = of_columns;
  return clv_covariate_fit (self, customers, past, columns, progress, error);
}

gboolean
clv_fit_explain (ClvFit             *self,
                 const ClvCustomers *customers,
                 const ClvProgress  *progress,
                 GError            **error)
{
  g_autoptr(ClvCalendarPast) past = NULL;

  if (self->spec->calendar == NULL)
    return self->spec->covariates == NULL
           || clv_covariate_fit (self, customers, NULL, NULL, progress, error);
  if (self->spec->covariates != NULL && !clv_covariates_check (self->spec, 0, error))
    return FALSE;
  past = clv_calendar_past_new (self->spec->calendar, customers, progress, error);
  if (past == NULL)
    return FALSE;
  return self->spec->covariates != NULL
         ? explain_by_both (self, customers, past, progress, error)
         : clv_calendar_fit (self, customers, past, progress, error);
}

/**
 * clv_explained_test_effects:
 * @fit: a fit
 * @statistic: (out): twice the gain in log-likelihood
 * @df: (out): how many effects of columns and calendar there are
 *
 * The likelihood-ratio test of both together against neither.
 *
 * Returns: the p-value; NAN where the fit has not both, or a penalty
 */
double
clv_explained_test_effects (const ClvFit *fit,
                            double       *statistic,
                            guint        *df)
{
  *statistic = 0.0;
  *df = 0;
  if (fit->covariates == NULL || fit->spec->calendar == NULL)
    return NAN;
  *statistic = MAX (2.0 * (fit->log_likelihood - fit->plain_log_likelihood), 0.0);
  *df = fit->covariates->df + 2 * fit->spec->calendar->n_events;
  return fit->covariates->penalty > 0.0 ? NAN : clv_chi_squared_p (*statistic, *df);
}
