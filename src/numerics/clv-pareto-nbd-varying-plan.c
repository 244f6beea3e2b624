/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-gamma-ratio.h"
#include "clv-parallel.h"
#include "clv-pareto-nbd-varying-private.h"

/* The log-likelihood of all customers with R = r + x and the clocks A and D:
 *
 *   Γ(R)/Γ(r) α^r β^s e^{γ'Σz} [ (α+A(T))^{−R} (β+D(T))^{−s} + ∫ₜᵀ ρ (u) du ],
 *   ρ = s e^{δ'z} (α+A)^{−R} (β+D)^{−s−1}.
 *
 * All derivatives of ln ρ within a piece are linear in ln (α+A), ln (β+D) and the
 * inverses of α+A and β+D: with a = e^{γ'z}, A = A₀ + a v and ∂A/∂γ = A₀' + a z v,
 *
 *   ∂ ln (α+A)/∂γ = (A₀' + a z v)/(α+A) = z + (A₀' − z (α+A₀)) / (α+A),
 *
 * and likewise for second derivatives, so that fifteen sums a piece are enough for
 * any number of covariates. */

#define MOST CLV_VARYING_MAX_COVARIATES
#define MOST_PARAMETERS (4 + 2 * MOST)
#define CHUNK_GROUPS 64       /* that a thread takes at once */

/* A clock with its derivatives with respect to its coefficients. */
typedef struct
{
  double base;               /* α + A or β + D */
  double run;                /* A or D */
  double first[MOST];
  double second[MOST * MOST];
} Clock;

/* One evaluation. */
typedef struct
{
  const ClvVaryingPlan *plan;
  const double *parameters;
  guint n_parameters;
  gboolean is_sloped;
  double *buy_speed;         /* e^{γ'z} of each piece */
  double *drop_speed;
} Work;

/* One customer, from the last purchase on: sums relative to the densities there. */
typedef struct
{
  double sum;
  double first[MOST_PARAMETERS];
  double second[MOST_PARAMETERS * MOST_PARAMETERS];   /* upper triangle */
} Share;

static double
speed (guint         n,
       const double *coefficients,
       const double *z)
{
  double sum = 0.0;

  for (guint k = 0; k < n; k++)
    sum += coefficients[k] * z[k];
  return exp (sum);
}

static void
clock_advance (Clock        *self,
               const double *z,
               guint         n,
               double        time)
{
  self->base += time;
  self->run += time;
  for (guint k = 0; k < n; k++)
    {
      double step = z[k] * time;

      self->first[k] += step;
      for (guint l = k; l < n; l++)
        self->second[k * MOST + l] += step * z[l];
    }
}

static void
clock_init (Clock *self,
            double base,
            guint  n)
{
  self->base = base;
  self->run = 0.0;
  memset (self->first, 0, sizeof self->first);
  memset (self->second, 0, n * MOST * sizeof (double));
}

/* One of the two clocks seen from a piece. ∂ ln base = z + slope · F, where F is the
 * reference over the base. */
typedef struct
{
  guint offset;            /* of its coefficients among the parameters */
  guint shape_index;       /* 0 or 2: r or s; the one after it is α or β */
  double shape;            /* r or s */
  double exponent;         /* R, and s or s + 1 */
  double reference;        /* α + A(t) or β + D(t) */
  double scale;            /* α or β over the reference */
  const double *z;
  double slope[MOST];
  double curve[MOST * MOST];
} Side;

static void
side_set (Side         *self,
          const Clock  *clock,
          const double *z,
          guint         n)
{
  self->z = z;
  for (guint k = 0; k < n; k++)
    {
      self->slope[k] = (clock->first[k] - z[k] * clock->base) / self->reference;
      for (guint l = k; l < n; l++)
        self->curve[k * MOST + l] = (clock->second[k * MOST + l] - z[k] * z[l] * clock->base)
                                    / self->reference;
    }
}

/* Adds −e ∂² ln base − (∂shape terms) with u = ∂ ln base: within one clock the second
 * derivatives of −e ln base are −e (U − u u'), U = ∂²base/base; those of the shape
 * with u are −shape · u. */
static void
add_curvature (const Side   *side,
               guint         n,
               guint         n_parameters,
               const double *m,       /* Σ 1, Σ ln, Σ F, Σ F² */
               double       *second)
{
  guint shape = side->shape_index;
  guint base = shape + 1;
  double e = side->exponent;

  second[shape * n_parameters + shape] -= side->shape * (log (side->reference) * m[0] + m[1]);
  second[shape * n_parameters + base] -= side->shape * side->scale * m[2];
  second[base * n_parameters + base] += e * side->scale * (side->scale * m[3] - m[2]);
  for (guint k = 0; k < n; k++)
    {
      guint row = side->offset + k;
      double z = side->z[k];
      double slope = side->slope[k];

      second[shape * n_parameters + row] -= side->shape * (z * m[0] + slope * m[2]);
      second[base * n_parameters + row] += e * side->scale * (z * m[2] + slope * m[3]);
      for (guint l = k; l < n; l++)
        second[row * n_parameters + side->offset + l] +=
          e * ((z * side->slope[l] + slope * side->z[l] - side->curve[k * MOST + l]) * m[2]
               + slope * side->slope[l] * m[3]);
    }
}

/* Adds E[∂ℓ], E[∂ℓ ∂ℓ'] and E[∂²ℓ], ℓ = ln of what @sums are sums over: with
 * @is_density ρ, otherwise the same without s e^{δ'z} / (β+D). Each ∂ℓ is
 * constant + factor · one of the five quantities summed. */
static void
add_derivatives (Share        *share,
                 const Side   *buy,
                 const Side   *drop,
                 const double *sums,
                 guint         n,
                 gboolean      is_density)
{
  static const guint pairs[4][4] = {
    { 5, 6, 7, 8 }, { 6, 9, 10, 11 }, { 7, 10, 12, 13 }, { 8, 11, 13, 14 }
  };
  const double buy_sums[4] = { sums[0], sums[1], sums[3], sums[12] };
  const double drop_sums[4] = { sums[0], sums[2], sums[4], sums[14] };
  double constant[MOST_PARAMETERS] = { 0.0 };
  double factor[MOST_PARAMETERS];
  guint quantity[MOST_PARAMETERS] = { 0, 2, 1, 3 };
  guint n_parameters = 4 + 2 * n;
  double density = is_density ? 1.0 : 0.0;

  constant[0] = -buy->shape * log (buy->reference);
  factor[0] = -buy->shape;
  factor[1] = -buy->exponent * buy->scale;
  constant[2] = density - drop->shape * log (drop->reference);
  factor[2] = -drop->shape;
  factor[3] = -drop->exponent * drop->scale;
  for (guint k = 0; k < n; k++)
    {
      constant[4 + k] = -buy->exponent * buy->z[k];
      factor[4 + k] = -buy->exponent * buy->slope[k];
      quantity[4 + k] = 2;
      constant[4 + n + k] = (density - drop->exponent) * drop->z[k];
      factor[4 + n + k] = -drop->exponent * drop->slope[k];
      quantity[4 + n + k] = 3;
    }

  for (guint i = 0; i < n_parameters; i++)
    {
      double mean_i = sums[1 + quantity[i]];

      share->first[i] += constant[i] * sums[0] + factor[i] * mean_i;
      for (guint j = i; j < n_parameters; j++)
        share->second[i * n_parameters + j] +=
          constant[i] * (constant[j] * sums[0] + factor[j] * sums[1 + quantity[j]])
          + factor[i] * (constant[j] * mean_i + factor[j] * sums[pairs[quantity[i]][quantity[j]]]);
    }
  add_curvature (buy, n, n_parameters, buy_sums, share->second);
  add_curvature (drop, n, n_parameters, drop_sums, share->second);
}

/* The customer who is still there at the end. */
static void
add_end (Share        *share,
         Side         *buy,
         Side         *drop,
         const Clock  *clocks,
         const double *since,
         const Work   *work)
{
  static const double none[MOST] = { 0.0 };
  guint n = work->plan->n_covariates;
  double value[4] = {
    log1p (since[0]), log1p (since[1]), 1.0 / (1.0 + since[0]), 1.0 / (1.0 + since[1]),
  };
  double size = exp (-buy->exponent * value[0] - drop->shape * value[1]);
  double sums[CLV_VARYING_SUMS];
  guint k = CLV_VARYING_SECOND;

  share->sum += size;
  if (!work->is_sloped || !(size > 0.0))
    return;
  sums[0] = size;
  for (guint a = 0; a < 4; a++)
    {
      sums[1 + a] = size * value[a];
      for (guint b = a; b < 4; b++)
        sums[k++] = size * value[a] * value[b];
    }
  drop->exponent = drop->shape;
  side_set (buy, &clocks[0], none, n);
  side_set (drop, &clocks[1], none, n);
  add_derivatives (share, buy, drop, sums, n, FALSE);
}

/* What one customer adds beside Γ(R)/Γ(r), e^{γ'Σz} and, in the derivatives,
 * α^r β^s. */
static double
walk (const Work *work,
      guint32     i,
      Share      *share)
{
  const ClvVaryingPlan *plan = work->plan;
  const double *p = work->parameters;
  guint n = plan->n_covariates;
  guint known = work->is_sloped ? n : 0;
  double start = plan->start[i];
  double recency = plan->recency[i];
  double age = plan->age[i];
  Side buy = { 4, 0, p[0], p[0] + plan->x[i], 0.0, 0.0, NULL, { 0.0 }, { 0.0 } };
  Side drop = { 4 + n, 2, p[2], p[2] + 1.0, 0.0, 0.0, NULL, { 0.0 }, { 0.0 } };
  Clock clocks[2];
  double since[2] = { 0.0, 0.0 };   /* the last purchase, over the references */
  double time = 0.0;
  guint piece = plan->piece[i];
  double head = 0.0;

  clock_init (&clocks[0], p[1], known);
  clock_init (&clocks[1], p[3], known);
  for (; time < recency; piece++)
    {
      double until = MIN (plan->end[piece] - start, recency);
      const double *z = plan->value + (gsize) piece * n;

      clock_advance (&clocks[0], z, known, work->buy_speed[piece] * (until - time));
      clock_advance (&clocks[1], z, known, work->drop_speed[piece] * (until - time));
      time = until;
      if (time >= recency && time < plan->end[piece] - start)
        break;
    }
  buy.reference = clocks[0].base;
  drop.reference = clocks[1].base;
  buy.scale = p[1] / buy.reference;
  drop.scale = p[3] / drop.reference;
  head = -p[0] * log1p (clocks[0].run / p[1]) - plan->x[i] * log (buy.reference)
         - p[2] * log1p (clocks[1].run / p[3]);

  for (; time < age; piece++)
    {
      double until = MIN (plan->end[piece] - start, age);
      double length = until - time;
      const double *z = plan->value + (gsize) piece * n;
      const ClvVaryingStretch stretch = {
        buy.exponent, drop.shape,
        since[0], work->buy_speed[piece] / buy.reference,
        since[1], work->drop_speed[piece] / drop.reference,
      };
      double sums[CLV_VARYING_SUMS] = { 0.0 };

      clv_varying_add_moments (&stretch, length, sums);
      share->sum += sums[CLV_VARYING_ALL];
      if (work->is_sloped && sums[CLV_VARYING_ALL] > 0.0)
        {
          side_set (&buy, &clocks[0], z, n);
          side_set (&drop, &clocks[1], z, n);
          add_derivatives (share, &buy, &drop, sums, n, TRUE);
        }
      clock_advance (&clocks[0], z, known, work->buy_speed[piece] * length);
      clock_advance (&clocks[1], z, known, work->drop_speed[piece] * length);
      since[0] += stretch.buy_speed * length;
      since[1] += stretch.drop_speed * length;
      time = until;
    }
  add_end (share, &buy, &drop, clocks, since, work);
  return head + log (share->sum);
}

/* Sums of ln Γ(r+x)/Γ(r) and its derivatives over customers. */
typedef struct
{
  double customers;
  double value;
  double digamma;
  double trigamma;
} Repeats;

static void
repeats_add (Repeats *self,
             double   r,
             double   weight,
             guint32  x)
{
  self->customers += weight;
  if (x == 0 || !(weight > 0.0))
    return;
  self->value += weight * clv_log_gamma_ratio (r, x);
  self->digamma += weight * clv_digamma_ratio (r, x);
  self->trigamma += weight * clv_trigamma_ratio (r, x);
}

/* Γ(R)/Γ(r) α^r β^s: its value without α^r β^s, and all its derivatives. */
static double
add_common (const Work    *work,
            const Repeats *repeats,
            double        *gradient,
            double        *hessian)
{
  const double *p = work->parameters;
  guint n = work->n_parameters;
  double customers = repeats->customers;

  if (!work->is_sloped)
    return repeats->value;

  gradient[0] += p[0] * (repeats->digamma + customers * log (p[1]));
  gradient[1] += customers * p[0];
  gradient[2] += customers * p[2] * log (p[3]);
  gradient[3] += customers * p[2];
  hessian[0] += p[0] * (repeats->digamma + customers * log (p[1]))
                + p[0] * p[0] * repeats->trigamma;
  hessian[1] += customers * p[0];
  hessian[2 * n + 2] += customers * p[2] * log (p[3]);
  hessian[2 * n + 3] += customers * p[2];
  return repeats->value;
}

static void
work_init (Work                 *work,
           const ClvVaryingPlan *plan,
           const double         *parameters,
           gboolean              is_sloped)
{
  guint n = plan->n_covariates;
  guint n_pieces = plan->first_piece[plan->n_paths];

  work->plan = plan;
  work->parameters = parameters;
  work->n_parameters = 4 + 2 * n;
  work->is_sloped = is_sloped;
  work->buy_speed = g_new (double, (gsize) n_pieces + 1);
  work->drop_speed = g_new (double, (gsize) n_pieces + 1);
  for (guint i = 0; i < n_pieces; i++)
    {
      work->buy_speed[i] = speed (n, parameters + 4, plan->value + (gsize) i * n);
      work->drop_speed[i] = speed (n, parameters + 4 + n, plan->value + (gsize) i * n);
    }
}

/* Adds one customer's derivatives of ln of the sum. */
static void
add_share (const Share *share,
           double       weight,
           guint        n,
           double      *gradient,
           double      *hessian)
{
  double slope[MOST_PARAMETERS];

  for (guint i = 0; i < n; i++)
    slope[i] = share->first[i] / share->sum;
  for (guint i = 0; i < n; i++)
    {
      gradient[i] += weight * slope[i];
      for (guint j = i; j < n; j++)
        hessian[i * n + j] += weight * (share->second[i * n + j] / share->sum
                                        - slope[i] * slope[j]);
    }
}

static void
work_clear (Work *work)
{
  g_free (work->buy_speed);
  g_free (work->drop_speed);
}

/* Adds what the customers from @first to before @end have beside the common part. */
static double
add_customers (const Work *work,
               guint32     first,
               guint32     end,
               double     *gradient,
               double     *hessian)
{
  const ClvVaryingPlan *plan = work->plan;
  guint n = work->n_parameters;
  double value = 0.0;
  Share share;

  for (guint32 i = first; i < end; i++)
    {
      share.sum = 0.0;
      if (work->is_sloped)
        {
          memset (share.first, 0, n * sizeof (double));
          memset (share.second, 0, n * n * sizeof (double));
        }
      value += plan->weight[i] * walk (work, i, &share);
      if (work->is_sloped)
        add_share (&share, plan->weight[i], n, gradient, hessian);
    }
  return value;
}

static void
copy_curvature (guint         n,
                const double *curvature,
                double       *hessian)
{
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        hessian[i * n + j] = curvature[i <= j ? i * n + j : j * n + i];
    }
}

/**
 * clv_varying_plan_evaluate:
 * @self: a plan
 * @parameters: r, α, s, β, γ, δ
 * @gradient: (out) (nullable): of ln r, ln α, ln s, ln β, γ, δ
 * @hessian: (out) (nullable): row by row, of the same
 *
 * Exact derivatives, from the same nodes as the value.
 *
 * Returns: the log-likelihood without −Σ ln x!, not finite where e^{γ'z} is not
 */
double
clv_varying_plan_evaluate (const ClvVaryingPlan *self,
                           const double         *parameters,
                           double               *gradient,
                           double               *hessian)
{
  guint n = 4 + 2 * self->n_covariates;
  double slopes[MOST_PARAMETERS] = { 0.0 };
  double curvature[MOST_PARAMETERS * MOST_PARAMETERS] = { 0.0 };
  Repeats repeats = { 0.0, 0.0, 0.0, 0.0 };
  Work work;
  double value = 0.0;

  for (guint32 x = 0; x <= self->max_x; x++)
    repeats_add (&repeats, parameters[0], self->count[x], x);
  work_init (&work, self, parameters, gradient != NULL || hessian != NULL);
  value = add_common (&work, &repeats, slopes, curvature);
  for (guint k = 0; k < self->n_covariates; k++)
    {
      value += parameters[4 + k] * self->purchase_sum[k];
      slopes[4 + k] += self->purchase_sum[k];
    }
  value += add_customers (&work, 0, self->n, slopes, curvature);
  if (gradient != NULL)
    memcpy (gradient, slopes, n * sizeof (double));
  if (hessian != NULL)
    copy_curvature (n, curvature, hessian);
  work_clear (&work);
  return value;
}

/* Groups of customers, each with rates of its own. */
typedef struct
{
  const Work *work;
  guint32 n;                 /* groups that are looked at */
  guint32 stride;
  const guint32 *start;
  const double *parameters;
  double *sums;
} Groups;

static void
sum_groups (guint    chunk,
            gpointer user_data)
{
  const Groups *groups = user_data;
  const ClvVaryingPlan *plan = groups->work->plan;
  guint n = groups->work->n_parameters;
  guint32 end = MIN ((chunk + 1) * CHUNK_GROUPS, groups->n);

  for (guint32 k = chunk * CHUNK_GROUPS; k < end; k++)
    {
      guint32 first = groups->start[k * groups->stride];
      guint32 last = groups->start[k * groups->stride + 1];
      double curvature[MOST_PARAMETERS * MOST_PARAMETERS] = { 0.0 };
      double *sums = groups->sums + (gsize) k * CLV_VARYING_N_SUMS (plan->n_covariates);
      Repeats repeats = { 0.0, 0.0, 0.0, 0.0 };
      Work own = *groups->work;

      own.parameters = groups->parameters + (gsize) k * n;
      for (guint32 i = first; i < last; i++)
        repeats_add (&repeats, own.parameters[0], plan->weight[i], plan->x[i]);
      memset (sums, 0, (1 + n) * sizeof (double));
      sums[0] = add_common (&own, &repeats, sums + 1, curvature);
      sums[0] += add_customers (&own, first, last, sums + 1, curvature);
      copy_curvature (n, curvature, sums + 1 + n);
    }
}

/**
 * clv_varying_plan_evaluate_groups:
 * @self: a plan
 * @n_groups: of customers who share rates
 * @start: (array length=n_groups+1): where the customers of each begin in the plan
 * @stride: between the groups that are looked at, from the first on
 * @parameters: r, α, s, β, γ, δ of each of them; γ and δ are the same in all
 * @sums: (out): %CLV_VARYING_N_SUMS of each of them: value, gradient and Hessian with
 *   respect to its ln r, ln α, ln s, ln β, γ, δ
 *
 * The value and the slope of γ'Σz, which is one sum over everybody, are left to the
 * caller. The same bits for any number of threads.
 */
void
clv_varying_plan_evaluate_groups (const ClvVaryingPlan *self,
                                  guint32               n_groups,
                                  const guint32        *start,
                                  guint32               stride,
                                  const double         *parameters,
                                  double               *sums)
{
  Work work;
  Groups groups = { &work, 0, stride, start, parameters, sums };

  g_return_if_fail (stride >= 1);

  if (n_groups == 0)
    return;
  groups.n = (n_groups + stride - 1) / stride;
  work_init (&work, self, parameters, TRUE);
  clv_parallel_run ((groups.n + CHUNK_GROUPS - 1) / CHUNK_GROUPS, sum_groups, &groups);
  work_clear (&work);
}
