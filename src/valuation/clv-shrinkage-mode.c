/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-cell-table.h"
#include "clv-shrinkage-private.h"
#include "clv-trust-region.h"

#define LOWEST 1e-5
#define HIGHEST 1e6
#define STEPS 100
#define FLAT 1e-8

/* A segment's likelihood times the normal density of what segments are like. */
typedef struct
{
  const ClvModelKind *kind;
  gpointer prepared;
  guint n;
  const double *fixed;
  const double *center;
  const double *precision;
} Posterior;

static double
evaluate (const double *point,
          double       *gradient,
          double       *hessian,
          gpointer      user_data)
{
  const Posterior *self = user_data;
  guint n = self->n;
  double parameters[CLV_MAX_PARAMETERS];
  double value = 0.0;

  memcpy (parameters, self->fixed, sizeof parameters);
  for (guint i = 0; i < n; i++)
    parameters[i] = self->kind->is_plain[i] ? point[i] : exp (point[i]);
  value = -self->kind->evaluate (self->prepared, parameters, gradient, hessian);
  if (!isfinite (value))
    return INFINITY;
  for (guint i = 0; i < n; i++)
    {
      double pull = 0.0;

      for (guint j = 0; j < n; j++)
        {
          pull += self->precision[i * n + j] * (point[j] - self->center[j]);
          hessian[i * n + j] = self->precision[i * n + j] - hessian[i * n + j];
        }
      gradient[i] = pull - gradient[i];
      value += 0.5 * pull * (point[i] - self->center[i]);
    }
  return value;
}

/**
 * clv_shrinkage_find_mode:
 * @spec: of the whole's fit
 * @kind: its kind
 * @customers: of one segment
 * @n: parameters that take part
 * @fixed: (array fixed-size=81): where the others are read, which no search moves
 * @center: (array length=n): the whole's, in coordinates
 * @between: covariance of segments about it
 * @mode: (out) (array length=n): where the segment's likelihood times the density of
 *   what segments are like is greatest
 * @variance: (out): covariance there
 *
 * For a segment whose own likelihood has no maximum, or one that is a ridge: what its
 * customers do say still counts, and the rest is what segments have in common.
 *
 * Returns: %FALSE where there is none
 */
gboolean
clv_shrinkage_find_mode (const ClvModelSpec *spec,
                         const ClvModelKind *kind,
                         const ClvCustomers *customers,
                         guint               n,
                         const double       *fixed,
                         const double       *center,
                         const double       *between,
                         double             *mode,
                         double             *variance)
{
  double precision[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];
  double lower[CLV_MAX_PARAMETERS];
  double upper[CLV_MAX_PARAMETERS];
  double smallest = 0.0;
  double largest = 0.0;
  g_autoptr(ClvCells) cells = NULL;
  ClvTrustRegion region;
  Posterior posterior = { kind, NULL, n, fixed, center, precision };
  gboolean is_mode = FALSE;

  if (!clv_matrix_invert_positive (n, between, precision, &smallest, &largest))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      lower[i] = kind->is_plain[i] ? -1.0 : log (LOWEST);
      upper[i] = kind->is_plain[i] ? 1.0 : log (HIGHEST);
    }
  cells = clv_cells_new_for_customers (customers, NULL);
  posterior.prepared = kind->prepare (kind, cells, spec->unit_days);
  if (clv_trust_region_init_box (&region, n, center, lower, upper, evaluate, &posterior))
    {
      for (guint i = 0; i < STEPS && !clv_trust_region_test (&region, FLAT); i++)
        {
          if (!clv_trust_region_iterate (&region))
            break;
        }
      is_mode = clv_trust_region_test (&region, 1e-4)
                && clv_matrix_invert_positive (n, region.hessian, variance, &smallest, &largest);
    }
  kind->release (posterior.prepared);
  for (guint i = 0; i < n && is_mode; i++)
    mode[i] = region.point[i];
  return is_mode;
}
