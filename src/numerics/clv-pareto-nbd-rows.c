/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-parallel.h"
#include "clv-pareto-nbd-rows.h"
#include "clv-race-table.h"

/* A customer's integrals are functions of one ratio, so that customers of different
 * α and β share them: see ClvRaceTable. With the notation of clv-pareto-nbd.c the rest
 * is four logarithms of days, an exponential and a logarithm, and ln Γ(r+x)/Γ(r) by
 * the count. */

#define N_PARAMETERS CLV_PARETO_NBD_PARAMETERS
#define CHUNK_GROUPS 1024
#define LAST_RISING 65536      /* counts with their ln Γ(r+x)/Γ(r) in a list */

struct _ClvParetoNbdRows
{
  guint32 n_groups;
  guint32 *start;         /* [n_groups + 1] */
  guint32 max_x;
  guint32 *x;
  double *recency;        /* in the unit of α and β */
  double *age;
  double *weight;
};

/* ln Γ(r+x)/Γ(r) with derivatives by r. */
typedef struct
{
  double value;
  double first;
  double second;
} Rising;

/* What one evaluation works with. */
typedef struct
{
  const ClvParetoNbdRows *rows;
  guint32 stride;
  const double *parameters;
  double *sums;
  guint n_chunks;
  double (*range)[4];     /* [n_chunks] least and greatest θ of recencies, and of ages */
  double *theta;          /* [cells × 2] */
  ClvRaceTable *drop;
  ClvRaceTable *purchase;
  guint32 n_rising;
  Rising *rising;
} Work;

/**
 * clv_pareto_nbd_rows_new:
 * @cells: customers, those of a group together; 0 ≤ recency ≤ age
 * @n_groups: how many groups
 * @start: (array length=n_groups+1): where each begins, and the end
 * @unit_days: days in the unit that α and β are in
 *
 * Keeps no reference to @cells.
 *
 * Returns: (transfer full): the rows
 */
ClvParetoNbdRows *
clv_pareto_nbd_rows_new (const ClvCells *cells,
                         guint32         n_groups,
                         const guint32  *start,
                         int             unit_days)
{
  ClvParetoNbdRows *self = g_new0 (ClvParetoNbdRows, 1);
  gsize n = (gsize) cells->n + 1;

  self->n_groups = n_groups;
  self->start = g_new (guint32, (gsize) n_groups + 1);
  memcpy (self->start, start, ((gsize) n_groups + 1) * sizeof *start);
  self->x = g_new (guint32, n);
  self->recency = g_new (double, n);
  self->age = g_new (double, n);
  self->weight = g_new (double, n);
  for (guint32 i = 0; i < cells->n; i++)
    {
      self->max_x = MAX (self->max_x, cells->x[i]);
      self->x[i] = cells->x[i];
      self->recency[i] = (double) cells->recency_days[i] / unit_days;
      self->age[i] = (double) cells->age_days[i] / unit_days;
      self->weight[i] = cells->weight[i];
    }
  return self;
}

void
clv_pareto_nbd_rows_free (ClvParetoNbdRows *self)
{
  if (self == NULL)
    return;
  g_free (self->start);
  g_free (self->x);
  g_free (self->recency);
  g_free (self->age);
  g_free (self->weight);
  g_free (self);
}

static guint32
get_n (const Work *work)
{
  return (work->rows->n_groups + work->stride - 1) / work->stride;
}

/* ln ((β+u) / (α+u)). */
static void
place_chunk (guint    chunk,
             gpointer user_data)
{
  Work *work = user_data;
  const ClvParetoNbdRows *rows = work->rows;
  guint32 end = MIN ((chunk + 1) * CHUNK_GROUPS, get_n (work));
  double *range = work->range[chunk];

  range[0] = range[2] = INFINITY;
  range[1] = range[3] = -INFINITY;
  for (guint32 k = chunk * CHUNK_GROUPS; k < end; k++)
    {
      const double *p = work->parameters + (gsize) k * N_PARAMETERS;
      guint32 group = k * work->stride;

      for (guint32 i = rows->start[group]; i < rows->start[group + 1]; i++)
        {
          double t = log ((p[3] + rows->recency[i]) / (p[1] + rows->recency[i]));
          double T = log ((p[3] + rows->age[i]) / (p[1] + rows->age[i]));

          work->theta[2 * (gsize) i] = t;
          work->theta[2 * (gsize) i + 1] = T;
          range[0] = MIN (range[0], t);
          range[1] = MAX (range[1], t);
          range[2] = MIN (range[2], T);
          range[3] = MAX (range[3], T);
        }
    }
}

static void
fill_tables (Work *work)
{
  const ClvParetoNbdRows *rows = work->rows;
  double range[4] = { INFINITY, -INFINITY, INFINITY, -INFINITY };
  double r = work->parameters[0];
  double s = work->parameters[2];

  work->range = g_malloc_n (work->n_chunks, sizeof *work->range);
  clv_parallel_run (work->n_chunks, place_chunk, work);
  for (guint chunk = 0; chunk < work->n_chunks; chunk++)
    {
      for (guint k = 0; k < 4; k += 2)
        {
          range[k] = MIN (range[k], work->range[chunk][k]);
          range[k + 1] = MAX (range[k + 1], work->range[chunk][k + 1]);
        }
    }
  work->drop = clv_race_table_new (CLV_RACE_DROP, r, s, rows->max_x, range[0], range[1]);
  work->purchase = clv_race_table_new (CLV_RACE_PURCHASE, r, s, rows->max_x, range[2], range[3]);
  for (guint32 group = 0; group < rows->n_groups; group += work->stride)
    {
      for (guint32 i = rows->start[group]; i < rows->start[group + 1]; i++)
        {
          clv_race_table_count (work->drop, rows->x[i], work->theta[2 * (gsize) i]);
          clv_race_table_count (work->purchase, rows->x[i], work->theta[2 * (gsize) i + 1]);
        }
    }
  clv_race_table_build (work->drop);
  clv_race_table_build (work->purchase);
}

static void
add_rising (Rising *rising,
            double  r,
            guint32 k)
{
  double inverse = 1.0 / (r + k);

  rising->value += log (r + k);
  rising->first += inverse;
  rising->second -= inverse * inverse;
}

static void
fill_rising (Work *work)
{
  Rising sum = { 0.0, 0.0, 0.0 };

  work->n_rising = MIN (work->rows->max_x, LAST_RISING) + 1;
  work->rising = g_new (Rising, work->n_rising);
  for (guint32 x = 0; x < work->n_rising; x++)
    {
      work->rising[x] = sum;
      add_rising (&sum, work->parameters[0], x);
    }
}

static Rising
get_rising (const Work *work,
            guint32     x)
{
  guint32 known = MIN (x, work->n_rising - 1);
  Rising rising = work->rising[known];

  for (guint32 k = known; k < x; k++)
    add_rising (&rising, work->parameters[0], k);
  return rising;
}

/* A customer's likelihood and its derivatives by the parameters themselves. */
static void
fill_term (const Work         *work,
           guint32             i,
           const double       *parameters,
           const ClvParetoDay *zero,
           ClvParetoTerm      *term)
{
  const ClvParetoNbdRows *rows = work->rows;
  Rising rising = get_rising (work, rows->x[i]);
  ClvParetoDay t;
  ClvParetoDay T;
  ClvParetoTerm drop;
  ClvParetoTerm purchase;

  clv_pareto_day_fill (&t, parameters[1], parameters[3], rows->recency[i]);
  clv_pareto_day_fill (&T, parameters[1], parameters[3], rows->age[i]);
  clv_race_table_fill (work->drop, rows->x[i], work->theta[2 * (gsize) i], t.inverse_alpha,
                       t.inverse_beta, &drop);
  clv_race_table_fill (work->purchase, rows->x[i], work->theta[2 * (gsize) i + 1],
                       T.inverse_alpha, T.inverse_beta, &purchase);
  clv_pareto_term_fill (term, parameters[0], parameters[2], rows->x[i], zero, &t, &T, &drop,
                        &purchase);
  term->value += rising.value;
  term->first[0] += rising.first;
  term->second[0] += rising.second;
}

static void
sum_group (const Work *work,
           guint32     k)
{
  const ClvParetoNbdRows *rows = work->rows;
  const double *p = work->parameters + (gsize) k * N_PARAMETERS;
  double *sums = work->sums + (gsize) k * CLV_PARETO_NBD_ROW_SUMS;
  guint32 group = k * work->stride;
  ClvParetoTerm total;
  ClvParetoDay zero;

  memset (&total, 0, sizeof total);
  clv_pareto_day_fill (&zero, p[1], p[3], 0.0);
  for (guint32 i = rows->start[group]; i < rows->start[group + 1]; i++)
    {
      double weight = rows->weight[i];
      ClvParetoTerm term;

      fill_term (work, i, p, &zero, &term);
      total.value += weight * term.value;
      for (guint a = 0; a < N_PARAMETERS; a++)
        total.first[a] += weight * term.first[a];
      for (guint m = 0; m < G_N_ELEMENTS (total.second); m++)
        total.second[m] += weight * term.second[m];
    }

  sums[0] = total.value;
  for (guint a = 0, m = 0; a < N_PARAMETERS; a++)
    {
      sums[1 + a] = p[a] * total.first[a];
      for (guint b = a; b < N_PARAMETERS; b++, m++)
        {
          double value = p[a] * p[b] * total.second[m] + (a == b ? sums[1 + a] : 0.0);

          sums[1 + N_PARAMETERS + a * N_PARAMETERS + b] = value;
          sums[1 + N_PARAMETERS + b * N_PARAMETERS + a] = value;
        }
    }
}

static void
sum_chunk (guint    chunk,
           gpointer user_data)
{
  const Work *work = user_data;
  guint32 end = MIN ((chunk + 1) * CHUNK_GROUPS, get_n (work));

  for (guint32 k = chunk * CHUNK_GROUPS; k < end; k++)
    sum_group (work, k);
}

/**
 * clv_pareto_nbd_rows_evaluate:
 * @self: rows
 * @stride: between the groups that are looked at, from the first on
 * @parameters: r, α, s, β > 0 of each of them; r and s are the same in all
 * @sums: (out): %CLV_PARETO_NBD_ROW_SUMS of each of them, with respect to its log
 *   parameters; the log-likelihood is without −Σ ln x!
 *
 * The same bits for any number of threads.
 */
void
clv_pareto_nbd_rows_evaluate (const ClvParetoNbdRows *self,
                              guint32                 stride,
                              const double           *parameters,
                              double                 *sums)
{
  Work work = { .rows = self, .stride = stride, .parameters = parameters, .sums = sums };

  g_return_if_fail (stride >= 1);

  if (self->n_groups == 0)
    return;
  work.n_chunks = (get_n (&work) + CHUNK_GROUPS - 1) / CHUNK_GROUPS;
  work.theta = g_new (double, 2 * (gsize) self->start[self->n_groups] + 1);
  fill_tables (&work);
  fill_rising (&work);
  clv_parallel_run (work.n_chunks, sum_chunk, &work);
  clv_race_table_free (work.drop);
  clv_race_table_free (work.purchase);
  g_free (work.range);
  g_free (work.theta);
  g_free (work.rising);
}
