/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-error.h"
#include "clv-hybrid-curves.h"
#include "clv-hybrid-private.h"
#include "clv-money.h"
#include "clv-parallel.h"

/* Each part is scored as a set of its own; a customer of one part alone has its values to
 * the last digit. What customers of both have in common is computed once and stored: how
 * long they are active in both at once, so that serving them costs once; the orders while
 * the contract lasts, where they end with it; and the interval of the sum. */

#define OUTSIDE 0.1           /* on each side of the interval */
#define NONE G_MAXUINT32

void
clv_hybrid_scores_free (ClvHybridScores *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->contract, clv_score_set_unref);
  g_clear_pointer (&self->orders, clv_score_set_unref);
  g_free (self->contract_row);
  g_free (self->orders_row);
  g_free (self->shared_row);
  g_free (self->shared);
  g_free (self);
}

static double *
get_shared (const ClvHybridScores *self,
            ClvHybridShared        what)
{
  return self->shared + (gsize) what * self->n_shared;
}

/* Numbers those who have both; FALSE where somebody has none. */
gboolean
clv_hybrid_map_rows (ClvHybridScores *self,
                     guint32          n)
{
  self->shared_row = g_new (guint32, MAX (n, 1));
  self->n_shared = 0;
  for (guint32 i = 0; i < n; i++)
    {
      const gboolean is_both = self->contract_row[i] != NONE && self->orders_row[i] != NONE;

      if (self->contract_row[i] == NONE && self->orders_row[i] == NONE)
        return FALSE;
      self->shared_row[i] = is_both ? self->n_shared++ : NONE;
    }
  self->shared = g_new0 (double, (gsize) MAX (self->n_shared, 1) * CLV_HYBRID_SHARED);
  return TRUE;
}

/* Everybody of the two, by code. */
static void
join_rows (ClvScoreSet        *self,
           const ClvCustomers *contract,
           const ClvCustomers *orders)
{
  ClvHybridScores *hybrid = self->hybrid;
  const ClvDictionary *all = orders->transactions->customers;
  const gsize most = (gsize) contract->n + orders->n;
  guint32 i = 0;
  guint32 k = 0;

  self->customers = clv_dictionary_new ();
  hybrid->contract_row = g_new (guint32, MAX (most, 1));
  hybrid->orders_row = g_new (guint32, MAX (most, 1));
  while (i < contract->n || k < orders->n)
    {
      const guint32 first = i < contract->n ? contract->code[i] : NONE;
      const guint32 second = k < orders->n ? orders->code[k] : NONE;
      const guint32 code = MIN (first, second);
      gsize length = 0;
      const char *name = clv_dictionary_get (all, code, &length);

      clv_dictionary_add (self->customers, name, length);
      hybrid->contract_row[self->n] = first == code ? i++ : NONE;
      hybrid->orders_row[self->n++] = second == code ? k++ : NONE;
    }
  clv_hybrid_map_rows (hybrid, self->n);
}

/* What one who may be active brings in the horizon, before costs. */
static ClvHybridAmount
get_amount (const ClvFit      *fit,
            const ClvFuture   *future,
            const ClvScoreSet *part,
            guint32            row,
            double             share)
{
  double factor = 1.0;
  double variance = 0.0;
  double spend = part->expected_spend[row] * part->margin * share;
  ClvHybridAmount amount = { 0.0, 0.0, 0.0 };

  clv_score_set_find_spend_spread (fit, part->x[row], &factor, &variance);
  if (!(spend > 0.0) || !(future->discounted > 0.0))
    return amount;
  amount.chance = part->p_active[row] * (1.0 - future->p_none);
  amount.log_mean = future->log_mean + log (factor * spend);
  amount.log_variance = future->log_variance + variance;
  return amount;
}

typedef struct
{
  const ClvFit *fit;
  ClvScoreSet *self;
  ClvHybridCurves *contract;
  ClvHybridCurves *orders;
  gboolean with_days;
} Work;

/* Of one who has both, and whose contract may run. */
static void
share_row (const Work *work,
           guint32     row)
{
  ClvHybridScores *hybrid = work->self->hybrid;
  const ClvScoreSet *contract = hybrid->contract;
  const ClvScoreSet *orders = hybrid->orders;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  const guint32 s = hybrid->shared_row[row];
  const double active = contract->p_active[c] * orders->p_active[o];
  const guint32 cell_c = clv_hybrid_curves_find (work->contract, contract->x[c],
                                                 contract->age_days[c]);
  const guint32 cell_o = clv_hybrid_curves_find (work->orders, orders->x[o], orders->age_days[o]);
  const ClvFuture *future = &work->orders->futures[cell_o];
  double share = 1.0;
  ClvHybridAmount a;
  ClvHybridAmount b;

  if (work->with_days)
    get_shared (hybrid, CLV_HYBRID_YEARS)[s] = active * clv_hybrid_curves_share_years
                                                 (work->contract, cell_c, work->orders, cell_o);
  if (hybrid->ends_with_contract)
    {
      double purchases = 0.0;
      double discounted = 0.0;

      clv_hybrid_curves_limit (work->orders, cell_o, work->contract, cell_c, &purchases,
                               &discounted);
      get_shared (hybrid, CLV_HYBRID_ORDERS)[s] = active * purchases;
      get_shared (hybrid, CLV_HYBRID_DISCOUNTED)[s] = active * discounted;
      share = future->discounted > 0.0 ? discounted / future->discounted : 0.0;
    }
  a = get_amount (work->fit->hybrid->contract, &work->contract->futures[cell_c], contract, c, 1.0);
  b = get_amount (work->fit->hybrid->orders, future, orders, o, share);
  get_shared (hybrid, CLV_HYBRID_LO)[s] = clv_hybrid_find_quantile (&a, &b, OUTSIDE);
  get_shared (hybrid, CLV_HYBRID_HI)[s] = clv_hybrid_find_quantile (&a, &b, 1.0 - OUTSIDE);
}

/* Of one whose contract has ended. */
static void
share_ended (ClvHybridScores *hybrid,
             guint32          row)
{
  const ClvScoreSet *orders = hybrid->orders;
  const guint32 o = hybrid->orders_row[row];
  const guint32 s = hybrid->shared_row[row];

  if (hybrid->ends_with_contract)
    return;
  get_shared (hybrid, CLV_HYBRID_LO)[s] = orders->clv_lo[o] + orders->service_cost[o];
  get_shared (hybrid, CLV_HYBRID_HI)[s] = orders->clv_hi[o] + orders->service_cost[o];
}

static gboolean
share (ClvScoreSet              *self,
       const ClvFit             *fit,
       const ClvValueDefinition *definition,
       const ClvProgress        *progress,
       GError                  **error)
{
  ClvHybridScores *hybrid = self->hybrid;
  const ClvScoreSet *contract = hybrid->contract;
  const ClvScoreSet *orders = hybrid->orders;
  g_autoptr(ClvHybridCurves) lasting = NULL;
  g_autoptr(ClvHybridCurves) ordering = NULL;
  Work work = { fit, self, NULL, NULL, FALSE };

  work.contract = lasting = clv_hybrid_curves_new (fit->hybrid->contract, definition, self->as_of);
  work.orders = ordering = clv_hybrid_curves_new (fit->hybrid->orders, definition, self->as_of);
  for (guint32 i = 0; i < self->n; i++)
    {
      const guint32 c = hybrid->contract_row[i];
      const guint32 o = hybrid->orders_row[i];
      const guint32 s = hybrid->shared_row[i];

      if (s == NONE)
        continue;
      if (!hybrid->ends_with_contract)
        {
          get_shared (hybrid, CLV_HYBRID_ORDERS)[s] = orders->expected_purchases[o];
          get_shared (hybrid, CLV_HYBRID_DISCOUNTED)[s] = orders->discounted_purchases[o];
        }
      if (!(contract->p_active[c] > 0.0))
        continue;
      clv_hybrid_curves_add (lasting, contract->x[c], contract->age_days[c]);
      clv_hybrid_curves_add (ordering, orders->x[o], orders->age_days[o]);
    }
  /* How long both are active matters to the cost of serving alone. */
  work.with_days = hybrid->ends_with_contract || definition->cost_to_serve != 0;
  clv_hybrid_curves_compute (lasting, work.with_days);
  clv_hybrid_curves_compute (ordering, work.with_days);
  if (!clv_progress_step (progress, 0.8, NULL, error))
    return FALSE;
  for (guint32 i = 0; i < self->n; i++)
    {
      if (hybrid->shared_row[i] == NONE)
        continue;
      if (contract->p_active[hybrid->contract_row[i]] > 0.0)
        share_row (&work, i);
      else
        share_ended (hybrid, i);
    }
  return TRUE;
}

static void
fill_history (const ClvHybridScores *hybrid,
              guint32                row,
              const ClvScoreBlock   *columns)
{
  const ClvScoreSet *contract = hybrid->contract;
  const ClvScoreSet *orders = hybrid->orders;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  const ClvScoreSet *one = c != NONE ? contract : orders;
  const guint32 i = c != NONE ? c : o;

  if (hybrid->shared_row[row] != NONE)
    {
      const double n = (double) contract->x[c] + orders->x[o];
      const gint32 since = MIN (contract->age_days[c] - contract->recency_days[c],
                                orders->age_days[o] - orders->recency_days[o]);

      columns->x[row] = contract->x[c] + orders->x[o] + 1;
      columns->age_days[row] = MAX (contract->age_days[c], orders->age_days[o]);
      columns->recency_days[row] = MAX (columns->age_days[row] - since, 0);
      columns->past_value[row] = contract->past_value[c] + orders->past_value[o];
      columns->mean_spend[row] = n > 0.0 ? (contract->x[c] * contract->mean_spend[c]
                                            + orders->x[o] * orders->mean_spend[o]) / n : 0.0;
      return;
    }
  columns->x[row] = one->x[i];
  columns->age_days[row] = one->age_days[i];
  columns->recency_days[row] = one->recency_days[i];
  columns->past_value[row] = one->past_value[i];
  columns->mean_spend[row] = one->mean_spend[i];
}

/* What one brings of both kinds on average, so that their number times it is the sum. */
static double
mix_spend (const ClvHybridRow *parts)
{
  const double n = parts->discounted_payments + parts->discounted_orders;

  if (parts->discounted_orders > 0.0 && parts->discounted_payments > 0.0)
    return (parts->discounted_payments * parts->fee
            + parts->discounted_orders * parts->order_spend) / n;
  return parts->discounted_payments > 0.0 || !parts->has_orders ? parts->fee : parts->order_spend;
}

static void
fill_future (const ClvScoreSet   *self,
             guint32              row,
             double               saved,
             const ClvScoreBlock *columns)
{
  const ClvHybridScores *hybrid = self->hybrid;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  const guint32 s = hybrid->shared_row[row];
  ClvHybridRow parts;

  clv_hybrid_scores_get_row (self, row, &parts);
  columns->p_active[row] = !parts.has_contract ? parts.orders_active : parts.contract_active;
  if (s != NONE && !hybrid->ends_with_contract)
    columns->p_active[row] = 1.0 - (1.0 - parts.contract_active) * (1.0 - parts.orders_active);
  columns->expected[row] = parts.payments + parts.orders;
  columns->discounted[row] = parts.discounted_payments + parts.discounted_orders;
  columns->spend[row] = mix_spend (&parts);
  columns->clv[row] = parts.contract_value + parts.orders_value;
  columns->service[row] = c != NONE ? hybrid->contract->service_cost[c] : 0.0;
  if (s != NONE)
    {
      if (!hybrid->ends_with_contract)
        columns->service[row] += hybrid->orders->service_cost[o] - saved;
      columns->lo[row] = get_shared (hybrid, CLV_HYBRID_LO)[s] - columns->service[row];
      columns->hi[row] = get_shared (hybrid, CLV_HYBRID_HI)[s] - columns->service[row];
      return;
    }
  if (o != NONE)
    columns->service[row] = hybrid->orders->service_cost[o];
  columns->lo[row] = c != NONE ? hybrid->contract->clv_lo[c] : hybrid->orders->clv_lo[o];
  columns->hi[row] = c != NONE ? hybrid->contract->clv_hi[c] : hybrid->orders->clv_hi[o];
}

/* The columns, from those of the parts and from what is shared. */
void
clv_hybrid_fill (ClvScoreSet              *self,
                 const ClvFit             *fit,
                 const ClvValueDefinition *definition,
                 ClvScoreTotals           *totals)
{
  ClvHybridScores *hybrid = self->hybrid;
  ClvScoreBlock columns;

  memset (totals, 0, sizeof *totals);
  hybrid->ends_with_contract = fit->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT;
  hybrid->cost_to_serve = clv_money_to_major (definition->cost_to_serve, self->currency);
  hybrid->total_contract = 0.0;
  hybrid->total_orders = 0.0;
  self->margin = definition->margin;
  self->rate = definition->rate;
  clv_score_set_allocate (self, MAX (self->n, 1));
  clv_score_block_init (&columns, self, 0, self->n);
  for (guint32 i = 0; i < self->n; i++)
    {
      const guint32 s = hybrid->shared_row[i];
      ClvHybridRow parts;

      fill_history (hybrid, i, &columns);
      fill_future (self, i, s != NONE ? hybrid->cost_to_serve
                   * get_shared (hybrid, CLV_HYBRID_YEARS)[s] : 0.0, &columns);
      clv_hybrid_scores_get_row (self, i, &parts);
      hybrid->total_contract += parts.contract_value;
      hybrid->total_orders += parts.orders_value;
      totals->expected_purchases += columns.expected[i];
      totals->p_active += columns.p_active[i];
      totals->spend += columns.spend[i];
      totals->clv += columns.clv[i];
      totals->lo += columns.lo[i];
      totals->hi += columns.hi[i];
    }
  self->total_clv = totals->clv;
  self->total_expected_purchases = totals->expected_purchases;
  self->mean_p_active = totals->p_active / MAX (self->n, 1);
}

/**
 * clv_hybrid_scores_get_row:
 * @scores: scores of a hybrid
 * @row: which customer
 * @parts: (out caller-allocates): what the contract brings, and the orders
 *
 * Serving a customer costs once: while the contract runs it is the contract's cost.
 */
void
clv_hybrid_scores_get_row (const ClvScoreSet *scores,
                           guint32            row,
                           ClvHybridRow      *parts)
{
  const ClvHybridScores *hybrid = NULL;
  guint32 c = 0;
  guint32 o = 0;
  guint32 s = 0;

  g_return_if_fail (scores != NULL && scores->hybrid != NULL && row < scores->n && parts != NULL);

  hybrid = scores->hybrid;
  c = hybrid->contract_row[row];
  o = hybrid->orders_row[row];
  s = hybrid->shared_row[row];
  memset (parts, 0, sizeof *parts);
  parts->has_contract = c != NONE;
  parts->has_orders = o != NONE;
  if (c != NONE)
    {
      parts->contract_active = hybrid->contract->p_active[c];
      parts->payments = hybrid->contract->expected_purchases[c];
      parts->discounted_payments = hybrid->contract->discounted_purchases[c];
      parts->fee = hybrid->contract->expected_spend[c];
      parts->contract_value = hybrid->contract->clv[c];
    }
  if (o == NONE)
    return;
  parts->orders_active = hybrid->orders->p_active[o];
  parts->orders = hybrid->orders->expected_purchases[o];
  parts->discounted_orders = hybrid->orders->discounted_purchases[o];
  parts->order_spend = hybrid->orders->expected_spend[o];
  parts->orders_value = hybrid->orders->clv[o];
  if (s == NONE)
    return;
  parts->orders = get_shared (hybrid, CLV_HYBRID_ORDERS)[s];
  parts->discounted_orders = get_shared (hybrid, CLV_HYBRID_DISCOUNTED)[s];
  if (hybrid->ends_with_contract)
    parts->orders_value = parts->order_spend * parts->discounted_orders * scores->margin;
  else
    parts->orders_value += hybrid->cost_to_serve * get_shared (hybrid, CLV_HYBRID_YEARS)[s];
}

double
clv_hybrid_p_active_at (const ClvScoreSet *self,
                        const ClvFit      *fit,
                        guint32            row,
                        int                days)
{
  const ClvHybridScores *hybrid = self->hybrid;
  const guint32 c = hybrid->contract_row[row];
  const guint32 o = hybrid->orders_row[row];
  double contract = 0.0;
  double orders = 0.0;

  g_return_val_if_fail (fit->hybrid != NULL, 0.0);

  if (c != NONE)
    contract = clv_score_set_p_active_at (hybrid->contract, fit->hybrid->contract, c, days);
  if (o != NONE && !(c != NONE && hybrid->ends_with_contract))
    orders = clv_score_set_p_active_at (hybrid->orders, fit->hybrid->orders, o, days);
  return 1.0 - (1.0 - contract) * (1.0 - orders);
}

static gboolean
score_parts (ClvScoreSet              *self,
             const ClvFit             *fit,
             const ClvValueDefinition *definition,
             ClvCustomers             *customers,
             const ClvProgress        *progress,
             GError                  **error)
{
  ClvHybridScores *hybrid = self->hybrid;
  const ClvHybrid *parts = fit->hybrid;
  g_autoptr(ClvCustomers) subscribers = NULL;
  g_autoptr(ClvCustomers) buyers = NULL;

  subscribers = clv_hybrid_new_subscribers (customers, parts->contract->spec, progress, error);
  if (subscribers == NULL)
    return FALSE;
  buyers = clv_hybrid_new_orders (customers, parts->contract->spec->opportunity,
                                  fit->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT, progress,
                                  error);
  if (buyers == NULL)
    return FALSE;
  hybrid->contract = clv_score_set_compute (parts->contract, definition, subscribers, TRUE,
                                            NULL, progress, error);
  if (hybrid->contract == NULL)
    return FALSE;
  hybrid->orders = clv_score_set_compute (parts->orders, definition, buyers, TRUE, NULL,
                                          progress, error);
  if (hybrid->orders == NULL)
    return FALSE;
  join_rows (self, subscribers, buyers);
  g_clear_pointer (&hybrid->contract->customers, clv_dictionary_unref);
  g_clear_pointer (&hybrid->orders->customers, clv_dictionary_unref);
  return TRUE;
}

/* As clv_score_set_compute(), of customers whose transactions have contracts. */
ClvScoreSet *
clv_hybrid_score (const ClvFit             *fit,
                  const ClvValueDefinition *definition,
                  ClvCustomers             *customers,
                  const ClvProgress        *progress,
                  GError                  **error)
{
  double start = clv_cpu_seconds ();
  g_autoptr(ClvScoreSet) self = g_new0 (ClvScoreSet, 1);
  g_autofree char *definition_hash = NULL;
  g_autofree char *digest = NULL;
  ClvScoreTotals totals;

  self->ref_count = 1;
  self->fit_id = fit->id;
  self->definition_id = definition->id;
  self->as_of = customers->until;
  self->horizon_end = clv_value_definition_get_end (definition, customers->until);
  self->currency = g_strdup (customers->transactions->currency);
  self->valid_until = clv_score_set_dup_valid_until ();
  self->n_left_out = customers->transactions->n_left_out;
  self->hybrid = g_new0 (ClvHybridScores, 1);
  self->hybrid->ends_with_contract = fit->spec->orders_end == CLV_ORDERS_END_WITH_CONTRACT;
  if (!score_parts (self, fit, definition, customers, progress, error)
      || !share (self, fit, definition, progress, error))
    return NULL;
  clv_hybrid_fill (self, fit, definition, &totals);
  if (fit->id != 0 && definition->id != 0)
    {
      definition_hash = clv_value_definition_get_hash (definition);
      digest = clv_hybrid_scores_digest (self);
      self->content_hash = clv_score_set_compute_hash (self, CLV_SCORE_FORM_ROWS,
                                                       fit->content_hash, definition_hash, digest,
                                                       &totals);
    }
  self->cpu_seconds = clv_cpu_seconds () - start;
  return g_steal_pointer (&self);
}
