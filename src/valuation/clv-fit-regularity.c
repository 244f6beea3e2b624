/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-cnbd.h"
#include "clv-customers-kinds.h"
#include "clv-fit-private.h"

/* The number of ticks a purchase that the spec gives, or the one of greatest
 * likelihood. The latter needs the times between purchases, which only rows have. */

static void
tell_unknown (ClvFit *self)
{
  clv_fit_add_diagnostic (self, "regularity-unknown",
                          g_strdup (_("How regular purchases are cannot be seen in customers who "
                                      "were counted before the import, so they were taken as not "
                                      "regular (k = 1). Import the orders, or give k.")));
}

static void
tell_chosen (ClvFit *self,
             guint   k,
             double  gain)
{
  if (k == 1)
    clv_fit_add_diagnostic (self, "not-regular",
                            g_strdup_printf (_("Purchases are not regular: k = 1 has the greatest "
                                               "likelihood, which makes this model the same as "
                                               "%s."), self->kind->nested_name));
  else
    clv_fit_add_diagnostic (self, "regular",
                            g_strdup_printf (_("Purchases are regular: k = %u has the greatest "
                                               "likelihood, %.1f above that of %s."), k, gain,
                                             self->kind->nested_name));
}

/* Of a regularity that was asked for, whether it is the likely one. */
static void
tell_given (ClvFit         *self,
            const ClvCells *cells,
            double          sum_log_gaps,
            const double   *parameters)
{
  double scratch[CLV_MAX_PARAMETERS];
  double of_one = NAN;
  guint best = 0;

  memcpy (scratch, parameters, self->kind->n_parameters * sizeof *parameters);
  best = self->kind->choose_regularity (self->kind, cells, self->spec->unit_days, sum_log_gaps,
                                        scratch, &of_one);
  if (best != self->spec->regularity)
    clv_fit_add_diagnostic (self, "regularity-given",
                            g_strdup_printf (_("k = %u was asked for; k = %u has a greater "
                                               "likelihood."), self->spec->regularity, best));
}

gboolean
clv_fit_set_regularity (ClvFit             *self,
                        const ClvCustomers *customers,
                        const ClvCells     *cells,
                        double             *parameters,
                        double             *timing,
                        double             *of_one,
                        const ClvProgress  *progress,
                        GError            **error)
{
  const guint last = self->kind->n_parameters - 1;
  const double n_gaps = (double) customers->sum_x;
  double sum_log_gaps = NAN;
  guint k = self->spec->regularity;

  *of_one = NAN;
  if (!clv_customers_sum_log_gaps (customers, &sum_log_gaps, progress, error))
    return FALSE;
  if (k == 0 && isfinite (sum_log_gaps))
    {
      k = self->kind->choose_regularity (self->kind, cells, self->spec->unit_days, sum_log_gaps,
                                         parameters, of_one);
    }
  else if (k == 0)
    {
      tell_unknown (self);
      k = 1;
    }
  else if (k > 1 && isfinite (sum_log_gaps))
    {
      tell_given (self, cells, sum_log_gaps, parameters);
    }

  parameters[last] = k;
  *timing = k > 1 && isfinite (sum_log_gaps) ? clv_cnbd_timing (k, n_gaps, sum_log_gaps) : 0.0;
  return TRUE;
}

/* Once the log-likelihood is known. */
void
clv_fit_tell_regularity (ClvFit *self,
                         double  of_one)
{
  const guint k = (guint) self->parameters[self->kind->n_parameters - 1];

  if (isfinite (of_one))
    tell_chosen (self, k, self->log_likelihood - of_one);
}
