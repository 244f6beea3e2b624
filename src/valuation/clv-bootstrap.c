/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clv-bootstrap-search.h"
#include "clv-bootstrap-whole.h"
#include "clv-bootstrap.h"
#include "clv-cell-table.h"
#include "clv-error.h"
#include "clv-gamma-gamma.h"
#include "clv-hybrid-spread.h"
#include "clv-interval-cells.h"
#include "clv-money.h"
#include "clv-parallel.h"
#include "clv-resample.h"

/* Efron (1979), Efron & Tibshirani (1993), chapters 6 and 13. A replicate costs a
 * drawing of the customers, the search, which begins at the fit, and a sum over the
 * rounded cells of clv-interval-cells.h; memory is some arrays over the customers,
 * whatever the number of replicates. */

#define MOST_CELLS 20000
#define MOST_FUTURES 2000
#define STRATA 20             /* quantiles of chance around each replicate */
#define FEWEST 20             /* replicates that quantiles can be read from */
#define BLOCK_ROWS 65536

typedef struct _Work Work;

struct _Work
{
  const ClvFit *fit;
  const ClvValueDefinition *definition;
  const ClvScoreSet *scores;
  ClvRandom *rng;
  ClvPeriods *periods;
  ClvIntervalCells *totals;   /* of the customers as they are */
  ClvCells *cells;            /* resampling: likewise, exact */
  guint32 *cell_of;           /* [n] */
  guint32 *x;                 /* [n] parametric: the past drawn */
  gint32 *recency_days;
  guint32 *spend_x;           /* [n] what the spend model is fitted to */
  double *spend;
  guint32 n_spend;
  double *weight;             /* resampling: [cells] of the customers drawn */
  ClvBootstrapWhole *whole;   /* (nullable): then of the above only rng and periods */
  Work *parts;                /* (nullable) [CLV_HYBRID_PARTS]: of a hybrid; then only rng */
  ClvHybridSpread *spread;    /* (nullable): its totals */
};

const char *
clv_bootstrap_method_get_id (ClvBootstrapMethod method)
{
  return method == CLV_BOOTSTRAP_PARAMETRIC ? "parametric" : "resampling";
}

static void
work_clear (Work *work)
{
  for (guint p = 0; work->parts != NULL && p < CLV_HYBRID_PARTS; p++)
    work_clear (&work->parts[p]);
  g_free (work->parts);
  clv_hybrid_spread_free (work->spread);
  clv_bootstrap_whole_free (work->whole);
  clv_random_free (work->rng);
  clv_periods_free (work->periods);
  clv_interval_cells_free (work->totals);
  clv_cells_free (work->cells);
  g_free (work->cell_of);
  g_free (work->weight);
  g_free (work->x);
  g_free (work->recency_days);
  g_free (work->spend_x);
  g_free (work->spend);
}

static gboolean
part_init (Work                   *work,
           const ClvTransactions  *transactions,
           ClvBootstrapMethod      method,
           guint64                 seed,
           GError                **error)
{
  const ClvScoreSet *scores = work->scores;
  const ClvFit *fit = work->fit;
  ClvIntervalRows rows = { scores->n, NULL, scores->x, scores->recency_days, scores->age_days,
                           fit->has_spend ? scores->mean_spend : scores->expected_spend,
                           fit->has_spend, NULL, NULL };
  ClvCustomers customers = { .n = scores->n, .x = scores->x, .recency_days = scores->recency_days,
                             .age_days = scores->age_days, .unit_days = fit->spec->unit_days };
  gsize n = MAX (scores->n, 1);

  work->rng = clv_random_new (seed);
  work->periods = clv_periods_new_for_fit (work->definition, scores->as_of, fit);
  if (clv_bootstrap_whole_is_needed (fit))
    {
      work->whole = clv_bootstrap_whole_new (fit, work->definition, scores, work->periods,
                                             transactions, method, work->rng, error);
      return work->whole != NULL;
    }
  work->totals = clv_interval_cells_new (&rows, fit->kind->needs_recency,
                                         fit->kind->needs_recency ? MOST_FUTURES : MOST_CELLS);
  if (method == CLV_BOOTSTRAP_RESAMPLING)
    {
      work->cell_of = g_new (guint32, n);
      work->cells = clv_cells_new_for_customers (&customers, work->cell_of);
      work->weight = g_new (double, MAX (work->cells->n, 1));
    }
  else
    {
      work->x = g_new (guint32, n);
      work->recency_days = g_new (gint32, n);
    }
  if (fit->has_spend)
    {
      work->spend_x = g_new (guint32, n);
      work->spend = g_new (double, n);
    }
  return TRUE;
}

/* A hybrid's parts are drawn and fitted each as it would be alone. */
static gboolean
work_init (Work                   *work,
           const ClvTransactions  *transactions,
           ClvBootstrapMethod      method,
           guint64                 seed,
           GError                **error)
{
  const ClvHybrid *hybrid = work->fit->hybrid;

  if (hybrid == NULL)
    return part_init (work, transactions, method, seed, error);
  work->rng = clv_random_new (seed);
  work->spread = clv_hybrid_spread_new (work->fit, work->definition, work->scores, NULL, 0, error);
  if (work->spread == NULL)
    return FALSE;
  work->parts = g_new0 (Work, CLV_HYBRID_PARTS);
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    {
      work->parts[p].fit = p == CLV_HYBRID_CONTRACT ? hybrid->contract : hybrid->orders;
      work->parts[p].definition = work->definition;
      work->parts[p].scores = p == CLV_HYBRID_CONTRACT ? work->scores->hybrid->contract
                                                       : work->scores->hybrid->orders;
      if (!part_init (&work->parts[p], NULL, method, seed + p + 1, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_spend (Work    *work,
           guint32  x,
           double   total)
{
  if (work->spend_x == NULL || x == 0 || !(total > 0.0))
    return;
  work->spend_x[work->n_spend] = x;
  work->spend[work->n_spend] = total;
  work->n_spend++;
}

/* Whole days, as the data are. %NULL where it was cancelled. */
static ClvCells *
draw_pasts (Work              *work,
            const ClvProgress *progress)
{
  const ClvFit *fit = work->fit;
  const ClvScoreSet *scores = work->scores;
  const double *spend = fit->spend_parameters;
  double unit = fit->spec->unit_days;
  ClvCustomers customers = { .n = scores->n, .x = work->x, .recency_days = work->recency_days,
                             .age_days = scores->age_days, .unit_days = fit->spec->unit_days };

  work->n_spend = 0;
  for (guint32 i = 0; i < scores->n; i++)
    {
      double recency = 0.0;

      if (i % BLOCK_ROWS == 0 && clv_progress_is_cancelled (progress))
        return NULL;
      fit->kind->simulate_history (fit->kind, fit->parameters, scores->age_days[i] / unit,
                                   work->rng, &work->x[i], &recency);
      work->recency_days[i] = MIN ((gint32) (recency * unit + 0.5), scores->age_days[i]);
      if (fit->has_spend && work->x[i] > 0)
        {
          double level = clv_random_gamma (work->rng, spend[1], spend[2]);

          add_spend (work, work->x[i],
                     clv_random_gamma (work->rng, spend[0] * work->x[i], level));
        }
    }
  return clv_cells_new_for_customers (&customers, NULL);
}

static void
begin_drawing (Work *work)
{
  work->n_spend = 0;
  memset (work->weight, 0, work->cells->n * sizeof (double));
}

static void
add_drawn (Work    *work,
           guint32  row)
{
  const ClvScoreSet *scores = work->scores;

  work->weight[work->cell_of[row]] += 1.0;
  add_spend (work, scores->x[row], scores->x[row] * scores->mean_spend[row]);
}

/* The histogram of those who were drawn. */
static ClvCells *
end_drawing (const Work *work)
{
  const ClvCells *cells = work->cells;
  ClvCells *drawn = g_new0 (ClvCells, 1);

  drawn->x = g_new (guint32, MAX (cells->n, 1));
  drawn->recency_days = g_new (gint32, MAX (cells->n, 1));
  drawn->age_days = g_new (gint32, MAX (cells->n, 1));
  drawn->weight = g_new (double, MAX (cells->n, 1));
  for (guint32 i = 0; i < cells->n; i++)
    {
      if (!(work->weight[i] > 0.0))
        continue;
      drawn->x[drawn->n] = cells->x[i];
      drawn->recency_days[drawn->n] = cells->recency_days[i];
      drawn->age_days[drawn->n] = cells->age_days[i];
      drawn->weight[drawn->n] = work->weight[i];
      drawn->n++;
    }
  return drawn;
}

/* A row of the scores. */
static guint32
draw_row (const Work *work)
{
  const guint32 n = work->scores->n;

  return MIN ((guint32) (clv_random_uniform (work->rng) * n), n - 1);
}

/* %NULL where it was cancelled. */
static ClvCells *
draw_customers (Work              *work,
                const ClvProgress *progress)
{
  begin_drawing (work);
  for (guint32 i = 0; i < work->scores->n; i++)
    {
      if (i % BLOCK_ROWS == 0 && clv_progress_is_cancelled (progress))
        return NULL;
      add_drawn (work, draw_row (work));
    }
  return end_drawing (work);
}

/* Customers of a hybrid with what they have of both parts. FALSE where it was cancelled. */
static gboolean
draw_both (Work              *work,
           const ClvProgress *progress,
           ClvCells         **cells)
{
  const ClvHybridScores *hybrid = work->scores->hybrid;
  Work *contract = &work->parts[CLV_HYBRID_CONTRACT];
  Work *orders = &work->parts[CLV_HYBRID_OTHER];

  begin_drawing (contract);
  begin_drawing (orders);
  for (guint32 i = 0; i < work->scores->n; i++)
    {
      const guint32 row = draw_row (work);

      if (i % BLOCK_ROWS == 0 && clv_progress_is_cancelled (progress))
        return FALSE;
      if (hybrid->contract_row[row] != G_MAXUINT32)
        add_drawn (contract, hybrid->contract_row[row]);
      if (hybrid->orders_row[row] != G_MAXUINT32)
        add_drawn (orders, hybrid->orders_row[row]);
    }
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    cells[p] = end_drawing (&work->parts[p]);
  return TRUE;
}

static gboolean
fit_spend_again (const Work *work,
                 double     *parameters)
{
  g_autoptr(ClvGammaGammaPlan) plan = NULL;
  ClvGammaGammaFit fit;

  plan = clv_gamma_gamma_plan_new (work->n_spend, work->spend_x, work->spend);
  clv_gamma_gamma_fit (plan, &fit);
  memcpy (parameters, fit.parameters, sizeof fit.parameters);
  return fit.n >= 2 && fit.is_converged && fit.parameters[1] > 1.0;
}

static double
sum_weights (const ClvCells *cells)
{
  double sum = 0.0;

  for (guint32 i = 0; i < cells->n; i++)
    sum += cells->weight[i];
  return sum;
}

/* @fit: (inout): that of the past as it was */
static gboolean
fit_again (const Work     *work,
           const ClvCells *cells,
           ClvFit         *fit)
{
  return clv_bootstrap_search (work->fit, cells, sum_weights (cells), fit->parameters)
         && (!fit->has_spend || fit_spend_again (work, fit->spend_parameters));
}

/* Everybody's purchases and value under the parameters of @fit. */
static void
sum_totals (const Work   *work,
            const ClvFit *fit,
            double       *totals)
{
  const ClvIntervalCells *cells = work->totals;
  double cost = clv_money_to_major (work->definition->cost_to_serve, work->scores->currency);
  g_autofree double *p_active = g_new (double, MAX (cells->cells->n, 1));
  g_autofree ClvIntervalMean *means = clv_interval_cells_dup_means (cells, fit, fit->parameters,
                                                                    work->periods, p_active);

  totals[0] = 0.0;
  totals[1] = 0.0;
  for (guint32 i = 0; i < cells->n_entries; i++)
    {
      const ClvIntervalEntry *entry = &cells->entries[i];
      const ClvIntervalMean *mean = &means[entry->cell];
      double spend = 0.0;
      double squares = 0.0;

      clv_interval_entry_get_spend (entry, fit, cells->cells->x[entry->cell], &spend, &squares);
      totals[0] += entry->count * mean->purchases;
      totals[1] += work->definition->margin * mean->discounted * spend
                   - entry->count * cost * mean->active_years;
    }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
find_error (const double *totals,
            guint         n)
{
  double mean = 0.0;
  double square = 0.0;

  for (guint i = 0; i < n; i++)
    mean += totals[i] / n;
  for (guint i = 0; i < n; i++)
    square += (totals[i] - mean) * (totals[i] - mean);
  return sqrt (square / MAX (n - 1.0, 1.0));
}

/* Chance, as the delta method has it, around every replicate. @cost: to serve. */
static void
finish_interval (const double      *totals,
                 guint              n,
                 double             level,
                 double             cost,
                 const ClvInterval *delta,
                 ClvInterval       *interval)
{
  g_autofree double *sorted = g_memdup2 (totals, n * sizeof (double));
  g_autofree double *mixed = g_new (double, STRATA * (gsize) n);
  double variance = delta->process_error * delta->process_error;
  double tail = 0.5 * (1.0 - level);

  *interval = *delta;
  qsort (sorted, n, sizeof *sorted, compare_doubles);
  interval->parameter_error = find_error (totals, n);
  interval->parameter_lo = clv_sorted_quantile (sorted, n, tail);
  interval->parameter_hi = clv_sorted_quantile (sorted, n, 1.0 - tail);
  for (guint i = 0; i < n; i++)
    {
      for (guint k = 0; k < STRATA; k++)
        mixed[i * STRATA + k] = clv_interval_quantile (sorted[i] + cost, variance, 0.0,
                                                       (k + 0.5) / STRATA) - cost;
    }
  qsort (mixed, STRATA * (gsize) n, sizeof *mixed, compare_doubles);
  interval->lo = clv_sorted_quantile (mixed, STRATA * n, tail);
  interval->hi = clv_sorted_quantile (mixed, STRATA * n, 1.0 - tail);
}

/**
 * clv_bootstrap_can:
 * @fit: a usable fit
 * @method: how
 * @error: (nullable): return location, %CLV_MODEL_ERROR_UNSUPPORTED
 *
 * Returns: whether the kind of model of @fit can be fitted again that way
 */
gboolean
clv_bootstrap_can (const ClvFit        *fit,
                   ClvBootstrapMethod   method,
                   GError             **error)
{
  g_return_val_if_fail (fit != NULL, FALSE);

  if (fit->hybrid != NULL)
    return clv_bootstrap_can (fit->hybrid->contract, method, error)
           && clv_bootstrap_can (fit->hybrid->orders, method, error);
  if (!fit->kind->is_dated && (fit->kind->evaluate == NULL || fit->kind->prepare == NULL))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                   _("This version cannot fit %s again to other pasts. Nothing was computed. Fit "
                     "another model to bootstrap it."), _(fit->kind->name));
      return FALSE;
    }
  if (method == CLV_BOOTSTRAP_PARAMETRIC && fit->kind->simulate_history == NULL)
    {
      if (fit->kind->is_dated)
        g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                     _("This version cannot simulate pasts of %s with seasons or promotions. "
                       "Draw customers instead: --method resampling."), fit->kind->name);
      else
        g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_UNSUPPORTED,
                     _("This version cannot simulate pasts of %s. Draw customers instead: "
                       "--method resampling."), fit->kind->name);
      return FALSE;
    }
  return TRUE;
}

/* What rounding changes is the same in both sums. */
static void
add_totals (ClvBootstrap *self,
            const double *base,
            const double *totals)
{
  if (!isfinite (totals[0]) || !isfinite (totals[1]))
    return;
  self->purchase_totals[self->n_used] = self->purchases.expected + totals[0] - base[0];
  self->value_totals[self->n_used] = self->value.expected + totals[1] - base[1];
  self->n_used++;
}

/* Adds what a replicate came to, if its search ended at a maximum. */
static gboolean
run_replicate (Work              *work,
               const double      *base,
               ClvBootstrap      *self,
               const ClvProgress *progress)
{
  g_autoptr(ClvCells) cells = NULL;
  ClvFit fit = *work->fit;
  double totals[2];

  cells = self->method == CLV_BOOTSTRAP_PARAMETRIC ? draw_pasts (work, progress)
                                                   : draw_customers (work, progress);
  if (cells == NULL)
    return FALSE;
  if (!fit_again (work, cells, &fit))
    return TRUE;
  sum_totals (work, &fit, totals);
  add_totals (self, base, totals);
  return TRUE;
}

static gboolean
run_hybrid_replicate (Work              *work,
                      const double      *base,
                      ClvBootstrap      *self,
                      const ClvProgress *progress)
{
  ClvCells *cells[CLV_HYBRID_PARTS] = { NULL, NULL };
  g_autofree ClvFit *fits = g_new (ClvFit, CLV_HYBRID_PARTS);
  gboolean is_drawn = TRUE;
  gboolean is_fitted = TRUE;
  double totals[2];

  if (self->method == CLV_BOOTSTRAP_RESAMPLING)
    is_drawn = draw_both (work, progress, cells);
  for (guint p = 0; p < CLV_HYBRID_PARTS && self->method == CLV_BOOTSTRAP_PARAMETRIC; p++)
    {
      cells[p] = draw_pasts (&work->parts[p], progress);
      is_drawn = is_drawn && cells[p] != NULL;
    }
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    {
      fits[p] = *work->parts[p].fit;
      is_fitted = is_fitted && is_drawn && fit_again (&work->parts[p], cells[p], &fits[p]);
      clv_cells_free (cells[p]);
    }
  if (!is_fitted)
    return is_drawn;
  clv_hybrid_spread_sum (work->spread, &fits[CLV_HYBRID_CONTRACT], &fits[CLV_HYBRID_OTHER],
                         totals);
  add_totals (self, base, totals);
  return TRUE;
}

static gboolean
run_whole_replicate (Work               *work,
                     const double       *base,
                     ClvBootstrap       *self,
                     const ClvProgress  *progress,
                     GError            **error)
{
  GError *stop = NULL;
  g_autoptr(ClvFit) fit = clv_bootstrap_whole_fit (work->whole, progress, &stop);
  double totals[2];

  if (stop != NULL)
    {
      g_propagate_error (error, stop);
      return FALSE;
    }
  if (fit == NULL)
    return TRUE;
  clv_bootstrap_whole_sum (work->whole, fit, totals);
  add_totals (self, base, totals);
  return TRUE;
}

/* FALSE where it was stopped. */
static gboolean
run_replicates (Work               *work,
                ClvBootstrap       *self,
                const ClvProgress  *progress,
                GError            **error)
{
  gboolean is_going = TRUE;
  double base[2];

  if (work->whole != NULL)
    clv_bootstrap_whole_sum (work->whole, work->fit, base);
  else if (work->parts != NULL)
    clv_hybrid_spread_sum (work->spread, work->fit->hybrid->contract, work->fit->hybrid->orders,
                           base);
  else
    sum_totals (work, work->fit, base);
  for (guint i = 0; i < self->n_asked && is_going; i++)
    {
      is_going = clv_progress_step (progress, i / (double) self->n_asked,
                                    _("Fitting the model to other pasts"), error);
      if (is_going && work->whole != NULL)
        is_going = run_whole_replicate (work, base, self, progress, error);
      else if (is_going && !(work->parts != NULL
                             ? run_hybrid_replicate (work, base, self, progress)
                             : run_replicate (work, base, self, progress)))
        is_going = clv_progress_step (progress, -1.0, NULL, error);
    }
  return is_going;
}

/**
 * clv_bootstrap_new_for_rows:
 * @fit: what the scores were computed with
 * @definition: likewise
 * @scores: everybody, with columns
 * @rows: (nullable): the rows and attributes of the customers, which a fit with covariates
 *   or a calendar asks for
 * @method: how
 * @replicates: how often, at least 20
 * @level: share of the futures that the intervals are to cover
 * @seed: equal seeds give equal bits
 * @delta: of the same scores, for what chance is
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * Returns: (transfer full): the intervals, %NULL where it was cancelled, the kind
 *   cannot be fitted again, or too few replicates could be fitted
 */
ClvBootstrap *
clv_bootstrap_new_for_rows (const ClvFit             *fit,
                            const ClvValueDefinition *definition,
                            const ClvScoreSet        *scores,
                            const ClvTransactions    *rows,
                            ClvBootstrapMethod        method,
                            guint                     replicates,
                            double                    level,
                            guint64                   seed,
                            const ClvIntervals       *delta,
                            const ClvProgress        *progress,
                            GError                  **error)
{
  double start = clv_cpu_seconds ();
  g_autoptr(ClvBootstrap) self = NULL;
  gboolean is_going = TRUE;
  double cost = 0.0;
  Work work = { .fit = fit, .definition = definition, .scores = scores };

  g_return_val_if_fail (fit != NULL && definition != NULL && scores != NULL, NULL);
  g_return_val_if_fail (delta != NULL && scores->n > 0 && scores->clv != NULL, NULL);
  g_return_val_if_fail (level > 0.0 && level < 1.0, NULL);

  if (!clv_bootstrap_can (fit, method, error))
    return NULL;
  self = g_new0 (ClvBootstrap, 1);
  self->method = method;
  self->seed = seed;
  self->level = level;
  self->n_asked = MAX (replicates, FEWEST);
  self->purchases = delta->total.purchases;
  self->value = delta->total.value;
  self->purchase_totals = g_new (double, self->n_asked);
  self->value_totals = g_new (double, self->n_asked);
  is_going = work_init (&work, rows, method, seed, error)
             && run_replicates (&work, self, progress, error);
  for (guint32 i = 0; i < scores->n; i++)
    cost += scores->service_cost[i];
  work_clear (&work);
  if (!is_going)
    return NULL;
  if (self->n_used < FEWEST)
    {
      if (fit->covariates != NULL)
        g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                     _("Only %u of %u other pasts could be fitted, which is too few for an "
                       "interval. See whether the columns still differ between customers, "
                       "and fit the model again."), self->n_used, self->n_asked);
      else
        g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                     _("Only %u of %u other pasts could be fitted, which is too few for an "
                       "interval. The model does not fit these data well enough."),
                     self->n_used, self->n_asked);
      return NULL;
    }
  finish_interval (self->purchase_totals, self->n_used, level, 0.0,
                   &delta->total.purchases, &self->purchases);
  finish_interval (self->value_totals, self->n_used, level, cost, &delta->total.value,
                   &self->value);
  self->cpu_seconds = clv_cpu_seconds () - start;
  return g_steal_pointer (&self);
}

/**
 * clv_bootstrap_new:
 * @fit: what the scores were computed with, without covariates and calendar
 * @definition: likewise
 * @scores: everybody, with columns
 * @method: how
 * @replicates: how often, at least 20
 * @level: share of the futures that the intervals are to cover
 * @seed: equal seeds give equal bits
 * @delta: of the same scores, for what chance is
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * clv_bootstrap_new_for_rows() without them.
 *
 * Returns: (transfer full): the intervals, %NULL where there are none
 */
ClvBootstrap *
clv_bootstrap_new (const ClvFit             *fit,
                   const ClvValueDefinition *definition,
                   const ClvScoreSet        *scores,
                   ClvBootstrapMethod        method,
                   guint                     replicates,
                   double                    level,
                   guint64                   seed,
                   const ClvIntervals       *delta,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  return clv_bootstrap_new_for_rows (fit, definition, scores, NULL, method, replicates, level,
                                     seed, delta, progress, error);
}

void
clv_bootstrap_free (ClvBootstrap *self)
{
  if (self == NULL)
    return;
  g_free (self->purchase_totals);
  g_free (self->value_totals);
  g_free (self);
}

char *
clv_bootstrap_describe (const ClvBootstrap *self,
                        const ClvIntervals *delta)
{
  const ClvInterval *value = &delta->total.value;
  const double width = value->hi - value->lo;
  double ratio = (self->value.hi - self->value.lo) / width;
  g_autofree char *share = NULL;

  g_return_val_if_fail (self != NULL && delta != NULL, NULL);

  if (width > 0.0 && !isfinite (value->parameter_error))
    return g_strdup (_("The interval computed from the fit holds chance alone; the bootstrap adds "
                       "how far the parameters move when the past is another. Use its interval."));
  if (!(width > 0.0))
    return g_strdup (_("The computed interval of the value has no width, so there is none to "
                       "compare with."));
  share = g_strdup_printf ("%.2f", ratio);
  if (ratio > 0.8 && ratio < 1.25)
    /* Translators: a ratio such as 1.03 */
    return g_strdup_printf (_("The bootstrap's interval of the value is %s times as wide as the "
                              "computed one: they agree."), share);
  /* Translators: a ratio such as 1.43 */
  return g_strdup_printf (_("The bootstrap's interval of the value is %s times as wide as the "
                            "computed one. Use the wider one: the parameters are too uncertain, "
                            "or customers differ in ways that the model does not know."), share);
}
