/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "clv-covariate-private.h"
#include "clv-numerics.h"
#include "clv-parallel.h"

/* A kind gives value, gradient and Hessian in its log parameters. Those of a group
 * are linear in (log parameters, γ):
 *
 *   ln θ_j = u_j ± η_q,  η_q = Σ_t γ_qt z_t,
 *
 * so that the derivatives are chained exactly, first to (u, η) of the group, which
 * is small, then by z to γ. */

#define LOWEST_GROUP -18.0      /* log parameters of a group: 1e-8 … 1e9 */
#define HIGHEST_GROUP 21.0
#define CHUNK_GROUPS 1024       /* sums go by chunk, whatever the threads */

/* Of one group: derivatives in the log parameters. */
typedef struct
{
  double value;
  double *gradient;     /* [n] */
  double *hessian;      /* [n × n] */
} Local;

/* What one evaluation works with. */
typedef struct
{
  const ClvCovariateLikelihood *likelihood;
  const double *point;
  gboolean with_slopes;
  guint32 n;            /* groups that are looked at */
  double *parameters;   /* (nullable): [n × n_parameters] of a kind that takes all at once */
  double *locals;       /* (nullable): [n × n_locals] its value, gradient and Hessian of each */
  guint n_locals;
} Work;

void
clv_covariate_likelihood_init (ClvCovariateLikelihood   *self,
                               const ClvModelKind       *kind,
                               int                       unit_days,
                               const ClvCovariates      *covariates,
                               const ClvCovariateGroups *groups,
                               const ClvGroupCells      *cells)
{
  memset (self, 0, sizeof *self);
  self->kind = kind;
  self->unit_days = unit_days;
  self->covariates = covariates;
  self->groups = groups;
  self->cells = cells;
  self->active = g_new (guint, covariates->n_terms + 1);
  for (guint t = 0; t < covariates->n_terms; t++)
    {
      if (!covariates->terms[t].is_dropped)
        self->active[self->n_active++] = t;
    }
  self->n = kind->n_parameters + covariates->n_processes * self->n_active;
  if (kind->prepare_groups != NULL)
    self->all = kind->prepare_groups (kind, cells->cells, groups->n, cells->start, unit_days);
  else if (kind->prepare != NULL)
    self->plans = g_new0 (gpointer, MAX (groups->n, 1));
  for (guint32 g = 0; self->plans != NULL && g < groups->n; g++)
    {
      ClvCells own = clv_group_cells_get (cells, g);

      self->plans[g] = kind->prepare (kind, &own, unit_days);
    }
  clv_covariate_likelihood_set_stride (self, 1);
}

void
clv_covariate_likelihood_set_past (ClvCovariateLikelihood *self,
                                   const ClvCalendarPast  *past)
{
  g_return_if_fail (self->plans == NULL && self->all == NULL && self->varying == NULL);

  self->past = past;
  self->varying = clv_calendar_past_new_plan (past, self->cells->cells);
}

/* Every so many groups alone, for a start. */
void
clv_covariate_likelihood_set_stride (ClvCovariateLikelihood *self,
                                     guint32                 stride)
{
  self->stride = stride;
  self->weight = 0.0;
  self->share = 1.0;
  for (guint32 g = 0; g < self->groups->n; g += stride)
    {
      ClvCells own = clv_group_cells_get (self->cells, g);

      for (guint32 i = 0; i < own.n; i++)
        self->weight += own.weight[i];
    }
  if (stride > 1 && self->groups->n_rows > 0)
    self->share = self->weight / self->groups->n_rows;
}

void
clv_covariate_likelihood_clear (ClvCovariateLikelihood *self)
{
  for (guint32 g = 0; self->plans != NULL && g < self->groups->n; g++)
    {
      if (self->plans[g] != NULL)
        self->kind->release (self->plans[g]);
    }
  if (self->all != NULL)
    self->kind->release_groups (g_steal_pointer (&self->all));
  g_clear_pointer (&self->plans, g_free);
  g_clear_pointer (&self->varying, clv_varying_plan_free);
  g_clear_pointer (&self->active, g_free);
}

/* Whether the group's parameters are within reason. */
static gboolean
fill_parameters (const ClvCovariateLikelihood *self,
                 guint32                       group,
                 const double                 *point,
                 double                       *parameters)
{
  const ClvModelKind *kind = self->kind;
  guint n = kind->n_parameters;
  const double *z = self->groups->z + (gsize) group * self->groups->n_terms;
  const double *gamma = point + n;
  double shift[CLV_MAX_PROCESSES] = { 0.0 };

  for (guint q = 0; q < self->covariates->n_processes; q++)
    {
      for (guint a = 0; a < self->n_active; a++)
        shift[q] += gamma[q * self->n_active + a] * z[self->active[a]];
    }
  for (guint j = 0; j < n; j++)
    {
      guint process = kind->process_of[j];
      double value = point[j];

      if (process > 0)
        value += kind->effect_sign[j]
                 * shift[self->covariates->has_same_effect ? 0 : process - 1];
      if (!(value > LOWEST_GROUP && value < HIGHEST_GROUP))
        return FALSE;
      parameters[j] = exp (value);
    }
  return TRUE;
}

/* From (u, η) of the group by its terms that are not zero to (u, γ). */
static void
add_slopes (const ClvCovariateLikelihood *self,
            guint32                       group,
            const Local                  *local,
            double                       *gradient,
            double                       *hessian)
{
  const ClvModelKind *kind = self->kind;
  guint n = kind->n_parameters;
  guint m = self->covariates->n_processes;
  const double *z = self->groups->z + (gsize) group * self->groups->n_terms;
  double slope[CLV_MAX_PROCESSES] = { 0.0 };
  double mixed[CLV_MAX_PROCESSES][CLV_MAX_PARAMETERS] = { { 0.0 } };
  double second[CLV_MAX_PROCESSES][CLV_MAX_PROCESSES] = { { 0.0 } };
  guint process[CLV_MAX_PARAMETERS];
  guint used[CLV_MAX_DIMENSIONS];
  guint n_used = 0;

  for (guint j = 0; j < n; j++)
    process[j] = kind->process_of[j] == 0 ? m
                 : self->covariates->has_same_effect ? 0 : kind->process_of[j] - 1u;
  for (guint a = 0; a < self->n_active; a++)
    {
      if (fabs (z[self->active[a]]) > 0.0)
        used[n_used++] = a;
    }
  for (guint j = 0; j < n; j++)
    {
      gradient[j] += local->gradient[j];
      if (process[j] < m)
        slope[process[j]] += kind->effect_sign[j] * local->gradient[j];
      for (guint k = 0; k < n; k++)
        {
          double h = local->hessian[j * n + k];

          hessian[j * self->n + k] += h;
          if (process[k] < m)
            mixed[process[k]][j] += kind->effect_sign[k] * h;
          if (process[j] < m && process[k] < m)
            second[process[j]][process[k]] += kind->effect_sign[j] * kind->effect_sign[k] * h;
        }
    }
  for (guint q = 0; q < m; q++)
    {
      for (guint i = 0; i < n_used; i++)
        {
          guint at = n + q * self->n_active + used[i];
          double zi = z[self->active[used[i]]];

          gradient[at] += zi * slope[q];
          for (guint j = 0; j < n; j++)
            hessian[at * self->n + j] += zi * mixed[q][j];
          for (guint p = 0; p <= q; p++)
            {
              double factor = zi * second[q][p];

              for (guint k = 0; k < n_used; k++)
                hessian[at * self->n + n + p * self->n_active + used[k]]
                  += factor * z[self->active[used[k]]];
            }
        }
    }
}

/* Counts groups with parameters beyond reason. */
static void
fill_chunk (guint    chunk,
            double  *sums,
            gpointer user_data)
{
  const Work *work = user_data;
  const ClvCovariateLikelihood *self = work->likelihood;
  guint32 end = MIN ((chunk + 1) * CHUNK_GROUPS, work->n);

  for (guint32 k = chunk * CHUNK_GROUPS; k < end; k++)
    {
      double *parameters = work->parameters + (gsize) k * self->kind->n_parameters;

      sums[0] += !fill_parameters (self, k * self->stride, work->point, parameters);
      /* There effects are the logarithms of the factors, the same in all groups. */
      for (guint j = 4; j < self->kind->n_parameters && self->varying != NULL; j++)
        parameters[j] = work->point[j];
    }
}

/* In @sums: the value, the gradient and the Hessian by (u, γ). */
static void
sum_chunk (guint    chunk,
           double  *sums,
           gpointer user_data)
{
  const Work *work = user_data;
  const ClvCovariateLikelihood *self = work->likelihood;
  const ClvModelKind *kind = self->kind;
  guint n = kind->n_parameters;
  guint32 end = MIN ((chunk + 1) * CHUNK_GROUPS, work->n);
  g_autofree double *slopes = g_new (double, n + (gsize) n * n);
  Local local = { 0.0, slopes, slopes + n };

  for (guint32 k = chunk * CHUNK_GROUPS; k < end; k++)
    {
      guint32 group = k * self->stride;
      double parameters[CLV_MAX_PARAMETERS];

      if (work->locals != NULL)
        {
          double *own = work->locals + (gsize) k * work->n_locals;

          local = (Local) { own[0], own + 1, own + 1 + n };
        }
      else if (fill_parameters (self, group, work->point, parameters))
        {
          local.value = kind->evaluate (self->plans[group], parameters,
                                        work->with_slopes ? local.gradient : NULL,
                                        work->with_slopes ? local.hessian : NULL);
        }
      else
        {
          sums[0] = NAN;
          return;
        }
      sums[0] += local.value;
      if (work->with_slopes)
        add_slopes (self, group, &local, sums + 1, sums + 1 + self->n);
    }
}

/* FALSE where the parameters of a group are beyond reason. */
static gboolean
evaluate_all (Work *work,
              guint n_chunks)
{
  const ClvCovariateLikelihood *self = work->likelihood;
  guint n = self->kind->n_parameters;
  double n_beyond = 0.0;

  work->n_locals = 1 + n + n * n;
  work->parameters = g_new (double, (gsize) work->n * n + 1);
  clv_parallel_sum (n_chunks, 1, fill_chunk, work, &n_beyond);
  if (n_beyond > 0.0)
    return FALSE;
  work->locals = g_new (double, (gsize) work->n * work->n_locals + 1);
  if (self->varying != NULL)
    clv_varying_plan_evaluate_groups (self->varying, self->groups->n, self->cells->start,
                                      self->stride, work->parameters, work->locals);
  else
    self->kind->evaluate_groups (self->all, self->stride, work->parameters, work->locals);
  return TRUE;
}

/* What the purchases within each season or promotion add, whose ever they are; of a part
 * of the groups, its share. */
static void
add_purchases (const ClvCovariateLikelihood *self,
               const double                 *point,
               double                       *sums,
               gboolean                      with_slopes)
{
  for (guint k = 0; k < self->past->n_events; k++)
    {
      sums[0] += self->share * point[4 + k] * self->past->purchases[k];
      if (with_slopes)
        sums[1 + 4 + k] += self->share * self->past->purchases[k];
    }
}

double
clv_covariate_likelihood_evaluate (const ClvCovariateLikelihood *self,
                                   const double                 *point,
                                   double                       *gradient,
                                   double                       *hessian)
{
  guint n = self->n;
  Work work = {
    .likelihood = self,
    .point = point,
    .with_slopes = gradient != NULL && hessian != NULL,
    .n = (self->groups->n + self->stride - 1) / self->stride,
  };
  guint n_chunks = (work.n + CHUNK_GROUPS - 1) / CHUNK_GROUPS;
  guint n_sums = work.with_slopes ? 1 + n + n * n : 1;
  g_autofree double *sums = g_new0 (double, n_sums);

  if ((self->all != NULL || self->varying != NULL) && !evaluate_all (&work, n_chunks))
    sums[0] = NAN;
  else
    clv_parallel_sum (n_chunks, n_sums, sum_chunk, &work, sums);
  if (self->past != NULL)
    add_purchases (self, point, sums, work.with_slopes);
  g_free (work.parameters);
  g_free (work.locals);
  if (work.with_slopes)
    {
      memcpy (gradient, sums + 1, n * sizeof (double));
      memcpy (hessian, sums + 1 + n, (gsize) n * n * sizeof (double));
    }
  for (guint i = self->kind->n_parameters; i < n && work.with_slopes; i++)
    {
      for (guint j = 0; j < i; j++)
        {
          /* Blocks of one process are filled whole, the others below the diagonal. */
          hessian[j * n + i] = hessian[i * n + j];
        }
    }
  return sums[0];
}
