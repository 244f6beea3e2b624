/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-error.h"
#include "clv-gamma-gamma.h"
#include "clv-interval-cells.h"
#include "clv-interval.h"
#include "clv-money.h"
#include "clv-numerics.h"
#include "clv-parallel.h"

/* Chance. Customers are independent, so variances add up. Given that a customer is
 * active now, E[Y²] comes from the kind of model, and of the discounted purchases
 * from the same second moments, see clv-interval-cells.c. A purchase is Gamma (p,
 * rate ν) and a customer's own mean ζ = p/ν is inverse gamma after what they spent
 * (Fader & Hardie 2013), so with k = p x + q
 *
 *   E[S²] = E[ζ²] (E[(Σ d)²] + E[Σ d²] / p),   E[ζ²] = E[ζ]² (k − 1) / (k − 2).
 *
 * Parameters. The delta method: the total is a smooth function f of the logarithms
 * of the parameters, whose estimate has the covariance C = Σ λ v v' over its
 * principal axes, so f̂ has the variance Σ (√λ ∂f/∂v)² (Rao 1973, 6a.2). Each
 * derivative is a central difference of the whole sum, a twentieth of a standard
 * error to both sides: as long as that axis asks for, and short. The purchase and
 * the spend model are fitted apart and independent under the model. In the spend
 * model's parameters the derivatives are exact.
 *
 * Sums of many customers are nearly normal, of few they are not: the quantiles are
 * those of no purchase at all with its exact probability, and else of a gamma
 * variable with the same mean and variance, which becomes the normal one. */

#define MOST_CELLS 20000
#define MOST_FUTURES 2000   /* where the future depends on recency, and costs more */
#define STEP 0.05           /* of a standard error */
#define ROUGH 0.5           /* nonlinearity from which the text says so */

enum { PURCHASES, VALUE, MEASURES };

/* What is summed up of a segment. */
typedef struct
{
  double variance[MEASURES];
  double parameter_variance[MEASURES];
  double spend_gradient[3];          /* of the value */
  double log_none;                   /* ln P(nobody buys) */
  double mean[MEASURES];             /* at the fit's parameters, over the rounded cells */
} Sums;

typedef struct
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  const ClvPeriods *periods;
  const ClvIntervalCells *cells;
  double cost;                       /* major units a year */
  guint n;                           /* segments */
  Sums *sums;                        /* [n + 1], the last one is the total */
  double *spend;                     /* [entries] Σ expected spend a purchase */
  double *spend_square;              /* [entries] Σ of its square */
  double curvature;                  /* Σ of the total value's second differences */
} Work;

/* E[ζ²] / E[ζ]². With k ≤ 2 there is none; then that of the lognormal variable with
 * the variance of ln ζ, which is finite, and FALSE. */
static gboolean
find_spend_ratio (const ClvFit *fit,
                  double        x,
                  double       *ratio)
{
  double k = fit->spend_parameters[0] * x + fit->spend_parameters[1];

  if (!fit->has_spend)
    {
      *ratio = 1.0;
      return TRUE;
    }
  *ratio = k > 2.0 ? (k - 1.0) / (k - 2.0) : exp (clv_trigamma (k));
  return k > 2.0;
}

static void
add_sums (Work       *work,
          guint32     segment,
          const Sums *add)
{
  Sums *to[] = { &work->sums[work->n], segment < work->n ? &work->sums[segment] : NULL };

  for (guint k = 0; k < G_N_ELEMENTS (to) && to[k] != NULL; k++)
    {
      for (guint m = 0; m < MEASURES; m++)
        {
          to[k]->variance[m] += add->variance[m];
          to[k]->mean[m] += add->mean[m];
        }
      for (guint j = 0; j < 3; j++)
        to[k]->spend_gradient[j] += add->spend_gradient[j];
      to[k]->log_none += add->log_none;
    }
}

/* Given that the customer is active, the cost to serve is taken at its mean. */
static void
measure_entry (const Work              *work,
               guint32                  index,
               const ClvIntervalMean   *mean,
               const ClvIntervalSpread *spread,
               double                   p,
               double                   ratio,
               Sums                    *sums)
{
  const ClvFit *fit = work->fit;
  const ClvIntervalEntry *entry = &work->cells->entries[index];
  double n = entry->count;
  double x = work->cells->cells->x[entry->cell];
  double shape = fit->has_spend ? fit->spend_parameters[0] : INFINITY;
  double margin = work->definition->margin;
  double cost = p > 0.0 ? work->cost * mean->active_years / p : 0.0;
  double discounted = p > 0.0 ? margin * mean->discounted / p : 0.0;
  double square = margin * margin * ratio
                  * (spread->discounted_square + spread->squared_discounts / shape);

  memset (sums, 0, sizeof *sums);
  sums->mean[PURCHASES] = n * mean->purchases;
  sums->mean[VALUE] = margin * mean->discounted * work->spend[index]
                      - n * work->cost * mean->active_years;
  sums->variance[PURCHASES] = n * (p * spread->square - mean->purchases * mean->purchases);
  sums->variance[VALUE] = work->spend_square[index] * p * (square - p * discounted * discounted)
                          - work->spend[index] * 2.0 * cost * discounted * p * (1.0 - p)
                          + n * cost * cost * p * (1.0 - p);
  sums->log_none = n * log1p (-MIN (p * (1.0 - spread->p_none), 1.0));
  if (fit->has_spend)
    {
      double below = fit->spend_parameters[0] * x + fit->spend_parameters[1] - 1.0;
      double value = margin * mean->discounted * work->spend[index];
      double level = margin * mean->discounted * fit->spend_parameters[0] / below;

      sums->spend_gradient[0] = value * (1.0 - fit->spend_parameters[0] * x / below);
      sums->spend_gradient[1] = -value * fit->spend_parameters[1] / below;
      sums->spend_gradient[2] = level * fit->spend_parameters[2] * n;
    }
}

static gboolean
add_process (Work *work)
{
  const ClvIntervalCells *cells = work->cells;
  g_autofree double *p_active = g_new (double, MAX (cells->cells->n, 1));
  g_autofree ClvIntervalMean *means = NULL;
  g_autofree ClvIntervalSpread *spreads = NULL;
  gboolean is_finite = TRUE;

  means = clv_interval_cells_dup_means (cells, work->fit, work->periods, p_active);
  spreads = clv_interval_cells_dup_spreads (cells, work->fit, work->periods);
  for (guint32 i = 0; i < cells->n_entries; i++)
    {
      guint32 cell = cells->entries[i].cell;
      double ratio = 1.0;
      Sums sums;

      is_finite &= find_spend_ratio (work->fit, cells->cells->x[cell], &ratio);
      measure_entry (work, i, &means[cell], &spreads[cells->pair_of[cell]], p_active[cell], ratio,
                     &sums);
      add_sums (work, cells->entries[i].segment, &sums);
    }
  return is_finite;
}

/* Totals of every segment with the parameters at @step standard errors along an axis. */
static void
find_totals (const Work   *work,
             const double *axis,
             double        step,
             double       *totals)
{
  ClvFit fit = *work->fit;
  const ClvIntervalCells *cells = work->cells;
  g_autofree double *p_active = g_new (double, MAX (cells->cells->n, 1));
  g_autofree ClvIntervalMean *means = NULL;

  for (guint i = 0; i < fit.kind->n_parameters; i++)
    clv_model_kind_move (fit.kind, fit.parameters, i, step * axis[i]);
  means = clv_interval_cells_dup_means (cells, &fit, work->periods, p_active);
  memset (totals, 0, MEASURES * ((gsize) work->n + 1) * sizeof (double));
  for (guint32 i = 0; i < cells->n_entries; i++)
    {
      const ClvIntervalEntry *entry = &cells->entries[i];
      const ClvIntervalMean *mean = &means[entry->cell];
      double purchases = entry->count * mean->purchases;
      double value = work->definition->margin * mean->discounted * work->spend[i]
                     - entry->count * work->cost * mean->active_years;

      totals[MEASURES * (gsize) work->n + PURCHASES] += purchases;
      totals[MEASURES * (gsize) work->n + VALUE] += value;
      if (entry->segment < work->n)
        {
          totals[MEASURES * (gsize) entry->segment + PURCHASES] += purchases;
          totals[MEASURES * (gsize) entry->segment + VALUE] += value;
        }
    }
}

static void
add_axis (Work         *work,
          const double *axis)
{
  gsize n = MEASURES * ((gsize) work->n + 1);
  g_autofree double *above = g_new (double, n);
  g_autofree double *below = g_new (double, n);

  find_totals (work, axis, STEP, above);
  find_totals (work, axis, -STEP, below);
  for (gsize i = 0; i < n; i++)
    {
      double slope = (above[i] - below[i]) / (2.0 * STEP);

      work->sums[i / MEASURES].parameter_variance[i % MEASURES] += slope * slope;
    }
  work->curvature += (above[n - 1] + below[n - 1] - 2.0 * work->sums[work->n].mean[VALUE])
                     / (STEP * STEP);
}

/* A fit whose search ended at a bound, on a ridge or beside a simpler model has no
 * normal distribution around its parameters. */
static gboolean
are_parameters_known (const ClvFit *fit)
{
  guint n = fit->kind->n_parameters - fit->kind->n_fixed;

  if (fit->state != CLV_FIT_CONVERGED || (fit->kind->evaluate == NULL && !fit->kind->is_dated))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          if (!isfinite (fit->covariance[i * fit->kind->n_parameters + j]))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_parameters (Work               *work,
                const ClvProgress  *progress,
                GError            **error)
{
  const ClvModelKind *kind = work->fit->kind;
  guint n = kind->n_parameters - kind->n_fixed;
  double covariance[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS] = { 0.0, };
  double values[CLV_MAX_PARAMETERS];
  double vectors[CLV_MAX_PARAMETERS * CLV_MAX_PARAMETERS];

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        covariance[i * n + j] = work->fit->covariance[i * kind->n_parameters + j];
    }
  if (!clv_matrix_eigen (n, covariance, values, vectors))
    return TRUE;
  for (guint k = 0; k < n; k++)
    {
      double axis[CLV_MAX_PARAMETERS] = { 0.0, };

      if (!clv_progress_step (progress, (k + 1.0) / (n + 1.0), NULL, error))
        return FALSE;
      if (!(values[k] > 0.0))
        continue;
      for (guint i = 0; i < n; i++)
        axis[i] = sqrt (values[k]) * vectors[i * n + k];
      add_axis (work, axis);
    }
  return TRUE;
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

static void
add_spend_parameters (Work         *work,
                      const double *covariance)
{
  for (guint s = 0; s <= work->n; s++)
    {
      Sums *sums = &work->sums[s];

      for (guint i = 0; i < 3; i++)
        {
          for (guint j = 0; j < 3; j++)
            sums->parameter_variance[VALUE] += sums->spend_gradient[i] * covariance[i * 3 + j]
                                               * sums->spend_gradient[j];
        }
    }
}

/* @offset: what is taken off in any case. */
static void
finish_interval (const Work  *work,
                 const Sums  *sums,
                 guint        measure,
                 double       expected,
                 double       offset,
                 double       level,
                 gboolean     has_parameters,
                 ClvInterval *interval)
{
  double process = MAX (sums->variance[measure], 0.0);
  double parameters = has_parameters ? sums->parameter_variance[measure] : 0.0;
  double gross = expected + offset;
  double none = exp (sums->log_none);
  double tail = 0.5 * (1.0 - level);

  interval->expected = expected;
  interval->process_error = sqrt (process);
  interval->parameter_error = has_parameters ? sqrt (parameters) : NAN;
  interval->lo = clv_interval_quantile (gross, process + parameters, none, tail) - offset;
  interval->hi = clv_interval_quantile (gross, process + parameters, none, 1.0 - tail) - offset;
  interval->process_lo = clv_interval_quantile (gross, process, none, tail) - offset;
  interval->process_hi = clv_interval_quantile (gross, process, none, 1.0 - tail) - offset;
  interval->parameter_lo = NAN;
  interval->parameter_hi = NAN;
  if (!has_parameters)
    return;
  interval->parameter_lo = clv_interval_quantile (gross, parameters, 0.0, tail) - offset;
  interval->parameter_hi = clv_interval_quantile (gross, parameters, 0.0, 1.0 - tail) - offset;
}

static void
finish (const Work        *work,
        const ClvScoreSet *scores,
        const guint32     *segment_of,
        ClvIntervals      *self)
{
  g_autofree double *cost = g_new0 (double, (gsize) self->n_segments + 1);
  gboolean has_value_parameters = self->has_parameters && self->has_spend_parameters;

  for (guint32 i = 0; i < scores->n; i++)
    {
      guint32 segment = segment_of != NULL ? segment_of[i] : CLV_INTERVAL_NO_SEGMENT;

      for (guint k = 0; k < (segment < self->n_segments ? 2 : 1); k++)
        {
          ClvSegmentInterval *to = k == 0 ? &self->total : &self->segments[segment];

          to->customers++;
          to->purchases.expected += scores->expected_purchases[i];
          to->value.expected += scores->clv[i];
          cost[k == 0 ? self->n_segments : segment] += scores->service_cost[i];
        }
    }
  for (guint s = 0; s <= self->n_segments; s++)
    {
      ClvSegmentInterval *to = s < self->n_segments ? &self->segments[s] : &self->total;

      finish_interval (work, &work->sums[s], PURCHASES, to->purchases.expected, 0.0, self->level,
                       self->has_parameters, &to->purchases);
      finish_interval (work, &work->sums[s], VALUE, to->value.expected, cost[s], self->level,
                       has_value_parameters, &to->value);
    }
  if (has_value_parameters && self->total.value.parameter_error > 0.0)
    self->nonlinearity = 0.5 * fabs (work->curvature) / self->total.value.parameter_error;
}

static gboolean
compute (Work               *work,
         const ClvScoreSet  *scores,
         ClvIntervals       *self,
         const ClvProgress  *progress,
         GError            **error)
{
  double covariance[9];

  for (guint32 i = 0; i < work->cells->n_entries; i++)
    {
      const ClvIntervalEntry *entry = &work->cells->entries[i];

      clv_interval_entry_get_spend (entry, work->fit, work->cells->cells->x[entry->cell],
                                    &work->spend[i], &work->spend_square[i]);
    }
  self->has_spend_variance = add_process (work);
  self->has_parameters = are_parameters_known (work->fit);
  self->has_spend_parameters = TRUE;
  if (!self->has_parameters)
    return TRUE;
  if (!add_parameters (work, progress, error))
    return FALSE;
  if (work->fit->has_spend)
    {
      self->has_spend_parameters = find_spend_covariance (work->fit, scores, covariance);
      if (self->has_spend_parameters)
        add_spend_parameters (work, covariance);
    }
  return TRUE;
}

/**
 * clv_intervals_new:
 * @fit: what the scores were computed with
 * @definition: likewise
 * @scores: everybody, with columns
 * @segment_of: (nullable) (array length=n): the segment of each row below
 *   @n_segments, or %CLV_INTERVAL_NO_SEGMENT
 * @n_segments: how many there are; one customer can be one
 * @level: share of the futures that the intervals are to cover, such as 0.8
 * @progress: (nullable): how far
 * @error: return location
 *
 * Work and memory are those of some ten thousand cells, and of one entry for each
 * cell and segment, however many customers there are.
 *
 * Returns: (transfer full): the intervals, %NULL where it was cancelled
 */
ClvIntervals *
clv_intervals_new (const ClvFit             *fit,
                   const ClvValueDefinition *definition,
                   const ClvScoreSet        *scores,
                   const guint32            *segment_of,
                   guint                     n_segments,
                   double                    level,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  double start = clv_cpu_seconds ();
  g_autoptr(ClvPeriods) periods = NULL;
  g_autoptr(ClvIntervalCells) cells = NULL;
  g_autofree double *spend = NULL;
  g_autofree double *spend_square = NULL;
  g_autofree Sums *sums = NULL;
  g_autoptr(ClvIntervals) self = NULL;
  g_autoptr(ClvFit) dated = NULL;
  ClvIntervalRows rows;
  Work work = { 0, };

  g_return_val_if_fail (fit != NULL && definition != NULL && scores != NULL, NULL);
  g_return_val_if_fail (scores->n == 0 || scores->clv != NULL, NULL);
  g_return_val_if_fail (level > 0.0 && level < 1.0, NULL);
  g_return_val_if_fail (n_segments == 0 || segment_of != NULL, NULL);

  if (fit->covariates != NULL)
    {
      g_set_error_literal (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                           _("There are no intervals of totals for a fit with columns that "
                             "explain. Nothing was computed. Fit without them to have these."));
      return NULL;
    }
  if (!clv_progress_step (progress, 0.0, _("Computing intervals"), error))
    return NULL;
  rows = (ClvIntervalRows) { scores->n, scores->x, scores->recency_days, scores->age_days,
                             fit->has_spend ? scores->mean_spend : scores->expected_spend,
                             fit->has_spend, segment_of };
  cells = clv_interval_cells_new (&rows, fit->kind->needs_recency,
                                  fit->kind->needs_recency ? MOST_FUTURES : MOST_CELLS);
  periods = clv_periods_new_for_fit (definition, scores->as_of, fit);
  spend = g_new (double, MAX (cells->n_entries, 1));
  spend_square = g_new (double, MAX (cells->n_entries, 1));
  sums = g_new0 (Sums, (gsize) n_segments + 1);
  dated = clv_fit_ref_at (fit, scores->as_of);
  work = (Work) { dated, definition, periods, cells,
                  clv_money_to_major (definition->cost_to_serve, scores->currency), n_segments,
                  sums, spend, spend_square, 0.0 };

  self = g_new0 (ClvIntervals, 1);
  self->level = level;
  self->n_segments = n_segments;
  self->segments = g_new0 (ClvSegmentInterval, MAX (n_segments, 1));
  self->has_spend = fit->has_spend;
  self->grain_days = cells->grain_days;
  self->n_cells = cells->cells->n;
  if (!compute (&work, scores, self, progress, error))
    return NULL;
  finish (&work, scores, segment_of, self);
  self->cpu_seconds = clv_cpu_seconds () - start;
  return g_steal_pointer (&self);
}

ClvIntervals *
clv_intervals_new_for_scores (ClvWorkspace       *workspace,
                              const ClvScoreSet  *scores,
                              const guint32      *segment_of,
                              guint               n_segments,
                              double              level,
                              const ClvProgress  *progress,
                              GError            **error)
{
  g_autoptr(ClvFit) fit = clv_fit_load (workspace, scores->fit_id, error);
  g_autoptr(ClvValueDefinition) definition = NULL;

  if (fit == NULL)
    return NULL;
  definition = clv_value_definition_load (workspace, scores->definition_id, error);
  if (definition == NULL)
    return NULL;
  return clv_intervals_new (fit, definition, scores, segment_of, n_segments, level, progress,
                            error);
}

void
clv_intervals_free (ClvIntervals *self)
{
  if (self == NULL)
    return;
  g_free (self->segments);
  g_free (self);
}

static void
add_sentence (GString    *text,
              const char *sentence)
{
  g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

char *
clv_intervals_describe (const ClvIntervals *self)
{
  g_autofree char *level = NULL;
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  level = clv_percent_format (self->level, 0);
  text = g_string_new (NULL);
  if (self->has_parameters && self->has_spend_parameters)
    /* Translators: a share such as "80 %" */
    g_string_append_printf (text, _("The %s interval holds chance (whether customers stay, how "
                                    "often they come and what they spend, each independently of "
                                    "the others) and how sure the estimated parameters are."),
                            level);
  else
    /* Translators: a share such as "80 %" */
    g_string_append_printf (text, _("The %s interval holds chance alone: whether customers stay, "
                                    "how often they come and what they spend, each independently "
                                    "of the others. This fit does not say how sure its parameters "
                                    "are, so the real uncertainty is larger."), level);
  if (!self->has_spend)
    add_sentence (text, _("Without a spend model every purchase is taken at the customer’s own "
                          "mean, as if that were certain."));
  else if (!self->has_spend_variance)
    add_sentence (text, _("Spend differs so much that it has no finite variance (q of the spend "
                          "model is 2 or less): the interval of the value is too narrow."));
  if (self->nonlinearity > ROUGH)
    add_sentence (text, _("The parameters are so uncertain that the interval is rough: check it "
                          "by the bootstrap."));
  add_sentence (text, _("Not in it: whether the model is right, and what changes in the world, "
                        "such as prices, campaigns or competitors."));
  return g_string_free (text, FALSE);
}
