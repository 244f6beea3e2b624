/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-memory.h"
#include "clv-pair-index.h"
#include "clv-parallel.h"
#include "clv-pareto-nbd.h"
#include "clv-race-table.h"
#include "clv-vector.h"

/* The log-likelihood of all customers, with the notation of clv-pareto-nbd.c:
 *
 *   Σ ln Γ(r+x)/Γ(r) = Σ_k tail[k] ln (r+k), tail[k] = customers with x > k,
 *   − r ln ((α+t)/α) − x ln (α+t) − s ln ((β+t)/β) needs sums per day of recency,
 *   and Σ ln J, J = q (x, t) + e^−A p (x, T).
 *
 * The integrals q and p are needed per distinct (x, t) and (x, T), which are far
 * fewer than the triples, and are interpolated where they are many; a triple costs one
 * exponential and one logarithm. Its share in the derivatives of ln q and ln p is added
 * up per pair before these are used, so that only the outer product of the slopes is a
 * matter of the triple. */

#define N_PARAMETERS CLV_PARETO_NBD_PARAMETERS
#define N_SECOND 10
#define SUMS 18

/* Slices of the cells, each with shares of all pairs; how many depends on the cells
 * alone, so that the bits do not depend on the threads. */
#define MOST_SLICES 8
#define CHUNK_PAIRS 512

struct _ClvParetoNbdPlan
{
  double n_customers;
  guint32 n_days;
  double *days;              /* distinct days in the model's unit */
  double *weight_by_recency; /* [n_days] */
  double *count_by_recency;  /* [n_days] Σ x */
  guint32 max_x;
  double *tail;              /* [max_x] */
  ClvPairIndex *recencies;   /* distinct (x, t) */
  ClvPairIndex *ages;        /* distinct (x, T) */
  guint32 n_cells;           /* rounded up to whole vectors */
  guint32 *cell_recency;     /* index into recencies */
  guint32 *cell_age;
  double *cell_weight;       /* 0 in the padding */
};

/* ln q or ln p of a pair, and its slopes. */
typedef struct
{
  double value;
  double first[N_PARAMETERS];
} Slopes;

/* What one evaluation works with. */
typedef struct
{
  const ClvParetoNbdPlan *plan;
  guint n_slices;
  const double *parameters;
  double *log_alpha;         /* [n_days] ln (α + day) */
  double *log_beta;
  double *inverse_alpha;     /* [n_days] 1 / (α + day) */
  double *inverse_beta;
  ClvRaceTable *drop_table;
  ClvRaceTable *purchase_table;
  Slopes *drop;              /* ln q of recencies */
  Slopes *purchase;          /* ln p of ages */
  double *drop_second;       /* [N_SECOND] each */
  double *purchase_second;
  double *sums;              /* [n_slices × SUMS], as the next two */
  double *drop_weight;       /* share of the pair in the derivatives of the sum */
  double *purchase_weight;
} Work;

/**
 * clv_pareto_nbd_plan_new:
 * @cells: distinct customers; 0 ≤ recency ≤ age
 * @unit_days: days in the unit that α and β are in
 *
 * Arranges cells for many evaluations. Keeps no reference to @cells.
 *
 * Returns: (transfer full): the plan
 */
ClvParetoNbdPlan *
clv_pareto_nbd_plan_new (const ClvCells *cells,
                         int             unit_days)
{
  ClvParetoNbdPlan *self = g_new0 (ClvParetoNbdPlan, 1);
  gsize n_padded = (gsize) cells->n + CLV_LANES;
  g_autoptr(ClvDayIndex) days = clv_day_index_new (cells);

  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);
  self->n_days = days->n;
  self->days = g_new (double, (gsize) days->n + 1);
  for (guint32 i = 0; i < days->n; i++)
    self->days[i] = (double) days->day[i] / unit_days;
  self->weight_by_recency = g_new0 (double, (gsize) days->n + 1);
  self->count_by_recency = g_new0 (double, (gsize) days->n + 1);
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->recencies = clv_pair_index_new (self->max_x, days->n, cells->n);
  self->ages = clv_pair_index_new (self->max_x, days->n, cells->n);
  self->cell_recency = clv_new_large (guint32, n_padded);
  self->cell_age = clv_new_large (guint32, n_padded);
  self->cell_weight = clv_new_large (double, n_padded);

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 x = cells->x[i];
      guint32 recency = clv_day_index_find (days, cells->recency_days[i]);
      guint32 age = clv_day_index_find (days, cells->age_days[i]);

      self->n_customers += cells->weight[i];
      self->weight_by_recency[recency] += cells->weight[i];
      self->count_by_recency[recency] += cells->weight[i] * x;
      if (x > 0)
        self->tail[x - 1] += cells->weight[i];
      self->cell_recency[i] = clv_pair_index_add (self->recencies, x, recency);
      self->cell_age[i] = clv_pair_index_add (self->ages, x, age);
      self->cell_weight[i] = cells->weight[i];
    }
  for (guint32 k = self->max_x; k-- > 1;)
    self->tail[k - 1] += self->tail[k];
  self->n_cells = (cells->n + CLV_LANES - 1) / CLV_LANES * CLV_LANES;
  for (guint32 i = cells->n; i < self->n_cells; i++)
    {
      self->cell_recency[i] = 0;
      self->cell_age[i] = 0;
      self->cell_weight[i] = 0.0;
    }
  return self;
}

void
clv_pareto_nbd_plan_free (ClvParetoNbdPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->days);
  g_free (self->weight_by_recency);
  g_free (self->count_by_recency);
  g_free (self->tail);
  clv_pair_index_free (self->recencies);
  clv_pair_index_free (self->ages);
  g_free (self->cell_recency);
  g_free (self->cell_age);
  g_free (self->cell_weight);
  g_free (self);
}

static double
get_theta (const Work *work,
           guint32     day)
{
  return work->log_beta[day] - work->log_alpha[day];
}

static void
fill_pair (const Work         *work,
           const ClvRaceTable *table,
           const ClvPairIndex *pairs,
           guint32             i,
           Slopes             *slopes,
           double             *second)
{
  guint32 day = pairs->day[i];
  ClvParetoTerm term;

  clv_race_table_fill (table, pairs->x[i], get_theta (work, day), work->inverse_alpha[day],
                       work->inverse_beta[day], &term);
  slopes[i].value = term.value;
  memcpy (slopes[i].first, term.first, sizeof term.first);
  if (second != NULL)
    memcpy (second + (gsize) i * N_SECOND, term.second, sizeof term.second);
}

/* Some of the pairs: the recencies, then the ages. */
static void
fill_chunk (guint    chunk,
            gpointer user_data)
{
  Work *work = user_data;
  const ClvParetoNbdPlan *plan = work->plan;
  guint32 n = plan->recencies->n;
  guint32 first = chunk * CHUNK_PAIRS;

  for (guint32 i = first; i < MIN (first + CHUNK_PAIRS, n + plan->ages->n); i++)
    {
      if (i < n)
        fill_pair (work, work->drop_table, plan->recencies, i, work->drop, work->drop_second);
      else
        fill_pair (work, work->purchase_table, plan->ages, i - n, work->purchase,
                   work->purchase_second);
    }
}

static ClvRaceTable *
new_table (const Work         *work,
           const ClvPairIndex *pairs,
           ClvRaceWinner       winner)
{
  const ClvParetoNbdPlan *plan = work->plan;
  double lowest = INFINITY;
  double highest = -INFINITY;
  ClvRaceTable *table = NULL;

  for (guint32 i = 0; i < plan->n_days; i++)
    {
      lowest = MIN (lowest, get_theta (work, i));
      highest = MAX (highest, get_theta (work, i));
    }
  table = clv_race_table_new (winner, work->parameters[0], work->parameters[2], plan->max_x,
                              lowest, highest);
  for (guint32 i = 0; i < pairs->n; i++)
    clv_race_table_count (table, pairs->x[i], get_theta (work, pairs->day[i]));
  clv_race_table_build (table);
  return table;
}

static void
work_init (Work                   *work,
           const ClvParetoNbdPlan *plan,
           const double           *parameters,
           gboolean                is_second)
{
  gsize n_days = (gsize) plan->n_days + 1;
  gsize n_drop = (gsize) plan->recencies->n + 1;
  gsize n_purchase = (gsize) plan->ages->n + 1;

  work->plan = plan;
  work->n_slices = CLAMP (plan->n_cells / CLV_CHUNK_CELLS, 1, MOST_SLICES);
  work->parameters = parameters;
  work->log_alpha = g_new (double, 4 * n_days);
  work->log_beta = work->log_alpha + n_days;
  work->inverse_alpha = work->log_beta + n_days;
  work->inverse_beta = work->inverse_alpha + n_days;
  for (guint32 i = 0; i < plan->n_days; i++)
    {
      work->log_alpha[i] = log (parameters[1] + plan->days[i]);
      work->log_beta[i] = log (parameters[3] + plan->days[i]);
      work->inverse_alpha[i] = 1.0 / (parameters[1] + plan->days[i]);
      work->inverse_beta[i] = 1.0 / (parameters[3] + plan->days[i]);
    }
  work->drop = g_new (Slopes, n_drop);
  work->purchase = g_new (Slopes, n_purchase);
  work->drop_second = is_second ? g_new (double, n_drop * N_SECOND) : NULL;
  work->purchase_second = is_second ? g_new (double, n_purchase * N_SECOND) : NULL;
  work->drop_weight = g_new0 (double, work->n_slices * n_drop);
  work->purchase_weight = g_new0 (double, work->n_slices * n_purchase);
  work->sums = g_new0 (double, work->n_slices * SUMS);
  work->drop_table = new_table (work, plan->recencies, CLV_RACE_DROP);
  work->purchase_table = new_table (work, plan->ages, CLV_RACE_PURCHASE);
  clv_parallel_run ((plan->recencies->n + plan->ages->n + CHUNK_PAIRS - 1) / CHUNK_PAIRS,
                    fill_chunk, work);
}

static void
work_clear (Work *work)
{
  g_free (work->log_alpha);
  clv_race_table_free (work->drop_table);
  clv_race_table_free (work->purchase_table);
  g_free (work->drop);
  g_free (work->purchase);
  g_free (work->drop_second);
  g_free (work->purchase_second);
  g_free (work->drop_weight);
  g_free (work->purchase_weight);
  g_free (work->sums);
}

/* What eight cells look up. */
enum
{
  DROP,
  DROP_R,
  DROP_ALPHA,
  DROP_S,
  DROP_BETA,
  PURCHASE,
  PURCHASE_R,
  PURCHASE_ALPHA,
  PURCHASE_S,
  PURCHASE_BETA,
  LOG_ALPHA_T,
  LOG_ALPHA,
  LOG_BETA_T,
  LOG_BETA,
  INVERSE_ALPHA_T,
  INVERSE_ALPHA,
  INVERSE_BETA_T,
  INVERSE_BETA,
  COUNT,
  N_LANES
};

CLV_VECTOR_INLINE void
gather (const ClvParetoNbdPlan *plan,
        const Work             *work,
        guint32                 cell,
        double                  lanes[N_LANES][CLV_LANES])
{
  for (guint k = 0; k < CLV_LANES; k++)
    {
      guint32 i = plan->cell_recency[cell + k];
      guint32 j = plan->cell_age[cell + k];
      guint32 t = plan->recencies->day[i];
      guint32 T = plan->ages->day[j];

      lanes[DROP][k] = work->drop[i].value;
      lanes[PURCHASE][k] = work->purchase[j].value;
      for (guint p = 0; p < N_PARAMETERS; p++)
        {
          lanes[DROP_R + p][k] = work->drop[i].first[p];
          lanes[PURCHASE_R + p][k] = work->purchase[j].first[p];
        }
      lanes[LOG_ALPHA_T][k] = work->log_alpha[t];
      lanes[LOG_ALPHA][k] = work->log_alpha[T];
      lanes[LOG_BETA_T][k] = work->log_beta[t];
      lanes[LOG_BETA][k] = work->log_beta[T];
      lanes[INVERSE_ALPHA_T][k] = work->inverse_alpha[t];
      lanes[INVERSE_ALPHA][k] = work->inverse_alpha[T];
      lanes[INVERSE_BETA_T][k] = work->inverse_beta[t];
      lanes[INVERSE_BETA][k] = work->inverse_beta[T];
      lanes[COUNT][k] = plan->recencies->x[i];
    }
}

/* Σ w ln J, the shares of the pairs, and what is left of the derivatives: in
 * @sums the value, then Σ v over D, R e, C, s h and over e, h and the second
 * derivatives of A, then the outer product of the slopes. */
CLV_WIDE static void
sum_cells (const ClvParetoNbdPlan *plan,
           const Work             *work,
           guint32                 first,
           guint32                 end,
           double                 *drop_weight,
           double                 *purchase_weight,
           double                 *sums)
{
  double r = work->parameters[0];
  double s = work->parameters[2];
  ClvVector total[SUMS];

  memset (total, 0, sizeof total);
  for (guint32 cell = first; cell < end; cell += CLV_LANES)
    {
      double lanes[N_LANES][CLV_LANES];
      double shares[2][CLV_LANES];
      ClvVector in[N_LANES];
      ClvVector R, D, C, e, h, z, small, soft, one, sigma, w, v, slope[N_PARAMETERS];
      ClvMask is_above;

      gather (plan, work, cell, lanes);
      memcpy (in, lanes, sizeof in);
      memcpy (&w, plan->cell_weight + cell, sizeof w);
      R = in[COUNT] + r;
      D = in[LOG_ALPHA] - in[LOG_ALPHA_T];
      C = in[LOG_BETA] - in[LOG_BETA_T];
      e = in[INVERSE_ALPHA_T] - in[INVERSE_ALPHA];
      h = in[INVERSE_BETA_T] - in[INVERSE_BETA];
      z = in[PURCHASE] - (R * D + s * C) - in[DROP];

      is_above = z > 0.0;
      small = (ClvVector) ((ClvMask) z | G_MININT64);   /* −|z|: the sign bit set */
      {
        ClvMask is_low = small < -708.0;
        ClvVector floor = small * 0.0 - 708.0;

        small = (ClvVector) (((ClvMask) floor & is_low) | ((ClvMask) small & ~is_low));
      }
      clv_vector_exp (&small, &small);
      clv_vector_log1p (&small, &soft);
      soft += (ClvVector) ((ClvMask) z & is_above);
      one = 1.0 / (small + 1.0);
      sigma = (ClvVector) (((ClvMask) one & is_above) | ((ClvMask) (small * one) & ~is_above));

      total[0] += w * (in[DROP] + soft);
      v = w * sigma;
      memcpy (shares[1], &v, sizeof v);
      total[1] += v * D;
      total[2] += v * R * e;
      total[3] += v * C;
      total[4] += v * h;
      total[5] += v * e;
      total[6] += v * R * e * (in[INVERSE_ALPHA_T] + in[INVERSE_ALPHA]);
      total[7] += v * h * (in[INVERSE_BETA_T] + in[INVERSE_BETA]);
      one = w - v;
      memcpy (shares[0], &one, sizeof one);
      for (guint k = 0; k < CLV_LANES; k++)
        {
          drop_weight[plan->cell_recency[cell + k]] += shares[0][k];
          purchase_weight[plan->cell_age[cell + k]] += shares[1][k];
        }

      slope[0] = in[PURCHASE_R] - D - in[DROP_R];
      slope[1] = in[PURCHASE_ALPHA] + R * e - in[DROP_ALPHA];
      slope[2] = in[PURCHASE_S] - C - in[DROP_S];
      slope[3] = in[PURCHASE_BETA] + s * h - in[DROP_BETA];
      v *= 1.0 - sigma;
      total[8] += v * slope[0] * slope[0];
      total[9] += v * slope[0] * slope[1];
      total[10] += v * slope[0] * slope[2];
      total[11] += v * slope[0] * slope[3];
      total[12] += v * slope[1] * slope[1];
      total[13] += v * slope[1] * slope[2];
      total[14] += v * slope[1] * slope[3];
      total[15] += v * slope[2] * slope[2];
      total[16] += v * slope[2] * slope[3];
      total[17] += v * slope[3] * slope[3];
    }

  for (guint k = 0; k < SUMS; k++)
    sums[k] = clv_vector_sum (&total[k]);
}

static void
sum_slice (guint    slice,
           gpointer user_data)
{
  Work *work = user_data;
  const ClvParetoNbdPlan *plan = work->plan;
  guint32 n_vectors = plan->n_cells / CLV_LANES;
  guint32 first = (guint32) ((guint64) n_vectors * slice / work->n_slices) * CLV_LANES;
  guint32 end = (guint32) ((guint64) n_vectors * (slice + 1) / work->n_slices) * CLV_LANES;

  sum_cells (plan, work, first, end,
             work->drop_weight + slice * ((gsize) plan->recencies->n + 1),
             work->purchase_weight + slice * ((gsize) plan->ages->n + 1),
             work->sums + (gsize) slice * SUMS);
}

/* Adds the slices to the first. */
static void
add_slices (const Work *work)
{
  gsize n_drop = (gsize) work->plan->recencies->n + 1;
  gsize n_purchase = (gsize) work->plan->ages->n + 1;

  for (guint slice = 1; slice < work->n_slices; slice++)
    {
      for (gsize i = 0; i < n_drop; i++)
        work->drop_weight[i] += work->drop_weight[slice * n_drop + i];
      for (gsize i = 0; i < n_purchase; i++)
        work->purchase_weight[i] += work->purchase_weight[slice * n_purchase + i];
      for (guint k = 0; k < SUMS; k++)
        work->sums[k] += work->sums[slice * SUMS + k];
    }
}

/* First and second derivatives with respect to the parameters themselves. */
typedef struct
{
  double value;
  double first[N_PARAMETERS];
  double second[N_SECOND];
} Derivatives;

static void
add_silence (Derivatives            *d,
             const ClvParetoNbdPlan *plan,
             Work                   *work)
{
  double s = work->parameters[2];
  const double *sums = work->sums;

  clv_parallel_run (work->n_slices, sum_slice, work);
  add_slices (work);
  d->value += sums[0];
  d->first[0] -= sums[1];
  d->first[1] += sums[2];
  d->first[2] -= sums[3];
  d->first[3] += s * sums[4];
  d->second[1] += sums[5];
  d->second[4] -= sums[6];
  d->second[8] += sums[4];
  d->second[9] -= s * sums[7];
  for (guint k = 0; k < N_SECOND; k++)
    d->second[k] += sums[8 + k];

  for (guint32 i = 0; i < plan->recencies->n; i++)
    {
      for (guint k = 0; k < N_PARAMETERS; k++)
        d->first[k] += work->drop_weight[i] * work->drop[i].first[k];
      for (guint k = 0; k < N_SECOND && work->drop_second != NULL; k++)
        d->second[k] += work->drop_weight[i] * work->drop_second[(gsize) i * N_SECOND + k];
    }
  for (guint32 i = 0; i < plan->ages->n; i++)
    {
      for (guint k = 0; k < N_PARAMETERS; k++)
        d->first[k] += work->purchase_weight[i] * work->purchase[i].first[k];
      for (guint k = 0; k < N_SECOND && work->purchase_second != NULL; k++)
        d->second[k] += work->purchase_weight[i]
                        * work->purchase_second[(gsize) i * N_SECOND + k];
    }
}

/* − r ln ((α+t)/α) − x ln (α+t) − s ln ((β+t)/β) + ln Γ(r+x)/Γ(r). */
static void
add_histories (Derivatives            *d,
               const ClvParetoNbdPlan *plan,
               const Work             *work)
{
  double r = work->parameters[0];
  double alpha = work->parameters[1];
  double s = work->parameters[2];
  double beta = work->parameters[3];

  for (guint32 i = 0; i < plan->n_days; i++)
    {
      double w = plan->weight_by_recency[i];
      double count = plan->count_by_recency[i];
      double R = r * w + count;
      double D = log1p (plan->days[i] / alpha);
      double C = log1p (plan->days[i] / beta);
      double a = work->inverse_alpha[i];
      double b = work->inverse_beta[i];

      if (w <= 0.0)
        continue;
      d->value -= r * w * D + count * work->log_alpha[i] + s * w * C;
      d->first[0] -= w * D;
      d->first[1] += w * r / alpha - R * a;
      d->first[2] -= w * C;
      d->first[3] += w * s * (1.0 / beta - b);
      d->second[1] += w * (1.0 / alpha - a);
      d->second[4] += R * a * a - w * r / (alpha * alpha);
      d->second[8] += w * (1.0 / beta - b);
      d->second[9] -= w * s * (1.0 / beta - b) * (1.0 / beta + b);
    }

  for (guint32 k = 0; k < plan->max_x; k++)
    {
      double w = plan->tail[k];
      double inverse = 1.0 / (r + k);

      d->value += w * log (r + k);
      d->first[0] += w * inverse;
      d->second[0] -= w * inverse * inverse;
    }
}

/**
 * clv_pareto_nbd_plan_evaluate:
 * @self: a plan
 * @parameters: r, α, s, β > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): 4 × 4, likewise
 *
 * Returns: the log-likelihood without −Σ ln x!
 */
double
clv_pareto_nbd_plan_evaluate (const ClvParetoNbdPlan *self,
                              const double           *parameters,
                              double                 *gradient,
                              double                 *hessian)
{
  Derivatives d;
  Work work;
  guint k = 0;

  memset (&d, 0, sizeof d);
  work_init (&work, self, parameters, hessian != NULL);
  add_silence (&d, self, &work);
  add_histories (&d, self, &work);
  work_clear (&work);

  for (guint i = 0; i < N_PARAMETERS; i++)
    {
      if (gradient != NULL)
        gradient[i] = parameters[i] * d.first[i];
      for (guint j = i; j < N_PARAMETERS; j++, k++)
        {
          double value = parameters[i] * parameters[j] * d.second[k];

          if (hessian == NULL)
            continue;
          if (i == j)
            value += parameters[i] * d.first[i];
          hessian[i * N_PARAMETERS + j] = value;
          hessian[j * N_PARAMETERS + i] = value;
        }
    }
  return d.value;
}
