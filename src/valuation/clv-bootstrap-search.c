/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-bootstrap-search.h"
#include "clv-trust-region.h"

#define LOWEST 1e-5           /* of a parameter, as in a fit */
#define HIGHEST 1e6
#define FLAT 1e-8
#define LOOSEST 5.0           /* as in a fit */

typedef struct
{
  const ClvModelKind *kind;
  gpointer prepared;
  double n;
  double parameters[CLV_MAX_PARAMETERS];
} Search;

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  Search *search = user_data;
  guint n = search->kind->n_parameters - search->kind->n_fixed;
  double value = 0.0;

  for (guint i = 0; i < n; i++)
    search->parameters[i] = exp (point[i]);
  value = search->kind->evaluate (search->prepared, search->parameters, gradient, hessian);
  for (guint i = 0; i < n; i++)
    gradient[i] /= -search->n;
  for (guint i = 0; i < n * n; i++)
    hessian[i] /= -search->n;
  return -value / search->n;
}

static gboolean
go_on (gpointer user_data)
{
  return TRUE;
}

static gboolean
search_by_kind (const ClvFit   *fit,
                const ClvCells *cells,
                double         *parameters)
{
  gpointer prepared = fit->kind->prepare (fit->kind, cells, fit->spec->unit_days);
  gboolean is_maximum = FALSE;
  ClvKindMaximum maximum;

  memset (&maximum, 0, sizeof maximum);
  memcpy (parameters, fit->parameters, sizeof fit->parameters);
  is_maximum = fit->kind->search (prepared, LOOSEST, go_on, NULL, parameters, &maximum)
               && maximum.is_maximum;
  fit->kind->release (prepared);
  g_free (maximum.bound);
  return is_maximum;
}

/* From the fit's own parameters, which are near. */
static gboolean
search_again (const ClvFit   *fit,
              const ClvCells *cells,
              double          n_customers,
              double         *parameters)
{
  guint n = fit->kind->n_parameters - fit->kind->n_fixed;
  Search search = { fit->kind, fit->kind->prepare (fit->kind, cells, fit->spec->unit_days),
                    n_customers, { 0.0 } };
  double point[CLV_MAX_PARAMETERS];
  ClvTrustRegion region;
  gboolean is_flat = FALSE;

  memcpy (search.parameters, fit->parameters, sizeof search.parameters);
  for (guint i = 0; i < n; i++)
    point[i] = log (fit->parameters[i]);
  if (clv_trust_region_init (&region, n, point, log (LOWEST), log (HIGHEST), evaluate_mean,
                             &search))
    {
      for (guint i = 0; i < 200 && !clv_trust_region_test (&region, FLAT); i++)
        {
          if (!clv_trust_region_iterate (&region))
            break;
        }
      is_flat = clv_trust_region_test (&region, 1e-6);
      for (guint i = 0; i < n; i++)
        parameters[i] = exp (region.point[i]);
    }
  fit->kind->release (search.prepared);
  return is_flat;
}

gboolean
clv_bootstrap_search (const ClvFit   *fit,
                      const ClvCells *cells,
                      double          n_customers,
                      double         *parameters)
{
  return fit->kind->search != NULL ? search_by_kind (fit, cells, parameters)
                                   : search_again (fit, cells, n_customers, parameters);
}
