/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-bg-nbd.h"
#include "kinds/clv-kind-cnbd.h"

/* What BG/CNBD-k and MBG/CNBD-k share. The regularity k is a whole number that is
 * chosen before the search, the last parameter of these kinds. */

#define K CLV_CNBD_PARAMETERS

ClvCnbdVariant
clv_kind_cnbd_get_variant (const double *parameters,
                           gboolean      is_modified)
{
  ClvCnbdVariant variant = { 1, is_modified };

  variant.k = (guint) CLAMP (round (parameters[K]), 1.0, CLV_CNBD_MOST_REGULAR);
  return variant;
}

/* The cells, arranged for the k of the last evaluation. */
typedef struct
{
  const ClvCells *cells;
  int unit_days;
  gboolean is_modified;
  guint k;
  ClvCnbdPlan *plan;
} Prepared;

gpointer
clv_kind_cnbd_prepare (const ClvCells *cells,
                       int             unit_days,
                       gboolean        is_modified)
{
  Prepared *self = g_new0 (Prepared, 1);

  self->cells = cells;
  self->unit_days = unit_days;
  self->is_modified = is_modified;
  return self;
}

void
clv_kind_cnbd_release (gpointer prepared)
{
  Prepared *self = prepared;

  clv_cnbd_plan_free (self->plan);
  g_free (self);
}

double
clv_kind_cnbd_evaluate (gconstpointer prepared,
                        const double *parameters,
                        double       *gradient,
                        double       *hessian)
{
  Prepared *self = (Prepared *) prepared;
  ClvCnbdVariant variant = clv_kind_cnbd_get_variant (parameters, self->is_modified);

  if (self->k != variant.k)
    {
      clv_cnbd_plan_free (self->plan);
      self->plan = clv_cnbd_plan_new (self->cells, self->unit_days, variant);
      self->k = variant.k;
    }
  return clv_cnbd_plan_evaluate (self->plan, parameters, gradient, hessian);
}

void
clv_kind_cnbd_start (double  mean_age,
                     double *parameters)
{
  parameters[0] = 0.5;
  parameters[1] = MAX (mean_age / 4.0, 1e-3);
  parameters[2] = 1.0;
  parameters[3] = 2.0;
  parameters[K] = 1.0;
}

/* With k = 1 the series need no phases. */
void
clv_kind_cnbd_forecast (gboolean      is_modified,
                        const double *parameters,
                        double        x,
                        double        recency,
                        double        age,
                        const double *horizons,
                        guint         n,
                        double       *purchases,
                        double       *still_active,
                        double       *second_moment)
{
  ClvCnbdVariant variant = clv_kind_cnbd_get_variant (parameters, is_modified);

  if (variant.k == 1)
    {
      const double passed[] = { parameters[0], parameters[1], parameters[2],
                                parameters[3] + (is_modified ? 1.0 : 0.0) };

      clv_bg_nbd_forecast (passed, x, age, horizons, n, purchases, still_active, second_moment);
      return;
    }
  clv_cnbd_forecast (variant, parameters, x, recency, age, horizons, n, purchases, still_active,
                     second_moment);
}

double
clv_kind_cnbd_expected (gboolean      is_modified,
                        const double *parameters,
                        double        x,
                        double        recency,
                        double        age,
                        double        horizon)
{
  ClvCnbdVariant variant = clv_kind_cnbd_get_variant (parameters, is_modified);
  double mean = 0.0;
  double active = 0.0;
  double square = 0.0;

  clv_kind_cnbd_forecast (is_modified, parameters, x, recency, age, &horizon, 1, &mean, &active,
                          &square);
  return clv_cnbd_p_active (variant, parameters, x, recency, age) * mean;
}

guint
clv_kind_cnbd_choose_regularity (const ClvCells *cells,
                                 int             unit_days,
                                 gboolean        is_modified,
                                 double          sum_log_gaps,
                                 double         *parameters,
                                 double         *of_one)
{
  double log_likelihood[CLV_CNBD_MOST_REGULAR];
  guint k = clv_cnbd_choose (cells, unit_days, is_modified, sum_log_gaps, parameters,
                             log_likelihood);

  parameters[K] = k;
  *of_one = log_likelihood[0];
  return k;
}
