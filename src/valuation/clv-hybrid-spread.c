/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-hybrid-curves.h"
#include "clv-hybrid-private.h"
#include "clv-hybrid-spread.h"
#include "clv-money.h"

/* Both parts are independent, so that variances add up, but for what they share. Serving a
 * customer of both costs once: what is saved is taken at its mean. Orders that end with the
 * contract are those until then. Given that it ends between two days, payments are those up
 * to the first of them, orders, of which half of what falls between them counts, have the
 * moments that their kind of model gives until then, and the cost is that of the time
 * between; the moments of all follow from the chances of the days, so that it is in them
 * that who stays pays and orders more. The means are those of the scores. */

#define NONE G_MAXUINT32

static const ClvFit *
get_part (const ClvFit *fit,
          guint         part)
{
  return part == CLV_HYBRID_CONTRACT ? fit->hybrid->contract : fit->hybrid->orders;
}

static const ClvScoreSet *
get_scores (const ClvHybridSpread *self,
            guint                  part)
{
  return part == CLV_HYBRID_CONTRACT ? self->scores->hybrid->contract
                                     : self->scores->hybrid->orders;
}

static const guint32 *
get_rows (const ClvHybridSpread *self,
          guint                  part)
{
  return part == CLV_HYBRID_CONTRACT ? self->scores->hybrid->contract_row
                                     : self->scores->hybrid->orders_row;
}

/* What intervals read of scores, of some rows. */
typedef struct
{
  ClvScoreSet scores;
  GArray *x;
  GArray *recency_days;
  GArray *age_days;
  GArray *mean_spend;
  GArray *expected_spend;
  GArray *segment;
} Some;

static void
some_init (Some *self)
{
  memset (self, 0, sizeof *self);
  self->x = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->recency_days = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->age_days = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->mean_spend = g_array_new (FALSE, FALSE, sizeof (double));
  self->expected_spend = g_array_new (FALSE, FALSE, sizeof (double));
  self->segment = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static void
some_clear (Some *self)
{
  g_array_unref (self->x);
  g_array_unref (self->recency_days);
  g_array_unref (self->age_days);
  g_array_unref (self->mean_spend);
  g_array_unref (self->expected_spend);
  g_array_unref (self->segment);
}

static void
some_add (Some              *self,
          const ClvScoreSet *from,
          guint32            row,
          guint32            segment)
{
  g_array_append_val (self->x, from->x[row]);
  g_array_append_val (self->recency_days, from->recency_days[row]);
  g_array_append_val (self->age_days, from->age_days[row]);
  g_array_append_val (self->mean_spend, from->mean_spend[row]);
  g_array_append_val (self->expected_spend, from->expected_spend[row]);
  g_array_append_val (self->segment, segment);
}

static void
some_finish (Some *self)
{
  self->scores.n = self->x->len;
  self->scores.x = (const guint32 *) (gpointer) self->x->data;
  self->scores.recency_days = (const gint32 *) (gpointer) self->recency_days->data;
  self->scores.age_days = (const gint32 *) (gpointer) self->age_days->data;
  self->scores.mean_spend = (const double *) (gpointer) self->mean_spend->data;
  self->scores.expected_spend = (const double *) (gpointer) self->expected_spend->data;
}

static guint32
get_segment (const ClvHybridSpread *self,
             guint32                row)
{
  return self->segment_of != NULL ? self->segment_of[row] : CLV_INTERVAL_NO_SEGMENT;
}

static gboolean
fill_lone (ClvHybridSpread *self,
           guint            part,
           GError         **error)
{
  ClvHybridLone *lone = &self->lone[part];
  const guint32 *rows = get_rows (self, part);
  Some some;

  lone->fit = get_part (self->fit, part);
  lone->periods = clv_periods_new_for_fit (self->definition, self->scores->as_of, lone->fit);
  some_init (&some);
  for (guint32 i = 0; i < self->scores->n; i++)
    {
      const gboolean is_both = self->scores->hybrid->shared_row[i] != NONE;

      if (rows[i] != NONE && !(is_both && self->scores->hybrid->ends_with_contract))
        some_add (&some, get_scores (self, part), rows[i], get_segment (self, i));
    }
  some_finish (&some);
  lone->cells = clv_interval_parts_new (lone->fit, &some.scores, NULL,
                                        (const guint32 *) (gpointer) some.segment->data, FALSE,
                                        error);
  some_clear (&some);
  if (lone->cells == NULL)
    return FALSE;
  self->grain_days = MAX (self->grain_days, lone->cells->grain_days);
  self->n_cells += lone->cells->n_cells;
  return TRUE;
}

ClvHybridSpread *
clv_hybrid_spread_new (const ClvFit             *fit,
                       const ClvValueDefinition *definition,
                       const ClvScoreSet        *scores,
                       const guint32            *segment_of,
                       guint                     n_segments,
                       GError                  **error)
{
  g_autoptr(ClvHybridSpread) self = g_new0 (ClvHybridSpread, 1);
  const ClvHybridScores *hybrid = scores->hybrid;

  self->fit = fit;
  self->definition = definition;
  self->scores = scores;
  self->segment_of = segment_of;
  self->n = n_segments;
  self->cost = clv_money_to_major (definition->cost_to_serve, scores->currency);
  self->together = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < scores->n && (hybrid->ends_with_contract || self->cost > 0.0); i++)
    {
      if (hybrid->shared_row[i] != NONE
          && hybrid->contract->p_active[hybrid->contract_row[i]] > 0.0)
        g_array_append_val (self->together, i);
    }
  if (!fill_lone (self, CLV_HYBRID_CONTRACT, error) || !fill_lone (self, CLV_HYBRID_OTHER, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
clv_hybrid_spread_free (ClvHybridSpread *self)
{
  if (self == NULL)
    return;
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    {
      g_clear_pointer (&self->lone[p].periods, clv_periods_free);
      g_clear_pointer (&self->lone[p].cells, clv_interval_parts_free);
    }
  g_array_unref (self->together);
  g_free (self);
}

/* One of those who are looked at one by one. */
typedef struct
{
  guint32 row;            /* of the scores */
  guint32 contract;       /* of the part's scores */
  guint32 orders;
  guint32 contract_cell;
  guint32 orders_cell;
  double contract_active;
  double orders_active;
  double fee;             /* of a payment, margin */
  double spend;           /* of an order, margin */
} Member;

typedef struct
{
  const ClvHybridSpread *spread;
  ClvHybridCurves *contract;
  ClvHybridCurves *orders;
} Pair;

static double
find_active (const ClvFit      *fit,
             const ClvScoreSet *scores,
             guint32            row)
{
  const double unit = fit->spec->unit_days;

  return fit->kind->p_active (fit->kind, fit->parameters, scores->x[row],
                              scores->recency_days[row] / unit, scores->age_days[row] / unit);
}

static void
pair_init (Pair                  *self,
           const ClvHybridSpread *spread,
           const ClvFit          *contract,
           const ClvFit          *orders)
{
  const ClvScoreSet *first = get_scores (spread, CLV_HYBRID_CONTRACT);
  const ClvScoreSet *second = get_scores (spread, CLV_HYBRID_OTHER);

  self->spread = spread;
  self->contract = clv_hybrid_curves_new (contract, spread->definition, spread->scores->as_of);
  self->orders = clv_hybrid_curves_new (orders, spread->definition, spread->scores->as_of);
  for (guint i = 0; i < spread->together->len; i++)
    {
      const guint32 row = g_array_index (spread->together, guint32, i);
      const guint32 c = spread->scores->hybrid->contract_row[row];
      const guint32 o = spread->scores->hybrid->orders_row[row];

      clv_hybrid_curves_add (self->contract, first->x[c], first->age_days[c]);
      clv_hybrid_curves_add (self->orders, second->x[o], second->age_days[o]);
    }
  clv_hybrid_curves_compute (self->contract, TRUE);
  clv_hybrid_curves_compute (self->orders, TRUE);
}

static void
pair_clear (Pair *self)
{
  clv_hybrid_curves_free (self->contract);
  clv_hybrid_curves_free (self->orders);
}

static void
pair_get (const Pair *self,
          guint       i,
          Member     *member)
{
  const ClvHybridSpread *spread = self->spread;
  const ClvScoreSet *contract = get_scores (spread, CLV_HYBRID_CONTRACT);
  const ClvScoreSet *orders = get_scores (spread, CLV_HYBRID_OTHER);
  const guint32 row = g_array_index (spread->together, guint32, i);
  const guint32 c = spread->scores->hybrid->contract_row[row];
  const guint32 o = spread->scores->hybrid->orders_row[row];

  member->row = row;
  member->contract = c;
  member->orders = o;
  member->contract_cell = clv_hybrid_curves_find (self->contract, contract->x[c],
                                                  contract->age_days[c]);
  member->orders_cell = clv_hybrid_curves_find (self->orders, orders->x[o], orders->age_days[o]);
  member->contract_active = find_active (self->contract->fit, contract, c);
  member->orders_active = find_active (self->orders->fit, orders, o);
  member->fee = spread->definition->margin * contract->expected_spend[c];
  member->spend = spread->definition->margin
                  * clv_fit_expected_spend (self->orders->fit, orders->x[o], orders->mean_spend[o]);
}

/* As clv-hybrid-score.c has it. */
static void
measure (const Pair   *pair,
         const Member *member,
         double       *purchases,
         double       *value)
{
  const ClvFuture *future = &pair->contract->futures[member->contract_cell];
  const double both = member->contract_active * member->orders_active;
  double orders = 0.0;
  double discounted = 0.0;

  *purchases = 0.0;
  if (!pair->spread->scores->hybrid->ends_with_contract)
    {
      *value = pair->spread->cost * both
               * clv_hybrid_curves_share_years (pair->contract, member->contract_cell, pair->orders,
                                                member->orders_cell);
      return;
    }
  clv_hybrid_curves_limit (pair->orders, member->orders_cell, pair->contract,
                           member->contract_cell, &orders, &discounted);
  *purchases = member->contract_active * future->purchases + both * orders;
  *value = member->contract_active * (member->fee * future->discounted
                                      - pair->spread->cost * future->active_years)
           + both * member->spend * discounted;
}

void
clv_hybrid_spread_add_together (const ClvHybridSpread *self,
                                const ClvFit          *contract,
                                const ClvFit          *orders,
                                double                *totals)
{
  Pair pair;

  if (self->together->len == 0)
    return;
  pair_init (&pair, self, contract, orders);
  for (guint i = 0; i < self->together->len; i++)
    {
      Member member;
      double purchases = 0.0;
      double value = 0.0;
      guint32 segment = 0;

      pair_get (&pair, i, &member);
      measure (&pair, &member, &purchases, &value);
      segment = get_segment (self, member.row);
      for (guint k = 0; k < (segment < self->n ? 2 : 1); k++)
        {
          double *to = totals + (gsize) CLV_INTERVAL_MEASURES * (k == 0 ? self->n : segment);

          to[CLV_INTERVAL_PURCHASES] += purchases;
          to[CLV_INTERVAL_VALUE] += value;
        }
    }
  pair_clear (&pair);
}

/* What orders, of one who places them, have come to by a day. */
typedef struct
{
  double n;
  double square;          /* E[n²] */
  double discounted;
  double ones;            /* E[Σ d²] */
  double twos;            /* E[Σ d_i d_j over i ≠ j], see clv-interval-cells.c */
} Sums;

/* What payments and serving have come to by a day, of a contract that runs until then. */
typedef struct
{
  double n;
  double discounted;
  double years;
} Paid;

static Sums
halve (const Sums *a,
       const Sums *b)
{
  return (Sums) { 0.5 * (a->n + b->n), 0.5 * (a->square + b->square),
                  0.5 * (a->discounted + b->discounted), 0.5 * (a->ones + b->ones),
                  0.5 * (a->twos + b->twos) };
}

/* Chances of ends, and the sums of moments with them. */
typedef struct
{
  double first[CLV_INTERVAL_MEASURES];
  double second[CLV_INTERVAL_MEASURES];
  double none;
} Moments;

/* @shape: of what one order comes to; @ratio: E[ζ²] / E[ζ]² of a customer's mean. */
static void
add_end (Moments      *self,
         const Member *member,
         double        chance,
         const Paid   *paid,
         const Sums   *made,
         double        cost,
         double        shape,
         double        ratio)
{
  const double p = member->orders_active;
  const double sure = member->fee * paid->discounted - cost * paid->years;
  const double square = member->spend * member->spend * ratio
                        * (made->twos + made->ones * (1.0 + 1.0 / shape));

  self->first[CLV_INTERVAL_PURCHASES] += chance * (paid->n + p * made->n);
  self->second[CLV_INTERVAL_PURCHASES] += chance * (paid->n * paid->n + 2.0 * paid->n * p * made->n
                                                    + p * made->square);
  self->first[CLV_INTERVAL_VALUE] += chance * (sure + p * member->spend * made->discounted);
  self->second[CLV_INTERVAL_VALUE] += chance * (sure * sure + 2.0 * sure * p * member->spend
                                                * made->discounted + p * square);
  if (!(paid->n > 0.0))
    self->none += chance * (1.0 - p * -expm1 (-made->n));
}

/* The next day of both. @integral: of the discount, up to the day before. */
static void
go_on (const Pair   *pair,
       const Member *member,
       guint         k,
       double       *integral,
       Paid         *paid,
       Sums         *made)
{
  const ClvHybridCurves *orders = pair->orders;
  const ClvHybridCurves *contract = pair->contract;
  const gsize o = (gsize) member->orders_cell * orders->n;
  const gsize c = (gsize) member->contract_cell * contract->n;
  const double end = orders->periods->end[orders->month[k]];
  const double begin = k > 0 ? orders->periods->end[orders->month[k - 1]] : 0.0;
  const double renewed = contract->purchases[c + k]
                         - (k > 0 ? contract->purchases[c + k - 1] : 0.0);
  const double made_now = orders->purchases[o + k] - (k > 0 ? orders->purchases[o + k - 1] : 0.0);
  const double pairs = orders->squares[o + k] - orders->purchases[o + k]
                       - (k > 0 ? orders->squares[o + k - 1] - orders->purchases[o + k - 1] : 0.0);
  const double lasts = contract->active[c + k];
  double years = 0.0;
  double discount = clv_hybrid_curves_sum_years (orders, k, &years);
  double before = *integral;

  paid->years += discount;
  discount = years > 0.0 ? discount / years : orders->periods->discount[orders->month[k]];
  *integral += discount * (end - begin);
  paid->n += lasts > 0.0 ? renewed / lasts : 0.0;
  paid->discounted += lasts > 0.0 ? discount * renewed / lasts : 0.0;
  made->n = orders->purchases[o + k];
  made->square = orders->squares[o + k];
  made->discounted += discount * made_now;
  made->ones += discount * discount * made_now;
  made->twos += discount * pairs * (before + *integral) / MAX (begin + end, 1e-300);
}

static void
measure_moments (const Pair   *pair,
                 const Member *member,
                 double        shape,
                 double        ratio,
                 Moments      *moments)
{
  const double *lasts = pair->contract->active
                        + (gsize) member->contract_cell * pair->contract->n;
  const double cost = pair->spread->cost;
  Paid paid = { 0.0, };
  Sums made = { 0.0, };
  double integral = 0.0;
  double before = 1.0;

  memset (moments, 0, sizeof *moments);
  for (guint k = 0; k < pair->contract->n; k++)
    {
      const Sums then = made;
      Paid until = paid;
      Sums halfway;

      go_on (pair, member, k, &integral, &paid, &made);
      halfway = halve (&then, &made);
      until.years = 0.5 * (until.years + paid.years);
      add_end (moments, member, before - lasts[k], &until, &halfway, cost, shape, ratio);
      before = lasts[k];
    }
  add_end (moments, member, before, &paid, &made, cost, shape, ratio);
}

static void
add_spend_gradient (const Pair      *pair,
                    const Member    *member,
                    ClvIntervalSums *sums)
{
  const ClvFit *fit = pair->orders->fit;
  const double x = get_scores (pair->spread, CLV_HYBRID_OTHER)->x[member->orders];
  const double below = fit->spend_parameters[0] * x + fit->spend_parameters[1] - 1.0;
  double orders = 0.0;
  double discounted = 0.0;
  double gain = 0.0;
  double value = 0.0;

  clv_hybrid_curves_limit (pair->orders, member->orders_cell, pair->contract,
                           member->contract_cell, &orders, &discounted);
  gain = member->contract_active * member->orders_active * discounted;
  value = gain * member->spend;
  sums->spend_gradient[0] += value * (1.0 - fit->spend_parameters[0] * x / below);
  sums->spend_gradient[1] -= value * fit->spend_parameters[1] / below;
  sums->spend_gradient[2] += gain * pair->spread->definition->margin * fit->spend_parameters[0]
                             / below * fit->spend_parameters[2];
}

/* Of one, into the sums of the segment or of all. */
static void
add_member (const Pair      *pair,
            const Member    *member,
            const Moments   *moments,
            ClvIntervalSums *sums)
{
  const double p = member->contract_active;

  for (guint m = 0; m < CLV_INTERVAL_MEASURES; m++)
    sums->variance[m] += MAX (p * moments->second[m]
                              - p * moments->first[m] * p * moments->first[m], 0.0);
  sums->log_none += log (MAX (1.0 - p * (1.0 - moments->none), 1e-300));
  if (pair->orders->fit->has_spend)
    add_spend_gradient (pair, member, sums);
}

gboolean
clv_hybrid_spread_add_process (const ClvHybridSpread *self,
                               ClvIntervalSums       *sums)
{
  const ClvFit *orders = get_part (self->fit, CLV_HYBRID_OTHER);
  const double shape = orders->has_spend ? orders->spend_parameters[0] : INFINITY;
  gboolean is_finite = TRUE;
  Pair pair;

  if (!self->scores->hybrid->ends_with_contract || self->together->len == 0)
    return TRUE;
  pair_init (&pair, self, get_part (self->fit, CLV_HYBRID_CONTRACT), orders);
  for (guint i = 0; i < self->together->len; i++)
    {
      Member member;
      Moments moments;
      double ratio = 1.0;
      guint32 segment = 0;

      pair_get (&pair, i, &member);
      is_finite &= clv_interval_find_spend_ratio
                     (orders, get_scores (self, CLV_HYBRID_OTHER)->x[member.orders], &ratio);
      measure_moments (&pair, &member, shape, ratio, &moments);
      add_member (&pair, &member, &moments, &sums[self->n]);
      segment = get_segment (self, member.row);
      if (segment < self->n)
        add_member (&pair, &member, &moments, &sums[segment]);
    }
  pair_clear (&pair);
  return is_finite;
}

void
clv_hybrid_spread_sum (const ClvHybridSpread *self,
                       const ClvFit          *contract,
                       const ClvFit          *orders,
                       double                *totals)
{
  const ClvFit *fits[] = { contract, orders };
  g_autofree double *together = g_new0 (double,
                                        ((gsize) self->n + 1) * CLV_INTERVAL_MEASURES);

  clv_hybrid_spread_add_together (self, contract, orders, together);
  totals[CLV_INTERVAL_PURCHASES] = together[self->n * CLV_INTERVAL_MEASURES];
  totals[CLV_INTERVAL_VALUE] = together[self->n * CLV_INTERVAL_MEASURES + CLV_INTERVAL_VALUE];
  for (guint p = 0; p < CLV_HYBRID_PARTS; p++)
    {
      const ClvHybridLone *lone = &self->lone[p];
      const ClvIntervalCells *cells = lone->cells->parts[0].cells;
      g_autofree double *p_active = g_new (double, MAX (cells->cells->n, 1));
      g_autofree ClvIntervalMean *means =
        clv_interval_cells_dup_means (cells, fits[p], fits[p]->parameters, lone->periods, p_active);

      for (guint32 i = 0; i < cells->n_entries; i++)
        {
          const ClvIntervalEntry *entry = &cells->entries[i];
          const ClvIntervalMean *mean = &means[entry->cell];
          double spend = 0.0;
          double squares = 0.0;

          clv_interval_entry_get_spend (entry, fits[p], cells->cells->x[entry->cell], &spend,
                                        &squares);
          totals[CLV_INTERVAL_PURCHASES] += entry->count * mean->purchases;
          totals[CLV_INTERVAL_VALUE] += self->definition->margin * mean->discounted * spend
                                        - entry->count * self->cost * mean->active_years;
        }
    }
}
