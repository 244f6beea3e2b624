/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "clv-nbd-model.h"
#include "clv-nbd.h"
#include "clv-trust-region.h"

/* The NBD model (Ehrenberg 1959): purchase rates are Gamma (r, rate α) and nobody
 * ever drops out. It is BG/NBD with a → 0, hence the yardstick that a fit with
 * drop-out must not fall short of. */

typedef struct
{
  ClvNbdPlan *plan;
  double n;
} Search;

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const Search *self = user_data;
  const double parameters[CLV_NBD_PARAMETERS] = { exp (point[0]), exp (point[1]) };
  double value = clv_nbd_plan_evaluate (self->plan, parameters, gradient, hessian);

  for (guint i = 0; i < 2; i++)
    gradient[i] /= -self->n;
  for (guint i = 0; i < 4; i++)
    hessian[i] /= -self->n;
  return -value / self->n;
}

/**
 * clv_nbd_fit:
 * @cells: distinct customers
 * @unit_days: days in the unit of α
 * @parameters: (out) (array fixed-size=2): r, α
 *
 * Returns: the greatest log-likelihood without −Σ ln x!, on the scale of
 *   clv_bg_nbd_plan_evaluate()
 */
double
clv_nbd_fit (const ClvCells *cells,
             int             unit_days,
             double         *parameters)
{
  Search nbd = { NULL, 0.0 };
  ClvTrustRegion search;
  double start[2] = { 0.0, 0.0 };
  double ages = 0.0;

  nbd.plan = clv_nbd_plan_new (cells, unit_days);
  for (guint32 i = 0; i < cells->n; i++)
    {
      nbd.n += cells->weight[i];
      ages += cells->weight[i] * cells->age_days[i] / unit_days;
    }
  start[1] = log (MAX (ages / MAX (nbd.n, 1.0), 1e-3));

  if (clv_trust_region_init (&search, 2, start, log (1e-6), log (1e8), evaluate_mean, &nbd))
    {
      for (guint i = 0; i < 100 && !clv_trust_region_test (&search, 1e-11); i++)
        {
          if (!clv_trust_region_iterate (&search))
            break;
        }
    }
  parameters[0] = exp (search.point[0]);
  parameters[1] = exp (search.point[1]);

  clv_nbd_plan_free (nbd.plan);
  return -search.value * nbd.n;
}
