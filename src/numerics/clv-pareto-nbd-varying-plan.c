/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-gamma-ratio.h"
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

struct _ClvVaryingPlan
{
  guint n_covariates;
  guint n_paths;
  guint *first_piece;        /* [n_paths + 1] of each path in what follows */
  double *end;
  double *value;
  double purchase_sum[MOST];
  guint32 n;
  guint32 *path;
  guint32 *piece;            /* [n] the one that the first purchase is in */
  double *start;
  double *recency;
  double *age;
  double *weight;
  guint32 *x;
  guint32 max_x;
  double *count;             /* [max_x + 1] customers with x purchases */
};

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

/**
 * clv_varying_path_get:
 * @path: covariates along time
 * @time: a time on it
 *
 * Returns: (transfer none) (array): the covariates of a purchase at @time
 */
const double *
clv_varying_path_get (const ClvVaryingPath *path,
                      double                time)
{
  return path->value + (gsize) clv_varying_path_find (path, time) * path->n_covariates;
}

/* The first piece whose end is not before @time. */
guint
clv_varying_path_find (const ClvVaryingPath *path,
                       double                time)
{
  guint low = 0;
  guint high = path->n_pieces - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (time <= path->end[middle])
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
copy_paths (ClvVaryingPlan            *self,
            const ClvVaryingCustomers *customers)
{
  gsize n_pieces = 0;

  self->first_piece = g_new0 (guint, (gsize) customers->n_paths + 1);
  for (guint i = 0; i < customers->n_paths; i++)
    {
      self->first_piece[i] = (guint) n_pieces;
      n_pieces += customers->paths[i].n_pieces;
    }
  self->first_piece[customers->n_paths] = (guint) n_pieces;
  self->end = g_new (double, n_pieces + 1);
  self->value = g_new (double, n_pieces * self->n_covariates + 1);
  for (guint i = 0; i < customers->n_paths; i++)
    {
      const ClvVaryingPath *path = &customers->paths[i];
      guint first = self->first_piece[i];

      memcpy (self->end + first, path->end, path->n_pieces * sizeof (double));
      self->end[first + path->n_pieces - 1] = INFINITY;
      memcpy (self->value + (gsize) first * self->n_covariates, path->value,
              (gsize) path->n_pieces * self->n_covariates * sizeof (double));
    }
}

/**
 * clv_varying_plan_new:
 * @customers: whom to fit; 0 ≤ recency ≤ age, at most %CLV_VARYING_MAX_COVARIATES
 *
 * Arranges customers for many evaluations. Keeps no reference to @customers.
 *
 * Returns: (transfer full): the plan
 */
ClvVaryingPlan *
clv_varying_plan_new (const ClvVaryingCustomers *customers)
{
  ClvVaryingPlan *self = NULL;
  gsize n = customers->n;

  g_return_val_if_fail (customers->n_paths > 0, NULL);
  g_return_val_if_fail (customers->paths[0].n_covariates <= MOST, NULL);

  self = g_new0 (ClvVaryingPlan, 1);
  self->n_covariates = customers->paths[0].n_covariates;
  self->n_paths = customers->n_paths;
  self->n = customers->n;
  copy_paths (self, customers);
  for (guint k = 0; k < self->n_covariates; k++)
    self->purchase_sum[k] = customers->purchase_sum[k];
  self->path = g_new0 (guint32, n + 1);
  self->piece = g_new (guint32, n + 1);
  self->weight = g_new (double, n + 1);
  self->x = g_memdup2 (customers->x, n * sizeof (guint32));
  self->start = g_memdup2 (customers->start, n * sizeof (double));
  self->recency = g_memdup2 (customers->recency, n * sizeof (double));
  self->age = g_memdup2 (customers->age, n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      guint path = customers->path != NULL ? customers->path[i] : 0;

      self->path[i] = path;
      self->piece[i] = self->first_piece[path]
                       + clv_varying_path_find (&customers->paths[path], customers->start[i]);
      self->weight[i] = customers->weight != NULL ? customers->weight[i] : 1.0;
      self->max_x = MAX (self->max_x, customers->x[i]);
    }
  self->count = g_new0 (double, (gsize) self->max_x + 1);
  for (gsize i = 0; i < n; i++)
    self->count[self->x[i]] += self->weight[i];
  return self;
}

void
clv_varying_plan_free (ClvVaryingPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->first_piece);
  g_free (self->end);
  g_free (self->value);
  g_free (self->path);
  g_free (self->piece);
  g_free (self->start);
  g_free (self->recency);
  g_free (self->age);
  g_free (self->weight);
  g_free (self->x);
  g_free (self->count);
  g_free (self);
}

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

/* Γ(R)/Γ(r) α^r β^s e^{γ'Σz}: its value without α^r β^s, and all its derivatives. */
static double
add_common (const Work *work,
            double     *gradient,
            double     *hessian)
{
  const ClvVaryingPlan *plan = work->plan;
  const double *p = work->parameters;
  guint n = work->n_parameters;
  double value = 0.0;
  double digamma = 0.0;
  double trigamma = 0.0;
  double customers = 0.0;

  for (guint32 x = 0; x <= plan->max_x; x++)
    {
      double weight = plan->count[x];

      customers += weight;
      if (x == 0 || !(weight > 0.0))
        continue;
      value += weight * clv_log_gamma_ratio (p[0], x);
      digamma += weight * clv_digamma_ratio (p[0], x);
      trigamma += weight * clv_trigamma_ratio (p[0], x);
    }
  for (guint k = 0; k < plan->n_covariates; k++)
    value += p[4 + k] * plan->purchase_sum[k];
  if (!work->is_sloped)
    return value;

  gradient[0] += p[0] * (digamma + customers * log (p[1]));
  gradient[1] += customers * p[0];
  gradient[2] += customers * p[2] * log (p[3]);
  gradient[3] += customers * p[2];
  for (guint k = 0; k < plan->n_covariates; k++)
    gradient[4 + k] += plan->purchase_sum[k];
  hessian[0] += p[0] * (digamma + customers * log (p[1])) + p[0] * p[0] * trigamma;
  hessian[1] += customers * p[0];
  hessian[2 * n + 2] += customers * p[2] * log (p[3]);
  hessian[2 * n + 3] += customers * p[2];
  return value;
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
  Work work;
  Share share;
  double value = 0.0;

  work_init (&work, self, parameters, gradient != NULL || hessian != NULL);
  value = add_common (&work, slopes, curvature);
  for (guint32 i = 0; i < self->n; i++)
    {
      share.sum = 0.0;
      if (work.is_sloped)
        {
          memset (share.first, 0, n * sizeof (double));
          memset (share.second, 0, n * n * sizeof (double));
        }
      value += self->weight[i] * walk (&work, i, &share);
      if (work.is_sloped)
        add_share (&share, self->weight[i], n, slopes, curvature);
    }
  if (gradient != NULL)
    memcpy (gradient, slopes, n * sizeof (double));
  for (guint i = 0; i < n && hessian != NULL; i++)
    {
      for (guint j = 0; j < n; j++)
        hessian[i * n + j] = curvature[i <= j ? i * n + j : j * n + i];
    }
  g_free (work.buy_speed);
  g_free (work.drop_speed);
  return value;
}
