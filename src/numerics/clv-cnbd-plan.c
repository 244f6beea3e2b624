/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-cnbd.h"
#include "clv-pair-index.h"
#include "clv-parallel.h"
#include "clv-trust-region.h"
#include "clv-vector-log.h"

/* The log-likelihood of all customers. With R = r + kx, n = x (+ 1 where drop-out
 * right after the first purchase is possible) and D = ln ((α+T)/(α+t)),
 *
 *   L = Γ(R)/Γ(r) α^r (α+T)^−R B(a, b+n)/B(a, b) · [ S + a/(b+n−1) e^{R D} ],
 *   S = Σ_{j<k} Γ(R+j)/(Γ(R) j!) w^j,  w = (T−t)/(α+T):
 *
 * fewer than k ticks since the last purchase, or drop-out right after it. The
 * second term is missing where n = 0. What does not depend on the parameters is
 * in clv_cnbd_timing(). As with BG/NBD the Gamma and Beta functions become sums of
 * logarithms over the counts x > i, and a cell costs an exponential or two. */

#define SUMS 15
#define NEVER -1e300

struct _ClvCnbdPlan
{
  ClvCnbdVariant variant;
  double n_customers;
  guint32 n_days;
  double *days;           /* distinct days in the model's unit */
  double *weight_by_age;  /* [n_days] */
  double *count_by_age;   /* [n_days] Σ kx */
  guint32 max_x;
  double *tail;           /* [max_x] customers with x > i */
  guint32 n_cells;        /* rounded up to whole vectors */
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
  double *log_x;        /* [x] ln a − ln (b + n − 1) */
  double *inverse_x;    /* [x] 1 / (b + n − 1) */
} Tables;

/**
 * clv_cnbd_plan_new:
 * @cells: distinct customers; 0 ≤ recency ≤ age
 * @unit_days: days in the unit that α is in
 * @variant: which of the models
 *
 * Arranges cells for many evaluations. Keeps no reference to @cells.
 *
 * Returns: (transfer full): the plan
 */
ClvCnbdPlan *
clv_cnbd_plan_new (const ClvCells *cells,
                   int             unit_days,
                   ClvCnbdVariant  variant)
{
  ClvCnbdPlan *self = g_new0 (ClvCnbdPlan, 1);
  gsize n_padded = (gsize) cells->n + CLV_LANES;
  g_autoptr(ClvDayIndex) days = clv_day_index_new (cells);
  guint32 n = 0;

  self->variant = variant;
  for (guint32 i = 0; i < cells->n; i++)
    self->max_x = MAX (self->max_x, cells->x[i]);
  self->n_days = days->n;
  self->days = g_new (double, (gsize) days->n + 1);
  for (guint32 i = 0; i < days->n; i++)
    self->days[i] = (double) days->day[i] / unit_days;
  self->weight_by_age = g_new0 (double, (gsize) days->n + 1);
  self->count_by_age = g_new0 (double, (gsize) days->n + 1);
  self->tail = g_new0 (double, (gsize) self->max_x + 1);
  self->cell_x = g_new0 (guint32, n_padded);
  self->cell_recency = g_new0 (guint32, n_padded);
  self->cell_age = g_new0 (guint32, n_padded);
  self->cell_weight = g_new0 (double, n_padded);

  for (guint32 i = 0; i < cells->n; i++)
    {
      guint32 x = cells->x[i];
      guint32 age = clv_day_index_find (days, cells->age_days[i]);

      self->n_customers += cells->weight[i];
      self->weight_by_age[age] += cells->weight[i];
      self->count_by_age[age] += cells->weight[i] * x * variant.k;
      if (x > 0)
        self->tail[x - 1] += cells->weight[i];
      else if (variant.k == 1 && !variant.is_modified)
        continue;   /* S = 1 and nothing else */
      self->cell_x[n] = x;
      self->cell_age[n] = age;
      self->cell_recency[n] = clv_day_index_find (days, cells->recency_days[i]);
      self->cell_weight[n] = cells->weight[i];
      n++;
    }
  for (guint32 i = self->max_x; i-- > 1;)
    self->tail[i - 1] += self->tail[i];
  self->n_cells = (n + CLV_LANES - 1) / CLV_LANES * CLV_LANES;
  return self;
}

void
clv_cnbd_plan_free (ClvCnbdPlan *self)
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
tables_init (Tables            *tables,
             const ClvCnbdPlan *plan,
             const double      *parameters)
{
  double log_a = log (parameters[2]);
  guint32 first = plan->variant.is_modified ? 0 : 1;

  tables->log_day = g_new (double, (gsize) plan->n_days + 1);
  tables->inverse_day = g_new (double, (gsize) plan->n_days + 1);
  tables->log_x = g_new (double, (gsize) plan->max_x + 1);
  tables->inverse_x = g_new (double, (gsize) plan->max_x + 1);
  for (guint32 i = 0; i < plan->n_days; i++)
    {
      tables->log_day[i] = log (parameters[1] + plan->days[i]);
      tables->inverse_day[i] = 1.0 / (parameters[1] + plan->days[i]);
    }
  tables->log_x[0] = NEVER;
  tables->inverse_x[0] = 0.0;
  for (guint32 x = first; x <= plan->max_x; x++)
    {
      tables->log_x[x] = log_a - log (parameters[3] + (x - first));
      tables->inverse_x[x] = 1.0 / (parameters[3] + (x - first));
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

/* ln S and its derivatives with respect to r and α. */
typedef struct
{
  ClvVector value;
  ClvVector r;
  ClvVector alpha;
  ClvVector rr;
  ClvVector ralpha;
  ClvVector alphaalpha;
} Ticks;

/* S = Σ c_j w^j with c_0 = 1, c_{j+1} = c_j (R+j)/(j+1). */
CLV_VECTOR_INLINE void
count_ticks (guint            k,
             const ClvVector *R,
             const ClvVector *w,
             const ClvVector *inverse,
             Ticks           *ticks)
{
  ClvVector zero = *w * 0.0;
  ClvVector c = zero + 1.0;
  ClvVector c1 = zero;
  ClvVector c2 = zero;
  ClvVector power = zero + 1.0;    /* w^j */
  ClvVector power1 = zero;         /* j w^(j−1) */
  ClvVector power2 = zero;         /* j (j−1) w^(j−2) */
  ClvVector rest = zero;           /* S − 1 */
  ClvVector S_R = zero, S_RR = zero, S_w = zero, S_ww = zero, S_Rw = zero;
  ClvVector inverse_S, L_R, L_w;

  for (guint j = 0; j + 1 < k; j++)
    {
      double step = 1.0 / (j + 1.0);
      ClvVector up = *R + (double) j;

      c2 = (c2 * up + 2.0 * c1) * step;
      c1 = (c1 * up + c) * step;
      c = c * up * step;
      power2 = power2 * *w + 2.0 * power1;
      power1 = power1 * *w + power;
      power = power * *w;

      rest += c * power;
      S_R += c1 * power;
      S_RR += c2 * power;
      S_w += c * power1;
      S_ww += c * power2;
      S_Rw += c1 * power1;
    }
  inverse_S = 1.0 / (rest + 1.0);
  L_R = S_R * inverse_S;
  L_w = S_w * inverse_S;
  clv_vector_log_one_plus (&rest, &ticks->value);
  ticks->r = L_R;
  ticks->rr = S_RR * inverse_S - L_R * L_R;
  /* ∂w/∂α = −w / (α+T), ∂²w/∂α² = 2 w / (α+T)². */
  ticks->alpha = -L_w * *w * *inverse;
  ticks->ralpha = (L_R * L_w - S_Rw * inverse_S) * *w * *inverse;
  ticks->alphaalpha = ((S_ww * inverse_S - L_w * L_w) * *w + 2.0 * L_w) * *w * *inverse * *inverse;
}

enum
{
  LOG_AGE,
  LOG_RECENCY,
  INVERSE_AGE,
  INVERSE_RECENCY,
  LOG_X,
  INVERSE_X,
  COUNT,
  GAP,
  N_LANES
};

CLV_VECTOR_INLINE void
gather (const ClvCnbdPlan *plan,
        const Tables      *tables,
        guint32            cell,
        double             lanes[N_LANES][CLV_LANES])
{
  for (guint i = 0; i < CLV_LANES; i++)
    {
      guint32 age = plan->cell_age[cell + i];
      guint32 recency = plan->cell_recency[cell + i];
      guint32 x = plan->cell_x[cell + i];

      lanes[LOG_AGE][i] = tables->log_day[age];
      lanes[LOG_RECENCY][i] = tables->log_day[recency];
      lanes[INVERSE_AGE][i] = tables->inverse_day[age];
      lanes[INVERSE_RECENCY][i] = tables->inverse_day[recency];
      lanes[LOG_X][i] = tables->log_x[x];
      lanes[INVERSE_X][i] = tables->inverse_x[x];
      lanes[COUNT][i] = x;
      lanes[GAP][i] = plan->days[age] - plan->days[recency];
    }
}

/* Σ ln (S + e^Z) over the cells, Z = ln a − ln (b+n−1) + R D, and its derivatives.
 * With z = Z − ln S, s = w σ(z) and v = w σ(z)(1 − σ(z)) the sums are in the order
 * of add_cells(). */
CLV_WIDE static void
sum_cells (const ClvCnbdPlan *plan,
           const Tables      *tables,
           double             r,
           guint32            first,
           guint32            end,
           double            *sums)
{
  ClvVector total[SUMS];

  memset (total, 0, sizeof total);
  for (guint32 cell = first; cell < end; cell += CLV_LANES)
    {
      double lanes[N_LANES][CLV_LANES];
      ClvVector in[N_LANES];
      ClvVector R, D, E, F, z, e, soft, one, sigma, w, s, v, slope_r, slope_alpha, i, share;
      ClvMask is_above;
      Ticks ticks;

      gather (plan, tables, cell, lanes);
      memcpy (in, lanes, sizeof in);
      memcpy (&w, plan->cell_weight + cell, sizeof w);
      i = in[INVERSE_X];
      R = in[COUNT] * (double) plan->variant.k + r;
      D = in[LOG_AGE] - in[LOG_RECENCY];
      E = in[INVERSE_AGE] - in[INVERSE_RECENCY];
      F = E * (in[INVERSE_AGE] + in[INVERSE_RECENCY]);
      share = in[GAP] * in[INVERSE_AGE];
      count_ticks (plan->variant.k, &R, &share, &in[INVERSE_AGE], &ticks);
      z = in[LOG_X] + R * D - ticks.value;

      is_above = z > 0.0;
      e = (ClvVector) ((ClvMask) z | G_MININT64);   /* −|z|: the sign bit set */
      {
        ClvMask is_low = e < -708.0;
        ClvVector floor = D * 0.0 - 708.0;

        e = (ClvVector) (((ClvMask) floor & is_low) | ((ClvMask) e & ~is_low));
      }
      clv_vector_exp (&e, &e);
      clv_vector_log1p (&e, &soft);
      soft += (ClvVector) ((ClvMask) z & is_above);
      one = 1.0 / (e + 1.0);
      sigma = (ClvVector) (((ClvMask) one & is_above) | ((ClvMask) (e * one) & ~is_above));
      s = w * sigma;
      v = w * (e * one * one);
      slope_r = D - ticks.r;
      slope_alpha = R * E - ticks.alpha;

      total[0] += w * (ticks.value + soft);
      total[1] += s;
      total[2] += v;
      total[3] += w * ticks.r + s * slope_r;
      total[4] += w * ticks.alpha + s * slope_alpha;
      total[5] += s * i;
      total[6] += (w - s) * ticks.rr + v * slope_r * slope_r;
      total[7] += (w - s) * ticks.ralpha + s * E + v * slope_r * slope_alpha;
      total[8] += v * slope_r;
      total[9] += v * slope_r * i;
      total[10] += (w - s) * ticks.alphaalpha - s * R * F + v * slope_alpha * slope_alpha;
      total[11] += v * slope_alpha;
      total[12] += v * slope_alpha * i;
      total[13] += v * i;
      total[14] += (v + s) * i * i;
    }

  for (guint k = 0; k < SUMS; k++)
    sums[k] = clv_vector_sum (&total[k]);
}

typedef struct
{
  const ClvCnbdPlan *plan;
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

/* Γ(r+kx)/Γ(r) and B(a, b+n)/B(a, b). */
static void
add_counts (Derivatives       *d,
            const ClvCnbdPlan *plan,
            const double      *parameters)
{
  double r = parameters[0];
  double b = parameters[3];
  double ab = parameters[2] + b;
  guint32 more = plan->variant.is_modified ? 1 : 0;

  for (guint32 x = 0; x < plan->max_x; x++)
    {
      double w = plan->tail[x];

      for (guint j = 0; j < plan->variant.k; j++)
        {
          double at = r + (double) x * plan->variant.k + j;

          d->value += w * log (at);
          d->first[0] += w / at;
          d->second[0][0] -= w / (at * at);
        }
    }

  for (guint32 i = 0; i < plan->max_x + more; i++)
    {
      double w = i < more ? plan->n_customers : plan->tail[i - more];
      double inverse_b = 1.0 / (b + i);
      double inverse_ab = 1.0 / (ab + i);

      d->value += w * log ((b + i) * inverse_ab);
      d->first[2] -= w * inverse_ab;
      d->first[3] += w * (inverse_b - inverse_ab);
      d->second[2][2] += w * inverse_ab * inverse_ab;
      d->second[2][3] += w * inverse_ab * inverse_ab;
      d->second[3][3] -= w * (inverse_b - inverse_ab) * (inverse_b + inverse_ab);
    }
}

/* α^r (α+T)^−R. */
static void
add_ages (Derivatives       *d,
          const ClvCnbdPlan *plan,
          const Tables      *tables,
          const double      *parameters)
{
  double r = parameters[0];
  double alpha = parameters[1];

  for (guint32 i = 0; i < plan->n_days; i++)
    {
      double w = plan->weight_by_age[i];
      double R = r * w + plan->count_by_age[i];
      double growth = log1p (plan->days[i] / alpha);
      double inverse = tables->inverse_day[i];

      if (w <= 0.0)
        continue;
      d->value -= r * w * growth + plan->count_by_age[i] * tables->log_day[i];
      d->first[0] -= w * growth;
      d->first[1] += w * r / alpha - R * inverse;
      d->second[0][1] += w / alpha - w * inverse;
      d->second[1][1] += R * inverse * inverse - w * r / (alpha * alpha);
    }
}

/**
 * clv_cnbd_plan_evaluate:
 * @self: a plan
 * @parameters: r, α, a, b > 0
 * @gradient: (out) (nullable): with respect to the log parameters
 * @hessian: (out) (nullable): 4 × 4, likewise
 *
 * Returns: the log-likelihood without what the parameters do not change, which is
 *   clv_cnbd_timing(); with k = 1 that is 0 and the value is on the scale of
 *   clv_bg_nbd_plan_evaluate()
 */
double
clv_cnbd_plan_evaluate (const ClvCnbdPlan *self,
                        const double      *parameters,
                        double            *gradient,
                        double            *hessian)
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

/**
 * clv_cnbd_timing:
 * @k: ticks a purchase
 * @n_gaps: Σ x, how many times between purchases there are
 * @sum_log_gaps: Σ of their logarithms, in the model's unit
 *
 * Returns: what is to be added to a log-likelihood before it is compared with that
 *   of another k
 */
double
clv_cnbd_timing (guint  k,
                 double n_gaps,
                 double sum_log_gaps)
{
  return (k - 1.0) * sum_log_gaps - n_gaps * lgamma (k);
}

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const ClvCnbdPlan *plan = user_data;
  double parameters[4];
  double value = 0.0;

  for (guint i = 0; i < 4; i++)
    parameters[i] = exp (point[i]);
  value = clv_cnbd_plan_evaluate (plan, parameters, gradient, hessian);
  for (guint i = 0; i < 4; i++)
    gradient[i] /= -plan->n_customers;
  for (guint i = 0; i < 16; i++)
    hessian[i] /= -plan->n_customers;
  return -value / plan->n_customers;
}

/**
 * clv_cnbd_choose:
 * @cells: distinct customers
 * @unit_days: days in the unit of α
 * @is_modified: whether drop-out is possible right after the first purchase
 * @sum_log_gaps: Σ ln of the times between purchases, in the model's unit
 * @parameters: (out) (array fixed-size=4): at the best k
 * @log_likelihood: (out) (array length=CLV_CNBD_MOST_REGULAR): of k = 1, 2 …, with
 *   clv_cnbd_timing(); −INFINITY where it was not tried
 *
 * Tries k = 1, 2 … until the log-likelihood falls.
 *
 * Returns: the best k
 */
guint
clv_cnbd_choose (const ClvCells *cells,
                 int             unit_days,
                 gboolean        is_modified,
                 double          sum_log_gaps,
                 double         *parameters,
                 double         *log_likelihood)
{
  double start[4] = { log (0.5), 0.0, 0.0, log (2.0) };
  double n_gaps = 0.0;
  double ages = 0.0;
  double customers = 0.0;
  guint best = 0;

  for (guint k = 0; k < CLV_CNBD_MOST_REGULAR; k++)
    log_likelihood[k] = -INFINITY;
  for (guint32 i = 0; i < cells->n; i++)
    {
      customers += cells->weight[i];
      n_gaps += cells->weight[i] * cells->x[i];
      ages += cells->weight[i] * cells->age_days[i] / unit_days;
    }
  start[1] = log (MAX (ages / MAX (customers, 1.0) / 4.0, 1e-3));

  for (guint k = 1; k <= CLV_CNBD_MOST_REGULAR; k++)
    {
      const ClvCnbdVariant variant = { k, is_modified };
      g_autoptr(ClvCnbdPlan) plan = clv_cnbd_plan_new (cells, unit_days, variant);
      ClvTrustRegion search;

      if (!clv_trust_region_init (&search, 4, start, log (1e-5), log (1e6), evaluate_mean, plan))
        break;
      for (guint i = 0; i < 200 && !clv_trust_region_test (&search, 1e-11); i++)
        {
          if (!clv_trust_region_iterate (&search))
            break;
        }
      log_likelihood[k - 1] = -search.value * customers
                              + clv_cnbd_timing (k, n_gaps, sum_log_gaps);
      if (best > 0 && log_likelihood[k - 1] <= log_likelihood[best - 1])
        break;
      best = k;
      for (guint i = 0; i < 4; i++)
        {
          parameters[i] = exp (search.point[i]);
          start[i] = search.point[i];
        }
    }
  return MAX (best, 1);
}
