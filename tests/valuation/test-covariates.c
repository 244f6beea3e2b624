/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "clv-as-r.h"
#include "clv-covariate-private.h"
#include "clv-trust-region.h"
#include "columns.h"

/* What went in comes out. */
static void
test_recovery (gconstpointer data)
{
  const Truth *truth = data;
  g_autoptr(ClvCustomers) customers = customers_new (truth, 6000, 11);
  g_autoptr(ClvFit) fit = fit_columns (customers, truth->kind, "age,region");
  const ClvCovariates *covariates = fit->covariates;
  guint age = find_term (covariates, NULL);
  guint south = find_term (covariates, "south");

  g_assert_true (clv_fit_is_usable (fit));
  g_assert_cmpuint (covariates->n_terms, ==, 2);
  g_assert_cmpstr (covariates->columns[1].baseline, ==, "north");
  g_assert_cmpfloat_with_epsilon (covariates->columns[0].mean, 40.0, 0.5);
  g_assert_cmpfloat_with_epsilon (covariates->columns[0].sd, 10.0, 0.5);
  for (guint q = 0; q < covariates->n_processes; q++)
    {
      const double *found = covariates->coefficients + q * covariates->n_terms;
      const double *error = covariates->standard_errors + q * covariates->n_terms;
      double z = (found[age] - truth->number[q] * covariates->columns[0].sd / 10.0) / error[age];
      double s = (found[south] - truth->south[q]) / error[south];

      g_test_message ("%s: %.3f (%.3f), %.3f (%.3f)", fit->kind->process_names[q], found[age],
                      error[age], found[south], error[south]);
      g_assert_cmpfloat (fabs (z), <, 3.5);
      g_assert_cmpfloat (fabs (s), <, 3.5);
    }
  g_assert_cmpfloat (covariates->p, <, 1e-10);
  g_assert_cmpuint (covariates->df, ==, 2 * covariates->n_processes);
  assert_near (fit->in_sample_expected, fit->in_sample_actual, 0.05);
}

typedef struct
{
  ClvCovariates *covariates;
  ClvCovariateGroups *groups;
  ClvGroupCells *cells;
  ClvCovariateLikelihood likelihood;
} Likelihood;

static void
likelihood_init (Likelihood         *self,
                 const ClvModelKind *kind,
                 const ClvCustomers *customers,
                 const char         *columns,
                 gboolean            is_same)
{
  g_auto(GStrv) names = g_strsplit (columns, ",", -1);
  g_autoptr(GPtrArray) constant = g_ptr_array_new_with_free_func (g_free);

  self->covariates = clv_covariates_design ((const char * const *) names, customers, constant,
                                            NULL);
  self->covariates->n_parameters = kind->n_parameters;
  self->covariates->has_same_effect = is_same;
  self->covariates->n_processes = is_same ? 1 : kind->n_processes;
  self->groups = clv_covariate_groups_new (self->covariates, kind, NULL, customers);
  self->cells = clv_group_cells_new (customers, self->groups, NULL);
  clv_covariate_likelihood_init (&self->likelihood, kind, 7, self->covariates, self->groups,
                                 self->cells);
}

static void
likelihood_clear (Likelihood *self)
{
  clv_covariate_likelihood_clear (&self->likelihood);
  clv_group_cells_free (self->cells);
  clv_covariate_groups_free (self->groups);
  clv_covariates_unref (self->covariates);
}

static void
check_derivatives (const ClvCovariateLikelihood *likelihood,
                   const double                 *point)
{
  guint n = likelihood->n;
  double gradient[CLV_MAX_DIMENSIONS];
  double hessian[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  double slopes[2][CLV_MAX_DIMENSIONS];
  double scratch[CLV_MAX_DIMENSIONS * CLV_MAX_DIMENSIONS];
  const double h = 1e-5;
  double value = clv_covariate_likelihood_evaluate (likelihood, point, gradient, hessian);
  double largest = 0.0;

  g_assert_true (isfinite (value));
  g_assert_cmpfloat (value, ==, clv_covariate_likelihood_evaluate (likelihood, point, NULL, NULL));
  for (guint i = 0; i < n * n; i++)
    largest = MAX (largest, fabs (hessian[i]));
  for (guint k = 0; k < n; k++)
    {
      double moved[CLV_MAX_DIMENSIONS];
      double values[2];

      for (guint side = 0; side < 2; side++)
        {
          memcpy (moved, point, n * sizeof (double));
          moved[k] += side == 0 ? h : -h;
          values[side] = clv_covariate_likelihood_evaluate (likelihood, moved, slopes[side],
                                                            scratch);
        }
      g_assert_cmpfloat_with_epsilon ((values[0] - values[1]) / (2 * h), gradient[k],
                                      1e-4 * (1.0 + fabs (gradient[k]) + 1e-6 * fabs (value)));
      for (guint j = 0; j < n; j++)
        {
          g_assert_cmpfloat_with_epsilon ((slopes[0][j] - slopes[1][j]) / (2 * h),
                                          hessian[k * n + j], 1e-6 * largest);
          g_assert_cmpfloat (hessian[k * n + j], ==, hessian[j * n + k]);
        }
    }
}

static void
test_derivatives (gconstpointer data)
{
  const Truth *truth = data;
  const ClvModelKind *kind = clv_model_kind_find (truth->kind);
  g_autoptr(ClvCustomers) customers = customers_new (truth, 400, 3);

  for (guint is_same = 0; is_same < 2; is_same++)
    {
      double point[CLV_MAX_DIMENSIONS] = { -0.3, 1.5, -0.2, 1.2 };
      Likelihood own;

      likelihood_init (&own, kind, customers, "age,region", is_same == 1);
      g_assert_cmpuint (own.likelihood.n, ==,
                        kind->n_parameters + 2 * (is_same == 1 ? 1 : kind->n_processes));
      for (guint i = kind->n_parameters; i < own.likelihood.n; i++)
        point[i] = 0.1 * (i % 2 == 0 ? 1.0 : -1.5) * i / own.likelihood.n;
      check_derivatives (&own.likelihood, point);
      likelihood_clear (&own);
    }
}

/* The sum over groups is the sum over customers, each with parameters of their own;
 * with one group it is that of the kind. */
static void
test_paths (gconstpointer data)
{
  const Truth *truth = data;
  const ClvModelKind *kind = clv_model_kind_find (truth->kind);
  g_autoptr(ClvCustomers) customers = customers_new (truth, 2000, 5);
  double point[CLV_MAX_DIMENSIONS] = { -0.3, 1.5, -0.2, 1.2 };
  double coefficients[2 * CLV_MAX_PROCESSES];
  double parameters[4];
  double sum = 0.0;
  Likelihood own;

  likelihood_init (&own, kind, customers, "age,region", FALSE);
  for (guint i = kind->n_parameters; i < own.likelihood.n; i++)
    point[i] = coefficients[i - kind->n_parameters] = 0.05 * (i % 3) - 0.08;
  for (guint i = 0; i < kind->n_parameters; i++)
    parameters[i] = exp (point[i]);
  own.covariates->coefficients = g_memdup2 (coefficients, sizeof coefficients);
  clv_covariates_fill_parameters (own.covariates, kind, parameters, own.groups);
  for (guint32 i = 0; i < customers->n; i++)
    sum += kind->log_likelihood_one (kind, clv_covariate_groups_get_parameters (own.groups, i),
                                     customers->x[i], customers->recency_days[i] / 7.0,
                                     customers->age_days[i] / 7.0);
  assert_near (clv_covariate_likelihood_evaluate (&own.likelihood, point, NULL, NULL), sum, 1e-11);
  likelihood_clear (&own);

  likelihood_init (&own, kind, customers, "region", FALSE);
  clv_covariate_likelihood_clear (&own.likelihood);
  clv_group_cells_free (own.cells);
  for (guint32 i = 0; i < customers->n; i++)
    own.groups->group_of[i] = 0;
  own.groups->n = 1;
  own.cells = clv_group_cells_new (customers, own.groups, NULL);
  clv_covariate_likelihood_init (&own.likelihood, kind, 7, own.covariates, own.groups, own.cells);
  memset (own.groups->z, 0, own.covariates->n_terms * sizeof (double));
  {
    g_autoptr(ClvCells) cells = clv_cells_new_for_customers (customers, NULL);

    assert_near (clv_covariate_likelihood_evaluate (&own.likelihood, point, NULL, NULL),
                 kind->log_likelihood (kind, cells, 7, parameters, NULL, NULL), 1e-13);
  }
  likelihood_clear (&own);
}

static ClvCustomers *
select_region (const ClvCustomers *all,
               guint32             code)
{
  const ClvAttribute *region = clv_transactions_get_attribute (all->transactions, "region");
  Buyers buyers;
  guint32 n = 0;

  for (guint32 i = 0; i < all->n; i++)
    n += region->codes[i] == code;
  buyers_init (&buyers, n);
  n = 0;
  for (guint32 i = 0; i < all->n; i++)
    {
      if (region->codes[i] != code)
        continue;
      buyers.x[n] = all->x[i];
      buyers.recency[n] = all->recency_days[i];
      buyers.age[n++] = all->age_days[i];
    }
  return buyers_finish (&buyers);
}

/* Between the model without the column and two models that share nothing. */
static void
test_likelihood_ratio (gconstpointer data)
{
  const Truth *truth = data;
  g_autoptr(ClvCustomers) customers = customers_new (truth, 3000, 17);
  g_autoptr(ClvFit) plain = fit_columns (customers, truth->kind, NULL);
  g_autoptr(ClvFit) fit = fit_columns (customers, truth->kind, "region");
  double apart = 0.0;

  for (guint32 code = 0; code < 2; code++)
    {
      g_autoptr(ClvCustomers) part = select_region (customers, code);
      g_autoptr(ClvFit) own = fit_columns (part, truth->kind, NULL);

      apart += own->log_likelihood;
    }
  g_test_message ("%.4f < %.4f < %.4f", plain->log_likelihood, fit->log_likelihood, apart);
  g_assert_cmpfloat (fit->covariates->null_log_likelihood, ==, plain->log_likelihood);
  g_assert_cmpfloat (fit->log_likelihood, >, plain->log_likelihood);
  g_assert_cmpfloat (fit->log_likelihood, <, apart + 1e-6);
  assert_near (fit->covariates->statistic,
               2.0 * (fit->log_likelihood - plain->log_likelihood), 1e-12);
}

static void
test_same_effect (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 3000, 19);
  g_autoptr(ClvFit) free_fit = fit_columns (customers, "pareto-nbd", "age,region");
  g_autoptr(ClvModelSpec) spec = spec_new ("pareto-nbd", "age,region");
  g_autoptr(ClvFit) same = NULL;
  g_autoptr(ClvAsR) as_r = NULL;

  spec->has_same_effect = TRUE;
  same = clv_fit_new (spec, customers, NULL, NULL);
  g_assert_cmpuint (same->covariates->n_processes, ==, 1);
  g_assert_cmpuint (same->covariates->df, ==, 2);
  g_assert_cmpfloat (same->log_likelihood, <, free_fit->log_likelihood);
  g_assert_cmpfloat (same->log_likelihood, >, same->covariates->null_log_likelihood);
  g_assert_cmpstr (clv_covariates_get_process_name (same->covariates, same->kind, 0), ==, "all");
  as_r = clv_as_r_new (free_fit, customers);
  g_assert_null (as_r->package);
  g_assert_null (strstr (as_r->script, "EstimateParameters(cbs)"));
  g_assert_nonnull (strstr (as_r->script, "customer at the baseline"));
  g_assert_nonnull (strstr (as_r->script, "south, dropout: "));
  g_assert_nonnull (strstr (as_r->script, "No call of CLVTools"));
}

static void
test_penalty (void)
{
  static const double penalties[] = { 0.0, 1e-9, 1e-3, 1e-1, 1e4 };
  g_autoptr(ClvCustomers) customers = customers_new (&truths[0], 2500, 23);
  double sums[G_N_ELEMENTS (penalties)];
  double first = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (penalties); i++)
    {
      g_autoptr(ClvModelSpec) spec = spec_new ("bg-nbd", "age,region");
      g_autoptr(ClvFit) fit = NULL;

      spec->penalty = penalties[i];
      fit = clv_fit_new (spec, customers, NULL, NULL);
      sums[i] = 0.0;
      for (guint k = 0; k < 6; k++)
        sums[i] += fit->covariates->coefficients[k] * fit->covariates->coefficients[k];
      g_test_message ("%g: %g", penalties[i], sums[i]);
      g_assert_cmpint (has_diagnostic (fit, "covariate-penalty"), ==, i > 0);
      g_assert_cmpint (isnan (fit->covariates->p), ==, i > 0);
      if (i == 0)
        first = fit->covariates->coefficients[0];
      if (i == 1)
        assert_near (fit->covariates->coefficients[0], first, 1e-5);
      if (i > 0)
        g_assert_cmpfloat (sums[i], <, sums[i - 1]);
    }
  g_assert_cmpfloat (sums[4], <, 1e-9);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_kinds ("/valuation/covariates/derivatives", test_derivatives);
  add_for_kinds ("/valuation/covariates/paths", test_paths);
  add_for_kinds ("/valuation/covariates/recovery", test_recovery);
  add_for_kinds ("/valuation/covariates/likelihood-ratio", test_likelihood_ratio);
  g_test_add_func ("/valuation/covariates/same-effect", test_same_effect);
  g_test_add_func ("/valuation/covariates/penalty", test_penalty);
  return g_test_run ();
}
