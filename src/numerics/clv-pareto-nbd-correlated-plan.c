/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-pair-index.h"
#include "clv-parallel.h"
#include "clv-pareto-nbd-correlated.h"
#include "clv-race-table.h"

/* The log-likelihood of all customers. As e^−λ times the density of Gamma (r, α) is M
 * times that of Gamma (r, α+1), a customer's likelihood is that of four Pareto/NBD:
 *
 *   (1+c) L (α, β) − c L (α+1, β) − c L (α, β+1) + c L (α+1, β+1),  c = κ M N.
 *
 * The integrals are of one day each and are taken per distinct pair, four times, all
 * from one table, as the four differ in nothing but the bases; the triple mixes them.
 * With π the share of each in the likelihood, which may be negative, ∇ ln L = Σ π ∇ℓ and
 * ∇² ln L = Σ π (∇²ℓ + ∇ℓ ∇ℓᵀ) − ∇ ln L (∇ ln L)ᵀ. */

#define N_PARAMETERS CLV_PARETO_NBD_CORRELATED_PARAMETERS
#define N_PARTS 4
#define CHUNK_PAIRS 2048
#define CHUNK_CELLS 4096   /* sums go by chunk, whatever the threads */

struct _ClvParetoNbdCorrelatedPlan
{
  double n_customers;
  guint32 n_days;
  double *days;              /* distinct days in the model's unit */
  guint32 max_x;
  double *tail;              /* [max_x] customers with x > k */
  ClvPairIndex *recencies;   /* distinct (x, t) */
  ClvPairIndex *ages;        /* distinct (x, T) */
  guint32 n_cells;
  guint32 *cell_recency;     /* index into recencies */
  guint32 *cell_age;
  double *cell_weight;
};

/* One of the four. */
typedef struct
{
  ClvParetoDay zero;
  ClvParetoDay *days;        /* [n_days] */
  ClvParetoTerm *drop;       /* of recencies */
  ClvParetoTerm *purchase;   /* of ages */
} Part;

/* What one evaluation works with. */
typedef struct
{
  const ClvParetoNbdCorrelatedPlan *plan;
  const double *parameters;
  double weight;             /* c */
  guint n_parts;             /* 1 where c is 0 and stays there */
  Part parts[N_PARTS];
  ClvRaceTable *drop;
  ClvRaceTable *purchase;
} Work;

/* Of Σ ln L with respect to r, α, s, β and c. */
typedef struct
{
  double value;
  double first[N_PARAMETERS];
  double second[N_PARAMETERS * N_PARAMETERS];   /* the upper half */
} Sums;

#define N_NUMBERS (sizeof (Sums) / sizeof (double))

/**
 * clv_pareto_nbd_correlated_plan_new:
 * @cells: distinct customers; 0 ≤ recency ≤ age
 * @unit_days: days in the unit that α and β are in
 *
 * Arranges cells for many evaluations. Keeps no reference to @cells.
 *
 * Returns: (transfer full): the plan
 */
ClvParetoNbdCorrelatedPlan *
clv_pareto_nbd_correlated_plan_new (const ClvCells *cells,
                                    int             unit_days)
{
  ClvParetoNbdCorrelatedPlan *self = g_new0 (ClvParetoNbdCorrelatedPlan, 1);
  g_autoptr(ClvDayIndex) days = clv_day_index_new (cells);

  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);
  self->n_days = days->n;
  self->days = g_new (double, (gsize) days->n + 1);
  for (guint32 i = 0; i < days->n; i++)
    self->days[i] = (double) days->day[i] / unit_days;
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->recencies = clv_pair_index_new (self->max_x, days->n, cells->n);
  self->ages = clv_pair_index_new (self->max_x, days->n, cells->n);
  self->n_cells = cells->n;
  self->cell_recency = g_new0 (guint32, (gsize) cells->n + 1);
  self->cell_age = g_new0 (guint32, (gsize) cells->n + 1);
  self->cell_weight = g_new0 (double, (gsize) cells->n + 1);

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 x = cells->x[i];
      guint32 recency = clv_day_index_find (days, cells->recency_days[i]);
      guint32 age = clv_day_index_find (days, cells->age_days[i]);

      self->n_customers += cells->weight[i];
      if (x > 0)
        self->tail[x - 1] += cells->weight[i];
      self->cell_recency[i] = clv_pair_index_add (self->recencies, x, recency);
      self->cell_age[i] = clv_pair_index_add (self->ages, x, age);
      self->cell_weight[i] = cells->weight[i];
    }
  for (guint32 k = self->max_x; k-- > 1;)
    self->tail[k - 1] += self->tail[k];
  return self;
}

void
clv_pareto_nbd_correlated_plan_free (ClvParetoNbdCorrelatedPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->days);
  g_free (self->tail);
  clv_pair_index_free (self->recencies);
  clv_pair_index_free (self->ages);
  g_free (self->cell_recency);
  g_free (self->cell_age);
  g_free (self->cell_weight);
  g_free (self);
}

/**
 * clv_pareto_nbd_correlated_plan_get_n:
 * @self: a plan
 *
 * Returns: how many customers its cells stand for
 */
double
clv_pareto_nbd_correlated_plan_get_n (const ClvParetoNbdCorrelatedPlan *self)
{
  return self->n_customers;
}

static double
get_theta (const ClvParetoDay *day)
{
  return day->log_beta - day->log_alpha;
}

static void
part_init (Part                             *self,
           const ClvParetoNbdCorrelatedPlan *plan,
           const double                     *parameters,
           guint                             k)
{
  double alpha = parameters[1] + (k & 1u);
  double beta = parameters[3] + (k >> 1);

  self->days = g_new (ClvParetoDay, (gsize) plan->n_days + 1);
  self->drop = g_new (ClvParetoTerm, (gsize) plan->recencies->n + 1);
  self->purchase = g_new (ClvParetoTerm, (gsize) plan->ages->n + 1);
  clv_pareto_day_fill (&self->zero, alpha, beta, 0.0);
  for (guint32 i = 0; i < plan->n_days; i++)
    clv_pareto_day_fill (&self->days[i], alpha, beta, plan->days[i]);
}

static void
part_clear (Part *self)
{
  g_free (self->days);
  g_free (self->drop);
  g_free (self->purchase);
}

static ClvRaceTable *
new_table (const Work         *work,
           const ClvPairIndex *pairs,
           ClvRaceWinner       winner)
{
  const ClvParetoNbdCorrelatedPlan *plan = work->plan;
  double lowest = INFINITY;
  double highest = -INFINITY;
  ClvRaceTable *table = NULL;

  for (guint k = 0; k < work->n_parts; k++)
    {
      for (guint32 i = 0; i < plan->n_days; i++)
        {
          lowest = MIN (lowest, get_theta (&work->parts[k].days[i]));
          highest = MAX (highest, get_theta (&work->parts[k].days[i]));
        }
    }
  table = clv_race_table_new (winner, work->parameters[0], work->parameters[2], plan->max_x,
                              lowest, highest);
  for (guint k = 0; k < work->n_parts; k++)
    {
      for (guint32 i = 0; i < pairs->n; i++)
        clv_race_table_count (table, pairs->x[i], get_theta (&work->parts[k].days[pairs->day[i]]));
    }
  clv_race_table_build (table);
  return table;
}

/* Some of the pairs of all parts: the recencies of one, then its ages. */
static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  Work *work = user_data;
  const ClvParetoNbdCorrelatedPlan *plan = work->plan;
  gsize n_drop = plan->recencies->n;
  gsize n = n_drop + plan->ages->n;
  gsize first = (gsize) chunk * CHUNK_PAIRS;

  for (gsize i = first; i < MIN (first + CHUNK_PAIRS, work->n_parts * n); i++)
    {
      Part *part = &work->parts[i / n];
      gboolean is_drop = i % n < n_drop;
      gsize at = is_drop ? i % n : i % n - n_drop;
      const ClvPairIndex *pairs = is_drop ? plan->recencies : plan->ages;
      const ClvParetoDay *day = &part->days[pairs->day[at]];

      clv_race_table_fill (is_drop ? work->drop : work->purchase, pairs->x[at], get_theta (day),
                           day->inverse_alpha, day->inverse_beta,
                           is_drop ? &part->drop[at] : &part->purchase[at]);
    }
}

static void
work_init (Work                             *work,
           const ClvParetoNbdCorrelatedPlan *plan,
           const double                     *parameters,
           double                            weight,
           guint                             n_parts)
{
  gsize n = n_parts * ((gsize) plan->recencies->n + plan->ages->n);

  work->plan = plan;
  work->parameters = parameters;
  work->weight = weight;
  work->n_parts = n_parts;
  for (guint k = 0; k < n_parts; k++)
    part_init (&work->parts[k], plan, parameters, k);
  work->drop = new_table (work, plan->recencies, CLV_RACE_DROP);
  work->purchase = new_table (work, plan->ages, CLV_RACE_PURCHASE);
  clv_parallel_run ((guint) ((n + CHUNK_PAIRS - 1) / CHUNK_PAIRS), fill_chunk, work);
}

static void
work_clear (Work *work)
{
  for (guint k = 0; k < work->n_parts; k++)
    part_clear (&work->parts[k]);
  clv_race_table_free (work->drop);
  clv_race_table_free (work->purchase);
}

/* A customer's share in @sums without a mixture, @weight times. */
static void
add_single (Sums                *sums,
            const ClvParetoTerm *term,
            double               weight)
{
  sums->value += weight * term->value;
  for (guint i = 0, m = 0; i < 4; i++)
    {
      sums->first[i] += weight * term->first[i];
      for (guint j = i; j < 4; j++, m++)
        sums->second[i * N_PARAMETERS + j] += weight * term->second[m];
    }
}

/* A customer's share in @sums, @weight times. @c is the weight of the mixture. */
static void
add_mixture (Sums                *sums,
             const ClvParetoTerm *terms,
             double               c,
             double               weight)
{
  static const double signs[N_PARTS] = { 1.0, -1.0, -1.0, 1.0 };
  double excess = 0.0;
  double mean[4] = { 0.0 };
  double slope[4] = { 0.0 };      /* of the likelihood's derivative by c */
  double ratio[N_PARTS];
  double mixed = 0.0;
  double lift = 0.0;

  for (guint k = 0; k < N_PARTS; k++)
    ratio[k] = terms[k].value - terms[0].value;
  excess = expm1 (ratio[3]) - expm1 (ratio[1]) - expm1 (ratio[2]);
  mixed = 1.0 + c * excess;
  lift = excess / mixed;
  for (guint k = 0; k < N_PARTS; k++)
    ratio[k] = exp (ratio[k]) / mixed;

  for (guint i = 0; i < 4; i++)
    {
      for (guint k = 0; k < N_PARTS; k++)
        slope[i] += signs[k] * ratio[k] * terms[k].first[i];
      mean[i] = ratio[0] * terms[0].first[i] + c * slope[i];
    }

  sums->value += weight * (terms[0].value + log1p (c * excess));
  for (guint i = 0, m = 0; i < 4; i++)
    {
      sums->first[i] += weight * mean[i];
      for (guint j = i; j < 4; j++, m++)
        {
          double value = -mean[i] * mean[j];

          for (guint k = 0; k < N_PARTS; k++)
            value += ratio[k] * (c * signs[k] + (k == 0 ? 1.0 : 0.0))
                     * (terms[k].second[m] + terms[k].first[i] * terms[k].first[j]);
          sums->second[i * N_PARAMETERS + j] += weight * value;
        }
      sums->second[i * N_PARAMETERS + 4] += weight * (slope[i] - lift * mean[i]);
    }
  sums->first[4] += weight * lift;
  sums->second[4 * N_PARAMETERS + 4] -= weight * lift * lift;
}

static void
sum_chunk (guint    chunk,
           double  *numbers,
           gpointer user_data)
{
  const Work *work = user_data;
  const ClvParetoNbdCorrelatedPlan *plan = work->plan;
  const double *p = work->parameters;
  guint32 end = MIN ((chunk + 1) * CHUNK_CELLS, plan->n_cells);
  Sums sums;

  memset (&sums, 0, sizeof sums);
  for (guint32 cell = chunk * CHUNK_CELLS; cell < end; cell++)
    {
      guint32 i = plan->cell_recency[cell];
      guint32 j = plan->cell_age[cell];
      ClvParetoTerm terms[N_PARTS];

      for (guint k = 0; k < work->n_parts; k++)
        {
          const Part *part = &work->parts[k];

          clv_pareto_term_fill (&terms[k], p[0], p[2], plan->recencies->x[i], &part->zero,
                                &part->days[plan->recencies->day[i]],
                                &part->days[plan->ages->day[j]], &part->drop[i],
                                &part->purchase[j]);
        }
      if (work->n_parts == 1)
        add_single (&sums, terms, plan->cell_weight[cell]);
      else
        add_mixture (&sums, terms, work->weight, plan->cell_weight[cell]);
    }
  memcpy (numbers, &sums, sizeof sums);
}

/* Of Σ ln L with respect to ln r, ln α, ln s, ln β and c. */
static double
evaluate (const ClvParetoNbdCorrelatedPlan *plan,
          const double                     *parameters,
          double                            weight,
          guint                             n_parts,
          double                           *gradient,
          double                           *hessian)
{
  double r = parameters[0];
  double numbers[N_NUMBERS];
  Sums sums;
  Work work;

  work_init (&work, plan, parameters, weight, n_parts);
  clv_parallel_sum ((plan->n_cells + CHUNK_CELLS - 1) / CHUNK_CELLS, N_NUMBERS, sum_chunk, &work,
                    numbers);
  work_clear (&work);
  memcpy (&sums, numbers, sizeof sums);
  for (guint32 k = 0; k < plan->max_x; k++)
    {
      double inverse = 1.0 / (r + k);

      sums.value += plan->tail[k] * log (r + k);
      sums.first[0] += plan->tail[k] * inverse;
      sums.second[0] -= plan->tail[k] * inverse * inverse;
    }

  for (guint i = 0; i < N_PARAMETERS; i++)
    {
      double p = i < 4 ? parameters[i] : 1.0;

      gradient[i] = p * sums.first[i];
      for (guint j = i; j < N_PARAMETERS; j++)
        {
          double value = p * (j < 4 ? parameters[j] : 1.0) * sums.second[i * N_PARAMETERS + j];

          if (i == j && i < 4)
            value += gradient[i];
          hessian[i * N_PARAMETERS + j] = value;
          hessian[j * N_PARAMETERS + i] = value;
        }
    }
  return sums.value;
}

/**
 * clv_pareto_nbd_correlated_plan_evaluate_weight:
 * @self: a plan
 * @parameters: r, α, s, β > 0; a fifth one is not looked at
 * @weight: c = κ M N
 * @gradient: (out) (array length=5): with respect to ln r, ln α, ln s, ln β and c
 * @hessian: (out) (array length=25): likewise
 *
 * Returns: the log-likelihood without −Σ ln x!; NAN or −∞ where the mixture of a
 *   customer is not positive
 */
double
clv_pareto_nbd_correlated_plan_evaluate_weight (const ClvParetoNbdCorrelatedPlan *self,
                                                const double                     *parameters,
                                                double                            weight,
                                                double                           *gradient,
                                                double                           *hessian)
{
  return evaluate (self, parameters, weight, N_PARTS, gradient, hessian);
}

/**
 * clv_pareto_nbd_correlated_plan_evaluate_independent:
 * @self: a plan
 * @parameters: r, α, s, β > 0; a fifth one is not looked at
 * @gradient: (out) (array length=5): with respect to ln r, ln α, ln s, ln β; then 0
 * @hessian: (out) (array length=25): likewise
 *
 * Pareto/NBD itself: one part instead of four.
 *
 * Returns: the log-likelihood without −Σ ln x!
 */
double
clv_pareto_nbd_correlated_plan_evaluate_independent (const ClvParetoNbdCorrelatedPlan *self,
                                                     const double                     *parameters,
                                                     double                           *gradient,
                                                     double                           *hessian)
{
  return evaluate (self, parameters, 0.0, 1, gradient, hessian);
}

/**
 * clv_pareto_nbd_correlated_plan_evaluate:
 * @self: a plan
 * @parameters: r, α, s, β > 0 and cor within its bounds
 * @gradient: (out) (nullable): with respect to ln r, ln α, ln s, ln β and cor
 * @hessian: (out) (nullable): 5 × 5, likewise
 *
 * Returns: the log-likelihood without −Σ ln x!; −∞ where cor is beyond its bounds
 *   by more than rounding
 */
double
clv_pareto_nbd_correlated_plan_evaluate (const ClvParetoNbdCorrelatedPlan *self,
                                         const double                     *parameters,
                                         double                           *gradient,
                                         double                           *hessian)
{
  const double *p = parameters;
  double scale = (p[1] + 1.0) * (p[3] + 1.0) / sqrt (p[0] * p[2]);
  double c = p[4] * scale;
  /* Slopes of ln c by the log parameters, and their own. */
  const double slope[4] = { -0.5, p[1] / (p[1] + 1.0), -0.5, p[3] / (p[3] + 1.0) };
  const double bend[4] = { 0.0, slope[1] / (p[1] + 1.0), 0.0, slope[3] / (p[3] + 1.0) };
  double lowest = 0.0;
  double highest = 0.0;
  double first[N_PARAMETERS];
  double second[N_PARAMETERS * N_PARAMETERS];
  double value = 0.0;

  clv_pareto_nbd_correlated_bounds (p, &lowest, &highest);
  if (!(p[4] >= lowest * (1.0 + 1e-6) && p[4] <= highest * (1.0 + 1e-6)))
    return -INFINITY;
  value = clv_pareto_nbd_correlated_plan_evaluate_weight (self, p, c, first, second);
  for (guint i = 0; i < N_PARAMETERS && gradient != NULL; i++)
    gradient[i] = i < 4 ? first[i] + first[4] * c * slope[i] : first[4] * scale;
  for (guint i = 0; i < N_PARAMETERS && hessian != NULL; i++)
    {
      for (guint j = 0; j < N_PARAMETERS; j++)
        {
          double by_i = i < 4 ? c * slope[i] : scale;
          double by_j = j < 4 ? c * slope[j] : scale;
          double sum = by_i * by_j * second[4 * N_PARAMETERS + 4];

          if (i < 4)
            sum += second[i * N_PARAMETERS + 4] * by_j;
          if (j < 4)
            sum += second[j * N_PARAMETERS + 4] * by_i;
          if (i < 4 && j < 4)
            sum += second[i * N_PARAMETERS + j]
                   + first[4] * c * (slope[i] * slope[j] + (i == j ? bend[i] : 0.0));
          else if (i < 4 || j < 4)
            sum += first[4] * scale * slope[MIN (i, j)];
          hessian[i * N_PARAMETERS + j] = sum;
        }
    }
  return value;
}
