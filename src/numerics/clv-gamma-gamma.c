/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

#include "clv-gamma-gamma.h"
#include "clv-memory.h"
#include "clv-parallel.h"
#include "clv-trust-region.h"
#include "clv-vector.h"

/* Customers with the same x differ in ln (γ + x m) alone, and a sum of logarithms
 * is the logarithm of a product: one logarithm serves sixteen customers. Amounts
 * are divided by their mean, so that sixteen factors stay far from the ends of
 * the range of a double. */

#define FACTORS 16

/* What a thread takes at once; where the cuts are does not depend on the threads. */
#define CHUNK 16384

typedef struct
{
  guint32 x;
  guint32 start;    /* in total */
  guint32 n;
  double log_mean;  /* Σ ln m */
} Group;

/* Of a group within a chunk. */
typedef struct
{
  guint32 group;
  guint32 start;
  guint32 n;
} Piece;

struct _ClvGammaGammaPlan
{
  guint32 n;
  double scale;
  double *total;    /* [n] x m / scale, by group */
  guint32 n_groups;
  Group *groups;
  guint32 n_pieces;
  Piece *pieces;
};

static double
find_scale (guint32        n,
            const guint32 *x,
            const double  *total_spend,
            guint32       *n_used,
            guint32       *max_x)
{
  double spend = 0.0;
  double count = 0.0;

  for (guint32 i = 0; i < n; i++)
    {
      if (x[i] == 0 || !(total_spend[i] > 0.0))
        continue;
      spend += total_spend[i];
      count += x[i];
      *max_x = MAX (*max_x, x[i]);
      *n_used += 1;
    }
  return count > 0.0 ? spend / count : 1.0;
}

/* Σ ln (γ + s), Σ 1/(γ + s), Σ 1/(γ + s)². */
CLV_WIDE static void
sum_piece (const double *s,
           guint32       n,
           double        gamma,
           double       *sums)
{
  ClvVector inverse;
  ClvVector square;
  guint32 i = 0;

  memset (&inverse, 0, sizeof inverse);
  memset (&square, 0, sizeof square);
  memset (sums, 0, 3 * sizeof (double));
  while (n - i >= CLV_LANES)
    {
      ClvVector product = inverse * 0.0 + 1.0;
      double lanes[CLV_LANES];

      for (guint f = 0; f < FACTORS / 2 && n - i >= CLV_LANES; f++, i += CLV_LANES)
        {
          ClvVector value;
          ClvVector reciprocal;

          memcpy (&value, s + i, sizeof value);
          value += gamma;
          reciprocal = 1.0 / value;
          product *= value;
          inverse += reciprocal;
          square += reciprocal * reciprocal;
        }
      memcpy (lanes, &product, sizeof lanes);
      for (guint k = 0; k < CLV_LANES; k += 2)
        sums[0] += log (lanes[k] * lanes[k + 1]);
    }
  sums[1] = clv_vector_sum (&inverse);
  sums[2] = clv_vector_sum (&square);

  for (; i < n; i++)
    {
      double value = gamma + s[i];

      sums[0] += log (value);
      sums[1] += 1.0 / value;
      sums[2] += 1.0 / (value * value);
    }
}

static void
cut_groups (ClvGammaGammaPlan *self)
{
  self->pieces = g_new (Piece, self->n_groups + self->n / CHUNK + 1);
  for (guint32 g = 0; g < self->n_groups; g++)
    {
      const Group *group = &self->groups[g];
      guint32 start = group->start;
      guint32 end = group->start + group->n;

      while (start < end)
        {
          Piece *piece = &self->pieces[self->n_pieces++];

          piece->group = g;
          piece->start = start;
          piece->n = MIN (end, (start / CHUNK + 1) * CHUNK) - start;
          start += piece->n;
        }
    }
}

typedef struct
{
  const ClvGammaGammaPlan *plan;
  double gamma;
  double *sums;         /* [n_pieces × 3] */
} Chunks;

static void
sum_chunk (guint    chunk,
           gpointer user_data)
{
  const Chunks *chunks = user_data;
  const ClvGammaGammaPlan *plan = chunks->plan;
  guint32 low = 0;
  guint32 high = plan->n_pieces;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (plan->pieces[middle].start < chunk * CHUNK)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < plan->n_pieces && plan->pieces[low].start / CHUNK == chunk; low++)
    sum_piece (plan->total + plan->pieces[low].start, plan->pieces[low].n, chunks->gamma,
               chunks->sums + 3 * (gsize) low);
}

/* What sum_piece() gives, of all groups. */
static double *
sum_groups (const ClvGammaGammaPlan *self,
            double                   gamma)
{
  g_autofree double *parts = g_new (double, 3 * (gsize) self->n_pieces + 1);
  double *sums = g_new0 (double, 3 * (gsize) self->n_groups + 1);
  Chunks chunks = { self, gamma, parts };

  clv_parallel_run ((self->n + CHUNK - 1) / CHUNK, sum_chunk, &chunks);
  for (guint32 i = 0; i < self->n_pieces; i++)
    {
      for (guint k = 0; k < 3; k++)
        sums[3 * (gsize) self->pieces[i].group + k] += parts[3 * (gsize) i + k];
    }
  return sums;
}

static void
sum_log_means (ClvGammaGammaPlan *self)
{
  g_autofree double *sums = sum_groups (self, 0.0);

  for (guint32 g = 0; g < self->n_groups; g++)
    {
      Group *group = &self->groups[g];

      group->log_mean = sums[3 * (gsize) g] - group->n * log (group->x);
    }
}

/**
 * clv_gamma_gamma_plan_new:
 * @n: number of customers
 * @x: (array length=n): repeat purchases
 * @total_spend: (array length=n): what these came to, major units
 *
 * Customers without a repeat purchase, or whose repeat purchases came to
 * nothing, take no part. Keeps no reference to the arrays.
 *
 * Returns: (transfer full): the customers grouped by x
 */
ClvGammaGammaPlan *
clv_gamma_gamma_plan_new (guint32        n,
                          const guint32 *x,
                          const double  *total_spend)
{
  ClvGammaGammaPlan *self = g_new0 (ClvGammaGammaPlan, 1);
  guint32 max_x = 0;
  g_autofree guint32 *place = NULL;
  guint32 sum = 0;

  self->scale = find_scale (n, x, total_spend, &self->n, &max_x);
  self->total = clv_new_large (double, self->n);
  self->groups = g_new0 (Group, (gsize) max_x + 1);
  place = g_new0 (guint32, (gsize) max_x + 1);

  for (guint32 i = 0; i < n; i++)
    {
      if (x[i] > 0 && total_spend[i] > 0.0)
        place[x[i]]++;
    }
  for (guint32 k = 0; k <= max_x; k++)
    {
      guint32 count = place[k];

      place[k] = sum;
      if (count > 0)
        {
          self->groups[self->n_groups].x = k;
          self->groups[self->n_groups].start = sum;
          self->groups[self->n_groups].n = count;
          self->n_groups++;
        }
      sum += count;
    }
  for (guint32 i = 0; i < n; i++)
    {
      if (x[i] > 0 && total_spend[i] > 0.0)
        self->total[place[x[i]]++] = total_spend[i] / self->scale;
    }
  cut_groups (self);
  sum_log_means (self);

  return self;
}

void
clv_gamma_gamma_plan_free (ClvGammaGammaPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->total);
  g_free (self->groups);
  g_free (self->pieces);
  g_free (self);
}

typedef struct
{
  double value;
  double first[3];
  double second[3][3];
} Derivatives;

static void
add_group (Derivatives  *d,
           const Group  *group,
           const double *sums,
           double        p,
           double        q,
           double        gamma)
{
  double x = group->x;
  double n = group->n;
  double shape = p * x + q;
  double psi = gsl_sf_psi (shape);
  double psi1 = gsl_sf_psi_1 (shape);

  d->value += n * (lgamma (shape) - lgamma (p * x) - lgamma (q) + q * log (gamma) + p * x * log (x))
              + (p * x - 1.0) * group->log_mean - shape * sums[0];
  d->first[0] += n * x * (psi - gsl_sf_psi (p * x) + log (x)) + x * (group->log_mean - sums[0]);
  d->first[1] += n * (psi - gsl_sf_psi (q) + log (gamma)) - sums[0];
  d->first[2] += n * q / gamma - shape * sums[1];
  d->second[0][0] += n * x * x * (psi1 - gsl_sf_psi_1 (p * x));
  d->second[0][1] += n * x * psi1;
  d->second[0][2] -= x * sums[1];
  d->second[1][1] += n * (psi1 - gsl_sf_psi_1 (q));
  d->second[1][2] += n / gamma - sums[1];
  d->second[2][2] += shape * sums[2] - n * q / (gamma * gamma);
}

/**
 * clv_gamma_gamma_plan_evaluate:
 * @self: a plan
 * @parameters: p, q, γ > 0
 * @gradient: (out): with respect to the log parameters
 * @hessian: (out): 3 × 3, likewise
 *
 * Returns: the log-likelihood of the mean spends
 */
double
clv_gamma_gamma_plan_evaluate (const ClvGammaGammaPlan *self,
                               const double            *parameters,
                               double                  *gradient,
                               double                  *hessian)
{
  Derivatives d;
  double scaled[3] = { parameters[0], parameters[1], parameters[2] / self->scale };
  g_autofree double *sums = NULL;

  clv_numerics_init ();
  memset (&d, 0, sizeof d);
  sums = sum_groups (self, scaled[2]);
  for (guint32 g = 0; g < self->n_groups; g++)
    add_group (&d, &self->groups[g], sums + 3 * (gsize) g, scaled[0], scaled[1], scaled[2]);

  for (guint i = 0; i < 3; i++)
    {
      gradient[i] = scaled[i] * d.first[i];
      for (guint j = i; j < 3; j++)
        {
          double value = scaled[i] * scaled[j] * d.second[i][j];

          if (i == j)
            value += scaled[i] * d.first[i];
          hessian[i * 3 + j] = value;
          hessian[j * 3 + i] = value;
        }
    }
  /* The density of an amount is that of the scaled amount, divided by the scale. */
  return d.value - self->n * log (self->scale);
}

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const ClvGammaGammaPlan *plan = user_data;
  double parameters[3];
  double value = 0.0;

  for (guint i = 0; i < 3; i++)
    parameters[i] = exp (point[i]) * (i == 2 ? plan->scale : 1.0);
  value = clv_gamma_gamma_plan_evaluate (plan, parameters, gradient, hessian);
  for (guint i = 0; i < 3; i++)
    gradient[i] /= -(double) plan->n;
  for (guint i = 0; i < 9; i++)
    hessian[i] /= -(double) plan->n;
  return -value / plan->n;
}

/**
 * clv_gamma_gamma_fit:
 * @plan: customers, at least one
 * @fit: (out): the greatest likelihood
 *
 * A @fit that is not converged, or has q ≤ 1, has no mean to expect: the caller
 * must refuse it.
 */
void
clv_gamma_gamma_fit (const ClvGammaGammaPlan *plan,
                     ClvGammaGammaFit        *fit)
{
  const double start[3] = { 0.7, 0.7, 0.7 };   /* p = q = γ / mean = 2 */
  double smallest = 0.0;
  double largest = 0.0;
  ClvTrustRegion search;
  gboolean is_flat = FALSE;

  memset (fit, 0, sizeof *fit);
  fit->n = plan->n;
  if (plan->n > 0 && clv_trust_region_init (&search, 3, start, log (1e-5), log (1e6),
                                            evaluate_mean, (gpointer) plan))
    {
      for (guint i = 0; i < 100 && !clv_trust_region_test (&search, 1e-11); i++)
        {
          if (!clv_trust_region_iterate (&search))
            break;
        }
      is_flat = clv_trust_region_test (&search, 1e-7);
      fit->is_converged = is_flat && !clv_trust_region_is_at_bound (&search);
      fit->evaluations = search.evaluations;
      fit->log_likelihood = -search.value * plan->n;
      for (guint i = 0; i < 3; i++)
        fit->parameters[i] = exp (search.point[i]) * (i == 2 ? plan->scale : 1.0);
      for (guint i = 0; i < 9; i++)
        search.hessian[i] *= plan->n;
      is_flat = clv_matrix_invert_positive (3, search.hessian, fit->covariance, &smallest,
                                            &largest);
    }
  for (guint i = 0; i < 9 && !is_flat; i++)
    fit->covariance[i] = NAN;
  for (guint i = 0; i < 3; i++)
    fit->standard_errors[i] = fit->parameters[i] * sqrt (fit->covariance[i * 4]);
}

/**
 * clv_gamma_gamma_expected:
 * @parameters: p, q, γ with q > 1
 * @x: repeat purchases, may be 0
 * @total_spend: what they came to, major units
 *
 * Returns: expected spend a purchase: p (γ + x m) / (p x + q − 1), the posterior
 *   mean; with x = 0 the mean of all customers
 */
double
clv_gamma_gamma_expected (const double *parameters,
                          double        x,
                          double        total_spend)
{
  return parameters[0] * (parameters[2] + total_spend) / (parameters[0] * x + parameters[1] - 1.0);
}

/**
 * clv_gamma_gamma_expected_many:
 * @parameters: p, q, γ with q > 1
 * @n: how many customers
 * @x: (array length=n): repeat purchases
 * @mean_spend: (array length=n): their mean, major units
 * @expected: (out) (array length=n): as clv_gamma_gamma_expected(), to the last bit
 */
CLV_WIDE void
clv_gamma_gamma_expected_many (const double  *parameters,
                               guint32        n,
                               const guint32 *x,
                               const double  *mean_spend,
                               double        *expected)
{
  double p = parameters[0];
  double q = parameters[1];
  double gamma = parameters[2];

  for (guint32 i = 0; i < n; i++)
    {
      double count = x[i];

      expected[i] = p * (gamma + count * mean_spend[i]) / (p * count + q - 1.0);
    }
}
