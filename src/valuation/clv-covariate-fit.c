/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "clv-calendar-private.h"
#include "clv-covariate-private.h"
#include "clv-error.h"
#include "clv-fit-private.h"
#include "clv-tests.h"
#include "clv-trust-region.h"

/* The search starts from the fit without covariates, so that its likelihood cannot
 * be less. An effect that runs to the limit, or whose standard error says nothing,
 * is not identified: it has no number that could be read as a finding. */

#define MANY_GROUPS 20000
#define FLAT_OF_MANY 1e-9        /* what the sum of so many rounds to */
#define SAMPLE_GROUPS 8000      /* of many, that the search starts with */
#define FARTHEST 10.0           /* an effect beyond is no effect of people */
#define TOTAL_LIMIT 0.25        /* as of a fit without covariates */
#define NO_EFFECT 0.05

typedef struct
{
  const ClvCovariateLikelihood *likelihood;
  double penalty;
} Search;

static double
evaluate_mean (const double *point,
               double       *gradient,
               double       *hessian,
               gpointer      user_data)
{
  const Search *search = user_data;
  const ClvCovariateLikelihood *likelihood = search->likelihood;
  guint n = likelihood->n;
  double value = clv_covariate_likelihood_evaluate (likelihood, point, gradient, hessian);
  double penalty = 0.0;

  for (guint i = 0; i < n; i++)
    gradient[i] /= -likelihood->weight;
  for (guint i = 0; i < n * n; i++)
    hessian[i] /= -likelihood->weight;
  for (guint i = likelihood->kind->n_parameters; i < n && search->penalty > 0.0; i++)
    {
      penalty += search->penalty * point[i] * point[i];
      gradient[i] += 2.0 * search->penalty * point[i];
      hessian[i * n + i] += 2.0 * search->penalty;
    }
  return -value / likelihood->weight + penalty;
}

/* From @point, which ends at the best one; FALSE where the work was stopped. */
static gboolean
search_groups (const ClvFit                 *fit,
               const ClvCovariateLikelihood *likelihood,
               double                        tolerance,
               ClvTrustRegion               *region,
               double                       *point,
               const ClvProgress            *progress,
               GError                      **error)
{
  Search search = { likelihood, fit->spec->penalty };
  double lower[CLV_MAX_DIMENSIONS];
  double upper[CLV_MAX_DIMENSIONS];
  gboolean is_going = TRUE;

  for (guint i = 0; i < likelihood->n; i++)
    {
      gboolean is_parameter = i < fit->kind->n_parameters;

      lower[i] = is_parameter ? log (CLV_FIT_LOWEST) : -FARTHEST;
      upper[i] = is_parameter ? log (CLV_FIT_HIGHEST) : FARTHEST;
      if (is_parameter && i >= 4 && fit->kind->is_dated)
        {
          lower[i] = -log (CLV_CALENDAR_STRONGEST);
          upper[i] = log (CLV_CALENDAR_STRONGEST);
        }
    }
  if (clv_trust_region_init_box (region, likelihood->n, point, lower, upper, evaluate_mean,
                                 &search))
    {
      for (guint i = 0; i < 200 && is_going && !clv_trust_region_test (region, tolerance); i++)
        {
          is_going = clv_progress_step (progress, -1.0, _("Fitting the effects of the columns"),
                                        error);
          if (is_going && !clv_trust_region_iterate (region))
            break;
        }
    }
  memcpy (point, region->point, likelihood->n * sizeof (double));
  return is_going;
}

/* From the coordinates of the search to those of all terms. */
static guint
get_coordinate (const ClvCovariateLikelihood *likelihood,
                guint                         i)
{
  guint n = likelihood->kind->n_parameters;

  if (i < n)
    return i;
  return n + (i - n) / likelihood->n_active * likelihood->covariates->n_terms
         + likelihood->active[(i - n) % likelihood->n_active];
}

/* Of many groups a part is searched first, where effects to @start from are not known. */
static gboolean
run_search (ClvFit                 *fit,
            ClvCovariateLikelihood *likelihood,
            const ClvCovariates    *start,
            ClvTrustRegion         *region,
            const ClvProgress      *progress,
            GError                **error)
{
  double point[CLV_MAX_DIMENSIONS] = { 0.0 };
  guint32 n_groups = likelihood->groups->n;

  for (guint i = 0; i < fit->kind->n_parameters; i++)
    point[i] = log (fit->parameters[i]);
  for (guint i = fit->kind->n_parameters; i < likelihood->n && start != NULL; i++)
    point[i] = start->coefficients[get_coordinate (likelihood, i) - fit->kind->n_parameters];
  if (n_groups >= MANY_GROUPS && start == NULL)
    {
      clv_covariate_likelihood_set_stride (likelihood, n_groups / SAMPLE_GROUPS);
      if (!search_groups (fit, likelihood, 1e-6, region, point, progress, error))
        return FALSE;
      fit->evaluations += region->evaluations;
      clv_covariate_likelihood_set_stride (likelihood, 1);
    }
  return search_groups (fit, likelihood, n_groups >= MANY_GROUPS ? FLAT_OF_MANY : CLV_FIT_FLAT,
                        region, point, progress, error);
}

static gboolean
is_at_bound (const ClvTrustRegion *region,
             guint                 i)
{
  return region->point[i] <= region->lower[i] || region->point[i] >= region->upper[i];
}

/* Covariance of all coordinates but those on the box; NAN of what is not identified.
* Eigenvalues that are rounding belong to directions about which nothing is known. */
static void
fill_covariance (const ClvTrustRegion *region,
                 double                n_customers,
                 double               *covariance)
{
  guint n = region->n;
  g_autofree double *information = g_new (double, (gsize) n * n);
  g_autofree double *vectors = g_new (double, (gsize) n * n);
  g_autofree double *values = g_new (double, n);
  gboolean is_sound = FALSE;
  double largest = 0.0;

  for (guint i = 0; i < n * n; i++)
    {
      gboolean is_held = is_at_bound (region, i / n) || is_at_bound (region, i % n);

      information[i] = is_held ? (i / n == i % n) : n_customers * region->hessian[i];
    }
  is_sound = clv_matrix_eigen (n, information, values, vectors);
  for (guint k = 0; k < n && is_sound; k++)
    largest = MAX (largest, values[k]);
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          double sum = is_sound && !is_at_bound (region, i) && !is_at_bound (region, j) ? 0.0 : NAN;

          for (guint k = 0; k < n && !isnan (sum); k++)
            {
              double product = vectors[i * n + k] * vectors[j * n + k];

              if (values[k] > 1e-12 * largest)
                sum += product / values[k];
              else if (i == j && product > 1e-8)
                sum = NAN;
            }
          covariance[i * n + j] = sum;
        }
    }
}

static void
take_effects (ClvFit                       *fit,
              ClvCovariates                *covariates,
              const ClvCovariateLikelihood *likelihood,
              const ClvTrustRegion         *region)
{
  guint n = covariates->n_parameters;
  guint n_effects = covariates->n_processes * covariates->n_terms;
  guint n_all = n + n_effects;
  g_autofree double *covariance = g_new (double, (gsize) region->n * region->n);

  fill_covariance (region, fit->n_customers, covariance);
  covariates->coefficients = g_new0 (double, n_effects);
  covariates->standard_errors = g_new (double, n_effects);
  covariates->covariance = g_new (double, (gsize) n_all * n_all);
  for (guint i = 0; i < n_effects; i++)
    covariates->standard_errors[i] = NAN;
  for (guint i = 0; i < n_all * n_all; i++)
    covariates->covariance[i] = NAN;
  for (guint i = 0; i < region->n; i++)
    {
      guint at = get_coordinate (likelihood, i);
      double error = sqrt (covariance[i * region->n + i]);

      for (guint j = 0; j < region->n; j++)
        covariates->covariance[at * n_all + get_coordinate (likelihood, j)]
          = covariance[i * region->n + j];
      if (i < n)
        continue;
      covariates->coefficients[at - n] = region->point[i];
      if (error <= CLV_FIT_LOOSEST)
        covariates->standard_errors[at - n] = error;
    }
}

/* Returns whether single parameters of the kind say nothing. */
static gboolean
take_parameters (ClvFit               *fit,
                 const ClvCovariates  *covariates,
                 const ClvTrustRegion *region)
{
  guint n = fit->kind->n_parameters;
  guint n_all = n + covariates->n_processes * covariates->n_terms;
  gboolean is_ridge = FALSE;

  for (guint i = 0; i < n; i++)
    is_ridge = is_ridge || !(sqrt (covariates->covariance[i * n_all + i]) <= CLV_FIT_LOOSEST);
  for (guint i = 0; i < n; i++)
    {
      fit->parameters[i] = exp (region->point[i]);
      for (guint j = 0; j < n; j++)
        fit->covariance[i * n + j] = is_ridge ? NAN : covariates->covariance[i * n_all + j];
      fit->standard_errors[i] = fit->parameters[i] * sqrt (fit->covariance[i * n + i]);
    }
  return is_ridge;
}

static double
sum_expected_past (const ClvFit             *fit,
                   const ClvCovariateGroups *groups,
                   const ClvGroupCells      *cells,
                   const ClvCalendarPast    *past)
{
  double unit = 1.0 / fit->spec->unit_days;
  double sum = 0.0;

  for (guint32 g = 0; g < groups->n; g++)
    {
      const double *parameters = groups->parameters + (gsize) g * groups->n_parameters;
      ClvCells own = clv_group_cells_get (cells, g);
      g_autoptr(ClvVaryingClock) clock = NULL;

      if (past != NULL)
        clock = clv_calendar_past_new_clock (past, parameters);
      for (guint32 i = 0; i < own.n; i++)
        {
          double age = own.age_days[i] * unit;

          sum += own.weight[i]
                 * (clock != NULL ? clv_varying_expected_new (clock, -age, age)
                                  : fit->kind->expected_new (fit->kind, parameters, age));
        }
    }
  return sum;
}

static void
judge (ClvFit               *fit,
       const ClvCovariates  *covariates,
       const ClvTrustRegion *region,
       gboolean              is_ridge)
{
  double off = fit->in_sample_expected / fit->in_sample_actual - 1.0;
  double loss = covariates->null_log_likelihood - covariates->log_likelihood;
  double slack = 1e-9 * (1.0 + fabs (covariates->log_likelihood));
  gboolean was_nested = fit->state == CLV_FIT_NESTED_BETTER;
  gboolean is_bounded = FALSE;

  for (guint i = 0; i < fit->kind->n_parameters; i++)
    is_bounded = is_bounded || is_at_bound (region, i);
  if (!clv_trust_region_test (region, CLV_FIT_NEARLY_FLAT) || !isfinite (region->value)
      || loss > slack || (fit->kind->is_dated
                          && fit->calendar_null_log_likelihood - fit->log_likelihood > slack
                          && !(fit->spec->penalty > 0.0)))
    fit->state = CLV_FIT_NOT_CONVERGED;
  else if (!(fabs (off) <= TOTAL_LIMIT))
    fit->state = CLV_FIT_TOTAL_OFF;
  else if (was_nested && !(covariates->p < NO_EFFECT))
    fit->state = CLV_FIT_NESTED_BETTER;
  else if (is_bounded)
    fit->state = CLV_FIT_BOUNDARY;
  else if (is_ridge)
    fit->state = CLV_FIT_RIDGE;
  else
    fit->state = CLV_FIT_CONVERGED;
}

static char *
dup_effect_name (const ClvCovariates *covariates,
                 guint                term)
{
  g_autofree char *level = clv_covariates_dup_term_name (covariates, term);
  const char *column = covariates->columns[covariates->terms[term].column].name;

  return level != NULL ? g_strdup_printf ("%s = %s", column, level) : g_strdup (column);
}

/* One sentence for all effects of a term that have none. */
static void
note_unidentified (ClvFit              *fit,
                   const ClvCovariates *covariates)
{
  for (guint t = 0; t < covariates->n_terms; t++)
    {
      g_autofree char *name = dup_effect_name (covariates, t);
      g_autoptr(GString) processes = g_string_new (NULL);

      for (guint q = 0; q < covariates->n_processes; q++)
        {
          if (isnan (covariates->standard_errors[q * covariates->n_terms + t]))
            g_string_append_printf (processes, "%s%s", processes->len > 0 ? ", " : "",
                                    clv_covariates_get_process_name (covariates, fit->kind, q));
        }
      if (covariates->terms[t].is_dropped)
        clv_fit_add_diagnostic (fit, "covariate-collinear",
                                g_strdup_printf (_("“%s” follows from the other columns, so it "
                                                   "has no effect of its own: not identified. "
                                                   "Leave it out."), name));
      else if (processes->len > 0)
        clv_fit_add_diagnostic (fit, "covariate-not-identified",
                                g_strdup_printf (_("The effect of “%s” is not identified (%s): "
                                                   "the data allow it to be almost anything, for "
                                                   "instance because nobody there came back. "
                                                   "Leave the column out or pool the level."),
                                                 name, processes->str));
    }
}

static void
note_effects (ClvFit              *fit,
              const ClvCovariates *covariates,
              const GPtrArray     *constant)
{
  for (guint i = 0; i < constant->len; i++)
    clv_fit_add_diagnostic (fit, "covariate-unusable",
                            g_strdup_printf (_("%s It took no part in the fit."),
                                             (const char *) g_ptr_array_index (constant, i)));
  note_unidentified (fit, covariates);
  if (covariates->penalty > 0.0)
    clv_fit_add_diagnostic (fit, "covariate-penalty",
                            g_strdup_printf (_("A penalty of %g draws the effects towards zero. "
                                               "They and their standard errors are smaller than "
                                               "the data alone would have them, and there is no "
                                               "likelihood-ratio test."), covariates->penalty));
  else if (!(covariates->p < NO_EFFECT))
    clv_fit_add_diagnostic (fit, "covariates-no-effect",
                            g_strdup_printf (_("The columns explain no more than chance would "
                                               "(likelihood ratio %.2f, %u degrees of freedom, "
                                               "p = %.2f). The model without them does as well."),
                                             covariates->statistic, covariates->df,
                                             covariates->p));
}

static gboolean
check_kind (const ClvModelKind *kind,
            GError            **error)
{
  guint n_kinds = 0;
  const ClvModelKind **kinds = clv_model_kinds_list (&n_kinds);
  g_autoptr(GString) ids = g_string_new (NULL);

  if (kind->n_processes > 0 && kind->n_fixed == 0)
    return TRUE;
  for (guint i = 0; i < n_kinds; i++)
    {
      if (kinds[i]->n_processes > 0 && kinds[i]->n_fixed == 0)
        g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", kinds[i]->id);
    }
  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
               _("%s takes no columns that explain. Nothing was fitted. Leave the columns out or "
                 "choose one of %s."), kind->name, ids->str);
  return FALSE;
}

static guint
count_processes (const ClvModelSpec *spec,
                 const ClvModelKind *kind)
{
  return spec->has_same_effect ? MIN (kind->n_processes, 1) : kind->n_processes;
}

/**
 * clv_covariates_check:
 * @spec: with covariates
 * @n_terms: effects of them in each process; 0 where that is not known yet
 * @error: return location, %CLV_MODEL_ERROR_SPEC
 *
 * Returns: whether a fit takes them
 */
gboolean
clv_covariates_check (const ClvModelSpec *spec,
                      guint               n_terms,
                      GError            **error)
{
  const ClvModelKind *kind = NULL;
  guint n = 0;
  guint most = 0;

  g_return_val_if_fail (spec != NULL, FALSE);

  kind = clv_model_kind_find (spec->kind);
  g_return_val_if_fail (kind != NULL, FALSE);

  if (!check_kind (kind, error))
    return FALSE;
  n = count_processes (spec, kind) * n_terms;
  most = CLV_MAX_DIMENSIONS - kind->n_parameters;
  if (spec->calendar != NULL && g_str_equal (spec->kind, CLV_CALENDAR_KIND))
    most -= 2 * spec->calendar->n_events;
  if (n <= most)
    return TRUE;

  g_set_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC,
               _("The columns have %u effects in all, a model can estimate %u. Nothing was fitted. "
                 "Choose fewer columns, columns with fewer levels, or the same effect in all "
                 "processes."), n, most);
  return FALSE;
}

/* What is known before the search. */
static ClvCovariates *
new_covariates (const ClvFit       *fit,
                const ClvCustomers *customers,
                GPtrArray          *constant,
                GError            **error)
{
  g_autoptr(ClvCovariates) self = NULL;

  self = clv_covariates_design ((const char * const *) fit->spec->covariates, customers, constant,
                                error);
  if (self == NULL)
    return NULL;
  self->n_parameters = fit->kind->n_parameters;
  self->has_same_effect = fit->spec->has_same_effect && fit->kind->n_processes > 1;
  self->n_processes = count_processes (fit->spec, fit->kind);
  self->penalty = fit->spec->penalty;
  self->null_log_likelihood = fit->log_likelihood;
  return clv_covariates_check (fit->spec, self->n_terms, error) ? g_steal_pointer (&self) : NULL;
}

static void
take_likelihood (ClvFit                       *fit,
                 ClvCovariates                *covariates,
                 const ClvCovariateLikelihood *likelihood,
                 const ClvTrustRegion         *region)
{
  double penalty = 0.0;

  for (guint i = fit->kind->n_parameters; i < region->n; i++)
    penalty += covariates->penalty * region->point[i] * region->point[i];
  covariates->log_likelihood = -(region->value - penalty) * fit->n_customers;
  covariates->statistic = MAX (2.0 * (covariates->log_likelihood
                                      - covariates->null_log_likelihood), 0.0);
  covariates->df = covariates->n_processes * likelihood->n_active;
  covariates->p = covariates->penalty > 0.0
                  ? NAN : clv_chi_squared_p (covariates->statistic, covariates->df);
  fit->log_likelihood = covariates->log_likelihood;
}

gboolean
clv_covariate_fit (ClvFit                *self,
                   const ClvCustomers    *customers,
                   const ClvCalendarPast *past,
                   const ClvCovariates   *start,
                   const ClvProgress     *progress,
                   GError               **error)
{
  g_autoptr(GPtrArray) constant = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ClvCovariateGroups) groups = NULL;
  g_autoptr(ClvGroupCells) cells = NULL;
  g_auto(ClvCovariateLikelihood) likelihood = { 0, };
  g_autofree ClvTrustRegion *region = g_new0 (ClvTrustRegion, 1);
  ClvCovariates *covariates = NULL;
  gboolean is_ridge = FALSE;

  if (!clv_covariates_check (self->spec, 0, error))
    return FALSE;
  if (self->state == CLV_FIT_NOT_CONVERGED)
    return TRUE;
  covariates = self->covariates = new_covariates (self, customers, constant, error);
  if (covariates == NULL)
    return FALSE;
  groups = clv_covariate_groups_new (covariates, self->kind, NULL, customers);
  clv_covariate_groups_sort (groups);
  if (covariates->penalty <= 0.0)
    clv_covariates_drop_collinear (covariates, groups);
  cells = clv_group_cells_new (customers, groups, NULL);
  clv_group_cells_sort (cells);
  clv_covariate_likelihood_init (&likelihood, self->kind, self->spec->unit_days, covariates, groups,
                                 cells);
  if (past != NULL)
    clv_covariate_likelihood_set_past (&likelihood, past);
  if (!run_search (self, &likelihood, start, region, progress, error))
    return FALSE;

  self->n_cells = cells->cells->n;
  self->evaluations += region->evaluations;
  take_likelihood (self, covariates, &likelihood, region);
  take_effects (self, covariates, &likelihood, region);
  is_ridge = take_parameters (self, covariates, region);
  clv_covariates_fill_parameters (covariates, self->kind, self->parameters, groups);
  self->in_sample_expected = sum_expected_past (self, groups, cells, past);
  judge (self, covariates, region, is_ridge);
  g_ptr_array_set_size (self->diagnostics, 0);
  clv_fit_note_state (self, clv_fit_state_describe (self->state));
  note_effects (self, covariates, constant);
  if (past != NULL)
    clv_calendar_tell_effects (self);
  return TRUE;
}
