/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-bg-nbd.h"
#include "clv-memory.h"
#include "clv-numerics.h"
#include "clv-pair-index.h"
#include "clv-parallel.h"
#include "clv-vector.h"

/* The log-likelihood of all customers, arranged so that one evaluation costs one
 * exponential a distinct cell of a repeat customer and nothing a customer:
 *
 *   Σ ln Γ(r+x)/Γ(r) = Σ_k tail[k] ln (r+k), tail[k] = customers with x > k,
 *   and the Beta functions alike with b and a+b;
 *   r ln α − (r+x) ln (α+T) needs the sums per distinct age only;
 *   what is left is Σ ln (1 + e^z) over repeat customers,
 *   z = ln a − ln (b+x−1) + (r+x) ln ((α+T)/(α+t)),
 *   with the logarithms from a table of the distinct days.
 *
 * The constant −ln x! is left out. */

#define SUMS 15

struct _ClvBgNbdPlan
{
  double n_customers;
  guint32 n_days;
  double *days;           /* distinct days in the model's unit */
  double *weight_by_age;  /* [n_days] */
  double *count_by_age;   /* [n_days] Σ x */
  guint32 max_x;
  double *tail;           /* [max_x] */
  guint32 n_cells;        /* of repeat customers, rounded up to whole vectors */
  guint32 *cell_x;
  guint32 *cell_recency;  /* index into days */
  guint32 *cell_age;
  double *cell_weight;    /* 0 in the padding */
};

/* Per distinct value what the cells look up. */
typedef struct
{
  double *log_day;      /* ln (α + day) */
  double *inverse_day;
  double *log_x;        /* [x] ln a − ln (b + x − 1) */
  double *inverse_x;    /* [x] 1 / (b + x − 1) */
} Tables;

static void
fill_cells (ClvBgNbdPlan      *self,
            const ClvCells    *cells,
            const ClvDayIndex *days)
{
  guint32 n = 0;

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 x = cells->x[i];
      guint32 age = clv_day_index_find (days, cells->age_days[i]);

      self->n_customers += cells->weight[i];
      self->weight_by_age[age] += cells->weight[i];
      self->count_by_age[age] += cells->weight[i] * x;
      if (x == 0)
        continue;

      self->tail[x - 1] += cells->weight[i];
      self->cell_x[n] = x;
      self->cell_age[n] = age;
      self->cell_recency[n] = clv_day_index_find (days, cells->recency_days[i]);
      self->cell_weight[n] = cells->weight[i];
      n++;
    }

  for (guint32 k = self->max_x; k-- > 1;)
    self->tail[k - 1] += self->tail[k];

  while (n % CLV_LANES != 0)
    {
      self->cell_x[n] = 1;
      self->cell_age[n] = 0;
      self->cell_recency[n] = 0;
      self->cell_weight[n] = 0.0;
      n++;
    }
  self->n_cells = n;
}

/**
 * clv_bg_nbd_plan_new:
 * @cells: distinct customers; 0 ≤ recency ≤ age
 * @unit_days: days in the unit that α is in
 *
 * Arranges cells for many evaluations. Keeps no reference to @cells.
 *
 * Returns: (transfer full): the plan
 */
ClvBgNbdPlan *
clv_bg_nbd_plan_new (const ClvCells *cells,
                     int             unit_days)
{
  ClvBgNbdPlan *self = g_new0 (ClvBgNbdPlan, 1);
  g_autoptr(ClvDayIndex) days = clv_day_index_new (cells);
  gsize n_padded = (gsize) cells->n + CLV_LANES;

  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);

  self->n_days = days->n;
  self->days = g_new (double, MAX (self->n_days, 1));
  for (guint32 i = 0; i < self->n_days; i++)
    self->days[i] = (double) days->day[i] / unit_days;
  self->weight_by_age = g_new0 (double, MAX (self->n_days, 1));
  self->count_by_age = g_new0 (double, MAX (self->n_days, 1));
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->cell_x = clv_new_large (guint32, n_padded);
  self->cell_recency = clv_new_large (guint32, n_padded);
  self->cell_age = clv_new_large (guint32, n_padded);
  self->cell_weight = clv_new_large (double, n_padded);
  fill_cells (self, cells, days);

  return self;
}

void
clv_bg_nbd_plan_free (ClvBgNbdPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->days);
  g_free (self->weight_by_age);
  g_free (self->count_by_age);
  g_free (self->tail);
  g_free (self->cell_x);
  g_free (self->cell_recency);
  g_free (self->cell_age);
  g_free (self->cell_weight);
  g_free (self);
}

static void
tables_init (Tables             *tables,
             const ClvBgNbdPlan *plan,
             const double       *parameters)
{
  double log_a = log (parameters[2]);

  tables->log_day = g_new (double, MAX (plan->n_days, 1));
  tables->inverse_day = g_new (double, MAX (plan->n_days, 1));
  tables->log_x = g_new (double, (gsize) plan->max_x + 2);
  tables->inverse_x = g_new (double, (gsize) plan->max_x + 2);
  for (guint32 i = 0; i < plan->n_days; i++)
    {
      tables->log_day[i] = log (parameters[1] + plan->days[i]);
      tables->inverse_day[i] = 1.0 / (parameters[1] + plan->days[i]);
    }
  for (guint32 x = 1; x <= plan->max_x; x++)
    {
      tables->log_x[x] = log_a - log (parameters[3] + (x - 1));
      tables->inverse_x[x] = 1.0 / (parameters[3] + (x - 1));
    }
}

static void
tables_clear (Tables *tables)
{
  g_free (tables->log_day);
  g_free (tables->inverse_day);
  g_free (tables->log_x);
  g_free (tables->inverse_x);
}

/* Σ over the cells of repeat customers. With s = w σ(z), v = w σ(z)(1 − σ(z)),
 * D = ln (α+T) − ln (α+t), E = 1/(α+T) − 1/(α+t), F = 1/(α+T)² − 1/(α+t)²,
 * R = r + x and i = 1/(b+x−1) the sums are in the order of `finish`. */
CLV_WIDE static void
sum_cells (const ClvBgNbdPlan *plan,
           const Tables       *tables,
           double              r,
           guint32             first,
           guint32             end,
           double             *sums)
{
  ClvVector total[SUMS];

  memset (total, 0, sizeof total);
  for (guint32 cell = first; cell < end; cell += CLV_LANES)
    {
      double lanes[7][CLV_LANES];
      ClvVector log_age, log_recency, inverse_age, inverse_recency, log_x, i, x, w;
      ClvVector R, D, E, F, z, e, soft, one, sigma, s, v, zalpha;
      ClvMask is_above;

      for (guint32 k = 0; k < CLV_LANES; k++)
        {
          guint32 age = plan->cell_age[cell + k];
          guint32 recency = plan->cell_recency[cell + k];
          guint32 count = plan->cell_x[cell + k];

          lanes[0][k] = tables->log_day[age];
          lanes[1][k] = tables->log_day[recency];
          lanes[2][k] = tables->inverse_day[age];
          lanes[3][k] = tables->inverse_day[recency];
          lanes[4][k] = tables->log_x[count];
          lanes[5][k] = tables->inverse_x[count];
          lanes[6][k] = count;
        }
      memcpy (&log_age, lanes[0], sizeof log_age);
      memcpy (&log_recency, lanes[1], sizeof log_age);
      memcpy (&inverse_age, lanes[2], sizeof log_age);
      memcpy (&inverse_recency, lanes[3], sizeof log_age);
      memcpy (&log_x, lanes[4], sizeof log_age);
      memcpy (&i, lanes[5], sizeof log_age);
      memcpy (&x, lanes[6], sizeof log_age);
      memcpy (&w, plan->cell_weight + cell, sizeof w);

      R = x + r;
      D = log_age - log_recency;
      E = inverse_age - inverse_recency;
      F = E * (inverse_age + inverse_recency);
      z = log_x + R * D;
      is_above = z > 0.0;
      e = (ClvVector) ((ClvMask) z | G_MININT64);   /* −|z|: the sign bit set */
      {
        ClvMask is_low = e < -708.0;
        ClvVector floor = e * 0.0 - 708.0;

        e = (ClvVector) (((ClvMask) floor & is_low) | ((ClvMask) e & ~is_low));
      }
      clv_vector_exp (&e, &e);
      clv_vector_log1p (&e, &soft);
      soft += (ClvVector) ((ClvMask) z & is_above);
      one = 1.0 / (e + 1.0);
      sigma = (ClvVector) (((ClvMask) one & is_above) | ((ClvMask) (e * one) & ~is_above));
      s = w * sigma;
      v = w * (e * one * one);
      zalpha = R * E;

      total[0] += w * soft;
      total[1] += s;
      total[2] += v;
      total[3] += s * D;
      total[4] += s * zalpha;
      total[5] += s * i;
      total[6] += v * D * D;
      total[7] += v * D * zalpha + s * E;
      total[8] += v * D;
      total[9] += v * D * i;
      total[10] += v * zalpha * zalpha - s * R * F;
      total[11] += v * zalpha;
      total[12] += v * zalpha * i;
      total[13] += v * i;
      total[14] += (v + s) * i * i;
    }

  for (guint k = 0; k < SUMS; k++)
    sums[k] = clv_vector_sum (&total[k]);
}

typedef struct
{
  const ClvBgNbdPlan *plan;
  const Tables *tables;
  double r;
} Chunks;

static void
sum_chunk (guint    chunk,
           double  *sums,
           gpointer user_data)
{
  const Chunks *chunks = user_data;
  guint32 first = chunk * CLV_CHUNK_CELLS;

  sum_cells (chunks->plan, chunks->tables, chunks->r, first,
             MIN (first + CLV_CHUNK_CELLS, chunks->plan->n_cells), sums);
}

/* First and second derivatives with respect to the parameters themselves. */
typedef struct
{
  double value;
  double first[4];
  double second[4][4];
} Derivatives;

static void
add_cells (Derivatives  *d,
           const double *sums,
           double        a)
{
  d->value += sums[0];
  d->first[0] += sums[3];
  d->first[1] += sums[4];
  d->first[2] += sums[1] / a;
  d->first[3] -= sums[5];
  d->second[0][0] += sums[6];
  d->second[0][1] += sums[7];
  d->second[0][2] += sums[8] / a;
  d->second[0][3] -= sums[9];
  d->second[1][1] += sums[10];
  d->second[1][2] += sums[11] / a;
  d->second[1][3] -= sums[12];
  d->second[2][2] += (sums[2] - sums[1]) / (a * a);
  d->second[2][3] -= sums[13] / a;
  d->second[3][3] += sums[14];
}

static void
add_counts (Derivatives        *d,
            const ClvBgNbdPlan *plan,
            const double       *parameters)
{
  double r = parameters[0];
  double b = parameters[3];
  double ab = parameters[2] + b;

  for (guint32 k = 0; k < plan->max_x; k++)
    {
      double w = plan->tail[k];
      double inverse_r = 1.0 / (r + k);
      double inverse_b = 1.0 / (b + k);
      double inverse_ab = 1.0 / (ab + k);

      /* One logarithm for three: the product cannot leave the range of a double. */
      d->value += w * log ((r + k) * (b + k) * inverse_ab);
      d->first[0] += w * inverse_r;
      d->second[0][0] -= w * inverse_r * inverse_r;
      d->first[2] -= w * inverse_ab;
      d->first[3] += w * (inverse_b - inverse_ab);
      d->second[2][2] += w * inverse_ab * inverse_ab;
      d->second[2][3] += w * inverse_ab * inverse_ab;
      d->second[3][3] -= w * (inverse_b - inverse_ab) * (inverse_b + inverse_ab);
    }
}

static void
add_ages (Derivatives        *d,
          const ClvBgNbdPlan *plan,
          const Tables       *tables,
          const double       *parameters)
{
  double r = parameters[0];
  double alpha = parameters[1];
  double log_alpha = log (alpha);

  for (guint32 i = 0; i < plan->n_days; i++)
    {
      double w = plan->weight_by_age[i];
      double R = r * w + plan->count_by_age[i];
      double inverse = tables->inverse_day[i];

      if (w <= 0.0)
        continue;
      d->value -= R * tables->log_day[i];
      d->first[0] -= w * tables->log_day[i];
      d->first[1] -= R * inverse;
      d->second[0][1] -= w * inverse;
      d->second[1][1] += R * inverse * inverse;
    }

  d->value += plan->n_customers * r * log_alpha;
  d->first[0] += plan->n_customers * log_alpha;
  d->first[1] += plan->n_customers * r / alpha;
  d->second[0][1] += plan->n_customers / alpha;
  d->second[1][1] -= plan->n_customers * r / (alpha * alpha);
}

/**
 * clv_bg_nbd_plan_evaluate:
 * @self: a plan
 * @parameters: r, α, a, b > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): 4 × 4, likewise
 *
 * Returns: the log-likelihood without −Σ ln x!
 */
double
clv_bg_nbd_plan_evaluate (const ClvBgNbdPlan *self,
                          const double       *parameters,
                          double             *gradient,
                          double             *hessian)
{
  Derivatives d;
  Tables tables;
  double sums[SUMS];
  Chunks chunks = { self, &tables, parameters[0] };

  memset (&d, 0, sizeof d);
  tables_init (&tables, self, parameters);
  clv_parallel_sum ((self->n_cells + CLV_CHUNK_CELLS - 1) / CLV_CHUNK_CELLS, SUMS, sum_chunk,
                    &chunks, sums);
  add_cells (&d, sums, parameters[2]);
  add_counts (&d, self, parameters);
  add_ages (&d, self, &tables, parameters);
  tables_clear (&tables);

  for (guint i = 0; i < 4; i++)
    {
      if (gradient != NULL)
        gradient[i] = parameters[i] * d.first[i];
      for (guint j = i; j < 4 && hessian != NULL; j++)
        {
          double value = parameters[i] * parameters[j] * d.second[i][j];

          if (i == j)
            value += parameters[i] * d.first[i];
          hessian[i * 4 + j] = value;
          hessian[j * 4 + i] = value;
        }
    }
  return d.value;
}
