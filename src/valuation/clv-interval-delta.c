/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-gamma-gamma.h"
#include "clv-interval-private.h"
#include "clv-numerics.h"

/* The delta method: the total is a smooth function f of the logarithms of the
 * parameters, whose estimate has the covariance C = Σ λ v v' over its principal axes,
 * so f̂ has the variance Σ (√λ ∂f/∂v)² (Rao 1973, 6a.2). Each derivative is a central
 * difference of the whole sum, a twentieth of a standard error to both sides: as long
 * as that axis asks for, and short. The purchase and the spend model are fitted apart
 * and independent under the model. In the spend model's parameters the derivatives are
 * exact.
 *
 * With covariates a customer's parameters are ln θ_j ± γ'z, so that what the total
 * gains by an effect follows from what it gains by the parameters of each customer:
 *
 *   ∂f/∂γ_t = Σ_i z_it Σ_j ± ∂f_i/∂ ln θ_j.
 *
 * The same differences, summed up with the terms z as weights, are therefore all there
 * is to compute, however many effects there are; then var f̂ = g'Cg with the covariance
 * C of the parameters and the effects together. */

#define STEP 0.05           /* of a standard error */

typedef struct
{
  guint n;                            /* parameters of the kind */
  double values[CLV_MAX_PARAMETERS];  /* of the axes */
  double *vectors;                    /* [n × n], axes in columns */
  gsize size;                         /* sums of a segment */
  gsize n_sums;
  double *slopes;                     /* [n × n_sums] */
} Axes;

static guint
count_effects (const ClvFit *fit)
{
  return fit->covariates != NULL ? fit->covariates->n_processes * fit->covariates->n_terms : 0;
}

/* Of the effects, those that are dropped have none to be unsure of. */
static gboolean
is_estimated (const ClvFit *fit,
              guint         i)
{
  guint n = fit->kind->n_parameters;

  return i < n || !fit->covariates->terms[(i - n) % fit->covariates->n_terms].is_dropped;
}

/* A fit whose search ended at a bound, on a ridge or beside a simpler model has no
 * normal distribution around its parameters. */
gboolean
clv_interval_are_parameters_known (const ClvFit *fit)
{
  guint n = fit->kind->n_parameters - fit->kind->n_fixed;
  guint n_all = n + count_effects (fit);
  const double *covariance = fit->covariates != NULL ? fit->covariates->covariance
                                                     : fit->covariance;
  guint stride = fit->covariates != NULL ? n_all : fit->kind->n_parameters;

  if (fit->state != CLV_FIT_CONVERGED || (fit->kind->evaluate == NULL && !fit->kind->is_dated))
    return FALSE;
  for (guint i = 0; i < n_all; i++)
    {
      for (guint j = 0; j < n_all; j++)
        {
          if (is_estimated (fit, i) && is_estimated (fit, j)
              && !isfinite (covariance[i * stride + j]))
            return FALSE;
        }
    }
  return TRUE;
}

static void
add_weighted (double       *sums,
              double        purchases,
              double        value)
{
  sums[CLV_INTERVAL_PURCHASES] += purchases;
  sums[CLV_INTERVAL_VALUE] += value;
}

/* What an entry has of each term, the first one being 1, into one segment's sums. */
static void
add_entry (const ClvIntervalWork *work,
           const ClvIntervalPart *part,
           guint32                index,
           const ClvIntervalMean *mean,
           double                *sums)
{
  const ClvIntervalCells *cells = part->cells;
  const ClvIntervalEntry *entry = &cells->entries[index];
  double gain = work->definition->margin * mean->discounted;
  double cost = work->cost * mean->active_years;

  add_weighted (sums, entry->count * mean->purchases,
                gain * part->spend[index] - entry->count * cost);
  for (guint t = 0; t < cells->n_terms; t++)
    {
      gsize at = (gsize) index * cells->n_terms + t;
      double spend = clv_interval_entry_get_term_spend (work->fit, cells->cells->x[entry->cell],
                                                        cells->terms[at], cells->term_spend[at]);

      add_weighted (sums + CLV_INTERVAL_MEASURES * (t + 1), cells->terms[at] * mean->purchases,
                    gain * spend - cells->terms[at] * cost);
    }
}

/* Of a fit without covariates, whose sums are those of the measures. */
static void
add_more (const ClvIntervalWork *work,
          const double          *axis,
          double                 step,
          double                *totals)
{
  g_autofree ClvFit *moved = g_memdup2 (work->fit, sizeof *work->fit);

  for (guint i = 0; i < work->fit->kind->n_parameters; i++)
    clv_model_kind_move (work->fit->kind, moved->parameters, i, step * axis[i]);
  work->add_more (work->more, moved, totals);
}

/* Totals of every segment with the parameters at @step standard errors along an axis. */
static void
find_totals (const ClvIntervalWork *work,
             const Axes            *axes,
             const double          *axis,
             double                 step,
             double                *totals)
{
  memset (totals, 0, axes->n_sums * sizeof (double));
  for (guint p = 0; p < work->parts->n; p++)
    {
      const ClvIntervalPart *part = &work->parts->parts[p];
      const ClvIntervalCells *cells = part->cells;
      g_autofree double *p_active = g_new (double, MAX (cells->cells->n, 1));
      g_autofree ClvIntervalMean *means = NULL;
      double moved[CLV_MAX_PARAMETERS];

      memcpy (moved, part->parameters, sizeof moved);
      for (guint i = 0; i < work->fit->kind->n_parameters; i++)
        clv_model_kind_move (work->fit->kind, moved, i, step * axis[i]);
      means = clv_interval_cells_dup_means (cells, work->fit, moved, work->periods, p_active);
      for (guint32 i = 0; i < cells->n_entries; i++)
        {
          const ClvIntervalEntry *entry = &cells->entries[i];

          add_entry (work, part, i, &means[entry->cell], totals + work->n * axes->size);
          if (entry->segment < work->n)
            add_entry (work, part, i, &means[entry->cell], totals + entry->segment * axes->size);
        }
    }
  if (work->add_more != NULL)
    add_more (work, axis, step, totals);
}

static void
find_slopes (ClvIntervalWork *work,
             Axes            *axes,
             guint            k)
{
  double axis[CLV_MAX_PARAMETERS] = { 0.0, };
  g_autofree double *above = g_new (double, axes->n_sums);
  g_autofree double *below = g_new (double, axes->n_sums);
  gsize total = work->n * axes->size + CLV_INTERVAL_VALUE;

  for (guint i = 0; i < axes->n; i++)
    axis[i] = sqrt (axes->values[k]) * axes->vectors[i * axes->n + k];
  find_totals (work, axes, axis, STEP, above);
  find_totals (work, axes, axis, -STEP, below);
  for (gsize i = 0; i < axes->n_sums; i++)
    axes->slopes[k * axes->n_sums + i] = (above[i] - below[i]) / (2.0 * STEP);
  work->curvature += (above[total] + below[total]
                      - 2.0 * work->sums[work->n].mean[CLV_INTERVAL_VALUE]) / (STEP * STEP);
}

/* Of the sum at @at by the logarithm of a parameter. */
static double
get_derivative (const Axes *axes,
                guint       parameter,
                gsize       at)
{
  double sum = 0.0;

  for (guint k = 0; k < axes->n; k++)
    {
      if (axes->values[k] > 0.0)
        sum += axes->vectors[parameter * axes->n + k] / sqrt (axes->values[k])
               * axes->slopes[k * axes->n_sums + at];
    }
  return sum;
}

/* By the parameters, then by the effects, of one measure of one segment. */
static void
fill_gradient (const ClvIntervalWork *work,
               const Axes            *axes,
               gsize                  at,
               double                *gradient)
{
  const ClvCovariates *covariates = work->fit->covariates;
  const ClvModelKind *kind = work->fit->kind;

  for (guint j = 0; j < axes->n; j++)
    {
      guint process = kind->process_of[j];

      gradient[j] = get_derivative (axes, j, at);
      if (process == 0)
        continue;
      process = covariates->has_same_effect ? 0 : process - 1;
      for (guint t = 0; t < covariates->n_terms; t++)
        gradient[axes->n + process * covariates->n_terms + t]
          += kind->effect_sign[j]
             * get_derivative (axes, j, at + (gsize) CLV_INTERVAL_MEASURES * (t + 1));
    }
}

/* g'Cg over what was estimated. */
static double
find_variance (const ClvFit *fit,
               const double *gradient)
{
  guint n = fit->kind->n_parameters + count_effects (fit);
  const double *covariance = fit->covariates->covariance;
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n && is_estimated (fit, i); j++)
        {
          if (is_estimated (fit, j))
            sum += gradient[i] * covariance[i * n + j] * gradient[j];
        }
    }
  return MAX (sum, 0.0);
}

static void
fill_variances (ClvIntervalWork *work,
                const Axes      *axes)
{
  guint n_all = axes->n + count_effects (work->fit);
  g_autofree double *gradient = g_new (double, n_all);

  for (guint s = 0; s <= work->n; s++)
    {
      for (guint m = 0; m < CLV_INTERVAL_MEASURES; m++)
        {
          gsize at = s * axes->size + m;
          double *variance = &work->sums[s].parameter_variance[m];

          if (work->fit->covariates != NULL)
            {
              memset (gradient, 0, n_all * sizeof (double));
              fill_gradient (work, axes, at, gradient);
              *variance += find_variance (work->fit, gradient);
              continue;
            }
          for (guint k = 0; k < axes->n; k++)
            *variance += axes->slopes[k * axes->n_sums + at] * axes->slopes[k * axes->n_sums + at];
        }
    }
}

gboolean
clv_interval_add_parameters (ClvIntervalWork    *work,
                             const ClvProgress  *progress,
                             GError            **error)
{
  const ClvModelKind *kind = work->fit->kind;
  guint n = kind->n_parameters - kind->n_fixed;
  g_autofree double *covariance = g_new (double, (gsize) n * n);
  g_autofree double *vectors = g_new (double, (gsize) n * n);
  g_autofree double *slopes = NULL;
  Axes axes = { .n = n, .vectors = vectors };
  gboolean is_going = TRUE;

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        covariance[i * n + j] = work->fit->covariance[i * kind->n_parameters + j];
    }
  if (!clv_matrix_eigen (n, covariance, axes.values, vectors))
    return TRUE;
  axes.size = (gsize) CLV_INTERVAL_MEASURES * (work->parts->n_terms + 1);
  axes.n_sums = ((gsize) work->n + 1) * axes.size;
  slopes = g_new0 (double, n * axes.n_sums);
  axes.slopes = slopes;
  for (guint k = 0; k < n && is_going; k++)
    {
      is_going = clv_progress_step (progress, (k + 1.0) / (n + 1.0), NULL, error);
      if (is_going && axes.values[k] > 0.0)
        find_slopes (work, &axes, k);
    }
  if (is_going)
    fill_variances (work, &axes);
  return is_going;
}

/* That of the fit; of one which was stored without, from the customers at hand. */
static gboolean
find_spend_covariance (const ClvFit      *fit,
                       const ClvScoreSet *scores,
                       double            *covariance)
{
  g_autofree double *total = NULL;
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  double gradient[3];
  double hessian[9];
  double smallest = 0.0;
  double largest = 0.0;

  memcpy (covariance, fit->spend_covariance, 9 * sizeof (double));
  if (isfinite (covariance[0]))
    return TRUE;
  if (!isfinite (fit->spend_standard_errors[0]))
    return FALSE;
  total = g_new (double, MAX (scores->n, 1));
  for (guint32 i = 0; i < scores->n; i++)
    total[i] = scores->x[i] * scores->mean_spend[i];
  plan = clv_gamma_gamma_plan_new (scores->n, scores->x, total);
  clv_gamma_gamma_plan_evaluate (plan, fit->spend_parameters, gradient, hessian);
  for (guint i = 0; i < 9; i++)
    hessian[i] = -hessian[i];
  return clv_matrix_invert_positive (3, hessian, covariance, &smallest, &largest);
}

gboolean
clv_interval_add_spend_parameters (ClvIntervalWork   *work,
                                   const ClvScoreSet *scores)
{
  double covariance[9];

  if (!find_spend_covariance (work->fit, scores, covariance))
    return FALSE;
  for (guint s = 0; s <= work->n; s++)
    {
      ClvIntervalSums *sums = &work->sums[s];

      for (guint i = 0; i < 3; i++)
        {
          for (guint j = 0; j < 3; j++)
            sums->parameter_variance[CLV_INTERVAL_VALUE]
              += sums->spend_gradient[i] * covariance[i * 3 + j] * sums->spend_gradient[j];
        }
    }
  return TRUE;
}
