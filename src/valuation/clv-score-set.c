/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-contracts.h"
#include "clv-cell-table.h"
#include "clv-customers-kinds.h"
#include "clv-error.h"
#include "clv-fields.h"
#include "clv-futures.h"
#include "clv-hash.h"
#include "clv-hybrid-private.h"
#include "clv-memory.h"
#include "clv-numerics.h"
#include "clv-parallel.h"
#include "clv-score-set-private.h"

#define LIFE_DAYS 180         /* a package of more risk lives shorter */

ClvScoreSet *
clv_score_set_ref (ClvScoreSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clv_score_set_unref (ClvScoreSet *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < CLV_SCORE_COLUMNS; i++)
    g_free (*clv_score_set_get_column (self, i));
  g_free (self->group);
  g_free (self->group_parameters);
  g_free (self->period);
  g_free (self->ends);
  g_clear_pointer (&self->customers, clv_dictionary_unref);
  g_clear_pointer (&self->parts, clv_score_parts_free);
  g_clear_pointer (&self->hybrid, clv_hybrid_scores_free);
  g_free (self->valid_until);
  g_free (self->currency);
  g_free (self->content_hash);
  g_free (self);
}

double
clv_score_set_find_quantile (const ClvFuture *future,
                             double           p_active,
                             double           spend_variance,
                             double           level)
{
  double p_some = p_active * (1.0 - future->p_none);
  double inner = (level - (1.0 - p_some)) / p_some;

  if (!(inner > 0.0) || !(future->discounted > 0.0))
    return 0.0;
  return exp (future->log_mean
              + clv_normal_quantile (inner) * sqrt (future->log_variance + spend_variance));
}

/* The spend level of a customer is γ' / Gamma (q'), whose logarithm has mean
 * ln γ' − ψ (q') and variance ψ' (q'); here relative to its mean γ' / (q' − 1). */
void
clv_score_set_find_spend_spread (const ClvFit *fit,
                                 double        x,
                                 double       *factor,
                                 double       *variance)
{
  double shape = fit->spend_parameters[1] + fit->spend_parameters[0] * x;

  if (!fit->has_spend)
    {
      *factor = 1.0;
      *variance = 0.0;
      return;
    }
  *variance = clv_trigamma (shape);
  *factor = (shape - 1.0) * exp (-clv_digamma (shape));
}

/* What depends on (x, age), and on recency of the kinds that need it. */
static void
fill_pairs (ClvScoreParts     *parts,
            const ClvCells    *pairs,
            const ClvFuture   *futures)
{
  double *purchases = clv_new_large (double, pairs->n);
  double *discounted = clv_new_large (double, pairs->n);
  double *active_years = clv_new_large (double, pairs->n);

  parts->values[CLV_SCORE_PART_PURCHASES] = purchases;
  parts->values[CLV_SCORE_PART_DISCOUNTED] = discounted;
  parts->values[CLV_SCORE_PART_ACTIVE_YEARS] = active_years;
  for (guint32 i = 0; i < pairs->n; i++)
    {
      purchases[i] = futures[i].purchases;
      discounted[i] = futures[i].discounted;
      active_years[i] = futures[i].active_years;
    }
}

/* What recency adds to the probability of being active. */
typedef struct
{
  const ClvCells *cells;
  const ClvFuture *futures;
  const guint32 *pair_of;
  const double *factor;      /* [x] of the spend */
  const double *variance;
  const double *p_active;
  double *lo;
  double *hi;
} Fill;

static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  const Fill *fill = user_data;
  const ClvCells *cells = fill->cells;
  guint32 first = chunk * CLV_CHUNK_CELLS;

  for (guint32 i = first; i < MIN (first + CLV_CHUNK_CELLS, cells->n); i++)
    {
      const ClvFuture *future = &fill->futures[fill->pair_of[i]];
      guint32 x = cells->x[i];
      double p = fill->p_active[i];

      fill->lo[i] = fill->factor[x] * clv_score_set_find_quantile (future, p, fill->variance[x],
                                                                   CLV_SCORE_OUTSIDE);
      fill->hi[i] = fill->factor[x] * clv_score_set_find_quantile (future, p, fill->variance[x],
                                                                   1.0 - CLV_SCORE_OUTSIDE);
    }
}

static void
fill_range (ClvScoreParts        *parts,
            const ClvFit         *fit,
            const ClvScoreGroups *groups,
            const ClvFuture      *futures)
{
  const ClvCells *cells = groups->cells;
  double *lo = clv_new_large (double, cells->n);
  double *hi = clv_new_large (double, cells->n);
  guint32 most = 0;
  g_autofree double *factor = NULL;
  g_autofree double *variance = NULL;
  Fill fill = { cells, futures, parts->values[CLV_SCORE_PART_PAIR], NULL, NULL,
                parts->values[CLV_SCORE_PART_P_ACTIVE], lo, hi };

  parts->values[CLV_SCORE_PART_LO] = lo;
  parts->values[CLV_SCORE_PART_HI] = hi;
  for (guint32 i = 0; i < cells->n; i++)
    most = MAX (most, cells->x[i]);
  fill.factor = factor = g_new (double, (gsize) most + 1);
  fill.variance = variance = g_new (double, (gsize) most + 1);
  for (guint32 x = 0; x <= most; x++)
    clv_score_set_find_spend_spread (fit, x, &factor[x], &variance[x]);
  clv_parallel_run ((cells->n + CLV_CHUNK_CELLS - 1) / CLV_CHUNK_CELLS, fill_chunk, &fill);
}

static void
make_blobs (ClvScoreSet    *self,
            ClvScoreStage   stage,
            ClvScoreOutlet *outlet)
{
  if (self->customers != NULL)
    clv_score_parts_make_blobs (self->parts, self->customers, stage, outlet);
}

/* Makes the parts and their blobs in stages, so that those of one can be stored while
 * the next is computed. A set without names has no blobs. FALSE where the caller
 * cancelled. */
static gboolean
make_parts (ClvScoreSet        *self,
            ClvScoreGroups     *groups,
            const ClvCustomers *customers,
            const ClvFit       *fit,
            const ClvPeriods   *periods,
            ClvScoreOutlet     *outlet,
            const ClvProgress  *progress,
            GError            **error)
{
  ClvScoreParts *parts = self->parts;
  g_autofree ClvFuture *futures = NULL;
  double *p_active = NULL;

  make_blobs (self, CLV_SCORE_STAGE_ROWS, outlet);
  clv_score_groups_init (groups, fit, customers);
  self->n_unknown_levels = groups->groups->n_unknown;
  clv_score_groups_lend (groups, fit, parts);
  make_blobs (self, CLV_SCORE_STAGE_PAST, outlet);

  futures = clv_score_groups_new_futures (groups, fit, periods);
  if (!clv_progress_step (progress, 0.5, NULL, error))
    return FALSE;
  fill_pairs (parts, groups->pairs, futures);
  parts->values[CLV_SCORE_PART_P_ACTIVE] = p_active = clv_new_large (double, groups->cells->n);
  clv_score_groups_fill_p_active (groups, fit, p_active);
  make_blobs (self, CLV_SCORE_STAGE_FUTURE, outlet);

  fill_range (parts, fit, groups, futures);
  make_blobs (self, CLV_SCORE_STAGE_RANGE, outlet);
  return TRUE;
}

static ClvScoreParts *
new_parts (ClvCustomers *customers)
{
  ClvScoreParts *parts = g_new0 (ClvScoreParts, 1);

  parts->n[CLV_SCORE_OF_ROW] = customers->n;
  parts->values[CLV_SCORE_PART_REPEAT_SPEND] = (gpointer) customers->repeat_spend;
  parts->values[CLV_SCORE_PART_PAST_VALUE] = (gpointer) customers->past_value;
  parts->lender = clv_customers_ref (customers);
  return parts;
}

/* The dictionary of the rows: the transactions' own where everybody is in. */
static ClvDictionary *
new_names (const ClvCustomers *customers)
{
  ClvDictionary *all = customers->transactions->customers;
  ClvDictionary *names = NULL;

  if (customers->n == clv_dictionary_get_n (all))
    return clv_dictionary_ref (all);

  names = clv_dictionary_new ();
  for (guint32 i = 0; i < customers->n; i++)
    {
      gsize length = 0;
      const char *name = clv_dictionary_get (all, customers->code[i], &length);

      clv_dictionary_add (names, name, length);
    }
  return names;
}

char *
clv_score_set_dup_valid_until (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) end = g_date_time_add_days (now, LIFE_DAYS);

  return g_date_time_format (end, "%Y-%m-%d");
}

static gboolean
check_inputs (const ClvFit             *fit,
              const ClvValueDefinition *definition,
              const ClvCustomers       *customers,
              GError                  **error)
{
  ClvDate end = clv_value_definition_get_end (definition, customers->until);

  if (!clv_fit_is_usable (fit))
    {
      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NOT_CONVERGED,
                   _("Nothing was scored. %s"), clv_fit_state_describe (fit->state));
      return FALSE;
    }
  if (!clv_value_definition_validate (definition, error))
    return FALSE;
  if (end != CLV_DATE_INVALID && end <= customers->until)
    {
      g_autofree char *last = clv_date_to_iso (end);
      g_autofree char *until = clv_date_to_iso (customers->until);

      g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
                   _("The horizon ends on %s, not after the last day of the data, %s. Nothing was "
                     "scored. Choose a later end."), last, until);
      return FALSE;
    }
  return TRUE;
}

ClvScoreParts *
clv_score_set_new_parts (const ClvFit             *fit,
                         const ClvValueDefinition *definition,
                         ClvCustomers             *customers,
                         const ClvProgress        *progress,
                         GError                  **error)
{
  g_auto(ClvScoreGroups) groups = { NULL, };
  g_autoptr(ClvScoreParts) parts = new_parts (customers);
  g_autoptr(ClvFit) dated = clv_fit_ref_at (fit, customers->until);
  g_autoptr(ClvPeriods) periods = clv_periods_new_for_fit (definition, customers->until, fit);
  ClvScoreSet set = { .parts = parts };

  if (!make_parts (&set, &groups, customers, dated, periods, NULL, progress, error))
    return NULL;
  return g_steal_pointer (&parts);
}

static gboolean
has_terms (const ClvFit       *fit,
           const ClvCustomers *customers)
{
  return fit->kind->history == CLV_HISTORY_CONTRACT
         && (fit->periods != NULL || customers->transactions->ends != NULL);
}

/* Contracts that are not alike. */
static gboolean
fill_contracts (ClvScoreSet              *self,
                const ClvFit             *fit,
                const ClvValueDefinition *definition,
                ClvCustomers             *customers,
                ClvScoreOutlet           *outlet,
                const ClvProgress        *progress,
                GError                  **error)
{
  self->parts = clv_contracts_new_parts (fit, definition, customers, &self->customers, progress,
                                         error);
  if (self->parts == NULL)
    return FALSE;
  for (guint stage = 0; stage < CLV_SCORE_STAGES; stage++)
    make_blobs (self, stage, outlet);
  return TRUE;
}

static gboolean
fill_parts (ClvScoreSet              *self,
            const ClvFit             *fit,
            const ClvValueDefinition *definition,
            ClvCustomers             *customers,
            ClvScoreOutlet           *outlet,
            const ClvProgress        *progress,
            GError                  **error)
{
  g_auto(ClvScoreGroups) groups = { NULL, };
  g_autoptr(ClvFit) dated = clv_fit_ref_at (fit, customers->until);
  g_autoptr(ClvPeriods) periods = NULL;

  if (has_terms (fit, customers))
    return fill_contracts (self, fit, definition, customers, outlet, progress, error);
  periods = clv_periods_new_for_fit (definition, customers->until, fit);
  self->customers = new_names (customers);
  self->parts = new_parts (customers);
  return make_parts (self, &groups, customers, dated, periods, outlet, progress, error);
}

ClvScoreSet *
clv_score_set_compute (const ClvFit             *fit,
                       const ClvValueDefinition *definition,
                       ClvCustomers             *customers,
                       gboolean                  with_columns,
                       ClvScoreOutlet           *outlet,
                       const ClvProgress        *progress,
                       GError                  **error)
{
  double start = clv_cpu_seconds ();
  g_autofree char *definition_hash = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(ClvCustomers) counted = NULL;
  g_autoptr(ClvScoreSet) self = NULL;
  ClvScoreTotals totals;

  g_return_val_if_fail (fit != NULL && definition != NULL && customers != NULL, NULL);

  if (fit->hybrid != NULL)
    return clv_hybrid_score (fit, definition, customers, progress, error);
  counted = clv_customers_new_for_spec (customers, fit->spec, progress, error);
  if (counted == NULL)
    return NULL;
  customers = counted;
  g_return_val_if_fail (fit->spec->unit_days == customers->unit_days, NULL);

  if (!check_inputs (fit, definition, customers, error)
      || !clv_progress_step (progress, 0.0, _("Scoring customers"), error))
    return NULL;

  self = g_new0 (ClvScoreSet, 1);
  self->ref_count = 1;
  self->fit_id = fit->id;
  self->definition_id = definition->id;
  self->as_of = customers->until;
  self->horizon_end = clv_value_definition_get_end (definition, customers->until);
  self->currency = g_strdup (customers->transactions->currency);
  self->valid_until = clv_score_set_dup_valid_until ();
  self->n_left_out = clv_contracts_count_left_out (fit, customers, &self->left_out);
  if (!fill_parts (self, fit, definition, customers, outlet, progress, error))
    {
      if (outlet != NULL)
        outlet->abandoned = g_steal_pointer (&self);
      return NULL;
    }
  clv_score_set_fill (self, self->parts, fit, definition, with_columns, &totals);

  definition_hash = clv_value_definition_get_hash (definition);
  digest = clv_score_parts_digest_blobs (self->parts, self->customers);
  self->content_hash = clv_score_set_compute_hash (self, CLV_SCORE_FORM_BLOBS, fit->content_hash,
                                                   definition_hash, digest, &totals);
  /* What nobody can store needs its columns alone. */
  if (fit->id == 0 || definition->id == 0)
    g_clear_pointer (&self->parts, clv_score_parts_free);
  self->cpu_seconds = clv_cpu_seconds () - start;
  return g_steal_pointer (&self);
}

/**
 * clv_score_set_new:
 * @fit: a usable fit
 * @definition: what a value means
 * @customers: everybody to score, in the unit of the fit
 * @progress: (nullable): how far
 * @error: return location, %CLV_MODEL_ERROR
 *
 * The future is computed once a distinct (x, age), the rest once a distinct
 * (x, recency, age). As of the last day of @customers, which may lie after the
 * fit's. Equal input gives equal bits.
 *
 * Returns: (transfer full): the scores, not stored
 */
ClvScoreSet *
clv_score_set_new (const ClvFit             *fit,
                   const ClvValueDefinition *definition,
                   ClvCustomers             *customers,
                   const ClvProgress        *progress,
                   GError                  **error)
{
  return clv_score_set_compute (fit, definition, customers, TRUE, NULL, progress, error);
}

/* Who renews is known on the day itself: until then nobody leaves, then as many stay as
 * the model says. */
static double
find_still_there (const ClvScoreSet *self,
                  const ClvFit      *fit,
                  const double      *parameters,
                  guint32            row,
                  int                days)
{
  const double unit = 1.0 / fit->spec->unit_days;
  const double horizon = clv_fit_count_units (fit, self->as_of, self->as_of + days);
  double purchases = 0.0;
  double still_active = 0.0;
  double square = 0.0;

  fit->kind->forecast (fit->kind, parameters, self->x[row], self->recency_days[row] * unit,
                       self->age_days[row] * unit, &horizon, 1, &purchases, &still_active,
                       &square);
  return still_active;
}

/**
 * clv_score_set_p_active_at:
 * @self: scores
 * @fit: what they were computed with
 * @row: which customer
 * @days: how many days after the scores'
 *
 * Of kinds of contracts it falls on the days of renewal alone, by the chance to renew.
 *
 * Returns: the probability of being active then, if nothing is bought; of a subscriber,
 *   whatever is paid
 */
double
clv_score_set_p_active_at (const ClvScoreSet *self,
                           const ClvFit      *fit,
                           guint32            row,
                           int                days)
{
  double scratch[CLV_MAX_PARAMETERS];
  double unit = 0.0;
  const double *parameters = NULL;

  g_return_val_if_fail (self != NULL && fit != NULL && row < self->n, 0.0);

  if (self->hybrid != NULL)
    return clv_hybrid_p_active_at (self, fit, row, days);
  if (clv_score_set_get_days (self, row, days) < days)
    return 0.0;
  fit = clv_score_set_get_fit (self, fit, row);
  unit = 1.0 / fit->spec->unit_days;
  parameters = clv_score_set_get_parameters_at (self, fit, row, self->as_of + days, scratch);
  if (fit->kind->history == CLV_HISTORY_CONTRACT)
    return self->p_active[row] * find_still_there (self, fit, parameters, row, days);
  return fit->kind->p_active (fit->kind, parameters, self->x[row], self->recency_days[row] * unit,
                              (self->age_days[row] + days) * unit);
}
