/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "buyers.h"
#include "clv-as-r.h"
#include "clv-covariate-private.h"
#include "clv-error.h"
#include "clv-score-set.h"
#include "clv-trust-region.h"

#define assert_near(value, expected, tolerance)                                            \
  G_STMT_START {                                                                           \
    double v_ = (value);                                                                   \
    double e_ = (expected);                                                                \
    if (!(fabs (v_ - e_) <= (tolerance) * MAX (1e-300, fabs (e_))))                        \
    g_error ("%s:%d: %.17g is not near %.17g (relative %.3g)", __FILE__, __LINE__, v_, e_, \
             fabs (v_ / e_ - 1.0));                                                        \
  } G_STMT_END

/* A kind, its parameters a day, and the effects that the customers are made with: of a
 * number by its standard deviation, and of the region "south" against "north". */
typedef struct
{
  const char *kind;
  double parameters[4];
  double number[3];
  double south[3];
} Truth;

static const Truth truths[] = {
  { "bg-nbd", { 0.8, 30.0, 0.9, 3.0 }, { 0.3, 0.2, -0.15 }, { 0.4, -0.3, 0.1 } },
  { "mbg-nbd", { 0.8, 30.0, 0.9, 3.0 }, { 0.3, 0.2, -0.15 }, { 0.4, -0.3, 0.1 } },
  { "pareto-nbd", { 0.6, 40.0, 0.6, 80.0 }, { 0.3, 0.2, 0.0 }, { 0.4, -0.4, 0.0 } },
  { "nbd", { 0.6, 40.0, 0.0, 0.0 }, { 0.3, 0.0, 0.0 }, { -0.4, 0.0, 0.0 } },
};

static ClvModelSpec *
spec_new (const char *kind,
          const char *columns)
{
  ClvModelSpec *spec = clv_model_spec_new ();

  g_free (spec->kind);
  spec->kind = g_strdup (kind);
  g_free (spec->spend);
  spec->spend = g_strdup ("none");
  if (columns != NULL)
    spec->covariates = g_strsplit (columns, ",", -1);
  return spec;
}

/* Columns "age" (a number), "region" (north, south), "copy" (the region in other
 * words), "same", and "id". */
static ClvCustomers *
customers_new (const Truth *truth,
               guint32      n,
               guint64      seed)
{
  const ClvModelKind *kind = clv_model_kind_find (truth->kind);
  g_autoptr(ClvRandom) rng = clv_random_new (seed);
  ClvAttribute *age = NULL;
  ClvAttribute *region = NULL;
  ClvAttribute *copy = NULL;
  ClvAttribute *same = NULL;
  ClvAttribute *id = NULL;
  Buyers buyers;

  buyers_init (&buyers, n);
  age = buyers_add_column (&buyers, "age");
  region = buyers_add_column (&buyers, "region");
  copy = buyers_add_column (&buyers, "copy");
  same = buyers_add_column (&buyers, "same");
  id = buyers_add_column (&buyers, "id");
  for (guint32 i = 0; i < n; i++)
    {
      double z = CLAMP (round (5.0 * clv_random_normal (rng)) / 5.0, -3.0, 3.0);
      gboolean is_south = clv_random_uniform (rng) < 0.4;
      double parameters[4];
      char text[32];

      memcpy (parameters, truth->parameters, sizeof parameters);
      for (guint j = 0; j < kind->n_parameters; j++)
        {
          guint process = kind->process_of[j];

          if (process > 0)
            parameters[j] *= exp (kind->effect_sign[j]
                                  * (truth->number[process - 1] * z
                                     + (is_south ? truth->south[process - 1] : 0.0)));
        }
      g_snprintf (text, sizeof text, "%.1f", 40.0 + 10.0 * z);
      buyers_set (age, i, text);
      buyers_set (region, i, is_south ? "south" : "north");
      buyers_set (copy, i, is_south ? "S" : "N");
      buyers_set (same, i, "yes");
      g_snprintf (text, sizeof text, "no %u", i);
      buyers_set (id, i, text);
      buyers_live (&buyers, i, rng, parameters, truth->kind, 200 + (gint32) (i % 400));
    }
  return buyers_finish (&buyers);
}

static ClvFit *
fit_columns (ClvCustomers *customers,
             const char   *kind,
             const char   *columns)
{
  g_autoptr(ClvModelSpec) spec = spec_new (kind, columns);
  g_autoptr(GError) error = NULL;
  ClvFit *fit = clv_fit_new (spec, customers, NULL, &error);

  g_assert_no_error (error);
  return fit;
}

static gboolean
has_diagnostic (const ClvFit *fit,
                const char   *code)
{
  for (guint i = 0; i < fit->diagnostics->len; i++)
    {
      const ClvFitDiagnostic *diagnostic = g_ptr_array_index (fit->diagnostics, i);

      if (strcmp (diagnostic->code, code) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Number of a term by its level; NULL is the number's. */
static guint
find_term (const ClvCovariates *covariates,
           const char          *level)
{
  for (guint t = 0; t < covariates->n_terms; t++)
    {
      g_autofree char *name = clv_covariates_dup_term_name (covariates, t);

      if (g_strcmp0 (name, level) == 0)
        return t;
    }
  g_error ("there is no term %s", level);
}

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
  clv_covariates_free (self->covariates);
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

/* Effects that nobody can know have no number, and the reason is told. */
static void
test_not_identified (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 3000, 29);
  g_autoptr(ClvFit) plain = fit_columns (customers, "pareto-nbd", "region");
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "region,copy,same");
  g_autoptr(ClvModelSpec) spec = spec_new ("pareto-nbd", "same");
  g_autoptr(ClvFit) loners = NULL;
  g_autoptr(GError) error = NULL;
  guint32 *x = (guint32 *) customers->x;
  gint32 *recency = (gint32 *) customers->recency_days;
  const ClvAttribute *region = clv_transactions_get_attribute (customers->transactions, "region");
  guint south = 0;

  g_assert_true (has_diagnostic (fit, "covariate-collinear"));
  g_assert_true (has_diagnostic (fit, "covariate-unusable"));
  g_assert_true (fit->covariates->terms[1].is_dropped);
  g_assert_true (isnan (fit->covariates->standard_errors[1]));
  g_assert_cmpuint (fit->covariates->df, ==, 2);
  assert_near (fit->log_likelihood, plain->log_likelihood, 1e-12);
  assert_near (fit->covariates->coefficients[0], plain->covariates->coefficients[0], 1e-6);

  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_strfreev (spec->covariates);
  spec->covariates = g_strsplit ("id", ",", -1);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_GATE);
  g_clear_error (&error);
  g_strfreev (spec->covariates);
  spec->covariates = g_strsplit ("color", ",", -1);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "age, region"));

  /* Nobody in the south ever came back. */
  south = clv_dictionary_lookup (region->values, "south", 5);
  for (guint32 i = 0; i < customers->n; i++)
    {
      customers->sum_x -= region->codes[i] == south ? x[i] : 0;
      customers->n_repeat -= region->codes[i] == south && x[i] > 0;
      x[i] = region->codes[i] == south ? 0 : x[i];
      recency[i] = region->codes[i] == south ? 0 : recency[i];
    }
  loners = fit_columns (customers, "pareto-nbd", "region");
  g_test_message ("%s %g (%g) %g (%g)", clv_fit_state_get_id (loners->state),
                  loners->covariates->coefficients[0], loners->covariates->standard_errors[0],
                  loners->covariates->coefficients[1], loners->covariates->standard_errors[1]);
  g_assert_true (clv_fit_is_usable (loners));
  g_assert_true (isnan (loners->covariates->standard_errors[0])
                 || isnan (loners->covariates->standard_errors[1]));
  g_assert_true (has_diagnostic (loners, "covariate-not-identified"));
  for (guint i = 0; i < 4; i++)
    g_assert_true (isfinite (loners->parameters[i]));
}

/* Rare levels are pooled, a lack of values is a level, numbers are told from texts. */
static void
test_design (void)
{
  static const struct
  {
    const char *name;
    ClvCovariateType type;
    gboolean is_usable;
    guint n_terms;
  } columns[] = {
    { "mixed", CLV_COVARIATE_LEVELS, TRUE, 3 },
    { "number", CLV_COVARIATE_NUMBER, TRUE, 2 },
    { "comma", CLV_COVARIATE_NUMBER, TRUE, 1 },
    { "thousands", CLV_COVARIATE_LEVELS, TRUE, 3 },
    { "flag", CLV_COVARIATE_LEVELS, TRUE, 1 },
    { "empty", CLV_COVARIATE_LEVELS, FALSE, 0 },
  };
  const guint32 n = 4000;
  ClvAttribute *attributes[G_N_ELEMENTS (columns)];
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(ClvFit) fit = NULL;
  Buyers buyers;

  buyers_init (&buyers, n);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    attributes[i] = buyers_add_column (&buyers, columns[i].name);
  for (guint32 i = 0; i < n; i++)
    {
      static const char * const commas[] = { "1,5", "2,25", "3", "-4,5" };
      static const char * const thousands[] = { "950", "1,234", "2,000", "1.5" };
      g_autofree char *rare = g_strdup_printf ("rare %u", i % 97);
      g_autofree char *number = g_strdup_printf ("%u", i % 13);

      buyers_live (&buyers, i, rng, truths[0].parameters, "bg-nbd", 300);
      if (i % 10 != 0)
        buyers_set (attributes[0], i, i % 10 == 1 ? rare : i % 2 == 0 ? "even" : "odd");
      if (i % 5 != 0)
        buyers_set (attributes[1], i, number);
      buyers_set (attributes[2], i, commas[i % 4]);
      buyers_set (attributes[3], i, thousands[i % 4]);
      buyers_set (attributes[4], i, i % 3 == 0 ? "1" : "0");
    }
  customers = buyers_finish (&buyers);
  list = clv_covariates_list (customers);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (columns));
  for (guint i = 0; i < list->len; i++)
    {
      const ClvCovariateInfo *info = g_ptr_array_index (list, i);

      g_test_message ("%s: %s", info->name, info->reason != NULL ? info->reason : "usable");
      g_assert_cmpstr (info->name, ==, columns[i].name);
      g_assert_cmpint (info->type, ==, columns[i].type);
      g_assert_cmpint (info->is_usable, ==, columns[i].is_usable);
      g_assert_cmpuint (info->n_terms, ==, columns[i].n_terms);
      g_assert_cmpint (info->reason == NULL, ==, columns[i].is_usable);
    }

  fit = fit_columns (customers, "bg-nbd", "mixed,number");
  g_assert_cmpstr (fit->covariates->columns[0].baseline, ==, "even");
  g_assert_cmpint (fit->covariates->terms[0].kind, ==, CLV_TERM_LEVEL);
  g_assert_cmpint (fit->covariates->terms[1].kind, ==, CLV_TERM_OTHER);
  g_assert_cmpuint (fit->covariates->terms[1].n_customers, ==, 400);
  g_assert_cmpint (fit->covariates->terms[2].kind, ==, CLV_TERM_MISSING);
  g_assert_cmpuint (fit->covariates->terms[2].n_customers, ==, 400);
  g_assert_cmpint (fit->covariates->terms[3].kind, ==, CLV_TERM_NUMBER);
  /* These columns are no news: said, and the model without them would do. */
  g_assert_true (has_diagnostic (fit, "covariates-no-effect") || fit->covariates->p < 0.05);
}

/* A kind without a place for columns, and more effects than there is room for. */
static void
test_refused (void)
{
  g_autoptr(ClvRandom) rng = clv_random_new (1);
  g_autoptr(ClvCustomers) customers = NULL;
  g_autoptr(ClvModelSpec) spec = spec_new ("bg-nbd", "wide");
  g_autoptr(GError) error = NULL;
  ClvAttribute *wide = NULL;
  Buyers buyers;

  buyers_init (&buyers, 3000);
  wide = buyers_add_column (&buyers, "wide");
  for (guint32 i = 0; i < buyers.n; i++)
    {
      g_autofree char *level = g_strdup_printf ("level %u", i % 40);

      buyers_live (&buyers, i, rng, truths[0].parameters, "bg-nbd", 300);
      buyers_set (wide, i, level);
    }
  customers = buyers_finish (&buyers);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "117 effects"));
  g_clear_error (&error);
  g_free (spec->kind);
  spec->kind = g_strdup ("bg-cnbd");
  spec->regularity = 1;
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "bg-nbd"));
  g_clear_error (&error);
  clv_model_spec_free (spec);
  spec = spec_new ("pareto-nbd", "wide");
  spec->has_same_effect = TRUE;
  g_assert_true (clv_covariates_check (spec, 39, &error));
  g_assert_no_error (error);
  spec->calendar = clv_calendar_new ();
  g_assert_true (clv_calendar_add (spec->calendar, CLV_CALENDAR_SEASON, "may=05-01..05-31",
                                   &error));
  g_assert_false (clv_covariates_check (spec, 39, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_clear_error (&error);
  g_assert_null (clv_fit_new (spec, customers, NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
  g_assert_nonnull (strstr (error->message, "cannot be fitted together"));
}

static void
test_spec (void)
{
  g_autoptr(ClvModelSpec) spec = clv_model_spec_new ();
  g_autofree char *plain = clv_model_spec_to_text (spec);
  g_autofree char *text = NULL;
  g_autoptr(ClvModelSpec) read = NULL;
  g_autoptr(ClvModelSpec) copy = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (strstr (plain, "covariate"));
  g_assert_null (strstr (plain, "penalty"));
  spec->covariates = g_strsplit ("a=b|city\nname", "|", -1);
  spec->has_same_effect = TRUE;
  spec->penalty = 0.25;
  text = clv_model_spec_to_text (spec);
  read = clv_model_spec_from_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (read->covariates, spec->covariates);
  g_assert_true (read->has_same_effect);
  g_assert_cmpfloat (read->penalty, ==, 0.25);
  copy = clv_model_spec_copy (read);
  again = clv_model_spec_to_text (copy);
  g_assert_cmpstr (again, ==, text);
  copy->penalty = -1.0;
  g_clear_pointer (&again, g_free);
  again = clv_model_spec_to_text (copy);
  g_assert_null (clv_model_spec_from_text (again, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_SPEC);
}

/* What is read is what was written, and whoever edits it is found out. */
static void
test_text (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 3000, 31);
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "age,region,copy");
  g_autofree char *text = clv_covariates_to_text (fit->covariates);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvCovariates) read = clv_covariates_from_text (text, fit->kind, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = clv_covariates_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_null (clv_covariates_from_text ("columns=3\nterms=1\nprocesses=1\n", fit->kind, &error));
  g_assert_error (error, CLV_WORKSPACE_ERROR, CLV_WORKSPACE_ERROR_DAMAGED);
}

static ClvScoreSet *
score (ClvFit       *fit,
       ClvCustomers *customers,
       gboolean      is_infinite)
{
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(GError) error = NULL;
  ClvScoreSet *set = NULL;

  if (is_infinite)
    definition->horizon.unit = CLV_DURATION_INFINITE;
  set = clv_score_set_new (fit, definition, customers, NULL, &error);
  g_assert_no_error (error);
  return set;
}

/* Scores of everybody are those of each group by itself, with the group's parameters. */
static void
test_scores (gconstpointer data)
{
  const Truth *truth = data;
  g_autoptr(ClvCustomers) customers = customers_new (truth, 800, 37);
  g_autoptr(ClvFit) fit = fit_columns (customers, truth->kind, "age,region");
  g_autoptr(ClvFit) plain = fit_columns (customers, truth->kind, NULL);
  g_autoptr(ClvCovariateGroups) groups = NULL;

  groups = clv_covariate_groups_new (fit->covariates, fit->kind, fit->parameters, customers);
  g_assert_cmpuint (groups->n, >, 20);
  for (guint is_infinite = 0; is_infinite < 2; is_infinite++)
    {
      g_autoptr(ClvScoreSet) set = score (fit, customers, is_infinite == 1);

      g_assert_cmpuint (set->n_groups, ==, groups->n);
      for (guint32 g = 0; g < groups->n; g += 7)
        {
          g_autoptr(ClvScoreSet) alone = NULL;

          memcpy (plain->parameters, groups->parameters + (gsize) g * groups->n_parameters,
                  groups->n_parameters * sizeof (double));
          alone = score (plain, customers, is_infinite == 1);
          for (guint32 i = 0; i < customers->n; i++)
            {
              if (groups->group_of[i] != g)
                continue;
              assert_near (set->p_active[i], alone->p_active[i], 1e-12);
              assert_near (set->expected_purchases[i], alone->expected_purchases[i], 1e-10);
              assert_near (set->clv[i], alone->clv[i], 1e-10);
              assert_near (set->clv_hi[i], alone->clv_hi[i], 1e-9);
              assert_near (clv_score_set_p_active_at (set, fit, i, 30),
                           clv_score_set_p_active_at (alone, plain, i, 30), 1e-12);
              g_assert_cmpmem (clv_score_set_get_parameters (set, fit, i),
                               groups->n_parameters * sizeof (double),
                               groups->parameters + (gsize) g * groups->n_parameters,
                               groups->n_parameters * sizeof (double));
            }
        }
    }
}

/* A later table without the column, and with a level that the fit has not seen. */
static void
test_unknown (void)
{
  g_autoptr(ClvCustomers) customers = customers_new (&truths[0], 2000, 41);
  g_autoptr(ClvCustomers) later = customers_new (&truths[0], 500, 43);
  g_autoptr(ClvFit) fit = fit_columns (customers, "bg-nbd", "region");
  g_autoptr(ClvScoreSet) set = NULL;
  ClvAttribute *region = g_ptr_array_index (later->transactions->attributes, 1);
  guint32 north = clv_dictionary_lookup (region->values, "north", 5);
  guint32 west = clv_dictionary_add (region->values, "west", 4);

  for (guint32 i = 0; i < later->n; i++)
    region->codes[i] = i < 100 ? CLV_DICTIONARY_NONE : i < 150 ? west : north;
  set = score (fit, later, FALSE);
  g_assert_cmpuint (set->n_unknown_levels, ==, 50);
  for (guint32 i = 0; i < later->n; i++)
    g_assert_cmpmem (clv_score_set_get_parameters (set, fit, i), 4 * sizeof (double),
                     fit->parameters, 4 * sizeof (double));
}

/* Fit and scores through a workspace and back. */
static void
test_stored (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clv-covariates-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "w.perennial", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(ClvWorkspace) workspace = clv_workspace_create (path, "EUR", "UTC", &error);
  g_autoptr(ClvCustomers) customers = customers_new (&truths[2], 2000, 47);
  g_autoptr(ClvFit) fit = fit_columns (customers, "pareto-nbd", "age,region");
  g_autoptr(ClvFit) read = NULL;
  g_autoptr(ClvValueDefinition) definition = clv_value_definition_new ("EUR");
  g_autoptr(ClvScoreSet) set = NULL;
  g_autoptr(ClvScoreSet) loaded = NULL;

  g_assert_no_error (error);
  g_assert_true (clv_fit_save (fit, workspace, "Ada", &error));
  read = clv_fit_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->covariates->n_terms, ==, 2);
  g_assert_cmpfloat (read->covariates->statistic, ==, fit->covariates->statistic);
  g_assert_true (clv_value_definition_save (definition, workspace, "Ada", &error));
  set = clv_score_set_new (read, definition, customers, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (clv_score_set_save (set, workspace, "Ada", &error));
  loaded = clv_score_set_load (workspace, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->n_groups, ==, set->n_groups);
  g_assert_cmpmem (loaded->group, loaded->n * 4, set->group, set->n * 4);
  g_assert_cmpmem (loaded->clv, loaded->n * 8, set->clv, set->n * 8);
  for (guint32 i = 0; i < set->n; i++)
    g_assert_cmpfloat (clv_score_set_p_active_at (loaded, read, i, 10), ==,
                       clv_score_set_p_active_at (set, fit, i, 10));
  /* The columns are not in this workspace, or no longer. */
  g_assert_null (clv_score_set_run (workspace, 0, NULL, "Ada", NULL, &error));
  g_assert_error (error, CLV_MODEL_ERROR, CLV_MODEL_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, fit->spec->covariates[0]));
  clv_workspace_close (workspace);
}

static void
add_for_kinds (const char   *name,
               GTestDataFunc test)
{
  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    {
      g_autofree char *path = g_strdup_printf ("/valuation/covariates/%s/%s", name,
                                               truths[i].kind);

      g_test_add_data_func (path, &truths[i], test);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_for_kinds ("derivatives", test_derivatives);
  add_for_kinds ("paths", test_paths);
  add_for_kinds ("recovery", test_recovery);
  add_for_kinds ("likelihood-ratio", test_likelihood_ratio);
  add_for_kinds ("scores", test_scores);
  g_test_add_func ("/valuation/covariates/same-effect", test_same_effect);
  g_test_add_func ("/valuation/covariates/penalty", test_penalty);
  g_test_add_func ("/valuation/covariates/not-identified", test_not_identified);
  g_test_add_func ("/valuation/covariates/design", test_design);
  g_test_add_func ("/valuation/covariates/refused", test_refused);
  g_test_add_func ("/valuation/covariates/spec", test_spec);
  g_test_add_func ("/valuation/covariates/text", test_text);
  g_test_add_func ("/valuation/covariates/unknown", test_unknown);
  g_test_add_func ("/valuation/covariates/stored", test_stored);
  return g_test_run ();
}
