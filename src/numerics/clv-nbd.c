/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-nbd.h"
#include "clv-trust-region.h"

/* The NBD model (Ehrenberg 1959): purchase rates are Gamma (r, rate α) and nobody
 * ever drops out. It is BG/NBD with a → 0, hence the yardstick that a fit with
 * drop-out must not fall short of. */

typedef struct
{
  guint32 max_x;
  double *tail;       /* customers with x > k */
  guint32 n_ages;
  double *age;        /* in the model's unit */
  double *weight;
  double *count;      /* Σ x */
  double n;
} Nbd;

static void
nbd_init (Nbd            *self,
          const ClvCells *cells,
          int             unit_days)
{
  g_autoptr(GHashTable) rows = g_hash_table_new (NULL, NULL);

  memset (self, 0, sizeof *self);
  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->age = g_new0 (double, (gsize) cells->n + 1);
  self->weight = g_new0 (double, (gsize) cells->n + 1);
  self->count = g_new0 (double, (gsize) cells->n + 1);

  for (guint32 i = 0; i < cells->n; i++)
    {
      gpointer key = GINT_TO_POINTER (cells->age_days[i] + 1);
      guint32 row = GPOINTER_TO_UINT (g_hash_table_lookup (rows, key));

      if (row == 0)
        {
          row = ++self->n_ages;
          self->age[row - 1] = (double) cells->age_days[i] / unit_days;
          g_hash_table_insert (rows, key, GUINT_TO_POINTER (row));
        }
      self->weight[row - 1] += cells->weight[i];
      self->count[row - 1] += cells->weight[i] * cells->x[i];
      self->n += cells->weight[i];
      if (cells->x[i] > 0)
        self->tail[cells->x[i] - 1] += cells->weight[i];
    }
  for (guint32 k = self->max_x; k-- > 1;)
    self->tail[k - 1] += self->tail[k];
}

static double
nbd_evaluate (const double *point,
              double       *gradient,
              double       *hessian,
              gpointer      user_data)
{
  const Nbd *self = user_data;
  double r = exp (point[0]);
  double alpha = exp (point[1]);
  double value = 0.0;
  double first[2] = { 0.0, 0.0 };
  double second[3] = { 0.0, 0.0, 0.0 };

  for (guint32 k = 0; k < self->max_x; k++)
    {
      value += self->tail[k] * log (r + k);
      first[0] += self->tail[k] / (r + k);
      second[0] -= self->tail[k] / ((r + k) * (r + k));
    }
  for (guint32 i = 0; i < self->n_ages; i++)
    {
      double w = self->weight[i];
      double R = r * w + self->count[i];
      double A = alpha + self->age[i];

      value -= r * w * log1p (self->age[i] / alpha) + self->count[i] * log (A);
      first[0] -= w * log1p (self->age[i] / alpha);
      first[1] += w * r / alpha - R / A;
      second[1] += w / alpha - w / A;
      second[2] += R / (A * A) - w * r / (alpha * alpha);
    }

  gradient[0] = -r * first[0] / self->n;
  gradient[1] = -alpha * first[1] / self->n;
  hessian[0] = -(r * r * second[0] + r * first[0]) / self->n;
  hessian[1] = -r * alpha * second[1] / self->n;
  hessian[2] = hessian[1];
  hessian[3] = -(alpha * alpha * second[2] + alpha * first[1]) / self->n;
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
  Nbd nbd;
  ClvTrustRegion search;
  double start[2] = { 0.0, 0.0 };
  double ages = 0.0;

  nbd_init (&nbd, cells, unit_days);
  for (guint32 i = 0; i < nbd.n_ages; i++)
    ages += nbd.weight[i] * nbd.age[i];
  start[1] = log (MAX (ages / MAX (nbd.n, 1.0), 1e-3));

  if (clv_trust_region_init (&search, 2, start, log (1e-6), log (1e8), nbd_evaluate, &nbd))
    {
      for (guint i = 0; i < 100 && !clv_trust_region_test (&search, 1e-11); i++)
        {
          if (!clv_trust_region_iterate (&search))
            break;
        }
    }
  parameters[0] = exp (search.point[0]);
  parameters[1] = exp (search.point[1]);

  g_free (nbd.tail);
  g_free (nbd.age);
  g_free (nbd.weight);
  g_free (nbd.count);
  return -search.value * nbd.n;
}
